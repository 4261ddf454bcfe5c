/* Between the two halves of the confusion: what one image yields, and the sums over all. Internal.
 */
#ifndef PS_EVAL_YIELD_H
#define PS_EVAL_YIELD_H

#include "eval/eval.h"

/* A detection or an object is in the cell from `first` to `last`. */
typedef struct PsRecord {
    int actual, predicted, first, last;
} PsRecord;

/* What one image yields. Memory is the worker's. */
typedef struct PsYield {
    PsRecord *records;
    PsSpan *spans;
    int *span_owner; /* detection of each span, ascending */
    int record_count, span_count;
} PsYield;

/* Spans, cells, entries and sweeps of the evaluation, from what the images yield, in their order.
 */
void ps_gather_yields(PsEvaluation *evaluation, const PsYield *yields);

#endif
