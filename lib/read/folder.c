/* Folders; see folder.h. Names come from two sides: from the listing, and from texts in the input.
   Both are opened the same way: the file's folder is resolved and must lie in the one given, then
   the file itself is opened there without following a link; a link is resolved and judged first. */
#define _XOPEN_SOURCE 700 /* realpath */
#define _DEFAULT_SOURCE   /* d_type */
#include "read/folder.h"

#include "base/file.h"
#include "read/limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const ps_picture_endings[] = {"jpg", "jpeg", "jpe", "jfif", "png", "webp", NULL};

bool ps_name_ends(const char *name, const char *const *endings)
{
    const char *dot = strrchr(ps_path_base(name), '.');
    for (int i = 0; dot && endings[i]; i++) {
        if (strcasecmp(dot + 1, endings[i]) == 0) return true;
    }
    return false;
}

bool ps_path_lies_in(const char *root, const char *path)
{
    size_t length = strlen(root);
    if (strncmp(path, root, length) != 0) return false;
    return path[length] == '/' || path[length] == '\0' || strcmp(root, "/") == 0;
}

/* ------------------------------------------------------------------ listing */

typedef struct Listing {
    PsArena *arena;
    PsBuf names; /* of const char * */
    PsBuf path;  /* of the folder under way, with a slash at the end; "" at the top */
    const char *top;
    PsError *error;
} Listing;

static bool list_folder(Listing *listing, int file, int depth);

typedef enum Entry { ENTRY_OTHER, ENTRY_FILE, ENTRY_FOLDER } Entry;

static Entry entry_of(mode_t mode)
{
    return S_ISREG(mode) ? ENTRY_FILE : S_ISDIR(mode) ? ENTRY_FOLDER : ENTRY_OTHER;
}

/* A link counts as a file if it leads to one; a folder behind a link is not gone into. Most systems
   tell the kind with the name, which saves asking for each of ten thousand. */
static Entry kind_of(int folder, const struct dirent *entry)
{
    struct stat info;
#ifdef DT_REG
    if (entry->d_type == DT_REG) return ENTRY_FILE;
    if (entry->d_type == DT_DIR) return ENTRY_FOLDER;
#endif
    if (fstatat(folder, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) return ENTRY_OTHER;
    if (!S_ISLNK(info.st_mode)) return entry_of(info.st_mode);
    if (fstatat(folder, entry->d_name, &info, 0) != 0) return ENTRY_OTHER;
    return entry_of(info.st_mode) == ENTRY_FILE ? ENTRY_FILE : ENTRY_OTHER;
}

static bool list_file(Listing *listing, const char *name)
{
    if (PS_BUF_COUNT(&listing->names, char *) == PS_LIMIT_FILES) {
        return ps_fail(listing->error, PS_ERROR_INPUT, listing->top, NULL, "a folder with less",
                       "holds more than %d files", PS_LIMIT_FILES);
    }
    const char *path = ps_arena_printf(listing->arena, "%s%s", listing->path.data, name);
    PS_BUF_PUSH(&listing->names, path);
    return true;
}

/* Folders below the limit, and folders that may not be read, hold nothing for us. */
static bool list_below(Listing *listing, int folder, const char *name, int depth)
{
    if (depth == PS_LIMIT_FOLDERS) return true;
    int below = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (below < 0) return true;
    size_t length = listing->path.length;
    ps_buf_printf(&listing->path, "%s/", name);
    bool fine = list_folder(listing, below, depth + 1);
    listing->path.length = length;
    listing->path.data[length] = '\0';
    return fine;
}

/* Takes the descriptor over. */
static bool list_folder(Listing *listing, int file, int depth)
{
    DIR *folder = fdopendir(file);
    if (!folder) {
        close(file);
        return true;
    }
    bool fine = true;
    for (struct dirent *entry; fine && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.') continue;
        Entry kind = kind_of(dirfd(folder), entry);
        if (kind == ENTRY_FILE) fine = list_file(listing, entry->d_name);
        if (kind == ENTRY_FOLDER) fine = list_below(listing, dirfd(folder), entry->d_name, depth);
    }
    closedir(folder);
    return fine;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool list_all(PsFolder *folder, PsError *error)
{
    int file = open(folder->real, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) {
        return ps_fail(error, PS_ERROR_INPUT, folder->path, NULL, NULL, "%s", strerror(errno));
    }
    Listing listing = {.arena = folder->arena,
                       .names = PS_BUF,
                       .path = PS_BUF,
                       .top = folder->path,
                       .error = error};
    bool fine = list_folder(&listing, file, 0);
    size_t count = PS_BUF_COUNT(&listing.names, char *);
    if (count > 1) qsort(listing.names.data, count, sizeof(char *), by_bytes);
    folder->names = ps_arena_copy(folder->arena, listing.names.data, listing.names.length);
    folder->name_count = (int)count;
    ps_buf_free(&listing.names);
    ps_buf_free(&listing.path);
    return fine;
}

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
    return list_all(folder, error) ? folder : NULL;
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
