/* camera.c - turns the flat-lit picture into a photograph: light falloff, blur, noise, bytes. */
#include "style.h"

/* Shadow of an overhead beam, lying across the belt. */
static float band(const struct style *s, float fx, float fy)
{
    float d = fabsf(fx + 0.25f * fy - s->band_pos);
    return 1.0f - s->band_dark * smoothf(s->band_width + 0.06f, s->band_width - 0.03f, d);
}

/* Stray light in the lens, around the reflection of a lamp. */
static float haze(const struct style *s, float x, float y)
{
    float dx = (x - s->glare_x) * (1.0f / 210.0f), dy = (y - s->glare_y) * (1.0f / 120.0f);
    return s->glare / (1.0f + 3.0f * (dx * dx + dy * dy));
}

static void light_row(struct canvas *c, const struct style *s, int y)
{
    float fy = (float)y / (float)SCENE_H - 0.5f;
    for (int x = 0; x < SCENE_W; x++) {
        float fx = (float)x / (float)SCENE_W - 0.5f;
        float k = maxf(1.0f + s->grad_x * fx + s->grad_y * fy, 0.12f);
        k *= s->exposure * (1.0f - s->vignette * 1.6f * (fx * fx + fy * fy));
        if (s->band_dark > 0.0f) k *= band(s, fx + 0.5f, fy + 0.5f);
        float glow = s->glare > 0.0f ? haze(s, (float)x, (float)y) : 0.0f;
        float *p = canvas_at(c, x, y);
        p[0] = (p[0] * k + glow * k) * s->tint.r;
        p[1] = (p[1] * k + glow * k) * s->tint.g;
        p[2] = (p[2] * k + glow * k) * s->tint.b;
    }
}

/* Film-like shoulder, then a square root in place of the sRGB curve (exact on every machine). */
static float tone(float v)
{
    v = v > 0.6f ? 0.6f + (v - 0.6f) / (1.0f + (v - 0.6f) * 1.25f) : v;
    return sqrtf(maxf(v, 0.0f)); /* never negative, and the compiler may know it */
}

static unsigned char to_byte(float v)
{
    return (unsigned char)(clampf(v, 0.0f, 1.0f) * 255.0f + 0.5f);
}

/* Two 16-bit halves added make a triangular noise value in (-1, 1). */
static float triangle(uint64_t bits)
{
    return (float)((bits & 0xFFFF) + ((bits >> 16) & 0xFFFF)) * (1.0f / 65536.0f) - 1.0f;
}

static void develop_row(struct canvas *c, const struct style *s, int y, struct rng *g)
{
    const float *p = canvas_at(c, 0, y);
    unsigned char *out = c->bytes + (long)y * SCENE_W * 3;
    for (int x = 0; x < SCENE_W; x++, p += 3, out += 3) {
        uint64_t a = rng_next(g);
        float grey = triangle(a) * s->noise * 2.0f, colour = triangle(a >> 32) * s->noise;
        out[0] = to_byte(tone(p[0]) + grey + colour);
        out[1] = to_byte(tone(p[1]) + grey - colour * 0.3f);
        out[2] = to_byte(tone(p[2]) + grey - colour);
    }
}

void camera_expose(struct canvas *c, const struct style *s, struct rng *g)
{
    for (int y = 0; y < SCENE_H; y++) light_row(c, s, y);
    canvas_blur(c, s->blur_x, s->blur_y);
    for (int y = 0; y < SCENE_H; y++) develop_row(c, s, y, g);
}
