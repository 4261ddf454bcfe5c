/* Building the report: what the sections are made from, and the sections, in order. */
#ifndef BUILD_H
#define BUILD_H

#include "pictures.h"
#include "proofsheet.h"
#include "report.h"
#include "splits.h"

typedef struct BuildInput {
    const PsEvaluation *evaluation;
    const PsAdvice *advice;         /* NULL: none */
    const PsComparison *comparison; /* NULL: no baseline */
    const PsMap *map;               /* NULL: neither vectors, pictures nor columns were given */
    const PsVectors *vectors;       /* what the map was laid out from, or NULL */
    const PsColumns *slices;        /* columns of the user, or NULL */
    const Pictures *pictures;       /* NULL: none were asked for */
    const int *scene_of;            /* one an image, as in the advice; or NULL */
    const PsTwin *twins;            /* one an image, into `train`; or NULL */
    const PsDataset *train;
    const Splits *splits;           /* of the whole; NULL: one page only */
    const Split *part;              /* whose report it is; NULL: all images */
    bool alone;                     /* the page is in one file, without pages of splits */
    const double *in_use;           /* the confidence in use today; NULL: not known */
    const char *title, *model_name; /* NULL: from the file names */
    const char *date;               /* "23 November 2026", or "" */
    const PsIssue *issues, *notes;
    int issue_count, note_count;
} BuildInput;

/* Builds everything that page and PDF show. The input must outlive the report. */
Report *report_build(const BuildInput *input);
void report_free(Report *report);

/* The title alone: as given, or from the names of the two files. */
const char *report_title(const BuildInput *input, PsArena *arena);

/* The cards alone, as the report has them; NULL without advice. */
ReportCard *report_cards(const BuildInput *input, PsArena *arena);

/* What a rule that could not be checked needs, in words. */
const char *rule_need(PsNeed need);

/* "missing": the list of the label review, in addresses and in report.json. */
const char *label_key(PsLabelKind kind);

/* Each fills its part of the report; they run in this order. */
void build_grid(Report *report, const BuildInput *input);
void build_classes(Report *report, const BuildInput *input);
void build_metrics(Report *report, const BuildInput *input);
void build_matrix(Report *report, const BuildInput *input);
void build_images(Report *report, const BuildInput *input);
void build_near(Report *report, const BuildInput *input);
void build_kinds(Report *report, const BuildInput *input);
void build_examples(Report *report, const BuildInput *input);
void build_figures(Report *report, const BuildInput *input);
void build_errors(Report *report, const BuildInput *input);
void build_head(Report *report, const BuildInput *input);
void build_findings(Report *report, const BuildInput *input);
void build_advice(Report *report, const BuildInput *input);
void build_data(Report *report, const BuildInput *input);
void build_explorer(Report *report, const BuildInput *input);
void build_compare(Report *report, const BuildInput *input);
void build_end(Report *report, const BuildInput *input);
void build_splits(Report *report, const BuildInput *input);
void build_sections(Report *report, const BuildInput *input);

/* The rows of the explorer's tables; of the slices also their columns. */
void build_groups(Report *report, const BuildInput *input);

/* "same scene as b.jpg"; "a copy of the training picture c.jpg". NULL if there is none. */
const char *near_scene(PsArena *arena, const Report *report, const BuildInput *input, int image);
const char *near_train(PsArena *arena, const BuildInput *input, int image);

/* "val": the split of the image, or NULL. */
const char *split_fact(PsArena *arena, const BuildInput *input); /* "val, 87 of 159 images" */
const char *split_name(PsArena *arena, const BuildInput *input, int image);

/* A slice in words: "fewer than 11 objects", "light is night"; and so that it can follow "images":
   "with fewer than 11 objects", "where light is night". */
const char *slice_label(PsArena *arena, const char *column, const char *name);
const char *slice_images(PsArena *arena, const char *column, const char *name);

/* The table that the matrix is shown as at first, and an order of all classes for it; for
   build_matrix, from the cells and the confusions. */
void build_matrix_table(Report *report);
void build_matrix_order(Report *report);

/* Turns counts at every threshold into a finished sweep. */
Sweep finish_sweep(PsArena *arena, const PsCounts *counts, int threshold_count, int objects);

/* A plateau as thresholds of the grid that lie in it; the chosen one always does. */
typedef struct Plateau {
    int first, last; /* k, or UNDEFINED */
    const char *text;
} Plateau;
Plateau find_plateau(const Report *report, const BuildInput *input, const PsOptimum *optimum,
                     int chosen);

/* Classes with fewer objects than this get no praise and no blame. */
enum { SUPPORT = 20 };

/* Of the classes with support, the weakest or the strongest at the optimum; -1 if there is none. */
int weakest_class(const Report *report);
int strongest_class(const Report *report);

/* A row of the table of splits, in the arena; `split`: NULL for all images. */
SplitRow split_row(const Report *report, const Split *split, PsArena *arena);

/* The headline figure of that key as it is shown: "0.813". */
const char *report_metric(const Report *report, const char *key);

/* The name of class c, or of the background ("nothing labelled", "nothing predicted"). */
const char *actual_name(const Report *report, int c);
const char *predicted_name(const Report *report, int c);

#endif
