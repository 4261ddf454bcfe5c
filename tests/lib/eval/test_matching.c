/* Matching within a class: crowds, order, ties, the cut at a hundred detections. */
#include "lib/eval/cases.h"
#include "support.h"

#include <math.h>

enum { A, B };

/* Boxes in a crowd region of their class count nowhere; those of another class do. */
START_TEST(crowd_is_ignored)
{
    Scene *scene = scene_new(1, 2);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_crowd(scene, 0, A, AT(50, 0, 100, 100));
    scene_detection(scene, 0, A, 0.9, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.8, AT(60, 10, 10, 10));
    scene_detection(scene, 0, A, 0.7, AT(45, 0, 10, 10)); /* half inside: just enough */
    scene_detection(scene, 0, A, 0.6, AT(44, 0, 10, 10)); /* 0.4: too little */
    scene_detection(scene, 0, B, 0.5, AT(60, 10, 10, 10));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    check_counts(evaluation->sweep[0], (PsCounts){.correct = 1, .false_positive = 2, .ignored = 2},
                 "0.00");
    check_counts(evaluation->sweep[75], (PsCounts){.correct = 1, .ignored = 1}, "0.75");
    ck_assert(evaluation->verdicts[1].ignored && evaluation->verdicts[2].ignored);
    ck_assert(!evaluation->verdicts[3].ignored && !evaluation->verdicts[4].ignored);
    ck_assert_int_eq(ps_detection_outcome(evaluation, 1, 0, NULL), PS_IGNORED);
    ck_assert_int_eq(evaluation->found_by[1], -1);
    ck_assert_int_eq(evaluation->class_sweep[0].ignored, 2);
    ck_assert_int_eq(scene->dataset.classes[A].object_count, 1);
    ck_assert_double_eq_tol(evaluation->coco.class_ap[A], 1, 1e-12);
    ck_assert_double_nan(evaluation->coco.class_ap[B]);
    scene_free(scene);
}
END_TEST

/* An object inside a crowd is preferred to the crowd, although the crowd covers the box wholly. */
START_TEST(object_before_crowd)
{
    Scene *scene = scene_new(1, 1);
    scene_crowd(scene, 0, A, AT(0, 0, 100, 100));
    scene_object(scene, 0, A, AT(10, 10, 10, 10));
    scene_detection(scene, 0, A, 0.9, AT(10, 10, 10, 8));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    ck_assert_int_eq(evaluation->verdicts[0].object, 1);
    ck_assert(!evaluation->verdicts[0].ignored);
    ck_assert_int_eq(evaluation->verdicts[0].nearest, 1);
    ck_assert_double_eq_tol(evaluation->verdicts[0].iou, 0.8, 1e-12);
    scene_free(scene);
}
END_TEST

/* The better box of two comes later in score: the first takes what it overlaps most. */
START_TEST(falling_score_decides)
{
    Scene *scene = scene_new(1, 1);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.3, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.6, AT(0, 0, 10, 6));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    ck_assert_int_eq(evaluation->found_by[0], 1);
    ck_assert_int_eq(evaluation->verdicts[0].object, -1);
    ck_assert_double_eq(evaluation->verdicts[0].iou, 1); /* that of the nearest object */
    check_counts(evaluation->sweep[0], (PsCounts){.correct = 1, .false_positive = 1}, "0.00");
    scene_free(scene);
}
END_TEST

START_TEST(equal_scores_keep_file_order)
{
    Scene *scene = scene_new(1, 1);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.2, AT(40, 0, 10, 10));
    scene_detection(scene, 0, A, 0.7, AT(0, 0, 10, 6));
    scene_detection(scene, 0, A, 0.7, AT(0, 0, 10, 10));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    ck_assert_int_eq(evaluation->found_by[0], 1);
    /* at IoU 0.75 the first of the two is wrong and the second right: 1 of 2 */
    ck_assert_double_eq_tol(evaluation->coco.figures[PS_AP50], 1, 1e-12);
    ck_assert_double_eq_tol(evaluation->coco.figures[PS_AP75], 0.5, 1e-12);
    scene_free(scene);
}
END_TEST

/* The first box overlaps both objects by 80/120. It takes the later one and so leaves the earlier
   one to the second box. */
START_TEST(equal_ious_take_the_later_object)
{
    Scene *scene = scene_new(1, 1);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_object(scene, 0, A, AT(0, 4, 10, 10));
    scene_detection(scene, 0, A, 0.9, AT(0, 2, 10, 10));
    scene_detection(scene, 0, A, 0.4, AT(0, 0, 10, 8));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    ck_assert_int_eq(evaluation->verdicts[0].object, 1);
    ck_assert_int_eq(evaluation->verdicts[1].object, 0);
    ck_assert_double_eq_tol(evaluation->coco.figures[PS_AP50], 1, 1e-12);
    scene_free(scene);
}
END_TEST

/* In the public evaluator an object with id 0 is never found; here it counts. */
START_TEST(id_zero_counts)
{
    Scene *scene = scene_new(1, 1);
    int g = scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene->dataset.objects[g].id = 0;
    scene_detection(scene, 0, A, 0.9, AT(0, 0, 10, 10));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    ck_assert_int_eq(evaluation->sweep[0].correct, 1);
    ck_assert_double_eq_tol(evaluation->coco.figures[PS_AP], 1, 1e-12);
    scene_free(scene);
}
END_TEST

/* 110 boxes in one image, the right one last. AP looks at a hundred and does not see it; the
   operating point sees all. The second class has a hundred of its own. */
START_TEST(hundred_detections)
{
    Scene *scene = scene_new(1, 2);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_object(scene, 0, B, AT(20, 0, 10, 10));
    for (int i = 0; i < 109; i++) {
        scene_detection(scene, 0, A, 0.9 - i * 0.005, AT(100, 100, 10, 10));
    }
    scene_detection(scene, 0, A, 0.2, AT(0, 0, 10, 10));
    scene_detection(scene, 0, B, 0.1, AT(20, 0, 10, 10));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    ck_assert_double_eq(evaluation->coco.class_ap[A], 0);
    ck_assert_double_eq_tol(evaluation->coco.class_ap[B], 1, 1e-12);
    ck_assert_double_eq_tol(evaluation->coco.figures[PS_AR100], 0.5, 1e-12);
    check_counts(evaluation->sweep[10], (PsCounts){.correct = 2, .false_positive = 109}, "0.10");
    check_counts(evaluation->sweep[20],
                 (PsCounts){.correct = 1, .false_positive = 109, .missed = 1}, "0.20");
    scene_free(scene);
}
END_TEST

/* Ten boxes of one class, the right one eleventh: AR1 and AR10 do not see it, AR100 does. */
START_TEST(recall_by_number_of_detections)
{
    Scene *scene = scene_new(1, 1);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    for (int i = 0; i < 10; i++) scene_detection(scene, 0, A, 0.9, AT(100, 100, 10, 10));
    scene_detection(scene, 0, A, 0.2, AT(0, 0, 10, 10));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    ck_assert_double_eq(evaluation->coco.figures[PS_AR1], 0);
    ck_assert_double_eq(evaluation->coco.figures[PS_AR10], 0);
    ck_assert_double_eq_tol(evaluation->coco.figures[PS_AR100], 1, 1e-12);
    ck_assert_double_eq_tol(evaluation->coco.figures[PS_AP50], 1.0 / 11, 1e-12);
    scene_free(scene);
}
END_TEST

/* 32 x 32 is small and medium, 96 x 96 medium and large: both ends belong to a range. */
START_TEST(area_borders)
{
    Scene *scene = scene_new(1, 1);
    scene_object(scene, 0, A, AT(0, 0, 32, 32));
    scene_object(scene, 0, A, AT(200, 0, 96, 96));
    scene_detection(scene, 0, A, 0.9, AT(0, 0, 32, 32));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    const double *figures = evaluation->coco.figures;
    ck_assert_double_eq_tol(figures[PS_AR_SMALL], 1, 1e-12);
    ck_assert_double_eq_tol(figures[PS_AR_MEDIUM], 0.5, 1e-12);
    ck_assert_double_eq(figures[PS_AR_LARGE], 0);
    ck_assert_double_eq_tol(figures[PS_AP_MEDIUM], 51.0 / 101, 1e-12);
    ck_assert_double_eq_tol(figures[PS_AP], 51.0 / 101, 1e-12);
    scene_free(scene);
}
END_TEST

TCase *matching_case(void)
{
    TCase *matching = tcase_create("matching");
    tcase_add_test(matching, crowd_is_ignored);
    tcase_add_test(matching, object_before_crowd);
    tcase_add_test(matching, falling_score_decides);
    tcase_add_test(matching, equal_scores_keep_file_order);
    tcase_add_test(matching, equal_ious_take_the_later_object);
    tcase_add_test(matching, id_zero_counts);
    tcase_add_test(matching, hundred_detections);
    tcase_add_test(matching, recall_by_number_of_detections);
    tcase_add_test(matching, area_borders);
    return matching;
}
