/* Finding the dataset's images and classes by what a predictions file calls them. */
#ifndef PS_READ_JOIN_H
#define PS_READ_JOIN_H

#include "base/index.h"
#include "proofsheet.h"

typedef struct PsJoin {
    const PsDataset *dataset;
    PsArena *arena;
    PsIndex *image_ids, *class_ids, *class_names;
    PsIndex *files, *stems; /* made when a name is first asked for */
    bool *ambiguous;        /* by image: its stem, or name without folder, is not its own */
} PsJoin;

PsJoin *ps_join_new(const PsDataset *dataset, PsArena *arena);

/* Index of the image or class, or -1. */
int ps_join_image(const PsJoin *join, int64_t id);
int ps_join_class(const PsJoin *join, int64_t id);
int ps_join_class_name(const PsJoin *join, const char *name);

/* By file name: the whole, or its last part, or its stem, where that names one image only. */
int ps_join_image_name(PsJoin *join, const char *name);

#endif
