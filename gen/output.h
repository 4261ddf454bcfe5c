/* The report folder appears whole or not at all: it is built beside its place, under a hidden name
   that nobody else uses, and changes places with an older report at the end. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "base/arena.h"
#include "base/error.h"
#include "options.h"

#include <stdatomic.h>

typedef struct Output {
    const char *shown; /* the folder as the user named it */
    const char *final; /* where the report will stand; if something is there, with links resolved */
    const char *part;  /* where it is built: .NAME.proofsheet-part beside it */
    const char *old;   /* where an older one waits if the two cannot change places at once */
    const char *left;  /* of output_finish: the older one, to be removed; NULL: there was none */
    int lock;          /* held on the mark in `part` while this run works on it */
    atomic_bool made;  /* `part` is this run's */
} Output;

/* Decides where the report goes, and touches nothing. Refuses a place where something stands that
   is neither an empty folder nor a report of ours as it was written, and one that holds an input.
 */
bool output_place(const Options *options, PsArena *arena, Output *output, PsError *error);

/* Makes the folder to build in; what a run that was killed left there is removed. */
bool output_start(Output *output, PsArena *arena, PsError *error);

/* All is written: the mark lists it. */
bool output_seal(const Output *output, PsError *error);

/* Puts the finished folder in its place. The place is checked again. */
bool output_finish(Output *output, PsArena *arena, PsError *error);

/* Removes what was built. Asks for no memory. */
void output_abandon(const Output *output);

/* Removes the older report, if one was replaced, and gives the lock back. False: it is still there,
   in output->left. */
bool output_close(const Output *output, PsError *error);

#endif
