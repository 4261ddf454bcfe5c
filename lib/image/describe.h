/* The parts of an appearance. Internal to lib/image; see PsAppearance. */
#ifndef PS_IMAGE_DESCRIBE_H
#define PS_IMAGE_DESCRIBE_H

#include "proofsheet.h"

/* The side of the square that is measured. */
enum { PS_DESCRIBE_SIDE = 256 };

/* As ps_picture_describe of a picture that is no larger than the square. */
void ps_describe_small(const PsPicture *small, PsAppearance *appearance);

/* Grey, 0 to 255, rows from the top (ITU-R BT.601 luma). */
typedef struct PsGrey {
    int side;
    float *values; /* [y * side + x] */
} PsGrey;

/* Directions of the gradient, 8 in each of 4 x 4 fields, roots of shares: `bins` has 128. */
void ps_describe_edges(const PsGrey *grey, float *bins);

/* Local binary patterns: 0 to 8 by the number of brighter neighbours where they lie together, else
   9; roots of shares: `bins` has 10. */
void ps_describe_texture(const PsGrey *grey, float *bins);

/* PS_LOOK_SHARPNESS, PS_LOOK_NOISE and PS_LOOK_DETAIL of `values`. */
void ps_describe_sharpness(const PsGrey *grey, float *values);

/* 8 x 8 steps to the right and 8 x 8 steps down: 1 where the picture becomes brighter. */
void ps_describe_hash(const PsGrey *grey, uint64_t hash[2]);

/* Counts to roots of shares; all zero stays. */
void ps_root_shares(float *bins, int count);

#endif
