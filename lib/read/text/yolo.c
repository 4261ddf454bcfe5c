/* YOLO ground truth: "class x y w h" a line, centre and size as fractions of the picture. The ids
   of classes are YOLO's numbers, those of images the order of their file names. Sizes come from the
   pictures; a picture that is not there cannot be placed, so it is left out and that is said. */
#include "read/text/yolo.h"

#include "base/text.h"
#include "read/limits.h"
#include "read/text/yolo_line.h"
#include "read/text/yolo_set.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Sizes are rounded to six decimals by most exporters: up to this a box over the edge is none. Less
   than the smaller figure is what eight decimals leave, and nothing is done about it. */
static const double ROUNDED = 1e-5, EXACT = 2e-8;

/* Beyond this a value is no fraction by any mistake in labelling, but a number of pixels. */
static const double FRACTION = 2;

enum { FEW = 16 }; /* boxes of a picture that are compared one by one to find equal ones */

typedef struct Reader {
    PsSource *source;
    PsTruthBuilder *builder;
    PsIssueList *issues;
    PsYoloSet set;
    PsYoloText text;
    PsSourceFile file;
    PsArena *scratch; /* of the current file */
    PsIndex *seen;    /* lines of the current file; NULL while they are few */
    PsBuf lines;      /* of Line */
    const PsImage *image;
    int image_index, left_out;
    int64_t next_object;
    bool polygons; /* lines that are polygons without doubt were met */
    int labels;    /* files */
    int boxes, in_pixels;
    PsPlace pixels; /* the first of these */
    PsError *error;
} Reader;

typedef struct Line {
    double class_number, x, y, width, height;
} Line;

/* ------------------------------------------------------------------ equal lines */

static int64_t hash_line(const Line *line)
{
    const double parts[] = {line->class_number, line->x, line->y, line->width, line->height};
    uint64_t hash = 14695981039346656037U;
    for (int i = 0; i < 5; i++) {
        uint64_t bits;
        memcpy(&bits, &parts[i], sizeof bits);
        hash = (hash ^ bits) * 1099511628211U;
        hash ^= hash >> 29;
    }
    return (int64_t)hash;
}

static bool is_same(const Line *a, const Line *b)
{
    return a->class_number == b->class_number && a->x == b->x && a->y == b->y &&
           a->width == b->width && a->height == b->height;
}

/* Was the line there before in this file? Trainers drop such lines, so they are dropped here. */
static bool is_repeated(Reader *reader, const Line *line)
{
    int count = (int)PS_BUF_COUNT(&reader->lines, Line), other = -1;
    const Line *lines = PS_BUF_ITEMS(&reader->lines, Line);
    if (count == FEW) {
        reader->seen = ps_index_new(reader->scratch);
        for (int i = 0; i < count; i++) ps_index_add_number(reader->seen, hash_line(&lines[i]), i);
    }
    if (count >= FEW) {
        other = ps_index_add_number(reader->seen, hash_line(line), count);
    } else {
        for (int i = 0; i < count && other < 0; i++) other = is_same(&lines[i], line) ? i : -1;
    }
    if (other >= 0 && other < count && is_same(&lines[other], line)) return true;
    PS_BUF_PUSH(&reader->lines, *line);
    return false;
}

/* ------------------------------------------------------------------ boxes */

/* The smallest box around the points. */
static void bound(const double *points, int count, double box[4])
{
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (int i = 0; i < count; i++) {
        int axis = i % 2;
        if (points[i] < low[axis]) low[axis] = points[i];
        if (points[i] > high[axis]) high[axis] = points[i];
    }
    for (int axis = 0; axis < 2; axis++) {
        box[axis] = low[axis] / 2 + high[axis] / 2;
        box[2 + axis] = high[axis] - low[axis];
    }
}

/* A triangle has as many columns as a box with a score and a track number: only where other lines
   are polygons it is taken for one. */
static bool has_polygon_below(const Reader *reader)
{
    PsYoloText ahead = {.values = PS_BUF};
    PsError error;
    bool found = false;
    ps_yolo_start(&ahead, &reader->file);
    while (!found && ps_yolo_next(&ahead, &error)) {
        found = ahead.count >= 8 && ahead.count % 2 == 0;
    }
    ps_buf_free(&ahead.values);
    return found;
}

static bool read_polygon(Reader *reader, double box[4])
{
    const PsYoloText *text = &reader->text;
    bool even = text->count >= 6 && text->count % 2 == 0;
    if (even && text->count > 6) reader->polygons = true;
    if (even && !reader->polygons) reader->polygons = has_polygon_below(reader);
    if (!even || !reader->polygons) {
        return ps_yolo_refuse_columns(
            text, "5 (class, x, y, width, height), or a polygon of 4 points or more",
            reader->error);
    }
    PsPlace place = ps_yolo_place(text);
    ps_issue_add(reader->issues, "yolo-polygon", &place,
                 "A line holds the points of a polygon; the box around them was taken.");
    bound(text->v, text->count, box);
    return true;
}

/* Centre and size, as fractions. */
static bool read_fractions(Reader *reader, double box[4])
{
    const PsYoloText *text = &reader->text;
    bool key_points = reader->set.columns && text->count + 1 == reader->set.columns;
    if (text->count == 5) {
        PsPlace place = ps_yolo_place(text);
        ps_issue_add(reader->issues, "score-in-ground-truth", &place,
                     "A line of the ground truth has a sixth column, as predictions have with "
                     "their score; it was not looked at.");
    } else if (text->count != 4 && !key_points) {
        return read_polygon(reader, box);
    }
    memcpy(box, text->v, 4 * sizeof *box);
    return true;
}

static void clip_rounded(Reader *reader, double *low, double *high)
{
    double over = *high - 1 > -*low ? *high - 1 : -*low;
    if (over <= EXACT || over > ROUNDED) return;
    PsPlace place = ps_yolo_place(&reader->text);
    ps_issue_add(reader->issues, "box-rounded-over-edge", &place,
                 "A box reaches over the edge of its picture by what rounding leaves; it was cut "
                 "at the edge.");
    if (*low < 0 && -*low <= ROUNDED) *low = 0;
    if (*high > 1 && *high - 1 <= ROUNDED) *high = 1;
}

static PsBox in_pixels(Reader *reader, const double box[4])
{
    double left = box[0] - box[2] / 2, right = box[0] + box[2] / 2;
    double top = box[1] - box[3] / 2, bottom = box[1] + box[3] / 2;
    double width = box[2], height = box[3];
    double before[4] = {left, right, top, bottom};
    clip_rounded(reader, &left, &right);
    clip_rounded(reader, &top, &bottom);
    if (left != before[0] || right != before[1]) width = right - left;
    if (top != before[2] || bottom != before[3]) height = bottom - top;
    return (PsBox){left * reader->image->width, top * reader->image->height,
                   width * reader->image->width, height * reader->image->height};
}

/* ------------------------------------------------------------------ classes */

static bool refuse_class(const Reader *reader)
{
    char found[60], wanted[80];
    PsPlace place = ps_yolo_place(&reader->text);
    snprintf(found, sizeof found, "class %lld", (long long)reader->text.class_number);
    snprintf(wanted, sizeof wanted, "a class from 0 to %d, which have names",
             reader->set.classes.count - 1);
    return ps_refuse(reader->error, reader->file.path, &place, wanted, found);
}

static bool add_class(Reader *reader, int number, const PsPlace *place)
{
    const PsClassList *list = &reader->set.classes;
    const char *name = number < list->count ? list->names[number] : NULL;
    PsArena *arena = reader->builder->arena;
    if (list->count == 0) name = ps_arena_printf(arena, "class %d", number);
    PsClass class = {.id = number, .name = name ? ps_arena_text(arena, name) : ""};
    PsPlaces places = {.id = *place, .name = *place};
    return ps_truth_add_class(reader->builder, &class, &places, reader->error) >= 0;
}

static bool read_class(Reader *reader, int *class_index)
{
    int64_t number = reader->text.class_number;
    PsPlace place = ps_yolo_place(&reader->text);
    if (reader->set.classes.count > 0 && number >= reader->set.classes.count) {
        return refuse_class(reader);
    }
    if (reader->text.class_with_point) {
        ps_issue_add(reader->issues, "class-with-point", &place,
                     "A class number is written with a point or an exponent; it is whole and was "
                     "taken.");
    }
    *class_index = ps_truth_class(reader->builder, number);
    if (*class_index >= 0) return true;
    if (!add_class(reader, (int)number, &place)) return false;
    *class_index = ps_truth_class(reader->builder, number);
    return true;
}

static bool add_named_classes(Reader *reader)
{
    PsPlace whole = {0};
    for (int i = 0; i < reader->set.classes.count; i++) {
        if (reader->set.classes.names[i] && !add_class(reader, i, &whole)) return false;
    }
    return true;
}

/* ------------------------------------------------------------------ files */

static void note_pixels(Reader *reader, const double box[4])
{
    reader->boxes++;
    bool beyond = false;
    for (int i = 0; i < 4; i++) beyond |= fabs(box[i]) > FRACTION;
    if (!beyond || reader->in_pixels++ > 0) return;
    PsPlace place = ps_yolo_place(&reader->text);
    reader->pixels = ps_place_keep(&place, reader->builder->arena);
}

static bool read_object(Reader *reader)
{
    double box[4] = {0};
    PsObject object = {.image = reader->image_index, .area = NAN};
    if (!read_class(reader, &object.class_index)) return false;
    if (!read_fractions(reader, box)) return false;
    PsPlace place = ps_yolo_place(&reader->text);
    Line line = {(double)reader->text.class_number, box[0], box[1], box[2], box[3]};
    if (is_repeated(reader, &line)) {
        ps_issue_add(reader->issues, "duplicate-line", &place,
                     "The same line stands twice in a file; it was taken once, as trainers do.");
        return true;
    }
    note_pixels(reader, box);
    object.id = reader->next_object++;
    object.box = in_pixels(reader, box);
    PsPlaces places = {.id = place, .box = place, .area = place};
    ps_truth_add_object(reader->builder, &object, &places);
    return true;
}

static bool read_labels(Reader *reader, const char *name)
{
    if (!ps_source_read(reader->source, name, &reader->file, reader->error)) return false;
    reader->labels++;
    ps_arena_reset(reader->scratch);
    ps_buf_clear(&reader->lines);
    reader->seen = NULL;
    ps_yolo_start(&reader->text, &reader->file);
    while (ps_yolo_next(&reader->text, reader->error)) {
        if (!read_object(reader)) return false;
    }
    return reader->error->code == PS_OK;
}

static void leave_out(Reader *reader, const PsYoloImage *image, const char *why)
{
    reader->left_out++;
    bool first = ps_issue_add(reader->issues, "picture-missing", NULL, NULL);
    if (!first) return;
    const char *shown = ps_text_shown(reader->scratch, image->path);
    ps_issue_text(reader->issues,
                  "A picture of the set cannot be read, so its size is not known; it was left out "
                  "with its labels (the first: %.200s, %.80s). --images names the folder of the "
                  "pictures.",
                  shown, why);
}

static bool read_image(Reader *reader, const PsYoloImage *from)
{
    PsArena *arena = reader->builder->arena;
    const char *why;
    PsImage image = {.id = (int64_t)PS_BUF_COUNT(&reader->builder->images, PsImage) + 1,
                     .file = ps_arena_text(arena, from->file)};
    if (!ps_sizes_read(&reader->set.sizes, from->picture, &image.width, &image.height, &why)) {
        leave_out(reader, from, why);
        return true;
    }
    PsPlaces places = {.name = {.file = from->path}};
    ps_truth_enter_split(reader->builder, from->split);
    reader->image = &image;
    reader->image_index = ps_truth_add_image(reader->builder, &image, &places, reader->error);
    if (reader->image_index < 0) return false;
    return !from->label || read_labels(reader, from->label);
}

static bool refuse_without_pictures(const Reader *reader)
{
    return ps_fail(reader->error, PS_ERROR_INPUT, reader->source->path, NULL,
                   "--images FOLDER, the folder of the pictures",
                   "none of the pictures is here, and YOLO labels are fractions of their size");
}

/* Fractions that run into the dozens are pixels; one hint says so for all. */
static void hint_pixels(Reader *reader)
{
    if (reader->in_pixels == 0 || reader->in_pixels * 2 < reader->boxes) return;
    ps_issue_add(reader->issues, "labels-look-like-pixels", &reader->pixels,
                 "Most labels have values far above 1: they seem to be pixels where YOLO has "
                 "fractions of the picture's size; nothing was changed.");
}

static bool read_set(Reader *reader)
{
    const PsYoloImage *images = PS_BUF_ITEMS(&reader->set.images, PsYoloImage);
    size_t count = PS_BUF_COUNT(&reader->set.images, PsYoloImage);
    if (!add_named_classes(reader)) return false;
    for (size_t i = 0; i < count; i++) {
        if (!read_image(reader, &images[i])) return false;
    }
    if (reader->left_out == (int)count) return refuse_without_pictures(reader);
    hint_pixels(reader);
    reader->source->files_read = reader->labels; /* data.yaml and lists aside */
    return true;
}

bool ps_yolo_read(PsSource *source, PsTruthBuilder *builder, PsError *error)
{
    Reader reader = {.source = source,
                     .builder = builder,
                     .issues = &builder->issues,
                     .text = {.values = PS_BUF},
                     .file = PS_SOURCE_FILE,
                     .scratch = ps_arena_new(),
                     .lines = PS_BUF,
                     .next_object = 1,
                     .error = error};
    builder->made_image_ids = true;
    bool fine = ps_yolo_set_open(&reader.set, source, &builder->issues, error) && read_set(&reader);
    ps_yolo_set_close(&reader.set);
    ps_source_file_free(&reader.file);
    ps_buf_free(&reader.text.values);
    ps_buf_free(&reader.lines);
    ps_arena_free(reader.scratch);
    return fine;
}
