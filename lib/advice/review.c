/* Label review by what the model is sure of. A score is sure where 2 in 3 boxes of the class are
   right: by isotonic regression (pool adjacent violators) of right on score, on the images of the
   other four folds, so that no box vouches for itself. Not 9 in 10: the labels looked for count as
   wrong there, so the fewer cells were labelled, the less of them would be listed. On blood cells,
   of which the labels lack many, the rows next to this limit show cells still.
   Ideas after cleanlab's ObjectLab (Tkachenko et al. 2023) and FiftyOne's mistakenness; theirs cut
   at a fixed score, which supposes calibration. */
#include "advice/advice.h"

#include "base/random.h"
#include "base/sort.h"
#include "eval/eval.h"

#include <math.h>
#include <stdlib.h>

static const double SURE = 2.0 / 3, LEAST_SCORE = 0.5;
static const double APART = 0.1, NEIGHBOUR = 0.3, TOGETHER = 0.5, SEEN = 0.3;
enum { LEAST_SURE = 10, MOST_OF_IMAGE = 3, LEAST_TRUE = 50 };

static int fold_of(int image)
{
    return (int)(ps_mix64((uint64_t)image + 1) % PS_FOLDS);
}

double ps_sure_score(const PsReview *review, int c, int image)
{
    return review->sure[c * PS_FOLDS + fold_of(image)];
}

/* ---- sure scores ---- */

typedef struct Block {
    int count, correct;
    double low;
} Block;

/* Adds a box to blocks of falling precision; scores fall. */
static int add_to_blocks(Block *blocks, int count, bool correct, double score)
{
    blocks[count++] = (Block){1, correct, score};
    while (count > 1) {
        Block *last = &blocks[count - 1], *before = last - 1;
        bool rises =
            (int64_t)last->correct * before->count > (int64_t)before->correct * last->count;
        if (!rises && last->low != before->low) break;
        before->count += last->count;
        before->correct += last->correct;
        before->low = last->low;
        count--;
    }
    return count;
}

/* The lowest score from which on the blocks are right often enough, on the images outside the fold;
   NaN if there is none, or if fewer than ten boxes stand behind it. */
static double find_sure(const PsFacts *facts, int c, int fold, Block *blocks)
{
    int count = 0, boxes = 0;
    double sure = NAN;
    for (int i = facts->first[c]; i < facts->first[c + 1]; i++) {
        int d = facts->order[i];
        const PsVerdict *verdict = &facts->evaluation->verdicts[d];
        const PsDetection *box = &facts->predictions->detections[d];
        if (verdict->ignored || box->score < LEAST_SCORE) continue;
        if (fold_of(box->image) == fold) continue;
        count = add_to_blocks(blocks, count, verdict->object >= 0, box->score);
    }
    for (int b = 0; b < count; b++) {
        if (blocks[b].correct < SURE * blocks[b].count) break;
        boxes += blocks[b].count;
        sure = blocks[b].low;
    }
    return boxes >= LEAST_SURE ? sure : NAN;
}

static void find_sure_scores(const PsFacts *facts, PsReview *review, PsArena *arena)
{
    int classes = facts->class_count, most = 0;
    for (int c = 0; c < classes; c++) {
        int count = facts->first[c + 1] - facts->first[c];
        most = count > most ? count : most;
    }
    Block *blocks = ps_alloc(sizeof *blocks * (size_t)(most + 1));
    review->sure = PS_ARRAY(arena, double, classes *PS_FOLDS);
    review->sure_score = PS_ARRAY(arena, double, classes);
    for (int c = 0; c < classes; c++) {
        review->sure_score[c] = NAN;
        for (int f = 0; f < PS_FOLDS; f++) {
            double sure = find_sure(facts, c, f, blocks);
            review->sure[c * PS_FOLDS + f] = sure;
            if (!isnan(sure)) review->sure_score[c] = fmin(sure, review->sure_score[c]);
        }
    }
    free(blocks);
}

/* ---- what is usual in a class ---- */

typedef struct Usual {
    double small, large; /* areas: from 1 % to 99 % of the labels */
    double fit;          /* median IoU of correct boxes; NaN of fewer than 50 */
    double odd;          /* Tukey's fence: lower quartile less 1.5 times the quartile distance */
} Usual;

static Usual usual_of(const PsFacts *facts, int c, double *room)
{
    int count = 0;
    Usual usual = {NAN, NAN, NAN, NAN};
    for (int g = 0; g < facts->dataset->object_count; g++) {
        const PsObject *object = &facts->dataset->objects[g];
        if (object->crowd || object->class_index != c) continue;
        room[count++] = object->box.width * object->box.height;
    }
    ps_sort_rising(room, count);
    usual.small = ps_quantile(room, count, 0.01);
    usual.large = ps_quantile(room, count, 0.99);
    count = 0;
    for (int i = facts->first[c]; i < facts->first[c + 1]; i++) {
        int d = facts->order[i];
        if (facts->outcome[d] == PS_CORRECT) room[count++] = facts->evaluation->verdicts[d].iou;
    }
    ps_sort_rising(room, count);
    if (count < LEAST_TRUE) return usual;
    double low = ps_quantile(room, count, 0.25), high = ps_quantile(room, count, 0.75);
    usual.fit = ps_quantile(room, count, 0.5);
    usual.odd = low - 1.5 * (high - low);
    return usual;
}

static Usual *find_usual(const PsFacts *facts)
{
    int objects = facts->dataset->object_count, boxes = facts->predictions->detection_count;
    double *room = ps_alloc(sizeof *room * (size_t)(objects + boxes + 1));
    Usual *usual = ps_alloc(sizeof *usual * (size_t)(facts->class_count + 1));
    for (int c = 0; c < facts->class_count; c++) usual[c] = usual_of(facts, c, room);
    free(room);
    return usual;
}

/* ---- the lists ---- */

static PsLabelIssue issue_of(const PsFacts *facts, PsLabelKind kind, int d)
{
    const PsDetection *box = &facts->predictions->detections[d];
    return (PsLabelIssue){.kind = kind,
                          .image = box->image,
                          .object = -1,
                          .second = -1,
                          .detection = d,
                          .class_index = box->class_index,
                          .other = -1,
                          .box = box->box,
                          .score = box->score,
                          .iou = facts->evaluation->verdicts[d].iou,
                          .rank = box->score};
}

static void take_label(const PsFacts *facts, PsLabelIssue *issue, int object)
{
    issue->object = object;
    issue->other = issue->class_index;
    issue->class_index = facts->dataset->objects[object].class_index;
    issue->box = facts->dataset->objects[object].box;
}

/* Two boxes on one thing are one label that lacks. */
static bool listed_already(const PsBuf *list, const PsFacts *facts, int d)
{
    const PsLabelIssue *items = PS_BUF_ITEMS(list, PsLabelIssue);
    const PsDetection *box = &facts->predictions->detections[d];
    for (size_t i = PS_BUF_COUNT(list, PsLabelIssue); i > 0; i--) {
        if (items[i - 1].image != box->image) return false;
        if (ps_similarity_boxes.alike(items[i - 1].box, box->box) >= TOGETHER) return true;
    }
    return false;
}

/* It touches no label; or, in a clump, it reaches into one that another box has found. */
static bool stands_apart(const PsFacts *facts, int d)
{
    const PsVerdict *verdict = &facts->evaluation->verdicts[d];
    if (verdict->iou < APART) return true;
    return verdict->iou < NEIGHBOUR && facts->taker[verdict->nearest] >= 0;
}

static void look_for_missing(const PsFacts *facts, PsReview *review, const Usual *usual, int d)
{
    const PsDetection *box = &facts->predictions->detections[d];
    double area = box->box.width * box->box.height;
    PsBuf *list = &review->lists[PS_LABEL_MISSING];
    if (!stands_apart(facts, d)) return;
    if (!(area >= usual[box->class_index].small && area <= usual[box->class_index].large)) return;
    if (listed_already(list, facts, d)) return;
    PsLabelIssue issue = issue_of(facts, PS_LABEL_MISSING, d);
    PS_BUF_PUSH(list, issue);
}

/* Does the model see the label's class there as well? */
static bool sees_label(const PsFacts *facts, int object)
{
    const PsObject *label = &facts->dataset->objects[object];
    int end = facts->predictions->first[label->image + 1];
    for (int d = facts->predictions->first[label->image]; d < end; d++) {
        const PsDetection *box = &facts->predictions->detections[d];
        if (box->class_index != label->class_index || box->score < SEEN) continue;
        if (ps_similarity_boxes.alike(box->box, label->box) >= TOGETHER) return true;
    }
    return false;
}

static void look_for_class(const PsFacts *facts, PsReview *review, int d)
{
    const PsVerdict *verdict = &facts->evaluation->verdicts[d];
    int label = verdict->nearest;
    if (label < 0 || verdict->iou < TOGETHER) return;
    if (facts->dataset->objects[label].class_index ==
        facts->predictions->detections[d].class_index) {
        return;
    }
    if (sees_label(facts, label)) return;
    PsLabelIssue issue = issue_of(facts, PS_LABEL_CLASS, d);
    take_label(facts, &issue, label);
    PS_BUF_PUSH(&review->lists[PS_LABEL_CLASS], issue);
}

static void look_for_box(const PsFacts *facts, PsReview *review, const Usual *usual, int d)
{
    const PsVerdict *verdict = &facts->evaluation->verdicts[d];
    double fit = usual[facts->predictions->detections[d].class_index].fit;
    if (!(fit >= 0.8) || verdict->iou < 0.5 || verdict->iou > 0.65) return;
    if (verdict->iou >= usual[facts->predictions->detections[d].class_index].odd) return;
    PsLabelIssue issue = issue_of(facts, PS_LABEL_BOX, d);
    take_label(facts, &issue, verdict->object);
    issue.other = -1;
    issue.rank = (fit - verdict->iou) * issue.score;
    PS_BUF_PUSH(&review->lists[PS_LABEL_BOX], issue);
}

static void look_at_image(const PsFacts *facts, PsReview *review, const Usual *usual, int image)
{
    int from = facts->predictions->first[image],
        count = facts->predictions->first[image + 1] - from;
    double *scores = ps_alloc(sizeof *scores * (size_t)(count + 1));
    int *falling = ps_alloc(sizeof *falling * (size_t)(count + 1));
    int sure = 0;
    for (int d = from; d < from + count; d++) {
        const PsDetection *box = &facts->predictions->detections[d];
        scores[d - from] = box->score;
        if (facts->evaluation->verdicts[d].ignored) continue;
        if (box->score >= ps_sure_score(review, box->class_index, image))
            falling[sure++] = d - from;
    }
    int *order = ps_alloc(sizeof *order * (size_t)(sure + 1));
    ps_sort_falling(scores, falling, sure, order);
    for (int i = 0; i < sure; i++) {
        int d = order[i] + from;
        if (facts->evaluation->verdicts[d].object >= 0) {
            look_for_box(facts, review, usual, d);
        } else {
            look_for_missing(facts, review, usual, d);
            look_for_class(facts, review, d);
        }
    }
    free(order);
    free(scores);
    free(falling);
}

/* ---- ranking ---- */

static int by_rank(const void *a, const void *b)
{
    const PsLabelIssue *x = a, *y = b;
    if (x->rank != y->rank) return x->rank > y->rank ? -1 : 1;
    if (x->image != y->image) return x->image - y->image;
    if (x->object != y->object) return x->object - y->object;
    return x->detection - y->detection;
}

/* In falling rank, at most three an image and 200 in all. */
static void rank_list(const PsFacts *facts, PsBuf *list)
{
    PsLabelIssue *items = PS_BUF_ITEMS(list, PsLabelIssue);
    size_t count = PS_BUF_COUNT(list, PsLabelIssue), kept = 0;
    unsigned char *seen = ps_alloc((size_t)facts->image_count + 1);
    for (int i = 0; i < facts->image_count; i++) seen[i] = 0;
    if (count) qsort(items, count, sizeof *items, by_rank);
    for (size_t i = 0; i < count && kept < PS_LABELS_MOST; i++) {
        if (seen[items[i].image]++ >= MOST_OF_IMAGE) {
            seen[items[i].image] = MOST_OF_IMAGE;
            continue;
        }
        items[kept++] = items[i];
    }
    list->length = kept * sizeof *items;
    free(seen);
}

void ps_review(const PsFacts *facts, PsReview *review, PsArena *arena)
{
    for (int kind = 0; kind < PS_LABEL_KINDS; kind++) review->lists[kind] = (PsBuf)PS_BUF;
    find_sure_scores(facts, review, arena);
    Usual *usual = find_usual(facts);
    for (int i = 0; i < facts->image_count; i++) look_at_image(facts, review, usual, i);
    free(usual);
    ps_review_labels(facts, review);
    for (int kind = 0; kind < PS_LABEL_KINDS; kind++) rank_list(facts, &review->lists[kind]);
}

void ps_review_free(PsReview *review)
{
    for (int kind = 0; kind < PS_LABEL_KINDS; kind++) ps_buf_free(&review->lists[kind]);
}

int ps_review_count(const PsReview *review, PsLabelKind kind, int c, int other)
{
    const PsLabelIssue *items = PS_BUF_ITEMS(&review->lists[kind], PsLabelIssue);
    int count = 0, all = (int)PS_BUF_COUNT(&review->lists[kind], PsLabelIssue);
    for (int i = 0; i < all; i++) {
        count += (c < 0 || items[i].class_index == c) && (other < 0 || items[i].other == other);
    }
    return count;
}
