/* Columns of a CSV: something known of each image, as figures or as words. */
#include "explore/name_match.h"
#include "explore/matrix.h"
#include "explore/remarks.h"

#include "base/file.h"
#include "base/number.h"
#include "base/table.h"
#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { MOST_BYTES = 256 * 1024 * 1024, MOST_COLUMNS = 200 /* that are kept, names among them */ };

typedef struct Reader {
    const PsDataset *dataset;
    PsColumns *columns;
    PsRemarks remarks;
    PsTable table;
    int field_count; /* of the first line, as far as they are kept */
    int head_count;  /* of the first line */
    int name_field;
    const char **heads;
    const char ***cells; /* [field][image]; NULL where unknown */
} Reader;

static void find_names(Reader *reader)
{
    reader->name_field = 0;
    for (int f = reader->head_count - 1; f >= 0; f--) {
        if (ps_is_name_key(ps_table_field(&reader->table, f))) reader->name_field = f;
    }
}

static void take_heads(Reader *reader)
{
    PsArena *arena = reader->columns->arena;
    reader->head_count = reader->field_count = reader->table.count;
    find_names(reader);
    if (reader->field_count > MOST_COLUMNS) {
        reader->field_count = MOST_COLUMNS;
        const char *text = ps_arena_printf(
            arena, "The first %d columns were taken; the others were left out.", MOST_COLUMNS);
        ps_remark(&reader->remarks, "slice-columns-left-out", text, "%d columns",
                  reader->head_count);
    }
    reader->heads = PS_ARRAY(arena, const char *, reader->field_count);
    reader->cells = PS_ARRAY(arena, const char **, reader->field_count);
    for (int f = 0; f < reader->field_count; f++) {
        const char *head = ps_arena_text(arena, ps_table_field(&reader->table, f));
        reader->heads[f] = ps_text_shown(arena, head);
        reader->cells[f] = PS_ARRAY(arena, const char *, reader->dataset->image_count);
    }
}

/* A record of another length may have lost a delimiter: its cells may stand in wrong columns. */
static void check_length(Reader *reader, const char *name)
{
    const PsTable *table = &reader->table;
    int most = reader->head_count;
    bool fine = table->count == most || (table->count == most + 1 && !*ps_table_field(table, most));
    if (fine) return;
    ps_remark(&reader->remarks, "slice-row-length",
              "The row does not have as many fields as the first line: what is missing is unknown, "
              "what is beyond it was left out.",
              "line %ld, %s", table->line, name);
}

static void take_record(Reader *reader, int image)
{
    PsArena *arena = reader->columns->arena;
    for (int f = 0; f < reader->field_count; f++) {
        const char *text = ps_table_field(&reader->table, f);
        if (*text) reader->cells[f][image] = ps_text_shown(arena, ps_arena_text(arena, text));
    }
}

static bool judge_record(Reader *reader, PsMatch *match, bool *seen)
{
    long line = reader->table.line;
    const char *name = ps_table_field(&reader->table, reader->name_field);
    int image = ps_match_image(match, name);
    if (image < 0) {
        ps_remark(&reader->remarks, "slice-unknown-image",
                  "The row names no image of the ground truth, or more than one; it was left out.",
                  "line %ld, %s", line, name);
        return false;
    }
    if (seen[image]) {
        ps_remark(&reader->remarks, "slice-repeated",
                  "The image has a row already; this one was left out.", "line %ld, %s", line,
                  name);
        return false;
    }
    check_length(reader, name);
    take_record(reader, image);
    return seen[image] = true;
}

/* How many images have a record; -1: a fault of grammar. */
static int take_records(Reader *reader, PsError *error)
{
    PsArena *scratch = ps_arena_new();
    PsMatch *match = ps_match_new(reader->dataset, scratch);
    bool *seen = PS_ARRAY(scratch, bool, reader->dataset->image_count);
    int count = 0;
    while (ps_table_next(&reader->table, error)) count += judge_record(reader, match, seen);
    ps_arena_free(scratch);
    return error->code == PS_OK ? count : -1;
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

static bool read_table(Reader *reader, PsError *error)
{
    int count = 0;
    if (ps_table_next(&reader->table, error)) {
        take_heads(reader);
        count = take_records(reader, error);
    }
    if (error->code != PS_OK) return false;
    if (count > 0) make_columns(reader);
    return count > 0 || ps_fail(error, PS_ERROR_INPUT, reader->table.path, NULL,
                                "a head line, then one row an image: its file name, and what is "
                                "known of it",
                                "no row names an image of the ground truth");
}

static bool read_all(Reader *reader, const char *path, PsError *error)
{
    PsBytes bytes;
    if (!ps_file_read(path, MOST_BYTES, &bytes, error)) return false;
    ps_sha256(bytes.data, bytes.size, reader->columns->input.sha256);
    bool fine = ps_table_open(&reader->table, path, bytes.data, bytes.size, error) &&
                read_table(reader, error);
    ps_table_close(&reader->table);
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
