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

/* The q-th of the scores, counted from the lowest. */
typedef struct Scores {
    const PsDetection *detections;
    const int *falling;
    int count;
} Scores;

static double score_at(const Scores *scores, int q)
{
    return scores->detections[scores->falling[scores->count - 1 - q]].score;
}

static bool is_crowded(const Scores *scores)
{
    if (scores->count == 0) return false;
    double lowest = score_at(scores, 0), highest = score_at(scores, scores->count - 1);
    if (highest > 1 || lowest < 0) return true;
    if (lowest == highest) return false;
    int cut = scores->count / 50;
    return score_at(scores, scores->count - 1 - cut) - score_at(scores, cut) < CROWDED;
}

static int hundredths(double *grid)
{
    for (int k = 0; k < HUNDREDTHS; k++) grid[k] = k / 100.0;
    return HUNDREDTHS;
}

static int quantiles(const Scores *scores, double *grid)
{
    int n = 0, last = scores->count - 1;
    grid[n++] = fmin(0, score_at(scores, 0));
    for (int q = 0; q <= QUANTILES; q++) {
        grid[n++] = score_at(scores, (int)((int64_t)q * last / QUANTILES));
    }
    grid[n++] = fmax(1, score_at(scores, last));
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
        if (grid[middle] <= score)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

void ps_make_grid(PsEvaluation *evaluation, const PsByClass *by_class)
{
    const PsPredictions *predictions = evaluation->predictions;
    Scores scores = {predictions->detections, by_class->falling, predictions->detection_count};
    double *grid = PS_ARRAY(evaluation->arena, double, HUNDREDTHS + QUANTILES + 4);
    evaluation->quantile_grid = is_crowded(&scores);
    int n = evaluation->quantile_grid ? quantiles(&scores, grid) : hundredths(grid);
    if (evaluation->optimum.exists) grid[n++] = evaluation->optimum.confidence;
    n = make_strict(grid, n);
    evaluation->thresholds = grid;
    evaluation->threshold_count = n;
    evaluation->optimal_index =
        nearest_index(grid, n, evaluation->optimum.exists ? evaluation->optimum.confidence : 0.5);
    for (int d = 0; d < predictions->detection_count; d++) {
        evaluation->verdicts[d].kept = kept_until(grid, n, predictions->detections[d].score);
    }
}
