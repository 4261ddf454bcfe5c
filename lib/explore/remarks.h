/* Issues of an input under construction: those of one code are counted, the first is named. */
#ifndef PS_EXPLORE_REMARKS_H
#define PS_EXPLORE_REMARKS_H

#include "base/arena.h"
#include "base/buf.h"
#include "proofsheet.h"

typedef struct PsRemarks {
    PsArena *arena;
    const char *file;
    PsBuf items; /* PsIssue */
} PsRemarks;

/* `code` and `text` are constants or lie in the arena; the place is a printf format. */
void ps_remark(PsRemarks *remarks, const char *code, const char *text, const char *place, ...)
    __attribute__((format(printf, 4, 5)));

/* Moves the issues to the arena. */
PsIssue *ps_remarks_end(PsRemarks *remarks, int *count);

#endif
