/* segment.c - thresholding, small morphology and connected components. */
#include "segment.h"

#include <string.h>

enum { MIN_AREA = 45, MIN_SIDE = 7 };

/* The frame of a mask always stays 0, so that neighbours need no bounds test. */
static void threshold_mask(struct work *k, float threshold)
{
    long n = (long)k->w * k->h;
    for (long i = 0; i < n; i++) k->mask[i] = k->diff[i] > threshold;
    memset(k->mask, 0, (size_t)k->w);
    memset(k->mask + n - k->w, 0, (size_t)k->w);
    for (int y = 0; y < k->h; y++) k->mask[(long)y * k->w] = k->mask[(long)y * k->w + k->w - 1] = 0;
}

/* 3x3 erosion (keep = 9) or dilation (keep = 1) of k->mask. */
static void morph(struct work *k, int keep)
{
    memset(k->mask2, 0, (size_t)k->w * (size_t)k->h);
    for (int y = 1; y < k->h - 1; y++) {
        const unsigned char *a = k->mask + (long)(y - 1) * k->w;
        const unsigned char *b = a + k->w, *c = b + k->w;
        unsigned char *out = k->mask2 + (long)y * k->w;
        for (int x = 1; x < k->w - 1; x++) {
            int sum = a[x - 1] + a[x] + a[x + 1] + b[x - 1] + b[x] + b[x + 1] + c[x - 1] + c[x] +
                      c[x + 1];
            out[x] = sum >= keep;
        }
    }
    unsigned char *swap = k->mask;
    k->mask = k->mask2;
    k->mask2 = swap;
}

static void blob_add(struct blob *b, int x, int y)
{
    b->x0 = x < b->x0 ? x : b->x0;
    b->y0 = y < b->y0 ? y : b->y0;
    b->x1 = x >= b->x1 ? x + 1 : b->x1;
    b->y1 = y >= b->y1 ? y + 1 : b->y1;
    b->area++;
}

/* Labels the 8-connected region of pixel "start". */
static struct blob flood(struct work *k, int start, int label)
{
    struct blob b = {label, k->w, k->h, 0, 0, 0};
    int top = 0;
    k->stack[top++] = start;
    k->label[start] = label;
    while (top > 0) {
        int i = k->stack[--top], x = i % k->w, y = i / k->w;
        blob_add(&b, x, y);
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                int j = i + dy * k->w + dx;
                if (k->mask[j] && !k->label[j]) {
                    k->label[j] = label;
                    k->stack[top++] = j;
                }
            }
        }
    }
    return b;
}

/* Rails and lighting edges are wider than any part. */
static int plausible(const struct work *k, const struct blob *b)
{
    int w = b->x1 - b->x0, h = b->y1 - b->y0;
    return b->area >= MIN_AREA && w >= MIN_SIDE && h >= MIN_SIDE && w < k->w / 2 && h < k->h / 2;
}

static int label_all(struct work *k, struct blob out[MAX_BLOBS], int check)
{
    int n = k->w * k->h, count = 0, label = 0;
    memset(k->label, 0, (size_t)n * sizeof *k->label);
    for (int i = 0; i < n && count < MAX_BLOBS; i++) {
        if (!k->mask[i] || k->label[i]) continue;
        struct blob b = flood(k, i, ++label);
        if (!check || plausible(k, &b)) out[count++] = b;
    }
    return count;
}

/* Grows labels by one pixel into k->mask. */
static void regrow(struct work *k)
{
    int n = k->w * k->h, top = 0;
    for (int i = 0; i < n; i++) {
        if (!k->mask[i] || k->label[i]) continue;
        static const int dx[4] = {-1, 1, 0, 0}, dy[4] = {0, 0, -1, 1};
        for (int j = 0; j < 4; j++) {
            int near = k->label[i + dx[j] + dy[j] * k->w];
            if (near > 0) {
                k->stack[top++] = i;
                k->label[i] = -near; /* negative until the sweep is over */
                break;
            }
        }
    }
    while (top > 0) {
        int i = k->stack[--top];
        k->label[i] = -k->label[i];
    }
}

/* Measures the blobs again after their labels have grown. */
static int remeasure(const struct work *k, struct blob out[MAX_BLOBS], int count)
{
    int kept = 0;
    for (int i = 0; i < count; i++) out[i] = (struct blob){out[i].label, k->w, k->h, 0, 0, 0};
    for (int y = 0; y < k->h; y++) {
        for (int x = 0; x < k->w; x++) {
            int label = k->label[(long)y * k->w + x];
            if (label > 0 && label <= count) blob_add(&out[label - 1], x, y);
        }
    }
    for (int i = 0; i < count; i++)
        if (plausible(k, &out[i])) out[kept++] = out[i];
    return kept;
}

int segment(struct work *k, float threshold, int cuts, struct blob out[MAX_BLOBS])
{
    threshold_mask(k, threshold);
    if (cuts == 0) { /* a closing bridges the cracks that highlights and threads leave */
        morph(k, 1);
        morph(k, 9);
        return label_all(k, out, 1);
    }
    for (int i = 0; i < cuts; i++) morph(k, i == 0 ? 8 : 9);
    int count = label_all(k, out, 0);
    threshold_mask(k, threshold);
    for (int i = 0; i < cuts; i++) regrow(k);
    return remeasure(k, out, count);
}
