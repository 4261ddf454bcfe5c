/* Against the baseline: every figure of both models, what lies between them, and how sure that is.
 */
#include "build.h"
#include "charts/charts.h"
#include "format.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CLASSES = 40 };
static const double level = 0.05, discovery = 0.10;

/* ---- texts ---- */

/* "+0.031", "−0.004", "0.000": of the figures as they are shown. */
static const char *signed_text(PsArena *arena, double value)
{
    int shown = shown_rate(fabs(value));
    const char *sign = shown == 0 ? "" : value > 0 ? "+" : "−";
    return ps_arena_printf(arena, "%s%s", sign, rate_text(arena, shown));
}

static const char *interval_text(PsArena *arena, PsInterval interval)
{
    if (!interval.exists) return "";
    return ps_arena_printf(arena, "%s to %s", signed_text(arena, interval.low),
                           signed_text(arena, interval.high));
}

/* ---- rows ---- */

/* Half the width of the scale, so that all differences of a table fit: twentieths. */
static double scale_of(const PsDifference *const *differences, int count)
{
    double most = 0.05;
    for (int i = 0; i < count; i++) {
        const PsInterval *interval = &differences[i]->interval;
        if (!isnan(differences[i]->value)) most = fmax(most, fabs(differences[i]->value));
        if (interval->exists) most = fmax(most, fmax(fabs(interval->low), fabs(interval->high)));
    }
    return ceil(most * 20 - 1e-9) / 20;
}

static double place_on(double half, double value)
{
    return fmin(1, fmax(0, 0.5 + value / (2 * half))); /* NaN stays */
}

static CompareRow row_of(PsArena *arena, const char *name, double model, double baseline,
                         const PsDifference *difference, double half)
{
    CompareRow row = {.name = name,
                      .model = rate_text(arena, shown_rate(model)),
                      .baseline = rate_text(arena, shown_rate(baseline)),
                      .change = change_text(arena, shown_rate(model), shown_rate(baseline)),
                      .interval = interval_text(arena, difference->interval),
                      .at = place_on(half, difference->value),
                      .low = NAN,
                      .high = NAN};
    if (isnan(difference->value)) row.at = NAN;
    if (difference->interval.exists) {
        row.low = place_on(half, difference->interval.low);
        row.high = place_on(half, difference->interval.high);
    }
    return row;
}

/* Sure is what the test says, and the interval does not deny. */
static const char *verdict_of(const PsDifference *difference, double chance, double most)
{
    PsInterval interval = difference->interval;
    bool sure = !isnan(chance) && chance <= most && interval.exists;
    if (sure && interval.low > 0) return "better";
    if (sure && interval.high < 0) return "worse";
    return "no clear difference";
}

static void judge(PsArena *arena, CompareRow *row, const PsDifference *difference, double chance,
                  double most)
{
    row->chance = chance_text(arena, chance);
    row->verdict = verdict_of(difference, chance, most);
    row->told = row->verdict[0] != 'n';
}

/* ---- figures ---- */

typedef struct FigureRow {
    const char *name;
    double model, baseline;
    const PsDifference *difference;
} FigureRow;

static void fill_figures(Comparison *shown, const PsComparison *comparison, PsArena *arena)
{
    const PsEvaluation *a = comparison->model, *b = comparison->baseline;
    PsCounts x = a->sweep[a->optimal_index], y = b->sweep[b->optimal_index];
    const PsDifference *coco = comparison->coco;
    const double *of_a = a->coco.figures, *of_b = b->coco.figures;
    const FigureRow rows[] = {
        {"F1", ps_f1(x), ps_f1(y), &comparison->f1},
        {"Precision", ps_precision(x), ps_precision(y), &comparison->precision},
        {"Recall", ps_recall(x), ps_recall(y), &comparison->recall},
        {"AP", of_a[PS_AP], of_b[PS_AP], &coco[PS_AP]},
        {"AP50", of_a[PS_AP50], of_b[PS_AP50], &coco[PS_AP50]},
        {"AP75", of_a[PS_AP75], of_b[PS_AP75], &coco[PS_AP75]},
    };
    enum { ROWS = sizeof rows / sizeof *rows };
    const PsDifference *all[ROWS];
    for (int i = 0; i < ROWS; i++) all[i] = rows[i].difference;
    double half = scale_of(all, ROWS);
    shown->rows = PS_ARRAY(arena, CompareRow, ROWS);
    shown->row_count = ROWS;
    for (int i = 0; i < ROWS; i++) {
        shown->rows[i] =
            row_of(arena, rows[i].name, rows[i].model, rows[i].baseline, rows[i].difference, half);
        judge(arena, &shown->rows[i], rows[i].difference, rows[i].difference->p, level);
    }
    shown->scale = rate_text(arena, shown_rate(half));
}

/* ---- classes ---- */

typedef struct Ranked {
    double change;
    int class_index;
} Ranked;

static int by_change(const void *a, const void *b)
{
    const Ranked *x = a, *y = b;
    if (x->change != y->change) return x->change < y->change ? -1 : 1;
    return x->class_index - y->class_index;
}

/* Classes whose F1 has a difference, what lost most first; of many only both ends. */
static int rank_classes(const PsComparison *comparison, Ranked *ranks)
{
    int count = 0, classes = comparison->model->dataset->class_count;
    for (int c = 0; c < classes; c++) {
        double change = comparison->class_f1[c].value;
        if (!isnan(change)) ranks[count++] = (Ranked){change, c};
    }
    qsort(ranks, (size_t)count, sizeof *ranks, by_change);
    if (count <= MOST_CLASSES) return count;
    memmove(ranks + MOST_CLASSES / 2, ranks + count - MOST_CLASSES / 2,
            sizeof *ranks * (MOST_CLASSES / 2));
    return MOST_CLASSES;
}

static double class_f1(const PsEvaluation *evaluation, int c)
{
    return ps_f1(
        evaluation->class_sweep[c * evaluation->threshold_count + evaluation->optimal_index]);
}

static void fill_classes(Comparison *shown, const PsComparison *comparison, PsArena *arena)
{
    const PsDataset *dataset = comparison->model->dataset;
    Ranked *ranks = PS_ARRAY(arena, Ranked, dataset->class_count);
    int count = rank_classes(comparison, ranks);
    const PsDifference **all = PS_ARRAY(arena, const PsDifference *, count);
    for (int i = 0; i < count; i++) all[i] = &comparison->class_f1[ranks[i].class_index];
    double half = scale_of(all, count);
    shown->classes = PS_ARRAY(arena, CompareRow, count);
    shown->class_count = count;
    for (int i = 0; i < count; i++) {
        int c = ranks[i].class_index;
        const char *name = ps_text_shown(arena, dataset->classes[c].name);
        shown->classes[i] = row_of(arena, name, class_f1(comparison->model, c),
                                   class_f1(comparison->baseline, c), all[i], half);
        judge(arena, &shown->classes[i], all[i], comparison->class_q[c], discovery);
    }
    shown->class_scale = rate_text(arena, shown_rate(half));
    if (count == MOST_CLASSES && dataset->class_count > MOST_CLASSES) {
        shown->classes_note =
            ps_arena_printf(arena,
                            "The %d classes that lost most and the %d that gained most; all are in "
                            "report.json.",
                            MOST_CLASSES / 2, MOST_CLASSES / 2);
    }
}

/* ---- images ---- */

/* The images whose F1 fell most (sign -1) or rose most (1), into `out`; their number. Of equal ones
   the first. */
static int most_changed(const PsComparison *comparison, int sign, CompareImage *out, PsArena *arena)
{
    const double *model = comparison->image_f1[0], *baseline = comparison->image_f1[1];
    int count = 0;
    double changes[COMPARE_IMAGES];
    for (int i = 0; i < comparison->model->dataset->image_count; i++) {
        double change = sign * (model[i] - baseline[i]);
        int at = count;
        while (at > 0 && changes[at - 1] < change) at--;
        if (!(change > 0) || at == COMPARE_IMAGES) continue;
        if (count < COMPARE_IMAGES) count++;
        size_t moved = (size_t)(count - 1 - at);
        memmove(&changes[at + 1], &changes[at], moved * sizeof *changes);
        memmove(&out[at + 1], &out[at], moved * sizeof *out);
        changes[at] = change;
        out[at] = (CompareImage){i, hundredths_text(arena, shown_hundredths(baseline[i]))};
    }
    return count;
}

/* ---- the lead ---- */

static const char *lead_of(const Comparison *shown, const PsComparison *comparison, PsArena *arena)
{
    const CompareRow *f1 = &shown->rows[0];
    if (isnan(comparison->f1.value)) return "F1 is not defined for both models.";
    const char *against = ps_arena_printf(
        arena, "F1 " BOLD_ON "%s" BOLD_OFF " against " BOLD_ON "%s" BOLD_OFF " of %s", f1->model,
        f1->baseline, shown->name);
    if (f1->told) {
        return ps_arena_printf(arena, "This model does %s: %s, %s (95%% interval %s).", f1->verdict,
                               against, f1->change, f1->interval);
    }
    const char *visible = "";
    if (!isnan(comparison->f1.visible)) {
        visible = ps_arena_printf(arena,
                                  " A difference under %s would probably not show on these images.",
                                  rate_text(arena, shown_rate(comparison->f1.visible)));
    }
    return ps_arena_printf(arena, "No clear difference: %s.%s", against, visible);
}

static Paragraph finding_of(const Comparison *shown, PsArena *arena)
{
    const CompareRow *f1 = &shown->rows[0];
    const char *title = ps_arena_printf(
        arena, f1->told ? "This model does %s than the baseline" : "No clear %s to the baseline",
        f1->told ? f1->verdict : "difference");
    return (Paragraph){title, shown->lead};
}

/* A grid of quantiles has another axis for each model: no chart then. */
static void fill_curves(Report *report, const PsEvaluation *baseline)
{
    PsArena *arena = report->arena;
    Comparison *shown = &report->comparison;
    const PsDataset *dataset = baseline->dataset;
    Sweep sweep = finish_sweep(arena, baseline->sweep, baseline->threshold_count,
                               dataset->object_count - dataset->crowd_count);
    OtherModel other = {shown->name, &sweep, baseline->thresholds, baseline->threshold_count,
                        baseline->optimal_index};
    if (report->quantile_grid) return;
    shown->curves = chart_versus(report, &other);
    shown->curves_note = ps_arena_printf(
        arena, "Strong: this model. Pale: %s. Upright lines and dots: the best F1 of each.",
        shown->name);
}

void build_compare(Report *report, const BuildInput *input)
{
    const PsComparison *comparison = input->comparison;
    if (!comparison) return;
    PsArena *arena = report->arena;
    Comparison *shown = &report->comparison;
    const PsEvaluation *baseline = comparison->baseline;
    shown->name = ps_text_shown(arena, baseline->predictions->input.name);
    fill_figures(shown, comparison, arena);
    fill_classes(shown, comparison, arena);
    shown->lost_count = most_changed(comparison, -1, shown->lost, arena);
    shown->gained_count = most_changed(comparison, 1, shown->gained, arena);
    fill_curves(report, baseline);
    shown->lead = lead_of(shown, comparison, arena);
    shown->finding = finding_of(shown, arena);
    shown->note =
        ps_arena_printf(arena,
                        "Each at its own best confidence: %s for this model, %s for %s. Of the "
                        "images %s do better, %s worse, %s alike. The test of precision, recall "
                        "and F1 keeps these confidences, the interval chooses them anew: better "
                        "and worse need both.",
                        report->threshold_text[report->optimum],
                        confidence_text(arena, baseline->thresholds[baseline->optimal_index]),
                        shown->name, count_text(arena, comparison->better),
                        count_text(arena, comparison->worse), count_text(arena, comparison->alike));
}
