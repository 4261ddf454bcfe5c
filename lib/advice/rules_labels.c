/* R14: cards that lead to the lists of the label review. */
#include "advice/advice.h"

#include <math.h>

enum { LEAST_CASES = 5 };
static const double SYSTEMATIC = 0.2;

static PsLink to_list(PsLabelKind kind)
{
    return (PsLink){.target = PS_TO_REVIEW, .label = kind};
}

static const PsLabelIssue *issues_of(const PsSearch *search, PsLabelKind kind, int *count)
{
    const PsBuf *list = &search->review.lists[kind];
    *count = (int)PS_BUF_COUNT(list, PsLabelIssue);
    return PS_BUF_ITEMS(list, PsLabelIssue);
}

static PsDraft *label_draft(PsSearch *search, PsLabelKind kind, int c, int other, int count)
{
    PsDraft *draft = ps_draft(search, c, other);
    draft->fires = true;
    draft->card.link = to_list(kind);
    ps_note(draft, "count", count, PS_UNIT_COUNT);
    return draft;
}

/* ---- R14a: a label is missing ---- */

void ps_find_label_missing(PsSearch *search)
{
    const PsFacts *facts = search->facts;
    bool any = false;
    for (int c = 0; c < facts->class_count; c++) {
        int count = ps_review_count(&search->review, PS_LABEL_MISSING, c, -1);
        any |= !isnan(search->review.sure_score[c]);
        if (count >= LEAST_CASES) label_draft(search, PS_LABEL_MISSING, c, -1, count);
    }
    if (!any) ps_need(search, PS_NEED_BOXES);
}

void ps_explain_label_missing(PsSearch *search, PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    int c = draft->card.class_index, count;
    const PsLabelIssue *issues = issues_of(search, PS_LABEL_MISSING, &count);
    unsigned char *edits =
        PS_ARRAY(search->scratch, unsigned char, facts->predictions->detection_count);
    for (int i = 0; i < count; i++) {
        if (issues[i].class_index == c) edits[issues[i].detection] = PS_REMOVE;
    }
    ps_note(draft, "sure_score", search->review.sure_score[c], PS_UNIT_SCORE);
    ps_note(draft, "objects", facts->dataset->classes[c].object_count, PS_UNIT_COUNT);
    draft->card.gain = ps_class_gain(facts, c, &(PsRepair){.edits = edits});
    draft->card.gain_of = PS_GAIN_AP50;
}

/* ---- R14b: the class of a label ---- */

void ps_find_label_class(PsSearch *search)
{
    const PsFacts *facts = search->facts;
    for (int a = 0; a < facts->class_count; a++) {
        if (ps_review_count(&search->review, PS_LABEL_CLASS, a, -1) < LEAST_CASES) continue;
        for (int b = 0; b < facts->class_count; b++) {
            int count = ps_review_count(&search->review, PS_LABEL_CLASS, a, b);
            if (count >= LEAST_CASES) label_draft(search, PS_LABEL_CLASS, a, b, count);
        }
    }
}

/* The label is believed to be b: the box is correct there, and the object leaves a. */
void ps_explain_label_class(PsSearch *search, PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    int a = draft->card.class_index, b = draft->card.other, count, wrong = 0;
    const PsLabelIssue *issues = issues_of(search, PS_LABEL_CLASS, &count);
    unsigned char *edits =
        PS_ARRAY(search->scratch, unsigned char, facts->predictions->detection_count);
    for (int i = 0; i < count; i++) {
        if (issues[i].class_index != a || issues[i].other != b) continue;
        edits[issues[i].detection] = PS_REMOVE;
        wrong++;
    }
    ps_note(draft, "sure_score", search->review.sure_score[b], PS_UNIT_SCORE);
    ps_note(draft, "objects", facts->dataset->classes[a].object_count, PS_UNIT_COUNT);
    draft->card.gain = ps_class_gain(facts, b, &(PsRepair){.edits = edits}) +
                       ps_class_gain(facts, a, &(PsRepair){.dropped = wrong});
    draft->card.gain_of = PS_GAIN_AP50;
}

/* Where one object in five of a is taken for b, the model is the suspect. */
bool ps_systematic(const PsSearch *search, const PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    const PsCell *cell =
        ps_cell_find(facts->evaluation, draft->card.class_index, draft->card.other);
    int objects = facts->dataset->classes[draft->card.class_index].object_count;
    return search->permuted || (cell && cell->counts[facts->k] > SYSTEMATIC * objects);
}

/* ---- R14c, R14d: boxes that fit badly, objects that nothing sees ---- */

static void find_list(PsSearch *search, PsLabelKind kind, int least)
{
    int count;
    issues_of(search, kind, &count);
    if (count >= least) label_draft(search, kind, -1, -1, count);
}

void ps_find_label_box(PsSearch *search)
{
    find_list(search, PS_LABEL_BOX, LEAST_CASES);
}

void ps_explain_label_box(PsSearch *search, PsDraft *draft)
{
    ps_note(draft, "objects", search->facts->objects, PS_UNIT_COUNT);
}

void ps_find_label_spurious(PsSearch *search)
{
    find_list(search, PS_LABEL_SPURIOUS, LEAST_CASES);
}

void ps_explain_label_spurious(PsSearch *search, PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    int count;
    const PsLabelIssue *issues = issues_of(search, PS_LABEL_SPURIOUS, &count);
    draft->card.gain = 0;
    for (int c = 0; c < facts->class_count; c++) {
        int dropped = 0;
        for (int i = 0; i < count; i++) dropped += issues[i].class_index == c;
        if (dropped) draft->card.gain += ps_class_gain(facts, c, &(PsRepair){.dropped = dropped});
    }
    draft->card.gain_of = PS_GAIN_AP50;
    ps_note(draft, "objects", facts->objects, PS_UNIT_COUNT);
}

/* ---- R14e: labels that clash ---- */

void ps_find_label_clash(PsSearch *search)
{
    find_list(search, PS_LABEL_CLASH, 1);
}

/* From one label in a hundred on, the other figures suffer. */
void ps_explain_label_clash(PsSearch *search, PsDraft *draft)
{
    int count, impossible = 0;
    const PsLabelIssue *issues = issues_of(search, PS_LABEL_CLASH, &count);
    for (int i = 0; i < count; i++) impossible += issues[i].second < 0;
    ps_note(draft, "impossible", impossible, PS_UNIT_COUNT);
    ps_note(draft, "objects", search->facts->objects, PS_UNIT_COUNT);
    draft->fixed = true;
    draft->card.severity = 100 * (int64_t)count >= search->facts->objects ? PS_VALIDITY : PS_LOOK;
}
