/* Label review of the labels themselves: those nothing was found at, those that clash, and boxes
   that cannot be. */
#include "advice/advice.h"

#include "eval/eval.h"

#include <math.h>

enum { LEAST_OBJECTS = 50 };
static const double FOUND_CLASS = 0.9, TOUCHES = 0.1, FAINT = 0.05;
static const double SMALL_AREA = 32 * 32, LEAST_SIDE = 2, SLACK = 1;
static const double SAME_PLACE = 0.95, SAME_OBJECT = 0.9;

static PsLabelIssue issue_of(const PsFacts *facts, PsLabelKind kind, int g)
{
    const PsObject *label = &facts->dataset->objects[g];
    return (PsLabelIssue){.kind = kind,
                          .image = label->image,
                          .object = g,
                          .second = -1,
                          .detection = -1,
                          .class_index = label->class_index,
                          .other = -1,
                          .box = label->box,
                          .score = NAN,
                          .iou = NAN};
}

/* ---- spurious ---- */

static bool at_border(const PsFacts *facts, const PsObject *label)
{
    const PsImage *image = &facts->dataset->images[label->image];
    if (image->width == 0) return false;
    return label->box.x <= SLACK || label->box.y <= SLACK ||
           label->box.x + label->box.width >= image->width - SLACK ||
           label->box.y + label->box.height >= image->height - SLACK;
}

static bool touched(const PsFacts *facts, const PsObject *label)
{
    int end = facts->predictions->first[label->image + 1];
    for (int d = facts->predictions->first[label->image]; d < end; d++) {
        const PsDetection *box = &facts->predictions->detections[d];
        if (box->score < FAINT) continue;
        if (ps_similarity_boxes.alike(box->box, label->box) >= TOUCHES) return true;
    }
    return false;
}

/* In a class that the model finds, a large whole object at which it sees nothing at all. */
static void look_for_spurious(const PsFacts *facts, PsReview *review, int g)
{
    const PsObject *label = &facts->dataset->objects[g];
    int c = label->class_index;
    if (label->crowd || facts->taker[g] >= 0 || facts->evaluation->found_by[g] >= 0) return;
    if (facts->dataset->classes[c].object_count < LEAST_OBJECTS) return;
    if (!(ps_recall(ps_class_at_optimum(facts, c)) >= FOUND_CLASS)) return;
    if (label->area < SMALL_AREA || at_border(facts, label) || touched(facts, label)) return;
    PsLabelIssue issue = issue_of(facts, PS_LABEL_SPURIOUS, g);
    issue.rank = label->area; /* the larger, the odder that it was not seen */
    PS_BUF_PUSH(&review->lists[PS_LABEL_SPURIOUS], issue);
}

/* ---- clashes ---- */

static bool impossible(const PsFacts *facts, const PsObject *label)
{
    const PsImage *image = &facts->dataset->images[label->image];
    if (label->box.width < LEAST_SIDE || label->box.height < LEAST_SIDE) return true;
    return image->width > 0 &&
           (label->box.x >= image->width || label->box.y >= image->height ||
            label->box.x + label->box.width <= 0 || label->box.y + label->box.height <= 0);
}

static void look_for_twin(const PsFacts *facts, PsReview *review, int g, int end)
{
    const PsObject *label = &facts->dataset->objects[g];
    for (int h = g + 1; h < end; h++) {
        const PsObject *second = &facts->dataset->objects[h];
        if (second->crowd) continue;
        bool same = second->class_index == label->class_index;
        double iou = ps_similarity_boxes.alike(label->box, second->box);
        if (iou < (same ? SAME_OBJECT : SAME_PLACE)) continue;
        PsLabelIssue issue = issue_of(facts, PS_LABEL_CLASH, g);
        issue.second = h;
        issue.other = second->class_index;
        issue.iou = issue.rank = iou;
        PS_BUF_PUSH(&review->lists[PS_LABEL_CLASH], issue);
        return;
    }
}

static void look_for_clash(const PsFacts *facts, PsReview *review, int g)
{
    const PsObject *label = &facts->dataset->objects[g];
    const PsImage *image = &facts->dataset->images[label->image];
    if (label->crowd) return;
    if (impossible(facts, label)) {
        PsLabelIssue issue = issue_of(facts, PS_LABEL_CLASH, g);
        issue.rank = 2; /* before all overlaps */
        PS_BUF_PUSH(&review->lists[PS_LABEL_CLASH], issue);
        return;
    }
    look_for_twin(facts, review, g, image->first_object + image->object_count);
}

void ps_review_labels(const PsFacts *facts, PsReview *review)
{
    for (int g = 0; g < facts->dataset->object_count; g++) {
        look_for_spurious(facts, review, g);
        look_for_clash(facts, review, g);
    }
}
