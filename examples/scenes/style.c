/* style.c - draws the random look of one picture: belt, light and camera. */
#include "style.h"

static void pick_belt(struct style *s, struct rng *g)
{
    static const struct rgb colours[] = {
        {0.030f, 0.031f, 0.033f}, {0.070f, 0.072f, 0.075f}, {0.028f, 0.115f, 0.070f},
        {0.030f, 0.085f, 0.190f}, {0.420f, 0.370f, 0.280f}, {0.300f, 0.310f, 0.310f},
        {0.110f, 0.075f, 0.050f}, {0.130f, 0.135f, 0.140f}, {0.520f, 0.520f, 0.500f},
        {0.050f, 0.110f, 0.125f},
    };
    struct rgb base = colours[rng_below(g, (int)(sizeof colours / sizeof *colours))];
    float gain = rng_range(g, 0.8f, 1.25f);
    s->belt_rgb.r = base.r * gain * rng_range(g, 0.92f, 1.08f);
    s->belt_rgb.g = base.g * gain;
    s->belt_rgb.b = base.b * gain * rng_range(g, 0.92f, 1.08f);
    s->belt = (enum belt_kind)rng_below(g, BELT_KINDS);
    s->period = s->belt == BELT_WEAVE ? rng_range(g, 4.0f, 7.0f) : rng_range(g, 11.0f, 24.0f);
    s->depth = rng_range(g, 0.08f, 0.30f);
    if (s->belt == BELT_LINKS) s->period = rng_range(g, 34.0f, 64.0f);
    s->grain = rng_range(g, 0.05f, 0.22f);
    s->wear = rng_range(g, 0.10f, 0.45f);
    float turn = rng_bell(g) * 0.012f;
    s->belt_cos = cos_turn(turn);
    s->belt_sin = sin_turn(turn);
    s->rail_top = rng_chance(g, 0.22f) ? rng_range(g, 18.0f, 46.0f) : 0.0f;
    s->rail_bottom = rng_chance(g, 0.22f) ? rng_range(g, 18.0f, 46.0f) : 0.0f;
    s->seam = rng_chance(g, 0.15f) ? rng_range(g, 60.0f, 580.0f) : -1.0f;
    s->seed = (uint32_t)(rng_next(g) >> 32);
}

static void pick_light(struct style *s, struct rng *g)
{
    float turn = rng_unit(g), tilt = rng_range(g, 0.45f, 0.8f);
    s->lx = tilt * cos_turn(turn);
    s->ly = tilt * sin_turn(turn);
    s->lz = sqrtf(1.0f - tilt * tilt);
    s->exposure = rng_range(g, 0.75f, 1.2f);
    if (rng_chance(g, 0.17f))
        s->exposure = rng_range(g, 0.10f, 0.30f);
    else if (rng_chance(g, 0.14f))
        s->exposure = rng_range(g, 1.5f, 2.3f);
    float uneven = rng_chance(g, 0.35f) ? 1.2f : 0.35f;
    s->grad_x = uneven * rng_bell(g);
    s->grad_y = uneven * rng_bell(g);
    s->vignette = rng_range(g, 0.05f, 0.45f);
    s->band_pos = rng_unit(g);
    s->band_width = rng_range(g, 0.05f, 0.22f);
    s->band_dark = rng_chance(g, 0.22f) ? rng_range(g, 0.25f, 0.6f) : 0.0f;
    s->glare_x = rng_range(g, 0.0f, (float)SCENE_W);
    s->glare_y = rng_range(g, 0.0f, (float)SCENE_H);
    s->glare = rng_chance(g, 0.18f) ? rng_range(g, 0.05f, 0.22f) : 0.0f;
    float warm = rng_bell(g) * 0.26f;
    s->tint = (struct rgb){1.0f + warm, 1.0f + rng_bell(g) * 0.04f, 1.0f - warm};
    s->shadow = rng_range(g, 0.15f, 1.0f);
}

static void pick_camera(struct style *s, struct rng *g)
{
    float blur = rng_range(g, 1.0f, 1.7f);
    if (rng_chance(g, 0.2f)) blur = rng_range(g, 2.4f, 5.5f);
    s->blur_x = s->blur_y = blur;
    if (rng_chance(g, 0.12f))
        s->blur_x += rng_range(g, 3.0f, 9.0f); /* the belt moved while the shutter was open */
    s->noise = rng_range(g, 0.004f, 0.020f);
    if (s->exposure < 0.4f || rng_chance(g, 0.1f)) s->noise = rng_range(g, 0.025f, 0.06f);
    s->squash = rng_range(g, 0.86f, 1.0f);
    s->quality = 72 + rng_below(g, 21);
}

struct style style_pick(struct rng *g)
{
    struct style s = {0};
    pick_belt(&s, g);
    pick_light(&s, g);
    pick_camera(&s, g);
    return s;
}
