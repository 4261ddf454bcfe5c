/* report.json: the map of the images, clusters and slices. */
#include "export/json_keys.h"

#include <math.h>

/* Five digits are more than a screen can show. */
static double rounded(float value)
{
    return round((double)value * 1e5) / 1e5;
}

void put_place(JsonText *json, const PsMap *map, int image)
{
    if (!map || map->rows == 0) {
        put_number(json, "x", NAN);
        put_number(json, "y", NAN);
        put_number(json, "cluster", NAN);
        return;
    }
    put_number(json, "x", rounded(map->places[image].x));
    put_number(json, "y", rounded(map->places[image].y));
    put_number(json, "pca_x", rounded(map->principal[image].x));
    put_number(json, "pca_y", rounded(map->principal[image].y));
    put_number(json, "cluster", map->cluster[image] >= 0 ? map->cluster[image] : (double)NAN);
}

static void write_map(JsonText *json, const Export *source)
{
    const PsMap *map = source->map;
    if (!map || map->rows == 0) return;
    put_list(json, "map", '{');
    put_text(json, "vectors", source->vectors->input.name);
    put_text(json, "method", "t-SNE");
    put_number(json, "images", map->rows);
    put_number(json, "numbers", map->dims);
    put_number(json, "landmarks", map->landmarks);
    json_key(json, "cosine");
    json_flag(json, source->vectors->cosine);
    put_number(json, "trustworthiness", map->trustworthiness);
    put_number(json, "neighbours_kept", map->neighbours_kept);
    put_number(json, "measured_on", map->quality_sample);
    put_list(json, "pca", '{');
    put_number(json, "explained", map->explained);
    put_number(json, "trustworthiness", map->principal_trustworthiness);
    put_number(json, "neighbours_kept", map->principal_neighbours_kept);
    json_close(json, '}');
    json_close(json, '}');
}

static void write_error(JsonText *json, const PsGroup *group)
{
    static const char *const names[PS_FAULT_KINDS] = {NULL,   "Cls", "Loc", "Both",
                                                      "Dupe", "Bkg", "Miss"};
    put_list(json, "dominant_error", '{');
    put_text(json, "kind", names[group->fault]);
    put_number(json, "count", group->fault_count);
    put_number(json, "errors", group->error_count);
    json_close(json, '}');
}

static void write_group(JsonText *json, const PsGroup *group, const PsDataset *dataset)
{
    static const char *const verdicts[] = {"no evidence", "worse", "better"};
    put_number(json, "images", group->image_count);
    put_number(json, "objects", group->objects);
    put_number(json, "precision", group->precision);
    put_number(json, "recall", group->recall);
    put_number(json, "f1", group->f1);
    put_interval(json, "f1_interval", group->interval);
    put_number(json, "f1_rest", group->f1_rest);
    put_number(json, "p", group->p);
    put_number(json, "q", group->q);
    put_text(json, "verdict", verdicts[group->finding]);
    write_error(json, group);
    put_number(json, "gain", group->gain);
    put_list(json, "samples", '[');
    for (int i = 0; i < group->sample_count; i++) {
        put_text(json, NULL, dataset->images[group->samples[i]].file);
    }
    json_close(json, ']');
}

static const PsMap no_map = {0}; /* neither pictures, vectors nor columns: empty lists */

void write_explorer(JsonText *json, const Export *source)
{
    const PsMap *map = source->map ? source->map : &no_map;
    const PsDataset *dataset = source->evaluation->dataset;
    write_map(json, source);
    put_list(json, "clusters", '[');
    for (int c = 0; c < map->cluster_count; c++) {
        put_list(json, NULL, '{');
        put_number(json, "id", c);
        put_text(json, "name", map->clusters[c].name);
        write_group(json, &map->clusters[c], dataset);
        json_close(json, '}');
    }
    json_close(json, ']');
    put_list(json, "slices", '[');
    for (int s = 0; s < map->slice_count; s++) {
        put_list(json, NULL, '{');
        put_text(json, "column", map->slices[s].column);
        put_text(json, "name", map->slices[s].name);
        write_group(json, &map->slices[s], dataset);
        json_close(json, '}');
    }
    json_close(json, ']');
}
