/* Confusion matrix at the optimum: rows are predictions, columns ground truth, the background last.
 * Up to WHOLE_MATRIX classes it is a table; beyond that scripts show a part of it, and the markup
 * holds the most frequent confusions. */
#include "format.h"
#include "render/page.h"

#include <math.h>

enum { STEPS = 6, LISTED = 8 };

static const char *tone_of(const Report *report, int actual, int predicted)
{
    if (predicted == report->class_count) return "fn";
    if (actual == report->class_count) return "fp";
    return actual == predicted ? "ok" : "mis";
}

/* Places in report->cells by [actual * (classes + 1) + predicted]; -1 = no such cell. */
static int *cell_index(const Page *page)
{
    const Report *report = page->report;
    int side = report->class_count + 1;
    int *index = PS_ARRAY(page->arena, int, side *side);
    for (int i = 0; i < side * side; i++) index[i] = -1;
    for (int i = 0; i < report->cell_count; i++) {
        index[report->cells[i].actual * side + report->cells[i].predicted] = i;
    }
    return index;
}

static int largest_count(const Report *report)
{
    int largest = 1;
    for (int i = 0; i < report->cell_count; i++) {
        int count = report->cells[i].counts[report->optimum];
        if (count > largest) largest = count;
    }
    return largest;
}

static int step_of(int count, int largest)
{
    int step = (int)ceil(STEPS * log1p(count) / log1p(largest) - 1e-9);
    return step < 1 ? 1 : step > STEPS ? STEPS : step;
}

static void fill_cell(const Page *page, View *item, const MatrixCell *cell, int largest)
{
    const Report *report = page->report;
    int count = cell ? cell->counts[report->optimum] : 0;
    view_text(item, "tone", "");
    view_text(item, "count", "");
    view_text(item, "images", "");
    if (count == 0) return;
    view_text(item, "count", count_text(page->arena, count));
    view_text(item, "images",
              plural(page->arena, cell->images[report->optimum], "image", "images"));
    view_printf(item, "tone", "t-%s s%d", tone_of(report, cell->actual, cell->predicted),
                step_of(count, largest));
}

static void add_row(const Page *page, View *view, int predicted, const int *index)
{
    const Report *report = page->report;
    int classes = report->class_count;
    bool last = predicted == classes;
    View *row = view_item(view, "rows");
    view_text(row, "gap", last ? "gapr" : "");
    view_text(row, "name", last ? "False negative" : report->classes[predicted].name);
    view_text(row, "note", "nothing predicted");
    if (!last) {
        int kept = report->classes[predicted].sweep.kept[report->optimum];
        view_text(row, "note", plural(page->arena, kept, "box", "boxes"));
    }
    int largest = largest_count(report);
    for (int actual = 0; actual <= classes; actual++) {
        int at = index[actual * (classes + 1) + predicted];
        View *item = view_item(row, "cells");
        view_text(item, "gap", actual == classes ? "gapc" : "");
        view_flag(item, "defined", !(last && actual == classes));
        fill_cell(page, item, at < 0 ? NULL : &report->cells[at], largest);
    }
}

static void fill_table(const Page *page, View *view)
{
    const Report *report = page->report;
    int classes = report->class_count;
    view_text(view, "table", classes <= BIG_CELLS ? "mx" : "mw");
    view_printf(view, "class_count", "%d", classes);
    for (int actual = 0; actual <= classes; actual++) {
        bool last = actual == classes;
        View *column = view_item(view, "columns");
        view_text(column, "gap", last ? "gapc" : "");
        view_text(column, "name", last ? "False positive" : report->classes[actual].name);
        view_text(column, "note", "nothing labelled");
        if (!last) {
            int objects = report->classes[actual].objects;
            view_text(column, "note", plural(page->arena, objects, "object", "objects"));
        }
    }
    const int *index = cell_index(page);
    for (int predicted = 0; predicted <= classes; predicted++)
        add_row(page, view, predicted, index);
}

static void fill_legend(View *view)
{
    static const char *const tones[] = {"ok", "mis", "fp", "fn"};
    static const char *const names[] = {"Correct", "Misclassified", "False positive",
                                        "False negative"};
    for (int i = 0; i < 4; i++) {
        View *item = view_item(view, "legend");
        view_text(item, "name", names[i]);
        view_text(item, "tone", tones[i]);
        for (int step = 1; step <= STEPS; step++) {
            view_printf(view_item(item, "steps"), "step", "%d", step);
        }
    }
}

/* Pairs of classes go to one list, false positives and misses to another. */
static void fill_lists(const Page *page, View *view)
{
    const Report *report = page->report;
    int pairs = 0, worst = 0;
    view_list(view, "confusions");
    view_list(view, "worst");
    for (int i = 0; i < report->confusion_count; i++) {
        const Confusion *confusion = &report->confusions[i];
        bool missed = confusion->predicted == report->class_count;
        bool pair = !missed && confusion->actual != report->class_count;
        int *listed = pair ? &pairs : &worst;
        if ((*listed)++ >= LISTED) continue;
        View *item = view_item(view, pair ? "confusions" : "worst");
        view_text(item, "labelled", confusion->labelled);
        view_text(item, "said", confusion->said);
        view_text(item, "name", missed ? confusion->labelled : confusion->said);
        view_text(item, "tone", missed ? "fn" : "fp");
        view_text(item, "kind", missed ? "missed" : "false positive");
        view_text(item, "count", count_text(page->arena, confusion->count));
        view_text(item, "images", count_text(page->arena, confusion->images));
    }
    view_flag(view, "has_confusions", pairs > 0);
    view_flag(view, "has_worst", worst > 0);
}

void page_matrix(const Page *page, View *view)
{
    int classes = page->report->class_count;
    bool whole = classes <= WHOLE_MATRIX;
    view_flag(view, "windowed", !whole);
    view_flag(view, "has_table", whole);
    view_text(view, "layout", classes <= 14 ? "cols" : whole ? "stack" : "stack windowed");
    fill_legend(view);
    if (whole) fill_table(page, view);
    view_flag(view, "has_confusions", false);
    view_flag(view, "has_worst", false);
    if (classes > BIG_CELLS) fill_lists(page, view);
}
