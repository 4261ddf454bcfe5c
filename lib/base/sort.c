/* Many items are sorted by radix over the bits of their scores: linear, and stable by nature. Up to
   some thousands merging is faster, up to a dozen insertion. */
#include "base/sort.h"

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FEW = 16, MANY = 4096, DIGIT_BITS = 11, DIGITS = 6, RADIX = 1 << DIGIT_BITS };

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

/* Takes the lower of two sorted neighbours, the left one of equals. */
static void merge(const Entry *from, Entry *to, int left, int middle, int right)
{
    for (int a = left, b = middle, at = left; at < right; at++) {
        bool take_left = b >= right || (a < middle && from[a].key <= from[b].key);
        to[at] = take_left ? from[a++] : from[b++];
    }
}

/* Returns the half of the memory in which the sorted entries lie. */
static const Entry *sort_some(Entry *entries, Entry *spare, int count)
{
    for (int i = 0; i < count; i += FEW) sort_few(entries + i, count - i < FEW ? count - i : FEW);
    for (int width = FEW; width < count; width *= 2) {
        for (int i = 0; i < count; i += 2 * width) {
            int middle = i + width < count ? i + width : count;
            int right = i + 2 * width < count ? i + 2 * width : count;
            merge(entries, spare, i, middle, right);
        }
        Entry *swap = entries;
        entries = spare;
        spare = swap;
    }
    return entries;
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

static const Entry *sort_many(Entry *entries, Entry *spare, int count)
{
    for (int digit = 0; digit < DIGITS; digit++) {
        if (!sort_digit(entries, spare, count, digit)) continue;
        Entry *swap = entries;
        entries = spare;
        spare = swap;
    }
    return entries;
}

void ps_sort_falling(const double *scores, const int *items, int count, int *order)
{
    Entry on_stack[4 * FEW];
    bool small = count <= 2 * FEW;
    Entry *entries = small ? on_stack : ps_alloc(2 * (size_t)count * sizeof *entries);
    for (int i = 0; i < count; i++) {
        int item = items ? items[i] : i;
        entries[i] = (Entry){falling_key(scores[item]), item};
    }
    const Entry *sorted = count > MANY ? sort_many(entries, entries + count, count)
                                       : sort_some(entries, entries + count, count);
    for (int i = 0; i < count; i++) order[i] = sorted[i].item;
    if (!small) free(entries);
}
