/* Boxes in CSV; see csv_boxes.h. A row without class and box says that its image has no objects. */
#include "read/text/csv_boxes.h"

#include "base/number.h"
#include "read/text/csv_columns.h"
#include "read/limits.h"
#include "read/named.h"
#include "read/parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------ recognising */

typedef enum Kind { NO_BOXES, PLAIN, OPEN_IMAGES } Kind;

/* Length of the first line; 0 if it is longer than any header. */
static size_t first_line(const char *data)
{
    size_t length = 0;
    while (length < PS_LIMIT_FIELD && data[length] && data[length] != '\n') length++;
    return length < PS_LIMIT_FIELD ? length : 0;
}

/* By the first line; only that much is looked at. */
static Kind kind_of(const char *data)
{
    PsTable table;
    PsError error;
    PsCsvColumns columns;
    size_t blank = strspn(data, " \r\n"), length = blank + first_line(data + blank);
    Kind kind = NO_BOXES;
    PsBuf line = PS_BUF;
    ps_buf_bytes(&line, data, length);
    if (ps_table_open(&table, "", line.data, line.length, &error) &&
        ps_table_next(&table, &error)) {
        ps_csv_columns(&table, &columns);
        if (ps_csv_has_boxes(&columns)) {
            kind = ps_csv_is_open_images(&table, &columns) ? OPEN_IMAGES : PLAIN;
        }
    }
    ps_table_close(&table);
    ps_buf_free(&line);
    return kind;
}

static bool looks_plain(const char *name, const char *data)
{
    (void)name;
    return kind_of(data) == PLAIN;
}

static bool looks_open_images(const char *name, const char *data)
{
    (void)name;
    return kind_of(data) == OPEN_IMAGES;
}

static const char *const endings[] = {"csv", "tsv", NULL};
static const PsParts plain = {endings, looks_plain,
                              "no header with columns for image, class and box", PS_SPLIT_BY_NAME};
static const PsParts open_images = {
    endings, looks_open_images, "no header with ImageID, LabelName, XMin ...", PS_SPLIT_BY_NAME};

const char *ps_csv_recognise(PsSource *source)
{
    return ps_parts_recognise(source, &plain);
}

const char *ps_open_images_recognise(PsSource *source)
{
    return ps_parts_recognise(source, &open_images);
}

/* ------------------------------------------------------------------ fields */

typedef struct Reader {
    PsNamed named;
    PsTable table;
    PsCsvColumns columns;
    bool fractions; /* of the picture's width and height */
    PsError *error;
} Reader;

static const char *field(const Reader *reader, PsColumn column)
{
    return ps_table_field(&reader->table, reader->columns.at[column]);
}

/* `key`: name of a column, or NULL. */
static PsPlace line_place(const PsTable *table, const char *key)
{
    return (PsPlace){.key = key, .line = table->line, .file = table->path};
}

static PsPlace place_of(const Reader *reader, PsColumn column)
{
    return line_place(&reader->table, ps_csv_column_name(column));
}

static bool refuse_field(Reader *reader, PsColumn column, const char *wanted)
{
    char found[80];
    const char *text = field(reader, column);
    snprintf(found, sizeof found, *text ? "\"%.60s\"" : "nothing", text);
    PsPlace place = place_of(reader, column);
    return ps_refuse(reader->error, reader->table.path, &place, wanted, found);
}

/* "0,25": as spreadsheets of half of the world write it. */
static bool parse_comma(const char *text, double *value)
{
    char copy[PS_LIMIT_DIGITS];
    const char *comma = strchr(text, ',');
    size_t length = strlen(text);
    if (!comma || strchr(comma + 1, ',') || strchr(text, '.') || length >= sizeof copy)
        return false;
    memcpy(copy, text, length + 1);
    copy[comma - text] = '.';
    return ps_number_parse(copy, value);
}

static bool read_number(Reader *reader, PsColumn column, double *value)
{
    const char *text = field(reader, column);
    if (ps_number_parse(text, value)) return true;
    if (!parse_comma(text, value)) return refuse_field(reader, column, "a finite number");
    PsPlace place = place_of(reader, column);
    ps_issue_add(reader->named.issues, "decimal-comma", &place,
                 "A number is written with a decimal comma; it was read so.");
    return true;
}

/* 0 where nothing is said. */
static bool read_side(Reader *reader, PsColumn column, int *side)
{
    double value = 0;
    *side = 0;
    if (!*field(reader, column)) return true;
    if (!read_number(reader, column, &value)) return false;
    if (value > PS_LIMIT_SIDE) {
        return refuse_field(reader, column, "a side of at most 16777216 pixels");
    }
    *side = value > 0 ? (int)ceil(value) : 0;
    return true;
}

/* How far a fraction may be off for its rounding, 0.5 in the last place; 1 if it is not a plain
   decimal fraction. */
static double rounding_of(const char *text)
{
    const char *point = text + strcspn(text, ".,");
    size_t digits = *point ? strspn(point + 1, "0123456789") : 0;
    return digits && !point[1 + digits] ? 0.5 * pow(10, -(double)digits) : 1;
}

/* The pixel that a fraction stands for. Pictures are labelled in whole pixels as a rule: where one
   lies within the rounding of the fraction, and that is small, it is the one that was meant. */
static double in_pixels(const char *text, double fraction, int side)
{
    enum { HUNDREDTH = 100 };
    double pixels = fraction * side, whole = round(pixels), off = rounding_of(text) * side;
    return off * HUNDREDTH < 1 && fabs(pixels - whole) <= off ? whole : pixels;
}

static bool read_box(Reader *reader, int image, PsBox *box)
{
    double v[4];
    int sides[2];
    bool corners = reader->columns.corners;
    PsColumn first = corners ? PS_COLUMN_XMIN : PS_COLUMN_X;
    ps_named_size(&reader->named, image, &sides[0], &sides[1]);
    for (int k = 0; k < 4; k++) {
        PsColumn column = first + (PsColumn)k;
        if (!read_number(reader, column, &v[k])) return false;
        if (reader->fractions) v[k] = in_pixels(field(reader, column), v[k], sides[k % 2]);
    }
    *box = (PsBox){v[0], v[1], corners ? v[2] - v[0] : v[2], corners ? v[3] - v[1] : v[3]};
    return true;
}

/* ------------------------------------------------------------------ rows */

static bool is_without_box(const Reader *reader)
{
    PsColumn first = reader->columns.corners ? PS_COLUMN_XMIN : PS_COLUMN_X;
    for (int k = 0; k < 4; k++) {
        if (*field(reader, first + (PsColumn)k)) return false;
    }
    return !*field(reader, PS_COLUMN_CLASS);
}

static bool read_score(Reader *reader, double *score)
{
    *score = NAN;
    if (reader->named.truth || reader->columns.at[PS_COLUMN_SCORE] < 0) return true;
    return read_number(reader, PS_COLUMN_SCORE, score);
}

/* A group of objects in one box is what COCO calls a crowd. */
static void read_group(Reader *reader, PsNamedBox *box)
{
    box->crowd = reader->named.truth && strcmp(field(reader, PS_COLUMN_GROUP), "1") == 0;
    if (!box->crowd) return;
    PsPlace place = place_of(reader, PS_COLUMN_GROUP);
    ps_issue_add(reader->named.issues, "group-as-crowd", &place,
                 "A box holds a group of objects; it was taken as a crowd, in which detections "
                 "count neither as found nor as false.");
}

static bool add_box(Reader *reader, int image)
{
    PsNamedBox box = {.image = image,
                      .class_name = field(reader, PS_COLUMN_CLASS),
                      .image_place = place_of(reader, PS_COLUMN_IMAGE),
                      .class_place = place_of(reader, PS_COLUMN_CLASS),
                      .score_place = place_of(reader, PS_COLUMN_SCORE)};
    box.box_place = place_of(reader, reader->columns.corners ? PS_COLUMN_XMIN : PS_COLUMN_X);
    if (!read_box(reader, image, &box.box) || !read_score(reader, &box.score)) return false;
    read_group(reader, &box);
    return ps_named_add(&reader->named, &box);
}

static bool check_width(Reader *reader)
{
    char found[80], wanted[40];
    const PsTable *table = &reader->table;
    int count = reader->columns.count;
    if (table->count == count) return true;
    if (table->count == count + 1 && !*ps_table_field(table, count)) return true;
    snprintf(found, sizeof found, "a line with %d fields", table->count);
    snprintf(wanted, sizeof wanted, "%d fields as in the header", count);
    PsPlace place = line_place(table, NULL);
    return ps_refuse(reader->error, table->path, &place, wanted, found);
}

static bool read_row(Reader *reader)
{
    bool fine = true;
    ps_arena_reset(reader->named.scratch);
    if (!check_width(reader)) return false;
    PsNamedImage image = {.written = field(reader, PS_COLUMN_IMAGE),
                          .place = place_of(reader, PS_COLUMN_IMAGE)};
    if (!*image.written) return refuse_field(reader, PS_COLUMN_IMAGE, "the name of a picture");
    if (!read_side(reader, PS_COLUMN_IMAGE_WIDTH, &image.width)) return false;
    if (!read_side(reader, PS_COLUMN_IMAGE_HEIGHT, &image.height)) return false;
    int index = ps_named_image(&reader->named, &image, &fine);
    if (!fine || is_without_box(reader)) return fine;
    return (reader->named.truth && index < 0) || add_box(reader, index);
}

/* ------------------------------------------------------------------ files */

static bool check_header(Reader *reader)
{
    bool results = reader->named.results != NULL;
    PsPlace place = line_place(&reader->table, NULL);
    const char *wanted = results ? "image, class, score and x, y, width, height (or xmin, ymin, "
                                   "xmax, ymax)"
                                 : "image, class and x, y, width, height (or xmin, ymin, xmax, "
                                   "ymax)";
    if (!ps_csv_has_boxes(&reader->columns)) {
        return ps_refuse(reader->error, reader->table.path, &place, wanted,
                         "the first line does not name the columns for image, class and box");
    }
    bool score = reader->columns.at[PS_COLUMN_SCORE] >= 0;
    if (!results && score && !reader->fractions) {
        ps_issue_add(reader->named.issues, "score-in-ground-truth", &place,
                     "There is a column of scores, as predictions have; it was read as ground "
                     "truth.");
    }
    return true;
}

static bool read_rows(Reader *reader)
{
    while (ps_table_next(&reader->table, reader->error)) {
        if (!read_row(reader)) return ps_table_blame(&reader->table, reader->error);
    }
    return reader->error->code == PS_OK;
}

static bool read_file(void *context, const PsSourceFile *file, PsError *error)
{
    Reader *reader = context;
    reader->error = error;
    bool fine = ps_table_open(&reader->table, file->path, file->data, file->size, error);
    if (fine) ps_named_enter(&reader->named, file->name);
    if (fine && !ps_table_next(&reader->table, error)) {
        fine = error->code == PS_OK &&
               ps_refuse(error, file->path, NULL, "a header", "the file is empty");
    } else if (fine) {
        ps_csv_columns(&reader->table, &reader->columns);
        fine = check_header(reader) && read_rows(reader);
    }
    ps_table_close(&reader->table);
    return fine;
}

/* ------------------------------------------------------------------ the doors */

static bool check_sizes(const PsNamed *named, const PsSource *source, PsError *error)
{
    if (!named->left_out || named->truth->images.length > 0) return true;
    return ps_refuse(error, source->path, NULL,
                     "--images FOLDER with the pictures: boxes are fractions of their sizes",
                     "the picture of no image is there");
}

static bool read_truth(PsSource *source, const PsParts *parts, PsTruthBuilder *builder,
                       PsError *error)
{
    Reader reader = {.fractions = parts == &open_images};
    bool fine = ps_named_truth(&reader.named, source, builder, error);
    reader.named.needs_size = reader.fractions;
    fine = fine && ps_parts_read(source, parts, &builder->issues, read_file, &reader, error) &&
           check_sizes(&reader.named, source, error);
    ps_named_close(&reader.named);
    return fine;
}

static bool read_results(PsSource *source, const PsParts *parts, PsResultBuilder *builder,
                         PsError *error)
{
    Reader reader = {.fractions = parts == &open_images};
    bool fine = ps_named_results(&reader.named, source, builder, error) &&
                ps_parts_read(source, parts, &builder->issues, read_file, &reader, error);
    ps_named_close(&reader.named);
    return fine;
}

bool ps_csv_read(PsSource *source, PsTruthBuilder *builder, PsError *error)
{
    return read_truth(source, &plain, builder, error);
}

bool ps_csv_results_read(PsSource *source, PsResultBuilder *builder, PsError *error)
{
    return read_results(source, &plain, builder, error);
}

bool ps_open_images_read(PsSource *source, PsTruthBuilder *builder, PsError *error)
{
    return read_truth(source, &open_images, builder, error);
}

bool ps_open_images_results_read(PsSource *source, PsResultBuilder *builder, PsError *error)
{
    return read_results(source, &open_images, builder, error);
}
