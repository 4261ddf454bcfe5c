/* Paths in YOLO files; see yolo_paths.h. */
#include "read/text/yolo_paths.h"

#include "base/file.h"

#include <string.h>

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
