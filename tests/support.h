/* Ground truth and predictions filled by hand, for tests of what is made from them. */
#ifndef TESTS_SUPPORT_H
#define TESTS_SUPPORT_H

#include "base/arena.h"
#include "proofsheet.h"

enum { SCENE_IMAGES = 16, SCENE_CLASSES = 2001, SCENE_OBJECTS = 512, SCENE_DETECTIONS = 2048 };

/* A dataset and predictions under construction, and their evaluation. */
typedef struct Scene {
    PsArena *arena;
    PsDataset dataset;
    PsPredictions predictions;
    PsEvaluation *evaluation;
    bool finished; /* what was added is counted */
} Scene;

#define AT(x, y, width, height) ((PsBox){x, y, width, height})
#define COUNT_OF(table) ((int)(sizeof(table) / sizeof *(table)))

/* Images "1.jpg", "2.jpg" ... of 640 x 480 with ids from 1; classes "A", "B" ... with ids from 1.
 */
Scene *scene_new(int images, int classes);

/* Each adds one item and returns its index. Items are added image by image. */
int scene_object(Scene *scene, int image, int class_index, PsBox box);
int scene_crowd(Scene *scene, int image, int class_index, PsBox box);
int scene_detection(Scene *scene, int image, int class_index, double score, PsBox box);

/* Counts what was added, and evaluates; once only. `iou` 0 means 0.5. */
const PsEvaluation *scene_evaluate(Scene *scene, double iou);

/* Counts what was added, once; scene_evaluate does so by itself. */
void scene_finish(Scene *scene);
void scene_free(Scene *scene);

/* The worked example of four images, two classes, six objects and nine detections. */
Scene *scene_worked(void);

/* The same with class names and file names that are hard to write; the last image has no size. */
Scene *scene_hard_names(void);

/* Asserts the counts; `where` is named if they differ. */
void check_counts(PsCounts counts, PsCounts wanted, const char *where);

/* Equal, or both NaN. */
bool same_number(double a, double b);

/* The index of the grid whose threshold is nearest to t. */
int grid_index(const PsEvaluation *evaluation, double t);

#endif
