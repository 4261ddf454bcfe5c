/* Sizes of pictures; see sizes.h. */
#include "read/sizes.h"

#include "read/limits.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool ps_sizes_open(PsSizes *sizes, PsSource *source, PsError *error)
{
    *sizes = (PsSizes){.arena = source->arena, .header = PS_BUF};
    sizes->own.folder = source->folder;
    if (!source->options->images) return true;
    sizes->given.folder = ps_folder_open(source->options->images, source->arena, error);
    return sizes->given.folder != NULL;
}

void ps_sizes_close(PsSizes *sizes)
{
    ps_folder_close(sizes->given.folder);
    ps_buf_free(&sizes->header);
}

static void index_names(PsPictureNames *names, PsArena *arena)
{
    const PsFolder *folder = names->folder;
    names->bases = ps_index_new(arena);
    names->stems = ps_index_new(arena);
    names->base_twice = PS_ARRAY(arena, bool, folder->name_count);
    names->stem_twice = PS_ARRAY(arena, bool, folder->name_count);
    for (int i = 0; i < folder->name_count; i++) {
        if (!ps_name_ends(folder->names[i], ps_picture_endings)) continue;
        int first = ps_index_add_text(names->bases, ps_path_base(folder->names[i]), i);
        if (first != i) names->base_twice[first] = true;
        first = ps_index_add_text(names->stems, ps_path_stem(arena, folder->names[i]), i);
        if (first != i) names->stem_twice[first] = true;
    }
}

static int find_stem(const PsPictureNames *names, const char *name)
{
    PsArena *scratch = ps_arena_new();
    bool cut = ps_name_ends(name, ps_picture_endings);
    int found = ps_index_text(names->stems, cut ? ps_path_stem(scratch, name) : ps_path_base(name));
    ps_arena_free(scratch);
    return found;
}

/* Number of the picture in the listing, or -1. */
static int find(PsPictureNames *names, const char *name, PsArena *arena)
{
    int found = ps_folder_find(names->folder, name);
    if (found >= 0) return found;
    if (!names->bases) index_names(names, arena);
    found = ps_index_text(names->bases, ps_path_base(name));
    if (found >= 0) return names->base_twice[found] ? -1 : found;
    found = find_stem(names, name);
    return found >= 0 && !names->stem_twice[found] ? found : -1;
}

PsFound ps_sizes_find(PsSizes *sizes, const char *name)
{
    PsPictureNames *both[] = {&sizes->given, &sizes->own};
    for (int i = 0; i < 2; i++) {
        PsFolder *folder = both[i]->folder;
        int found = folder ? find(both[i], name, sizes->arena) : -1;
        if (found >= 0) return (PsFound){folder, folder->names[found]};
    }
    return (PsFound){0};
}

bool ps_sizes_has_stem(PsSizes *sizes, const char *name)
{
    PsArena *scratch = ps_arena_new();
    const char *stem = ps_path_stem(scratch, name);
    PsPictureNames *both[] = {&sizes->given, &sizes->own};
    bool found = false;
    for (int i = 0; i < 2 && !found; i++) {
        if (!both[i]->folder) continue;
        if (!both[i]->bases) index_names(both[i], sizes->arena);
        found = ps_index_text(both[i]->stems, stem) >= 0;
    }
    ps_arena_free(scratch);
    return found;
}

/* ------------------------------------------------------------------ headers */

static bool read_up_to(int file, PsBuf *bytes, size_t size)
{
    if (size > bytes->length) ps_buf_reserve(bytes, size - bytes->length);
    while (bytes->length < size) {
        ssize_t got = read(file, bytes->data + bytes->length, size - bytes->length);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return got == 0;
        bytes->length += (size_t)got;
    }
    return true;
}

/* Most headers lie in the first bytes; some have a preview picture or a profile before the size. */
static bool read_header(int file, PsBuf *bytes, int *width, int *height)
{
    static const size_t steps[] = {4096, 65536, PS_LIMIT_PART};
    struct stat info;
    if (fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) return false;
    size_t whole = (size_t)info.st_size;
    ps_buf_clear(bytes);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        PsError error = {0};
        size_t size = whole < steps[i] ? whole : steps[i];
        if (!read_up_to(file, bytes, size)) return false;
        if (ps_picture_size(bytes->data, bytes->length, size == whole, "", width, height, &error)) {
            return true;
        }
        if (size == whole) return false;
    }
    return false;
}

bool ps_sizes_read(PsSizes *sizes, PsFound picture, int *width, int *height, const char **why)
{
    *why = "there is no such picture";
    int file = picture.folder ? ps_folder_file(picture.folder, picture.name, why) : -1;
    if (file < 0) return false;
    bool fine = read_header(file, &sizes->header, width, height);
    close(file);
    if (!fine) *why = "its size cannot be read";
    return fine;
}
