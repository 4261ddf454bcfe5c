/* Errors worth a look: the largest missed objects, the surest false positives, the surest
   confusions. At most one of an image in each group, so that one bad picture does not fill it. */
#include "build.h"
#include "format.h"

#include "base/buf.h"

#include <stdlib.h>

enum { MOST_EXAMPLES = 4 };

/* A candidate; the highest `weight` comes first. */
typedef struct Case {
    double weight;
    int image, object, box; /* indices of the evaluation; -1 where there is none */
} Case;

static int by_weight(const void *a, const void *b)
{
    const Case *x = a, *y = b;
    if (x->weight != y->weight) return x->weight > y->weight ? -1 : 1;
    if (x->image != y->image) return x->image - y->image;
    return x->box != y->box ? x->box - y->box : x->object - y->object;
}

static void find_missed(const PsEvaluation *evaluation, int k, PsBuf *cases)
{
    const PsDataset *dataset = evaluation->dataset;
    bool *taken = ps_alloc(sizeof *taken * (size_t)(dataset->object_count + 1));
    for (int g = 0; g < dataset->object_count; g++) taken[g] = false;
    for (int d = 0; d < evaluation->predictions->detection_count; d++) {
        int object;
        ps_detection_outcome(evaluation, d, k, &object);
        if (object >= 0) taken[object] = true;
    }
    for (int g = 0; g < dataset->object_count; g++) {
        const PsObject *object = &dataset->objects[g];
        if (taken[g] || object->crowd) continue;
        Case found = {object->box.width * object->box.height, object->image, g, -1};
        PS_BUF_PUSH(cases, found);
    }
    free(taken);
}

static void find_boxes(const PsEvaluation *evaluation, int k, PsOutcome wanted, PsBuf *cases)
{
    for (int d = 0; d < evaluation->predictions->detection_count; d++) {
        int object;
        if (ps_detection_outcome(evaluation, d, k, &object) != wanted) continue;
        const PsDetection *detection = &evaluation->predictions->detections[d];
        Case found = {detection->score, detection->image, object, d};
        PS_BUF_PUSH(cases, found);
    }
}

static void find_invented(const PsEvaluation *evaluation, int k, PsBuf *cases)
{
    find_boxes(evaluation, k, PS_FALSE_POSITIVE, cases);
}

static void find_confused(const PsEvaluation *evaluation, int k, PsBuf *cases)
{
    find_boxes(evaluation, k, PS_MISCLASSIFIED, cases);
}

/* Where a square of this size begins on an axis: around the middle, and within the picture; over
   both ends by the same if it is longer than the picture. */
static double begin(double middle, double size, double length)
{
    double first = middle - size / 2;
    if (size >= length) return (length - size) / 2;
    if (first > length - size) first = length - size;
    return first < 0 ? 0 : first;
}

/* A square around the case: 2.3 times its longer side, 64 px at least, inside the picture unless
   the case itself is longer than the picture's shorter side. */
static void frame(Example *example, const BoxView *box, const ImageView *view)
{
    double longer = box->width > box->height ? box->width : box->height, size = longer * 2.3;
    double least = view->width < view->height ? view->width : view->height;
    double most = view->width > view->height ? view->width : view->height;
    if (size < 64) size = 64;
    if (size > least) size = longer * 1.04 > least ? longer * 1.04 : least;
    if (size > most) size = most;
    example->x = begin(box->x + box->width / 2, size, view->width);
    example->y = begin(box->y + box->height / 2, size, view->height);
    example->size = size;
}

static const char *missed_reason(const Report *report, const BoxView *object, const ImageView *view)
{
    if (object->partner < 0) return "no box of its class overlaps it enough";
    return ps_arena_printf(report->arena, "a right box scored %s, under %s",
                           hundredths_text(report->arena, view->boxes[object->partner].score),
                           report->threshold_text[report->optimum]);
}

static void describe_missed(const Report *report, const ImageView *view, Example *example)
{
    const BoxView *object = &view->objects[example->object];
    double longer = object->width > object->height ? object->width : object->height;
    example->caption = ps_arena_printf(report->arena, "%s missed, %.0f px",
                                       report->classes[object->class_index].name, longer);
    example->reason = missed_reason(report, object, view);
}

static void describe_invented(const Report *report, const ImageView *view, Example *example)
{
    const BoxView *box = &view->boxes[example->box];
    example->caption = ps_arena_printf(report->arena, "%s on background, %s",
                                       report->classes[box->class_index].name,
                                       hundredths_text(report->arena, box->score));
    example->reason = box->iou <= 0 ? "touches no labelled object"
                                    : ps_arena_printf(report->arena, "nearest object: IoU %s",
                                                      hundredths_text(report->arena, box->iou));
}

static void describe_confused(const Report *report, const ImageView *view, Example *example)
{
    const BoxView *box = &view->boxes[example->box], *object = &view->objects[example->object];
    example->caption = ps_arena_printf(
        report->arena, "%s taken for %s, %s", report->classes[object->class_index].name,
        report->classes[box->class_index].name, hundredths_text(report->arena, box->score));
    example->reason = "is the label right?";
}

typedef struct ExampleKind {
    const char *title, *note;
    Outcome outcome;
    void (*find)(const PsEvaluation *evaluation, int k, PsBuf *cases);
    void (*describe)(const Report *report, const ImageView *view, Example *example);
} ExampleKind;

static const ExampleKind group_rows[] = {
    {"Missed", "labelled objects that no kept box finds, largest first", OUTCOME_MISSED,
     find_missed, describe_missed},
    {"False positive", "kept boxes that match no labelled object, highest score first",
     OUTCOME_FALSE_POSITIVE, find_invented, describe_invented},
    {"Misclassified", "kept boxes on an object of another class, highest score first",
     OUTCOME_MISCLASSIFIED, find_confused, describe_confused},
};
enum { GROUPS = sizeof group_rows / sizeof *group_rows };

static void finish_example(const Report *report, const PsEvaluation *evaluation,
                           const ExampleKind *row, const Case *found, Example *example)
{
    PsArena *scratch = ps_arena_new();
    ImageView view;
    report->image(report, found->image, scratch, &view);
    *example = (Example){.image = found->image, .outcome = row->outcome, .object = -1, .box = -1};
    if (found->object >= 0) {
        example->object = found->object - evaluation->dataset->images[found->image].first_object;
    }
    if (found->box >= 0) example->box = found->box - evaluation->predictions->first[found->image];
    frame(example, example->box >= 0 ? &view.boxes[example->box] : &view.objects[example->object],
          &view);
    row->describe(report, &view, example);
    ps_arena_free(scratch);
}

static bool has_picture(const BuildInput *input, int image)
{
    return input->pictures && input->pictures->items[image].preview;
}

static bool is_new_image(const ExampleGroup *group, int image)
{
    for (int i = 0; i < group->count; i++) {
        if (group->examples[i].image == image) return false;
    }
    return true;
}

static ExampleGroup make_group(const Report *report, const BuildInput *input,
                               const ExampleKind *row)
{
    ExampleGroup group = {.title = row->title,
                          .note = row->note,
                          .outcome = row->outcome,
                          .examples = PS_ARRAY(report->arena, Example, MOST_EXAMPLES)};
    PsBuf cases = PS_BUF;
    row->find(input->evaluation, report->optimum, &cases);
    size_t count = PS_BUF_COUNT(&cases, Case);
    const Case *list = PS_BUF_ITEMS(&cases, Case);
    if (count) qsort(cases.data, count, sizeof(Case), by_weight);
    for (size_t i = 0; i < count && group.count < MOST_EXAMPLES; i++) {
        if (!has_picture(input, list[i].image) || !is_new_image(&group, list[i].image)) continue;
        finish_example(report, input->evaluation, row, &list[i], &group.examples[group.count]);
        group.count++;
    }
    ps_buf_free(&cases);
    return group;
}

void build_examples(Report *report, const BuildInput *input)
{
    report->groups = PS_ARRAY(report->arena, ExampleGroup, GROUPS);
    for (int i = 0; i < GROUPS && input->pictures; i++) {
        ExampleGroup group = make_group(report, input, &group_rows[i]);
        if (group.count) report->groups[report->group_count++] = group;
    }
}
