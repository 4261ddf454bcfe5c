/* Ground truth that is numbered in the end; see draft.h. */
#include "read/draft.h"

#include "base/file.h"
#include "read/class_list.h"
#include "read/splits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool ps_draft_open(PsDraft *draft, PsSource *source, PsTruthBuilder *builder, PsError *error)
{
    *draft = (PsDraft){.source = source, .builder = builder, .images = PS_BUF, .objects = PS_BUF};
    ps_names_start(&draft->names, source->arena);
    return ps_sizes_open(&draft->sizes, source, error);
}

void ps_draft_close(PsDraft *draft)
{
    ps_sizes_close(&draft->sizes);
    ps_names_free(&draft->names);
    ps_buf_free(&draft->images);
    ps_buf_free(&draft->objects);
}

static PsDraftImage *images_of(const PsDraft *draft, int *count)
{
    *count = (int)PS_BUF_COUNT(&draft->images, PsDraftImage);
    return PS_BUF_ITEMS(&draft->images, PsDraftImage);
}

int ps_draft_image(PsDraft *draft, const PsDraftImage *image)
{
    PS_BUF_PUSH(&draft->images, *image);
    return (int)PS_BUF_COUNT(&draft->images, PsDraftImage) - 1;
}

int ps_draft_class(PsDraft *draft, const char *name, size_t length)
{
    return ps_names_add(&draft->names, name, length);
}

void ps_draft_object(PsDraft *draft, const PsDraftObject *object)
{
    PS_BUF_PUSH(&draft->objects, *object);
}

void ps_draft_note_difficult(PsDraft *draft, const PsPlace *place)
{
    ps_issue_add(&draft->builder->issues, "voc-difficult", place,
                 "An object is marked as difficult; it counts as any other, as COCO's figures know "
                 "no difficult ones.");
}

/* ------------------------------------------------------------------ pictures */

const char *ps_draft_picture_name(PsDraft *draft, const char *stem)
{
    PsFound found = ps_sizes_find(&draft->sizes, stem);
    return found.folder ? ps_arena_text(draft->source->arena, ps_path_base(found.name)) : stem;
}

static void find_size(PsDraft *draft, PsDraftImage *image)
{
    const char *why;
    int width, height;
    PsFound found = ps_sizes_find(&draft->sizes, image->file);
    if (!found.folder && image->name) {
        const char *stem = ps_path_stem(draft->source->arena, image->name);
        found = ps_sizes_find(&draft->sizes, stem);
    }
    if (!found.folder || !ps_sizes_read(&draft->sizes, found, &width, &height, &why)) return;
    image->width = width;
    image->height = height;
}

void ps_draft_find_sizes(PsDraft *draft)
{
    int count;
    PsDraftImage *images = images_of(draft, &count);
    for (int i = 0; i < count; i++) {
        if (images[i].width <= 0 || images[i].height <= 0) find_size(draft, &images[i]);
    }
}

/* ------------------------------------------------------------------ splits */

static void drop_others(PsDraft *draft, const char *split)
{
    int count, kept = 0, object_count = (int)PS_BUF_COUNT(&draft->objects, PsDraftObject);
    PsDraftImage *images = images_of(draft, &count);
    PsDraftObject *objects = PS_BUF_ITEMS(&draft->objects, PsDraftObject);
    int *moved = PS_ARRAY(draft->source->arena, int, count);
    for (int i = 0; i < count; i++) {
        moved[i] = strcmp(images[i].split, split) == 0 ? kept : -1;
        if (moved[i] >= 0) images[kept++] = images[i];
    }
    draft->images.length = (size_t)kept * sizeof *images;
    kept = 0;
    for (int i = 0; i < object_count; i++) {
        if (moved[objects[i].image] < 0) continue;
        objects[kept] = objects[i];
        objects[kept].image = moved[objects[i].image];
        kept++;
    }
    draft->objects.length = (size_t)kept * sizeof *objects;
}

bool ps_draft_keep_split(PsDraft *draft, PsError *error)
{
    int count;
    const PsDraftImage *images = images_of(draft, &count);
    PsNames found;
    ps_names_start(&found, draft->source->arena);
    for (int i = 0; i < count; i++) {
        if (*images[i].split) ps_names_add(&found, images[i].split, strlen(images[i].split));
    }
    const char *end = NULL;
    PS_BUF_PUSH(&found.items, end);
    const char *split = ps_split_choose(draft->source, PS_BUF_ITEMS(&found.items, const char *),
                                        &draft->builder->issues, error);
    ps_names_free(&found);
    if (split && *split) drop_others(draft, split);
    return split != NULL;
}

/* ------------------------------------------------------------------ classes */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool add_class(PsDraft *draft, const char *name, int64_t id, int *class_of, PsError *error)
{
    PsTruthBuilder *builder = draft->builder;
    PsClass class = {.id = id, .name = ps_arena_text(builder->arena, name)};
    int index = ps_truth_add_class(builder, &class, &(PsPlaces){0}, error);
    int number = ps_index_text(draft->names.index, name);
    if (number >= 0 && class_of[number] < 0) class_of[number] = index;
    return index >= 0;
}

static bool add_listed(PsDraft *draft, int *class_of, int64_t *next, PsError *error)
{
    PsClassList list;
    PsIssueList *issues = &draft->builder->issues;
    const char *path = draft->source->options->classes;
    if (!path) return true;
    if (!ps_class_list_open(path, draft->source->arena, issues, &list, error)) return false;
    for (int i = 0; i < list.count; i++) {
        const char *name = list.names[i];
        if (!name || !*name) continue;
        if (!add_class(draft, name, i + 1, class_of, error)) return false;
    }
    *next = list.count + 1;
    for (int i = 0; i < ps_names_count(&draft->names); i++) {
        if (class_of[i] >= 0) continue;
        ps_issue_add(issues, "class-not-listed", NULL,
                     "The ground truth has a class that --classes does not name; it was added.");
    }
    return true;
}

/* class_of[number of the name] = index of the class. */
static bool add_classes(PsDraft *draft, int *class_of, PsError *error)
{
    int count = ps_names_count(&draft->names);
    int64_t next = 1;
    for (int i = 0; i < count; i++) class_of[i] = -1;
    if (!add_listed(draft, class_of, &next, error)) return false;
    const char **names =
        ps_arena_copy(draft->source->arena, draft->names.items.data, draft->names.items.length);
    if (count > 1 && !draft->names_in_order) {
        qsort(names, (size_t)count, sizeof *names, by_text);
    }
    for (int i = 0; i < count; i++) {
        if (class_of[ps_index_text(draft->names.index, names[i])] >= 0) continue;
        if (!add_class(draft, names[i], next++, class_of, error)) return false;
    }
    return true;
}

/* ------------------------------------------------------------------ handing over */

static int by_file(const void *a, const void *b)
{
    const PsDraftImage *one = *(const PsDraftImage *const *)a;
    const PsDraftImage *other = *(const PsDraftImage *const *)b;
    int order = strcmp(one->file, other->file);
    return order ? order : (one > other) - (one < other);
}

/* Images that have no id get one by the order of their names. */
static void number_images(PsDraft *draft)
{
    int count, next = 1;
    PsDraftImage *images = images_of(draft, &count);
    PsDraftImage **order = PS_ARRAY(draft->source->arena, PsDraftImage *, count);
    for (int i = 0; i < count; i++) order[i] = &images[i];
    if (count > 1) qsort(order, (size_t)count, sizeof *order, by_file);
    for (int i = 0; i < count; i++) {
        if (order[i]->id == 0) order[i]->id = next++;
    }
}

static bool add_images(PsDraft *draft, PsError *error)
{
    int count;
    const PsDraftImage *images = images_of(draft, &count);
    PsTruthBuilder *builder = draft->builder;
    for (int i = 0; i < count; i++) {
        const PsDraftImage *from = &images[i];
        PsImage image = {.id = from->id,
                         .file = ps_arena_text(builder->arena, from->file),
                         .width = from->width > 0 ? from->width : 0,
                         .height = from->height > 0 ? from->height : 0};
        PsPlace place = {.file = from->path, .line = from->line};
        PsPlaces places = {.id = place, .name = place, .box = place};
        if (ps_truth_add_image(builder, &image, &places, error) < 0) return false;
    }
    return true;
}

bool ps_draft_finish(PsDraft *draft, PsError *error)
{
    int count, *class_of = PS_ARRAY(draft->source->arena, int, ps_names_count(&draft->names));
    const PsDraftImage *images = images_of(draft, &count);
    number_images(draft);
    if (!add_classes(draft, class_of, error) || !add_images(draft, error)) return false;
    const PsDraftObject *objects = PS_BUF_ITEMS(&draft->objects, PsDraftObject);
    size_t object_count = PS_BUF_COUNT(&draft->objects, PsDraftObject);
    for (size_t i = 0; i < object_count; i++) {
        const PsDraftObject *from = &objects[i];
        PsPlace place = {.file = images[from->image].path,
                         .array = from->array,
                         .number = from->number,
                         .key = from->key,
                         .line = from->line};
        PsObject object = {.id = (int64_t)i + 1,
                           .image = from->image,
                           .class_index = class_of[from->name],
                           .box = from->box,
                           .area = NAN};
        ps_truth_add_object(draft->builder, &object, &(PsPlaces){.box = place});
    }
    return true;
}
