/* The data of the page; see page_data.h. Order of the arrays of a sweep and of a cell: as
 * assets/js/12-data.js reads them. */
#include "render/page_data.h"

#include "render/json_text.h"

enum { SWEEP_ARRAYS = 8, CELL_ARRAYS = 4 };

static void push_all(PsBuf *ints, const int *values, int count)
{
    ps_buf_bytes(ints, values, (size_t)count * sizeof *values);
}

static void push_sweep(PsBuf *ints, const Sweep *sweep, int count)
{
    const int *const arrays[SWEEP_ARRAYS] = {
        sweep->correct, sweep->misclassified, sweep->missed, sweep->false_positive,
        sweep->kept,    sweep->precision,     sweep->recall, sweep->f1,
    };
    for (int i = 0; i < SWEEP_ARRAYS; i++) push_all(ints, arrays[i], count);
}

static void packed(JsonText *json, const char *key, PsBuf *ints)
{
    json_key_packed(json, key, PS_BUF_ITEMS(ints, int), PS_BUF_COUNT(ints, int));
    ps_buf_free(ints);
}

/* Where the names of the three lines stand. */
static void write_labels(JsonText *json, const Sweep *sweep)
{
    json_open(json, '[');
    for (int i = 0; i < 3; i++) {
        json_int(json, sweep->label_at[i]);
        json_int(json, sweep->label_below[i]);
    }
    json_close(json, ']');
}

static void write_grid(JsonText *json, const Report *report)
{
    json_key(json, "text");
    json_open(json, '[');
    for (int k = 0; k < report->threshold_count; k++) json_string(json, report->threshold_text[k]);
    json_close(json, ']');
    json_key(json, "at");
    json_open(json, '[');
    for (int k = 0; k < report->threshold_count; k++) json_number(json, report->threshold_at[k]);
    json_close(json, ']');
    json_key_int(json, "optimum", report->optimum);
    json_key(json, "hasOptimum");
    json_flag(json, report->has_optimum);
    json_key(json, "unscored");
    json_flag(json, *report->unscored);
    json_key_int(json, "plateauFirst", report->plateau_first);
    json_key_int(json, "plateauLast", report->plateau_last);
}

static void write_overall(JsonText *json, const Report *report)
{
    PsBuf ints = PS_BUF;
    push_sweep(&ints, &report->sweep, report->threshold_count);
    json_key(json, "overall");
    json_open(json, '{');
    json_key_int(json, "objects", report->sweep.objects);
    packed(json, "sweep", &ints);
    json_key(json, "labels");
    write_labels(json, &report->sweep);
    json_close(json, '}');
}

static void write_histogram(JsonText *json, const Report *report)
{
    size_t count = (size_t)report->threshold_count;
    json_key(json, "histogram");
    json_open(json, '{');
    json_key_packed(json, "correct", report->histogram.correct, count);
    json_key_packed(json, "wrong", report->histogram.wrong, count);
    json_key_int(json, "most", report->histogram.most);
    json_close(json, '}');
}

static void write_classes(JsonText *json, const Report *report)
{
    json_key(json, "classes");
    json_open(json, '[');
    for (int i = 0; i < report->class_count; i++) {
        const ClassRow *row = &report->classes[i];
        json_open(json, '[');
        json_string(json, row->name);
        json_int(json, row->objects);
        json_int(json, row->images);
        json_int(json, row->ap);
        json_int(json, row->ap50);
        json_int(json, row->ap75);
        json_int(json, row->optimum);
        json_string(json, row->optimum_text);
        write_labels(json, &row->sweep);
        json_close(json, ']');
    }
    json_close(json, ']');
}

/* Kinds of error: key, name, note, caption and order of their images, and how many at each k. */
static void write_kinds(JsonText *json, const Report *report)
{
    json_key(json, "kinds");
    json_open(json, '[');
    for (int i = 0; i < report->kind_count; i++) {
        const ErrorKind *kind = &report->kinds[i];
        json_open(json, '[');
        json_string(json, kind->key);
        json_string(json, kind->name);
        json_string(json, kind->note);
        json_string(json, kind->gallery);
        json_string(json, kind->order);
        json_packed(json, kind->images, NULL, (size_t)report->threshold_count);
        json_close(json, ']');
    }
    json_close(json, ']');
}

/* Lists of the label review: key, name, note and number of rows. */
static void write_reviews(JsonText *json, const Report *report)
{
    json_key(json, "reviews");
    json_open(json, '[');
    for (int i = 0; i < report->label_list_count; i++) {
        const LabelList *list = &report->label_lists[i];
        json_open(json, '[');
        json_string(json, list->key);
        json_string(json, list->name);
        json_string(json, list->note);
        json_int(json, list->count);
        json_close(json, ']');
    }
    json_close(json, ']');
}

static void write_index(JsonText *json, const char *key, const PsBuf *firsts)
{
    json_key(json, key);
    json_open(json, '[');
    for (size_t i = 0; i < PS_BUF_COUNT(firsts, int); i++) {
        json_int(json, PS_BUF_ITEMS(firsts, int)[i]);
    }
    json_close(json, ']');
}

/* The classes that the matrix names at first, in their order; empty: all. And what the others are.
 */
static void write_matrix(JsonText *json, const Report *report)
{
    const MatrixTable *table = &report->matrix;
    json_key(json, "named");
    json_open(json, '[');
    for (int i = 0; table->other_count && i < table->slot_count - 2; i++) {
        json_int(json, table->slots[i]);
    }
    json_close(json, ']');
    json_key_int(json, "others", table->other_count);
    json_key_int(json, "otherObjects", table->other_objects);
    json_key_packed(json, "otherKept", table->other_kept,
                    table->other_count ? (size_t)report->threshold_count : 0);
    json_key_packed(json, "together", table->order, (size_t)report->class_count);
}

void page_data_main(PsBuf *out, const Report *report, const ShardIndex *shards)
{
    JsonText json = json_text_start(out);
    json_open(&json, '{');
    write_grid(&json, report);
    write_overall(&json, report);
    write_histogram(&json, report);
    write_classes(&json, report);
    write_kinds(&json, report);
    write_reviews(&json, report);
    write_matrix(&json, report);
    json_key_int(&json, "images", report->image_count);
    json_key(&json, "few");
    json_flag(&json, report->pictures_note != NULL);
    json_key(&json, "shards");
    json_open(&json, '{');
    write_index(&json, "images", &shards->images);
    write_index(&json, "counts", &shards->counts);
    write_index(&json, "rates", &shards->rates);
    write_index(&json, "boxes", &shards->boxes);
    write_index(&json, "entries", &shards->entries);
    write_index(&json, "pictures", &shards->pictures);
    json_close(&json, '}');
    json_close(&json, '}');
}

typedef struct CellColumns {
    PsBuf actual, predicted, entries, figures; /* of int */
} CellColumns;

static void push_cells(CellColumns *columns, const MatrixCell *cells, int count, int thresholds)
{
    for (int i = 0; i < count; i++) {
        const MatrixCell *cell = &cells[i];
        const int *const arrays[CELL_ARRAYS] = {cell->counts, cell->images, cell->row_share,
                                                cell->column_share};
        PS_BUF_PUSH(&columns->actual, cell->actual);
        PS_BUF_PUSH(&columns->predicted, cell->predicted);
        PS_BUF_PUSH(&columns->entries, cell->entry_count);
        for (int j = 0; j < CELL_ARRAYS; j++) push_all(&columns->figures, arrays[j], thresholds);
    }
}

/* The cells, then the sums of the classes that the table does not name. */
static void write_cells(JsonText *json, const Report *report)
{
    const MatrixTable *table = &report->matrix;
    CellColumns columns = {PS_BUF, PS_BUF, PS_BUF, PS_BUF};
    push_cells(&columns, report->cells, report->cell_count, report->threshold_count);
    push_cells(&columns, table->sums, table->sum_count, report->threshold_count);
    json_key_int(json, "sumCount", table->sum_count);
    packed(json, "actual", &columns.actual);
    packed(json, "predicted", &columns.predicted);
    packed(json, "entries", &columns.entries);
    packed(json, "cells", &columns.figures);
}

/* Of each list of a kind: its cell, the kind, the number of its entries. They follow those of the
   cells. */
static void write_kind_lists(JsonText *json, const Report *report)
{
    PsBuf cells = PS_BUF, kinds = PS_BUF, entries = PS_BUF;
    for (int i = 0; i < report->kind_list_count; i++) {
        const KindList *list = &report->kind_lists[i];
        PS_BUF_PUSH(&cells, list->cell);
        PS_BUF_PUSH(&kinds, list->kind);
        PS_BUF_PUSH(&entries, list->entry_count);
    }
    json_key_int(json, "listCount", report->kind_list_count);
    packed(json, "listCells", &cells);
    packed(json, "listKinds", &kinds);
    packed(json, "listEntries", &entries);
}

void page_data_table(PsBuf *out, const Report *report)
{
    PsBuf ints = PS_BUF;
    for (int i = 0; i < report->class_count; i++) {
        push_sweep(&ints, &report->classes[i].sweep, report->threshold_count);
    }
    JsonText json = json_text_start(out);
    json_open(&json, '{');
    packed(&json, "sweeps", &ints);
    json_key_int(&json, "cellCount", report->cell_count);
    write_cells(&json, report);
    write_kind_lists(&json, report);
    json_close(&json, '}');
}
