/* Rules about parts of the set, and scenes in which what is rare elsewhere is common. */
#include "lib/advice/bed.h"
#include "lib/eval/generate.h"
#include "suites.h"

#include <check.h>
#include <math.h>
#include <string.h>

static bool lacks(const Bed *bed, const char *rule)
{
    for (int i = 0; i < bed->advice->unchecked_count; i++) {
        if (strcmp(bed->advice->unchecked[i].rule, rule) == 0) return true;
    }
    return false;
}

/* ---- R16, R18, R19, R20, R23 ---- */

START_TEST(explorer)
{
    Bed *bed = bed_new(2, NULL);
    int members[30];
    for (int i = 0; i < 30; i++) members[i] = 4 * i + 1;
    PsGroup groups[] = {
        {.name = "dark",
         .images = members,
         .image_count = 30,
         .f1 = 0.6,
         .f1_rest = 0.9,
         .tested = true,
         .p = 0.001,
         .q = 0.004,
         .gain = 0.05,
         .finding = PS_WORSE},
        {.name = "bright", .f1 = 0.9, .f1_rest = 0.8, .tested = true, .finding = PS_BETTER},
        {.name = "few", .f1 = 0.1, .f1_rest = 0.8, .finding = PS_NO_EVIDENCE},
    };
    PsMap map = {.clusters = groups, .cluster_count = 3, .slices = groups, .slice_count = 3};
    PsAdviceInput input = {.production_confidence = NAN, .map = &map};
    bed_advise(bed, &input);
    const PsCard *card = bed_card(bed, "R18", NULL, -1);
    ck_assert_msg(card != NULL, "%s", bed_cards(bed));
    ck_assert_str_eq(card->subject, "dark");
    ck_assert_int_eq(card->severity, PS_HIGH);
    ck_assert_int_eq(card->other, -1);
    ck_assert_int_eq(card->link.group, 0);
    ck_assert_int_eq(card->image_count, 30);
    ck_assert_mem_eq(card->images, members, sizeof members);
    ck_assert_double_eq(card->gain, 0.05);
    ck_assert_ptr_nonnull(bed_card(bed, "R16", NULL, -1));
    ck_assert(!lacks(bed, "R18"));
    bed_free(bed);
}
END_TEST

START_TEST(duplicates_and_leakage)
{
    Bed *bed = bed_new(2, &(BedStyle){.images = 120});
    int scene_of[120], split_of[120];
    PsTwin twins[120];
    static const char *const names[] = {"val", "test"};
    for (int i = 0; i < 120; i++) {
        scene_of[i] = i < 10 ? i / 2 : i - 5;
        split_of[i] = i % 2;
        twins[i] = (PsTwin){.other = -1};
    }
    twins[5] = twins[7] = (PsTwin){.other = 1};
    twins[9] = (PsTwin){.other = 0, .copy = true};
    PsAdviceInput input = {.production_confidence = NAN,
                           .scene_of = scene_of,
                           .twins = twins,
                           .split_of = split_of,
                           .split_names = names,
                           .split_count = 2};
    bed_advise(bed, &input);
    const PsCard *leak = bed_card(bed, "R19", NULL, -1), *same = bed_card(bed, "R20", NULL, -1);
    ck_assert_msg(leak && same, "%s", bed_cards(bed));
    ck_assert_int_eq(leak->severity, PS_VALIDITY);
    ck_assert_double_eq(ps_card_value(leak, "near"), 3);
    ck_assert_double_eq(ps_card_value(leak, "copies"), 1);
    ck_assert_double_eq(ps_card_value(same, "shared"), 10);
    ck_assert_double_eq(ps_card_value(same, "scenes"), 115);
    ck_assert_ptr_null(bed_card(bed, "R23", NULL, -1));
    static const int copy_first[] = {9, 5, 7}, by_scene[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    ck_assert_int_eq(leak->image_count, 3);
    ck_assert_mem_eq(leak->images, copy_first, sizeof copy_first);
    ck_assert_int_eq(same->image_count, 10);
    ck_assert_mem_eq(same->images, by_scene, sizeof by_scene);
    twins[7].other = -1; /* two are too few */
    for (int i = 0; i < 120; i++) scene_of[i] = i < 6 ? i : i < 10 ? 3 + i / 2 : i - 2;
    bed_advise(bed, &input);
    ck_assert_ptr_null(bed_card(bed, "R19", NULL, -1));
    ck_assert_ptr_null(bed_card(bed, "R20", NULL, -1));
    bed_free(bed);
}
END_TEST

START_TEST(splits)
{
    Bed *bed = bed_new(2, &(BedStyle){.images = 160});
    int split_of[160];
    static const char *const names[] = {"val", "test"};
    for (int i = 0; i < 160; i++) {
        split_of[i] = i % 2;
        for (int b = 0; i % 2 && b < bed->images[i].box_count; b += 3) {
            bed->images[i].boxes[b].gone = true;
        }
    }
    PsAdviceInput input = {
        .production_confidence = NAN, .split_of = split_of, .split_names = names, .split_count = 2};
    bed_advise(bed, &input);
    const PsCard *card = bed_card(bed, "R23", "test", -1);
    ck_assert_msg(card != NULL, "%s", bed_cards(bed));
    ck_assert_str_eq(card->subject, "val");
    ck_assert_double_gt(ps_card_value(card, "difference"), 0.05);
    bed_free(bed);
}
END_TEST

/* Boxes as corners: what else is said is about nothing, and folded. */
START_TEST(misread)
{
    Bed *bed = bed_new(2, NULL);
    for (int i = 0; i < bed->image_count; i++) {
        for (int b = 0; b < bed->images[i].box_count; b++) {
            PsBox *box = &bed->images[i].boxes[b].box;
            box->width += box->x;
            box->height += box->y;
        }
    }
    bed_advise(bed, NULL);
    for (int i = 0; i < bed->advice->card_count; i++) {
        const PsCard *card = &bed->advice->cards[i];
        ck_assert_int_eq(card->open, card->severity == PS_VALIDITY);
    }
    ck_assert(bed->advice->cards[0].open);
    bed_free(bed);
}
END_TEST

/* ---- odd input ---- */

static void advise(const PsEvaluation *evaluation)
{
    PsError error;
    PsAdviceInput input = {.evaluation = evaluation,
                           .production_confidence = 0.5,
                           .resamples = 20,
                           .permutations = 99};
    PsAdvice *advice = ps_advise(&input, &error);
    ck_assert_ptr_nonnull(advice);
    for (int i = 0; i < advice->card_count; i++) {
        const PsCard *card = &advice->cards[i];
        ck_assert(isnan(card->p) || (card->p >= 0 && card->p <= 1));
        ck_assert(isnan(card->q) || card->q <= 0.1);
        ck_assert(isnan(card->gain) || card->gain > -1e-9);
        ck_assert_int_ge(card->class_index, -1);
        ck_assert_int_lt(card->class_index, evaluation->dataset->class_count);
    }
    ps_advice_free(advice);
}

START_TEST(random_scenes)
{
    for (uint64_t seed = 0; seed < 400; seed++) {
        Scene *scene = generate_scene(seed);
        advise(scene_evaluate(scene, seed % 5 ? 0 : 0.8));
        scene_free(scene);
    }
}
END_TEST

START_TEST(nothing_there)
{
    for (int what = 0; what < 4; what++) {
        Scene *scene = scene_new(what ? 2 : 0, what > 1 ? 2 : 0);
        if (what == 3) scene_object(scene, 0, 0, AT(0, 0, 10, 10));
        advise(scene_evaluate(scene, 0));
        scene_free(scene);
    }
}
END_TEST

START_TEST(wrong_use)
{
    Scene *scene = scene_worked();
    PsError error = {0};
    PsAdviceInput input = {.evaluation = scene_evaluate(scene, 0), .permutations = -1};
    ck_assert_ptr_null(ps_advise(&input, &error));
    ck_assert_int_eq(error.code, PS_ERROR_USAGE);
    ps_advice_free(NULL);
    scene_free(scene);
}
END_TEST

Suite *parts_suite(void)
{
    Suite *suite = suite_create("parts");
    TCase *tests = tcase_create("parts");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, explorer);
    tcase_add_test(tests, duplicates_and_leakage);
    tcase_add_test(tests, splits);
    tcase_add_test(tests, misread);
    tcase_add_test(tests, random_scenes);
    tcase_add_test(tests, nothing_there);
    tcase_add_test(tests, wrong_use);
    suite_add_tcase(suite, tests);
    return suite;
}
