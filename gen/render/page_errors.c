/* What goes wrong, and how far scores can be trusted. */
#include "render/page.h"

/* The cost of a kind as a bar. */
static const char *cost_bar(const Page *page, double share)
{
    FigureMaker maker = figure_start(page->arena);
    figure_line(&maker, TONE_GRID, 0, 0, 0, 1);
    if (share > 0) {
        figure_rect(&maker, TONE_SOFT, (Place){0, 0.2, 0, 0}, (Place){share, 0.8, 0, 0});
    }
    Figure figure = figure_end(&maker, "cost", "", "");
    return page_figure(page, &figure);
}

void page_errors(const Page *page, View *view)
{
    const Report *report = page->report;
    view_text(view, "note", report->errors_note);
    view_list(view, "errors");
    for (int i = 0; i < report->error_count; i++) {
        const ErrorRow *row = &report->errors[i];
        View *item = view_item(view, "errors");
        view_text(item, "key", row->key);
        view_text(item, "name", row->name);
        view_text(item, "meaning", row->note);
        view_text(item, "gain", row->gain);
        view_text(item, "count", row->count);
        view_text(item, "kept", row->kept);
        view_raw(item, "bar", cost_bar(page, row->share));
    }
}

void page_trust(const Page *page, View *view)
{
    const Report *report = page->report;
    view_raw(view, "reliability", page_figure(page, &report->reliability));
    view_text(view, "verdict", report->reliability.finding);
    view_list(view, "facts");
    for (int i = 0; i < report->calibration_count; i++) {
        View *item = view_item(view, "facts");
        view_text(item, "label", report->calibration[i].label);
        view_text(item, "value", report->calibration[i].value);
    }
    view_flag(view, "has_curves", report->precision_recall_count > 0);
    view_text(view, "curves_note", report->precision_recall_note);
    view_list(view, "curves");
    for (int i = 0; i < report->precision_recall_count; i++) {
        View *item = view_item(view, "curves");
        view_text(item, "name", report->precision_recall_names[i]);
        view_raw(item, "figure", page_figure(page, &report->precision_recall[i]));
    }
}
