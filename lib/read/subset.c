/* A part of a set: some of its images, with what belongs to them, and nothing read anew. */
#include "proofsheet.h"

#include "read/builder.h"

#include <string.h>

static PsClass *copy_classes(const PsDataset *dataset, PsArena *arena)
{
    PsClass *classes =
        ps_arena_copy(arena, dataset->classes, sizeof(PsClass) * (size_t)dataset->class_count);
    for (int c = 0; c < dataset->class_count; c++) {
        classes[c].object_count = classes[c].image_count = 0;
    }
    return classes;
}

static void take_image(PsDataset *part, const PsDataset *whole, int image, int number)
{
    PsImage *copy = &part->images[number];
    *copy = whole->images[image];
    copy->first_object = part->object_count;
    const PsObject *from = &whole->objects[whole->images[image].first_object];
    for (int i = 0; i < copy->object_count; i++) {
        PsObject *object = &part->objects[part->object_count++];
        *object = from[i];
        object->image = number;
    }
}

static const int *copy_splits(const PsDataset *dataset, const int *images, int count,
                              PsArena *arena)
{
    if (!dataset->split_of) return NULL;
    int *split_of = PS_ARRAY(arena, int, count);
    for (int i = 0; i < count; i++) split_of[i] = dataset->split_of[images[i]];
    return split_of;
}

PsDataset *ps_dataset_subset(const PsDataset *dataset, const int *images, int count)
{
    PsArena *arena = ps_arena_new();
    PsDataset *part = PS_NEW(arena, PsDataset);
    int objects = 0;
    for (int i = 0; i < count; i++) objects += dataset->images[images[i]].object_count;
    *part = *dataset;
    part->arena = arena;
    part->image_count = count;
    part->images = PS_ARRAY(arena, PsImage, count);
    part->classes = copy_classes(dataset, arena);
    part->objects = PS_ARRAY(arena, PsObject, objects);
    part->object_count = part->crowd_count = part->issue_count = part->note_count = 0;
    part->issues = part->notes = NULL;
    part->split_of = copy_splits(dataset, images, count, arena);
    for (int i = 0; i < count; i++) take_image(part, dataset, images[i], i);
    ps_dataset_count(part);
    return part;
}

PsPredictions *ps_predictions_subset(const PsPredictions *predictions, const PsDataset *part,
                                     const int *images)
{
    PsArena *arena = ps_arena_new();
    PsPredictions *some = PS_NEW(arena, PsPredictions);
    const int *first = predictions->first;
    int count = part->image_count, detections = 0;
    for (int i = 0; i < count; i++) detections += first[images[i] + 1] - first[images[i]];
    *some = (PsPredictions){.input = predictions->input,
                            .unscored = predictions->unscored,
                            .dataset = part,
                            .detections = PS_ARRAY(arena, PsDetection, detections),
                            .first = PS_ARRAY(arena, int, count + 1),
                            .arena = arena};
    for (int i = 0; i < count; i++) {
        for (int d = first[images[i]]; d < first[images[i] + 1]; d++) {
            PsDetection *detection = &some->detections[some->detection_count++];
            *detection = predictions->detections[d];
            detection->image = i;
        }
        some->first[i + 1] = some->detection_count;
    }
    return some;
}
