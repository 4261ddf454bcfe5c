/* Paths in YOLO files; see yolo_paths.h. */
#include "read/yolo_paths.h"

#include "base/buf.h"
#include "base/file.h"

#include <string.h>

static bool is_absolute(const char *path)
{
    bool letter = (*path >= 'a' && *path <= 'z') || (*path >= 'A' && *path <= 'Z');
    return *path == '/' || *path == '\\' || (letter && path[1] == ':');
}

static void drop_last_part(PsBuf *path, bool *outside)
{
    if (path->length == 0) *outside = true;
    while (path->length > 0 && path->data[path->length - 1] != '/') path->length--;
    if (path->length > 0) path->length--;
}

static void add_part(PsBuf *path, const char *part, size_t length, bool *outside)
{
    if (length == 0 || (length == 1 && *part == '.')) return;
    if (length == 2 && part[0] == '.' && part[1] == '.') {
        drop_last_part(path, outside);
        return;
    }
    if (path->length) ps_buf_char(path, '/');
    ps_buf_bytes(path, part, length);
}

static void add_path(PsBuf *path, const char *more, bool *outside)
{
    if (is_absolute(more)) {
        *outside = true;
        path->length = 0;
        if (more[1] == ':') more += 2;
    }
    while (*more) {
        size_t length = strcspn(more, "/\\");
        add_part(path, more, length, outside);
        more += length + (more[length] != '\0');
    }
}

const char *ps_yolo_path(PsArena *arena, const char *folder, const char *name, bool *outside)
{
    PsBuf path = PS_BUF;
    add_path(&path, folder, outside);
    add_path(&path, name, outside);
    const char *text = ps_arena_text_n(arena, path.data, path.length);
    ps_buf_free(&path);
    return text;
}

const char *ps_yolo_with_ending(PsArena *arena, const char *path, const char *ending)
{
    const char *base = ps_path_base(path), *dot = strrchr(base, '.');
    size_t length = dot && dot != base ? (size_t)(dot - path) : strlen(path);
    return ps_arena_printf(arena, "%.*s.%s", (int)length, path, ending);
}

const char *ps_yolo_label_path(PsArena *arena, const char *path)
{
    const char *last = NULL;
    for (const char *at = path; (at = strstr(at, "images/")); at++) {
        if (at == path || at[-1] == '/') last = at;
    }
    if (!last) return NULL;
    const char *moved =
        ps_arena_printf(arena, "%.*slabels/%s", (int)(last - path), path, last + strlen("images/"));
    return ps_yolo_with_ending(arena, moved, "txt");
}

const char *ps_yolo_tail(const char *path)
{
    const char *slash = strchr(path, '/');
    return slash ? slash + 1 : NULL;
}

static bool means(const char *part, size_t length, const char *split)
{
    static const char *const names[][4] = {{"val", "valid", "validation", NULL},
                                           {"train", "training", NULL, NULL}};
    if (strlen(split) == length && memcmp(part, split, length) == 0) return true;
    for (int i = 0; i < 2; i++) {
        if (strcmp(split, names[i][0]) != 0) continue;
        for (int k = 1; names[i][k]; k++) {
            if (strlen(names[i][k]) == length && memcmp(part, names[i][k], length) == 0)
                return true;
        }
    }
    return false;
}

bool ps_yolo_in_split(const char *path, const char *split)
{
    for (const char *slash; (slash = strchr(path, '/')); path = slash + 1) {
        if (means(path, (size_t)(slash - path), split)) return true;
    }
    return false;
}
