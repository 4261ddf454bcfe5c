/* Faults planted into a real detector's output on real images: blood cells, whose ground truth
   lacks many cells at the edge and in clumps. What the advice says of the files as they are stays
   true beside what was planted; so a card may stand before that of the fault only if it stood there
   without it. */
#include "lib/advice/plants.h"
#include "suites.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { RBC, WBC, PLATELETS };

static Bed *read_cells(void)
{
    static const char truth[] = "../shared/data/bccd/coco/instances_valtest.json";
    Bed *bed = bed_read(truth, "../shared/data/bccd/predictions/v2-coco.json");
    if (!bed) printf("real: %s is not there: faults in real files are skipped\n", truth);
    return bed;
}

/* What stands there without a fault: background boxes, of which most are cells nobody labelled. */
START_TEST(as_it_is)
{
    Bed *bed = read_cells();
    if (!bed) return;
    bed_advise(bed, NULL);
    static const struct {
        const char *rule, *variant;
        int class_index;
        PsSeverity severity;
    } rows[] = {{"R03", "background", -1, PS_HIGH}, {"R04", "background", PLATELETS, PS_HIGH},
                {"R12", "", -1, PS_MEDIUM},         {"R08", "edge", PLATELETS, PS_MEDIUM},
                {"R14a", "", RBC, PS_LOOK},         {"R14e", "", -1, PS_LOOK}};
    ck_assert_msg(bed->advice->card_count == COUNT_OF(rows), "%s", bed_cards(bed));
    for (int i = 0; i < COUNT_OF(rows); i++) {
        const PsCard *card = bed_card(bed, rows[i].rule, rows[i].variant, rows[i].class_index);
        ck_assert_msg(card == &bed->advice->cards[i], "%s", bed_cards(bed));
        ck_assert_int_eq(card->severity, rows[i].severity);
    }
    bed_free(bed);
}
END_TEST

typedef struct RealRow {
    const char *fault, *rule, *variant;
    int class_index;
    const char *before; /* rules that may stand before it: they stood there without the fault */
    double confidence;  /* in use; NaN: not given */
} RealRow;

#define NOT_GIVEN NAN

static const RealRow faults[] = {
    {"labels swapped", "R06", NULL, -1, "R03", NOT_GIVEN},
    {"boxes shifted", "R09", "right", -1, "R03 R04", NOT_GIVEN},
    {"boxes repeated", "R10", "", -1, "R03", NOT_GIVEN},
    {"scores halved", "R08", "production", -1, "", 0.35},
    {"scores halved", "R13", "too-modest", -1, "R03 R04 R08 R12 R14a R14e", 0.35},
    {"class dropped", "R21", "never-predicted", PLATELETS, "", NOT_GIVEN},
    {"classes turned", "R21", "class-order", -1, "", NOT_GIVEN},
    {"corners", "R22", "xyxy", -1, "", NOT_GIVEN},
    {"set cut", "R05", "whole", -1, "", NOT_GIVEN},
};

START_TEST(planted_in_real)
{
    const RealRow *row = &faults[_i];
    Bed *bed = read_cells();
    if (!bed) return;
    plant_row(row->fault)->plant(bed);
    bed_advise(bed, &(PsAdviceInput){.production_confidence = row->confidence});
    const PsCard *card = bed_card(bed, row->rule, row->variant, row->class_index);
    ck_assert_msg(card != NULL && card->open, "%s: %s", row->fault, bed_cards(bed));
    for (const PsCard *before = bed->advice->cards; before < card; before++) {
        ck_assert_msg(strstr(row->before, before->rule) != NULL, "%s: %s", row->fault,
                      bed_cards(bed));
    }
    if (strcmp(row->fault, "set cut") == 0) {
        ck_assert_double_gt(ps_card_value(card, "images_needed"), 40);
    }
    if (strcmp(row->fault, "classes turned") == 0) {
        for (int c = 0; c < 3; c++) ck_assert_int_eq(card->classes[c], (c + 2) % 3);
    }
    if (strcmp(row->rule, "R06") == 0) ck_assert_int_eq(card->class_index + card->other, RBC + WBC);
    bed_free(bed);
}
END_TEST

/* ---- labels dropped ---- */

typedef struct Dropped {
    int seen,
        found; /* by a box as sure as those that are listed; in the first 1.5 x as many rows */
} Dropped;

static double best_score(const BedImage *image, int object)
{
    double best = 0;
    for (int b = 0; b < image->box_count; b++) {
        if (image->boxes[b].of == object) best = fmax(best, image->boxes[b].score);
    }
    return best;
}

static Dropped look_up(const Bed *bed, int class_index)
{
    Dropped dropped = {0};
    for (int i = 0; i < bed->image_count; i++) {
        for (int g = 0; g < bed->images[i].object_count; g++) {
            dropped.seen += bed->images[i].objects[g].gone &&
                            best_score(&bed->images[i], g) >= bed->advice->sure_score[class_index];
        }
    }
    for (int r = 0, row = 0; r < bed->advice->label_count; r++) {
        const PsLabelIssue *issue = &bed->advice->labels[r];
        if (issue->kind != PS_LABEL_MISSING || issue->class_index != class_index) continue;
        if (row++ >= dropped.seen * 3 / 2) break;
        const BedImage *image = &bed->images[issue->image];
        int of = image->boxes[issue->detection - bed->predictions.first[issue->image]].of;
        dropped.found += of >= 0 && image->objects[of].gone;
    }
    return dropped;
}

/* The card of missing labels is the first that speaks of the class, and four in five of the labels
   dropped where the detector is sure are in the first rows. */
START_TEST(dropped_in_real)
{
    Bed *bed = read_cells();
    if (!bed) return;
    drop_labels_of(bed, _i);
    bed_advise(bed, NULL);
    const PsCard *card = bed_card(bed, "R14a", NULL, _i);
    ck_assert_msg(card != NULL && card->open, "%s", bed_cards(bed));
    for (const PsCard *before = bed->advice->cards; before < card; before++) {
        ck_assert_msg(before->class_index != _i, "%s", bed_cards(bed));
    }
    Dropped dropped = look_up(bed, _i);
    ck_assert_int_ge(dropped.seen, 10);
    ck_assert_msg(dropped.found * 5 >= dropped.seen * 4, "%d of %d", dropped.found, dropped.seen);
    bed_free(bed);
}
END_TEST

Suite *real_suite(void)
{
    Suite *suite = suite_create("real");
    TCase *tests = tcase_create("real");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, as_it_is);
    tcase_add_loop_test(tests, planted_in_real, 0, COUNT_OF(faults));
    tcase_add_loop_test(tests, dropped_in_real, RBC, PLATELETS);
    suite_add_tcase(suite, tests);
    return suite;
}
