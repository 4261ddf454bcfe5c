/* The threshold grid as texts and places on the axis. */
#include "build.h"
#include "format.h"

/* A grid of hundredths lies on the axis by value; one of quantiles is spaced evenly. */
static double place_of(const PsEvaluation *evaluation, int k)
{
    if (!evaluation->quantile_grid) return evaluation->thresholds[k];
    return (double)k / (evaluation->threshold_count - 1);
}

Plateau find_plateau(const Report *report, const BuildInput *input, const PsOptimum *optimum,
                     int chosen)
{
    if (!optimum->exists) return (Plateau){UNDEFINED, UNDEFINED, "–"};
    Plateau plateau = {chosen, chosen, NULL};
    for (int k = 0; k < report->threshold_count; k++) {
        double t = input->evaluation->thresholds[k];
        if (t <= optimum->plateau_low || t > optimum->plateau_high) continue;
        if (k < plateau.first) plateau.first = k;
        if (k > plateau.last) plateau.last = k;
    }
    plateau.text = ps_arena_printf(report->arena, "%s–%s", report->threshold_text[plateau.first],
                                   report->threshold_text[plateau.last]);
    return plateau;
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
    bool unscored = evaluation->predictions->unscored;
    report->has_optimum = evaluation->optimum.exists;
    report->unscored = unscored ? "These predictions hold no scores: every box is kept, no "
                                  "confidence can be chosen, and AP comes from one point alone."
                                : "";
    report->quantile_grid = evaluation->quantile_grid;
    report->iou_text = confidence_text(report->arena, evaluation->iou);
    Plateau plateau = find_plateau(report, input, &evaluation->optimum, report->optimum);
    report->plateau_first = plateau.first;
    report->plateau_last = plateau.last;
    report->plateau_text = plateau.text;
}
