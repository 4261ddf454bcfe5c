/* Performance by class: a table whose second column is a bar of outcomes. */
#include "format.h"
#include "render/page.h"

enum { DENSE = 12, LONG = 10, BARS = 25 };

/* Outcomes as a bar; of a long table, which without scripts is one piece, the rows beyond BARS have
   them in words. */
static void add_outcomes(const Page *page, View *item, int i, bool as_bar)
{
    const Report *report = page->report;
    bool bar = as_bar && report->class_bars;
    view_raw(item, "bar", bar ? page_figure(page, &report->class_bars[i]) : "");
    view_text(item, "words", as_bar ? "" : class_outcomes(report, i));
}

static void add_class(const Page *page, View *view, int i, bool as_bar)
{
    const Report *report = page->report;
    const ClassRow *row = &report->classes[i];
    View *item = view_item(view, "classes");
    page_name(item, row->name);
    add_outcomes(page, item, i, as_bar);
    view_text(item, "objects", count_text(page->arena, row->objects));
    page_rates(page, item, &row->sweep, report->optimum);
    view_text(item, "ap50", rate_text(page->arena, row->ap50));
    view_text(item, "ap75", rate_text(page->arena, row->ap75));
    view_text(item, "ap", rate_text(page->arena, row->ap));
    view_text(item, "best", row->optimum_text);
}

/* Weakest first; classes without objects, which have no rank, at the end. */
static int *order_of(const Page *page)
{
    const Report *report = page->report;
    int *order = PS_ARRAY(page->arena, int, report->class_count);
    bool *ranked = PS_ARRAY(page->arena, bool, report->class_count);
    int count = 0;
    for (int i = 0; i < report->weakest_count; i++) {
        order[count++] = report->weakest[i];
        ranked[report->weakest[i]] = true;
    }
    for (int i = 0; i < report->class_count; i++) {
        if (!ranked[i]) order[count++] = i;
    }
    return order;
}

void page_classes(const Page *page, View *view)
{
    const Report *report = page->report;
    int shown = report->class_count < CLASSES_SHOWN ? report->class_count : CLASSES_SHOWN;
    view_flag(view, "many", report->class_count > 1);
    view_flag(view, "long", report->class_count > LONG);
    view_flag(view, "dense", report->class_count > DENSE);
    view_raw(view, "bar_head", page_figure(page, &report->class_bars_head));
    view_list(view, "classes");
    const int *order = order_of(page);
    for (int i = 0; i < shown; i++) add_class(page, view, order[i], i < BARS);
    if (shown < report->class_count) {
        view_printf(view, "rest", "The %d weakest of %s classes; the others are in the CSV tables.",
                    shown, count_text(page->arena, report->class_count));
    } else {
        view_text(view, "rest", "");
    }
}
