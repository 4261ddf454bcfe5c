/* The label review: five lists of labels that a person should look at. */
#include "advice_text.h"
#include "format.h"

#include <math.h>

typedef struct ListRow {
    const char *name, *note;
} ListRow;

static const ListRow list_rows[PS_LABEL_KINDS] = {
    [PS_LABEL_MISSING] = {"Probably unlabelled", "Sure boxes that no label fits."},
    [PS_LABEL_CLASS] = {"Which class?", "Labels on which the model is sure of another class."},
    [PS_LABEL_BOX] = {"Check the edges", "Labels that a sure box fits worse than is usual."},
    [PS_LABEL_SPURIOUS] = {"Is there an object?",
                           "Labels that no box comes near, of a class that is found as a rule."},
    [PS_LABEL_CLASH] = {"Labels clash", "Two labels on one place, or a label that cannot be."},
};

static LabelRow label_row(const Report *report, const BuildInput *input, const PsLabelIssue *issue)
{
    PsArena *arena = report->arena;
    Writer writer = {.arena = arena, .evaluation = input->evaluation, .advice = input->advice};
    int first = input->evaluation->dataset->images[issue->image].first_object;
    int box = input->evaluation->predictions->first[issue->image];
    const char *iou = hundredths_text(arena, shown_hundredths(issue->iou));
    bool said = issue->kind == PS_LABEL_BOX || issue->kind == PS_LABEL_CLASH;
    return (LabelRow){
        .key = label_key(issue->kind),
        .kind = list_rows[issue->kind].name,
        .class_name = class_shown(&writer, issue->class_index),
        .other = class_shown(&writer, issue->other),
        .score = hundredths_text(arena, shown_hundredths(issue->score)),
        .iou = iou,
        .iou_note = said || isnan(issue->iou) ? "" : ps_arena_printf(arena, "IoU %s", iou),
        .reason = label_reason(&writer, issue),
        .list = (int)issue->kind,
        .class_index = issue->class_index,
        .other_index = issue->other,
        .image = issue->image,
        .object = issue->object < 0 ? -1 : issue->object - first,
        .second = issue->second < 0 ? -1 : issue->second - first,
        .box = issue->detection < 0 ? -1 : issue->detection - box,
        .x = issue->box.x,
        .y = issue->box.y,
        .width = issue->box.width,
        .height = issue->box.height,
    };
}

static bool any_sure(const BuildInput *input)
{
    for (int c = 0; c < input->evaluation->dataset->class_count; c++) {
        if (isfinite(input->advice->sure_score[c])) return true;
    }
    return false;
}

/* Why the lists are empty, or what they are. */
static const char *labels_note(const Report *report, const BuildInput *input)
{
    if (report->label_count > 0) {
        return ps_arena_printf(report->arena,
                               "%s to look at, the surest of each list first. The model points, a "
                               "person decides.",
                               plural(report->arena, report->label_count, "place", "places"));
    }
    if (input->evaluation->dataset->object_count == 0) return "Nothing is labelled in this set.";
    if (input->evaluation->predictions->detection_count == 0) {
        return "There are no boxes to hold the labels against, and no two labels clash.";
    }
    if (!any_sure(input)) {
        return "Nothing to review. No class has a score above which 2 in 3 boxes are right, so "
               "the boxes cannot speak against a label; and no two labels clash.";
    }
    return "Nothing to review. No sure box lies where nothing is labelled, contradicts the class "
           "of "
           "a label or fits it badly; no label stands alone; no two clash.";
}

void fill_labels(Report *report, const BuildInput *input)
{
    const PsAdvice *advice = input->advice;
    report->label_count = advice->label_count;
    report->labels = PS_ARRAY(report->arena, LabelRow, advice->label_count);
    report->label_list_count = PS_LABEL_KINDS;
    report->label_lists = PS_ARRAY(report->arena, LabelList, PS_LABEL_KINDS);
    for (int i = 0; i < PS_LABEL_KINDS; i++) {
        report->label_lists[i] = (LabelList){
            .key = label_key((PsLabelKind)i), .name = list_rows[i].name, .note = list_rows[i].note};
    }
    for (int i = 0; i < advice->label_count; i++) {
        report->labels[i] = label_row(report, input, &advice->labels[i]);
        report->label_lists[report->labels[i].list].count++;
    }
    for (int i = 0; i < PS_LABEL_KINDS; i++) {
        report->label_lists[i].count_text = count_text(report->arena, report->label_lists[i].count);
    }
    report->labels_note = labels_note(report, input);
}
