/* R08, R13, R23: the threshold, what scores mean, and whether splits agree. */
#include "advice/advice.h"

#include "eval/eval.h"

#include <math.h>
#include <stdlib.h>

/* ---- R08: the operating point ----

   Thresholds are chosen anew in each draw of the images, on the grid, by the rule of the optimum,
   and scored on the images that were not drawn: a gain that is promised is one that was not fitted.
 */

enum { MOST_DRAWS = 200, LEAST_OBJECTS = 20 };
static const double WORTH = 0.02;

/* Boxes as one slot each: class, grid index up to which it is kept, correct or not. */
typedef struct Slots {
    const PsFacts *facts;
    int n;                         /* thresholds */
    uint32_t *slot;                /* one a detection; UINT32_MAX: counts nowhere */
    int *in, *out;                 /* boxes by slot, of images drawn and of those not drawn */
    int *objects_in, *objects_out; /* by class */
    double *scores;                /* the thresholds, falling; what each keeps */
    int *kept, *correct;
    double *chosen_f1, *plain_f1; /* by class, scored on the images not drawn */
} Slots;

static Slots make_slots(const PsFacts *facts, PsArena *arena)
{
    int n = facts->evaluation->threshold_count, count = facts->predictions->detection_count;
    int size = facts->class_count * n * 2;
    Slots slots = {facts,
                   n,
                   PS_ARRAY(arena, uint32_t, count),
                   PS_ARRAY(arena, int, size),
                   PS_ARRAY(arena, int, size),
                   PS_ARRAY(arena, int, facts->class_count),
                   PS_ARRAY(arena, int, facts->class_count),
                   PS_ARRAY(arena, double, n),
                   PS_ARRAY(arena, int, n),
                   PS_ARRAY(arena, int, n),
                   PS_ARRAY(arena, double, facts->class_count),
                   PS_ARRAY(arena, double, facts->class_count)};
    for (int d = 0; d < count; d++) {
        const PsVerdict *verdict = &facts->evaluation->verdicts[d];
        int c = facts->predictions->detections[d].class_index;
        bool counts = verdict->kept >= 0 && !verdict->ignored;
        slots.slot[d] =
            counts ? (uint32_t)((c * n + verdict->kept) * 2 + (verdict->object >= 0)) : UINT32_MAX;
    }
    return slots;
}

static void add_objects(Slots *slots, int image, int weight)
{
    const PsImage *info = &slots->facts->dataset->images[image];
    int *objects = weight ? slots->objects_in : slots->objects_out;
    for (int g = info->first_object; g < info->first_object + info->object_count; g++) {
        const PsObject *object = &slots->facts->dataset->objects[g];
        if (!object->crowd) objects[object->class_index] += weight ? weight : 1;
    }
}

/* `weights` NULL: all images are drawn once. */
static void fill_slots(Slots *slots, const uint8_t *weights)
{
    const PsFacts *facts = slots->facts;
    int size = facts->class_count * slots->n * 2;
    for (int s = 0; s < size; s++) slots->in[s] = slots->out[s] = 0;
    for (int c = 0; c < facts->class_count; c++) slots->objects_in[c] = slots->objects_out[c] = 0;
    for (int i = 0; i < facts->image_count; i++) {
        int weight = weights ? weights[i] : 1, add = weight ? weight : 1;
        int *boxes = weight ? slots->in : slots->out;
        int end = facts->predictions->first[i + 1];
        add_objects(slots, i, weight);
        for (int d = facts->predictions->first[i]; d < end; d++) {
            if (slots->slot[d] != UINT32_MAX) boxes[slots->slot[d]] += add;
        }
    }
}

/* Kept boxes, and correct ones among them. */
typedef struct Boxes {
    int kept, correct;
} Boxes;

/* Adds what class c has at grid index k to a running sum from above. */
static void add_step(const int *boxes, int n, int c, int k, Boxes *sum)
{
    sum->kept += boxes[(c * n + k) * 2] + boxes[(c * n + k) * 2 + 1];
    sum->correct += boxes[(c * n + k) * 2 + 1];
}

/* The optimum on the images drawn, of class c or (-1) of all. NaN if nothing is correct. */
static double choose(Slots *slots, int c)
{
    const double *grid = slots->facts->evaluation->thresholds;
    int n = slots->n, objects = 0;
    int from = c < 0 ? 0 : c, to = c < 0 ? slots->facts->class_count : c + 1;
    Boxes sum = {0};
    for (int i = from; i < to; i++) objects += slots->objects_in[i];
    for (int k = n - 1, s = 0; k >= 0; k--, s++) {
        for (int i = from; i < to; i++) add_step(slots->in, n, i, k, &sum);
        slots->scores[s] = grid[k];
        slots->kept[s] = sum.kept;
        slots->correct[s] = sum.correct;
    }
    PsSteps steps = {slots->scores, slots->correct, slots->kept, n, 1, objects};
    PsOptimum optimum = ps_choose_optimum(&steps);
    return optimum.exists ? optimum.confidence : NAN;
}

static double f1_of(const int *boxes, const int *objects, int n, const double *grid, int from,
                    int to, double confidence)
{
    int both = 0;
    Boxes sum = {0};
    for (int c = from; c < to; c++) {
        both += objects[c];
        for (int k = n - 1; k >= 0 && grid[k] >= confidence; k--) add_step(boxes, n, c, k, &sum);
    }
    both += sum.kept;
    return both > 0 ? 2.0 * sum.correct / both : NAN;
}

/* F1 of classes [from, to) on the images not drawn. A box is kept up to the last grid index at or
   below its score, so a threshold between two of the grid counts as the upper one. */
static double score_out(const Slots *slots, int from, int to, double confidence)
{
    return f1_of(slots->out, slots->objects_out, slots->n, slots->facts->evaluation->thresholds,
                 from, to, confidence);
}

/* Gain of the optimum over the confidence in production. */
static double gain_over_production(Slots *slots)
{
    int classes = slots->facts->class_count;
    double best = choose(slots, -1), used = slots->facts->input->production_confidence;
    if (isnan(best)) return NAN;
    return score_out(slots, 0, classes, best) - score_out(slots, 0, classes, used);
}

/* Gain of macro F1 if each class with support had its own confidence. */
static double gain_of_own(Slots *slots)
{
    int classes = slots->facts->class_count, defined = 0;
    double best = choose(slots, -1), sum = 0;
    for (int c = 0; c < classes; c++) {
        double own = best;
        if (slots->facts->dataset->classes[c].object_count >= LEAST_OBJECTS) own = choose(slots, c);
        if (isnan(own)) own = best;
        double gain = score_out(slots, c, c + 1, own) - score_out(slots, c, c + 1, best);
        if (slots->objects_out[c] == 0 || isnan(gain)) continue;
        sum += gain;
        defined++;
    }
    return defined ? sum / defined : NAN;
}

/* Fires where the gain on images not drawn is worth it on the average and above 0 in 95 %. */
static void test_gain(PsSearch *search, double (*gain)(Slots *slots), const char *variant)
{
    const PsFacts *facts = search->facts;
    PsArena *scratch = ps_arena_new();
    Slots slots = make_slots(facts, scratch);
    int count = facts->draws.count < MOST_DRAWS ? facts->draws.count : MOST_DRAWS, below = 0;
    double *values = PS_ARRAY(scratch, double, count), sum = 0;
    int defined = 0;
    for (int b = 0; b < count; b++) {
        fill_slots(&slots, facts->draws.weights + (size_t)b * (size_t)facts->image_count);
        double value = gain(&slots);
        if (isnan(value)) continue;
        values[defined++] = value;
        sum += value;
        below += value <= 0;
    }
    ps_sort_rising(values, defined);
    PsInterval interval = {2 * defined >= count && defined > 0, ps_quantile(values, defined, 0.025),
                           ps_quantile(values, defined, 0.975)};
    PsDraft *draft = ps_draft(search, -1, -1);
    draft->card.variant = variant;
    draft->card.interval = interval;
    draft->card.gain = defined ? sum / defined : NAN;
    draft->guard_p = (1.0 + below) / (1.0 + defined);
    draft->fires = interval.exists && interval.low > 0 && draft->card.gain >= WORTH;
    ps_arena_free(scratch);
}

/* The same on all images, where thresholds fit best: no need to look further if this is little. */
static double own_gain_here(const PsFacts *facts)
{
    const PsEvaluation *evaluation = facts->evaluation;
    double sum = 0;
    for (int c = 0; c < facts->class_count; c++) {
        const PsOptimum *own = &evaluation->class_optima[c];
        double here = ps_f1(ps_class_at_optimum(facts, c));
        if (own->exists && !isnan(here)) sum += fmax(0, own->f1 - here);
    }
    return facts->present > 0 ? sum / facts->present : 0;
}

void ps_find_operating_point(PsSearch *search)
{
    const PsFacts *facts = search->facts;
    double used = facts->input->production_confidence;
    if (!facts->evaluation->optimum.exists || facts->image_count == 0) return;
    if (facts->predictions->unscored) {
        ps_need(search, PS_NEED_SCORES);
        return;
    }
    if (isnan(used)) {
        ps_lack(search, PS_NEED_CONFIDENCE);
    } else if (ps_f1(facts->all) - ps_rates_at(facts->evaluation, used).f1 >= WORTH) {
        test_gain(search, gain_over_production, "production");
    }
    if (facts->present > 1 && own_gain_here(facts) >= WORTH) {
        test_gain(search, gain_of_own, "by-class");
    }
    ps_find_edges(search);
}

static void explain_own(const PsFacts *facts, PsDraft *draft)
{
    int far = -1;
    double most = 0, t = facts->evaluation->optimum.confidence;
    for (int c = 0; c < facts->class_count; c++) {
        const PsOptimum *own = &facts->evaluation->class_optima[c];
        double gain = own->exists ? own->f1 - ps_f1(ps_class_at_optimum(facts, c)) : 0;
        if (!(gain > most)) continue;
        most = gain;
        far = c;
    }
    draft->card.class_index = far;
    ps_note(draft, "gain_outside", draft->card.gain, PS_UNIT_RATE);
    ps_note(draft, "confidence", t, PS_UNIT_SCORE);
    if (far < 0) return;
    const PsOptimum *own = &facts->evaluation->class_optima[far];
    ps_note(draft, "own_confidence", own->confidence, PS_UNIT_SCORE);
    ps_note(draft, "class_f1", ps_f1(ps_class_at_optimum(facts, far)), PS_UNIT_RATE);
    ps_note(draft, "class_own_f1", own->f1, PS_UNIT_RATE);
    draft->card.link = (PsLink){.target = PS_TO_CLASSES, .actual = far};
}

void ps_explain_operating_point(PsSearch *search, PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    const PsOptimum *optimum = &facts->evaluation->optimum;
    if (draft->card.variant[0] == 'e') return; /* rules_edge.c has said all */
    draft->card.gain_of = PS_GAIN_F1;
    if (draft->card.variant[0] == 'b') {
        explain_own(facts, draft);
        return;
    }
    double used = facts->input->production_confidence;
    ps_note(draft, "gain_outside", draft->card.gain, PS_UNIT_RATE);
    ps_note(draft, "confidence", optimum->confidence, PS_UNIT_SCORE);
    ps_note(draft, "production", used, PS_UNIT_SCORE);
    ps_note(draft, "f1", ps_f1(facts->all), PS_UNIT_RATE);
    ps_note(draft, "f1_production", ps_rates_at(facts->evaluation, used).f1, PS_UNIT_RATE);
    draft->card.link = (PsLink){.target = PS_TO_CONFIDENCE, .confidence = optimum->confidence};
}

/* ---- R13: calibration ---- */

enum { LEAST_BOXES = 300 };
static const double GAP = 0.05, FAR_OFF = 0.10;

/* The upper tail of a normal with the null's mean and 95 % point: its p is for the family, the
   decision is the point itself. */
static double null_tail(const PsCalibration *calibration)
{
    double spread = (calibration->null_95 - calibration->null_mean) / 1.6448536269514722;
    if (!(spread > 0)) return calibration->d_ece > calibration->null_95 ? 0 : 1;
    return 0.5 * erfc((calibration->d_ece - calibration->null_mean) / spread / sqrt(2));
}

void ps_find_calibration(PsSearch *search)
{
    const PsCalibration *calibration = &search->facts->evaluation->calibration;
    bool unscored = search->facts->predictions->unscored;
    if (unscored || calibration->detections < LEAST_BOXES) {
        ps_need(search, unscored ? PS_NEED_SCORES : PS_NEED_BOXES);
        return;
    }
    PsDraft *draft = ps_draft(search, -1, -1);
    draft->card.p = null_tail(calibration);
    draft->fires = calibration->d_ece > calibration->null_95 &&
                   (fabs(calibration->gap) >= GAP || calibration->d_ece >= FAR_OFF);
}

static double lowest_score(const PsFacts *facts)
{
    double low = INFINITY;
    for (int d = 0; d < facts->predictions->detection_count; d++) {
        low = fmin(low, facts->predictions->detections[d].score);
    }
    return low;
}

void ps_explain_calibration(PsSearch *search, PsDraft *draft)
{
    const PsCalibration *calibration = &search->facts->evaluation->calibration;
    double gap = calibration->gap;
    draft->card.variant = fabs(gap) < GAP ? "uneven" : gap > 0 ? "too-confident" : "too-modest";
    ps_note(draft, "d_ece", calibration->d_ece, PS_UNIT_RATE);
    ps_note(draft, "null_95", calibration->null_95, PS_UNIT_RATE);
    ps_note(draft, "gap", gap, PS_UNIT_RATE);
    ps_note(draft, "boxes", calibration->detections, PS_UNIT_COUNT);
    ps_note(draft, "corrected", fmax(0, calibration->d_ece - calibration->null_mean), PS_UNIT_RATE);
    ps_note(draft, "lowest_score", lowest_score(search->facts), PS_UNIT_SCORE);
    draft->card.link = (PsLink){.target = PS_TO_CALIBRATION};
}

/* ---- R23: splits ---- */

enum { LEAST_IMAGES = 50 };

static int gather_split(const PsFacts *facts, int split, PsBuf *parts)
{
    int images = 0;
    for (int i = 0; i < facts->image_count; i++) {
        PsCounts counts = facts->images[i];
        if (facts->input->split_of[i] != split) continue;
        images++;
        ps_part_add(parts, i, 2 * counts.correct, ps_boxes_of(counts) + ps_objects_of(counts));
    }
    return images;
}

/* F1 of split a less that of split b. */
static void compare_splits(PsSearch *search, int a, int b)
{
    const PsFacts *facts = search->facts;
    PsBuf own = PS_BUF, other = PS_BUF;
    int images = gather_split(facts, a, &own), others = gather_split(facts, b, &other);
    if (images >= LEAST_IMAGES && others >= LEAST_IMAGES) {
        PsGuard guard = ps_guard(facts, &own, &other, 0);
        PsDraft *draft = ps_draft(search, -1, -1);
        bool off = guard.interval.exists && (guard.interval.low > 0 || guard.interval.high < 0);
        draft->fires = fabs(guard.value) > GAP && off;
        draft->card.interval = guard.interval;
        draft->card.subject = facts->input->split_names[a];
        draft->card.variant = facts->input->split_names[b];
        draft->card.link.group = guard.value < 0 ? a : b; /* the lower one */
        ps_note(draft, "difference", guard.value, PS_UNIT_RATE);
        ps_note(draft, "images", images, PS_UNIT_COUNT);
        ps_note(draft, "other_images", others, PS_UNIT_COUNT);
    }
    ps_buf_free(&own);
    ps_buf_free(&other);
}

void ps_find_splits(PsSearch *search)
{
    const PsAdviceInput *input = search->facts->input;
    if (!input->split_of || input->split_count < 2) {
        ps_need(search, PS_NEED_SPLITS);
        return;
    }
    for (int a = 0; a < input->split_count; a++) {
        for (int b = a + 1; b < input->split_count; b++) compare_splits(search, a, b);
    }
}

void ps_explain_splits(PsSearch *search, PsDraft *draft)
{
    (void)search;
    draft->card.link.target = PS_TO_IMAGES;
}
