/* Shapes, texture, sharpness and the hash of a grey picture. */
#include "image/describe.h"

#include <math.h>

static float at(const PsGrey *grey, int x, int y)
{
    int last = grey->side - 1;
    x = x < 0 ? 0 : x > last ? last : x;
    y = y < 0 ? 0 : y > last ? last : y;
    return grey->values[y * grey->side + x];
}

/* Central differences; the direction, without its sign, is shared by the two nearest of 8 bins
   (Dalal and Triggs 2005, without their blocks). */
void ps_describe_edges(const PsGrey *grey, float *bins)
{
    const double pi = 3.14159265358979323846;
    for (int y = 0; y < grey->side; y++) {
        for (int x = 0; x < grey->side; x++) {
            double dx = at(grey, x + 1, y) - at(grey, x - 1, y);
            double dy = at(grey, x, y + 1) - at(grey, x, y - 1);
            double length = sqrt(dx * dx + dy * dy);
            if (length <= 0) continue;
            double angle = atan2(dy, dx) / pi * 8;
            if (angle < 0) angle += 8;
            int bin = (int)angle;
            double part = angle - bin;
            float *field = bins + 8 * (y * 4 / grey->side * 4 + x * 4 / grey->side);
            field[bin % 8] += (float)(length * (1 - part));
            field[(bin + 1) % 8] += (float)(length * part);
        }
    }
    ps_root_shares(bins, 128);
}

/* The bin of the pixel: its eight neighbours in a ring, 1 where they are at least as bright. */
static int pattern(const float *pixel, int side)
{
    const int ring[8] = {-side - 1, -side, -side + 1, 1, side + 1, side, side - 1, -1};
    int ones = 0, changes = 0, before = pixel[ring[7]] >= *pixel;
    for (int i = 0; i < 8; i++) {
        int bit = pixel[ring[i]] >= *pixel;
        ones += bit;
        changes += bit != before;
        before = bit;
    }
    return changes <= 2 ? ones : 9;
}

void ps_describe_texture(const PsGrey *grey, float *bins)
{
    for (int y = 1; y < grey->side - 1; y++) {
        const float *row = grey->values + y * grey->side;
        for (int x = 1; x < grey->side - 1; x++) bins[pattern(row + x, grey->side)]++;
    }
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

/* Variance of the Laplacian (Pech-Pacheco et al. 2000); and noise as the mean of |1 -2 1; -2 4 -2;
   1 -2 1|, which sees neither slopes nor curves (Immerkaer 1996). */
void ps_describe_sharpness(const PsGrey *grey, float *values)
{
    int side = grey->side, pixels = (side - 2) * (side - 2);
    double sum = 0, squares = 0, noise = 0;
    for (int y = 1; y < side - 1; y++) {
        const float *up = grey->values + (y - 1) * side, *row = up + side, *down = row + side;
        for (int x = 1; x < side - 1; x++) {
            double cross = up[x] + down[x] + row[x - 1] + row[x + 1];
            double corners = up[x - 1] + up[x + 1] + down[x - 1] + down[x + 1];
            double laplace = cross - 4 * row[x];
            sum += laplace;
            squares += laplace * laplace;
            noise += fabs(corners - 2 * cross + 4 * row[x]);
        }
    }
    double mean = sum / pixels, variance = squares / pixels - mean * mean;
    double sigma = noise / pixels * sqrt(3.14159265358979323846 / 2) / 6;
    values[PS_LOOK_SHARPNESS] = (float)log(1 + (variance > 0 ? variance : 0));
    values[PS_LOOK_NOISE] = (float)log(1 + sigma);
    values[PS_LOOK_DETAIL] = (float)entropy(grey);
}

/* The mean over column x of `columns` and row y of `rows`, in whole pixels. */
static double field_mean(const PsGrey *grey, int columns, int rows, int x, int y)
{
    int left = x * grey->side / columns, right = (x + 1) * grey->side / columns;
    int top = y * grey->side / rows, bottom = (y + 1) * grey->side / rows;
    double sum = 0;
    for (int v = top; v < bottom; v++) {
        for (int u = left; u < right; u++) sum += grey->values[v * grey->side + u];
    }
    return sum / ((right - left) * (bottom - top));
}

void ps_describe_hash(const PsGrey *grey, uint64_t hash[2])
{
    double right[8][9], down[9][8];
    for (int i = 0; i < 8 * 9; i++) {
        right[i / 9][i % 9] = field_mean(grey, 9, 8, i % 9, i / 9);
        down[i / 8][i % 8] = field_mean(grey, 8, 9, i % 8, i / 8);
    }
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
