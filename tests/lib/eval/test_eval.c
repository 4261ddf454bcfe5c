/* The worked example: four images, two classes, six objects, nine detections, all by hand.
   Objects   1.jpg: g0 A 0 0 10 10, g1 A 20 0 10 10, g2 B 40 0 10 10
             2.jpg: g3 A 0 0 20 20, g4 B 30 0 10 10       3.jpg: g5 B 0 0 10 10      4.jpg: none
   Boxes     1.jpg: d0 A .95 on g0, d1 A .90 on g0, 1 lower, d2 A .80 on g1, 4 lower, d3 A .70 on g2
             2.jpg: d4 A .85 on g3, 16 high, d5 B .60 nowhere
             3.jpg: d6 B .75 on g5, 8 high, d7 A .40 on g5, 5 lower   4.jpg: d8 B .30 nowhere */
#include "lib/eval/cases.h"
#include "support.h"

#include <math.h>
#include <stdio.h>

Suite *eval_suite(void);

enum { A, B, BACKGROUND };
static const double near = 1e-12;

static Scene *scene;
static const PsEvaluation *evaluation;

static void set_up(void)
{
    scene = scene_worked();
    evaluation = scene_evaluate(scene, 0);
}

static void tear_down(void)
{
    scene_free(scene);
}

START_TEST(overlaps)
{
    const PsDetection *d = scene->predictions.detections;
    const PsObject *g = scene->dataset.objects;
    ck_assert_double_eq_tol(ps_box_iou(d[1].box, g[0].box), 90.0 / 110, near);
    ck_assert_double_eq_tol(ps_box_iou(d[2].box, g[1].box), 60.0 / 140, near);
    ck_assert_double_eq_tol(ps_box_iou(d[4].box, g[3].box), 0.8, near);
    ck_assert_double_eq_tol(ps_box_iou(d[6].box, g[5].box), 0.8, near);
    ck_assert_double_eq_tol(ps_box_iou(d[7].box, g[5].box), 50.0 / 150, near);
}
END_TEST

/* d1 comes too late for g0, d2 overlaps g1 too little, d3 has the wrong class. */
START_TEST(matches)
{
    static const int taken[] = {0, -1, -1, -1, 3, -1, 5, -1, -1};
    static const int nearest[] = {0, 0, 1, 2, 3, -1, 5, 5, -1};
    static const int finders[] = {0, -1, -1, 4, -1, 6};
    for (int d = 0; d < COUNT_OF(taken); d++) {
        ck_assert_int_eq(evaluation->verdicts[d].object, taken[d]);
        ck_assert_int_eq(evaluation->verdicts[d].nearest, nearest[d]);
        ck_assert(!evaluation->verdicts[d].ignored);
    }
    for (int g = 0; g < COUNT_OF(finders); g++) {
        ck_assert_int_eq(evaluation->found_by[g], finders[g]);
    }
    ck_assert_double_eq_tol(evaluation->verdicts[4].iou, 0.8, near);
    ck_assert_double_eq_tol(evaluation->verdicts[2].iou, 60.0 / 140, near);
    ck_assert_double_eq(evaluation->verdicts[5].iou, 0);
}
END_TEST

/* A, three objects: right, wrong, right: 34 recalls with precision 1 and 33 with 2/3. B, three
   objects: the first is right: 34 recalls with precision 1. From IoU 0.85 on only d0 fits. */
START_TEST(average_precision)
{
    const PsCoco *coco = &evaluation->coco;
    ck_assert_double_eq_tol(coco->class_ap50[A], 56.0 / 101, near);
    ck_assert_double_eq_tol(coco->class_ap50[B], 34.0 / 101, near);
    ck_assert_double_eq_tol(coco->class_ap75[A], 56.0 / 101, near);
    ck_assert_double_eq_tol(coco->class_ap75[B], 34.0 / 101, near);
    ck_assert_double_eq_tol(coco->class_ap[A], (7 * 56 + 3 * 34) / 1010.0, near);
    ck_assert_double_eq_tol(coco->class_ap[B], 7 * 34 / 1010.0, near);
    ck_assert_double_eq_tol(coco->figures[PS_AP], 366.0 / 1010, near);
    ck_assert_double_eq_tol(coco->figures[PS_AP50], 45.0 / 101, near);
    ck_assert_double_eq_tol(coco->figures[PS_AP75], 45.0 / 101, near);
    ck_assert_double_eq_tol(coco->figures[PS_AP_SMALL], 366.0 / 1010, near);
    ck_assert_double_nan(coco->figures[PS_AP_MEDIUM]);
    ck_assert_double_nan(coco->figures[PS_AP_LARGE]);
    for (int i = PS_AR1; i <= PS_AR_SMALL; i++) {
        ck_assert_double_eq_tol(coco->figures[i], 0.4, near); /* (17 + 7) / 60 */
    }
    ck_assert_double_nan(coco->figures[PS_AR_MEDIUM]);
    ck_assert_double_nan(coco->figures[PS_AR_LARGE]);
}
END_TEST

/* Right, wrong and lost boxes at every distinct score; F1 = 2 right / (2 right + wrong + lost). */
typedef struct Row {
    int percent, right, wrong, lost;
    double f1;
} Row;

static const Row rows[] = {
    {30, 3, 6, 3, 6.0 / 15}, {40, 3, 5, 3, 6.0 / 14}, {60, 3, 4, 3, 6.0 / 13},
    {70, 3, 3, 3, 6.0 / 12}, {75, 3, 2, 3, 6.0 / 11}, {80, 2, 2, 4, 4.0 / 10},
    {85, 2, 1, 4, 4.0 / 9},  {90, 1, 1, 5, 2.0 / 8},  {95, 1, 0, 5, 2.0 / 7},
};

START_TEST(sweep)
{
    const Row *row = &rows[_i];
    PsCounts counts = evaluation->sweep[row->percent];
    ck_assert_double_eq(evaluation->thresholds[row->percent], row->percent / 100.0);
    ck_assert_int_eq(counts.correct, row->right);
    ck_assert_int_eq(counts.misclassified + counts.false_positive, row->wrong);
    ck_assert_int_eq(counts.misclassified + counts.missed, row->lost);
    ck_assert_int_eq(counts.misclassified, row->percent <= 70);
    ck_assert_double_eq_tol(ps_f1(counts), row->f1, near);
    ck_assert_double_eq_tol(ps_precision(counts), (double)row->right / (row->right + row->wrong),
                            near);
    ck_assert_double_eq_tol(ps_recall(counts), row->right / 6.0, near);
}
END_TEST

START_TEST(sweep_ends)
{
    ck_assert_int_eq(evaluation->threshold_count, 101);
    check_counts(
        evaluation->sweep[0],
        (PsCounts){
            .correct = 3, .misclassified = 1, .mistaken = 1, .false_positive = 5, .missed = 2},
        "0.00");
    check_counts(evaluation->sweep[100], (PsCounts){.missed = 6}, "1.00");
    ck_assert_double_nan(ps_precision(evaluation->sweep[100]));
    ck_assert_double_eq(ps_recall(evaluation->sweep[100]), 0);
    ck_assert_double_eq(ps_f1(evaluation->sweep[100]), 0);
}
END_TEST

/* g2, an object of B, is taken for A: B's misclassified and A's mistaken. */
START_TEST(class_sweep)
{
    const PsCounts *a = evaluation->class_sweep, *b = a + evaluation->threshold_count;
    check_counts(a[50], (PsCounts){.correct = 2, .mistaken = 1, .false_positive = 2, .missed = 1},
                 "A");
    check_counts(
        b[50], (PsCounts){.correct = 1, .misclassified = 1, .false_positive = 1, .missed = 1}, "B");
    ck_assert_double_eq_tol(ps_f1(a[85]), 4.0 / 6, near);
    ck_assert_double_eq_tol(ps_f1(b[70]), 0.5, near);
    ck_assert_double_eq_tol(ps_f1(b[75]), 0.5, near);
}
END_TEST

/* The maximum 6/11 = 0.5455 holds for .70 < t <= .75; its neighbours .5 and .4 are too low. The
   middle .725 lies between two hundredths, and the upper one is taken. */
START_TEST(optimum)
{
    const PsOptimum *best = &evaluation->optimum;
    ck_assert(best->exists);
    ck_assert_double_eq(best->plateau_low, 0.70);
    ck_assert_double_eq(best->plateau_high, 0.75);
    ck_assert_double_eq(best->best_confidence, 0.75);
    ck_assert_double_eq_tol(best->best_f1, 6.0 / 11, near);
    ck_assert_double_eq(best->confidence, 0.73);
    ck_assert_int_eq(evaluation->optimal_index, 73);
    ck_assert_double_eq_tol(best->precision, 0.6, near);
    ck_assert_double_eq_tol(best->recall, 0.5, near);
    ck_assert_double_eq_tol(best->f1, 6.0 / 11, near);
    ck_assert(!evaluation->class_optima[A].exists && !evaluation->class_optima[B].exists);
    ck_assert_int_eq(evaluation->caution_count, 0);
}
END_TEST

/* Counts and images of a cell up to and including index `last`; steps follow on one another. */
typedef struct Step {
    int last, count, images;
} Step;

typedef struct CellRow {
    int actual, predicted;
    Step steps[4];
} CellRow;

static const CellRow cells[] = {
    {A, A, {{85, 2, 2}, {95, 1, 1}, {100, 0, 0}}},
    {A, BACKGROUND, {{85, 1, 1}, {95, 2, 2}, {100, 3, 2}}},
    {B, A, {{70, 1, 1}, {100, 0, 0}}},
    {B, B, {{75, 1, 1}, {100, 0, 0}}},
    {B, BACKGROUND, {{70, 1, 1}, {75, 2, 2}, {100, 3, 3}}},
    {BACKGROUND, A, {{40, 3, 2}, {80, 2, 1}, {90, 1, 1}, {100, 0, 0}}},
    {BACKGROUND, B, {{30, 2, 2}, {60, 1, 1}, {100, 0, 0}}},
};

START_TEST(confusion)
{
    const CellRow *row = &cells[_i];
    const PsCell *cell = &evaluation->cells[_i];
    ck_assert_int_eq(evaluation->cell_count, COUNT_OF(cells));
    ck_assert_int_eq(cell->actual, row->actual);
    ck_assert_int_eq(cell->predicted, row->predicted);
    ck_assert_ptr_eq(ps_cell_find(evaluation, row->actual, row->predicted), cell);
    const Step *step = row->steps;
    for (int k = 0; k <= 100; k++) {
        if (k > step->last) step++;
        ck_assert_int_eq(cell->counts[k], step->count);
        ck_assert_int_eq(cell->images[k], step->images);
    }
}
END_TEST

/* Missed objects of A: g1 in 1.jpg always (and g0 from .96 on), g3 in 2.jpg from .86 on. */
START_TEST(confusion_images)
{
    const PsCell *cell = ps_cell_find(evaluation, A, BACKGROUND);
    const PsCellEntry *entry = &evaluation->entries[cell->first_entry];
    ck_assert_int_eq(cell->entry_count, 2);
    ck_assert(entry[0].image == 0 && entry[0].first == 0 && entry[0].last == 100);
    ck_assert(entry[1].image == 1 && entry[1].first == 86 && entry[1].last == 100);
    ck_assert_ptr_null(ps_cell_find(evaluation, A, B));
    ck_assert_ptr_null(ps_cell_find(evaluation, BACKGROUND, BACKGROUND));
}
END_TEST

START_TEST(images)
{
    static const PsCounts wanted[] = {
        {.correct = 1, .misclassified = 1, .mistaken = 1, .false_positive = 2, .missed = 1},
        {.correct = 1, .false_positive = 1, .missed = 1},
        {.correct = 1},
        {0},
    };
    static const double f1[] = {2.0 / 7, 0.5, 1, NAN};
    PsCounts counts[101];
    ps_image_sweep(evaluation, _i, counts);
    check_counts(counts[50], wanted[_i], scene->dataset.images[_i].file);
    ck_assert(same_number(ps_f1(counts[50]), f1[_i]));
}
END_TEST

START_TEST(outcomes)
{
    int object;
    ck_assert_int_eq(ps_detection_outcome(evaluation, 3, 70, &object), PS_MISCLASSIFIED);
    ck_assert_int_eq(object, 2);
    ck_assert_int_eq(ps_detection_outcome(evaluation, 3, 71, &object), PS_NOT_KEPT);
    ck_assert_int_eq(object, -1);
    ck_assert_int_eq(ps_detection_outcome(evaluation, 0, 95, &object), PS_CORRECT);
    ck_assert_int_eq(object, 0);
    ck_assert_int_eq(ps_detection_outcome(evaluation, 1, 0, NULL), PS_FALSE_POSITIVE);
    ck_assert_int_eq(evaluation->span_count, 1);
    ck_assert_int_eq(evaluation->verdicts[3].span_count, 1);
    ck_assert_double_eq(evaluation->spans[0].iou, 1);
}
END_TEST

static TCase *worked_case(void)
{
    TCase *worked = tcase_create("worked");
    tcase_add_checked_fixture(worked, set_up, tear_down);
    tcase_add_test(worked, overlaps);
    tcase_add_test(worked, matches);
    tcase_add_test(worked, average_precision);
    tcase_add_loop_test(worked, sweep, 0, COUNT_OF(rows));
    tcase_add_test(worked, sweep_ends);
    tcase_add_test(worked, class_sweep);
    tcase_add_test(worked, optimum);
    tcase_add_loop_test(worked, confusion, 0, COUNT_OF(cells));
    tcase_add_test(worked, confusion_images);
    tcase_add_loop_test(worked, images, 0, 4);
    tcase_add_test(worked, outcomes);
    return worked;
}

Suite *eval_suite(void)
{
    Suite *suite = suite_create("eval");
    suite_add_tcase(suite, worked_case());
    suite_add_tcase(suite, box_case());
    suite_add_tcase(suite, matching_case());
    suite_add_tcase(suite, across_case());
    suite_add_tcase(suite, optimum_case());
    suite_add_tcase(suite, edges_case());
    return suite;
}
