/* Parts of the tests of the report: each holds a part of what is shown against the evaluation. */
#ifndef TESTS_GEN_REPORT_CHECKS_H
#define TESTS_GEN_REPORT_CHECKS_H

#include "report.h"
#include "support.h"

/* A report and what it was made from. */
typedef struct Shown {
    Scene *scene;
    const PsEvaluation *evaluation;
    Report *report;
    PsArena *scratch;
} Shown;

/* The digits of the rounded text, without point; UNDEFINED for NaN. */
int rounded(double value, int decimals);

/* test_report_images.c: cells, images, examples, histogram, figures. */
void check_pictures(const Shown *shown);
void check_figure(const Figure *figure);

/* test_report_kinds.c: which images hold which kind of error, and the kind of every box. */
void check_kinds(const Shown *shown);

#endif
