/* The threshold grid of the slider: hundredths from 0 to 1, and the optimum among them. A model
   whose scores crowd into a few hundredths gets quantiles of its scores instead, so that every step
   of the slider does something. */
#include "eval/eval.h"

#include <math.h>
#include <stdlib.h>

enum { HUNDREDTHS = 101, QUANTILES = 99 };
static const double CROWDED = 0.10; /* 96 % of the scores within this span */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double *sorted_scores(const PsPredictions *predictions, PsArena *arena)
{
    double *scores = PS_ARRAY(arena, double, predictions->detection_count);
    for (int d = 0; d < predictions->detection_count; d++) {
        scores[d] = predictions->detections[d].score;
    }
    qsort(scores, (size_t)predictions->detection_count, sizeof *scores, by_value);
    return scores;
}

static bool is_crowded(const double *scores, int count)
{
    if (count == 0) return false;
    if (scores[count - 1] > 1 || scores[0] < 0) return true;
    if (scores[0] == scores[count - 1]) return false;
    int cut = count / 50;
    return scores[count - 1 - cut] - scores[cut] < CROWDED;
}

static int hundredths(double *grid)
{
    for (int k = 0; k < HUNDREDTHS; k++) grid[k] = k / 100.0;
    return HUNDREDTHS;
}

static int quantiles(const double *scores, int count, double *grid)
{
    int n = 0;
    grid[n++] = fmin(0, scores[0]);
    for (int q = 0; q <= QUANTILES; q++) {
        size_t at = (size_t)q * (size_t)(count - 1) / QUANTILES;
        grid[n++] = scores[at];
    }
    grid[n++] = fmax(1, scores[count - 1]);
    return n;
}

/* Sorts and removes what stands twice. */
static int make_strict(double *grid, int count)
{
    qsort(grid, (size_t)count, sizeof *grid, by_value);
    int kept = 1;
    for (int k = 1; k < count; k++) {
        if (grid[k] > grid[kept - 1]) grid[kept++] = grid[k];
    }
    return kept;
}

static int nearest_index(const double *grid, int count, double t)
{
    int nearest = 0;
    for (int k = 1; k < count; k++) {
        if (fabs(grid[k] - t) < fabs(grid[nearest] - t)) nearest = k;
    }
    return nearest;
}

/* The last k with thresholds[k] <= score, or -1. */
static int kept_until(const double *grid, int count, double score)
{
    int low = -1, high = count - 1;
    while (low < high) {
        int middle = low + (high - low + 1) / 2;
        if (grid[middle] <= score) low = middle;
        else high = middle - 1;
    }
    return low;
}

void ps_make_grid(PsEvaluation *evaluation)
{
    const PsPredictions *predictions = evaluation->predictions;
    PsArena *scratch = ps_arena_new();
    double *scores = sorted_scores(predictions, scratch);
    double *grid = PS_ARRAY(evaluation->arena, double, HUNDREDTHS + QUANTILES + 4);
    int count = predictions->detection_count;
    evaluation->quantile_grid = is_crowded(scores, count);
    int n = evaluation->quantile_grid ? quantiles(scores, count, grid) : hundredths(grid);
    if (evaluation->optimum.exists) grid[n++] = evaluation->optimum.confidence;
    n = make_strict(grid, n);
    evaluation->thresholds = grid;
    evaluation->threshold_count = n;
    evaluation->optimal_index = nearest_index(
        grid, n, evaluation->optimum.exists ? evaluation->optimum.confidence : 0.5);
    for (int d = 0; d < count; d++) {
        evaluation->verdicts[d].kept = kept_until(grid, n, predictions->detections[d].score);
    }
    ps_arena_free(scratch);
}
