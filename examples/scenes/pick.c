/* pick.c - draws the proportions, material and colour of one part. */
#include "shapes.h"

struct material {
    struct rgb rgb;
    float gloss;
};

enum { STEEL, ZINC, OXIDE, BRASS, COPPER, CHROMATE, NYLON, RED, BLUE, BLACK, PAPER, MATERIALS };

static const struct material materials[MATERIALS] = {
    [STEEL] = {{0.50f, 0.51f, 0.53f}, 0.8f},  [ZINC] = {{0.60f, 0.63f, 0.67f}, 0.6f},
    [OXIDE] = {{0.10f, 0.10f, 0.115f}, 0.5f}, [BRASS] = {{0.66f, 0.47f, 0.18f}, 0.8f},
    [COPPER] = {{0.60f, 0.30f, 0.17f}, 0.7f}, [CHROMATE] = {{0.60f, 0.52f, 0.28f}, 0.6f},
    [NYLON] = {{0.72f, 0.70f, 0.64f}, 0.2f},  [RED] = {{0.42f, 0.06f, 0.05f}, 0.3f},
    [BLUE] = {{0.07f, 0.14f, 0.36f}, 0.3f},   [BLACK] = {{0.035f, 0.035f, 0.037f}, 0.35f},
    [PAPER] = {{0.70f, 0.68f, 0.60f}, 0.0f},
};

/* Eight equally likely materials for each kind. */
static int pick_material(enum kind kind, struct rng *g)
{
    static const unsigned char choice[][8] = {
        [KIND_BOLT] = {STEEL, ZINC, ZINC, STEEL, OXIDE, OXIDE, CHROMATE, BRASS},
        [KIND_NUT] = {STEEL, ZINC, ZINC, BRASS, BRASS, OXIDE, CHROMATE, STEEL},
        [KIND_WASHER] = {STEEL, STEEL, ZINC, ZINC, COPPER, OXIDE, CHROMATE, NYLON},
        [KIND_GEAR] = {STEEL, STEEL, BRASS, NYLON, NYLON, OXIDE, RED, BLACK},
        [KIND_BRACKET] = {STEEL, ZINC, CHROMATE, BLUE, BLACK, ZINC, RED, STEEL},
        [KIND_SPRING] = {STEEL, STEEL, ZINC, OXIDE, OXIDE, STEEL, COPPER, ZINC},
        [KIND_BEARING] = {STEEL, STEEL, STEEL, ZINC, STEEL, STEEL, OXIDE, ZINC},
        [KIND_FLAKE] = {STEEL, OXIDE, NYLON, RED, BLUE, BLACK, COPPER, PAPER},
        [KIND_SWARF] = {STEEL, STEEL, ZINC, BRASS, COPPER, STEEL, OXIDE, STEEL},
        [KIND_PLUG] = {STEEL, ZINC, BRASS, NYLON, BLACK, RED, STEEL, COPPER},
        [KIND_LABEL] = {PAPER, PAPER, PAPER, PAPER, CHROMATE, PAPER, PAPER, BLUE},
    };
    return choice[kind][rng_below(g, 8)];
}

static void pick_round(struct part *p, struct rng *g)
{
    if (p->kind == KIND_WASHER) {
        p->v[0] = rng_range(g, 0.40f, 0.64f);
        p->v[1] = rng_chance(g, 0.15f) ? rng_range(g, 0.04f, 0.08f) : 0.0f;
    } else if (p->kind == KIND_NUT) {
        p->v[0] = rng_range(g, 0.42f, 0.54f);
        p->v[1] = rng_chance(g, 0.07f) ? 1.0f : 0.0f;
    } else {
        p->v[0] = rng_range(g, 0.30f, 0.46f);
        p->v[1] = p->v[0] + (1.0f - p->v[0]) * rng_range(g, 0.24f, 0.32f);
        p->v[2] = p->v[0] + (1.0f - p->v[0]) * rng_range(g, 0.68f, 0.76f);
        p->v[3] = rng_chance(g, 0.72f) ? (float)(7 + rng_below(g, 5)) : 0.0f;
    }
}

static void pick_gear(struct part *p, struct rng *g)
{
    p->v[0] = (float)(10 + rng_below(g, 15));
    p->v[1] = clampf(2.4f / p->v[0], 0.11f, 0.2f);
    p->v[2] = rng_range(g, 0.12f, 0.26f);
    p->v[3] = p->v[2] + rng_range(g, 0.10f, 0.16f);
    p->v[4] = rng_chance(g, 0.35f) ? (float)(4 + rng_below(g, 3)) : 0.0f;
}

static void pick_long(struct part *p, struct rng *g)
{
    if (p->kind == KIND_BOLT) {
        float k = rng_range(g, 0.75f, 1.15f);
        p->v[0] = rng_range(g, 0.24f, 0.32f) * k;
        p->v[1] = rng_range(g, 0.28f, 0.34f) * k;
        p->v[2] = p->v[1] * rng_range(g, 0.48f, 0.58f);
        p->v[3] = rng_range(g, -0.65f, 0.15f);
        p->v[4] = rng_range(g, 9.0f, 14.0f) / k;
        p->v[5] = rng_chance(g, 0.3f) ? 1.0f : 0.0f;
    } else {
        p->v[0] = rng_range(g, 0.035f, 0.06f);
        p->v[1] = rng_range(g, 0.18f, 0.30f);
        p->v[2] = rng_range(g, 3.4f, 5.2f) * p->v[0];
    }
}

static void pick_bracket(struct part *p, struct rng *g)
{
    p->v[0] = rng_range(g, 0.44f, 0.60f);
    p->v[1] = p->v[0] * rng_range(g, 0.18f, 0.26f);
    p->v[2] = rng_chance(g, 0.35f) ? 1.0f : 0.0f;
    p->v[3] = rng_bell(g);
    p->v[4] = rng_chance(g, 0.4f) ? rng_range(g, 0.04f, 0.12f) : 0.0f;
}

static void pick_clutter(struct part *p, struct rng *g)
{
    if (p->kind == KIND_SWARF) {
        p->v[0] = rng_range(g, 0.06f, 0.11f);
        p->v[1] = rng_range(g, 0.5f, 1.6f);
        p->v[2] = 0.65f / p->v[1];
    } else if (p->kind == KIND_PLUG) {
        p->v[0] = rng_chance(g, 0.4f) ? 1.0f : 0.0f;
    }
}

void shape_pick(struct part *p, struct rng *g)
{
    const struct material *m = &materials[pick_material(p->kind, g)];
    float gain = rng_range(g, 0.75f, 1.15f);
    p->albedo.r = m->rgb.r * gain * rng_range(g, 0.95f, 1.05f);
    p->albedo.g = m->rgb.g * gain;
    p->albedo.b = m->rgb.b * gain * rng_range(g, 0.95f, 1.05f);
    p->gloss = m->gloss * rng_range(g, 0.4f, 1.1f);
    p->rust = rng_chance(g, 0.18f) ? rng_range(g, 0.2f, 0.8f) : 0.0f;
    p->seed = (uint32_t)(rng_next(g) >> 32);
    if (p->kind == KIND_WASHER || p->kind == KIND_NUT || p->kind == KIND_BEARING)
        pick_round(p, g);
    else if (p->kind == KIND_GEAR)
        pick_gear(p, g);
    else if (p->kind == KIND_BOLT || p->kind == KIND_SPRING)
        pick_long(p, g);
    else if (p->kind == KIND_BRACKET)
        pick_bracket(p, g);
    else
        pick_clutter(p, g);
}
