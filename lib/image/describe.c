/* What a picture looks like: colours in L*a*b* here, shapes and sharpness in describe_grey.c. */
#include "image/describe.h"

#include "base/arena.h"
#include "base/four.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SIDE = PS_DESCRIBE_SIDE,
    COLOUR_SIDE = 96,
    TEXTURE_SIDE = 128,
    ROOTS = 1024,
    LEVELS = 4096,
    BLOCK = 16
};

/* Tables of CIE 1976 L*a*b*: sRGB to linear light, and f of 0 to 1. */
typedef struct Tables {
    float linear[256], root[ROOTS + 2];
} Tables;

typedef struct Lab {
    float l, a, b;
} Lab;

static void fill_tables(Tables *tables)
{
    for (int i = 0; i < 256; i++) {
        double c = i / 255.0;
        tables->linear[i] = (float)(c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    for (int i = 0; i < ROOTS + 2; i++) {
        double t = (double)i / ROOTS;
        tables->root[i] = (float)(t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116);
    }
}

/* White of D65. No root is beyond the table: the weights of a colour sum to 1.0001 at most. */
static Lab lab_of(const Tables *tables, const unsigned char *pixel)
{
    const PsFour red = {0.4124564F, 0.2126729F, 0.0193339F, 0};
    const PsFour green = {0.3575761F, 0.7151522F, 0.1191920F, 0};
    const PsFour blue = {0.1804375F, 0.0721750F, 0.9503041F, 0};
    const PsFour white = {0.95047F, 1, 1.08883F, 1};
    const float *linear = tables->linear, *root = tables->root;
    PsFour xyz =
        (red * linear[pixel[0]] + green * linear[pixel[1]] + blue * linear[pixel[2]]) / white;
    PsFour at = xyz * (float)ROOTS;
    PsMask below = __builtin_convertvector(at, PsMask);
    PsFour part = at - __builtin_convertvector(below, PsFour);
    PsFour low = {root[below[0]], root[below[1]], root[below[2]], 0};
    PsFour high = {root[below[0] + 1], root[below[1] + 1], root[below[2] + 1], 0};
    PsFour f = low + (high - low) * part;
    return (Lab){116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
}

void ps_root_shares(float *bins, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++) sum += bins[i];
    for (int i = 0; i < count && sum > 0; i++) bins[i] = (float)sqrt(bins[i] / sum);
}

static int bin_of(float value, float low, float width, int count)
{
    int bin = (int)((value - low) / width);
    return bin < 0 ? 0 : bin >= count ? count - 1 : bin;
}

/* The lightness that `share` of the pixels lie below. */
static float percentile(const int *levels, int pixels, double share)
{
    int level = 0;
    double wanted = share * pixels, below = 0;
    while (level < LEVELS - 1 && below + levels[level] < wanted) below += levels[level++];
    return ((float)level + 0.5F) * (100.0F / LEVELS);
}

/* The colours of row y, for loops that then call nothing. */
static void take_labs(const Tables *tables, const PsPicture *picture, int y, Lab *labs)
{
    const unsigned char *pixel = picture->pixels + (size_t)y * (size_t)picture->width * 3;
    for (int x = 0; x < picture->width; x++, pixel += 3) labs[x] = lab_of(tables, pixel);
}

static void describe_colours(const Tables *tables, const PsPicture *picture, float *values)
{
    int lightness[16] = {0}, colour[64] = {0};
    Lab labs[COLOUR_SIDE];
    for (int y = 0; y < COLOUR_SIDE; y++) {
        take_labs(tables, picture, y, labs);
        for (int x = 0; x < COLOUR_SIDE; x++) {
            lightness[bin_of(labs[x].l, 0, 100.0F / 16, 16)]++;
            colour[8 * bin_of(labs[x].a, -64, 16, 8) + bin_of(labs[x].b, -64, 16, 8)]++;
        }
    }
    for (int i = 0; i < 16; i++) values[PS_LOOK_LIGHTNESS + i] = (float)lightness[i];
    for (int i = 0; i < 64; i++) values[PS_LOOK_COLOUR + i] = (float)colour[i];
    ps_root_shares(values + PS_LOOK_LIGHTNESS, 16);
    ps_root_shares(values + PS_LOOK_COLOUR, 64);
}

static void describe_light(const Tables *tables, const PsPicture *picture, float *values)
{
    int levels[LEVELS] = {0}, pixels = TEXTURE_SIDE * TEXTURE_SIDE;
    double l = 0, l2 = 0, a = 0, b = 0, chroma = 0;
    Lab labs[TEXTURE_SIDE];
    for (int y = 0; y < TEXTURE_SIDE; y++) {
        take_labs(tables, picture, y, labs);
        for (int x = 0; x < TEXTURE_SIDE; x++) {
            Lab lab = labs[x];
            levels[bin_of(lab.l, 0, 100.0F / LEVELS, LEVELS)]++;
            l += lab.l;
            l2 += (double)lab.l * lab.l;
            a += lab.a;
            b += lab.b;
            chroma += sqrtf(lab.a * lab.a + lab.b * lab.b);
        }
    }
    double mean = l / pixels, variance = l2 / pixels - mean * mean;
    values[PS_LOOK_DARK] = percentile(levels, pixels, 0.05);
    values[PS_LOOK_BRIGHTNESS] = percentile(levels, pixels, 0.50);
    values[PS_LOOK_LIGHT] = percentile(levels, pixels, 0.95);
    values[PS_LOOK_CONTRAST] = (float)sqrt(variance > 0 ? variance : 0);
    values[PS_LOOK_CHROMA] = (float)(chroma / pixels);
    values[PS_LOOK_RED_GREEN] = (float)(a / pixels);
    values[PS_LOOK_YELLOW_BLUE] = (float)(b / pixels);
}

/* Draws a small picture out, linear between the centres of its pixels. */
static void enlarge(const PsPicture *from, PsPicture *to)
{
    for (int i = 0; i < to->width * to->height; i++) {
        double x = ((i % to->width) + 0.5) * from->width / to->width - 0.5;
        double y = ((i / to->width) + 0.5) * from->height / to->height - 0.5;
        if (x < 0) x = 0;
        if (y < 0) y = 0;
        int left = (int)x, top = (int)y;
        int right = left + 1 < from->width ? left + 1 : left;
        int bottom = top + 1 < from->height ? top + 1 : top;
        double u = x - left, v = y - top;
        for (int c = 0; c < 3; c++) {
            const unsigned char *p = from->pixels + c;
            double above = p[3 * (top * from->width + left)] * (1 - u) +
                           p[3 * (top * from->width + right)] * u;
            double below = p[3 * (bottom * from->width + left)] * (1 - u) +
                           p[3 * (bottom * from->width + right)] * u;
            to->pixels[3 * i + c] = (unsigned char)(above * (1 - v) + below * v + 0.5);
        }
    }
}

/* In blocks, of which the side is a multiple. */
static PsGrey make_grey(const PsPicture *picture)
{
    PsGrey grey = {picture->width, NULL};
    size_t count = (size_t)picture->width * (size_t)picture->height;
    grey.values = ps_alloc(count * sizeof(float));
    for (size_t i = 0; i < count; i += BLOCK) {
        int sums[BLOCK];
        for (size_t k = 0; k < BLOCK; k++) {
            const unsigned char *pixel = picture->pixels + 3 * (i + k);
            sums[k] = 299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2];
        }
        for (size_t k = 0; k < BLOCK; k++) grey.values[i + k] = (float)sums[k] / 1000;
    }
    return grey;
}

/* Means of fields of 16 x 16 pixels, a row of fields at a time: their sums need not wait for each
   other. */
static void make_small(const PsGrey *grey, unsigned char *small)
{
    enum { FIELD = SIDE / PS_LOOK_SMALL };
    for (int y = 0; y < PS_LOOK_SMALL; y++) {
        float sums[PS_LOOK_SMALL] = {0};
        for (int v = y * FIELD; v < (y + 1) * FIELD; v++) {
            const float *value = grey->values + v * SIDE;
            for (int x = 0; x < PS_LOOK_SMALL; x++) {
                float sum = sums[x];
                for (int u = 0; u < FIELD; u++) sum += *value++;
                sums[x] = sum;
            }
        }
        for (int x = 0; x < PS_LOOK_SMALL; x++) {
            *small++ = (unsigned char)(sums[x] / (FIELD * FIELD) + 0.5F);
        }
    }
}

static void describe_square(const PsPicture *square, PsAppearance *appearance)
{
    Tables tables;
    PsPicture colours, textures;
    float *values = appearance->values;
    memset(appearance, 0, sizeof *appearance);
    fill_tables(&tables);
    ps_picture_shrink(square, COLOUR_SIDE, COLOUR_SIDE, &colours);
    ps_picture_shrink(square, TEXTURE_SIDE, TEXTURE_SIDE, &textures);
    PsGrey grey = make_grey(square), edges = make_grey(&colours), texture = make_grey(&textures);
    describe_colours(&tables, &colours, values);
    ps_describe_edges(&edges, values + PS_LOOK_EDGES);
    ps_describe_texture(&texture, values + PS_LOOK_TEXTURE);
    describe_light(&tables, &textures, values);
    ps_describe_sharpness(&grey, values);
    ps_describe_hash(&grey, appearance->hash);
    make_small(&grey, appearance->small);
    free(grey.values);
    free(edges.values);
    free(texture.values);
    ps_picture_free(&colours);
    ps_picture_free(&textures);
}

/* As a square; its proportions are not kept. */
void ps_describe_small(const PsPicture *small, PsAppearance *appearance)
{
    if (small->width == SIDE && small->height == SIDE) {
        describe_square(small, appearance);
        return;
    }
    PsPicture square = {.pixels = ps_alloc((size_t)SIDE * SIDE * 3), .width = SIDE, .height = SIDE};
    enlarge(small, &square);
    describe_square(&square, appearance);
    ps_picture_free(&square);
}

void ps_picture_describe(const PsPicture *picture, PsAppearance *appearance)
{
    PsPicture small;
    int width = picture->width < SIDE ? picture->width : SIDE;
    int height = picture->height < SIDE ? picture->height : SIDE;
    ps_picture_shrink(picture, width, height, &small);
    ps_describe_small(&small, appearance);
    ps_picture_free(&small);
}
