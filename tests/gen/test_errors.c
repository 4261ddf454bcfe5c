/* Errors, calibration and intervals as the report shows them, on the worked example (its figures
   are fractions worked out by hand) and with resamples. */
#include "suites.h"

#include "build.h"
#include "support.h"

#include <check.h>
#include <math.h>
#include <string.h>

static Report *build(const PsEvaluation *evaluation)
{
    BuildInput input = {.evaluation = evaluation, .date = ""};
    return report_build(&input);
}

static const ErrorRow *row_named(const Report *report, const char *name)
{
    for (int i = 0; i < report->error_count; i++) {
        if (strcmp(report->errors[i].name, name) == 0) return &report->errors[i];
    }
    ck_abort_msg("no row %s", name);
    return NULL;
}

START_TEST(kinds_and_costs)
{
    Scene *scene = scene_worked();
    Report *report = build(scene_evaluate(scene, 0));
    /* AP50 gains: class .163366, place .139851, missed .084158, duplicate .054455, others 0 */
    static const char *const names[] = {"Wrong class", "Badly placed", "Missed", "Duplicate"};
    static const char *const gains[] = {"16.3", "14.0", "8.4", "5.4"};
    static const char *const counts[] = {"1", "1", "1", "1"};
    for (int i = 0; i < 4; i++) {
        ck_assert_str_eq(report->errors[i].name, names[i]);
        ck_assert_str_eq(report->errors[i].gain, gains[i]);
        ck_assert_str_eq(report->errors[i].count, counts[i]);
    }
    ck_assert_str_eq(row_named(report, "Background")->count, "2"); /* p6 and p9 */
    ck_assert_str_eq(row_named(report, "Background")->gain, "0.0");
    ck_assert_str_eq(row_named(report, "Missed")->kept, "–");
    ck_assert_double_eq(report->errors[0].share, 1);
    ck_assert_double_eq_tol(report->errors[1].share, 0.139851 / 0.163366, 1e-5);
    ck_assert_ptr_nonnull(strstr(report->errors_note, "5.4 points"));
    ck_assert_ptr_nonnull(strstr(report->errors_note, "47.2"));
    ck_assert_str_eq(report->errors_finding.title, "Wrong class errors cost most");
    report_free(report);
    scene_free(scene);
}
END_TEST

static void check_list(const Report *report, const char *key, int image, int last)
{
    for (int i = 0; i < report->kind_count; i++) {
        if (strcmp(report->kinds[i].key, key) != 0) continue;
        const KindList *list = &report->kind_lists[i];
        ck_assert_int_eq(list->entries[0].image, image);
        ck_assert_int_eq(list->entries[0].first, 0);
        ck_assert_int_eq(list->entries[0].last, last);
        ck_assert_int_ge(report->kinds[i].images[last], 1);
        return;
    }
    ck_abort_msg("no kind %s", key);
}

/* The first image of each kind, and the last threshold at which it holds one. */
START_TEST(kinds_by_image)
{
    Scene *scene = scene_worked();
    Report *report = build(scene_evaluate(scene, 0));
    ck_assert_str_eq(report->threshold_text[70], "0.70");
    check_list(report, "class", 0, 70);      /* p4 */
    check_list(report, "place", 0, 80);      /* p3 */
    check_list(report, "duplicate", 0, 90);  /* p2 */
    check_list(report, "background", 1, 60); /* p6, before p9 in image 3 */
    check_list(report, "both", 2, 40);       /* p8 */
    check_list(report, "missed", 1, report->threshold_count - 1);
    ck_assert_int_eq(report->kind_lists[4].entry_count, 2);
    ck_assert_int_eq(report->kinds[4].images[30], 2);
    ck_assert_int_eq(report->kinds[4].images[31], 1);
    ck_assert_ptr_nonnull(strstr(report->kinds_note, "an outcome at IoU 0.50"));
    report_free(report);
    scene_free(scene);
}
END_TEST

static const char *fact(const Report *report, const char *start)
{
    for (int i = 0; i < report->calibration_count; i++) {
        if (strncmp(report->calibration[i].label, start, strlen(start)) == 0) {
            return report->calibration[i].value;
        }
    }
    return "";
}

START_TEST(calibration_as_shown)
{
    Scene *scene = scene_worked();
    Report *report = build(scene_evaluate(scene, 0));
    ck_assert_str_eq(fact(report, "Boxes that count"), "9");
    ck_assert_str_eq(fact(report, "D-ECE"), "0.361");
    ck_assert_str_eq(fact(report, "Mean score"), "+0.361, too confident");
    ck_assert_str_eq(fact(report, "Brier"), "0.293");
    ck_assert_str_eq(fact(report, "oLRP"), "0.700"); /* mean of .6 and .8 */
    ck_assert_int_gt(report->reliability.count, 0);
    ck_assert_int_eq(report->precision_recall_count, 2);
    report_free(report);
    scene_free(scene);
}
END_TEST

/* 25 objects of class 0 and 20 of class 1 are enough for a verdict; 3, 9 and 5 of the others are
   not. Class 0 finds 20 of its objects, class 1 half, class 4 none: it has no curve. */
START_TEST(curves_are_of_classes_that_have_one)
{
    static const int objects[] = {25, 20, 3, 9, 5}, found[] = {20, 10, 3, 1, 0};
    Scene *scene = scene_new(5, 5);
    for (int n = 0; n < 5 * 5 * 25; n++) { /* by image, then class; object i lies in image i % 5 */
        int c = n / 25 % 5, i = n % 25;
        if (i % 5 != n / 125 || i >= objects[c]) continue;
        scene_object(scene, i % 5, c, AT(100 * c, 20 * i, 10, 10));
        if (i < found[c]) scene_detection(scene, i % 5, c, 0.9, AT(100 * c, 20 * i, 10, 10));
    }
    Report *report = build(scene_evaluate(scene, 0));
    static const int order[] = {1, 0, 3, 2}; /* F1 0.667, 0.889; then 9 and 3 objects */
    ck_assert_int_eq(report->precision_recall_count, 4);
    for (int i = 0; i < 4; i++) {
        ck_assert_str_eq(report->precision_recall_names[i], report->classes[order[i]].name);
    }
    ck_assert_ptr_nonnull(strstr(report->precision_recall_note, "small classes last"));
    report_free(report);
    scene_free(scene);
}
END_TEST

START_TEST(without_detections)
{
    Scene *scene = scene_new(2, 1);
    scene_object(scene, 0, 0, AT(0, 0, 10, 10));
    Report *report = build(scene_evaluate(scene, 0));
    ck_assert_int_eq(report->reliability.count, 0);
    for (int i = 0; i < report->section_count; i++) {
        ck_assert_str_ne(report->sections[i].id, "errors");
        ck_assert_str_ne(report->sections[i].id, "trust");
    }
    report_free(report);
    scene_free(scene);
}
END_TEST

/* Every image alike: each resample gives the same rates, and intervals have no width. */
START_TEST(intervals_as_shown)
{
    Scene *scene = scene_new(12, 1);
    for (int i = 0; i < 12; i++) scene_object(scene, i, 0, AT(0, 0, 10, 10));
    for (int i = 0; i < 12; i++) {
        scene_detection(scene, i, 0, 0.9, AT(0, 0, 10, 10));
        scene_detection(scene, i, 0, 0.8, AT(50, 50, 10, 10));
    }
    scene_finish(scene);
    PsEvaluateOptions options = {.resamples = 50};
    PsError error;
    PsEvaluation *evaluation = ps_evaluate(&scene->predictions, &options, &error);
    ck_assert_ptr_nonnull(evaluation);
    Report *report = build(evaluation);
    ck_assert_str_eq(report->intervals_note, "95% intervals from 50 resamples of the images");
    ck_assert_str_eq(report->rates[1].label, "Recall");
    ck_assert_str_eq(report->rates[1].value, "1.000");
    ck_assert_str_eq(report->rates[1].interval, "1.000 to 1.000");
    ck_assert_double_eq(report->rates[1].low, 1);
    report_free(report);
    ps_evaluation_free(evaluation);
    scene_free(scene);
}
END_TEST

START_TEST(no_intervals_without_resamples)
{
    Scene *scene = scene_worked();
    Report *report = build(scene_evaluate(scene, 0));
    ck_assert_str_eq(report->intervals_note, "");
    for (int i = 0; i < 3; i++) ck_assert_ptr_null(report->rates[i].interval);
    for (int i = 0; i < report->metric_count; i++) ck_assert_ptr_null(report->metrics[i].interval);
    report_free(report);
    scene_free(scene);
}
END_TEST

Suite *errors_suite(void)
{
    Suite *suite = suite_create("errors");
    TCase *tests = tcase_create("shown");
    tcase_add_test(tests, kinds_and_costs);
    tcase_add_test(tests, kinds_by_image);
    tcase_add_test(tests, calibration_as_shown);
    tcase_add_test(tests, curves_are_of_classes_that_have_one);
    tcase_add_test(tests, without_detections);
    tcase_add_test(tests, intervals_as_shown);
    tcase_add_test(tests, no_intervals_without_resamples);
    suite_add_tcase(suite, tests);
    return suite;
}
