/* The catalogue: one row a rule. Validity first, for those decide whether the other figures mean
   anything. */
#include "advice/advice.h"

#include <math.h>
#include <string.h>

#define ROW(id, kind, class_of_rule, name, not_when)                                               \
    {                                                                                              \
        id, kind, class_of_rule, ps_find_##name, ps_explain_##name, not_when                       \
    }

const PsRule ps_rules[] = {
    ROW("R22", "input-suspect", PS_RULE_VALIDITY, input_suspect, ps_never),
    ROW("R21", "never-found", PS_RULE_LOOK, never_found, ps_order_explains),
    ROW("R05", "set-too-small", PS_RULE_VALIDITY, small_set, ps_never),
    ROW("R19", "leakage", PS_RULE_VALIDITY, leakage, ps_never),
    ROW("R20", "near-duplicates", PS_RULE_VALIDITY, near_duplicates, ps_never),
    ROW("R14e", "label-clash", PS_RULE_LOOK, label_clash, ps_never),
    ROW("R01", "many-false-negatives", PS_RULE_TESTED, misses, ps_said_by_class),
    ROW("R02", "false-negatives", PS_RULE_TESTED, class_misses, ps_class_unknown),
    ROW("R03", "many-false-positives", PS_RULE_TESTED, false_alarms, ps_labels_explain),
    ROW("R04", "false-positives", PS_RULE_TESTED, class_false_alarms, ps_labels_explain),
    ROW("R06", "confusion", PS_RULE_TESTED, confusion, ps_labels_twice),
    ROW("R07", "more-data", PS_RULE_LOOK, more_data, ps_never),
    ROW("R08", "operating-point", PS_RULE_TESTED, operating_point, ps_never),
    ROW("R09", "loose-boxes", PS_RULE_TESTED, loose_boxes, ps_small_dominate),
    ROW("R10", "duplicates", PS_RULE_TESTED, duplicates, ps_never),
    ROW("R11", "small-objects", PS_RULE_TESTED, small_objects, ps_never),
    ROW("R12", "crowding", PS_RULE_TESTED, crowding, ps_never),
    ROW("R13", "calibration", PS_RULE_LOOK, calibration, ps_never),
    ROW("R14a", "label-missing", PS_RULE_LOOK, label_missing, ps_never),
    ROW("R14b", "label-class", PS_RULE_LOOK, label_class, ps_systematic),
    ROW("R14c", "label-box", PS_RULE_LOOK, label_box, ps_is_shifted),
    ROW("R14d", "label-spurious", PS_RULE_LOOK, label_spurious, ps_never),
    ROW("R15", "imbalance", PS_RULE_LOOK, imbalance, ps_never),
    ROW("R16", "slice", PS_RULE_TESTED, slices, ps_never),
    ROW("R17", "empty-images", PS_RULE_TESTED, empty_images, ps_never),
    ROW("R18", "weak-group", PS_RULE_TESTED, weak_groups, ps_never),
    ROW("R23", "splits", PS_RULE_LOOK, splits, ps_never),
};
const int ps_rule_count = sizeof ps_rules / sizeof *ps_rules;

PsDraft *ps_draft(PsSearch *search, int class_index, int other)
{
    const PsRule *rule = &ps_rules[search->rule];
    PsDraft draft = {.rule = search->rule, .swap = -1, .guard_p = NAN};
    draft.card = (PsCard){.rule = rule->id,
                          .kind = rule->kind,
                          .variant = "",
                          .class_index = class_index,
                          .other = other,
                          .gain = NAN,
                          .p = NAN,
                          .q = NAN};
    PS_BUF_PUSH(&search->drafts, draft);
    return &PS_BUF_ITEMS(&search->drafts, PsDraft)[PS_BUF_COUNT(&search->drafts, PsDraft) - 1];
}

void ps_note(PsDraft *draft, const char *name, double value, PsUnit unit)
{
    if (draft->card.evidence_count == PS_EVIDENCE_MOST) return;
    draft->evidence[draft->card.evidence_count++] = (PsEvidence){name, value, unit};
}

void ps_need(PsSearch *search, PsNeed need)
{
    search->unable[search->rule] = true;
    ps_lack(search, need);
}

void ps_lack(PsSearch *search, PsNeed need)
{
    const PsRule *rule = &ps_rules[search->rule];
    PsUnchecked unchecked = {rule->id, rule->kind, need};
    PS_BUF_PUSH(&search->unchecked, unchecked);
}

const PsDraft *ps_draft_of(const PsSearch *search, const char *rule, int class_index)
{
    const PsDraft *drafts = PS_BUF_ITEMS(&search->drafts, PsDraft);
    size_t count = PS_BUF_COUNT(&search->drafts, PsDraft);
    for (size_t i = 0; i < count; i++) {
        if (!drafts[i].fires || strcmp(drafts[i].card.rule, rule) != 0) continue;
        if (class_index < 0 || drafts[i].card.class_index == class_index) return &drafts[i];
    }
    return NULL;
}

bool ps_never(const PsSearch *search, const PsDraft *draft)
{
    (void)search;
    (void)draft;
    return false;
}
