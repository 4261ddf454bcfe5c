/* Several COCO files as one set ("--split all"). Each file numbers its own images, categories and
   annotations:

   images       keep their ids where no two files use the same one; else all are numbered anew, 1,
   2, 3 ... by file name, and predictions have to call them by name. One that an earlier file of the
   same folder has by the same id and name is the same image, and left out. Where the files lie in
   several folders, as exports do, names begin with the folder. categories   are joined by name; the
   id of the first file counts. One id for two names is refused: nobody could say what predictions
   mean by it. annotations  keep their ids, which may repeat from file to file. */
#ifndef PS_READ_COCO_SET_H
#define PS_READ_COCO_SET_H

#include "read/builder.h"

/* An image that is the same as one of an earlier file; its annotations are left out with it. */
enum { PS_COCO_LEFT_OUT = -2 };

typedef struct PsCocoSet {
    PsTruthBuilder *builder;
    PsArena *arena;
    bool by_folder;        /* the files lie in several folders */
    PsBuf own_ids;         /* of int64_t, one an image of the builder */
    PsIndex *ids, *images; /* of all files: id -> image; folder, name and id -> image */
    PsIndex *classes;      /* of all files: id -> class */
    bool clash;
    /* of the file that is being read: */
    const char *folder, *path;
    PsIndex *image_ids, *class_ids; /* -> index in the builder, or PS_COCO_LEFT_OUT */
    int classes_before;
} PsCocoSet;

void ps_coco_set_start(PsCocoSet *set, PsTruthBuilder *builder, PsArena *arena);

/* The file of that name in the source is read next; `path` is how it is shown. */
void ps_coco_set_enter(PsCocoSet *set, const char *name, const char *path);

/* Adds, and returns the index in the builder; -1 and *error if it was refused. */
int ps_coco_set_image(PsCocoSet *set, const PsImage *image, const PsPlaces *places, PsError *error);
int ps_coco_set_class(PsCocoSet *set, const PsClass *class, const PsPlaces *places, PsError *error);

/* Gives the images their ids. To be called when all is read, and on a failure. */
void ps_coco_set_end(PsCocoSet *set);

#endif
