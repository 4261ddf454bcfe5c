/* The driver: two passes over the images, with what is known about all of them in between. */
#include "eval/eval.h"

#include "base/parallel.h"

#include <math.h>
#include <string.h>

PsEvaluation *ps_evaluation_start(const PsPredictions *predictions, double iou)
{
    PsArena *arena = ps_arena_new();
    PsEvaluation *evaluation = PS_NEW(arena, PsEvaluation);
    evaluation->arena = arena;
    evaluation->predictions = predictions;
    evaluation->dataset = predictions->dataset;
    evaluation->iou = iou;
    evaluation->verdicts = PS_ARRAY(arena, PsVerdict, predictions->detection_count);
    evaluation->found_by = PS_ARRAY(arena, int, evaluation->dataset->object_count);
    return evaluation;
}

PsEvaluation *ps_evaluate(const PsPredictions *predictions, const PsEvaluateOptions *options,
                          PsError *error)
{
    double iou = options && options->iou != 0 ? options->iou : 0.5;
    int threads = options && options->threads > 1 ? options->threads : 1;
    if (!(iou > 0 && iou <= 1)) {
        ps_fail(error, PS_ERROR_USAGE, NULL, NULL, "a number above 0, at most 1", "IoU %g", iou);
        return NULL;
    }
    PsEvaluation *evaluation = ps_evaluation_start(predictions, iou);
    PsArena *scratch = ps_arena_new();
    PsCocoFlags *flags = PS_ARRAY(scratch, PsCocoFlags, predictions->detection_count);
    ps_match_images(evaluation, flags, threads);
    PsByClass by_class = ps_group_by_class(evaluation, flags, scratch);
    if (options && options->arrays) ps_coco_keep_arrays(evaluation);
    ps_coco_accumulate(evaluation, flags, &by_class, threads);
    ps_find_optima(evaluation, &by_class);
    ps_make_grid(evaluation, &by_class);
    ps_find_cautions(evaluation, &by_class);
    ps_find_best_at_ious(evaluation, &by_class);
    ps_confuse_images(evaluation, threads);
    ps_bootstrap(evaluation, flags, &by_class, options);
    ps_find_faults(evaluation, &by_class);
    const double *overlaps = ps_half_overlaps(evaluation, flags, scratch);
    ps_calibrate(evaluation, &by_class, overlaps, options ? options->seed : 0);
    ps_find_lrp(evaluation, &by_class, overlaps);
    ps_arena_free(scratch);
    return evaluation;
}

void ps_evaluation_free(PsEvaluation *evaluation)
{
    if (evaluation) ps_arena_free(evaluation->arena);
}

/* ---- looking at an evaluation ---- */

static int boxes(PsCounts counts)
{
    return counts.correct + counts.mistaken + counts.false_positive;
}

static int objects(PsCounts counts)
{
    return counts.correct + counts.misclassified + counts.missed;
}

double ps_precision(PsCounts counts)
{
    return boxes(counts) ? (double)counts.correct / boxes(counts) : NAN;
}

double ps_recall(PsCounts counts)
{
    return objects(counts) ? (double)counts.correct / objects(counts) : NAN;
}

double ps_f1(PsCounts counts)
{
    int both = boxes(counts) + objects(counts);
    return both ? 2.0 * counts.correct / both : NAN;
}

PsOutcome ps_detection_outcome(const PsEvaluation *evaluation, int detection, int k, int *object)
{
    const PsVerdict *verdict = &evaluation->verdicts[detection];
    int taken = -1;
    PsOutcome outcome = PS_FALSE_POSITIVE;
    if (k > verdict->kept) {
        outcome = PS_NOT_KEPT;
    } else if (verdict->ignored) {
        outcome = PS_IGNORED;
    } else if (verdict->object >= 0) {
        outcome = PS_CORRECT;
        taken = verdict->object;
    }
    for (int s = 0; outcome == PS_FALSE_POSITIVE && s < verdict->span_count; s++) {
        const PsSpan *span = &evaluation->spans[verdict->first_span + s];
        if (k < span->first || k > span->last) continue;
        outcome = PS_MISCLASSIFIED;
        taken = span->object;
    }
    if (object) *object = taken;
    return outcome;
}

static void add_outcome(PsCounts *counts, PsOutcome outcome, int times)
{
    counts->correct += outcome == PS_CORRECT ? times : 0;
    counts->misclassified += outcome == PS_MISCLASSIFIED ? times : 0;
    counts->mistaken += outcome == PS_MISCLASSIFIED ? times : 0;
    counts->false_positive += outcome == PS_FALSE_POSITIVE ? times : 0;
    counts->ignored += outcome == PS_IGNORED ? times : 0;
}

/* Adds what changes from one threshold to the next lower one: nothing, as a rule, once the
   detection is kept. */
static void add_changes(const PsEvaluation *evaluation, int d, PsCounts *counts)
{
    const PsVerdict *verdict = &evaluation->verdicts[d];
    PsOutcome above = PS_NOT_KEPT;
    for (int k = verdict->kept; k >= 0; k--) {
        PsOutcome outcome = ps_detection_outcome(evaluation, d, k, NULL);
        if (outcome != above) {
            add_outcome(&counts[k], above, -1);
            add_outcome(&counts[k], outcome, 1);
        }
        if (verdict->span_count == 0) break;
        above = outcome;
    }
}

void ps_counts_add(PsCounts *sum, PsCounts more)
{
    sum->correct += more.correct;
    sum->misclassified += more.misclassified;
    sum->false_positive += more.false_positive;
    sum->missed += more.missed;
    sum->ignored += more.ignored;
    sum->mistaken += more.mistaken;
}

static int countable_objects(const PsDataset *dataset, int image)
{
    const PsObject *objects = dataset->objects + dataset->images[image].first_object;
    int count = 0;
    for (int g = 0; g < dataset->images[image].object_count; g++) count += !objects[g].crowd;
    return count;
}

void ps_image_sweep(const PsEvaluation *evaluation, int image, PsCounts *counts)
{
    const int *first = evaluation->predictions->first;
    int countable = countable_objects(evaluation->dataset, image);
    memset(counts, 0, sizeof *counts * (size_t)evaluation->threshold_count);
    for (int d = first[image]; d < first[image + 1]; d++) add_changes(evaluation, d, counts);
    for (int k = evaluation->threshold_count - 1; k >= 0; k--) {
        if (k + 1 < evaluation->threshold_count) ps_counts_add(&counts[k], counts[k + 1]);
        counts[k].missed = countable - counts[k].correct - counts[k].misclassified;
    }
}

PsCounts ps_image_counts(const PsEvaluation *evaluation, int image, int k)
{
    const int *first = evaluation->predictions->first;
    PsCounts counts = {0};
    for (int d = first[image]; d < first[image + 1]; d++) {
        add_outcome(&counts, ps_detection_outcome(evaluation, d, k, NULL), 1);
    }
    counts.missed =
        countable_objects(evaluation->dataset, image) - counts.correct - counts.misclassified;
    return counts;
}

const PsCell *ps_cell_find(const PsEvaluation *evaluation, int actual, int predicted)
{
    int low = 0, high = evaluation->cell_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        const PsCell *cell = &evaluation->cells[middle];
        bool before = cell->actual != actual ? cell->actual < actual : cell->predicted < predicted;
        if (before)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == evaluation->cell_count) return NULL;
    const PsCell *cell = &evaluation->cells[low];
    return cell->actual == actual && cell->predicted == predicted ? cell : NULL;
}

PsRates ps_rates_at(const PsEvaluation *evaluation, double confidence)
{
    const PsDataset *dataset = evaluation->dataset;
    PsCounts counts = {.missed = dataset->object_count - dataset->crowd_count};
    for (int d = 0; d < evaluation->predictions->detection_count; d++) {
        const PsVerdict *verdict = &evaluation->verdicts[d];
        if (evaluation->predictions->detections[d].score < confidence || verdict->ignored) continue;
        counts.correct += verdict->object >= 0;
        counts.missed -= verdict->object >= 0;
        counts.false_positive += verdict->object < 0;
    }
    return (PsRates){ps_precision(counts), ps_recall(counts), ps_f1(counts)};
}
