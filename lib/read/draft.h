/* Ground truth of formats that name their classes and have no ids: kept until all class names are
   known, then numbered and handed to the builder. */
#ifndef PS_READ_DRAFT_H
#define PS_READ_DRAFT_H

#include "read/builder.h"
#include "read/names.h"
#include "read/sizes.h"

typedef struct PsDraftImage {
    int64_t id;        /* 0: by the order of file names */
    const char *file;  /* as the dataset will have it */
    const char *path;  /* of the file it is written in, as it is to be shown; NULL: the source's */
    const char *name;  /* of that file in the source; NULL: the source is that file */
    const char *split; /* "" if none is told */
    long line;         /* where it is told; 0: not known */
    int width, height; /* 0: not known, asked of the picture in the end */
    int number;        /* of it in the file, from 1 */
} PsDraftImage;

typedef struct PsDraftObject {
    int image, name;         /* numbers in the draft */
    const char *array, *key; /* how to name the place: see PsPlace; both last for ever */
    int number;
    long line;
    PsBox box;
} PsDraftObject;

typedef struct PsDraft {
    PsSource *source;
    PsTruthBuilder *builder;
    PsNames names;       /* of classes */
    bool names_in_order; /* the file's own order of classes counts, not that of the alphabet */
    PsBuf images, objects;
    PsSizes sizes;
} PsDraft;

bool ps_draft_open(PsDraft *draft, PsSource *source, PsTruthBuilder *builder, PsError *error);
void ps_draft_close(PsDraft *draft);

/* Returns the number of the image. Texts are to be in source->arena. */
int ps_draft_image(PsDraft *draft, const PsDraftImage *image);

/* Number of the class of that name. */
int ps_draft_class(PsDraft *draft, const char *name, size_t length);

void ps_draft_object(PsDraft *draft, const PsDraftObject *object);

/* Counts the issue that a difficult object is an ordinary one here. */
void ps_draft_note_difficult(PsDraft *draft, const PsPlace *place);

/* The ending of the picture that has this stem and lies in the folders: "a" -> "a.jpg"; the stem
   itself if there is none. */
const char *ps_draft_picture_name(PsDraft *draft, const char *stem);

/* Keeps the images of the split that was asked for, or of the default one, if images tell their
   split. */
bool ps_draft_keep_split(PsDraft *draft, PsError *error);

/* Asks the pictures for the sizes that are missing. */
void ps_draft_find_sizes(PsDraft *draft);

/* Sorts, numbers and hands over: classes in the order of --classes, else their own or that of the
   alphabet; ids from 1. */
bool ps_draft_finish(PsDraft *draft, PsError *error);

#endif
