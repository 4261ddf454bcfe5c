/* Head of the page: title, verdict, facts and the threshold bar. */
#include "format.h"
#include "render/page.h"

#include <math.h>

/* The curve of F1 behind the slider: as tall as the track allows, broken nowhere. */
static const char *track(const Page *page)
{
    const Report *report = page->report;
    int count = report->threshold_count, most = 1;
    for (int k = 0; k < count; k++) {
        if (report->sweep.f1[k] > most) most = report->sweep.f1[k];
    }
    double *xy = PS_ARRAY(page->arena, double, 2 * (count + 2));
    for (int k = 0; k < count; k++) {
        int f1 = report->sweep.f1[k] > 0 ? report->sweep.f1[k] : 0;
        xy[2 * k] = count > 1 ? (double)k / (count - 1) : 0;
        xy[2 * k + 1] = 1 - 0.94 * f1 / most;
    }
    double end[] = {1, 1, 0, 1};
    FigureMaker maker = figure_start(page->arena);
    for (int i = 0; i < 4; i++) xy[2 * count + i] = end[i];
    figure_path(&maker, TONE_PLATEAU, xy, count + 2)->filled = true;
    figure_path(&maker, TONE_FAINT, xy, count);
    figure_line(&maker, TONE_GRID, 0, 1, 1, 1);
    double x = count > 1 ? (double)report->optimum / (count - 1) : 0;
    if (report->has_optimum) {
        Place tip = {x, 0, 0, 0};
        figure_circle(&maker, TONE_INK, tip, 2.5)->tag = "optimum";
    }
    Figure figure = figure_end(&maker, "track", "", "");
    return page_figure(page, &figure);
}

/* A link to the page itself is the address without anything after it. */
static void fill_splits(const Page *page, View *view)
{
    const Report *report = page->report;
    view_flag(view, "has_splits", report->split_link_count > 0);
    view_flag(view, "splits_long", report->split_links_long);
    view_text(view, "split_here", report->split_here);
    view_list(view, "splits");
    for (int i = 0; i < report->split_link_count; i++) {
        const SplitLink *link = &report->split_links[i];
        View *item = view_item(view, "splits");
        view_text(item, "name", link->name);
        view_text(item, "count", link->count);
        view_text(item, "where", *link->where ? link->where : "index.html");
        view_flag(item, "current", !*link->where);
    }
}

static void fill_bar(const Page *page, View *view)
{
    const Report *report = page->report;
    view_raw(view, "track", track(page));
    view_text(view, "optimum", report->threshold_text[report->optimum]);
    view_printf(view, "optimum_k", "%d", report->optimum);
    view_printf(view, "last", "%d", report->threshold_count - 1);
    view_flag(view, "has_optimum", report->has_optimum);
    view_flag(view, "unscored", *report->unscored);
    page_rates(page, view, &report->sweep, report->optimum);
    fill_splits(page, view);
}

/* The verdict without its bold marks, for the description of the document. */
static const char *plain(const Page *page, const char *rich)
{
    PsBuf out = PS_BUF;
    for (const char *at = rich ? rich : ""; *at; at++) {
        if (*at != BOLD_ON[0] && *at != BOLD_OFF[0]) ps_buf_char(&out, *at);
    }
    const char *text = ps_arena_text_n(page->arena, out.data, out.length);
    ps_buf_free(&out);
    return text;
}

void page_head(const Page *page, View *view)
{
    const Report *report = page->report;
    view_text(view, "title", report->title);
    view_text(view, "subtitle", report->subtitle);
    view_text(view, "version", report->version);
    view_text(view, "date", report->date);
    view_text(view, "description", plain(page, report->verdict));
    page_rich(view, "verdict", report->verdict);
    page_rich(view, "note", report->verdict_note);
    view_flag(view, "has_note", report->verdict_note && report->verdict_note[0]);
    page_rich(view, "caution", report->caution);
    view_flag(view, "has_caution", report->caution && report->caution[0]);
    view_list(view, "facts");
    for (int i = 0; i < report->fact_count; i++) {
        View *fact = view_item(view, "facts");
        view_text(fact, "label", report->facts[i].label);
        view_text(fact, "value", report->facts[i].value);
    }
    fill_bar(page, view);
}
