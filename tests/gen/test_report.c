/* The report: what is shown equals what was evaluated, on the worked example and on random scenes.
   What the page works out by itself (which box is what at which confidence) is worked out here in
   the same way and held against the evaluation. */
#include "build.h"
#include "gen/report_checks.h"
#include "lib/eval/generate.h"

#include <check.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

Suite *report_suite(void);

enum { SCENES = 50 };

static Pictures *some_pictures(PsArena *arena, const PsDataset *dataset)
{
    Pictures *pictures = PS_NEW(arena, Pictures);
    pictures->made = dataset->image_count;
    pictures->items = PS_ARRAY(arena, Picture, dataset->image_count);
    for (int i = 0; i < dataset->image_count; i++) {
        pictures->items[i] = (Picture){
            .thumb = "t.jpg", .preview = "p.jpg", .width = 640, .height = 480, .orientation = 1};
    }
    return pictures;
}

static Shown show_at(Scene *scene, double iou, bool with_pictures)
{
    Shown shown = {.scene = scene, .scratch = ps_arena_new()};
    shown.evaluation = scene_evaluate(scene, iou);
    BuildInput input = {.evaluation = shown.evaluation, .date = ""};
    if (with_pictures) input.pictures = some_pictures(shown.scratch, &scene->dataset);
    shown.report = report_build(&input);
    return shown;
}

static Shown show(Scene *scene, bool with_pictures)
{
    return show_at(scene, 0, with_pictures);
}

static void drop(Shown *shown)
{
    report_free(shown->report);
    scene_free(shown->scene);
    ps_arena_free(shown->scratch);
}

int rounded(double value, int decimals)
{
    char text[64];
    if (isnan(value)) return UNDEFINED;
    snprintf(text, sizeof text, "%.*f", decimals, value);
    char *point = strchr(text, '.');
    if (point) memmove(point, point + 1, strlen(point));
    return atoi(text);
}

/* ---- grid and sweeps ---- */

static void check_sweep(const Shown *shown, const Sweep *sweep, const PsCounts *counts, int objects)
{
    int n = shown->evaluation->threshold_count;
    ck_assert_int_eq(sweep->objects, objects);
    for (int k = 0; k < n; k++) {
        PsCounts c = counts[k];
        ck_assert_int_eq(sweep->correct[k], c.correct);
        ck_assert_int_eq(sweep->misclassified[k], c.misclassified);
        ck_assert_int_eq(sweep->mistaken[k], c.mistaken);
        ck_assert_int_eq(sweep->false_positive[k], c.false_positive);
        ck_assert_int_eq(sweep->missed[k], c.missed);
        ck_assert_int_eq(sweep->ignored[k], c.ignored);
        ck_assert_int_eq(sweep->kept[k], c.correct + c.mistaken + c.false_positive);
        ck_assert_int_eq(sweep->precision[k], rounded(ps_precision(c), 3));
        ck_assert_int_eq(sweep->recall[k], rounded(ps_recall(c), 3));
        ck_assert_int_eq(sweep->f1[k], rounded(ps_f1(c), 3));
    }
}

static void check_sweeps(const Shown *shown)
{
    const Report *report = shown->report;
    const PsEvaluation *evaluation = shown->evaluation;
    const Scene *scene = shown->scene;
    int n = evaluation->threshold_count;
    const PsDataset *dataset = &scene->dataset;
    ck_assert_int_eq(report->threshold_count, n);
    ck_assert_int_eq(report->optimum, evaluation->optimal_index);
    for (int k = 0; k < n; k++) {
        ck_assert_double_ge(report->threshold_at[k], 0);
        ck_assert_double_le(report->threshold_at[k], 1);
        ck_assert(k == 0 || report->threshold_at[k] > report->threshold_at[k - 1]);
    }
    check_sweep(shown, &report->sweep, evaluation->sweep,
                dataset->object_count - dataset->crowd_count);
    ck_assert_int_eq(report->class_count, dataset->class_count);
    for (int c = 0; c < report->class_count; c++) {
        check_sweep(shown, &report->classes[c].sweep, &evaluation->class_sweep[c * n],
                    dataset->classes[c].object_count);
        ck_assert_str_eq(report->classes[c].name, dataset->classes[c].name);
        ck_assert_int_eq(report->classes[c].images, dataset->classes[c].image_count);
        ck_assert_int_eq(report->classes[c].ap, rounded(evaluation->coco.class_ap[c], 3));
        ck_assert_int_eq(report->classes[c].ap50, rounded(evaluation->coco.class_ap50[c], 3));
        ck_assert_int_eq(report->classes[c].ap75, rounded(evaluation->coco.class_ap75[c], 3));
    }
}

/* The plateau holds the chosen threshold, and exactly the thresholds of its run besides. */
static void check_plateau(const Shown *shown, const PsOptimum *optimum, int first, int last,
                          int chosen)
{
    const PsEvaluation *evaluation = shown->evaluation;
    int n = evaluation->threshold_count;
    ck_assert(optimum->exists == (first != UNDEFINED) && optimum->exists == (last != UNDEFINED));
    if (!optimum->exists) return;
    ck_assert(0 <= first && first <= chosen && chosen <= last && last < n);
    for (int k = 0; k < n; k++) {
        double t = evaluation->thresholds[k];
        bool wanted = k == chosen || (t > optimum->plateau_low && t <= optimum->plateau_high);
        if (wanted) ck_assert_msg(k >= first && k <= last, "%d is not in %d..%d", k, first, last);
        if (k == first || k == last) ck_assert_msg(wanted, "%d is no end of the plateau", k);
    }
}

static void check_plateaus(const Shown *shown)
{
    const Report *report = shown->report;
    const PsEvaluation *evaluation = shown->evaluation;
    ck_assert_int_eq(report->has_optimum, evaluation->optimum.exists);
    check_plateau(shown, &evaluation->optimum, report->plateau_first, report->plateau_last,
                  report->optimum);
    for (int c = 0; c < report->class_count; c++) {
        const ClassRow *row = &report->classes[c];
        const PsOptimum *own = &evaluation->class_optima[c];
        ck_assert_int_eq(row->optimum,
                         own->exists ? grid_index(evaluation, own->confidence) : UNDEFINED);
        check_plateau(shown, own, row->plateau_first, row->plateau_last, row->optimum);
        ck_assert_int_eq(row->optimum_f1, own->exists ? rounded(own->f1, 3) : UNDEFINED);
    }
}

/* ---- operating points, by trying every threshold ---- */

static double f_beta(const Shown *shown, int k, double beta)
{
    const PsEvaluation *evaluation = shown->evaluation;
    PsCounts c = evaluation->sweep[k];
    double p = ps_precision(c), r = ps_recall(c);
    return c.correct ? (1 + beta * beta) * p * r / (beta * beta * p + r) : 0;
}

/* The figure that an operating point asks for at k, and the one it then makes largest; NaN where
   the threshold does not qualify. */
static double merit(const Shown *shown, const char *label, int k)
{
    const PsEvaluation *evaluation = shown->evaluation;
    PsCounts c = evaluation->sweep[k];
    double least;
    if (sscanf(label, "Precision at least %lf", &least) == 1) {
        return c.correct && ps_precision(c) >= least ? ps_recall(c) : NAN;
    }
    if (sscanf(label, "Recall at least %lf", &least) == 1) {
        return ps_recall(c) >= least ? ps_precision(c) : NAN;
    }
    if (strncmp(label, "Best F0.5:", 10) == 0) return c.correct ? f_beta(shown, k, 0.5) : NAN;
    if (strncmp(label, "Best F2:", 8) == 0) return c.correct ? f_beta(shown, k, 2) : NAN;
    ck_assert_int_eq(strncmp(label, "Balance:", 8), 0);
    return evaluation->optimum.exists && k == evaluation->optimal_index ? 1 : NAN;
}

static void check_points(const Shown *shown)
{
    const Report *report = shown->report;
    int n = shown->evaluation->threshold_count;
    ck_assert_int_eq(report->point_count, 7);
    for (int i = 0; i < report->point_count; i++) {
        const OperatingPoint *point = &report->points[i];
        double best = NAN;
        for (int k = 0; k < n; k++) best = fmax(best, merit(shown, point->label, k));
        if (isnan(best)) {
            ck_assert_int_eq(point->k, UNDEFINED);
            ck_assert_str_eq(point->confidence, "not reached");
            continue;
        }
        ck_assert_int_ge(point->k, 0);
        ck_assert_double_eq_tol(merit(shown, point->label, point->k), best, 1e-12);
        ck_assert_str_eq(point->confidence, report->threshold_text[point->k]);
    }
}

/* Each of random scenes at each score of its boxes, at the grid and between: counted anew. */
static void check_in_use(const PsEvaluation *evaluation, double confidence)
{
    BuildInput input = {.evaluation = evaluation, .date = "", .in_use = &confidence};
    Report *report = report_build(&input);
    const OperatingPoint *point = &report->points[report->point_count - 1];
    int right = 0, kept = 0, objects = evaluation->dataset->object_count;
    for (int d = 0; d < evaluation->predictions->detection_count; d++) {
        bool ignored = evaluation->verdicts[d].ignored;
        if (!(evaluation->predictions->detections[d].score >= confidence) || ignored) continue;
        kept++;
        right += evaluation->verdicts[d].object >= 0;
    }
    objects -= evaluation->dataset->crowd_count;
    ck_assert_int_eq(report->point_count, 8);
    ck_assert_str_eq(point->label, "In use today");
    ck_assert_int_eq(point->precision, rounded(kept ? (double)right / kept : NAN, 3));
    ck_assert_int_eq(point->recall, rounded(objects ? (double)right / objects : NAN, 3));
    for (int k = 0; k < report->threshold_count; k++) {
        if (evaluation->thresholds[k] != confidence) continue;
        ck_assert_int_eq(point->k, k);
        ck_assert_int_eq(point->f1, report->sweep.f1[k]);
    }
    report_free(report);
}

START_TEST(confidence_in_use)
{
    Scene *scene = scene_worked();
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    static const double confidences[] = {0, 0.25, 0.333, 0.73, 0.735, 1};
    for (int i = 0; i < 6; i++) check_in_use(evaluation, confidences[i]);
    scene_free(scene);
}
END_TEST

/* ---- orders ---- */

static double class_f1(const Shown *shown, int c)
{
    const Report *report = shown->report;
    const PsEvaluation *evaluation = shown->evaluation;
    int n = evaluation->threshold_count;
    return ps_f1(evaluation->class_sweep[c * n + report->optimum]);
}

static double image_f1(const Shown *shown, int i)
{
    const Report *report = shown->report;
    const PsEvaluation *evaluation = shown->evaluation;
    PsArena *scratch = shown->scratch;
    int n = evaluation->threshold_count;
    PsCounts *sweep = PS_ARRAY(scratch, PsCounts, n);
    ps_image_sweep(evaluation, i, sweep);
    double f1 = ps_f1(sweep[report->optimum]);
    return isnan(f1) ? INFINITY : f1;
}

static void check_order(const Shown *shown, const int *items, int count,
                        double (*value)(const Shown *, int))
{
    unsigned seen = 0;
    for (int i = 0; i < count; i++) {
        ck_assert(!(seen >> items[i] & 1));
        seen |= 1U << items[i];
        if (i > 0) ck_assert_double_ge(value(shown, items[i]), value(shown, items[i - 1]));
    }
}

static void check_orders(const Shown *shown)
{
    const Report *report = shown->report;
    const PsEvaluation *evaluation = shown->evaluation;
    const Scene *scene = shown->scene;
    int with_objects = 0;
    for (int c = 0; c < report->class_count; c++) with_objects += report->classes[c].objects > 0;
    ck_assert_int_eq(report->weakest_count, with_objects);
    check_order(shown, report->weakest, report->weakest_count, class_f1);
    ck_assert_int_eq(report->image_count, scene->dataset.image_count);
    check_order(shown, report->worst, report->image_count, image_f1);
    for (int i = 0; i < report->confusion_count; i++) {
        const Confusion *here = &report->confusions[i];
        const PsCell *cell = ps_cell_find(evaluation, here->actual, here->predicted);
        ck_assert(here->actual != here->predicted && here->count > 0);
        ck_assert_int_eq(here->count, cell->counts[report->optimum]);
        ck_assert_int_eq(here->images, cell->images[report->optimum]);
        ck_assert(i == 0 || here->count <= report->confusions[i - 1].count);
    }
}

/* Scene 0 is the worked example, the others are random. */
START_TEST(shown_as_evaluated)
{
    Shown shown = show(_i == 0 ? scene_worked() : generate_scene((uint64_t)_i + 9000), true);
    check_sweeps(&shown);
    check_plateaus(&shown);
    check_points(&shown);
    check_orders(&shown);
    check_pictures(&shown);
    check_kinds(&shown);
    drop(&shown);
}
END_TEST

/* Where outcomes are decided at another IoU, boxes with a kind may be correct or ignored, and
   missed objects found. */
START_TEST(kinds_at_other_overlaps)
{
    static const double ious[] = {0.25, 0.75};
    Shown shown = show_at(generate_scene((uint64_t)_i + 9500), ious[_i % 2], false);
    check_kinds(&shown);
    drop(&shown);
}
END_TEST

/* Texts of the worked example. */
START_TEST(texts)
{
    Shown shown = show(scene_worked(), false);
    const Report *report = shown.report;
    ck_assert_str_eq(report->title, "found on truth");
    ck_assert_str_eq(report->verdict,
                     "Run it at confidence " BOLD_ON "0.73" BOLD_OFF ". It then finds " BOLD_ON
                     "50%" BOLD_OFF " of the objects, and " BOLD_ON "60%" BOLD_OFF
                     " of its boxes are right.");
    ck_assert_str_eq(report->threshold_text[73], "0.73");
    ck_assert_str_eq(report->plateau_text, "0.71–0.75");
    ck_assert_str_eq(report->iou_text, "0.50");
    ck_assert_str_eq(report->metrics[1].key, "AP50");
    ck_assert_str_eq(report->metrics[1].value, "0.446");
    ck_assert_str_eq(report->metrics[4].value, "–");
    ck_assert_double_nan(report->metrics[4].at);
    ck_assert_int_eq(report->source_count, 2);
    ck_assert_str_eq(report->sources[0].name, "truth.json");
    drop(&shown);
}
END_TEST

static const Shape *tagged(const Figure *figure, const char *tag)
{
    for (int i = 0; i < figure->count; i++) {
        const Shape *shape = &figure->shapes[i];
        if (shape->tag && strcmp(shape->tag, tag) == 0) return shape;
    }
    return NULL;
}

/* Each section says how to read it, and how its figures come about; words stand in their order. */
START_TEST(sections_teach)
{
    Shown shown = show(scene_worked(), false);
    const Report *report = shown.report;
    ck_assert_int_ge(report->section_count, 7);
    for (int i = 0; i < report->section_count; i++) {
        const Section *section = &report->sections[i];
        ck_assert_msg(section->rail && *section->rail, "%s", section->id);
        bool is_method = strcmp(section->id, "method") == 0;
        ck_assert_msg(is_method == !section->how, "%s", section->id);
    }
    for (int i = 1; i < report->glossary_count; i++) {
        ck_assert_int_lt(strcasecmp(report->glossary[i - 1].label, report->glossary[i].label), 0);
    }
    drop(&shown);
}
END_TEST

/* The band of F1: at each threshold the interval of the evaluation, rounded once; at the optimum
   that of the headline figure. */
START_TEST(band_of_f1)
{
    Scene *scene = generate_scene(9601);
    Shown shown = show(scene, false);
    ck_assert_ptr_null(shown.report->f1_band.low);
    ck_assert_ptr_null(tagged(&shown.report->curves, "band"));
    drop(&shown);

    scene = generate_scene(9601);
    scene_finish(scene);
    PsError error = {0};
    PsEvaluateOptions options = {.resamples = 100};
    PsEvaluation *evaluation = ps_evaluate(&scene->predictions, &options, &error);
    Report *report = report_build(&(BuildInput){.evaluation = evaluation, .date = ""});
    const Shape *band = tagged(&report->curves, "band");
    ck_assert_ptr_nonnull(band);
    ck_assert(band->filled);
    int drawn = 0; /* where most resamples have neither object nor box there is no interval */
    for (int k = 0; k < report->threshold_count; k++) {
        PsInterval interval = evaluation->uncertainty.sweep_f1[k];
        ck_assert_int_eq(interval.exists, report->f1_band.low[k] >= 0);
        if (!interval.exists) continue;
        drawn++;
        ck_assert_double_eq_tol(report->f1_band.low[k], 1000 * interval.low, 0.5001);
        ck_assert_double_eq_tol(report->f1_band.high[k], 1000 * interval.high, 0.5001);
    }
    ck_assert_int_gt(drawn, 50);
    ck_assert_int_eq(band->point_count, 2 * drawn);
    PsInterval headline = evaluation->uncertainty.f1,
               best = evaluation->uncertainty.sweep_f1[report->optimum];
    ck_assert_double_eq(best.low, headline.low);
    ck_assert_double_eq(best.high, headline.high);
    report_free(report);
    ps_evaluation_free(evaluation);
    scene_free(scene);
}
END_TEST

/* Few scores, at the edges of what is allowed: nothing is out of bounds. */
START_TEST(odd_scores)
{
    static const double scores[] = {0, 1, -1, 90, 1e-9, 0.123456789};
    Scene *scene = scene_new(1, 1);
    scene_object(scene, 0, 0, AT(0, 0, 10, 10));
    scene_detection(scene, 0, 0, scores[_i], AT(0, 0, 10, 10));
    Shown shown = show(scene, false);
    check_plateaus(&shown);
    ck_assert(shown.report->has_optimum);
    ck_assert_int_eq(shown.report->sweep.f1[shown.report->optimum], 1000);
    ck_assert_double_le(shown.report->threshold_at[shown.report->threshold_count - 1], 1);
    check_figure(&shown.report->curves);
    check_figure(&shown.report->score_histogram);
    ck_assert_int_eq(shown.report->group_count, 0);
    drop(&shown);
}
END_TEST

/* No pictures, no objects, no boxes, no classes: every verdict is a sentence. */
START_TEST(nothing_to_show)
{
    Scene *scene = scene_new(_i / 2, _i % 2);
    Shown shown = show(scene, false);
    check_sweeps(&shown);
    check_plateaus(&shown);
    check_orders(&shown);
    check_pictures(&shown);
    check_kinds(&shown);
    ck_assert_str_eq(shown.report->verdict,
                     "The predictions hold no boxes: no confidence can be recommended.");
    ck_assert_str_eq(shown.report->plateau_text, "–");
    drop(&shown);
}
END_TEST

Suite *report_suite(void)
{
    Suite *suite = suite_create("report");
    TCase *all = tcase_create("report");
    tcase_add_loop_test(all, shown_as_evaluated, 0, SCENES);
    tcase_add_loop_test(all, kinds_at_other_overlaps, 0, SCENES);
    tcase_add_test(all, texts);
    tcase_add_test(all, sections_teach);
    tcase_add_test(all, band_of_f1);
    tcase_add_loop_test(all, odd_scores, 0, 6);
    tcase_add_loop_test(all, nothing_to_show, 0, 4);
    tcase_add_test(all, confidence_in_use);
    suite_add_tcase(suite, all);
    return suite;
}
