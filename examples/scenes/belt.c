/* belt.c - paints the empty conveyor: belt texture, wear, joint and side rails. */
#include "style.h"

/* Relief of the belt pattern at belt coordinates (u, v), about -1..1. */
static float diamond(float u, float v, float period)
{
    float a = wrap_unit((u + v) / period), b = wrap_unit((u - v) / period);
    float ridge = maxf(fabsf(a), fabsf(b));
    return smoothf(0.34f, 0.46f, ridge) * -1.1f + (a + b) * 0.5f;
}

static float links(float u, float v, float period)
{
    float row = (float)floori(v / (period * 0.45f));
    float fv = wrap_unit(v / (period * 0.45f) - 0.5f);
    float fu = wrap_unit(u / period + row * 0.5f);
    float px_u = (0.5f - fabsf(fu)) * period, px_v = (0.5f - fabsf(fv)) * period * 0.45f;
    float gap = minf(px_u, px_v);
    return (gap < 4.5f && fv > 0.0f ? 0.45f : 0.0f) - smoothf(2.6f, 0.6f, gap) * 1.3f;
}

static float relief(const struct style *s, float u, float v)
{
    switch (s->belt) {
    case BELT_WEAVE: return sin_turn(u / s->period) * sin_turn(v / s->period);
    case BELT_RIBS: return sin_turn(v / s->period) + 0.4f * sin_turn(2.0f * v / s->period + 0.1f);
    case BELT_DIAMOND: return diamond(u, v, s->period);
    case BELT_LINKS: return links(u, v, s->period);
    case BELT_PLAIN:
    case BELT_KINDS: break;
    }
    return 0.0f;
}

enum { STEP = 16, STEPS = SCENE_W / STEP + 2 };

/* Slow variations are sampled every STEP pixels and interpolated, which cannot be seen. */
struct slow_row {
    float dirt[STEPS];
    float gloss[STEPS];
};

static void fill_slow(struct slow_row *r, const struct style *s, int y)
{
    float fy = (float)y;
    for (int i = 0; i < STEPS; i++) {
        float fx = (float)(i * STEP);
        r->dirt[i] = 0.6f * value_noise(fx / 110.0f, fy / 90.0f, s->seed) +
                     0.4f * value_noise(fx / 37.0f, fy / 33.0f, s->seed + 1);
        /* wear runs along the belt */
        r->gloss[i] = 0.6f * value_noise(fx / 420.0f, fy / 9.0f, s->seed + 3) +
                      0.4f * value_noise(fx / 150.0f, fy / 3.1f, s->seed + 4);
    }
}

static void belt_row(struct canvas *c, const struct style *s, int y)
{
    struct slow_row slow;
    float coarse = 0.0f;
    fill_slow(&slow, s, y);
    for (int x = 0; x < SCENE_W; x++) {
        int i = x / STEP;
        float t = (float)(x % STEP) * (1.0f / STEP), fx = (float)x, fy = (float)y;
        float u = fx * s->belt_cos + fy * s->belt_sin, v = fy * s->belt_cos - fx * s->belt_sin;
        float dirt = lerpf(slow.dirt[i], slow.dirt[i + 1], t) - 0.5f;
        float gloss = lerpf(slow.gloss[i], slow.gloss[i + 1], t) - 0.5f;
        if ((x & 1) == 0) coarse = hash_unit(x >> 1, y >> 1, ~s->seed);
        float grain = hash_unit(x, y, s->seed) + coarse - 1.0f;
        float k = 1.0f + s->depth * relief(s, u, v) + s->grain * grain + s->wear * gloss;
        k = maxf(k * (1.0f + 0.9f * s->wear * dirt), 0.05f);
        float dust = 0.02f * s->wear * maxf(dirt + gloss, 0.0f);
        float *p = canvas_at(c, x, y);
        p[0] = s->belt_rgb.r * k + dust;
        p[1] = s->belt_rgb.g * k + dust;
        p[2] = s->belt_rgb.b * k + dust * 0.9f;
    }
}

/* A joint across the belt: a dark line with a lit lip, slightly slanted. */
static void seam_paint(struct canvas *c, const struct style *s)
{
    for (int y = 0; y < SCENE_H; y++) {
        float mid = s->seam + (float)y * 0.12f;
        for (int x = floori(mid) - 5; x <= floori(mid) + 5; x++) {
            if (x < 0 || x >= SCENE_W) continue;
            float d = (float)x - mid;
            float k = 1.0f - 0.6f * smoothf(2.2f, 0.4f, fabsf(d)) +
                      0.35f * smoothf(1.8f, 0.2f, fabsf(d - 2.6f));
            float *p = canvas_at(c, x, y);
            for (int j = 0; j < 3; j++) p[j] *= k;
        }
    }
}

/* One row of a brushed side rail; depth counts pixels from the belt towards the frame. */
static void rail_row(struct canvas *c, const struct style *s, int y, float depth)
{
    float round = 0.35f + 0.5f * smoothf(0.0f, 7.0f, depth) - 0.25f * smoothf(9.0f, 30.0f, depth);
    float line = depth > 10.0f && depth < 12.0f ? 0.6f : 1.0f;
    for (int x = 0; x < SCENE_W; x++) {
        float brushed = value_noise((float)x / 60.0f, (float)y * 1.7f, s->seed + 9);
        float sweep = value_noise((float)x / 190.0f, 0.5f, s->seed + 10);
        float k = round * line * (0.42f + 0.22f * brushed + 0.3f * sweep);
        float *p = canvas_at(c, x, y);
        p[0] = 0.60f * k;
        p[1] = 0.61f * k;
        p[2] = 0.63f * k;
    }
}

/* depth < 0 is still belt, but in the shadow of the rail */
static void rail_shadow(struct canvas *c, int y, float depth)
{
    float k = 1.0f - 0.65f * smoothf(-12.0f, 0.0f, depth);
    float *p = canvas_at(c, 0, y);
    for (int i = 0; i < SCENE_W * 3; i++) p[i] *= k;
}

static void rail_paint(struct canvas *c, const struct style *s, int y, float depth)
{
    if (depth >= 0.0f)
        rail_row(c, s, y, depth);
    else if (depth > -12.0f)
        rail_shadow(c, y, depth);
}

void belt_paint(struct canvas *c, const struct style *s)
{
    for (int y = 0; y < SCENE_H; y++) belt_row(c, s, y);
    if (s->seam >= 0.0f) seam_paint(c, s);
    for (int y = 0; y < SCENE_H; y++) {
        if (s->rail_top > 0.0f) rail_paint(c, s, y, s->rail_top - (float)y);
        if (s->rail_bottom > 0.0f) rail_paint(c, s, y, s->rail_bottom - (float)(SCENE_H - 1 - y));
    }
}
