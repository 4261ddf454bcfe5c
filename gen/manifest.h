/* The files of a finished report, listed in its mark: what proofsheet wrote it may replace, what
   people put there or filled in it may not. */
#ifndef MANIFEST_H
#define MANIFEST_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

/* The first line of a mark. Reports of older versions have no more. */
#define MANIFEST_HEAD "proofsheet report\n"

/* Appends a line for each file in the folder, but for the mark: size, sum and path. The sum is of
   tables (.csv), which people fill in; of all others the size must do. */
bool manifest_list(const char *folder, PsBuf *out, PsError *error);

/* Refuses a report in which a file stands that its mark does not list, or lists otherwise. `shown`
   is its name in the message. What is missing was not wanted. */
bool manifest_check(const char *folder, const char *shown, PsError *error);

#endif
