/* All charts of the report. */
#include "build.h"
#include "charts/charts.h"

void build_figures(Report *report, const BuildInput *input)
{
    (void)input;
    place_labels(report, &report->sweep);
    for (int c = 0; c < report->class_count; c++) {
        place_labels(report, &report->classes[c].sweep);
    }
    report->curves = chart_curves(report, &report->sweep, &report->f1_band, "curves");
    report->score_histogram = chart_scores(report);
    report->balance = chart_balance(report);
    report->class_bars_head = chart_class_bar_head(report);
    report->class_bars = PS_ARRAY(report->arena, Figure, report->class_count);
    for (int c = 0; c < report->class_count; c++) {
        report->class_bars[c] = chart_class_bar(report, c);
    }
    report->class_curves = PS_ARRAY(report->arena, Figure, report->weakest_count);
    for (int i = 0; i < report->weakest_count; i++) {
        const ClassRow *row = &report->classes[report->weakest[i]];
        report->class_curves[i] = chart_curves(report, &row->sweep, NULL, "class-curves");
    }
}
