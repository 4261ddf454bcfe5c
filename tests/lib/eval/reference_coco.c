/* COCO's evaluation, array by array as the public evaluator writes it; see reference.h. */
#include "lib/eval/reference.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { CUT = 100 };

static const double ious[PS_COCO_IOUS] = {
    0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999, 0.95};
static const double areas[PS_COCO_AREAS][2] = {{0, 1e10}, {0, 1024}, {1024, 9216}, {9216, 1e10}};
static const int most_detections[PS_COCO_MAXDETS] = {1, 10, 100};

/* What the matching of one image says about one detection. */
typedef struct Match {
    double score;
    int rank;
    bool matched[PS_COCO_IOUS], ignored[PS_COCO_IOUS];
} Match;

/* One class and area: all images in turn. */
typedef struct Class {
    const PsPredictions *predictions;
    int class_index, area;
    int *objects, *detections; /* of the image at work, sorted; the lists lie in an arena */
    int object_count, detection_count;
    Match *matches;
    int match_count;
    int countable; /* objects of all images that are not ignored */
} Class;

static bool outside(double area, int range)
{
    return area < areas[range][0] || area > areas[range][1];
}

static bool is_ignored(const Class *at, int g)
{
    const PsObject *object = &at->predictions->dataset->objects[g];
    return object->crowd || outside(object->area, at->area);
}

/* Objects that count first, then the ignored ones; both in file order. */
static void list_objects(Class *at, int image)
{
    at->object_count = 0;
    for (int ignored = 0; ignored < 2; ignored++) {
        for (int g = 0; g < at->predictions->dataset->object_count; g++) {
            const PsObject *object = &at->predictions->dataset->objects[g];
            if (object->image != image || object->class_index != at->class_index) continue;
            if (is_ignored(at, g) != (ignored == 1)) continue;
            at->objects[at->object_count++] = g;
            at->countable += ignored == 0;
        }
    }
}

/* In falling score, by insertion: equal scores keep their order. Only the first hundred stay. */
static void list_detections(Class *at, int image)
{
    const PsDetection *all = at->predictions->detections;
    int n = 0;
    for (int d = 0; d < at->predictions->detection_count; d++) {
        if (all[d].image != image || all[d].class_index != at->class_index) continue;
        int slot = n++;
        for (; slot > 0 && all[at->detections[slot - 1]].score < all[d].score; slot--) {
            at->detections[slot] = at->detections[slot - 1];
        }
        at->detections[slot] = d;
    }
    at->detection_count = n < CUT ? n : CUT;
}

/* The object that detection d takes at an IoU, as a place in the list of objects, or -1. */
static int choose_object(const Class *at, int d, double iou, const bool *taken)
{
    double best = iou < 1 - 1e-10 ? iou : 1 - 1e-10;
    int chosen = -1;
    for (int i = 0; i < at->object_count; i++) {
        const PsObject *object = &at->predictions->dataset->objects[at->objects[i]];
        PsBox box = at->predictions->detections[d].box;
        if (taken[i] && !object->crowd) continue;
        if (chosen >= 0 && !is_ignored(at, at->objects[chosen]) && is_ignored(at, at->objects[i])) {
            break;
        }
        double here = object->crowd ? ref_coverage(box, object->box) : ref_iou(box, object->box);
        if (here < best) continue;
        best = here;
        chosen = i;
    }
    return chosen;
}

static void match_image(Class *at, int image)
{
    list_objects(at, image);
    list_detections(at, image);
    Match *matches = at->matches + at->match_count;
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        PsArena *arena = ps_arena_new();
        bool *taken = PS_ARRAY(arena, bool, at->object_count);
        for (int i = 0; i < at->detection_count; i++) {
            const PsDetection *detection = &at->predictions->detections[at->detections[i]];
            int g = choose_object(at, at->detections[i], ious[t], taken);
            matches[i].score = detection->score;
            matches[i].rank = i;
            matches[i].matched[t] = g >= 0;
            matches[i].ignored[t] =
                g >= 0 ? is_ignored(at, at->objects[g])
                       : outside(detection->box.width * detection->box.height, at->area);
            if (g >= 0) taken[g] = true;
        }
        ps_arena_free(arena);
    }
    at->match_count += at->detection_count;
}

/* Those among the first `most` of their image, in falling score over all images. */
static int sort_matches(const Class *at, int most, const Match **sorted)
{
    int n = 0;
    for (int i = 0; i < at->match_count; i++) {
        if (at->matches[i].rank >= most) continue;
        int slot = n++;
        for (; slot > 0 && sorted[slot - 1]->score < at->matches[i].score; slot--) {
            sorted[slot] = sorted[slot - 1];
        }
        sorted[slot] = &at->matches[i];
    }
    return n;
}

/* Places of one class and area in the arrays. */
static size_t recall_slot(const Class *at, int t, int m)
{
    int classes = at->predictions->dataset->class_count;
    int slot = ((t * classes + at->class_index) * PS_COCO_AREAS + at->area) * PS_COCO_MAXDETS + m;
    return (size_t)slot;
}

static size_t precision_slot(const Class *at, int t, int r)
{
    int classes = at->predictions->dataset->class_count;
    int slot = ((t * PS_COCO_RECALLS + r) * classes + at->class_index) * PS_COCO_AREAS + at->area;
    return (size_t)slot;
}

/* Recall and precision after each of n detections, precision made falling from the right. */
static void make_curve(const Class *at, const Match **sorted, int n, int t, double *recall,
                       double *precision)
{
    double right = 0, wrong = 0;
    for (int i = 0; i < n; i++) {
        right += sorted[i]->matched[t] && !sorted[i]->ignored[t];
        wrong += !sorted[i]->matched[t] && !sorted[i]->ignored[t];
        recall[i] = right / at->countable;
        precision[i] = right / (wrong + right + DBL_EPSILON);
    }
    for (int i = n - 1; i > 0; i--) {
        if (precision[i] > precision[i - 1]) precision[i - 1] = precision[i];
    }
}

static void accumulate(const Class *at, int m, RefCoco *coco)
{
    PsArena *arena = ps_arena_new();
    const Match **sorted = PS_ARRAY(arena, const Match *, at->match_count);
    double *recall = PS_ARRAY(arena, double, at->match_count);
    double *precision = PS_ARRAY(arena, double, at->match_count);
    int n = sort_matches(at, most_detections[m], sorted);
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        bool defined = at->countable > 0;
        if (defined) make_curve(at, sorted, n, t, recall, precision);
        coco->recall[recall_slot(at, t, m)] = !defined ? NAN : n ? recall[n - 1] : 0;
        for (int r = 0; r < PS_COCO_RECALLS; r++) {
            int i = 0;
            while (i < n && defined && recall[i] < r * 0.01) i++;
            size_t slot = precision_slot(at, t, r), of_all = slot * PS_COCO_MAXDETS + (size_t)m;
            coco->all_precision[of_all] = !defined ? NAN : i < n ? precision[i] : 0;
            coco->all_score[of_all] = !defined ? NAN : i < n ? sorted[i]->score : 0;
            if (m < PS_COCO_MAXDETS - 1) continue;
            coco->precision[slot] = coco->all_precision[of_all];
        }
    }
    ps_arena_free(arena);
}

static void evaluate_class(const PsPredictions *predictions, int class_index, int area,
                           RefCoco *coco)
{
    PsArena *arena = ps_arena_new();
    Class at = {.predictions = predictions, .class_index = class_index, .area = area};
    at.objects = PS_ARRAY(arena, int, predictions->dataset->object_count);
    at.detections = PS_ARRAY(arena, int, predictions->detection_count);
    at.matches = PS_ARRAY(arena, Match, predictions->detection_count);
    for (int i = 0; i < predictions->dataset->image_count; i++) match_image(&at, i);
    for (int m = 0; m < PS_COCO_MAXDETS; m++) accumulate(&at, m, coco);
    ps_arena_free(arena);
}

/* ---- means of what is defined; -1 means all IoUs or all classes ---- */

static double mean_precision(const RefCoco *coco, int classes, int t, int area, int class_index)
{
    double sum = 0;
    int n = 0;
    for (int i = 0; i < PS_COCO_IOUS * PS_COCO_RECALLS * classes; i++) {
        double value = coco->precision[i * PS_COCO_AREAS + area];
        if (t >= 0 && i / (PS_COCO_RECALLS * classes) != t) continue;
        if ((class_index >= 0 && i % classes != class_index) || isnan(value)) continue;
        sum += value;
        n++;
    }
    return n ? sum / n : NAN;
}

static double mean_recall(const RefCoco *coco, int classes, int area, int m)
{
    double sum = 0;
    int n = 0;
    for (int i = 0; i < PS_COCO_IOUS * classes; i++) {
        double value = coco->recall[(i * PS_COCO_AREAS + area) * PS_COCO_MAXDETS + m];
        if (isnan(value)) continue;
        sum += value;
        n++;
    }
    return n ? sum / n : NAN;
}

static void summarize(RefCoco *coco, int classes)
{
    double *figures = coco->figures;
    figures[PS_AP] = mean_precision(coco, classes, -1, 0, -1);
    figures[PS_AP50] = mean_precision(coco, classes, 0, 0, -1);
    figures[PS_AP75] = mean_precision(coco, classes, 5, 0, -1);
    for (int i = 0; i < 3; i++) {
        figures[PS_AP_SMALL + i] = mean_precision(coco, classes, -1, i + 1, -1);
        figures[PS_AR1 + i] = mean_recall(coco, classes, 0, i);
        figures[PS_AR_SMALL + i] = mean_recall(coco, classes, i + 1, 2);
    }
    for (int c = 0; c < classes; c++) {
        coco->class_ap[c] = mean_precision(coco, classes, -1, 0, c);
        coco->class_ap50[c] = mean_precision(coco, classes, 0, 0, c);
        coco->class_ap75[c] = mean_precision(coco, classes, 5, 0, c);
    }
}

RefCoco *ref_coco(const PsPredictions *predictions, PsArena *arena)
{
    int classes = predictions->dataset->class_count, slots = PS_COCO_IOUS * PS_COCO_AREAS * classes;
    RefCoco *coco = PS_NEW(arena, RefCoco);
    coco->precision = PS_ARRAY(arena, double, slots *PS_COCO_RECALLS);
    coco->recall = PS_ARRAY(arena, double, slots *PS_COCO_MAXDETS);
    coco->all_precision = PS_ARRAY(arena, double, slots *PS_COCO_RECALLS *PS_COCO_MAXDETS);
    coco->all_score = PS_ARRAY(arena, double, slots *PS_COCO_RECALLS *PS_COCO_MAXDETS);
    coco->class_ap = PS_ARRAY(arena, double, classes);
    coco->class_ap50 = PS_ARRAY(arena, double, classes);
    coco->class_ap75 = PS_ARRAY(arena, double, classes);
    for (int c = 0; c < classes; c++) {
        for (int a = 0; a < PS_COCO_AREAS; a++) evaluate_class(predictions, c, a, coco);
    }
    summarize(coco, classes);
    return coco;
}
