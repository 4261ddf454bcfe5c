/* k-means; see points.h. */
#include "explore/points.h"

#include "base/parallel.h"

enum { CHUNK = 256 };

typedef struct Task {
    const PsPoints *points, *centres;
    int *cell;
    float *squared; /* may be NULL */
} Task;

static void assign_chunk(void *context, int chunk, int worker)
{
    (void)worker;
    Task *task = context;
    const PsPoints *points = task->points, *centres = task->centres;
    int end = (chunk + 1) * CHUNK < points->count ? (chunk + 1) * CHUNK : points->count;
    for (int i = chunk * CHUNK; i < end; i++) {
        const float *from = ps_point(points, i);
        float least = 0;
        for (int c = 0; c < centres->count; c++) {
            float squared = ps_squared_distance(from, ps_point(centres, c), centres->stride);
            if (c > 0 && squared >= least) continue;
            least = squared;
            task->cell[i] = c;
        }
        if (task->squared) task->squared[i] = least;
    }
}

void ps_assign(const PsPoints *points, const PsPoints *centres, int threads, int *cell,
               float *squared)
{
    Task task = {points, centres, cell, squared};
    int chunks = (points->count + CHUNK - 1) / CHUNK;
    ps_parallel_for(chunks < 8 ? 1 : threads, chunks, assign_chunk, &task);
}

static void set_centre(const PsPoints *points, PsPoints *centres, int centre, int point)
{
    memcpy(centres->values + (size_t)centre * (size_t)centres->stride, ps_point(points, point),
           (size_t)centres->stride * sizeof(float));
}

/* Each next seed is drawn in proportion to the squared distance from those before. */
static void seed_centres(const PsPoints *points, PsPoints *centres, uint64_t *state, float *least)
{
    set_centre(points, centres, 0, ps_below(state, points->count));
    for (int c = 1; c < centres->count; c++) {
        double sum = 0;
        for (int i = 0; i < points->count; i++) {
            float squared =
                ps_squared_distance(ps_point(points, i), ps_point(centres, c - 1), points->stride);
            if (c == 1 || squared < least[i]) least[i] = squared;
            sum += least[i];
        }
        double wanted = ps_unit(state) * sum;
        int chosen = 0;
        for (; chosen < points->count - 1 && wanted >= least[chosen]; chosen++) {
            wanted -= least[chosen];
        }
        set_centre(points, centres, c, chosen);
    }
}

/* Means of the cells; an empty cell keeps its centre. */
static void move_centres(const PsPoints *points, PsPoints *centres, const int *cell,
                         PsArena *scratch)
{
    size_t stride = (size_t)points->stride;
    double *sums = PS_ARRAY(scratch, double, (size_t)centres->count *stride);
    int *counts = PS_ARRAY(scratch, int, centres->count);
    for (int i = 0; i < points->count; i++) {
        double *sum = sums + (size_t)cell[i] * stride;
        const float *from = ps_point(points, i);
        for (size_t k = 0; k < stride; k++) sum[k] += from[k];
        counts[cell[i]]++;
    }
    for (int c = 0; c < centres->count; c++) {
        float *to = centres->values + (size_t)c * stride;
        for (size_t k = 0; k < stride && counts[c] > 0; k++) {
            to[k] = (float)(sums[(size_t)c * stride + k] / counts[c]);
        }
    }
}

double ps_kmeans(const PsPoints *points, PsPoints *centres, int iterations, uint64_t seed,
                 int threads, int *cell)
{
    PsArena *scratch = ps_arena_new(), *sums = ps_arena_new();
    float *squared = PS_ARRAY(scratch, float, points->count);
    int *before = PS_ARRAY(scratch, int, points->count);
    uint64_t state = ps_mix64(seed + 1);
    seed_centres(points, centres, &state, squared);
    for (int i = 0; i < iterations; i++) {
        ps_assign(points, centres, threads, cell, NULL);
        size_t bytes = (size_t)points->count * sizeof(int);
        if (i > 0 && memcmp(before, cell, bytes) == 0) break;
        memcpy(before, cell, bytes);
        ps_arena_reset(sums);
        move_centres(points, centres, cell, sums);
    }
    ps_assign(points, centres, threads, cell, squared);
    double inertia = 0;
    for (int i = 0; i < points->count; i++) inertia += squared[i];
    ps_arena_free(scratch);
    ps_arena_free(sums);
    return inertia;
}
