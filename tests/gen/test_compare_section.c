/* The section on the baseline: the worked pair of models, by hand. */
#include "build.h"
#include "support.h"

#include <check.h>

#include <math.h>
#include <string.h>

Suite *compare_section_suite(void);

/* Of three objects of A the model finds all, the baseline one and invents one; of three of B the
   model finds one, the baseline two. */
static Scene *scene_of(int found_a, int invented_a, int found_b)
{
    Scene *scene = scene_new(1, 2);
    for (int n = 0; n < 3; n++) {
        scene_object(scene, 0, 0, AT(n * 20, 0, 10, 10));
        scene_object(scene, 0, 1, AT(n * 20, 40, 10, 10));
        if (n < found_a) scene_detection(scene, 0, 0, 0.5, AT(n * 20, 0, 10, 10));
        if (n < invented_a) scene_detection(scene, 0, 0, 0.5, AT(n * 20, 80, 10, 10));
        if (n < found_b) scene_detection(scene, 0, 1, 0.5, AT(n * 20, 40, 10, 10));
    }
    scene_finish(scene);
    return scene;
}

typedef struct Made {
    Scene *model, *baseline;
    PsEvaluation *of_model, *of_baseline;
    PsComparison *comparison;
    Report *report;
} Made;

static Made make(int resamples)
{
    PsError error = {0};
    PsEvaluateOptions options = {.resamples = resamples, .draws = true};
    Made made = {.model = scene_of(3, 0, 1), .baseline = scene_of(1, 1, 2)};
    made.baseline->predictions.dataset = &made.model->dataset;
    made.baseline->predictions.input.name = "older <model>.json";
    made.of_model = ps_evaluate(&made.model->predictions, &options, &error);
    made.of_baseline = ps_evaluate(&made.baseline->predictions, &options, &error);
    made.comparison = ps_compare(made.of_model, made.of_baseline, 0, 1, &error);
    ck_assert_ptr_nonnull(made.comparison);
    made.report = report_build(
        &(BuildInput){.evaluation = made.of_model, .comparison = made.comparison, .date = ""});
    return made;
}

static void drop(Made *made)
{
    report_free(made->report);
    ps_comparison_free(made->comparison);
    ps_evaluation_free(made->of_model);
    ps_evaluation_free(made->of_baseline);
    scene_free(made->model);
    scene_free(made->baseline);
}

/* Model: 4 correct of 4 boxes and 6 objects: P 1, R 0.667, F1 0.8. Baseline: 3 of 4: 0.75, 0.5,
   0.6. Classes: A F1 1 against 2 / 5; B 0.5 against 0.8. */
START_TEST(figures_and_classes)
{
    Made made = make(0);
    const Comparison *shown = &made.report->comparison;
    ck_assert_str_eq(shown->name, "older <model>.json");
    ck_assert_int_eq(made.report->source_count, 3);
    ck_assert_str_eq(made.report->sources[2].role, "Baseline");
    ck_assert_str_eq(made.report->sources[2].name, "older <model>.json");
    static const char *const wanted[][4] = {{"F1", "0.800", "0.600", "+0.200"},
                                            {"Precision", "1.000", "0.750", "+0.250"},
                                            {"Recall", "0.667", "0.500", "+0.167"}};
    for (int i = 0; i < 3; i++) {
        ck_assert_str_eq(shown->rows[i].name, wanted[i][0]);
        ck_assert_str_eq(shown->rows[i].model, wanted[i][1]);
        ck_assert_str_eq(shown->rows[i].baseline, wanted[i][2]);
        ck_assert_str_eq(shown->rows[i].change, wanted[i][3]);
        ck_assert_str_eq(shown->rows[i].interval, "");
        ck_assert_str_eq(shown->rows[i].chance, "1.000"); /* one image: it may as well swap */
        ck_assert_str_eq(shown->rows[i].verdict, "no clear difference");
    }
    ck_assert_str_eq(shown->scale, "0.250");
    ck_assert_double_eq_tol(shown->rows[0].at, 0.9, 1e-9);
    ck_assert_int_eq(shown->class_count, 2);
    ck_assert_str_eq(shown->classes[0].name, "B"); /* what lost most comes first */
    ck_assert_str_eq(shown->classes[0].change, "−0.300");
    ck_assert_str_eq(shown->classes[1].name, "A");
    ck_assert_str_eq(shown->classes[1].change, "+0.600");
    ck_assert_str_eq(shown->classes[1].chance, "–");
    ck_assert_int_eq(shown->lost_count, 0);
    ck_assert_int_eq(shown->gained_count, 1);
    ck_assert_int_eq(shown->gained[0].image, 0);
    ck_assert_str_eq(shown->gained[0].was, "0.60");
    ck_assert_str_eq(shown->finding.title, "No clear difference to the baseline");
    ck_assert_str_eq(shown->lead, "No clear difference: F1 " BOLD_ON "0.800" BOLD_OFF
                                  " against " BOLD_ON "0.600" BOLD_OFF " of older <model>.json.");
    drop(&made);
}
END_TEST

/* One image: every resample is the set itself, so the interval is the difference. */
START_TEST(intervals)
{
    Made made = make(20);
    const CompareRow *f1 = &made.report->comparison.rows[0];
    ck_assert_str_eq(f1->interval, "+0.200 to +0.200");
    ck_assert_double_eq_tol(f1->low, f1->at, 1e-9);
    ck_assert_double_eq_tol(f1->high, f1->at, 1e-9);
    ck_assert_str_eq(f1->verdict, "no clear difference"); /* p is 1 */
    /* AP is tested by the resamples: none of 20 is the other way round, 2 / 21 */
    ck_assert_str_eq(made.report->comparison.rows[3].chance, "0.095");
    drop(&made);
}
END_TEST

/* The highest point of the pale F1 line, which is the baseline's: 1 - 0.6. */
START_TEST(curves_of_both)
{
    Made made = make(0);
    const Figure *curves = &made.report->comparison.curves;
    double top[2] = {1, 1}; /* strong, pale */
    for (int i = 0; i < curves->count; i++) {
        const Shape *shape = &curves->shapes[i];
        if (shape->kind != SHAPE_PATH || shape->tone != TONE_F1) continue;
        for (int p = 0; p < shape->point_count; p++) {
            top[shape->faded] = fmin(top[shape->faded], shape->xy[2 * p + 1]);
        }
    }
    ck_assert_double_eq_tol(top[0], 0.2, 1e-9);
    ck_assert_double_eq_tol(top[1], 0.4, 1e-9);
    ck_assert_str_eq(curves->finding, "Each at its own best confidence, F1 is 0.800 here and 0.600 "
                                      "for older <model>.json.");
    drop(&made);
}
END_TEST

START_TEST(only_with_a_baseline)
{
    Made made = make(0);
    Report *alone = report_build(&(BuildInput){.evaluation = made.of_model, .date = ""});
    const Report *reports[] = {alone, made.report};
    for (int r = 0; r < 2; r++) {
        int found = 0;
        for (int i = 0; i < reports[r]->section_count; i++) {
            found += strcmp(reports[r]->sections[i].id, "compare") == 0;
        }
        ck_assert_int_eq(found, r);
    }
    report_free(alone);
    drop(&made);
}
END_TEST

Suite *compare_section_suite(void)
{
    Suite *suite = suite_create("compare-section");
    TCase *all = tcase_create("all");
    tcase_add_test(all, figures_and_classes);
    tcase_add_test(all, intervals);
    tcase_add_test(all, curves_of_both);
    tcase_add_test(all, only_with_a_baseline);
    suite_add_tcase(suite, all);
    return suite;
}
