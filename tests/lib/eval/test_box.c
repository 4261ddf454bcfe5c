/* Overlap of boxes: intersection over union without "+1", and the crowd rule. */
#include "lib/eval/cases.h"
#include "support.h"

#include <math.h>

typedef struct BoxRow {
    PsBox a, b;
    double iou, coverage; /* coverage: how far a lies in b */
} BoxRow;

static const BoxRow rows[] = {
    {{0, 0, 10, 10}, {0, 0, 10, 10}, 1, 1},                 /* equal */
    {{0, 0, 10, 10}, {0, 5, 10, 10}, 50.0 / 150, 0.5},      /* half */
    {{0, 0, 10, 10}, {2, 2, 5, 5}, 0.25, 0.25},             /* b inside a */
    {{2, 2, 5, 5}, {0, 0, 10, 10}, 0.25, 1},                /* a inside b */
    {{0, 0, 10, 10}, {10, 0, 10, 10}, 0, 0},                /* edges touch */
    {{0, 0, 10, 10}, {10, 10, 10, 10}, 0, 0},               /* corners touch */
    {{0, 0, 10, 10}, {0, 40, 10, 10}, 0, 0},                /* apart, same columns */
    {{0, 0, 10, 10}, {40, 0, 10, 10}, 0, 0},                /* apart, same rows */
    {{5, 5, 0, 0}, {0, 0, 10, 10}, 0, 0},                   /* a point */
    {{5, 0, 0, 10}, {0, 0, 10, 10}, 0, 0},                  /* a line */
    {{5, 5, 0, 0}, {5, 5, 0, 0}, 0, 0},                     /* the same point twice: not NaN */
    {{-5, -5, 10, 10}, {0, 0, 10, 10}, 25.0 / 175, 0.25},   /* outside the picture */
    {{0.25, 0, 0.5, 1}, {0, 0, 1, 1}, 0.5, 1},              /* fractions of a pixel */
    {{1e6, 1e6, 1e-3, 1e-3}, {1e6, 1e6, 1e-3, 1e-3}, 1, 1}, /* far away and tiny */
};

START_TEST(boxes)
{
    const BoxRow *row = &rows[_i];
    ck_assert_double_eq_tol(ps_box_iou(row->a, row->b), row->iou, 1e-6);
    ck_assert_double_eq(ps_box_iou(row->a, row->b), ps_box_iou(row->b, row->a));
    ck_assert_double_eq_tol(ps_box_coverage(row->a, row->b), row->coverage, 1e-6);
    if (row->iou == 0) ck_assert_double_eq(ps_box_iou(row->a, row->b), 0);
}
END_TEST

/* A detection without size takes nothing and stays a false positive; such an object is missed. */
START_TEST(boxes_without_size)
{
    Scene *scene = scene_new(1, 1);
    scene_object(scene, 0, 0, AT(20, 20, 0, 0));
    scene_object(scene, 0, 0, AT(0, 0, 10, 10));
    scene_detection(scene, 0, 0, 0.9, AT(20, 20, 0, 0));
    scene_detection(scene, 0, 0, 0.5, AT(0, 0, 10, 0));
    scene_detection(scene, 0, 0, 0.2, AT(0, 0, 10, 10));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    PsCounts wanted = {.correct = 1, .false_positive = 2, .missed = 1};
    check_counts(evaluation->sweep[0], wanted, "all boxes");
    ck_assert_int_eq(evaluation->verdicts[2].object, 1);
    scene_free(scene);
}
END_TEST

TCase *box_case(void)
{
    TCase *box = tcase_create("box");
    tcase_add_loop_test(box, boxes, 0, COUNT_OF(rows));
    tcase_add_test(box, boxes_without_size);
    return box;
}
