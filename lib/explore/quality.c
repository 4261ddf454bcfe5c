/* What a map is worth: are those that are near on it near in the vectors too (trustworthiness,
   Venna and Kaski 2001), and how many of the nearest are still the nearest? */
#include "explore/points.h"

#include "base/parallel.h"

#include <math.h>

enum { NEAR = 10, MOST_SAMPLE = 2000, LEAST_SAMPLE = 200 };
static const double most_work = 2e9; /* numbers looked at */

typedef struct Task {
    PsPoints points;
    const PsSpot *spots;
    int sample;
    float *distances;         /* [count] a worker */
    double *penalty, *shared; /* one a sampled point */
} Task;

/* The 10 nearest on the map. */
static void find_near(const Task *task, int point, int near[NEAR])
{
    float squared[NEAR];
    int found = 0;
    PsSpot from = task->spots[point];
    for (int i = 0; i < task->points.count; i++) {
        float dx = task->spots[i].x - from.x, dy = task->spots[i].y - from.y;
        if (i == point) continue;
        float distance = dx * dx + dy * dy;
        if (found == NEAR && distance > squared[NEAR - 1]) continue;
        found = ps_nearest_add(near, squared, found, NEAR, i, distance);
    }
}

/* For each of the 10: how many others are nearer in the vectors, ties by number. */
static void rank(const Task *task, const float *distances, int point, const int near[NEAR],
                 int ranks[NEAR])
{
    for (int k = 0; k < NEAR; k++) ranks[k] = 1;
    for (int i = 0; i < task->points.count; i++) {
        if (i == point) continue;
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
    find_near(task, point, near);
    rank(task, distances, point, near, ranks);
    for (int k = 0; k < NEAR; k++) {
        task->penalty[s] += ranks[k] > NEAR ? ranks[k] - NEAR : 0;
        task->shared[s] += ranks[k] <= NEAR;
    }
}

/* Padded copies, so that distances can be taken four numbers at a time. */
static PsPoints pad(const float *values, int rows, int dims, PsArena *scratch)
{
    if (dims % 4 == 0) return (PsPoints){rows, dims, dims, (float *)(uintptr_t)values};
    PsPoints points = ps_points_new(scratch, rows, dims);
    for (int r = 0; r < rows; r++) {
        memcpy(points.values + (size_t)r * (size_t)points.stride, values + (size_t)r * (size_t)dims,
               (size_t)dims * sizeof(float));
    }
    return points;
}

PsQuality ps_map_quality(const float *values, int rows, int dims, const PsSpot *spots, int threads,
                         PsArena *arena)
{
    if (rows < 3 * NEAR) return (PsQuality){NAN, NAN, 0};
    double affordable = most_work / ((double)rows * dims);
    int most = affordable > MOST_SAMPLE ? MOST_SAMPLE : (int)affordable;
    if (most < LEAST_SAMPLE) most = LEAST_SAMPLE;
    if (threads < 1) threads = 1;
    Task task = {.points = pad(values, rows, dims, arena), .spots = spots};
    task.sample = rows < most ? rows : most;
    task.distances = PS_ARRAY(arena, float, (size_t)rows *(size_t)threads);
    task.penalty = PS_ARRAY(arena, double, task.sample);
    task.shared = PS_ARRAY(arena, double, task.sample);
    ps_parallel_for(threads, task.sample, measure, &task);
    double penalty = 0, shared = 0, n = rows, k = NEAR;
    for (int s = 0; s < task.sample; s++) {
        penalty += task.penalty[s];
        shared += task.shared[s];
    }
    double worst = task.sample * k * (2 * n - 3 * k - 1) / 2;
    return (PsQuality){1 - penalty / worst, shared / (task.sample * k), task.sample};
}
