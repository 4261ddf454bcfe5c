/* Folders; see folder.h. Names come from two sides: from the listing, and from texts in the input.
   Both are opened the same way: the file's folder is resolved and must lie in the one given, then
   the file itself is opened there without following a link; a link is resolved and judged first. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "read/folder.h"

#include "base/file.h"
#include "base/listing.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

PsFolder *ps_folder_open(const char *path, PsArena *arena, PsError *error)
{
    char *real = realpath(path, NULL);
    if (!real) {
        ps_fail(error, PS_ERROR_INPUT, path, NULL, NULL, "%s", strerror(errno));
        return NULL;
    }
    PsFolder *folder = PS_NEW(arena, PsFolder);
    *folder = (PsFolder){
        .path = ps_arena_text(arena, path), .real = ps_arena_text(arena, real), .arena = arena};
    free(real);
    PsListing listing;
    if (!ps_files_below(folder->real, folder->path, arena, &listing, error)) return NULL;
    folder->names = listing.names;
    folder->name_count = listing.count;
    return folder;
}

void ps_folder_close(PsFolder *folder)
{
    for (int i = 0; folder && i < folder->part_count; i++) {
        close(folder->parts[i].file);
        ps_buf_free(&folder->parts[i].at);
    }
    if (folder) folder->part_count = 0;
}

/* ------------------------------------------------------------------ looking */

/* Number of the first name that is not before `text`. */
static int lower_bound(const PsFolder *folder, const char *text)
{
    int low = 0, high = folder->name_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (strcmp(folder->names[middle], text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int ps_folder_find(const PsFolder *folder, const char *name)
{
    int at = lower_bound(folder, name);
    return at < folder->name_count && strcmp(folder->names[at], name) == 0 ? at : -1;
}

int ps_folder_below(const PsFolder *folder, const char *below, int *count)
{
    size_t length = strlen(below);
    while (length > 0 && below[length - 1] == '/') length--;
    *count = folder->name_count;
    if (length == 0) return 0;
    /* '0' follows '/': all that starts with "below/" lies between the two. */
    PsBuf edge = PS_BUF;
    ps_buf_bytes(&edge, below, length);
    ps_buf_char(&edge, '/');
    int first = lower_bound(folder, edge.data);
    edge.data[length] = '0';
    *count = lower_bound(folder, edge.data) - first;
    ps_buf_free(&edge);
    return first;
}

/* ------------------------------------------------------------------ opening */

/* Resolves a name and opens it, if it is still in the folder then. */
static int open_real(const PsFolder *folder, const char *name, size_t length, int flags,
                     const char **why)
{
    PsBuf joined = PS_BUF;
    ps_buf_printf(&joined, "%s/%.*s", folder->real, (int)length, name);
    char *real = realpath(joined.data, NULL);
    ps_buf_free(&joined);
    int file = -1;
    if (!real) {
        *why = strerror(errno);
    } else if (!ps_path_lies_in(folder->real, real)) {
        *why = "a symbolic link leads out of the folder";
    } else if ((file = open(real, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | flags)) < 0) {
        *why = strerror(errno);
    }
    free(real);
    return file;
}

/* The folder that holds the file: kept open, since most files lie in a few folders. */
static int open_part(PsFolder *folder, const char *name, size_t length, const char **why)
{
    for (int i = 0; i < folder->part_count; i++) {
        const PsBuf *at = &folder->parts[i].at;
        if (at->length == length && memcmp(at->data, name, length) == 0) {
            return folder->parts[i].file;
        }
    }
    int file = open_real(folder, name, length, O_DIRECTORY, why);
    if (file < 0) return -1;
    PsFolderPart *part = &folder->parts[folder->next_part];
    if (folder->part_count < PS_FOLDER_PARTS) {
        *part = (PsFolderPart){.at = PS_BUF};
        folder->part_count++;
    } else {
        close(part->file);
    }
    folder->next_part = (folder->next_part + 1) % PS_FOLDER_PARTS;
    part->file = file;
    ps_buf_clear(&part->at);
    ps_buf_bytes(&part->at, name, length);
    return file;
}

int ps_folder_file(PsFolder *folder, const char *name, const char **why)
{
    if (!ps_path_is_inside(name)) {
        *why = "the name leads out of the folder";
        return -1;
    }
    const char *base = ps_path_base(name);
    int part = open_part(folder, name, (size_t)(base - name), why);
    if (part < 0) return -1;
    /* O_NONBLOCK: a pipe must not hold us up before it is seen to be none of ours. */
    int file = openat(part, base, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file < 0 && errno == ELOOP) {
        return open_real(folder, name, strlen(name), O_NONBLOCK | O_NOCTTY, why);
    }
    if (file < 0) *why = strerror(errno);
    return file;
}
