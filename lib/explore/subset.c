/* Vectors and columns of some of the images. */
#include "proofsheet.h"

#include "base/arena.h"

#include <string.h>

PsVectors *ps_vectors_subset(const PsVectors *vectors, const int *number_of)
{
    PsArena *arena = ps_arena_new();
    PsVectors *part = PS_NEW(arena, PsVectors);
    size_t dims = (size_t)vectors->dims;
    int count = 0;
    for (int row = 0; row < vectors->count; row++) {
        count += number_of[vectors->image_of_row[row]] >= 0;
    }
    *part = (PsVectors){.input = vectors->input,
                        .dims = vectors->dims,
                        .values = PS_ARRAY(arena, float, vectors->dims *count),
                        .image_of_row = PS_ARRAY(arena, int, count),
                        .cosine = vectors->cosine,
                        .arena = arena};
    for (int row = 0; row < vectors->count; row++) {
        int image = number_of[vectors->image_of_row[row]];
        if (image < 0) continue;
        memcpy(part->values + dims * (size_t)part->count, vectors->values + dims * (size_t)row,
               sizeof(float) * dims);
        part->image_of_row[part->count++] = image;
    }
    return part;
}

static PsSliceColumn take(const PsSliceColumn *column, const int *images, int count, PsArena *arena)
{
    PsSliceColumn part = *column;
    double *values = column->values ? PS_ARRAY(arena, double, count) : NULL;
    const char **words = column->words ? PS_ARRAY(arena, const char *, count) : NULL;
    for (int i = 0; i < count; i++) {
        if (values) values[i] = column->values[images[i]];
        if (words) words[i] = column->words[images[i]];
    }
    part.values = values;
    part.words = words;
    return part;
}

PsColumns *ps_columns_subset(const PsColumns *columns, const int *images, int count)
{
    PsArena *arena = ps_arena_new();
    PsColumns *part = PS_NEW(arena, PsColumns);
    *part = (PsColumns){.input = columns->input,
                        .items = PS_ARRAY(arena, PsSliceColumn, columns->count),
                        .count = columns->count,
                        .arena = arena};
    for (int c = 0; c < columns->count; c++) {
        part->items[c] = take(&columns->items[c], images, count, arena);
    }
    return part;
}
