/* The vector explorer: the map as it stands without scripts, clusters and slices as tables. */
#include "format.h"
#include "render/page.h"

#include <math.h>
#include <string.h>

/* F1 with its interval on the table's scale, against that of all other images: a tick. */
static const char *group_chart(const Page *page, const GroupRow *row)
{
    FigureMaker maker = figure_start(page->arena);
    figure_line(&maker, TONE_GRID, 0, 0.5, 1, 0.5);
    if (isfinite(row->low) && isfinite(row->high)) {
        figure_rect(&maker, TONE_BAND, (Place){row->low, 0.3, 0, 0}, (Place){row->high, 0.7, 0, 0});
    }
    if (isfinite(row->rest_at)) {
        figure_line(&maker, TONE_INK, row->rest_at, 0.1, row->rest_at, 0.9);
    }
    if (isfinite(row->at)) figure_circle(&maker, TONE_INK, (Place){row->at, 0.5, 0, 0}, 4);
    Figure figure = figure_end(&maker, "group", "", "");
    return page_figure(page, &figure);
}

static void fill_row(const Page *page, View *item, const GroupRow *row)
{
    view_printf(item, "number", "%d", row->number);
    view_printf(item, "paint", "g%d m%d", row->number % 7, row->number % 3);
    view_text(item, "mark", row->mark);
    view_text(item, "label", row->label);
    view_text(item, "name", row->name);
    view_text(item, "images", row->images);
    view_text(item, "objects", row->objects);
    view_text(item, "f1", row->f1);
    view_text(item, "interval", row->interval);
    view_text(item, "rest", row->rest);
    view_text(item, "q", row->q);
    view_text(item, "verdict", row->verdict);
    view_flag(item, "told", strcmp(row->key, "none") != 0);
    view_text(item, "error", row->error);
    view_text(item, "gain", row->gain);
    view_raw(item, "chart", group_chart(page, row));
}

static void fill_clusters(const Page *page, View *view)
{
    const GroupTable *clusters = &page->report->explorer.clusters;
    view_flag(view, "has_clusters", clusters->count > 0);
    view_text(view, "low", clusters->low);
    view_text(view, "high", clusters->high);
    view_list(view, "clusters");
    for (int c = 0; c < clusters->count; c++) {
        fill_row(page, view_item(view, "clusters"), &clusters->rows[c]);
    }
}

static void fill_slices(const Page *page, View *view)
{
    const Explorer *explorer = &page->report->explorer;
    view_flag(view, "has_slices", explorer->slices.count > 0);
    view_flag(view, "has_notable", explorer->notable_count > 0);
    page_rich(view, "slices_lead", explorer->slices_lead);
    view_text(view, "slices_low", explorer->slices.low);
    view_text(view, "slices_high", explorer->slices.high);
    view_printf(view, "slice_count", "%d", explorer->slices.count);
    view_list(view, "notable");
    for (int i = 0; i < explorer->notable_count; i++) {
        fill_row(page, view_item(view, "notable"), &explorer->slices.rows[explorer->notable[i]]);
    }
    view_list(view, "slices");
    for (int s = 0; s < explorer->slices.count; s++) {
        fill_row(page, view_item(view, "slices"), &explorer->slices.rows[s]);
    }
}

static void fill_columns(const Page *page, View *view)
{
    const Explorer *explorer = &page->report->explorer;
    view_flag(view, "has_columns", explorer->column_count > 0);
    view_list(view, "columns");
    for (int c = 0; c < explorer->column_count; c++) {
        View *item = view_item(view, "columns");
        view_printf(item, "number", "%d", c);
        view_text(item, "name", explorer->columns[c].name);
    }
}

void page_explorer(const Page *page, View *view)
{
    const Explorer *explorer = &page->report->explorer;
    view_flag(view, "has_map", explorer->has_map);
    view_text(view, "reason", explorer->reason);
    page_rich(view, "lead", explorer->lead);
    view_text(view, "source", explorer->source);
    view_text(view, "quality", explorer->quality);
    view_text(view, "warning", explorer->warning);
    view_flag(view, "has_figure", explorer->map.count > 0);
    view_raw(view, "figure", page_figure(page, &explorer->map));
    view_printf(view, "too_many", "The map of %s needs scripts; its clusters are listed here.",
                plural(page->arena, page->report->image_count, "image", "images"));
    fill_columns(page, view);
    fill_clusters(page, view);
    fill_slices(page, view);
}
