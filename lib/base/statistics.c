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

static void swap(double *a, double *b)
{
    double was = *a;
    *a = *b;
    *b = was;
}

/* A value between the first, the middle and the last. */
static double middle_of(const double *values, int low, int high)
{
    double a = values[low], b = values[low + (high - low) / 2], c = values[high];
    if ((a < b) == (b < c)) return b;
    return (a < b) == (c < a) ? a : c;
}

/* Hoare's selection: what is less than values[k] ends before it, what is more behind it. */
static void place(double *values, int count, int k)
{
    for (int low = 0, high = count - 1; low < high;) {
        double pivot = middle_of(values, low, high);
        int i = low, j = high;
        while (i <= j) {
            while (values[i] < pivot) i++;
            while (pivot < values[j]) j--;
            if (i <= j) swap(&values[i++], &values[j--]);
        }
        if (k <= j)
            high = j;
        else if (k >= i)
            low = i;
        else
            return;
    }
}

/* values[k] and the next, where the first `settled` are in place; returns how many are then. */
static int settle(double *values, int settled, int count, int k)
{
    if (k >= settled) place(values + settled, count - settled, k - settled);
    int next = k + 1;
    if (next < settled || next >= count) return settled;
    int least = next;
    for (int i = next; i < count; i++) least = values[i] < values[least] ? i : least;
    swap(&values[next], &values[least]);
    return next + 1;
}

void ps_percentiles_place(double *values, int count, double low, double high)
{
    int settled = settle(values, 0, count, (int)floor(low * (count - 1)));
    settle(values, settled, count, (int)floor(high * (count - 1)));
}

double ps_percentile(const double *sorted, int count, double q)
{
    double at = q * (count - 1), below = floor(at), part = at - below;
    double a = sorted[(int)below], b = sorted[(int)below + 1 < count ? (int)below + 1 : count - 1];
    /* numpy's lerp starts from the nearer end */
    return part < 0.5 ? a + (b - a) * part : b - (b - a) * (1 - part);
}
