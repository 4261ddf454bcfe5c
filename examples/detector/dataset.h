/* dataset.h - the names a detector may know beforehand: pictures and categories. */
#ifndef DETECTOR_DATASET_H
#define DETECTOR_DATASET_H

#include "classify.h"

struct entry {
    long id;
    char *file;
};

struct dataset {
    int count;
    struct entry *image;
    long category[PART_CLASSES]; /* id of each class, -1 when the set lacks it */
};

/* 0 on success; on failure a message has been printed. */
int dataset_load(struct dataset *d, const char *path);
void dataset_free(struct dataset *d);

#endif
