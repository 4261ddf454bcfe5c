/* maths.h - the few numeric helpers the scene painter needs.
 *
 * Sines and angles are plain polynomials rather than libm calls: libm results differ in the last
 * bit between systems, and the demo pictures should come out the same everywhere. */
#ifndef SCENES_MATHS_H
#define SCENES_MATHS_H

#include <math.h>
#include <stdint.h>

struct rng {
    uint64_t state;
};

struct rgb {
    float r, g, b;
};

static inline uint64_t mix64(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* splitmix64 */
static inline uint64_t rng_next(struct rng *g)
{
    g->state += 0x9E3779B97F4A7C15u;
    return mix64(g->state);
}

/* [0, 1) with 24 random bits, so that the conversion to float is exact */
static inline float rng_unit(struct rng *g)
{
    return (float)(rng_next(g) >> 40) * (1.0f / 16777216.0f);
}

static inline float rng_range(struct rng *g, float lo, float hi)
{
    return lo + (hi - lo) * rng_unit(g);
}

static inline int rng_below(struct rng *g, int n)
{
    return (int)(rng_unit(g) * (float)n);
}

static inline int rng_chance(struct rng *g, float p)
{
    return rng_unit(g) < p;
}

/* A symmetric bell-like value in (-1, 1), standard deviation 0.41. */
static inline float rng_bell(struct rng *g)
{
    float a = rng_unit(g), b = rng_unit(g);
    return a + b - 1.0f;
}

static inline float minf(float a, float b)
{
    return a < b ? a : b;
}

static inline float maxf(float a, float b)
{
    return a > b ? a : b;
}

static inline float clampf(float v, float lo, float hi)
{
    return v < lo ? lo : v > hi ? hi : v;
}

static inline float lerpf(float a, float b, float t)
{
    return a + (b - a) * t;
}

/* 0 at a, 1 at b (a may be the larger one), smooth in between */
static inline float smoothf(float a, float b, float v)
{
    float t = clampf((v - a) / (b - a), 0.0f, 1.0f);
    return t * t * (3.0f - 2.0f * t);
}

/* floor as an int; the libm call is several times slower on a baseline x86-64 */
static inline int floori(float v)
{
    int i = (int)v;
    return i - ((float)i > v);
}

/* distance to the nearest integer, signed, in [-0.5, 0.5] */
static inline float wrap_unit(float v)
{
    return v - (float)floori(v + 0.5f);
}

/* sine of an angle given in whole turns; error below 0.0012 */
static inline float sin_turn(float turns)
{
    float t = wrap_unit(turns);
    float y = 8.0f * t - 16.0f * t * fabsf(t);
    return 0.225f * (y * fabsf(y) - y) + y;
}

static inline float cos_turn(float turns)
{
    return sin_turn(turns + 0.25f);
}

/* angle of (x, y) in turns, in [-0.5, 0.5]; error below 0.0008 turns */
static inline float atan_turn(float y, float x)
{
    float ax = fabsf(x), ay = fabsf(y);
    float hi = maxf(ax, ay) + 1e-12f, q = minf(ax, ay) / hi;
    float a = q * (0.125f + 0.0435f * (1.0f - q));
    a = ay > ax ? 0.25f - a : a;
    a = x < 0.0f ? 0.5f - a : a;
    return y < 0.0f ? -a : a;
}

static inline float length2(float x, float y)
{
    return sqrtf(x * x + y * y);
}

/* hash of a lattice point, as a float in [0, 1) */
static inline float hash_unit(int x, int y, uint32_t seed)
{
    uint32_t h = (uint32_t)x * 0x8DA6B343u ^ (uint32_t)y * 0xD8163841u ^ seed * 0xCB1AB31Fu;
    h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
    h = (h ^ (h >> 12)) * 0x297A2D39u;
    return (float)((h ^ (h >> 15)) >> 8) * (1.0f / 16777216.0f);
}

/* value noise in [0, 1), one cell per unit */
static inline float value_noise(float x, float y, uint32_t seed)
{
    int ix = floori(x), iy = floori(y);
    float fx = x - (float)ix, fy = y - (float)iy;
    fx = fx * fx * (3.0f - 2.0f * fx);
    fy = fy * fy * (3.0f - 2.0f * fy);
    float top = lerpf(hash_unit(ix, iy, seed), hash_unit(ix + 1, iy, seed), fx);
    float low = lerpf(hash_unit(ix, iy + 1, seed), hash_unit(ix + 1, iy + 1, seed), fx);
    return lerpf(top, low, fy);
}

#endif
