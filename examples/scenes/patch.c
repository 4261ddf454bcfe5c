/* patch.c - rasterises one part and paints its shadow and its shaded surface. */
#include "patch.h"

#include <stdlib.h>
#include <string.h>

enum { MARGIN = 3 };

static float coverage(float dist)
{
    return clampf(0.5f - dist, 0.0f, 1.0f);
}

static void sample(struct patch *q, const struct part *p)
{
    float inv = 1.0f / p->r;
    long i = 0;
    for (int y = 0; y < q->h; y++) {
        for (int x = 0; x < q->w; x++, i++) {
            float px = ((float)(q->x0 + x) + 0.5f - p->cx) * inv;
            float py = ((float)(q->y0 + y) + 0.5f - p->cy) * inv / p->squash;
            struct surf s = shape_at(p, px * p->cs + py * p->sn, py * p->cs - px * p->sn);
            q->dist[i] = s.d * p->r;
            q->height[i] = s.d < 0.0f ? s.h * p->r : 0.0f;
            q->shade[i] = s.shade;
            q->seen[i] = coverage(q->dist[i]);
            q->full += q->seen[i];
        }
    }
}

int patch_init(struct patch *q, const struct part *p)
{
    float reach = p->r * 1.16f + (float)MARGIN;
    q->x0 = floori(p->cx - reach);
    q->y0 = floori(p->cy - reach);
    q->w = q->h = (int)(2.0f * reach) + 2;
    q->full = 0.0f;
    size_t n = (size_t)q->w * (size_t)q->h;
    q->dist = malloc(4 * n * sizeof *q->dist);
    if (!q->dist) return -1;
    q->height = q->dist + n;
    q->shade = q->height + n;
    q->seen = q->shade + n;
    sample(q, p);
    return 0;
}

void patch_free(struct patch *q)
{
    free(q->dist);
    memset(q, 0, sizeof *q);
}

static void darken(struct canvas *c, int x, int y, float k)
{
    if (x < 0 || y < 0 || x >= SCENE_W || y >= SCENE_H || k >= 0.998f) return;
    float *p = canvas_at(c, x, y);
    p[0] *= k;
    p[1] *= k;
    p[2] *= k;
}

/* The shadow is the outline moved away from the lamp, its edge the softer the higher the part. */
void patch_shadow(const struct patch *q, const struct part *p, const struct style *s,
                  struct canvas *c)
{
    float rise = p->lift * p->r;
    float reach = rise * 1.1f, soft = 1.0f + rise * lerpf(0.9f, 0.25f, s->shadow);
    int dx = floori(-s->lx * reach + 0.5f), dy = floori(-s->ly * reach + 0.5f);
    float dark = lerpf(0.40f, 0.74f, s->shadow);
    long i = 0;
    for (int y = 0; y < q->h; y++) {
        for (int x = 0; x < q->w; x++, i++) {
            float near = q->dist[i];
            if (near < soft)
                darken(c, q->x0 + x + dx, q->y0 + y + dy, 1.0f - dark * smoothf(soft, -soft, near));
            if (near < 4.0f) /* where part and belt touch, little light arrives */
                darken(c, q->x0 + x, q->y0 + y, 1.0f - 0.4f * smoothf(4.0f, 0.0f, near));
        }
    }
}

struct normal {
    float x, y, z;
};

static struct normal normal_at(const struct patch *q, int x, int y)
{
    int l = x > 0 ? x - 1 : x, r = x + 1 < q->w ? x + 1 : x;
    int t = y > 0 ? y - 1 : y, b = y + 1 < q->h ? y + 1 : y;
    const float *h = q->height;
    float gx = clampf((h[y * q->w + l] - h[y * q->w + r]) * 0.5f, -1.6f, 1.6f);
    float gy = clampf((h[t * q->w + x] - h[b * q->w + x]) * 0.5f, -1.6f, 1.6f);
    float inv = 1.0f / sqrtf(gx * gx + gy * gy + 1.0f);
    return (struct normal){gx * inv, gy * inv, inv};
}

/* Brightness of a slightly glossy metal: lamp, sky panel along the lamp side, dark room. */
static float reflect(const struct part *p, const struct style *s, struct normal n, float sweep)
{
    float diffuse = maxf(n.x * s->lx + n.y * s->ly + n.z * s->lz, 0.0f);
    float rx = 2.0f * n.z * n.x, ry = 2.0f * n.z * n.y, rz = 2.0f * n.z * n.z - 1.0f;
    float toward = maxf(rx * s->lx + ry * s->ly + rz * s->lz + sweep * 0.12f, 0.0f);
    float panel = smoothf(-0.5f, 0.9f, rx * s->lx + ry * s->ly + sweep * 0.45f);
    float shine = toward * toward;
    shine *= shine;
    shine *= shine;
    float matt = 0.28f + 0.75f * diffuse;
    float metal = 0.18f + 0.95f * panel + 0.9f * shine;
    return lerpf(matt, metal, p->gloss * 0.8f);
}

/* Lamp highlight that keeps the lamp's colour whatever the material. */
static float highlight(const struct part *p, const struct style *s, struct normal n)
{
    float rx = 2.0f * n.z * n.x, ry = 2.0f * n.z * n.y, rz = 2.0f * n.z * n.z - 1.0f;
    float t = maxf(rx * s->lx + ry * s->ly + rz * s->lz, 0.0f);
    t *= t;
    t *= t;
    t *= t;
    t *= t;
    return 0.30f * p->gloss * t;
}

static struct rgb surface_colour(const struct part *p, float u, float v)
{
    struct rgb k = p->albedo;
    float fine = value_noise(u * 9.0f, v * 9.0f, p->seed + 1);
    float mottle = value_noise(u * 3.0f, v * 3.0f, p->seed + 2);
    float gain = 0.86f + 0.14f * fine + 0.14f * mottle;
    float rust = p->rust * smoothf(0.45f, 0.85f, 0.5f * fine + 0.5f * mottle + 0.1f);
    return (struct rgb){lerpf(k.r * gain, 0.20f, rust), lerpf(k.g * gain, 0.085f, rust),
                        lerpf(k.b * gain, 0.04f, rust)};
}

/* Which part of the room a flat face mirrors: turned faces show the typical double fan of light,
 * other faces a slow gradient. */
static float sweep_at(const struct part *p, const struct style *s, float u, float v)
{
    float along = u * s->lx + v * s->ly, across = u * s->ly - v * s->lx;
    if (p->kind != KIND_WASHER && p->kind != KIND_BEARING && p->kind != KIND_PLUG)
        return along + 0.5f * across;
    float q = along * along + across * across + 0.001f;
    return 1.5f * (along * along - across * across) / q + 0.3f * along;
}

static void paint_pixel(float *out, struct rgb k, float light, float add, float cover)
{
    out[0] = lerpf(out[0], k.r * light + add, cover);
    out[1] = lerpf(out[1], k.g * light + add, cover);
    out[2] = lerpf(out[2], k.b * light + add, cover);
}

void patch_surface(const struct patch *q, const struct part *p, const struct style *s,
                   struct canvas *c)
{
    float inv = 1.0f / p->r;
    for (int y = 0; y < q->h; y++) {
        for (int x = 0; x < q->w; x++) {
            int ix = q->x0 + x, iy = q->y0 + y;
            float cover = coverage(q->dist[(long)y * q->w + x]);
            if (cover <= 0.0f || ix < 0 || iy < 0 || ix >= SCENE_W || iy >= SCENE_H) continue;
            float u = ((float)ix - p->cx) * inv, v = ((float)iy - p->cy) * inv;
            struct normal n = normal_at(q, x, y);
            float light = reflect(p, s, n, sweep_at(p, s, u, v)) * q->shade[(long)y * q->w + x];
            struct rgb k = surface_colour(p, u, v);
            paint_pixel(canvas_at(c, ix, iy), k, light, highlight(p, s, n), cover);
        }
    }
}

void patch_hide(struct patch *under, const struct patch *over)
{
    int x0 = under->x0 > over->x0 ? under->x0 : over->x0;
    int y0 = under->y0 > over->y0 ? under->y0 : over->y0;
    int x1 = under->x0 + under->w, y1 = under->y0 + under->h;
    x1 = x1 < over->x0 + over->w ? x1 : over->x0 + over->w;
    y1 = y1 < over->y0 + over->h ? y1 : over->y0 + over->h;
    for (int y = y0; y < y1; y++) {
        float *a = under->seen + (long)(y - under->y0) * under->w - under->x0;
        const float *b = over->dist + (long)(y - over->y0) * over->w - over->x0;
        for (int x = x0; x < x1; x++) a[x] *= 1.0f - coverage(b[x]);
    }
}
