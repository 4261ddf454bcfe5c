/* shapes.c - distance fields and height maps of the seven kinds of part. */
#include "shapes.h"

/* Height of a rounded edge of width w at (negative) distance d. */
static float bevel(float d, float w, float top)
{
    float t = clampf(-d / w, 0.0f, 1.0f);
    return top * t * (2.0f - t);
}

static float box(float x, float y, float hx, float hy, float round)
{
    float dx = fabsf(x) - hx + round, dy = fabsf(y) - hy + round;
    return length2(maxf(dx, 0.0f), maxf(dy, 0.0f)) + minf(maxf(dx, dy), 0.0f) - round;
}

static float segment(float x, float y, struct rgb from_to, float to_y)
{
    float ax = from_to.r, ay = from_to.g, bx = from_to.b - ax, by = to_y - ay;
    float t = clampf(((x - ax) * bx + (y - ay) * by) / (bx * bx + by * by), 0.0f, 1.0f);
    return length2(x - ax - bx * t, y - ay - by * t);
}

/* v: inner radius, split width (spring washer) or 0 */
static struct surf washer(const struct part *p, float x, float y)
{
    float r = length2(x, y), in = p->v[0];
    float d = maxf(r - 1.0f, in - r);
    if (p->v[1] > 0.0f && x > 0.0f) d = maxf(d, p->v[1] - fabsf(y + 0.35f * (x - 0.75f)));
    float turned = 0.05f * (value_noise(r * 26.0f, 0.5f, p->seed) - 0.5f);
    return (struct surf){d, bevel(d, 0.10f, 0.10f), 1.0f + turned};
}

/* v: hole radius, flange (0 or 1) */
static struct surf nut(const struct part *p, float x, float y)
{
    float r = length2(x, y), in = p->v[0], k = p->v[1] > 0.0f ? 0.80f : 1.0f;
    float ax = fabsf(x), ay = fabsf(y);
    float hex = maxf(ax * 0.866f + ay * 0.5f, ay) - 0.866f * k;
    float outer = p->v[1] > 0.0f ? minf(hex, r - 1.0f) : hex;
    struct surf s = {maxf(outer, in - r), 0.0f, 1.0f};
    float top = minf(0.34f, 0.34f - (r - 0.84f * k) * 1.2f);
    s.h = minf(bevel(hex, 0.07f, 0.34f), maxf(top, 0.0f));
    if (hex > 0.0f) s.h = bevel(r - 1.0f, 0.08f, 0.1f);
    if (r < in + 0.10f) { /* countersink with the first thread turns */
        s.h -= (in + 0.10f - r) * 1.6f;
        s.shade = 0.55f + 0.3f * sin_turn((r - in) * 14.0f);
    }
    return s;
}

/* v: bore, race inner and outer radius, balls (0 = shielded) */
static struct surf bearing(const struct part *p, float x, float y)
{
    float r = length2(x, y), in = p->v[0], g1 = p->v[1], g2 = p->v[2];
    struct surf s = {maxf(r - 1.0f, in - r), 0.0f, 1.0f};
    if (r < g1 || r > g2) {
        float edge = r < g1 ? maxf(in - r, r - g1) : maxf(r - 1.0f, g2 - r);
        s.h = bevel(edge, 0.06f, 0.14f);
        return s;
    }
    float mid = (g1 + g2) * 0.5f, rad = (g2 - g1) * 0.5f;
    if (p->v[3] <= 0.0f) {
        float groove = rad - fabsf(r - mid);
        s.h = 0.08f + bevel(-groove, 0.05f, 0.03f);
        s.shade = groove < 0.05f ? 0.30f : 0.58f;
        return s;
    }
    float a = wrap_unit(atan_turn(y, x) * p->v[3]) / p->v[3];
    float bx = r * cos_turn(a) - mid, by = r * sin_turn(a), ball = rad * 0.86f;
    float q = ball * ball - bx * bx - by * by;
    s.shade = 0.22f;
    if (q > 0.0f) {
        s.h = sqrtf(q);
        s.shade = 1.1f;
    } else if (fabsf(r - mid) < 0.04f) {
        s.h = 0.06f; /* the cage */
        s.shade = 0.7f;
    }
    return s;
}

/* v: teeth, tooth depth, bore, hub radius, lightening holes */
static struct surf gear(const struct part *p, float x, float y)
{
    float r = length2(x, y), turn = atan_turn(y, x), bore = p->v[2], hub = p->v[3];
    float t = fabsf(wrap_unit(turn * p->v[0])) * 2.0f;
    float rim = 1.0f - p->v[1] * smoothf(0.36f, 0.66f, t);
    struct surf s = {maxf((r - rim) * 0.85f, bore - r), 0.0f, 1.0f};
    float root = 1.0f - p->v[1] - 0.14f;
    if (p->v[4] > 0.0f) {
        float a = wrap_unit(turn * p->v[4]) / p->v[4], mid = (hub + root) * 0.5f;
        float hole = (root - hub) * 0.36f - length2(r * cos_turn(a) - mid, r * sin_turn(a));
        s.d = maxf(s.d, hole);
    }
    float web = bevel(maxf(r - root, hub - r), 0.05f, 0.12f);
    s.h = bevel(s.d, 0.06f, 0.24f) - web;
    if (r < root && r > hub) s.shade = 0.82f;
    return s;
}

/* v: head length, head half height, shaft half width, thread start, turns, domed head (0 or 1) */
static struct surf bolt(const struct part *p, float x, float y)
{
    float hl = p->v[0], hh = p->v[1], sw = p->v[2], ay = fabsf(y), edge = -1.0f + hl;
    float shaft = box(x - (1.0f + edge) * 0.5f, y, (1.0f - edge) * 0.5f + 0.02f, sw, 0.02f);
    shaft = maxf(shaft, (ay - sw + maxf(x - 0.90f, 0.0f)) * 0.8f);
    float head = box(x + 1.0f - hl * 0.5f, y, hl * 0.5f, hh, 0.04f);
    if (p->v[5] > 0.0f) head = maxf(head, length2((x - edge) * 0.8f / hl, y / hh) * 0.25f - 0.25f);
    float wave = x > p->v[3] ? sin_turn((x + 0.25f * y) * p->v[4]) : 0.0f;
    struct surf s = {minf(shaft + 0.012f * wave, head), 0.0f, 1.0f};
    if (head < 0.0f) {
        float facet = ay < hh * 0.5f ? hh * 0.87f : hh * 0.87f * (1.0f - (ay / hh - 0.5f) * 1.3f);
        float dome = sqrtf(maxf(hh * hh - y * y, 0.0f)) * smoothf(-1.05f, -0.85f, x);
        s.h = minf(p->v[5] > 0.0f ? dome : facet, bevel(head, 0.08f, hh)) + 0.05f;
    } else {
        s.h = sqrtf(maxf(sw * sw - y * y, 0.0f)) + 0.02f * wave;
        s.shade = (1.0f + 0.28f * wave) * (0.6f + 0.4f * smoothf(0.0f, 0.08f, head));
    }
    return s;
}

/* The two straight halves of one coil, front strand before back strand. */
static void coil(const struct part *p, float x, float y, struct surf *s)
{
    float wire = p->v[0], half = p->v[1], pitch = p->v[2];
    float front = segment(x, y, (struct rgb){0.0f, -half, pitch * 0.5f}, half);
    float back = segment(x, y, (struct rgb){pitch * 0.5f, half, pitch}, -half);
    s->d = minf(s->d, minf(front, back) - wire);
    float round = 0.72f + 0.34f * (1.0f - y * y / (half * half));
    if (front < wire) {
        s->h = 0.12f + sqrtf(wire * wire - front * front);
        s->shade = round;
    } else if (back < wire && s->h < 0.11f) {
        s->h = sqrtf(wire * wire - back * back);
        s->shade = round * 0.5f;
    }
}

/* v: wire radius, coil half height, pitch */
static struct surf spring(const struct part *p, float x, float y)
{
    struct surf s = {1e3f, 0.0f, 0.5f};
    float wire = p->v[0], half = p->v[1], pitch = p->v[2], start = -1.0f + wire;
    int count = (int)(2.0f * (1.0f - wire) / pitch);
    if (fabsf(y) > half + wire + 0.4f) {
        s.d = fabsf(y) - half - wire;
        return s;
    }
    int k = floori((x - start) / pitch);
    for (int i = k - 1; i <= k + 1; i++) {
        int j = i < 0 ? 0 : i >= count ? count - 1 : i;
        coil(p, x - start - (float)j * pitch, y, &s);
    }
    return s;
}

/* v: plate width, hole radius, straight strap (0 or 1), raised flange, slot length */
static struct surf bracket(const struct part *p, float x, float y)
{
    float w = p->v[0], hole = p->v[1];
    if (p->v[2] > 0.0f) {
        float d = box(x, y, 1.0f, w * 0.5f, w * 0.3f), ax = fabsf(x);
        float slot = length2(maxf(fabsf(ax - 0.68f) - p->v[4], 0.0f), y);
        d = maxf(d, hole - slot);
        return (struct surf){d, bevel(d, 0.05f, 0.08f) + 0.10f * fabsf(x) * p->v[3], 1.0f};
    }
    float up = box(x + 0.80f - w * 0.5f, y, w * 0.5f, 0.72f, 0.06f);
    float flat = box(x, y - 0.72f + w * 0.5f, 0.80f, w * 0.5f, 0.06f);
    float d = minf(up, flat), hx = -0.80f + w * 0.5f, hy = 0.72f - w * 0.5f;
    d = maxf(d, hole - length2(x - hx, maxf(fabsf(y + 0.45f) - p->v[4], 0.0f)));
    d = maxf(d, hole - length2(maxf(fabsf(x - 0.5f) - p->v[4], 0.0f), y - hy));
    float crease = y - (0.72f - w);
    struct surf s = {d, bevel(d, 0.05f, 0.08f), 1.0f};
    if (crease < 0.0f) { /* this arm is bent upwards and so catches the light differently */
        s.h -= crease * 0.35f * p->v[3];
        s.shade = 1.0f - 0.25f * smoothf(-0.07f, 0.0f, crease);
    }
    return s;
}

struct surf shape_at(const struct part *p, float x, float y)
{
    switch (p->kind) {
    case KIND_BOLT: return bolt(p, x, y);
    case KIND_NUT: return nut(p, x, y);
    case KIND_WASHER: return washer(p, x, y);
    case KIND_GEAR: return gear(p, x, y);
    case KIND_BRACKET: return bracket(p, x, y);
    case KIND_SPRING: return spring(p, x, y);
    case KIND_BEARING: return bearing(p, x, y);
    case KIND_FLAKE:
    case KIND_SWARF:
    case KIND_PLUG:
    case KIND_LABEL: break;
    }
    return clutter_shape(p, x, y);
}
