/* Precision, recall and F1 at every distinct score and all ten IoUs of COCO. Which detections are
   correct does not depend on the threshold, so one pass over the detections in falling score meets
   all thresholds; each detection carries its outcomes at the ten IoUs as bits.
   For the means over the classes, each rate is summed over them in a binary tree: a detection
   changes the rates of its class alone, hence the sums on one path. The shape of the tree is fixed,
   so a sum depends on the rates that it is made of and not on how the walk came there: nothing
   drifts, however many detections there are. */
#include "eval/eval.h"

#include "base/sort.h"

#include <math.h>
#include <stdlib.h>

/* What has entered of all detections or of one class. Few detections are ignored or correct at any
   IoU; all others only raise the one count. */
typedef struct Tally {
    int objects, entered;
    int ignored[PS_COCO_IOUS], correct[PS_COCO_IOUS];
} Tally;

/* Sums over the classes below a node; for a leaf the rates of its class, 0 where undefined. */
typedef struct Node {
    double precision[PS_COCO_IOUS], recall[PS_COCO_IOUS], f1[PS_COCO_IOUS];
    int precise[PS_COCO_IOUS]; /* classes with objects that have a precision */
} Node;

/* The root is nodes[1], the children of node i are 2 i and 2 i + 1, and all leaves are at one
   level. Classes that changed are noted; their paths are followed when a sum is asked for. */
typedef struct Tree {
    Tally *tallies; /* [class] */
    int with_objects;
    Node *nodes;
    int leaves;  /* a power of two; class c is nodes[leaves + c] */
    bool *noted; /* [node] */
    int *notes;  /* the nodes that are noted, all of one level */
    int note_count;
} Tree;

struct PsThresholds {
    const PsEvaluation *evaluation;
    PsByClass by_class;
    PsArena *arena;
    const int *order; /* the detections of the walk */
    int at, count;
    Tally tally;
    PsThreshold threshold;
    bool found; /* something correct entered with this threshold */
    bool macro; /* all classes are walked */
    Tree tree;
};

static PsRates rates_of(int kept, int correct, int objects)
{
    int both = kept + objects;
    return (PsRates){kept ? (double)correct / kept : NAN, objects ? (double)correct / objects : NAN,
                     both ? 2.0 * correct / both : NAN};
}

PsRates ps_threshold_rates(const PsThreshold *threshold, int t)
{
    return rates_of(threshold->kept[t], threshold->correct[t], threshold->objects);
}

/* ---- detections enter ---- */

static void count_detection(Tally *tally, const PsVerdict *verdict)
{
    tally->entered++;
    if (!(verdict->correct_at | verdict->ignored_at)) return;
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        tally->ignored[t] += verdict->ignored_at >> t & 1;
        tally->correct[t] += verdict->correct_at >> t & 1;
    }
}

static void note(Tree *tree, int node)
{
    if (tree->noted[node]) return;
    tree->noted[node] = true;
    tree->notes[tree->note_count++] = node;
}

/* A class without objects has no part in any mean. */
static void count_in_class(Tree *tree, int class_index, const PsVerdict *verdict)
{
    Tally *own = &tree->tallies[class_index];
    if (own->objects == 0) return;
    count_detection(own, verdict);
    note(tree, tree->leaves + class_index);
}

/* ---- means over the classes ---- */

static void rate_leaf(const Tally *own, Node *leaf)
{
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        int kept = own->entered - own->ignored[t];
        double correct = own->correct[t];
        leaf->precision[t] = correct / (kept + !kept);
        leaf->recall[t] = correct / own->objects;
        leaf->f1[t] = 2 * correct / (kept + own->objects);
        leaf->precise[t] = kept > 0;
    }
}

static void add_nodes(const Node *restrict a, const Node *restrict b, Node *restrict sum)
{
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        sum->precision[t] = a->precision[t] + b->precision[t];
        sum->recall[t] = a->recall[t] + b->recall[t];
        sum->f1[t] = a->f1[t] + b->f1[t];
        sum->precise[t] = a->precise[t] + b->precise[t];
    }
}

/* From the noted leaves up, level by level; a parent of two noted nodes is summed once. */
static void sum_up(Tree *tree)
{
    for (int i = 0; i < tree->note_count; i++) {
        int leaf = tree->notes[i];
        rate_leaf(&tree->tallies[leaf - tree->leaves], &tree->nodes[leaf]);
    }
    while (tree->note_count > 0) {
        int count = tree->note_count;
        tree->note_count = 0;
        for (int i = 0; i < count; i++) {
            int node = tree->notes[i], parent = node / 2;
            tree->noted[node] = false;
            if (parent == 0 || tree->noted[parent]) continue;
            note(tree, parent);
        }
        for (int i = 0; i < tree->note_count; i++) {
            int node = tree->notes[i];
            add_nodes(&tree->nodes[2 * node], &tree->nodes[2 * node + 1], &tree->nodes[node]);
        }
    }
}

static double mean(double sum, int count)
{
    return count ? sum / count : NAN;
}

PsRates ps_thresholds_macro(PsThresholds *walk, int t)
{
    if (!walk->macro) return (PsRates){NAN, NAN, NAN};
    if (walk->tree.note_count > 0) sum_up(&walk->tree);
    const Node *root = &walk->tree.nodes[1];
    return (PsRates){mean(root->precision[t], root->precise[t]),
                     mean(root->recall[t], walk->tree.with_objects),
                     mean(root->f1[t], walk->tree.with_objects)};
}

/* ---- the walk ---- */

static void clear_tree(Tree *tree, const PsDataset *dataset)
{
    tree->with_objects = tree->note_count = 0;
    for (int i = 0; i < 2 * tree->leaves; i++) {
        tree->nodes[i] = (Node){0};
        tree->noted[i] = false;
    }
    for (int c = 0; c < dataset->class_count; c++) {
        int objects = dataset->classes[c].object_count;
        tree->tallies[c] = (Tally){.objects = objects};
        tree->with_objects += objects > 0;
    }
}

void ps_thresholds_start(PsThresholds *walk, int class_index)
{
    const PsDataset *dataset = walk->evaluation->dataset;
    const PsByClass *by_class = &walk->by_class;
    int objects = dataset->object_count - dataset->crowd_count;
    walk->at = 0;
    walk->macro = class_index < 0;
    walk->order = by_class->falling;
    walk->count = walk->evaluation->predictions->detection_count;
    if (walk->macro) {
        clear_tree(&walk->tree, dataset);
    } else {
        objects = dataset->classes[class_index].object_count;
        walk->order = by_class->order + by_class->first[class_index];
        walk->count = by_class->first[class_index + 1] - by_class->first[class_index];
    }
    walk->tally = (Tally){.objects = objects};
    walk->threshold = (PsThreshold){.objects = objects};
}

/* All detections of one score enter together. */
static void enter_score(PsThresholds *walk, double score)
{
    const PsDetection *detections = walk->evaluation->predictions->detections;
    walk->found = false;
    for (; walk->at < walk->count; walk->at++) {
        int d = walk->order[walk->at];
        const PsVerdict *verdict = &walk->evaluation->verdicts[d];
        if (detections[d].score != score) break;
        count_detection(&walk->tally, verdict);
        walk->found |= verdict->correct_at != 0;
        if (walk->macro) count_in_class(&walk->tree, detections[d].class_index, verdict);
    }
}

const PsThreshold *ps_thresholds_next(PsThresholds *walk)
{
    PsThreshold *threshold = &walk->threshold;
    if (walk->at == walk->count) return NULL;
    threshold->score = walk->evaluation->predictions->detections[walk->order[walk->at]].score;
    enter_score(walk, threshold->score);
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        threshold->kept[t] = walk->tally.entered - walk->tally.ignored[t];
        threshold->correct[t] = walk->tally.correct[t];
    }
    return threshold;
}

static PsThresholds *new_walk(const PsEvaluation *evaluation, PsArena *arena)
{
    PsThresholds *walk = PS_NEW(arena, PsThresholds);
    int classes = evaluation->dataset->class_count;
    walk->evaluation = evaluation;
    walk->arena = arena;
    walk->tree.leaves = 1;
    while (walk->tree.leaves < classes) walk->tree.leaves *= 2;
    walk->tree.nodes = PS_ARRAY(arena, Node, 2 * walk->tree.leaves);
    walk->tree.noted = PS_ARRAY(arena, bool, 2 * walk->tree.leaves);
    walk->tree.notes = PS_ARRAY(arena, int, walk->tree.leaves);
    walk->tree.tallies = PS_ARRAY(arena, Tally, classes);
    return walk;
}

/* The evaluation does not keep the orders that it was made with: they are made again. */
static PsByClass sort_detections(const PsEvaluation *evaluation, PsArena *arena)
{
    const PsDetection *detections = evaluation->predictions->detections;
    int count = evaluation->predictions->detection_count;
    int classes = evaluation->dataset->class_count;
    PsByClass by_class = {PS_ARRAY(arena, int, count), PS_ARRAY(arena, int, classes + 1),
                          PS_ARRAY(arena, int, count)};
    double *scores = ps_alloc(sizeof *scores * (size_t)count);
    for (int d = 0; d < count; d++) scores[d] = detections[d].score;
    ps_sort_falling(scores, NULL, count, by_class.falling);
    free(scores);
    int *next = PS_ARRAY(arena, int, classes);
    for (int d = 0; d < count; d++) by_class.first[detections[d].class_index + 1]++;
    for (int c = 0; c < classes; c++) {
        next[c] = by_class.first[c];
        by_class.first[c + 1] += by_class.first[c];
    }
    for (int i = 0; i < count; i++) {
        int d = by_class.falling[i];
        by_class.order[next[detections[d].class_index]++] = d;
    }
    return by_class;
}

PsThresholds *ps_thresholds_new(const PsEvaluation *evaluation)
{
    PsArena *arena = ps_arena_new();
    PsThresholds *walk = new_walk(evaluation, arena);
    walk->by_class = sort_detections(evaluation, arena);
    ps_thresholds_start(walk, -1);
    return walk;
}

void ps_thresholds_free(PsThresholds *walk)
{
    if (walk) ps_arena_free(walk->arena);
}

/* ---- the best of them ---- */

/* The next threshold that may be the best yet. F1 cannot rise where nothing correct enters: each
   detection that is wrong lowers it, in every class. */
static const PsThreshold *next_found(PsThresholds *walk)
{
    const PsThreshold *threshold;
    while ((threshold = ps_thresholds_next(walk)) && !walk->found) continue;
    return threshold;
}

static void find_best(PsThresholds *walk, PsAtIou *best)
{
    const PsThreshold *threshold;
    ps_thresholds_start(walk, -1);
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        double f1 = walk->threshold.objects ? 0 : NAN; /* nothing is above NaN */
        best[t] = (PsAtIou){f1, NAN, NAN, NAN, f1, NAN};
    }
    while ((threshold = next_found(walk))) {
        for (int t = 0; t < PS_COCO_IOUS; t++) {
            PsRates rates = ps_threshold_rates(threshold, t);
            double macro_f1 = ps_thresholds_macro(walk, t).f1;
            if (rates.f1 > best[t].best_f1) {
                best[t].best_f1 = rates.f1;
                best[t].confidence = threshold->score;
                best[t].precision = rates.precision;
                best[t].recall = rates.recall;
            }
            if (macro_f1 > best[t].macro_f1) {
                best[t].macro_f1 = macro_f1;
                best[t].macro_confidence = threshold->score;
            }
        }
    }
}

static void find_best_of_class(PsThresholds *walk, int class_index, PsBest *best)
{
    const PsThreshold *threshold;
    ps_thresholds_start(walk, class_index);
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        best[t] = (PsBest){walk->threshold.objects ? 0 : NAN, NAN};
    }
    while ((threshold = next_found(walk))) {
        for (int t = 0; t < PS_COCO_IOUS; t++) {
            double f1 = ps_threshold_rates(threshold, t).f1;
            if (f1 > best[t].f1) best[t] = (PsBest){f1, threshold->score};
        }
    }
}

void ps_find_best_at_ious(PsEvaluation *evaluation, const PsByClass *by_class)
{
    int classes = evaluation->dataset->class_count;
    PsArena *scratch = ps_arena_new();
    PsThresholds *walk = new_walk(evaluation, scratch);
    walk->by_class = *by_class;
    find_best(walk, evaluation->at_iou);
    evaluation->class_at_iou = PS_ARRAY(evaluation->arena, PsBest, classes * PS_COCO_IOUS);
    for (int c = 0; c < classes; c++) {
        find_best_of_class(walk, c, &evaluation->class_at_iou[c * PS_COCO_IOUS]);
    }
    ps_arena_free(scratch);
}
