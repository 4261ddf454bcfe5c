/* CSV by RFC 4180: quoted fields, doubled quotes, lines that end in LF or CRLF; the delimiter is
   whichever of comma, semicolon and tab the first line has most of. Record by record, so memory
   stays flat. */
#ifndef PS_BASE_TABLE_H
#define PS_BASE_TABLE_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>

enum {
    PS_LIMIT_COLUMNS = 4096,  /* of a line, where the reader says nothing else */
    PS_LIMIT_FIELD = 1 << 20, /* bytes of one field */
};

typedef struct PsTable {
    const char *path, *text;
    const char *at, *end;
    char delimiter;
    long line;       /* of the record that was read last */
    long next_line;  /* of the one to come */
    int most_fields; /* of a line */
    int count;       /* fields of the record */
    PsBuf bytes;     /* the fields, each ended by a zero byte */
    PsBuf starts;    /* of size_t: where each starts in `bytes` */
} PsTable;

/* Looks at the bytes: UTF-8, no zero byte. To be closed, also after a failure. */
bool ps_table_open(PsTable *table, const char *path, const char *data, size_t size, PsError *error);
void ps_table_close(PsTable *table);

/* Takes up the next record; blank lines are passed over. False at the end (error->code is then
   PS_OK) and on a fault. */
bool ps_table_next(PsTable *table, PsError *error);

/* Text of a field, without spaces around it; "" if the record has no such field. */
const char *ps_table_field(const PsTable *table, int column);

/* To be called with any other refusal: replaces it by a fault of grammar further on, if there is
   one. Always false. */
bool ps_table_blame(PsTable *table, PsError *error);

#endif
