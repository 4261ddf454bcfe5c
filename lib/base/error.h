/* Errors as values: what went wrong, in which file, at which place, found against wanted. */
#ifndef PS_BASE_ERROR_H
#define PS_BASE_ERROR_H

#include <stdbool.h>

/* The numbers are the exit statuses of the program. */
typedef enum PsCode {
    PS_OK = 0,
    PS_ERROR_GATE = 1,   /* a --require or --max-drop gate failed */
    PS_ERROR_USAGE = 2,  /* wrong use of the command line or of a function */
    PS_ERROR_INPUT = 3,  /* an input was refused */
    PS_ERROR_OUTPUT = 4, /* an output could not be written */
} PsCode;

/* Filled by whoever finds the fault; plain arrays, so nothing is to be freed. Zero = no error. */
typedef struct PsError {
    PsCode code;
    char file[512];   /* path as the user gave it; empty if no file is concerned */
    char place[160];  /* "line 3", "annotations[4].bbox", "byte 120"; may be empty */
    char found[1600]; /* what was found */
    char wanted[320]; /* what was wanted, or what to do; may be empty */
} PsError;

/* Fills *error and returns false, so that `return ps_fail(...)` reads well. Texts that are too
   long are cut at a UTF-8 boundary. `found` is a printf format; `file`, `place` and `wanted` may
   be NULL. */
bool ps_fail(PsError *error, PsCode code, const char *file, const char *place, const char *wanted,
             const char *found, ...) __attribute__((format(printf, 6, 7)));

/* Writes "FILE:PLACE: found; wanted" to text (size bytes, always terminated). Control characters,
   marks of reading order and bytes that are no UTF-8 are shown as '?': a message is one line, and
   tells a terminal nothing. */
void ps_error_text(const PsError *error, char *text, unsigned long size);

#endif
