/* What a map is worth: are those that are near on it near in the vectors too (trustworthiness,
   Venna and Kaski 2001), and how many of the nearest are still the nearest? */
#include "explore/layout.h"

#include "base/parallel.h"

#include <math.h>

enum { NEAR = 10, MOST_SAMPLE = 2000, LEAST_SAMPLE = 200, MAPS = 2 };
static const double most_work = 2e9; /* numbers looked at */

/* Of one sampled point on one map. */
typedef struct Found {
    int penalty, shared;
} Found;

typedef struct Task {
    PsPoints points;
    const PsSpot *spots[MAPS];
    int sample;
    float *distances; /* [count] a worker */
    Found *found;     /* [sample * MAPS + map] */
} Task;

/* The 10 nearest on the map. */
static void find_near(const PsSpot *spots, int count, int point, int near[NEAR])
{
    float squared[NEAR];
    int found = 0;
    PsSpot from = spots[point];
    for (int i = 0; i < count; i++) {
        float dx = spots[i].x - from.x, dy = spots[i].y - from.y;
        float distance = dx * dx + dy * dy;
        if (i == point || (found == NEAR && distance > squared[NEAR - 1])) continue;
        found = ps_nearest_add(near, squared, found, NEAR, i, distance);
    }
}

/* For each of the 10: how many others are nearer in the vectors, ties by number. Most points are
   farther than all of the 10. */
static void rank(const float *distances, int count, int point, const int near[NEAR],
                 int ranks[NEAR])
{
    float farthest = 0;
    for (int k = 0; k < NEAR; k++) {
        ranks[k] = 1;
        if (distances[near[k]] > farthest) farthest = distances[near[k]];
    }
    for (int i = 0; i < count; i++) {
        if (distances[i] > farthest || i == point) continue;
        for (int k = 0; k < NEAR; k++) {
            float other = distances[near[k]];
            ranks[k] += distances[i] < other || (distances[i] == other && i < near[k]);
        }
    }
}

static void measure(void *context, int s, int worker)
{
    Task *task = context;
    int near[NEAR] = {0}, ranks[NEAR], count = task->points.count;
    int point = (int)((int64_t)s * count / task->sample);
    float *distances = task->distances + (size_t)worker * (size_t)count;
    const float *from = ps_point(&task->points, point);
    for (int i = 0; i < count; i++) {
        distances[i] = ps_squared_distance(from, ps_point(&task->points, i), task->points.stride);
    }
    for (int map = 0; map < MAPS; map++) {
        Found *found = &task->found[s * MAPS + map];
        find_near(task->spots[map], count, point, near);
        rank(distances, count, point, near, ranks);
        for (int k = 0; k < NEAR; k++) {
            found->penalty += ranks[k] > NEAR ? ranks[k] - NEAR : 0;
            found->shared += ranks[k] <= NEAR;
        }
    }
}

/* Padded copies, so that distances can be taken four numbers at a time. */
static PsPoints pad(const PsLayoutInput *input, PsArena *scratch)
{
    int rows = input->rows, dims = input->dims;
    if (dims % 4 == 0) return (PsPoints){rows, dims, dims, (float *)(uintptr_t)input->values};
    PsPoints points = ps_points_new(scratch, rows, dims);
    for (int r = 0; r < rows; r++) {
        memcpy(points.values + (size_t)r * (size_t)points.stride,
               input->values + (size_t)r * (size_t)dims, (size_t)dims * sizeof(float));
    }
    return points;
}

/* Penalties are whole numbers: their sum is exact. */
static PsQuality sum_up(const Task *task, int map)
{
    double penalty = 0, shared = 0, n = task->points.count, k = NEAR;
    for (int s = 0; s < task->sample; s++) {
        penalty += task->found[s * MAPS + map].penalty;
        shared += task->found[s * MAPS + map].shared;
    }
    double worst = task->sample * k * (2 * n - 3 * k - 1) / 2;
    return (PsQuality){1 - penalty / worst, shared / (task->sample * k), task->sample};
}

PsWorth ps_layout_worth(const PsLayoutInput *input, const PsLayout *layout)
{
    int rows = input->rows, threads = input->threads < 1 ? 1 : input->threads;
    if (rows < 3 * NEAR) return (PsWorth){{NAN, NAN, 0}, {NAN, NAN, 0}};
    PsArena *scratch = ps_arena_new();
    double affordable = most_work / ((double)rows * input->dims);
    int most = affordable > MOST_SAMPLE ? MOST_SAMPLE : (int)affordable;
    if (most < LEAST_SAMPLE) most = LEAST_SAMPLE;
    Task task = {.points = pad(input, scratch), .spots = {layout->spots, layout->principal}};
    task.sample = rows < most ? rows : most;
    task.distances = PS_ARRAY(scratch, float, (size_t)rows *(size_t)threads);
    task.found = PS_ARRAY(scratch, Found, task.sample * MAPS);
    ps_parallel_for(threads, task.sample, measure, &task);
    PsWorth worth = {sum_up(&task, 0), sum_up(&task, 1)};
    ps_arena_free(scratch);
    return worth;
}
