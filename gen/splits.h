/* The splits of a data set, and the reports that some of its images get of their own. */
#ifndef SPLITS_H
#define SPLITS_H

#include "base/arena.h"
#include "proofsheet.h"

enum { MOST_SPLITS = 8 };

/* A split, and what its report found once that is written. */
typedef struct Split {
    const char *name;   /* as the input has it */
    const char *folder; /* of its report below that of the whole: "splits/val", plain ASCII */
    const int *images;  /* ascending */
    int image_count;
    const struct SplitRow *row; /* its figures as its own page shows them */
    int objects;
    double coco[PS_COCO_FIGURES];
    PsOptimum optimum;
} Split;

typedef struct Splits {
    const char *const *name_of; /* one an image, NULL: of none; NULL: no splits are known */
    const int *part_of;         /* one an image: index in `items`, or -1 */
    Split *items;               /* train, val, test, then by name; of more than 8 the largest */
    int count;
    int image_count;  /* of the whole */
    int left_out;     /* beyond these 8 */
    bool from_slices; /* a column of --slices tells them */
} Splits;

/* `slices` may be NULL; a column "split" in it goes before what the dataset knows. */
Splits splits_find(const PsDataset *dataset, const PsColumns *slices, PsArena *arena);

#endif
