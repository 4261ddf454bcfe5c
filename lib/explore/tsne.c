/* The layout: gradient descent on t-SNE's objective, with the far points of the repulsion taken
   together in a quadtree (Barnes and Hut 1986; van der Maaten 2014). Start and learning rate after
   Kobak and Berens 2019; the gradient is without its factor 4. */
#include "explore/points.h"

#include "base/parallel.h"

#include <math.h>

enum {
    EARLY = 250,  /* iterations with exaggerated attraction */
    LATE = 500,   /* iterations without */
    CHUNK = 128,  /* points of a turn */
    MANY = 20000, /* more points are laid out with a coarser tree */
    ALONE = 1024, /* fewer points are not worth a thread */
};
static const double perplexity = 30;
static const float exaggeration = 12, longest_step = 5;

typedef struct Layout {
    int count, threads;
    const PsAffinities *affinities;
    PsTree tree;
    float squared_theta;
    PsSpot *spots, *pull, *speed, *gain;
    PsPush *push;
} Layout;

/* Four entries of a row at once; a row need not have a multiple of four. */
static void pull_four(const Layout *layout, size_t e, PsSpot from, PsFour *x, PsFour *y)
{
    const int *index = layout->affinities->index + e;
    const PsSpot *spots = layout->spots;
    PsSpot a = spots[index[0]], b = spots[index[1]], c = spots[index[2]], d = spots[index[3]];
    PsFour dx = from.x - (PsFour){a.x, b.x, c.x, d.x}, dy = from.y - (PsFour){a.y, b.y, c.y, d.y};
    PsFour part = ps_four(layout->affinities->values + e) / (1 + dx * dx + dy * dy);
    *x += part * dx;
    *y += part * dy;
}

/* The pull of the neighbours on point i. */
static PsSpot pull_of(const Layout *layout, int i)
{
    const PsAffinities *affinities = layout->affinities;
    size_t e = affinities->first[i], end = affinities->first[i + 1];
    PsSpot from = layout->spots[i];
    PsFour x = {0, 0, 0, 0}, y = {0, 0, 0, 0};
    for (; e + 4 <= end; e += 4) pull_four(layout, e, from, &x, &y);
    PsSpot pull = {(x[0] + x[1]) + (x[2] + x[3]), (y[0] + y[1]) + (y[2] + y[3])};
    for (; e < end; e++) {
        PsSpot other = layout->spots[affinities->index[e]];
        float dx = from.x - other.x, dy = from.y - other.y;
        float part = affinities->values[e] / (1 + dx * dx + dy * dy);
        pull.x += part * dx;
        pull.y += part * dy;
    }
    return pull;
}

/* The push on points in the sorted order, in which those that walk together are near each other;
   the pull in the order of the affinities, which are then read from front to back. Chunks hold
   whole sets of walkers, so that threads change nothing. */
static void find_forces(void *context, int chunk, int worker)
{
    (void)worker;
    Layout *layout = context;
    int start = chunk * CHUNK, end = start + CHUNK < layout->count ? start + CHUNK : layout->count;
    for (int s = start; s < end; s += PS_TOGETHER) {
        PsPush push[PS_TOGETHER];
        ps_tree_push(&layout->tree, s, layout->squared_theta, push);
        for (int k = 0; k < PS_TOGETHER && s + k < end; k++) {
            layout->push[layout->tree.order[s + k]] = push[k];
        }
    }
    for (int i = start; i < end; i++) layout->pull[i] = pull_of(layout, i);
}

/* One coordinate of one point: gains after Jacobs 1988. */
static void step(float *at, float *speed, float *gain, float gradient, float rate, float momentum)
{
    bool turned = (gradient > 0) != (*speed > 0);
    *gain = turned ? *gain + 0.2F : *gain * 0.8F;
    if (*gain < 0.01F) *gain = 0.01F;
    *speed = momentum * *speed - rate * *gain * gradient;
    if (*speed > longest_step) *speed = longest_step;
    if (*speed < -longest_step) *speed = -longest_step;
    *at += *speed;
}

/* The learning rate grows with the points, from 20 on: 200, usual for any number, tears small maps
   apart. */
static void move(Layout *layout, bool early)
{
    double sum = 0, x = 0, y = 0;
    int n = layout->count;
    float least = 20, rate = early ? (float)n / 12 : (float)n, momentum = early ? 0.5F : 0.8F;
    if (rate < least) rate = least;
    for (int i = 0; i < n; i++) sum += layout->push[i].sum;
    float scale = sum > 0 ? (float)(1 / sum) : 0, strength = early ? exaggeration : 1;
    for (int i = 0; i < n; i++) {
        float gx = strength * layout->pull[i].x - scale * layout->push[i].x;
        float gy = strength * layout->pull[i].y - scale * layout->push[i].y;
        step(&layout->spots[i].x, &layout->speed[i].x, &layout->gain[i].x, gx, rate, momentum);
        step(&layout->spots[i].y, &layout->speed[i].y, &layout->gain[i].y, gy, rate, momentum);
        x += layout->spots[i].x;
        y += layout->spots[i].y;
    }
    for (int i = 0; i < n; i++) {
        layout->spots[i].x -= (float)(x / n);
        layout->spots[i].y -= (float)(y / n);
    }
}

/* The first two components, the first with a standard deviation of 0.0001; on a circle if there is
   none. */
static void start(const PsPoints *points, PsSpot *spots)
{
    double squares = 0;
    for (int i = 0; i < points->count; i++)
        squares += (double)ps_point(points, i)[0] * ps_point(points, i)[0];
    double scale = squares > 0 ? 1e-4 / sqrt(squares / points->count) : 0;
    for (int i = 0; i < points->count; i++) {
        const float *point = ps_point(points, i);
        spots[i].x = (float)(scale * point[0]);
        spots[i].y = points->dims > 1 ? (float)(scale * point[1]) : 0;
    }
}

static void draw_circle(PsSpot *spots, int count)
{
    for (int i = 0; i < count; i++) {
        double angle = 6.283185307179586 * i / count;
        spots[i] = (PsSpot){(float)cos(angle), (float)sin(angle)};
    }
}

static bool all_equal(const PsPoints *points)
{
    for (int i = 1; i < points->count; i++) {
        if (ps_squared_distance(ps_point(points, 0), ps_point(points, i), points->stride) > 0) {
            return false;
        }
    }
    return true;
}

static void run(Layout *layout)
{
    int threads = layout->count < ALONE ? 1 : layout->threads;
    for (int i = 0; i < EARLY + LATE; i++) {
        ps_tree_build(&layout->tree, layout->spots);
        ps_parallel_for(threads, (layout->count + CHUNK - 1) / CHUNK, find_forces, layout);
        move(layout, i < EARLY);
    }
}

void ps_tsne(const PsPoints *points, int threads, PsSpot *spots, PsArena *arena)
{
    int n = points->count;
    if (n < 4 || all_equal(points)) {
        draw_circle(spots, n);
        return;
    }
    double wanted = (n - 1) / 3.0 < perplexity ? (n - 1) / 3.0 : perplexity;
    PsNeighbours neighbours = ps_neighbours(points, (int)(3 * wanted), threads, arena);
    PsAffinities affinities = ps_affinities(&neighbours, wanted, threads, arena);
    Layout layout = {.count = n,
                     .threads = threads,
                     .affinities = &affinities,
                     .tree = ps_tree_new(n, arena),
                     .squared_theta = n > MANY ? 0.64F : 0.25F,
                     .spots = spots,
                     .pull = PS_ARRAY(arena, PsSpot, n),
                     .speed = PS_ARRAY(arena, PsSpot, n),
                     .gain = PS_ARRAY(arena, PsSpot, n),
                     .push = PS_ARRAY(arena, PsPush, n)};
    for (int i = 0; i < n; i++) layout.gain[i] = (PsSpot){1, 1};
    start(points, spots);
    run(&layout);
}
