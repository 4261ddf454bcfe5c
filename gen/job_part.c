/* The job of a split; see job.h. Nothing is read or decoded again. What pictures look like alone is
   told anew, so that a part's figures are those of a run on its images. */
#include "job.h"

#include <string.h>

/* Index in the part of each image of the whole, or -1. */
static int *number_images(const Split *split, int images, PsArena *arena)
{
    int *number_of = PS_ARRAY(arena, int, images);
    for (int i = 0; i < images; i++) number_of[i] = -1;
    for (int i = 0; i < split->image_count; i++) number_of[split->images[i]] = i;
    return number_of;
}

static const char *two_up(PsArena *arena, const char *path)
{
    return path ? ps_arena_printf(arena, "../../%s", path) : NULL;
}

static void take_pictures(const Job *whole, const Split *split, Job *part)
{
    const Pictures *all = &whole->pictures;
    int count = split->image_count;
    part->pictures = (Pictures){0};
    if (!all->items) return;
    part->pictures.items = PS_ARRAY(part->arena, Picture, count);
    if (all->looks) part->pictures.looks = PS_ARRAY(part->arena, const PsAppearance *, count);
    for (int i = 0; i < count; i++) {
        Picture *picture = &part->pictures.items[i];
        *picture = all->items[split->images[i]];
        picture->thumb = two_up(part->arena, picture->thumb);
        picture->preview = two_up(part->arena, picture->preview);
        part->pictures.made += picture->thumb != NULL;
        if (all->looks) part->pictures.looks[i] = all->looks[split->images[i]];
    }
}

static void find_scenes(const Job *whole, const Split *split, Job *part)
{
    int count = split->image_count;
    part->scene_of = NULL;
    part->twins = NULL;
    if (whole->scene_of) {
        part->scene_of = PS_ARRAY(part->arena, int, count);
        ps_scenes_find(part->pictures.looks, count, part->options->threads, part->scene_of);
    }
    if (!whole->twins) return;
    part->twins = PS_ARRAY(part->arena, PsTwin, count);
    for (int i = 0; i < count; i++) part->twins[i] = whole->twins[split->images[i]];
}

/* Vectors of the user; those of the pictures are made where the map is. */
static void take_explorer(const Job *whole, const Split *split, Job *part)
{
    const int *number_of = number_images(split, whole->dataset->image_count, part->arena);
    bool given = whole->vectors && *whole->vectors->input.path;
    part->vectors = given ? ps_vectors_subset(whole->vectors, number_of) : NULL;
    part->slices =
        whole->slices ? ps_columns_subset(whole->slices, split->images, split->image_count) : NULL;
}

void job_part(const Job *whole, const Split *split, Job *part)
{
    const int *images = split->images;
    *part = *whole;
    part->part = split;
    part->arena = ps_arena_new();
    part->dataset = ps_dataset_subset(whole->dataset, images, split->image_count);
    part->predictions = ps_predictions_subset(whole->predictions, part->dataset, images);
    if (whole->baseline) {
        part->baseline = ps_predictions_subset(whole->baseline, part->dataset, images);
    }
    part->evaluation = part->of_baseline = NULL;
    part->comparison = NULL;
    part->advice = NULL;
    part->looks = NULL;
    part->map = NULL;
    part->gates = (Gates){0};
    take_pictures(whole, split, part);
    find_scenes(whole, split, part);
    take_explorer(whole, split, part);
}

void job_part_free(Job *part)
{
    ps_map_free(part->map);
    ps_columns_free(part->looks);
    ps_columns_free(part->slices);
    ps_vectors_free(part->vectors);
    ps_advice_free(part->advice);
    ps_comparison_free(part->comparison);
    ps_evaluation_free(part->of_baseline);
    ps_evaluation_free(part->evaluation);
    ps_predictions_free(part->baseline);
    ps_predictions_free(part->predictions);
    ps_dataset_free(part->dataset);
    ps_arena_free(part->arena);
}
