/* canvas.c - allocates the float picture and blurs it. */
#include "canvas.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_TAPS = 16 };

struct kernel {
    int reach;
    float w[2 * MAX_TAPS + 1];
};

int canvas_init(struct canvas *c)
{
    size_t n = (size_t)SCENE_W * SCENE_H * 3;
    c->px = malloc(n * sizeof *c->px);
    c->tmp = malloc(n * sizeof *c->tmp);
    c->bytes = malloc(n);
    if (c->px && c->tmp && c->bytes) return 0;
    canvas_free(c);
    return -1;
}

void canvas_free(struct canvas *c)
{
    free(c->px);
    free(c->tmp);
    free(c->bytes);
    memset(c, 0, sizeof *c);
}

/* A Hann window needs no exponential and its width may be fractional. */
static struct kernel hann(float half_width)
{
    struct kernel k = {.reach = 0};
    float sum = 0.0f;
    k.reach = (int)minf(half_width, (float)MAX_TAPS);
    for (int i = -k.reach; i <= k.reach; i++) {
        float w = 0.5f + 0.5f * cos_turn((float)i / (2.0f * (half_width + 0.35f)));
        k.w[i + k.reach] = maxf(w, 0.0f);
        sum += k.w[i + k.reach];
    }
    for (int i = 0; i <= 2 * k.reach; i++) k.w[i] /= sum;
    return k;
}

static int clamp_index(int i, int n)
{
    return i < 0 ? 0 : i >= n ? n - 1 : i;
}

/* One row, extended at both ends so that the inner loop needs no bounds test. */
static void blur_row(float *row, float *wide, const struct kernel *k)
{
    memcpy(wide + k->reach * 3, row, sizeof *row * SCENE_W * 3);
    for (int i = 0; i < k->reach; i++) {
        memcpy(wide + i * 3, row, sizeof *row * 3);
        memcpy(wide + (SCENE_W + k->reach + i) * 3, row + (SCENE_W - 1) * 3, sizeof *row * 3);
    }
    for (int i = 0; i < SCENE_W * 3; i++) row[i] = wide[i] * k->w[0];
    for (int t = 1; t <= 2 * k->reach; t++)
        for (int i = 0; i < SCENE_W * 3; i++) row[i] += wide[i + t * 3] * k->w[t];
}

static void blur_down(struct canvas *c, int y, const struct kernel *k)
{
    float *out = c->tmp + (long)y * SCENE_W * 3;
    memset(out, 0, sizeof *out * SCENE_W * 3);
    for (int t = -k->reach; t <= k->reach; t++) {
        const float *in = canvas_at(c, 0, clamp_index(y + t, SCENE_H));
        float w = k->w[t + k->reach];
        for (int i = 0; i < SCENE_W * 3; i++) out[i] += in[i] * w;
    }
}

void canvas_blur(struct canvas *c, float rx, float ry)
{
    float wide[(SCENE_W + 2 * MAX_TAPS) * 3];
    if (rx >= 1.0f) {
        struct kernel k = hann(rx);
        for (int y = 0; y < SCENE_H; y++) blur_row(canvas_at(c, 0, y), wide, &k);
    }
    if (ry >= 1.0f) {
        struct kernel k = hann(ry);
        for (int y = 0; y < SCENE_H; y++) blur_down(c, y, &k);
        float *swap = c->px;
        c->px = c->tmp;
        c->tmp = swap;
    }
}
