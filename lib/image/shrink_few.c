/* Areas of few units, which thumbnails and looks of most photos have. Two target columns are
   totalled at once: three colours of each, and beside them another column's, which counts nothing.
 */
#include "image/shrink_few.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

/* Blocks of a constant length, for the compiler to turn into vector instructions. */
enum { BLOCK = 16 };

/* Which source columns a target column covers, and how much of each: a target column ends at a
   multiple of `from`, a source column at a multiple of `to`. */
static void weigh(PsFew *few, int x, int from, int to)
{
    int64_t start = (int64_t)x * from, end = start + from;
    few->first[x] = (int)(start / to);
    for (int i = 0; i < few->parts; i++) {
        int64_t left = (int64_t)(few->first[x] + i) * to, right = left + to;
        int64_t part = (right < end ? right : end) - (left > start ? left : start);
        PsEight *weights = &few->weights[x / 2 * few->parts + i];
        for (int k = 0; k < 4; k++) (*weights)[x % 2 * 4 + k] = part > 0 ? (uint16_t)part : 0;
    }
}

/* The factor is too large by less than 1 of 2^shift / area, so the quotient of a number up to
   256 area by less than 256 area / 2^shift: less than 1 / area, what is missing to the next whole
   number at least, as area^2 < 2^(shift - 8): area < 2^7, and 2^shift is more than 2^15 area. */
static void find_factor(PsFew *few, int area)
{
    few->half = (uint16_t)(area / 2);
    few->shift = 16;
    while ((2 << few->shift) / area < (1 << 16)) few->shift++;
    few->factor = (uint16_t)(((1 << few->shift) + area - 1) / area);
}

void ps_few_start(PsFew *few, int width, int from, int to, int area)
{
    size_t columns = (size_t)(width + width % 2);
    *few = (PsFew){.width = width, .parts = (from - 2) / to + 2};
    size_t size = columns / 2 * (size_t)few->parts * sizeof(PsEight);
    few->first = ps_alloc(columns * sizeof(int));
    few->weights = ps_alloc(size);
    few->totals = ps_alloc((3 * columns + 1) * sizeof(uint16_t));
    memset(few->weights, 0, size);
    few->first[columns - 1] = 0;
    for (int x = 0; x < width; x++) weigh(few, x, from, to);
    if (width % 2 == 0 && to <= 2) few->step = 2 / to * from;
    find_factor(few, area);
}

void ps_few_end(PsFew *few)
{
    free(few->first);
    free(few->weights);
    free(few->totals);
    *few = (PsFew){0};
}

static void set_one(uint16_t *restrict sums, const unsigned char *restrict row, size_t count,
                    uint16_t weight)
{
    size_t i = 0;
    for (; i + BLOCK <= count; i += BLOCK) {
        for (size_t k = 0; k < BLOCK; k++) sums[i + k] = (uint16_t)(row[i + k] * weight);
    }
    for (; i < count; i++) sums[i] = (uint16_t)(row[i] * weight);
}

static void set_two(uint16_t *restrict sums, const unsigned char *const *rows,
                    const uint16_t *weights, size_t count)
{
    const unsigned char *restrict one = rows[0], *restrict other = rows[1];
    uint16_t weight = weights[0], other_weight = weights[1];
    size_t i = 0;
    for (; i + BLOCK <= count; i += BLOCK) {
        for (size_t k = 0; k < BLOCK; k++)
            sums[i + k] = (uint16_t)(one[i + k] * weight + other[i + k] * other_weight);
    }
    for (; i < count; i++) sums[i] = (uint16_t)(one[i] * weight + other[i] * other_weight);
}

void ps_few_set(uint16_t *sums, const unsigned char *const *rows, const uint16_t *weights,
                int number, size_t count)
{
    if (number == 2)
        set_two(sums, rows, weights, count);
    else
        set_one(sums, rows[0], count, weights[0]);
}

void ps_few_add(uint16_t *restrict sums, const unsigned char *restrict row, size_t count,
                uint16_t weight)
{
    size_t i = 0;
    for (; i + BLOCK <= count; i += BLOCK) {
        for (size_t k = 0; k < BLOCK; k++)
            sums[i + k] = (uint16_t)(sums[i + k] + row[i + k] * weight);
    }
    for (; i < count; i++) sums[i] = (uint16_t)(sums[i] + row[i] * weight);
}

/* Four sums of two columns each. */
static PsEight both(const uint16_t *one, const uint16_t *other)
{
    typedef uint64_t Halves __attribute__((vector_size(16)));
    Halves halves = {0, 0};
    uint64_t half;
    memcpy(&half, one, 8);
    halves[0] = half;
    memcpy(&half, other, 8);
    halves[1] = half;
    return (PsEight)halves;
}

/* A pair of totals; what is written beyond three colours, the next write covers. */
static void put(uint16_t *to, PsEight total)
{
    memcpy(to, &total, 8);
    memcpy(to + 3, (const char *)&total + 8, 8);
}

/* Where two columns are a period of the ratio, or two periods, all pairs have the weights of the
   first: of two parts, of three, and of any number. */
static void total_two(const PsFew *few, const uint16_t *sums)
{
    const PsEight first = few->weights[0], second = few->weights[1];
    int apart = 3 * few->first[1], step = 3 * few->step;
    uint16_t *to = few->totals;
    for (int left = few->width; left > 0; left -= 2, sums += step, to += 6) {
        put(to, both(sums, sums + apart) * first + both(sums + 3, sums + apart + 3) * second);
    }
}

static void total_three(const PsFew *few, const uint16_t *sums)
{
    const PsEight *weights = few->weights;
    const PsEight first = weights[0], second = weights[1], third = weights[2];
    int apart = 3 * few->first[1], step = 3 * few->step;
    uint16_t *to = few->totals;
    for (int left = few->width; left > 0; left -= 2, sums += step, to += 6) {
        const uint16_t *other = sums + apart;
        put(to, both(sums, other) * first + both(sums + 3, other + 3) * second +
                    both(sums + 6, other + 6) * third);
    }
}

static void total_any(const PsFew *few, const uint16_t *sums)
{
    const PsEight *weights = few->weights;
    const int *first = few->first;
    int parts = few->parts;
    uint16_t *to = few->totals;
    for (int left = few->width; left > 0; left -= 2, first += 2, weights += parts, to += 6) {
        const uint16_t *one = sums + 3 * first[0], *other = sums + 3 * first[1];
        PsEight total = both(one, other) * weights[0];
        for (int i = 1; i < parts; i++) total += both(one + 3 * i, other + 3 * i) * weights[i];
        put(to, total);
    }
}

static void divide(const PsFew *few, unsigned char *restrict to)
{
    const uint16_t *restrict total = few->totals;
    uint16_t half = few->half, factor = few->factor;
    int rest = few->shift - 16;
    size_t i = 0, count = (size_t)few->width * 3;
    for (; i + BLOCK <= count; i += BLOCK) {
        uint16_t high[BLOCK];
        PsEight eights[2];
        for (size_t k = 0; k < BLOCK; k++) {
            high[k] = (uint16_t)((uint32_t)(uint16_t)(total[i + k] + half) * factor >> 16);
        }
        memcpy(eights, high, sizeof eights);
        eights[0] >>= rest;
        eights[1] >>= rest;
        memcpy(high, eights, sizeof eights);
        for (size_t k = 0; k < BLOCK; k++) to[i + k] = (unsigned char)high[k];
    }
    for (; i < count; i++) to[i] = (unsigned char)((total[i] + half) * factor >> few->shift);
}

void ps_few_finish(const PsFew *few, const uint16_t *sums, unsigned char *to)
{
    if (few->step && few->parts == 2)
        total_two(few, sums);
    else if (few->step && few->parts == 3)
        total_three(few, sums);
    else
        total_any(few, sums);
    divide(few, to);
}
