/* The optimum by brute force: F1 at every distinct score, each from scratch. */
#ifndef TESTS_EVAL_PLATEAU_H
#define TESTS_EVAL_PLATEAU_H

#include "proofsheet.h"

#include <stddef.h>

/* True if `optimum` obeys the plateau rule for class c (-1: all classes together); else `text`
   says what is wrong. */
bool plateau_is_right(const PsPredictions *predictions, double iou, int c, const PsOptimum *optimum,
                      char *text, size_t size);

#endif
