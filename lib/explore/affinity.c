/* Affinities of t-SNE (van der Maaten and Hinton 2008): each point spreads a weight of 1 over its
   neighbours, by a Gaussian whose width gives all points the same perplexity. */
#include "explore/points.h"

#include "base/parallel.h"

#include <math.h>

enum { CHUNK = 64, MOST_STEPS = 100 };

typedef struct Task {
    const PsNeighbours *neighbours;
    double entropy; /* wanted: log of the perplexity */
    float *rows;    /* [point * each + i] */
} Task;

/* exp(-b (d^2 - nearest)), and their entropy. Returns their sum. */
static double weigh(const float *squared, int count, double b, double *weights, double *entropy)
{
    double sum = 0, mean = 0;
    for (int i = 0; i < count; i++) {
        double distance = (double)squared[i] - squared[0];
        weights[i] = exp(-b * distance);
        sum += weights[i];
        mean += weights[i] * distance;
    }
    *entropy = log(sum) + b * mean / sum;
    return sum;
}

/* Bisection over b. Where all distances are equal no b does; the steps are counted. */
static void spread(const float *squared, int count, double wanted, double *weights, float *row)
{
    double low = 0, high = INFINITY, entropy, sum;
    double b = squared[count - 1] > squared[0] ? 1 / ((double)squared[count - 1] - squared[0]) : 1;
    for (int step = 0; step < MOST_STEPS; step++) {
        weigh(squared, count, b, weights, &entropy);
        if (fabs(entropy - wanted) < 1e-5) break;
        if (entropy > wanted) {
            low = b;
            b = isinf(high) ? b * 2 : (low + high) / 2;
        } else {
            high = b;
            b = (low + high) / 2;
        }
        if (isinf(b) || b <= 0) break;
    }
    if (isinf(b)) b = low;
    sum = weigh(squared, count, b, weights, &entropy);
    for (int i = 0; i < count; i++) row[i] = (float)(weights[i] / sum);
}

static void spread_chunk(void *context, int chunk, int worker)
{
    (void)worker;
    Task *task = context;
    const PsNeighbours *neighbours = task->neighbours;
    double weights[256];
    int each = neighbours->each, end = (chunk + 1) * CHUNK;
    if (end > neighbours->count) end = neighbours->count;
    for (int i = chunk * CHUNK; i < end; i++) {
        size_t at = (size_t)i * (size_t)each;
        spread(neighbours->squared + at, each, task->entropy, weights, task->rows + at);
    }
}

/* Where each row begins if every pair stands in both of its rows; pairs that are neighbours of
   each other stand there twice. */
static size_t *count_entries(const PsNeighbours *neighbours, PsArena *arena)
{
    size_t *first = PS_ARRAY(arena, size_t, neighbours->count + 1);
    size_t entries = (size_t)neighbours->count * (size_t)neighbours->each;
    for (size_t e = 0; e < entries; e++) {
        first[e / (size_t)neighbours->each + 1]++;
        first[neighbours->index[e] + 1]++;
    }
    for (int i = 0; i < neighbours->count; i++) first[i + 1] += first[i];
    return first;
}

/* Both directions of every entry. Entries come in the order of their owner, so those that came
   from others are sorted; a row's own ones are not. */
static void scatter(const PsNeighbours *neighbours, const float *rows, const size_t *first,
                    PsAffinities *to, PsArena *scratch)
{
    size_t *next = ps_arena_copy(scratch, first, sizeof(size_t) * (size_t)neighbours->count);
    for (int i = 0; i < neighbours->count; i++) {
        for (int k = 0; k < neighbours->each; k++) {
            size_t e = (size_t)i * (size_t)neighbours->each + (size_t)k;
            int j = neighbours->index[e];
            to->index[next[i]] = j;
            to->values[next[i]++] = rows[e];
            to->index[next[j]] = i;
            to->values[next[j]++] = rows[e];
        }
    }
}

/* Sums the entries of a row that name the same point, in the order of the points. `slot` holds -1
   for every point. Returns the new length. */
static size_t merge_row(int *index, float *values, size_t count, int *slot)
{
    size_t kept = 0;
    for (size_t e = 0; e < count; e++) {
        int j = index[e];
        if (slot[j] >= 0) {
            values[slot[j]] += values[e];
            continue;
        }
        slot[j] = (int)kept;
        index[kept] = j;
        values[kept++] = values[e];
    }
    for (size_t e = 0; e < kept; e++) slot[index[e]] = -1;
    return kept;
}

static void merge_rows(PsAffinities *to, size_t *first, int count, PsArena *scratch)
{
    int *slot = PS_ARRAY(scratch, int, count);
    float scale = 1 / (2 * (float)count);
    size_t end = 0;
    for (int i = 0; i < count; i++) slot[i] = -1;
    for (int i = 0; i < count; i++) {
        size_t start = first[i], length = first[i + 1] - start;
        length = merge_row(to->index + start, to->values + start, length, slot);
        memmove(to->index + end, to->index + start, length * sizeof(int));
        memmove(to->values + end, to->values + start, length * sizeof(float));
        to->first[i] = end;
        for (size_t e = end; e < end + length; e++) to->values[e] *= scale;
        end += length;
    }
    to->first[count] = end;
}

PsAffinities ps_affinities(const PsNeighbours *neighbours, double perplexity, int threads,
                           PsArena *arena)
{
    PsArena *scratch = ps_arena_new();
    int count = neighbours->count;
    size_t entries = (size_t)count * (size_t)neighbours->each;
    Task task = {neighbours, log(perplexity), PS_ARRAY(scratch, float, entries)};
    ps_parallel_for(threads, (count + CHUNK - 1) / CHUNK, spread_chunk, &task);
    size_t *first = count_entries(neighbours, scratch);
    PsAffinities to = {.first = PS_ARRAY(arena, size_t, count + 1),
                       .index = PS_ARRAY(arena, int, 2 * entries),
                       .values = PS_ARRAY(arena, float, 2 * entries)};
    scatter(neighbours, task.rows, first, &to, scratch);
    merge_rows(&to, first, count, scratch);
    ps_arena_free(scratch);
    return to;
}
