/* From the path of a picture to that of its label, as trainers find it. */
#ifndef PS_READ_YOLO_PATHS_H
#define PS_READ_YOLO_PATHS_H

#include "base/arena.h"

/* "images/val/a.jpg" -> "labels/val/a.txt" by the last part that is "images"; NULL if none is. */
const char *ps_yolo_label_path(PsArena *arena, const char *path);

/* The path with another ending. */
const char *ps_yolo_with_ending(PsArena *arena, const char *path, const char *ending);

/* "a/b/c" -> "b/c"; NULL at the last part. */
const char *ps_yolo_tail(const char *path);

#endif
