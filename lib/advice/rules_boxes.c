/* R09 to R12: where boxes lie, boxes that repeat, small objects, objects close together. */
#include "advice/advice.h"

#include "eval/eval.h"

#include <math.h>
#include <stdlib.h>

/* ---- R09: loose boxes, and boxes that are all off in one direction ---- */

enum { LEAST_TRUE = 50, TINY_SIDE = 16 };
static const double RATIO = 0.60, COSTS = 0.03, FIT = 0.75;

const char *const ps_offset_names[PS_OFFSETS] = {"right", "down", "wider", "higher"};

typedef struct Fit {
    double *ious;
    int count, tiny;
    PsBuf offsets[PS_OFFSETS];
} Fit;

void ps_offsets(const PsFacts *facts, int d, double values[PS_OFFSETS])
{
    PsBox a = facts->dataset->objects[facts->partner[d]].box;
    PsBox b = facts->predictions->detections[d].box;
    values[PS_OFF_RIGHT] = (b.x + b.width / 2 - a.x - a.width / 2) / a.width;
    values[PS_OFF_DOWN] = (b.y + b.height / 2 - a.y - a.height / 2) / a.height;
    values[PS_OFF_WIDER] = b.width / a.width - 1;
    values[PS_OFF_HIGHER] = b.height / a.height - 1;
}

static void add_fit(Fit *fit, const PsFacts *facts, int d)
{
    const PsDetection *detection = &facts->predictions->detections[d];
    const PsObject *object = &facts->dataset->objects[facts->partner[d]];
    double values[PS_OFFSETS];
    ps_offsets(facts, d, values);
    fit->ious[fit->count++] = facts->evaluation->verdicts[d].iou;
    fit->tiny += fmin(object->box.width, object->box.height) < TINY_SIDE;
    for (int o = 0; o < PS_OFFSETS; o++) {
        ps_part_add(&fit->offsets[o], detection->image, values[o], 1);
    }
}

static Fit gather_fit(const PsFacts *facts, PsArena *scratch)
{
    Fit fit = {.ious = PS_ARRAY(scratch, double, facts->all.correct)};
    for (int o = 0; o < PS_OFFSETS; o++) fit.offsets[o] = (PsBuf)PS_BUF;
    for (int d = 0; d < facts->predictions->detection_count; d++) {
        if (facts->outcome[d] == PS_CORRECT) add_fit(&fit, facts, d);
    }
    ps_sort_rising(fit.ious, fit.count);
    return fit;
}

static void free_fit(Fit *fit)
{
    for (int o = 0; o < PS_OFFSETS; o++) ps_buf_free(&fit->offsets[o]);
}

static double sum_of(const PsBuf *parts)
{
    double sum = 0;
    for (size_t i = 0; i < PS_BUF_COUNT(parts, PsPart); i++) {
        sum += PS_BUF_ITEMS(parts, PsPart)[i].part;
    }
    return sum;
}

/* The offset that is farthest from 0, or -1 if none is more than 5 % of a side and surely not 0. */
static int find_shift(const PsFacts *facts, Fit *fit, PsGuard *found)
{
    int worst = -1;
    for (int o = 0; o < PS_OFFSETS; o++) {
        double mean = sum_of(&fit->offsets[o]) / fit->count;
        if (fabs(mean) <= PS_FAR_OFF || (worst >= 0 && fabs(mean) <= fabs(found->value))) continue;
        PsGuard guard = ps_guard(facts, &fit->offsets[o], NULL, 0);
        if (!guard.interval.exists || (guard.interval.low <= 0 && guard.interval.high >= 0)) {
            continue;
        }
        worst = o;
        *found = guard;
        if (guard.value < 0) found->p = fmax(0, 1 - guard.p);
    }
    return worst;
}

/* What AP gains if the correct boxes are moved back by the offset that they share: at each of
   COCO's IoUs, as many more of them fit. */
static double gain_of_shift(const PsFacts *facts, int offset, double value)
{
    int gained = 0;
    for (int d = 0; d < facts->predictions->detection_count; d++) {
        if (facts->outcome[d] != PS_CORRECT) continue;
        PsBox a = facts->dataset->objects[facts->partner[d]].box;
        PsBox b = facts->predictions->detections[d].box;
        double before = ps_similarity_boxes.alike(a, b);
        double wider = offset == PS_OFF_WIDER ? value * a.width : 0;
        double higher = offset == PS_OFF_HIGHER ? value * a.height : 0;
        b.x -= (offset == PS_OFF_RIGHT ? value * a.width : 0) - wider / 2;
        b.y -= (offset == PS_OFF_DOWN ? value * a.height : 0) - higher / 2;
        b.width -= wider;
        b.height -= higher;
        double after = ps_similarity_boxes.alike(a, b);
        for (int t = 10; t < 20; t++) gained += (after >= t / 20.0) - (before >= t / 20.0);
    }
    double share = (double)gained / PS_COCO_IOUS / facts->all.correct;
    return fmax(0, share * facts->evaluation->coco.figures[PS_AP50]);
}

static bool is_loose(const PsFacts *facts, const Fit *fit)
{
    const double *figures = facts->evaluation->coco.figures;
    return figures[PS_AP75] < RATIO * figures[PS_AP50] ||
           facts->evaluation->faults.gain[PS_FAULT_PLACE] >= COSTS ||
           ps_quantile(fit->ious, fit->count, 0.5) < FIT;
}

void ps_find_loose_boxes(PsSearch *search)
{
    const PsFacts *facts = search->facts;
    if (facts->all.correct < LEAST_TRUE) {
        ps_need(search, PS_NEED_BOXES);
        return;
    }
    Fit fit = gather_fit(facts, search->scratch);
    PsGuard guard = {0};
    int shift = find_shift(facts, &fit, &guard);
    search->shifted = shift >= 0;
    if (shift >= 0 || is_loose(facts, &fit)) {
        PsDraft *draft = ps_draft(search, -1, -1);
        draft->fires = true;
        draft->card.variant = shift >= 0 ? ps_offset_names[shift] : "loose";
        if (shift >= 0) {
            draft->guard_p = guard.p;
            draft->card.interval = guard.interval;
            draft->card.gain = gain_of_shift(facts, shift, guard.value);
            draft->card.gain_of = PS_GAIN_AP;
            ps_note(draft, "offset", guard.value, PS_UNIT_RATE);
        }
    }
    free_fit(&fit);
}

void ps_explain_loose_boxes(PsSearch *search, PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    Fit fit = gather_fit(facts, search->scratch);
    const double *figures = facts->evaluation->coco.figures;
    ps_note(draft, "median_iou", ps_quantile(fit.ious, fit.count, 0.5), PS_UNIT_SCORE);
    ps_note(draft, "AP50", figures[PS_AP50], PS_UNIT_RATE);
    ps_note(draft, "AP75", figures[PS_AP75], PS_UNIT_RATE);
    for (int o = 0; o < PS_OFFSETS; o++) {
        ps_note(draft, ps_offset_names[o], sum_of(&fit.offsets[o]) / fit.count, PS_UNIT_RATE);
    }
    if (draft->card.gain_of == PS_GAIN_NONE) {
        draft->card.gain = facts->evaluation->faults.gain[PS_FAULT_PLACE];
        draft->card.gain_of = PS_GAIN_AP50;
    }
    draft->card.link = (PsLink){.target = PS_TO_FAULT, .fault = PS_FAULT_PLACE};
    free_fit(&fit);
}

/* Where most objects are tiny a pixel decides, and R11 says so. A shift is a shift all the same. */
bool ps_small_dominate(const PsSearch *search, const PsDraft *draft)
{
    (void)draft;
    Fit fit = gather_fit(search->facts, search->scratch);
    bool dominate = 2 * fit.tiny > fit.count;
    free_fit(&fit);
    return dominate && !search->shifted;
}

bool ps_is_shifted(const PsSearch *search, const PsDraft *draft)
{
    (void)draft;
    return search->shifted;
}

/* ---- R10: duplicates ---- */

enum { LEAST_PAIRS = 20, LEAST_PAIR_IMAGES = 10 };
static const double SHARE = 0.05, DUPLICATES_COST = 0.01, CROWD = 0.5;

bool ps_is_duplicate(const PsFacts *facts, int d)
{
    return (facts->outcome[d] == PS_FALSE_POSITIVE || facts->outcome[d] == PS_MISCLASSIFIED) &&
           facts->evaluation->faults.of_detection[d] == PS_FAULT_DUPLICATE;
}

static void gather_duplicates(const PsFacts *facts, PsBuf *parts, int *count, int *images)
{
    int last = -1;
    *count = *images = 0;
    for (int d = 0; d < facts->predictions->detection_count; d++) {
        PsOutcome outcome = (PsOutcome)facts->outcome[d];
        if (outcome == PS_NOT_KEPT || outcome == PS_IGNORED) continue;
        int image = facts->predictions->detections[d].image;
        bool duplicate = ps_is_duplicate(facts, d);
        ps_part_add(parts, image, duplicate, 1);
        *count += duplicate;
        *images += duplicate && image != last;
        if (duplicate) last = image;
    }
}

void ps_find_duplicates(PsSearch *search)
{
    const PsFacts *facts = search->facts;
    int count, images;
    PsBuf parts = PS_BUF;
    gather_duplicates(facts, &parts, &count, &images);
    bool enough = count >= LEAST_PAIRS && images >= LEAST_PAIR_IMAGES;
    bool many = count >= SHARE * ps_boxes_of(facts->all) ||
                facts->evaluation->faults.gain[PS_FAULT_DUPLICATE] >= DUPLICATES_COST;
    if (enough && many) {
        PsGuard guard = ps_guard(facts, &parts, NULL, SHARE / 2);
        PsDraft *draft = ps_draft(search, -1, -1);
        draft->fires = true;
        draft->guard_p = guard.p;
        draft->card.interval = guard.interval;
        ps_note(draft, "share", guard.value, PS_UNIT_RATE);
        ps_note(draft, "count", count, PS_UNIT_COUNT);
        ps_note(draft, "images", images, PS_UNIT_COUNT);
    }
    ps_buf_free(&parts);
}

void ps_explain_duplicates(PsSearch *search, PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    double *pairs = PS_ARRAY(search->scratch, double, facts->predictions->detection_count);
    int count = 0, crowded = 0;
    for (int d = 0; d < facts->predictions->detection_count; d++) {
        int object = facts->evaluation->verdicts[d].nearest;
        if (!ps_is_duplicate(facts, d) || object < 0 || facts->taker[object] < 0) continue;
        const PsDetection *taker = &facts->predictions->detections[facts->taker[object]];
        pairs[count++] =
            ps_similarity_boxes.alike(facts->predictions->detections[d].box, taker->box);
    }
    for (int g = 0; g < facts->dataset->object_count; g++) {
        crowded += facts->closest[g] > CROWD;
    }
    ps_sort_rising(pairs, count);
    ps_note(draft, "nms_iou", ps_quantile(pairs, count, 0.05), PS_UNIT_SCORE);
    ps_note(draft, "overlapping_objects", crowded, PS_UNIT_COUNT);
    draft->card.gain = facts->evaluation->faults.gain[PS_FAULT_DUPLICATE];
    draft->card.gain_of = PS_GAIN_AP50;
    draft->card.link = (PsLink){.target = PS_TO_FAULT, .fault = PS_FAULT_DUPLICATE};
}

/* ---- R11 and R12: recall of some objects against the others ---- */

enum { LEAST_SPECIAL = 30, LEAST_SPECIAL_IMAGES = 10 };
static const double LOWER = 0.15, SURELY_LOWER = 0.05, NEIGHBOUR = 0.3, RARE = 0.05;

typedef bool (*Special)(const PsFacts *facts, int g);

bool ps_is_small(const PsFacts *facts, int g)
{
    return facts->dataset->objects[g].area < 32 * 32;
}

bool ps_has_neighbour(const PsFacts *facts, int g)
{
    return facts->closest[g] >= NEIGHBOUR;
}

/* Parts of the others first: recall of them less recall of the special ones is tested. */
typedef struct Halves {
    PsBuf special, others;
    int objects, found, other_objects, other_found;
} Halves;

static Halves split_objects(const PsFacts *facts, Special special)
{
    Halves halves = {.special = PS_BUF, .others = PS_BUF};
    for (int g = 0; g < facts->dataset->object_count; g++) {
        const PsObject *object = &facts->dataset->objects[g];
        if (object->crowd) continue;
        bool found = facts->taker[g] >= 0 && facts->outcome[facts->taker[g]] == PS_CORRECT;
        bool is_special = special(facts, g);
        ps_part_add(is_special ? &halves.special : &halves.others, object->image, found, 1);
        halves.objects += is_special;
        halves.found += is_special && found;
        halves.other_objects += !is_special;
        halves.other_found += !is_special && found;
    }
    return halves;
}

static void find_special(PsSearch *search, Special special, PsNeed need, double least_share)
{
    const PsFacts *facts = search->facts;
    Halves halves = split_objects(facts, special);
    bool supported = halves.objects >= LEAST_SPECIAL && halves.other_objects >= LEAST_SPECIAL &&
                     PS_BUF_COUNT(&halves.special, PsPart) >= LEAST_SPECIAL_IMAGES &&
                     halves.objects >= least_share * facts->objects;
    if (!supported) {
        ps_need(search, need);
    } else {
        PsGuard guard = ps_guard(facts, &halves.others, &halves.special, SURELY_LOWER);
        PsDraft *draft = ps_draft(search, -1, -1);
        draft->fires =
            guard.value >= LOWER && guard.interval.exists && guard.interval.low > SURELY_LOWER;
        draft->guard_p = guard.p;
        draft->card.interval = guard.interval;
        ps_note(draft, "difference", guard.value, PS_UNIT_RATE);
    }
    ps_buf_free(&halves.special);
    ps_buf_free(&halves.others);
}

static void explain_special(const PsFacts *facts, Special special, PsDraft *draft)
{
    Halves halves = split_objects(facts, special);
    double rate = (double)halves.found / halves.objects;
    double others = (double)halves.other_found / halves.other_objects;
    ps_note(draft, "recall", rate, PS_UNIT_RATE);
    ps_note(draft, "others", others, PS_UNIT_RATE);
    ps_note(draft, "objects", halves.objects, PS_UNIT_COUNT);
    draft->card.gain = ps_f1_gain(facts, (others - rate) * halves.objects, 0);
    draft->card.gain_of = PS_GAIN_F1;
    draft->card.link = (PsLink){.target = PS_TO_IMAGES};
    ps_buf_free(&halves.special);
    ps_buf_free(&halves.others);
}

void ps_find_small_objects(PsSearch *search)
{
    find_special(search, ps_is_small, PS_NEED_SMALL_OBJECTS, RARE);
}

void ps_explain_small_objects(PsSearch *search, PsDraft *draft)
{
    explain_special(search->facts, ps_is_small, draft);
}

void ps_find_crowding(PsSearch *search)
{
    find_special(search, ps_has_neighbour, PS_NEED_NEIGHBOURS, 0);
}

enum { MAX_DETECTIONS = 100 };

void ps_explain_crowding(PsSearch *search, PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    int full = 0;
    for (int i = 0; i < facts->image_count; i++) {
        full += ps_boxes_of(facts->images[i]) >= MAX_DETECTIONS;
    }
    explain_special(facts, ps_has_neighbour, draft);
    ps_note(draft, "full_images", full, PS_UNIT_COUNT);
    draft->card.variant = full >= RARE * facts->image_count ? "full" : "";
}
