/* Sources; see source.h. */
#include "read/source.h"

#include "read/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ------------------------------------------------------------------ files of a folder */

/* The size is known, so one read is enough; if the file grew meanwhile, the rest is not wanted. */
static bool read_bytes(int file, size_t most, PsBuf *bytes, const char **why)
{
    struct stat info;
    ps_buf_clear(bytes);
    if (fstat(file, &info) != 0) {
        *why = strerror(errno);
    } else if (!S_ISREG(info.st_mode)) {
        *why = "is not a regular file";
    } else if ((uintmax_t)info.st_size > PS_LIMIT_PART) {
        *why = "is larger than the limit of 256 MB for a file of a folder";
    } else {
        size_t size = (uintmax_t)info.st_size < most ? (size_t)info.st_size : most;
        ps_buf_reserve(bytes, size + 1);
        while (bytes->length < size) {
            ssize_t got = read(file, bytes->data + bytes->length, size - bytes->length);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) *why = strerror(errno);
            if (got <= 0) break;
            bytes->length += (size_t)got;
        }
        bytes->data[bytes->length] = '\0';
    }
    return !*why;
}

static bool load(PsSource *source, const char *name, size_t most, PsSourceFile *file,
                 const char **why)
{
    *why = NULL;
    ps_buf_clear(&file->shown);
    const char *folder = source->folder->path;
    bool bare = source->main && strcmp(folder, ".") == 0; /* the user gave a name without folder */
    size_t length = strlen(folder);
    bool slash = length > 0 && folder[length - 1] == '/';
    if (!bare) ps_buf_printf(&file->shown, "%s%s", folder, slash ? "" : "/");
    ps_buf_text(&file->shown, name);
    file->name = name;
    file->path = file->shown.data;
    int opened = ps_folder_file(source->folder, name, why);
    if (opened < 0) return false;
    bool fine = read_bytes(opened, most, &file->bytes, why);
    close(opened);
    file->data = file->bytes.data;
    file->size = file->bytes.length;
    return fine;
}

bool ps_source_read(PsSource *source, const char *name, PsSourceFile *file, PsError *error)
{
    const char *why;
    if (!load(source, name, PS_LIMIT_PART, file, &why)) {
        return ps_fail(error, PS_ERROR_INPUT, file->path, NULL, NULL, "%s", why);
    }
    char size[32];
    source->files_read++;
    ps_hash_add(source->hash, name, strlen(name) + 1);
    ps_hash_add(source->hash, size, (size_t)snprintf(size, sizeof size, "%zu:", file->size));
    ps_hash_add(source->hash, file->data, file->size);
    return true;
}

bool ps_source_peek(PsSource *source, const char *name, PsSourceFile *file)
{
    const char *why;
    return load(source, name, PS_LIMIT_PART, file, &why);
}

bool ps_sample_goes_on(const PsSample *sample)
{
    enum { FILES = 24, EMPTY = 240 };
    return sample->files < FILES && sample->empty < EMPTY;
}

bool ps_source_look(PsSource *source, const char *name, PsSourceFile *file, PsSample *sample)
{
    enum { WHOLE = 3, BEGINNING = 1 << 16 };
    const char *why;
    size_t most = sample->files < WHOLE ? PS_LIMIT_PART : BEGINNING;
    bool blank =
        !load(source, name, most, file, &why) || strspn(file->data, " \t\r\n") == file->size;
    sample->files += !blank;
    sample->empty += blank;
    return !blank;
}

bool ps_source_enter(PsSource *source, const char *name, PsSourceFile *file, PsSource *inner,
                     PsError *error)
{
    if (!ps_source_read(source, name, file, error)) return false;
    *inner = (PsSource){.path = file->path,
                        .data = file->data,
                        .size = file->size,
                        .options = source->options,
                        .notes = source->notes,
                        .arena = source->arena,
                        .content = PS_BUF};
    return true;
}

void ps_source_file_free(PsSourceFile *file)
{
    ps_buf_free(&file->bytes);
    ps_buf_free(&file->shown);
}

const char *ps_source_next(const PsSource *source, const char *const *endings, int *at)
{
    while (source->folder && *at < source->folder->name_count) {
        const char *name = source->folder->names[(*at)++];
        if (ps_name_ends(name, endings)) return name;
    }
    return NULL;
}

PsPlace ps_source_place(const PsSourceFile *file, const char *at)
{
    return (PsPlace){.file = file->path, .text = file->data, .at = at};
}

/* ------------------------------------------------------------------ opening */

static bool open_file(PsSource *source, PsError *error)
{
    PsBytes bytes;
    if (!ps_file_read(source->path, PS_LIMIT_FILE, &bytes, error)) return false;
    source->content = (PsBuf){bytes.data, bytes.size, bytes.size + 1};
    source->data = bytes.data;
    source->size = bytes.size;
    ps_hash_add(source->hash, bytes.data, bytes.size);
    source->files_read = 1;
    return true;
}

/* data.yaml and its kin: the folder around it is the source, the file is the way in. */
static bool open_around(PsSource *source, PsError *error)
{
    const char *base = ps_path_base(source->path);
    size_t length = (size_t)(base - source->path);
    const char *around =
        length ? ps_arena_text_n(source->arena, source->path, length > 1 ? length - 1 : 1) : ".";
    source->folder = ps_folder_open(around, source->arena, error);
    source->main = base;
    return source->folder != NULL;
}

bool ps_source_open(PsSource *source, const char *path, const char *role,
                    const PsReadOptions *options, PsError *error)
{
    static const char *const lists[] = {"yaml", "yml", "txt", "names", "data", NULL};
    static const PsReadOptions none = {0};
    PsArena *arena = ps_arena_new();
    *source = (PsSource){.path = path,
                         .data = ps_buf_empty,
                         .options = options ? options : &none,
                         .arena = arena,
                         .content = PS_BUF,
                         .hash = ps_hash_new(arena)};
    bool truth = strcmp(role, "ground-truth") == 0;
    bool standard = strcmp(path, "-") == 0; /* also where a folder is called so */
    if (!standard && ps_folder_exists(path)) {
        if (ps_folder_is_report(path)) {
            return ps_fail(error, PS_ERROR_INPUT, path, NULL, "name what reports are made from",
                           "is a report that proofsheet wrote");
        }
        source->folder = ps_folder_open(path, arena, error);
        return source->folder != NULL;
    }
    if (!open_file(source, error)) return false;
    bool regular = !standard && ps_file_exists(path);
    return !truth || !regular || !ps_name_ends(path, lists) || open_around(source, error);
}

void ps_source_close(PsSource *source)
{
    ps_folder_close(source->folder);
    ps_buf_free(&source->content);
    ps_arena_free(source->arena);
    *source = (PsSource){.data = ps_buf_empty, .content = PS_BUF};
}
