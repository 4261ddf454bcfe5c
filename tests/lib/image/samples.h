/* Pictures made for tests. All show the same thing: four quarters, red and green above, blue and
   white below, so that every orientation can be told from the corners. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include "base/file.h"

typedef struct SampleJpeg {
    int width, height;
    int components;  /* 1 grey, 4 CMYK; 0 or 3 colour */
    bool plain_cmyk; /* without Adobe's marker, not inverted */
    bool progressive;
    int orientation; /* written as EXIF; 0: no EXIF */
    bool big_endian; /* of the EXIF block */
    const char *comment;
} SampleJpeg;

typedef struct SamplePng {
    int width, height;
    int depth;       /* bits; 0 means 8 */
    int colour_type; /* PNG_COLOR_TYPE_* */
    bool interlaced;
    int alpha; /* of every pixel, for colour types with alpha */
    int orientation;
} SamplePng;

/* Encoded bytes; free with ps_bytes_free. */
PsBytes sample_jpeg(SampleJpeg wanted);
PsBytes sample_png(SamplePng wanted);
PsBytes sample_webp(int width, int height, bool lossless, int alpha);

/* The colour that three bytes come nearest to, or '?' if they are far from all four. */
char sample_colour_of(const unsigned char *rgb);

/* The colours of the middles of the four quarters, row by row: "RGBW" is upright. */
void sample_word(const unsigned char *rgb, int width, int height, char word[5]);

/* A little- or big-endian EXIF block with an orientation; returns its size, 32. */
int sample_exif(unsigned char block[32], int orientation, bool big_endian);

#endif
