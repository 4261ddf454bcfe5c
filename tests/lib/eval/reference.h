/* A second, deliberately plain implementation of the matching rules, to hold against lib/eval:
   dense loops, every threshold from scratch, nothing shared with it but the input structures. */
#ifndef TESTS_EVAL_REFERENCE_H
#define TESTS_EVAL_REFERENCE_H

#include "base/arena.h"
#include "proofsheet.h"

/* Intersection over union; intersection over the area of `box`. */
double ref_iou(PsBox a, PsBox b);
double ref_coverage(PsBox box, PsBox region);

/* The operating point at one threshold. */
typedef struct RefPoint {
    PsOutcome *detections; /* [detection] */
    int *taken;            /* [detection] its object, or -1 */
    PsOutcome *objects;    /* [object]; PS_NOT_KEPT for crowds */
    PsCounts all;
    PsCounts *classes, *images; /* [class], [image] */
    int *cell_counts;           /* [actual * (classes + 1) + predicted] */
    bool *cell_images;          /* [that cell * images + image] */
} RefPoint;

RefPoint *ref_point_new(const PsPredictions *predictions, PsArena *arena);
void ref_operate(const PsPredictions *predictions, double iou, double threshold, RefPoint *point);

/* COCO's arrays, shaped as in PsCoco, and its twelve figures. */
typedef struct RefCoco {
    double figures[PS_COCO_FIGURES];
    double *class_ap, *class_ap50, *class_ap75;
    double *precision, *score, *recall, *all_precision, *all_score;
} RefCoco;

RefCoco *ref_coco(const PsPredictions *predictions, PsArena *arena);

#endif
