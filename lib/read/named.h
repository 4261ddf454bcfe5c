/* Formats that call images and classes by name, without ids: one way in for ground truth and for
   predictions. As predictions, both are found in the dataset. As ground truth, they are added to
   the builder as they come, and numbered in the end, when all names are known:

   images   1, 2, 3 ... in the order of their file names; of Pascal VOC in the order of the XML
            files, over all splits, so that an image has the same id in each;
   classes  1, 2, 3 ... in the order of --classes, then those that it does not name; these, or all
            without --classes, in the format's own order where it has one (CVAT's labels), else in
            the order of their names.

   Where --classes is given, a class that is written as a number ("7") and is no name itself is the
   one of that number in the list, which counts from 0. YOLO has numbers of its own: see yolo.c. */
#ifndef PS_READ_NAMED_H
#define PS_READ_NAMED_H

#include "read/builder.h"
#include "read/class_list.h"
#include "read/join.h"
#include "read/sizes.h"

typedef struct PsNamed {
    PsTruthBuilder *truth;     /* NULL: predictions are read */
    PsResultBuilder *results;  /* NULL: ground truth is read */
    const PsSource *source;    /* of ground truth */
    PsIssueList *issues;       /* of the builder */
    PsArena *arena;            /* until the source is closed */
    PsArena *scratch;          /* for the texts of one box: readers reset it */
    PsSizes sizes;             /* for ground truth */
    PsClassList listed;        /* for ground truth: --classes */
    int listed_count;          /* of them, classes of the builder */
    PsIndex *images, *classes; /* for ground truth: as written -> index in the builder */
    bool classes_in_order;     /* the format has an order of classes */
    bool ids_given;            /* for images */
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
    const char *stem; /* what the picture may be called if that is not found, or NULL */
    int64_t id;       /* 0: by the order of names */
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
bool ps_named_results(PsNamed *named, PsSource *source, PsResultBuilder *builder, PsError *error);

/* To be called when all is read, or on a failure. */
void ps_named_close(PsNamed *named);

/* Says in which file of the source names stand from now on. */
void ps_named_enter(PsNamed *named, const char *file_name);

/* Index of the image; -1: the dataset has no such image, or it was left out. *fine is false if it
   was refused. The size of ground truth is taken from the picture where it is not given. */
int ps_named_image(PsNamed *named, const PsNamedImage *image, bool *fine);

/* The same for formats in which each image stands once and its name is taken as it is: adds it to
   the ground truth, also if another one has that name. -1 if it was refused. */
int ps_named_new_image(PsNamed *named, const PsNamedImage *image);

/* Gives an image of the ground truth another name, and the size of that picture if it has none. */
void ps_named_rename(PsNamed *named, int image, const char *file);

/* Width and height that are known of the image; 0: unknown. */
void ps_named_size(const PsNamed *named, int image, int *width, int *height);

/* Index of the class of the ground truth, which is added if it is new; -1 if it was refused. */
int ps_named_class(PsNamed *named, const char *name, const PsPlace *place);

int ps_named_class_count(const PsNamed *named);

bool ps_named_add(PsNamed *named, const PsNamedBox *box);

/* Issues that several formats have: no size is stated; an object is a difficult one. */
void ps_named_note_unsized(PsNamed *named, const PsNamedImage *image, const PsPlace *place);
void ps_named_note_difficult(PsNamed *named, const PsPlace *place);

#endif
