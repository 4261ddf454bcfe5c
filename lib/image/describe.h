/* The parts of an appearance. Internal to lib/image; see PsAppearance. */
#ifndef PS_IMAGE_DESCRIBE_H
#define PS_IMAGE_DESCRIBE_H

#include "base/four.h"
#include "proofsheet.h"

/* Sides of the square that is measured, and of what it is averaged to. */
enum { PS_DESCRIBE_SIDE = 256, PS_TEXTURE_SIDE = 128, PS_COLOUR_SIDE = 96 };

/* As ps_picture_describe; and of a picture that is no larger than the square. */
void ps_describe(const PsLookTables *tables, const PsPicture *picture, PsAppearance *appearance);
void ps_describe_small(const PsLookTables *tables, const PsPicture *small,
                       PsAppearance *appearance);

/* Grey, 0 to 255, rows from the top (ITU-R BT.601 luma). */
typedef struct PsGrey {
    int side;
    float *values; /* [y * side + x] */
} PsGrey;

/* Thousandths of grey of `count` pixels. */
void ps_look_greys(const PsLookTables *tables, const unsigned char *pixel, int count, int *greys);

/* Histograms of lightness and colours, of PS_COLOUR_SIDE; and the grey picture. */
void ps_describe_colours(const PsLookTables *tables, const PsPicture *picture, float *values,
                         PsGrey *grey);

/* PS_LOOK_DARK to PS_LOOK_YELLOW_BLUE, of PS_TEXTURE_SIDE; and the grey picture. */
void ps_describe_light(const PsLookTables *tables, const PsPicture *picture, float *values,
                       PsGrey *grey);

/* Directions of the gradient, 8 in each of 4 x 4 fields, roots of shares: `bins` has 128. */
void ps_describe_edges(const PsGrey *grey, float *bins);

/* Local binary patterns: 0 to 8 by the number of brighter neighbours where they lie together, else
   9; roots of shares: `bins` has 10. */
void ps_describe_texture(const PsGrey *grey, float *bins);

/* PS_LOOK_SHARPNESS, PS_LOOK_NOISE and PS_LOOK_DETAIL; the hash, 8 x 8 steps to the right and 8 x 8
   steps down, 1 where the picture becomes brighter; and the small picture. */
void ps_describe_fine(const PsLookTables *tables, const PsPicture *square,
                      PsAppearance *appearance);

/* Counts to roots of shares; all zero stays. */
void ps_root_shares(float *bins, int count);

#endif
