/* The VOC devkit's detection text, a file for each class: values worked out by hand, refusals, and
   the shared data where they are there. */
#include "lib/read/shared.h"

#include <check.h>

#include <string.h>

Suite *voc_detections_suite(void);

/* Images 1.jpg, a b.jpg of 100 x 50; classes light, traffic_light. */
static Folder usual(void)
{
    Folder folder = folder_new();
    folder_put(
        &folder, "t.json",
        "{\"images\": [{\"id\": 1, \"file_name\": \"1.jpg\", \"width\": 100, \"height\": 50}, "
        "{\"id\": 2, \"file_name\": \"a b.jpg\", \"width\": 100, \"height\": 50}], "
        "\"categories\": [{\"id\": 7, \"name\": \"light\"}, {\"id\": 9, \"name\": "
        "\"traffic_light\"}], \"annotations\": [{\"id\": 1, \"image_id\": 1, \"category_id\": "
        "7, \"bbox\": [1, 2, 3, 4]}]}");
    return folder;
}

START_TEST(boxes_by_hand)
{
    Folder folder = usual();
    PsDataset *d = folder_truth(&folder, "t.json", none);
    folder_put(&folder, "p/comp4_det_test_light.txt",
               "\xEF\xBB\xBF"
               "1 0.5 10 20 30.5 45\r\na b 0.25 1e1 0 99 50\r\n");
    folder_put(&folder, "p/comp4_det_test_traffic_light.txt", "1.jpg 0.75 1 2 3 4");
    folder_put(&folder, "p/comp4_det_test_horse.txt", "\n");
    PsPredictions *p = folder_results(&folder, d, "p", none);
    ck_assert_str_eq(p->input.format, "voc-detections");
    ck_assert_int_eq(p->input.file_count, 3);
    ck_assert(p->detection_count == 3 && p->issue_count == 0);
    const PsDetection *first = &p->detections[0], *last = &p->detections[2];
    ck_assert(first->image == 0 && first->class_index == 0 && first->score == 0.5);
    ck_assert(first->box.x == 10 && first->box.y == 20);
    ck_assert(first->box.width == 20.5 && first->box.height == 25);
    ck_assert(p->detections[1].class_index == 1 && p->detections[1].score == 0.75);
    ck_assert(last->image == 1 && last->class_index == 0 && last->box.width == 89);
    ps_predictions_free(p);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(unknown_images_and_classes_are_said)
{
    Folder folder = usual();
    PsDataset *d = folder_truth(&folder, "t.json", none);
    folder_put(&folder, "p/light.txt", "1 0.5 10 20 30.5 45\n2 0.5 10 20 30 45\n");
    folder_put(&folder, "p/horse.txt", "1 0.5 10 20 30.5 45\n");
    PsPredictions *p = folder_results(&folder, d, "p", none);
    ck_assert_str_eq(p->input.format, "voc-detections");
    ck_assert_int_eq(p->detection_count, 1);
    ISSUE(p, "unknown-image", "p/light.txt:line 2", 1);
    ISSUE(p, "unknown-class", "p/horse.txt:line 1", 1);
    ps_predictions_free(p);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

static const struct {
    const char *text, *refusal;
} refused[] = {
    {"1 0.5 10 20 30\n", "p/light.txt:line 2: 5 columns; wanted a name, a score and four numbers"},
    {"1 0.5 10 20 thirty 45\n", "p/light.txt:line 2: \"thirty\"; wanted"},
    {"1 nan 10 20 30 45\n", "p/light.txt:line 2: \"nan\"; wanted"},
    {"1 0.5 10 20 -inf 45\n", "p/light.txt:line 2: \"-inf\"; wanted"},
};

START_TEST(faults_are_refused)
{
    Folder folder = usual();
    PsDataset *d = folder_truth(&folder, "t.json", none);
    folder_put(&folder, "p/light.txt",
               ps_arena_printf(folder.arena, "1 0.5 10 20 30 45\n%s", refused[_i].text));
    const char *said =
        folder_results_error(&folder, d, "p", (PsReadOptions){.format = "voc-detections"});
    ck_assert_msg(strncmp(said, refused[_i].refusal, strlen(refused[_i].refusal)) == 0, "%s", said);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(a_file_for_each_image_is_another_format)
{
    Folder folder = usual();
    PsDataset *d = folder_truth(&folder, "t.json", none);
    folder_put(&folder, "p/1.txt", "light 0.5 10 20 30 45\n");
    const char *said =
        folder_results_error(&folder, d, "p", (PsReadOptions){.format = "voc-detections"});
    ck_assert_ptr_nonnull(strstr(said, "--prediction-format text-detections"));
    PsPredictions *p = folder_results(&folder, d, "p", none);
    ck_assert_str_eq(p->input.format, "text-detections");
    ps_predictions_free(p);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* ------------------------------------------------------------------ shared data */

static const SharedPair pairs[] = {
    {.truth = "bccd/coco/instances_valtest.json",
     .predictions = "bccd/predictions/v2-voc",
     .expected = "bccd/expected-v2-valtest.json",
     .tolerance = 1e-9},
    {.truth = "bccd/coco/instances_valtest.json",
     .predictions = "bccd/predictions/v1-voc",
     .expected = "bccd/expected-v1-valtest.json",
     .tolerance = 1e-9},
    {.truth = "bccd/coco/instances_test.json",
     .predictions = "bccd/predictions/v2-voc",
     .expected = "bccd/expected-v2-test.json",
     .tolerance = 1e-9},
};

START_TEST(figures)
{
    PsArena *arena = ps_arena_new();
    const char *data = folder_shared(arena, "figures of VOC text");
    if (data) shared_figures(arena, data, &pairs[_i]);
    ps_arena_free(arena);
}
END_TEST

Suite *voc_detections_suite(void)
{
    Suite *suite = suite_create("voc-detections");
    TCase *cases = tcase_create("voc-detections");
    tcase_set_timeout(cases, 30);
    tcase_add_test(cases, boxes_by_hand);
    tcase_add_test(cases, unknown_images_and_classes_are_said);
    tcase_add_loop_test(cases, faults_are_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_test(cases, a_file_for_each_image_is_another_format);
    tcase_add_loop_test(cases, figures, 0, sizeof pairs / sizeof *pairs);
    suite_add_tcase(suite, cases);
    return suite;
}
