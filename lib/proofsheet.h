/* proofsheet: how good is this detection model, and what should be fixed next?
 *
 * The library behind the program. It is to be read from top to bottom:
 *
 *   1. words and units        4. evaluating
 *   2. issues                 5. looking at an evaluation
 *   3. reading                6. pictures
 *                             7. exploring
 *                             8. advice
 *
 * Data flows one way. A dataset (ground truth) is read, predictions are read against it, the two
 * are evaluated; each structure is made once, owns all that it points to, is constant afterwards
 * and is freed whole. A structure must outlive those that were made from it. Functions that can
 * fail take a PsError last and return NULL or false; running out of memory ends the program.
 */
#ifndef PROOFSHEET_H
#define PROOFSHEET_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PS_VERSION "0.1.0"

/* ------------------------------------------------------------------ 1. words and units
 *
 * ground truth   objects that people labelled      detection   a box that the model predicted
 * IoU            intersection over union of two boxes, 0 to 1
 * confidence     the least score at which a detection is kept: score >= confidence
 * correct        a kept detection that takes a free object of its own class with IoU >= u
 * misclassified  a kept detection that takes a free object of another class with IoU >= u
 * false positive a kept detection that takes nothing
 * missed         an object that no kept detection takes (false negative)
 * ignored        a detection that lies in a crowd region of its class: counted nowhere
 *
 * Lengths are pixels, x to the right, y down, the origin at the upper left corner of the picture.
 * Images, classes, objects and detections are named by index, from 0. A rate that has no
 * denominator is NaN. */

typedef struct PsBox {
    double x, y, width, height; /* upper left corner and size, pixels */
} PsBox;

/* IoU of two boxes; 0 if either has no area (intersection over union, no "+1"). */
double ps_box_iou(PsBox a, PsBox b);

/* Intersection over the area of `box`: how far it lies inside `region` (the crowd rule). */
double ps_box_coverage(PsBox box, PsBox region);

/* ------------------------------------------------------------------ 2. issues
 *
 * A fault in the input that does not stop the run. Equal faults are counted, the first one is
 * named; none is dropped in silence. */

typedef struct PsWhere {
    const char *file;  /* path as given by the user */
    const char *place; /* "annotations[3].bbox", "line 7"; "": the file as a whole */
    const char *text;  /* what is wrong here, where each place has its own reason; or NULL */
} PsWhere;

enum { PS_ISSUE_PLACES = 1000 };

typedef struct PsIssue {
    const char *code;  /* "box-outside-image": stable, for machines */
    const char *file;  /* of the first place */
    const char *place; /* the first place */
    const char *text;  /* one sentence that says what was done about it */
    int count;         /* how often it was met, at least 1 */
    PsWhere *places;   /* the first PS_ISSUE_PLACES of them, in the order of reading */
    int place_count;
} PsIssue;

/* ------------------------------------------------------------------ 3. reading */

typedef struct PsImage {
    int64_t id;        /* id in the file; where a format has none, from 1 in sorted order */
    const char *file;  /* file name as the ground truth has it, UTF-8, relative; "" if unknown */
    int width, height; /* pixels; 0 if unknown */
    int first_object;  /* its objects are objects[first_object ...] */
    int object_count;  /* crowds included */
} PsImage;

typedef struct PsClass {
    int64_t id;
    const char *name;
    int object_count; /* crowds excluded */
    int image_count;  /* images with at least one such object */
} PsClass;

typedef struct PsObject {
    int64_t id;
    int image, class_index;
    PsBox box;
    double area; /* pixels squared; the annotation's own figure, else width x height */
    bool crowd;  /* a region with many objects: never missed, never found */
} PsObject;

typedef struct PsInput {
    const char *role;   /* "ground-truth", "predictions" */
    const char *path;   /* as the user gave it */
    const char *name;   /* last part of the path */
    const char *format; /* "coco", "coco-results", "yolo": a name of ps_formats */
    int file_count;     /* files that were read; 1 for a source that is one file */
    char sha256[65]; /* of the file; of a folder: of each name and file in the order of reading */
} PsInput;

typedef struct PsDataset {
    PsInput input;
    PsImage *images;         /* by ascending id */
    PsClass *classes;        /* by ascending id */
    PsObject *objects;       /* grouped by image, in file order within one */
    PsIssue *issues, *notes; /* notes: worth knowing, though nothing may be wrong */
    int image_count, class_count, object_count, crowd_count; /* object_count includes crowds */
    int issue_count, note_count;
    bool made_image_ids, made_class_ids; /* the files have none: 1, 2, 3 ... in sorted order */
    bool image_ids_clash; /* several files used the same ids: images are to be called by name */
    const int *split_of;  /* one an image: index in split_names, -1: of none; NULL: none is known */
    const char *const *split_names; /* "val"; val, test and train always by these names */
    int split_count;
    struct PsArena *arena;
} PsDataset;

typedef struct PsDetection {
    int image, class_index;
    PsBox box;
    double score;
} PsDetection;

typedef struct PsPredictions {
    PsInput input;
    const PsDataset *dataset;
    PsDetection *detections; /* grouped by image, in file order within one */
    int *first;              /* image_count + 1 entries: image i owns [first[i], first[i + 1]) */
    int detection_count;
    bool unscored; /* the input has no scores: each is 1, no confidence is chosen, and AP comes from
                      one point and the order of the file */
    PsIssue *issues, *notes;
    int issue_count, note_count;
    struct PsArena *arena;
} PsPredictions;

typedef struct PsReadOptions {
    const char *format;  /* name of a format, or NULL: found out from the content */
    const char *images;  /* folder with the pictures, for formats that do not state their sizes */
    const char *classes; /* data.yaml, or a text with one class a line, for formats without names */
    const char *split;   /* part to read: "val", "all"; NULL: val, else test, train, all */
} PsReadOptions;

/* Reads ground truth from a file or a folder. `options` may be NULL. NULL and *error on failure;
   free with ps_dataset_free. */
PsDataset *ps_dataset_read(const char *path, const PsReadOptions *options, PsError *error);
void ps_dataset_free(PsDataset *dataset);

/* Reads detections from a file or a folder ("-" is standard input) and resolves their images and
   classes against the dataset. Detections of unknown images or classes are left out and become an
   issue. */
PsPredictions *ps_predictions_read(const PsDataset *dataset, const char *path,
                                   const PsReadOptions *options, PsError *error);
void ps_predictions_free(PsPredictions *predictions);

/* The images of these indices, which ascend, with their objects, and all classes; issues and notes
   stay with the whole, which must outlive the part. */
PsDataset *ps_dataset_subset(const PsDataset *dataset, const int *images, int count);

/* The detections on the same images; `part` was made from the predictions' dataset by them. */
PsPredictions *ps_predictions_subset(const PsPredictions *predictions, const PsDataset *part,
                                     const int *images);

/* The formats that are read, ended by a row whose name is NULL. */
typedef struct PsFormat {
    const char *name;
    const char *title;
    const char *role; /* "ground-truth", "predictions" or "both" */
    const char *note; /* one sentence: layout and pitfalls */
} PsFormat;
const PsFormat *ps_formats(void);

/* ------------------------------------------------------------------ 4. evaluating */

typedef struct PsEvaluateOptions {
    double iou;          /* u of the operating point, 0 < u <= 1; 0 means 0.5 */
    int threads;         /* 0 or 1: one; results do not depend on it */
    int resamples;       /* of the image bootstrap; 0: no intervals */
    uint64_t seed;       /* of the bootstrap and of the null of the calibration */
    const int *scene_of; /* one an image: those of one number are drawn together; from
                            ps_scenes_find. NULL: each is its own */
    bool draws;          /* keep the figures of all resamples, for ps_compare */
    bool arrays;         /* keep COCO's precision and score arrays for maxDets 1 and 10 as well */
} PsEvaluateOptions;

/* The twelve COCO figures, in their customary order (pycocotools 2.0.11; 101 recall points, ten
   IoUs from 0.50 to 0.95; areas in pixels squared: small < 32^2, medium, large > 96^2). */
enum {
    PS_AP,
    PS_AP50,
    PS_AP75,
    PS_AP_SMALL,
    PS_AP_MEDIUM,
    PS_AP_LARGE,
    PS_AR1,
    PS_AR10,
    PS_AR100,
    PS_AR_SMALL,
    PS_AR_MEDIUM,
    PS_AR_LARGE,
    PS_COCO_FIGURES
};

/* What they are called in report.json: "AP50", "APs". */
extern const char *const ps_coco_names[PS_COCO_FIGURES];

enum { PS_COCO_IOUS = 10, PS_COCO_RECALLS = 101, PS_COCO_AREAS = 4, PS_COCO_MAXDETS = 3 };

/* Precision, recall and score arrays as the public evaluator has them; NaN where it has -1.
   precision and score: [iou][recall][class][area][maxdets]; recall: [iou][class][area][maxdets].
   Recall is there always, and precision for maxDets 100; precision and score for all three when
   asked. */
typedef struct PsCoco {
    double figures[PS_COCO_FIGURES];
    double *class_ap, *class_ap50, *class_ap75; /* one a class */
    double *precision;                          /* [iou][recall][class][area], maxDets 100 */
    double *recall;                             /* [iou][class][area][maxdets] */
    double *all_precision, *all_score;          /* [iou][recall][class][area][maxdets], or NULL */
} PsCoco;

/* Outcomes at one threshold. correct + misclassified + missed = objects (crowds apart);
   correct + misclassified + false_positive + ignored = detections kept. For a class:
   misclassified counts its *objects* that were taken for another class, and `mistaken` its
   *detections* that took an object of another class. In the sum over all classes both are equal. */
typedef struct PsCounts {
    int correct, misclassified, false_positive, missed, ignored;
    int mistaken;
} PsCounts;

/* precision = correct / (correct + mistaken + false_positive); recall = correct / (correct +
   misclassified + missed); f1 = 2 correct / (sum of both denominators). NaN without denominator. */
double ps_precision(PsCounts counts);
double ps_recall(PsCounts counts);
double ps_f1(PsCounts counts);

/* The best confidence for F1: the middle of the contiguous run of thresholds around the maximum
   in which F1 stays within 0.01 of it, snapped to a hundredth inside that run where there is one.
   The run is taken over every distinct score, not over a grid. */
typedef struct PsOptimum {
    bool exists; /* false if no detection is correct at any threshold, or too few objects */
    double confidence;
    double plateau_low, plateau_high; /* ends of the run: F1 is near its best for low < t <= high */
    double best_f1;                   /* the maximum itself, over all thresholds */
    double best_confidence;           /* the highest threshold at which it is reached */
    double precision, recall, f1;     /* at `confidence` */
} PsOptimum;

/* What makes the optimum delicate. */
typedef enum PsCautionKind {
    PS_CAUTION_TIES,       /* `count` detections share the score `low`, next to the optimum */
    PS_CAUTION_SECOND_RUN, /* F1 is within 0.01 of its best from `low` to `high` as well */
    PS_CAUTION_CLASS_LOST, /* recall of the class falls from `before` to `after` by `high` */
} PsCautionKind;

typedef struct PsCaution {
    PsCautionKind kind;
    int class_index; /* -1: several or all */
    int count;
    double low, high, before, after;
} PsCaution;

/* What became of a detection. Correctness does not depend on the threshold: a kept detection that
   took an object of its class took it at every lower threshold too. */
typedef struct PsVerdict {
    int object;   /* object of the same class that it takes, or -1 */
    double iou;   /* with that object, else the highest with any object of the image */
    int nearest;  /* the object of that highest IoU (crowds apart), or -1 */
    bool ignored; /* lies in a crowd region of its class */
    uint16_t correct_at, ignored_at; /* the same at COCO's IoUs: bit t stands for 0.50 + 0.05 t */
    int kept;                        /* last index of the grid at which it is kept; -1: at none */
    int first_span, span_count;      /* when it is misclassified: spans[first_span ...] */
} PsVerdict;

/* From grid index `first` to `last`, the detection takes `object`, which has another class. */
typedef struct PsSpan {
    int first, last, object;
    double iou;
} PsSpan;

/* One cell of the confusion matrix that is not zero everywhere. Class index = class_count means
   background: actual = background is a false positive, predicted = background a missed object. */
typedef struct PsCell {
    int actual, predicted;
    const int *counts;            /* one an index of the grid: objects or detections in the cell */
    const int *images;            /* one an index of the grid: images in the cell */
    int first_entry, entry_count; /* which images, when: entries[first_entry ...] */
} PsCell;

/* The image is in the cell from grid index `first` to `last`, both included. Entries of a cell are
   sorted by image, then by first; those of one image do not touch. */
typedef struct PsCellEntry {
    int image, first, last;
} PsCellEntry;

/* A 95 % percentile interval of the image bootstrap. */
typedef struct PsInterval {
    bool exists; /* false: no resamples, too little support, or undefined in too many resamples */
    double low, high;
} PsInterval;

/* What another draw of images like these would have given: whole images are drawn with replacement
   and keep their weights; matches are not made anew. */
/* Figures of a resample that are kept for comparing; then AP50 and F1 of each class in turn, NaN
   for a class with too little support. Precision, recall and F1 are those at the confidence that is
   best in the resample: else the model whose confidence fits these images better is flattered. */
enum {
    PS_DRAW_COCO,
    PS_DRAW_PRECISION = PS_COCO_FIGURES,
    PS_DRAW_RECALL,
    PS_DRAW_F1,
    PS_DRAW_FIGURES
};

typedef struct PsUncertainty {
    int resamples; /* 0: not computed, everything below is empty */
    uint64_t seed; /* that the resamples were drawn from */
    PsInterval figures[PS_COCO_FIGURES];
    PsInterval precision, recall, f1; /* at the optimal confidence, held fixed */
    PsInterval *sweep_f1;             /* at every threshold, all classes; NULL: not computed */
    PsInterval confidence;            /* of the best confidence, chosen anew in each resample */
    double f1_corrected; /* F1 at the optimum less the optimism of choosing it on these images */
    int undefined;       /* resamples without any object or detection, left out */
    int scenes;          /* what was drawn: images, or groups of near-identical ones */
    bool few_images;     /* under 50 of them: the intervals are too narrow */
    PsInterval *class_ap50, *class_precision, *class_recall, *class_f1; /* one a class */
    double *draws; /* [resample][PS_DRAW_FIGURES + 2 * classes]; NULL unless asked for */
} PsUncertainty;

/* Why a detection is not correct, at IoU 0.5 and whatever its score (TIDE, Bolya et al. 2020). */
typedef enum PsFault {
    PS_FAULT_NONE,       /* correct, or ignored */
    PS_FAULT_CLASS,      /* right place, wrong class */
    PS_FAULT_PLACE,      /* right class, IoU 0.1 to 0.5 */
    PS_FAULT_BOTH,       /* wrong class, wrong place */
    PS_FAULT_DUPLICATE,  /* right, but its object is taken */
    PS_FAULT_BACKGROUND, /* IoU at most 0.1 with every object */
    PS_FAULT_MISSED,     /* an object that no class or place error would repair */
    PS_FAULT_KINDS
} PsFault;

/* What each kind costs: gain of AP50 if that kind alone were repaired. Gains do not add up. */
typedef struct PsFaults {
    double gain[PS_FAULT_KINDS]; /* AP50, 0 to 1; [PS_FAULT_NONE] is unused */
    int count[PS_FAULT_KINDS];
    double gain_false_positive, gain_false_negative;
    unsigned char *of_detection; /* PsFault, one a detection */
    unsigned char *of_object;    /* PS_FAULT_MISSED or PS_FAULT_NONE, one an object */
} PsFaults;

/* A bin of scores. */
typedef struct PsBin {
    double low, high; /* scores: low <= score < high, the last bin with both ends */
    int count, correct;
    double mean_score, precision;   /* NaN for an empty bin */
    double wilson_low, wilson_high; /* 95 % interval of the precision */
} PsBin;
enum { PS_BINS = 10 };

/* Does a score of 0.7 mean right in 7 of 10 cases? At IoU 0.5, over all detections not ignored. */
typedef struct PsCalibration {
    int detections;
    PsBin equal_width[PS_BINS], equal_count[PS_BINS];
    double d_ece; /* sum of share x |mean score - precision| over bins of equal width */
    double null_mean, null_95; /* the same of a perfectly calibrated model with these scores */
    double la_ece;             /* mean over classes; precision x mean IoU in place of precision */
    double brier, gap; /* mean (score - correct)^2; mean score - precision, > 0: over-confident */
} PsCalibration;

/* Localisation, recall, precision (Oksuz et al. 2018) at IoU 0.5: 0 is perfect, 1 the worst. */
typedef struct PsLrp {
    double value;      /* oLRP: the least over all thresholds; NaN without objects */
    double confidence; /* where; NaN if nothing is detected */
    double place, false_positive, false_negative; /* its parts there: 1 - IoU, 1 - P, 1 - R */
} PsLrp;

/* The threshold of the best F1 at one of COCO's IoUs, out of every distinct score: the highest one
   that reaches the maximum. Over all detections, and for the mean over the classes (see
   PsThreshold). An F1 is NaN without objects and 0 if nothing is ever correct; what stands at its
   threshold is NaN then. */
typedef struct PsAtIou {
    double best_f1, confidence;
    double precision, recall; /* at `confidence` */
    double macro_f1, macro_confidence;
} PsAtIou;

/* The same of one class. */
typedef struct PsBest {
    double f1, confidence;
} PsBest;

typedef struct PsEvaluation {
    const PsPredictions *predictions;
    const PsDataset *dataset;
    double iou;
    PsCoco coco;

    /* The threshold grid: 0.00, 0.01 ... 1.00 and the optimum; for a model whose scores crowd into
       a few hundredths, quantiles of the scores. Strictly ascending. */
    double *thresholds;
    int threshold_count;
    bool quantile_grid;
    int optimal_index; /* index of the optimum; of the threshold nearest to 0.5 if there is none */
    PsOptimum optimum; /* micro F1 over all classes */

    PsCounts *sweep;         /* [threshold] */
    PsCounts *class_sweep;   /* [class * threshold_count + threshold] */
    PsOptimum *class_optima; /* [class]; exists from 20 objects on */

    PsVerdict *verdicts; /* one a detection, same order */
    int *found_by;       /* one an object: the detection of its class that takes it, or -1 */
    PsSpan *spans;
    int span_count;

    PsCell *cells; /* sorted by actual, then predicted */
    int cell_count;
    PsCellEntry *entries;

    PsCaution *cautions; /* what makes the optimum delicate */
    int caution_count;

    PsUncertainty uncertainty;
    PsFaults faults;
    PsCalibration calibration;
    PsLrp lrp;        /* mean over classes with objects; its confidence is NaN */
    PsLrp *class_lrp; /* one a class */
    PsAtIou at_iou[PS_COCO_IOUS];
    PsBest *class_at_iou; /* [class * PS_COCO_IOUS + iou] */
    struct PsArena *arena;
} PsEvaluation;

/* Evaluates. `options` may be NULL. Free with ps_evaluation_free. */
PsEvaluation *ps_evaluate(const PsPredictions *predictions, const PsEvaluateOptions *options,
                          PsError *error);
void ps_evaluation_free(PsEvaluation *evaluation);

/* A figure of one model less that of another, on the same images. */
typedef struct PsDifference {
    double value;        /* NaN: undefined in one of them */
    PsInterval interval; /* 95 %, of the paired bootstrap: both models on the same resamples */
    double p;            /* two-sided; NaN: not tested */
    double visible;      /* the least difference that four of five such sets would show, 2.8 SE */
} PsDifference;

/* Two models on the same images, each at its own optimal confidence. */
typedef struct PsComparison {
    const PsEvaluation *model, *baseline;
    PsDifference coco[PS_COCO_FIGURES];  /* p: from the resamples */
    PsDifference precision, recall, f1;  /* p: whole images change sides (permutation test) */
    PsDifference *class_ap50, *class_f1; /* [class]; p: from the resamples */
    double *class_q;     /* [class]: of class_f1, Benjamini and Hochberg over the classes; or NaN */
    double *image_f1[2]; /* [image] F1 of the model and of the baseline, each at its optimum; of
                            an image without objects 1 where nothing is kept */
    int better, worse, alike; /* images by their own F1 */
    struct PsArena *arena;
} PsComparison;

/* Compares two evaluations of one dataset that were made with equal options, `draws` among them.
   Both must outlive the comparison. NULL and *error (PS_ERROR_USAGE) if they do not fit. */
PsComparison *ps_compare(const PsEvaluation *model, const PsEvaluation *baseline, uint64_t seed,
                         int threads, PsError *error);
void ps_comparison_free(PsComparison *comparison);

/* ------------------------------------------------------------------ 5. looking at an evaluation */

/* Outcomes of one image at every threshold: `counts` has threshold_count entries. */
void ps_image_sweep(const PsEvaluation *evaluation, int image, PsCounts *counts);

/* The same at grid index k alone. */
PsCounts ps_image_counts(const PsEvaluation *evaluation, int image, int k);

/* Adds every count of `more`. */
void ps_counts_add(PsCounts *sum, PsCounts more);

/* The outcome of a detection at grid index k. */
typedef enum PsOutcome {
    PS_NOT_KEPT,
    PS_CORRECT,
    PS_MISCLASSIFIED,
    PS_FALSE_POSITIVE,
    PS_MISSED,
    PS_IGNORED
} PsOutcome;

/* *object, if not NULL, receives the object taken, or -1. */
PsOutcome ps_detection_outcome(const PsEvaluation *evaluation, int detection, int k, int *object);

/* The cell, or NULL if it is zero at every threshold. */
const PsCell *ps_cell_find(const PsEvaluation *evaluation, int actual, int predicted);

/* Every distinct score is a threshold: all detections that score at least as much are kept. Index t
   stands for COCO's IoU 0.50 + 0.05 t, whatever the IoU of the operating point is. */
typedef struct PsThreshold {
    double score;
    int objects;               /* crowds apart */
    int kept[PS_COCO_IOUS];    /* detections kept and not ignored */
    int correct[PS_COCO_IOUS]; /* those of them that take an object of their class */
} PsThreshold;

/* precision = correct / kept; recall = correct / objects; f1 = 2 correct / (kept + objects). NaN
   without denominator. */
typedef struct PsRates {
    double precision, recall, f1;
} PsRates;
PsRates ps_threshold_rates(const PsThreshold *threshold, int t);

/* At the IoU of the operating point, with all detections kept that score `confidence` or more:
   exact for any confidence, also between two of the grid. */
PsRates ps_rates_at(const PsEvaluation *evaluation, double confidence);

/* A walk over the thresholds in falling order. Nothing is stored of those gone by. It begins with
   all detections; ps_thresholds_start begins anew, with those of one class or, for -1, of all. */
typedef struct PsThresholds PsThresholds;
PsThresholds *ps_thresholds_new(const PsEvaluation *evaluation);
void ps_thresholds_start(PsThresholds *walk, int class_index);
const PsThreshold *ps_thresholds_next(PsThresholds *walk); /* NULL after the last one */
void ps_thresholds_free(PsThresholds *walk);

/* Macro rates at the threshold that came last: of each rate, the mean over the classes that have
   objects and in which it is defined. A class of which nothing is kept has no precision, but a
   recall and an F1 of 0. NaN in the walk over one class. */
PsRates ps_thresholds_macro(PsThresholds *walk, int t);

/* ------------------------------------------------------------------ 6. pictures */

typedef enum PsPictureKind {
    PS_PICTURE_NONE,
    PS_PICTURE_JPEG,
    PS_PICTURE_PNG,
    PS_PICTURE_WEBP
} PsPictureKind;

/* A decoded picture, upright (EXIF orientation applied), 3 bytes a pixel: red, green, blue. */
typedef struct PsPicture {
    unsigned char *pixels;       /* width * height * 3, rows from the top; malloc'd */
    int width, height;           /* of `pixels` */
    int full_width, full_height; /* of the upright original */
    int orientation;             /* EXIF 1..8 that was applied; 1 = none */
    PsPictureKind kind;
    bool damaged; /* decoded with warnings: part of it may be grey */
    bool has_exif;
} PsPicture;

/* Decodes encoded bytes to at least `target` pixels on the longer side where the original has as
   many (0 = full size), never larger than the original. Limits: 100 megapixels, 65,500 pixels a
   side, bounded decoder memory. `name` is used in errors only. */
bool ps_picture_decode(const void *bytes, size_t size, int target, const char *name,
                       PsPicture *picture, PsError *error);

/* Area-averages the picture to exactly width x height, both at most its own size. */
bool ps_picture_shrink(const PsPicture *picture, int width, int height, PsPicture *small);
void ps_picture_free(PsPicture *picture);

/* The picture as a baseline JPEG with halved colour, as cameras write it, and nothing but the
   picture in it. `quality` is 1 to 100. The bytes are malloc'd. */
unsigned char *ps_picture_jpeg(const PsPicture *picture, int quality, size_t *size);

/* Reads the size of the upright picture from its header; nothing is decoded. `bytes` may be the
   `size` first bytes of a file that goes on (`whole` is false): if they do not reach, the size is
   unknown and *error says so. */
bool ps_picture_size(const void *bytes, size_t size, bool whole, const char *name, int *width,
                     int *height, PsError *error);

/* What a picture looks like, in 228 numbers of four kinds, one after the other; not a neural
   network's notion of content. `values` are raw: a set of them becomes vectors by
   ps_vectors_from_appearance. */
enum {
    PS_LOOK_LIGHTNESS =
        0,               /* histogram of L* (D65), 16 bins; each histogram is the root of shares */
    PS_LOOK_COLOUR = 16, /* of a* and b*, 8 x 8 bins from -64 to 64 */
    PS_LOOK_EDGES = 80,  /* of gradient directions, 8 in each of 4 x 4 fields */
    PS_LOOK_TEXTURE = 208, /* of local binary patterns, 10 bins (riu2, Ojala et al. 2002) */
    PS_LOOK_FIGURES = 218, /* the ten figures below */
    PS_LOOK_DARK = PS_LOOK_FIGURES, /* L* that 5 % of the pixels lie below, 0 to 100 */
    PS_LOOK_BRIGHTNESS,             /* the median of L* */
    PS_LOOK_LIGHT,                  /* L* that 5 % lie above */
    PS_LOOK_CONTRAST,               /* standard deviation of L* */
    PS_LOOK_CHROMA,                 /* mean of the root of a*^2 + b*^2 */
    PS_LOOK_RED_GREEN,              /* mean a*: > 0 reddish, < 0 greenish */
    PS_LOOK_YELLOW_BLUE,            /* mean b*: > 0 yellowish, < 0 bluish */
    PS_LOOK_SHARPNESS,              /* log(1 + variance of the Laplacian of the grey picture) */
    PS_LOOK_NOISE,                  /* log(1 + standard deviation of the noise), Immerkaer 1996 */
    PS_LOOK_DETAIL,                 /* entropy of the grey picture, bits */
    PS_LOOK_NUMBERS
};

enum { PS_LOOK_SMALL = 16 }; /* side of the small grey picture, pixels */

typedef struct PsAppearance {
    float values[PS_LOOK_NUMBERS];
    uint64_t hash[2]; /* difference hash: steps to the right, steps down; alike pictures differ in
                         few bits */
    unsigned char small[PS_LOOK_SMALL * PS_LOOK_SMALL]; /* the picture in grey, [y][x] */
    uint64_t file[2]; /* the first 128 bits of the file's SHA-256; 0 if it is not known */
} PsAppearance;

/* Tables for measuring, made once for many pictures; threads may share them. */
typedef struct PsLookTables PsLookTables;
PsLookTables *ps_look_tables_new(void);
void ps_look_tables_free(PsLookTables *tables);

/* Measures a decoded picture; it is averaged down to 256 x 256 (drawn out if smaller). */
void ps_picture_describe(const PsPicture *picture, PsAppearance *appearance);

/* ps_picture_decode, and what the picture looks like, of the same pass over it: of its full detail,
   however small the target. */
typedef struct PsDecode {
    const void *bytes;
    size_t size;
    int target;         /* as in ps_picture_decode; for looks of PNG and WebP at least 256 */
    const char *name;   /* for errors */
    PsAppearance *look; /* or NULL */
    const PsLookTables *tables; /* for looks; or NULL: they are made for this picture */
} PsDecode;
bool ps_picture_read(const PsDecode *wanted, PsPicture *picture, PsError *error);

/* How many of the 128 bits differ. */
int ps_hash_distance(const uint64_t a[2], const uint64_t b[2]);

/* Do both pictures show the same: copies, altered or mirrored copies, frames of one scene? And are
   their files the same? */
bool ps_looks_alike(const PsAppearance *a, const PsAppearance *b);
bool ps_looks_equal(const PsAppearance *a, const PsAppearance *b);

/* Fills scene_of[count] with numbers from 0: images share one if a chain of alike pictures joins
   them; an image without a picture (NULL) is alone. Returns how many scenes there are. */
int ps_scenes_find(const PsAppearance *const *looks, int count, int threads, int *scene_of);

/* The first of other pictures that is a copy of a picture, or else is alike. */
typedef struct PsTwin {
    int other; /* -1: none */
    bool copy; /* the files are equal */
} PsTwin;

/* Fills twins[count]. */
void ps_scenes_across(const PsAppearance *const *looks, int count,
                      const PsAppearance *const *others, int other_count, int threads,
                      PsTwin *twins);

/* ------------------------------------------------------------------ 7. exploring
 *
 * Where in the data does the model do well, where poorly? Each image has a vector: from a file, or
 * from its appearance. Vectors that lie close together make a cluster; a map lays them out in two
 * dimensions. Clusters are made of vectors alone, never of errors, so that the question whether one
 * does worse than the rest can be tested on the same images. */

/* Vectors of images, one a row. */
typedef struct PsVectors {
    PsInput input;     /* role "embeddings"; format "npy", "npz", "csv", "jsonl"; "appearance" */
    int count, dims;   /* rows and numbers in a row */
    float *values;     /* [row][number]; finite */
    int *image_of_row; /* ascending, each image at most once */
    bool cosine;       /* rows were scaled to length 1, because they nearly had it */
    PsIssue *issues;
    int issue_count;
    struct PsArena *arena;
} PsVectors;

/* Reads vectors from .npy, .npz, CSV, TSV or JSON Lines and finds the image of each by its file
   name: from the vectors' file, else from `names` (a text with one name a line, may be NULL), else
   in the sorted order of the file names, which becomes an issue. Rows that name no image, or
   have numbers that are not finite or are all 0, are left out and become issues. Limits: 2 million
   rows, 16,384 numbers a row, 4 GiB. NULL and *error on failure; free with ps_vectors_free. */
PsVectors *ps_vectors_read(const PsDataset *dataset, const char *path, const char *names,
                           PsError *error);

/* Vectors from appearances, one an image of the dataset, NULL where there is no picture. The ten
   figures are standardised; each of the four kinds of numbers is centred and given equal weight. */
PsVectors *ps_vectors_from_appearance(const PsDataset *dataset,
                                      const PsAppearance *const *appearances);

/* The vectors of the images of a part (ps_dataset_subset): `number_of` has one entry an image of
   the whole, its index in the part, or -1. */
PsVectors *ps_vectors_subset(const PsVectors *vectors, const int *number_of);
void ps_vectors_free(PsVectors *vectors);

/* Something known of each image: a figure, or a word. Slices are cut from columns, and clusters are
   named by those that set them apart. */
typedef struct PsSliceColumn {
    const char *name;         /* "brightness" */
    const double *values;     /* one an image, NaN if unknown; or NULL */
    const char *const *words; /* one an image, NULL if unknown; or NULL */
    const char *low, *high;   /* words for few and much of it: "dark", "bright"; or NULL */
    bool sliced;              /* false: serves for names alone */
} PsSliceColumn;

/* Columns from a CSV or TSV with a head line; the images are found by the column "file_name" (or
   "file", "image" ...; else the first). NULL and *error on failure. */
typedef struct PsColumns {
    PsInput input; /* role "slices" */
    PsSliceColumn *items;
    int count;
    PsIssue *issues;
    int issue_count;
    struct PsArena *arena;
} PsColumns;
PsColumns *ps_columns_read(const PsDataset *dataset, const char *path, PsError *error);

/* The values of the images of a part (ps_dataset_subset). */
PsColumns *ps_columns_subset(const PsColumns *columns, const int *images, int count);

/* Brightness, contrast, sharpness and more from appearances, NULL where there is no picture. */
PsColumns *ps_columns_from_appearance(const PsDataset *dataset,
                                      const PsAppearance *const *appearances);
void ps_columns_free(PsColumns *columns);

typedef enum PsFinding { PS_NO_EVIDENCE, PS_WORSE, PS_BETTER } PsFinding;

enum { PS_SAMPLES = 6 };

/* Some of the images against all others, at the optimal confidence. */
typedef struct PsGroup {
    const char *name;   /* "dark, blurred"; of a slice: "152 to 170", "night" */
    const char *column; /* of a slice: "brightness"; of a cluster NULL */
    const int *images;  /* ascending */
    int image_count, objects;
    PsCounts counts;                       /* summed over its images */
    double precision, recall, f1, f1_rest; /* from summed counts */
    PsInterval interval;                   /* of f1: image bootstrap */
    bool tested;                           /* enough images (8, and 2 % of all) and objects (20) */
    double p; /* one-sided, in the direction found; NaN if not tested */
    double q; /* after Benjamini and Hochberg, over both directions of all groups of its kind */
    PsFinding finding;            /* q <= 0.10 and |f1_rest - f1| >= 0.05 */
    PsFault fault;                /* the most frequent error, or PS_FAULT_NONE */
    int fault_count, error_count; /* how often; all errors */
    double gain; /* F1 of all images, if these were as good as the rest, less F1 as it is */
    int samples[PS_SAMPLES], sample_count; /* of a cluster: most typical; of a slice: lowest F1 */
} PsGroup;

/* A place on a map, both from 0 to 1; NaN if the image has no vector. */
typedef struct PsMapPoint {
    float x, y;
} PsMapPoint;

typedef struct PsMap {
    int image_count;
    PsMapPoint *places;    /* one an image: t-SNE (van der Maaten 2014); near ones are alike, far
                           distances mean nothing */
    PsMapPoint *principal; /* one an image: the first two principal components */
    int *cluster;          /* one an image, -1: none */
    PsGroup *clusters;     /* the largest first */
    int cluster_count;
    PsGroup *slices; /* by column, then by value */
    int slice_count;
    int rows, dims, landmarks; /* landmarks: rows that were laid out; the others stand by them */
    double explained;          /* share of the variance in the two principal components */
    double trustworthiness;    /* of 10 neighbours (Venna and Kaski 2001): 1 is perfect */
    double neighbours_kept;    /* share of each image's 10 nearest that are nearest on the map */
    double principal_trustworthiness, principal_neighbours_kept;
    int quality_sample; /* images these four were measured on; 0: too few, they are NaN */
    struct PsArena *arena;
} PsMap;

typedef struct PsExploreInput {
    const PsEvaluation *evaluation;
    const PsVectors *vectors;     /* NULL: slices alone */
    const PsSliceColumn *columns; /* beside the number of objects and the size of the images */
    int column_count;
    uint64_t seed;
    int threads; /* results do not depend on it */
} PsExploreInput;

/* Never fails; free with ps_map_free. */
PsMap *ps_explore(const PsExploreInput *input);
void ps_map_free(PsMap *map);

/* ------------------------------------------------------------------ 8. advice
 *
 * What to do next: rules R01 to R24, each with a trigger, a guard of support, a guard against
 * chance and an effect that is worth a card. Tests permute or draw whole images, never objects; all
 * p-values of a report are one family (Benjamini and Hochberg 1995, q = 0.10). Figures stand at the
 * optimal confidence unless their name says otherwise. */

typedef enum PsSeverity {
    PS_VALIDITY, /* decides whether the other figures mean anything: always first */
    PS_HIGH,     /* tested, and worth 2 points or more: the gain, times 0.7 if q > 0.01 */
    PS_MEDIUM, /* worth half a point or more; the gain counts 0.4 where no test stands behind it */
    PS_LOOK    /* worth less, or its gain is not known */
} PsSeverity;

typedef enum PsUnit {
    PS_UNIT_COUNT,
    PS_UNIT_RATE,  /* 0 to 1, or a difference of two such */
    PS_UNIT_SCORE, /* a confidence, an IoU, a correlation */
    PS_UNIT_PLAIN  /* pixels, factors */
} PsUnit;

typedef struct PsEvidence {
    const char *name; /* "recall": stable, for machines */
    double value;
    PsUnit unit;
} PsEvidence;

/* Labels that a person should look at. */
typedef enum PsLabelKind {
    PS_LABEL_MISSING,  /* a sure box on nothing labelled: probably unlabelled */
    PS_LABEL_CLASS,    /* a sure box of another class: a or b? */
    PS_LABEL_BOX,      /* a sure box that fits worse than its class does: check the edges */
    PS_LABEL_SPURIOUS, /* nothing at all was detected: is there an object? */
    PS_LABEL_CLASH,    /* two labels on one place, or a box that cannot be */
    PS_LABEL_KINDS
} PsLabelKind;

enum { PS_LABELS_MOST = 200 }; /* of a kind */

typedef struct PsLabelIssue {
    PsLabelKind kind;
    int image;
    int object, second; /* labelled object, or -1; the other one of a clash, or -1 */
    int detection;      /* or -1 */
    int class_index,
        other;         /* of the label (of the box, if nothing is labelled); the other, or -1 */
    PsBox box;         /* where to look: the label's, or the detection's */
    double score, iou; /* NaN where they mean nothing */
    double rank;       /* the list of a kind is in falling rank */
} PsLabelIssue;

/* What a card leads to. */
typedef enum PsTarget {
    PS_TO_NOTHING,
    PS_TO_SUMMARY,
    PS_TO_CONFIDENCE, /* the explorer at `confidence` */
    PS_TO_CLASSES,
    PS_TO_MATRIX,
    PS_TO_CELL, /* actual, predicted; class_count is the background */
    PS_TO_IMAGES,
    PS_TO_FAULT, /* the images with errors of the kind `fault` */
    PS_TO_CALIBRATION,
    PS_TO_REVIEW, /* the list `label` of the label review */
    PS_TO_GROUP,  /* cluster `group` of the map */
    PS_TO_WARNINGS
} PsTarget;

typedef struct PsLink {
    PsTarget target;
    int actual, predicted;
    int group;         /* index of the map's cluster or slice, or of the split */
    double confidence; /* of PS_TO_CLASSES: at that confidence, unless 0 */
    PsFault fault;
    PsLabelKind label;
} PsLink;

/* What a card counts in the images that it shows. */
typedef enum PsItems { PS_ITEMS_IMAGES, PS_ITEMS_OBJECTS, PS_ITEMS_BOXES } PsItems;

typedef enum PsGainOf { PS_GAIN_NONE, PS_GAIN_AP50, PS_GAIN_F1, PS_GAIN_AP } PsGainOf;

typedef struct PsCard {
    const char *rule;    /* "R02" */
    const char *kind;    /* "false-negatives" */
    const char *variant; /* which sentence of the rule: "low-score"; "" if there is one only */
    PsSeverity severity;
    int class_index, other; /* or -1 */
    const char *subject;    /* name of a slice, split or group; NULL */
    const int *classes;     /* of a card that stands for several; R21 class-order: the class that */
    int class_count;        /*   predictions of class i belong to */
    const int *others;      /* the other class of each, where the card stands for pairs; or NULL */
    const PsEvidence *evidence;
    int evidence_count;
    PsInterval interval; /* 95 %, of the first figure of the evidence */
    double gain;         /* if this alone were repaired (an oracle); NaN: not computed */
    PsGainOf gain_of;
    double p, q; /* NaN: no test in the family */
    bool open;   /* one of the few to be shown unfolded */
    PsLink link;
    const int *images; /* what the link shows, in the order to look at them; NULL: no images */
    int image_count;
    PsItems items;  /* what is counted in them: */
    int item_count; /*   so many objects or boxes; of images, image_count */
} PsCard;

/* The figure of that name; NaN if the card has none. */
double ps_card_value(const PsCard *card, const char *name);

/* A rule that could not be checked, and what it needs. */
typedef enum PsNeed {
    PS_NEED_TRAIN,         /* training labels */
    PS_NEED_CONFIDENCE,    /* the confidence in production */
    PS_NEED_SPLITS,        /* images of more than one split */
    PS_NEED_DUPLICATES,    /* pictures, to find near-identical ones */
    PS_NEED_TRAIN_IMAGES,  /* training pictures, for the same */
    PS_NEED_GROUPS,        /* groups of like images */
    PS_NEED_SLICES,        /* slices */
    PS_NEED_EMPTY_IMAGES,  /* 20 images without objects */
    PS_NEED_BOXES,         /* more boxes */
    PS_NEED_OBJECTS,       /* more objects or classes */
    PS_NEED_SMALL_OBJECTS, /* more small objects */
    PS_NEED_NEIGHBOURS,    /* more objects close together */
    PS_NEED_SCORES         /* scores in the predictions */
} PsNeed;

typedef struct PsUnchecked {
    const char *rule, *kind;
    PsNeed need;
} PsUnchecked;

typedef struct PsAdviceInput {
    const PsEvaluation *evaluation;
    uint64_t seed;
    int threads;                  /* 0 or 1: one; results do not depend on it */
    int permutations, resamples;  /* 0: 9,999 and 1,000 */
    double production_confidence; /* NaN: not known */
    const PsDataset *train;       /* NULL: not given; as are the others */
    const int *scene_of;          /* one an image: near-identical images share a number */
    const PsTwin *twins;          /* one an image: the training image it is like */
    const int *split_of;          /* one an image: index of its split */
    const char *const *split_names;
    int split_count;
    const PsMap *map; /* groups and slices, tested where they were made */
} PsAdviceInput;

typedef struct PsAdvice {
    PsCard *cards; /* in the order in which they are to be read */
    int card_count;
    PsUnchecked *unchecked;
    int unchecked_count;
    const char **checked; /* ids of the rules that were checked */
    int checked_count;
    int test_count;       /* p-values in the family */
    PsLabelIssue *labels; /* by kind, then in falling rank; at most 200 a kind */
    int label_count;
    double *sure_score; /* [class] from it on 2 in 3 boxes are right; NaN: at no score */
    struct PsArena *arena;
} PsAdvice;

/* NULL and *error on failure; free with ps_advice_free. The evaluation must outlive it. */
PsAdvice *ps_advise(const PsAdviceInput *input, PsError *error);
void ps_advice_free(PsAdvice *advice);

#ifdef __cplusplus
}
#endif

#endif
