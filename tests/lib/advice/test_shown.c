/* A card, its link and the panel behind it speak of the same: what it counts is counted once more
   here, from the verdicts, for every planted fault; and the list holds those images and no others.
 */
#include "lib/advice/plants.h"
#include "suites.h"

#include "eval/eval.h"

#include <check.h>
#include <math.h>
#include <string.h>

/* What became of box d at the optimum, from its verdict: the object's class, the number of classes
   where it lies on nothing, -1 if it does not count. */
static int lies_on(const PsEvaluation *evaluation, int d)
{
    const PsVerdict *verdict = &evaluation->verdicts[d];
    int k = evaluation->optimal_index;
    if (verdict->kept < k || verdict->ignored) return -1;
    if (verdict->object >= 0) return evaluation->predictions->detections[d].class_index;
    for (int s = 0; s < verdict->span_count; s++) {
        const PsSpan *span = &evaluation->spans[verdict->first_span + s];
        if (span->first > k || span->last < k) continue;
        return evaluation->dataset->objects[span->object].class_index;
    }
    return evaluation->dataset->class_count;
}

static bool is_found(const PsEvaluation *evaluation, int g)
{
    int finder = evaluation->found_by[g];
    return finder >= 0 && evaluation->verdicts[finder].kept >= evaluation->optimal_index;
}

static bool overlaps_another(const PsDataset *dataset, int g)
{
    const PsImage *image = &dataset->images[dataset->objects[g].image];
    for (int h = image->first_object; h < image->first_object + image->object_count; h++) {
        if (h != g && ps_box_iou(dataset->objects[g].box, dataset->objects[h].box) >= 0.30) {
            return true;
        }
    }
    return false;
}

static bool counts_object(const PsEvaluation *evaluation, const PsCard *card, int g)
{
    const PsObject *object = &evaluation->dataset->objects[g];
    if (card->link.target == PS_TO_FAULT) {
        return evaluation->faults.of_object[g] == PS_FAULT_MISSED;
    }
    if (is_found(evaluation, g)) return false;
    if (strcmp(card->rule, "R11") == 0) return object->area < 1024;
    if (strcmp(card->rule, "R12") == 0) return overlaps_another(evaluation->dataset, g);
    return card->class_index < 0 || object->class_index == card->class_index;
}

static bool counts_box(const PsEvaluation *evaluation, const PsCard *card, int d)
{
    const PsDetection *box = &evaluation->predictions->detections[d];
    int on = lies_on(evaluation, d), fault = evaluation->faults.of_detection[d];
    if (on < 0) return false;
    if (strcmp(card->rule, "R17") == 0) {
        return evaluation->dataset->images[box->image].object_count == 0;
    }
    if (strcmp(card->rule, "R09") == 0 && strcmp(card->variant, "right") == 0) {
        if (on != box->class_index) return false;
        PsBox a = box->box, b = evaluation->dataset->objects[evaluation->verdicts[d].object].box;
        return a.x + a.width / 2 - b.x - b.width / 2 > 0.05 * b.width;
    }
    if (on == box->class_index) return false;
    if (strcmp(card->rule, "R04") == 0) return box->class_index == card->class_index;
    if (strcmp(card->rule, "R06") == 0) {
        return on == card->class_index && box->class_index == card->other;
    }
    return fault == (int)card->link.fault;
}

/* Marks the images; returns how many items. */
static int count_all(const PsEvaluation *evaluation, const PsCard *card, bool *marked)
{
    int count = 0;
    bool boxes = card->items == PS_ITEMS_BOXES;
    int all = boxes ? evaluation->predictions->detection_count : evaluation->dataset->object_count;
    for (int i = 0; i < all; i++) {
        if (!(boxes ? counts_box(evaluation, card, i) : counts_object(evaluation, card, i)))
            continue;
        count++;
        marked[boxes ? evaluation->predictions->detections[i].image
                     : evaluation->dataset->objects[i].image] = true;
    }
    return count;
}

/* The figure of its sentence that the link must agree with; NaN if it names none. */
static double figure_said(const PsCard *card)
{
    static const struct {
        const char *rule, *name;
    } rows[] = {{"R01", "missed"}, {"R02", "missed"}, {"R04", "wrong"},
                {"R06", "count"},  {"R10", "count"},  {"R17", "boxes"}};
    if (strcmp(card->rule, "R03") == 0) return ps_card_value(card, card->variant);
    for (int i = 0; i < COUNT_OF(rows); i++) {
        if (strcmp(card->rule, rows[i].rule) == 0) return ps_card_value(card, rows[i].name);
    }
    return NAN;
}

static void check_card(const Bed *bed, const PsCard *card)
{
    const PsEvaluation *evaluation = bed->evaluation;
    bool *marked = PS_ARRAY(bed->arena, bool, bed->image_count);
    int images = 0, count = count_all(evaluation, card, marked);
    for (int i = 0; i < bed->image_count; i++) images += marked[i];
    ck_assert_msg(count == card->item_count && images == card->image_count,
                  "%s/%s: %d in %d, counted %d in %d", card->rule, card->variant, card->item_count,
                  card->image_count, count, images);
    for (int i = 0; i < card->image_count; i++) ck_assert(marked[card->images[i]]);
    double said = figure_said(card);
    ck_assert_msg(isnan(said) || said == count, "%s: %.0f, %d", card->rule, said, count);
    if (card->link.target != PS_TO_CELL) return;
    const PsCell *cell = ps_cell_find(evaluation, card->link.actual, card->link.predicted);
    ck_assert_int_eq(cell->counts[evaluation->optimal_index], count);
    ck_assert_int_eq(cell->images[evaluation->optimal_index], images);
}

START_TEST(same_set)
{
    Bed *bed = bed_new(11, &(BedStyle){.empty = 0.1});
    plants[_i].plant(bed);
    bed_advise(bed, NULL);
    for (int i = 0; i < bed->advice->card_count; i++) {
        const PsCard *card = &bed->advice->cards[i];
        bool images = card->link.target == PS_TO_CELL || card->link.target == PS_TO_FAULT ||
                      card->link.target == PS_TO_IMAGES;
        ck_assert_msg(images == (card->images != NULL), "%s", card->rule);
        if (card->images && card->items != PS_ITEMS_IMAGES) check_card(bed, card);
    }
    bed_free(bed);
}
END_TEST

/* At another IoU than 0.50 a box of a kind may be right: the kind's panel holds more than the card
   counts, which then has a list of its own. Likewise where boxes of a class take objects of
   another. */
START_TEST(own_lists)
{
    Bed *bed = bed_new(11, NULL);
    for (int i = 0; i < bed->image_count; i++) {
        for (int b = 0; b < bed->images[i].box_count; b++) {
            BedBox *box = &bed->images[i].boxes[b];
            if (box->class_index == 0 && bed_random(bed) < 0.6) box->class_index = 1;
        }
    }
    bed_advise(bed, NULL);
    const PsCard *missed = bed_card(bed, "R02", NULL, 0), *wrong = bed_card(bed, "R04", NULL, 1);
    ck_assert_msg(missed && wrong, "%s", bed_cards(bed));
    ck_assert_int_eq(missed->link.target, PS_TO_IMAGES);
    ck_assert_int_eq(wrong->link.target, PS_TO_IMAGES);
    check_card(bed, missed);
    check_card(bed, wrong);
    bed_free(bed);
}
END_TEST

/* One class is lost within 0.05 above the optimum, the others are not. */
START_TEST(edge)
{
    Bed *bed = bed_new(5, NULL);
    for (int i = 0; i < bed->image_count; i++) {
        for (int b = 0; b < bed->images[i].box_count; b++) {
            BedBox *box = &bed->images[i].boxes[b];
            if (box->class_index == 2 && box->score > 0.5) box->score = 0.52 + box->score / 1000;
            if (box->class_index != 2 && box->of < 0) box->score = 0.50 + box->score / 1000;
        }
    }
    bed_advise(bed, NULL);
    const PsCard *card = bed_card(bed, "R08", "edge", 2);
    ck_assert_msg(card != NULL, "%s", bed_cards(bed));
    int n = bed->evaluation->threshold_count, k = bed->evaluation->optimal_index, at = -1;
    double beyond = ps_card_value(card, "beyond"), edge_at = ps_card_value(card, "edge");
    for (int i = 0; i < n; i++) at = bed->evaluation->thresholds[i] == beyond ? i : at;
    ck_assert_int_gt(at, k);
    ck_assert_double_eq(edge_at, bed->evaluation->thresholds[at - 1]);
    const PsCounts *sweep = &bed->evaluation->class_sweep[2 * n];
    ck_assert_double_eq(ps_card_value(card, "found"), sweep[k].correct);
    ck_assert_double_eq(ps_card_value(card, "left"), sweep[at].correct);
    ck_assert_int_le(2 * sweep[at].correct, sweep[k].correct);
    ck_assert_int_gt(2 * sweep[at - 1].correct, sweep[k].correct);
    ck_assert_ptr_null(bed_card(bed, "R08", "edge", 0));
    bed_free(bed);
}
END_TEST

Suite *shown_suite(void)
{
    Suite *suite = suite_create("shown");
    TCase *tests = tcase_create("shown");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, same_set, 0, plant_count);
    tcase_add_test(tests, own_lists);
    tcase_add_test(tests, edge);
    suite_add_tcase(suite, tests);
    return suite;
}
