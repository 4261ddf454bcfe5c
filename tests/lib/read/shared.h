/* Whole sets of the shared data, for tests of readers: figures against expected files, and hostile
   cases against their manifest. */
#ifndef TESTS_READ_SHARED_H
#define TESTS_READ_SHARED_H

#include "lib/read/folders.h"

/* A ground truth, predictions and what is to come out; paths below the shared data. */
typedef struct SharedPair {
    const char *truth, *predictions, *expected;
    PsReadOptions truth_options, options;
    double tolerance;
} SharedPair;

/* Reads, evaluates and compares the twelve figures. A path that starts with '/' is taken as is. */
void shared_figures(PsArena *arena, const char *data, const SharedPair *pair);

/* Runs all cases of the format, as ground truth or (yolo-results) as predictions; returns how many
   there were. */
int shared_hostile(PsArena *arena, const char *data, const char *format);

#endif
