/* Area averaging. With the ratio of the sides in lowest terms as units, both grids have integer
   edges, so every overlap is an exact integer: first rows are summed down the columns with their
   weights, then a finished row is summed across. No rounding happens before the one division at the
   end, which rounds halves up. Small areas, which most pictures have, are summed in 16 bits and
   divided as floats, those of few units in 16 bits too (shrink_few.c), with the same outcome. */
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

/* Which source columns a target column covers, and how much of each: the same in every row. A
   target column ends at a multiple of from_x, a source column at a multiple of to_x. */
static void weigh_columns(PsShrink *shrink)
{
    int width = shrink->to->width, parts = (shrink->from_x - 2) / shrink->to_x + 2;
    size_t size = (size_t)width * (size_t)parts * sizeof(float);
    shrink->parts = parts;
    shrink->first = ps_alloc((size_t)width * sizeof(int));
    shrink->weights = ps_alloc(size);
    for (int x = 0; x < width; x++) {
        int64_t start = (int64_t)x * shrink->from_x, end = start + shrink->from_x;
        shrink->first[x] = (int)(start / shrink->to_x);
        for (int i = 0; i < parts; i++) {
            int64_t from = (int64_t)(shrink->first[x] + i) * shrink->to_x, to = from + shrink->to_x;
            int64_t part = (to < end ? to : end) - (from > start ? from : start);
            shrink->weights[x * parts + i] = part > 0 ? (float)part : 0;
        }
    }
}

/* Columns are read four at a time, beyond the last one where its weight is 0. */
static void start_floats(PsShrink *shrink, size_t columns)
{
    weigh_columns(shrink);
    size_t floats = columns + 3 * (size_t)shrink->parts + 1;
    shrink->columns = ps_alloc(floats * sizeof(float));
    shrink->totals = ps_alloc(((size_t)shrink->to->width * 3 + 1) * sizeof(float));
    memset(shrink->columns, 0, floats * sizeof(float));
}

static void start_small(PsShrink *shrink)
{
    size_t columns = (size_t)shrink->from_width * 3, beyond = 0;
    if (shrink->area <= PS_FEW_AREA) {
        ps_few_start(&shrink->few, shrink->to->width, shrink->from_x, shrink->to_x,
                     (int)shrink->area);
        beyond = 3 * (size_t)shrink->few.parts + 1;
    } else {
        start_floats(shrink, columns);
    }
    shrink->small_sums = ps_alloc((columns + beyond) * sizeof(uint16_t));
    memset(shrink->small_sums + columns, 0, beyond * sizeof(uint16_t));
}

void ps_shrink_start(PsShrink *shrink, int from_width, int from_height, PsPicture *to)
{
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
        start_small(shrink);
    } else {
        size_t bytes = (size_t)from_width * 3 * sizeof(uint32_t);
        shrink->sums = ps_alloc(bytes);
        memset(shrink->sums, 0, bytes);
    }
}

void ps_shrink_end(PsShrink *shrink)
{
    free(shrink->sums);
    free(shrink->small_sums);
    ps_few_end(&shrink->few);
    free(shrink->first);
    free(shrink->weights);
    free(shrink->columns);
    free(shrink->totals);
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

/* Three colours at once; the fourth float is another pixel's, and the next write covers it. There
   are two parts at least. */
static void total_parts(const PsShrink *shrink)
{
    int width = shrink->to->width, parts = shrink->parts;
    const int *first = shrink->first;
    const float *columns = shrink->columns, *weight = shrink->weights;
    float *to = shrink->totals;
    for (int x = 0; x < width; x++, to += 3, weight += parts) {
        const float *column = columns + 3 * first[x];
        PsFour total = ps_four(column) * weight[0] + ps_four(column + 3) * weight[1];
        for (int i = 2; i < parts; i++) total += ps_four(column + 3 * i) * weight[i];
        memcpy(to, &total, sizeof total);
    }
}

/* Of whole columns. */
static void total_whole(const PsShrink *shrink)
{
    int width = shrink->to->width, each = shrink->from_x;
    const float *column = shrink->columns;
    float *to = shrink->totals;
    for (int x = 0; x < width; x++, to += 3, column += 3 * each) {
        PsFour total = ps_four(column);
        for (int i = 1; i < each; i++) total += ps_four(column + 3 * i);
        memcpy(to, &total, sizeof total);
    }
}

static void divide_totals(const PsShrink *shrink, unsigned char *restrict to)
{
    const float *restrict total = shrink->totals;
    float area = (float)shrink->area, share = 1 / area, half = 0.5F + 0.25F / area;
    size_t i = 0, count = (size_t)shrink->to->width * 3;
    for (; i + BLOCK <= count; i += BLOCK) {
        for (size_t k = 0; k < BLOCK; k++) {
            to[i + k] = (unsigned char)(int)(total[i + k] * share + half);
        }
    }
    for (; i < count; i++) to[i] = (unsigned char)(int)(total[i] * share + half);
}

static void finish_small(const PsShrink *shrink, unsigned char *to)
{
    sums_to_floats(shrink, (size_t)shrink->from_width * 3);
    if (shrink->to_x == 1)
        total_whole(shrink);
    else
        total_parts(shrink);
    divide_totals(shrink, to);
}

static void finish_row(PsShrink *shrink)
{
    unsigned char *to = row_of(shrink, shrink->to_row++);
    size_t count = (size_t)shrink->from_width * 3;
    if (shrink->held) ps_few_set(shrink->small_sums, &shrink->held, &shrink->held_weight, 1, count);
    shrink->held = NULL;
    shrink->begun = false;
    if (shrink->few.parts) {
        ps_few_finish(&shrink->few, shrink->small_sums, to);
    } else if (shrink->small_sums) {
        finish_small(shrink, to);
    } else {
        finish_parts(shrink, to);
        memset(shrink->sums, 0, count * sizeof(uint32_t));
    }
}

/* The first row of a target row is held, to be summed together with the second. */
static void add_small(PsShrink *shrink, const unsigned char *row, uint16_t weight)
{
    size_t count = (size_t)shrink->from_width * 3;
    if (shrink->begun) {
        ps_few_add(shrink->small_sums, row, count, weight);
    } else if (!shrink->held) {
        shrink->held = row;
        shrink->held_weight = weight;
    } else {
        const unsigned char *rows[2] = {shrink->held, row};
        const uint16_t weights[2] = {shrink->held_weight, weight};
        ps_few_set(shrink->small_sums, rows, weights, 2, count);
        shrink->held = NULL;
        shrink->begun = true;
    }
}

static void add(PsShrink *shrink, const unsigned char *row, int weight)
{
    if (shrink->small_sums)
        add_small(shrink, row, (uint16_t)weight);
    else
        add_row(shrink->sums, row, (size_t)shrink->from_width * 3, (uint32_t)weight);
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
