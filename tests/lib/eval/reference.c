/* The operating point, rule by rule and from scratch at each threshold; see reference.h. */
#include "lib/eval/reference.h"

#include <string.h>

static double overlap(double a, double a_size, double b, double b_size)
{
    double from = a < b ? b : a, to = a + a_size < b + b_size ? a + a_size : b + b_size;
    return to > from ? to - from : 0;
}

static double common_area(PsBox a, PsBox b)
{
    return overlap(a.x, a.width, b.x, b.width) * overlap(a.y, a.height, b.y, b.height);
}

double ref_iou(PsBox a, PsBox b)
{
    double common = common_area(a, b), sum = a.width * a.height + b.width * b.height;
    return common > 0 ? common / (sum - common) : 0;
}

double ref_coverage(PsBox box, PsBox region)
{
    double common = common_area(box, region);
    return common > 0 ? common / (box.width * box.height) : 0;
}

RefPoint *ref_point_new(const PsPredictions *predictions, PsArena *arena)
{
    const PsDataset *dataset = predictions->dataset;
    int sides = dataset->class_count + 1;
    RefPoint *point = PS_NEW(arena, RefPoint);
    point->detections = PS_ARRAY(arena, PsOutcome, predictions->detection_count);
    point->taken = PS_ARRAY(arena, int, predictions->detection_count);
    point->objects = PS_ARRAY(arena, PsOutcome, dataset->object_count);
    point->classes = PS_ARRAY(arena, PsCounts, dataset->class_count);
    point->images = PS_ARRAY(arena, PsCounts, dataset->image_count);
    point->cell_counts = PS_ARRAY(arena, int, sides *sides);
    point->cell_images = PS_ARRAY(arena, bool, sides *sides * dataset->image_count);
    return point;
}

/* One image at one threshold. A kept detection that is not decided yet is a false positive. */
typedef struct Desk {
    const PsPredictions *predictions;
    const PsDataset *dataset;
    RefPoint *point;
    double iou, threshold;
    int image;
    bool *visited; /* [detection] */
} Desk;

/* The unvisited kept detection with the highest score, the first of equal ones; -1 at the end. */
static int next_detection(const Desk *desk)
{
    const PsDetection *all = desk->predictions->detections;
    int best = -1;
    for (int d = 0; d < desk->predictions->detection_count; d++) {
        if (all[d].image != desk->image || desk->visited[d]) continue;
        if (all[d].score < desk->threshold) continue;
        if (best < 0 || all[d].score > all[best].score) best = d;
    }
    if (best >= 0) desk->visited[best] = true;
    return best;
}

static void forget_visits(const Desk *desk)
{
    memset(desk->visited, 0, (size_t)desk->predictions->detection_count);
}

/* The free object of the same (or of another) class with the highest IoU >= u; the last of equal
   ones. */
static int best_object(const Desk *desk, int d, bool same_class)
{
    const PsDetection *detection = &desk->predictions->detections[d];
    int best = -1;
    double best_iou = desk->iou;
    for (int g = 0; g < desk->dataset->object_count; g++) {
        const PsObject *object = &desk->dataset->objects[g];
        if (object->image != desk->image || object->crowd) continue;
        if ((object->class_index == detection->class_index) != same_class) continue;
        if (desk->point->objects[g] != PS_MISSED) continue;
        double iou = ref_iou(detection->box, object->box);
        if (iou < best_iou) continue;
        best = g;
        best_iou = iou;
    }
    return best;
}

static bool in_crowd(const Desk *desk, int d)
{
    const PsDetection *detection = &desk->predictions->detections[d];
    for (int g = 0; g < desk->dataset->object_count; g++) {
        const PsObject *object = &desk->dataset->objects[g];
        if (object->image != desk->image || !object->crowd) continue;
        if (object->class_index != detection->class_index) continue;
        if (ref_coverage(detection->box, object->box) >= desk->iou) return true;
    }
    return false;
}

static void take(const Desk *desk, int d, int g, PsOutcome outcome)
{
    desk->point->detections[d] = desk->point->objects[g] = outcome;
    desk->point->taken[d] = g;
}

static void match_image(const Desk *desk)
{
    int d, g;
    forget_visits(desk);
    while ((d = next_detection(desk)) >= 0) {
        desk->point->detections[d] = PS_FALSE_POSITIVE;
        if ((g = best_object(desk, d, true)) >= 0)
            take(desk, d, g, PS_CORRECT);
        else if (in_crowd(desk, d))
            desk->point->detections[d] = PS_IGNORED;
    }
    forget_visits(desk);
    while ((d = next_detection(desk)) >= 0) {
        if (desk->point->detections[d] != PS_FALSE_POSITIVE) continue;
        if ((g = best_object(desk, d, false)) >= 0) take(desk, d, g, PS_MISCLASSIFIED);
    }
}

static void count(PsCounts *counts, PsOutcome outcome)
{
    counts->correct += outcome == PS_CORRECT;
    counts->misclassified += outcome == PS_MISCLASSIFIED;
    counts->false_positive += outcome == PS_FALSE_POSITIVE;
    counts->missed += outcome == PS_MISSED;
    counts->ignored += outcome == PS_IGNORED;
}

static void enter_cell(const Desk *desk, int actual, int predicted, int image)
{
    int cell = actual * (desk->dataset->class_count + 1) + predicted;
    desk->point->cell_counts[cell]++;
    desk->point->cell_images[cell * desk->dataset->image_count + image] = true;
}

static void count_detections(const Desk *desk)
{
    RefPoint *point = desk->point;
    for (int d = 0; d < desk->predictions->detection_count; d++) {
        const PsDetection *detection = &desk->predictions->detections[d];
        int own = detection->class_index, g = point->taken[d];
        PsOutcome outcome = point->detections[d];
        if (outcome == PS_MISCLASSIFIED) {
            point->classes[own].mistaken++;
            point->images[detection->image].mistaken++;
            point->all.mistaken++;
        }
        if (outcome == PS_FALSE_POSITIVE || outcome == PS_IGNORED) {
            count(&point->classes[own], outcome);
            count(&point->images[detection->image], outcome);
            count(&point->all, outcome);
        }
        if (g >= 0) {
            enter_cell(desk, desk->dataset->objects[g].class_index, own, detection->image);
        } else if (outcome == PS_FALSE_POSITIVE) {
            enter_cell(desk, desk->dataset->class_count, own, detection->image);
        }
    }
}

static void count_objects(const Desk *desk)
{
    RefPoint *point = desk->point;
    for (int g = 0; g < desk->dataset->object_count; g++) {
        const PsObject *object = &desk->dataset->objects[g];
        count(&point->classes[object->class_index], point->objects[g]);
        count(&point->images[object->image], point->objects[g]);
        count(&point->all, point->objects[g]);
        if (point->objects[g] != PS_MISSED) continue;
        enter_cell(desk, object->class_index, desk->dataset->class_count, object->image);
    }
}

static void clear_point(const PsPredictions *predictions, RefPoint *point)
{
    const PsDataset *dataset = predictions->dataset;
    size_t sides = (size_t)dataset->class_count + 1;
    point->all = (PsCounts){0};
    memset(point->classes, 0, sizeof(PsCounts) * (sides - 1));
    memset(point->images, 0, sizeof(PsCounts) * (size_t)dataset->image_count);
    memset(point->cell_counts, 0, sizeof(int) * sides * sides);
    memset(point->cell_images, 0, sizeof(bool) * sides * sides * (size_t)dataset->image_count);
    for (int d = 0; d < predictions->detection_count; d++) {
        point->detections[d] = PS_NOT_KEPT;
        point->taken[d] = -1;
    }
    for (int g = 0; g < dataset->object_count; g++) {
        point->objects[g] = dataset->objects[g].crowd ? PS_NOT_KEPT : PS_MISSED;
    }
}

void ref_operate(const PsPredictions *predictions, double iou, double threshold, RefPoint *point)
{
    PsArena *arena = ps_arena_new();
    Desk desk = {.predictions = predictions,
                 .dataset = predictions->dataset,
                 .point = point,
                 .iou = iou,
                 .threshold = threshold,
                 .visited = PS_ARRAY(arena, bool, predictions->detection_count)};
    clear_point(predictions, point);
    for (desk.image = 0; desk.image < desk.dataset->image_count; desk.image++) match_image(&desk);
    count_detections(&desk);
    count_objects(&desk);
    ps_arena_free(arena);
}
