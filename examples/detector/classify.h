/* classify.h - how likely each class is for a blob. */
#ifndef DETECTOR_CLASSIFY_H
#define DETECTOR_CLASSIFY_H

#include "measure.h"

/* OTHER is everything that is not a part: stains, scraps, fragments, heaps. */
enum part_class {
    PART_BOLT,
    PART_NUT,
    PART_WASHER,
    PART_GEAR,
    PART_BRACKET,
    PART_SPRING,
    PART_BEARING,
    PART_CLASSES,
    PART_OTHER = PART_CLASSES,
    PART_OUTCOMES
};

/* Each feature enters four times: by itself; squared, so that a class may prefer a middling value;
 * times the size, because fine detail tells nothing on small parts; and times the central hole,
 * because round parts differ in other ways than long ones. One constant term ends the list. */
enum { TERMS = 4 * FEATURES + 1 };

struct weights {
    float centre[FEATURES];
    float scale[FEATURES];
    float w[PART_OUTCOMES][TERMS];
};

extern const struct weights class_weights;

const char *class_name(enum part_class c);

/* Fills probabilities that sum to 1. */
void classify(const struct features *f, float p[PART_OUTCOMES]);

#endif
