/* Principal components: covariance in blocks, then subspace iteration with Rayleigh and Ritz's
   step at the end (Golub and Van Loan 2013, 8.2.4 and 10.1). */
#include "explore/points.h"

#include "base/parallel.h"

#include <math.h>
#include <stdlib.h>

enum {
    TILE = 16,         /* columns of a tile of the covariance */
    BLOCK = 256,       /* rows whose products are summed as floats */
    MOST_ROWS = 10000, /* that the covariance is taken from */
    MOST_DIMS = 2048,  /* more are folded */
    ITERATIONS = 30,
    CHUNK = 128, /* rows of a turn */
};

typedef struct Pca {
    const float *values;
    int rows, dims, wanted, threads;
    double scale;    /* a power of two: squares neither overflow nor vanish */
    int padded;      /* dims, to a multiple of TILE */
    int used;        /* rows of the covariance */
    double *mean;    /* [padded] */
    float *panels;   /* centred: [tile][row][TILE] */
    double *matrix;  /* covariance [padded][padded] */
    double *basis;   /* [wanted][padded]: components */
    double *next;    /* the same */
    double *rows_of; /* one row a worker */
    PsPoints points;
} Pca;

PsPoints ps_points_new(PsArena *arena, int count, int dims)
{
    int stride = (dims + 3) / 4 * 4;
    size_t numbers = (size_t)count * (size_t)stride;
    return (PsPoints){count, dims, stride, PS_ARRAY(arena, float, numbers)};
}

/* Row u of those that the covariance is taken from; they are spread evenly. */
static const float *used_row(const Pca *pca, int u)
{
    size_t row = (size_t)((int64_t)u * pca->rows / pca->used);
    return pca->values + row * (size_t)pca->dims;
}

static void find_mean(Pca *pca)
{
    for (int u = 0; u < pca->used; u++) {
        const float *row = used_row(pca, u);
        for (int d = 0; d < pca->dims; d++) pca->mean[d] += row[d];
    }
    for (int d = 0; d < pca->dims; d++) pca->mean[d] /= pca->used;
}

static void fill_panels(Pca *pca)
{
    for (int u = 0; u < pca->used; u++) {
        const float *row = used_row(pca, u);
        for (int d = 0; d < pca->dims; d++) {
            size_t at = ((size_t)(d / TILE) * (size_t)pca->used + (size_t)u) * TILE;
            pca->panels[at + (size_t)(d % TILE)] = (float)((row[d] - pca->mean[d]) * pca->scale);
        }
    }
}

/* Adds the products of `rows` rows: columns i and i + 1 of panel a with all of panel b. */
static void add_products(const float *a, const float *b, int rows, double *to, int stride)
{
    PsFour sums[2][TILE / 4] = {0};
    for (int r = 0; r < rows; r++, a += TILE, b += TILE) {
        PsFour left = {a[0], a[0], a[0], a[0]}, right = {a[1], a[1], a[1], a[1]};
        for (int k = 0; k < TILE / 4; k++) {
            PsFour other = ps_four(b + 4 * k);
            sums[0][k] += left * other;
            sums[1][k] += right * other;
        }
    }
    for (int i = 0; i < 2; i++) {
        for (int k = 0; k < TILE; k++) to[i * stride + k] += (double)sums[i][k / 4][k % 4];
    }
}

/* One row of tiles, from the diagonal on. */
static void covary(void *context, int tile, int worker)
{
    (void)worker;
    Pca *pca = context;
    size_t panel = (size_t)pca->used * TILE;
    for (int other = tile; other < pca->padded / TILE; other++) {
        double *to = pca->matrix + (size_t)tile * TILE * (size_t)pca->padded + other * TILE;
        for (int start = 0; start < pca->used; start += BLOCK) {
            int rows = pca->used - start < BLOCK ? pca->used - start : BLOCK;
            const float *a = pca->panels + (size_t)tile * panel + (size_t)start * TILE;
            const float *b = pca->panels + (size_t)other * panel + (size_t)start * TILE;
            for (int i = 0; i < TILE; i += 2) {
                add_products(a + i, b, rows, to + i * pca->padded, pca->padded);
            }
        }
    }
}

static void mirror(Pca *pca)
{
    size_t side = (size_t)pca->padded;
    for (size_t i = 0; i < side; i++) {
        for (size_t j = 0; j < i; j++) {
            bool above = j / TILE < i / TILE;
            if (above) pca->matrix[i * side + j] = pca->matrix[j * side + i];
        }
    }
}

/* Length is a multiple of four. */
static double dot(const double *a, const double *b, int length)
{
    PsPair low = {0, 0}, high = {0, 0};
    for (int i = 0; i < length; i += 4) {
        PsPair a0 = {a[i], a[i + 1]}, b0 = {b[i], b[i + 1]};
        PsPair a1 = {a[i + 2], a[i + 3]}, b1 = {b[i + 2], b[i + 3]};
        low += a0 * b0;
        high += a1 * b1;
    }
    return (low[0] + low[1]) + (high[0] + high[1]);
}

static void multiply(void *context, int i, int worker)
{
    (void)worker;
    Pca *pca = context;
    const double *row = pca->matrix + (size_t)i * (size_t)pca->padded;
    for (int k = 0; k < pca->wanted; k++) {
        size_t at = (size_t)k * (size_t)pca->padded;
        pca->next[at + (size_t)i] = dot(row, pca->basis + at, pca->padded);
    }
}

/* Gram and Schmidt, modified. What depends on those before it becomes zero. */
static void make_orthonormal(double *basis, int count, int length)
{
    for (int k = 0; k < count; k++) {
        double *row = basis + (size_t)k * (size_t)length;
        double before = sqrt(dot(row, row, length));
        for (int j = 0; j < k; j++) {
            const double *other = basis + (size_t)j * (size_t)length;
            double part = dot(row, other, length);
            for (int i = 0; i < length; i++) row[i] -= part * other[i];
        }
        double norm = sqrt(dot(row, row, length));
        double scale = norm > 1e-10 * before ? 1 / norm : 0;
        for (int i = 0; i < length; i++) row[i] *= scale;
    }
}

static void apply_matrix(Pca *pca)
{
    ps_parallel_for(pca->dims < 256 ? 1 : pca->threads, pca->dims, multiply, pca);
}

static void iterate(Pca *pca)
{
    uint64_t state = 20021;
    for (int k = 0; k < pca->wanted; k++) {
        for (int d = 0; d < pca->dims; d++) {
            pca->basis[(size_t)k * (size_t)pca->padded + (size_t)d] = ps_unit(&state) - 0.5;
        }
    }
    make_orthonormal(pca->basis, pca->wanted, pca->padded);
    for (int turn = 0; turn < ITERATIONS; turn++) {
        apply_matrix(pca);
        double *swap = pca->basis;
        pca->basis = pca->next;
        pca->next = swap;
        make_orthonormal(pca->basis, pca->wanted, pca->padded);
    }
}

/* The largest number of each component is positive: signs do not depend on the start. */
static void fix_sign(double *row, int length)
{
    int largest = 0;
    for (int i = 1; i < length; i++) {
        if (fabs(row[i]) > fabs(row[largest])) largest = i;
    }
    double sign = row[largest] < 0 ? -1 : 1;
    for (int i = 0; i < length; i++) row[i] *= sign;
}

/* Turns the basis into the eigenvectors of the matrix within it. Returns the share of the first
   two in the whole variance. */
static double rotate(Pca *pca, PsArena *scratch)
{
    int m = pca->wanted;
    size_t length = (size_t)pca->padded;
    double *inner = PS_ARRAY(scratch, double, m *m), *turned = PS_ARRAY(scratch, double, m *m);
    double *values = PS_ARRAY(scratch, double, m), trace = 0;
    apply_matrix(pca);
    for (int i = 0; i < m; i++) {
        for (int j = 0; j <= i; j++) {
            inner[i * m + j] = inner[j * m + i] =
                dot(pca->basis + (size_t)i * length, pca->next + (size_t)j * length, pca->padded);
        }
    }
    ps_eigen(inner, m, values, turned);
    for (int k = 0; k < m; k++) {
        double *row = pca->next + (size_t)k * length;
        for (size_t i = 0; i < length; i++) {
            row[i] = 0;
            for (int j = 0; j < m; j++) {
                row[i] += turned[k * m + j] * pca->basis[(size_t)j * length + i];
            }
        }
        fix_sign(row, pca->padded);
    }
    for (size_t i = 0; i < length; i++) trace += pca->matrix[i * length + i];
    double first = values[0] + (m > 1 ? values[1] : 0);
    return trace > 0 ? first / trace : 0;
}

/* A chunk of rows, each in the new components. */
static void project(void *context, int chunk, int worker)
{
    Pca *pca = context;
    int end = (chunk + 1) * CHUNK < pca->rows ? (chunk + 1) * CHUNK : pca->rows;
    double *centred = pca->rows_of + (size_t)worker * (size_t)pca->padded;
    for (int r = chunk * CHUNK; r < end; r++) {
        const float *row = pca->values + (size_t)r * (size_t)pca->dims;
        float *to = pca->points.values + (size_t)r * (size_t)pca->points.stride;
        for (int d = 0; d < pca->dims; d++) centred[d] = (row[d] - pca->mean[d]) * pca->scale;
        for (int k = 0; k < pca->wanted; k++) {
            size_t at = (size_t)k * (size_t)pca->padded;
            to[k] = (float)dot(centred, pca->next + at, pca->padded);
        }
    }
}

/* That brings the largest number to between 1 and 2. Nothing after it depends on the unit. */
static double find_scale(const float *values, size_t count)
{
    float largest = 0;
    for (size_t i = 0; i < count; i++) largest = fmaxf(largest, fabsf(values[i]));
    return largest > 0 ? ldexp(1, -ilogbf(largest)) : 1;
}

/* Column d is added to a bucket, with a sign, both of its own hash. */
static const float *fold(const float *values, int rows, int dims, double scale, PsArena *arena)
{
    size_t numbers = (size_t)rows * MOST_DIMS;
    float *folded = PS_ARRAY(arena, float, numbers);
    for (int r = 0; r < rows; r++) {
        const float *from = values + (size_t)r * (size_t)dims;
        float *to = folded + (size_t)r * MOST_DIMS;
        for (int d = 0; d < dims; d++) {
            uint64_t hash = ps_mix64((uint64_t)d + 1);
            double signed_scale = hash & 1 ? scale : -scale;
            to[(hash >> 32) % MOST_DIMS] += (float)(signed_scale * from[d]);
        }
    }
    return folded;
}

static void allocate(Pca *pca, PsArena *scratch)
{
    pca->padded = (pca->dims + TILE - 1) / TILE * TILE;
    pca->used = pca->rows < MOST_ROWS ? pca->rows : MOST_ROWS;
    size_t side = (size_t)pca->padded;
    pca->mean = PS_ARRAY(scratch, double, side);
    pca->panels = PS_ARRAY(scratch, float, side *(size_t)pca->used);
    pca->matrix = PS_ARRAY(scratch, double, side *side);
    pca->basis = PS_ARRAY(scratch, double, side *(size_t)pca->wanted);
    pca->next = PS_ARRAY(scratch, double, side *(size_t)pca->wanted);
    pca->rows_of = PS_ARRAY(scratch, double, side *(size_t)pca->threads);
}

PsPoints ps_principal(const float *values, int rows, int dims, int wanted, int threads,
                      PsArena *arena, double *share)
{
    PsArena *scratch = ps_arena_new();
    double scale = find_scale(values, (size_t)rows * (size_t)dims);
    if (dims > MOST_DIMS) {
        values = fold(values, rows, dims, scale, scratch);
        dims = MOST_DIMS;
        scale = 1;
    }
    if (wanted > dims) wanted = dims;
    if (wanted > rows - 1) wanted = rows > 1 ? rows - 1 : 1;
    Pca pca = {.values = values, .rows = rows, .dims = dims, .wanted = wanted};
    pca.threads = threads < 1 ? 1 : threads;
    pca.scale = scale;
    allocate(&pca, scratch);
    find_mean(&pca);
    fill_panels(&pca);
    ps_parallel_for(pca.threads, pca.padded / TILE, covary, &pca);
    mirror(&pca);
    iterate(&pca);
    double first = rotate(&pca, scratch);
    if (share) *share = first;
    pca.points = ps_points_new(arena, rows, wanted);
    ps_parallel_for(pca.threads, (rows + CHUNK - 1) / CHUNK, project, &pca);
    ps_arena_free(scratch);
    return pca.points;
}
