/* The charts: each a plain function from the finished report to a figure. */
#ifndef CHARTS_H
#define CHARTS_H

#include "report.h"

/* Precision, recall and F1 at every confidence, drawn at the optimum. */
Figure chart_curves(const Report *report, const Sweep *sweep, const char *name);

/* Scores of right and wrong boxes, right ones over the axis, wrong ones under it. */
Figure chart_scores(const Report *report);

/* Objects over boxes on one scale: what they share is correct. */
Figure chart_balance(const Report *report);

/* Outcomes of one class: objects to the right of zero, false positives to the left. */
Figure chart_class_bar(const Report *report, int class_index);

/* The head of the column of these bars. */
Figure chart_class_bar_head(const Report *report);

/* Chooses where the names of the three curves stand best. */
void place_labels(const Report *report, Sweep *sweep);

#endif
