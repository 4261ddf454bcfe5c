/* Near-identical pictures: copies, altered copies, frames of one camera. Two measures that fail in
   different ways must agree: a difference hash (at most 16 of 128 bits) and the cosine of small
   grey pictures (at least 0.95), the picture itself or its mirror image. No threshold of these
   tells a copy from the next frame, so only equal files are called copies. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/parallel.h"
#include "proofsheet.h"

#include <math.h>

enum { MOST_BITS = 16, SIDE = PS_LOOK_SMALL };
static const double LEAST_COSINE = 0.95;

/* ------------------------------------------------------------------ two pictures */

/* Bits that are set (Warren 2012, figure 5-2). */
static int count_bits(uint64_t x)
{
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (int)(x * UINT64_C(0x0101010101010101) >> 56);
}

/* Each byte of the hash is a row of the picture: its bits in opposite order. */
static uint64_t turn_rows(uint64_t x)
{
    x = (x >> 1 & UINT64_C(0x5555555555555555)) | (x & UINT64_C(0x5555555555555555)) << 1;
    x = (x >> 2 & UINT64_C(0x3333333333333333)) | (x & UINT64_C(0x3333333333333333)) << 2;
    return (x >> 4 & UINT64_C(0x0f0f0f0f0f0f0f0f)) | (x & UINT64_C(0x0f0f0f0f0f0f0f0f)) << 4;
}

/* A mirrored picture steps up where the picture steps down. */
static int mirrored_distance(const PsAppearance *a, const PsAppearance *b)
{
    return count_bits(~turn_rows(a->hash[0]) ^ b->hash[0]) +
           count_bits(turn_rows(a->hash[1]) ^ b->hash[1]);
}

static double mean_of(const PsAppearance *look)
{
    double sum = 0;
    for (int i = 0; i < SIDE * SIDE; i++) sum += look->small[i];
    return sum / (SIDE * SIDE);
}

/* Of the small pictures less their means; 0 if one of them is even. */
static double cosine(const PsAppearance *a, const PsAppearance *b, bool mirrored)
{
    double mean_a = mean_of(a), mean_b = mean_of(b), ab = 0, aa = 0, bb = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
        int j = mirrored ? i - i % SIDE + SIDE - 1 - i % SIDE : i;
        double x = a->small[j] - mean_a, y = b->small[i] - mean_b;
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

bool ps_looks_equal(const PsAppearance *a, const PsAppearance *b)
{
    return a->file[0] == b->file[0] && a->file[1] == b->file[1] && (a->file[0] || a->file[1]);
}

bool ps_looks_alike(const PsAppearance *a, const PsAppearance *b)
{
    if (ps_looks_equal(a, b)) return true;
    int right = count_bits(a->hash[0] ^ b->hash[0]);
    bool near = right <= MOST_BITS && right + count_bits(a->hash[1] ^ b->hash[1]) <= MOST_BITS;
    if (near && cosine(a, b, false) >= LEAST_COSINE) return true;
    return mirrored_distance(a, b) <= MOST_BITS && cosine(a, b, true) >= LEAST_COSINE;
}

/* ------------------------------------------------------------------ all pairs of a set */

typedef struct Search {
    const PsAppearance *const *looks, *const *others;
    int other_count;
    PsBuf *alike;         /* [image]: later images that are alike, int */
    PsTwin *twins;        /* [image], see ps_scenes_across */
} Search;

static void find_later(void *context, int image, int worker)
{
    (void)worker;
    Search *search = context;
    for (int j = image + 1; j < search->other_count && search->looks[image]; j++) {
        if (!search->looks[j] || !ps_looks_alike(search->looks[image], search->looks[j])) continue;
        PS_BUF_PUSH(&search->alike[image], j);
    }
}

static int root_of(int *parent, int image)
{
    while (parent[image] != image) image = parent[image] = parent[parent[image]];
    return image;
}

/* The lower number stays the root, so that scenes are numbered by their first image. */
static void join(int *parent, int a, int b)
{
    int x = root_of(parent, a), y = root_of(parent, b);
    if (x < y) parent[y] = x;
    if (y < x) parent[x] = y;
}

int ps_scenes_find(const PsAppearance *const *looks, int count, int threads, int *scene_of)
{
    PsArena *arena = ps_arena_new();
    Search search = {.looks = looks, .other_count = count};
    search.alike = PS_ARRAY(arena, PsBuf, count);
    for (int i = 0; i < count; i++) search.alike[i] = (PsBuf)PS_BUF;
    ps_parallel_for(threads, count, find_later, &search);
    int *parent = PS_ARRAY(arena, int, count), scenes = 0;
    for (int i = 0; i < count; i++) parent[i] = i;
    for (int i = 0; i < count; i++) {
        const int *later = PS_BUF_ITEMS(&search.alike[i], int);
        size_t found = PS_BUF_COUNT(&search.alike[i], int);
        for (size_t k = 0; k < found; k++) join(parent, i, later[k]);
        ps_buf_free(&search.alike[i]);
    }
    for (int i = 0; i < count; i++) {
        int root = root_of(parent, i);
        scene_of[i] = root == i ? scenes++ : scene_of[root];
    }
    ps_arena_free(arena);
    return scenes;
}

/* ------------------------------------------------------------------ across two sets */

static void find_across(void *context, int image, int worker)
{
    (void)worker;
    Search *search = context;
    PsTwin *twin = &search->twins[image];
    *twin = (PsTwin){.other = -1};
    for (int j = 0; j < search->other_count && search->looks[image] && !twin->copy; j++) {
        const PsAppearance *other = search->others[j];
        if (!other || !ps_looks_alike(search->looks[image], other)) continue;
        bool copy = ps_looks_equal(search->looks[image], other);
        if (copy || twin->other < 0) *twin = (PsTwin){j, copy};
    }
}

void ps_scenes_across(const PsAppearance *const *looks, int count,
                      const PsAppearance *const *others, int other_count, int threads,
                      PsTwin *twins)
{
    Search search = {.looks = looks, .others = others, .other_count = other_count, .twins = twins};
    ps_parallel_for(threads, count, find_across, &search);
}
