/* Which part of a set is read: the one asked for ("all": everything), else val, else test, else
   train, else all. val, valid and validation are one name, so are test and testing, train and
   training. Other names ("dev") are taken when they are asked for. */
#ifndef PS_READ_SPLITS_H
#define PS_READ_SPLITS_H

#include "read/names.h"
#include "read/source.h"

/* What tells the split of a file. */
typedef enum PsSplitBy {
    PS_SPLIT_BY_FOLDER, /* a folder above it: one picture may well be called test.jpg */
    PS_SPLIT_BY_NAME,   /* a word of its own name as well ("instances_val2017.json") */
} PsSplitBy;

/* True if the names mean the same split: "valid" and "Validation" are val. */
bool ps_split_is(const char *name, const char *split);

/* True if the name means a split that is looked for unasked, or the one that was asked for. */
bool ps_split_is_known(const PsSource *source, const char *name);

/* True if the file of that path is of the split. */
bool ps_split_has(const char *path, const char *split, PsSplitBy by);

/* The first known split that the path is of, or NULL. */
const char *ps_split_of(const PsSource *source, const char *path, PsSplitBy by);

/* What --split calls it: "val" for "Validation"; other names are as they are. */
const char *ps_split_name(const char *name);

/* True if everything is asked for. */
bool ps_split_is_all(const PsSource *source);

/* Adds the known splits that the path is of; false if there are none. */
bool ps_split_find(const PsSource *source, const char *path, PsSplitBy by, PsNames *found);

/* The split to read of those that were found; "" for all. NULL and *error if the one asked for is
   not among them. `rest`: some of the set is of none of them. A choice that nobody made is noted.
 */
const char *ps_split_choose(const PsSource *source, const PsNames *found, bool rest,
                            PsError *error);

/* An image was met in a second split. */
void ps_split_note_twice(PsIssueList *issues, const PsPlace *place);

/* Keeps the paths of the split that is to be read. */
bool ps_split_keep(const PsSource *source, PsSplitBy by, const char **paths, int *count,
                   PsError *error);

#endif
