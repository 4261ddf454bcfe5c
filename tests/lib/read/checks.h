/* What tests of formats without ids ask of a dataset. */
#ifndef TESTS_READ_CHECKS_H
#define TESTS_READ_CHECKS_H

#include "lib/read/folders.h"

/* To 1e-9. */
void check_box(PsBox box, double x, double y, double width, double height);

/* Asserts image, class and box (to 1e-9) of an object or a detection, by number. */
void check_object(const PsDataset *dataset, int number, const char *file, const char *class_name,
                  PsBox box);
void check_detection(const PsPredictions *predictions, int number, const char *file,
                     const char *class_name, double score, PsBox box);

/* Asserts that the input was found to have no scores, and that each of its detections has 1. */
void check_unscored(const PsPredictions *predictions);

/* One file in a folder and how it is refused ("gt.json:..."), or which issue it gives. */
typedef struct ReadCase {
    const char *text;  /* of the file; single quotes are double ones */
    const char *error; /* how the message starts; or NULL: */
    const char *issue, *place;
    int count, left; /* of the issue; objects or detections that remain */
} ReadCase;

/* Puts the text as `name` and reads it, alone or against a dataset. */
void check_truth_case(const ReadCase *row, const char *name, PsReadOptions options);
void check_results_case(const ReadCase *row, const PsDataset *dataset, const char *name,
                        PsReadOptions options);

/* The text with double quotes, in the folder's arena. */
const char *folder_json(const Folder *folder, const char *text);

/* Pictures a.png (100 x 50) and b.png (40 x 80) and the classes bolt (id 1) and nut (id 2), as
   ground truth with one object, made by LabelMe files in the folder "truth". */
PsDataset *sample_truth(const Folder *folder);

#endif
