/* Area averaging. In units of 1/(source x target) both grids have integer edges, so every overlap
   is an exact integer: first rows are summed down the columns with their weights, then a finished
   row is summed across. No rounding happens before the one division at the end. */
#include "image/shrink.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

void ps_shrink_start(PsShrink *shrink, int from_width, int from_height, PsPicture *to)
{
    size_t bytes = (size_t)from_width * 3 * sizeof(uint32_t);
    *shrink = (PsShrink){.to = to, .from_width = from_width, .from_height = from_height};
    if (from_width == to->width && from_height == to->height) return; /* rows are only copied */
    shrink->sums = ps_alloc(bytes);
    memset(shrink->sums, 0, bytes);
}

void ps_shrink_end(PsShrink *shrink)
{
    free(shrink->sums);
    *shrink = (PsShrink){0};
}

/* Blocks of a constant length, for the compiler to turn into vector instructions. */
static void add_row(uint32_t *restrict sums, const unsigned char *restrict row, size_t count,
                    uint32_t weight)
{
    enum { BLOCK = 16 };
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

/* A target column ends at a multiple of from_width, a source column at a multiple of to->width. */
static void finish_row(PsShrink *shrink)
{
    const uint32_t *sum = shrink->sums;
    unsigned char *to = row_of(shrink, shrink->to_row++);
    int64_t at = 0, source_end = shrink->to->width;
    double scale = 1.0 / ((double)shrink->from_width * shrink->from_height);
    for (int x = 1; x <= shrink->to->width; x++, to += 3) {
        int64_t end = (int64_t)x * shrink->from_width;
        int64_t total[3] = {0};
        while (at < end) {
            int64_t stop = source_end < end ? source_end : end;
            int64_t part = stop - at;
            for (int c = 0; c < 3; c++) total[c] += sum[c] * part;
            at = stop;
            if (at < source_end) continue;
            source_end += shrink->to->width;
            sum += 3;
        }
        for (int c = 0; c < 3; c++) to[c] = (unsigned char)((double)total[c] * scale + 0.5);
    }
    memset(shrink->sums, 0, (size_t)shrink->from_width * 3 * sizeof(uint32_t));
}

void ps_shrink_row(PsShrink *shrink, const unsigned char *row)
{
    int y = shrink->row++;
    if (!shrink->sums) {
        memcpy(row_of(shrink, y), row, (size_t)shrink->from_width * 3);
        return;
    }
    int64_t at = (int64_t)y * shrink->to->height, end = at + shrink->to->height;
    while (at < end) {
        int64_t edge = (int64_t)(shrink->to_row + 1) * shrink->from_height;
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
