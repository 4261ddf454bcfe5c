/* Vectors as CSV or TSV: a row an image, with or without a head line, with or without a column of
   file names. */
#include "explore/rows.h"

#include "base/number.h"
#include "base/table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* "nan" and the like are numbers that are not finite; false if it is no number at all. */
static bool parse(const char *text, double *value)
{
    static const char *const words[] = {"nan", "inf", "+inf", "-inf", "infinity", "-infinity"};
    if (ps_number_parse(text, value)) return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcasecmp(text, words[i]) != 0) continue;
        *value = NAN;
        return true;
    }
    return false;
}

/* How the columns are used. */
typedef struct Layout {
    int names; /* column of the names, or -1 */
    bool head; /* the first record is a head line */
} Layout;

/* The only field that is no number: -1 if there is none, -2 if there are several. */
static int find_text(const PsTable *table)
{
    int found = -1;
    double value;
    for (int i = 0; i < table->count; i++) {
        if (parse(ps_table_field(table, i), &value)) continue;
        if (found != -1) return -2;
        found = i;
    }
    return found;
}

/* From the first record: "file_name,0,1,2" is a head line although most of it are numbers. */
static Layout judge(const PsTable *table)
{
    int text = find_text(table);
    bool key =
        text >= 0 && (ps_is_name_key(ps_table_field(table, text)) || !*ps_table_field(table, text));
    if (text >= -1 && !key && table->count > 1) return (Layout){text, false};
    Layout layout = {-1, true};
    for (int i = 0; i < table->count && layout.names < 0; i++) {
        if (ps_is_name_key(ps_table_field(table, i))) layout.names = i;
    }
    return layout;
}

static bool read_record(const PsTable *table, const Layout *layout, PsRows *rows, PsError *error)
{
    double value;
    int count = table->count;
    for (int i = 0; i < count; i++) {
        if (i == layout->names) continue;
        if (!parse(ps_table_field(table, i), &value)) {
            char place[60];
            snprintf(place, sizeof place, "line %ld, column %d", table->line, i + 1);
            return ps_fail(error, PS_ERROR_INPUT, rows->matrix->file, place, "a number", "'%.80s'",
                           ps_table_field(table, i));
        }
        ps_rows_number(rows, value);
    }
    const char *name = NULL;
    if (layout->names >= 0)
        name = layout->names < count ? ps_table_field(table, layout->names) : "";
    return ps_rows_end(rows, name, table->line, error);
}

static bool read_records(PsTable *table, PsRows *rows, PsError *error)
{
    bool more = ps_table_next(table, error);
    Layout layout = more ? judge(table) : (Layout){-1, false};
    if (more && layout.head) {
        more = ps_table_next(table, error);
        if (more && layout.names < 0) layout.names = find_text(table);
    }
    for (; more; more = ps_table_next(table, error)) {
        if (!read_record(table, &layout, rows, error)) return ps_table_blame(table, error);
    }
    return error->code == PS_OK;
}

bool ps_matrix_csv(const char *data, size_t size, PsMatrix *matrix, PsError *error)
{
    PsTable table;
    PsRows rows = ps_rows_start(matrix);
    bool fine = ps_table_open(&table, matrix->file, data, size, error);
    table.most_fields = PS_MOST_DIMS + 2; /* a name, and one for the refusal of more */
    fine = fine && read_records(&table, &rows, error);
    ps_table_close(&table);
    return ps_rows_finish(&rows, fine, error);
}
