/* The files of a folder that was given as input, with those in its folders. */
#ifndef PS_BASE_LISTING_H
#define PS_BASE_LISTING_H

#include "base/arena.h"
#include "base/error.h"

enum {
    PS_LIMIT_FOLDERS = 12,    /* folders in folders */
    PS_LIMIT_FILES = 2000000, /* files in a folder, those in its folders included */
};

typedef struct PsListing {
    const char **names; /* "a/b.txt", sorted by bytes */
    int count;
} PsListing;

/* Lists regular files and links to such; hidden files and folders are left out, and so are reports
   of ours and folders behind links, which could lead out or round in a circle. Folders below the
   limit, and folders that may not be read, hold nothing for us; the one given must be readable.
   `shown` is its name in errors. */
bool ps_files_below(const char *path, const char *shown, PsArena *arena, PsListing *listing,
                    PsError *error);

#endif
