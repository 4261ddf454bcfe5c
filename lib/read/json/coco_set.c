/* Several COCO files as one set; see coco_set.h. The builder numbers the images as they come; which
   ids they have is known at the end. */
#include "read/json/coco_set.h"

#include "base/file.h"
#include "base/text.h"
#include "read/splits.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void ps_coco_set_start(PsCocoSet *set, PsTruthBuilder *builder, PsArena *arena)
{
    *set = (PsCocoSet){.builder = builder,
                       .arena = arena,
                       .own_ids = PS_BUF,
                       .ids = ps_index_new(arena),
                       .images = ps_index_new(arena),
                       .classes = ps_index_new(arena)};
}

void ps_coco_set_enter(PsCocoSet *set, const char *name, const char *path)
{
    size_t length = (size_t)(ps_path_base(name) - name);
    set->folder = ps_arena_text_n(set->arena, name, length ? length - 1 : 0);
    set->path = ps_arena_text(set->builder->arena, path);
    set->image_ids = ps_index_new(set->arena);
    set->class_ids = ps_index_new(set->arena);
    set->classes_before = (int)PS_BUF_COUNT(&set->builder->classes, PsClass);
    ps_truth_enter_file(set->builder, set->path);
}

static int refuse_twice(const PsCocoSet *set, const char *what, int64_t id, const PsPlace *place,
                        PsError *error)
{
    char found[80];
    snprintf(found, sizeof found, "a second %s with id %" PRId64, what, id);
    ps_refuse(error, set->path, place, "every id once", found);
    return -1;
}

/* ------------------------------------------------------------------ images */

static const char *file_name(const PsCocoSet *set, const char *file)
{
    size_t length = strlen(set->folder);
    if (!set->by_folder || length == 0 || !*file || !ps_path_is_inside(file)) return file;
    if (strncmp(file, set->folder, length) == 0 && file[length] == '/') return file;
    return ps_path_join(set->builder->arena, set->folder, file);
}

static int new_image(PsCocoSet *set, const PsImage *image, const PsPlaces *places, PsError *error)
{
    int count = (int)PS_BUF_COUNT(&set->builder->images, PsImage);
    PsImage copy = *image;
    copy.id = count + 1;
    copy.file = file_name(set, image->file);
    int index = ps_truth_add_image(set->builder, &copy, places, error);
    if (index < 0) return index;
    PS_BUF_PUSH(&set->own_ids, image->id);
    set->clash |= ps_index_add_number(set->ids, image->id, index) != index;
    return index;
}

int ps_coco_set_image(PsCocoSet *set, const PsImage *image, const PsPlaces *places, PsError *error)
{
    if (ps_index_number(set->image_ids, image->id) != -1) {
        return refuse_twice(set, "image", image->id, &places->id, error);
    }
    const char *key = ps_arena_printf(set->arena, "%s/%s/%" PRId64, set->folder,
                                      ps_path_base(image->file), image->id);
    int index = ps_index_text(set->images, key);
    if (index < 0 || !*image->file) {
        index = new_image(set, image, places, error);
        if (index < 0) return index;
        ps_index_add_text(set->images, key, index);
        return ps_index_add_number(set->image_ids, image->id, index);
    }
    ps_split_note_twice(&set->builder->issues, &places->id);
    return ps_index_add_number(set->image_ids, image->id, PS_COCO_LEFT_OUT);
}

/* ------------------------------------------------------------------ categories */

static int refuse_name(const PsCocoSet *set, int known, const PsClass *class,
                       const PsPlaces *places, PsError *error)
{
    const PsClass *classes = PS_BUF_ITEMS(&set->builder->classes, PsClass);
    PsArena *scratch = ps_arena_new();
    char found[220];
    snprintf(found, sizeof found, "id %" PRId64 " is \"%.60s\", and \"%.60s\" in an earlier file",
             class->id, ps_text_shown(scratch, class->name),
             ps_text_shown(scratch, classes[known].name));
    ps_arena_free(scratch);
    ps_refuse(error, set->path, &places->id, "one name for an id in all files of the set", found);
    return -1;
}

/* A category that an earlier file has by that id, or else by that name; -1: by neither. */
static int known_class(PsCocoSet *set, const char *name, int64_t id, const PsPlace *place)
{
    int index = ps_index_number(set->classes, id);
    if (index >= 0) return index;
    index = *name ? ps_index_text(set->builder->class_names, name) : -1;
    if (index < 0 || index >= set->classes_before) return -1;
    ps_issue_add(&set->builder->issues, "category-id-differs", place,
                 "A category has another id than in an earlier file; they were joined by name, and "
                 "predictions have to use the id of the earlier file.");
    return index;
}

int ps_coco_set_class(PsCocoSet *set, const PsClass *class, const PsPlaces *places, PsError *error)
{
    if (ps_index_number(set->class_ids, class->id) != -1) {
        return refuse_twice(set, "class", class->id, &places->id, error);
    }
    int index = known_class(set, class->name, class->id, &places->id);
    if (index < 0) {
        index = ps_truth_add_class(set->builder, class, places, error);
        if (index < 0) return index;
    } else if (*class->name) {
        const PsClass *known = &PS_BUF_ITEMS(&set->builder->classes, PsClass)[index];
        if (strcmp(known->name, class->name) != 0) {
            return refuse_name(set, index, class, places, error);
        }
    }
    ps_index_add_number(set->classes, class->id, index);
    return ps_index_add_number(set->class_ids, class->id, index);
}

/* ------------------------------------------------------------------ the end */

static void note_clash(const PsCocoSet *set)
{
    ps_issue_add(&set->builder->issues, "image-ids-clash", NULL,
                 "The files of the set use the same image ids for different images; the images "
                 "were numbered anew by file name, and predictions have to call them by name.");
    set->builder->made_image_ids = set->builder->image_ids_clash = true;
    ps_truth_number_images(set->builder);
}

static void restore_ids(PsCocoSet *set)
{
    PsTruthBuilder *builder = set->builder;
    PsImage *images = PS_BUF_ITEMS(&builder->images, PsImage);
    const int64_t *ids = PS_BUF_ITEMS(&set->own_ids, int64_t);
    int count = (int)PS_BUF_COUNT(&set->own_ids, int64_t);
    builder->image_ids = ps_index_new(builder->scratch);
    for (int i = 0; i < count; i++) {
        images[i].id = ids[i];
        ps_index_add_number(builder->image_ids, ids[i], i);
    }
}

void ps_coco_set_end(PsCocoSet *set)
{
    ps_issues_enter(&set->builder->issues, set->builder->path);
    if (set->clash) {
        note_clash(set);
    } else {
        restore_ids(set);
    }
    ps_buf_free(&set->own_ids);
}
