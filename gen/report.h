/* The report: everything that the page and the PDF show, finished. Figures are rounded here, once;
 * renderers place, colour and escape, but decide and compute nothing.
 *
 * Conventions
 *   shown rate   an int: thousandths of the figure as it is shown (680 is "0.680"), UNDEFINED = -1
 *   shown share  an int: whole per cent; 0 for a count above zero is shown as "<1%"
 *   hundredths   an int: hundredths of a score or IoU as it is shown (35 is "0.35"), or UNDEFINED
 *   index k      an index of the threshold grid, 0 .. threshold_count - 1
 *   rich text    may hold BOLD_ON and BOLD_OFF; no other control characters
 * All texts are valid UTF-8, fit to be shown, and not escaped for any format. */
#ifndef REPORT_H
#define REPORT_H

#include "base/arena.h"
#include "base/error.h"
#include "figure.h"

#include <stdbool.h>

#define BOLD_ON "\x01"
#define BOLD_OFF "\x02"

enum { UNDEFINED = -1 };

typedef struct Fact {
    const char *label, *value;
} Fact;

/* One headline figure. */
typedef struct Metric {
    const char *key;      /* "AP50" */
    const char *label;    /* "AP50" */
    const char *note;     /* "at IoU 0.50"; may be "" */
    const char *value;    /* "0.813", "–" */
    double at;            /* place on a scale from 0 to 1, NaN if undefined */
    const char *interval; /* "0.788 to 0.841", or NULL: not computed */
    double low, high;     /* ends of the interval on that scale */
} Metric;

/* The 95 % interval of F1 over all classes at every threshold, as shown rates; NULL: none. */
typedef struct Band {
    const int *low, *high;
} Band;

/* Outcomes at every threshold, of all classes together or of one. Arrays have threshold_count
   entries. kept = boxes that count: correct + mistaken + false_positive. */
typedef struct Sweep {
    const int *correct, *misclassified, *mistaken, *false_positive, *missed, *ignored, *kept;
    const int *precision, *recall, *f1; /* shown rates */
    int objects;
    int label_at[3];     /* grid index at which the names of precision, recall, F1 stand best */
    bool label_below[3]; /* under the line instead of over it */
} Sweep;

typedef struct ClassRow {
    const char *name;
    int objects, images;
    int ap, ap50, ap75; /* shown rates */
    Sweep sweep;
    int optimum; /* own best index k, or UNDEFINED (fewer than 20 objects, nothing correct) */
    const char *optimum_text;        /* "0.46", or "–" */
    const char *plateau_text;        /* "0.42–0.48", or "–" */
    int plateau_first, plateau_last; /* k of its own plateau; UNDEFINED without own best */
    int optimum_precision, optimum_recall, optimum_f1; /* shown rates at its own optimum */
} ClassRow;

/* One cell of the confusion matrix; class_count stands for the background. */
typedef struct CellEntry {
    int image, first, last; /* the image is in the cell from k = first to last */
} CellEntry;

typedef struct MatrixCell {
    int actual, predicted;
    const int *counts, *images;          /* [k] */
    const int *row_share, *column_share; /* [k] shown shares: of all boxes predicted so, of all
                                            objects that are so; UNDEFINED in the background's */
    const CellEntry *entries;
    int entry_count;
} MatrixCell;

/* Beyond the classes and the background, what a place in the matrix may stand for: all classes that
   the table does not name; and of their objects, which of them took the boxes. */
#define OTHERS(report) ((report)->class_count + 1)
#define OTHERS_RIGHT(report) ((report)->class_count + 2) /* predicted: the object's own class */
#define OTHERS_WRONG(report) ((report)->class_count + 3) /* predicted: another of the others */

/* The matrix as it is shown at first: all classes, or beyond WHOLE_MATRIX the most confused ones
   and one line that sums all others up. A slot is a row and a column of it. */
enum { WHOLE_MATRIX = 40, MOST_CONFUSED = 30 };
typedef struct MatrixTable {
    int *slots; /* class, OTHERS, or class_count: the background, last */
    int slot_count;
    const MatrixCell **at; /* [predicted * slot_count + actual], slots; NULL: always empty */
    int *order;            /* all classes, those that are taken for each other side by side */
    MatrixCell *sums;      /* cells of OTHERS, without entries; the shares of OTHERS_RIGHT and
                              OTHERS_WRONG, too, are of all others */
    int sum_count;
    int other_count, other_objects; /* 0: no class is left out */
    const int *other_kept;          /* [k] */
    const char *note;               /* which classes are named, and what the others are; or "" */
} MatrixTable;

/* A kind of error: why a box is wrong at IoU 0.50, whatever its score, or that no box aims at an
   object. Kinds are numbered from 1; 0 stands for none. */
typedef struct ErrorKind {
    const char *key;         /* "place": in addresses */
    const char *name, *note; /* "Badly placed", "right class, IoU 0.10 to 0.50" */
    const char *gallery;     /* what is drawn strong where only this kind is asked for */
    const char *order;       /* "highest score of the kind": the order of its list of images */
    const int *images;       /* [k] images with such a box that is kept, or such an object */
} ErrorKind;

/* A card whose images are neither those of a cell nor of a kind has a list of its own. */
#define OF_CARD(i) (-2 - (i))

/* The images that hold the kind, and from which k to which: in a cell, sorted by image; over all
   boxes, in the order that the kind names, each image once. */
typedef struct KindList {
    int cell; /* index of the matrix cell; UNDEFINED: over all boxes; OF_CARD(i): of card i */
    int kind; /* 0: of a card */
    const CellEntry *entries;
    int entry_count;
} KindList;

/* A pair of classes, or of a class and the background, that is often confused. */
typedef struct Confusion {
    int actual, predicted; /* at the optimum */
    int count, images;
    const char *labelled, *said; /* "RBC" / "nothing labelled" */
    const char *share;           /* "12% of RBC objects" */
} Confusion;

/* An operating point of the explorer: what matters most, and the threshold that serves it. */
typedef struct OperatingPoint {
    const char *label;      /* "Precision at least 0.90" */
    int k;                  /* UNDEFINED: not reached, or not a threshold of the grid */
    const char *confidence; /* "0.56", or "not reached" */
    bool reached;           /* else it has no figures */
    int precision, recall, f1;
} OperatingPoint;

typedef struct Histogram {
    const int *correct, *wrong; /* [k]: boxes with thresholds[k] <= score < thresholds[k + 1] */
    int most; /* largest bar that is drawn whole; higher ones are cut and say so */
} Histogram;

typedef enum Outcome {
    OUTCOME_CORRECT,
    OUTCOME_MISCLASSIFIED,
    OUTCOME_MISSED,
    OUTCOME_FALSE_POSITIVE,
    OUTCOME_IGNORED,
    OUTCOMES
} Outcome;

/* When a box takes an object of another class. */
typedef struct BoxSpan {
    int first, last; /* k */
    int partner;     /* place in the list of the other layer */
    int iou;         /* hundredths */
} BoxSpan;

/* An object or a box of one picture, in pixels of the upright original.
   A box is kept for k <= kept. It is correct if partner >= 0; ignored if `ignored`; else
   misclassified within its spans and a false positive at all other k. An object is correct for
   k <= kept (partner is then its box), else misclassified within its spans, else missed. */
typedef struct BoxView {
    double x, y, width, height;
    int class_index;
    int score;    /* hundredths; UNDEFINED for an object */
    int iou;      /* hundredths, with the partner, else the highest with any object */
    int kept;     /* last k; -1 = never */
    int partner;  /* same class: place in the list of the other layer, or -1 */
    bool ignored; /* box: lies in a crowd region; object: is a crowd region */
    int kind;     /* of error, at IoU 0.50 and whatever the score; 0: none */
    const BoxSpan *spans;
    int span_count;
} BoxView;

/* One image, finished on demand, so that a hundred thousand need not lie in memory. */
typedef struct ImageView {
    const char *name;            /* as shown: file name */
    const char *thumb, *preview; /* paths in the report folder, or NULL */
    const char *problem;         /* why there is no picture, or NULL */
    const char *scene, *train;   /* "same scene as b.jpg", "like the training picture c.jpg"; or
                                    NULL */
    const char *split;           /* "val", or NULL */
    int width, height;           /* upright original, never 0 */
    BoxView *objects, *boxes;
    int object_count, box_count;
    const int *correct, *misclassified, *missed, *false_positive; /* [k] */
    const int *precision, *recall, *f1;                           /* [k] hundredths */
} ImageView;

/* A picture that stands for many, for the PDF and for cards. */
typedef struct Example {
    int image;
    double x, y, size; /* square cut-out, pixels of the original */
    int object, box;   /* place in ImageView.objects / .boxes of the case, or -1 */
    Outcome outcome;
    const char *caption; /* "RBC missed, 139 px" */
    const char *reason;  /* "a right box scored 0.25, under 0.35"; may be "" */
} Example;

typedef struct ExampleGroup {
    const char *title,
        *note; /* "Missed" / "labelled objects that no kept box finds, largest first" */
    Outcome outcome;
    Example *examples;
    int count;
} ExampleGroup;

/* A kind of error, and what it costs. */
typedef struct ErrorRow {
    const char *key;         /* of its ErrorKind */
    const char *name, *note; /* "Background", "box on nothing labelled" */
    const char *gain;        /* points of AP50 if this kind alone were repaired: "15.4", "–" */
    double share;            /* of the largest gain, 0 to 1: the length of its bar */
    const char *count;       /* at any score */
    const char *kept;        /* of these, kept at the optimum; "–" where that means nothing */
} ErrorRow;

typedef struct Paragraph {
    const char *title;
    const char *text; /* rich; '\n' parts lines */
} Paragraph;

typedef struct Warning {
    const char *severity; /* "Fault" or "Note" */
    const char *code, *file, *place, *text, *count;
    const char **places; /* further ones, some of them: "annotations[7].bbox (line 8)" */
    int place_count;
    const char *more; /* "and 12 more", or "" */
} Warning;

typedef struct Source {
    const char *role, *name, *format, *sha256;
} Source;

/* A recommendation. */
typedef struct ReportCard {
    const char *rule, *kind;          /* "R02", "false-negatives" */
    const char *topic;                /* "missed objects": what it is about */
    const char *severity, *key;       /* "High"; "high" */
    const char *title;                /* "28% of the RBC boxes are wrong" */
    const char *sentence;             /* why: figures and interval */
    const char *action;               /* what to do */
    const char *gain;                 /* what it would bring, or "" */
    const char *points, *points_note; /* "8.4", "points of AP50 if half is repaired"; or "" */
    const char *text;                 /* all of these, as in report.json */
    const char *link;                 /* "#v=images&cell=0,3", or "" */
    const char *anchor;               /* "#matrix": where it leads without scripts */
    const char *link_text;            /* "Show 12 images" */
    const char *link_note;            /* "with RBC that were missed", or "" */
    const char *crops;                /* whose boxes stand for the card: key of a kind of error,
                                         or of startCards in the script; or "" */
    const char *order;                /* what its own list is ordered by, "scene"; or "" */
    Figure figure;                    /* of a card on the threshold; else empty */
    const char *figure_note;          /* what it shows, in words; or NULL */
    bool open;                        /* one of the few that are not folded */
} ReportCard;

/* A label that a person should look at. */
typedef struct LabelRow {
    const char *key;                /* of its list: "missing" */
    const char *kind;               /* "Probably unlabelled" */
    const char *class_name, *other; /* "" if there is no other */
    const char *score, *iou;        /* "0.93", "–" */
    const char *reason;             /* one sentence */
    const char *iou_note;           /* "IoU 0.24" where the sentence does not say it; else "" */
    int list;                       /* index in Report.label_lists */
    int class_index, other_index;   /* or UNDEFINED */
    int image;
    int object, second, box; /* places in ImageView.objects and .boxes, or -1 */
    double x, y, width, height;
} LabelRow;

/* A list of such labels, by what may be wrong with them. */
typedef struct LabelList {
    const char *key;        /* "missing" */
    const char *name;       /* "Probably unlabelled" */
    const char *note;       /* "sure boxes where nothing is labelled" */
    const char *count_text; /* "47" */
    int count;
} LabelList;

/* Images that belong together, against all others: a cluster of the map, or a slice. */
typedef struct GroupRow {
    int number;            /* in addresses and in report.json */
    const char *mark;      /* of a cluster: the letter at its place on the map, "A"; else "" */
    const char *column;    /* of a slice: "brightness"; else "" */
    const char *name;      /* "dark, blurred"; "152 to 170" */
    const char *label;     /* of a slice: "fewer than 11 objects"; else "" */
    const char *images;    /* "45 images" */
    const char *objects;   /* "535 objects" */
    const char *f1, *rest; /* "0.742", that of all others "0.783" */
    const char *interval;  /* "0.696 to 0.781", or "" */
    const char *q;         /* "0.091"; "–": too few images or objects for a test */
    const char *key;       /* "worse", "better" or "none" */
    const char *verdict;   /* the same in words */
    const char *error;     /* "mostly background boxes (80%)": of its errors */
    const char *gain;      /* points of F1, or "–" */
    double low, at, high,
        rest_at;         /* F1, its interval and the others' on the table's scale, or NaN */
    const int *f1_sweep; /* [threshold] thousandths */
    const int *members, *samples;
    int member_count, sample_count;
    double x[2], y[2]; /* of a cluster: where its mark stands in each view, 0 to 1 */
} GroupRow;

typedef struct GroupTable {
    GroupRow *rows; /* clusters: lowest F1 first; slices: by column, then by value */
    int count;
    const char *low, *high; /* ends of the scale: "0.60" */
} GroupTable;

/* The slices of one column, which part the images. */
typedef struct MapColumn {
    const char *name;
    int first, count; /* slices */
    bool ordered;     /* from few to much, not kinds of something */
    const int *part;  /* [image] 0 ... count - 1, or UNDEFINED */
} MapColumn;

enum { MAP_VIEWS = 2, MAP_SIDE = 65534 };

/* The vector explorer. Views are t-SNE, then principal components. */
typedef struct Explorer {
    bool has_map;
    const char *reason; /* why there is no map, or "" */
    const char *lead;   /* rich: what was found */
    const char *slices_lead;
    const char *source, *quality, *warning; /* under the map */
    const int *x[MAP_VIEWS], *y[MAP_VIEWS]; /* [image] 0 ... MAP_SIDE, or UNDEFINED; y goes down */
    const int *cluster;                     /* [image] number of the cluster, or UNDEFINED */
    GroupTable clusters, slices;
    int *notable; /* slices that were told apart, worse ones first */
    int notable_count;
    MapColumn *columns;
    int column_count;
    int f1_low; /* hundredths: where the ramp begins; lower ones look the same */
    const char *f1_low_text, *f1_high_text; /* "F1 ≤ 0.60", "1" */
    int most[4];      /* correct, misclassified, missed, false positive: where their ramps end */
    Figure map;       /* at the optimum; empty if the images are too many for a page */
    Figure print_map; /* the same for the PDF, without letters */
    const char *print_note; /* how many are drawn, if not all */
    Paragraph finding;      /* title and lead of the PDF's page */
} Explorer;

/* A figure of both models. */
typedef struct CompareRow {
    const char *name;             /* "AP50"; of a class */
    const char *model, *baseline; /* "0.772", "–" */
    const char *change;           /* "+0.031": difference of the shown figures */
    const char *interval;         /* "+0.020 to +0.043", or "" */
    const char *chance;           /* p, of classes q: "<0.001", "–" */
    const char *verdict;          /* "better", "worse", "no clear difference" */
    bool told;                    /* it is one of the first two */
    double low, at, high; /* on the table's scale from 0 to 1, no difference at 0.5; or NaN */
} CompareRow;

/* An image that one of the models does better. */
typedef struct CompareImage {
    int image;
    const char *was; /* F1 of the baseline: "0.60" */
} CompareImage;

enum { COMPARE_IMAGES = 4 };

/* Against the model of --baseline. */
typedef struct Comparison {
    const char *name; /* of the baseline; NULL: none was given */
    const char *lead; /* rich */
    const char *note;
    CompareRow *rows, *classes; /* classes: what lost most first */
    int row_count, class_count;
    const char *scale, *class_scale; /* the ends: "0.150" */
    const char *classes_note;        /* how many are shown, or NULL */
    CompareImage lost[COMPARE_IMAGES], gained[COMPARE_IMAGES]; /* what changed most first */
    int lost_count, gained_count;
    Figure curves;                   /* of both models; empty where their axes differ */
    const char *curves_note;         /* which is which */
    Paragraph finding;               /* title and lead of the PDF's page */
} Comparison;

/* A way to the page of a split, or of all images. */
typedef struct SplitLink {
    const char *name, *count; /* "val", "87" */
    const char *where;        /* address from this page; "": this page */
} SplitLink;

/* A split at its own optimum; figures as its page shows them. */
typedef struct SplitRow {
    const char *name, *where;
    const char *images, *objects, *confidence;
    const char *precision, *recall, *f1, *ap50, *ap;
} SplitRow;

/* A section of the page, in order. */
typedef struct Section {
    const char *id;    /* "metrics": anchor and template */
    const char *title; /* "Production metrics explorer" */
    const char *link;  /* short name for the contents */
    const char *rail;  /* how to read it; '\n' parts lines */
    const char *how;   /* how its figures come about; '\n' parts lines; may be NULL */
} Section;

typedef struct Report Report;
struct Report {
    /* head */
    const char *title;        /* "Blood cells, model v2" */
    const char *subtitle;     /* "evaluation of v2-coco.json"; may be "" */
    const char *date;         /* "23 November 2026", or "" */
    const char *version;      /* "0.1.0" */
    const char *verdict;      /* rich: one or two sentences */
    const char *verdict_note; /* rich */
    const char *caution;      /* rich: why the optimum is delicate, or "" */
    const char *headline; /* PDF: "Strong on WBC, fair on RBC, not yet reliable on Platelets." */
    Fact *facts;
    int fact_count;
    Section *sections;
    int section_count;

    /* the pages of a set with several splits: all images first */
    SplitLink *split_links;
    int split_link_count;   /* 0: there is one page */
    const char *split_here; /* "val 87": the link that leads to this page */
    bool split_links_long;  /* too long to stand side by side */
    SplitRow *split_rows;   /* on the page of all images */
    int split_row_count;
    const char *splits_note; /* what else is to be said of the splits, or "" */

    /* the grid */
    int threshold_count, optimum;    /* optimum: index the page opens at */
    bool has_optimum;                /* false: no box is correct at any threshold, or no scores */
    const char *unscored;            /* what it means that the predictions hold no scores, or "" */
    const char **threshold_text;     /* [k] "0.35" */
    const double *threshold_at;      /* [k] place on the x axis, 0 to 1 */
    int plateau_first, plateau_last; /* k; UNDEFINED without optimum */
    const char *plateau_text;        /* "0.34–0.36" */
    const char *iou_text;            /* "0.50" */
    bool quantile_grid;              /* the axis is in quantiles of the scores */

    /* figures */
    Metric *metrics; /* over all confidences: AP, AP50, AP75, by size, AR100 */
    int metric_count;
    Metric rates[3];            /* precision, recall and F1 at the optimum */
    const char *intervals_note; /* "95 % intervals from 1,000 resamples of the images", or "" */
    Sweep sweep;                /* all classes together */
    Band f1_band;
    OperatingPoint *points;
    int point_count;
    Histogram histogram;
    ClassRow *classes;
    int class_count;
    int *weakest; /* classes with objects, lowest F1 at the optimum first; those with fewer than
                     20 objects behind the others */
    int weakest_count, judged_count; /* all of them; those in front, with objects enough */
    const char *weakest_note;        /* "lowest F1 first; under 20 objects last" */
    MatrixCell *cells;               /* sorted by actual, predicted */
    int cell_count;
    Confusion *confusions; /* most frequent first, at the optimum */
    int confusion_count;
    MatrixTable matrix;

    /* kinds of error, and the images that hold them */
    ErrorKind *kinds; /* kind i + 1 */
    int kind_count;
    KindList *kind_lists; /* those over all boxes first, by kind; then by cell and kind */
    int kind_list_count;
    const char *kinds_note; /* how a kind differs from an outcome */

    /* drawn at the optimum */
    Figure balance, curves, score_histogram;
    Figure *class_bars;     /* [class] */
    Figure class_bars_head; /* the head of their column */
    Figure *class_curves;   /* [weakest_count], small multiples in the order of `weakest` */

    /* what goes wrong, and how far scores can be trusted */
    ErrorRow *errors; /* the dearest first */
    int error_count;
    const char *errors_note; /* all false positives and all missed objects together */
    Figure reliability;      /* empty without detections */
    Fact *calibration;
    int calibration_count;
    Figure *precision_recall; /* of some classes, the weakest first; none without a correct box */
    const char **precision_recall_names;
    const char *precision_recall_note; /* at which IoU, and of which classes */
    int precision_recall_count;

    /* what to do next, and labels to look at */
    ReportCard *cards;
    int card_count;
    const char *cards_order; /* what comes first, and what High means; "" without cards */
    const char *cards_note;  /* "24 rules were checked ..." */
    const char *quiet;       /* what was checked and gave no card: "duplicates, crowding", or "" */
    Fact *unchecked;         /* a rule that could not be checked, and what it needs */
    int unchecked_count;
    LabelRow *labels; /* by list, the surest first */
    int label_count;
    LabelList *label_lists;
    int label_list_count;
    const char *labels_note; /* what is in the lists, or why there is nothing */

    Explorer explorer;
    Comparison comparison;

    /* titles and leads of the PDF's pages: findings */
    Paragraph errors_finding, classes_finding, matrix_finding, examples_finding, method_finding;
    Paragraph advice_finding;

    /* pictures */
    int image_count;
    int *scene_mate;   /* one an image: the next of its scene, UNDEFINED if it is alone; or NULL */
    int *worst;        /* all images, lowest F1 at the optimum first, undefined last */
    bool has_pictures; /* a folder of pictures was given */
    int picture_count; /* thumbnails made */
    const char *pictures_note; /* how many of them the report holds, if not all; else NULL */
    ExampleGroup *groups;
    int group_count;
    /* Fills *view for image i; its lists lie in `scratch`. */
    void (*image)(const Report *report, int i, PsArena *scratch, ImageView *view);
    const void *source; /* for `image` alone */

    /* end matter */
    Paragraph *method;
    int method_count;
    const Fact *glossary; /* a word, and what it means here; by alphabet */
    int glossary_count;
    Source *sources;
    int source_count;
    const char *health_note; /* "2 kinds of fault, 1 thing worth knowing." */
    Warning *warnings;       /* faults first */
    int warning_count;
    PsArena *arena;
};

/* What became of the class at the operating point, in words: "3 correct, 1 misclassified, ...". */
const char *class_outcomes(const Report *report, int c);

#endif
