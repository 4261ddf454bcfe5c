/* Area averaging of rows as they come: a decoder needs to hold one row, not the whole picture. */
#ifndef PS_IMAGE_SHRINK_H
#define PS_IMAGE_SHRINK_H

#include "image/shrink_few.h"
#include "proofsheet.h"

typedef struct PsShrink {
    PsPicture *to; /* receives the pixels; its size is the wanted one */
    int from_width, from_height;
    int from_x, to_x, from_y, to_y; /* the ratios of widths and of heights, in lowest terms */
    uint64_t area, reciprocal;      /* from_x * from_y; see share_of in shrink.c */
    int row;                        /* rows that came so far */
    int to_row;                     /* rows that are finished */
    uint32_t *sums;                 /* the row in the making: weighted sums of the columns, */
    uint16_t *small_sums;           /* the same where the area is small, */
    PsFew few;                      /* and, of few units, what comes of them */
    bool begun;                     /* rows are in the sums; before that, */
    const unsigned char *held;      /* the first one, */
    uint16_t held_weight;           /* and its weight */
    /* A row of sums and of totals as floats; of each target column the first source column and the
       weights of `parts` from there on. */
    float *columns, *totals;
    int parts, *first;
    float *weights;
} PsShrink;

/* Starts; neither side of `to` may be larger than the source. */
void ps_shrink_start(PsShrink *shrink, int from_width, int from_height, PsPicture *to);

/* Takes the next row, from_width * 3 bytes, which must stay as they are until the row after it was
   taken. */
void ps_shrink_row(PsShrink *shrink, const unsigned char *row);

/* Frees the scratch memory; also right when never started (all zero). */
void ps_shrink_end(PsShrink *shrink);

#endif
