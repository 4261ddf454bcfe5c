/* Headline figures, the sweep over all classes, operating points and the score histogram. */
#include "build.h"
#include "format.h"

#include <math.h>
#include <stdlib.h>

typedef struct MetricRow {
    int figure;
    const char *key, *label, *note;
} MetricRow;

static const MetricRow metric_rows[] = {
    {PS_AP, "AP", "AP", "IoU 0.50 to 0.95"},
    {PS_AP50, "AP50", "AP50", "at IoU 0.50"},
    {PS_AP75, "AP75", "AP75", "at IoU 0.75"},
    {PS_AP_SMALL, "APs", "AP small", "under 32² px"},
    {PS_AP_MEDIUM, "APm", "AP medium", "32² to 96² px"},
    {PS_AP_LARGE, "APl", "AP large", "over 96² px"},
    {PS_AR100, "AR100", "AR100", "100 boxes an image"},
};
enum { METRIC_ROWS = sizeof metric_rows / sizeof *metric_rows };

static void set_interval(Report *report, Metric *metric, PsInterval interval)
{
    metric->low = metric->high = NAN;
    if (!interval.exists) return;
    metric->low = interval.low;
    metric->high = interval.high;
    metric->interval = ps_arena_printf(report->arena, "%s to %s",
                                       rate_text(report->arena, shown_rate(interval.low)),
                                       rate_text(report->arena, shown_rate(interval.high)));
}

static void fill_metrics(Report *report, const PsEvaluation *evaluation)
{
    report->metrics = PS_ARRAY(report->arena, Metric, METRIC_ROWS);
    report->metric_count = METRIC_ROWS;
    for (int i = 0; i < METRIC_ROWS; i++) {
        double value = evaluation->coco.figures[metric_rows[i].figure];
        report->metrics[i] = (Metric){.key = metric_rows[i].key,
                                      .label = metric_rows[i].label,
                                      .note = metric_rows[i].note,
                                      .value = rate_text(report->arena, shown_rate(value)),
                                      .at = value};
        set_interval(report, &report->metrics[i],
                     evaluation->uncertainty.figures[metric_rows[i].figure]);
    }
}

static void fill_rates(Report *report, const PsEvaluation *evaluation)
{
    const PsUncertainty *uncertainty = &evaluation->uncertainty;
    PsCounts counts = evaluation->sweep[report->optimum];
    const double values[] = {ps_precision(counts), ps_recall(counts), ps_f1(counts)};
    const PsInterval intervals[] = {uncertainty->precision, uncertainty->recall, uncertainty->f1};
    static const char *const labels[] = {"Precision", "Recall", "F1"};
    const char *note =
        ps_arena_printf(report->arena, "at %s", report->threshold_text[report->optimum]);
    for (int i = 0; i < 3; i++) {
        report->rates[i] = (Metric){.key = labels[i],
                                    .label = labels[i],
                                    .note = note,
                                    .value = rate_text(report->arena, shown_rate(values[i])),
                                    .at = values[i]};
        set_interval(report, &report->rates[i], intervals[i]);
    }
    report->intervals_note = "";
    if (uncertainty->resamples == 0) return;
    report->intervals_note =
        ps_arena_printf(report->arena, "95%% intervals from %s of the images",
                        plural(report->arena, uncertainty->resamples, "resample", "resamples"));
}

static void fill_band(Report *report, const PsEvaluation *evaluation)
{
    const PsInterval *intervals = evaluation->uncertainty.sweep_f1;
    if (!intervals) return;
    int n = report->threshold_count, *low = PS_ARRAY(report->arena, int, n),
        *high = PS_ARRAY(report->arena, int, n);
    for (int k = 0; k < n; k++) {
        low[k] = intervals[k].exists ? shown_rate(intervals[k].low) : UNDEFINED;
        high[k] = intervals[k].exists ? shown_rate(intervals[k].high) : UNDEFINED;
    }
    report->f1_band = (Band){low, high};
}

/* ---- operating points: each rule picks a grid index, or UNDEFINED ---- */

static int balanced(const Report *report, const PsEvaluation *evaluation, double unused)
{
    (void)evaluation, (void)unused;
    return report->has_optimum ? report->optimum : UNDEFINED;
}

/* The largest recall at which precision is at least p; of equal recalls the highest threshold. */
static int with_precision(const Report *report, const PsEvaluation *evaluation, double p)
{
    int best = UNDEFINED;
    for (int k = 0; k < report->threshold_count; k++) {
        PsCounts here = evaluation->sweep[k];
        if (!(ps_precision(here) >= p) || here.correct == 0) continue;
        if (best < 0 || here.correct >= evaluation->sweep[best].correct) best = k;
    }
    return best;
}

/* The largest precision at which recall is at least r. */
static int with_recall(const Report *report, const PsEvaluation *evaluation, double r)
{
    int best = UNDEFINED;
    for (int k = 0; k < report->threshold_count; k++) {
        if (!(ps_recall(evaluation->sweep[k]) >= r)) continue;
        if (best < 0 || ps_precision(evaluation->sweep[k]) >= ps_precision(evaluation->sweep[best]))
            best = k;
    }
    return best;
}

/* F-beta = (1 + b^2) correct / ((1 + b^2) correct + b^2 (objects - correct) + (kept - correct)). */
static double f_beta(PsCounts counts, double beta)
{
    double b = beta * beta, wrong = counts.mistaken + counts.false_positive;
    double lost = counts.misclassified + counts.missed;
    double sum = (1 + b) * counts.correct + b * lost + wrong;
    return sum > 0 ? (1 + b) * counts.correct / sum : NAN;
}

static int with_f_beta(const Report *report, const PsEvaluation *evaluation, double beta)
{
    int best = UNDEFINED;
    double highest = 0;
    for (int k = 0; k < report->threshold_count; k++) {
        double here = f_beta(evaluation->sweep[k], beta);
        if (!(here > highest)) continue;
        highest = here;
        best = k;
    }
    return best;
}

typedef struct PointRow {
    const char *label;
    int (*pick)(const Report *report, const PsEvaluation *evaluation, double argument);
    double argument;
} PointRow;

static const PointRow point_rows[] = {
    {"Balance: best F1, middle of its plateau", balanced, 0},
    {"Precision at least 0.80", with_precision, 0.80},
    {"Precision at least 0.90", with_precision, 0.90},
    {"Precision at least 0.95", with_precision, 0.95},
    {"Recall at least 0.90", with_recall, 0.90},
    {"Best F0.5: precision counts double", with_f_beta, 0.5},
    {"Best F2: recall counts double", with_f_beta, 2},
};
enum { POINT_ROWS = sizeof point_rows / sizeof *point_rows };

static OperatingPoint make_point(const Report *report, const char *label, int k)
{
    if (k < 0) return (OperatingPoint){.label = label, .k = k, .confidence = "not reached"};
    const Sweep *sweep = &report->sweep;
    return (OperatingPoint){.label = label,
                            .k = k,
                            .confidence = report->threshold_text[k],
                            .reached = true,
                            .precision = sweep->precision[k],
                            .recall = sweep->recall[k],
                            .f1 = sweep->f1[k]};
}

/* Its figures are those of this very confidence, which need not be one of the grid. */
static OperatingPoint point_in_use(const Report *report, const PsEvaluation *evaluation,
                                   double confidence)
{
    PsRates rates = ps_rates_at(evaluation, confidence);
    int at = UNDEFINED;
    for (int k = 0; k < report->threshold_count; k++) {
        if (evaluation->thresholds[k] == confidence) at = k;
    }
    return (OperatingPoint){.label = "In use today",
                            .k = at,
                            .confidence = confidence_text(report->arena, confidence),
                            .reached = true,
                            .precision = shown_rate(rates.precision),
                            .recall = shown_rate(rates.recall),
                            .f1 = shown_rate(rates.f1)};
}

static void fill_points(Report *report, const BuildInput *input)
{
    const PsEvaluation *evaluation = input->evaluation;
    report->points = PS_ARRAY(report->arena, OperatingPoint, POINT_ROWS + 1);
    for (int i = 0; i < POINT_ROWS; i++) {
        int k = point_rows[i].pick(report, evaluation, point_rows[i].argument);
        report->points[report->point_count++] = make_point(report, point_rows[i].label, k);
    }
    if (!input->in_use) return;
    report->points[report->point_count++] = point_in_use(report, evaluation, *input->in_use);
}

/* ---- histogram of scores, in the bins of the grid ---- */

static int by_size(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* A few huge bins of faint boxes would flatten all others: bars are cut at 1.5 times the height
   that nine in ten bins stay under. */
static int cut_height(const int *correct, const int *wrong, int n, PsArena *arena)
{
    int *heights = PS_ARRAY(arena, int, 2 * n), filled = 0;
    for (int k = 0; k < n; k++) {
        if (correct[k]) heights[filled++] = correct[k];
        if (wrong[k]) heights[filled++] = wrong[k];
    }
    if (filled == 0) return 1;
    qsort(heights, (size_t)filled, sizeof *heights, by_size);
    int most = heights[filled - 1], usual = heights[(filled - 1) * 9 / 10] * 3 / 2;
    return most > 2 * usual && usual > 0 ? usual : most;
}

static void fill_histogram(Report *report, const PsEvaluation *evaluation)
{
    int n = report->threshold_count;
    int *correct = PS_ARRAY(report->arena, int, n), *wrong = PS_ARRAY(report->arena, int, n);
    for (int d = 0; d < evaluation->predictions->detection_count; d++) {
        const PsVerdict *verdict = &evaluation->verdicts[d];
        if (verdict->kept < 0 || verdict->ignored) continue;
        (verdict->object >= 0 ? correct : wrong)[verdict->kept]++;
    }
    report->histogram = (Histogram){correct, wrong, cut_height(correct, wrong, n, report->arena)};
}

void build_metrics(Report *report, const BuildInput *input)
{
    const PsEvaluation *evaluation = input->evaluation;
    const PsDataset *dataset = evaluation->dataset;
    report->sweep = finish_sweep(report->arena, evaluation->sweep, report->threshold_count,
                                 dataset->object_count - dataset->crowd_count);
    fill_band(report, evaluation);
    fill_metrics(report, evaluation);
    fill_rates(report, evaluation);
    if (!*report->unscored) fill_points(report, input);
    fill_histogram(report, evaluation);
}
