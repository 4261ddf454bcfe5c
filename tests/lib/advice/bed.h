/* Generated data sets for the rules: a strong model on well-labelled images, into which faults are
   planted. Scores are true by construction: a box of score s is right with probability s. */
#ifndef TESTS_ADVICE_BED_H
#define TESTS_ADVICE_BED_H

#include "support.h"

typedef struct BedObject {
    PsBox box;
    int class_index;
    bool gone; /* unlabelled */
} BedObject;

typedef struct BedBox {
    PsBox box;
    int class_index;
    double score;
    int of; /* the object it was made for, or -1 */
    bool gone;
} BedBox;

enum { BED_SLOTS = 48, BED_MOST = 3 * BED_SLOTS };

typedef struct BedImage {
    BedObject objects[BED_SLOTS];
    BedBox boxes[BED_MOST];
    int object_count, box_count, width, height;
} BedImage;

/* What is drawn. Zero means the usual. */
typedef struct BedStyle {
    int images, classes; /* 150, 3 */
    int per_image;       /* places with an object or a box: 8 */
    double doubtful;     /* share of boxes of low score: 0.15 */
    double uneven;       /* how much that share varies between images */
    double empty;        /* share of images without objects */
    double jitter;       /* of a box's sides: 0.03 */
    bool rare;           /* class i has half the objects of class i - 1 */
} BedStyle;

typedef struct Bed {
    PsArena *arena;
    BedImage *images;
    int image_count, class_count;
    uint64_t state;
    PsDataset dataset;
    PsPredictions predictions;
    PsEvaluation *evaluation;
    PsAdvice *advice;
} Bed;

Bed *bed_new(uint64_t seed, const BedStyle *style);
void bed_free(Bed *bed);

/* The same of real files, COCO both, so that faults can be planted there too; NULL if they are not
   there. A box is of the object of its class that it overlaps most, by 0.5 at least. */
Bed *bed_read(const char *truth, const char *predictions);

/* 0 <= u < 1, from the bed's own stream. */
double bed_random(Bed *bed);

/* Forgets what was evaluated and advised, so that the bed can be changed and used again. */
void bed_again(Bed *bed);

/* Makes dataset and predictions of what is not gone, evaluates with 300 resamples, and advises.
   `input` may be NULL; its evaluation is filled in. */
const PsAdvice *bed_advise(Bed *bed, const PsAdviceInput *input);

/* The first card of that rule (and variant, class, unless NULL and -1), or NULL. */
const PsCard *bed_card(const Bed *bed, const char *rule, const char *variant, int class_index);

/* Cards of the rule, each a line; for messages. */
const char *bed_cards(Bed *bed);

#endif
