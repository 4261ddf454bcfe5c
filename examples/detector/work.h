/* work.h - the planes and masks one picture is analysed in. */
#ifndef DETECTOR_WORK_H
#define DETECTOR_WORK_H

#include "picture.h"

struct work {
    int w, h;
    float *luma, *red, *blue; /* smoothed; red and blue are differences to green */
    float *tmp;
    float *diff; /* how unlike the belt, in units of the belt's own spread */
    unsigned char *mask, *mask2;
    int *label; /* 0 or number of the blob a pixel belongs to */
    int *stack;
    float spread; /* of the belt's brightness, in grey levels */
};

int work_init(struct work *k, const struct picture *p);
void work_free(struct work *k);

/* Estimates the empty belt and fills k->diff; -1 without memory. */
int work_subtract_belt(struct work *k);

#endif
