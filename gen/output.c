/* The report folder; see output.h. */
#define _GNU_SOURCE /* renameat2, realpath */
#include "output.h"

#include "given.h"
#include "manifest.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static bool refuse(const Output *output, PsError *error, const char *wanted, const char *what)
{
    return ps_fail(error, PS_ERROR_OUTPUT, output->shown, NULL, wanted, "%s", what);
}

static const char *folder_around(PsArena *arena, const char *path)
{
    const char *base = ps_path_base(path);
    size_t length = (size_t)(base - path);
    return length ? ps_arena_text_n(arena, path, length > 1 ? length - 1 : 1) : ".";
}

/* ---- the place ---- */

/* What stands there cannot be moved away: what this command works in, and what is mounted. */
static bool check_movable(const Output *output, PsArena *arena, PsError *error)
{
    struct stat folder, around;
    char *here = realpath(".", NULL);
    bool inside = here && ps_path_lies_in(output->final, here);
    free(here);
    if (inside) {
        return refuse(output, error, "name a folder in it with -o",
                      "is the folder in which the command runs, or holds it");
    }
    bool mounted = stat(output->final, &folder) == 0 &&
                   stat(folder_around(arena, output->final), &around) == 0 &&
                   folder.st_dev != around.st_dev;
    return !mounted || refuse(output, error, "name a folder in it with -o",
                              "is a place where something is mounted, which cannot be replaced");
}

static bool check_place(const Output *output, PsArena *arena, PsError *error)
{
    if (!is_there(output->final)) return true;
    if (!ps_folder_exists(output->final)) {
        return refuse(output, error, "name a new folder with -o", "is there and is not a folder");
    }
    if (ps_folder_is_report(output->final)) {
        return manifest_check(output->final, output->shown, error);
    }
    return is_empty(arena, output->final) ||
           refuse(output, error, "name a new folder with -o; only an older report is replaced",
                  "is a folder that proofsheet did not make");
}

static const char *without_slashes(PsArena *arena, const char *path)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') length--;
    return ps_arena_text_n(arena, path, length);
}

/* Links are followed, so that "latest" stays a link and the folder that it names is replaced. */
static bool resolve(Output *output, PsArena *arena, PsError *error)
{
    const char *path = output->shown, *base = ps_path_base(path);
    char *real = realpath(path, NULL);
    output->final = real ? ps_arena_text(arena, real) : path;
    free(real);
    if (real) return true;
    if (errno != ENOENT) return refuse(output, error, NULL, strerror(errno));
    if (is_there(path)) {
        return refuse(output, error, "name a folder with -o", "is a link that leads nowhere");
    }
    bool step = strcmp(base, ".") == 0 || strcmp(base, "..") == 0;
    return !step || refuse(output, error, "name a folder with -o", "No such folder");
}

bool output_place(const Options *options, PsArena *arena, Output *output, PsError *error)
{
    const char *path = options->output;
    if (!*path) return ps_fail(error, PS_ERROR_USAGE, NULL, NULL, "a folder", "-o is empty");
    if (strcmp(path, "-") == 0) {
        return ps_fail(error, PS_ERROR_USAGE, NULL, NULL, "a folder",
                       "-o -: a report is a folder, which standard output cannot take");
    }
    *output = (Output){.shown = without_slashes(arena, path), .lock = -1};
    atomic_init(&output->made, false);
    if (!resolve(output, arena, error)) return false;
    const char *around = folder_around(arena, output->final), *base = ps_path_base(output->final);
    output->part = ps_arena_printf(arena, "%s/.%s.proofsheet-part", around, base);
    output->old = ps_arena_printf(arena, "%s/.%s.proofsheet-old", around, base);
    return check_movable(output, arena, error) &&
           given_outside(options, output->final, output->shown, error) &&
           check_place(output, arena, error);
}

/* ---- building ---- */

/* -1 if another run holds the mark. The system gives the lock back when the run ends, however. */
static int lock_mark(PsArena *arena, const char *part)
{
    int file = open(ps_path_join(arena, part, ps_report_mark), O_RDWR | O_CLOEXEC);
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (file >= 0 && fcntl(file, F_SETLK, &lock) == 0) return file;
    if (file >= 0) close(file);
    return -1;
}

/* A part left by a run that was killed is ours to remove, even if it came to no mark; one at work
   and anything else is not. */
static bool clear_part(const char *part, PsArena *arena, PsError *error)
{
    if (!is_there(part) || rmdir(part) == 0) return true;
    if (!ps_folder_is_report(part)) {
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

/* A run that was killed between two renames left its predecessor there: it goes back. */
static bool clear_old(const Output *output, PsError *error)
{
    if (!is_there(output->old)) return true;
    if (!ps_folder_is_report(output->old)) {
        return ps_fail(error, PS_ERROR_OUTPUT, output->old, NULL, "remove it",
                       "stands where an older report is to wait");
    }
    if (!is_there(output->final) && rename(output->old, output->final) == 0) return true;
    return ps_folder_remove(output->old, error);
}

/* mkdir decides between runs that start at the same moment. */
bool output_start(Output *output, PsArena *arena, PsError *error)
{
    if (!ps_folder_make(folder_around(arena, output->final), error)) return false;
    if (!clear_part(output->part, arena, error) || !clear_old(output, error)) return false;
    if (mkdir(output->part, 0777) != 0) {
        return ps_fail(error, PS_ERROR_OUTPUT, output->part, NULL, NULL,
                       "folder cannot be made: %s", strerror(errno));
    }
    atomic_store(&output->made, true);
    const char *mark = ps_path_join(arena, output->part, ps_report_mark);
    if (!ps_file_write(mark, MANIFEST_HEAD, strlen(MANIFEST_HEAD), error)) return false;
    output->lock = lock_mark(arena, output->part);
    return output->lock >= 0 || ps_fail(error, PS_ERROR_OUTPUT, output->part, NULL, NULL,
                                        "another run is building a report here");
}

/* By the descriptor that holds the lock: closing another one would give it back. */
static bool append_to_mark(const Output *output, const PsBuf *text, PsError *error)
{
    size_t done = 0;
    off_t at = (off_t)strlen(MANIFEST_HEAD);
    while (done < text->length) {
        ssize_t step =
            pwrite(output->lock, text->data + done, text->length - done, at + (off_t)done);
        if (step < 0 && errno == EINTR) continue;
        if (step < 0) {
            return ps_fail(error, PS_ERROR_OUTPUT, output->part, NULL, NULL,
                           "cannot be written: %s", strerror(errno));
        }
        done += (size_t)step;
    }
    return true;
}

bool output_seal(const Output *output, PsError *error)
{
    PsBuf text = PS_BUF;
    bool fine = manifest_list(output->part, &text, error) && append_to_mark(output, &text, error);
    ps_buf_free(&text);
    return fine;
}

/* ---- putting in place ---- */

static bool move(const char *from, const char *to, PsError *error)
{
    if (rename(from, to) == 0) return true;
    return ps_fail(error, PS_ERROR_OUTPUT, to, NULL, NULL, "cannot be put in place: %s",
                   strerror(errno));
}

/* At no moment is there none. Not every system and file system can. */
static bool exchange(const char *one, const char *other)
{
#ifdef RENAME_EXCHANGE
    return renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE) == 0;
#else
    (void)one;
    (void)other;
    return false;
#endif
}

bool output_finish(Output *output, PsArena *arena, PsError *error)
{
    PsError ignored;
    if (!check_place(output, arena, error)) return false;
    if (!is_there(output->final)) return move(output->part, output->final, error);
    if (exchange(output->part, output->final)) {
        output->left = output->part;
        return true;
    }
    if (!move(output->final, output->old, error)) return false;
    if (!move(output->part, output->final, error)) {
        move(output->old, output->final, &ignored);
        return false;
    }
    output->left = output->old;
    return true;
}

void output_abandon(const Output *output)
{
    PsError ignored;
    if (atomic_load(&output->made)) ps_folder_remove(output->part, &ignored);
}

bool output_close(const Output *output, PsError *error)
{
    bool fine = !output->left || ps_folder_remove(output->left, error);
    if (output->lock >= 0) close(output->lock);
    return fine;
}
