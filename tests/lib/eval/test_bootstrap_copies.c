/* Weighted figures against images that really stand several times, evaluated from scratch. */
#include "base/random.h"
#include "lib/eval/bootstrap_cases.h"
#include "lib/eval/generate.h"

#include <math.h>
#include <stdlib.h>

void check_near(double found, double wanted, double slack, const char *what)
{
    if (isnan(wanted) && isnan(found)) return;
    ck_assert_msg(fabs(found - wanted) <= slack, "%s: %.17g, not %.17g", what, found, wanted);
}

PsEvaluation *bootstrap(const Scene *scene, int resamples, int threads, uint64_t seed)
{
    PsError error = {0};
    PsEvaluateOptions options = {.resamples = resamples, .threads = threads, .seed = seed};
    PsEvaluation *evaluation = ps_evaluate(&scene->predictions, &options, &error);
    ck_assert_msg(evaluation != NULL, "%s", error.found);
    return evaluation;
}

/* Scores that differ within an image, so that copies of an image need no rule for ties. */
static Scene *distinct_scene(uint64_t seed)
{
    Scene *scene = generate_scene(seed);
    PsPredictions *predictions = &scene->predictions;
    for (int d = 0, first = 0; d < predictions->detection_count; d++) {
        if (predictions->detections[d].image != predictions->detections[first].image) first = d;
        predictions->detections[d].score += (d - first) * 1e-7;
    }
    return scene;
}

static Scene *copied_scene(const Scene *scene, const int *weights)
{
    int copies = 0;
    for (int i = 0; i < scene->dataset.image_count; i++) copies += weights[i];
    Scene *copied = scene_new(copies, scene->dataset.class_count);
    for (int i = 0, to = 0; i < scene->dataset.image_count; i++) {
        for (int n = 0; n < weights[i]; n++, to++) {
            for (int g = 0; g < scene->dataset.object_count; g++) {
                const PsObject *object = &scene->dataset.objects[g];
                if (object->image != i) continue;
                int added = object->crowd
                                ? scene_crowd(copied, to, object->class_index, object->box)
                                : scene_object(copied, to, object->class_index, object->box);
                copied->dataset.objects[added].area = object->area;
            }
            for (int d = 0; d < scene->predictions.detection_count; d++) {
                const PsDetection *from = &scene->predictions.detections[d];
                if (from->image != i) continue;
                scene_detection(copied, to, from->class_index, from->score, from->box);
            }
        }
    }
    return copied;
}

/* Counts at a confidence; class_index < 0: all. */
static PsCounts count_at(const PsEvaluation *evaluation, double t, int class_index)
{
    PsCounts counts = {0};
    for (int d = 0; d < evaluation->predictions->detection_count; d++) {
        const PsDetection *detection = &evaluation->predictions->detections[d];
        const PsVerdict *verdict = &evaluation->verdicts[d];
        if (class_index >= 0 && detection->class_index != class_index) continue;
        if (detection->score < t || verdict->ignored) continue;
        counts.correct += verdict->object >= 0;
        counts.false_positive += verdict->object < 0;
    }
    counts.missed = -counts.correct;
    for (int c = 0; c < evaluation->dataset->class_count; c++) {
        if (class_index < 0 || class_index == c) {
            counts.missed += evaluation->dataset->classes[c].object_count;
        }
    }
    return counts;
}

Rig rig_new(const PsEvaluation *evaluation)
{
    Rig rig = {.arena = ps_arena_new()};
    const PsPredictions *predictions = evaluation->predictions;
    PsCocoFlags *flags = PS_ARRAY(rig.arena, PsCocoFlags, predictions->detection_count);
    PsEvaluation again = {
        .predictions = predictions, .dataset = evaluation->dataset, .iou = evaluation->iou};
    again.verdicts = PS_ARRAY(rig.arena, PsVerdict, predictions->detection_count);
    again.found_by = PS_ARRAY(rig.arena, int, evaluation->dataset->object_count);
    ps_match_images(&again, flags, 1);
    rig.by_class = ps_group_by_class(evaluation, flags, rig.arena);
    rig.lists = ps_lists_new(evaluation, flags, &rig.by_class, rig.arena);
    rig.bench = ps_bench_new(rig.lists, rig.arena);
    rig.choice = ps_choice_new(evaluation, &rig.by_class, rig.arena);
    rig.chooser = ps_chooser_new(rig.choice, rig.arena);
    return rig;
}

void rig_free(Rig *rig)
{
    ps_bench_free(rig->bench);
    ps_arena_free(rig->arena);
}

/* The weights in one place of the eight, others in the other places. */
static PsCount8 *spread(const int *weights, int count, int place, PsArena *arena)
{
    PsCount8 *spread = PS_ARRAY(arena, PsCount8, count);
    for (int i = 0; i < count; i++) {
        for (int l = 0; l < PS_ABREAST; l++) {
            spread[i].of[l] = l == place ? weights[i] : (i + l) % 3;
        }
    }
    return spread;
}

/* `evaluation` is that of the images that stand as often as their weights say. */
static void check_figures(const PsBench *bench, int l, const PsEvaluation *evaluation, double t)
{
    for (int f = 0; f < PS_COCO_FIGURES; f++) {
        check_near(bench->figures[f].of[l], evaluation->coco.figures[f], 1e-12, "figure");
    }
    for (int c = 0; c < evaluation->dataset->class_count; c++) {
        double ap50 = bench->class_ap50[c].of[l];
        check_near(ap50, evaluation->coco.class_ap50[c], 1e-12, "class AP50");
        check_counts(ps_weighted_class(bench, c, l), count_at(evaluation, t, c), "class");
    }
}

static void check_choice(PsOptimum found, const PsOptimum *wanted)
{
    ck_assert_int_eq(found.exists, wanted->exists);
    ck_assert_double_eq(found.confidence, wanted->confidence);
    ck_assert_double_eq(found.best_f1, wanted->best_f1);
    ck_assert_double_eq(found.f1, wanted->f1);
}

START_TEST(test_weights_of_one)
{
    static const int ones[SCENE_IMAGES] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    for (uint64_t seed = 0; seed < 400; seed++) {
        Scene *scene = seed ? generate_scene(seed) : scene_worked(); /* with ties */
        const PsEvaluation *evaluation = scene_evaluate(scene, 0);
        Rig rig = rig_new(evaluation);
        int place = (int)(seed % PS_ABREAST);
        PsCount8 *weights = spread(ones, scene->dataset.image_count, place, rig.arena);
        ps_weighted_figures(rig.lists, weights, rig.bench);
        double t = evaluation->thresholds[evaluation->optimal_index];
        check_figures(rig.bench, place, evaluation, t);
        ps_choose_again(rig.choice, weights, rig.chooser, &rig.chosen);
        check_choice(rig.chosen.optimum[place], &evaluation->optimum);
        rig_free(&rig);
        scene_free(scene);
    }
}
END_TEST

START_TEST(test_weights_are_copies)
{
    for (uint64_t seed = 1; seed <= 600; seed++) {
        Scene *scene = distinct_scene(seed);
        const PsEvaluation *evaluation = scene_evaluate(scene, 0);
        uint64_t state = seed;
        int weights[SCENE_IMAGES];
        for (int i = 0; i < scene->dataset.image_count; i++) {
            weights[i] = (int)(ps_splitmix64(&state) % 4);
        }
        Rig rig = rig_new(evaluation);
        Scene *copied = copied_scene(scene, weights);
        const PsEvaluation *wanted = scene_evaluate(copied, 0);
        int place = (int)(seed % PS_ABREAST);
        PsCount8 *spread_weights = spread(weights, scene->dataset.image_count, place, rig.arena);
        ps_weighted_figures(rig.lists, spread_weights, rig.bench);
        double t = evaluation->thresholds[evaluation->optimal_index];
        check_figures(rig.bench, place, wanted, t);
        ps_choose_again(rig.choice, spread_weights, rig.chooser, &rig.chosen);
        check_choice(rig.chosen.optimum[place], &wanted->optimum);
        rig_free(&rig);
        scene_free(copied);
        scene_free(scene);
    }
}
END_TEST

/* ---- a whole bootstrap ---- */

enum { RESAMPLES = 200, MOST_THRESHOLDS = 128 };

static void check_interval(PsInterval found, PsInterval wanted, const char *what)
{
    ck_assert_msg(found.exists == wanted.exists, "%s: existence", what);
    check_near(found.low, wanted.low, 1e-12, what);
    check_near(found.high, wanted.high, 1e-12, what);
}

/* Figures of resamples, taken from images that stand several times and are evaluated anew. */
typedef struct LongWay {
    double figures[PS_COCO_FIGURES][RESAMPLES];
    double f1[RESAMPLES], sweep[MOST_THRESHOLDS][RESAMPLES], confidence[RESAMPLES], optimism;
    int optimisms, undefined;
} LongWay;

static double f1_elsewhere(const Scene *scene, const int *weights, double t)
{
    int others[SCENE_IMAGES], count = 0;
    for (int i = 0; i < scene->dataset.image_count; i++) count += others[i] = weights[i] == 0;
    if (count == 0) return NAN;
    Scene *copied = copied_scene(scene, others);
    double f1 = ps_f1(count_at(scene_evaluate(copied, 0), t, -1));
    scene_free(copied);
    return f1;
}

static void go_the_long_way(const Scene *scene, const PsEvaluation *evaluation, LongWay *way)
{
    for (int b = 0; b < RESAMPLES; b++) {
        int weights[SCENE_IMAGES];
        ps_draw_images(7 + (uint64_t)b, scene->dataset.image_count, NULL, weights);
        Scene *copied = copied_scene(scene, weights);
        const PsEvaluation *drawn = scene_evaluate(copied, 0);
        for (int f = 0; f < PS_COCO_FIGURES; f++) way->figures[f][b] = drawn->coco.figures[f];
        double t = evaluation->thresholds[evaluation->optimal_index];
        way->f1[b] = ps_f1(count_at(drawn, t, -1));
        for (int k = 0; k < evaluation->threshold_count; k++) {
            way->sweep[k][b] = ps_f1(count_at(drawn, evaluation->thresholds[k], -1));
        }
        way->undefined += isnan(way->f1[b]);
        way->confidence[b] = drawn->optimum.exists ? drawn->optimum.confidence : NAN;
        double elsewhere =
            drawn->optimum.exists ? f1_elsewhere(scene, weights, drawn->optimum.confidence) : NAN;
        if (!isnan(elsewhere)) {
            way->optimism += drawn->optimum.f1 - elsewhere;
            way->optimisms++;
        }
        scene_free(copied);
    }
}

static void check_long_way(Scene *scene)
{
    LongWay *way = calloc(1, sizeof *way);
    scene_finish(scene);
    PsEvaluation *evaluation = bootstrap(scene, RESAMPLES, 1, 7);
    ck_assert_int_le(evaluation->threshold_count, MOST_THRESHOLDS);
    const PsUncertainty *found = &evaluation->uncertainty;
    go_the_long_way(scene, evaluation, way);
    for (int f = 0; f < PS_COCO_FIGURES; f++) {
        PsInterval wanted = ps_percentile_interval(way->figures[f], RESAMPLES);
        check_interval(found->figures[f], wanted, "figure");
    }
    ck_assert_int_eq(found->undefined, way->undefined);
    check_interval(found->f1, ps_percentile_interval(way->f1, RESAMPLES), "F1");
    for (int k = 0; k < evaluation->threshold_count; k++) {
        check_interval(found->sweep_f1[k], ps_percentile_interval(way->sweep[k], RESAMPLES),
                       "sweep");
    }
    check_interval(found->confidence, ps_percentile_interval(way->confidence, RESAMPLES),
                   "confidence");
    bool known = evaluation->optimum.exists && 2 * way->optimisms >= RESAMPLES;
    check_near(found->f1_corrected,
               known ? evaluation->optimum.f1 - way->optimism / way->optimisms : NAN, 1e-12,
               "corrected F1");
    ps_evaluation_free(evaluation);
    scene_free(scene);
    free(way);
}

START_TEST(test_long_way)
{
    check_long_way(scene_worked());
    for (uint64_t seed = 1; seed <= 12; seed++) check_long_way(distinct_scene(seed));
}
END_TEST

TCase *bootstrap_copies(void)
{
    TCase *copies = tcase_create("copies");
    tcase_set_timeout(copies, 20);
    tcase_add_test(copies, test_weights_of_one);
    tcase_add_test(copies, test_weights_are_copies);
    tcase_add_test(copies, test_long_way);
    return copies;
}
