/* Summary: the balance figure and the cards of the headline figures. */
#include "format.h"
#include "render/page.h"

#include <math.h>
#include <string.h>

/* A rule from 0 to 1 with the figure on it: the interval if there is one, else the place alone. */
static const char *rule(const Page *page, double at, double low, double high)
{
    FigureMaker maker = figure_start(page->arena);
    figure_line(&maker, TONE_GRID, 0, 0.5, 1, 0.5);
    for (int end = 0; end < 2; end++) figure_line(&maker, TONE_GRID, end, 0.25, end, 0.75);
    Place top = {at, 0.5, -1.5, -1.5}, bottom = {at, 0.5, 1.5, 1.5};
    if (!isnan(low) && !isnan(high)) {
        top.x = low;
        bottom.x = high;
    }
    if (!isnan(at)) figure_rect(&maker, TONE_INK, top, bottom)->tag = "place";
    Figure figure = figure_end(&maker, "rule", "", "");
    return page_figure(page, &figure);
}

static bool is_card(const Metric *metric)
{
    static const char *const keys[] = {"AP", "AP50", "AP75"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(metric->key, keys[i]) == 0) return true;
    }
    return false;
}

static void add_metric(const Page *page, View *view, const Metric *metric)
{
    bool card = is_card(metric);
    View *item = view_item(view, card ? "cards" : "others");
    bool note = metric->note && metric->note[0];
    view_printf(item, "label", note ? "%s, %s" : "%s%s", metric->label, note ? metric->note : "");
    view_text(item, "value", metric->value);
    view_text(item, "interval", metric->interval);
    double low = metric->interval ? metric->low : NAN, high = metric->interval ? metric->high : NAN;
    view_raw(item, "rule", card ? rule(page, metric->at, low, high) : "");
}

static void add_rate(const Page *page, View *view, const char *key, const char *label)
{
    const Sweep *sweep = &page->report->sweep;
    const int *rates = *key == 'p' ? sweep->precision : *key == 'r' ? sweep->recall : sweep->f1;
    int rate = rates[page->report->optimum];
    const Metric *metric = &page->report->rates[*key == 'p' ? 0 : *key == 'r' ? 1 : 2];
    View *item = view_item(view, "rates");
    view_text(item, "key", key);
    view_text(item, "label", label);
    view_text(item, "value", rate_text(page->arena, rate));
    view_text(item, "interval", metric->interval);
    view_raw(item, "rule", rule(page, rate == UNDEFINED ? NAN : rate / 1000.0, NAN, NAN));
}

static void add_split(View *view, const SplitRow *row)
{
    View *item = view_item(view, "split_rows");
    view_text(item, "name", row->name);
    view_flag(item, "linked", *row->where);
    view_text(item, "where", row->where);
    view_text(item, "images", row->images);
    view_text(item, "objects", row->objects);
    view_text(item, "confidence", row->confidence);
    view_text(item, "precision", row->precision);
    view_text(item, "recall", row->recall);
    view_text(item, "f1", row->f1);
    view_text(item, "ap50", row->ap50);
    view_text(item, "ap", row->ap);
}

static void add_splits(const Report *report, View *view)
{
    view_flag(view, "has_split_rows", report->split_row_count > 0);
    view_list(view, "split_rows");
    for (int i = 0; i < report->split_row_count; i++) add_split(view, &report->split_rows[i]);
    view_flag(view, "has_splits_note", report->splits_note && *report->splits_note);
    view_text(view, "splits_note", report->splits_note);
}

void page_summary(const Page *page, View *view)
{
    const Report *report = page->report;
    bool others = false, intervals = false;
    view_raw(view, "balance", page_figure(page, &report->balance));
    view_list(view, "cards");
    view_list(view, "others");
    for (int i = 0; i < report->metric_count; i++) {
        add_metric(page, view, &report->metrics[i]);
        others = others || !is_card(&report->metrics[i]);
        intervals = intervals || report->metrics[i].interval;
    }
    view_flag(view, "has_others", others);
    view_flag(view, "has_intervals", intervals);
    view_text(view, "intervals_note", report->intervals_note);
    add_splits(report, view);
    add_rate(page, view, "p", "Precision");
    add_rate(page, view, "r", "Recall");
    add_rate(page, view, "f", "F1");
}
