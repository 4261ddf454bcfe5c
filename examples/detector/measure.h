/* measure.h - what the classifier looks at: numbers describing one blob. */
#ifndef DETECTOR_MEASURE_H
#define DETECTOR_MEASURE_H

#include "segment.h"

enum feature {
    F_SIZE,      /* log of the longest side */
    F_ELONGATED, /* minor / major axis */
    F_RECT,      /* filled area / its oriented bounding box */
    F_HOLE,      /* hole area / filled area, square root */
    F_CENTRAL,   /* 1 when the centre lies in a hole */
    F_ROUND,     /* spread of the outer radius, relative */
    F_HEX,       /* sixth harmonic of the outer radius */
    F_TEETH,     /* strength of the radius' finer ripple */
    F_RING,      /* brightness of the middle ring against the outer ring */
    F_BALLS,     /* brightness spread along the middle ring */
    F_EDGES,     /* mean brightness step inside */
    F_RIPPLE,    /* brightness steps along the major axis against those across */
    F_HEAD,      /* difference of the widths at the two ends */
    F_SLIM,      /* width in the middle against the widest */
    F_COLOUR,    /* saturation */
    F_CONTRAST,  /* mean difference to the belt, log */
    FEATURES
};

struct features {
    float f[FEATURES];
};

/* Uses k->stack as scratch. */
void features_measure(struct work *k, const struct blob *b, struct features *out);

#endif
