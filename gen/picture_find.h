/* From the names in the dataset to files in the folder of pictures, never out of it. */
#ifndef PICTURE_FIND_H
#define PICTURE_FIND_H

#include "base/arena.h"
#include "proofsheet.h"

/* What can be said against a picture; several may hold. In the order in which they are told. */
typedef enum PictureFault {
    FAULT_FOLDER,      /* the folder itself cannot be opened */
    FAULT_NAME_UNSAFE, /* absolute, "..", URL, ... */
    FAULT_OUTSIDE,     /* a symbolic link leads out of the folder */
    FAULT_NOT_A_FILE,  /* a folder, a device, a pipe */
    FAULT_DENIED,      /* it, or the folder that holds it, may not be read */
    FAULT_MISSING,
    FAULT_AMBIGUOUS,     /* only a file of like name, which others claim too */
    FAULT_BROKEN,        /* cannot be decoded */
    FAULT_DAMAGED,       /* decoded in part */
    FAULT_SIZE,          /* not the size that the dataset states */
    FAULT_FOUND_BY_NAME, /* in another folder, or in other case */
    FAULT_FOUND_BY_STEM, /* with another extension */
    FAULT_TURNED,        /* EXIF orientation applied; boxes are those of the upright picture */
    FAULT_TURNED_STORED, /* EXIF orientation applied; the dataset states the size before it */
    FAULT_COUNT
} PictureFault;

#define FAULT_BIT(fault) (1U << (unsigned)(fault))

typedef struct PictureSource {
    const char *path; /* resolved, a regular file inside the folder; NULL if there is none */
    unsigned faults;  /* FAULT_BIT()s */
} PictureSource;

typedef struct PictureSources {
    PictureSource *items; /* one an image of the dataset */
    const char **orphans; /* pictures in the folder that belong to no image, as relative paths */
    int orphan_count;
} PictureSources;

/* Everything lies in the arena. */
PictureSources picture_find_all(const PsDataset *dataset, const char *folder, PsArena *arena);

#endif
