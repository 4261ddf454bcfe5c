/* From vectors to places on a map. Internal to lib/explore. */
#ifndef PS_EXPLORE_LAYOUT_H
#define PS_EXPLORE_LAYOUT_H

#include "explore/points.h"

typedef struct PsLayoutInput {
    const float *values; /* [row * dims + column] */
    int rows, dims;
    const bool *keep; /* rows that should be landmarks if there are any; may be NULL */
    uint64_t seed;    /* of the choice of landmarks */
    int threads;
} PsLayoutInput;

typedef struct PsLayout {
    PsPoints points;   /* in up to 50 principal components */
    PsSpot *spots;     /* t-SNE */
    PsSpot *principal; /* the first two components */
    double explained;  /* share of the variance in them */
    int landmarks;     /* rows that were laid out; the others stand by them */
} PsLayout;

/* Above 50,000 rows, 50,000 are laid out; each other one is placed at the mean of its 10 nearest,
   weighted by 1 / distance. */
PsLayout ps_layout(const PsLayoutInput *input, PsArena *arena);

/* The landmarks, ascending: up to half of them are rows to keep, the others are drawn; `chosen` has
   room for `most`, which is less than rows. */
void ps_choose_landmarks(const PsLayoutInput *input, int most, int *chosen);

/* What a map is worth, with 10 neighbours: quality.c. */
typedef struct PsQuality {
    double trustworthiness, kept;
    int sample; /* points it was measured on */
} PsQuality;

/* Of the t-SNE and of the principal components. */
typedef struct PsWorth {
    PsQuality spots, principal;
} PsWorth;
PsWorth ps_layout_worth(const PsLayoutInput *input, const PsLayout *layout);

#endif
