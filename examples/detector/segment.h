/* segment.h - connected regions that differ from the belt. */
#ifndef DETECTOR_SEGMENT_H
#define DETECTOR_SEGMENT_H

#include "work.h"

enum { MAX_BLOBS = 256 };

struct blob {
    int label;
    int x0, y0, x1, y1; /* x1, y1 exclusive */
    int area;
};

/* Thresholds k->diff and labels the regions in k->label. With cuts > 0 the mask is first worn
 * down that many times and the surviving cores grown back, which separates touching parts.
 * Returns the number of blobs of a plausible size. */
int segment(struct work *k, float threshold, int cuts, struct blob out[MAX_BLOBS]);

#endif
