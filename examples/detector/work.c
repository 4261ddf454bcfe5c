/* work.c - allocates the working planes and fills them from the picture. */
#include "work.h"

#include <stdlib.h>
#include <string.h>

static int allocate(struct work *k, size_t n)
{
    k->luma = malloc(5 * n * sizeof *k->luma);
    k->mask = malloc(2 * n);
    k->label = malloc(2 * n * sizeof *k->label);
    if (!k->luma || !k->mask || !k->label) return -1;
    k->red = k->luma + n;
    k->blue = k->red + n;
    k->tmp = k->blue + n;
    k->diff = k->tmp + n;
    k->mask2 = k->mask + n;
    k->stack = k->label + n;
    return 0;
}

/* 3x3 mean; borders repeat. The sensor noise would otherwise speckle the masks. */
static void smooth_plane(const struct work *k, float *a)
{
    for (int y = 0; y < k->h; y++) {
        const float *in = a + (long)y * k->w;
        float *out = k->tmp + (long)y * k->w;
        for (int x = 0; x < k->w; x++) {
            int l = x > 0 ? x - 1 : x, r = x + 1 < k->w ? x + 1 : x;
            out[x] = in[l] + in[x] + in[r];
        }
    }
    for (int y = 0; y < k->h; y++) {
        const float *t = k->tmp + (long)(y > 0 ? y - 1 : y) * k->w;
        const float *m = k->tmp + (long)y * k->w;
        const float *b = k->tmp + (long)(y + 1 < k->h ? y + 1 : y) * k->w;
        float *out = a + (long)y * k->w;
        for (int x = 0; x < k->w; x++) out[x] = (t[x] + m[x] + b[x]) * (1.0f / 9.0f);
    }
}

int work_init(struct work *k, const struct picture *p)
{
    size_t n = (size_t)p->w * (size_t)p->h;
    memset(k, 0, sizeof *k);
    k->w = p->w;
    k->h = p->h;
    if (allocate(k, n)) {
        work_free(k);
        return -1;
    }
    for (size_t i = 0; i < n; i++) {
        float r = p->rgb[3 * i], g = p->rgb[3 * i + 1], b = p->rgb[3 * i + 2];
        k->luma[i] = (r + 2.0f * g + b) * 0.25f;
        k->red[i] = r - g;
        k->blue[i] = b - g;
    }
    smooth_plane(k, k->luma);
    smooth_plane(k, k->red);
    smooth_plane(k, k->blue);
    return 0;
}

void work_free(struct work *k)
{
    free(k->luma);
    free(k->mask);
    free(k->label);
    memset(k, 0, sizeof *k);
}
