/* Columns of a CSV: something known of each image, as figures or as words. */
#include "explore/csv.h"
#include "explore/name_match.h"
#include "explore/matrix.h"
#include "explore/remarks.h"

#include "base/file.h"
#include "base/number.h"
#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { MOST_BYTES = 256 * 1024 * 1024, MOST_COLUMNS = 200 };

typedef struct Reader {
    const PsDataset *dataset;
    PsColumns *columns;
    PsRemarks remarks;
    PsCsv csv;
    int field_count, name_field;
    const char **heads;
    const char ***cells; /* [field][image]; NULL where unknown */
} Reader;

static void take_heads(Reader *reader)
{
    PsArena *arena = reader->columns->arena;
    reader->field_count = ps_csv_count(&reader->csv);
    if (reader->field_count > MOST_COLUMNS) reader->field_count = MOST_COLUMNS;
    reader->heads = PS_ARRAY(arena, const char *, reader->field_count);
    reader->cells = PS_ARRAY(arena, const char **, reader->field_count);
    reader->name_field = -1;
    for (int f = 0; f < reader->field_count; f++) {
        const char *head = ps_arena_text(arena, ps_csv_field(&reader->csv, f));
        reader->heads[f] = ps_text_shown(arena, head);
        reader->cells[f] = PS_ARRAY(arena, const char *, reader->dataset->image_count);
        if (reader->name_field < 0 && ps_is_name_key(head)) reader->name_field = f;
    }
    if (reader->name_field < 0) reader->name_field = 0;
}

static void take_record(Reader *reader, int image)
{
    PsArena *arena = reader->columns->arena;
    for (int f = 0; f < reader->field_count && f < ps_csv_count(&reader->csv); f++) {
        const char *text = ps_csv_field(&reader->csv, f);
        if (*text) reader->cells[f][image] = ps_text_shown(arena, ps_arena_text(arena, text));
    }
}

/* Returns how many images have a record. */
static int take_records(Reader *reader)
{
    PsArena *scratch = ps_arena_new();
    PsMatch *match = ps_match_new(reader->dataset, scratch);
    bool *seen = PS_ARRAY(scratch, bool, reader->dataset->image_count);
    int count = 0;
    while (ps_csv_next(&reader->csv)) {
        bool named = reader->name_field < ps_csv_count(&reader->csv);
        const char *name = named ? ps_csv_field(&reader->csv, reader->name_field) : "";
        int image = ps_match_image(match, name);
        if (image < 0) {
            ps_remark(&reader->remarks, "slice-unknown-image",
                      "The row names no image of the ground truth, or more than one; it was left "
                      "out.",
                      "line %ld, %s", reader->csv.line, name);
        } else if (seen[image]) {
            ps_remark(&reader->remarks, "slice-repeated",
                      "The image has a row already; this one was left out.", "line %ld, %s",
                      reader->csv.line, name);
        } else {
            seen[image] = true;
            take_record(reader, image);
            count++;
        }
    }
    ps_arena_free(scratch);
    return count;
}

/* The figures of a column, or NULL if one of its texts is no number. */
static double *find_values(const Reader *reader, int field)
{
    double *values = PS_ARRAY(reader->columns->arena, double, reader->dataset->image_count);
    for (int i = 0; i < reader->dataset->image_count; i++) {
        const char *text = reader->cells[field][i];
        values[i] = NAN;
        if (!text || strcasecmp(text, "nan") == 0 || ps_number_parse(text, &values[i])) continue;
        return NULL;
    }
    return values;
}

/* Names and numbers of images set every image apart: nothing can be cut from them. */
static bool is_identity(const char *head)
{
    return ps_is_name_key(head) || strcasecmp(head, "id") == 0 || strcasecmp(head, "image_id") == 0;
}

static void make_columns(Reader *reader)
{
    PsColumns *columns = reader->columns;
    columns->items = PS_ARRAY(columns->arena, PsSliceColumn, reader->field_count);
    for (int f = 0; f < reader->field_count; f++) {
        if (f == reader->name_field || is_identity(reader->heads[f])) continue;
        double *values = find_values(reader, f);
        columns->items[columns->count++] =
            (PsSliceColumn){.name = *reader->heads[f] ? reader->heads[f] : "column without a name",
                            .values = values,
                            .words = values ? NULL : reader->cells[f],
                            .sliced = true};
    }
}

/* Names and words of the columns are shown, so they must be text. */
static bool check_text(const PsBytes *bytes, const char *path, PsError *error)
{
    char place[40];
    size_t bad = ps_utf8_check(bytes->data, bytes->size);
    if (bad == bytes->size) return true;
    snprintf(place, sizeof place, "byte %zu", bad);
    return ps_fail(error, PS_ERROR_INPUT, path, place, "wanted text in UTF-8",
                   "byte 0x%02X is not valid UTF-8", (unsigned)(unsigned char)bytes->data[bad]);
}

static bool read_all(Reader *reader, const char *path, PsError *error)
{
    PsBytes bytes;
    if (!ps_file_read(path, MOST_BYTES, &bytes, error)) return false;
    if (!check_text(&bytes, path, error)) {
        ps_bytes_free(&bytes);
        return false;
    }
    ps_sha256(bytes.data, bytes.size, reader->columns->input.sha256);
    ps_csv_start(&reader->csv, bytes.data, bytes.size);
    bool fine = ps_csv_next(&reader->csv);
    if (fine) {
        take_heads(reader);
        fine = take_records(reader) > 0;
    }
    if (fine)
        make_columns(reader);
    else
        ps_fail(error, PS_ERROR_INPUT, path, NULL,
                "a head line, then one row an image: its file "
                "name, and what is known of it",
                "no row names an image of the ground truth");
    ps_csv_end(&reader->csv);
    ps_bytes_free(&bytes);
    return fine;
}

PsColumns *ps_columns_read(const PsDataset *dataset, const char *path, PsError *error)
{
    PsArena *arena = ps_arena_new();
    PsColumns *columns = PS_NEW(arena, PsColumns);
    columns->arena = arena;
    columns->input = (PsInput){.role = "slices", .file_count = 1, .format = "csv"};
    columns->input.path = ps_arena_text(arena, path);
    columns->input.name = ps_path_base(columns->input.path);
    Reader reader = {.dataset = dataset, .columns = columns};
    reader.remarks = (PsRemarks){arena, columns->input.path, PS_BUF};
    bool fine = read_all(&reader, path, error);
    columns->issues = ps_remarks_end(&reader.remarks, &columns->issue_count);
    if (fine) return columns;
    ps_columns_free(columns);
    return NULL;
}

void ps_columns_free(PsColumns *columns)
{
    if (columns) ps_arena_free(columns->arena);
}
