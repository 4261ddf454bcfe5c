/* Inverted lists: points by their nearest centre, so that a search looks at a few cells only
   (Jegou, Douze and Schmid 2011, without their compression). */
#include "explore/points.h"

#include <math.h>

enum { PROBES = 16, TRAINING = 64, ITERATIONS = 6 };

/* The centres are found on some points of each cell-to-be, spread evenly. */
static PsPoints find_centres(const PsPoints *points, int count, int threads, PsArena *arena)
{
    PsArena *scratch = ps_arena_new();
    int used = count * TRAINING < points->count ? count * TRAINING : points->count;
    PsPoints some = ps_points_new(scratch, used, points->dims);
    PsPoints centres = ps_points_new(arena, count, points->dims);
    for (int i = 0; i < used; i++) {
        int from = (int)((int64_t)i * points->count / used);
        memcpy(some.values + (size_t)i * (size_t)some.stride, ps_point(points, from),
               (size_t)some.stride * sizeof(float));
    }
    ps_kmeans(&some, &centres, ITERATIONS, 7, threads, PS_ARRAY(scratch, int, used));
    ps_arena_free(scratch);
    return centres;
}

PsCells ps_cells_new(const PsPoints *points, int threads, PsArena *arena)
{
    int count = (int)sqrt((double)points->count);
    if (count < 1) count = 1;
    PsCells cells = {.centres = find_centres(points, count, threads, arena),
                     .sorted = ps_points_new(arena, points->count, points->dims)};
    int *cell = PS_ARRAY(arena, int, points->count);
    ps_assign(points, &cells.centres, threads, cell, NULL);
    cells.first = PS_ARRAY(arena, int, count + 1);
    cells.members = PS_ARRAY(arena, int, points->count);
    for (int i = 0; i < points->count; i++) cells.first[cell[i] + 1]++;
    for (int c = 0; c < count; c++) cells.first[c + 1] += cells.first[c];
    int *next = ps_arena_copy(arena, cells.first, sizeof(int) * (size_t)count);
    for (int i = 0; i < points->count; i++) {
        int m = next[cell[i]]++;
        cells.members[m] = i;
        memcpy(cells.sorted.values + (size_t)m * (size_t)points->stride, ps_point(points, i),
               (size_t)points->stride * sizeof(float));
    }
    return cells;
}

PsSearch ps_search_new(const PsCells *cells, PsArena *arena)
{
    (void)cells;
    return (PsSearch){PS_ARRAY(arena, float, PROBES), PS_ARRAY(arena, int, PROBES)};
}

/* The 16 nearest cells, and more if those do not hold enough points: then all. */
int ps_cells_search(const PsCells *cells, const float *from, int self, int each, PsSearch *search,
                    int *index, float *squared)
{
    const PsPoints *sorted = &cells->sorted, *centres = &cells->centres;
    int probes = 0, found = 0, held = 0;
    for (int c = 0; c < centres->count; c++) {
        float distance = ps_squared_distance(from, ps_point(centres, c), centres->stride);
        probes = ps_nearest_add(search->order, search->distances, probes, PROBES, c, distance);
    }
    for (int i = 0; i < probes; i++) {
        held += cells->first[search->order[i] + 1] - cells->first[search->order[i]];
    }
    bool all = held <= each;
    for (int i = 0; i < (all ? 1 : probes); i++) {
        int c = search->order[i], end = all ? sorted->count : cells->first[c + 1];
        for (int m = all ? 0 : cells->first[c]; m < end; m++) {
            int other = cells->members[m];
            if (other == self) continue;
            float distance = ps_squared_distance(from, ps_point(sorted, m), sorted->stride);
            if (found == each && distance > squared[each - 1]) continue;
            found = ps_nearest_add(index, squared, found, each, other, distance);
        }
    }
    return found;
}
