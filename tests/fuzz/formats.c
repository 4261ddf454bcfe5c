/* Formats of ground truth and predictions: what is accepted is looked through and, if small,
   evaluated; the sums that always hold must hold. */
#include "fuzz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Evaluating costs many times what reading does, and is not what is looked into here: what is
   larger than this is read only, and of the rest one input in eight is evaluated. */
enum { MOST_IMAGES = 64, MOST_CLASSES = 64, MOST_BOXES = 512, ONE_IN = 8 };
static bool evaluating;

static bool is_finite(PsBox box)
{
    return isfinite(box.x) && isfinite(box.y) && isfinite(box.width) && isfinite(box.height);
}

static void check_dataset(const PsDataset *dataset)
{
    int objects = 0, crowds = 0;
    for (int i = 0; i < dataset->image_count; i++) {
        const PsImage *image = &dataset->images[i];
        fuzz_must(image->first_object == objects, "objects are grouped by image");
        fuzz_must(i == 0 || image[-1].id < image->id, "ids of images ascend");
        objects += image->object_count;
    }
    fuzz_must(objects == dataset->object_count, "every object is of an image");
    for (int i = 0; i < dataset->object_count; i++) {
        const PsObject *object = &dataset->objects[i];
        fuzz_must(is_finite(object->box) && isfinite(object->area), "objects are finite");
        fuzz_must(object->class_index >= 0 && object->class_index < dataset->class_count,
                  "objects have a class");
        crowds += object->crowd;
    }
    fuzz_must(crowds == dataset->crowd_count, "crowds are counted");
    for (int i = 0; i < dataset->class_count; i++) {
        fuzz_must_be_text(dataset->classes[i].name, "names of classes are UTF-8");
    }
    fuzz_must_be_issues(dataset->issues, dataset->issue_count);
    fuzz_must_be_issues(dataset->notes, dataset->note_count);
}

static void check_predictions(const PsPredictions *predictions)
{
    const PsDataset *dataset = predictions->dataset;
    for (int i = 0; i < predictions->detection_count; i++) {
        const PsDetection *detection = &predictions->detections[i];
        fuzz_must(is_finite(detection->box) && isfinite(detection->score), "boxes are finite");
        fuzz_must(detection->image >= 0 && detection->image < dataset->image_count,
                  "detections have an image");
        fuzz_must(detection->class_index >= 0 && detection->class_index < dataset->class_count,
                  "detections have a class");
    }
    fuzz_must(predictions->first[dataset->image_count] == predictions->detection_count,
              "every detection is of an image");
    fuzz_must_be_issues(predictions->issues, predictions->issue_count);
    fuzz_must_be_issues(predictions->notes, predictions->note_count);
}

static void check_sums(const PsEvaluation *evaluation)
{
    int objects = evaluation->dataset->object_count - evaluation->dataset->crowd_count;
    for (int k = 0; k < evaluation->threshold_count; k++) {
        PsCounts counts = evaluation->sweep[k];
        int kept = 0;
        for (int d = 0; d < evaluation->predictions->detection_count; d++) {
            kept += evaluation->predictions->detections[d].score >= evaluation->thresholds[k];
        }
        fuzz_must(counts.correct + counts.misclassified + counts.missed == objects,
                  "the outcomes of objects add up");
        fuzz_must(counts.correct + counts.mistaken + counts.false_positive + counts.ignored == kept,
                  "the outcomes of detections add up");
    }
}

static void evaluate(const PsPredictions *predictions)
{
    PsError error = {0};
    const PsDataset *dataset = predictions->dataset;
    if (!evaluating) return;
    if (dataset->image_count > MOST_IMAGES || dataset->class_count > MOST_CLASSES) return;
    if (dataset->object_count + predictions->detection_count > MOST_BOXES) return;
    PsEvaluation *evaluation = ps_evaluate(predictions, NULL, &error);
    if (!evaluation) fuzz_must_refuse(&error);
    if (evaluation) check_sums(evaluation);
    ps_evaluation_free(evaluation);
}

/* ------------------------------------------------------------------ reading */

static bool read_predictions(const PsDataset *dataset, const char *path,
                             const PsReadOptions *options)
{
    PsError error = {0};
    PsPredictions *predictions = ps_predictions_read(dataset, path, options, &error);
    if (!predictions) {
        fuzz_must_refuse(&error);
        return false;
    }
    check_predictions(predictions);
    evaluate(predictions);
    ps_predictions_free(predictions);
    return true;
}

static bool read_truth(const char *path, const PsReadOptions *options)
{
    PsError error = {0};
    PsDataset *dataset = ps_dataset_read(path, options, &error);
    if (!dataset) {
        fuzz_must_refuse(&error);
        return false;
    }
    check_dataset(dataset);
    if (evaluating) read_predictions(dataset, fuzz_beside("none.json"), NULL);
    ps_dataset_free(dataset);
    return true;
}

static bool has_role(const char *format, const char *role)
{
    const PsFormat *row = ps_formats();
    while (format && row->name && strcmp(row->name, format) != 0) row++;
    return !format || strcmp(row->role, role) == 0 || strcmp(row->role, "both") == 0;
}

bool fuzz_format(const FuzzTarget *target, const uint8_t *data, size_t size)
{
    bool taken = false;
    unsigned sum = 0;
    for (size_t i = 0; i < size; i++) sum += data[i];
    evaluating = sum % ONE_IN == 0;
    fuzz_put(target, data, size);
    const char *path = fuzz_path(target->entry);
    PsReadOptions options = {.images = fuzz_beside(NULL)};
    if (target->pictures[0]) options.images = NULL;
    if (target->classes && fuzz_has(target->classes)) options.classes = fuzz_path(target->classes);
    for (int i = 0; i == 0 || (i < FUZZ_FORMATS && target->formats[i]); i++) {
        options.format = target->formats[i];
        if (has_role(options.format, "ground-truth")) taken |= read_truth(path, &options);
        if (has_role(options.format, "predictions")) {
            taken |= read_predictions(fuzz_truth(), path, &options);
        }
    }
    return taken;
}
