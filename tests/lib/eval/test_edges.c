/* Nothing there, undefined rates, other IoUs, and the number of threads. */
#include "lib/eval/cases.h"
#include "lib/eval/generate.h"
#include "support.h"

#include <math.h>
#include <string.h>

enum { A, B, BACKGROUND };

START_TEST(no_predictions)
{
    Scene *scene = scene_new(2, 2);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_object(scene, 1, A, AT(0, 0, 10, 10));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    for (int k = 0; k <= 100; k++) {
        check_counts(evaluation->sweep[k], (PsCounts){.missed = 2}, "sweep");
    }
    ck_assert_double_nan(ps_precision(evaluation->sweep[0]));
    ck_assert_double_eq(ps_recall(evaluation->sweep[0]), 0);
    ck_assert_double_eq(ps_f1(evaluation->sweep[0]), 0);
    ck_assert_double_eq(evaluation->coco.class_ap[A], 0);
    ck_assert_double_nan(evaluation->coco.class_ap[B]);
    ck_assert_double_eq(evaluation->coco.figures[PS_AP], 0);
    ck_assert_double_eq(evaluation->coco.figures[PS_AR100], 0);
    ck_assert(!evaluation->optimum.exists);
    ck_assert_int_eq(evaluation->optimal_index, 50);
    ck_assert_int_eq(evaluation->cell_count, 1);
    ck_assert_int_eq(ps_cell_find(evaluation, A, BACKGROUND)->counts[100], 2);
    ck_assert_int_eq(ps_cell_find(evaluation, A, BACKGROUND)->images[0], 2);
    scene_free(scene);
}
END_TEST

START_TEST(no_objects)
{
    Scene *scene = scene_new(1, 1);
    scene_detection(scene, 0, A, 0.6, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.2, AT(0, 0, 10, 10));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    check_counts(evaluation->sweep[20], (PsCounts){.false_positive = 2}, "0.20");
    check_counts(evaluation->sweep[61], (PsCounts){0}, "0.61");
    ck_assert_double_eq(ps_precision(evaluation->sweep[20]), 0);
    ck_assert_double_nan(ps_recall(evaluation->sweep[20]));
    ck_assert_double_eq(ps_f1(evaluation->sweep[20]), 0);
    ck_assert_double_nan(ps_f1(evaluation->sweep[61]));
    for (int i = 0; i < PS_COCO_FIGURES; i++) ck_assert_double_nan(evaluation->coco.figures[i]);
    ck_assert(!evaluation->optimum.exists);
    ck_assert_int_eq(ps_cell_find(evaluation, BACKGROUND - 1, A)->counts[20], 2);
    scene_free(scene);
}
END_TEST

/* Sizes of what is empty: images, classes. */
START_TEST(nothing_at_all)
{
    Scene *scene = scene_new(_i / 2, _i % 2);
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    ck_assert_int_eq(evaluation->threshold_count, 101);
    ck_assert_int_eq(evaluation->cell_count, 0);
    ck_assert(!evaluation->optimum.exists);
    check_counts(evaluation->sweep[0], (PsCounts){0}, "sweep");
    ck_assert_double_nan(ps_f1(evaluation->sweep[0]));
    for (int i = 0; i < PS_COCO_FIGURES; i++) ck_assert_double_nan(evaluation->coco.figures[i]);
    scene_free(scene);
}
END_TEST

/* B has no objects: its boxes count as false positives, and its AP is left out of the mean. */
START_TEST(class_without_objects)
{
    Scene *scene = scene_new(1, 2);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.9, AT(0, 0, 10, 10));
    scene_detection(scene, 0, B, 0.8, AT(50, 50, 10, 10));
    scene_detection(scene, 0, B, 0.4, AT(80, 50, 10, 10));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    const PsCounts *b = evaluation->class_sweep + evaluation->threshold_count;
    check_counts(evaluation->sweep[40], (PsCounts){.correct = 1, .false_positive = 2}, "0.40");
    check_counts(b[40], (PsCounts){.false_positive = 2}, "B at 0.40");
    ck_assert_double_nan(ps_recall(b[40]));
    ck_assert_double_nan(evaluation->coco.class_ap[B]);
    ck_assert_double_eq_tol(evaluation->coco.figures[PS_AP], 1, 1e-12);
    ck_assert_int_eq(ps_cell_find(evaluation, BACKGROUND, B)->counts[40], 2);
    scene_free(scene);
}
END_TEST

START_TEST(rates)
{
    PsCounts counts = {.correct = 6,
                       .misclassified = 1,
                       .mistaken = 2,
                       .false_positive = 4,
                       .missed = 3,
                       .ignored = 50};
    ck_assert_double_eq_tol(ps_precision(counts), 0.5, 1e-15);
    ck_assert_double_eq_tol(ps_recall(counts), 0.6, 1e-15);
    ck_assert_double_eq_tol(ps_f1(counts), 12.0 / 22, 1e-15);
    ck_assert_double_nan(ps_precision((PsCounts){.missed = 3, .ignored = 2}));
    ck_assert_double_nan(ps_recall((PsCounts){.false_positive = 3, .ignored = 2}));
    ck_assert_double_nan(ps_f1((PsCounts){.ignored = 2}));
    ck_assert_double_eq(ps_f1((PsCounts){.missed = 1}), 0);
}
END_TEST

/* The worked example at other IoUs: the boxes with IoU .8 are right up to there; COCO's figures
   stay as they are. */
typedef struct IouRow {
    double iou;
    PsCounts at_30;
} IouRow;

static const IouRow iou_rows[] = {
    {0.75, {.correct = 3, .misclassified = 1, .mistaken = 1, .false_positive = 5, .missed = 2}},
    {0.8, {.correct = 3, .misclassified = 1, .mistaken = 1, .false_positive = 5, .missed = 2}},
    {0.81, {.correct = 1, .misclassified = 1, .mistaken = 1, .false_positive = 7, .missed = 4}},
    {1, {.correct = 1, .misclassified = 1, .mistaken = 1, .false_positive = 7, .missed = 4}},
    /* 60/140 is enough: d2 takes g1, and no box is too low for g5 but d7, which comes too late */
    {0.4, {.correct = 4, .misclassified = 1, .mistaken = 1, .false_positive = 4, .missed = 1}},
};

START_TEST(other_ious)
{
    Scene *scene = scene_worked();
    const PsEvaluation *evaluation = scene_evaluate(scene, iou_rows[_i].iou);
    ck_assert_double_eq(evaluation->iou, iou_rows[_i].iou);
    check_counts(evaluation->sweep[30], iou_rows[_i].at_30, "0.30");
    ck_assert_double_eq_tol(evaluation->coco.figures[PS_AP50], 45.0 / 101, 1e-12);
    ck_assert_double_eq_tol(evaluation->coco.figures[PS_AP], 366.0 / 1010, 1e-12);
    scene_free(scene);
}
END_TEST

START_TEST(wrong_ious)
{
    static const double wrong[] = {-0.5, 1.0001, INFINITY, NAN};
    Scene *scene = scene_worked();
    scene_finish(scene);
    PsEvaluateOptions options = {.iou = wrong[_i]};
    PsError error = {0};
    ck_assert_ptr_null(ps_evaluate(&scene->predictions, &options, &error));
    ck_assert_int_eq(error.code, PS_ERROR_USAGE);
    ck_assert_str_eq(error.wanted, "a number above 0, at most 1");
    scene_free(scene);
}
END_TEST

START_TEST(defaults)
{
    Scene *scene = scene_worked();
    scene_finish(scene);
    PsError error = {0};
    PsEvaluation *evaluation = ps_evaluate(&scene->predictions, NULL, &error);
    ck_assert_ptr_nonnull(evaluation);
    ck_assert_double_eq(evaluation->iou, 0.5);
    ck_assert_int_eq(evaluation->sweep[30].correct, 3);
    ps_evaluation_free(evaluation);
    ps_evaluation_free(NULL);
    scene_free(scene);
}
END_TEST

/* ---- threads ---- */

static void same_bytes(const void *a, const void *b, size_t size, const char *name)
{
    ck_assert_msg(size == 0 || memcmp(a, b, size) == 0, "%s differs", name);
}

static void compare_cells(const PsEvaluation *a, const PsEvaluation *b)
{
    ck_assert_int_eq(a->cell_count, b->cell_count);
    for (int c = 0; c < a->cell_count; c++) {
        const PsCell *x = &a->cells[c], *y = &b->cells[c];
        size_t n = sizeof(int) * (size_t)a->threshold_count;
        ck_assert(x->actual == y->actual && x->predicted == y->predicted);
        ck_assert(x->first_entry == y->first_entry && x->entry_count == y->entry_count);
        same_bytes(x->counts, y->counts, n, "counts");
        same_bytes(x->images, y->images, n, "images");
        same_bytes(a->entries + x->first_entry, b->entries + y->first_entry,
                   sizeof(PsCellEntry) * (size_t)x->entry_count, "entries");
    }
}

static void compare_verdicts(const PsEvaluation *a, const PsEvaluation *b)
{
    for (int d = 0; d < a->predictions->detection_count; d++) {
        const PsVerdict *x = &a->verdicts[d], *y = &b->verdicts[d];
        ck_assert(x->object == y->object && x->iou == y->iou && x->nearest == y->nearest);
        ck_assert(x->ignored == y->ignored && x->kept == y->kept);
        ck_assert(x->first_span == y->first_span && x->span_count == y->span_count);
    }
    ck_assert_int_eq(a->span_count, b->span_count);
    for (int s = 0; s < a->span_count; s++) {
        const PsSpan *x = &a->spans[s], *y = &b->spans[s];
        ck_assert(x->first == y->first && x->last == y->last);
        ck_assert(x->object == y->object && x->iou == y->iou);
    }
    same_bytes(a->found_by, b->found_by, sizeof(int) * (size_t)a->dataset->object_count, "finders");
}

static void compare_figures(const PsEvaluation *a, const PsEvaluation *b)
{
    size_t classes = (size_t)a->dataset->class_count, n = (size_t)a->threshold_count;
    size_t slots = classes * PS_COCO_IOUS * PS_COCO_AREAS * sizeof(double);
    ck_assert_int_eq(a->threshold_count, b->threshold_count);
    ck_assert_int_eq(a->optimal_index, b->optimal_index);
    same_bytes(a->thresholds, b->thresholds, sizeof(double) * n, "thresholds");
    same_bytes(a->sweep, b->sweep, sizeof(PsCounts) * n, "sweep");
    same_bytes(a->class_sweep, b->class_sweep, sizeof(PsCounts) * n * classes, "class sweep");
    same_bytes(a->coco.figures, b->coco.figures, sizeof a->coco.figures, "figures");
    same_bytes(a->coco.precision, b->coco.precision, slots * PS_COCO_RECALLS, "precision");
    same_bytes(a->coco.recall, b->coco.recall, slots * PS_COCO_MAXDETS, "recall");
    same_bytes(a->coco.class_ap, b->coco.class_ap, sizeof(double) * classes, "class AP");
    for (size_t c = 0; c < classes; c++) {
        ck_assert_double_eq(a->class_optima[c].confidence, b->class_optima[c].confidence);
    }
    ck_assert_double_eq(a->optimum.confidence, b->optimum.confidence);
    ck_assert_int_eq(a->caution_count, b->caution_count);
}

START_TEST(threads_change_nothing)
{
    static const int threads[] = {2, 7};
    PsError error = {0};
    for (uint64_t seed = 5000; seed < 5060; seed++) {
        Scene *scene = generate_scene(seed);
        const PsEvaluation *one = scene_evaluate(scene, 0);
        PsEvaluateOptions options = {.threads = threads[_i]};
        PsEvaluation *many = ps_evaluate(&scene->predictions, &options, &error);
        ck_assert_ptr_nonnull(many);
        compare_figures(one, many);
        compare_verdicts(one, many);
        compare_cells(one, many);
        ps_evaluation_free(many);
        scene_free(scene);
    }
}
END_TEST

TCase *edges_case(void)
{
    TCase *edges = tcase_create("edges");
    tcase_add_test(edges, no_predictions);
    tcase_add_test(edges, no_objects);
    tcase_add_loop_test(edges, nothing_at_all, 0, 4);
    tcase_add_test(edges, class_without_objects);
    tcase_add_test(edges, rates);
    tcase_add_loop_test(edges, other_ious, 0, COUNT_OF(iou_rows));
    tcase_add_loop_test(edges, wrong_ious, 0, 4);
    tcase_add_test(edges, defaults);
    tcase_add_loop_test(edges, threads_change_nothing, 0, 2);
    return edges;
}
