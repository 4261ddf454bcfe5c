/* Tests that need no images: the binomial tail, rank correlation; and the count of a test under
 * way. */
#include "advice/advice.h"

#include "eval/bootstrap.h"

#include <math.h>
#include <stdlib.h>

enum { PERMUTATIONS = 9999, ENOUGH = 50 };

int ps_permutations(const PsAdviceInput *input)
{
    return input->permutations > 0 ? input->permutations : PERMUTATIONS;
}

void ps_reach_add(PsReach *reach, bool reached)
{
    if (reach->done) return;
    reach->seen++;
    reach->reached += reached;
    reach->done = reach->reached >= ENOUGH;
}

double ps_reach_p(const PsReach *reach)
{
    if (reach->done) return (double)reach->reached / reach->seen;
    return (1.0 + reach->reached) / (1.0 + reach->seen);
}

/* ---- ranks ---- */

typedef struct Ranked {
    double value;
    int at;
} Ranked;

static int by_value(const void *a, const void *b)
{
    const Ranked *x = a, *y = b;
    if (x->value != y->value) return x->value < y->value ? -1 : 1;
    return x->at - y->at;
}

static Ranked *rank_all(const double *values, int count)
{
    Ranked *ranked = ps_alloc(sizeof *ranked * (size_t)(count > 0 ? count : 1));
    for (int i = 0; i < count; i++) ranked[i] = (Ranked){values[i], i};
    if (count > 0) qsort(ranked, (size_t)count, sizeof *ranked, by_value);
    return ranked;
}

/* ---- the binomial tail ---- */

/* Each term follows from the one before; the first is made of logarithms. */
double ps_binomial_tail(int hits, int trials, double rate)
{
    if (hits <= 0) return 1;
    if (hits > trials || rate <= 0) return 0;
    if (rate >= 1) return 1;
    double term = hits * log(rate) + (trials - hits) * log1p(-rate), sum = 0;
    for (int i = 1; i <= hits; i++) term += log((double)(trials - hits + i) / i);
    term = exp(term);
    for (int i = hits; i <= trials && term > sum * 1e-17; i++) {
        sum += term;
        term *= (double)(trials - i) / (i + 1) * rate / (1 - rate);
    }
    return fmin(1, sum);
}

/* ---- Spearman ---- */

static void mean_ranks(const double *values, int count, double *ranks)
{
    Ranked *ranked = rank_all(values, count);
    for (int i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && ranked[end].value == ranked[i].value;) end++;
        for (int j = i; j < end; j++) ranks[ranked[j].at] = (i + end - 1) / 2.0;
    }
    free(ranked);
}

static double correlation(const double *x, const double *y, int count)
{
    double mean = (count - 1) / 2.0, xy = 0, xx = 0, yy = 0;
    for (int i = 0; i < count; i++) {
        xy += (x[i] - mean) * (y[i] - mean);
        xx += (x[i] - mean) * (x[i] - mean);
        yy += (y[i] - mean) * (y[i] - mean);
    }
    return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : NAN;
}

double ps_spearman(const double *x, const double *y, int count)
{
    double *ranks = ps_alloc(sizeof *ranks * 2 * (size_t)(count > 0 ? count : 1));
    mean_ranks(x, count, ranks);
    mean_ranks(y, count, ranks + count);
    double value = correlation(ranks, ranks + count, count);
    free(ranks);
    return value;
}

static void shuffle(double *values, int count, uint64_t seed)
{
    for (int i = count - 1; i > 0; i--) {
        int other = ps_draw_index(&seed, i + 1);
        double value = values[i];
        values[i] = values[other];
        values[other] = value;
    }
}

double ps_spearman_p(const double *x, const double *y, int count, const PsAdviceInput *input)
{
    double observed = ps_spearman(x, y, count);
    if (isnan(observed)) return NAN;
    double *ranks = ps_alloc(sizeof *ranks * 3 * (size_t)count), *dealt = ranks + 2 * count;
    PsReach reach = {0};
    mean_ranks(x, count, ranks);
    mean_ranks(y, count, ranks + count);
    for (int b = 0; b < ps_permutations(input) && !reach.done; b++) {
        for (int i = 0; i < count; i++) dealt[i] = ranks[count + i];
        shuffle(dealt, count, input->seed + (uint64_t)b);
        ps_reach_add(&reach, correlation(ranks, dealt, count) >= observed - 1e-12);
    }
    free(ranks);
    return ps_reach_p(&reach);
}
