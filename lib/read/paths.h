/* Paths as files write them: with "./", with "..", of another machine. */
#ifndef PS_READ_PATHS_H
#define PS_READ_PATHS_H

#include "base/arena.h"

#include <stdbool.h>

/* The two joined and straightened ("./a//b/../c" -> "a/c", backslashes to slashes); *outside is set
   if it is absolute or climbs out: then what it climbs over is cut off. */
const char *ps_path_straight(PsArena *arena, const char *folder, const char *name, bool *outside);

#endif
