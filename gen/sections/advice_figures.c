/* Cards on the threshold have no boxes to show: a small figure stands in their place. */
#include "advice_text.h"
#include "charts/charts.h"
#include "format.h"

#include <math.h>
#include <string.h>

/* The threshold of the grid that is nearest to the confidence. */
static int nearest_threshold(const PsEvaluation *evaluation, double confidence)
{
    int best = 0;
    for (int k = 1; k < evaluation->threshold_count; k++) {
        double here = fabs(evaluation->thresholds[k] - confidence);
        if (here < fabs(evaluation->thresholds[best] - confidence)) best = k;
    }
    return best;
}

static void put_step(Report *report, ReportCard *card, const char *what, const int *rates,
                     Step step)
{
    bool recall = strncmp(what, "Recall", 6) == 0;
    card->figure = chart_step(report, rates, recall ? TONE_RECALL : TONE_F1, step);
    card->figure_note = ps_arena_printf(
        report->arena, "%s: %s at %s, %s at %s", what, rate_text(report->arena, rates[step.from]),
        report->threshold_text[step.from], rate_text(report->arena, rates[step.to]),
        report->threshold_text[step.to]);
}

static void put_figure(Report *report, const PsEvaluation *evaluation, const PsCard *from,
                       ReportCard *card)
{
    const ClassRow *row = from->class_index >= 0 ? &report->classes[from->class_index] : NULL;
    int best = report->optimum;
    if (strcmp(from->rule, "R08") != 0) return;
    if (strcmp(from->variant, "edge") == 0 && row) {
        int beyond = nearest_threshold(evaluation, ps_card_value(from, "beyond"));
        put_step(report, card, ps_arena_printf(report->arena, "Recall of %s", row->name),
                 row->sweep.recall, (Step){best, beyond});
    } else if (strcmp(from->variant, "by-class") == 0 && row) {
        int own = nearest_threshold(evaluation, ps_card_value(from, "own_confidence"));
        put_step(report, card, ps_arena_printf(report->arena, "F1 of %s", row->name), row->sweep.f1,
                 (Step){best, own});
    } else if (!row) {
        int used = nearest_threshold(evaluation, ps_card_value(from, "production"));
        put_step(report, card, "F1", report->sweep.f1, (Step){used, best});
    }
}

void fill_card_figures(Report *report, const BuildInput *input)
{
    for (int i = 0; i < report->card_count; i++) {
        put_figure(report, input->evaluation, &input->advice->cards[i], &report->cards[i]);
    }
}
