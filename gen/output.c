/* The report folder; see output.h. */
#include "output.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Stands in every folder that proofsheet made or is making. */
static const char MARK[] = ".proofsheet";

static bool is_ours(PsArena *arena, const char *path)
{
    return ps_file_exists(ps_path_join(arena, path, MARK));
}

static bool is_empty(PsArena *arena, const char *path)
{
    char **names;
    int count;
    PsError ignored;
    return ps_folder_list(path, arena, &names, &count, &ignored) && count == 0;
}

static bool is_there(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0;
}

static bool check_place(const char *path, PsArena *arena, PsError *error)
{
    if (!is_there(path)) return true;
    if (!ps_folder_exists(path)) {
        return ps_fail(error, PS_ERROR_OUTPUT, path, NULL, "name a new folder with -o",
                       "is there and is not a folder");
    }
    if (is_ours(arena, path) || is_empty(arena, path)) return true;
    return ps_fail(error, PS_ERROR_OUTPUT, path, NULL,
                   "name a new folder with -o; only an older report is replaced",
                   "is a folder that proofsheet did not make");
}

static char *without_slashes(PsArena *arena, const char *path)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') length--;
    return ps_arena_text_n(arena, path, length);
}

/* -1 if another run holds the mark. The system gives the lock back when the run ends, however. */
static int lock_mark(PsArena *arena, const char *part)
{
    int file = open(ps_path_join(arena, part, MARK), O_RDWR | O_CLOEXEC);
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (file >= 0 && fcntl(file, F_SETLK, &lock) == 0) return file;
    if (file >= 0) close(file);
    return -1;
}

/* A part left by a run that was killed is ours to remove; one at work and anything else is not. */
static bool clear_part(const char *part, PsArena *arena, PsError *error)
{
    if (!is_there(part)) return true;
    if (!is_ours(arena, part)) {
        return ps_fail(error, PS_ERROR_OUTPUT, part, NULL, "remove it",
                       "stands where the report is to be built");
    }
    int lock = lock_mark(arena, part);
    if (lock < 0) {
        return ps_fail(error, PS_ERROR_OUTPUT, part, NULL, "wait for it, or name another folder",
                       "another run is building a report here");
    }
    bool fine = ps_folder_remove(part, error);
    close(lock);
    return fine;
}

/* mkdir decides between runs that start at the same moment. */
static bool make_part(const char *final, Output *output, PsArena *arena, PsError *error)
{
    const char *slash = strrchr(final, '/');
    if (slash && slash != final &&
        !ps_folder_make(ps_arena_text_n(arena, final, (size_t)(slash - final)), error)) {
        return false;
    }
    if (mkdir(output->part, 0777) != 0) {
        return ps_fail(error, PS_ERROR_OUTPUT, output->part, NULL, NULL,
                       "folder cannot be made: %s", strerror(errno));
    }
    const char *mark = ps_path_join(arena, output->part, MARK);
    if (!ps_file_write(mark, "proofsheet report\n", 18, error)) return false;
    output->lock = lock_mark(arena, output->part);
    return output->lock >= 0 || ps_fail(error, PS_ERROR_OUTPUT, output->part, NULL, NULL,
                                        "another run is building a report here");
}

bool output_start(const char *path, PsArena *arena, Output *output, PsError *error)
{
    if (!*path) return ps_fail(error, PS_ERROR_USAGE, NULL, NULL, "a folder", "-o is empty");
    output->final = without_slashes(arena, path);
    output->part = ps_arena_printf(arena, "%s.part", output->final);
    output->lock = -1;
    return check_place(output->final, arena, error) && clear_part(output->part, arena, error) &&
           make_part(output->final, output, arena, error);
}

static bool move(const char *from, const char *to, PsError *error)
{
    if (rename(from, to) == 0) return true;
    return ps_fail(error, PS_ERROR_OUTPUT, to, NULL, NULL, "cannot be put in place: %s",
                   strerror(errno));
}

bool output_finish(const Output *output, PsArena *arena, PsError *error)
{
    if (!check_place(output->final, arena, error)) return false;
    if (!is_there(output->final)) return move(output->part, output->final, error);
    const char *old = ps_arena_printf(arena, "%s.old", output->final);
    if (is_there(old) && (!is_ours(arena, old) || !ps_folder_remove(old, error))) {
        return ps_fail(error, PS_ERROR_OUTPUT, old, NULL, "remove it", "is in the way");
    }
    if (!move(output->final, old, error)) return false;
    if (!move(output->part, output->final, error)) {
        PsError ignored;
        move(old, output->final, &ignored);
        return false;
    }
    return ps_folder_remove(old, error);
}

void output_abandon(const Output *output)
{
    PsError ignored;
    ps_folder_remove(output->part, &ignored);
}

void output_close(const Output *output)
{
    if (output->lock >= 0) close(output->lock);
}
