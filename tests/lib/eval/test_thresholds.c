/* Precision, recall and F1 at every distinct score and at COCO's ten IoUs: an example worked by
   hand, and random scenes in which every step is matched anew by the plain implementation. */
#include "lib/eval/generate.h"
#include "lib/eval/reference.h"

#include <check.h>

#include <math.h>

Suite *thresholds_suite(void);

enum { A, B, POOLED = -1 };
static const double near = 1e-12;

/* ---- worked by hand ---- */

/* The box in the crowd lies in it to .6 and the third one has IoU .6: the one is ignored and the
   other right at IoU .50, and neither is at .75. Two detections share the score .7. */
static Scene *worked(void)
{
    Scene *scene = scene_new(1, 2);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_object(scene, 0, A, AT(20, 0, 10, 10));
    scene_object(scene, 0, B, AT(40, 0, 10, 10));
    scene_crowd(scene, 0, B, AT(100, 0, 50, 50));
    scene_detection(scene, 0, A, 0.9, AT(0, 0, 10, 10));
    scene_detection(scene, 0, B, 0.8, AT(96, 0, 10, 10));
    scene_detection(scene, 0, A, 0.7, AT(20, 0, 10, 6));
    scene_detection(scene, 0, B, 0.7, AT(200, 200, 10, 10));
    scene_detection(scene, 0, B, 0.6, AT(40, 0, 10, 8));
    scene_detection(scene, 0, A, 0.3, AT(0, 0, 10, 10));
    scene_evaluate(scene, 0);
    return scene;
}

/* One step of the walk over class c, or over both, at the t-th IoU. */
typedef struct Row {
    int c, t;
    double score;
    int kept, correct;
    PsRates rates, macro; /* macro: of both only */
} Row;

enum { AT_50 = 0, AT_75 = 5 };

static const Row rows[] = {
    {POOLED, AT_50, 0.9, 1, 1, {1, 1 / 3.0, 0.5}, {1, 0.25, 1 / 3.0}},
    {POOLED, AT_50, 0.8, 1, 1, {1, 1 / 3.0, 0.5}, {1, 0.25, 1 / 3.0}},
    {POOLED, AT_50, 0.7, 3, 2, {2 / 3.0, 2 / 3.0, 2 / 3.0}, {0.5, 0.5, 0.5}},
    {POOLED, AT_50, 0.6, 4, 3, {0.75, 1, 6 / 7.0}, {0.75, 1, 5 / 6.0}},
    {POOLED, AT_50, 0.3, 5, 3, {0.6, 1, 0.75}, {7 / 12.0, 1, 11 / 15.0}},
    {POOLED, AT_75, 0.9, 1, 1, {1, 1 / 3.0, 0.5}, {1, 0.25, 1 / 3.0}},
    {POOLED, AT_75, 0.8, 2, 1, {0.5, 1 / 3.0, 0.4}, {0.5, 0.25, 1 / 3.0}},
    {POOLED, AT_75, 0.7, 4, 1, {0.25, 1 / 3.0, 2 / 7.0}, {0.25, 0.25, 0.25}},
    {POOLED, AT_75, 0.6, 5, 2, {0.4, 2 / 3.0, 0.5}, {5 / 12.0, 0.75, 0.5}},
    {POOLED, AT_75, 0.3, 6, 2, {1 / 3.0, 2 / 3.0, 4 / 9.0}, {1 / 3.0, 0.75, 0.45}},
    {A, AT_50, 0.9, 1, 1, {1, 0.5, 2 / 3.0}, {NAN, NAN, NAN}},
    {A, AT_50, 0.7, 2, 2, {1, 1, 1}, {NAN, NAN, NAN}},
    {A, AT_50, 0.3, 3, 2, {2 / 3.0, 1, 0.8}, {NAN, NAN, NAN}},
    {A, AT_75, 0.9, 1, 1, {1, 0.5, 2 / 3.0}, {NAN, NAN, NAN}},
    {A, AT_75, 0.7, 2, 1, {0.5, 0.5, 0.5}, {NAN, NAN, NAN}},
    {A, AT_75, 0.3, 3, 1, {1 / 3.0, 0.5, 0.4}, {NAN, NAN, NAN}},
    {B, AT_50, 0.8, 0, 0, {NAN, 0, 0}, {NAN, NAN, NAN}},
    {B, AT_50, 0.7, 1, 0, {0, 0, 0}, {NAN, NAN, NAN}},
    {B, AT_50, 0.6, 2, 1, {0.5, 1, 2 / 3.0}, {NAN, NAN, NAN}},
    {B, AT_75, 0.8, 1, 0, {0, 0, 0}, {NAN, NAN, NAN}},
    {B, AT_75, 0.7, 2, 0, {0, 0, 0}, {NAN, NAN, NAN}},
    {B, AT_75, 0.6, 3, 1, {1 / 3.0, 1, 0.5}, {NAN, NAN, NAN}},
};

static bool near_number(double found, double wanted)
{
    return same_number(found, wanted) || fabs(found - wanted) <= near;
}

static bool near_rates(PsRates found, PsRates wanted)
{
    return near_number(found.precision, wanted.precision) &&
           near_number(found.recall, wanted.recall) && near_number(found.f1, wanted.f1);
}

START_TEST(steps_by_hand)
{
    Scene *scene = worked();
    PsThresholds *walk = ps_thresholds_new(scene->evaluation);
    const PsThreshold *step = NULL;
    for (int i = 0; i < COUNT_OF(rows); i++) {
        const Row *row = &rows[i];
        bool anew = i == 0 || row->c != row[-1].c || row->t != row[-1].t;
        if (anew && i > 0) ck_assert_ptr_null(ps_thresholds_next(walk));
        if (anew && i > 0) ps_thresholds_start(walk, row->c);
        step = ps_thresholds_next(walk);
        ck_assert_ptr_nonnull(step);
        ck_assert_double_eq(step->score, row->score);
        ck_assert_msg(step->kept[row->t] == row->kept, "kept, row %d", i);
        ck_assert_msg(step->correct[row->t] == row->correct, "correct, row %d", i);
        ck_assert_msg(near_rates(ps_threshold_rates(step, row->t), row->rates), "row %d", i);
        ck_assert_msg(near_rates(ps_thresholds_macro(walk, row->t), row->macro), "macro %d", i);
    }
    ck_assert_ptr_null(ps_thresholds_next(walk));
    ps_thresholds_free(walk);
    scene_free(scene);
}
END_TEST

static void check_best(const PsAtIou *found, PsAtIou wanted)
{
    ck_assert_double_eq_tol(found->best_f1, wanted.best_f1, near);
    ck_assert_double_eq(found->confidence, wanted.confidence);
    ck_assert_double_eq_tol(found->precision, wanted.precision, near);
    ck_assert_double_eq_tol(found->recall, wanted.recall, near);
    ck_assert_double_eq_tol(found->macro_f1, wanted.macro_f1, near);
    ck_assert_double_eq(found->macro_confidence, wanted.macro_confidence);
}

static void check_best_of_class(const PsEvaluation *evaluation, int c, int t, PsBest wanted)
{
    const PsBest *found = &evaluation->class_at_iou[c * PS_COCO_IOUS + t];
    ck_assert_double_eq_tol(found->f1, wanted.f1, near);
    ck_assert_double_eq(found->confidence, wanted.confidence);
}

/* At .75, an F1 of .5 is reached at .9 and at .6: the higher threshold counts. */
START_TEST(best_by_hand)
{
    Scene *scene = worked();
    const PsEvaluation *evaluation = scene->evaluation;
    check_best(&evaluation->at_iou[AT_50], (PsAtIou){6 / 7.0, 0.6, 0.75, 1, 5 / 6.0, 0.6});
    check_best(&evaluation->at_iou[AT_75], (PsAtIou){0.5, 0.9, 1, 1 / 3.0, 0.5, 0.6});
    check_best_of_class(evaluation, A, AT_50, (PsBest){1, 0.7});
    check_best_of_class(evaluation, B, AT_50, (PsBest){2 / 3.0, 0.6});
    check_best_of_class(evaluation, A, AT_75, (PsBest){2 / 3.0, 0.9});
    check_best_of_class(evaluation, B, AT_75, (PsBest){0.5, 0.6});
    scene_free(scene);
}
END_TEST

/* Class B has detections and no objects: it has no best F1 and no part in the means. */
START_TEST(class_without_objects)
{
    Scene *scene = scene_new(1, 2);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.9, AT(0, 0, 10, 10));
    scene_detection(scene, 0, B, 0.9, AT(50, 0, 10, 10));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    check_best(&evaluation->at_iou[9], (PsAtIou){2 / 3.0, 0.9, 0.5, 1, 1, 0.9});
    check_best_of_class(evaluation, A, 9, (PsBest){1, 0.9});
    ck_assert_double_nan(evaluation->class_at_iou[B * PS_COCO_IOUS].f1);
    ck_assert_double_nan(evaluation->class_at_iou[B * PS_COCO_IOUS].confidence);
    scene_free(scene);
}
END_TEST

/* Nothing right: 0, and no threshold. No objects: no F1 either, whatever is detected. */
START_TEST(nothing_is_best)
{
    Scene *scene = scene_new(1, 1);
    if (_i != 1) scene_object(scene, 0, A, AT(0, 0, 10, 10));
    if (_i != 2) scene_detection(scene, 0, A, 0.9, AT(50, 0, 10, 10));
    const PsAtIou *best = scene_evaluate(scene, 0)->at_iou;
    double wanted = _i == 1 ? NAN : 0;
    ck_assert(same_number(best->best_f1, wanted));
    ck_assert(same_number(best->macro_f1, wanted));
    ck_assert(same_number(scene->evaluation->class_at_iou->f1, wanted));
    ck_assert_double_nan(best->confidence);
    ck_assert_double_nan(best->precision);
    ck_assert_double_nan(best->recall);
    ck_assert_double_nan(best->macro_confidence);
    ck_assert_double_nan(scene->evaluation->class_at_iou->confidence);
    scene_free(scene);
}
END_TEST

/* ---- random scenes ---- */

enum { ROUNDS = 10, SCENES_A_ROUND = 60 };

/* numpy's linspace(0.5, 0.95, 10), as the public evaluator has it. */
static const double ious[PS_COCO_IOUS] = {
    0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999, 0.95};

/* One walk over a scene under examination. */
typedef struct Trial {
    uint64_t seed;
    const PsEvaluation *evaluation;
    RefPoint *point;
    PsThresholds *walk;
    int c;
    PsAtIou best[PS_COCO_IOUS]; /* of the steps so far */
} Trial;

#define EXPECT(condition, what, at)                                                                \
    ck_assert_msg((condition), "seed %llu, class %d: %s %d", (unsigned long long)trial->seed,      \
                  trial->c, (what), (at))

/* Sums one after the other, where the library has a tree. */
static PsRates mean_over_classes(const Trial *trial)
{
    PsRates sum = {0, 0, 0};
    int with_objects = 0, with_precision = 0;
    for (int c = 0; c < trial->evaluation->dataset->class_count; c++) {
        PsCounts counts = trial->point->classes[c];
        if (isnan(ps_recall(counts))) continue;
        with_objects++;
        sum.recall += ps_recall(counts);
        sum.f1 += ps_f1(counts);
        if (isnan(ps_precision(counts))) continue;
        with_precision++;
        sum.precision += ps_precision(counts);
    }
    return (PsRates){with_precision ? sum.precision / with_precision : NAN,
                     with_objects ? sum.recall / with_objects : NAN,
                     with_objects ? sum.f1 / with_objects : NAN};
}

static void check_macro(Trial *trial, const PsThreshold *step, int t)
{
    PsRates macro = ps_thresholds_macro(trial->walk, t);
    PsRates wanted = trial->c < 0 ? mean_over_classes(trial) : (PsRates){NAN, NAN, NAN};
    EXPECT(near_rates(macro, wanted), "macro at IoU", t);
    if (!(macro.f1 > trial->best[t].macro_f1)) return;
    trial->best[t].macro_f1 = macro.f1;
    trial->best[t].macro_confidence = step->score;
}

static void check_step(Trial *trial, const PsThreshold *step, int t)
{
    ref_operate(trial->evaluation->predictions, ious[t], step->score, trial->point);
    PsCounts counts = trial->c < 0 ? trial->point->all : trial->point->classes[trial->c];
    PsRates rates = ps_threshold_rates(step, t);
    EXPECT(step->kept[t] == counts.correct + counts.mistaken + counts.false_positive, "kept", t);
    EXPECT(step->correct[t] == counts.correct, "correct", t);
    EXPECT(step->objects == counts.correct + counts.misclassified + counts.missed, "objects", t);
    EXPECT(same_number(rates.precision, ps_precision(counts)), "precision", t);
    EXPECT(same_number(rates.recall, ps_recall(counts)), "recall", t);
    EXPECT(same_number(rates.f1, ps_f1(counts)), "F1", t);
    check_macro(trial, step, t);
    if (!(rates.f1 > trial->best[t].best_f1)) return;
    trial->best[t].best_f1 = rates.f1;
    trial->best[t].confidence = step->score;
    trial->best[t].precision = rates.precision;
    trial->best[t].recall = rates.recall;
}

static int distinct_scores(const PsPredictions *predictions, int c)
{
    const PsDetection *all = predictions->detections;
    int distinct = 0;
    for (int d = 0; d < predictions->detection_count; d++) {
        bool seen = c >= 0 && all[d].class_index != c;
        for (int e = 0; e < d && !seen; e++) {
            seen = all[e].score == all[d].score && (c < 0 || all[e].class_index == c);
        }
        distinct += !seen;
    }
    return distinct;
}

static void check_summary(const Trial *trial, int t)
{
    const PsEvaluation *evaluation = trial->evaluation;
    const PsAtIou *wanted = &trial->best[t];
    if (trial->c >= 0) {
        const PsBest *found = &evaluation->class_at_iou[trial->c * PS_COCO_IOUS + t];
        EXPECT(same_number(found->f1, wanted->best_f1), "best F1", t);
        EXPECT(same_number(found->confidence, wanted->confidence), "its confidence", t);
        return;
    }
    const PsAtIou *found = &evaluation->at_iou[t];
    EXPECT(same_number(found->best_f1, wanted->best_f1), "best F1", t);
    EXPECT(same_number(found->confidence, wanted->confidence), "its confidence", t);
    EXPECT(same_number(found->precision, wanted->precision), "its precision", t);
    EXPECT(same_number(found->recall, wanted->recall), "its recall", t);
    EXPECT(same_number(found->macro_f1, wanted->macro_f1), "best macro F1", t);
    EXPECT(same_number(found->macro_confidence, wanted->macro_confidence), "its confidence", t);
}

static void check_walk(Trial *trial)
{
    const PsDataset *dataset = trial->evaluation->dataset;
    int objects = trial->c < 0 ? dataset->object_count - dataset->crowd_count
                               : dataset->classes[trial->c].object_count;
    double none = objects ? 0 : NAN, before = INFINITY;
    int steps = 0;
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        trial->best[t] = (PsAtIou){none, NAN, NAN, NAN, none, NAN};
    }
    ps_thresholds_start(trial->walk, trial->c);
    ps_thresholds_next(trial->walk); /* a walk that is broken off leaves nothing behind */
    ps_thresholds_start(trial->walk, trial->c);
    for (const PsThreshold *step; (step = ps_thresholds_next(trial->walk)); steps++) {
        EXPECT(step->score < before, "order of step", steps);
        before = step->score;
        for (int t = 0; t < PS_COCO_IOUS; t++) check_step(trial, step, t);
    }
    EXPECT(steps == distinct_scores(trial->evaluation->predictions, trial->c), "steps", steps);
    for (int t = 0; t < PS_COCO_IOUS; t++) check_summary(trial, t);
}

/* At IoU .5 the optimum of the operating point is found by another walk. */
static void check_optimum(const Trial *trial)
{
    const PsOptimum *optimum = &trial->evaluation->optimum;
    const PsAtIou *best = &trial->evaluation->at_iou[0];
    EXPECT(isnan(best->best_f1) ? !optimum->exists : best->best_f1 == optimum->best_f1, "maximum",
           0);
    EXPECT(!optimum->exists || best->confidence == optimum->best_confidence, "its place", 0);
}

START_TEST(every_step_is_right)
{
    for (int i = 0; i < SCENES_A_ROUND; i++) {
        uint64_t seed = 100000 + (uint64_t)_i * SCENES_A_ROUND + (uint64_t)i;
        Scene *scene = generate_scene(seed);
        Trial trial = {.seed = seed, .evaluation = scene_evaluate(scene, 0), .c = POOLED};
        trial.point = ref_point_new(&scene->predictions, scene->arena);
        trial.walk = ps_thresholds_new(trial.evaluation);
        for (; trial.c < scene->dataset.class_count; trial.c++) check_walk(&trial);
        trial.c = POOLED;
        check_walk(&trial); /* nor does one that went to its end */
        check_optimum(&trial);
        ps_thresholds_free(trial.walk);
        scene_free(scene);
    }
}
END_TEST

Suite *thresholds_suite(void)
{
    Suite *suite = suite_create("thresholds");
    TCase *all = tcase_create("thresholds");
    tcase_set_timeout(all, 30);
    tcase_add_test(all, steps_by_hand);
    tcase_add_test(all, best_by_hand);
    tcase_add_test(all, class_without_objects);
    tcase_add_loop_test(all, nothing_is_best, 0, 3);
    tcase_add_loop_test(all, every_step_is_right, 0, ROUNDS);
    suite_add_tcase(suite, all);
    return suite;
}
