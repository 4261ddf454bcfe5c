/* Faults planted into a strong model's clean set, and the card that must speak of each. */
#ifndef TESTS_ADVICE_PLANTS_H
#define TESTS_ADVICE_PLANTS_H

#include "lib/advice/bed.h"

typedef struct PlantRow {
    const char *name;
    void (*plant)(Bed *bed);
    const char *rule, *variant;
    int class_index, other;
    bool first; /* the first card of all */
} PlantRow;

extern const PlantRow plants[];
extern const int plant_count;
const PlantRow *plant_row(const char *name);

/* A tenth of the labels of a class, or of class 1, are gone. */
void drop_labels_of(Bed *bed, int class_index);
void drop_labels(Bed *bed);

#endif
