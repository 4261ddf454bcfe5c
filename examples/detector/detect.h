/* detect.h - from one picture to scored boxes. */
#ifndef DETECTOR_DETECT_H
#define DETECTOR_DETECT_H

#include "classify.h"

enum { MAX_HYPOTHESES = 4096, MAX_BOXES = 100 };

struct box {
    float x, y, w, h, score;
    enum part_class kind;
};

struct boxes {
    int count;
    struct box box[MAX_BOXES];
};

/* 0 on success, -1 without memory. */
int detect(const struct picture *p, struct boxes *out);

#endif
