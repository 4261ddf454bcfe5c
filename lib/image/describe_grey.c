/* Edges and texture of a grey picture, and how far two hashes are apart. */
#include "image/describe.h"

#include "base/four.h"

#include <math.h>
#include <string.h>

static PsFour choose(PsMask mask, PsFour yes, PsFour no)
{
    return (PsFour)(((PsMask)yes & mask) | ((PsMask)no & ~mask));
}

/* The arc tangent of 0 to 1, wrong by 2e-8 at most (Abramowitz and Stegun 1964, 4.4.49). */
static PsFour arc_tangent(PsFour x)
{
    PsFour square = x * x, sum = square * 0.0028662257F - 0.0161657367F;
    sum = sum * square + 0.0429096138F;
    sum = sum * square - 0.0752896400F;
    sum = sum * square + 0.1065626393F;
    sum = sum * square - 0.1420889944F;
    sum = sum * square + 0.1999355085F;
    sum = sum * square - 0.3333314528F;
    return x + x * square * sum;
}

/* The directions of four steps without their signs, 0 to 8 for half a turn; any of no step. */
static PsFour directions(PsFour dx, PsFour dy)
{
    const float eighth = 0.39269908169872414F;
    PsFour x = choose(dx < 0, -dx, dx), y = choose(dy < 0, -dy, dy);
    PsMask steep = y > x;
    PsFour longer = choose(steep, y, x), none = {1, 1, 1, 1};
    PsFour angle = arc_tangent(choose(steep, x, y) / choose(longer > 0, longer, none)) / eighth;
    angle = choose(steep, 4 - angle, angle);
    return choose((dx < 0) ^ (dy < 0), 8 - angle, angle);
}

enum { MOST_SIDE = 256, DIRECTIONS = 8 };

/* Of each pixel of a row the direction below its own, and what that and the next one get. */
typedef struct EdgeRow {
    int32_t below[MOST_SIDE];
    float share[MOST_SIDE], rest[MOST_SIDE];
} EdgeRow;

static void put_edges(PsFour dx, PsFour dy, EdgeRow *edges, int x)
{
    PsFour angles = directions(dx, dy), squares = dx * dx + dy * dy, lengths;
    for (int k = 0; k < 4; k++) lengths[k] = sqrtf(squares[k]);
    PsMask below = __builtin_convertvector(angles, PsMask);
    PsFour rest = (angles - __builtin_convertvector(below, PsFour)) * lengths;
    PsFour share = lengths - rest;
    memcpy(edges->below + x, &below, sizeof below);
    memcpy(edges->share + x, &share, sizeof share);
    memcpy(edges->rest + x, &rest, sizeof rest);
}

/* Central differences; the ends of a row are there twice. */
static void find_edges(const float *up, const float *row, const float *down, int side,
                       EdgeRow *edges)
{
    float padded[MOST_SIDE + 2];
    memcpy(padded + 1, row, sizeof *row * (size_t)side);
    padded[0] = row[0];
    padded[side + 1] = row[side - 1];
    for (int x = 0; x < side; x += 4) {
        put_edges(ps_four(padded + x + 2) - ps_four(padded + x),
                  ps_four(down + x) - ps_four(up + x), edges, x);
    }
}

static void add_edge(const EdgeRow *edges, int x, float *field)
{
    unsigned below = (unsigned)edges->below[x];
    field[below % DIRECTIONS] += edges->share[x];
    field[(below + 1) % DIRECTIONS] += edges->rest[x];
}

/* To four fields in turn: a sum must wait for the one before it, those of other fields need not. */
static void add_edges(const EdgeRow *edges, int side, float *fields)
{
    int wide = side / 4;
    for (int x = 0; x < wide; x++) {
        add_edge(edges, x, fields);
        add_edge(edges, x + wide, fields + DIRECTIONS);
        add_edge(edges, x + 2 * wide, fields + 2 * DIRECTIONS);
        add_edge(edges, x + 3 * wide, fields + 3 * DIRECTIONS);
    }
}

/* The direction, without its sign, is shared by the two nearest of 8 bins (Dalal and Triggs 2005,
   without their blocks). A field is a multiple of four pixels wide. */
void ps_describe_edges(const PsGrey *grey, float *bins)
{
    int side = grey->side, last = side - 1;
    EdgeRow edges;
    for (int y = 0; y < side; y++) {
        const float *row = grey->values + y * side;
        find_edges(y > 0 ? row - side : row, row, y < last ? row + side : row, side, &edges);
        add_edges(&edges, side, bins + y * 4 / side * 4 * DIRECTIONS);
    }
    ps_root_shares(bins, 4 * 4 * DIRECTIONS);
}

/* A bit of four pixels: 1 where the neighbour is at least as bright. */
static inline PsMask ring_bit(PsFour centre, const float *neighbour, int bit)
{
    return (ps_four(neighbour) >= centre) & (PsMask){bit, bit, bit, bit};
}

/* The neighbours of four pixels as bits in a ring. */
static inline PsMask ring_of(const float *at, int side)
{
    PsFour centre = ps_four(at);
    const float *up = at - side, *down = at + side;
    PsMask above =
        ring_bit(centre, up - 1, 1) | ring_bit(centre, up, 2) | ring_bit(centre, up + 1, 4);
    PsMask below = ring_bit(centre, down + 1, 16) | ring_bit(centre, down, 32) |
                   ring_bit(centre, down - 1, 64);
    return above | ring_bit(centre, at + 1, 8) | below | ring_bit(centre, at - 1, 128);
}

/* The bin of a ring: how many ones where they lie together, else 9. */
static int bin_of_ring(int bits)
{
    int ones = 0, changes = 0;
    for (int i = 0; i < 8; i++) {
        ones += bits >> i & 1;
        changes += (bits >> i & 1) != (bits >> (i + 1) % 8 & 1);
    }
    return changes <= 2 ? ones : 9;
}

/* Four pixels at a time; the last two of a row by themselves: a side is a multiple of four. Four
   counts, so that like neighbours need not wait for each other. */
void ps_describe_texture(const PsGrey *grey, float *bins)
{
    int counts[4][256] = {{0}}, side = grey->side;
    for (int y = 1; y < side - 1; y++) {
        const float *row = grey->values + y * side;
        for (int x = 1; x < side - 4; x += 4) {
            PsMask bits = ring_of(row + x, side);
            counts[0][bits[0]]++;
            counts[1][bits[1]]++;
            counts[2][bits[2]]++;
            counts[3][bits[3]]++;
        }
        PsMask bits = ring_of(row + side - 5, side);
        counts[2][bits[2]]++;
        counts[3][bits[3]]++;
    }
    for (int bits = 0; bits < 256; bits++) {
        int count = counts[0][bits] + counts[1][bits] + counts[2][bits] + counts[3][bits];
        bins[bin_of_ring(bits)] += (float)count;
    }
    ps_root_shares(bins, 10);
}

int ps_hash_distance(const uint64_t a[2], const uint64_t b[2])
{
    int distance = 0;
    for (int i = 0; i < 2; i++) {
        for (uint64_t bits = a[i] ^ b[i]; bits; bits &= bits - 1) distance++;
    }
    return distance;
}
