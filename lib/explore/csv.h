/* Comma separated values (RFC 4180), record by record, in place. Internal. */
#ifndef PS_EXPLORE_CSV_H
#define PS_EXPLORE_CSV_H

#include "base/buf.h"

#include <stdbool.h>

typedef struct PsCsv {
    char *at, *end;
    char delimiter; /* tab, comma or semicolon: the first of them that the first line has */
    long line;      /* of the record, from 1 */
    long next_line;
    PsBuf fields; /* char *: terminated texts in the file's own memory, which is changed */
} PsCsv;

/* data[size] must be writable. */
void ps_csv_start(PsCsv *csv, char *data, size_t size);

/* Reads the next record that is not an empty line; false at the end. */
bool ps_csv_next(PsCsv *csv);
int ps_csv_count(const PsCsv *csv);
char *ps_csv_field(const PsCsv *csv, int index);
void ps_csv_end(PsCsv *csv);

#endif
