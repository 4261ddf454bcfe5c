/* clutter.c - things a detector has to ignore: shapes of scrap, stains, scratches, dust. */
#include "clutter.h"
#include "shapes.h"

/* An angular chip: the intersection of six half planes, slightly crumpled. */
static struct surf flake(const struct part *p, float x, float y)
{
    float d = -1.0f;
    for (int i = 0; i < 6; i++) {
        float turn = ((float)i + 0.8f * hash_unit(i, 1, p->seed)) / 6.0f;
        float off = 0.35f + 0.5f * hash_unit(i, 2, p->seed);
        d = maxf(d, x * cos_turn(turn) + y * sin_turn(turn) - off);
    }
    float dent = value_noise(x * 3.0f, y * 3.0f, p->seed + 5);
    float edge = clampf(-d / 0.1f, 0.0f, 1.0f);
    return (struct surf){d, 0.08f * edge + 0.12f * dent, 0.75f + 0.4f * dent};
}

/* A curl of turned metal: a thin spiral. v: wire radius, length in turns, growth */
static struct surf swarf(const struct part *p, float x, float y)
{
    float t = atan_turn(y, x) + 0.5f, r = length2(x, y);
    float d = 10.0f;
    for (int i = 0; i < 2; i++) {
        float along = t + (float)i;
        if (along < p->v[1]) d = minf(d, fabsf(r - 0.25f - p->v[2] * along) - p->v[0]);
    }
    float q = maxf(-d, 0.0f);
    float wave = sin_turn(t * 17.0f);
    return (struct surf){d, sqrtf(q * p->v[0]), 0.8f + 0.3f * wave};
}

/* A turned disc without a hole, or with a shallow blind one. */
static struct surf plug(const struct part *p, float x, float y)
{
    float r = length2(x, y), edge = clampf((1.0f - r) / 0.12f, 0.0f, 1.0f);
    float dip = p->v[0] * smoothf(0.45f, 0.38f, r);
    return (struct surf){r - 1.0f, 0.12f * edge - 0.06f * dip, 1.0f - 0.3f * dip};
}

/* A torn paper label with a few printed lines. */
static struct surf label(const struct part *p, float x, float y)
{
    float rough = 0.03f * (value_noise(x * 9.0f, y * 9.0f, p->seed) - 0.5f);
    float d = maxf(fabsf(x) - 0.9f, fabsf(y) - 0.55f) + rough;
    float line = fabsf(wrap_unit(y * 4.0f)), ink = value_noise(x * 12.0f, y * 4.0f, p->seed + 1);
    int printed = line < 0.2f && ink > 0.4f && fabsf(x) < 0.7f && fabsf(y) < 0.42f;
    float curl = 0.10f * x * x + 0.05f * value_noise(x * 2.0f, y * 2.0f, p->seed + 2);
    return (struct surf){d, curl, printed ? 0.3f : 1.0f};
}

struct surf clutter_shape(const struct part *p, float x, float y)
{
    if (p->kind == KIND_FLAKE) return flake(p, x, y);
    if (p->kind == KIND_SWARF) return swarf(p, x, y);
    return p->kind == KIND_PLUG ? plug(p, x, y) : label(p, x, y);
}

static void tint_pixel(struct canvas *c, int x, int y, struct rgb k)
{
    if (x < 0 || y < 0 || x >= SCENE_W || y >= SCENE_H) return;
    float *p = canvas_at(c, x, y);
    p[0] *= k.r;
    p[1] *= k.g;
    p[2] *= k.b;
}

/* An oil stain: darker inside, with a ragged rim and a faint dark outline where it dried. */
static void stain(struct canvas *c, struct rng *g)
{
    float cx = rng_range(g, 0.0f, SCENE_W), cy = rng_range(g, 0.0f, SCENE_H);
    float r = rng_range(g, 14.0f, 75.0f), dark = rng_range(g, 0.15f, 0.55f);
    float stretch = rng_range(g, 0.6f, 1.0f);
    uint32_t seed = (uint32_t)rng_next(g);
    int reach = (int)(r * 1.5f);
    for (int y = -reach; y <= reach; y++) {
        for (int x = -reach; x <= reach; x++) {
            float fx = (float)x, fy = (float)y / stretch;
            float rag = value_noise(fx * 2.6f / r, fy * 2.6f / r, seed) +
                        0.45f * value_noise(fx * 7.0f / r, fy * 7.0f / r, seed + 1) - 0.72f;
            float d = length2(fx, fy) / r - 1.0f + rag * 0.8f;
            float k = dark * smoothf(0.05f, -0.35f, d) + 0.10f * smoothf(0.1f, 0.0f, fabsf(d));
            if (k > 0.002f) {
                k = 1.0f - k;
                tint_pixel(c, (int)cx + x, (int)cy + y, (struct rgb){k, k * 0.99f, k * 0.95f});
            }
        }
    }
}

/* A long shallow scratch, slightly bent, fading at both ends. */
static void scratch(struct canvas *c, struct rng *g)
{
    float x = rng_range(g, 0.0f, SCENE_W), y = rng_range(g, 0.0f, SCENE_H);
    float turn = rng_bell(g) * 0.2f, bend = rng_bell(g) * 0.0006f;
    float gain = rng_chance(g, 0.6f) ? rng_range(g, 0.2f, 0.9f) : rng_range(g, -0.5f, -0.2f);
    int length = 20 + rng_below(g, 160);
    for (int i = 0; i < length; i++) {
        float t = (float)i / (float)length, k = gain * 4.0f * t * (1.0f - t);
        x += cos_turn(turn);
        y += sin_turn(turn);
        turn += bend;
        float fy = y - (float)floori(y), low = 1.0f + k * fy, top = 1.0f + k * (1.0f - fy);
        tint_pixel(c, floori(x), floori(y), (struct rgb){top, top, top});
        tint_pixel(c, floori(x), floori(y) + 1, (struct rgb){low, low, low});
    }
}

/* Dust and fine chips: single bright or dark pixels, softened later by the camera. */
static void specks(struct canvas *c, struct rng *g, int count)
{
    for (int i = 0; i < count; i++) {
        int x = rng_below(g, SCENE_W), y = rng_below(g, SCENE_H);
        float k = rng_chance(g, 0.6f) ? rng_range(g, 1.4f, 3.0f) : rng_range(g, 0.3f, 0.8f);
        tint_pixel(c, x, y, (struct rgb){k, k, k});
        if (rng_chance(g, 0.4f)) tint_pixel(c, x + 1, y, (struct rgb){k, k, k});
    }
}

void clutter_marks(struct canvas *c, struct rng *g)
{
    int stains = rng_chance(g, 0.55f) ? 1 + rng_below(g, 4) : 0;
    int scratches = rng_chance(g, 0.6f) ? 1 + rng_below(g, 14) : 0;
    for (int i = 0; i < stains; i++) stain(c, g);
    for (int i = 0; i < scratches; i++) scratch(c, g);
    specks(c, g, 20 + rng_below(g, 260));
}
