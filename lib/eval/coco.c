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

static const int MAX_DETS[PS_COCO_MAXDETS] = {1, 10, 100};
static const double SPACING_OF_ONE = 2.220446049250313e-16; /* numpy.spacing(1) */

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
    PsByClass by_class = {PS_ARRAY(arena, int, count), PS_ARRAY(arena, int, classes + 1)};
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
    return by_class;
}

/* The walk over one class, area and IoU. */
typedef struct Walk {
    const PsEvaluation *evaluation;
    const PsCocoFlags *flags;
    const int *order;
    int count, range, t;
    int objects; /* that count in this area range */
} Walk;

typedef struct Hit {
    int hits; /* true positives so far */
    double precision, score;
} Hit;

/* True positives in falling score, at most 100 detections an image. */
static int collect_hits(const Walk *walk, Hit *hits)
{
    int found = 0, wrong = 0;
    for (int i = 0; i < walk->count; i++) {
        const PsCocoFlags *flags = &walk->flags[walk->order[i]];
        if (flags->rank >= 100 || (flags->ignored[walk->range] >> walk->t & 1)) continue;
        if (flags->matched[walk->range] >> walk->t & 1) {
            found++;
            double precision = found / ((double)wrong + found + SPACING_OF_ONE);
            double score = walk->evaluation->predictions->detections[walk->order[i]].score;
            hits[found - 1] = (Hit){found, precision, score};
        } else {
            wrong++;
        }
    }
    for (int i = found - 1; i > 0; i--) {
        if (hits[i].precision > hits[i - 1].precision) hits[i - 1].precision = hits[i].precision;
    }
    return found;
}

static int count_hits(const Walk *walk, int most)
{
    int found = 0;
    for (int i = 0; i < walk->count; i++) {
        const PsCocoFlags *flags = &walk->flags[walk->order[i]];
        if (flags->rank >= most || (flags->ignored[walk->range] >> walk->t & 1)) continue;
        found += flags->matched[walk->range] >> walk->t & 1;
    }
    return found;
}

static double first_score(const Walk *walk)
{
    for (int i = 0; i < walk->count; i++) {
        if (walk->flags[walk->order[i]].rank < 100) {
            return walk->evaluation->predictions->detections[walk->order[i]].score;
        }
    }
    return 0;
}

static size_t precision_at(const PsEvaluation *evaluation, const Walk *walk, int class_index, int r)
{
    size_t classes = (size_t)evaluation->dataset->class_count;
    return (((size_t)walk->t * PS_COCO_RECALLS + (size_t)r) * classes + (size_t)class_index) *
               PS_COCO_AREAS + (size_t)walk->range;
}

/* Precision and score at the 101 recalls; what is not reached has precision and score 0. */
static void fill_recalls(PsEvaluation *evaluation, const Walk *walk, int class_index,
                         const Hit *hits, int found)
{
    int at = 0;
    for (int r = 0; r < PS_COCO_RECALLS; r++) {
        double wanted = recall_at(r);
        while (at < found && (double)hits[at].hits / walk->objects < wanted) at++;
        size_t slot = precision_at(evaluation, walk, class_index, r);
        evaluation->coco.precision[slot] = at < found ? hits[at].precision : 0;
        /* recall 0 is reached by the first detection, whatever became of it */
        evaluation->coco.score[slot] =
            r == 0 ? first_score(walk) : at < found ? hits[at].score : 0;
    }
}

static void fill_undefined(PsEvaluation *evaluation, const Walk *walk, int class_index)
{
    for (int r = 0; r < PS_COCO_RECALLS; r++) {
        size_t slot = precision_at(evaluation, walk, class_index, r);
        evaluation->coco.precision[slot] = evaluation->coco.score[slot] = NAN;
    }
}

static void walk_once(PsEvaluation *evaluation, const Walk *walk, int class_index, Hit *hits)
{
    size_t classes = (size_t)evaluation->dataset->class_count;
    size_t at = (((size_t)walk->t * classes + (size_t)class_index) * PS_COCO_AREAS +
                 (size_t)walk->range) * PS_COCO_MAXDETS;
    if (walk->objects == 0) {
        fill_undefined(evaluation, walk, class_index);
        for (int m = 0; m < PS_COCO_MAXDETS; m++) evaluation->coco.recall[at + (size_t)m] = NAN;
        return;
    }
    int found = collect_hits(walk, hits);
    fill_recalls(evaluation, walk, class_index, hits, found);
    for (int m = 0; m < PS_COCO_MAXDETS; m++) {
        int reached = m == PS_COCO_MAXDETS - 1 ? found : count_hits(walk, MAX_DETS[m]);
        evaluation->coco.recall[at + (size_t)m] = (double)reached / walk->objects;
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
    int start = pass->by_class->first[class_index];
    Walk walk = {.evaluation = pass->evaluation, .flags = pass->flags,
                 .order = pass->by_class->order + start,
                 .count = pass->by_class->first[class_index + 1] - start};
    Hit *hits = ps_alloc(sizeof *hits * (size_t)(walk.count + 1));
    for (walk.range = 0; walk.range < PS_COCO_AREAS; walk.range++) {
        walk.objects = pass->objects[class_index * PS_COCO_AREAS + walk.range];
        for (walk.t = 0; walk.t < PS_COCO_IOUS; walk.t++) {
            walk_once(pass->evaluation, &walk, class_index, hits);
        }
    }
    free(hits);
}

static int *count_objects(const PsDataset *dataset, PsArena *arena)
{
    int *counts = PS_ARRAY(arena, int, dataset->class_count * PS_COCO_AREAS);
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
                Walk walk = {.t = i, .range = range};
                push_defined(&values,
                             evaluation->coco.precision[precision_at(evaluation, &walk, c, r)]);
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

void ps_coco_accumulate(PsEvaluation *evaluation, const PsCocoFlags *flags,
                        const PsByClass *by_class, int threads)
{
    PsArena *arena = evaluation->arena;
    size_t classes = (size_t)evaluation->dataset->class_count;
    PsCoco *coco = &evaluation->coco;
    size_t slots = classes * PS_COCO_IOUS * PS_COCO_AREAS;
    coco->precision = PS_ARRAY(arena, double, slots * PS_COCO_RECALLS);
    coco->score = PS_ARRAY(arena, double, slots * PS_COCO_RECALLS);
    coco->recall = PS_ARRAY(arena, double, slots * PS_COCO_MAXDETS);
    coco->class_ap = PS_ARRAY(arena, double, classes);
    coco->class_ap50 = PS_ARRAY(arena, double, classes);
    coco->class_ap75 = PS_ARRAY(arena, double, classes);
    PsArena *scratch = ps_arena_new();
    Pass pass = {evaluation, flags, by_class, count_objects(evaluation->dataset, scratch)};
    ps_parallel_for(threads, (int)classes, accumulate_class, &pass);
    ps_arena_free(scratch);
    summarize(evaluation);
}
