/* YOLO: layouts, values worked out by hand, refusals, and the shared data where they are there. */
#include "lib/read/checks.h"
#include "lib/read/shared.h"

#include <check.h>
#include <cjson/cJSON.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

Suite *yolo_suite(void);
TCase *yaml_cases(void);

/* Two pictures in val, one in train, of 100 x 50 and 40 x 80 pixels. */
static Folder usual(const char *yaml)
{
    Folder folder = folder_new();
    folder_put(&folder, "data.yaml", yaml);
    folder_put_picture(&folder, "images/val/b.png", 40, 80);
    folder_put_picture(&folder, "images/val/a.png", 100, 50);
    folder_put_picture(&folder, "images/train/c.png", 10, 10);
    folder_put(&folder, "labels/val/a.txt", "1 0.5 0.5 0.2 0.4\n0 .25 .5 .5 1\n");
    folder_put(&folder, "labels/train/c.txt", "0 0.5 0.5 1 1\n");
    return folder;
}

START_TEST(boxes_by_hand)
{
    Folder folder = usual("names: [cat, dog]\nval: images/val\ntrain: images/train\n");
    PsDataset *d = folder_truth(&folder, "", none);
    ck_assert_int_eq(d->image_count, 2);
    ck_assert_int_eq(d->issue_count, 0);
    ck_assert_str_eq(d->images[0].file, "a.png");
    ck_assert(d->images[0].id == 1 && d->images[0].width == 100 && d->images[0].height == 50);
    ck_assert(d->images[1].object_count == 0 && d->images[1].height == 80);
    ck_assert_int_eq(d->object_count, 2);
    check_box(d->objects[0].box, 40, 15, 20, 20);
    check_box(d->objects[1].box, 0, 0, 50, 50);
    ck_assert_double_eq_tol(d->objects[0].area, 400, 1e-9);
    ck_assert_str_eq(d->classes[d->objects[0].class_index].name, "dog");
    ck_assert(d->objects[0].id == 1 && d->objects[1].id == 2);
    ck_assert_str_eq(d->input.format, "yolo");
    ck_assert_int_eq(d->input.file_count, 1);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

static const struct {
    const char *yaml, *split, *first, *issue;
    int images;
} splits[] = {
    {"names: {0: cat, 1: dog}\nval: ../images/val\n", NULL, "a.png", NULL, 2},
    {"names: [a, b]\ntrain: images/train\nval:\n", NULL, "c.png", NULL, 1},
    {"names: [a, b]\ntrain: images/train\nval: images/val\n", "train", "c.png", NULL, 1},
    {"names: [a, b]\nval: [images/val, images/train]\n", NULL, "train/c.png", NULL, 3},
    {"names: [a, b]\nval: /home/me/set/images/val\n", NULL, "a.png", "path-moved", 2},
    {"names: [a, b]\npath: ../datasets/x\nval: images/val\n", NULL, "a.png", "path-moved", 2},
    {"names: [a, b]\npath: images\nval: val\n", NULL, "a.png", NULL, 2},
    {"names: [a, b]\nval: 'C:\\set\\images\\val'\n", NULL, "a.png", "path-moved", 2},
    {"names: [a, b]\nval: list.txt\n", NULL, "train/c.png", NULL, 2},
    {"names: [a, b]\n", NULL, "a.png", NULL, 2},
    {"names: [a, b]\n", "train", "c.png", NULL, 1},
};

START_TEST(splits_are_found)
{
    Folder folder = usual(splits[_i].yaml);
    folder_put(&folder, "list.txt", "\xEF\xBB\xBF./images/val/a.png\r\n\r\n images/train/c.png \n");
    PsReadOptions options = {.split = splits[_i].split};
    PsDataset *d = folder_truth(&folder, "data.yaml", options);
    ck_assert_int_eq(d->image_count, splits[_i].images);
    ck_assert_str_eq(d->images[0].file, splits[_i].first);
    ck_assert_int_eq(d->issue_count, splits[_i].issue != NULL);
    if (splits[_i].issue) ck_assert_str_eq(d->issues[0].code, splits[_i].issue);
    ck_assert(d->object_count > 0);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(pictures_elsewhere)
{
    Folder folder = folder_new();
    folder_put(&folder, "set/labels/val/a.txt", "0 .5 .5 .5 .5\n");
    folder_put(&folder, "set/labels/train/c.txt", "0 .5 .5 .5 .5\n");
    folder_put(&folder, "set/classes.txt", "\xEF\xBB\xBFnut \r\nbolt\n\n");
    folder_put_picture(&folder, "pictures/val/a.png", 20, 10);
    folder_put_picture(&folder, "pictures/val/b.png", 20, 10);
    PsReadOptions options = {.images = folder_at(&folder, "pictures")};
    PsDataset *d = folder_truth(&folder, "set", options);
    ck_assert(d->image_count == 2 && d->object_count == 1 && d->class_count == 2);
    ck_assert_str_eq(d->classes[0].name, "nut");
    ck_assert_str_eq(d->images[0].file, "val/a.png");
    check_box(d->objects[0].box, 5, 2.5, 10, 5);
    ps_dataset_free(d);
    d = folder_truth(&folder, "set/labels/val", options);
    ck_assert(d->image_count == 2 && d->object_count == 1);
    ISSUE(d, "class-names-unknown", "set/labels/val:", 1);
    ck_assert_str_eq(d->classes[0].name, "class 0");
    ps_dataset_free(d);
    ck_assert_ptr_nonnull(strstr(folder_truth_error(&folder, "set", none), "--images FOLDER"));
    folder_end(&folder);
}
END_TEST

/* All pictures lie in one folder; those that another split labels are none of this one. */
START_TEST(pictures_of_all_splits_in_one_folder)
{
    Folder folder = folder_new();
    folder_put(&folder, "set/data.yaml", "names: [a]\nval: images/val\n");
    folder_put(&folder, "set/labels/val/a.txt", "0 .5 .5 .5 .5\n");
    folder_put(&folder, "set/labels/train/c.txt", "0 .5 .5 .5 .5\n");
    for (int i = 0; i < 3; i++) {
        folder_put_picture(&folder, ps_arena_printf(folder.arena, "p/%c.png", 'a' + i), 20, 10);
    }
    PsReadOptions options = {.images = folder_at(&folder, "p")};
    PsDataset *d = folder_truth(&folder, "set/data.yaml", options);
    ck_assert_int_eq(d->image_count, 2);
    ck_assert_str_eq(d->images[1].file, "b.png");
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(missing_picture_is_left_out)
{
    Folder folder = usual("names: [a, b]\nval: list.txt\n");
    folder_put(&folder, "list.txt", "images/val/a.png\nimages/val/gone.png\n");
    folder_put(&folder, "labels/val/gone.txt", "0 .5 .5 .5 .5\n");
    PsDataset *d = folder_truth(&folder, "data.yaml", none);
    ck_assert_int_eq(d->image_count, 1);
    ISSUE(d, "picture-missing", "data.yaml:", 1);
    ps_dataset_free(d);
    d = folder_truth(&folder, "list.txt", none);
    ck_assert_int_eq(d->image_count, 1);
    ck_assert_str_eq(d->classes[1].name, "b");
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* ------------------------------------------------------------------ lines */

static const struct {
    const char *label, *issue, *place;
    int count, objects;
} odd[] = {
    {"0 .1 .1 .3 .1 .3 .3 .1 .3\n0 .1 .1 .4 .1 .3 .3\n", "yolo-polygon", ":line 1", 2, 2},
    {"0 .1 .1 .3 .1 .3 .3\n0 .1 .1 .4 .1 .3 .3 .1 .3\n", "yolo-polygon", ":line 1", 2, 2},
    {"\n\n1.0 .5 .5 .5 .5\n", "class-with-point", ":line 3", 1, 1},
    {"1 .5 .5 .5 .5 .9\n", "score-in-ground-truth", ":line 1", 1, 1},
    {"1 .5 .5 .5 .5\n1 0.5 5e-1 .50 .5\n", "duplicate-line", ":line 2", 1, 1},
    {"1 .5 .5 -.5 .5\n", "box-negative-size", ":line 1", 1, 0},
    {"1 .9 .5 .5 .5\n", "box-over-edge", ":line 1", 1, 1},
    {"0 .95 .5 .1000002 .5\n", "box-rounded-over-edge", ":line 1", 1, 1},
    {"0 50 20 10 8\n", "labels-look-like-pixels", ":line 1", 1, 1},
};

START_TEST(odd_lines)
{
    Folder folder = usual("names: [a, b]\nval: images/val\n");
    folder_put(&folder, "labels/val/a.txt", odd[_i].label);
    PsDataset *d = folder_truth(&folder, "data.yaml", none);
    const char *place = ps_arena_printf(folder.arena, "labels/val/a.txt%s", odd[_i].place);
    ISSUE(d, odd[_i].issue, place, odd[_i].count);
    ck_assert_int_eq(d->object_count, odd[_i].objects);
    if (strcmp(odd[_i].issue, "yolo-polygon") == 0) check_box(d->objects[0].box, 10, 5, 20, 10);
    if (strcmp(odd[_i].issue, "box-rounded-over-edge") == 0) {
        ck_assert_double_eq(d->objects[0].box.x + d->objects[0].box.width, 100);
    }
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

static const struct {
    const char *label, *error;
} wrong[] = {
    {"0 .5 .5 .5\n", "line 1: 4 columns; "},
    {"\n0 .5 .5 .5 .5\r\n0 .5 .5 .5 .5 .5 .5 .5\n", "line 3: 8 columns; "},
    {"2 .5 .5 .5 .5\n", "line 1: class 2; wanted a class from 0 to 1"},
    {"99999999999999999999 .5 .5 .5 .5\n", "line 1: \"99999999999999999999\"; "},
    {"0 .5 .5 inf .5\n", "line 1: \"inf\"; wanted a finite number"},
    {"0 .5 .5 1e999 .5\n", "line 1: \"1e999\"; wanted a finite number"},
    {"0 .5 .5 0x1 .5\n", "line 1: \"0x1\"; wanted a finite number"},
    {"0 .5 . .5 .5\n", "line 1: \".\"; wanted a finite number"},
    {"0;.5;.5;.5;.5\n", "line 1: \"0;.5;.5;.5;.5\"; wanted a class number"},
    {"0,5 .5 .5 .5 .5\n", "line 1: \"0,5\"; wanted numbers with a point"},
    {"0 .5 .5 \xFF\xFE .5\n", "line 1: \"\xEF\xBF\xBD\xEF\xBF\xBD\"; wanted a finite number"},
};

START_TEST(wrong_lines)
{
    Folder folder = usual("names: [a, b]\nval: images/val\n");
    folder_put(&folder, "labels/val/a.txt", wrong[_i].label);
    const char *error = folder_truth_error(&folder, "data.yaml", none);
    const char *wanted = ps_arena_printf(folder.arena, "labels/val/a.txt:%s", wrong[_i].error);
    ck_assert_msg(strncmp(error, wanted, strlen(wanted)) == 0, "%s", error);
    folder_end(&folder);
}
END_TEST

START_TEST(key_points_are_passed_over)
{
    Folder folder = usual("names: [a, b]\nval: images/val\nkpt_shape: [2, 3]\n");
    folder_put(&folder, "labels/val/a.txt", "0 .5 .5 .5 .5 .1 .1 2 .2 .2 2\n");
    PsDataset *d = folder_truth(&folder, "data.yaml", none);
    ck_assert_int_eq(d->issue_count, 0);
    check_box(d->objects[0].box, 25, 12.5, 50, 25);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* Many lines in one file: equal ones are found by an index, different ones are kept. */
START_TEST(many_lines)
{
    Folder folder = usual("names: [a, b]\nval: images/val\n");
    PsBuf text = PS_BUF;
    for (int i = 0; i < 50000; i++) {
        ps_buf_printf(&text, "0 0.%06d 0.5 0.001 0.5\n", 100000 + i % 25000);
    }
    folder_put(&folder, "labels/val/a.txt", text.data);
    PsDataset *d = folder_truth(&folder, "data.yaml", none);
    ck_assert_int_eq(d->object_count, 25000);
    ISSUE(d, "duplicate-line", "labels/val/a.txt:line 25001", 25000);
    ps_dataset_free(d);
    ps_buf_free(&text);
    folder_end(&folder);
}
END_TEST

/* ------------------------------------------------------------------ predictions */

START_TEST(predictions_by_hand)
{
    Folder folder = usual("names: [cat, dog]\nval: images/val\n");
    folder_put(&folder, "found/b.txt", "1 0.5 0.25 0.5 0.5 0.75\n");
    folder_put(&folder, "found/a.txt", "");
    folder_put(&folder, "found/classes.txt", "cat\ndog\n");
    PsDataset *d = folder_truth(&folder, "", none);
    PsPredictions *p = folder_results(&folder, d, "found", none);
    ck_assert(p->detection_count == 1 && p->detections[0].image == 1 && p->issue_count == 0);
    check_box(p->detections[0].box, 10, 0, 20, 40);
    ck_assert_double_eq(p->detections[0].score, 0.75);
    ck_assert_str_eq(d->classes[p->detections[0].class_index].name, "dog");
    ck_assert(p->input.file_count == 2 && strcmp(p->input.format, "yolo-results") == 0);
    ps_predictions_free(p);
    folder_put(&folder, "swapped.txt", "dog\ncat\n");
    PsReadOptions named = {.classes = folder_at(&folder, "swapped.txt")};
    p = folder_results(&folder, d, "found", named);
    ck_assert_str_eq(d->classes[p->detections[0].class_index].name, "cat");
    ps_predictions_free(p);
    folder_put(&folder, "found/sub/b.txt", "7 0.5 0.25 0.5 0.5 1.75\n");
    folder_put(&folder, "found/other.txt", "1 0.5 0.25 0.5 0.5 0.75\n");
    p = folder_results(&folder, d, "found", none);
    ISSUE(p, "image-in-two-files", "found/sub/b.txt:", 1);
    ISSUE(p, "unknown-image", "found/other.txt:line 1", 1);
    ISSUE(p, "unknown-class", "found/sub/b.txt:line 1", 1);
    ISSUE(p, "score-above-one", "found/sub/b.txt:line 1", 1);
    ps_predictions_free(p);
    folder_put(&folder, "found/b.txt", "1 0.5 0.25 0.5 0.5\n");
    ck_assert_ptr_nonnull(strstr(folder_results_error(&folder, d, "found", none),
                                 "found/b.txt:line 1: 5 columns; wanted 6"));
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

static const char truth_from_1[] =
    "{\"images\":[{\"id\":1,\"file_name\":\"a.jpg\",\"width\":100,\"height\":100},"
    "{\"id\":2,\"file_name\":\"b.jpg\"}],\"categories\":[{\"id\":3,\"name\":\"x\"},"
    "{\"id\":9,\"name\":\"y\"}],\"annotations\":[]}";

START_TEST(classes_by_order_and_score_second)
{
    Folder folder = folder_new();
    PsBuf text = PS_BUF;
    for (int i = 0; i < 12; i++) ps_buf_printf(&text, "1 0.9%d 0.5 0.5 0.25 0.5\n", i % 10);
    folder_put(&folder, "truth.json", truth_from_1);
    folder_put(&folder, "found/a.txt", text.data);
    PsDataset *d = folder_truth(&folder, "truth.json", none);
    PsPredictions *p = folder_results(&folder, d, "found", none);
    ISSUE(p, "class-by-order", "found/a.txt:line 1", 12);
    ISSUE(p, "score-in-second-column", "found:", 1);
    check_box(p->detections[0].box, 37.5, 25, 25, 50);
    ck_assert_double_eq(p->detections[1].score, 0.91);
    ck_assert_int_eq(p->detections[0].class_index, 1);
    ps_predictions_free(p);
    folder_put(&folder, "found/b.txt", "1 .5 .5 .5 .5 .5\n");
    ck_assert_ptr_nonnull(strstr(folder_results_error(&folder, d, "found", none),
                                 "found/b.txt: the size of its image is not known"));
    ps_dataset_free(d);
    ps_buf_free(&text);
    folder_end(&folder);
}
END_TEST

/* ------------------------------------------------------------------ shared data */

static cJSON *json_of(PsArena *arena, const char *folder, const char *name)
{
    PsBytes bytes;
    PsError error;
    ck_assert(ps_file_read(ps_path_join(arena, folder, name), 1U << 30, &bytes, &error));
    cJSON *json = cJSON_Parse(bytes.data);
    ck_assert_ptr_nonnull(json);
    ps_bytes_free(&bytes);
    return json;
}

START_TEST(blood_cells_as_yolo)
{
    PsArena *arena = ps_arena_new();
    const char *data = folder_shared(arena, "blood_cells_as_yolo");
    if (data) {
        PsError error = {0};
        const char *bccd = ps_path_join(arena, data, "bccd");
        PsDataset *d = ps_dataset_read(ps_path_join(arena, bccd, "yolo-valtest.txt"), NULL, &error);
        PsDataset *coco =
            ps_dataset_read(ps_path_join(arena, bccd, "coco/instances_valtest.json"), NULL, &error);
        ck_assert_msg(d && coco, "%s", error.found);
        ck_assert(d->object_count == 2082 && coco->object_count == 2082);
        for (int i = 0; i < d->object_count; i++) {
            const PsBox *a = &d->objects[i].box, *b = &coco->objects[i].box;
            ck_assert_str_eq(d->classes[d->objects[i].class_index].name,
                             coco->classes[coco->objects[i].class_index].name);
            ck_assert(fabs(a->x - b->x) < 1e-5 && fabs(a->width - b->width) < 1e-5);
            ck_assert(fabs(a->y - b->y) < 1e-5 && fabs(a->height - b->height) < 1e-5);
        }
        PsPredictions *p =
            ps_predictions_read(d, ps_path_join(arena, bccd, "predictions/v2-yolo"), NULL, &error);
        ck_assert_msg(p != NULL, "%s", error.found);
        PsEvaluation *evaluation = ps_evaluate(p, NULL, &error);
        cJSON *wanted = json_of(arena, bccd, "expected-v2-valtest.json");
        const cJSON *stats = cJSON_GetObjectItem(wanted, "stats");
        for (int k = 0; k < PS_COCO_FIGURES; k++) {
            double figure = cJSON_GetArrayItem(stats, k)->valuedouble;
            ck_assert_double_eq_tol(evaluation->coco.figures[k], figure, 1e-6);
        }
        cJSON_Delete(wanted);
        ps_evaluation_free(evaluation);
        ps_predictions_free(p);
        ps_dataset_free(coco);
        ps_dataset_free(d);
    }
    ps_arena_free(arena);
}
END_TEST

START_TEST(hostile_cases)
{
    PsArena *arena = ps_arena_new();
    const char *data = folder_shared(arena, "hostile YOLO");
    if (data) {
        int truth = shared_hostile(arena, data, "yolo");
        ck_assert_int_ge(truth + shared_hostile(arena, data, "yolo-results"), 29);
    }
    ps_arena_free(arena);
}
END_TEST

Suite *yolo_suite(void)
{
    Suite *suite = suite_create("yolo");
    TCase *all = tcase_create("all");
    tcase_add_test(all, boxes_by_hand);
    tcase_add_loop_test(all, splits_are_found, 0, (int)(sizeof splits / sizeof *splits));
    tcase_add_test(all, pictures_elsewhere);
    tcase_add_test(all, pictures_of_all_splits_in_one_folder);
    tcase_add_test(all, missing_picture_is_left_out);
    tcase_add_loop_test(all, odd_lines, 0, (int)(sizeof odd / sizeof *odd));
    tcase_add_loop_test(all, wrong_lines, 0, (int)(sizeof wrong / sizeof *wrong));
    tcase_add_test(all, key_points_are_passed_over);
    tcase_add_test(all, many_lines);
    tcase_add_test(all, predictions_by_hand);
    tcase_add_test(all, classes_by_order_and_score_second);
    tcase_add_test(all, blood_cells_as_yolo);
    tcase_add_test(all, hostile_cases);
    suite_add_tcase(suite, all);
    suite_add_tcase(suite, yaml_cases());
    return suite;
}
