/* COCO's precision, recall and score arrays and the twelve figures, as pycocotools 2.0.11's
   accumulate and summarize give them.
   The precision envelope is read only where recall rises, and there stands a true positive: so one
   list of true positives per IoU holds all that is needed. */
#include "eval/eval.h"

#include "base/number.h"
#include "base/parallel.h"
#include "base/sort.h"

#include <math.h>
#include <string.h>

static const double SPACING_OF_ONE = 2.220446049250313e-16; /* numpy.spacing(1) */

const char *const ps_coco_names[PS_COCO_FIGURES] = {"AP",  "AP50", "AP75",  "APs", "APm", "APl",
                                                    "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"};

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

/* A true positive; the i-th of a list is the (i + 1)-th in falling score. */
typedef struct Hit {
    double precision, score;
} Hit;

/* Precision and score of one class, as they will stand in the arrays: there a class is spread over
   distant places, so they are gathered here and moved once. */
typedef struct Tile {
    double precision[PS_COCO_IOUS][PS_COCO_RECALLS][PS_COCO_AREAS];
    double score[PS_COCO_IOUS][PS_COCO_RECALLS][PS_COCO_AREAS];
} Tile;

/* The walk over one class in one area range, for all ten IoUs at once: most detections match
   nothing at any IoU, and one look is enough for them. */
typedef struct Walk {
    PsEvaluation *evaluation;
    const PsCocoFlags *flags; /* of the class's detections, in falling score */
    const double *scores;
    int count, class_index, range;
    int maxdets;             /* 0, 1, 2: detections an image up to MOST[maxdets] */
    int objects;             /* that count in this area range */
    int wrong;               /* false positives at every IoU, so far */
    int extra[PS_COCO_IOUS]; /* further ones at this IoU */
    int found[PS_COCO_IOUS], found_of_1[PS_COCO_IOUS], found_of_10[PS_COCO_IOUS];
    int needed[PS_COCO_RECALLS]; /* index of the hit that reaches this recall */
    Hit *hits;                   /* [iou][objects]: true positives in falling score */
    Tile *tile;
} Walk;

static void add_hit(Walk *walk, int t, int i)
{
    int found = ++walk->found[t], wrong = walk->wrong + walk->extra[t];
    walk->found_of_1[t] += walk->flags[i].rank < 1;
    walk->found_of_10[t] += walk->flags[i].rank < 10;
    walk->hits[t * walk->objects + found - 1] =
        (Hit){found / ((double)wrong + found + SPACING_OF_ONE), walk->scores[i]};
}

/* A detection that is matched or ignored at some IoU. */
static void take_apart(Walk *walk, int i)
{
    unsigned ignored = walk->flags[i].ignored[walk->range];
    unsigned matched = walk->flags[i].matched[walk->range];
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        if (ignored >> t & 1) continue;
        if (matched >> t & 1)
            add_hit(walk, t, i);
        else
            walk->extra[t]++;
    }
}

/* In falling score, at most 100 detections an image. */
static void collect_hits(Walk *walk)
{
    const unsigned all = (1U << PS_COCO_IOUS) - 1;
    for (int i = 0; i < walk->count; i++) {
        const PsCocoFlags *flags = &walk->flags[i];
        unsigned ignored = flags->ignored[walk->range], matched = flags->matched[walk->range];
        if (flags->rank >= MOST[walk->maxdets] || ignored == all) continue;
        if (!matched && !ignored)
            walk->wrong++;
        else
            take_apart(walk, i);
    }
}

/* The envelope: precision never rises with recall. */
static void make_envelope(Hit *hits, int found)
{
    for (int i = found - 1; i > 0; i--) {
        if (hits[i].precision > hits[i - 1].precision) hits[i - 1].precision = hits[i].precision;
    }
}

/* Which hit reaches which recall depends on the number of objects alone, not on the IoU. */
static void find_needed(Walk *walk)
{
    int at = 0;
    for (int r = 0; r < PS_COCO_RECALLS; r++) {
        while ((double)(at + 1) / walk->objects < recall_at(r)) at++;
        walk->needed[r] = at;
    }
}

static double first_score(const Walk *walk)
{
    for (int i = 0; i < walk->count; i++) {
        if (walk->flags[i].rank < MOST[walk->maxdets]) return walk->scores[i];
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

/* Precision and score at the 101 recalls; what is not reached has precision and score 0. */
static void fill_precision(const Walk *walk, int t)
{
    const Hit *hits = walk->hits + t * walk->objects;
    for (int r = 0; r < PS_COCO_RECALLS; r++) {
        bool reached = walk->needed[r] < walk->found[t];
        Hit hit = reached ? hits[walk->needed[r]] : (Hit){0, 0};
        walk->tile->precision[t][r][walk->range] = hit.precision;
        walk->tile->score[t][r][walk->range] = hit.score;
    }
    /* recall 0 is reached by the first detection, whatever became of it */
    walk->tile->score[t][0][walk->range] = first_score(walk);
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
        for (int r = 0; r < PS_COCO_RECALLS; r++) {
            walk->tile->precision[t][r][walk->range] = NAN;
            walk->tile->score[t][r][walk->range] = NAN;
        }
        fill_recall(walk, t);
    }
}

static void walk_range(Walk *walk)
{
    collect_hits(walk);
    find_needed(walk);
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        make_envelope(walk->hits + t * walk->objects, walk->found[t]);
        fill_precision(walk, t);
        if (walk->maxdets == LAST) fill_recall(walk, t);
    }
}

static void move_last(const Tile *tile, PsEvaluation *evaluation, int class_index)
{
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        for (int r = 0; r < PS_COCO_RECALLS; r++) {
            double *to =
                evaluation->coco.precision + precision_slot(evaluation, t, r, class_index, 0);
            memcpy(to, tile->precision[t][r], sizeof tile->precision[t][r]);
        }
    }
}

static void move_all(const Tile *tile, PsEvaluation *evaluation, int class_index, int maxdets)
{
    PsCoco *coco = &evaluation->coco;
    for (int i = 0; i < PS_COCO_IOUS * PS_COCO_RECALLS * PS_COCO_AREAS; i++) {
        int range = i % PS_COCO_AREAS, r = i / PS_COCO_AREAS % PS_COCO_RECALLS;
        int t = i / PS_COCO_AREAS / PS_COCO_RECALLS;
        size_t slot = precision_slot(evaluation, t, r, class_index, range) * PS_COCO_MAXDETS;
        coco->all_precision[slot + (size_t)maxdets] = tile->precision[t][r][range];
        coco->all_score[slot + (size_t)maxdets] = tile->score[t][r][range];
    }
}

typedef struct Pass {
    PsEvaluation *evaluation;
    const PsCocoFlags *flags;
    const PsByClass *by_class;
    const int *objects; /* [class][area] */
} Pass;

/* What the walks of one class share: its detections side by side, and room. */
static Walk start_walk(const Pass *pass, int class_index, PsArena *arena)
{
    int first = pass->by_class->first[class_index];
    int count = pass->by_class->first[class_index + 1] - first;
    int objects = pass->objects[class_index * PS_COCO_AREAS];
    PsCocoFlags *flags = PS_ARRAY(arena, PsCocoFlags, count);
    double *scores = PS_ARRAY(arena, double, count);
    for (int i = 0; i < count; i++) {
        int d = pass->by_class->order[first + i];
        flags[i] = pass->flags[d];
        scores[i] = pass->evaluation->predictions->detections[d].score;
    }
    return (Walk){.evaluation = pass->evaluation,
                  .flags = flags,
                  .scores = scores,
                  .count = count,
                  .class_index = class_index,
                  .hits = PS_ARRAY(arena, Hit, PS_COCO_IOUS * (objects + 1)),
                  .tile = PS_NEW(arena, Tile)};
}

static void accumulate_class(void *context, int class_index, int worker)
{
    (void)worker;
    const Pass *pass = context;
    PsEvaluation *evaluation = pass->evaluation;
    PsArena *arena = ps_arena_new();
    const Walk start = start_walk(pass, class_index, arena);
    for (int m = evaluation->coco.all_precision ? 0 : LAST; m <= LAST; m++) {
        for (int range = 0; range < PS_COCO_AREAS; range++) {
            Walk walk = start;
            walk.range = range;
            walk.maxdets = m;
            walk.objects = pass->objects[class_index * PS_COCO_AREAS + range];
            if (walk.objects)
                walk_range(&walk);
            else
                fill_undefined(&walk);
        }
        if (m == LAST) move_last(start.tile, evaluation, class_index);
        if (evaluation->coco.all_precision) move_all(start.tile, evaluation, class_index, m);
    }
    ps_arena_free(arena);
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

/* Values on their way into a mean: room for as many as may come. */
typedef struct Values {
    double *items;
    size_t count;
} Values;

static double mean(const Values *values)
{
    if (values->count == 0) return NAN;
    return ps_pairwise_sum(values->items, values->count) / (double)values->count;
}

/* The value stands where the next one will, if it is undefined. */
static void add_defined(Values *values, double value)
{
    values->items[values->count] = value;
    values->count += isnan(value) ? 0 : 1;
}

/* t < 0: all IoUs; class_index < 0: all classes. */
static double mean_precision(const PsEvaluation *evaluation, int t, int range, int class_index,
                             double *room)
{
    Values values = {room, 0};
    int classes = evaluation->dataset->class_count;
    int first = class_index < 0 ? 0 : class_index, end = class_index < 0 ? classes : first + 1;
    for (int i = t < 0 ? 0 : t; i <= (t < 0 ? PS_COCO_IOUS - 1 : t); i++) {
        for (int r = 0; r < PS_COCO_RECALLS; r++) {
            const double *at =
                evaluation->coco.precision + precision_slot(evaluation, i, r, 0, range);
            for (int c = first; c < end; c++) add_defined(&values, at[c * PS_COCO_AREAS]);
        }
    }
    return mean(&values);
}

static double mean_recall(const PsEvaluation *evaluation, int range, int maxdets, double *room)
{
    Values values = {room, 0};
    size_t pairs = (size_t)evaluation->dataset->class_count * PS_COCO_IOUS;
    for (size_t i = 0; i < pairs; i++) {
        size_t at = (i * PS_COCO_AREAS + (size_t)range) * PS_COCO_MAXDETS + (size_t)maxdets;
        add_defined(&values, evaluation->coco.recall[at]);
    }
    return mean(&values);
}

/* `room` holds one value for each IoU, recall and class, and one more. */
static void summarize(PsEvaluation *evaluation, double *room)
{
    PsCoco *coco = &evaluation->coco;
    enum { IOU50 = 0, IOU75 = 5 };
    coco->figures[PS_AP] = mean_precision(evaluation, -1, 0, -1, room);
    coco->figures[PS_AP50] = mean_precision(evaluation, IOU50, 0, -1, room);
    coco->figures[PS_AP75] = mean_precision(evaluation, IOU75, 0, -1, room);
    for (int a = 1; a < PS_COCO_AREAS; a++) {
        coco->figures[PS_AP_SMALL + a - 1] = mean_precision(evaluation, -1, a, -1, room);
        coco->figures[PS_AR_SMALL + a - 1] = mean_recall(evaluation, a, PS_COCO_MAXDETS - 1, room);
    }
    for (int m = 0; m < PS_COCO_MAXDETS; m++) {
        coco->figures[PS_AR1 + m] = mean_recall(evaluation, 0, m, room);
    }
    for (int c = 0; c < evaluation->dataset->class_count; c++) {
        coco->class_ap[c] = mean_precision(evaluation, -1, 0, c, room);
        coco->class_ap50[c] = mean_precision(evaluation, IOU50, 0, c, room);
        coco->class_ap75[c] = mean_precision(evaluation, IOU75, 0, c, room);
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
    coco->recall = PS_ARRAY(arena, double, slots *PS_COCO_MAXDETS);
    coco->class_ap = PS_ARRAY(arena, double, classes);
    coco->class_ap50 = PS_ARRAY(arena, double, classes);
    coco->class_ap75 = PS_ARRAY(arena, double, classes);
    PsArena *scratch = ps_arena_new();
    Pass pass = {evaluation, flags, by_class, count_objects(evaluation->dataset, scratch)};
    ps_parallel_for(threads, (int)classes, accumulate_class, &pass);
    summarize(evaluation, PS_ARRAY(scratch, double, slots *PS_COCO_RECALLS / PS_COCO_AREAS + 1));
    ps_arena_free(scratch);
}
