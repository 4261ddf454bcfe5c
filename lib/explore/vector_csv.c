/* Vectors as CSV or TSV: a row an image, with or without a head line, with or without a column of
   file names. */
#include "explore/csv.h"
#include "explore/rows.h"

#include "base/number.h"

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
static int find_text(const PsCsv *csv)
{
    int found = -1;
    double value;
    for (int i = 0; i < ps_csv_count(csv); i++) {
        if (parse(ps_csv_field(csv, i), &value)) continue;
        if (found != -1) return -2;
        found = i;
    }
    return found;
}

/* From the first record: "file_name,0,1,2" is a head line although most of it are numbers. */
static Layout judge(const PsCsv *csv)
{
    int text = find_text(csv);
    bool key = text >= 0 && (ps_is_name_key(ps_csv_field(csv, text)) || !*ps_csv_field(csv, text));
    if (text >= -1 && !key && ps_csv_count(csv) > 1) return (Layout){text, false};
    Layout layout = {-1, true};
    for (int i = 0; i < ps_csv_count(csv) && layout.names < 0; i++) {
        if (ps_is_name_key(ps_csv_field(csv, i))) layout.names = i;
    }
    return layout;
}

static bool read_record(const PsCsv *csv, const Layout *layout, PsRows *rows, PsError *error)
{
    double value;
    int count = ps_csv_count(csv);
    for (int i = 0; i < count; i++) {
        if (i == layout->names) continue;
        if (!parse(ps_csv_field(csv, i), &value)) {
            char place[60];
            snprintf(place, sizeof place, "line %ld, column %d", csv->line, i + 1);
            return ps_fail(error, PS_ERROR_INPUT, rows->matrix->file, place, "a number", "'%.80s'",
                           ps_csv_field(csv, i));
        }
        ps_rows_number(rows, value);
    }
    const char *name = NULL;
    if (layout->names >= 0) name = layout->names < count ? ps_csv_field(csv, layout->names) : "";
    return ps_rows_end(rows, name, csv->line, error);
}

bool ps_matrix_csv(char *data, size_t size, PsMatrix *matrix, PsError *error)
{
    PsCsv csv;
    PsRows rows = ps_rows_start(matrix);
    ps_csv_start(&csv, data, size);
    bool fine = true, more = ps_csv_next(&csv);
    Layout layout = more ? judge(&csv) : (Layout){-1, false};
    if (more && layout.head) {
        more = ps_csv_next(&csv);
        if (more && layout.names < 0) layout.names = find_text(&csv);
    }
    for (; more && fine; more = ps_csv_next(&csv)) fine = read_record(&csv, &layout, &rows, error);
    ps_csv_end(&csv);
    return ps_rows_finish(&rows, fine, error);
}
