/* Which splits get a report of their own, in which order and folder; and what pages say of them. */
#include "suites.h"

#include "build.h"
#include "splits.h"
#include "support.h"

#include <check.h>

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The split of each image, by name; NULL: of none. */
static Splits find(Scene *scene, const char *const *words)
{
    PsSliceColumn column = {.name = "Split", .words = words, .sliced = true};
    PsColumns columns = {.items = &column, .count = 1};
    scene_finish(scene);
    return splits_find(&scene->dataset, &columns, scene->arena);
}

START_TEST(order)
{
    Scene *scene = scene_new(6, 1);
    static const char *const words[] = {"test", "night", "Valid", "train", "day", "test"};
    static const char *const wanted[] = {"train", "Valid", "test", "day", "night"};
    Splits splits = find(scene, words);
    ck_assert(splits.count == 5 && splits.from_slices && splits.left_out == 0);
    for (int s = 0; s < 5; s++) ck_assert_str_eq(splits.items[s].name, wanted[s]);
    ck_assert(splits.items[2].image_count == 2 && splits.items[2].images[0] == 0 &&
              splits.items[2].images[1] == 5);
    ck_assert(splits.part_of[0] == 2 && splits.part_of[1] == 4 && splits.part_of[5] == 2);
    scene_free(scene);
}
END_TEST

/* Names that lead nowhere good; equal ones where case does not count. */
START_TEST(folders)
{
    Scene *scene = scene_new(8, 1);
    static const char *const words[] = {
        "..", "a/b", "A.B", "a.b", "<img src=x>", "", "\xc3\xa9t\xc3\xa9.", "x y"};
    Splits splits = find(scene, words);
    ck_assert_int_eq(splits.count, 8);
    for (int s = 0; s < splits.count; s++) {
        const char *folder = splits.items[s].folder;
        ck_assert_msg(strncmp(folder, "splits/", 7) == 0, "%s", folder);
        ck_assert_msg(strspn(folder + 7, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                         "0123456789._-") == strlen(folder + 7),
                      "%s", folder);
        ck_assert(folder[7] && folder[7] != '.' && folder[strlen(folder) - 1] != '.');
        for (int other = 0; other < s; other++) {
            ck_assert_msg(strcasecmp(folder, splits.items[other].folder) != 0, "%s twice", folder);
        }
    }
    scene_free(scene);
}
END_TEST

/* Ten splits, of which "s2" and "s5" are the smallest. */
START_TEST(the_largest_eight)
{
    Scene *scene = scene_new(SCENE_IMAGES, 1);
    static const char *const words[SCENE_IMAGES] = {"s0", "s0", "s1", "s1", "s2", "s3", "s3", "s4",
                                                    "s4", "s5", "s6", "s6", "s7", "s7", "s8", NULL};
    Splits splits = find(scene, words);
    ck_assert(splits.count == 8 && splits.left_out == 1);
    for (int s = 0; s < 8; s++) ck_assert_str_ne(splits.items[s].name, "s8");
    ck_assert(splits.part_of[14] == -1 && splits.part_of[15] == -1);
    ck_assert_str_eq(splits.name_of[14], "s8");
    scene_free(scene);
}
END_TEST

/* Without a column, what the dataset knows; a column goes before it. */
START_TEST(known_by_the_dataset)
{
    Scene *scene = scene_new(3, 1);
    static const int split_of[] = {1, -1, 0};
    static const char *const names[] = {"val", "train"}, *const words[] = {"x", "y", NULL};
    scene_finish(scene);
    Splits splits = splits_find(&scene->dataset, NULL, scene->arena);
    ck_assert(!splits.name_of && splits.count == 0);
    scene->dataset.split_of = split_of;
    scene->dataset.split_names = names;
    scene->dataset.split_count = 2;
    splits = splits_find(&scene->dataset, NULL, scene->arena);
    ck_assert(splits.count == 2 && !splits.from_slices && splits.name_of[1] == NULL);
    ck_assert_str_eq(splits.items[0].name, "train");
    ck_assert_int_eq(splits.items[0].images[0], 0);
    splits = find(scene, words);
    ck_assert(splits.count == 2 && splits.from_slices);
    ck_assert_str_eq(splits.items[1].name, "y");
    scene_free(scene);
}
END_TEST

/* ---- what pages say ---- */

static BuildInput input_of(const PsEvaluation *evaluation, const Splits *splits, int part)
{
    return (BuildInput){.evaluation = evaluation,
                        .splits = splits,
                        .part = part < 0 ? NULL : &splits->items[part],
                        .title = "T",
                        .date = ""};
}

/* The rows of the parts are made as the program makes them. */
static void fill_rows(const PsEvaluation *evaluation, Splits *splits, SplitRow *rows,
                      PsArena *arena)
{
    for (int s = 0; s < splits->count; s++) {
        BuildInput input = input_of(evaluation, splits, s);
        Report *report = report_build(&input);
        rows[s] = split_row(report, &splits->items[s], arena);
        splits->items[s].row = &rows[s];
        report_free(report);
    }
}

START_TEST(links_and_table)
{
    Scene *scene = scene_worked();
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    static const char *const words[] = {"val", "val", "test", "val"};
    Splits splits = find(scene, words);
    SplitRow rows[2];
    fill_rows(evaluation, &splits, rows, scene->arena);
    BuildInput input = input_of(evaluation, &splits, -1);
    Report *report = report_build(&input);
    ck_assert(report->split_link_count == 3 && !report->split_links_long);
    ck_assert_str_eq(report->split_links[0].name, "All");
    ck_assert_str_eq(report->split_links[0].count, "4");
    ck_assert_str_eq(report->split_links[0].where, "");
    ck_assert_str_eq(report->split_links[1].where, "splits/val/index.html");
    ck_assert_str_eq(report->split_here, "All 4");
    ck_assert(report->split_row_count == 3);
    ck_assert_str_eq(report->split_rows[0].name, "All");
    ck_assert_str_eq(report->split_rows[0].ap50, report_metric(report, "AP50"));
    ck_assert_str_eq(report->split_rows[2].name, "test");
    ck_assert_str_eq(report->split_rows[2].where, "splits/test/index.html");
    report_free(report);
    scene_free(scene);
}
END_TEST

START_TEST(page_of_a_part)
{
    Scene *scene = scene_worked();
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    static const char *const words[] = {"val", "val", "test", "val"};
    Splits splits = find(scene, words);
    BuildInput input = input_of(evaluation, &splits, 1);
    Report *report = report_build(&input);
    ck_assert_str_eq(report->title, "T, test");
    ck_assert_str_eq(report->split_links[0].where, "../../index.html");
    ck_assert_str_eq(report->split_links[1].where, "../../splits/val/index.html");
    ck_assert_str_eq(report->split_links[2].where, "");
    ck_assert_str_eq(report->split_here, "test 1");
    ck_assert(report->split_row_count == 0 && !*report->splits_note);
    report_free(report);
    scene_free(scene);
}
END_TEST

/* One split, or a page in one file: no links; the latter says why. */
START_TEST(one_page_only)
{
    Scene *scene = scene_worked();
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    static const char *const one[] = {"val", "val", "val", NULL}, *const two[] = {"a", "b", "b",
                                                                                  "b"};
    Splits splits = find(scene, one);
    BuildInput input = input_of(evaluation, &splits, -1);
    Report *report = report_build(&input);
    ck_assert(report->split_link_count == 0 && !*report->splits_note);
    report_free(report);
    splits = find(scene, two);
    input = input_of(evaluation, &splits, -1);
    input.alone = true;
    report = report_build(&input);
    ck_assert(report->split_link_count == 0 && report->split_row_count == 0);
    ck_assert_str_eq(report->splits_note, "The set has splits (a 1, b 3). A page in one file holds "
                                          "no report for each of them; a report in a folder does.");
    ImageView view;
    report->image(report, 0, scene->arena, &view);
    ck_assert_str_eq(view.split, "a");
    report_free(report);
    scene_free(scene);
}
END_TEST

Suite *split_reports_suite(void)
{
    Suite *suite = suite_create("split-reports");
    TCase *found = tcase_create("found"), *pages = tcase_create("pages");
    tcase_add_test(found, order);
    tcase_add_test(found, folders);
    tcase_add_test(found, the_largest_eight);
    tcase_add_test(found, known_by_the_dataset);
    tcase_add_test(pages, links_and_table);
    tcase_add_test(pages, page_of_a_part);
    tcase_add_test(pages, one_page_only);
    suite_add_tcase(suite, found);
    suite_add_tcase(suite, pages);
    return suite;
}
