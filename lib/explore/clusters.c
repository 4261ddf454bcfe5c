/* Clusters of vectors: k-means in the first 32 principal components, never on the map, so that they
   do not depend on accidents of the layout. */
#include "explore/groups.h"
#include "explore/points.h"

#include <math.h>
#include <stdlib.h>

enum { COMPONENTS = 32, RESTARTS = 8, ITERATIONS = 50, LEAST_CLUSTERS = 4, MOST_TRAINING = 20000 };

typedef struct Clustering {
    PsPoints points, centres;
    int *cluster; /* one a row */
    int *counts;  /* one a centre */
    int threads;
} Clustering;

/* Every step-th row, cut to `dims` columns. */
static PsPoints some_rows(const PsPoints *points, int count, int dims, PsArena *arena)
{
    PsPoints some = ps_points_new(arena, count, dims);
    for (int i = 0; i < count; i++) {
        int from = (int)((int64_t)i * points->count / count);
        memcpy(some.values + (size_t)i * (size_t)some.stride, ps_point(points, from),
               (size_t)dims * sizeof(float));
    }
    return some;
}

static int wanted_clusters(int rows)
{
    int wanted = (int)lround(sqrt(rows / 8.0));
    return wanted < LEAST_CLUSTERS     ? LEAST_CLUSTERS
           : wanted > PS_MOST_CLUSTERS ? PS_MOST_CLUSTERS
                                       : wanted;
}

/* The best of some starts. */
static void find_centres(Clustering *work, uint64_t seed, PsArena *scratch)
{
    int rows = work->points.count < MOST_TRAINING ? work->points.count : MOST_TRAINING;
    PsPoints some = some_rows(&work->points, rows, work->points.dims, scratch);
    PsPoints centres = ps_points_new(scratch, work->centres.count, some.dims);
    int *cell = PS_ARRAY(scratch, int, rows);
    double best = INFINITY;
    for (int i = 0; i < RESTARTS; i++) {
        double sum = ps_kmeans(&some, &centres, ITERATIONS, ps_mix64(seed + (uint64_t)i),
                               work->threads, cell);
        if (sum >= best) continue;
        best = sum;
        memcpy(work->centres.values, centres.values,
               (size_t)centres.count * (size_t)centres.stride * sizeof(float));
    }
}

static void recount(Clustering *work)
{
    size_t stride = (size_t)work->points.stride;
    PsArena *scratch = ps_arena_new();
    double *sums = PS_ARRAY(scratch, double, stride *(size_t)work->centres.count);
    memset(work->counts, 0, sizeof(int) * (size_t)work->centres.count);
    for (int r = 0; r < work->points.count; r++) {
        const float *from = ps_point(&work->points, r);
        work->counts[work->cluster[r]]++;
        for (size_t k = 0; k < stride; k++) sums[(size_t)work->cluster[r] * stride + k] += from[k];
    }
    for (int c = 0; c < work->centres.count; c++) {
        for (size_t k = 0; k < stride && work->counts[c] > 0; k++) {
            work->centres.values[(size_t)c * stride + k] =
                (float)(sums[(size_t)c * stride + k] / work->counts[c]);
        }
    }
    ps_arena_free(scratch);
}

/* The smallest cluster that has rows but too few; -1 if there is none. */
static int find_tiny(const Clustering *work, int least)
{
    int tiny = -1;
    for (int c = 0; c < work->centres.count; c++) {
        if (work->counts[c] == 0 || work->counts[c] >= least) continue;
        if (tiny < 0 || work->counts[c] < work->counts[tiny]) tiny = c;
    }
    return tiny;
}

static int nearest_other(const Clustering *work, int c)
{
    int nearest = -1;
    float least = 0;
    for (int other = 0; other < work->centres.count; other++) {
        if (other == c || work->counts[other] == 0) continue;
        float squared = ps_squared_distance(ps_point(&work->centres, c),
                                            ps_point(&work->centres, other), work->points.stride);
        if (nearest >= 0 && squared >= least) continue;
        least = squared;
        nearest = other;
    }
    return nearest;
}

static void merge_tiny(Clustering *work)
{
    int least = ps_least_images(work->points.count), tiny;
    for (recount(work); (tiny = find_tiny(work, least)) >= 0; recount(work)) {
        int into = nearest_other(work, tiny);
        if (into < 0) return;
        for (int r = 0; r < work->points.count; r++) {
            if (work->cluster[r] == tiny) work->cluster[r] = into;
        }
    }
}

/* Numbers the clusters anew, the largest first, ties by their first row. Returns how many. */
static int renumber(Clustering *work, int *old_of)
{
    int count = 0, number[PS_MOST_CLUSTERS], seen[PS_MOST_CLUSTERS] = {0};
    for (int r = 0; r < work->points.count; r++) {
        if (!seen[work->cluster[r]]++) old_of[count++] = work->cluster[r];
    }
    for (int i = 1; i < count; i++) {
        int moved = old_of[i], at = i;
        for (; at > 0 && work->counts[old_of[at - 1]] < work->counts[moved]; at--) {
            old_of[at] = old_of[at - 1];
        }
        old_of[at] = moved;
    }
    for (int i = 0; i < count; i++) number[old_of[i]] = i;
    for (int r = 0; r < work->points.count; r++) work->cluster[r] = number[work->cluster[r]];
    return count;
}

static void find_typical(const Clustering *work, const int *old_of, int count, int *typical)
{
    for (int c = 0; c < count; c++) {
        int found = 0, *rows = typical + c * PS_SAMPLES;
        float squared[PS_SAMPLES];
        const float *centre = ps_point(&work->centres, old_of[c]);
        for (int i = 0; i < PS_SAMPLES; i++) rows[i] = -1;
        for (int r = 0; r < work->points.count; r++) {
            if (work->cluster[r] != c) continue;
            float distance =
                ps_squared_distance(centre, ps_point(&work->points, r), work->points.stride);
            found = ps_nearest_add(rows, squared, found, PS_SAMPLES, r, distance);
        }
    }
}

int ps_cluster_rows(const PsPoints *points, uint64_t seed, int threads, int *cluster, int *typical,
                    PsArena *arena)
{
    int rows = points->count, old_of[PS_MOST_CLUSTERS];
    for (int r = 0; r < rows; r++) cluster[r] = -1;
    if (rows < PS_LEAST_CLUSTERED) return 0;
    int dims = points->dims < COMPONENTS ? points->dims : COMPONENTS,
        wanted = wanted_clusters(rows);
    Clustering work = {.points = some_rows(points, rows, dims, arena),
                       .centres = ps_points_new(arena, wanted, dims),
                       .cluster = cluster,
                       .counts = PS_ARRAY(arena, int, wanted),
                       .threads = threads};
    find_centres(&work, seed, arena);
    ps_assign(&work.points, &work.centres, threads, cluster, NULL);
    merge_tiny(&work);
    int count = renumber(&work, old_of);
    find_typical(&work, old_of, count, typical);
    if (count > 1) return count;
    for (int r = 0; r < rows; r++) cluster[r] = -1; /* all in one: nothing to compare */
    return 0;
}
