/* Rows of a matrix in the making; see rows.h. */
#include "explore/rows.h"

#include <stdio.h>

PsRows ps_rows_start(PsMatrix *matrix)
{
    return (PsRows){.matrix = matrix, .values = PS_BUF, .names = PS_BUF};
}

void ps_rows_number(PsRows *rows, double value)
{
    float number = ps_to_float(value);
    PS_BUF_PUSH(&rows->values, number);
}

bool ps_rows_end(PsRows *rows, const char *name, long line, PsError *error)
{
    PsMatrix *matrix = rows->matrix;
    size_t before = (size_t)rows->row_count * (size_t)matrix->dims;
    size_t dims = PS_BUF_COUNT(&rows->values, float) - before;
    char place[40];
    snprintf(place, sizeof place, "line %ld", line);
    if (dims == 0) {
        return ps_fail(error, PS_ERROR_INPUT, matrix->file, place,
                       "the numbers of a vector, with or without a file name", "no numbers");
    }
    if (rows->row_count == 0) matrix->dims = dims > PS_MOST_DIMS ? PS_MOST_DIMS + 1 : (int)dims;
    if (dims != (size_t)matrix->dims && dims <= PS_MOST_DIMS) {
        return ps_fail(error, PS_ERROR_INPUT, matrix->file, place, "as many as in the first row",
                       "%zu numbers, the first row has %d", dims, matrix->dims);
    }
    rows->row_count++;
    if (!ps_matrix_allowed(matrix, (uint64_t)rows->row_count, dims, error)) return false;
    const char *kept = name ? ps_arena_text(matrix->arena, name) : NULL;
    if (kept) PS_BUF_PUSH(&rows->names, kept);
    rows->named += kept != NULL;
    if (rows->named == 0 || rows->named == rows->row_count) return true;
    return ps_fail(error, PS_ERROR_INPUT, matrix->file, place, "a name in every row, or in none",
                   "%s", name ? "a name, but rows before have none" : "no name");
}

bool ps_rows_finish(PsRows *rows, bool fine, PsError *error)
{
    PsMatrix *matrix = rows->matrix;
    if (fine && rows->row_count == 0) {
        fine = ps_fail(error, PS_ERROR_INPUT, matrix->file, NULL, "one row an image", "no rows");
    }
    if (fine) {
        matrix->rows = rows->row_count;
        matrix->values = PS_BUF_ITEMS(&rows->values, float);
        rows->values = (PsBuf)PS_BUF;
        if (rows->named > 0) {
            matrix->names = ps_arena_copy(matrix->arena, rows->names.data, rows->names.length);
        }
    }
    ps_buf_free(&rows->values);
    ps_buf_free(&rows->names);
    return fine;
}
