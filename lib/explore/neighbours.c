/* The nearest neighbours of every point: exact for some thousands, else among the nearest cells. */
#include "explore/points.h"

#include "base/parallel.h"

#include <stdlib.h>

enum { MOST_EXACT = 10000, CHUNK = 32 };

typedef struct Task {
    const PsPoints *points;
    const PsCells *cells; /* NULL: exact */
    PsSearch *searches;   /* one a worker */
    PsNeighbours *to;
} Task;

int ps_nearest_add(int *index, float *squared, int count, int most, int candidate, float distance)
{
    if (count == most) {
        bool closer = distance < squared[most - 1] ||
                      (distance == squared[most - 1] && candidate < index[most - 1]);
        if (!closer) return count;
        count--;
    }
    int at = count;
    for (; at > 0; at--) {
        float before = squared[at - 1];
        if (before < distance || (before == distance && index[at - 1] < candidate)) break;
        squared[at] = before;
        index[at] = index[at - 1];
    }
    squared[at] = distance;
    index[at] = candidate;
    return count + 1;
}

static void find_exact(const Task *task, int point)
{
    const PsPoints *points = task->points;
    int each = task->to->each, found = 0;
    int *index = task->to->index + (size_t)point * (size_t)each;
    float *squared = task->to->squared + (size_t)point * (size_t)each;
    const float *from = ps_point(points, point);
    for (int other = 0; other < points->count; other++) {
        if (other == point) continue;
        float distance = ps_squared_distance(from, ps_point(points, other), points->stride);
        if (found == each && distance > squared[each - 1]) continue;
        found = ps_nearest_add(index, squared, found, each, other, distance);
    }
}

/* Points of one cell, one after the other, look into the same cells. */
static void find_chunk(void *context, int chunk, int worker)
{
    Task *task = context;
    const PsCells *cells = task->cells;
    int end = (chunk + 1) * CHUNK < task->points->count ? (chunk + 1) * CHUNK : task->points->count;
    for (int m = chunk * CHUNK; m < end; m++) {
        int i = cells ? cells->members[m] : m;
        size_t at = (size_t)i * (size_t)task->to->each;
        if (cells) {
            ps_cells_search(cells, ps_point(task->points, i), i, task->to->each,
                            &task->searches[worker], task->to->index + at, task->to->squared + at);
        } else {
            find_exact(task, i);
        }
    }
}

PsNeighbours ps_neighbours(const PsPoints *points, int each, int threads, PsArena *arena)
{
    if (each > points->count - 1) each = points->count - 1;
    if (threads < 1) threads = 1;
    size_t entries = (size_t)points->count * (size_t)each;
    PsNeighbours to = {points->count, each, PS_ARRAY(arena, int, entries),
                       PS_ARRAY(arena, float, entries)};
    PsArena *scratch = ps_arena_new();
    Task task = {.points = points, .to = &to};
    PsCells cells;
    if (points->count > MOST_EXACT) {
        cells = ps_cells_new(points, threads, scratch);
        task.cells = &cells;
        task.searches = PS_ARRAY(scratch, PsSearch, threads);
        for (int i = 0; i < threads; i++) task.searches[i] = ps_search_new(&cells, scratch);
    }
    ps_parallel_for(threads, (points->count + CHUNK - 1) / CHUNK, find_chunk, &task);
    ps_arena_free(scratch);
    return to;
}
