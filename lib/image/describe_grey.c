/* Shapes, texture, sharpness and the hash of a grey picture. */
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

/* Shares each step with the two nearest of 8 directions. */
static void add_edges(PsFour dx, PsFour dy, float *field)
{
    PsFour angles = directions(dx, dy), squares = dx * dx + dy * dy;
    for (int k = 0; k < 4; k++) {
        int bin = (int)angles[k];
        float length = sqrtf(squares[k]), part = (angles[k] - (float)bin) * length;
        field[bin % 8] += length - part;
        field[(bin + 1) % 8] += part;
    }
}

/* Central differences; the direction, without its sign, is shared by the two nearest of 8 bins
   (Dalal and Triggs 2005, without their blocks). A field is a multiple of four pixels wide. */
void ps_describe_edges(const PsGrey *grey, float *bins)
{
    enum { MOST_SIDE = 256 };
    int side = grey->side, last = side - 1;
    float padded[MOST_SIDE + 2]; /* the row, its ends twice */
    for (int y = 0; y < side; y++) {
        const float *row = grey->values + y * side;
        const float *up = y > 0 ? row - side : row, *down = y < last ? row + side : row;
        memcpy(padded + 1, row, sizeof *row * (size_t)side);
        padded[0] = row[0];
        padded[side + 1] = row[last];
        for (int x = 0; x < side; x += 4) {
            add_edges(ps_four(padded + x + 2) - ps_four(padded + x),
                      ps_four(down + x) - ps_four(up + x),
                      bins + 8 * (y * 4 / side * 4 + x * 4 / side));
        }
    }
    ps_root_shares(bins, 128);
}

/* The neighbours of four pixels as bits in a ring, 1 where they are at least as bright. */
static PsMask ring_of(const float *pixels, int side)
{
    const int ring[8] = {-side - 1, -side, -side + 1, 1, side + 1, side, side - 1, -1};
    PsFour centre = ps_four(pixels);
    PsMask bits = {0, 0, 0, 0};
    for (int i = 0, bit = 1; i < 8; i++, bit *= 2) {
        bits |= (ps_four(pixels + ring[i]) >= centre) & (PsMask){bit, bit, bit, bit};
    }
    return bits;
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

/* Four pixels at a time; the last two of a row were counted with others, or lie at the edge. */
void ps_describe_texture(const PsGrey *grey, float *bins)
{
    int counts[256] = {0}, side = grey->side;
    for (int y = 1; y < side - 1; y++) {
        const float *row = grey->values + y * side;
        for (int x = 1; x < side - 1; x += 4) {
            int taken = side - 1 - x < 4 ? side - 1 - x : 4, from = x + taken - 4;
            PsMask bits = ring_of(row + from, side);
            for (int k = 4 - taken; k < 4; k++) counts[bits[k]]++;
        }
    }
    for (int bits = 0; bits < 256; bits++) bins[bin_of_ring(bits)] += (float)counts[bits];
    ps_root_shares(bins, 10);
}

static double entropy(const PsGrey *grey)
{
    int counts[256] = {0}, pixels = grey->side * grey->side;
    double sum = 0;
    for (int i = 0; i < pixels; i++) counts[(int)(grey->values[i] + 0.5F)]++;
    for (int i = 0; i < 256; i++) {
        double share = (double)counts[i] / pixels;
        if (counts[i] > 0) sum -= share * log2(share);
    }
    return sum;
}

typedef struct Sharpness {
    PsPair laplace, squares, noise; /* sums: of the pixels at even and at odd places */
} Sharpness;

static void add_pair(Sharpness *to, PsPair cross, PsPair corners, PsPair centre)
{
    PsPair laplace = cross - centre, curve = corners - 2 * cross + centre;
    to->laplace += laplace;
    to->squares += laplace * laplace;
    to->noise += (PsPair){fabs(curve[0]), fabs(curve[1])};
}

/* Four pixels, or the last two of them. */
static void add_pixels(Sharpness *to, const float *row, int side, bool four)
{
    const float *up = row - side, *down = row + side;
    PsFour cross = ps_four(up) + ps_four(down) + ps_four(row - 1) + ps_four(row + 1);
    PsFour corners = ps_four(up - 1) + ps_four(up + 1) + ps_four(down - 1) + ps_four(down + 1);
    PsFour centre = 4 * ps_four(row);
    if (four) {
        add_pair(to, (PsPair){cross[0], cross[1]}, (PsPair){corners[0], corners[1]},
                 (PsPair){centre[0], centre[1]});
    }
    add_pair(to, (PsPair){cross[2], cross[3]}, (PsPair){corners[2], corners[3]},
             (PsPair){centre[2], centre[3]});
}

/* Variance of the Laplacian (Pech-Pacheco et al. 2000); and noise as the mean of |1 -2 1; -2 4 -2;
   1 -2 1|, which sees neither slopes nor curves (Immerkaer 1996). The side is a multiple of four,
   so that a row has two pixels more than fours of them between its ends. */
void ps_describe_sharpness(const PsGrey *grey, float *values)
{
    int side = grey->side, pixels = (side - 2) * (side - 2);
    Sharpness sums = {{0, 0}, {0, 0}, {0, 0}};
    for (int y = 1; y < side - 1; y++) {
        const float *row = grey->values + y * side;
        for (int x = 1; x < side - 4; x += 4) add_pixels(&sums, row + x, side, true);
        add_pixels(&sums, row + side - 5, side, false);
    }
    double mean = (sums.laplace[0] + sums.laplace[1]) / pixels;
    double variance = (sums.squares[0] + sums.squares[1]) / pixels - mean * mean;
    double sigma = (sums.noise[0] + sums.noise[1]) / pixels * sqrt(3.14159265358979323846 / 2) / 6;
    values[PS_LOOK_SHARPNESS] = (float)log(1 + (variance > 0 ? variance : 0));
    values[PS_LOOK_NOISE] = (float)log(1 + sigma);
    values[PS_LOOK_DETAIL] = (float)entropy(grey);
}

/* Sums of the columns over some rows, which are exact: greys have 24 bits, so have their numbers.
 */
static void sum_columns(const PsGrey *grey, int top, int bottom, double *sums)
{
    int side = grey->side;
    memset(sums, 0, sizeof *sums * (size_t)side);
    for (int v = top; v < bottom; v++) {
        const float *row = grey->values + v * side;
        for (int u = 0; u < side; u += 4) {
            for (int k = 0; k < 4; k++) sums[u + k] += row[u + k];
        }
    }
}

/* The means of `columns` x `rows` fields of whole pixels, row by row. */
static void find_means(const PsGrey *grey, int columns, int rows, double *means)
{
    enum { MOST_SIDE = 256 };
    double sums[MOST_SIDE];
    for (int y = 0; y < rows; y++) {
        int top = y * grey->side / rows, bottom = (y + 1) * grey->side / rows;
        sum_columns(grey, top, bottom, sums);
        for (int x = 0; x < columns; x++) {
            int left = x * grey->side / columns, right = (x + 1) * grey->side / columns;
            double sum = 0;
            for (int u = left; u < right; u++) sum += sums[u];
            *means++ = sum / ((right - left) * (bottom - top));
        }
    }
}

void ps_describe_hash(const PsGrey *grey, uint64_t hash[2])
{
    double right[8][9], down[9][8];
    find_means(grey, 9, 8, right[0]);
    find_means(grey, 8, 9, down[0]);
    hash[0] = hash[1] = 0;
    for (int i = 0; i < 64; i++) {
        int x = i % 8, y = i / 8;
        hash[0] |= (uint64_t)(right[y][x] < right[y][x + 1]) << i;
        hash[1] |= (uint64_t)(down[y][x] < down[y + 1][x]) << i;
    }
}

int ps_hash_distance(const uint64_t a[2], const uint64_t b[2])
{
    int distance = 0;
    for (int i = 0; i < 2; i++) {
        for (uint64_t bits = a[i] ^ b[i]; bits; bits &= bits - 1) distance++;
    }
    return distance;
}
