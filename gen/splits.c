/* The splits of a data set; see splits.h. */
#include "splits.h"

#include "base/index.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- which split an image is of ---- */

static const char *const *words_of(const PsColumns *slices)
{
    const char *const *words = NULL;
    for (int c = 0; slices && c < slices->count; c++) {
        const PsSliceColumn *column = &slices->items[c];
        if (strcasecmp(column->name, "split") == 0 && column->words) words = column->words;
    }
    return words;
}

static const char *const *known_names(const PsDataset *dataset, PsArena *arena)
{
    if (!dataset->split_of) return NULL;
    const char **names = PS_ARRAY(arena, const char *, dataset->image_count);
    for (int i = 0; i < dataset->image_count; i++) {
        if (dataset->split_of[i] >= 0) names[i] = dataset->split_names[dataset->split_of[i]];
    }
    return names;
}

/* ---- order ---- */

/* Training, validation, test, as they are used one after the other; then all others. */
static int rank_of(const char *name)
{
    static const char *const known[][3] = {{"train", "training", "train"},
                                           {"val", "valid", "validation"},
                                           {"test", "testing", "test"}};
    for (int rank = 0; rank < 3; rank++) {
        for (int i = 0; i < 3; i++) {
            if (strcasecmp(name, known[rank][i]) == 0) return rank;
        }
    }
    return 3;
}

static int by_rank(const void *a, const void *b)
{
    const Split *x = a, *y = b;
    int order = rank_of(x->name) - rank_of(y->name);
    return order ? order : strcmp(x->name, y->name);
}

static int by_size(const void *a, const void *b)
{
    const Split *x = a, *y = b;
    return x->image_count != y->image_count ? y->image_count - x->image_count : by_rank(a, b);
}

/* ---- folders ---- */

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

/* No dot begins or ends it: ".." is a way out, and some systems drop the last one. */
static const char *plain_name(const char *name, PsArena *arena)
{
    enum { LONGEST = 40 };
    char *plain = ps_arena_text_n(arena, name, strnlen(name, LONGEST));
    for (char *at = plain; *at; at++) {
        bool edge = *at == '.' && (at == plain || !at[1]);
        if (edge || !is_plain(*at)) *at = '-';
    }
    return *plain ? plain : "split";
}

static bool is_taken(const Splits *splits, int count, const char *folder)
{
    for (int i = 0; i < count; i++) {
        if (strcasecmp(splits->items[i].folder, folder) == 0) return true;
    }
    return false;
}

/* File systems may take "Val" for "val". */
static void name_folders(Splits *splits, PsArena *arena)
{
    for (int i = 0; i < splits->count; i++) {
        const char *plain = plain_name(splits->items[i].name, arena);
        const char *folder = ps_arena_printf(arena, "splits/%s", plain);
        for (int turn = 2; is_taken(splits, i, folder); turn++) {
            folder = ps_arena_printf(arena, "splits/%s-%d", plain, turn);
        }
        splits->items[i].folder = folder;
    }
}

/* ---- the splits ---- */

/* All of them, with their numbers of images. */
static void count_images(Splits *splits, int images, PsArena *arena)
{
    PsIndex *known = ps_index_new(arena);
    int *numbers = PS_ARRAY(arena, int, images);
    for (int i = 0; i < images; i++) {
        if (!splits->name_of[i]) continue;
        numbers[i] = ps_index_add_text(known, splits->name_of[i], splits->count);
        splits->count += numbers[i] == splits->count;
    }
    splits->items = PS_ARRAY(arena, Split, splits->count);
    for (int i = 0; i < images; i++) {
        if (!splits->name_of[i]) continue;
        splits->items[numbers[i]].name = splits->name_of[i];
        splits->items[numbers[i]].image_count++;
    }
}

static void choose(Splits *splits)
{
    size_t count = (size_t)splits->count;
    if (splits->count > MOST_SPLITS) {
        qsort(splits->items, count, sizeof *splits->items, by_size);
        splits->left_out = splits->count - MOST_SPLITS;
        splits->count = MOST_SPLITS;
    }
    if (count) qsort(splits->items, (size_t)splits->count, sizeof *splits->items, by_rank);
}

static void deal_images(Splits *splits, int images, PsArena *arena)
{
    int *part_of = PS_ARRAY(arena, int, images), **lists = PS_ARRAY(arena, int *, splits->count);
    PsIndex *known = ps_index_new(arena);
    for (int s = 0; s < splits->count; s++) {
        Split *split = &splits->items[s];
        ps_index_add_text(known, split->name, s);
        split->images = lists[s] = PS_ARRAY(arena, int, split->image_count);
    }
    for (int i = 0; i < images; i++) {
        part_of[i] = splits->name_of[i] ? ps_index_text(known, splits->name_of[i]) : -1;
        if (part_of[i] >= 0) *lists[part_of[i]]++ = i;
    }
    splits->part_of = part_of;
}

Splits splits_find(const PsDataset *dataset, const PsColumns *slices, PsArena *arena)
{
    Splits splits = {.name_of = words_of(slices), .image_count = dataset->image_count};
    splits.from_slices = splits.name_of != NULL;
    if (!splits.name_of) splits.name_of = known_names(dataset, arena);
    if (!splits.name_of) return splits;
    count_images(&splits, dataset->image_count, arena);
    choose(&splits);
    name_folders(&splits, arena);
    deal_images(&splits, dataset->image_count, arena);
    return splits;
}
