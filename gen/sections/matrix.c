/* The confusion matrix at every threshold, and the confusions worth naming. */
#include "build.h"
#include "format.h"

#include <stdlib.h>

static const int *shares(const Report *report, const PsCell *cell, bool of_objects)
{
    int n = report->threshold_count, *values = PS_ARRAY(report->arena, int, n);
    int owner = of_objects ? cell->actual : cell->predicted;
    for (int k = 0; k < n; k++) {
        values[k] = UNDEFINED;
        if (owner == report->class_count) continue;
        const ClassRow *row = &report->classes[owner];
        values[k] = shown_share(cell->counts[k], of_objects ? row->objects : row->sweep.kept[k]);
    }
    return values;
}

static const CellEntry *copy_entries(PsArena *arena, const PsCellEntry *entries, int count)
{
    CellEntry *copies = PS_ARRAY(arena, CellEntry, count);
    for (int i = 0; i < count; i++) {
        copies[i] = (CellEntry){entries[i].image, entries[i].first, entries[i].last};
    }
    return copies;
}

static void fill_cells(Report *report, const PsEvaluation *evaluation)
{
    report->cells = PS_ARRAY(report->arena, MatrixCell, evaluation->cell_count);
    report->cell_count = evaluation->cell_count;
    for (int i = 0; i < evaluation->cell_count; i++) {
        const PsCell *cell = &evaluation->cells[i];
        report->cells[i] = (MatrixCell){
            .actual = cell->actual,
            .predicted = cell->predicted,
            .counts = cell->counts,
            .images = cell->images,
            .row_share = shares(report, cell, false),
            .column_share = shares(report, cell, true),
            .entry_count = cell->entry_count,
            .entries = copy_entries(report->arena, evaluation->entries + cell->first_entry,
                                    cell->entry_count)};
    }
}

static int by_count(const void *a, const void *b)
{
    const Confusion *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    if (x->actual != y->actual) return x->actual - y->actual;
    return x->predicted - y->predicted;
}

static const char *share_of_what(const Report *report, const MatrixCell *cell)
{
    int k = report->optimum, count = cell->counts[k];
    bool invented = cell->actual == report->class_count;
    const char *name = report->classes[invented ? cell->predicted : cell->actual].name;
    int share = invented ? cell->row_share[k] : cell->column_share[k];
    return ps_arena_printf(report->arena, "%s of %s %s", share_text(report->arena, share, count),
                           name, invented ? "boxes" : "objects");
}

static void fill_confusions(Report *report)
{
    report->confusions = PS_ARRAY(report->arena, Confusion, report->cell_count);
    for (int i = 0; i < report->cell_count; i++) {
        const MatrixCell *cell = &report->cells[i];
        if (cell->actual == cell->predicted || cell->counts[report->optimum] == 0) continue;
        report->confusions[report->confusion_count++] =
            (Confusion){.actual = cell->actual,
                        .predicted = cell->predicted,
                        .count = cell->counts[report->optimum],
                        .images = cell->images[report->optimum],
                        .labelled = actual_name(report, cell->actual),
                        .said = predicted_name(report, cell->predicted),
                        .share = share_of_what(report, cell)};
    }
    if (report->confusion_count) {
        qsort(report->confusions, (size_t)report->confusion_count, sizeof(Confusion), by_count);
    }
}

void build_matrix(Report *report, const BuildInput *input)
{
    fill_cells(report, input->evaluation);
    fill_confusions(report);
    build_matrix_order(report);
    build_matrix_table(report);
}
