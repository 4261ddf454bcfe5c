/* Slices: the values of a column, or its quarters. */
#include "explore/groups.h"

#include "base/buf.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FEW_VALUES = 6, QUARTERS = 4, MOST_WORDS = 30 };

typedef struct Cutter {
    const PsDataset *dataset;
    PsArena *arena;
    PsBuf slices; /* PsGroup */
    int *part;    /* of each image: 0 ... of the column at hand, or -1 */
} Cutter;

/* One slice a part that has images, if at least two parts have. */
static void add_parts(Cutter *cutter, const char *column, const char *const *names, int count)
{
    int images = cutter->dataset->image_count, filled = 0;
    int *sizes = PS_ARRAY(cutter->arena, int, count);
    for (int i = 0; i < images; i++) {
        if (cutter->part[i] >= 0) filled += sizes[cutter->part[i]]++ == 0;
    }
    for (int p = 0; p < count && filled > 1; p++) {
        int *members = PS_ARRAY(cutter->arena, int, sizes[p]), at = 0;
        for (int i = 0; i < images; i++) {
            if (cutter->part[i] == p) members[at++] = i;
        }
        PsGroup slice = {.name = names[p], .column = column, .images = members, .image_count = at};
        if (at > 0) PS_BUF_PUSH(&cutter->slices, slice);
    }
}

static int rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* 9,999 and less with four digits, as many as they need. */
static const char *number_text(PsArena *arena, double value)
{
    return ps_arena_printf(arena, fabs(value) >= 10000 ? "%.0f" : "%.4g", value);
}

/* Known values, ascending. */
static int sort_values(const double *values, int images, double *sorted)
{
    int count = 0;
    for (int i = 0; i < images; i++) {
        if (!isnan(values[i])) sorted[count++] = values[i];
    }
    qsort(sorted, (size_t)count, sizeof *sorted, rising);
    return count;
}

/* Cuts before which at least a quarter, a half, three quarters of the values lie; values that are
   equal stay together. */
static int find_cuts(const double *sorted, int count, double cuts[QUARTERS])
{
    int found = 0;
    for (int quarter = 1; quarter < QUARTERS; quarter++) {
        double cut = sorted[(int)((int64_t)quarter * count / QUARTERS)];
        if (cut > sorted[0] && (found == 0 || cut > cuts[found - 1])) cuts[found++] = cut;
    }
    return found;
}

/* Whole numbers below 10,000: a quarter then ends at the number before the next one begins. */
static bool are_whole(const double *sorted, int count)
{
    for (int i = 0; i < count; i++) {
        if (sorted[i] != floor(sorted[i]) || fabs(sorted[i]) >= 10000) return false;
    }
    return true;
}

static const char *range_text(PsArena *arena, double from, double to, bool whole)
{
    const char *start = number_text(arena, from);
    double last = whole ? to - 1 : to;
    if (last <= from) return start;
    return ps_arena_printf(arena, "%s to %s", start, number_text(arena, last));
}

static void cut_quarters(Cutter *cutter, const PsSliceColumn *column, const double *sorted,
                         int count)
{
    double cuts[QUARTERS];
    const char *names[QUARTERS];
    PsArena *arena = cutter->arena;
    int found = find_cuts(sorted, count, cuts);
    bool whole = are_whole(sorted, count);
    for (int c = 1; c < found; c++) names[c] = range_text(arena, cuts[c - 1], cuts[c], whole);
    if (found > 0) {
        names[0] = ps_arena_printf(arena, "below %s", number_text(arena, cuts[0]));
        names[found] = ps_arena_printf(arena, "%s and above", number_text(arena, cuts[found - 1]));
    }
    for (int i = 0; i < cutter->dataset->image_count; i++) {
        cutter->part[i] = isnan(column->values[i]) ? -1 : 0;
        for (int c = 0; c < found && cutter->part[i] >= 0; c++) {
            cutter->part[i] += column->values[i] >= cuts[c];
        }
    }
    add_parts(cutter, column->name, names, found + 1);
}

static void cut_values(Cutter *cutter, const PsSliceColumn *column, const double *distinct,
                       int count)
{
    const char *names[FEW_VALUES];
    for (int c = 0; c < count; c++) names[c] = number_text(cutter->arena, distinct[c]);
    for (int i = 0; i < cutter->dataset->image_count; i++) {
        cutter->part[i] = -1;
        for (int c = 0; c < count; c++) {
            if (column->values[i] == distinct[c]) cutter->part[i] = c;
        }
    }
    add_parts(cutter, column->name, names, count);
}

static void cut_numbers(Cutter *cutter, const PsSliceColumn *column)
{
    PsArena *scratch = ps_arena_new();
    double *sorted = PS_ARRAY(scratch, double, cutter->dataset->image_count);
    double distinct[FEW_VALUES];
    int count = sort_values(column->values, cutter->dataset->image_count, sorted), kinds = 0;
    for (int i = 0; i < count && kinds <= FEW_VALUES; i++) {
        if (i > 0 && sorted[i] == sorted[i - 1]) continue;
        if (kinds < FEW_VALUES) distinct[kinds] = sorted[i];
        kinds++;
    }
    if (kinds <= FEW_VALUES)
        cut_values(cutter, column, distinct, kinds);
    else
        cut_quarters(cutter, column, sorted, count);
    ps_arena_free(scratch);
}

/* The distinct ones of `count` sorted words, to the front; with `least` above 1 those that so many
   images have. Returns how many. */
static int keep_words(const char **sorted, int count, int least)
{
    int kept = 0;
    for (int start = 0, end; start < count; start = end) {
        for (end = start + 1; end < count && strcmp(sorted[end], sorted[start]) == 0;) end++;
        if (end - start >= least) sorted[kept++] = sorted[start];
    }
    return kept;
}

/* Known words, ascending. */
static int sort_words(const char *const *words, int images, const char **sorted)
{
    int count = 0;
    for (int i = 0; i < images; i++) {
        if (words[i]) sorted[count++] = words[i];
    }
    qsort(sorted, (size_t)count, sizeof *sorted, ps_text_order);
    return count;
}

/* Of more than 30 words only those are slices that enough images have for a test. */
static void cut_words(Cutter *cutter, const PsSliceColumn *column)
{
    PsArena *scratch = ps_arena_new();
    int images = cutter->dataset->image_count;
    const char **sorted = PS_ARRAY(scratch, const char *, images);
    int kinds = keep_words(sorted, sort_words(column->words, images, sorted), 1);
    if (kinds > MOST_WORDS) {
        int count = sort_words(column->words, images, sorted);
        kinds = keep_words(sorted, count, ps_least_images(images));
    }
    for (int i = 0; i < images; i++) {
        const char **found =
            column->words[i] && kinds > 0
                ? bsearch(&column->words[i], sorted, (size_t)kinds, sizeof *sorted, ps_text_order)
                : NULL;
        cutter->part[i] = found ? (int)(found - sorted) : -1;
    }
    add_parts(cutter, column->name, sorted, kinds);
    ps_arena_free(scratch);
}

int ps_cut_slices(const PsDataset *dataset, const PsSliceColumn *columns, int column_count,
                  PsGroup **slices, PsArena *arena)
{
    Cutter cutter = {.dataset = dataset, .arena = arena, .slices = PS_BUF};
    cutter.part = PS_ARRAY(arena, int, dataset->image_count);
    for (int c = 0; c < column_count; c++) {
        if (!columns[c].sliced) continue;
        if (columns[c].values) cut_numbers(&cutter, &columns[c]);
        if (columns[c].words) cut_words(&cutter, &columns[c]);
    }
    int count = (int)PS_BUF_COUNT(&cutter.slices, PsGroup);
    *slices = ps_arena_copy(arena, cutter.slices.data, cutter.slices.length);
    ps_buf_free(&cutter.slices);
    for (int s = 0; s < count; s++) { /* names may lie in the columns */
        (*slices)[s].name = ps_arena_text(arena, (*slices)[s].name);
        (*slices)[s].column = ps_arena_text(arena, (*slices)[s].column);
    }
    return count;
}
