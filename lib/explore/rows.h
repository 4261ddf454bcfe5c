/* A table that grows row by row, for formats that do not say beforehand how large it is. */
#ifndef PS_EXPLORE_ROWS_H
#define PS_EXPLORE_ROWS_H

#include "base/buf.h"
#include "explore/matrix.h"

typedef struct PsRows {
    PsMatrix *matrix;
    PsBuf values, names; /* float; const char * */
    int row_count, named;
} PsRows;

PsRows ps_rows_start(PsMatrix *matrix);
void ps_rows_number(PsRows *rows, double value);

/* Ends the row at `line`: as many numbers as the rows before; `name` may be NULL. */
bool ps_rows_end(PsRows *rows, const char *name, long line, PsError *error);

/* Hands the rows over to the matrix if `fine`, else frees them; returns whether all is well. */
bool ps_rows_finish(PsRows *rows, bool fine, PsError *error);

#endif
