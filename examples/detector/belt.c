/* belt.c - estimates the empty belt by wide medians and measures how far each pixel is from it. */
#include "work.h"

#include <math.h>
#include <stdlib.h>

enum { TILE = 16, REACH = 5, SAMPLES = (REACH + 1) * (REACH + 1) };

struct tiles {
    int w, h;
    float *raw;  /* median of each tile */
    float *wide; /* median of the tiles around, so that parts smaller than half of it vanish */
};

/* Quickselect; reorders v. */
static float median(float *v, int n)
{
    int lo = 0, hi = n - 1, mid = n / 2;
    while (lo < hi) {
        float pivot = v[(lo + hi) / 2];
        int i = lo, j = hi;
        while (i <= j) {
            while (v[i] < pivot) i++;
            while (v[j] > pivot) j--;
            if (i <= j) {
                float t = v[i];
                v[i++] = v[j];
                v[j--] = t;
            }
        }
        if (mid <= j)
            hi = j;
        else if (mid >= i)
            lo = i;
        else
            break;
    }
    return v[mid];
}

static float tile_median(const struct work *k, const float *a, int tx, int ty)
{
    float v[TILE * TILE / 4];
    int n = 0;
    for (int y = ty * TILE; y < (ty + 1) * TILE && y < k->h; y += 2)
        for (int x = tx * TILE; x < (tx + 1) * TILE && x < k->w; x += 2)
            v[n++] = a[(long)y * k->w + x];
    return median(v, n);
}

static float wide_median(const struct tiles *t, int tx, int ty)
{
    float v[SAMPLES];
    int n = 0;
    for (int y = ty - REACH; y <= ty + REACH; y += 2)
        for (int x = tx - REACH; x <= tx + REACH; x += 2)
            if (x >= 0 && y >= 0 && x < t->w && y < t->h) v[n++] = t->raw[y * t->w + x];
    if (n == 0) /* only in pictures of a few tiles */
        return t->raw[ty * t->w + tx];
    return median(v, n);
}

static int clamp_int(int v, int hi)
{
    return v < 0 ? 0 : v > hi ? hi : v;
}

/* One row of the belt, between tile centres: first down the columns of tiles, then along. */
static void belt_row(const struct tiles *t, int y, float *line, float *out, int w)
{
    int at = 2 * y + 1 + TILE, iy = at / (2 * TILE) - 1; /* at counts half pixels */
    float fy = (float)(at % (2 * TILE)) / (2 * TILE);
    const float *a = t->wide + clamp_int(iy, t->h - 1) * t->w;
    const float *b = t->wide + clamp_int(iy + 1, t->h - 1) * t->w;
    for (int i = 0; i < t->w; i++) line[i] = a[i] + (b[i] - a[i]) * fy;
    for (int x = 0; x < w; x++) {
        at = 2 * x + 1 + TILE;
        int ix = at / (2 * TILE) - 1;
        float fx = (float)(at % (2 * TILE)) / (2 * TILE);
        float l = line[clamp_int(ix, t->w - 1)], r = line[clamp_int(ix + 1, t->w - 1)];
        out[x] = l + (r - l) * fx;
    }
}

/* Replaces k->tmp by the residual of plane a. */
static void residual(struct work *k, const struct tiles *t, const float *a)
{
    for (int ty = 0; ty < t->h; ty++)
        for (int tx = 0; tx < t->w; tx++) t->raw[ty * t->w + tx] = tile_median(k, a, tx, ty);
    for (int ty = 0; ty < t->h; ty++)
        for (int tx = 0; tx < t->w; tx++) t->wide[ty * t->w + tx] = wide_median(t, tx, ty);
    for (int y = 0; y < k->h; y++) {
        const float *in = a + (long)y * k->w;
        float *out = k->tmp + (long)y * k->w;
        belt_row(t, y, t->raw, out, k->w); /* the tile medians are no longer needed */
        for (int x = 0; x < k->w; x++) out[x] = in[x] - out[x];
    }
}

/* Robust spread of the residual: the median of its size over a coarse sample. */
static float spread(const struct work *k, float *scratch)
{
    int n = 0;
    for (int y = 3; y < k->h; y += 7)
        for (int x = 2; x < k->w; x += 5) scratch[n++] = fabsf(k->tmp[(long)y * k->w + x]);
    return n ? median(scratch, n) * 1.48f : 1.0f;
}

/* A shadow darkens but keeps the colour, so moderate darkening counts for less. */
static float soften(float d)
{
    return d < 0.0f ? d * 0.62f : d;
}

static void accumulate(struct work *k, float sigma, int is_luma)
{
    long n = (long)k->w * k->h;
    float inv = 1.0f / sigma;
    for (long i = 0; i < n; i++) {
        float d = (is_luma ? soften(k->tmp[i]) : k->tmp[i]) * inv;
        k->diff[i] = is_luma ? d * d : k->diff[i] + d * d;
    }
}

int work_subtract_belt(struct work *k)
{
    struct tiles t = {(k->w + TILE - 1) / TILE, (k->h + TILE - 1) / TILE, NULL, NULL};
    size_t n = (size_t)t.w * (size_t)t.h;
    t.raw = malloc((2 * n + (size_t)k->w * (size_t)k->h) * sizeof *t.raw);
    if (!t.raw) return -1;
    t.wide = t.raw + n;
    float *planes[3] = {k->luma, k->red, k->blue};
    for (int i = 0; i < 3; i++) {
        residual(k, &t, planes[i]);
        float s = spread(k, t.wide + n);
        if (i == 0) k->spread = s;
        accumulate(k, i == 0 ? fmaxf(s, 3.0f) : fmaxf(s, 2.2f), i == 0);
    }
    for (long i = 0; i < (long)k->w * k->h; i++) k->diff[i] = sqrtf(k->diff[i]);
    free(t.raw);
    return 0;
}
