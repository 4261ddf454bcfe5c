/* What is measured on all 256 x 256 pixels in grey: sharpness, noise, detail, the hash and the
   small picture. One pass over the rows; three of them and sums of columns are all that is kept. */
#include "image/describe.h"

#include <math.h>
#include <string.h>

enum {
    SIDE = PS_DESCRIBE_SIDE,
    SMALL = PS_LOOK_SMALL,
    ACROSS = 9,
    ALONG = 8, /* fields of the hash: 9 x 8 and 8 x 9 */
    CUTS = SMALL + ACROSS
};

/* The thousandths of grey of all pixels above one of the cuts and left of a column. */
typedef struct Fields {
    int columns[SIDE]; /* of each column, above the row that comes next */
    int cuts;
    int cut_of_row[SIDE + 1];
    int64_t above[CUTS][SIDE + 1];
} Fields;

/* Sums over pixels: of those at odd and at even places. */
typedef struct Sharpness {
    PsPair laplace, squares, noise;
} Sharpness;

typedef struct Fine {
    float rows[3][SIDE + 4]; /* greys, and what is read beyond them; row y is in [y % 3] */
    int counts[4][256];      /* of greys, so that like neighbours need not wait for each other */
    Sharpness sharpness;
    Fields fields;
} Fine;

static bool is_cut(int y)
{
    if (y * SMALL % SIDE == 0) return true; /* those of 8 fields are among them */
    for (int i = 0; i < ACROSS; i++) {
        if (y == i * SIDE / ACROSS) return true;
    }
    return false;
}

static void cut_fields(Fields *fields, int y)
{
    if (!is_cut(y)) return;
    int64_t *above = fields->above[fields->cuts], sum = 0;
    fields->cut_of_row[y] = fields->cuts++;
    for (int x = 0; x < SIDE; x++) {
        *above++ = sum;
        sum += fields->columns[x];
    }
    *above = sum;
}

/* Field (x, y) of columns x rows fields of whole pixels. */
static int64_t sum_field(const Fields *fields, int x, int y, int columns, int rows, int *pixels)
{
    int left = x * SIDE / columns, right = (x + 1) * SIDE / columns;
    int top = y * SIDE / rows, bottom = (y + 1) * SIDE / rows;
    const int64_t *above = fields->above[fields->cut_of_row[top]];
    const int64_t *below = fields->above[fields->cut_of_row[bottom]];
    *pixels = (right - left) * (bottom - top);
    return below[right] - below[left] - above[right] + above[left];
}

static double field_mean(const Fields *fields, int x, int y, int columns, int rows)
{
    int pixels;
    int64_t sum = sum_field(fields, x, y, columns, rows, &pixels);
    return (double)sum / pixels;
}

static void describe_hash(const Fields *fields, uint64_t hash[2])
{
    for (int i = 0; i < 64; i++) {
        int x = i % ALONG, y = i / ALONG;
        bool right =
            field_mean(fields, x, y, ACROSS, ALONG) < field_mean(fields, x + 1, y, ACROSS, ALONG);
        bool down =
            field_mean(fields, x, y, ALONG, ACROSS) < field_mean(fields, x, y + 1, ALONG, ACROSS);
        hash[0] |= (uint64_t)right << i;
        hash[1] |= (uint64_t)down << i;
    }
}

/* Means, halves rounded up. */
static void describe_small(const Fields *fields, unsigned char *small)
{
    for (int i = 0; i < SMALL * SMALL; i++) {
        int pixels;
        int64_t sum = sum_field(fields, i % SMALL, i / SMALL, SMALL, SMALL, &pixels);
        small[i] = (unsigned char)((sum + pixels * 500) / (pixels * 1000));
    }
}

static double entropy(int counts[4][256])
{
    double sum = 0;
    for (int i = 0; i < 256; i++) {
        int count = counts[0][i] + counts[1][i] + counts[2][i] + counts[3][i];
        double share = (double)count / (SIDE * SIDE);
        if (count > 0) sum -= share * log2(share);
    }
    return sum;
}

static void add_pair(Sharpness *to, PsPair cross, PsPair corners, PsPair centre)
{
    PsPair laplace = cross - centre, curve = corners - 2 * cross + centre;
    to->laplace += laplace;
    to->squares += laplace * laplace;
    to->noise += (PsPair){fabs(curve[0]), fabs(curve[1])};
}

/* Four pixels, or the first two of them. */
static inline void add_pixels(Sharpness *to, const float *up, const float *row, const float *down,
                              bool four)
{
    PsFour cross = ps_four(up) + ps_four(down) + ps_four(row - 1) + ps_four(row + 1);
    PsFour corners = ps_four(up - 1) + ps_four(up + 1) + ps_four(down - 1) + ps_four(down + 1);
    PsFour centre = 4 * ps_four(row);
    add_pair(to, (PsPair){cross[0], cross[1]}, (PsPair){corners[0], corners[1]},
             (PsPair){centre[0], centre[1]});
    if (!four) return;
    add_pair(to, (PsPair){cross[2], cross[3]}, (PsPair){corners[2], corners[3]},
             (PsPair){centre[2], centre[3]});
}

/* Variance of the Laplacian (Pech-Pacheco et al. 2000); and noise as the mean of |1 -2 1; -2 4 -2;
   1 -2 1|, which sees neither slopes nor curves (Immerkaer 1996). The side is a multiple of four,
   so that a row has two pixels more than fours of them between its ends. */
static void sharpen_row(Fine *fine, int y)
{
    const float *up = fine->rows[(y - 1) % 3], *row = fine->rows[y % 3];
    const float *down = fine->rows[(y + 1) % 3];
    Sharpness sums = fine->sharpness;
    for (int x = 1; x < SIDE - 1; x += 4) {
        add_pixels(&sums, up + x, row + x, down + x, x + 4 < SIDE);
    }
    fine->sharpness = sums;
}

static void take_row(const PsLookTables *tables, Fine *fine, const unsigned char *pixel, float *row)
{
    int thousandths[SIDE], greys[SIDE], *columns = fine->fields.columns;
    ps_look_greys(tables, pixel, SIDE, thousandths);
    for (int x = 0; x < SIDE; x++) columns[x] += thousandths[x];
    for (int x = 0; x < SIDE; x++) row[x] = (float)thousandths[x] / 1000;
    for (int x = 0; x < SIDE; x++) greys[x] = (int)(row[x] + 0.5F);
    for (int x = 0; x < SIDE; x += 4) {
        fine->counts[0][greys[x]]++;
        fine->counts[1][greys[x + 1]]++;
        fine->counts[2][greys[x + 2]]++;
        fine->counts[3][greys[x + 3]]++;
    }
}

static void put_sharpness(const Sharpness *sums, float *values)
{
    const int pixels = (SIDE - 2) * (SIDE - 2);
    double mean = (sums->laplace[0] + sums->laplace[1]) / pixels;
    double variance = (sums->squares[0] + sums->squares[1]) / pixels - mean * mean;
    double noise = (sums->noise[0] + sums->noise[1]) / pixels;
    double sigma = noise * sqrt(3.14159265358979323846 / 2) / 6;
    values[PS_LOOK_SHARPNESS] = (float)log(1 + (variance > 0 ? variance : 0));
    values[PS_LOOK_NOISE] = (float)log(1 + sigma);
}

void ps_describe_fine(const PsLookTables *tables, const PsPicture *square, PsAppearance *appearance)
{
    Fine fine = {0};
    for (int y = 0; y < SIDE; y++) {
        cut_fields(&fine.fields, y);
        take_row(tables, &fine, square->pixels + y * SIDE * 3, fine.rows[y % 3]);
        if (y >= 2) sharpen_row(&fine, y - 1);
    }
    cut_fields(&fine.fields, SIDE);
    put_sharpness(&fine.sharpness, appearance->values);
    appearance->values[PS_LOOK_DETAIL] = (float)entropy(fine.counts);
    describe_hash(&fine.fields, appearance->hash);
    describe_small(&fine.fields, appearance->small);
}
