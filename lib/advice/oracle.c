/* What a figure would be if one thing were repaired. AP50 here is that of COCO's curve (101 recall
   points) over all detections; only differences of it are used. */
#include "advice/advice.h"
#include "eval/eval.h"

#include <math.h>
#include <stdlib.h>

typedef struct Curve {
    double *precision; /* at each correct detection */
    int correct, wrong;
} Curve;

static void add_point(Curve *curve, bool correct)
{
    if (correct) {
        curve->correct++;
        curve->precision[curve->correct - 1] =
            (double)curve->correct / (curve->correct + curve->wrong);
    } else {
        curve->wrong++;
    }
}

/* Boxes moved here from other classes go before those of the class that score less. */
static void walk_class(const PsFacts *facts, int c, const PsRepair *repair, Curve *curve)
{
    const PsDetection *detections = facts->predictions->detections;
    int moved = 0;
    for (int i = facts->first[c]; i < facts->first[c + 1]; i++) {
        int d = facts->order[i];
        const PsVerdict *verdict = &facts->evaluation->verdicts[d];
        while (moved < repair->moved_count &&
               detections[repair->moved[moved]].score >= detections[d].score) {
            add_point(curve, true);
            moved++;
        }
        if (repair->edits && repair->edits[d] == PS_REMOVE) continue;
        if (!(verdict->correct_at & 1) && (verdict->ignored_at & 1)) continue;
        add_point(curve, verdict->correct_at & 1);
    }
    for (; moved < repair->moved_count; moved++) add_point(curve, true);
}

double ps_ap50_if(const PsFacts *facts, int c, const PsRepair *repair)
{
    int objects = facts->dataset->classes[c].object_count - repair->dropped;
    int most = facts->first[c + 1] - facts->first[c] + repair->moved_count;
    if (objects <= 0) return NAN;
    Curve curve = {.precision = ps_alloc(sizeof(double) * (size_t)(most + 1))};
    walk_class(facts, c, repair, &curve);
    double area = ps_curve_area(curve.precision, curve.correct, objects);
    free(curve.precision);
    return area;
}

double ps_class_gain(const PsFacts *facts, int c, const PsRepair *repair)
{
    double before = ps_ap50_if(facts, c, &(PsRepair){0}), after = ps_ap50_if(facts, c, repair);
    if (isnan(before)) return 0;
    if (isnan(after)) after = 1; /* nothing is left to be found */
    return facts->present > 0 ? fmax(0, after - before) / facts->present : 0;
}

double ps_f1_gain(const PsFacts *facts, double more_correct, double fewer_boxes)
{
    double correct = facts->all.correct, boxes = ps_boxes_of(facts->all);
    double before = boxes + facts->objects > 0 ? 2 * correct / (boxes + facts->objects) : 0;
    double both = boxes + more_correct - fewer_boxes + facts->objects;
    return both > 0 ? 2 * (correct + more_correct) / both - before : 0;
}
