/* Formats whose content lies in one file or in many alike: the file that was given, or those of a
   folder that belong to the split that is to be read. */
#ifndef PS_READ_PARTS_H
#define PS_READ_PARTS_H

#include "read/source.h"

/* Does the text look as if it were of the kind? It may be broken: then reading says where. */
typedef bool (*PsLooks)(const char *name, const char *data);

/* What a reader does with each file. `issues->file` is set to the file's path. */
typedef bool (*PsReadPart)(void *reader, const PsSourceFile *file, PsError *error);

typedef struct PsParts {
    const char *const *endings; /* ended by NULL */
    PsLooks looks;
    const char *unlike; /* "no \"shapes\" in *.json" */
} PsParts;

/* NULL if the file, or one of the first in the folder, looks right; else `unlike`. */
const char *ps_parts_recognise(PsSource *source, const PsParts *parts);

/* Reads the file, or all of the folder in the split; those of another kind are an issue. */
bool ps_parts_read(PsSource *source, const PsParts *parts, PsIssueList *issues, PsReadPart read,
                   void *reader, PsError *error);

/* The split to read of these names: the one that was asked for, else the first of val, test, train
   that any of them belongs to; NULL: they are of no split, all are to be read. */
const char *ps_parts_split(const PsSource *source, const char *const *names, int count);

/* True if the name is of the split: by a folder, or by the file's own name. */
bool ps_parts_in_split(const char *name, const char *split);

/* The names in the folder that end so, of the split only. In the source's arena. */
const char **ps_parts_names(PsSource *source, const char *const *endings, int *count);

#endif
