/* Which part of a set is read: the one asked for, else val, else test, else train, else all. */
#ifndef PS_READ_SPLITS_H
#define PS_READ_SPLITS_H

#include "read/source.h"

/* True if the names mean the same split: "valid" and "Validation" are val. */
bool ps_split_is(const char *name, const char *split);

/* The split of a path by its folders ("train/a.xml"), or "". */
const char *ps_split_of_path(const char *path);

/* The split to read of those in `found` (ended by NULL); "" for all, if there are none. NULL and
 *error if the one asked for is not among them. A choice that nobody made becomes an issue. */
const char *ps_split_choose(const PsSource *source, const char *const *found, PsIssueList *issues,
                            PsError *error);

#endif
