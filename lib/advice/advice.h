/* The parts of the advice, in the order in which they run; internal to lib/advice. */
#ifndef PS_ADVICE_ADVICE_H
#define PS_ADVICE_ADVICE_H

#include "base/arena.h"
#include "base/buf.h"
#include "proofsheet.h"

/* ---- what is known at the optimal confidence: facts.c ---- */

/* Objects and kept boxes of a class in an image that has some. */
typedef struct PsCellShare {
    int image;
    int objects, found; /* crowds apart; found by a box of the class */
    int kept, correct;  /* ignored ones apart */
} PsCellShare;

/* The weights of the image bootstrap; the same draws as those of the evaluation. */
typedef struct PsDraws {
    int count;
    uint8_t *weights; /* [draw][image] */
} PsDraws;

typedef struct PsFacts {
    const PsAdviceInput *input;
    const PsEvaluation *evaluation;
    const PsDataset *dataset;
    const PsPredictions *predictions;
    int k, class_count, image_count;
    int present;            /* classes with objects */
    int objects;            /* crowds apart */
    PsCounts all;           /* at the optimum */
    unsigned char *outcome; /* one a detection: PsOutcome */
    int *partner;           /* one a detection: the object it takes, or -1 */
    int *taker;             /* one an object: the detection that takes it, or -1 */
    PsCounts *images;       /* one an image */
    double *closest;        /* one an object: the highest IoU with another object of the image */
    PsCellShare *shares;    /* by class, then image */
    int *first_share;       /* class c has shares[first_share[c] .. first_share[c + 1]) */
    int *scene_sizes;       /* images of each scene; NULL if scenes are not known */
    int scene_count;
    int *order, *first; /* detections by class, in falling score */
    PsDraws draws;
} PsFacts;

PsFacts *ps_facts_new(const PsAdviceInput *input, PsArena *arena);

PsCounts ps_class_at_optimum(const PsFacts *facts, int c);
int ps_boxes_of(PsCounts counts);   /* kept, ignored ones apart */
int ps_objects_of(PsCounts counts); /* crowds apart */

/* ---- the image bootstrap of a ratio: draws.c ---- */

PsDraws ps_draws_new(const PsAdviceInput *input, PsArena *arena);

/* Sums of an image. A list of parts is in ascending order of images. */
typedef struct PsPart {
    int image;
    double part, whole;
} PsPart;

/* Adds to the last part if it is of the same image. */
void ps_part_add(PsBuf *parts, int image, double part, double whole);

/* What the draws say of sum(part) / sum(whole), less the same of `other` unless that is NULL. */
typedef struct PsGuard {
    double value; /* on all images as they are */
    PsInterval interval;
    double p; /* (1 + draws at or below `level`) / (1 + draws) */
} PsGuard;
PsGuard ps_guard(const PsFacts *facts, const PsBuf *parts, const PsBuf *other, double level);

/* Percentile q of ascending values; NaN of none. Sorting in place. */
void ps_sort_rising(double *values, int count);
double ps_quantile(const double *sorted, int count, double q);

/* ---- tests: chance.c, swap.c ---- */

/* P(X >= hits) of a binomial X; exact. */
double ps_binomial_tail(int hits, int trials, double rate);

/* Spearman's correlation, ties at their mean rank; and its one-sided p by permutation. NaN if one
   of the two does not vary. */
double ps_spearman(const double *x, const double *y, int count);
double ps_spearman_p(const double *x, const double *y, int count, const PsAdviceInput *input);

/* The p of a test under way. Permutations are looked at in order until 50 of them reach the value
   observed; then p = 50 / (permutations looked at), else (1 + reached) / (1 + all): Besag and
   Clifford 1991. Most tests end after some hundreds. */
typedef struct PsReach {
    int reached, seen;
    bool done;
} PsReach;
void ps_reach_add(PsReach *reach, bool reached);
double ps_reach_p(const PsReach *reach);
int ps_permutations(const PsAdviceInput *input);

/* Is a class worse than all others together? See swap.c. */
typedef struct PsSwap {
    int class_index;
    bool boxes;        /* of boxes, those correct (precision); else of objects, those found */
    double difference; /* rate of the others less that of the class */
    PsReach reach;
} PsSwap;
void ps_swap_all(const PsFacts *facts, PsSwap *swaps, int count);

/* ---- gains: oracle.c ---- */

/* What is done to a detection. */
enum { PS_LEAVE, PS_REMOVE };

/* AP50 of class c after edits (one a detection, or NULL), with `dropped` objects less, and with
   `moved` boxes of other classes more, all correct. */
typedef struct PsRepair {
    const unsigned char *edits;
    int dropped;
    const int *moved;
    int moved_count;
} PsRepair;
double ps_ap50_if(const PsFacts *facts, int c, const PsRepair *repair);

/* What mean AP50 gains when class c is repaired so; at least 0. */
double ps_class_gain(const PsFacts *facts, int c, const PsRepair *repair);

/* What F1 gains by that many more correct boxes, and by boxes less. */
double ps_f1_gain(const PsFacts *facts, double more_correct, double fewer_boxes);

/* ---- label review: review.c, review_labels.c ---- */

typedef struct PsReview {
    PsBuf lists[PS_LABEL_KINDS]; /* PsLabelIssue */
    double *sure;                /* [class * FOLDS + fold] */
    double *sure_score;          /* [class] the lowest of them: no row scores less */
} PsReview;
enum { PS_FOLDS = 5 };
void ps_review(const PsFacts *facts, PsReview *review, PsArena *arena);
void ps_review_free(PsReview *review);
void ps_review_labels(const PsFacts *facts, PsReview *review); /* those that need no score */
double ps_sure_score(const PsReview *review, int c, int image);
int ps_review_count(const PsReview *review, PsLabelKind kind, int c, int other); /* -1: any */

/* ---- rules ---- */

enum { PS_EVIDENCE_MOST = 12 };

/* A card in the making. */
typedef struct PsDraft {
    PsCard card;
    int rule;       /* row of the table */
    bool fires;     /* trigger, support and effect hold; the test is still to be read */
    bool fixed;     /* `find` or `explain` chose the severity */
    double worth;   /* gain, the less the more it may be chance */
    int swap;       /* index of its swap test, or -1 */
    double guard_p; /* of the image bootstrap; NaN: none */
    PsEvidence evidence[PS_EVIDENCE_MOST];
} PsDraft;

typedef struct PsSearch {
    const PsFacts *facts;
    PsReview review;
    PsArena *arena, *scratch;
    PsBuf drafts, swaps, unchecked;
    int rule;     /* at work */
    bool *unable; /* [rule]: could not be checked at all */
    int test_count;
    bool shifted;  /* R09 found a consistent offset */
    bool permuted; /* R21 found another order of the classes */
} PsSearch;

typedef enum PsClassOfRule { PS_RULE_VALIDITY, PS_RULE_TESTED, PS_RULE_LOOK } PsClassOfRule;

/* A rule: `find` holds trigger, support and test, and adds a draft for each case examined;
   `explain` fills evidence, gain and link of those that fire; `not_when` takes one back. */
typedef struct PsRule {
    const char *id, *kind;
    PsClassOfRule class_of_rule;
    void (*find)(PsSearch *search);
    void (*explain)(PsSearch *search, PsDraft *draft);
    bool (*not_when)(const PsSearch *search, const PsDraft *draft);
} PsRule;
extern const PsRule ps_rules[];
extern const int ps_rule_count;

/* A new draft of the rule at work; valid until the next one. */
PsDraft *ps_draft(PsSearch *search, int class_index, int other);
void ps_note(PsDraft *draft, const char *name, double value, PsUnit unit);
void ps_need(PsSearch *search, PsNeed need); /* it cannot be checked */
void ps_lack(PsSearch *search, PsNeed need); /* a part of it cannot be checked */
const PsDraft *ps_draft_of(const PsSearch *search, const char *rule, int class_index);

/* The images a card leads to and what it counts in them: shown.c. Where the panel of the link holds
   more than that, the link leads to a list of the card's own. */
void ps_show_images(PsSearch *search, PsDraft *draft);
bool ps_is_duplicate(const PsFacts *facts, int d);
bool ps_is_small(const PsFacts *facts, int g);
bool ps_has_neighbour(const PsFacts *facts, int g);

/* How far a correct box lies from its object, in shares of the object's sides: centre to the right
   and down, wider and higher. */
enum { PS_OFF_RIGHT, PS_OFF_DOWN, PS_OFF_WIDER, PS_OFF_HIGHER, PS_OFFSETS };
extern const char *const ps_offset_names[PS_OFFSETS];
void ps_offsets(const PsFacts *facts, int d, double values[PS_OFFSETS]);
#define PS_FAR_OFF 0.05 /* of a side */

/* From drafts that fire to cards in order: order.c. */
void ps_make_cards(PsSearch *search, PsAdvice *advice);
void ps_add_all_well(PsSearch *search, PsAdvice *advice);

/* The functions of the table. */
#define PS_RULE(name)                                                                              \
    void ps_find_##name(PsSearch *search);                                                         \
    void ps_explain_##name(PsSearch *search, PsDraft *draft)
PS_RULE(misses);
PS_RULE(class_misses);
PS_RULE(false_alarms);
PS_RULE(class_false_alarms);
PS_RULE(small_set);
PS_RULE(confusion);
PS_RULE(more_data);
PS_RULE(operating_point);
void ps_find_edges(PsSearch *search); /* a part of R08 */
PS_RULE(loose_boxes);
PS_RULE(duplicates);
PS_RULE(small_objects);
PS_RULE(crowding);
PS_RULE(calibration);
PS_RULE(label_missing);
PS_RULE(label_class);
PS_RULE(label_box);
PS_RULE(label_spurious);
PS_RULE(label_clash);
PS_RULE(imbalance);
PS_RULE(slices);
PS_RULE(empty_images);
PS_RULE(weak_groups);
PS_RULE(leakage);
PS_RULE(near_duplicates);
PS_RULE(never_found);
PS_RULE(input_suspect);
PS_RULE(splits);
bool ps_never(const PsSearch *search, const PsDraft *draft);
bool ps_labels_explain(const PsSearch *search, const PsDraft *draft);
bool ps_labels_twice(const PsSearch *search, const PsDraft *draft);
bool ps_systematic(const PsSearch *search, const PsDraft *draft);
bool ps_is_shifted(const PsSearch *search, const PsDraft *draft);
bool ps_small_dominate(const PsSearch *search, const PsDraft *draft);
bool ps_said_by_class(const PsSearch *search, const PsDraft *draft);
bool ps_class_unknown(const PsSearch *search, const PsDraft *draft);
bool ps_order_explains(const PsSearch *search, const PsDraft *draft);

#endif
