/* Names, each kept once, and numbered as they come. */
#ifndef PS_READ_NAMES_H
#define PS_READ_NAMES_H

#include "base/buf.h"
#include "base/index.h"

/* The length without what is beyond PS_LIMIT_NAME, never in the middle of a character. */
size_t ps_name_cut(const char *name, size_t length);

typedef struct PsNames {
    PsArena *arena;
    PsIndex *index;
    PsBuf items; /* of const char * */
} PsNames;

void ps_names_start(PsNames *names, PsArena *arena);
void ps_names_free(PsNames *names);

/* Number of the name, which is copied if it is new; longer ones than PS_LIMIT_NAME are cut. */
int ps_names_add(PsNames *names, const char *name, size_t length);

int ps_names_count(const PsNames *names);
const char *ps_names_at(const PsNames *names, int number);

/* The indices of `names` in ascending order; equal names stay as they are. */
int *ps_names_order(PsArena *arena, const char *const *names, int count);

#endif
