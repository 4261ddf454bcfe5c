/* Formats that call images and classes by name, without ids: one way in for ground truth and for
   predictions. As ground truth, images and classes get the ids 1, 2, 3 ... in the order of their
   names; as predictions, both are found in the dataset. */
#ifndef PS_READ_NAMED_H
#define PS_READ_NAMED_H

#include "read/builder.h"
#include "read/join.h"
#include "read/sizes.h"

typedef struct PsNamed {
    PsTruthBuilder *truth;     /* NULL: predictions are read */
    PsResultBuilder *results;  /* NULL: ground truth is read */
    PsIssueList *issues;       /* of the builder */
    PsArena *arena;            /* until the source is closed */
    PsArena *scratch;          /* for the texts of one box: readers reset it */
    PsSizes sizes;             /* for ground truth */
    PsIndex *images, *classes; /* for ground truth: as written -> index in the builder */
    PsJoin *join;              /* for predictions */
    const char *last;          /* image that was asked for last, as written */
    int last_image;
    const char *folder; /* of the current file in the source; names are relative to it */
    bool needs_size;    /* images of unknown size are left out of the ground truth */
    int left_out;       /* of them */
    PsError *error;
} PsNamed;

/* A name as a format writes it, and what else it says about the image: 0 if nothing. */
typedef struct PsNamedImage {
    const char *written;
    int width, height;
    bool once; /* the format lists each image once: a second time is an issue */
    PsPlace place;
} PsNamedImage;

/* A box of class `class_name`; `score` is for predictions. */
typedef struct PsNamedBox {
    int image;              /* as ps_named_image gave it */
    const char *class_name; /* where the class is an id: its digits */
    bool class_is_id;       /* the format says so: no name */
    PsBox box;
    double score;
    bool crowd;
    PsPlace image_place, class_place, box_place, score_place;
} PsNamedBox;

bool ps_named_truth(PsNamed *named, PsSource *source, PsTruthBuilder *builder, PsError *error);
void ps_named_results(PsNamed *named, PsSource *source, PsResultBuilder *builder, PsError *error);

/* To be called when all is read, or on a failure. */
void ps_named_close(PsNamed *named);

/* Says in which file of the source names stand from now on. */
void ps_named_enter(PsNamed *named, const char *file_name);

/* Index of the image; -1: the dataset has no such image, or it was left out. *fine is false if it
   was refused. The size of ground truth is taken from the picture where it is not given. */
int ps_named_image(PsNamed *named, const PsNamedImage *image, bool *fine);

/* Width and height that are known of the image; 0: unknown. */
void ps_named_size(const PsNamed *named, int image, int *width, int *height);

bool ps_named_add(PsNamed *named, const PsNamedBox *box);

#endif
