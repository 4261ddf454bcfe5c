/* Calibration and LRP: the worked example, figures by hand, and random scenes against a plain
   second reckoning. */
#include "lib/eval/generate.h"
#include "suites.h"
#include "support.h"

#include <math.h>

static const double near = 1e-12;

enum { A, B };

/* Scores in bins: .95 .90 | .80 .85 | .70 .75 | .60 | .40 | .30; p1, p5 and p7 are right. Whatever
   the IoU of the operating point. */
START_TEST(worked_calibration)
{
    Scene *scene = scene_worked();
    const PsCalibration *calibration = &scene_evaluate(scene, _i ? 0.9 : 0)->calibration;
    ck_assert_int_eq(calibration->detections, 9);
    ck_assert_double_eq_tol(calibration->d_ece, 0.361111, 5e-7);
    ck_assert_double_eq_tol(calibration->d_ece, 3.25 / 9, near);
    ck_assert_double_eq_tol(calibration->brier, 0.293056, 5e-7);
    ck_assert_double_eq_tol(calibration->gap, 3.25 / 9, near);
    /* A: (.85 + .85 + .7 + .4) / 6, the second with IoU .8; B: (.05 + .6 + .3) / 3 */
    ck_assert_double_eq_tol(calibration->la_ece, (2.8 / 6 + 0.95 / 3) / 2, near);
    static const int counts[PS_BINS] = {0, 0, 0, 1, 1, 0, 1, 2, 2, 2};
    static const int correct[PS_BINS] = {0, 0, 0, 0, 0, 0, 0, 1, 1, 1};
    for (int k = 0; k < PS_BINS; k++) {
        const PsBin *bin = &calibration->equal_width[k];
        ck_assert_int_eq(bin->count, counts[k]);
        ck_assert_int_eq(bin->correct, correct[k]);
        ck_assert_double_eq(bin->low, k / 10.0);
        ck_assert_double_eq(bin->high, (k + 1) / 10.0);
        ck_assert(isnan(bin->precision) == (counts[k] == 0));
        ck_assert(isnan(bin->mean_score) == (counts[k] == 0));
        ck_assert(isnan(bin->wilson_low) == (counts[k] == 0));
    }
    ck_assert_double_eq_tol(calibration->equal_width[9].mean_score, 0.925, near);
    ck_assert_double_eq(calibration->equal_width[9].precision, 0.5);
    scene_free(scene);
}
END_TEST

/* Nine scores in ten bins: the first bin is empty, each other has one. */
START_TEST(worked_equal_counts)
{
    static const double scores[] = {0.3, 0.3, 0.4, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.95};
    Scene *scene = scene_worked();
    const PsCalibration *calibration = &scene_evaluate(scene, 0)->calibration;
    for (int k = 0; k < PS_BINS; k++) {
        ck_assert_int_eq(calibration->equal_count[k].count, k > 0);
        ck_assert_double_eq(calibration->equal_count[k].low, scores[k]);
        ck_assert_double_eq(calibration->equal_count[k].high, scores[k + 1]);
    }
    scene_free(scene);
}
END_TEST

/* `correct` of `count` detections of one score find one of a row of objects. */
static Scene *row_of(int correct, int count, double score)
{
    Scene *scene = scene_new(1, 1);
    for (int i = 0; i < correct; i++) scene_object(scene, 0, A, AT(20 * i, 0, 10, 10));
    for (int i = 0; i < count; i++) {
        scene_detection(scene, 0, A, score, AT(20 * i, i < correct ? 0 : 100, 10, 10));
    }
    return scene;
}

typedef struct WilsonRow {
    int correct, count;
    double low, high;
} WilsonRow;

static const WilsonRow wilson_rows[] = {
    {0, 10, 0, 0.277533},       {8, 10, 0.490162, 0.943318}, {80, 100, 0.711171, 0.866633},
    {3, 6, 0.187616, 0.812384}, {10, 10, 1 - 0.277533, 1},
};

START_TEST(wilson)
{
    const WilsonRow *row = &wilson_rows[_i];
    Scene *scene = row_of(row->correct, row->count, 0.55);
    const PsBin *bin = &scene_evaluate(scene, 0)->calibration.equal_width[5];
    ck_assert_int_eq(bin->count, row->count);
    ck_assert_int_eq(bin->correct, row->correct);
    ck_assert_double_eq_tol(bin->wilson_low, row->low, 5e-7);
    ck_assert_double_eq_tol(bin->wilson_high, row->high, 5e-7);
    if (row->correct == 0) ck_assert_double_eq(bin->wilson_low, 0);
    scene_free(scene);
}
END_TEST

/* All in one bin of each kind: the last one of equal count, which has both ends. */
START_TEST(equal_scores)
{
    Scene *scene = row_of(3, 6, 0.55);
    const PsCalibration *calibration = &scene_evaluate(scene, 0)->calibration;
    for (int k = 0; k < PS_BINS; k++) {
        const PsBin *bin = &calibration->equal_count[k];
        ck_assert_int_eq(calibration->equal_width[k].count, k == 5 ? 6 : 0);
        ck_assert_int_eq(bin->count, k == PS_BINS - 1 ? 6 : 0);
        ck_assert(bin->low == 0.55 && bin->high == 0.55);
    }
    ck_assert_double_eq_tol(calibration->d_ece, 0.05, near);
    ck_assert_double_eq_tol(calibration->gap, 0.05, near);
    ck_assert_double_eq_tol(calibration->brier, (0.55 * 0.55 + 0.45 * 0.45) / 2, near);
    scene_free(scene);
}
END_TEST

/* Twenty scores, two a bin, those of a bin apart from the next. */
START_TEST(equal_counts)
{
    Scene *scene = scene_new(1, 1);
    for (int i = 19; i >= 0; i--) scene_detection(scene, 0, A, i * 0.01, AT(0, 0, 10, 10));
    const PsCalibration *calibration = &scene_evaluate(scene, 0)->calibration;
    for (int k = 0; k < PS_BINS; k++) {
        const PsBin *bin = &calibration->equal_count[k];
        ck_assert_int_eq(bin->count, 2);
        ck_assert_double_eq_tol(bin->low, 0.02 * k, near);
        ck_assert_double_eq_tol(bin->high, k == PS_BINS - 1 ? 0.19 : 0.02 * (k + 1), near);
        ck_assert_double_eq_tol(bin->mean_score, 0.02 * k + 0.005, near);
    }
    scene_free(scene);
}
END_TEST

/* 2 counts as 1, -1 as 0; 1 is in the last bin. */
START_TEST(scores_beyond_probability)
{
    Scene *scene = scene_new(1, 1);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 2, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 1, AT(100, 0, 10, 10));
    scene_detection(scene, 0, A, -1, AT(100, 0, 10, 10));
    const PsCalibration *calibration = &scene_evaluate(scene, 0)->calibration;
    ck_assert_int_eq(calibration->equal_width[9].count, 2);
    ck_assert_int_eq(calibration->equal_width[0].count, 1);
    ck_assert_double_eq(calibration->equal_width[9].mean_score, 1);
    ck_assert_double_eq_tol(calibration->brier, 1.0 / 3, near);
    ck_assert_double_eq_tol(calibration->gap, 1.0 / 3, near);
    ck_assert_double_eq_tol(calibration->d_ece, 1.0 / 3, near);
    ck_assert_double_eq(calibration->null_mean, 0);
    scene_free(scene);
}
END_TEST

/* A detection in a crowd and the 101st of an image and class do not count. */
START_TEST(what_does_not_count)
{
    Scene *scene = scene_new(1, 2);
    scene_crowd(scene, 0, A, AT(0, 0, 100, 100));
    scene_detection(scene, 0, A, 0.9, AT(20, 20, 10, 10));
    for (int i = 0; i < 101; i++) scene_detection(scene, 0, B, 0.8, AT(200, 0, 10, 10));
    const PsCalibration *calibration = &scene_evaluate(scene, 0)->calibration;
    ck_assert_int_eq(calibration->detections, 100);
    ck_assert_int_eq(calibration->equal_width[9].count, 0);
    ck_assert_int_eq(calibration->equal_width[8].count, 100);
    ck_assert_double_eq_tol(calibration->la_ece, 0.8, near); /* of B alone */
    scene_free(scene);
}
END_TEST

START_TEST(nothing_to_calibrate)
{
    Scene *scene = scene_new(_i, _i);
    if (_i) scene_object(scene, 0, A, AT(0, 0, 10, 10));
    const PsCalibration *calibration = &scene_evaluate(scene, 0)->calibration;
    const double undefined[] = {calibration->d_ece,  calibration->null_mean, calibration->null_95,
                                calibration->la_ece, calibration->brier,     calibration->gap};
    ck_assert_int_eq(calibration->detections, 0);
    for (int i = 0; i < COUNT_OF(undefined); i++) ck_assert_double_nan(undefined[i]);
    for (int k = 0; k < PS_BINS; k++) {
        ck_assert_int_eq(calibration->equal_width[k].count, 0);
        ck_assert_int_eq(calibration->equal_count[k].count, 0);
        ck_assert_double_nan(calibration->equal_count[k].wilson_high);
    }
    scene_free(scene);
}
END_TEST

/* Simulated D-ECE of perfectly calibrated detectors: mean and 95 % point. */
typedef struct NullRow {
    int count;
    double mean, most;
} NullRow;

static const NullRow null_rows[] = {
    {50, 0.135, 0.190}, {100, 0.094, 0.135}, {300, 0.054, 0.080}, {1000, 0.030, 0.042}};

static Scene *even_scores(int count)
{
    Scene *scene = scene_new(10, 1);
    for (int i = 0; i < count; i++) {
        scene_detection(scene, i * 10 / count, A, (i + 0.5) / count, AT(0, 0, 10, 10));
    }
    return scene;
}

START_TEST(null_of_even_scores)
{
    const NullRow *row = &null_rows[_i];
    Scene *scene = even_scores(row->count);
    const PsCalibration *calibration = &scene_evaluate(scene, 0)->calibration;
    ck_assert_double_eq_tol(calibration->null_mean, row->mean, 0.15 * row->mean);
    ck_assert_double_eq_tol(calibration->null_95, row->most, 0.15 * row->most);
    scene_free(scene);
}
END_TEST

/* 1600 scores of .55 are not drawn one by one: |N(0, s)| with s^2 = .55 * .45 / 1600 has the mean
   s sqrt(2 / pi) and the 95 % point 1.96 s. */
START_TEST(null_of_a_large_bin)
{
    Scene *scene = scene_new(16, 1);
    for (int i = 0; i < 1600; i++) scene_detection(scene, i / 100, A, 0.55, AT(0, 0, 10, 10));
    const PsCalibration *calibration = &scene_evaluate(scene, 0)->calibration;
    double s = sqrt(0.55 * 0.45 / 1600);
    ck_assert_double_eq_tol(calibration->null_mean, 0.797885 * s, 0.07 * s);
    ck_assert_double_eq_tol(calibration->null_95, 1.96 * s, 0.2 * s);
    scene_free(scene);
}
END_TEST

START_TEST(null_follows_the_seed)
{
    double means[3];
    for (int i = 0; i < 3; i++) {
        Scene *scene = even_scores(50);
        PsEvaluateOptions options = {.seed = i == 2 ? 1000 : 7};
        PsError error = {0};
        scene_finish(scene);
        scene->evaluation = ps_evaluate(&scene->predictions, &options, &error);
        means[i] = scene->evaluation->calibration.null_mean;
        scene_free(scene);
    }
    ck_assert_double_eq(means[0], means[1]);
    ck_assert_double_ne(means[0], means[2]);
}
END_TEST

/* ---- LRP ---- */

static void check_lrp(PsLrp lrp, PsLrp wanted)
{
    const double found[] = {lrp.value, lrp.confidence, lrp.place, lrp.false_positive,
                            lrp.false_negative};
    const double right[] = {wanted.value, wanted.confidence, wanted.place, wanted.false_positive,
                            wanted.false_negative};
    for (int i = 0; i < COUNT_OF(found); i++) {
        bool same = isnan(right[i]) ? isnan(found[i]) : fabs(found[i] - right[i]) < near;
        ck_assert_msg(same, "part %d: %g, not %g", i, found[i], right[i]);
    }
}

/* A at .85: (0 + .4 + 1 + 1) / 4; B at .75: (.4 + 0 + 2) / 3. */
START_TEST(worked_lrp)
{
    Scene *scene = scene_worked();
    const PsEvaluation *evaluation = scene_evaluate(scene, _i ? 0.9 : 0);
    check_lrp(evaluation->class_lrp[A], (PsLrp){0.6, 0.85, 0.1, 1.0 / 3, 1.0 / 3});
    check_lrp(evaluation->class_lrp[B], (PsLrp){0.8, 0.75, 0.2, 0, 2.0 / 3});
    check_lrp(evaluation->lrp, (PsLrp){0.7, NAN, 0.15, 1.0 / 6, 0.5});
    scene_free(scene);
}
END_TEST

/* A is perfect, B found nothing, C found only background, D has no objects; crowds need not be
   found. */
START_TEST(lrp_ends)
{
    enum { C = 2, D };
    Scene *scene = scene_new(1, 4);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_crowd(scene, 0, A, AT(100, 100, 50, 50));
    scene_object(scene, 0, B, AT(20, 0, 10, 10));
    scene_object(scene, 0, C, AT(40, 0, 10, 10));
    scene_detection(scene, 0, A, 0.7, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.9, AT(110, 110, 10, 10));
    scene_detection(scene, 0, C, 0.8, AT(60, 0, 10, 10));
    scene_detection(scene, 0, D, 0.8, AT(60, 0, 10, 10));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    check_lrp(evaluation->class_lrp[A], (PsLrp){0, 0.7, 0, 0, 0});
    check_lrp(evaluation->class_lrp[B], (PsLrp){1, NAN, NAN, NAN, 1});
    check_lrp(evaluation->class_lrp[C], (PsLrp){1, NAN, NAN, NAN, 1});
    check_lrp(evaluation->class_lrp[D], (PsLrp){NAN, NAN, NAN, NAN, NAN});
    check_lrp(evaluation->lrp, (PsLrp){2.0 / 3, NAN, 0, 0, 2.0 / 3});
    scene_free(scene);
}
END_TEST

/* (.5 + 1) / 2 at .9 is as good as (.5 + .5 + 2) / 4 at .8: the higher threshold is named. */
START_TEST(lrp_ties)
{
    Scene *scene = scene_new(1, 1);
    scene_object(scene, 0, A, AT(0, 0, 10, 12));
    scene_object(scene, 0, A, AT(20, 0, 10, 12));
    scene_detection(scene, 0, A, 0.9, AT(0, 0, 10, 9));
    scene_detection(scene, 0, A, 0.8, AT(20, 0, 10, 9));
    scene_detection(scene, 0, A, 0.85, AT(40, 0, 10, 9));
    scene_detection(scene, 0, A, 0.85, AT(60, 0, 10, 9));
    check_lrp(scene_evaluate(scene, 0)->class_lrp[A], (PsLrp){0.75, 0.9, 0.25, 0, 0.5});
    scene_free(scene);
}
END_TEST

/* IoU 0.5 is the worst right detection: as bad as none, but there. */
START_TEST(lrp_at_the_limit)
{
    Scene *scene = scene_new(1, 1);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.9, AT(0, 0, 10, 5));
    check_lrp(scene_evaluate(scene, 0)->class_lrp[A], (PsLrp){1, 0.9, 0.5, 0, 0});
    scene_free(scene);
}
END_TEST

/* LRP of class A at the threshold t. */
static double lrp_at(const Scene *scene, double t)
{
    const PsDetection *detections = scene->predictions.detections;
    double sum = 0;
    int right = 0, wrong = 0, objects = scene->dataset.classes[A].object_count;
    for (int d = 0; d < scene->predictions.detection_count; d++) {
        const PsVerdict *verdict = &scene->evaluation->verdicts[d];
        if (detections[d].class_index != A || detections[d].score < t || verdict->ignored) continue;
        right += verdict->object >= 0;
        wrong += verdict->object < 0;
        if (verdict->object >= 0) sum += 2 * (1 - verdict->iou);
    }
    return (sum + wrong + objects - right) / (wrong + objects);
}

static void check_scene(const Scene *scene)
{
    const PsCalibration *calibration = &scene->evaluation->calibration;
    double least = 1;
    int counted = 0, correct = 0, in_bins[4] = {0};
    for (int d = 0; d < scene->predictions.detection_count; d++) {
        counted += !scene->evaluation->verdicts[d].ignored;
        correct += scene->evaluation->verdicts[d].object >= 0;
        if (scene->dataset.classes[A].object_count == 0) continue;
        least = fmin(least, lrp_at(scene, scene->predictions.detections[d].score));
    }
    for (int k = 0; k < PS_BINS; k++) {
        in_bins[0] += calibration->equal_width[k].count;
        in_bins[1] += calibration->equal_count[k].count;
        in_bins[2] += calibration->equal_width[k].correct;
        in_bins[3] += calibration->equal_count[k].correct;
    }
    ck_assert_int_eq(calibration->detections, counted);
    ck_assert(in_bins[0] == counted && in_bins[1] == counted);
    ck_assert(in_bins[2] == correct && in_bins[3] == correct);
    if (scene->dataset.classes[A].object_count == 0) return;
    ck_assert_double_eq_tol(scene->evaluation->class_lrp[A].value, least, near);
}

/* Where no image has more than 100 detections, the operating point at 0.5 is COCO's matching. */
START_TEST(random_scenes)
{
    for (uint64_t seed = 0; seed < 500; seed++) {
        Scene *scene = generate_scene(seed);
        bool few = true;
        scene_evaluate(scene, 0);
        for (int i = 0; i < scene->dataset.image_count; i++) {
            few &= scene->predictions.first[i + 1] - scene->predictions.first[i] <= 100;
        }
        if (few) check_scene(scene);
        scene_free(scene);
    }
}
END_TEST

Suite *calibrate_suite(void)
{
    Suite *suite = suite_create("calibrate");
    TCase *calibration = tcase_create("calibration");
    tcase_add_loop_test(calibration, worked_calibration, 0, 2);
    tcase_add_test(calibration, worked_equal_counts);
    tcase_add_loop_test(calibration, wilson, 0, COUNT_OF(wilson_rows));
    tcase_add_test(calibration, equal_scores);
    tcase_add_test(calibration, equal_counts);
    tcase_add_test(calibration, scores_beyond_probability);
    tcase_add_test(calibration, what_does_not_count);
    tcase_add_loop_test(calibration, nothing_to_calibrate, 0, 2);
    tcase_add_loop_test(calibration, null_of_even_scores, 0, COUNT_OF(null_rows));
    tcase_add_test(calibration, null_of_a_large_bin);
    tcase_add_test(calibration, null_follows_the_seed);
    suite_add_tcase(suite, calibration);
    TCase *lrp = tcase_create("lrp");
    tcase_add_loop_test(lrp, worked_lrp, 0, 2);
    tcase_add_test(lrp, lrp_ends);
    tcase_add_test(lrp, lrp_ties);
    tcase_add_test(lrp, lrp_at_the_limit);
    tcase_add_test(lrp, random_scenes);
    suite_add_tcase(suite, lrp);
    return suite;
}
