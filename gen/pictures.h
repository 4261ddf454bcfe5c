/* The pictures of the report: one parallel pass over the dataset that decodes every picture once
   and writes its thumbnail and its preview. */
#ifndef PICTURES_H
#define PICTURES_H

#include "base/arena.h"
#include "proofsheet.h"

typedef struct PictureOptions {
    const char *folder; /* folder of the pictures, as the user gave it */
    const char *output; /* report folder being built; thumbs/ and previews/ are made in it;
                           NULL: look at every picture, write nothing */
    int preview_size;   /* longer side in pixels; 0 means 1280 */
    int threads;
    bool describe; /* measure what each picture looks like */
    /* May be NULL. Called with `done` rising to `total`, by one thread at a time; must be cheap. */
    void (*progress)(void *context, int done, int total);
    void *progress_context;
} PictureOptions;

typedef struct Picture {
    /* Paths relative to the report folder, '/'-separated, plain ASCII ("thumbs/00/000123.jpg");
       NULL when the picture is missing or broken. */
    const char *thumb, *preview;
    int width, height;   /* upright original size; 0 if unknown */
    int orientation;     /* EXIF 1..8 that was applied; 0 if unknown */
    const char *problem; /* NULL, or what is wrong, for the plate; a damaged picture has both */
} Picture;

typedef struct Pictures {
    Picture *items;          /* one an image of the dataset */
    PsIssue *issues, *notes; /* the notes: pictures that belong to no image */
    int issue_count, note_count;
    int made;                   /* pictures that have a thumbnail and a preview */
    const PsAppearance **looks; /* one an image, NULL if not shown; NULL unless asked for */
} Pictures;

/* Makes the pictures; everything lies in the arena. Missing or broken pictures are issues, never
   failures; fails only when the output cannot be written. The files, the items and the issues do
   not depend on the number of threads. */
bool pictures_make(const PsDataset *dataset, const PictureOptions *options, PsArena *arena,
                   Pictures *pictures, PsError *error);

#endif
