/* Walking folders; see listing.h. */
#define _DEFAULT_SOURCE /* d_type */
#include "base/listing.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Walk {
    PsArena *arena;
    PsBuf names; /* of const char * */
    PsBuf path;  /* of the folder under way, with a slash at the end; "" at the top */
    const char *top;
    PsError *error;
} Walk;

static bool list_folder(Walk *walk, int file, int depth);

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

static bool list_file(Walk *walk, const char *name)
{
    if (PS_BUF_COUNT(&walk->names, char *) == PS_LIMIT_FILES) {
        return ps_fail(walk->error, PS_ERROR_INPUT, walk->top, NULL, "a folder with less",
                       "holds more than %d files", PS_LIMIT_FILES);
    }
    const char *path = ps_arena_printf(walk->arena, "%s%s", walk->path.data, name);
    PS_BUF_PUSH(&walk->names, path);
    return true;
}

static bool is_report(int folder)
{
    struct stat info;
    return fstatat(folder, ps_report_mark, &info, 0) == 0 && S_ISREG(info.st_mode);
}

static bool list_below(Walk *walk, int folder, const char *name, int depth)
{
    if (depth == PS_LIMIT_FOLDERS) return true;
    int below = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (below < 0) return true;
    if (is_report(below)) {
        close(below);
        return true;
    }
    size_t length = walk->path.length;
    ps_buf_printf(&walk->path, "%s/", name);
    bool fine = list_folder(walk, below, depth + 1);
    walk->path.length = length;
    walk->path.data[length] = '\0';
    return fine;
}

/* Takes the descriptor over. */
static bool list_folder(Walk *walk, int file, int depth)
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
        if (kind == ENTRY_FILE) fine = list_file(walk, entry->d_name);
        if (kind == ENTRY_FOLDER) fine = list_below(walk, dirfd(folder), entry->d_name, depth);
    }
    closedir(folder);
    return fine;
}

bool ps_files_below(const char *path, const char *shown, PsArena *arena, PsListing *listing,
                    PsError *error)
{
    int file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) {
        return ps_fail(error, PS_ERROR_INPUT, shown, NULL, NULL, "%s", strerror(errno));
    }
    Walk walk = {.arena = arena, .names = PS_BUF, .path = PS_BUF, .top = shown, .error = error};
    bool fine = list_folder(&walk, file, 0);
    size_t count = PS_BUF_COUNT(&walk.names, char *);
    if (count > 1) qsort(walk.names.data, count, sizeof(char *), ps_text_order);
    listing->names = ps_arena_copy(arena, walk.names.data, walk.names.length);
    listing->count = (int)count;
    ps_buf_free(&walk.names);
    ps_buf_free(&walk.path);
    return fine;
}
