/* What became of every box and object at the optimal confidence, summed by image and class. */
#include "advice/advice.h"

#include "base/sort.h"
#include "eval/eval.h"

#include <math.h>

PsCounts ps_class_at_optimum(const PsFacts *facts, int c)
{
    return facts->evaluation->class_sweep[c * facts->evaluation->threshold_count + facts->k];
}

int ps_boxes_of(PsCounts counts)
{
    return counts.correct + counts.mistaken + counts.false_positive;
}

int ps_objects_of(PsCounts counts)
{
    return counts.correct + counts.misclassified + counts.missed;
}

static void find_outcomes(PsFacts *facts, PsArena *arena)
{
    int detections = facts->predictions->detection_count;
    facts->outcome = PS_ARRAY(arena, unsigned char, detections);
    facts->partner = PS_ARRAY(arena, int, detections);
    facts->taker = PS_ARRAY(arena, int, facts->dataset->object_count);
    for (int g = 0; g < facts->dataset->object_count; g++) facts->taker[g] = -1;
    for (int d = 0; d < detections; d++) {
        PsOutcome outcome =
            ps_detection_outcome(facts->evaluation, d, facts->k, &facts->partner[d]);
        facts->outcome[d] = (unsigned char)outcome;
        if (facts->partner[d] >= 0) facts->taker[facts->partner[d]] = d;
    }
}

static void count_images(PsFacts *facts, PsArena *arena)
{
    const PsDataset *dataset = facts->dataset;
    facts->images = PS_ARRAY(arena, PsCounts, facts->image_count);
    for (int g = 0; g < dataset->object_count; g++) {
        facts->images[dataset->objects[g].image].missed +=
            !dataset->objects[g].crowd && facts->taker[g] < 0;
    }
    for (int d = 0; d < facts->predictions->detection_count; d++) {
        PsCounts *counts = &facts->images[facts->predictions->detections[d].image];
        counts->correct += facts->outcome[d] == PS_CORRECT;
        counts->misclassified += facts->outcome[d] == PS_MISCLASSIFIED;
        counts->mistaken += facts->outcome[d] == PS_MISCLASSIFIED;
        counts->false_positive += facts->outcome[d] == PS_FALSE_POSITIVE;
        counts->ignored += facts->outcome[d] == PS_IGNORED;
    }
}

static void find_closest(PsFacts *facts, PsArena *arena)
{
    const PsObject *objects = facts->dataset->objects;
    facts->closest = PS_ARRAY(arena, double, facts->dataset->object_count);
    for (int i = 0; i < facts->image_count; i++) {
        int from = facts->dataset->images[i].first_object;
        int end = from + facts->dataset->images[i].object_count;
        for (int g = from; g < end; g++) {
            for (int h = g + 1; h < end && !objects[g].crowd; h++) {
                if (objects[h].crowd) continue;
                double iou = ps_similarity_boxes.alike(objects[g].box, objects[h].box);
                facts->closest[g] = fmax(facts->closest[g], iou);
                facts->closest[h] = fmax(facts->closest[h], iou);
            }
        }
    }
}

static void count_scenes(PsFacts *facts, PsArena *arena)
{
    const int *scene_of = facts->input->scene_of;
    if (!scene_of) return;
    for (int i = 0; i < facts->image_count; i++) {
        if (scene_of[i] >= facts->scene_count) facts->scene_count = scene_of[i] + 1;
    }
    facts->scene_sizes = PS_ARRAY(arena, int, facts->scene_count);
    for (int i = 0; i < facts->image_count; i++) facts->scene_sizes[scene_of[i]]++;
}

/* ---- shares by class and image ---- */

/* The share of class c in the image at work; images come in ascending order. */
typedef struct Filling {
    PsFacts *facts;
    int *next; /* class: end of its shares so far */
    bool counting;
    int *last; /* class: the image it was met in last */
} Filling;

static PsCellShare *share_of(Filling *filling, int c, int image)
{
    static PsCellShare unused;
    if (filling->last[c] != image) {
        filling->last[c] = image;
        int at = filling->next[c]++;
        if (!filling->counting) filling->facts->shares[at].image = image;
    }
    return filling->counting ? &unused : &filling->facts->shares[filling->next[c] - 1];
}

static void add_object(Filling *filling, int g)
{
    const PsObject *object = &filling->facts->dataset->objects[g];
    if (object->crowd) return;
    int taker = filling->facts->taker[g];
    PsCellShare *share = share_of(filling, object->class_index, object->image);
    if (filling->counting) return;
    share->objects++;
    share->found += taker >= 0 && filling->facts->outcome[taker] == PS_CORRECT;
}

static void add_box(Filling *filling, int d)
{
    const PsDetection *box = &filling->facts->predictions->detections[d];
    PsOutcome outcome = (PsOutcome)filling->facts->outcome[d];
    if (outcome == PS_NOT_KEPT || outcome == PS_IGNORED) return;
    PsCellShare *share = share_of(filling, box->class_index, box->image);
    if (filling->counting) return;
    share->kept++;
    share->correct += outcome == PS_CORRECT;
}

static void walk_images(Filling *filling)
{
    const PsFacts *facts = filling->facts;
    for (int c = 0; c < facts->class_count; c++) filling->last[c] = -1;
    for (int i = 0; i < facts->image_count; i++) {
        const PsImage *image = &facts->dataset->images[i];
        int objects_end = image->first_object + image->object_count;
        for (int g = image->first_object; g < objects_end; g++) add_object(filling, g);
        int end = facts->predictions->first[i + 1];
        for (int d = facts->predictions->first[i]; d < end; d++) add_box(filling, d);
    }
}

static void fill_shares(PsFacts *facts, PsArena *arena)
{
    int classes = facts->class_count;
    Filling filling = {facts, PS_ARRAY(arena, int, classes), true, PS_ARRAY(arena, int, classes)};
    facts->first_share = PS_ARRAY(arena, int, classes + 1);
    walk_images(&filling);
    for (int c = 0; c < classes; c++) {
        facts->first_share[c + 1] = facts->first_share[c] + filling.next[c];
        filling.next[c] = facts->first_share[c];
    }
    facts->shares = PS_ARRAY(arena, PsCellShare, facts->first_share[classes]);
    filling.counting = false;
    walk_images(&filling);
}

/* ---- detections by class ---- */

static void sort_by_class(PsFacts *facts, PsArena *arena)
{
    int count = facts->predictions->detection_count, classes = facts->class_count;
    const PsDetection *detections = facts->predictions->detections;
    double *scores = PS_ARRAY(arena, double, count);
    int *items = PS_ARRAY(arena, int, count), *next = PS_ARRAY(arena, int, classes);
    facts->order = PS_ARRAY(arena, int, count);
    facts->first = PS_ARRAY(arena, int, classes + 1);
    for (int d = 0; d < count; d++) facts->first[detections[d].class_index + 1]++;
    for (int c = 0; c < classes; c++) {
        facts->first[c + 1] += facts->first[c];
        next[c] = facts->first[c];
    }
    for (int d = 0; d < count; d++) {
        scores[d] = detections[d].score;
        items[next[detections[d].class_index]++] = d;
    }
    for (int c = 0; c < classes; c++) {
        int from = facts->first[c];
        ps_sort_falling(scores, items + from, facts->first[c + 1] - from, facts->order + from);
    }
}

PsFacts *ps_facts_new(const PsAdviceInput *input, PsArena *arena)
{
    const PsEvaluation *evaluation = input->evaluation;
    PsFacts *facts = PS_NEW(arena, PsFacts);
    facts->input = input;
    facts->evaluation = evaluation;
    facts->dataset = evaluation->dataset;
    facts->predictions = evaluation->predictions;
    facts->k = evaluation->optimal_index;
    facts->class_count = evaluation->dataset->class_count;
    facts->image_count = evaluation->dataset->image_count;
    facts->objects = evaluation->dataset->object_count - evaluation->dataset->crowd_count;
    facts->all = evaluation->sweep[facts->k];
    for (int c = 0; c < facts->class_count; c++) {
        facts->present += evaluation->dataset->classes[c].object_count > 0;
    }
    find_outcomes(facts, arena);
    count_images(facts, arena);
    find_closest(facts, arena);
    count_scenes(facts, arena);
    fill_shares(facts, arena);
    sort_by_class(facts, arena);
    facts->draws = ps_draws_new(input, arena);
    return facts;
}
