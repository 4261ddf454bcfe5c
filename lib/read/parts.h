/* Formats whose content lies in one file or in many alike: the file that was given, or those of a
   folder that belong to the split that is to be read. */
#ifndef PS_READ_PARTS_H
#define PS_READ_PARTS_H

#include "read/splits.h"

/* Does the text look as if it were of the kind? It may be broken: then reading says where. */
typedef bool (*PsLooks)(const char *name, const char *data);

/* What a reader does with each file. `issues->file` is set to the file's path. */
typedef bool (*PsReadPart)(void *reader, const PsSourceFile *file, PsError *error);

typedef struct PsParts {
    const char *const *endings; /* ended by NULL */
    PsLooks looks;
    const char *unlike; /* "no \"shapes\" in *.json" */
    PsSplitBy by;       /* what tells the split of a file */
} PsParts;

/* NULL if the file, or one of the first in the folder, looks right; else `unlike`. */
const char *ps_parts_recognise(PsSource *source, const PsParts *parts);

/* Reads the file, or all of the folder in the split; those of another kind are an issue. */
bool ps_parts_read(PsSource *source, const PsParts *parts, PsIssueList *issues, PsReadPart read,
                   void *reader, PsError *error);

#endif
