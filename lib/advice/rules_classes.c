/* R06, R07, R15: classes that are confused, lack data, or are out of balance. */
#include "advice/advice.h"

#include <math.h>

enum { LEAST_PAIR = 5, LEAST_PAIR_IMAGES = 4, LEAST_CLASSES = 5 };
static const double OFTEN = 0.05, SURELY = 0.02, FEW_ERRORS = 0.02, BOTH_WAYS = 0.5;

/* ---- R06: confusion ---- */

static int count_in(const PsFacts *facts, int actual, int predicted, int *images)
{
    const PsCell *cell = ps_cell_find(facts->evaluation, actual, predicted);
    if (images) *images = cell ? cell->images[facts->k] : 0;
    return cell ? cell->counts[facts->k] : 0;
}

/* Errors of a are spread over the other classes as boxes are; and there is no pair whose share is
   known beforehand. The rate of errors is that of all other pairs, 2 % at least. */
typedef struct Spread {
    int objects, errors, boxes; /* of all classes */
} Spread;

static double base_rate(const PsFacts *facts, const Spread *spread, int a, int b)
{
    int others = spread->boxes - ps_boxes_of(ps_class_at_optimum(facts, a));
    if (others <= 0) return 1;
    double share = (double)ps_boxes_of(ps_class_at_optimum(facts, b)) / others;
    int elsewhere = spread->errors - count_in(facts, a, b, NULL) - count_in(facts, b, a, NULL);
    double rate = spread->objects > 0 ? (double)elsewhere / spread->objects : 0;
    PsCounts own = ps_class_at_optimum(facts, a);
    double rest = own.misclassified - count_in(facts, a, b, NULL);
    if (share < 0.9) rate = fmax(rate, rest / ps_objects_of(own) / (1 - share));
    return fmin(1, fmax(rate, FEW_ERRORS) * share);
}

/* The p of each pair is multiplied by the number of classes that a could be taken for; so a class
   enters the family once, by the pair that is most striking, and again by others that are frequent.
 */
static void find_pair(PsSearch *search, const Spread *spread, int a, int b, int rivals)
{
    const PsFacts *facts = search->facts;
    int images, count = count_in(facts, a, b, &images);
    int objects = facts->dataset->classes[a].object_count;
    if (count < LEAST_PAIR || images < LEAST_PAIR_IMAGES) return;
    double p = ps_binomial_tail(count, objects, base_rate(facts, spread, a, b));
    PsDraft *draft = ps_draft(search, a, b);
    draft->card.p = fmin(1, p * rivals);
    draft->fires = count >= OFTEN * objects;
}

static int count_rivals(const PsFacts *facts, int a)
{
    int rivals = 0;
    for (int b = 0; b < facts->class_count; b++) {
        rivals += b != a && ps_boxes_of(ps_class_at_optimum(facts, b)) > 0;
    }
    return rivals;
}

void ps_find_confusion(PsSearch *search)
{
    const PsFacts *facts = search->facts;
    Spread spread = {facts->objects, facts->all.misclassified, ps_boxes_of(facts->all)};
    bool tested = false;
    for (int a = 0; a < facts->class_count; a++) {
        size_t before = search->drafts.length;
        int rivals = count_rivals(facts, a);
        if (facts->dataset->classes[a].object_count < LEAST_PAIR || rivals == 0) continue;
        for (int b = 0; b < facts->class_count; b++) {
            if (b != a) find_pair(search, &spread, a, b, rivals);
        }
        if (search->drafts.length == before) ps_draft(search, a, -1)->card.p = 1;
        tested = true;
    }
    if (!tested) ps_need(search, PS_NEED_OBJECTS);
}

/* The rate, surely above 2 % in another draw of the images. */
static PsGuard confusion_guard(const PsFacts *facts, int a, int b)
{
    PsBuf parts = PS_BUF;
    for (int g = 0; g < facts->dataset->object_count; g++) {
        const PsObject *object = &facts->dataset->objects[g];
        int taker = facts->taker[g];
        if (object->crowd || object->class_index != a) continue;
        bool taken = taker >= 0 && facts->predictions->detections[taker].class_index == b;
        ps_part_add(&parts, object->image, taken, 1);
    }
    PsGuard guard = ps_guard(facts, &parts, NULL, SURELY);
    ps_buf_free(&parts);
    return guard;
}

/* Boxes of b on objects of a leave b; the one of the highest score finds its object for a. */
static double gain_of_pair(PsSearch *search, int a, int b)
{
    const PsFacts *facts = search->facts;
    int *moved = PS_ARRAY(search->scratch, int, facts->first[b + 1] - facts->first[b]), count = 0;
    unsigned char *edits =
        PS_ARRAY(search->scratch, unsigned char, facts->predictions->detection_count);
    bool *mended = PS_ARRAY(search->scratch, bool, facts->dataset->object_count);
    for (int i = facts->first[b]; i < facts->first[b + 1]; i++) {
        int d = facts->order[i], object = facts->evaluation->verdicts[d].nearest;
        if (facts->evaluation->faults.of_detection[d] != PS_FAULT_CLASS || object < 0) continue;
        if (facts->dataset->objects[object].class_index != a) continue;
        edits[d] = PS_REMOVE;
        if (facts->evaluation->found_by[object] >= 0 || mended[object]) continue;
        mended[object] = true;
        moved[count++] = d;
    }
    return ps_class_gain(facts, b, &(PsRepair){.edits = edits}) +
           ps_class_gain(facts, a, &(PsRepair){.moved = moved, .moved_count = count});
}

void ps_explain_confusion(PsSearch *search, PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    int a = draft->card.class_index, b = draft->card.other, images;
    int count = count_in(facts, a, b, &images), back = count_in(facts, b, a, NULL);
    int own = facts->dataset->classes[a].object_count,
        rival = facts->dataset->classes[b].object_count;
    PsGuard guard = confusion_guard(facts, a, b);
    draft->fires = guard.interval.exists && guard.interval.low > SURELY;
    draft->card.interval = guard.interval;
    double back_rate = rival > 0 ? (double)back / rival : NAN;
    bool both = back >= LEAST_PAIR && back_rate >= BOTH_WAYS * guard.value;
    draft->card.variant = both ? "both-ways" : "one-way";
    ps_note(draft, "rate", guard.value, PS_UNIT_RATE);
    ps_note(draft, "count", count, PS_UNIT_COUNT);
    ps_note(draft, "images", images, PS_UNIT_COUNT);
    ps_note(draft, "objects", own, PS_UNIT_COUNT);
    ps_note(draft, "back", back, PS_UNIT_COUNT);
    ps_note(draft, "back_objects", rival, PS_UNIT_COUNT);
    draft->card.gain = gain_of_pair(search, a, b);
    draft->card.gain_of = PS_GAIN_AP50;
    draft->card.link = (PsLink){.target = PS_TO_CELL, .actual = a, .predicted = b};
}

/* Most objects of the pair carry both labels: that is a policy of labelling. */
bool ps_labels_twice(const PsSearch *search, const PsDraft *draft)
{
    int a = draft->card.class_index, b = draft->card.other;
    if (search->permuted) return true;
    int twice = ps_review_count(&search->review, PS_LABEL_CLASH, a, b) +
                ps_review_count(&search->review, PS_LABEL_CLASH, b, a);
    return 2 * twice > count_in(search->facts, a, b, NULL);
}

/* ---- R07 and R15: how many objects a class has, and how well it does ---- */

typedef struct Supply {
    double *counts, *logs, *ap; /* of the classes with objects here and there */
    int *classes, count;
} Supply;

/* The training set's class of that name. */
static int find_name(const PsDataset *train, const char *name)
{
    for (int c = 0; c < train->class_count; c++) {
        const char *a = train->classes[c].name, *b = name;
        while (*a && *a == *b) {
            a++;
            b++;
        }
        if (*a == *b) return c;
    }
    return -1;
}

static double objects_given(const PsFacts *facts, int c)
{
    const PsDataset *train = facts->input->train;
    if (!train) return facts->dataset->classes[c].object_count;
    int own = find_name(train, facts->dataset->classes[c].name);
    return own < 0 ? 0 : train->classes[own].object_count;
}

static Supply find_supply(PsSearch *search)
{
    const PsFacts *facts = search->facts;
    Supply supply = {PS_ARRAY(search->scratch, double, facts->class_count),
                     PS_ARRAY(search->scratch, double, facts->class_count),
                     PS_ARRAY(search->scratch, double, facts->class_count),
                     PS_ARRAY(search->scratch, int, facts->class_count), 0};
    for (int c = 0; c < facts->class_count; c++) {
        double ap = facts->evaluation->coco.class_ap50[c];
        if (isnan(ap)) continue;
        supply.counts[supply.count] = objects_given(facts, c);
        supply.logs[supply.count] = log(1 + supply.counts[supply.count]);
        supply.ap[supply.count] = ap;
        supply.classes[supply.count++] = c;
    }
    return supply;
}

static double median_of(PsSearch *search, const double *values, int count)
{
    double *sorted = ps_arena_copy(search->scratch, values, sizeof *values * (size_t)count);
    ps_sort_rising(sorted, count);
    return ps_quantile(sorted, count, 0.5);
}

/* Median AP50 of the classes with at least the median number of objects. */
static double median_of_rich(PsSearch *search, const Supply *supply, double least)
{
    double *ap = PS_ARRAY(search->scratch, double, supply->count);
    int count = 0;
    for (int i = 0; i < supply->count; i++) {
        if (supply->counts[i] >= least) ap[count++] = supply->ap[i];
    }
    return median_of(search, ap, count);
}

enum { LEAST_HERE = 10, LEAST_IMAGES = 5, MANY_CLASSES = 8 };
static const double BELOW = 0.10;

/* Few objects, and an AP50 that even at the upper end of its interval stays below what classes with
   more objects reach. */
void ps_find_more_data(PsSearch *search)
{
    const PsFacts *facts = search->facts;
    Supply supply = find_supply(search);
    if (supply.count < 2) {
        ps_need(search, PS_NEED_OBJECTS);
        return;
    }
    if (!facts->input->train) ps_lack(search, PS_NEED_TRAIN);
    double middle = median_of(search, supply.counts, supply.count);
    double usual = median_of_rich(search, &supply, middle);
    for (int i = 0; i < supply.count; i++) {
        int c = supply.classes[i];
        const PsClass *info = &facts->dataset->classes[c];
        PsInterval interval = facts->evaluation->uncertainty.class_ap50[c];
        if (supply.counts[i] * 2 >= middle || supply.ap[i] > usual - BELOW) continue;
        if (info->object_count < LEAST_HERE || info->image_count < LEAST_IMAGES) continue;
        if (!interval.exists || interval.high >= usual) continue;
        PsDraft *draft = ps_draft(search, c, -1);
        draft->fires = true;
        draft->card.interval = interval;
    }
}

void ps_explain_more_data(PsSearch *search, PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    Supply supply = find_supply(search);
    double middle = median_of(search, supply.counts, supply.count);
    double usual = median_of_rich(search, &supply, middle);
    int c = draft->card.class_index;
    double ap = facts->evaluation->coco.class_ap50[c], p = 1;
    if (supply.count >= MANY_CLASSES) {
        p = ps_spearman_p(supply.logs, supply.ap, supply.count, facts->input);
    }
    draft->card.variant = p <= 0.10 ? "related" : "may";
    ps_note(draft, "AP50", ap, PS_UNIT_RATE);
    ps_note(draft, "usual_AP50", usual, PS_UNIT_RATE);
    ps_note(draft, "objects", objects_given(facts, c), PS_UNIT_COUNT);
    ps_note(draft, "median_objects", middle, PS_UNIT_COUNT);
    ps_note(draft, "train", facts->input->train != NULL, PS_UNIT_COUNT);
    draft->card.gain = fmax(0, usual - ap) / facts->present;
    draft->card.gain_of = PS_GAIN_AP50;
    draft->card.link = (PsLink){.target = PS_TO_CLASSES, .actual = c};
}

/* ---- R15: imbalance ---- */

static double gini(PsSearch *search, const Supply *supply)
{
    double *sorted =
        ps_arena_copy(search->scratch, supply->counts, sizeof(double) * (size_t)supply->count);
    double sum = 0, weighted = 0;
    ps_sort_rising(sorted, supply->count);
    for (int i = 0; i < supply->count; i++) {
        sum += sorted[i];
        weighted += (i + 1) * sorted[i];
    }
    int n = supply->count;
    return sum > 0 ? 2 * weighted / (n * sum) - (double)(n + 1) / n : 0;
}

void ps_find_imbalance(PsSearch *search)
{
    Supply supply = find_supply(search);
    if (supply.count < LEAST_CLASSES) {
        ps_need(search, PS_NEED_OBJECTS);
        return;
    }
    double low = INFINITY, high = 0;
    for (int i = 0; i < supply.count; i++) {
        low = fmin(low, supply.counts[i]);
        high = fmax(high, supply.counts[i]);
    }
    bool uneven = high >= 20 * low || gini(search, &supply) >= 0.6;
    double related = ps_spearman(supply.logs, supply.ap, supply.count);
    if (!uneven || !(related > 0.3)) return;
    PsDraft *draft = ps_draft(search, -1, -1);
    draft->fires = true;
    ps_note(draft, "most", high, PS_UNIT_COUNT);
    ps_note(draft, "least", low, PS_UNIT_COUNT);
    ps_note(draft, "correlation", related, PS_UNIT_SCORE);
    ps_note(draft, "train", search->facts->input->train != NULL, PS_UNIT_COUNT);
}

void ps_explain_imbalance(PsSearch *search, PsDraft *draft)
{
    (void)search;
    draft->card.link = (PsLink){.target = PS_TO_CLASSES, .actual = -1};
}
