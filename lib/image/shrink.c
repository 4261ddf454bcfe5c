/* Area averaging. With the ratio of the sides in lowest terms as units, both grids have integer
   edges, so every overlap is an exact integer: first rows are summed down the columns with their
   weights, then a finished row is summed across. No rounding happens before the one division at the
   end, which rounds halves up. */
#include "image/shrink.h"

#include "base/arena.h"

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

void ps_shrink_start(PsShrink *shrink, int from_width, int from_height, PsPicture *to)
{
    size_t bytes = (size_t)from_width * 3 * sizeof(uint32_t);
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
    shrink->sums = ps_alloc(bytes);
    memset(shrink->sums, 0, bytes);
}

void ps_shrink_end(PsShrink *shrink)
{
    free(shrink->sums);
    *shrink = (PsShrink){0};
}

/* Blocks of a constant length, for the compiler to turn into vector instructions; those of small
   weights have products of 16 bits. */
enum { BLOCK = 16, SMALL_WEIGHT = 257 };

static void add_row(uint32_t *restrict sums, const unsigned char *restrict row, size_t count,
                    uint32_t weight)
{
    size_t i = 0;
    for (; weight <= SMALL_WEIGHT && i + BLOCK <= count; i += BLOCK) {
        for (size_t k = 0; k < BLOCK; k++) sums[i + k] += (uint16_t)(row[i + k] * weight);
    }
    for (; i + BLOCK <= count; i += BLOCK) {
        for (size_t k = 0; k < BLOCK; k++) sums[i + k] += row[i + k] * weight;
    }
    for (; i < count; i++) sums[i] += row[i] * weight;
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

/* Target columns of whole source columns. */
static void finish_whole(const PsShrink *shrink, unsigned char *to)
{
    const uint32_t *sum = shrink->sums;
    for (int x = 0; x < shrink->to->width; x++, to += 3) {
        uint64_t total[3] = {0};
        for (int i = 0; i < shrink->from_x; i++, sum += 3) {
            for (int c = 0; c < 3; c++) total[c] += sum[c];
        }
        for (int c = 0; c < 3; c++) to[c] = share_of(shrink, total[c]);
    }
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

static void finish_row(PsShrink *shrink)
{
    unsigned char *to = row_of(shrink, shrink->to_row++);
    if (shrink->to_x == 1)
        finish_whole(shrink, to);
    else
        finish_parts(shrink, to);
    memset(shrink->sums, 0, (size_t)shrink->from_width * 3 * sizeof(uint32_t));
}

void ps_shrink_row(PsShrink *shrink, const unsigned char *row)
{
    int y = shrink->row++;
    if (!shrink->sums) {
        memcpy(row_of(shrink, y), row, (size_t)shrink->from_width * 3);
        return;
    }
    int64_t at = (int64_t)y * shrink->to_y, end = at + shrink->to_y;
    while (at < end) {
        int64_t edge = (int64_t)(shrink->to_row + 1) * shrink->from_y;
        int64_t stop = edge < end ? edge : end;
        add_row(shrink->sums, row, (size_t)shrink->from_width * 3, (uint32_t)(stop - at));
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
