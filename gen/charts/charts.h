/* The charts: each a plain function from the finished report to a figure. */
#ifndef CHARTS_H
#define CHARTS_H

#include "report.h"

/* Precision, recall and F1 at every confidence, drawn at the optimum. */
Figure chart_curves(const Report *report, const Sweep *sweep, const Band *band, const char *name);

/* The same of two models: this one strong, the other one pale, each on its own grid. */
typedef struct OtherModel {
    const char *name;
    const Sweep *sweep;
    const double *at; /* [k] place on the x axis, 0 to 1 */
    int count, optimum;
} OtherModel;
Figure chart_versus(const Report *report, const OtherModel *other);

/* Scores of right and wrong boxes, right ones over the axis, wrong ones under it. */
Figure chart_scores(const Report *report);

/* Objects over boxes on one scale: what they share is correct. */
Figure chart_balance(const Report *report);

/* Outcomes of one class: objects to the right of zero, false positives to the left. */
Figure chart_class_bar(const Report *report, int class_index);

/* The head of the column of these bars. */
Figure chart_class_bar_head(const Report *report);

/* Precision of the boxes in ten bins of scores, with 95 % Wilson bars, against the diagonal.
   Arrays have `count` entries; NaN where a bin is empty. */
typedef struct ReliabilityBins {
    const double *score, *precision, *low, *high;
    const bool *few; /* too few boxes for a verdict: hollow */
    int count;
} ReliabilityBins;
Figure chart_reliability(PsArena *arena, const ReliabilityBins *bins, const char *finding);

/* Precision against recall at three IoUs: 101 values each. */
typedef struct RecallCurves {
    const double *precision[3];
    const char *names[3]; /* "0.50" */
    int points;
} RecallCurves;
Figure chart_precision_recall(PsArena *arena, const RecallCurves *curves, const char *name);

/* A step of the threshold, as grid indices. */
typedef struct Step {
    int from, to;
} Step;

/* What the step does to a rate: shown rates at every threshold. It has no words of its own. */
Figure chart_step(const Report *report, const int *rates, Tone tone, Step step);

/* The map coloured by F1 at the optimum, the worst drawn last. steps[image] is a step of the ramp,
   UNDEFINED where F1 is; of more than `most` images every n-th is drawn. With or without the
   letters of the clusters. */
Figure chart_map(const Report *report, const int *steps, int most, bool marked);

/* Chooses where the names of the three curves stand best. */
void place_labels(const Report *report, Sweep *sweep);

#endif
