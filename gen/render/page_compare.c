/* The comparison with a baseline. */
#include "render/page.h"

#include <math.h>

/* The difference with its interval; the tick is "no difference". */
static const char *difference_chart(const Page *page, const CompareRow *row)
{
    FigureMaker maker = figure_start(page->arena);
    figure_line(&maker, TONE_GRID, 0, 0.5, 1, 0.5);
    if (isfinite(row->low) && isfinite(row->high)) {
        figure_rect(&maker, TONE_BAND, (Place){row->low, 0.3, 0, 0}, (Place){row->high, 0.7, 0, 0});
    }
    figure_line(&maker, TONE_INK, 0.5, 0.1, 0.5, 0.9);
    if (isfinite(row->at)) figure_circle(&maker, TONE_INK, (Place){row->at, 0.5, 0, 0}, 4);
    Figure figure = figure_end(&maker, "group", "", "");
    return page_figure(page, &figure);
}

static void fill_rows(const Page *page, View *view, const char *list, const CompareRow *rows,
                      int count)
{
    view_list(view, list);
    for (int i = 0; i < count; i++) {
        View *item = view_item(view, list);
        view_text(item, "name", rows[i].name);
        view_text(item, "model", rows[i].model);
        view_text(item, "baseline", rows[i].baseline);
        view_text(item, "change", rows[i].change);
        view_text(item, "interval", rows[i].interval);
        view_text(item, "chance", rows[i].chance);
        view_text(item, "verdict", rows[i].verdict);
        view_flag(item, "told", rows[i].told);
        view_raw(item, "chart", difference_chart(page, &rows[i]));
    }
}

static void fill_images(const Page *page, View *view, const char *list, const CompareImage *images,
                        int count)
{
    view_list(view, list);
    for (int i = 0; i < count; i++) page_frame(page, view, list, images[i].image, images[i].was);
}

void page_compare(const Page *page, View *view)
{
    const Comparison *shown = &page->report->comparison;
    page_rich(view, "lead", shown->lead);
    view_text(view, "note", shown->note);
    view_text(view, "name", shown->name);
    view_text(view, "scale", shown->scale);
    view_text(view, "class_scale", shown->class_scale);
    view_text(view, "classes_note", shown->classes_note ? shown->classes_note : "");
    view_flag(view, "has_curves", shown->curves.count > 0);
    view_raw(view, "curves", page_figure(page, &shown->curves));
    view_text(view, "curves_note", shown->curves_note);
    view_flag(view, "has_lost", shown->lost_count > 0);
    fill_images(page, view, "lost", shown->lost, shown->lost_count);
    view_flag(view, "has_gained", shown->gained_count > 0);
    fill_images(page, view, "gained", shown->gained, shown->gained_count);
    fill_rows(page, view, "rows", shown->rows, shown->row_count);
    view_flag(view, "has_classes", shown->class_count > 1);
    fill_rows(page, view, "classes", shown->classes, shown->class_count);
}
