/* The image bootstrap of ratios. Draw b comes from seed + b, as in the evaluation, so intervals of
   the same rate agree with those shown elsewhere. */
#include "advice/advice.h"

#include "base/sort.h"
#include "eval/bootstrap.h"

#include <math.h>
#include <stdlib.h>

enum { RESAMPLES = 1000, FEWEST = 200, MOST_BYTES = 64000000 };

/* A table of weights above 64 MB is made with fewer draws, at least 200: with that many images
   intervals are narrow anyway. */
PsDraws ps_draws_new(const PsAdviceInput *input, PsArena *arena)
{
    int images = input->evaluation->dataset->image_count;
    int count = input->resamples > 0 ? input->resamples : RESAMPLES;
    if (images == 0) return (PsDraws){0};
    if (count > MOST_BYTES / images) count = MOST_BYTES / images;
    if (count < FEWEST) count = FEWEST;
    PsDraws draws = {count, PS_ARRAY(arena, uint8_t, (size_t)count * (size_t)images)};
    int *weights = ps_alloc(sizeof *weights * (size_t)images);
    for (int b = 0; b < count; b++) {
        uint8_t *row = draws.weights + (size_t)b * (size_t)images;
        ps_draw_images(input->seed + (uint64_t)b, images, input->scene_of, weights);
        for (int i = 0; i < images; i++) row[i] = (uint8_t)(weights[i] < 255 ? weights[i] : 255);
    }
    free(weights);
    return draws;
}

void ps_part_add(PsBuf *parts, int image, double part, double whole)
{
    size_t count = PS_BUF_COUNT(parts, PsPart);
    PsPart *last = count ? &PS_BUF_ITEMS(parts, PsPart)[count - 1] : NULL;
    if (last && last->image == image) {
        last->part += part;
        last->whole += whole;
        return;
    }
    PsPart new = {image, part, whole};
    PS_BUF_PUSH(parts, new);
}

/* `weights` NULL: each image once. */
static double ratio(const PsBuf *parts, const uint8_t *weights)
{
    const PsPart *items = PS_BUF_ITEMS(parts, PsPart);
    size_t count = PS_BUF_COUNT(parts, PsPart);
    double part = 0, whole = 0;
    for (size_t i = 0; i < count; i++) {
        int weight = weights ? weights[items[i].image] : 1;
        part += weight * items[i].part;
        whole += weight * items[i].whole;
    }
    return whole > 0 ? part / whole : NAN;
}

PsGuard ps_guard(const PsFacts *facts, const PsBuf *parts, const PsBuf *other, double level)
{
    const PsDraws *draws = &facts->draws;
    PsGuard guard = {.value = ratio(parts, NULL) - (other ? ratio(other, NULL) : 0), .p = 1};
    if (draws->count == 0) return guard;
    double *values = ps_alloc(sizeof *values * (size_t)draws->count);
    int below = 0;
    for (int b = 0; b < draws->count; b++) {
        const uint8_t *weights = draws->weights + (size_t)b * (size_t)facts->image_count;
        values[b] = ratio(parts, weights) - (other ? ratio(other, weights) : 0);
        below += !(values[b] > level);
    }
    guard.p = (1.0 + below) / (1.0 + draws->count);
    guard.interval = ps_percentile_interval(values, draws->count);
    free(values);
    return guard;
}

/* Values rise where their negatives fall. */
void ps_sort_rising(double *values, int count)
{
    if (count <= 0) return;
    double *mirrored = ps_alloc(sizeof *values * (size_t)count);
    int *order = ps_alloc(sizeof *order * (size_t)count);
    for (int i = 0; i < count; i++) mirrored[i] = -values[i];
    ps_sort_falling(mirrored, NULL, count, order);
    for (int i = 0; i < count; i++) values[i] = -mirrored[order[i]];
    free(mirrored);
    free(order);
}

double ps_quantile(const double *sorted, int count, double q)
{
    return count > 0 ? ps_percentile(sorted, count, q) : NAN;
}
