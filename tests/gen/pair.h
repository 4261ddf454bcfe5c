/* A pair of input files, read and evaluated. */
#ifndef TESTS_GEN_PAIR_H
#define TESTS_GEN_PAIR_H

#include "base/buf.h"
#include "proofsheet.h"

#include <cjson/cJSON.h>

typedef struct Pair {
    PsDataset *dataset;
    PsPredictions *predictions;
    PsEvaluation *evaluation;
} Pair;

/* Asserts that both are read and evaluated; `options` may be NULL. */
Pair pair_read(const char *truth, const char *predictions, const PsEvaluateOptions *options);
void pair_free(Pair *pair);

/* Appends report.json. */
void pair_report(const Pair *pair, PsBuf *out);

/* Asserts that the file is there and is JSON; free with cJSON_Delete. */
cJSON *read_json(const char *path);

#endif
