/* Area averaging. With the ratio of the sides in lowest terms as units, both grids have integer
   edges, so every overlap is an exact integer: first rows are summed down the columns with their
   weights, then a finished row is summed across. No rounding happens before the one division at the
   end, which rounds halves up. Small areas, which most pictures have, are summed in 16 bits and
   divided as floats, with the same outcome. */
#include "image/shrink.h"

#include "base/arena.h"
#include "base/four.h"

#include <stdlib.h>
#include <string.h>

static int common_factor(int a, int b)
{
    while (b > 0) {
        int rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Of areas up to 2^22 quotients are taken by multiplication: (2 total + area) / (2 area), where the
   dividend is at most 511 area. The reciprocal is too large by less than 1, that is the product by
   less than 2^31 of 2^56, and the nearest quotients lie 2^56 / 2^23 apart. */
enum { SHIFT = 56, MOST_AREA = 1 << 22 };

/* Small areas: columns of at most 257 rows sum to 16 bits, and totals up to 255 area are exact as
   floats. total / area + 1/2 is wrong by less than 4e-5 as a float, and at least 1 / (2 area) below
   the next whole number if it is below it: with 1 / (4 area) added it lies on the right side. */
enum { SMALL_AREA = 6000, SMALL_WEIGHT = 257 };

void ps_shrink_start(PsShrink *shrink, int from_width, int from_height, PsPicture *to)
{
    size_t columns = (size_t)from_width * 3;
    *shrink = (PsShrink){.to = to, .from_width = from_width, .from_height = from_height};
    if (from_width == to->width && from_height == to->height) return; /* rows are only copied */
    int x = common_factor(from_width, to->width), y = common_factor(from_height, to->height);
    shrink->from_x = from_width / x;
    shrink->to_x = to->width / x;
    shrink->from_y = from_height / y;
    shrink->to_y = to->height / y;
    shrink->area = (uint64_t)shrink->from_x * (uint64_t)shrink->from_y;
    if (shrink->area <= MOST_AREA) {
        shrink->reciprocal = ((uint64_t)1 << SHIFT) / (2 * shrink->area) + 1;
    }
    if (shrink->area <= SMALL_AREA && shrink->from_y <= SMALL_WEIGHT) {
        shrink->small_sums = ps_alloc(columns * sizeof(uint16_t));
        shrink->columns = ps_alloc((columns + 1) * sizeof(float)); /* read four at a time */
        shrink->columns[columns] = 0;
        memset(shrink->small_sums, 0, columns * sizeof(uint16_t));
    } else {
        shrink->sums = ps_alloc(columns * sizeof(uint32_t));
        memset(shrink->sums, 0, columns * sizeof(uint32_t));
    }
}

void ps_shrink_end(PsShrink *shrink)
{
    free(shrink->sums);
    free(shrink->small_sums);
    free(shrink->columns);
    *shrink = (PsShrink){0};
}

/* Blocks of a constant length, for the compiler to turn into vector instructions. */
enum { BLOCK = 16 };

static void add_row(uint32_t *restrict sums, const unsigned char *restrict row, size_t count,
                    uint32_t weight)
{
    size_t i = 0;
    for (; i + BLOCK <= count; i += BLOCK) {
        for (size_t k = 0; k < BLOCK; k++) sums[i + k] += row[i + k] * weight;
    }
    for (; i < count; i++) sums[i] += row[i] * weight;
}

static void add_small_row(uint16_t *restrict sums, const unsigned char *restrict row, size_t count,
                          uint16_t weight)
{
    size_t i = 0;
    for (; i + BLOCK <= count; i += BLOCK) {
        for (size_t k = 0; k < BLOCK; k++)
            sums[i + k] = (uint16_t)(sums[i + k] + row[i + k] * weight);
    }
    for (; i < count; i++) sums[i] = (uint16_t)(sums[i] + row[i] * weight);
}

static unsigned char *row_of(const PsShrink *shrink, int row)
{
    return shrink->to->pixels + (size_t)row * (size_t)shrink->to->width * 3;
}

static unsigned char share_of(const PsShrink *shrink, uint64_t total)
{
    uint64_t dividend = 2 * total + shrink->area;
    if (shrink->reciprocal) return (unsigned char)(dividend * shrink->reciprocal >> SHIFT);
    return (unsigned char)(dividend / (2 * shrink->area));
}

/* A target column ends at a multiple of from_x, a source column at a multiple of to_x. */
static void finish_parts(const PsShrink *shrink, unsigned char *to)
{
    const uint32_t *sum = shrink->sums;
    int64_t at = 0, source_end = shrink->to_x;
    for (int x = 1; x <= shrink->to->width; x++, to += 3) {
        int64_t end = (int64_t)x * shrink->from_x;
        uint64_t total[3] = {0};
        while (at < end) {
            int64_t stop = source_end < end ? source_end : end;
            uint64_t part = (uint64_t)(stop - at);
            for (int c = 0; c < 3; c++) total[c] += sum[c] * part;
            at = stop;
            if (at < source_end) continue;
            source_end += shrink->to_x;
            sum += 3;
        }
        for (int c = 0; c < 3; c++) to[c] = share_of(shrink, total[c]);
    }
}

static void sums_to_floats(const PsShrink *shrink, size_t count)
{
    const uint16_t *restrict sums = shrink->small_sums;
    float *restrict columns = shrink->columns;
    size_t i = 0;
    for (; i + BLOCK <= count; i += BLOCK) {
        for (size_t k = 0; k < BLOCK; k++) columns[i + k] = sums[i + k];
    }
    for (; i < count; i++) columns[i] = sums[i];
}

/* As above, the three colours at once; the fourth float is the next pixel's and goes nowhere. */
static void finish_small(const PsShrink *shrink, unsigned char *to)
{
    const float *column = shrink->columns;
    float area = (float)shrink->area, share = 1 / area, half = 0.5F + 0.25F / area;
    int left = shrink->to_x; /* of the source column */
    for (int x = 0; x < shrink->to->width; x++, to += 3) {
        PsFour total = {0, 0, 0, 0};
        for (int wanted = shrink->from_x; wanted > 0;) {
            int part = left < wanted ? left : wanted;
            total += ps_four(column) * (float)part;
            wanted -= part;
            left -= part;
            if (left > 0) continue;
            left = shrink->to_x;
            column += 3;
        }
        PsMask mean = __builtin_convertvector(total * share + half, PsMask);
        for (int c = 0; c < 3; c++) to[c] = (unsigned char)mean[c];
    }
}

static void finish_row(PsShrink *shrink)
{
    unsigned char *to = row_of(shrink, shrink->to_row++);
    size_t count = (size_t)shrink->from_width * 3;
    if (shrink->small_sums) {
        sums_to_floats(shrink, count);
        finish_small(shrink, to);
        memset(shrink->small_sums, 0, count * sizeof(uint16_t));
    } else {
        finish_parts(shrink, to);
        memset(shrink->sums, 0, count * sizeof(uint32_t));
    }
}

static void add(PsShrink *shrink, const unsigned char *row, int weight)
{
    size_t count = (size_t)shrink->from_width * 3;
    if (shrink->small_sums)
        add_small_row(shrink->small_sums, row, count, (uint16_t)weight);
    else
        add_row(shrink->sums, row, count, (uint32_t)weight);
}

void ps_shrink_row(PsShrink *shrink, const unsigned char *row)
{
    int y = shrink->row++;
    if (shrink->area == 0) {
        memcpy(row_of(shrink, y), row, (size_t)shrink->from_width * 3);
        return;
    }
    int64_t at = (int64_t)y * shrink->to_y, end = at + shrink->to_y;
    while (at < end) {
        int64_t edge = (int64_t)(shrink->to_row + 1) * shrink->from_y;
        int64_t stop = edge < end ? edge : end;
        add(shrink, row, (int)(stop - at));
        if (stop == edge) finish_row(shrink);
        at = stop;
    }
}

bool ps_picture_shrink(const PsPicture *picture, int width, int height, PsPicture *small)
{
    if (width < 1 || height < 1 || width > picture->width || height > picture->height) return false;
    *small = *picture;
    small->width = width;
    small->height = height;
    small->pixels = ps_alloc((size_t)width * (size_t)height * 3);
    PsShrink shrink;
    ps_shrink_start(&shrink, picture->width, picture->height, small);
    size_t stride = (size_t)picture->width * 3;
    for (int y = 0; y < picture->height; y++) {
        ps_shrink_row(&shrink, picture->pixels + (size_t)y * stride);
    }
    ps_shrink_end(&shrink);
    return true;
}
