/* Ground truth under construction; see builder.h. Everything is kept in the order of the file; the
   freeze sorts images and classes by id and deals the objects out to their images by counting,
   which keeps the file's order within an image: the order decides ties later on. */
#include "read/builder.h"

#include "base/file.h"
#include "read/health.h"
#include "read/limits.h"
#include "read/splits.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

PsTruthBuilder *ps_truth_builder_new(const char *path)
{
    PsArena *arena = ps_arena_new(), *scratch = ps_arena_new();
    PsTruthBuilder *builder = PS_NEW(scratch, PsTruthBuilder);
    *builder = (PsTruthBuilder){.arena = arena,
                                .scratch = scratch,
                                .path = ps_arena_text(arena, path),
                                .images = PS_BUF,
                                .classes = PS_BUF,
                                .objects = PS_BUF,
                                .image_ids = ps_index_new(scratch),
                                .class_ids = ps_index_new(scratch),
                                .image_files = ps_index_new(scratch),
                                .class_names = ps_index_new(scratch),
                                .split_of = PS_BUF,
                                .split = -1};
    ps_names_start(&builder->split_names, scratch);
    builder->issues = (PsIssueList){.arena = arena, .file = builder->path, .items = PS_BUF};
    builder->notes = builder->issues;
    return builder;
}

static void free_scratch(PsTruthBuilder *builder)
{
    ps_buf_free(&builder->images);
    ps_buf_free(&builder->classes);
    ps_buf_free(&builder->objects);
    ps_buf_free(&builder->split_of);
    ps_names_free(&builder->split_names);
    ps_buf_free(&builder->issues.items);
    ps_buf_free(&builder->notes.items);
    ps_arena_free(builder->scratch);
}

void ps_truth_builder_free(PsTruthBuilder *builder)
{
    if (!builder) return;
    ps_arena_free(builder->arena);
    free_scratch(builder);
}

/* ------------------------------------------------------------------ adding */

static int refuse_twice(PsTruthBuilder *builder, const char *what, int64_t id, const PsPlace *place,
                        PsError *error)
{
    char found[80];
    snprintf(found, sizeof found, "a second %s with id %" PRId64, what, id);
    ps_refuse(error, builder->issues.file, place, "every id once", found);
    return -1;
}

static void note_name(PsTruthBuilder *builder, PsIndex *names, const char *name, int index,
                      const PsPlace *place)
{
    bool file = names == builder->image_files;
    if (!*name || ps_index_add_text(names, name, index) == index) return;
    ps_issue_add(&builder->issues, file ? "duplicate-file-name" : "duplicate-class-name", place,
                 file ? "Two images have the same file name; both were kept."
                      : "Two classes have the same name; both were kept, told apart by their id.");
}

static void note_file(PsTruthBuilder *builder, const char *file, const PsPlace *place)
{
    if (*file && !ps_path_is_inside(file)) {
        ps_issue_add(&builder->issues, "unsafe-file-name", place,
                     "A file name leads out of the image folder or is no plain relative path; that "
                     "picture will not be opened.");
    }
}

static void note_size(PsTruthBuilder *builder, const PsImage *image, const PsPlace *place)
{
    if (image->width > 0 && image->height > 0) return;
    ps_issue_add(&builder->issues, "image-size-unknown", place,
                 "An image has no width or height; its boxes were not compared with its edges.");
}

int ps_truth_add_image(PsTruthBuilder *builder, const PsImage *image, const PsPlaces *places,
                       PsError *error)
{
    int index = (int)PS_BUF_COUNT(&builder->images, PsImage);
    if (ps_index_add_number(builder->image_ids, image->id, index) != index) {
        return refuse_twice(builder, "image", image->id, &places->id, error);
    }
    if (image->width > PS_LIMIT_SIDE || image->height > PS_LIMIT_SIDE) {
        char found[80], wanted[60];
        snprintf(wanted, sizeof wanted, "sides of at most %d pixels", PS_LIMIT_SIDE);
        snprintf(found, sizeof found, "an image of %d x %d pixels", image->width, image->height);
        ps_refuse(error, builder->issues.file, &places->box, wanted, found);
        return -1;
    }
    note_name(builder, builder->image_files, image->file, index, &places->name);
    note_file(builder, image->file, &places->name);
    note_size(builder, image, &places->box);
    PS_BUF_PUSH(&builder->images, *image);
    PS_BUF_PUSH(&builder->split_of, builder->split);
    return index;
}

void ps_truth_enter_split(PsTruthBuilder *builder, const char *split)
{
    builder->split = -1;
    if (!split || !*split) return;
    const char *name = ps_split_name(split);
    builder->split = ps_names_add(&builder->split_names, name, strlen(name));
}

void ps_truth_again(PsTruthBuilder *builder, int image, const PsPlace *place)
{
    int *split = &PS_BUF_ITEMS(&builder->split_of, int)[image];
    if (*split == builder->split || builder->split < 0) return;
    if (*split >= 0) {
        ps_split_note_twice(&builder->issues, place);
    } else {
        *split = builder->split;
    }
}

int ps_truth_add_class(PsTruthBuilder *builder, const PsClass *class, const PsPlaces *places,
                       PsError *error)
{
    int index = (int)PS_BUF_COUNT(&builder->classes, PsClass);
    if (ps_index_add_number(builder->class_ids, class->id, index) != index) {
        return refuse_twice(builder, "class", class->id, &places->id, error);
    }
    PsClass copy = *class;
    if (!*copy.name) {
        copy.name = ps_arena_printf(builder->arena, "class %" PRId64, class->id);
        ps_issue_add(&builder->issues, "class-without-name", &places->name,
                     "A class has no name; it is named by its id.");
    }
    note_name(builder, builder->class_names, copy.name, index, &places->name);
    PS_BUF_PUSH(&builder->classes, copy);
    return index;
}

int ps_truth_image(const PsTruthBuilder *builder, int64_t id)
{
    return ps_index_number(builder->image_ids, id);
}

int ps_truth_class(const PsTruthBuilder *builder, int64_t id)
{
    return ps_index_number(builder->class_ids, id);
}

/* Ids that ascend are all different; only when one does not, an index of them is made. */
static void note_object_id(PsTruthBuilder *builder, int64_t id, const PsPlace *place)
{
    const PsObject *objects = PS_BUF_ITEMS(&builder->objects, PsObject);
    int count = (int)PS_BUF_COUNT(&builder->objects, PsObject);
    if (!builder->object_ids) {
        if (count == builder->first_object || id > objects[count - 1].id) return;
        builder->object_ids = ps_index_new(builder->scratch);
        for (int i = builder->first_object; i < count; i++) {
            ps_index_add_number(builder->object_ids, objects[i].id, i);
        }
    }
    if (ps_index_add_number(builder->object_ids, id, count) == count) return;
    ps_issue_add(&builder->issues, "duplicate-object-id", place,
                 "Two annotations have the same id; both were kept.");
}

void ps_truth_add_object(PsTruthBuilder *builder, const PsObject *object, const PsPlaces *places)
{
    note_object_id(builder, object->id, &places->id);
    if (!ps_box_usable(object->box, &builder->issues, &places->box)) return;
    PsObject copy = *object;
    if (copy.area < 0) {
        ps_issue_add(&builder->issues, "area-negative", &places->area,
                     "An area is negative; width x height was taken instead.");
    }
    if (!(copy.area >= 0)) copy.area = copy.box.width * copy.box.height;
    const PsImage *image = &PS_BUF_ITEMS(&builder->images, PsImage)[copy.image];
    ps_box_compare(&builder->counts, copy.box, image, !copy.crowd, &builder->issues, &places->box);
    PS_BUF_PUSH(&builder->objects, copy);
}

void ps_truth_enter_file(PsTruthBuilder *builder, const char *path)
{
    ps_issues_enter(&builder->issues, path);
    builder->first_object = (int)PS_BUF_COUNT(&builder->objects, PsObject);
    builder->object_ids = NULL;
}

/* ------------------------------------------------------------------ freezing */

void ps_truth_number_images(PsTruthBuilder *builder)
{
    PsImage *images = PS_BUF_ITEMS(&builder->images, PsImage);
    int count = (int)PS_BUF_COUNT(&builder->images, PsImage);
    const char **names = PS_ARRAY(builder->scratch, const char *, count);
    for (int i = 0; i < count; i++) names[i] = images[i].file;
    const int *order = ps_names_order(builder->scratch, names, count);
    builder->image_ids = ps_index_new(builder->scratch);
    for (int i = 0; i < count; i++) {
        images[order[i]].id = i + 1;
        ps_index_add_number(builder->image_ids, i + 1, order[i]);
    }
}

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_image_id(const void *a, const void *b)
{
    return compare(((const PsImage *)a)->id, ((const PsImage *)b)->id);
}

static int by_class_id(const void *a, const void *b)
{
    return compare(((const PsClass *)a)->id, ((const PsClass *)b)->id);
}

/* Sorts images and classes; ids are unique, so any sort is stable. Returns old -> new index. */
static int *sort_images(PsTruthBuilder *builder, PsDataset *dataset)
{
    int n = dataset->image_count, *moved = PS_ARRAY(builder->scratch, int, n);
    if (n > 1) qsort(dataset->images, (size_t)n, sizeof(PsImage), by_image_id);
    for (int i = 0; i < n; i++) moved[ps_truth_image(builder, dataset->images[i].id)] = i;
    return moved;
}

static int *sort_classes(PsTruthBuilder *builder, PsDataset *dataset)
{
    int n = dataset->class_count, *moved = PS_ARRAY(builder->scratch, int, n);
    if (n > 1) qsort(dataset->classes, (size_t)n, sizeof(PsClass), by_class_id);
    for (int i = 0; i < n; i++) moved[ps_truth_class(builder, dataset->classes[i].id)] = i;
    return moved;
}

/* The names in the order in which they were met; those of no image, too, are none. */
static void deal_splits(PsTruthBuilder *builder, PsDataset *dataset, const int *image_at)
{
    PsArena *arena = builder->arena;
    int count = ps_names_count(&builder->split_names), images = dataset->image_count;
    const int *given = PS_BUF_ITEMS(&builder->split_of, int);
    if (count == 0) return;
    int *split_of = PS_ARRAY(arena, int, images), *number = PS_ARRAY(builder->scratch, int, count);
    const char **names = PS_ARRAY(arena, const char *, count);
    for (int i = 0; i < images; i++) {
        int split = given[i];
        if (split >= 0 && number[split] == 0) {
            names[dataset->split_count] =
                ps_arena_text(arena, ps_names_at(&builder->split_names, split));
            number[split] = ++dataset->split_count;
        }
        split_of[image_at[i]] = split < 0 ? -1 : number[split] - 1;
    }
    if (dataset->split_count == 0) return;
    dataset->split_of = split_of;
    dataset->split_names = names;
}

static void deal_objects(PsTruthBuilder *builder, PsDataset *dataset)
{
    const int *image_at = sort_images(builder, dataset), *class_at = sort_classes(builder, dataset);
    deal_splits(builder, dataset, image_at);
    PsObject *objects = PS_BUF_ITEMS(&builder->objects, PsObject);
    for (int i = 0; i < dataset->object_count; i++) {
        objects[i].image = image_at[objects[i].image];
        objects[i].class_index = class_at[objects[i].class_index];
        dataset->images[objects[i].image].object_count++;
    }
    int *next = PS_ARRAY(builder->scratch, int, dataset->image_count), first = 0;
    for (int i = 0; i < dataset->image_count; i++) {
        dataset->images[i].first_object = next[i] = first;
        first += dataset->images[i].object_count;
    }
    for (int i = 0; i < dataset->object_count; i++) {
        dataset->objects[next[objects[i].image]++] = objects[i];
    }
}

void ps_dataset_count(PsDataset *dataset)
{
    PsArena *scratch = ps_arena_new();
    int *last_image = PS_ARRAY(scratch, int, dataset->class_count);
    for (int i = 0; i < dataset->object_count; i++) {
        const PsObject *object = &dataset->objects[i];
        if (object->crowd) {
            dataset->crowd_count++;
            continue;
        }
        PsClass *class = &dataset->classes[object->class_index];
        class->object_count++;
        if (last_image[object->class_index] == object->image + 1) continue;
        last_image[object->class_index] = object->image + 1;
        class->image_count++;
    }
    ps_arena_free(scratch);
}

static void note_empty(PsTruthBuilder *builder, const PsDataset *dataset)
{
    if (dataset->image_count == 0) {
        ps_issue_add(&builder->issues, "no-images", NULL, "The ground truth has no image.");
    }
    if (dataset->object_count == 0) {
        ps_issue_add(&builder->issues, "no-objects", NULL,
                     "The ground truth has no object: every detection is a false positive, and "
                     "average precision is undefined.");
    }
}

PsDataset *ps_truth_freeze(PsTruthBuilder *builder)
{
    PsArena *arena = builder->arena;
    PsDataset *dataset = PS_NEW(arena, PsDataset);
    *dataset = (PsDataset){
        .arena = arena,
        .images = ps_arena_copy(arena, builder->images.data, builder->images.length),
        .classes = ps_arena_copy(arena, builder->classes.data, builder->classes.length),
        .image_count = (int)PS_BUF_COUNT(&builder->images, PsImage),
        .class_count = (int)PS_BUF_COUNT(&builder->classes, PsClass),
        .object_count = (int)PS_BUF_COUNT(&builder->objects, PsObject),
        .made_image_ids = builder->made_image_ids,
        .made_class_ids = builder->made_class_ids,
        .image_ids_clash = builder->image_ids_clash,
    };
    dataset->objects = PS_ARRAY(arena, PsObject, dataset->object_count);
    deal_objects(builder, dataset);
    ps_dataset_count(dataset);
    ps_box_hints(&builder->counts, &builder->issues);
    note_empty(builder, dataset);
    ps_health_of_labels(dataset, &builder->issues, &builder->notes);
    dataset->issues = ps_issues_freeze(&builder->issues, &dataset->issue_count);
    dataset->notes = ps_issues_freeze(&builder->notes, &dataset->note_count);
    free_scratch(builder);
    return dataset;
}
