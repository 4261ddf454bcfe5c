/* COCO's precision, recall and score arrays and the twelve figures, as pycocotools 2.0.11's
   accumulate and summarize give them.
   The precision envelope is read only where recall rises, and there stands a true positive: so one
   list of true positives per IoU holds all that is needed. */
#include "eval/eval.h"

#include "base/buf.h"
#include "base/number.h"
#include "base/parallel.h"
#include "base/sort.h"

#include <math.h>
#include <stdlib.h>

static const double SPACING_OF_ONE = 2.220446049250313e-16; /* numpy.spacing(1) */

static const int MOST[PS_COCO_MAXDETS] = {1, 10, 100};
enum { LAST = PS_COCO_MAXDETS - 1 };

/* numpy.linspace(0, 1, 101). */
static double recall_at(int r)
{
    return r == PS_COCO_RECALLS - 1 ? 1.0 : r * 0.01;
}

static void count_classes(const PsPredictions *predictions, int class_count, int *first)
{
    for (int d = 0; d < predictions->detection_count; d++) {
        first[predictions->detections[d].class_index + 1]++;
    }
    for (int c = 0; c < class_count; c++) first[c + 1] += first[c];
}

/* Detections are grouped by image; a stable counting sort by class over (image, rank) order and a
   stable sort by score give the order in which pycocotools walks them. */
PsByClass ps_group_by_class(const PsEvaluation *evaluation, const PsCocoFlags *flags,
                            PsArena *arena)
{
    const PsPredictions *predictions = evaluation->predictions;
    int count = predictions->detection_count, classes = evaluation->dataset->class_count;
    PsByClass by_class = {PS_ARRAY(arena, int, count), PS_ARRAY(arena, int, classes + 1),
                          PS_ARRAY(arena, int, count)};
    count_classes(predictions, classes, by_class.first);
    int *next = PS_ARRAY(arena, int, classes + 1), *slots = PS_ARRAY(arena, int, count);
    for (int c = 0; c < classes; c++) next[c] = by_class.first[c];
    for (int image = 0; image < evaluation->dataset->image_count; image++) {
        int from = predictions->first[image], to = predictions->first[image + 1];
        for (int d = from; d < to; d++) {
            int c = predictions->detections[d].class_index;
            slots[next[c] + flags[d].rank] = d;
        }
        for (int d = from; d < to; d++) next[predictions->detections[d].class_index]++;
    }
    double *scores = PS_ARRAY(arena, double, count);
    for (int d = 0; d < count; d++) scores[d] = predictions->detections[d].score;
    for (int c = 0; c < classes; c++) {
        int start = by_class.first[c];
        ps_sort_falling(scores, slots + start, by_class.first[c + 1] - start,
                        by_class.order + start);
    }
    ps_sort_falling(scores, NULL, count, by_class.falling);
    return by_class;
}

/* The walk over one class in one area range, for all ten IoUs at once: most detections match
   nothing at any IoU, and one look is enough for them. */
typedef struct Hit {
    int hits; /* true positives so far */
    double precision, score;
} Hit;

typedef struct Walk {
    PsEvaluation *evaluation;
    const PsCocoFlags *flags;
    const int *order;
    int count, class_index, range;
    int maxdets;             /* 0, 1, 2: detections an image up to MOST[maxdets] */
    int objects;             /* that count in this area range */
    int wrong;               /* false positives at every IoU, so far */
    int extra[PS_COCO_IOUS]; /* further ones at this IoU */
    int found[PS_COCO_IOUS], found_of_1[PS_COCO_IOUS], found_of_10[PS_COCO_IOUS];
    Hit *hits; /* [iou][objects]: true positives in falling score */
} Walk;

static void add_hit(Walk *walk, int t, const PsCocoFlags *flags, int detection)
{
    int found = ++walk->found[t], wrong = walk->wrong + walk->extra[t];
    walk->found_of_1[t] += flags->rank < 1;
    walk->found_of_10[t] += flags->rank < 10;
    walk->hits[t * walk->objects + found - 1] =
        (Hit){found, found / ((double)wrong + found + SPACING_OF_ONE),
              walk->evaluation->predictions->detections[detection].score};
}

/* A detection that is matched or ignored at some IoU. */
static void take_apart(Walk *walk, const PsCocoFlags *flags, int detection)
{
    unsigned ignored = flags->ignored[walk->range], matched = flags->matched[walk->range];
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        if (ignored >> t & 1) continue;
        if (matched >> t & 1)
            add_hit(walk, t, flags, detection);
        else
            walk->extra[t]++;
    }
}

/* In falling score, at most 100 detections an image. */
static void collect_hits(Walk *walk)
{
    const unsigned all = (1U << PS_COCO_IOUS) - 1;
    for (int i = 0; i < walk->count; i++) {
        const PsCocoFlags *flags = &walk->flags[walk->order[i]];
        unsigned ignored = flags->ignored[walk->range], matched = flags->matched[walk->range];
        if (flags->rank >= MOST[walk->maxdets] || ignored == all) continue;
        if (!matched && !ignored)
            walk->wrong++;
        else
            take_apart(walk, flags, walk->order[i]);
    }
}

/* The envelope: precision never rises with recall. */
static void make_envelope(Hit *hits, int found)
{
    for (int i = found - 1; i > 0; i--) {
        if (hits[i].precision > hits[i - 1].precision) hits[i - 1].precision = hits[i].precision;
    }
}

static double first_score(const Walk *walk)
{
    for (int i = 0; i < walk->count; i++) {
        if (walk->flags[walk->order[i]].rank < MOST[walk->maxdets]) {
            return walk->evaluation->predictions->detections[walk->order[i]].score;
        }
    }
    return 0;
}

static size_t recall_slot(const PsEvaluation *evaluation, int t, int class_index, int range)
{
    size_t classes = (size_t)evaluation->dataset->class_count;
    return (((size_t)t * classes + (size_t)class_index) * PS_COCO_AREAS + (size_t)range) *
           PS_COCO_MAXDETS;
}

static size_t precision_slot(const PsEvaluation *evaluation, int t, int r, int class_index,
                             int range)
{
    size_t classes = (size_t)evaluation->dataset->class_count;
    return (((size_t)t * PS_COCO_RECALLS + (size_t)r) * classes + (size_t)class_index) *
               PS_COCO_AREAS +
           (size_t)range;
}

static void put(const Walk *walk, int t, int r, double precision, double score)
{
    PsCoco *coco = &walk->evaluation->coco;
    size_t slot = precision_slot(walk->evaluation, t, r, walk->class_index, walk->range);
    if (walk->maxdets == LAST) {
        coco->precision[slot] = precision;
        coco->score[slot] = score;
    }
    if (!coco->all_precision) return;
    coco->all_precision[slot * PS_COCO_MAXDETS + (size_t)walk->maxdets] = precision;
    coco->all_score[slot * PS_COCO_MAXDETS + (size_t)walk->maxdets] = score;
}

/* Precision and score at the 101 recalls; what is not reached has precision and score 0. */
static void fill_precision(const Walk *walk, int t)
{
    const Hit *hits = walk->hits + t * walk->objects;
    int at = 0, found = walk->found[t];
    for (int r = 0; r < PS_COCO_RECALLS; r++) {
        while (at < found && (double)hits[at].hits / walk->objects < recall_at(r)) at++;
        /* recall 0 is reached by the first detection, whatever became of it */
        double score = r == 0 ? first_score(walk) : at < found ? hits[at].score : 0;
        put(walk, t, r, at < found ? hits[at].precision : 0, score);
    }
}

static void fill_recall(const Walk *walk, int t)
{
    double *recall = walk->evaluation->coco.recall +
                     recall_slot(walk->evaluation, t, walk->class_index, walk->range);
    const int reached[PS_COCO_MAXDETS] = {walk->found_of_1[t], walk->found_of_10[t],
                                          walk->found[t]};
    for (int m = 0; m < PS_COCO_MAXDETS; m++) {
        recall[m] = walk->objects ? (double)reached[m] / walk->objects : NAN;
    }
}

static void fill_undefined(const Walk *walk)
{
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        for (int r = 0; r < PS_COCO_RECALLS; r++) put(walk, t, r, NAN, NAN);
        fill_recall(walk, t);
    }
}

static void walk_range(Walk *walk)
{
    collect_hits(walk);
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        make_envelope(walk->hits + t * walk->objects, walk->found[t]);
        fill_precision(walk, t);
        if (walk->maxdets == LAST) fill_recall(walk, t);
    }
}

typedef struct Pass {
    PsEvaluation *evaluation;
    const PsCocoFlags *flags;
    const PsByClass *by_class;
    const int *objects; /* [class][area] */
} Pass;

static void accumulate_class(void *context, int class_index, int worker)
{
    (void)worker;
    const Pass *pass = context;
    const PsByClass *by_class = pass->by_class;
    const int *objects = pass->objects + class_index * PS_COCO_AREAS;
    Hit *hits = ps_alloc(sizeof *hits * PS_COCO_IOUS * (size_t)(objects[0] + 1));
    for (int m = pass->evaluation->coco.all_precision ? 0 : LAST; m <= LAST; m++) {
        for (int range = 0; range < PS_COCO_AREAS; range++) {
            Walk walk = {.evaluation = pass->evaluation,
                         .flags = pass->flags,
                         .order = by_class->order + by_class->first[class_index],
                         .count = by_class->first[class_index + 1] - by_class->first[class_index],
                         .class_index = class_index,
                         .range = range,
                         .maxdets = m,
                         .objects = objects[range],
                         .hits = hits};
            if (walk.objects)
                walk_range(&walk);
            else
                fill_undefined(&walk);
        }
    }
    free(hits);
}

static int *count_objects(const PsDataset *dataset, PsArena *arena)
{
    int *counts = PS_ARRAY(arena, int, dataset->class_count *PS_COCO_AREAS);
    for (int g = 0; g < dataset->object_count; g++) {
        const PsObject *object = &dataset->objects[g];
        if (object->crowd) continue;
        for (int a = 0; a < PS_COCO_AREAS; a++) {
            counts[object->class_index * PS_COCO_AREAS + a] += !ps_outside_area(object->area, a);
        }
    }
    return counts;
}

/* ---- the twelve figures: means over what is defined, in numpy's order of summation ---- */

static double mean(const PsBuf *values)
{
    size_t count = PS_BUF_COUNT(values, double);
    if (count == 0) return NAN;
    return ps_pairwise_sum(PS_BUF_ITEMS(values, double), count) / (double)count;
}

static void push_defined(PsBuf *values, double value)
{
    if (!isnan(value)) PS_BUF_PUSH(values, value);
}

/* t < 0: all IoUs; class_index < 0: all classes. */
static double mean_precision(const PsEvaluation *evaluation, int t, int range, int class_index)
{
    PsBuf values = PS_BUF;
    for (int i = t < 0 ? 0 : t; i <= (t < 0 ? PS_COCO_IOUS - 1 : t); i++) {
        for (int r = 0; r < PS_COCO_RECALLS; r++) {
            for (int c = 0; c < evaluation->dataset->class_count; c++) {
                if (class_index >= 0 && c != class_index) continue;
                size_t slot = precision_slot(evaluation, i, r, c, range);
                push_defined(&values, evaluation->coco.precision[slot]);
            }
        }
    }
    double result = mean(&values);
    ps_buf_free(&values);
    return result;
}

static double mean_recall(const PsEvaluation *evaluation, int range, int maxdets)
{
    PsBuf values = PS_BUF;
    size_t pairs = (size_t)evaluation->dataset->class_count * PS_COCO_IOUS;
    for (size_t i = 0; i < pairs; i++) {
        size_t at = (i * PS_COCO_AREAS + (size_t)range) * PS_COCO_MAXDETS + (size_t)maxdets;
        push_defined(&values, evaluation->coco.recall[at]);
    }
    double result = mean(&values);
    ps_buf_free(&values);
    return result;
}

static void summarize(PsEvaluation *evaluation)
{
    PsCoco *coco = &evaluation->coco;
    enum { IOU50 = 0, IOU75 = 5 };
    coco->figures[PS_AP] = mean_precision(evaluation, -1, 0, -1);
    coco->figures[PS_AP50] = mean_precision(evaluation, IOU50, 0, -1);
    coco->figures[PS_AP75] = mean_precision(evaluation, IOU75, 0, -1);
    for (int a = 1; a < PS_COCO_AREAS; a++) {
        coco->figures[PS_AP_SMALL + a - 1] = mean_precision(evaluation, -1, a, -1);
        coco->figures[PS_AR_SMALL + a - 1] = mean_recall(evaluation, a, PS_COCO_MAXDETS - 1);
    }
    for (int m = 0; m < PS_COCO_MAXDETS; m++) {
        coco->figures[PS_AR1 + m] = mean_recall(evaluation, 0, m);
    }
    for (int c = 0; c < evaluation->dataset->class_count; c++) {
        coco->class_ap[c] = mean_precision(evaluation, -1, 0, c);
        coco->class_ap50[c] = mean_precision(evaluation, IOU50, 0, c);
        coco->class_ap75[c] = mean_precision(evaluation, IOU75, 0, c);
    }
}

static size_t slot_count(const PsEvaluation *evaluation)
{
    return (size_t)evaluation->dataset->class_count * PS_COCO_IOUS * PS_COCO_AREAS;
}

void ps_coco_keep_arrays(PsEvaluation *evaluation)
{
    size_t slots = slot_count(evaluation) * PS_COCO_RECALLS * PS_COCO_MAXDETS;
    evaluation->coco.all_precision = PS_ARRAY(evaluation->arena, double, slots);
    evaluation->coco.all_score = PS_ARRAY(evaluation->arena, double, slots);
}

void ps_coco_accumulate(PsEvaluation *evaluation, const PsCocoFlags *flags,
                        const PsByClass *by_class, int threads)
{
    PsArena *arena = evaluation->arena;
    size_t classes = (size_t)evaluation->dataset->class_count;
    PsCoco *coco = &evaluation->coco;
    size_t slots = slot_count(evaluation);
    coco->precision = PS_ARRAY(arena, double, slots *PS_COCO_RECALLS);
    coco->score = PS_ARRAY(arena, double, slots *PS_COCO_RECALLS);
    coco->recall = PS_ARRAY(arena, double, slots *PS_COCO_MAXDETS);
    coco->class_ap = PS_ARRAY(arena, double, classes);
    coco->class_ap50 = PS_ARRAY(arena, double, classes);
    coco->class_ap75 = PS_ARRAY(arena, double, classes);
    PsArena *scratch = ps_arena_new();
    Pass pass = {evaluation, flags, by_class, count_objects(evaluation->dataset, scratch)};
    ps_parallel_for(threads, (int)classes, accumulate_class, &pass);
    ps_arena_free(scratch);
    summarize(evaluation);
}
