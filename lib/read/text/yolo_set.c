/* Pictures, labels and classes of a YOLO set; see yolo_set.h. Trainers find a label by its
   picture's path: the last folder "images" becomes "labels". Where pictures lie in the source that
   rule alone holds. Where they come from elsewhere (--images), the path is shortened from the front
   until a label is met. */
#include "read/text/yolo_set.h"

#include "read/splits.h"

#include "read/limits.h"
#include "read/text/yolo_entries.h"
#include "read/text/yolo_paths.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const text_endings[] = {"txt", NULL};
static const char *const yaml_endings[] = {"yaml", "yml", NULL};

bool ps_yolo_is_class_file(const char *name)
{
    static const char *const known[] = {"classes.txt", "_classes.txt", "class_names.txt",
                                        "predefined_classes.txt", "_darknet.labels"};
    static const char *const names[] = {"names", NULL};
    const char *base = ps_path_base(name);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(base, known[i]) == 0) return true;
    }
    return ps_name_ends(base, names);
}

bool ps_yolo_is_picture_list(const char *text)
{
    char line[1024];
    if (strncmp(text, "\xEF\xBB\xBF", 3) == 0) text += 3;
    text += strspn(text, " \t\r\n");
    size_t length = strcspn(text, "\r\n");
    while (length > 0 && strchr(" \t", text[length - 1])) length--;
    if (length == 0 || length >= sizeof line) return false;
    snprintf(line, sizeof line, "%.*s", (int)length, text);
    static const char *const others[] = {"bmp", "tif", "tiff", "gif", "avif", "heic", NULL};
    return ps_name_ends(line, ps_picture_endings) || ps_name_ends(line, others);
}

const char *ps_yolo_yaml_name(const PsSource *source)
{
    static const char *const usual[] = {"data.yaml", "dataset.yaml", "data.yml", "dataset.yml"};
    const char *only = NULL, *name;
    if (source->main) return ps_name_ends(source->main, yaml_endings) ? source->main : NULL;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        if (ps_folder_find(source->folder, usual[i]) >= 0) return usual[i];
    }
    for (int at = 0; (name = ps_source_next(source, yaml_endings, &at));) {
        if (strchr(name, '/')) continue;
        if (only) return NULL; /* several: a guess would be silent */
        only = name;
    }
    return only;
}

/* ------------------------------------------------------------------ labels */

static bool has_label(const PsYoloSet *set, const char *name, const char **label)
{
    int number = name ? ps_folder_find(set->source->folder, name) : -1;
    if (number < 0) return false;
    *label = set->source->folder->names[number];
    set->label_used[number] = true;
    return true;
}

static void note_folder(PsYoloSet *set, const char *label)
{
    const char *base = ps_path_base(label);
    size_t length = (size_t)(base - label);
    const char *folder = ps_arena_text_n(set->scratch, label, length ? length - 1 : 0);
    if (ps_index_text(set->label_folders, folder) >= 0) return;
    ps_index_add_text(set->label_folders, ps_arena_text(set->arena, folder), 1);
}

/* No file lies deeper than the listing goes, so longer paths need not be tried in full. */
static const char *last_parts(const char *path)
{
    int slashes = 0;
    for (const char *at = path; *at; at++) slashes += *at == '/';
    for (; slashes > PS_LIMIT_FOLDERS; slashes--) path = ps_yolo_tail(path);
    return path;
}

static const char *find_label(PsYoloSet *set, const char *path, bool in_place)
{
    const char *label = NULL;
    ps_arena_reset(set->scratch);
    path = last_parts(path);
    for (const char *at = path; at; at = in_place ? NULL : ps_yolo_tail(at)) {
        const char *swapped = ps_yolo_label_path(set->scratch, at);
        const char *beside = ps_yolo_with_ending(set->scratch, at, "txt");
        if (at == path && swapped) note_folder(set, swapped);
        if (has_label(set, swapped, &label) || has_label(set, beside, &label)) break;
        const char *below = ps_arena_printf(set->scratch, "labels/%s", beside);
        if (!in_place && has_label(set, below, &label)) break;
    }
    if (label) note_folder(set, label);
    return label;
}

/* True if some text of the source has the stem of the picture. */
static bool is_labelled_elsewhere(PsYoloSet *set, const char *path)
{
    if (!set->label_stems) {
        const char *name;
        set->label_stems = ps_index_new(set->arena);
        for (int at = 0; (name = ps_source_next(set->source, text_endings, &at));) {
            ps_index_add_text(set->label_stems, ps_path_stem(set->arena, name), at);
        }
    }
    return ps_index_text(set->label_stems, ps_path_stem(set->scratch, path)) >= 0;
}

/* A number that was kept for a picture without labels may have gone to another one. */
static void note_again(PsYoloSet *set, int number, const char *path)
{
    const PsYoloImage *known = &PS_BUF_ITEMS(&set->images, PsYoloImage)[number];
    if (set->split && number < (int)PS_BUF_COUNT(&set->images, PsYoloImage) &&
        strcmp(known->path, path) == 0 && known->split && strcmp(known->split, set->split) != 0) {
        PsPlace place = {.file = path};
        ps_split_note_twice(set->issues, &place);
        return;
    }
    ps_issue_add(set->issues, "image-listed-twice", NULL,
                 "A picture is listed twice in the set; it was taken once.");
}

void ps_yolo_add_image(PsYoloSet *set, const char *path, PsFound picture, bool only_labelled)
{
    int number = (int)PS_BUF_COUNT(&set->images, PsYoloImage);
    int known = ps_index_add_text(set->paths, path, number);
    if (known != number) {
        note_again(set, known, path);
        return;
    }
    bool in_place = ps_folder_find(set->source->folder, path) >= 0;
    PsYoloImage image = {.path = path,
                         .label = find_label(set, path, in_place),
                         .split = set->split,
                         .picture = picture};
    if (only_labelled && !image.label && is_labelled_elsewhere(set, path)) return;
    PS_BUF_PUSH(&set->images, image);
}

/* ------------------------------------------------------------------ classes and settings */

/* A YAML file of the folder; its path, to be shown, goes to *path. */
static const PsYaml *read_yaml(PsYoloSet *set, const char *name, const char **path, PsError *error)
{
    PsSourceFile file = PS_SOURCE_FILE;
    const PsYaml *yaml = NULL;
    if (ps_source_read(set->source, name, &file, error)) {
        *path = ps_arena_text(set->arena, file.path);
        yaml = ps_yaml_parse(*path, file.data, file.size, set->arena, error);
    }
    ps_source_file_free(&file);
    return yaml;
}

static bool open_yaml(PsYoloSet *set, PsError *error)
{
    PsSource *source = set->source;
    const char *name = ps_yolo_yaml_name(source);
    if (!name) return true;
    if (source->main) {
        set->yaml_path = source->path;
        set->yaml = ps_yaml_parse(source->path, source->data, source->size, set->arena, error);
    } else {
        set->yaml = read_yaml(set, name, &set->yaml_path, error);
    }
    return set->yaml != NULL;
}

static bool read_class_file(PsYoloSet *set, const char *name, PsError *error)
{
    PsSourceFile file = PS_SOURCE_FILE;
    bool fine = ps_source_read(set->source, name, &file, error);
    if (fine) {
        PsClassText text = {ps_arena_text(set->arena, file.path), file.data, file.size};
        fine = ps_class_list_text(&text, set->arena, &set->classes, error);
    }
    ps_source_file_free(&file);
    return fine;
}

static bool find_classes(PsYoloSet *set, PsError *error)
{
    const PsFolder *folder = set->source->folder;
    for (int i = 0; i < folder->name_count; i++) {
        if (ps_yolo_is_class_file(folder->names[i])) {
            return read_class_file(set, folder->names[i], error);
        }
    }
    ps_issue_add(set->issues, "class-names-unknown", NULL,
                 "No list of class names was found; classes are named by their number. --classes "
                 "names them.");
    return true;
}

/* A list of pictures stands beside a data.yaml as a rule. */
static bool borrow_yaml(PsYoloSet *set, PsError *error)
{
    PsSource *source = set->source;
    const char *main = source->main;
    source->main = NULL;
    const char *name = ps_yolo_yaml_name(source);
    source->main = main;
    if (!name) return find_classes(set, error);
    const char *path;
    const PsYaml *yaml = read_yaml(set, name, &path, error);
    return yaml && ps_class_list_yaml(path, yaml, set->arena, set->issues, &set->classes, error);
}

static bool open_classes(PsYoloSet *set, PsError *error)
{
    const PsSource *source = set->source;
    const char *asked = source->options->classes;
    if (asked) return ps_class_list_open(asked, set->arena, set->issues, &set->classes, error);
    if (set->yaml) {
        return ps_class_list_yaml(set->yaml_path, set->yaml, set->arena, set->issues, &set->classes,
                                  error);
    }
    if (!source->main) return find_classes(set, error);
    if (ps_yolo_is_picture_list(source->data)) return borrow_yaml(set, error);
    PsClassText text = {source->path, source->data, source->size};
    return ps_class_list_text(&text, set->arena, &set->classes, error);
}

/* kpt_shape: [17, 3] means that a line holds 17 x 3 numbers after the box. */
static void read_columns(PsYoloSet *set)
{
    const PsYaml *shape = ps_yaml_get(set->yaml, "kpt_shape");
    if (!shape || shape->kind != PS_YAML_LIST || shape->count != 2) return;
    int points = atoi(shape->first->text), each = atoi(shape->first->next->text);
    if (points > 0 && points < 1000 && each > 0 && each < 10) set->columns = 5 + points * each;
}

/* ------------------------------------------------------------------ the whole */

static int by_file(const void *a, const void *b)
{
    const PsYoloImage *one = a, *other = b;
    int order = strcmp(one->file, other->file);
    return order ? order : strcmp(one->path, other->path);
}

/* Length of the folders that all paths share, with the last slash. */
static size_t shared_folders(const PsYoloSet *set)
{
    const PsYoloImage *images = PS_BUF_ITEMS(&set->images, PsYoloImage);
    size_t count = PS_BUF_COUNT(&set->images, PsYoloImage), shared = 0;
    if (count == 0) return 0;
    shared = (size_t)(ps_path_base(images[0].path) - images[0].path);
    for (size_t i = 1; i < count && shared > 0; i++) {
        size_t same = 0;
        while (same < shared && images[i].path[same] == images[0].path[same]) same++;
        while (same > 0 && images[0].path[same - 1] != '/') same--;
        shared = same;
    }
    return shared;
}

static void name_images(PsYoloSet *set)
{
    PsYoloImage *images = PS_BUF_ITEMS(&set->images, PsYoloImage);
    size_t count = PS_BUF_COUNT(&set->images, PsYoloImage), shared = shared_folders(set);
    for (size_t i = 0; i < count; i++) {
        bool given =
            images[i].picture.folder && images[i].picture.folder == set->sizes.given.folder;
        images[i].file = given ? images[i].picture.name : images[i].path + shared;
    }
    if (count > 1) qsort(images, count, sizeof *images, by_file);
}

/* Labels beside those that were taken, for which no picture is anywhere. */
static void note_orphans(PsYoloSet *set)
{
    const PsFolder *folder = set->source->folder;
    for (int i = 0; i < folder->name_count; i++) {
        const char *name = folder->names[i];
        if (set->label_used[i] || !ps_name_ends(name, text_endings)) continue;
        if (ps_yolo_is_class_file(name)) continue;
        size_t length = (size_t)(ps_path_base(name) - name);
        ps_arena_reset(set->scratch);
        const char *at = ps_arena_text_n(set->scratch, name, length ? length - 1 : 0);
        if (ps_index_text(set->label_folders, at) < 0) continue;
        if (!*at || ps_sizes_has_stem(&set->sizes, name)) continue;
        PsPlace place = {.file = ps_path_join(set->arena, folder->path, name)};
        ps_issue_add(set->issues, "label-without-picture", &place,
                     "A label file has no picture; it was left out.");
    }
}

bool ps_yolo_set_open(PsYoloSet *set, PsSource *source, PsIssueList *issues, PsError *error)
{
    PsArena *arena = source->arena;
    *set = (PsYoloSet){.source = source,
                       .issues = issues,
                       .arena = arena,
                       .scratch = ps_arena_new(),
                       .images = PS_BUF,
                       .paths = ps_index_new(arena),
                       .label_folders = ps_index_new(arena),
                       .label_used = PS_ARRAY(arena, bool, source->folder->name_count)};
    if (!ps_sizes_open(&set->sizes, source, error)) return false;
    if (!open_yaml(set, error) || !open_classes(set, error)) return false;
    read_columns(set);
    if (!ps_yolo_add_entries(set, error)) return false;
    name_images(set);
    note_orphans(set);
    return true;
}

void ps_yolo_set_close(PsYoloSet *set)
{
    ps_sizes_close(&set->sizes);
    ps_buf_free(&set->images);
    ps_arena_free(set->scratch);
}
