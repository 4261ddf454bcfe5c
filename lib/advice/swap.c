/* Permutations of whole images. Objects of one image are alike, so they stay together: a test that
   deals out single objects cries wolf in every second report.

   Class against the rest. With r the rate over all classes, image i adds to the difference of the
   two rates d_i = (x_i' - r n_i') / N' - (x_i - r n_i) / N, where x of n are right in the class and
   x' of n' in the others, and N, N' are the sums of n, n'. If the class is like the others, each
   d_i is as likely to have the other sign: the image has swapped sides. So signs are drawn, an
   image each, and their sums are the null (Hemerik, Goeman and Finos 2020: flipping score
   contributions; valid whatever the spread within an image and however unequal the images are). */
#include "advice/advice.h"

#include "base/parallel.h"
#include "base/random.h"

/* Permutations go eight abreast: the lists are walked once for eight, and no sum waits for the one
   before it. Each keeps its own sums, in its own order. */
enum { ABREAST = 8, FIRST_BATCH = 128, MOST_BATCH = 512 };
typedef union Real8 {
    double of[ABREAST];
    uint64_t bits[ABREAST];
} Real8;

static const double ROUNDING = 1e-12;

/* One rate: found of objects, or correct of boxes. */
typedef struct Side {
    double *residual;   /* [share]: x - r n */
    double *all;        /* [image]: the sum of them over the classes */
    double rate, whole; /* r; the sum of n over all classes */
} Side;

typedef struct Flips {
    const PsFacts *facts;
    PsSwap *swaps;
    int swap_count, first; /* permutation of the batch */
    Side sides[2];
    double *inverse;        /* [swap * 2]: 1 / N', 1 / N */
    Real8 **signs;          /* [worker]: +1 or -1 an image */
    unsigned char *reached; /* [swap * MOST_BATCH + permutation of the batch] */
} Flips;

static int whole_of(const PsCellShare *share, bool boxes)
{
    return boxes ? share->kept : share->objects;
}

static int part_of(const PsCellShare *share, bool boxes)
{
    return boxes ? share->correct : share->found;
}

static Side make_side(const PsFacts *facts, bool boxes, PsArena *arena)
{
    int count = facts->first_share[facts->class_count];
    Side side = {PS_ARRAY(arena, double, count), PS_ARRAY(arena, double, facts->image_count), 0, 0};
    double part = 0;
    for (int s = 0; s < count; s++) {
        part += part_of(&facts->shares[s], boxes);
        side.whole += whole_of(&facts->shares[s], boxes);
    }
    side.rate = side.whole > 0 ? part / side.whole : 0;
    for (int s = 0; s < count; s++) {
        const PsCellShare *share = &facts->shares[s];
        side.residual[s] = part_of(share, boxes) - side.rate * whole_of(share, boxes);
        side.all[share->image] += side.residual[s];
    }
    return side;
}

/* The sum of d_i with own signs; all of them +1: the difference observed. */
static double difference_of(const Flips *flips, int s, double all, double own)
{
    return (all - own) * flips->inverse[2 * s] - own * flips->inverse[2 * s + 1];
}

static Real8 signed_sums(const Flips *flips, int s, const Real8 *signs)
{
    const PsFacts *facts = flips->facts;
    const PsSwap *swap = &flips->swaps[s];
    const double *residual = flips->sides[swap->boxes].residual;
    Real8 own = {{0}};
    int end = facts->first_share[swap->class_index + 1];
    for (int i = facts->first_share[swap->class_index]; i < end; i++) {
        const Real8 *sign = &signs[facts->shares[i].image];
        for (int l = 0; l < ABREAST; l++) own.of[l] += sign->of[l] * residual[i];
    }
    return own;
}

/* Each permutation has its own stream of random bits, seed + l: 1 is +1, 0 is -1. They are put in
   place of the sign of 1.0, without a branch, so that the compiler makes vectors of it. */
static void draw_signs(Real8 *signs, int count, uint64_t seed)
{
    const Real8 one = {{1, 1, 1, 1, 1, 1, 1, 1}};
    uint64_t seeds[ABREAST], minus[ABREAST];
    for (int l = 0; l < ABREAST; l++) seeds[l] = seed + (uint64_t)l;
    for (int i = 0; i < count; i += 64) {
        for (int l = 0; l < ABREAST; l++) minus[l] = ~ps_splitmix64(&seeds[l]);
        int end = count - i < 64 ? count - i : 64;
        for (int j = 0; j < end; j++) {
#pragma GCC unroll 8
            for (int l = 0; l < ABREAST; l++) {
                signs[i + j].bits[l] = minus[l] >> j << 63 | one.bits[l];
            }
        }
    }
}

static Real8 sum_all(const Side *side, const Real8 *signs, int count)
{
    Real8 sums[4] = {{{0}}}, all;
    for (int i = 0; i < count; i++) {
        Real8 *sum = &sums[i & 3];
#pragma GCC unroll 8
        for (int l = 0; l < ABREAST; l++) sum->of[l] += signs[i].of[l] * side->all[i];
    }
    for (int l = 0; l < ABREAST; l++) {
        all.of[l] = sums[0].of[l] + sums[1].of[l] + sums[2].of[l] + sums[3].of[l];
    }
    return all;
}

/* Only rates of which a test is still open are needed: at the end that is often one of the two. */
static bool is_open(const Flips *flips, int side)
{
    for (int s = 0; s < flips->swap_count; s++) {
        if (flips->swaps[s].boxes == (side == 1) && !flips->swaps[s].reach.done) return true;
    }
    return false;
}

static void flip_block(void *context, int block, int worker)
{
    Flips *flips = context;
    const PsFacts *facts = flips->facts;
    Real8 *signs = flips->signs[worker], all[2] = {0};
    uint64_t number = (uint64_t)(flips->first + block * ABREAST);
    draw_signs(signs, facts->image_count, ps_mix64(facts->input->seed) + number);
    for (int side = 0; side < 2; side++) {
        if (!is_open(flips, side)) continue;
        all[side] = sum_all(&flips->sides[side], signs, facts->image_count);
    }
    for (int s = 0; s < flips->swap_count; s++) {
        const PsSwap *swap = &flips->swaps[s];
        if (swap->reach.done) continue;
        Real8 own = signed_sums(flips, s, signs);
        unsigned char *reached = flips->reached + s * MOST_BATCH + block * ABREAST;
        for (int l = 0; l < ABREAST; l++) {
            double value = difference_of(flips, s, all[swap->boxes].of[l], own.of[l]);
            reached[l] = value >= swap->difference - ROUNDING;
        }
    }
}

static bool read_batch(Flips *flips, int count)
{
    bool open = false;
    for (int s = 0; s < flips->swap_count; s++) {
        PsReach *reach = &flips->swaps[s].reach;
        for (int b = 0; b < count; b++) {
            ps_reach_add(reach, flips->reached[s * MOST_BATCH + b]);
        }
        open |= !reach->done;
    }
    return open;
}

static void prepare(Flips *flips, PsArena *arena)
{
    const PsFacts *facts = flips->facts;
    flips->inverse = PS_ARRAY(arena, double, 2 * flips->swap_count);
    flips->reached = PS_ARRAY(arena, unsigned char, flips->swap_count *MOST_BATCH);
    for (int side = 0; side < 2; side++) flips->sides[side] = make_side(facts, side == 1, arena);
    for (int s = 0; s < flips->swap_count; s++) {
        PsSwap *swap = &flips->swaps[s];
        const Side *side = &flips->sides[swap->boxes];
        double own = 0, observed = 0, all = 0;
        int end = facts->first_share[swap->class_index + 1];
        for (int i = facts->first_share[swap->class_index]; i < end; i++) {
            own += whole_of(&facts->shares[i], swap->boxes);
            observed += side->residual[i];
        }
        for (int i = 0; i < facts->image_count; i++) all += side->all[i];
        flips->inverse[2 * s] = side->whole > own ? 1 / (side->whole - own) : 0;
        flips->inverse[2 * s + 1] = own > 0 ? 1 / own : 0;
        swap->difference = difference_of(flips, s, all, observed);
        swap->reach = (PsReach){0};
    }
}

void ps_swap_all(const PsFacts *facts, PsSwap *swaps, int count)
{
    PsArena *arena = ps_arena_new();
    Flips flips = {.facts = facts, .swaps = swaps, .swap_count = count};
    int threads = facts->input->threads > 1 ? facts->input->threads : 1;
    prepare(&flips, arena);
    flips.signs = PS_ARRAY(arena, Real8 *, threads);
    for (int t = 0; t < threads; t++) flips.signs[t] = PS_ARRAY(arena, Real8, facts->image_count);
    int all = ps_permutations(facts->input), batch = FIRST_BATCH;
    for (bool open = count > 0; open && flips.first < all; flips.first += batch) {
        if (flips.first > 0) batch = MOST_BATCH;
        if (batch > all - flips.first) batch = all - flips.first;
        ps_parallel_for(threads, (batch + ABREAST - 1) / ABREAST, flip_block, &flips);
        open = read_batch(&flips, batch);
    }
    ps_arena_free(arena);
}
