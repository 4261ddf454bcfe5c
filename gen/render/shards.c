/* Shards; see shards.h. One pass over the images fills all kinds at once: a kind is closed and
 * written when it is large enough. Only the counts must wait for the last image, because they are
 * kept by threshold: then one threshold needs one file, however many images there are. */
#include "render/shards.h"

#include "render/escape.h"
#include "render/json_text.h"
#include "render/overlay.h"

#include <math.h>
#include <string.h>

enum { IMAGE_COUNTS = 5, BOX_COLUMNS = 10, ENTRIES_A_SHARD = 150000 };
enum { SHARD_BYTES = 900000, BOX_VALUES = 400000 };

typedef struct Work {
    const Report *report;
    const Sink *sink;
    ShardIndex *index;
    PsBuf list; /* JSON rows of images */
    JsonText list_json;
    int list_first;
    PsBuf rates; /* JSON rows of images */
    JsonText rates_json;
    int rates_first;
    PsBuf sizes, columns[BOX_COLUMNS], spans; /* of int */
    int boxes_first;
    int *counts; /* [k][IMAGE_COUNTS][image] */
} Work;

/* Writes the next shard of a kind and notes its first item. */
static bool next_shard(const Work *work, const char *kind, PsBuf *firsts, int first, PsBuf *json)
{
    size_t number = PS_BUF_COUNT(firsts, int);
    PS_BUF_PUSH(firsts, first);
    return sink_shard(work->sink, kind, number, json);
}

/* ---- images: name, thumbnail, preview, problem, width, height; and where it is near-identical to
   others, what the scene and what the training picture is; and its split */

static void list_start(Work *work, int first)
{
    ps_buf_clear(&work->list);
    work->list_json = json_text_start(&work->list);
    work->list_first = first;
    json_open(&work->list_json, '[');
}

static void list_add(Work *work, const ImageView *view)
{
    JsonText *json = &work->list_json;
    json_open(json, '[');
    json_string(json, view->name);
    json_string(json, view->thumb);
    json_string(json, view->preview);
    json_string(json, view->problem);
    json_int(json, view->width);
    json_int(json, view->height);
    if (view->scene || view->train || view->split) json_string(json, view->scene);
    if (view->train || view->split) json_string(json, view->train);
    if (view->split) json_string(json, view->split);
    json_close(json, ']');
}

static bool list_flush(Work *work)
{
    json_close(&work->list_json, ']');
    return next_shard(work, "images", &work->index->images, work->list_first, &work->list);
}

/* ---- precision and recall of an image at every threshold, for its large view */

static void rates_start(Work *work, int first)
{
    ps_buf_clear(&work->rates);
    work->rates_json = json_text_start(&work->rates);
    work->rates_first = first;
    json_open(&work->rates_json, '[');
}

static bool rates_flush(Work *work, int next)
{
    if (work->rates_first == next) return true;
    json_close(&work->rates_json, ']');
    bool fine = next_shard(work, "rates", &work->index->rates, work->rates_first, &work->rates);
    rates_start(work, next);
    return fine;
}

static bool rates_add(Work *work, int i, const ImageView *view)
{
    size_t count = (size_t)work->report->threshold_count;
    PsBuf both = PS_BUF;
    ps_buf_bytes(&both, view->precision, count * sizeof *view->precision);
    ps_buf_bytes(&both, view->recall, count * sizeof *view->recall);
    json_packed(&work->rates_json, PS_BUF_ITEMS(&both, int), NULL, 2 * count);
    ps_buf_free(&both);
    return work->rates.length < SHARD_BYTES || rates_flush(work, i + 1);
}

/* ---- boxes: of each image its objects, then its boxes, by columns */

/* Tenths of a pixel; what no picture can hold is drawn nowhere. */
static int tenths(double pixels)
{
    return fabs(pixels) < 1e8 ? (int)lround(pixels * 10) : 0;
}

static void box_add(Work *work, const BoxView *box)
{
    const int values[BOX_COLUMNS] = {
        tenths(box->x),     tenths(box->y),
        tenths(box->width), tenths(box->height),
        box->class_index,   box->score,
        box->iou,           box->kept,
        box->partner,       box->span_count * 16 + box->kind * 2 + box->ignored,
    };
    for (int i = 0; i < BOX_COLUMNS; i++) PS_BUF_PUSH(&work->columns[i], values[i]);
    for (int i = 0; i < box->span_count; i++) {
        const BoxSpan *span = &box->spans[i];
        const int parts[] = {span->first, span->last, span->partner, span->iou};
        ps_buf_bytes(&work->spans, parts, sizeof parts);
    }
}

static void boxes_add(Work *work, const ImageView *view)
{
    PS_BUF_PUSH(&work->sizes, view->object_count);
    PS_BUF_PUSH(&work->sizes, view->box_count);
    for (int i = 0; i < view->object_count; i++) box_add(work, &view->objects[i]);
    for (int i = 0; i < view->box_count; i++) box_add(work, &view->boxes[i]);
}

static void column(JsonText *json, PsBuf *ints)
{
    json_open(json, '[');
    json_int(json, (int)PS_BUF_COUNT(ints, int));
    json_packed(json, PS_BUF_ITEMS(ints, int), NULL, PS_BUF_COUNT(ints, int));
    json_close(json, ']');
    ps_buf_clear(ints);
}

static bool boxes_flush(Work *work, int next)
{
    PsBuf text = PS_BUF;
    JsonText json = json_text_start(&text);
    json_open(&json, '[');
    column(&json, &work->sizes);
    column(&json, &work->spans);
    for (int i = 0; i < BOX_COLUMNS; i++) column(&json, &work->columns[i]);
    json_close(&json, ']');
    bool fine = next_shard(work, "boxes", &work->index->boxes, work->boxes_first, &text);
    ps_buf_free(&text);
    work->boxes_first = next;
    return fine;
}

/* ---- counts of every image, by threshold */

static void counts_add(const Work *work, int image, const ImageView *view)
{
    const int *const arrays[IMAGE_COUNTS] = {view->correct, view->misclassified, view->missed,
                                             view->false_positive, view->f1};
    size_t images = (size_t)work->report->image_count;
    for (int k = 0; k < work->report->threshold_count; k++) {
        int *row = work->counts + (size_t)k * IMAGE_COUNTS * images;
        for (size_t i = 0; i < IMAGE_COUNTS; i++) row[i * images + (size_t)image] = arrays[i][k];
    }
}

/* A row is packed as the difference to the row before it in the same file. */
static bool counts_flush(const Work *work)
{
    size_t width = IMAGE_COUNTS * (size_t)work->report->image_count;
    int last = work->report->threshold_count - 1;
    PsBuf text = PS_BUF;
    JsonText json = json_text_start(&text);
    bool fine = true;
    for (int k = 0, first = 0; k <= last && fine; k++) {
        if (k == first) json_open(&json, '[');
        const int *row = work->counts + (size_t)k * width;
        size_t size = text.length;
        json_packed(&json, row, k == first ? NULL : row - width, width);
        bool full = text.length + (text.length - size) > SHARD_BYTES;
        if (!full && k != last) continue;
        json_close(&json, ']');
        fine = next_shard(work, "counts", &work->index->counts, first, &text);
        ps_buf_clear(&text);
        json = json_text_start(&text);
        first = k + 1;
    }
    ps_buf_free(&text);
    return fine;
}

/* ---- entries: which image is in which cell, from which threshold to which; after those of all
   cells, which image holds which kind of error */

typedef struct EntryColumns {
    PsBuf image, first, last; /* of int */
} EntryColumns;

typedef struct EntryWork {
    const Work *work;
    EntryColumns columns;
    int first, at; /* first entry of the shard under way; the next one of all */
} EntryWork;

static bool entries_flush(EntryWork *entries)
{
    EntryColumns *columns = &entries->columns;
    if (columns->image.length == 0) return true;
    PsBuf text = PS_BUF;
    JsonText json = json_text_start(&text);
    json_open(&json, '[');
    column(&json, &columns->image);
    column(&json, &columns->first);
    column(&json, &columns->last);
    json_close(&json, ']');
    bool fine =
        next_shard(entries->work, "entries", &entries->work->index->entries, entries->first, &text);
    ps_buf_free(&text);
    entries->first = entries->at;
    return fine;
}

static bool entries_add(EntryWork *entries, const CellEntry *list, int count)
{
    for (int i = 0; i < count; i++) {
        PS_BUF_PUSH(&entries->columns.image, list[i].image);
        PS_BUF_PUSH(&entries->columns.first, list[i].first);
        PS_BUF_PUSH(&entries->columns.last, list[i].last);
        bool full = ++entries->at - entries->first >= ENTRIES_A_SHARD;
        if (full && !entries_flush(entries)) return false;
    }
    return true;
}

static bool entries_write(const Work *work)
{
    const Report *report = work->report;
    EntryWork entries = {.work = work, .columns = {PS_BUF, PS_BUF, PS_BUF}};
    bool fine = true;
    for (int c = 0; c < report->cell_count && fine; c++) {
        fine = entries_add(&entries, report->cells[c].entries, report->cells[c].entry_count);
    }
    for (int i = 0; i < report->kind_list_count && fine; i++) {
        const KindList *list = &report->kind_lists[i];
        fine = entries_add(&entries, list->entries, list->entry_count);
    }
    fine = fine && entries_flush(&entries);
    ps_buf_free(&entries.columns.image);
    ps_buf_free(&entries.columns.first);
    ps_buf_free(&entries.columns.last);
    return fine;
}

/* ---- the label review: list, image, classes, IoU, reason, place; each box with its name in the
   image view and how it is drawn */

static void review_place(JsonText *json, double x, double y, double width, double height)
{
    json_int(json, tenths(x));
    json_int(json, tenths(y));
    json_int(json, tenths(width));
    json_int(json, tenths(height));
}

static void review_box(JsonText *json, const BoxView *list, int place, bool is_object, int k)
{
    if (place < 0) return;
    const BoxView *box = &list[place];
    json_open(json, '[');
    PsBuf name = PS_BUF;
    ps_buf_printf(&name, "%c%d", is_object ? 'g' : 'p', place);
    json_string(json, name.data);
    ps_buf_free(&name);
    json_string(json, overlay_style(box, is_object, k));
    review_place(json, box->x, box->y, box->width, box->height);
    json_close(json, ']');
}

static void review_row(JsonText *json, const Report *report, const LabelRow *row, PsArena *scratch)
{
    ImageView view = {0};
    int k = report->optimum;
    report->image(report, row->image, scratch, &view);
    json_open(json, '[');
    json_int(json, row->list);
    json_int(json, row->image);
    json_int(json, row->class_index);
    json_int(json, row->other_index);
    json_string(json, row->iou_note);
    json_string(json, row->reason);
    review_place(json, row->x, row->y, row->width, row->height);
    review_box(json, view.objects, row->object, true, k);
    review_box(json, view.objects, row->second, true, k);
    review_box(json, view.boxes, row->box, false, k);
    json_close(json, ']');
}

static bool review_write(const Work *work)
{
    const Report *report = work->report;
    if (report->label_count == 0) return true;
    PsArena *scratch = ps_arena_new();
    PsBuf text = PS_BUF;
    JsonText json = json_text_start(&text);
    json_open(&json, '[');
    for (int i = 0; i < report->label_count; i++) {
        ps_arena_reset(scratch);
        review_row(&json, report, &report->labels[i], scratch);
    }
    json_close(&json, ']');
    bool fine = sink_shard(work->sink, "review", 0, &text);
    ps_buf_free(&text);
    ps_arena_free(scratch);
    return fine;
}

/* ---- the pass over the images */

static bool add_image(Work *work, int i, PsArena *scratch)
{
    ImageView view = {0};
    ps_arena_reset(scratch);
    work->report->image(work->report, i, scratch, &view);
    list_add(work, &view);
    boxes_add(work, &view);
    counts_add(work, i, &view);
    if (!rates_add(work, i, &view)) return false;
    if (work->list.length > SHARD_BYTES) {
        if (!list_flush(work)) return false;
        list_start(work, i + 1);
    }
    size_t values = PS_BUF_COUNT(&work->columns[0], int) * BOX_COLUMNS;
    return values < BOX_VALUES || boxes_flush(work, i + 1);
}

static bool add_images(Work *work)
{
    PsArena *scratch = ps_arena_new();
    list_start(work, 0);
    rates_start(work, 0);
    bool fine = true;
    for (int i = 0; i < work->report->image_count && fine; i++) fine = add_image(work, i, scratch);
    ps_arena_free(scratch);
    if (fine && work->list_first < work->report->image_count) fine = list_flush(work);
    if (fine) fine = rates_flush(work, work->report->image_count);
    if (fine && work->sizes.length > 0) fine = boxes_flush(work, work->report->image_count);
    return fine;
}

static void work_free(Work *work)
{
    ps_buf_free(&work->list);
    ps_buf_free(&work->rates);
    ps_buf_free(&work->sizes);
    ps_buf_free(&work->spans);
    for (int i = 0; i < BOX_COLUMNS; i++) ps_buf_free(&work->columns[i]);
}

bool shards_write(const Report *report, const Sink *sink, ShardIndex *index)
{
    Work work = {.report = report, .sink = sink, .index = index};
    *index = (ShardIndex){PS_BUF, PS_BUF, PS_BUF, PS_BUF, PS_BUF, PS_BUF};
    PsArena *arena = ps_arena_new();
    size_t rows = (size_t)report->threshold_count * IMAGE_COUNTS;
    work.counts = PS_ARRAY(arena, int, rows *(size_t)report->image_count);
    work.list = work.rates = work.sizes = work.spans = (PsBuf)PS_BUF;
    for (int i = 0; i < BOX_COLUMNS; i++) work.columns[i] = (PsBuf)PS_BUF;
    bool fine =
        add_images(&work) && counts_flush(&work) && entries_write(&work) && review_write(&work);
    work_free(&work);
    ps_arena_free(arena);
    return fine;
}

void shard_index_free(ShardIndex *index)
{
    ps_buf_free(&index->images);
    ps_buf_free(&index->counts);
    ps_buf_free(&index->rates);
    ps_buf_free(&index->boxes);
    ps_buf_free(&index->entries);
    ps_buf_free(&index->pictures);
}
