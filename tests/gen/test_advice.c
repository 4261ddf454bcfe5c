/* Cards and label issues as they are shown: sentences, links, report.json and the CSV. */
#include "lib/advice/bed.h"
#include "suites.h"

#include "build.h"
#include "export/export.h"
#include "format.h"

#include "base/file.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static Report *build(Bed *bed)
{
    BuildInput input = {.evaluation = bed->evaluation, .advice = bed->advice, .date = ""};
    return report_build(&input);
}

/* ---- by hand ---- */

static const PsEvidence miss_figures[] = {
    {"miss_rate", 0.314, PS_UNIT_RATE}, {"others", 0.05, PS_UNIT_RATE},
    {"objects", 1152, PS_UNIT_COUNT},   {"missed", 362, PS_UNIT_COUNT},
    {"low_score", 60, PS_UNIT_COUNT},   {"confused", 0, PS_UNIT_COUNT},
    {"bad_box", 2, PS_UNIT_COUNT},      {"unseen", 300, PS_UNIT_COUNT},
    {"small", 10, PS_UNIT_COUNT},
};

static ReportCard one_card(const PsCard *card, PsArena *arena)
{
    Scene *scene = scene_worked();
    PsAdvice advice = {.cards = (PsCard *)card, .card_count = 1};
    BuildInput input = {.evaluation = scene_evaluate(scene, 0), .advice = &advice};
    ReportCard shown = *report_cards(&input, arena);
    scene_free(scene);
    return shown;
}

START_TEST(a_card_by_hand)
{
    PsArena *arena = ps_arena_new();
    PsCard card = {.rule = "R02",
                   .kind = "false-negatives",
                   .variant = "unseen",
                   .severity = PS_HIGH,
                   .class_index = 1,
                   .other = -1,
                   .evidence = miss_figures,
                   .evidence_count = COUNT_OF(miss_figures),
                   .interval = {true, 0.288, 0.3449},
                   .gain = 0.0642,
                   .gain_of = PS_GAIN_AP50,
                   .open = true,
                   .link = {.target = PS_TO_CELL, .actual = 1, .predicted = 2}};
    ReportCard shown = one_card(&card, arena);
    ck_assert_str_eq(shown.title, "31% of the B objects are not found");
    ck_assert_str_eq(
        shown.sentence,
        "362 of 1,152 are not found at confidence 0.73 (95% interval 29% to 34%; other "
        "classes 5%): 60 have a right box below it, 2 have a box that does not fit, "
        "300 have no box near them.");
    ck_assert_str_eq(shown.action, "Add images with B objects such as these and label them.");
    ck_assert_str_eq(shown.gain, "Half of this repaired would bring about 3.2 points of AP50.");
    ck_assert_str_eq(shown.severity, "High");
    const char *text = ps_arena_printf(arena, "%s. %s %s %s", shown.title, shown.sentence,
                                       shown.action, shown.gain);
    ck_assert_str_eq(shown.text, text);
    ps_arena_free(arena);
}
END_TEST

/* ---- all sentences ---- */

/* What shows that a figure or a name was not there. */
static void check_sentence(const ReportCard *card)
{
    static const char *const wrong[] = {"  ", "–", "nan", "%s", " .", "..", " ,", "()", "inf"};
    ck_assert_msg(*card->title && *card->sentence && *card->action, "%s: %s", card->rule,
                  card->text);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert_msg(!strstr(card->text, wrong[i]), "'%s' in %s: %s", wrong[i], card->rule,
                      card->text);
    }
    ck_assert_msg(strlen(card->text) < 700, "%s", card->text);
}

static void wear_down(Bed *bed, int how)
{
    for (int i = 0; i < bed->image_count; i++) {
        BedImage *image = &bed->images[i];
        for (int b = 0; b < image->box_count; b++) {
            BedBox *box = &image->boxes[b];
            if (how == 0 && box->class_index == 0) box->gone = bed_random(bed) < 0.5;
            if (how == 1 && box->class_index == 0 && bed_random(bed) < 0.3) box->class_index = 1;
            if (how == 2) box->box.x += 0.08 * box->box.width;
            if (how == 3) box->box.width += box->box.x;
            if (how == 4) box->gone = box->class_index == 2;
            if (how == 5) box->score *= 0.4;
            if (how == 6) box->class_index = (box->class_index + 1) % 3;
        }
        for (int g = 0; how >= 7 && g < image->object_count; g++) {
            image->objects[g].gone = bed_random(bed) < 0.1 || (how == 7 && i % 4 == 0);
        }
    }
}

START_TEST(every_sentence)
{
    Bed *bed = bed_new(4, &(BedStyle){.images = _i == 8 ? 30 : 150});
    wear_down(bed, _i);
    PsAdviceInput input = {.production_confidence = 0.98};
    bed_advise(bed, &input);
    Report *report = build(bed);
    ck_assert_int_eq(report->card_count, bed->advice->card_count);
    ck_assert_int_eq(report->label_count, bed->advice->label_count);
    for (int i = 0; i < report->card_count; i++) check_sentence(&report->cards[i]);
    for (int i = 0; i < report->label_count; i++) {
        const LabelRow *row = &report->labels[i];
        ck_assert(*row->kind && *row->key && *row->reason && *row->class_name);
        ck_assert_ptr_null(strstr(row->reason, "–"));
        ck_assert(row->object < bed->dataset.images[row->image].object_count);
    }
    ck_assert_ptr_nonnull(strstr(report->cards_note, "rules checked"));
    ck_assert_int_ge(report->unchecked_count, 5);
    for (int i = 0; i < report->unchecked_count; i++) {
        ck_assert(*report->unchecked[i].label && *report->unchecked[i].value);
    }
    report_free(report);
    bed_free(bed);
}
END_TEST

/* One object, found with 0.9, and a false positive with 0.3: at 0.20 precision is 1/2 and F1 2/3;
   between the two scores F1 is 1. */
START_TEST(threshold_card_has_a_figure)
{
    Scene *scene = scene_new(1, 1);
    scene_object(scene, 0, 0, AT(0, 0, 10, 10));
    scene_detection(scene, 0, 0, 0.9, AT(0, 0, 10, 10));
    scene_detection(scene, 0, 0, 0.3, AT(50, 50, 10, 10));
    PsEvidence used = {"production", 0.2, PS_UNIT_SCORE};
    PsCard cards[] = {
        {.rule = "R08",
         .kind = "operating-point",
         .variant = "",
         .class_index = -1,
         .other = -1,
         .evidence = &used,
         .evidence_count = 1},
        {.rule = "R03", .kind = "false-positives", .variant = "", .class_index = -1, .other = -1},
    };
    double no_score = NAN;
    PsAdvice advice = {.cards = cards, .card_count = 2, .sure_score = &no_score};
    BuildInput input = {.evaluation = scene_evaluate(scene, 0), .advice = &advice, .date = ""};
    Report *report = report_build(&input);
    ck_assert_int_gt(report->cards[0].figure.count, 0);
    ck_assert_ptr_nonnull(strstr(report->cards[0].figure_note, "F1: 0.667 at 0.20, 1.000 at 0.6"));
    ck_assert_int_eq(report->cards[1].figure.count, 0);
    report_free(report);
    scene_free(scene);
}
END_TEST

START_TEST(no_advice)
{
    Scene *scene = scene_worked();
    BuildInput input = {.evaluation = scene_evaluate(scene, 0), .date = ""};
    Report *report = report_build(&input);
    ck_assert_int_eq(report->card_count, 0);
    ck_assert_str_eq(report->cards_note, "");
    report_free(report);
    scene_free(scene);
}
END_TEST

/* ---- report.json and csv ---- */

/* The text as JSON has it; those of this test have nothing to escape but what is not ASCII. */
START_TEST(same_text_in_json)
{
    Bed *bed = bed_new(4, NULL);
    wear_down(bed, 0);
    bed_advise(bed, NULL);
    Report *report = build(bed);
    PsBuf out = PS_BUF;
    Export export = {.evaluation = bed->evaluation,
                     .title = "t",
                     .advice = bed->advice,
                     .cards = report->cards,
                     .labels = report->labels};
    export_json(&export, &out);
    ck_assert_ptr_nonnull(strstr(out.data, "\"recommendations\""));
    ck_assert_ptr_nonnull(strstr(out.data, "\"label_issues\""));
    ck_assert_ptr_nonnull(strstr(out.data, "\"rules_unchecked\""));
    for (int i = 0; i < report->card_count; i++) {
        char *start = ps_arena_text(bed->arena, report->cards[i].title);
        ck_assert_msg(strstr(out.data, start) != NULL, "%s", start);
        ck_assert_ptr_nonnull(strstr(out.data, report->cards[i].kind));
    }
    ps_buf_free(&out);
    report_free(report);
    bed_free(bed);
}
END_TEST

START_TEST(review_table)
{
    Bed *bed = bed_new(4, NULL);
    wear_down(bed, 9);
    bed_advise(bed, NULL);
    Report *report = build(bed);
    Export export = {.evaluation = bed->evaluation,
                     .title = "t",
                     .advice = bed->advice,
                     .cards = report->cards,
                     .labels = report->labels};
    PsError error;
    char folder[] = "/tmp/advice-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert(export_csv(&export, folder, &error));
    PsBytes file;
    char *path = ps_path_join(bed->arena, folder, "csv/label-review.csv");
    ck_assert(ps_file_read(path, 1 << 20, &file, &error));
    int lines = 0;
    for (size_t i = 0; i < file.size; i++) lines += file.data[i] == '\n';
    ck_assert_int_eq(lines, report->label_count + 1);
    ck_assert_int_gt(lines, 20);
    const PsLabelIssue *issue = &bed->advice->labels[0];
    const char *row = ps_arena_printf(
        bed->arena, "\r\n1,%s,%s,%s,,%s,", report->labels[0].kind,
        bed->dataset.images[issue->image].file,
        issue->object < 0 ? "" : ps_arena_printf(bed->arena, "%d", issue->object + 1),
        report->labels[0].class_name);
    char *text = ps_arena_text_n(bed->arena, (const char *)file.data, file.size);
    ck_assert_msg(strstr(text, row) != NULL, "%s", row);
    ck_assert_ptr_nonnull(
        strstr(text, ps_arena_printf(bed->arena, "%s\",,\r\n2,", report->labels[0].reason)));
    ps_bytes_free(&file);
    ck_assert(ps_folder_remove(folder, &error));
    report_free(report);
    bed_free(bed);
}
END_TEST

/* ---- slices in words ---- */

START_TEST(slices_in_words)
{
    static const char *const rows[][3] = {
        {"objects", "below 11", "with fewer than 11 objects"},
        {"objects", "11 to 14", "with 11 to 14 objects"},
        {"objects", "22 and above", "with 22 objects or more"},
        {"objects", "1", "with 1 object"},
        {"objects", "0", "with no object"},
        {"brightness", "below 93.5", "with brightness below 93.5"},
        {"brightness", "93.5 to 110", "with brightness from 93.5 to 110"},
        {"sharpness", "8.1 and above", "with sharpness of 8.1 or more"},
        {"image size", "below 640", "with a longer side under 640 pixels"},
        {"image size", "640 to 1280", "with a longer side of 640 to 1280 pixels"},
        {"light", "night", "where light is night"},
        {"shift", "day to night", "where shift is day to night"},
        {"camera", "3", "with camera 3"},
        {"way", "below sea", "where way is below sea"},
    };
    PsArena *arena = ps_arena_new();
    for (int i = 0; i < COUNT_OF(rows); i++) {
        ck_assert_str_eq(slice_images(arena, rows[i][0], rows[i][1]), rows[i][2]);
    }
    ck_assert_str_eq(slice_label(arena, "objects", "below 11"), "fewer than 11 objects");
    ps_arena_free(arena);
}
END_TEST

/* A difference is said in points. */
START_TEST(difference_in_points)
{
    static const PsEvidence figures[] = {{"difference", 0.398, PS_UNIT_RATE},
                                         {"recall", 0.51, PS_UNIT_RATE},
                                         {"others", 0.91, PS_UNIT_RATE},
                                         {"objects", 84, PS_UNIT_COUNT}};
    PsArena *arena = ps_arena_new();
    PsCard card = {.rule = "R12",
                   .kind = "crowding",
                   .variant = "",
                   .severity = PS_MEDIUM,
                   .class_index = -1,
                   .other = -1,
                   .evidence = figures,
                   .evidence_count = COUNT_OF(figures),
                   .interval = {true, 0.306, 0.484},
                   .gain = NAN,
                   .open = true};
    ReportCard shown = one_card(&card, arena);
    ck_assert_msg(strstr(shown.sentence, "of others 91%: a difference of 40 points (95% interval "
                                         "31 to 48).") != NULL,
                  "%s", shown.sentence);
    ps_arena_free(arena);
}
END_TEST

Suite *cards_suite(void)
{
    Suite *suite = suite_create("cards");
    TCase *tests = tcase_create("cards");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_card_by_hand);
    tcase_add_test(tests, slices_in_words);
    tcase_add_test(tests, difference_in_points);
    tcase_add_loop_test(tests, every_sentence, 0, 9);
    tcase_add_test(tests, threshold_card_has_a_figure);
    tcase_add_test(tests, no_advice);
    tcase_add_test(tests, same_text_in_json);
    tcase_add_test(tests, review_table);
    suite_add_tcase(suite, tests);
    return suite;
}
