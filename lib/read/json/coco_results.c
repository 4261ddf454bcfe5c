/* COCO results: an array of {image_id, category_id, bbox, score}. Trainers write variants: the
   array under a key, the file stem for an id, names for classes. They are taken, each with one
   warning. */
#include "read/json/coco.h"

#include "read/fit.h"
#include "read/join.h"
#include "read/json/json.h"
#include "read/limits.h"
#include "read/json/own_ids.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { IMAGE_ID, CATEGORY, BOX, SCORE, FILE_NAME };
static const char *const keys[] = {"image_id", "category_id", "bbox", "score", "file_name", NULL};

typedef struct Reader {
    PsResultBuilder *builder;
    PsJoin *join;
    PsOwnIds images, classes; /* the file's own tables, if it has any */
    int64_t last_id;          /* detections of an image follow each other */
    int last_image;           /* -1: none yet */
    PsArena *scratch;         /* names of the current element */
    PsJsonRow row;
    int64_t lowest_class, highest_class; /* ids met, to tell a shifted numbering by */
    bool class_ids;                      /* any met */
    int shift;                           /* added to every class id */
    PsError *error;
} Reader;

/* ------------------------------------------------------------------ image and class */

static int image_by_name(Reader *reader, int k)
{
    PsJsonRow *row = &reader->row;
    const char *name = ps_json_row_name(row, k, reader->scratch);
    ps_json_row_issue(row, k, "image-by-name",
                      k == FILE_NAME
                          ? "Detections name their image by file_name, not by image_id; they were "
                            "joined by file name."
                          : "An image_id is text, not a number; it was joined with the file name, "
                            "or the file name without its ending.");
    return name ? ps_join_image_name(reader->join, name) : -1;
}

static int image_by_id(Reader *reader, int64_t id)
{
    if (reader->last_image >= 0 && id == reader->last_id) return reader->last_image;
    reader->last_id = id;
    reader->last_image = ps_own_find(&reader->images, &ps_own_images, reader->join, id);
    if (reader->last_image >= 0 && !reader->images.ids) reader->builder->images_by_number = true;
    return reader->last_image;
}

/* Text of digits may be an id or the stem of a file: an id that is known goes first. */
static bool read_image(Reader *reader, int *image)
{
    PsJsonRow *row = &reader->row;
    int64_t id;
    if (!ps_json_row_has(row, IMAGE_ID) && ps_json_kind(row->parts[FILE_NAME]) == '"') {
        *image = image_by_name(reader, FILE_NAME);
        return true;
    }
    if (ps_json_kind(row->parts[IMAGE_ID]) != '"') {
        if (!ps_json_row_id(row, IMAGE_ID, &id, reader->error)) return false;
        *image = image_by_id(reader, id);
        return true;
    }
    *image = ps_json_row_digits(row, IMAGE_ID, &id) ? image_by_id(reader, id) : -1;
    if (*image < 0) *image = image_by_name(reader, IMAGE_ID);
    return true;
}

static int class_by_name(Reader *reader)
{
    const char *name = ps_json_row_name(&reader->row, CATEGORY, reader->scratch);
    int class_index = name ? ps_join_class_name(reader->join, name) : -1;
    if (class_index >= 0) {
        ps_json_row_issue(
            &reader->row, CATEGORY, "class-by-name",
            "A category_id is text, not a number; it was joined with the class name.");
    }
    return class_index;
}

static void note_class_id(Reader *reader, int64_t id)
{
    if (!reader->class_ids || id < reader->lowest_class) reader->lowest_class = id;
    if (!reader->class_ids || id > reader->highest_class) reader->highest_class = id;
    reader->class_ids = true;
}

/* What the user says goes before what the file says. */
static int class_by_id(Reader *reader, int64_t id)
{
    if (!reader->classes.ids || reader->join->listed.count > 0) {
        return ps_join_class_number(reader->join, id, reader->builder);
    }
    return ps_own_find(&reader->classes, &ps_own_classes, reader->join, id);
}

/* Text may be a class name or spell an id: a name that is known goes first. */
static bool read_class(Reader *reader, int *class_index)
{
    PsJsonRow *row = &reader->row;
    int64_t id;
    *class_index = -1;
    if (ps_json_kind(row->parts[CATEGORY]) == '"') {
        *class_index = class_by_name(reader);
        if (*class_index >= 0 || !ps_json_row_digits(row, CATEGORY, &id)) return true;
    } else if (!ps_json_row_id(row, CATEGORY, &id, reader->error)) {
        return false;
    }
    note_class_id(reader, id);
    *class_index = class_by_id(reader, id + reader->shift);
    return true;
}

/* ------------------------------------------------------------------ elements */

static bool read_score(PsJsonRow *row, double *score, PsError *error)
{
    *score = NAN;
    return !row->parts[SCORE].start || ps_json_row_number(row, SCORE, score, error);
}

static bool read_detection(Reader *reader)
{
    PsJsonRow *row = &reader->row;
    PsDetection detection;
    if (!read_image(reader, &detection.image)) return false;
    if (!read_class(reader, &detection.class_index)) return false;
    if (!ps_json_row_box(row, BOX, &detection.box, reader->error)) return false;
    if (!row->parts[SCORE].start && strcmp(row->array, "annotations") == 0) {
        return ps_json_row_refuse(
            row, SCORE,
            "a number (without scores, this looks like ground truth; are -g and -p swapped?)",
            reader->error);
    }
    if (!read_score(row, &detection.score, reader->error)) return false;
    int image_key = ps_json_row_has(row, IMAGE_ID) ? IMAGE_ID : FILE_NAME;
    PsResultPlaces places = {.image = ps_json_row_place(row, image_key),
                             .class_index = ps_json_row_place(row, CATEGORY),
                             .box = ps_json_row_place(row, BOX),
                             .score = ps_json_row_place(row, SCORE)};
    ps_result_add(reader->builder, &detection, &places);
    return true;
}

static bool read_detections(Reader *reader)
{
    reader->error->code = PS_OK;
    while (ps_json_row_next(&reader->row, reader->error)) {
        ps_arena_reset(reader->scratch);
        if (!read_detection(reader)) return false;
    }
    return reader->error->code == PS_OK;
}

/* ------------------------------------------------------------------ the document */

enum { NAMES = 4, OWN_IMAGES = NAMES, OWN_CLASSES, ARRAYS };
static const char *const array_names[] = {"annotations", "predictions", "detections", "results",
                                          "images",      "categories",  NULL};

/* Where the detections stand, and what else the file says. */
typedef struct Layout {
    const char *name; /* "" if the array is the top value */
    PsJsonPart detections;
    PsJsonPart images, classes; /* tables of its own; start NULL: none */
} Layout;

/* The first array of the names, in their order; the others are not read. */
static bool unwrap(const PsJson *json, PsIssueList *issues, Layout *layout, PsError *error)
{
    PsJsonPart values[ARRAYS];
    bool repeated[ARRAYS];
    if (!ps_json_arrays(json, array_names, values, repeated, error)) return false;
    for (int k = 0; k < NAMES; k++) {
        if (ps_json_kind(values[k]) != '[') continue;
        if (*layout->name && !ps_json_give_up(json, values[k], error)) return false;
        if (*layout->name) continue;
        layout->name = array_names[k];
        layout->detections = values[k];
    }
    if (ps_json_kind(values[OWN_IMAGES]) == '[') layout->images = values[OWN_IMAGES];
    if (ps_json_kind(values[OWN_CLASSES]) == '[') layout->classes = values[OWN_CLASSES];
    if (!*layout->name) return true;
    PsPlace place = {.key = layout->name, .text = json->text, .at = layout->detections.start};
    ps_issue_add(issues, "wrapped-results", &place,
                 "The detections are wrapped in an object; the array in it was taken.");
    return true;
}

static bool find_layout(const PsJson *json, PsIssueList *issues, Layout *layout, PsError *error)
{
    PsJsonPart top = ps_json_top(json);
    PsPlace place = {.text = json->text, .at = top.start};
    *layout = (Layout){.name = "", .detections = top};
    if (ps_json_kind(top) == '[') return true;
    if (ps_json_kind(top) == '{' && !unwrap(json, issues, layout, error)) return false;
    if (*layout->name) return true;
    char found[96];
    ps_json_found(top, found);
    return ps_refuse(error, json->path, &place, "an array of detections", found);
}

static bool read_table(Reader *reader, const PsJson *json, const PsOwnKind *kind, PsJsonPart array,
                       PsOwnIds *own)
{
    return !array.start || ps_own_ids_read(own, kind, json, array, reader->join,
                                           &reader->builder->issues, reader->error);
}

/* Tables first: what the ids of the detections mean may stand behind them. */
static bool read_tables(Reader *reader, const PsJson *json, const Layout *layout)
{
    return read_table(reader, json, &ps_own_images, layout->images, &reader->images) &&
           read_table(reader, json, &ps_own_classes, layout->classes, &reader->classes);
}

/* By how much the file numbers the classes lower (1) or higher (-1) than the ground truth, judged
   by the numbers alone; 0 if they may be the same. */
static int suspected_shift(const Reader *reader)
{
    const PsDataset *dataset = reader->builder->dataset;
    int n = dataset->class_count;
    if (!reader->class_ids || n == 0) return 0;
    if (reader->classes.ids || reader->join->listed.count > 0) return 0;
    int64_t first = dataset->classes[0].id, last = dataset->classes[n - 1].id;
    if (reader->lowest_class == 0 && reader->highest_class < n && first == 1) return 1;
    bool from_1 = reader->lowest_class == 1 && reader->highest_class == n;
    return from_1 && first == 0 && last == n - 1 ? -1 : 0;
}

/* Numbers that differ by one leave out a class and exchange the others: a wrong figure. They are
   shifted only where the classes of what the detections overlap leave no doubt. */
static bool is_shifted(const Reader *reader, int shift)
{
    PsFitShift fit = ps_fit_shift(reader->builder, shift);
    enum { ENOUGH_BOXES = 5 };
    return fit.shifted_boxes >= ENOUGH_BOXES && fit.shifted * 2 > fit.overlapping &&
           fit.shifted > 3 * fit.as_is;
}

static void note_shift(const Reader *reader, int shift, bool done)
{
    PsIssueList *issues = &reader->builder->issues;
    ps_issue_add(issues, done ? "classes-shifted" : "classes-off-by-one", NULL, NULL);
    ps_issue_text(issues, "The predictions number the classes from %d, the ground truth from %d%s",
                  shift > 0 ? 0 : 1, shift > 0 ? 1 : 0,
                  done ? ": every category_id was moved by one, as the objects under the boxes "
                         "have it; --classes says otherwise."
                       : ": category_id seems to be off by one; nothing was changed.");
}

static bool read_rows(Reader *reader, const PsJson *json, const Layout *layout)
{
    ps_json_row_start(&reader->row, json, layout->detections, layout->name, *layout->name ? 1 : 0,
                      keys, &reader->builder->issues);
    bool fine = read_detections(reader);
    ps_json_row_free(&reader->row);
    return fine;
}

static bool read_all(Reader *reader, const PsJson *json, const Layout *layout)
{
    if (!read_tables(reader, json, layout)) return false;
    size_t issue_count = PS_BUF_COUNT(&reader->builder->issues.items, PsIssue);
    if (!read_rows(reader, json, layout)) return false;
    int shift = suspected_shift(reader);
    if (shift == 0) return true;
    bool done = is_shifted(reader, shift);
    if (done) {
        reader->shift = shift;
        ps_result_restart(reader->builder, issue_count);
        if (!read_rows(reader, json, layout)) return false;
    }
    note_shift(reader, shift, done);
    return true;
}

bool ps_coco_results_read(const PsSource *source, PsResultBuilder *builder, PsError *error)
{
    PsJson json;
    Layout layout;
    if (!ps_json_open(&json, source->path, source->data, source->size, error)) return false;
    if (!find_layout(&json, &builder->issues, &layout, error)) return ps_json_blame(&json, error);
    PsArena *indices = ps_arena_new(), *scratch = ps_arena_new();
    Reader reader = {.builder = builder, .scratch = scratch, .last_image = -1, .error = error};
    reader.join = ps_join_new(builder->dataset, indices);
    bool fine = ps_join_list(reader.join, source->options, &builder->issues, error) &&
                read_all(&reader, &json, &layout);
    ps_own_ids_free(&reader.images);
    ps_own_ids_free(&reader.classes);
    ps_arena_free(scratch);
    ps_arena_free(indices);
    return fine || ps_json_blame(&json, error);
}
