/* Localisation, recall, precision (Oksuz et al. 2018), with true positives from IoU tau = 0.5 on:
     LRP(t) = (sum over true positives of (1 - IoU) / (1 - tau) + FP + FN) / (TP + FP + FN)
   and oLRP the least of it over all thresholds. Detections that are ignored do not count. */
#include "eval/eval.h"

#include <math.h>

static const double TAU = 0.5;

/* What is kept of a class at one threshold. */
typedef struct Kept {
    int right, wrong, objects;
    double distance; /* sum of 1 - IoU over the right ones */
} Kept;

static PsLrp lrp_of(const Kept *kept, double confidence)
{
    int boxes = kept->right + kept->wrong, missed = kept->objects - kept->right;
    PsLrp lrp = {.confidence = confidence};
    lrp.value = (kept->distance / (1 - TAU) + kept->wrong + missed) / (boxes + missed);
    lrp.place = kept->right ? kept->distance / kept->right : NAN;
    lrp.false_positive = boxes ? (double)kept->wrong / boxes : NAN;
    lrp.false_negative = (double)missed / kept->objects;
    return lrp;
}

/* The least LRP over the distinct scores, at the highest threshold that reaches it. A false
   positive never lowers it, so only scores with a true positive come into question. Where nothing
   is ever right, nothing beats keeping no detection at all: 1, without a confidence. */
static PsLrp best_lrp(const PsEvaluation *evaluation, const double *overlaps, const int *order,
                      int count, int objects)
{
    const PsDetection *detections = evaluation->predictions->detections;
    Kept kept = {.objects = objects};
    PsLrp best = lrp_of(&kept, NAN);
    bool found = false; /* since the last score that was tried */
    for (int i = 0; i < count; i++) {
        int d = order[i];
        if (overlaps[d] > 0) {
            found = true;
            kept.right++;
            kept.distance += 1 - overlaps[d];
        } else if (overlaps[d] == 0) {
            kept.wrong++;
        }
        if (!found) continue;
        if (i + 1 < count && detections[order[i + 1]].score == detections[d].score) continue;
        PsLrp lrp = lrp_of(&kept, detections[d].score);
        if (lrp.value < best.value || isnan(best.confidence)) best = lrp;
        found = false;
    }
    return best;
}

/* Means over the classes in which the part is defined. */
typedef struct Mean {
    double sum;
    int count;
} Mean;

static void add_defined(Mean *mean, double value)
{
    if (isnan(value)) return;
    mean->sum += value;
    mean->count++;
}

static double mean_of(const Mean *mean)
{
    return mean->count ? mean->sum / mean->count : NAN;
}

static PsLrp mean_lrp(const PsLrp *lrps, int count)
{
    Mean value = {0}, place = {0}, false_positive = {0}, false_negative = {0};
    for (int c = 0; c < count; c++) {
        add_defined(&value, lrps[c].value);
        add_defined(&place, lrps[c].place);
        add_defined(&false_positive, lrps[c].false_positive);
        add_defined(&false_negative, lrps[c].false_negative);
    }
    return (PsLrp){mean_of(&value), NAN, mean_of(&place), mean_of(&false_positive),
                   mean_of(&false_negative)};
}

/* Counted here and not taken from the classes: overlaps know objects by COCO's rules alone. */
static int *count_objects(const PsDataset *dataset, PsArena *scratch)
{
    int *objects = PS_ARRAY(scratch, int, dataset->class_count);
    for (int g = 0; g < dataset->object_count; g++) {
        const PsObject *object = &dataset->objects[g];
        objects[object->class_index] += !object->crowd && !ps_outside_area(object->area, 0);
    }
    return objects;
}

void ps_find_lrp(PsEvaluation *evaluation, const PsByClass *by_class, const double *overlaps)
{
    int classes = evaluation->dataset->class_count;
    PsArena *scratch = ps_arena_new();
    const int *objects = count_objects(evaluation->dataset, scratch);
    evaluation->class_lrp = PS_ARRAY(evaluation->arena, PsLrp, classes);
    for (int c = 0; c < classes; c++) {
        int from = by_class->first[c], count = by_class->first[c + 1] - from;
        evaluation->class_lrp[c] =
            objects[c] ? best_lrp(evaluation, overlaps, by_class->order + from, count, objects[c])
                       : (PsLrp){NAN, NAN, NAN, NAN, NAN};
    }
    evaluation->lrp = mean_lrp(evaluation->class_lrp, classes);
    ps_arena_free(scratch);
}
