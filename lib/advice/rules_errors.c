/* R01 to R04: misses and false alarms, of the whole model and of a class. */
#include "advice/advice.h"

#include <math.h>

enum { LEAST_OBJECTS = 50, LEAST_OF_CLASS = 20, LEAST_IMAGES = 10 };
static const double MANY = 0.25, SURELY = 0.20, ABOVE_OTHERS = 0.10, TIMES = 1.5, SAME = 0.3,
                    CONFIDENT = 0.5;

/* ---- whole model ---- */

typedef enum Rate { MISS_RATE, ALARM_RATE } Rate;

static void gather_rate(const PsFacts *facts, Rate rate, PsBuf *parts)
{
    for (int i = 0; i < facts->image_count; i++) {
        PsCounts counts = facts->images[i];
        int whole = rate == MISS_RATE ? ps_objects_of(counts) : ps_boxes_of(counts);
        if (whole) ps_part_add(parts, i, whole - counts.correct, whole);
    }
}

/* The share of `wrong` in `whole` is high, surely so, and far above the opposite error. */
static void find_whole(PsSearch *search, Rate rate, int wrong, int whole, int opposite)
{
    if (whole < LEAST_OBJECTS) {
        ps_need(search, rate == MISS_RATE ? PS_NEED_OBJECTS : PS_NEED_BOXES);
        return;
    }
    if (wrong < MANY * whole || wrong < TIMES * opposite) return;
    PsBuf parts = PS_BUF;
    gather_rate(search->facts, rate, &parts);
    PsGuard guard = ps_guard(search->facts, &parts, NULL, SURELY);
    PsDraft *draft = ps_draft(search, -1, -1);
    draft->fires = guard.interval.exists && guard.interval.low >= SURELY;
    draft->guard_p = guard.p;
    draft->card.interval = guard.interval;
    ps_buf_free(&parts);
}

void ps_find_misses(PsSearch *search)
{
    PsCounts all = search->facts->all;
    int objects = ps_objects_of(all), boxes = ps_boxes_of(all);
    find_whole(search, MISS_RATE, objects - all.correct, objects, boxes - all.correct);
}

void ps_find_false_alarms(PsSearch *search)
{
    PsCounts all = search->facts->all;
    int objects = ps_objects_of(all), boxes = ps_boxes_of(all);
    find_whole(search, ALARM_RATE, boxes - all.correct, boxes, objects - all.correct);
}

/* What became of objects that were not found. Each is counted once. */
typedef struct Fates {
    int missed;
    int low_score; /* a right box lies below the confidence */
    int confused;  /* another class took it */
    int bad_box;   /* a box of its class aims at it and does not fit */
    int unseen;
    int small;
} Fates;

static bool is_aimed_at(const PsFacts *facts, int g)
{
    return facts->evaluation->faults.of_object[g] != PS_FAULT_MISSED;
}

static Fates fates_of(const PsFacts *facts, int c)
{
    Fates fates = {0};
    for (int g = 0; g < facts->dataset->object_count; g++) {
        const PsObject *object = &facts->dataset->objects[g];
        int taker = facts->taker[g];
        if (object->crowd || (c >= 0 && object->class_index != c)) continue;
        if (taker >= 0 && facts->outcome[taker] == PS_CORRECT) continue;
        fates.missed++;
        fates.small += object->area < 32 * 32;
        if (facts->evaluation->found_by[g] >= 0)
            fates.low_score++;
        else if (taker >= 0)
            fates.confused++;
        else if (is_aimed_at(facts, g))
            fates.bad_box++;
        else
            fates.unseen++;
    }
    return fates;
}

/* The largest part decides what is said; 40 % of right boxes below the confidence are enough. */
static const char *cause_of_misses(Fates fates)
{
    if (5 * fates.low_score >= 2 * fates.missed) return "low-score";
    if (fates.confused > fates.bad_box && fates.confused > fates.unseen) return "confused";
    return fates.bad_box > fates.unseen ? "bad-box" : "unseen";
}

static void note_fates(PsDraft *draft, Fates fates)
{
    ps_note(draft, "missed", fates.missed, PS_UNIT_COUNT);
    ps_note(draft, "low_score", fates.low_score, PS_UNIT_COUNT);
    ps_note(draft, "confused", fates.confused, PS_UNIT_COUNT);
    ps_note(draft, "bad_box", fates.bad_box, PS_UNIT_COUNT);
    ps_note(draft, "unseen", fates.unseen, PS_UNIT_COUNT);
    ps_note(draft, "small", fates.small, PS_UNIT_COUNT);
    draft->card.variant = cause_of_misses(fates);
}

void ps_explain_misses(PsSearch *search, PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    ps_note(draft, "miss_rate", 1 - ps_recall(facts->all), PS_UNIT_RATE);
    ps_note(draft, "objects", ps_objects_of(facts->all), PS_UNIT_COUNT);
    note_fates(draft, fates_of(facts, -1));
    draft->card.gain = facts->evaluation->faults.gain[PS_FAULT_MISSED];
    draft->card.gain_of = PS_GAIN_AP50;
    draft->card.link = (PsLink){.target = PS_TO_IMAGES};
}

/* Cards of classes that hold nine in ten of the misses say it better. */
bool ps_said_by_class(const PsSearch *search, const PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    int said = 0, all = ps_objects_of(facts->all) - facts->all.correct;
    (void)draft;
    for (int c = 0; c < facts->class_count; c++) {
        PsCounts counts = ps_class_at_optimum(facts, c);
        if (ps_draft_of(search, "R02", c)) said += ps_objects_of(counts) - counts.correct;
    }
    return facts->present > 1 && 10 * (int64_t)said >= 9 * (int64_t)all;
}

/* Kept boxes that are wrong, by kind of error. */
static void count_kinds(const PsFacts *facts, int c, int *kinds)
{
    for (int kind = 0; kind < PS_FAULT_KINDS; kind++) kinds[kind] = 0;
    for (int d = 0; d < facts->predictions->detection_count; d++) {
        PsOutcome outcome = (PsOutcome)facts->outcome[d];
        if (c >= 0 && facts->predictions->detections[d].class_index != c) continue;
        if (outcome != PS_FALSE_POSITIVE && outcome != PS_MISCLASSIFIED) continue;
        kinds[facts->evaluation->faults.of_detection[d]]++;
    }
}

static void note_kinds(PsDraft *draft, const int *kinds)
{
    static const char *const names[PS_FAULT_KINDS] = {
        [PS_FAULT_BACKGROUND] = "background",
        [PS_FAULT_PLACE] = "place",
        [PS_FAULT_CLASS] = "class",
        [PS_FAULT_DUPLICATE] = "duplicate",
        [PS_FAULT_BOTH] = "both",
    };
    static const PsFault order[] = {PS_FAULT_BACKGROUND, PS_FAULT_PLACE, PS_FAULT_CLASS,
                                    PS_FAULT_DUPLICATE, PS_FAULT_BOTH};
    PsFault most = PS_FAULT_BACKGROUND;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (kinds[order[i]] > kinds[most]) most = order[i];
        ps_note(draft, names[order[i]], kinds[order[i]], PS_UNIT_COUNT);
    }
    draft->card.variant = names[most];
    draft->card.link = (PsLink){.target = PS_TO_FAULT, .fault = most};
}

/* Boxes on nothing, and how many of them are confident. */
static int count_background(const PsFacts *facts, int c, int *confident)
{
    int count = 0;
    *confident = 0;
    for (int d = 0; d < facts->predictions->detection_count; d++) {
        const PsDetection *box = &facts->predictions->detections[d];
        bool wrong = facts->outcome[d] == PS_FALSE_POSITIVE && (c < 0 || box->class_index == c);
        if (!wrong || facts->evaluation->faults.of_detection[d] != PS_FAULT_BACKGROUND) continue;
        count++;
        *confident += box->score >= CONFIDENT;
    }
    return count;
}

/* Where three in ten of the confident boxes on nothing are in the label review, the labels come
   first. */
static void note_suspects(const PsSearch *search, PsDraft *draft)
{
    int c = draft->card.class_index, confident;
    count_background(search->facts, c, &confident);
    int listed = ps_review_count(&search->review, PS_LABEL_MISSING, c, -1);
    if (listed == 0 || listed < SAME * confident) return;
    ps_note(draft, "confident", confident, PS_UNIT_COUNT);
    ps_note(draft, "listed", listed, PS_UNIT_COUNT);
}

void ps_explain_false_alarms(PsSearch *search, PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    int kinds[PS_FAULT_KINDS], boxes = ps_boxes_of(facts->all);
    count_kinds(facts, -1, kinds);
    ps_note(draft, "alarm_rate", 1 - ps_precision(facts->all), PS_UNIT_RATE);
    ps_note(draft, "wrong", boxes - facts->all.correct, PS_UNIT_COUNT);
    ps_note(draft, "boxes", boxes, PS_UNIT_COUNT);
    note_kinds(draft, kinds);
    note_suspects(search, draft);
    draft->card.gain = fmax(0, facts->evaluation->faults.gain[draft->card.link.fault]);
    draft->card.gain_of = PS_GAIN_AP50;
}

/* ---- a class against the others ---- */

typedef struct Support {
    int images, whole, part;
} Support;

static Support support_of(const PsFacts *facts, int c, bool boxes)
{
    Support support = {0};
    for (int s = facts->first_share[c]; s < facts->first_share[c + 1]; s++) {
        const PsCellShare *share = &facts->shares[s];
        int whole = boxes ? share->kept : share->objects;
        support.images += whole > 0;
        support.whole += whole;
        support.part += boxes ? share->correct : share->found;
    }
    return support;
}

static double others_rate(const PsFacts *facts, Support own, bool boxes)
{
    int whole = (boxes ? ps_boxes_of(facts->all) : ps_objects_of(facts->all)) - own.whole;
    return whole > 0 ? 1 - (double)(facts->all.correct - own.part) / whole : NAN;
}

/* Every class with support is tested; one swap test each. */
static void find_classes(PsSearch *search, bool boxes)
{
    const PsFacts *facts = search->facts;
    bool tested = false;
    for (int c = 0; c < facts->class_count; c++) {
        Support own = support_of(facts, c, boxes);
        if (own.whole < LEAST_OF_CLASS || own.images < LEAST_IMAGES) continue;
        if (facts->dataset->classes[c].object_count == 0) continue; /* R21 says it */
        double rate = 1 - (double)own.part / own.whole, others = others_rate(facts, own, boxes);
        if (isnan(others)) continue;
        PsDraft *draft = ps_draft(search, c, -1);
        PsSwap swap = {.class_index = c, .boxes = boxes};
        draft->fires = rate >= MANY && rate - others >= ABOVE_OTHERS;
        draft->swap = (int)PS_BUF_COUNT(&search->swaps, PsSwap);
        PS_BUF_PUSH(&search->swaps, swap);
        tested = true;
    }
    if (!tested) ps_need(search, boxes ? PS_NEED_BOXES : PS_NEED_OBJECTS);
}

void ps_find_class_misses(PsSearch *search)
{
    find_classes(search, false);
}

void ps_find_class_false_alarms(PsSearch *search)
{
    find_classes(search, true);
}

static void note_interval(PsDraft *draft, const PsFacts *facts, bool boxes)
{
    int c = draft->card.class_index;
    PsBuf parts = PS_BUF;
    for (int s = facts->first_share[c]; s < facts->first_share[c + 1]; s++) {
        const PsCellShare *share = &facts->shares[s];
        int whole = boxes ? share->kept : share->objects;
        int part = boxes ? share->correct : share->found;
        if (whole) ps_part_add(&parts, share->image, whole - part, whole);
    }
    PsGuard guard = ps_guard(facts, &parts, NULL, 0);
    draft->card.interval = guard.interval;
    ps_note(draft, boxes ? "alarm_rate" : "miss_rate", guard.value, PS_UNIT_RATE);
    ps_note(draft, "others", others_rate(facts, support_of(facts, c, boxes), boxes), PS_UNIT_RATE);
    ps_buf_free(&parts);
}

static int count_never_aimed(const PsFacts *facts, int c)
{
    int count = 0;
    for (int g = 0; g < facts->dataset->object_count; g++) {
        const PsObject *object = &facts->dataset->objects[g];
        count += !object->crowd && object->class_index == c && !is_aimed_at(facts, g);
    }
    return count;
}

/* Of objects that no box aims at, what AP50 gains without them. Where right boxes score too low AP
   hardly suffers: there, what F1 gains if the class were found as often as the others. */
static void gain_of_class(const PsFacts *facts, PsDraft *draft)
{
    int c = draft->card.class_index;
    if (draft->card.variant[0] == 'l') {
        Support own = support_of(facts, c, false);
        double more = own.whole * (1 - others_rate(facts, own, false)) - own.part;
        draft->card.gain = ps_f1_gain(facts, more, 0);
        draft->card.gain_of = PS_GAIN_F1;
        return;
    }
    PsRepair repair = {.dropped = count_never_aimed(facts, c)};
    draft->card.gain = ps_class_gain(facts, c, &repair);
    draft->card.gain_of = PS_GAIN_AP50;
}

void ps_explain_class_misses(PsSearch *search, PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    int c = draft->card.class_index;
    note_interval(draft, facts, false);
    ps_note(draft, "objects", facts->dataset->classes[c].object_count, PS_UNIT_COUNT);
    note_fates(draft, fates_of(facts, c));
    gain_of_class(facts, draft);
    draft->card.link = (PsLink){.target = PS_TO_CELL, .actual = c, .predicted = facts->class_count};
}

/* AP50 of the class without the boxes that lie on nothing. */
void ps_explain_class_false_alarms(PsSearch *search, PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    int c = draft->card.class_index, kinds[PS_FAULT_KINDS], count = 0;
    unsigned char *edits =
        PS_ARRAY(search->scratch, unsigned char, facts->predictions->detection_count);
    for (int i = facts->first[c]; i < facts->first[c + 1]; i++) {
        int d = facts->order[i];
        if (facts->evaluation->faults.of_detection[d] == PS_FAULT_BACKGROUND) edits[d] = PS_REMOVE;
    }
    count_kinds(facts, c, kinds);
    for (int kind = 0; kind < PS_FAULT_KINDS; kind++) count += kinds[kind];
    note_interval(draft, facts, true);
    ps_note(draft, "wrong", count, PS_UNIT_COUNT);
    ps_note(draft, "boxes", ps_boxes_of(ps_class_at_optimum(facts, c)), PS_UNIT_COUNT);
    note_kinds(draft, kinds);
    note_suspects(search, draft);
    draft->card.gain = ps_class_gain(facts, c, &(PsRepair){.edits = edits});
    draft->card.gain_of = PS_GAIN_AP50;
    draft->card.link = (PsLink){.target = PS_TO_CELL, .actual = facts->class_count, .predicted = c};
}

/* Three in ten of the boxes on nothing look like objects that were not labelled: the labels are the
   suspect then. Of a class the confident boxes decide: R14a speaks of it. Of the whole all of them:
   else what the labels do not explain would not be told at all. */
bool ps_labels_explain(const PsSearch *search, const PsDraft *draft)
{
    int c = draft->card.class_index, confident;
    int all = count_background(search->facts, c, &confident);
    int missing = ps_review_count(&search->review, PS_LABEL_MISSING, c, -1);
    if (c >= 0) return ps_draft_of(search, "R14a", c) && missing >= SAME * confident;
    return all > 0 && missing >= SAME * all;
}
