/* Real data, with the figures of the public evaluator (pycocotools): every number of each file
   expected*.json that is about boxes. The data lie beside the repository, or where
   PROOFSHEET_SHARED names; without them these tests are skipped, with a word about it. */
#include "gen/pair.h"
#include "support.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/number.h"

#include <check.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *expected_suite(void);

typedef struct Row {
    const char *truth, *predictions, *expected;
    int classes;
    unsigned how;
} Row;

enum { CURVES = 1 }; /* the expected file has whole precision curves too */

#define BCCD_ALL "bccd/coco/instances_valtest.json"
#define BCCD_TEST "bccd/coco/instances_test.json"
#define EVERYDAY "coco-everyday/instances.json"
#define AERIAL "hit-uav-obb/instances-upright.json"
#define VOC "pairs/voc-100/gts/coco_format_v1/instances_default.json"
#define VAL2014 "pairs/coco-val2014-100/"
#define PADILLA "pairs/padilla-coco-test/"

/* The detections of hit-uav-obb have an upright bbox next to the rotated one. */
static const Row rows[] = {
    {BCCD_ALL, "bccd/predictions/v1-coco.json", "bccd/expected-v1-valtest.json", 3, CURVES},
    {BCCD_ALL, "bccd/predictions/v2-coco.json", "bccd/expected-v2-valtest.json", 3, CURVES},
    {BCCD_ALL, "bccd/predictions/v2-stem-ids.json", "bccd/expected-v2-valtest.json", 3, CURVES},
    {BCCD_TEST, "bccd/predictions/v1-coco.json", "bccd/expected-v1-test.json", 3, 0},
    {BCCD_TEST, "bccd/predictions/v2-coco.json", "bccd/expected-v2-test.json", 3, 0},
    {VAL2014 "instances_val2014_100.json", VAL2014 "instances_val2014_fakebbox100_results.json",
     VAL2014 "expected-bbox.json", 80, 0},
    {VOC, "pairs/voc-100/detections-joined.json", "pairs/voc-100/expected-bbox.json", 20, 0},
    {VOC, "pairs/voc-100/dets/coco_format/coco_dets.json", "pairs/voc-100/expected-bbox.json", 20,
     0},
    {PADILLA "gts/sampled_gts_bbox_area.json", PADILLA "cocoapi_results.json",
     PADILLA "expected-bbox.json", 80, 0},
    {PADILLA "gts/sampled_gts_bbox_area.json", PADILLA "dets/sampled_bbox_results.json",
     PADILLA "expected-bbox.json", 80, 0},
    {"pairs/cartucho/gt-coco.json", "pairs/cartucho/dets-coco.json",
     "pairs/cartucho/expected-bbox.json", 30, 0},
    {"pairs/shapes-segm/gt_dataset.json", "pairs/shapes-segm/dt_dataset.json",
     "pairs/shapes-segm/expected-bbox.json", 4, 0},
    {EVERYDAY, "coco-everyday/predictions/simulated-bbox.json",
     "coco-everyday/expected-simulated-bbox.json", 80, 0},
    {EVERYDAY, "coco-everyday/predictions/hog-person.json",
     "coco-everyday/expected-hog-person.json", 80, 0},
    {AERIAL, "hit-uav-obb/predictions/obb-v1.json", "hit-uav-obb/expected-obb-v1-upright.json", 5,
     0},
    {AERIAL, "hit-uav-obb/predictions/blob-rbox.json", "hit-uav-obb/expected-blob-upright.json", 5,
     0},
    {"hostile/base/gt.json", "hostile/base/pred.json", "hostile/base/expected.json", 3, 0},
};

/* Expected files that are not about upright boxes: nothing here could give their numbers. */
static const struct LeftOut {
    const char *expected, *why;
} left_out[] = {
    {VAL2014 "expected-segm.json", "overlap of masks"},
    {"pairs/shapes-segm/expected-segm.json", "overlap of masks"},
    {"coco-everyday/expected-simulated-segm.json", "overlap of masks"},
    {"coco-everyday/expected-simulated-keypoints.json", "distance of key points"},
    {"pairs/keypoints-one-image/expected-keypoints.json", "distance of key points"},
    {"hit-uav-obb/expected-obb-v1-rotated.json", "overlap of rotated boxes"},
    {"hit-uav-obb/expected-blob-rotated.json", "overlap of rotated boxes"},
};

static PsArena *arena;
static const char *data;

static const char *shared_data(PsArena *owner)
{
    const char *folder = getenv("PROOFSHEET_SHARED");
    return ps_path_join(owner, folder && *folder ? folder : "../shared", "data");
}

static void set_up(void)
{
    arena = ps_arena_new();
    data = shared_data(arena);
}

static void tear_down(void)
{
    ps_arena_free(arena);
}

static Pair read_row(const Row *row, const PsEvaluateOptions *options)
{
    const char *truth = ps_path_join(arena, data, row->truth);
    const char *predictions = ps_path_join(arena, data, row->predictions);
    return pair_read(truth, predictions, options);
}

/* ---- comparing ---- */

static int compared, defined;

/* To the last bit: sums are taken in numpy's order. -1 is the public evaluator's word for
   undefined. */
static void compare(double wanted, double found, const char *what, int index)
{
    bool same = wanted == -1 ? isnan(found) : found == wanted;
    if (!same) ck_abort_msg("%s [%d] is %.17g, wanted %.17g", what, index, found, wanted);
    compared++;
    defined += wanted != -1;
}

static void push_numbers(const cJSON *json, PsBuf *numbers, const char *what)
{
    if (cJSON_IsNumber(json)) {
        PS_BUF_PUSH(numbers, json->valuedouble);
        return;
    }
    ck_assert_msg(cJSON_IsArray(json), "%s is no array of numbers", what);
    for (const cJSON *item = json->child; item; item = item->next) {
        push_numbers(item, numbers, what);
    }
}

/* The file's array, however deep, against ours, flat and in the same order. */
static void compare_all(const cJSON *wanted, const double *found, int count, const char *what)
{
    PsBuf numbers = PS_BUF;
    push_numbers(wanted, &numbers, what);
    ck_assert_msg(PS_BUF_COUNT(&numbers, double) == (size_t)count, "%s has %zu numbers, wanted %d",
                  what, PS_BUF_COUNT(&numbers, double), count);
    for (int i = 0; i < count; i++) {
        compare(PS_BUF_ITEMS(&numbers, double)[i], found[i], what, i);
    }
    ps_buf_free(&numbers);
}

static void compare_member(const cJSON *wanted, const char *key, const double *found, int count)
{
    compare_all(cJSON_GetObjectItemCaseSensitive(wanted, key), found, count, key);
}

/* ---- what the file was made of ---- */

enum { SETTING = 3 + PS_COCO_IOUS + 2 * PS_COCO_AREAS + PS_COCO_MAXDETS + 5 + 4 };

static void check_setting(const cJSON *wanted, const Pair *pair)
{
    static const double areas[] = {0, 1e10, 0, 1024, 1024, 9216, 9216, 1e10};
    static const double most[] = {1, 10, 100};
    const double images = pair->dataset->image_count, objects = pair->dataset->object_count;
    const double detections = pair->predictions->detection_count;
    const double classes = pair->dataset->class_count;
    const double shape[] = {PS_COCO_IOUS, PS_COCO_RECALLS, classes, PS_COCO_AREAS, PS_COCO_MAXDETS};
    const double recall_shape[] = {PS_COCO_IOUS, classes, PS_COCO_AREAS, PS_COCO_MAXDETS};
    double ious[PS_COCO_IOUS];
    for (int t = 0; t < PS_COCO_IOUS; t++) ious[t] = 0.5 + t * ((0.95 - 0.5) / 9);
    compare_member(wanted, "images", &images, 1);
    compare_member(wanted, "ground_truth", &objects, 1);
    compare_member(wanted, "detections", &detections, 1);
    compare_member(wanted, "iou_thresholds", ious, PS_COCO_IOUS);
    compare_member(wanted, "area_ranges", areas, COUNT_OF(areas));
    compare_member(wanted, "max_dets", most, COUNT_OF(most));
    const cJSON *shapes = cJSON_GetObjectItem(wanted, "array_shapes");
    compare_member(shapes, "precision", shape, COUNT_OF(shape));
    compare_member(shapes, "recall", recall_shape, COUNT_OF(recall_shape));
}

static void check_figures(const cJSON *wanted, const PsCoco *coco)
{
    static const char *const names[PS_COCO_FIGURES] = {
        "AP",  "AP50", "AP75",  "APsmall", "APmedium", "APlarge",
        "AR1", "AR10", "AR100", "ARsmall", "ARmedium", "ARlarge"};
    const cJSON *name = cJSON_GetObjectItem(wanted, "stats_names")->child;
    for (int i = 0; i < PS_COCO_FIGURES; i++, name = name->next) {
        ck_assert_str_eq(name->valuestring, names[i]);
    }
    compare_member(wanted, "stats", coco->figures, PS_COCO_FIGURES);
}

/* ---- the arrays ---- */

enum { LAST_MAXDETS = PS_COCO_MAXDETS - 1 };

/* Of one line over the recalls; undefined precision is so at all of them. */
static double mean_precision(const PsEvaluation *evaluation, int t, size_t at)
{
    double values[PS_COCO_RECALLS];
    size_t step = (size_t)evaluation->dataset->class_count * PS_COCO_AREAS * PS_COCO_MAXDETS;
    for (int r = 0; r < PS_COCO_RECALLS; r++) {
        size_t slot = ((size_t)t * PS_COCO_RECALLS + (size_t)r) * step + at;
        values[r] = evaluation->coco.all_precision[slot];
    }
    return ps_pairwise_sum(values, PS_COCO_RECALLS) / PS_COCO_RECALLS;
}

/* [iou][class][area][maxdets] */
static double *mean_precisions(const PsEvaluation *evaluation)
{
    size_t step = (size_t)evaluation->dataset->class_count * PS_COCO_AREAS * PS_COCO_MAXDETS;
    double *means = PS_ARRAY(arena, double, step *PS_COCO_IOUS);
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        for (size_t at = 0; at < step; at++) {
            means[(size_t)t * step + at] = mean_precision(evaluation, t, at);
        }
    }
    return means;
}

static void check_arrays(const cJSON *wanted, const PsEvaluation *evaluation, const double *means)
{
    int count = evaluation->dataset->class_count * PS_COCO_IOUS * PS_COCO_AREAS * PS_COCO_MAXDETS;
    compare_member(wanted, "recall", evaluation->coco.recall, count);
    compare_member(wanted, "precision_mean_over_recall", means, count);
}

/* ---- classes ---- */

enum { OF_CLASS = 1 + 3 + 1 + PS_COCO_IOUS + PS_COCO_IOUS };

/* All areas and maxDets 100, of an array [iou][class][area][maxdets]. */
static void take_ious(const double *array, int classes, int class_index, double *values)
{
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        values[t] =
            array[(t * classes + class_index) * PS_COCO_AREAS * PS_COCO_MAXDETS + LAST_MAXDETS];
    }
}

static void check_class(const cJSON *row, const PsEvaluation *evaluation, int c,
                        const double *means)
{
    const PsDataset *dataset = evaluation->dataset;
    const PsCoco *coco = &evaluation->coco;
    const double id = (double)dataset->classes[c].id;
    double ap[PS_COCO_IOUS], recall[PS_COCO_IOUS];
    take_ious(means, dataset->class_count, c, ap);
    take_ious(coco->recall, dataset->class_count, c, recall);
    const double ar = ps_pairwise_sum(recall, PS_COCO_IOUS) / PS_COCO_IOUS;
    ck_assert_str_eq(cJSON_GetObjectItem(row, "name")->valuestring, dataset->classes[c].name);
    compare_member(row, "id", &id, 1);
    compare_member(row, "AP", &coco->class_ap[c], 1);
    compare_member(row, "AP50", &coco->class_ap50[c], 1);
    compare_member(row, "AP75", &coco->class_ap75[c], 1);
    compare_member(row, "AR_maxdets_last", &ar, 1);
    compare_member(row, "AP_by_iou", ap, PS_COCO_IOUS);
    compare_member(row, "recall_by_iou", recall, PS_COCO_IOUS);
}

static void check_classes(const cJSON *wanted, const PsEvaluation *evaluation, const double *means)
{
    const cJSON *list = cJSON_GetObjectItem(wanted, "per_class"), *row = list->child;
    ck_assert_int_eq(cJSON_GetArraySize(list), evaluation->dataset->class_count);
    for (int c = 0; c < evaluation->dataset->class_count; c++, row = row->next) {
        check_class(row, evaluation, c, means);
    }
}

/* ---- whole curves ---- */

enum { CURVES_OF_CLASS = (PS_COCO_IOUS + 1) * PS_COCO_RECALLS };

/* One curve of an array [iou][recall][class][area][maxdets], at area "all" and maxDets 100. */
static void compare_curve(const cJSON *wanted, const PsEvaluation *evaluation, const double *array,
                          int t, int c)
{
    double values[PS_COCO_RECALLS];
    int classes = evaluation->dataset->class_count;
    for (int r = 0; r < PS_COCO_RECALLS; r++) {
        int slot = ((t * PS_COCO_RECALLS + r) * classes + c) * PS_COCO_AREAS;
        values[r] = array[slot * PS_COCO_MAXDETS + PS_COCO_MAXDETS - 1];
    }
    compare_all(wanted, values, PS_COCO_RECALLS, evaluation->dataset->classes[c].name);
}

static void check_curves(const cJSON *wanted, const PsEvaluation *evaluation)
{
    const cJSON *precisions = cJSON_GetObjectItem(wanted, "precision_at_area_all_last_maxdets");
    const cJSON *scores = cJSON_GetObjectItem(wanted, "score_at_recall_iou50");
    for (int c = 0; c < evaluation->dataset->class_count; c++) {
        const char *name = evaluation->dataset->classes[c].name;
        const cJSON *by_iou = cJSON_GetObjectItemCaseSensitive(precisions, name);
        ck_assert_int_eq(cJSON_GetArraySize(by_iou), PS_COCO_IOUS);
        for (int t = 0; t < PS_COCO_IOUS; t++) {
            char key[16];
            snprintf(key, sizeof key, "%.2f", 0.5 + 0.05 * t);
            compare_curve(cJSON_GetObjectItem(by_iou, key), evaluation,
                          evaluation->coco.all_precision, t, c);
        }
        compare_curve(cJSON_GetObjectItemCaseSensitive(scores, name), evaluation,
                      evaluation->coco.all_score, 0, c);
    }
}

/* ---- each pair ---- */

static void check_sums(const PsEvaluation *evaluation)
{
    const PsDataset *dataset = evaluation->dataset;
    for (int k = 0; k < evaluation->threshold_count; k++) {
        PsCounts n = evaluation->sweep[k];
        int kept = 0;
        for (int d = 0; d < evaluation->predictions->detection_count; d++) {
            kept += evaluation->predictions->detections[d].score >= evaluation->thresholds[k];
        }
        ck_assert_int_eq(n.correct + n.misclassified + n.missed,
                         dataset->object_count - dataset->crowd_count);
        ck_assert_int_eq(n.correct + n.misclassified + n.false_positive + n.ignored, kept);
        ck_assert_int_eq(n.mistaken, n.misclassified);
    }
}

/* So many numbers a file must have, or a part of it was passed over. */
static int numbers_of(const Row *row)
{
    int arrays = 2 * PS_COCO_IOUS * PS_COCO_AREAS * PS_COCO_MAXDETS;
    int of_class = OF_CLASS + arrays + (row->how & CURVES ? CURVES_OF_CLASS : 0);
    return SETTING + PS_COCO_FIGURES + row->classes * of_class;
}

START_TEST(every_number)
{
    const Row *row = &rows[_i];
    const PsEvaluateOptions options = {.arrays = true};
    cJSON *wanted = read_json(ps_path_join(arena, data, row->expected));
    Pair pair = read_row(row, &options);
    const double *means = mean_precisions(pair.evaluation);
    check_setting(wanted, &pair);
    check_figures(wanted, &pair.evaluation->coco);
    check_classes(wanted, pair.evaluation, means);
    check_arrays(wanted, pair.evaluation, means);
    if (row->how & CURVES) check_curves(wanted, pair.evaluation);
    ck_assert_int_eq(compared, numbers_of(row));
    ck_assert_int_gt(defined, compared / 4);
    check_sums(pair.evaluation);
    cJSON_Delete(wanted);
    pair_free(&pair);
}
END_TEST

/* ---- no file is passed over ---- */

static bool is_named(const char *path)
{
    for (int i = 0; i < COUNT_OF(rows); i++) {
        if (strcmp(rows[i].expected, path) == 0) return true;
    }
    for (int i = 0; i < COUNT_OF(left_out); i++) {
        if (strcmp(left_out[i].expected, path) == 0) return true;
    }
    return false;
}

static bool is_expected(const char *name)
{
    size_t length = strlen(name);
    return strncmp(name, "expected", 8) == 0 && length > 5 &&
           strcmp(name + length - 5, ".json") == 0;
}

/* Returns how many there are in the folder and below; `below` is its path from data/. */
static int check_folder(const char *below)
{
    char **names;
    int count, found = 0;
    PsError error = {0};
    const char *folder = *below ? ps_path_join(arena, data, below) : data;
    ck_assert_msg(ps_folder_list(folder, arena, &names, &count, &error), "%s", error.found);
    for (int i = 0; i < count; i++) {
        const char *path = *below ? ps_path_join(arena, below, names[i]) : names[i];
        if (ps_folder_exists(ps_path_join(arena, data, path))) {
            found += check_folder(path);
        } else if (is_expected(names[i])) {
            ck_assert_msg(is_named(path), "%s is neither checked nor left out", path);
            found++;
        }
    }
    return found;
}

START_TEST(every_file)
{
    ck_assert_int_ge(check_folder(""), 14 + COUNT_OF(left_out));
}
END_TEST

/* ---- threads ---- */

static const Row *const threaded = &rows[1];

static void write_report(int threads, PsBuf *out)
{
    const PsEvaluateOptions options = {
        .threads = threads, .resamples = 100, .seed = 1, .arrays = true};
    Pair pair = read_row(threaded, &options);
    pair_report(&pair, out);
    pair_free(&pair);
}

START_TEST(threads_do_not_show)
{
    static const int threads[] = {2, 7};
    PsBuf one = PS_BUF;
    write_report(1, &one);
    ck_assert_int_gt((int)one.length, 100000);
    for (int i = 0; i < COUNT_OF(threads); i++) {
        PsBuf many = PS_BUF;
        write_report(threads[i], &many);
        ck_assert_int_eq((int)many.length, (int)one.length);
        ck_assert_msg(memcmp(many.data, one.data, one.length) == 0, "%d threads show", threads[i]);
        ps_buf_free(&many);
    }
    ps_buf_free(&one);
}
END_TEST

static bool shared_data_is_there(void)
{
    PsArena *own = ps_arena_new();
    const char *folder = shared_data(own);
    bool there = ps_folder_exists(folder);
    if (!there) {
        printf("expected: %s is not there: %d real pairs skipped\n", folder, COUNT_OF(rows));
    }
    ps_arena_free(own);
    return there;
}

Suite *expected_suite(void)
{
    Suite *suite = suite_create("expected");
    if (!shared_data_is_there()) return suite;
    TCase *pairs = tcase_create("real pairs");
    tcase_add_checked_fixture(pairs, set_up, tear_down);
    tcase_set_timeout(pairs, 20);
    tcase_add_loop_test(pairs, every_number, 0, COUNT_OF(rows));
    tcase_add_test(pairs, every_file);
    tcase_add_test(pairs, threads_do_not_show);
    suite_add_tcase(suite, pairs);
    return suite;
}
