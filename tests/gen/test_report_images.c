/* The report's matrix, images, examples and figures; see report_checks.h. */
#include "gen/report_checks.h"

#include <check.h>

#include <math.h>
#include <string.h>

/* ---- the matrix ---- */

static int entries_at(const MatrixCell *cell, int image, int k)
{
    int found = 0;
    for (int e = 0; e < cell->entry_count; e++) {
        const CellEntry *entry = &cell->entries[e];
        found += entry->image == image && entry->first <= k && k <= entry->last;
    }
    return found;
}

static int wanted_entries_at(const Shown *shown, const PsCell *cell, int image, int k)
{
    const PsEvaluation *evaluation = shown->evaluation;
    int found = 0;
    for (int e = 0; e < cell->entry_count; e++) {
        const PsCellEntry *entry = &evaluation->entries[cell->first_entry + e];
        found += entry->image == image && entry->first <= k && k <= entry->last;
    }
    return found;
}

static int share_of(int part, int whole)
{
    if (whole == 0) return UNDEFINED;
    return part * 100 < whole ? 0 : rounded(100.0 * part / whole, 0);
}

static void check_matrix(const Shown *shown)
{
    const Report *report = shown->report;
    const PsEvaluation *evaluation = shown->evaluation;
    int n = evaluation->threshold_count;
    int background = report->class_count;
    ck_assert_int_eq(report->cell_count, evaluation->cell_count);
    for (int c = 0; c < report->cell_count * n; c++) {
        const MatrixCell *cell = &report->cells[c / n];
        int k = c % n, a = cell->actual, p = cell->predicted, images = 0;
        const PsCell *wanted = ps_cell_find(evaluation, a, p);
        ck_assert_int_eq(cell->counts[k], wanted->counts[k]);
        for (int i = 0; i < report->image_count; i++) {
            ck_assert_int_eq(entries_at(cell, i, k), wanted_entries_at(shown, wanted, i, k));
            images += entries_at(cell, i, k);
        }
        ck_assert_int_eq(cell->images[k], images);
        int row = p == background ? 0 : report->classes[p].sweep.kept[k];
        int column = a == background ? 0 : report->classes[a].objects;
        ck_assert_int_eq(cell->row_share[k], share_of(cell->counts[k], row));
        ck_assert_int_eq(cell->column_share[k], share_of(cell->counts[k], column));
    }
}

/* ---- one image, as the page reads it ---- */

static bool spanned(const BoxView *view, int k)
{
    for (int s = 0; s < view->span_count; s++) {
        if (view->spans[s].first <= k && k <= view->spans[s].last) return true;
    }
    return false;
}

static void check_view(const Shown *shown, const ImageView *view, const PsCounts *counts)
{
    int n = shown->evaluation->threshold_count;
    for (int k = 0; k < n; k++) {
        PsCounts c = {0};
        for (int b = 0; b < view->box_count; b++) {
            const BoxView *box = &view->boxes[b];
            if (k > box->kept) continue;
            if (box->partner >= 0)
                c.correct++;
            else if (box->ignored)
                c.ignored++;
            else if (spanned(box, k))
                c.mistaken++;
            else
                c.false_positive++;
        }
        for (int g = 0; g < view->object_count; g++) {
            const BoxView *object = &view->objects[g];
            if (object->ignored || k <= object->kept) continue;
            if (spanned(object, k))
                c.misclassified++;
            else
                c.missed++;
        }
        check_counts(c, counts[k], view->name);
        ck_assert_int_eq(view->correct[k], c.correct);
        ck_assert_int_eq(view->misclassified[k], c.misclassified);
        ck_assert_int_eq(view->missed[k], c.missed);
        ck_assert_int_eq(view->false_positive[k], c.false_positive);
        ck_assert_int_eq(view->f1[k], rounded(ps_f1(c), 2));
        ck_assert_int_eq(view->precision[k], rounded(ps_precision(c), 2));
        ck_assert_int_eq(view->recall[k], rounded(ps_recall(c), 2));
    }
}

static void check_images(const Shown *shown)
{
    const Report *report = shown->report;
    const PsEvaluation *evaluation = shown->evaluation;
    const Scene *scene = shown->scene;
    PsArena *scratch = shown->scratch;
    int n = evaluation->threshold_count;
    for (int i = 0; i < report->image_count; i++) {
        ImageView view;
        PsCounts *counts = PS_ARRAY(scratch, PsCounts, n);
        report->image(report, i, scratch, &view);
        ps_image_sweep(evaluation, i, counts);
        ck_assert_str_eq(view.name, scene->dataset.images[i].file);
        check_view(shown, &view, counts);
        for (int b = 0; b < view.box_count; b++) {
            const PsDetection *d = &scene->predictions.detections[scene->predictions.first[i] + b];
            ck_assert_int_eq(view.boxes[b].score, rounded(d->score < 0 ? 0 : d->score, 2));
            ck_assert_double_eq(view.boxes[b].x, d->box.x);
            ck_assert_double_eq(view.boxes[b].height, d->box.height);
        }
    }
}

/* ---- examples, histogram, figures ---- */

static void check_example(const Shown *shown, const Example *example)
{
    const Report *report = shown->report;
    PsArena *scratch = shown->scratch;
    ImageView view;
    int k = report->optimum;
    report->image(report, example->image, scratch, &view);
    const BoxView *box = example->box >= 0 ? &view.boxes[example->box] : NULL;
    const BoxView *object = example->object >= 0 ? &view.objects[example->object] : NULL;
    switch (example->outcome) {
    case OUTCOME_MISSED:
        ck_assert(!box && object && !object->ignored && object->kept < k && !spanned(object, k));
        break;
    case OUTCOME_FALSE_POSITIVE:
        ck_assert(box && box->kept >= k && box->partner < 0 && !box->ignored && !spanned(box, k));
        break;
    case OUTCOME_MISCLASSIFIED:
        ck_assert(box && object && spanned(box, k) && spanned(object, k));
        ck_assert_int_ne(box->class_index, object->class_index);
        break;
    case OUTCOME_CORRECT:
    case OUTCOME_IGNORED:
    case OUTCOMES: ck_abort_msg("outcome %d", (int)example->outcome);
    }
    const char *name = report->classes[(object ? object : box)->class_index].name;
    ck_assert_int_eq(strncmp(example->caption, name, strlen(name)), 0);
    const BoxView *shown_box = object && example->outcome == OUTCOME_MISSED ? object : box;
    ck_assert(example->size >= 64 && example->x >= 0 && example->x + example->size <= 640);
    if (shown_box->width <= 460 && shown_box->height <= 460) { /* else over both edges alike */
        ck_assert(example->y >= 0 && example->y + example->size <= 480);
    } else {
        ck_assert(fabs(example->y + example->size / 2 - 240) < 1e-9 || example->size <= 480);
        ck_assert(example->size >= shown_box->width && example->size >= shown_box->height);
    }
}

static int outcomes_at(const Shown *shown, PsOutcome outcome, int k)
{
    const PsEvaluation *evaluation = shown->evaluation;
    PsCounts c = evaluation->sweep[k];
    return outcome == PS_MISSED           ? c.missed
           : outcome == PS_FALSE_POSITIVE ? c.false_positive
                                          : c.misclassified;
}

static void check_examples(const Shown *shown)
{
    const Report *report = shown->report;
    static const PsOutcome outcomes[] = {[OUTCOME_MISSED] = PS_MISSED,
                                         [OUTCOME_FALSE_POSITIVE] = PS_FALSE_POSITIVE,
                                         [OUTCOME_MISCLASSIFIED] = PS_MISCLASSIFIED};
    int wanted = 0;
    for (int o = 0; o < COUNT_OF(outcomes); o++) {
        wanted +=
            outcomes[o] != PS_NOT_KEPT && outcomes_at(shown, outcomes[o], report->optimum) > 0;
    }
    ck_assert_int_eq(report->group_count, wanted); /* every picture is there: none is left out */
    for (int i = 0; i < report->group_count; i++) {
        const ExampleGroup *group = &report->groups[i];
        ck_assert(group->count > 0 && group->count <= 4);
        for (int e = 0; e < group->count; e++) {
            ck_assert_int_eq(group->examples[e].outcome, group->outcome);
            check_example(shown, &group->examples[e]);
        }
    }
}

static void check_histogram(const Shown *shown)
{
    const Report *report = shown->report;
    const PsEvaluation *evaluation = shown->evaluation;
    const Scene *scene = shown->scene;
    int n = evaluation->threshold_count;
    for (int k = 0; k < n; k++) {
        int correct = 0, wrong = 0;
        for (int d = 0; d < scene->predictions.detection_count; d++) {
            double score = scene->predictions.detections[d].score;
            if (score < evaluation->thresholds[k]) continue;
            if (k + 1 < n && score >= evaluation->thresholds[k + 1]) continue;
            correct += evaluation->verdicts[d].object >= 0;
            wrong += evaluation->verdicts[d].object < 0 && !evaluation->verdicts[d].ignored;
        }
        ck_assert_int_eq(report->histogram.correct[k], correct);
        ck_assert_int_eq(report->histogram.wrong[k], wrong);
    }
    ck_assert_int_ge(report->histogram.most, 1);
}

static bool finite_place(Place place)
{
    return isfinite(place.x) && isfinite(place.y) && isfinite(place.dx) && isfinite(place.dy);
}

void check_figure(const Figure *figure)
{
    ck_assert(figure->name && *figure->name && figure->title && figure->finding);
    for (int i = 0; i < figure->count; i++) {
        const Shape *shape = &figure->shapes[i];
        ck_assert_msg(finite_place(shape->a) && finite_place(shape->b), "%s: shape %d",
                      figure->name, i);
        ck_assert(shape->kind != SHAPE_TEXT || shape->text != NULL);
        ck_assert(shape->tone < TONES && isfinite(shape->radius));
        for (int p = 0; shape->kind == SHAPE_PATH && p < shape->point_count; p++) {
            double x = shape->xy[2 * p], y = shape->xy[2 * p + 1];
            if (isnan(x) && isnan(y)) continue; /* lifts the pen */
            ck_assert_msg(x >= -1e-9 && x <= 1 + 1e-9 && y >= -1e-9 && y <= 1 + 1e-9, "%s: %g, %g",
                          figure->name, x, y);
        }
    }
}

static void check_figures(const Shown *shown)
{
    const Report *report = shown->report;
    check_figure(&report->balance);
    check_figure(&report->curves);
    check_figure(&report->score_histogram);
    check_figure(&report->class_bars_head);
    ck_assert_int_gt(report->curves.count, 10);
    for (int c = 0; c < report->class_count; c++) check_figure(&report->class_bars[c]);
    for (int i = 0; i < report->weakest_count; i++) check_figure(&report->class_curves[i]);
}

void check_pictures(const Shown *shown)
{
    check_matrix(shown);
    check_images(shown);
    check_examples(shown);
    check_histogram(shown);
    check_figures(shown);
}
