/* Paths as YOLO files write them: with "./", with "..", of another machine. */
#ifndef PS_READ_YOLO_PATHS_H
#define PS_READ_YOLO_PATHS_H

#include "base/arena.h"

#include <stdbool.h>

/* The two joined and straightened ("./a//b/../c" -> "a/c", backslashes to slashes); *outside is set
   if it is absolute or climbs out: then what it climbs over is cut off. */
const char *ps_yolo_path(PsArena *arena, const char *folder, const char *name, bool *outside);

/* "images/val/a.jpg" -> "labels/val/a.txt" by the last part that is "images"; NULL if none is. */
const char *ps_yolo_label_path(PsArena *arena, const char *path);

/* The path with another ending. */
const char *ps_yolo_with_ending(PsArena *arena, const char *path, const char *ending);

/* "a/b/c" -> "b/c"; NULL at the last part. */
const char *ps_yolo_tail(const char *path);

/* True if a part of the path, other than the last, means the split ("valid" is val). */
bool ps_yolo_in_split(const char *path, const char *split);

#endif
