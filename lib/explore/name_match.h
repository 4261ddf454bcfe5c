/* Which image of the dataset does a file name mean? Internal. */
#ifndef PS_EXPLORE_MATCH_H
#define PS_EXPLORE_MATCH_H

#include "base/arena.h"
#include "proofsheet.h"

typedef struct PsMatch PsMatch;
PsMatch *ps_match_new(const PsDataset *dataset, PsArena *arena);

/* The image of this name: the whole name, else its last part, else that without the extension,
   where one image alone has it; -1 if none. */
int ps_match_image(const PsMatch *match, const char *name);

#endif
