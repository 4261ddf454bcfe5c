/* Production metrics explorer: the curves, the histogram, the operating points, the values. */
#include "format.h"
#include "render/page.h"

#include <string.h>

static void add_point(const Page *page, View *view, const OperatingPoint *point)
{
    View *item = view_item(view, "points");
    view_text(item, "label", point->label);
    view_text(item, "confidence", point->confidence);
    view_printf(item, "k", "%d", point->k);
    view_flag(item, "reached", point->reached);
    view_flag(item, "on_grid", point->k != UNDEFINED);
    view_flag(item, "on", point->k == page->report->optimum);
    view_text(item, "precision",
              rate_text(page->arena, point->reached ? point->precision : UNDEFINED));
    view_text(item, "recall", rate_text(page->arena, point->reached ? point->recall : UNDEFINED));
    view_text(item, "f1", rate_text(page->arena, point->reached ? point->f1 : UNDEFINED));
}

/* Every 0.05 in a grid of hundredths; every twentieth part of any other; and the optimum. */
static bool is_value_row(const Report *report, int k)
{
    if (k == report->optimum) return true;
    if (report->quantile_grid) return k % (1 + report->threshold_count / 20) == 0;
    const char *text = report->threshold_text[k];
    return strlen(text) == 4 && (text[3] == '0' || text[3] == '5');
}

static void add_value(const Page *page, View *view, int k)
{
    const Sweep *sweep = &page->report->sweep;
    View *item = view_item(view, "values");
    view_text(item, "confidence", page->report->threshold_text[k]);
    view_flag(item, "on", k == page->report->optimum);
    page_rates(page, item, sweep, k);
    view_text(item, "kept", count_text(page->arena, sweep->kept[k]));
    view_text(item, "correct", count_text(page->arena, sweep->correct[k]));
    view_text(item, "missed", count_text(page->arena, sweep->missed[k]));
}

void page_metrics(const Page *page, View *view)
{
    const Report *report = page->report;
    page_rates(page, view, &report->sweep, report->optimum);
    view_text(view, "kept", count_text(page->arena, report->sweep.kept[report->optimum]));
    view_raw(view, "curves", page_figure(page, &report->curves));
    view_raw(view, "histogram", page_figure(page, &report->score_histogram));
    view_flag(view, "has_points", report->point_count > 0);
    view_list(view, "points");
    for (int i = 0; i < report->point_count; i++) add_point(page, view, &report->points[i]);
    for (int k = 0; k < report->threshold_count; k++) {
        if (is_value_row(report, k)) add_value(page, view, k);
    }
}
