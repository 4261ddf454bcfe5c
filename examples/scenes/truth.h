/* truth.h - collects the labels of the set and writes them as COCO ground truth. */
#ifndef SCENES_TRUTH_H
#define SCENES_TRUTH_H

#include "scene.h"

struct truth {
    struct scene *scenes; /* one per picture */
    int count;
};

/* 0 on success; on failure a message has been printed. */
int truth_write(const struct truth *t, const char *path);

#endif
