/* The parts of the image bootstrap. Internal.
   A resample is a weight for each image: how often it was drawn. Matches are within images, so they
   hold in every resample; only sums and orders over images are made anew. */
#ifndef PS_EVAL_BOOTSTRAP_H
#define PS_EVAL_BOOTSTRAP_H

#include "base/buf.h"
#include "base/statistics.h"
#include "eval/eval.h"

/* ---- abreast ---- */

/* Resamples go eight abreast: what is counted is counted in all of them by the same instruction,
   and the lists, which no resample changes, are walked once for eight. Each keeps its own sums in
   the order in which it would have made them alone, so the figures do not depend on its neighbours.
 */
enum { PS_ABREAST = 8, PS_QUADS = PS_ABREAST / 4 };
typedef int32_t PsQuad __attribute__((vector_size(16)));
typedef union PsCount8 {
    int32_t of[PS_ABREAST];
    PsQuad quads[PS_QUADS];
} PsCount8;
typedef struct PsReal8 {
    double of[PS_ABREAST];
} PsReal8;

/* ---- drawing and summing: bootstrap.c ---- */

/* 0 .. count - 1: the high word of number x count (Lemire 2019, without rejection: the bias is
   below 2^-32). */
int ps_draw_index(uint64_t *state, int count);

/* Draws `count` of `count` images with replacement and counts how often each was drawn; or, if
   scene_of is given (numbers from 0, in the order of their first images), as many scenes as there
   are, with all their images. */
void ps_draw_images(uint64_t seed, int count, const int *scene_of, int *weights);
int ps_count_scenes(const int *scene_of, int count);

/* From percentile 2.5 to 97.5 of what is not NaN; none if that is less than half. Puts `values`
   into another order. */
PsInterval ps_percentile_interval(double *values, int count);

/* ---- what is gathered once: bootstrap_lists.c ---- */

/* What an image adds to a class. */
enum {
    PS_SUM_OBJECTS,                                /* crowds apart */
    PS_SUM_IN_AREA,                                /* by COCO's area ranges */
    PS_SUM_FOUND = PS_SUM_IN_AREA + PS_COCO_AREAS, /* over ten IoUs; as AR1 to AR large */
    PS_RECALLS = PS_COCO_FIGURES - PS_AR1,
    PS_SUM_CORRECT = PS_SUM_FOUND + PS_RECALLS, /* at the optimal confidence */
    PS_SUM_KEPT,
    PS_SUMS
};
typedef struct PsShare {
    int class_index;
    int sums[PS_SUMS];
} PsShare;

/* One class in one area range. Its events are the detections that count at some IoU, in falling
   score, up to the last hit. At one IoU, hits that follow one another without a false positive are
   a run; so are detections that are ignored there. A mark is a place between events where at some
   IoU a run begins or ends; mark 0 is before the first event. */
typedef struct PsLane {
    int class_index, range;
    size_t first_event, event_count;
    size_t first_run[PS_COCO_IOUS + 1];
} PsLane;

typedef struct PsRun {
    uint32_t from; /* mark */
    uint32_t to;   /* mark * 2 + ignored */
} PsRun;

typedef struct PsLists {
    int image_count, class_count, lane_count;
    PsShare *shares;
    size_t *first_share; /* image i has shares[first_share[i] .. first_share[i + 1]) */
    PsLane *lanes;       /* by class, then area; those with objects */
    uint32_t *events;    /* image * 2 + mark behind it */
    PsRun *runs;
    size_t most_events, most_runs; /* of a lane */
} PsLists;

PsLists *ps_lists_new(const PsEvaluation *evaluation, const PsCocoFlags *flags,
                      const PsByClass *by_class, PsArena *arena);

/* ---- COCO's figures of resamples: bootstrap_figures.c ---- */

/* One worker's results and memory. */
typedef struct PsBench {
    PsReal8 figures[PS_COCO_FIGURES];
    PsReal8 *class_ap50; /* NaN for a class without objects in the resample */
    PsCount8 *totals;    /* [class][PS_SUMS] */
    PsCount8 *seen;      /* [mark]: what was detected up to it */
    struct PsHit *hits;
    struct PsLevels *levels;
} PsBench;
PsBench *ps_bench_new(const PsLists *lists, PsArena *arena);
void ps_bench_free(PsBench *bench);

/* Fills the bench's results from the weights of each image. Weights of 1 give the figures of the
   evaluation. */
void ps_weighted_figures(const PsLists *lists, const PsCount8 *weights, PsBench *bench);

/* Counts of a class at the optimal confidence in the l-th of the resamples; whatever is kept and
   not correct stands as false positive, whatever is not found as missed. */
PsCounts ps_weighted_class(const PsBench *bench, int class_index, int l);

/* By the number of objects found: how many of the 101 recall levels are reached; level 0 is by the
   first hit. Fewer than 2^28 objects. Valid until the next call with the same l. */
typedef struct PsLevels PsLevels;
const unsigned char *ps_recall_levels(PsLevels *levels, int objects, int l);
PsLevels *ps_levels_new(PsArena *arena);
void ps_levels_free(PsLevels *levels);

/* ---- the best confidence of resamples: bootstrap_choice.c ---- */

typedef struct PsChoice PsChoice;
PsChoice *ps_choice_new(const PsEvaluation *evaluation, const PsByClass *by_class, PsArena *arena);

/* One worker's results and memory. */
typedef struct PsChooser PsChooser;
PsChooser *ps_chooser_new(const PsChoice *choice, PsArena *arena);

/* Sums up the steps of the resamples and chooses for each of them. `elsewhere`: F1 at the
   confidence chosen on the images that were not drawn; NaN without a choice. */
typedef struct PsChosen {
    PsOptimum optimum[PS_ABREAST];
    double elsewhere[PS_ABREAST];
} PsChosen;
void ps_choose_again(const PsChoice *choice, const PsCount8 *weights, PsChooser *chooser,
                     PsChosen *chosen);

/* F1 of the l-th of these resamples at each of the evaluation's thresholds. */
void ps_sweep_f1(const PsChoice *choice, const PsChooser *chooser, int l, double *f1);

#endif
