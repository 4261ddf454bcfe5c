/* The explorer: map, clusters and slices of one evaluation. */
#include "explore/groups.h"
#include "explore/layout.h"

#include <math.h>
#include <strings.h>

typedef struct Explorer {
    const PsExploreInput *input;
    const PsDataset *dataset;
    const PsTally *tallies; /* one an image */
    PsSliceColumn *columns; /* the input's, then those that every dataset has */
    int column_count;
    PsMap *map;
} Explorer;

static PsSliceColumn object_column(const PsDataset *dataset, PsArena *arena)
{
    double *values = PS_ARRAY(arena, double, dataset->image_count);
    for (int g = 0; g < dataset->object_count; g++) {
        values[dataset->objects[g].image] += !dataset->objects[g].crowd;
    }
    return (PsSliceColumn){"objects", values, NULL, "few objects", "many objects", true};
}

static PsSliceColumn size_column(const PsDataset *dataset, PsArena *arena)
{
    double *values = PS_ARRAY(arena, double, dataset->image_count);
    for (int i = 0; i < dataset->image_count; i++) {
        int width = dataset->images[i].width, height = dataset->images[i].height;
        int longer = width > height ? width : height;
        values[i] = longer > 0 ? (double)longer : (double)NAN;
    }
    return (PsSliceColumn){"image size", values, NULL, "small images", "large images", true};
}

/* Of two columns of one name, the first is cut into slices; both may lend words to clusters. */
static void drop_repeated(PsSliceColumn *columns, int count)
{
    for (int c = 1; c < count; c++) {
        for (int before = 0; before < c; before++) {
            if (strcasecmp(columns[before].name, columns[c].name) == 0) columns[c].sliced = false;
        }
    }
}

static void gather_columns(Explorer *explorer, PsArena *arena)
{
    int given = explorer->input->column_count;
    explorer->columns = PS_ARRAY(arena, PsSliceColumn, given + 2);
    for (int c = 0; c < given; c++) explorer->columns[c] = explorer->input->columns[c];
    explorer->columns[given] = object_column(explorer->dataset, arena);
    explorer->columns[given + 1] = size_column(explorer->dataset, arena);
    explorer->column_count = given + 2;
    drop_repeated(explorer->columns, explorer->column_count);
}

/* Into a square from 0 to 1, in the middle, with proportions kept. */
static void fit(const PsSpot *spots, int count, const int *image_of_row, PsMapPoint *places)
{
    float left = spots[0].x, right = left, top = spots[0].y, bottom = top;
    for (int r = 1; r < count; r++) {
        left = fminf(left, spots[r].x);
        right = fmaxf(right, spots[r].x);
        top = fminf(top, spots[r].y);
        bottom = fmaxf(bottom, spots[r].y);
    }
    double side = fmax((double)right - left, (double)bottom - top);
    double scale = side > 0 ? 1 / side : 0;
    double x = ((double)left + right) / 2, y = ((double)top + bottom) / 2;
    for (int r = 0; r < count; r++) {
        places[image_of_row[r]] = (PsMapPoint){(float)(0.5 + (spots[r].x - x) * scale),
                                               (float)(0.5 + (spots[r].y - y) * scale)};
    }
}

static void measure(const PsLayoutInput *input, const PsLayout *layout, PsMap *map)
{
    PsWorth worth = ps_layout_worth(input, layout);
    map->trustworthiness = worth.spots.trustworthiness;
    map->neighbours_kept = worth.spots.kept;
    map->principal_trustworthiness = worth.principal.trustworthiness;
    map->principal_neighbours_kept = worth.principal.kept;
    map->quality_sample = worth.spots.sample;
    map->explained = layout->explained;
    map->landmarks = layout->landmarks;
}

/* Rows of images with an error: they should keep a place of their own. */
static bool *find_errors(const Explorer *explorer, PsArena *arena)
{
    const PsVectors *vectors = explorer->input->vectors;
    bool *wrong = PS_ARRAY(arena, bool, vectors->count);
    for (int r = 0; r < vectors->count; r++) {
        PsCounts counts = explorer->tallies[vectors->image_of_row[r]].counts;
        wrong[r] =
            counts.misclassified + counts.mistaken + counts.false_positive + counts.missed > 0;
    }
    return wrong;
}

static PsLayout lay_out(const Explorer *explorer, PsArena *arena)
{
    const PsVectors *vectors = explorer->input->vectors;
    PsLayoutInput input = {.values = vectors->values,
                           .rows = vectors->count,
                           .dims = vectors->dims,
                           .keep = find_errors(explorer, arena),
                           .seed = explorer->input->seed,
                           .threads = explorer->input->threads};
    PsLayout layout = ps_layout(&input, arena);
    PsMap *map = explorer->map;
    map->rows = vectors->count;
    map->dims = vectors->dims;
    fit(layout.spots, vectors->count, vectors->image_of_row, map->places);
    fit(layout.principal, vectors->count, vectors->image_of_row, map->principal);
    measure(&input, &layout, map);
    return layout;
}

static void take_samples(const PsVectors *vectors, const int *typical, PsGroup *cluster)
{
    for (int i = 0; i < PS_SAMPLES && typical[i] >= 0; i++) {
        cluster->samples[cluster->sample_count++] = vectors->image_of_row[typical[i]];
    }
}

static void fill_clusters(const Explorer *explorer, const int *cluster, const int *typical)
{
    const PsVectors *vectors = explorer->input->vectors;
    PsMap *map = explorer->map;
    map->clusters = PS_ARRAY(map->arena, PsGroup, map->cluster_count);
    for (int c = 0; c < map->cluster_count; c++) {
        int *images = PS_ARRAY(map->arena, int, vectors->count), count = 0;
        for (int r = 0; r < vectors->count; r++) {
            if (cluster[r] == c) images[count++] = vectors->image_of_row[r];
        }
        map->clusters[c] = (PsGroup){.images = images, .image_count = count};
        take_samples(vectors, typical + c * PS_SAMPLES, &map->clusters[c]);
    }
    for (int r = 0; r < vectors->count; r++) map->cluster[vectors->image_of_row[r]] = cluster[r];
}

static PsFamily family_of(const Explorer *explorer, PsGroup *groups, int count, const int *universe,
                          int universe_count)
{
    return (PsFamily){.tallies = explorer->tallies,
                      .universe = universe,
                      .universe_count = universe_count,
                      .groups = groups,
                      .group_count = count,
                      .seed = explorer->input->seed,
                      .threads = explorer->input->threads};
}

static void find_clusters(const Explorer *explorer, const PsPoints *points, PsArena *scratch)
{
    const PsVectors *vectors = explorer->input->vectors;
    PsMap *map = explorer->map;
    int *cluster = PS_ARRAY(scratch, int, vectors->count);
    int typical[PS_MOST_CLUSTERS * PS_SAMPLES];
    map->cluster_count = ps_cluster_rows(points, explorer->input->seed, explorer->input->threads,
                                         cluster, typical, scratch);
    if (map->cluster_count == 0) return;
    fill_clusters(explorer, cluster, typical);
    PsFamily family = family_of(explorer, map->clusters, map->cluster_count, vectors->image_of_row,
                                vectors->count);
    ps_name_clusters(explorer->dataset, explorer->columns, explorer->column_count, &family,
                     map->arena);
    ps_compare_groups(&family);
}

/* The images of lowest F1, those with more errors first; images without an error are none. */
static void find_worst(const PsTally *tallies, PsGroup *slice)
{
    double keys[PS_SAMPLES];
    for (int i = 0; i < slice->image_count; i++) {
        PsCounts counts = tallies[slice->images[i]].counts;
        double f1 = ps_f1(counts);
        int wrong = counts.misclassified + counts.mistaken + counts.false_positive + counts.missed;
        if (isnan(f1) || wrong == 0) continue;
        double key = f1 - 1e-6 * wrong;
        int at = slice->sample_count;
        if (at == PS_SAMPLES && key >= keys[at - 1]) continue;
        if (at == PS_SAMPLES) at--;
        for (; at > 0 && keys[at - 1] > key; at--) {
            keys[at] = keys[at - 1];
            slice->samples[at] = slice->samples[at - 1];
        }
        keys[at] = key;
        slice->samples[at] = slice->images[i];
        if (slice->sample_count < PS_SAMPLES) slice->sample_count++;
    }
}

static void find_slices(const Explorer *explorer, PsArena *scratch)
{
    PsMap *map = explorer->map;
    int *universe = PS_ARRAY(scratch, int, map->image_count);
    for (int i = 0; i < map->image_count; i++) universe[i] = i;
    map->slice_count = ps_cut_slices(explorer->dataset, explorer->columns, explorer->column_count,
                                     &map->slices, map->arena);
    PsFamily family =
        family_of(explorer, map->slices, map->slice_count, universe, map->image_count);
    ps_compare_groups(&family);
    for (int s = 0; s < map->slice_count; s++) find_worst(explorer->tallies, &map->slices[s]);
}

static PsMap *new_map(const PsDataset *dataset)
{
    PsArena *arena = ps_arena_new();
    PsMap *map = PS_NEW(arena, PsMap);
    *map = (PsMap){.image_count = dataset->image_count, .arena = arena};
    map->places = PS_ARRAY(arena, PsMapPoint, dataset->image_count);
    map->principal = PS_ARRAY(arena, PsMapPoint, dataset->image_count);
    map->cluster = PS_ARRAY(arena, int, dataset->image_count);
    for (int i = 0; i < dataset->image_count; i++) {
        map->places[i] = map->principal[i] = (PsMapPoint){NAN, NAN};
        map->cluster[i] = -1;
    }
    map->explained = map->trustworthiness = map->neighbours_kept = NAN;
    map->principal_trustworthiness = map->principal_neighbours_kept = NAN;
    return map;
}

PsMap *ps_explore(const PsExploreInput *input)
{
    PsArena *scratch = ps_arena_new();
    Explorer explorer = {.input = input, .dataset = input->evaluation->dataset};
    explorer.map = new_map(explorer.dataset);
    explorer.tallies = ps_tally_images(input->evaluation, scratch);
    gather_columns(&explorer, scratch);
    if (input->vectors && input->vectors->count > 0) {
        PsLayout layout = lay_out(&explorer, scratch);
        find_clusters(&explorer, &layout.points, scratch);
    }
    find_slices(&explorer, scratch);
    ps_arena_free(scratch);
    return explorer.map;
}

void ps_map_free(PsMap *map)
{
    if (map) ps_arena_free(map->arena);
}
