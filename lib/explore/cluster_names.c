/* Names of clusters: by the figures in which they differ most from the rest, else by a class that
   is more frequent in them. */
#include "explore/groups.h"

#include "base/buf.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

enum { MOST_PARTS = 3, LEAST_OBJECTS = 5, MOST_CLASS_NAME = 24 };
static const double least_difference = 0.5, least_lift = 2;

typedef struct Trait {
    double strength;
    const char *words;
} Trait;

/* The difference of the means within and without the cluster, in standard deviations of all. */
static double standardised(const double *values, const PsFamily *family, const bool *inside)
{
    double sums[2] = {0}, squares = 0;
    int counts[2] = {0};
    for (int i = 0; i < family->universe_count; i++) {
        int image = family->universe[i];
        if (isnan(values[image])) continue;
        sums[inside[image]] += values[image];
        counts[inside[image]]++;
    }
    if (counts[0] == 0 || counts[1] == 0) return 0;
    double mean = (sums[0] + sums[1]) / (counts[0] + counts[1]);
    for (int i = 0; i < family->universe_count; i++) {
        double value = values[family->universe[i]];
        if (!isnan(value)) squares += (value - mean) * (value - mean);
    }
    double deviation = sqrt(squares / (counts[0] + counts[1]));
    if (deviation <= 1e-9 * fabs(mean)) return 0;
    return (sums[1] / counts[1] - sums[0] / counts[0]) / deviation;
}

/* Keeps the strongest, strongest first. */
static void add_trait(Trait *traits, int *count, Trait trait)
{
    int at = *count;
    for (; at > 0 && traits[at - 1].strength < trait.strength; at--) {
        if (at < MOST_PARTS) traits[at] = traits[at - 1];
    }
    if (at >= MOST_PARTS) return;
    traits[at] = trait;
    if (*count < MOST_PARTS) ++*count;
}

/* The class whose share among the objects is most raised, at least twice; NULL if none is. */
static const char *find_class(const PsDataset *dataset, const PsFamily *family, const bool *inside,
                              PsArena *arena)
{
    int *counts = PS_ARRAY(arena, int, 2 * dataset->class_count), sums[2] = {0}, chosen = -1;
    double best = least_lift;
    for (int i = 0; i < family->universe_count; i++) {
        const PsImage *image = &dataset->images[family->universe[i]];
        bool in = inside[family->universe[i]];
        for (int g = image->first_object; g < image->first_object + image->object_count; g++) {
            if (dataset->objects[g].crowd) continue;
            counts[2 * dataset->objects[g].class_index + in]++;
            sums[in]++;
        }
    }
    for (int c = 0; c < dataset->class_count; c++) {
        int in = counts[2 * c + 1], out = counts[2 * c];
        if (in < LEAST_OBJECTS) continue;
        double lift = ((double)in / sums[1]) / ((out + 0.5) / (sums[0] + 0.5));
        if (lift <= best) continue;
        best = lift;
        chosen = c;
    }
    if (chosen < 0) return NULL;
    const char *name = ps_text_shown(arena, dataset->classes[chosen].name);
    return ps_arena_printf(arena, "often %s", ps_text_shortened(arena, name, MOST_CLASS_NAME));
}

static const char *join(const Trait *traits, int count, const char *class_words, PsArena *arena)
{
    PsBuf text = PS_BUF;
    int most = class_words ? MOST_PARTS - 1 : MOST_PARTS;
    for (int i = 0; i < count && i < most; i++) {
        ps_buf_printf(&text, "%s%s", i ? ", " : "", traits[i].words);
    }
    if (class_words) ps_buf_printf(&text, "%s%s", text.length ? ", " : "", class_words);
    if (text.length == 0) ps_buf_text(&text, "without a clear trait");
    const char *name = ps_arena_text(arena, text.data);
    ps_buf_free(&text);
    return name;
}

static void name_cluster(const PsDataset *dataset, const PsSliceColumn *columns, int column_count,
                         const PsFamily *family, PsGroup *cluster, PsArena *arena)
{
    Trait traits[MOST_PARTS];
    int count = 0;
    bool *inside = PS_ARRAY(arena, bool, dataset->image_count);
    for (int i = 0; i < cluster->image_count; i++) inside[cluster->images[i]] = true;
    for (int c = 0; c < column_count; c++) {
        if (!columns[c].values || !columns[c].low) continue;
        double difference = standardised(columns[c].values, family, inside);
        if (fabs(difference) <= least_difference) continue;
        const char *words = difference < 0 ? columns[c].low : columns[c].high;
        add_trait(traits, &count, (Trait){fabs(difference), words});
    }
    cluster->name = join(traits, count, find_class(dataset, family, inside, arena), arena);
}

/* "dark", "dark (2)". */
static void make_unique(PsGroup *groups, int count, PsArena *arena)
{
    PsArena *scratch = ps_arena_new();
    const char **plain = PS_ARRAY(scratch, const char *, count);
    for (int g = 0; g < count; g++) {
        int before = 0;
        plain[g] = groups[g].name;
        for (int other = 0; other < g; other++) before += strcmp(plain[other], plain[g]) == 0;
        if (before == 0) continue;
        groups[g].name = ps_arena_printf(arena, "%s (%d)", plain[g], before + 1);
    }
    ps_arena_free(scratch);
}

void ps_name_clusters(const PsDataset *dataset, const PsSliceColumn *columns, int column_count,
                      const PsFamily *family, PsArena *arena)
{
    for (int g = 0; g < family->group_count; g++) {
        PsArena *scratch = ps_arena_new();
        name_cluster(dataset, columns, column_count, family, &family->groups[g], scratch);
        family->groups[g].name = ps_arena_text(arena, family->groups[g].name);
        ps_arena_free(scratch);
    }
    make_unique(family->groups, family->group_count, arena);
}
