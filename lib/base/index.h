/* A hash index: from a text or an integer to an int. */
#ifndef PS_BASE_INDEX_H
#define PS_BASE_INDEX_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct PsIndex PsIndex;

/* A new index in the arena. Texts given as keys are not copied: they must live as long. */
PsIndex *ps_index_new(PsArena *arena);

/* Adds key -> value unless the key is there. Returns the value now stored. */
int ps_index_add_text(PsIndex *index, const char *key, int value);
int ps_index_add_number(PsIndex *index, int64_t key, int value);

/* The value of the key, or -1. */
int ps_index_text(const PsIndex *index, const char *key);
int ps_index_number(const PsIndex *index, int64_t key);

#endif
