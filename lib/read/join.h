/* Finding the dataset's images and classes by what a predictions file calls them. */
#ifndef PS_READ_JOIN_H
#define PS_READ_JOIN_H

#include "base/index.h"
#include "read/builder.h"
#include "read/class_list.h"

typedef struct PsJoin {
    const PsDataset *dataset;
    PsArena *arena;
    PsIndex *image_ids, *class_ids, *class_names;
    PsIndex *files, *stems; /* made when a name is first asked for */
    bool *ambiguous;        /* by image: its stem, or name without folder, is not its own */
    bool from_0;            /* class ids count from 0, or are YOLO's numbers */
    PsClassList listed;     /* --classes: what the numbers of classes mean; empty: nobody says */
} PsJoin;

PsJoin *ps_join_new(const PsDataset *dataset, PsArena *arena);

/* Reads --classes, if it is given. */
bool ps_join_list(PsJoin *join, const PsReadOptions *options, PsIssueList *issues, PsError *error);

/* Index of the image or class, or -1. */
int ps_join_image(const PsJoin *join, int64_t id);
int ps_join_class(const PsJoin *join, int64_t id);
int ps_join_class_name(const PsJoin *join, const char *name);

/* By file name: the whole, or its last part, or its stem, where that names one image only. */
int ps_join_image_name(PsJoin *join, const char *name);

/* By the number of a class: what --classes calls so, else an id, which is remembered in `results`.
   Where files count their classes from 0, as YOLO's do, and the ground truth does not, its classes
   are counted through instead, and that is an issue at the place. */
int ps_join_class_number(const PsJoin *join, int64_t number, PsResultBuilder *results);
int ps_join_class_from_0(const PsJoin *join, int64_t number, PsResultBuilder *results,
                         const PsPlace *place);

#endif
