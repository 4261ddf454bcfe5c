/* Statistics; see statistics.h. */
#include "base/statistics.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>

typedef struct Ranked {
    double p;
    int number;
} Ranked;

static int rising(const void *a, const void *b)
{
    const Ranked *x = a, *y = b;
    if (x->p != y->p) return x->p < y->p ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

void ps_false_discovery(const double *p, int count, double *q)
{
    PsArena *scratch = ps_arena_new();
    Ranked *ranked = PS_ARRAY(scratch, Ranked, count);
    double least = 1;
    int tests = 0;
    for (int i = 0; i < count; i++) {
        q[i] = NAN;
        if (!isnan(p[i])) ranked[tests++] = (Ranked){p[i], i};
    }
    qsort(ranked, (size_t)tests, sizeof *ranked, rising);
    for (int i = tests - 1; i >= 0; i--) {
        double value = ranked[i].p * tests / (i + 1);
        if (value < least) least = value;
        q[ranked[i].number] = least;
    }
    ps_arena_free(scratch);
}

double ps_percentile(const double *sorted, int count, double q)
{
    double at = q * (count - 1), below = floor(at), part = at - below;
    double a = sorted[(int)below], b = sorted[(int)below + 1 < count ? (int)below + 1 : count - 1];
    /* numpy's lerp starts from the nearer end */
    return part < 0.5 ? a + (b - a) * part : b - (b - a) * (1 - part);
}
