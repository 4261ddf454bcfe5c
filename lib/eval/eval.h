/* The parts of an evaluation, in the order in which they run; internal to lib/eval. */
#ifndef PS_EVAL_EVAL_H
#define PS_EVAL_EVAL_H

#include "base/arena.h"
#include "proofsheet.h"

/* A similarity: how alike a detection and an object are, and how far a detection lies in a crowd
   region. Boxes now; masks, key points or oriented boxes would be another row. */
typedef struct PsSimilarity {
    double (*alike)(PsBox a, PsBox b);
    double (*inside)(PsBox box, PsBox region);
} PsSimilarity;
extern const PsSimilarity ps_similarity_boxes;

/* COCO's area ranges 0..3: all, small, medium, large; both ends belong to a range. */
bool ps_outside_area(double area, int range);

/* What COCO's matching made of one detection: bit i stands for the i-th IoU. */
typedef struct PsCocoFlags {
    uint16_t matched[PS_COCO_AREAS], ignored[PS_COCO_AREAS];
    int rank; /* place by score within its image and class, from 0; beyond 99 it does not count */
} PsCocoFlags;

/* An evaluation with nothing in it yet. */
PsEvaluation *ps_evaluation_start(const PsPredictions *predictions, double iou);

/* Pass one over the images: COCO's matches, and the same-class matches of the operating point.
   Fills flags, verdicts (object, iou, nearest, ignored) and found_by. */
void ps_match_images(PsEvaluation *evaluation, PsCocoFlags *flags, int threads);

/* Detections by class: order[first[c] .. first[c + 1]) in falling score, ties by image, then rank.
 */
typedef struct PsByClass {
    int *order, *first;
    int *falling; /* all detections in falling score, ties in file order */
} PsByClass;
PsByClass ps_group_by_class(const PsEvaluation *evaluation, const PsCocoFlags *flags,
                            PsArena *arena);

/* COCO's arrays and twelve figures. */
void ps_coco_accumulate(PsEvaluation *evaluation, const PsCocoFlags *flags,
                        const PsByClass *by_class, int threads);

/* The mean precision over the recalls i / 100, each read at the first correct detection that
   reaches it, from the envelope that never rises (Everingham and others 2015, with COCO's 101
   recalls). precision: at each of `correct` correct detections, in falling score; becomes the
   envelope. */
double ps_curve_area(double *precision, int correct, int objects);

/* Room for the arrays of all three maxDets; to be called before ps_coco_accumulate. */
void ps_coco_keep_arrays(PsEvaluation *evaluation);

/* The best confidence over all classes and for each, from every distinct score; and the grid. */
void ps_find_optima(PsEvaluation *evaluation, const PsByClass *by_class);
void ps_make_grid(PsEvaluation *evaluation, const PsByClass *by_class);
void ps_find_cautions(PsEvaluation *evaluation, const PsByClass *by_class);

/* Detections summed up at the distinct scores, from the highest down: scores[i] is the i-th, and
   correct[i * stride] and kept[i * stride] are what a threshold of it keeps. */
typedef struct PsSteps {
    const double *scores;
    const int *correct, *kept;
    int count, stride, objects;
} PsSteps;

/* F1 at the i-th score; NaN where it is undefined. */
double ps_step_f1(const PsSteps *steps, int i);

/* How many of the scores are at least t. */
int ps_steps_from(const PsSteps *steps, double t);

/* What the first `count` steps keep. */
PsCounts ps_step_counts(const PsSteps *steps, int count);

/* The rule of the best confidence. */
PsOptimum ps_choose_optimum(const PsSteps *steps);

/* The same where the best F1 is known, and that it is reached inside [from, to) alone. */
PsOptimum ps_optimum_within(const PsSteps *steps, double best_f1, int from, int to);

/* The best F1 at each of COCO's IoUs, over all detections and for each class. */
void ps_find_best_at_ious(PsEvaluation *evaluation, const PsByClass *by_class);

/* Pass two over the images: matches across classes at every threshold, cells and sweeps. */
void ps_confuse_images(PsEvaluation *evaluation, int threads);

/* The intervals of the image bootstrap; needs all of the above. `options` may be NULL: none. */
void ps_bootstrap(PsEvaluation *evaluation, const PsCocoFlags *flags, const PsByClass *by_class,
                  const PsEvaluateOptions *options);

/* Kinds of error and their gains, as tidecv 1.0.1 has them; after ps_match_images. */
void ps_find_faults(PsEvaluation *evaluation, const PsByClass *by_class);

/* One a detection: the IoU with the object that it takes in COCO's matching at IoU 0.5; 0 if it
   takes none; -1 if it does not count, ignored or beyond the first 100 of its image and class. */
double *ps_half_overlaps(const PsEvaluation *evaluation, const PsCocoFlags *flags, PsArena *arena);

/* Do the scores mean what they say; and localisation, recall, precision. From those overlaps. */
void ps_calibrate(PsEvaluation *evaluation, const PsByClass *by_class, const double *overlaps,
                  uint64_t seed);
void ps_find_lrp(PsEvaluation *evaluation, const PsByClass *by_class, const double *overlaps);

#endif
