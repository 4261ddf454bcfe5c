/* Confusion matrix at the optimum: rows are predictions, columns ground truth, the background last.
 * It is the table that the report shows at first; scripts show all classes of a large one. */
#include "format.h"
#include "render/page.h"

#include <math.h>

enum { STEPS = 6, LISTED = 8 };

static const char *tone_of(const Report *report, int actual, int predicted)
{
    if (predicted == report->class_count) return "fn";
    if (actual == report->class_count) return "fp";
    if (actual != predicted) return "mis";
    return actual == OTHERS(report) ? "sum" : "ok";
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

/* `gap`: of the last column, "gapc". */
static void fill_cell(const Page *page, View *item, const MatrixCell *cell, int largest)
{
    const Report *report = page->report;
    const char *gap = view_find(item, "gap")->text;
    int count = cell ? cell->counts[report->optimum] : 0;
    view_text(item, "tone", "");
    view_text(item, "look", gap);
    view_text(item, "count", "");
    view_text(item, "images", "");
    if (count == 0) return;
    const char *tone = tone_of(report, cell->actual, cell->predicted);
    int step = step_of(count, largest);
    view_text(item, "count", count_text(page->arena, count));
    view_text(item, "images",
              plural(page->arena, cell->images[report->optimum], "image", "images"));
    view_printf(item, "tone", "t-%s s%d", tone, step);
    view_printf(item, "look", "t-%s s%d%s%s", tone, step, *gap ? " " : "", gap);
}

/* Nothing on both sides. */
static void fill_undefined(View *item)
{
    view_text(item, "gap", "nd gapc");
    view_text(item, "look", "nd gapc");
    view_text(item, "tone", "");
    view_text(item, "count", "not defined");
    view_text(item, "images", "");
}

/* A slot as a row or column: its name, and how many boxes were predicted so or objects are so. */
static void name_slot(const Page *page, View *item, int class_index, bool predicted)
{
    const Report *report = page->report;
    const MatrixTable *table = &report->matrix;
    int k = report->optimum;
    if (class_index == report->class_count) {
        page_name(item, predicted ? "False negative" : "False positive");
        view_text(item, "note", predicted ? "nothing predicted" : "nothing labelled");
        return;
    }
    bool others = class_index == OTHERS(report);
    const ClassRow *row = others ? NULL : &report->classes[class_index];
    int objects = others ? table->other_objects : row->objects;
    int kept = others ? table->other_kept[k] : row->sweep.kept[k];
    page_name(item, others ? "All others" : row->name);
    view_text(item, "note",
              predicted ? plural(page->arena, kept, "box", "boxes")
                        : plural(page->arena, objects, "object", "objects"));
}

static void add_row(const Page *page, View *view, int row_slot, int largest)
{
    const MatrixTable *table = &page->report->matrix;
    int n = table->slot_count;
    bool last = row_slot == n - 1;
    View *row = view_item(view, "rows");
    view_text(row, "gap", last ? "gapr" : "");
    name_slot(page, row, table->slots[row_slot], true);
    for (int slot = 0; slot < n; slot++) {
        View *item = view_item(row, "cells");
        view_text(item, "gap", slot == n - 1 ? "gapc" : "");
        if (last && slot == n - 1)
            fill_undefined(item);
        else
            fill_cell(page, item, table->at[row_slot * n + slot], largest);
    }
}

static void fill_table(const Page *page, View *view)
{
    const MatrixTable *table = &page->report->matrix;
    int n = table->slot_count, largest = largest_count(page->report);
    view_text(view, "table", n - 1 <= BIG_CELLS ? "mx" : table->other_count ? "mw some" : "mw");
    view_printf(view, "class_count", "%d", n - 1);
    for (int slot = 0; slot < n; slot++) {
        View *column = view_item(view, "columns");
        view_text(column, "gap", slot == n - 1 ? "gapc" : "");
        name_slot(page, column, table->slots[slot], false);
    }
    for (int slot = 0; slot < n; slot++) add_row(page, view, slot, largest);
}

static void fill_legend(View *view, bool sums)
{
    static const char *const tones[] = {"ok", "mis", "fp", "fn", "sum"};
    static const char *const names[] = {"Correct", "Misclassified", "False positive",
                                        "False negative", "Others among themselves"};
    for (int i = 0; i < 4 + sums; i++) {
        View *item = view_item(view, "legend");
        view_text(item, "name", names[i]);
        view_text(item, "tone", tones[i]);
        for (int step = i < 4 ? 1 : STEPS; step <= STEPS; step++) {
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
    const MatrixTable *table = &page->report->matrix;
    int classes = page->report->class_count;
    view_flag(view, "large", table->other_count > 0);
    view_flag(view, "big_cells", classes <= BIG_CELLS);
    view_flag(view, "several", classes > 1);
    view_printf(view, "named", "%d most confused", table->slot_count - 2);
    view_text(view, "note", table->note);
    view_text(view, "layout", classes <= 14 ? "cols" : "stack");
    fill_legend(view, table->other_count > 0);
    fill_table(page, view);
    view_flag(view, "has_confusions", false);
    view_flag(view, "has_worst", false);
    if (classes > BIG_CELLS) fill_lists(page, view);
}
