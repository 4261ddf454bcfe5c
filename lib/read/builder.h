/* Structures under construction. A reader adds what it finds in any order, then freezes; grouping,
   sorting, counting and the checks that all formats share happen here. */
#ifndef PS_READ_BUILDER_H
#define PS_READ_BUILDER_H

#include "base/index.h"
#include "read/boxes.h"
#include "read/issue.h"
#include "read/names.h"

/* ------------------------------------------------------------------ ground truth */

/* Where the parts of what is added lie. */
typedef struct PsPlaces {
    PsPlace id, name, box, area; /* `box` of an image: its size */
} PsPlaces;

typedef struct PsTruthBuilder {
    PsArena *arena;   /* becomes the dataset's */
    PsArena *scratch; /* until the freeze */
    const char *path;
    PsIssueList issues, notes;
    PsBuf images, classes, objects; /* of PsImage, PsClass, PsObject */
    PsIndex *image_ids, *class_ids, *image_files, *class_names;
    PsIndex *object_ids; /* NULL while the ids ascend, so that usual files need none */
    int first_object;    /* of the current file, in which ids are to differ */
    PsBoxCounts counts;
    bool made_image_ids, made_class_ids; /* the format has none: see PsDataset */
    bool image_ids_clash;
    PsNames split_names;
    PsBuf split_of; /* of int, one an image */
    int split;      /* of the images that are added now; -1: none */
} PsTruthBuilder;

PsTruthBuilder *ps_truth_builder_new(const char *path);

/* Adds an image or a class and returns its index, or -1 and *error: equal ids are refused, equal
   names are an issue. Texts are to be in builder->arena; an empty one is "unknown". */
int ps_truth_add_image(PsTruthBuilder *builder, const PsImage *image, const PsPlaces *places,
                       PsError *error);
int ps_truth_add_class(PsTruthBuilder *builder, const PsClass *class, const PsPlaces *places,
                       PsError *error);

/* Says of which split the images are that are added from now on; NULL: of none that is known. */
void ps_truth_enter_split(PsTruthBuilder *builder, const char *split);

/* The image was met again: if that was in another split, it stays in the first, which is said. */
void ps_truth_again(PsTruthBuilder *builder, int image, const PsPlace *place);

/* What comes is in another file of the set, of which each has object ids of its own. */
void ps_truth_enter_file(PsTruthBuilder *builder, const char *path);

/* Numbers the images 1, 2, 3 ... by file name. */
void ps_truth_number_images(PsTruthBuilder *builder);

/* Index of what has the id, or -1. */
int ps_truth_image(const PsTruthBuilder *builder, int64_t id);
int ps_truth_class(const PsTruthBuilder *builder, int64_t id);

/* Adds an object whose image and class are indices from above. An area of NaN means width x height.
   A box that cannot be used is an issue and leaves the object out. */
void ps_truth_add_object(PsTruthBuilder *builder, const PsObject *object, const PsPlaces *places);

/* The finished dataset; `input` is left empty for the caller. Frees the builder. The text is not
   needed any more. */
PsDataset *ps_truth_freeze(PsTruthBuilder *builder);

/* Counts objects and images of each class, and the crowds, from its objects. */
void ps_dataset_count(PsDataset *dataset);

/* Frees the builder and all that was added; NULL is allowed. */
void ps_truth_builder_free(PsTruthBuilder *builder);

/* ------------------------------------------------------------------ predictions */

typedef struct PsResultPlaces {
    PsPlace image, class_index, box, score;
} PsResultPlaces;

typedef struct PsResultBuilder {
    PsArena *arena;
    const PsDataset *dataset;
    const char *path;
    PsIssueList issues, notes;
    PsBuf detections; /* of PsDetection */
    PsBoxCounts counts;
    int seen, on_known_image;
    int scores_above, scores_below; /* 1, 0 */
    double highest_score;
    PsPlace above, below; /* the first of each */
    int unscored;         /* rows without a score */
    PsPlace first_unscored;
    bool images_by_number, classes_by_number; /* any was found by its id */
} PsResultBuilder;

PsResultBuilder *ps_result_builder_new(const PsDataset *dataset, const char *path);

/* Adds a detection; an image or class of -1 is unknown: an issue, and it is left out. The score is
   finite, or NaN where the row has none: either all rows have one or none has. */
void ps_result_add(PsResultBuilder *builder, const PsDetection *detection,
                   const PsResultPlaces *places);

/* Forgets what was added, and all issues but the first `issue_count`, so that the source can be
   read again in another way. */
void ps_result_restart(PsResultBuilder *builder, size_t issue_count);

/* To be called when all is added: refuses detections of which none is on a
   known image, and notes what can be told only now. */
bool ps_result_check(PsResultBuilder *builder, PsError *error);

/* The finished predictions. Frees the builder. The text is not needed any more. */
PsPredictions *ps_result_freeze(PsResultBuilder *builder);
void ps_result_builder_free(PsResultBuilder *builder);

#endif
