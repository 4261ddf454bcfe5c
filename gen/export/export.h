/* What is written for other programs, and the table for a terminal: made from the evaluation
 * itself. */
#ifndef EXPORT_H
#define EXPORT_H

#include "base/buf.h"
#include "gate.h"
#include "proofsheet.h"
#include "splits.h"

typedef struct Export {
    const PsEvaluation *evaluation;
    const char *title;
    const PsIssue *issues; /* of all inputs and of the pictures, in this order */
    int issue_count;
    const PsIssue *notes; /* the same: what is worth knowing */
    int note_count;
    const PsMap *map;               /* NULL: none; the two below may be NULL */
    const PsVectors *vectors;       /* of the map */
    const PsColumns *slices;        /* columns of the user */
    const PsAdvice *advice;         /* NULL: none */
    const PsComparison *comparison; /* with a baseline; NULL: none */
    const int *scene_of;            /* one an image: near-identical ones share a number; or NULL */
    const PsTwin *twins;            /* one an image: the training picture it is like; or NULL */
    const PsDataset *train;         /* of the twins */
    const double *in_use;           /* the confidence in use today; NULL: not known */
    const Gates *gates;             /* demands of the user; NULL: none */
    const Splits *splits;           /* that have reports of their own; NULL: none */
    const Split *part;              /* whose report this is; NULL: all images */
    const char *const *split_names; /* one an image, NULL: of none; NULL: not known, or a part */
    const struct ReportCard *cards; /* the cards of the advice as they are shown */
    const struct LabelRow *labels;  /* its label issues as they are shown; for csv/ alone */
} Export;

/* Appends report.json, schema 1. Numbers read back to the same doubles; same input, same bytes. */
void export_json(const Export *source, PsBuf *out);

/* Appends the figures as a table for people, columns lined up. */
void export_table(const Export *source, PsBuf *out);

/* Writes FOLDER/csv/ *.csv: UTF-8 with a byte order mark, CRLF, RFC 4180; cells that a spreadsheet
   would take for a formula are guarded with an apostrophe. */
bool export_csv(const Export *source, const char *folder, PsError *error);

#endif
