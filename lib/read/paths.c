/* Straight paths; see paths.h. */
#include "read/paths.h"

#include "base/buf.h"

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

const char *ps_path_straight(PsArena *arena, const char *folder, const char *name, bool *outside)
{
    PsBuf path = PS_BUF;
    add_path(&path, folder, outside);
    add_path(&path, name, outside);
    const char *text = ps_arena_text_n(arena, path.data, path.length);
    ps_buf_free(&path);
    return text;
}
