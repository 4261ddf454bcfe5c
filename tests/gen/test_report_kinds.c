/* Kinds of error by image: every list of the report against the boxes and objects themselves, at
   every threshold; see report_checks.h. */
#include "gen/report_checks.h"

#include <check.h>
#include <string.h>

enum { KINDS = PS_FAULT_KINDS };

/* What each image holds at one threshold: [list][kind][image]; list 0 is over all boxes, list c + 1
   that of cell c. */
typedef struct Held {
    const PsEvaluation *evaluation;
    bool *at;
} Held;

static bool *held(const Held *holds, int list, int kind, int image)
{
    size_t images = (size_t)holds->evaluation->dataset->image_count;
    return &holds->at[((size_t)list * KINDS + (size_t)kind) * images + (size_t)image];
}

static void hold(const Held *holds, int actual, int predicted, int kind, int image)
{
    const PsCell *cell = ps_cell_find(holds->evaluation, actual, predicted);
    ck_assert_ptr_nonnull(cell);
    *held(holds, 1 + (int)(cell - holds->evaluation->cells), kind, image) = true;
}

static void hold_boxes(const Held *holds, int k, bool *taken)
{
    const PsEvaluation *evaluation = holds->evaluation;
    const PsDataset *dataset = evaluation->dataset;
    for (int d = 0; d < evaluation->predictions->detection_count; d++) {
        const PsDetection *detection = &evaluation->predictions->detections[d];
        int kind = evaluation->faults.of_detection[d], object;
        PsOutcome outcome = ps_detection_outcome(evaluation, d, k, &object);
        if (object >= 0) taken[object] = true;
        if (outcome == PS_NOT_KEPT || kind == PS_FAULT_NONE) continue;
        *held(holds, 0, kind, detection->image) = true;
        if (outcome == PS_IGNORED) continue;
        int actual = object < 0 ? dataset->class_count : dataset->objects[object].class_index;
        hold(holds, actual, detection->class_index, kind, detection->image);
    }
}

static void hold_objects(const Held *holds, const bool *taken)
{
    const PsDataset *dataset = holds->evaluation->dataset;
    for (int g = 0; g < dataset->object_count; g++) {
        const PsObject *object = &dataset->objects[g];
        if (holds->evaluation->faults.of_object[g] != PS_FAULT_MISSED) continue;
        *held(holds, 0, PS_FAULT_MISSED, object->image) = true;
        if (taken[g]) continue;
        hold(holds, object->class_index, dataset->class_count, PS_FAULT_MISSED, object->image);
    }
}

/* Takes what the lists say away from what is held: each image is named once, and none is left. */
static void check_lists(const Report *report, const Held *holds, int k)
{
    for (int i = 0; i < report->kind_list_count; i++) {
        const KindList *list = &report->kind_lists[i];
        for (int e = 0; e < list->entry_count; e++) {
            const CellEntry *entry = &list->entries[e];
            if (k < entry->first || k > entry->last) continue;
            bool *is_held = held(holds, list->cell + 1, list->kind, entry->image);
            ck_assert_msg(*is_held, "cell %d, kind %d, image %d at %d", list->cell, list->kind,
                          entry->image, k);
            *is_held = false;
        }
    }
    int all = (report->cell_count + 1) * KINDS * report->image_count;
    for (int i = 0; i < all; i++) ck_assert_msg(!holds->at[i], "place %d at %d", i, k);
}

static void check_counts_at(const Report *report, const Held *holds, int k)
{
    for (int kind = 1; kind < KINDS; kind++) {
        int images = 0;
        for (int i = 0; i < report->image_count; i++) images += *held(holds, 0, kind, i);
        ck_assert_int_eq(report->kinds[kind - 1].images[k], images);
    }
}

static double best_score(const PsEvaluation *evaluation, int kind, int image)
{
    const PsPredictions *predictions = evaluation->predictions;
    double best = -1e300;
    for (int d = predictions->first[image]; d < predictions->first[image + 1]; d++) {
        if (evaluation->faults.of_detection[d] != kind) continue;
        double score = predictions->detections[d].score;
        if (score > best) best = score;
    }
    return best;
}

/* The first six lists are over all boxes, in falling order of the highest score. */
static void check_order(const Shown *shown)
{
    const Report *report = shown->report;
    for (int kind = 1; kind < KINDS; kind++) {
        const KindList *list = &report->kind_lists[kind - 1];
        ck_assert(list->cell == UNDEFINED && list->kind == kind);
        for (int e = 1; e < list->entry_count && kind != PS_FAULT_MISSED; e++) {
            double before = best_score(shown->evaluation, kind, list->entries[e - 1].image);
            ck_assert_double_ge(before,
                                best_score(shown->evaluation, kind, list->entries[e].image));
        }
    }
}

static void check_box_kinds(const Shown *shown)
{
    const PsEvaluation *evaluation = shown->evaluation;
    for (int i = 0; i < shown->report->image_count; i++) {
        ImageView view;
        shown->report->image(shown->report, i, shown->scratch, &view);
        const unsigned char *of_box =
            evaluation->faults.of_detection + evaluation->predictions->first[i];
        const unsigned char *of_object =
            evaluation->faults.of_object + evaluation->dataset->images[i].first_object;
        for (int b = 0; b < view.box_count; b++) {
            ck_assert_int_eq(view.boxes[b].kind, of_box[b]);
        }
        for (int g = 0; g < view.object_count; g++) {
            ck_assert_int_eq(view.objects[g].kind, of_object[g]);
        }
    }
}

void check_kinds(const Shown *shown)
{
    const Report *report = shown->report;
    const PsDataset *dataset = shown->evaluation->dataset;
    size_t size = (size_t)(report->cell_count + 1) * KINDS * (size_t)report->image_count;
    bool *taken = PS_ARRAY(shown->scratch, bool, dataset->object_count + 1);
    Held holds = {shown->evaluation, PS_ARRAY(shown->scratch, bool, size + 1)};
    ck_assert_int_eq(report->kind_count, KINDS - 1);
    for (int k = 0; k < report->threshold_count; k++) {
        memset(taken, 0, sizeof *taken * (size_t)dataset->object_count);
        hold_boxes(&holds, k, taken);
        hold_objects(&holds, taken);
        check_counts_at(report, &holds, k);
        check_lists(report, &holds, k);
    }
    check_order(shown);
    check_box_kinds(shown);
}
