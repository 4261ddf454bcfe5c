/* Colours in L*a*b*: how they are spread, how light and how strong they are. */
#include "image/describe.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROOTS = 1024,
    MOST_SIDE = 128,
    LEVELS = 4096,
    COLOUR_SIDE = PS_COLOUR_SIDE,
    LIGHT_SIDE = PS_TEXTURE_SIDE
};

/* What a byte of red, green and blue adds to X, Y, Z (sRGB, D65) and to the luma of ITU-R BT.601,
   as a whole number of thousandths; f of CIE 1976 L*a*b* at i / 1024, and the step to the next. */
struct PsLookTables {
    PsFour red[256], green[256], blue[256];
    int grey[3][256]; /* the luma alone, of red, green and blue */
    float root[ROOTS + 1][2];
};

static float root_of(int i)
{
    double t = (double)i / ROOTS;
    return (float)(t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116);
}

PsLookTables *ps_look_tables_new(void)
{
    const PsFour red = {0.4124564F, 0.2126729F, 0.0193339F, 0};
    const PsFour green = {0.3575761F, 0.7151522F, 0.1191920F, 0};
    const PsFour blue = {0.1804375F, 0.0721750F, 0.9503041F, 0};
    PsLookTables *tables = ps_alloc(sizeof *tables);
    for (int i = 0; i < 256; i++) {
        double c = i / 255.0;
        float linear = (float)(c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
        tables->red[i] = red * linear;
        tables->green[i] = green * linear;
        tables->blue[i] = blue * linear;
        tables->red[i][3] = (float)(tables->grey[0][i] = 299 * i);
        tables->green[i][3] = (float)(tables->grey[1][i] = 587 * i);
        tables->blue[i][3] = (float)(tables->grey[2][i] = 114 * i);
    }
    float root = root_of(0);
    for (int i = 0; i <= ROOTS; i++) {
        float next = root_of(i + 1);
        tables->root[i][0] = root;
        tables->root[i][1] = next - root;
        root = next;
    }
    return tables;
}

void ps_look_tables_free(PsLookTables *tables)
{
    free(tables);
}

void ps_look_greys(const PsLookTables *tables, const unsigned char *pixel, int count, int *greys)
{
    for (int x = 0; x < count; x++, pixel += 3) {
        greys[x] =
            tables->grey[0][pixel[0]] + tables->grey[1][pixel[1]] + tables->grey[2][pixel[2]];
    }
}

/* f of four numbers; linear between the entries of the table. None is beyond it: the weights of a
   colour sum to 1.0001 at most. */
static PsFour roots_of(const PsLookTables *tables, PsFour numbers)
{
    PsFour at = numbers * (float)ROOTS;
    PsMask below = __builtin_convertvector(at, PsMask);
    PsFour part = at - __builtin_convertvector(below, PsFour);
    double entry[4]; /* a root and a step, which are moved together */
    for (int k = 0; k < 4; k++) memcpy(&entry[k], tables->root[below[k]], sizeof entry[k]);
    PsFour left = (PsFour)(PsPair){entry[0], entry[1]},
           right = (PsFour)(PsPair){entry[2], entry[3]};
    return PS_SHUFFLE(left, right, 0, 2, 4, 6) + PS_SHUFFLE(left, right, 1, 3, 5, 7) * part;
}

static PsFour sums_of(const PsLookTables *tables, const unsigned char *pixel)
{
    return tables->red[pixel[0]] + tables->green[pixel[1]] + tables->blue[pixel[2]];
}

/* A row of colours: first X, Y, Z, then f of them, then L*a*b*. A step at a time for the whole row:
   a chain of all of them is so long that few pixels would be under way at once. */
typedef struct LabRow {
    float l[MOST_SIDE], a[MOST_SIDE], b[MOST_SIDE];
} LabRow;

static void put_four(float *to, PsFour four)
{
    memcpy(to, &four, sizeof four);
}

/* X, Y, Z and grey of four pixels. */
static void take_xyz(const PsLookTables *tables, const unsigned char *pixel, int i, LabRow *row,
                     float *grey)
{
    PsFour one = sums_of(tables, pixel), two = sums_of(tables, pixel + 3);
    PsFour three = sums_of(tables, pixel + 6), four = sums_of(tables, pixel + 9);
    PsFour xy_left = PS_SHUFFLE(one, two, 0, 4, 1, 5), xy = PS_SHUFFLE(three, four, 0, 4, 1, 5);
    PsFour zg_left = PS_SHUFFLE(one, two, 2, 6, 3, 7), zg = PS_SHUFFLE(three, four, 2, 6, 3, 7);
    put_four(row->l + i, PS_SHUFFLE(xy_left, xy, 2, 3, 6, 7));
    put_four(row->a + i, PS_SHUFFLE(xy_left, xy, 0, 1, 4, 5) / 0.95047F);
    put_four(row->b + i, PS_SHUFFLE(zg_left, zg, 0, 1, 4, 5) / 1.08883F);
    put_four(grey, PS_SHUFFLE(zg_left, zg, 2, 3, 6, 7) / 1000.0F);
}

static void take_roots(const PsLookTables *tables, float *values, int count)
{
    for (int i = 0; i < count; i += 4) put_four(values + i, roots_of(tables, ps_four(values + i)));
}

static void take_row(const PsLookTables *tables, const unsigned char *pixel, int width, LabRow *row,
                     float *grey)
{
    for (int i = 0; i < width; i += 4) take_xyz(tables, pixel + 3 * i, i, row, grey + i);
    take_roots(tables, row->l, width);
    take_roots(tables, row->a, width);
    take_roots(tables, row->b, width);
    for (int i = 0; i < width; i += 4) {
        PsFour y = ps_four(row->l + i), x = ps_four(row->a + i), z = ps_four(row->b + i);
        put_four(row->l + i, 116.0F * y - 16.0F);
        put_four(row->a + i, 500.0F * (x - y));
        put_four(row->b + i, 200.0F * (y - z));
    }
}

/* Places in histograms of lightness and of colours; two of each, so that like neighbours need not
   wait for each other. */
typedef struct Spread {
    int lightness[2][16], colours[2][64];
} Spread;

static PsMask bins_of(PsFour values, float low, float width, int count)
{
    PsMask bins = __builtin_convertvector((values - low) / width, PsMask);
    PsMask above = bins >= count, below = bins < 0;
    return ((bins & ~above) | (above & (count - 1))) & ~below;
}

static void spread_row(const LabRow *row, Spread *spread)
{
    for (int i = 0; i < COLOUR_SIDE; i += 4) {
        PsMask lightness = bins_of(ps_four(row->l + i), 0, 100.0F / 16, 16);
        PsMask colours =
            8 * bins_of(ps_four(row->a + i), -64, 16, 8) + bins_of(ps_four(row->b + i), -64, 16, 8);
        spread->lightness[0][lightness[0]]++;
        spread->lightness[1][lightness[1]]++;
        spread->lightness[0][lightness[2]]++;
        spread->lightness[1][lightness[3]]++;
        spread->colours[0][colours[0]]++;
        spread->colours[1][colours[1]]++;
        spread->colours[0][colours[2]]++;
        spread->colours[1][colours[3]]++;
    }
}

void ps_describe_colours(const PsLookTables *tables, const PsPicture *picture, float *values,
                         PsGrey *grey)
{
    Spread spread = {0};
    LabRow row;
    for (int y = 0; y < COLOUR_SIDE; y++) {
        const unsigned char *pixels = picture->pixels + y * COLOUR_SIDE * 3;
        take_row(tables, pixels, COLOUR_SIDE, &row, grey->values + y * COLOUR_SIDE);
        spread_row(&row, &spread);
    }
    for (int i = 0; i < 16; i++) {
        values[PS_LOOK_LIGHTNESS + i] = (float)(spread.lightness[0][i] + spread.lightness[1][i]);
    }
    for (int i = 0; i < 64; i++) {
        values[PS_LOOK_COLOUR + i] = (float)(spread.colours[0][i] + spread.colours[1][i]);
    }
    ps_root_shares(values + PS_LOOK_LIGHTNESS, 16);
    ps_root_shares(values + PS_LOOK_COLOUR, 64);
}

/* Sums over the pixels at even and at odd places. */
typedef struct Light {
    PsPair l, l2, a, b, chroma;
} Light;

/* The lightness that `share` of the pixels lie below. */
static float percentile(const uint16_t *levels, int pixels, double share)
{
    int level = 0, below = 0, wanted = (int)ceil(share * pixels);
    while (level < LEVELS - 1 && below + levels[level] < wanted) below += levels[level++];
    return ((float)level + 0.5F) * (100.0F / LEVELS);
}

static PsPair left_of(PsFour four)
{
    return (PsPair){(double)four[0], (double)four[1]};
}

static PsPair right_of(PsFour four)
{
    return (PsPair){(double)four[2], (double)four[3]};
}

static Light add_row(const LabRow *row, Light light)
{
    for (int i = 0; i < LIGHT_SIDE; i += 4) {
        PsFour l = ps_four(row->l + i), a = ps_four(row->a + i), b = ps_four(row->b + i);
        PsFour chroma = a * a + b * b;
        PsPair left = left_of(l), right = right_of(l);
        for (int k = 0; k < 4; k++) chroma[k] = sqrtf(chroma[k]);
        light.l += left + right;
        light.l2 += left * left + right * right;
        light.a += left_of(a) + right_of(a);
        light.b += left_of(b) + right_of(b);
        light.chroma += left_of(chroma) + right_of(chroma);
    }
    return light;
}

static void count_levels(const LabRow *row, uint16_t *levels)
{
    for (int i = 0; i < LIGHT_SIDE; i += 4) {
        PsMask bins = bins_of(ps_four(row->l + i), 0, 100.0F / LEVELS, LEVELS);
        levels[bins[0]]++;
        levels[bins[1]]++;
        levels[bins[2]]++;
        levels[bins[3]]++;
    }
}

static double mean_of(PsPair sums)
{
    return (sums[0] + sums[1]) / (LIGHT_SIDE * LIGHT_SIDE);
}

void ps_describe_light(const PsLookTables *tables, const PsPicture *picture, float *values,
                       PsGrey *grey)
{
    const int pixels = LIGHT_SIDE * LIGHT_SIDE;
    uint16_t levels[LEVELS] = {0};
    Light light = {0};
    LabRow row;
    for (int y = 0; y < LIGHT_SIDE; y++) {
        const unsigned char *line = picture->pixels + y * LIGHT_SIDE * 3;
        take_row(tables, line, LIGHT_SIDE, &row, grey->values + y * LIGHT_SIDE);
        light = add_row(&row, light);
        count_levels(&row, levels);
    }
    double mean = mean_of(light.l), variance = mean_of(light.l2) - mean * mean;
    values[PS_LOOK_DARK] = percentile(levels, pixels, 0.05);
    values[PS_LOOK_BRIGHTNESS] = percentile(levels, pixels, 0.50);
    values[PS_LOOK_LIGHT] = percentile(levels, pixels, 0.95);
    values[PS_LOOK_CONTRAST] = (float)sqrt(variance > 0 ? variance : 0);
    values[PS_LOOK_CHROMA] = (float)mean_of(light.chroma);
    values[PS_LOOK_RED_GREEN] = (float)mean_of(light.a);
    values[PS_LOOK_YELLOW_BLUE] = (float)mean_of(light.b);
}
