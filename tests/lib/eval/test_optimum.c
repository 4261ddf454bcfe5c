/* The best confidence, its plateau, its cautions, and the grid of thresholds. */
#include "lib/eval/cases.h"
#include "support.h"

#include <math.h>

static const double near = 1e-12;

/* `count` boxes of one score; right ones take the next objects of a row, wrong ones lie apart. */
typedef struct Boxes {
    int count;
    double score;
    bool right;
} Boxes;

/* One image, one class, `objects` objects; the list ends with a count of 0. */
static Scene *row_of(int objects, const Boxes *boxes)
{
    Scene *scene = scene_new(1, 1);
    int next = 0;
    for (int g = 0; g < objects; g++) scene_object(scene, 0, 0, AT(20 * g, 0, 10, 10));
    for (; boxes->count; boxes++) {
        for (int i = 0; i < boxes->count; i++) {
            PsBox box = boxes->right ? AT(20 * next++, 0, 10, 10) : AT(0, 100, 10, 10);
            scene_detection(scene, 0, 0, boxes->score, box);
        }
    }
    ck_assert_int_le(next, objects);
    scene_evaluate(scene, 0);
    return scene;
}

/* F1: 120/160 = .75, then 120/161 = .7453, within .01 of it, then 120/164 = .7317. So the run is
   .3 < t <= .9, and its middle .6; the class, alone, has the same optimum. */
START_TEST(plateau_spans_scores)
{
    static const Boxes boxes[] = {{60, 0.9, true}, {1, 0.6, false}, {3, 0.3, false}, {0}};
    Scene *scene = row_of(100, boxes);
    const PsOptimum *both[] = {&scene->evaluation->optimum, &scene->evaluation->class_optima[0]};
    for (int i = 0; i < 2; i++) {
        ck_assert(both[i]->exists);
        ck_assert_double_eq(both[i]->plateau_low, 0.3);
        ck_assert_double_eq(both[i]->plateau_high, 0.9);
        ck_assert_double_eq(both[i]->confidence, 0.6);
        ck_assert_double_eq(both[i]->best_confidence, 0.9);
        ck_assert_double_eq_tol(both[i]->best_f1, 0.75, near);
        ck_assert_double_eq_tol(both[i]->f1, 120.0 / 161, near);
        ck_assert_double_eq_tol(both[i]->precision, 60.0 / 61, near);
        ck_assert_double_eq_tol(both[i]->recall, 0.6, near);
    }
    ck_assert_int_eq(scene->evaluation->optimal_index, 60);
    scene_free(scene);
}
END_TEST

/* 25 objects, 20 found, 5 boxes beside them: the same at every threshold, and none is chosen. */
START_TEST(without_scores_no_confidence_is_chosen)
{
    Scene *scene = scene_new(1, 1);
    for (int g = 0; g < 25; g++) scene_object(scene, 0, 0, AT(20 * g, 0, 10, 10));
    for (int d = 0; d < 25; d++) {
        scene_detection(scene, 0, 0, 1, AT(20 * d, d < 20 ? 0 : 100, 10, 10));
    }
    scene->predictions.unscored = true;
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    ck_assert(!evaluation->optimum.exists && !evaluation->class_optima[0].exists);
    ck_assert_int_eq(evaluation->caution_count, 0);
    ck_assert_double_eq(evaluation->thresholds[evaluation->optimal_index], 0.5);
    for (int k = 0; k < evaluation->threshold_count; k++) {
        ck_assert_int_eq(evaluation->sweep[k].correct, 20);
        ck_assert_int_eq(evaluation->sweep[k].false_positive, 5);
        ck_assert_int_eq(evaluation->sweep[k].missed, 5);
    }
    scene_free(scene);
}
END_TEST

/* No hundredth lies in .7302 < t <= .7351: the middle itself joins the grid. */
START_TEST(optimum_between_hundredths)
{
    static const Boxes boxes[] = {{1, 0.7351, true}, {1, 0.7302, false}, {1, 0.1, false}, {0}};
    Scene *scene = row_of(1, boxes);
    const PsEvaluation *evaluation = scene->evaluation;
    ck_assert_double_eq_tol(evaluation->optimum.confidence, 0.73265, near);
    ck_assert_int_eq(evaluation->threshold_count, 102);
    ck_assert_int_eq(evaluation->optimal_index, 74);
    ck_assert_double_eq(evaluation->thresholds[73], 0.73);
    ck_assert_double_eq(evaluation->thresholds[74], evaluation->optimum.confidence);
    ck_assert_double_eq(evaluation->thresholds[75], 0.74);
    ck_assert_double_eq(evaluation->optimum.f1, 1);
    scene_free(scene);
}
END_TEST

START_TEST(own_optimum_from_twenty_objects)
{
    static const Boxes boxes[] = {{10, 0.9, true}, {5, 0.2, false}, {0}};
    Scene *scene = row_of(19 + _i, boxes);
    ck_assert(scene->evaluation->optimum.exists);
    ck_assert_int_eq(scene->evaluation->class_optima[0].exists, _i == 1);
    scene_free(scene);
}
END_TEST

START_TEST(no_optimum_without_correct_boxes)
{
    static const Boxes boxes[] = {{5, 0.9, false}, {5, 0.2, false}, {0}};
    Scene *scene = row_of(30, boxes);
    ck_assert(!scene->evaluation->optimum.exists);
    ck_assert(!scene->evaluation->class_optima[0].exists);
    ck_assert_int_eq(scene->evaluation->optimal_index, 50);
    ck_assert_int_eq(scene->evaluation->caution_count, 0);
    scene_free(scene);
}
END_TEST

/* F1 is .75 for .8 < t <= .9 and again, 126/168, for .2 < t <= .5; between them 120/165. The wider
   run is chosen, the other one is a caution. */
START_TEST(second_run)
{
    static const Boxes boxes[] = {
        {60, 0.9, true}, {5, 0.8, false}, {3, 0.5, true}, {20, 0.2, false}, {0}};
    Scene *scene = row_of(100, boxes);
    const PsEvaluation *evaluation = scene->evaluation;
    ck_assert_double_eq(evaluation->optimum.plateau_low, 0.2);
    ck_assert_double_eq(evaluation->optimum.plateau_high, 0.5);
    ck_assert_double_eq(evaluation->optimum.confidence, 0.35);
    ck_assert_int_eq(evaluation->caution_count, 1);
    const PsCaution *caution = evaluation->cautions;
    ck_assert_int_eq(caution->kind, PS_CAUTION_SECOND_RUN);
    ck_assert_double_eq(caution->low, 0.8);
    ck_assert_double_eq(caution->high, 0.9);
    scene_free(scene);
}
END_TEST

/* All thirty right boxes share the score .5, and the optimum is .49. */
START_TEST(ties_and_lost_class)
{
    static const Boxes boxes[] = {{30, 0.5, true}, {1, 0.48, false}, {4, 0.1, false}, {0}};
    Scene *scene = row_of(30, boxes);
    const PsEvaluation *evaluation = scene->evaluation;
    ck_assert_double_eq(evaluation->optimum.confidence, 0.49);
    ck_assert_int_eq(evaluation->caution_count, 2);
    const PsCaution *ties = &evaluation->cautions[0], *lost = &evaluation->cautions[1];
    ck_assert_int_eq(ties->kind, PS_CAUTION_TIES);
    ck_assert_int_eq(ties->count, 30);
    ck_assert_int_eq(ties->class_index, 0);
    ck_assert_double_eq(ties->low, 0.5);
    ck_assert_int_eq(lost->kind, PS_CAUTION_CLASS_LOST);
    ck_assert_int_eq(lost->class_index, 0);
    ck_assert_double_eq_tol(lost->before, 1, near);
    ck_assert_double_eq(lost->after, 0);
    scene_free(scene);
}
END_TEST

/* A class is lost when half of what it finds at the optimum, or more, is gone .02 above it. */
START_TEST(lost_class_is_half_gone)
{
    const Boxes boxes[] = {
        {10 + _i, 0.9, true}, {10 - _i, 0.5, true}, {1, 0.48, false}, {4, 0.1, false}, {0}};
    Scene *scene = row_of(20, boxes);
    ck_assert_double_eq(scene->evaluation->optimum.confidence, 0.49);
    ck_assert_int_eq(scene->evaluation->caution_count, _i == 0);
    if (_i == 0) ck_assert_double_eq_tol(scene->evaluation->cautions[0].after, 0.5, near);
    scene_free(scene);
}
END_TEST

/* ---- the grid ---- */

static int kept_at(const PsEvaluation *evaluation, int k)
{
    PsCounts counts = evaluation->sweep[k];
    return counts.correct + counts.misclassified + counts.false_positive + counts.ignored;
}

START_TEST(grid_of_hundredths)
{
    static const Boxes boxes[] = {{3, 0.9, true}, {2, 0.2, false}, {0}};
    Scene *scene = row_of(3, boxes);
    const PsEvaluation *evaluation = scene->evaluation;
    ck_assert(!evaluation->quantile_grid);
    ck_assert_int_eq(evaluation->threshold_count, 101);
    for (int k = 0; k <= 100; k++) ck_assert_double_eq(evaluation->thresholds[k], k / 100.0);
    ck_assert_int_eq(evaluation->verdicts[0].kept, 90);
    ck_assert_int_eq(evaluation->verdicts[4].kept, 20);
    ck_assert_int_eq(kept_at(evaluation, 90), 3); /* score >= threshold */
    ck_assert_int_eq(kept_at(evaluation, 91), 0);
    scene_free(scene);
}
END_TEST

/* Two hundred scores within .04: every step among them drops at least one box. */
START_TEST(grid_of_quantiles)
{
    Scene *scene = scene_new(1, 1);
    for (int i = 0; i < 100; i++) scene_object(scene, 0, 0, AT(20 * i, 0, 10, 10));
    for (int i = 0; i < 200; i++) {
        PsBox box = AT(20 * (i / 2), i % 2 ? 100 : 0, 10, 10);
        scene_detection(scene, 0, 0, 0.54 - i * 0.0002, box);
    }
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    int n = evaluation->threshold_count;
    ck_assert(evaluation->quantile_grid);
    ck_assert_int_ge(n, 100);
    ck_assert_int_le(n, 104);
    ck_assert_double_eq(evaluation->thresholds[0], 0);
    ck_assert_double_eq(evaluation->thresholds[1], 0.25); /* the optimum: keep them all */
    ck_assert_double_eq(evaluation->thresholds[2], 0.54 - 199 * 0.0002);
    ck_assert_double_eq(evaluation->thresholds[n - 2], 0.54);
    ck_assert_double_eq(evaluation->thresholds[n - 1], 1);
    for (int k = 3; k < n; k++) {
        ck_assert_int_lt(kept_at(evaluation, k), kept_at(evaluation, k - 1));
    }
    ck_assert_int_eq(kept_at(evaluation, 2), 200);
    scene_free(scene);
}
END_TEST

/* One score in fifty at either end does not keep the rest from being crowded. */
START_TEST(outliers_do_not_hide_a_crowd)
{
    Scene *scene = scene_new(1, 1);
    double spread = _i ? 0.102 : 0.1; /* the last one is 95/96 of it away */
    for (int i = 0; i < 96; i++) {
        scene_detection(scene, 0, 0, 0.5 + spread * i / 96, AT(0, 0, 10, 10));
    }
    for (int i = 0; i < 4; i++) {
        static const double ends[] = {0.01, 0.02, 0.98, 0.99};
        scene_detection(scene, 0, 0, ends[i], AT(0, 0, 10, 10));
    }
    ck_assert_int_eq(scene_evaluate(scene, 0)->quantile_grid, _i == 0);
    scene_free(scene);
}
END_TEST

/* Scores that are no probabilities: percentages, logits, one value only. */
typedef struct Odd {
    Boxes boxes[4];
    double lowest, highest; /* ends of the grid */
    double confidence;
} Odd;

static const Odd odd[] = {
    {{{1, 90, true}, {1, 60, false}, {1, 35, false}, {0}}, 0, 90, 75},
    {{{1, 90, true}, {0}}, 0, 90, 45},
    {{{2, 1.5, true}, {0}}, 0, 1.5, 0.75},
    {{{1, 2, true}, {1, -2, false}, {1, -3, false}, {0}}, -3, 2, 0},
    {{{1, -1, true}, {1, -3, false}, {0}}, -3, 1, -2},
    {{{1, -1, true}, {0}}, -1, 1, -1},
    {{{1, 0, true}, {0}}, 0, 1, 0},
    {{{2, 1, true}, {0}}, 0, 1, 0.5},
};

START_TEST(odd_scores)
{
    Scene *scene = row_of(2, odd[_i].boxes);
    const PsEvaluation *evaluation = scene->evaluation;
    int n = evaluation->threshold_count;
    ck_assert_double_eq(evaluation->thresholds[0], odd[_i].lowest);
    ck_assert_double_eq(evaluation->thresholds[n - 1], odd[_i].highest);
    for (int k = 1; k < n; k++) {
        ck_assert_double_gt(evaluation->thresholds[k], evaluation->thresholds[k - 1]);
    }
    ck_assert(evaluation->optimum.exists);
    ck_assert_double_eq(evaluation->optimum.confidence, odd[_i].confidence);
    ck_assert_double_eq(evaluation->thresholds[evaluation->optimal_index], odd[_i].confidence);
    ck_assert_int_eq(evaluation->sweep[evaluation->optimal_index].correct, odd[_i].boxes[0].count);
    ck_assert_int_eq(evaluation->sweep[evaluation->optimal_index].false_positive, 0);
    ck_assert_int_eq(kept_at(evaluation, 0), scene->predictions.detection_count);
    scene_free(scene);
}
END_TEST

TCase *optimum_case(void)
{
    TCase *optimum = tcase_create("optimum");
    tcase_add_test(optimum, plateau_spans_scores);
    tcase_add_test(optimum, without_scores_no_confidence_is_chosen);
    tcase_add_test(optimum, optimum_between_hundredths);
    tcase_add_loop_test(optimum, own_optimum_from_twenty_objects, 0, 2);
    tcase_add_test(optimum, no_optimum_without_correct_boxes);
    tcase_add_test(optimum, second_run);
    tcase_add_test(optimum, ties_and_lost_class);
    tcase_add_loop_test(optimum, lost_class_is_half_gone, 0, 2);
    tcase_add_test(optimum, grid_of_hundredths);
    tcase_add_test(optimum, grid_of_quantiles);
    tcase_add_loop_test(optimum, outliers_do_not_hide_a_crowd, 0, 2);
    tcase_add_loop_test(optimum, odd_scores, 0, COUNT_OF(odd));
    return optimum;
}
