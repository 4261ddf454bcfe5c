/* Eight resamples abreast against each of them alone, to the last bit. */
#include "base/random.h"
#include "lib/eval/bootstrap_cases.h"
#include "lib/eval/generate.h"
#include "lib/eval/plain_bootstrap.h"

#include <math.h>
#include <stdlib.h>

/* ---- recall levels ---- */

static void check_levels(PsLevels *levels, int objects)
{
    const unsigned char *table = ps_recall_levels(levels, objects, objects % PS_ABREAST);
    for (int found = 0; found <= objects; found++) {
        if (table[found] == plain_level(found, objects)) continue;
        ck_abort_msg("%d of %d: level %d", found, objects, table[found]);
    }
}

START_TEST(test_levels)
{
    PsArena *arena = ps_arena_new();
    PsLevels *levels = ps_levels_new(arena);
    for (int again = 0; again < 2; again++) {
        for (int n = 0; n < 1200; n++) check_levels(levels, n);
        for (int n = 4000; n < 4200; n += 5) check_levels(levels, n);
    }
    ps_levels_free(levels);
    ps_arena_free(arena);
}
END_TEST

/* Only around each level: there are too many to look at each. */
START_TEST(test_levels_of_many)
{
    static const int objects[] = {7654321, 1000000, 999999, 0, 1, 20, 8388608, 3141500};
    PsArena *arena = ps_arena_new();
    PsLevels *levels = ps_levels_new(arena);
    const unsigned char *tables[PS_ABREAST];
    for (int l = 0; l < PS_ABREAST; l++) tables[l] = ps_recall_levels(levels, objects[l], l);
    for (int l = 0; l < PS_ABREAST; l++) {
        for (int r = 0; r <= 100; r++) {
            int64_t at = (int64_t)r * objects[l] / 100;
            for (int64_t found = at - 2; found <= at + 2; found++) {
                if (found < 0 || found > objects[l]) continue;
                ck_assert_int_eq(tables[l][found], plain_level((int)found, objects[l]));
            }
        }
    }
    ps_levels_free(levels);
    ps_arena_free(arena);
}
END_TEST

/* ---- figures and choices ---- */

/* Mostly as a bootstrap draws them; some images many times, some resamples empty. */
static int draw_weight(uint64_t *state, int l)
{
    uint64_t number = ps_splitmix64(state);
    if (l == 5) return number % 7 ? 0 : 1 + (int)(number >> 32 & 4095);
    if (l == 6) return 0;
    return (int)(number % 4);
}

static void check_same(double found, double wanted, const char *what)
{
    if (!same_number(found, wanted)) ck_abort_msg("%s: %.17g, not %.17g", what, found, wanted);
}

static void check_figures(const Rig *rig, const int *weights, int l)
{
    const PlainFigures plain = plain_figures(rig->lists, weights, rig->arena);
    const PsBench *bench = rig->bench;
    for (int f = 0; f < PS_COCO_FIGURES; f++) {
        check_same(bench->figures[f].of[l], plain.figures[f], "figure");
    }
    for (int c = 0; c < rig->lists->class_count; c++) {
        check_same(bench->class_ap50[c].of[l], plain.class_ap50[c], "class AP50");
        for (int k = 0; k < PS_SUMS; k++) {
            ck_assert_int_eq(bench->totals[c * PS_SUMS + k].of[l], plain.totals[c * PS_SUMS + k]);
        }
    }
}

static double f1_elsewhere(const PsEvaluation *evaluation, const PsByClass *by_class,
                           const int *weights, double confidence, PsArena *arena)
{
    int *others = PS_ARRAY(arena, int, evaluation->dataset->image_count);
    for (int i = 0; i < evaluation->dataset->image_count; i++) others[i] = weights[i] == 0;
    PlainSteps steps = plain_steps(evaluation, by_class, others, arena);
    PsCounts counts = {.missed = steps.objects};
    for (int s = 0; s < steps.count && steps.scores[s] >= confidence; s++) {
        counts = (PsCounts){.correct = steps.correct[s],
                            .false_positive = steps.kept[s] - steps.correct[s],
                            .missed = steps.objects - steps.correct[s]};
    }
    return ps_f1(counts);
}

static void check_choice(const Rig *rig, const PsEvaluation *evaluation, const int *weights, int l)
{
    const PsOptimum *found = &rig->chosen.optimum[l];
    PlainSteps plain = plain_steps(evaluation, &rig->by_class, weights, rig->arena);
    PsSteps steps = {plain.scores, plain.correct, plain.kept, plain.count, 1, plain.objects};
    PsOptimum wanted = ps_choose_optimum(&steps);
    ck_assert_int_eq(found->exists, wanted.exists);
    check_same(found->best_f1, wanted.best_f1, "best F1");
    check_same(found->best_confidence, wanted.best_confidence, "best confidence");
    check_same(found->confidence, wanted.confidence, "confidence");
    check_same(found->f1, wanted.f1, "F1");
    check_same(found->precision, wanted.precision, "precision");
    check_same(found->recall, wanted.recall, "recall");
    double elsewhere = wanted.exists ? f1_elsewhere(evaluation, &rig->by_class, weights,
                                                    wanted.confidence, rig->arena)
                                     : NAN;
    check_same(rig->chosen.elsewhere[l], elsewhere, "elsewhere");
}

START_TEST(test_abreast_as_alone)
{
    for (uint64_t seed = 0; seed < 500; seed++) {
        Scene *scene = seed ? generate_scene(seed) : scene_worked();
        const PsEvaluation *evaluation = scene_evaluate(scene, 0);
        int images = scene->dataset.image_count;
        Rig rig = rig_new(evaluation);
        uint64_t state = seed;
        PsCount8 *weights = PS_ARRAY(rig.arena, PsCount8, images);
        for (int i = 0; i < images; i++) {
            for (int l = 0; l < PS_ABREAST; l++) weights[i].of[l] = draw_weight(&state, l);
        }
        ps_weighted_figures(rig.lists, weights, rig.bench);
        ps_choose_again(rig.choice, weights, rig.chooser, &rig.chosen);
        for (int l = 0; l < PS_ABREAST; l++) {
            int *alone = PS_ARRAY(rig.arena, int, images);
            for (int i = 0; i < images; i++) alone[i] = weights[i].of[l];
            check_figures(&rig, alone, l);
            check_choice(&rig, evaluation, alone, l);
        }
        rig_free(&rig);
        scene_free(scene);
    }
}
END_TEST

/* ---- whole bootstraps ---- */

/* Precision, recall and F1 of each resample from the counts of its images. */
static void check_rates(const PsEvaluation *evaluation, uint64_t seed)
{
    int images = evaluation->dataset->image_count, resamples = evaluation->uncertainty.resamples;
    double values[3][25];
    PsCounts counts[SCENE_IMAGES];
    for (int i = 0; i < images; i++) {
        counts[i] = ps_image_counts(evaluation, i, evaluation->optimal_index);
    }
    for (int b = 0; b < resamples; b++) {
        int weights[SCENE_IMAGES];
        ps_draw_images(seed + (uint64_t)b, images, NULL, weights);
        PsCounts sum = plain_counts(counts, weights, images);
        values[0][b] = ps_precision(sum);
        values[1][b] = ps_recall(sum);
        values[2][b] = ps_f1(sum);
    }
    const PsInterval found[] = {evaluation->uncertainty.precision, evaluation->uncertainty.recall,
                                evaluation->uncertainty.f1};
    for (int r = 0; r < 3; r++) {
        PsInterval wanted = ps_percentile_interval(values[r], resamples);
        ck_assert_int_eq(found[r].exists, wanted.exists);
        check_same(found[r].low, wanted.low, "low");
        check_same(found[r].high, wanted.high, "high");
    }
}

/* The rows that are kept, of any number of resamples, on any number of threads: each is that of its
   own weights. */
START_TEST(test_rows_of_resamples)
{
    Scene *scene = generate_scene(21);
    scene_finish(scene);
    int images = scene->dataset.image_count;
    for (int resamples = 1; resamples <= 25; resamples += resamples < 10 ? 1 : 5) {
        PsEvaluateOptions options = {
            .resamples = resamples, .threads = 1 + resamples % 3, .seed = 11, .draws = true};
        PsError error = {0};
        PsEvaluation *evaluation = ps_evaluate(&scene->predictions, &options, &error);
        ck_assert_msg(evaluation != NULL, "%s", error.found);
        Rig rig = rig_new(evaluation);
        size_t width = PS_DRAW_FIGURES + 2 * (size_t)scene->dataset.class_count;
        for (int b = 0; b < resamples; b++) {
            int weights[SCENE_IMAGES];
            ps_draw_images(11 + (uint64_t)b, images, NULL, weights);
            PlainFigures plain = plain_figures(rig.lists, weights, rig.arena);
            const double *row = evaluation->uncertainty.draws + (size_t)b * width;
            for (int f = 0; f < PS_COCO_FIGURES; f++) check_same(row[f], plain.figures[f], "row");
        }
        check_rates(evaluation, 11);
        rig_free(&rig);
        ps_evaluation_free(evaluation);
    }
    scene_free(scene);
}
END_TEST

TCase *bootstrap_abreast(void)
{
    TCase *abreast = tcase_create("abreast");
    tcase_set_timeout(abreast, 20);
    tcase_add_test(abreast, test_levels);
    tcase_add_test(abreast, test_levels_of_many);
    tcase_add_test(abreast, test_abreast_as_alone);
    tcase_add_test(abreast, test_rows_of_resamples);
    return abreast;
}
