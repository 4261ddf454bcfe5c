/* A radix sort over the bits of the scores: linear in their number and stable by nature. Few items
   are sorted by insertion, which beats it up to some dozens. */
#include "base/sort.h"

#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FEW = 48, DIGIT_BITS = 11, DIGITS = 6, RADIX = 1 << DIGIT_BITS };

typedef struct Entry {
    uint64_t key;
    int item;
} Entry;

/* An unsigned key that rises when the score falls; -0 and 0 are equal. */
static uint64_t falling_key(double score)
{
    uint64_t bits;
    score += 0.0;
    memcpy(&bits, &score, sizeof bits);
    bits = bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
    return ~bits;
}

static void sort_few(Entry *entries, int count)
{
    for (int i = 1; i < count; i++) {
        Entry entry = entries[i];
        int at = i;
        for (; at > 0 && entries[at - 1].key > entry.key; at--) entries[at] = entries[at - 1];
        entries[at] = entry;
    }
}

static unsigned digit_of(uint64_t key, int digit)
{
    return (unsigned)(key >> (digit * DIGIT_BITS)) & (RADIX - 1);
}

/* One pass; false if all entries have the same digit and nothing had to move. */
static int sort_digit(const Entry *from, Entry *to, int count, int digit)
{
    int starts[RADIX] = {0};
    for (int i = 0; i < count; i++) starts[digit_of(from[i].key, digit)]++;
    if (starts[digit_of(from[0].key, digit)] == count) return 0;
    for (int i = 0, sum = 0; i < RADIX; i++) {
        int here = starts[i];
        starts[i] = sum;
        sum += here;
    }
    for (int i = 0; i < count; i++) to[starts[digit_of(from[i].key, digit)]++] = from[i];
    return 1;
}

static void sort_many(Entry *entries, int count, int *order)
{
    Entry *from = entries, *to = ps_alloc((size_t)count * sizeof *to), *spare = to;
    for (int digit = 0; digit < DIGITS; digit++) {
        if (!sort_digit(from, to, count, digit)) continue;
        Entry *swap = from;
        from = to;
        to = swap;
    }
    for (int i = 0; i < count; i++) order[i] = from[i].item;
    free(spare);
}

static void fill(const double *scores, const int *items, int count, Entry *entries)
{
    for (int i = 0; i < count; i++) {
        int item = items ? items[i] : i;
        entries[i] = (Entry){falling_key(scores[item]), item};
    }
}

void ps_sort_falling(const double *scores, const int *items, int count, int *order)
{
    if (count <= FEW) {
        Entry few[FEW];
        fill(scores, items, count, few);
        sort_few(few, count);
        for (int i = 0; i < count; i++) order[i] = few[i].item;
        return;
    }
    Entry *entries = ps_alloc((size_t)count * sizeof *entries);
    fill(scores, items, count, entries);
    sort_many(entries, count, order);
    free(entries);
}
