/* Finding pictures. A name is tried as it stands, then by its last part; what is still missing is
   looked up in one listing of the folder, by name without regard to case, then by stem. A file
   that was found by likeness is taken only if no other image claims it: the wrong picture is worse
   than none. Every path is resolved and must still lie in the folder, whatever links say. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "picture_find.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/index.h"
#include "base/listing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct Listed {
    const char *path; /* relative to the folder */
    bool name_twice, stem_twice;
} Listed;

typedef struct Finder {
    PsArena *arena;
    char *root;                 /* resolved; NULL if it cannot be opened */
    PsBuf joined;               /* scratch */
    PsBuf listed;               /* Listed */
    PsIndex *by_name, *by_stem; /* lower case -> number in `listed`; NULL until needed */
} Finder;

/* Fills `source` from a name below the folder; false if nothing is there. */
static bool look(Finder *finder, const char *name, PictureSource *source)
{
    ps_buf_clear(&finder->joined);
    ps_buf_printf(&finder->joined, "%s/%s", finder->root, name);
    char *real = realpath(finder->joined.data, NULL);
    struct stat info;
    if (!real && errno != EACCES) return false;
    if (!real) {
        source->faults = FAULT_BIT(FAULT_DENIED);
    } else if (!ps_path_lies_in(finder->root, real)) {
        source->faults = FAULT_BIT(FAULT_OUTSIDE);
    } else if (stat(real, &info) != 0 || !S_ISREG(info.st_mode)) {
        source->faults = FAULT_BIT(FAULT_NOT_A_FILE);
    } else {
        source->path = ps_arena_text(finder->arena, real);
    }
    free(real);
    return true;
}

static const char *lower(PsArena *arena, const char *text)
{
    char *copy = ps_arena_text(arena, text);
    for (char *c = copy; *c; c++) {
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c - 'A' + 'a');
    }
    return copy;
}

static void list_file(Finder *finder, const char *path)
{
    int number = (int)PS_BUF_COUNT(&finder->listed, Listed);
    Listed file = {.path = path};
    PS_BUF_PUSH(&finder->listed, file);
    Listed *all = PS_BUF_ITEMS(&finder->listed, Listed);
    const char *name = lower(finder->arena, ps_path_base(path));
    int first = ps_index_add_text(finder->by_name, name, number);
    if (first != number) all[first].name_twice = true;
    first = ps_index_add_text(finder->by_stem, ps_path_stem(finder->arena, name), number);
    if (first != number) all[first].stem_twice = true;
}

static void make_listing(Finder *finder)
{
    PsListing files;
    PsError ignored; /* a folder that cannot be listed has nothing alike for us */
    if (finder->by_name) return;
    finder->by_name = ps_index_new(finder->arena);
    finder->by_stem = ps_index_new(finder->arena);
    if (!ps_files_below(finder->root, finder->root, finder->arena, &files, &ignored)) return;
    for (int i = 0; i < files.count; i++) {
        if (ps_name_ends(files.names[i], ps_picture_endings)) list_file(finder, files.names[i]);
    }
}

static void find_by_likeness(Finder *finder, const char *name, PictureSource *source)
{
    make_listing(finder);
    const Listed *all = PS_BUF_ITEMS(&finder->listed, Listed);
    PictureFault found_by = FAULT_FOUND_BY_NAME;
    const char *base = lower(finder->arena, ps_path_base(name));
    int number = ps_index_text(finder->by_name, base);
    bool twice = number >= 0 && all[number].name_twice;
    if (number < 0) {
        found_by = FAULT_FOUND_BY_STEM;
        bool cut =
            ps_name_ends(base, ps_picture_endings); /* "frame.001" has no extension to be cut off */
        number = ps_index_text(finder->by_stem, cut ? ps_path_stem(finder->arena, base) : base);
        twice = number >= 0 && all[number].stem_twice;
    }
    if (twice) {
        source->faults = FAULT_BIT(FAULT_AMBIGUOUS);
    } else if (number < 0 || !look(finder, all[number].path, source)) {
        source->faults = FAULT_BIT(FAULT_MISSING);
    } else if (source->path) {
        source->faults = FAULT_BIT(found_by);
    }
}

static void find(Finder *finder, const char *name, PictureSource *source)
{
    if (!finder->root) {
        source->faults = FAULT_BIT(FAULT_FOLDER);
    } else if (!*name) {
        source->faults = FAULT_BIT(FAULT_MISSING);
    } else if (!ps_path_is_inside(name)) {
        source->faults = FAULT_BIT(FAULT_NAME_UNSAFE);
    } else if (!look(finder, name, source)) {
        const char *base = ps_path_base(name);
        if (base == name || !*base || !look(finder, base, source)) {
            find_by_likeness(finder, name, source);
        } else if (source->path) {
            source->faults = FAULT_BIT(FAULT_FOUND_BY_NAME);
        }
    }
}

/* Takes back what was found by likeness if another image has the same file. */
static void refuse_shared(PictureSource *sources, int count, PsArena *arena)
{
    const unsigned alike = FAULT_BIT(FAULT_FOUND_BY_NAME) | FAULT_BIT(FAULT_FOUND_BY_STEM);
    PsIndex *owners = ps_index_new(arena);
    bool *shared = PS_ARRAY(arena, bool, count);
    for (int i = 0; i < count; i++) {
        if (!sources[i].path) continue;
        int owner = ps_index_add_text(owners, sources[i].path, i);
        if (owner != i) shared[owner] = shared[i] = true;
    }
    for (int i = 0; i < count; i++) {
        if (!shared[i] || !(sources[i].faults & alike)) continue;
        sources[i] = (PictureSource){.faults = FAULT_BIT(FAULT_AMBIGUOUS)};
    }
}

/* Pictures of the listing that no image has taken; a picture behind a link is never one. */
static void find_orphans(Finder *finder, PictureSources *found, int image_count, PsArena *arena)
{
    const Listed *all = PS_BUF_ITEMS(&finder->listed, Listed);
    size_t count = PS_BUF_COUNT(&finder->listed, Listed);
    PsIndex *taken = ps_index_new(finder->arena);
    for (int i = 0; i < image_count; i++) {
        if (found->items[i].path) ps_index_add_text(taken, found->items[i].path, i);
    }
    found->orphans = PS_ARRAY(arena, const char *, count);
    for (size_t i = 0; i < count; i++) {
        const char *path = ps_path_join(finder->arena, finder->root, all[i].path);
        if (ps_index_text(taken, path) >= 0) continue;
        char *real = realpath(path, NULL);
        bool orphan = real && ps_index_text(taken, real) < 0;
        if (orphan) found->orphans[found->orphan_count++] = ps_arena_text(arena, all[i].path);
        free(real);
    }
}

PictureSources picture_find_all(const PsDataset *dataset, const char *folder, PsArena *arena)
{
    PictureSources found = {.items = PS_ARRAY(arena, PictureSource, dataset->image_count)};
    PsArena *scratch = ps_arena_new();
    Finder finder = {.arena = scratch, .joined = PS_BUF, .listed = PS_BUF};
    finder.root = folder ? realpath(folder, NULL) : NULL;
    for (int i = 0; i < dataset->image_count; i++) {
        find(&finder, dataset->images[i].file, &found.items[i]);
    }
    refuse_shared(found.items, dataset->image_count, scratch);
    if (finder.root) make_listing(&finder);
    if (finder.root) find_orphans(&finder, &found, dataset->image_count, arena);
    for (int i = 0; i < dataset->image_count; i++) {
        if (found.items[i].path) found.items[i].path = ps_arena_text(arena, found.items[i].path);
    }
    free(finder.root);
    ps_buf_free(&finder.joined);
    ps_buf_free(&finder.listed);
    ps_arena_free(scratch);
    return found;
}
