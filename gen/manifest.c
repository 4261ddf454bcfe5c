/* The files of a report; see manifest.h. */
#include "manifest.h"

#include "base/file.h"
#include "base/index.h"

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { MOST_DEPTH = 12, MOST_BYTES = 1 << 30 };

/* ---- walking ---- */

typedef struct Found {
    const char *path; /* below the folder */
    intmax_t size;    /* -1: not a regular file, none of ours */
} Found;

typedef struct Walk {
    PsArena *arena;
    const char *folder;
    PsBuf found; /* Found */
    PsError *error;
} Walk;

/* Written by file managers into any folder that is looked at: nobody's work. */
static bool is_litter(const char *name)
{
    static const char *const names[] = {".DS_Store", "Thumbs.db", "desktop.ini"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcasecmp(name, names[i]) == 0) return true;
    }
    return false;
}

static bool walk_folder(Walk *walk, const char *below, int depth);

static bool walk_entry(Walk *walk, const char *path, int depth)
{
    struct stat info;
    const char *whole = ps_path_join(walk->arena, walk->folder, path);
    if (lstat(whole, &info) != 0) {
        return errno == ENOENT ||
               ps_fail(walk->error, PS_ERROR_OUTPUT, whole, NULL, NULL, "%s", strerror(errno));
    }
    if (S_ISDIR(info.st_mode) && depth < MOST_DEPTH) return walk_folder(walk, path, depth + 1);
    Found found = {path, S_ISREG(info.st_mode) ? (intmax_t)info.st_size : -1};
    PS_BUF_PUSH(&walk->found, found);
    return true;
}

static bool walk_folder(Walk *walk, const char *below, int depth)
{
    char **names;
    int count;
    bool top = !*below, fine = true;
    const char *folder = top ? walk->folder : ps_path_join(walk->arena, walk->folder, below);
    if (!ps_folder_list(folder, walk->arena, &names, &count, walk->error)) {
        walk->error->code = PS_ERROR_OUTPUT;
        return false;
    }
    for (int i = 0; fine && i < count; i++) {
        if ((top && strcmp(names[i], ps_report_mark) == 0) || is_litter(names[i])) continue;
        fine = walk_entry(walk, ps_path_join(walk->arena, below, names[i]), depth);
    }
    return fine;
}

static Walk walk_new(const char *folder, PsError *error)
{
    return (Walk){.arena = ps_arena_new(), .folder = folder, .found = PS_BUF, .error = error};
}

static void walk_free(Walk *walk)
{
    ps_buf_free(&walk->found);
    ps_arena_free(walk->arena);
}

/* "-" for what is known by its size. */
static bool sum_of(Walk *walk, const Found *found, char sum[65])
{
    static const char *const tables[] = {"csv", NULL};
    PsBytes bytes;
    strcpy(sum, "-");
    if (!ps_name_ends(found->path, tables)) return true;
    const char *whole = ps_path_join(walk->arena, walk->folder, found->path);
    if (!ps_file_read(whole, SIZE_MAX / 2, &bytes, walk->error)) {
        walk->error->code = PS_ERROR_OUTPUT;
        return false;
    }
    ps_sha256(bytes.data, bytes.size, sum);
    ps_bytes_free(&bytes);
    return true;
}

/* ---- writing ---- */

bool manifest_list(const char *folder, PsBuf *out, PsError *error)
{
    Walk walk = walk_new(folder, error);
    bool fine = walk_folder(&walk, "", 0);
    const Found *found = PS_BUF_ITEMS(&walk.found, Found);
    for (size_t i = 0; fine && i < PS_BUF_COUNT(&walk.found, Found); i++) {
        char sum[65];
        fine = sum_of(&walk, &found[i], sum);
        if (fine) ps_buf_printf(out, "%jd %s %s\n", found[i].size, sum, found[i].path);
    }
    walk_free(&walk);
    return fine;
}

/* ---- checking ---- */

typedef struct Line {
    intmax_t size;
    const char *sum, *path;
} Line;

typedef struct Mark {
    PsBytes bytes;
    PsIndex *of_path;
    Line *lines;
    bool lists; /* false: of an older version */
} Mark;

/* Cuts the text into lines; one that is none of ours lists nothing. */
static void read_lines(Mark *mark, PsArena *arena, char *text)
{
    int count = 0;
    for (const char *c = text; *c; c++) count += *c == '\n';
    mark->lines = PS_ARRAY(arena, Line, count);
    mark->of_path = ps_index_new(arena);
    for (int i = 0; i < count; i++) {
        char *end = strchr(text, '\n'), *sum;
        *end = '\0';
        Line line = {.size = strtoimax(text, &sum, 10)};
        char *path = *sum == ' ' ? strchr(sum + 1, ' ') : NULL;
        if (path) {
            *path = '\0';
            line.sum = sum + 1;
            line.path = path + 1;
            mark->lines[i] = line;
            ps_index_add_text(mark->of_path, line.path, i);
        }
        text = end + 1;
    }
}

static bool read_mark(Walk *walk, const char *shown, Mark *mark)
{
    const char *path = ps_path_join(walk->arena, walk->folder, ps_report_mark);
    size_t head = strlen(MANIFEST_HEAD);
    if (!ps_file_read(path, MOST_BYTES, &mark->bytes, walk->error)) {
        walk->error->code = PS_ERROR_OUTPUT;
        return false;
    }
    if (strncmp(mark->bytes.data, MANIFEST_HEAD, head) != 0) {
        return ps_fail(walk->error, PS_ERROR_OUTPUT, shown, NULL, "name a new folder with -o",
                       "holds a file %s that proofsheet did not write", ps_report_mark);
    }
    mark->lists = mark->bytes.data[head] != '\0';
    read_lines(mark, walk->arena, mark->bytes.data + head);
    return true;
}

static bool check_found(Walk *walk, const Mark *mark, const Found *found, const char *shown)
{
    char sum[65];
    const char *what =
        "was not written by proofsheet, and stands in the report that would be replaced";
    int number = found->size < 0 ? -1 : ps_index_text(mark->of_path, found->path);
    if (number >= 0) {
        const Line *line = &mark->lines[number];
        what = "was changed since proofsheet wrote it, and would be replaced";
        bool same = line->size == found->size;
        if (same && strcmp(line->sum, "-") == 0) return true;
        if (same && !sum_of(walk, found, sum)) return false;
        if (same && strcmp(line->sum, sum) == 0) return true;
    }
    return ps_fail(walk->error, PS_ERROR_OUTPUT, ps_path_join(walk->arena, shown, found->path),
                   NULL, "move it away, or name another folder with -o", "%s", what);
}

bool manifest_check(const char *folder, const char *shown, PsError *error)
{
    Walk walk = walk_new(folder, error);
    Mark mark = {0};
    bool fine = read_mark(&walk, shown, &mark) && (!mark.lists || walk_folder(&walk, "", 0));
    const Found *found = PS_BUF_ITEMS(&walk.found, Found);
    for (size_t i = 0; fine && i < PS_BUF_COUNT(&walk.found, Found); i++) {
        fine = check_found(&walk, &mark, &found[i], shown);
    }
    ps_bytes_free(&mark.bytes);
    walk_free(&walk);
    return fine;
}
