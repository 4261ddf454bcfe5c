/* Vectors and columns from what the pictures look like. */
#include "base/arena.h"
#include "proofsheet.h"

#include <math.h>

/* The four kinds of numbers of an appearance. */
static const int blocks[] = {PS_LOOK_LIGHTNESS, PS_LOOK_EDGES, PS_LOOK_TEXTURE, PS_LOOK_FIGURES,
                             PS_LOOK_NUMBERS};
enum { BLOCKS = sizeof blocks / sizeof *blocks - 1 };

/* Mean and standard deviation of a column over the rows. */
static double moments(const PsVectors *vectors, int column, double *deviation)
{
    double sum = 0, squares = 0;
    for (int r = 0; r < vectors->count; r++) sum += vectors->values[r * vectors->dims + column];
    double mean = sum / vectors->count;
    for (int r = 0; r < vectors->count; r++) {
        double from_mean = vectors->values[r * vectors->dims + column] - mean;
        squares += from_mean * from_mean;
    }
    *deviation = sqrt(squares / vectors->count);
    return mean;
}

/* Takes the mean off, and divides by the standard deviation where there is one and it is wanted. */
static void centre(PsVectors *vectors, int column, bool standardise)
{
    double deviation, mean = moments(vectors, column, &deviation);
    double scale = standardise && deviation > 1e-6 ? 1 / deviation : standardise ? 0 : 1;
    for (int r = 0; r < vectors->count; r++) {
        float *value = &vectors->values[r * vectors->dims + column];
        *value = (float)((*value - mean) * scale);
    }
}

/* Divides the columns by the root of the mean squared length of their part of the rows. */
static void weigh(PsVectors *vectors, int first, int end)
{
    double squares = 0;
    for (int r = 0; r < vectors->count; r++) {
        const float *row = vectors->values + (size_t)r * (size_t)vectors->dims;
        for (int k = first; k < end; k++) squares += (double)row[k] * row[k];
    }
    double scale = squares > 0 ? 1 / sqrt(squares / vectors->count) : 0;
    for (int r = 0; r < vectors->count; r++) {
        float *row = vectors->values + (size_t)r * (size_t)vectors->dims;
        for (int k = first; k < end; k++) row[k] = (float)(row[k] * scale);
    }
}

static void take_values(const PsDataset *dataset, const PsAppearance *const *appearances,
                        PsVectors *vectors)
{
    for (int i = 0; i < dataset->image_count; i++) {
        if (!appearances[i]) continue;
        float *row = vectors->values + (size_t)vectors->count * PS_LOOK_NUMBERS;
        for (int k = 0; k < PS_LOOK_NUMBERS; k++) row[k] = appearances[i]->values[k];
        vectors->image_of_row[vectors->count++] = i;
    }
}

PsVectors *ps_vectors_from_appearance(const PsDataset *dataset,
                                      const PsAppearance *const *appearances)
{
    PsArena *arena = ps_arena_new();
    PsVectors *vectors = PS_NEW(arena, PsVectors);
    size_t numbers = (size_t)dataset->image_count * PS_LOOK_NUMBERS;
    vectors->arena = arena;
    vectors->input =
        (PsInput){.role = "embeddings", .path = "", .name = "appearance", .format = "appearance"};
    vectors->dims = PS_LOOK_NUMBERS;
    vectors->values = PS_ARRAY(arena, float, numbers);
    vectors->image_of_row = PS_ARRAY(arena, int, dataset->image_count);
    take_values(dataset, appearances, vectors);
    if (vectors->count == 0) return vectors;
    for (int b = 0; b < BLOCKS; b++) {
        for (int k = blocks[b]; k < blocks[b + 1]; k++) {
            centre(vectors, k, blocks[b] == PS_LOOK_FIGURES);
        }
        weigh(vectors, blocks[b], blocks[b + 1]);
    }
    return vectors;
}

/* A figure that people have words for. */
typedef struct Figure {
    int number; /* PS_LOOK_... */
    const char *name, *low, *high;
    bool sliced;
} Figure;

static const Figure figures[] = {
    {PS_LOOK_BRIGHTNESS, "brightness", "dark", "bright", true},
    {PS_LOOK_CONTRAST, "contrast", "low in contrast", "high in contrast", true},
    {PS_LOOK_SHARPNESS, "sharpness", "blurred", "sharp", true},
    {PS_LOOK_CHROMA, "colourfulness", "pale", "colourful", true},
    {PS_LOOK_NOISE, "noise", "smooth", "grainy", false},
    {PS_LOOK_DETAIL, "detail", "plain", "rich in detail", false},
    {PS_LOOK_RED_GREEN, "red or green", "greenish", "reddish", false},
    {PS_LOOK_YELLOW_BLUE, "yellow or blue", "bluish", "yellowish", false},
};
enum { FIGURES = sizeof figures / sizeof *figures };

PsColumns *ps_columns_from_appearance(const PsDataset *dataset,
                                      const PsAppearance *const *appearances)
{
    PsArena *arena = ps_arena_new();
    PsColumns *columns = PS_NEW(arena, PsColumns);
    columns->arena = arena;
    columns->input =
        (PsInput){.role = "slices", .path = "", .name = "appearance", .format = "appearance"};
    columns->items = PS_ARRAY(arena, PsSliceColumn, FIGURES);
    columns->count = FIGURES;
    for (int f = 0; f < FIGURES; f++) {
        const Figure *figure = &figures[f];
        double *values = PS_ARRAY(arena, double, dataset->image_count);
        for (int i = 0; i < dataset->image_count; i++) {
            values[i] =
                appearances[i] ? (double)appearances[i]->values[figure->number] : (double)NAN;
        }
        columns->items[f] = (PsSliceColumn){.name = figure->name,
                                            .values = values,
                                            .low = figure->low,
                                            .high = figure->high,
                                            .sliced = figure->sliced};
    }
    return columns;
}
