/* The report folder appears whole or not at all: it is built beside its place and renamed. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "base/arena.h"
#include "base/error.h"

typedef struct Output {
    const char *final; /* where the report will stand */
    const char *part;  /* where it is built */
    int lock;          /* held on the mark in `part` while this run works on it */
} Output;

/* Makes the folder to build in. Refuses a place where something stands that is neither a report of
   ours nor an empty folder. */
bool output_start(const char *path, PsArena *arena, Output *output, PsError *error);

/* Puts the finished folder in its place; an older report there is replaced. */
bool output_finish(const Output *output, PsArena *arena, PsError *error);

/* Removes what was built. */
void output_abandon(const Output *output);

/* Gives the lock back; after output_finish or output_abandon. */
void output_close(const Output *output);

#endif
