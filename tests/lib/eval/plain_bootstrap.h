/* The figures of one resample, the plain way. */
#ifndef TESTS_EVAL_PLAIN_BOOTSTRAP_H
#define TESTS_EVAL_PLAIN_BOOTSTRAP_H

#include "eval/bootstrap.h"

/* How many of the 101 recall levels are reached, as doubles compare. */
int plain_level(int found, int objects);

/* Sums of counts over images, each as often as its weight says. */
PsCounts plain_counts(const PsCounts *images, const int *weights, int count);

typedef struct PlainFigures {
    double figures[PS_COCO_FIGURES];
    double *class_ap50; /* NaN for a class without objects in the resample */
    int *totals;        /* [class][PS_SUMS] */
} PlainFigures;
PlainFigures plain_figures(const PsLists *lists, const int *weights, PsArena *arena);

/* A step for each distinct score, falling. */
typedef struct PlainSteps {
    double *scores;
    int *kept, *correct;
    int count, objects;
} PlainSteps;
PlainSteps plain_steps(const PsEvaluation *evaluation, const PsByClass *by_class,
                       const int *weights, PsArena *arena);

#endif
