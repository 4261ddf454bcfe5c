/* Entries of a data.yaml; see yolo_entries.h. An entry is a folder or a list of pictures. It may be
   written as exporters do ("../train/images" for what lies beside the yaml) or for the machine of
   its author: then it is looked for in the folder, by its last parts. Nothing outside is opened. */
#include "read/text/yolo_entries.h"

#include "read/limits.h"
#include "read/paths.h"
#include "read/splits.h"
#include "read/text/yolo_paths.h"

#include <stdio.h>
#include <string.h>

static const char *const list_endings[] = {"txt", NULL};

static bool exists(const PsFolder *folder, const char *path)
{
    int count;
    if (!*path) return folder->name_count > 0;
    if (ps_folder_find(folder, path) >= 0) return true;
    ps_folder_below(folder, path, &count);
    return count > 0;
}

/* What the entry names in the folder, or NULL. `moved`: another place than the one written. */
static const char *resolve(const PsYoloSet *set, const char *base, const char *entry, bool *moved)
{
    const PsFolder *folder = set->source->folder;
    bool outside = false, ignored = false;
    const char *path = ps_path_straight(set->arena, base, entry, &outside);
    *moved = outside && strncmp(entry, "../", 3) != 0;
    if (exists(folder, path)) return path;
    path = ps_path_straight(set->arena, "", entry, &ignored);
    *moved = *moved || *base;
    for (; path && *path; path = ps_yolo_tail(path)) {
        if (exists(folder, path)) return path;
        *moved = true;
    }
    return NULL;
}

/* ------------------------------------------------------------------ pictures of a folder */

static int add_own(PsYoloSet *set, const char *below)
{
    const PsFolder *folder = set->source->folder;
    int count, added = 0, first = ps_folder_below(folder, below, &count);
    for (int i = first; i < first + count; i++) {
        if (!ps_name_ends(folder->names[i], ps_picture_endings)) continue;
        PsFound picture = set->sizes.given.folder
                              ? ps_sizes_find(&set->sizes, folder->names[i])
                              : (PsFound){set->source->folder, folder->names[i]};
        ps_yolo_add_image(set, folder->names[i], picture, false);
        added++;
    }
    return added;
}

static int count_given(const PsYoloSet *set, const char *below, int *first, int *count)
{
    int pictures = 0;
    const PsFolder *folder = set->sizes.given.folder;
    *first = ps_folder_below(folder, below, count);
    for (int i = *first; i < *first + *count; i++) {
        pictures += ps_name_ends(folder->names[i], ps_picture_endings);
    }
    return pictures;
}

/* The pictures of --images that stand for the folder `path`: those in a folder of the same name or
   of its last parts, else all. */
static int add_given(PsYoloSet *set, const char *path)
{
    PsFolder *folder = set->sizes.given.folder;
    const char *tail = path;
    int first = 0, count = 0, pictures = 0;
    if (!folder) return 0;
    while (tail && *tail && (pictures = count_given(set, tail, &first, &count)) == 0) {
        tail = ps_yolo_tail(tail);
    }
    if (!tail || !*tail) {
        tail = "";
        pictures = count_given(set, tail, &first, &count);
    }
    for (int i = first; i < first + count; i++) {
        const char *name = folder->names[i], *rest = name + strlen(tail) + (*tail != '\0');
        if (!ps_name_ends(name, ps_picture_endings)) continue;
        const char *logical = *path ? ps_path_join(set->arena, path, rest) : rest;
        ps_yolo_add_image(set, logical, (PsFound){folder, name}, !*tail && *path);
    }
    return pictures;
}

/* ------------------------------------------------------------------ lists of pictures */

static void add_listed(PsYoloSet *set, const char *folder, const char *line)
{
    bool moved, outside = false;
    const char *path = ps_path_straight(set->arena, folder, line, &outside);
    if (outside || ps_folder_find(set->source->folder, path) < 0) {
        path = resolve(set, "", line, &moved);
        if (!path) path = ps_path_straight(set->arena, "", line, &outside);
    }
    if (*path) ps_yolo_add_image(set, path, ps_sizes_find(&set->sizes, path), false);
}

static bool add_lines(PsYoloSet *set, const char *shown, const char *list, const char *data,
                      PsError *error)
{
    const char *base = ps_path_base(list);
    const char *folder = ps_arena_text_n(set->arena, list, (size_t)(base - list));
    if (strncmp(data, "\xEF\xBB\xBF", 3) == 0) data += 3;
    for (const char *at = data; *at;) {
        size_t length = strcspn(at, "\r\n"), start = strspn(at, " \t"), end = length;
        while (end > start && strchr(" \t", at[end - 1])) end--;
        if (end - start > PS_LIMIT_NAME) {
            PsPlace place = {.file = shown, .text = data, .at = at};
            return ps_refuse(error, shown, &place, "the path of a picture", "a longer line");
        }
        if (end > start) {
            add_listed(set, folder, ps_arena_text_n(set->arena, at + start, end - start));
        }
        at += length;
        at += strspn(at, "\r\n");
    }
    return true;
}

static bool add_list(PsYoloSet *set, const char *name, PsError *error)
{
    PsSourceFile file = PS_SOURCE_FILE;
    bool fine = ps_source_read(set->source, name, &file, error) &&
                add_lines(set, file.path, name, file.data, error);
    ps_source_file_free(&file);
    return fine;
}

/* ------------------------------------------------------------------ data.yaml */

static bool refuse_entry(const PsYoloSet *set, const PsYaml *entry, const char *key, PsError *error)
{
    char found[200];
    PsPlace place = {.key = key, .line = entry->line, .file = set->yaml_path};
    bool text = entry->kind == PS_YAML_TEXT;
    snprintf(found, sizeof found, text ? "no pictures at \"%.120s\"" : "a list or map in a list",
             entry->text);
    return ps_refuse(error, set->yaml_path, &place,
                     "a folder or a list of pictures below this file; --images names the folder of "
                     "the pictures if they are elsewhere",
                     found);
}

static void note_moved(const PsYoloSet *set, const PsYaml *entry, const char *key)
{
    PsPlace place = {.key = key, .line = entry->line, .file = set->yaml_path};
    ps_issue_add(set->issues, "path-moved", &place,
                 "A path leads out of the folder or into one that is not there; what lies in the "
                 "folder under the last parts of its name was taken.");
}

static bool add_entry(PsYoloSet *set, const PsYaml *entry, const char *key, PsError *error)
{
    bool moved = false;
    const PsYaml *base = ps_yaml_get(set->yaml, "path");
    if (entry->kind != PS_YAML_TEXT) return refuse_entry(set, entry, key, error);
    const char *folder = ps_yaml_is_null(base) || base->kind != PS_YAML_TEXT ? "" : base->text;
    const char *path = resolve(set, folder, entry->text, &moved);
    if (path && moved) note_moved(set, entry, key);
    if (path && ps_folder_find(set->source->folder, path) >= 0) {
        if (ps_name_ends(path, list_endings)) return add_list(set, path, error);
        return refuse_entry(set, entry, key, error);
    }
    if (path && add_own(set, path) > 0) return true;
    bool outside = false;
    if (!path) path = ps_path_straight(set->arena, "", entry->text, &outside);
    return add_given(set, path) > 0 || refuse_entry(set, entry, key, error);
}

static bool add_split(PsYoloSet *set, const PsYaml *entry, PsError *error)
{
    if (entry->kind != PS_YAML_LIST) return add_entry(set, entry, entry->key, error);
    for (const PsYaml *item = entry->first; item; item = item->next) {
        if (!add_entry(set, item, entry->key, error)) return false;
    }
    return true;
}

/* Is the item of the yaml one of the parts of the set? */
static bool is_split(const PsYoloSet *set, const PsYaml *item)
{
    return item->key && !ps_yaml_is_null(item) && ps_split_is_known(set->source, item->key);
}

static bool add_splits(PsYoloSet *set, const char *split, PsError *error)
{
    for (const PsYaml *item = set->yaml->first; item; item = item->next) {
        if (!is_split(set, item) || (*split && !ps_split_is(item->key, split))) continue;
        set->split = ps_split_name(item->key);
        if (!add_split(set, item, error)) return false;
    }
    return true;
}

/* ------------------------------------------------------------------ without entries */

static bool is_in_split(const PsYoloImage *image, const char *split)
{
    return ps_split_has(image->path, split, PS_SPLIT_BY_FOLDER) ||
           (image->label && ps_split_has(image->label, split, PS_SPLIT_BY_FOLDER));
}

static void keep_split(PsYoloSet *set, const char *split)
{
    PsYoloImage *images = PS_BUF_ITEMS(&set->images, PsYoloImage);
    size_t count = PS_BUF_COUNT(&set->images, PsYoloImage), kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_in_split(&images[i], split)) images[kept++] = images[i];
    }
    set->images.length = kept * sizeof *images;
}

/* All pictures there are, or those of one split, if folders are named after it. */
static bool add_all(PsYoloSet *set, PsNames *found, PsError *error)
{
    if (!add_given(set, "")) add_own(set, "");
    PsYoloImage *images = PS_BUF_ITEMS(&set->images, PsYoloImage);
    size_t count = PS_BUF_COUNT(&set->images, PsYoloImage);
    bool rest = false;
    for (size_t i = 0; i < count; i++) {
        const char *label = images[i].label ? images[i].label : "";
        ps_split_find(set->source, images[i].path, PS_SPLIT_BY_FOLDER, found);
        ps_split_find(set->source, label, PS_SPLIT_BY_FOLDER, found);
        images[i].split = ps_split_of(set->source, images[i].path, PS_SPLIT_BY_FOLDER);
        if (!images[i].split) {
            images[i].split = ps_split_of(set->source, label, PS_SPLIT_BY_FOLDER);
        }
        rest |= !images[i].split;
    }
    const char *split = ps_split_choose(set->source, found, rest, error);
    if (split && *split) keep_split(set, split);
    return split != NULL;
}

static bool add_found(PsYoloSet *set, PsNames *found, PsError *error)
{
    for (const PsYaml *item = set->yaml ? set->yaml->first : NULL; item; item = item->next) {
        if (is_split(set, item)) ps_names_add(found, item->key, strlen(item->key));
    }
    if (ps_names_count(found) == 0) return add_all(set, found, error);
    const char *split = ps_split_choose(set->source, found, false, error);
    return split && add_splits(set, split, error);
}

bool ps_yolo_add_entries(PsYoloSet *set, PsError *error)
{
    const PsSource *source = set->source;
    PsNames found;
    if (!set->yaml && source->main && ps_yolo_is_picture_list(source->data)) {
        return add_lines(set, source->path, source->main, source->data, error);
    }
    ps_names_start(&found, set->arena);
    bool fine = add_found(set, &found, error);
    ps_names_free(&found);
    return fine;
}
