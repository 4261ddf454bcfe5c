/* A folder that was given as input: what is in it, and the only way to open it. Nothing outside is
   ever opened, whatever names in files or symbolic links say. */
#ifndef PS_READ_FOLDER_H
#define PS_READ_FOLDER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

/* A folder below it that was opened: its files are opened from there. */
typedef struct PsFolderPart {
    int file; /* descriptor */
    PsBuf at; /* "labels/val/" */
} PsFolderPart;
enum { PS_FOLDER_PARTS = 8 };

typedef struct PsFolder {
    const char *path;   /* as the user gave it; "." for the folder of a bare file name */
    const char *real;   /* resolved */
    const char **names; /* files in it and below, "a/b.txt", sorted by bytes; no hidden ones */
    int name_count;
    PsArena *arena;
    PsFolderPart parts[PS_FOLDER_PARTS]; /* the ones opened last: pictures and labels alternate */
    int part_count, next_part;
} PsFolder;

/* Opens and lists a folder, which must be closed. Links to folders are not followed; links to files
   are listed, and refused if they lead out when they are opened. NULL and *error on failure. */
PsFolder *ps_folder_open(const char *path, PsArena *arena, PsError *error);
void ps_folder_close(PsFolder *folder);

/* A file below the folder as an open descriptor, or -1 and why not in *why. */
int ps_folder_file(PsFolder *folder, const char *name, const char **why);

/* Number of the name in the listing, or -1. */
int ps_folder_find(const PsFolder *folder, const char *name);

/* The names of the files in the folder `below` and under it: the first one's number, and how many.
   "" is the folder itself. */
int ps_folder_below(const PsFolder *folder, const char *below, int *count);

#endif
