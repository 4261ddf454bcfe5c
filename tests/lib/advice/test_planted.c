/* Faults planted into a strong model's clean set, and what the advice must say of them. */
#include "lib/advice/plants.h"
#include "suites.h"

#include <check.h>
#include <math.h>
#include <string.h>

enum { B = 1 };

START_TEST(planted)
{
    const PlantRow *row = &plants[_i];
    Bed *bed = bed_new(11, NULL);
    row->plant(bed);
    bed_advise(bed, NULL);
    const PsCard *card = bed_card(bed, row->rule, row->variant, row->class_index);
    ck_assert_msg(card != NULL, "%s: %s", row->name, bed_cards(bed));
    if (row->other >= 0 && card->other >= 0 && strcmp(row->rule, "R21") != 0) {
        ck_assert_msg(card->other == row->other, "%s: %s", row->name, bed_cards(bed));
    }
    if (row->first) {
        ck_assert_msg(card == &bed->advice->cards[0], "%s: %s", row->name, bed_cards(bed));
    }
    ck_assert(card->open || !row->first);
    bed_free(bed);
}
END_TEST

/* None of those rules speaks of the set as it was. */
START_TEST(clean)
{
    Bed *bed = bed_new((uint64_t)_i + 20, NULL);
    bed_advise(bed, NULL);
    ck_assert_msg(strcmp(bed->advice->cards[0].rule, "R24") == 0, "%s", bed_cards(bed));
    for (int i = 0; i < plant_count; i++) {
        const PlantRow *row = &plants[i];
        if (strcmp(row->rule, "R14a") == 0) continue; /* one sure box in fifty is wrong */
        ck_assert_msg(!bed_card(bed, row->rule, NULL, -1), "%s: %s", row->name, bed_cards(bed));
    }
    bed_free(bed);
}
END_TEST

/* At least 80 % of the labels dropped where the model saw them, in the first 1.5 x as many rows. */
START_TEST(dropped_labels_are_found)
{
    Bed *bed = bed_new(31, &(BedStyle){.images = 300});
    drop_labels(bed);
    bed_advise(bed, NULL);
    int dropped = 0, found = 0, seen = 0;
    for (int i = 0; i < bed->image_count; i++) {
        for (int b = 0; b < bed->images[i].box_count; b++) {
            const BedBox *box = &bed->images[i].boxes[b];
            dropped += box->of >= 0 && bed->images[i].objects[box->of].gone && box->score > 0.5;
        }
    }
    for (int r = 0; r < bed->advice->label_count; r++) {
        const PsLabelIssue *issue = &bed->advice->labels[r];
        if (issue->kind != PS_LABEL_MISSING || issue->class_index != B) continue;
        if (seen++ >= dropped * 3 / 2) break;
        int at = issue->detection - bed->predictions.first[issue->image];
        const BedBox *box = &bed->images[issue->image].boxes[at];
        found += box->of >= 0 && bed->images[issue->image].objects[box->of].gone;
    }
    ck_assert_int_ge(dropped, 50);
    ck_assert_msg(found * 5 >= dropped * 4, "%d of %d", found, dropped);
    bed_free(bed);
}
END_TEST

/* Sets without any effect, images of unequal difficulty: no card that rests on a test in more than
   15 of 100. */
START_TEST(no_cry_of_wolf)
{
    int cries = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        BedStyle style = {
            .images = 120, .classes = 4, .uneven = 0.14, .doubtful = 0.2, .rare = seed % 2};
        Bed *bed = bed_new(seed, &style);
        const PsAdvice *advice = bed_advise(bed, NULL);
        bool cried = false;
        for (int i = 0; i < advice->card_count; i++) {
            PsSeverity severity = advice->cards[i].severity;
            cried |= severity == PS_HIGH || severity == PS_MEDIUM || !isnan(advice->cards[i].q);
        }
        cries += cried;
        bed_free(bed);
    }
    ck_assert_int_le(cries, 9);
}
END_TEST

Suite *planted_suite(void)
{
    Suite *suite = suite_create("planted");
    TCase *tests = tcase_create("planted");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, planted, 0, plant_count);
    tcase_add_loop_test(tests, clean, 0, 5);
    tcase_add_test(tests, dropped_labels_are_found);
    tcase_add_test(tests, no_cry_of_wolf);
    suite_add_tcase(suite, tests);
    return suite;
}
