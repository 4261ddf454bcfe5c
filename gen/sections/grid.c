/* The threshold grid as texts and places on the axis. */
#include "build.h"
#include "format.h"

/* A grid of hundredths lies on the axis by value; one of quantiles is spaced evenly. */
static double place_of(const PsEvaluation *evaluation, int k)
{
    if (!evaluation->quantile_grid) return evaluation->thresholds[k];
    return (double)k / (evaluation->threshold_count - 1);
}

/* The plateau as thresholds of the grid that lie in it; the optimum always does. */
static void find_plateau(Report *report, const PsEvaluation *evaluation)
{
    const PsOptimum *optimum = &evaluation->optimum;
    report->plateau_first = report->plateau_last = UNDEFINED;
    report->plateau_text = "–";
    if (!optimum->exists) return;
    report->plateau_first = report->plateau_last = evaluation->optimal_index;
    for (int k = 0; k < evaluation->threshold_count; k++) {
        double t = evaluation->thresholds[k];
        if (t <= optimum->plateau_low || t > optimum->plateau_high) continue;
        if (k < report->plateau_first) report->plateau_first = k;
        if (k > report->plateau_last) report->plateau_last = k;
    }
    report->plateau_text =
        ps_arena_printf(report->arena, "%s–%s", report->threshold_text[report->plateau_first],
                        report->threshold_text[report->plateau_last]);
}

void build_grid(Report *report, const BuildInput *input)
{
    const PsEvaluation *evaluation = input->evaluation;
    int n = evaluation->threshold_count;
    const char **texts = PS_ARRAY(report->arena, const char *, n);
    double *places = PS_ARRAY(report->arena, double, n);
    for (int k = 0; k < n; k++) {
        texts[k] = confidence_text(report->arena, evaluation->thresholds[k]);
        places[k] = place_of(evaluation, k);
    }
    report->threshold_count = n;
    report->threshold_text = texts;
    report->threshold_at = places;
    report->optimum = evaluation->optimal_index;
    report->has_optimum = evaluation->optimum.exists;
    report->quantile_grid = evaluation->quantile_grid;
    report->iou_text = confidence_text(report->arena, evaluation->iou);
    find_plateau(report, evaluation);
}
