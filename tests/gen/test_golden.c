/* Golden cases. Each folder of tests/golden holds a pair of inputs and what report.json must say
   about it: expected.json repeats the structure of report.json as far as it is checked. An object
   may stand for an array, its keys being indices. "why" explains the figures and is skipped.
   Where the shared real data lies beside the repository, the figures of the public evaluator are
   checked as well. */
#include "base/buf.h"
#include "base/file.h"
#include "export/export.h"

#include <check.h>
#include <cjson/cJSON.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *golden_suite(void);

static const char golden_folder[] = "tests/golden";
static const double tolerance = 1e-9;

enum { PATH_SIZE = 256, LIMIT = 64 << 20, MOST_CASES = 200 };

static char case_names[MOST_CASES][64];
static int case_count;

/* ---- one pair of inputs ---- */

typedef struct Pair {
    PsArena *arena;
    PsDataset *dataset;
    PsPredictions *predictions;
    PsEvaluation *evaluation;
} Pair;

static Pair pair_read(const char *truth, const char *predictions)
{
    Pair pair = {.arena = ps_arena_new()};
    PsError error = {0};
    pair.dataset = ps_dataset_read(truth, NULL, &error);
    ck_assert_msg(pair.dataset != NULL, "%s: %s", truth, error.found);
    pair.predictions = ps_predictions_read(pair.dataset, predictions, NULL, &error);
    ck_assert_msg(pair.predictions != NULL, "%s: %s", predictions, error.found);
    pair.evaluation = ps_evaluate(pair.predictions, NULL, &error);
    ck_assert_msg(pair.evaluation != NULL, "%s", error.found);
    return pair;
}

static void pair_free(Pair *pair)
{
    ps_evaluation_free(pair->evaluation);
    ps_predictions_free(pair->predictions);
    ps_dataset_free(pair->dataset);
    ps_arena_free(pair->arena);
}

static cJSON *read_json(const char *path)
{
    PsBytes bytes;
    PsError error = {0};
    ck_assert_msg(ps_file_read(path, LIMIT, &bytes, &error), "%s: %s", path, error.found);
    cJSON *json = cJSON_Parse(bytes.data);
    ck_assert_msg(json != NULL, "%s is not JSON", path);
    ps_bytes_free(&bytes);
    return json;
}

static cJSON *report_of(const Pair *pair)
{
    PsBuf issues = PS_BUF, out = PS_BUF;
    ps_buf_bytes(&issues, pair->dataset->issues,
                 sizeof(PsIssue) * (size_t)pair->dataset->issue_count);
    ps_buf_bytes(&issues, pair->predictions->issues,
                 sizeof(PsIssue) * (size_t)pair->predictions->issue_count);
    Export source = {.evaluation = pair->evaluation,
                     .title = "golden",
                     .issues = PS_BUF_ITEMS(&issues, PsIssue),
                     .issue_count = (int)PS_BUF_COUNT(&issues, PsIssue)};
    export_json(&source, &out);
    cJSON *json = cJSON_Parse(out.data);
    ck_assert_msg(json != NULL, "report.json is not JSON");
    ps_buf_free(&issues);
    ps_buf_free(&out);
    return json;
}

/* ---- comparing ---- */

static int values_checked;

static const cJSON *member(const cJSON *actual, const char *key)
{
    if (!cJSON_IsArray(actual)) return cJSON_GetObjectItemCaseSensitive(actual, key);
    return cJSON_GetArrayItem(actual, atoi(key));
}

static void compare_value(const cJSON *expected, const cJSON *actual, const char *path)
{
    char *found = cJSON_PrintUnformatted(actual), *wanted = cJSON_PrintUnformatted(expected);
    bool same = cJSON_IsNumber(expected)
                    ? cJSON_IsNumber(actual) &&
                          fabs(expected->valuedouble - actual->valuedouble) <= tolerance
                    : strcmp(found, wanted) == 0;
    ck_assert_msg(same, "%s is %.100s, wanted %.100s", path, found, wanted);
    free(found);
    free(wanted);
    values_checked++;
}

static void compare(const cJSON *expected, const cJSON *actual, const char *path)
{
    if (!cJSON_IsObject(expected) && !cJSON_IsArray(expected)) {
        compare_value(expected, actual, path);
        return;
    }
    if (cJSON_IsArray(expected)) {
        ck_assert_msg(cJSON_IsArray(actual), "%s is no array", path);
        ck_assert_msg(cJSON_GetArraySize(actual) == cJSON_GetArraySize(expected), "%s has %d items",
                      path, cJSON_GetArraySize(actual));
    }
    int index = 0;
    for (const cJSON *item = expected->child; item; item = item->next, index++) {
        char below[PATH_SIZE], key[16];
        if (item->string && strcmp(item->string, "why") == 0) continue;
        snprintf(key, sizeof key, "%d", index);
        const char *name = item->string ? item->string : key;
        snprintf(below, sizeof below, "%s/%s", path, name);
        const cJSON *found = member(actual, name);
        ck_assert_msg(found != NULL, "%s is missing", below);
        compare(item, found, below);
    }
}

START_TEST(golden)
{
    const char *name = case_names[_i];
    PsArena *arena = ps_arena_new();
    const char *folder = ps_path_join(arena, golden_folder, name);
    cJSON *expected = read_json(ps_path_join(arena, folder, "expected.json"));
    Pair pair = pair_read(ps_path_join(arena, folder, "truth.json"),
                          ps_path_join(arena, folder, "predictions.json"));
    cJSON *actual = report_of(&pair);
    values_checked = 0;
    compare(expected, actual, name);
    ck_assert_int_gt(values_checked, 10);
    ck_assert_msg(cJSON_HasObjectItem(expected, "why"), "%s does not explain its figures", name);
    cJSON_Delete(actual);
    cJSON_Delete(expected);
    pair_free(&pair);
    ps_arena_free(arena);
}
END_TEST

START_TEST(golden_cases_are_there)
{
    ck_assert_int_ge(case_count, 8);
}
END_TEST

/* ---- real data, with the figures of the public evaluator ---- */

typedef struct Real {
    const char *truth, *predictions, *expected;
} Real;

static const Real real[] = {
    {"bccd/coco/instances_valtest.json", "bccd/predictions/v1-coco.json",
     "bccd/expected-v1-valtest.json"},
    {"bccd/coco/instances_test.json", "bccd/predictions/v1-coco.json",
     "bccd/expected-v1-test.json"},
    {"bccd/coco/instances_valtest.json", "bccd/predictions/v2-coco.json",
     "bccd/expected-v2-valtest.json"},
    {"bccd/coco/instances_test.json", "bccd/predictions/v2-coco.json",
     "bccd/expected-v2-test.json"},
    {"pairs/coco-val2014-100/instances_val2014_100.json",
     "pairs/coco-val2014-100/instances_val2014_fakebbox100_results.json",
     "pairs/coco-val2014-100/expected-bbox.json"},
    {"pairs/voc-100/gts/coco_format_v1/instances_default.json",
     "pairs/voc-100/detections-joined.json", "pairs/voc-100/expected-bbox.json"},
    {"pairs/padilla-coco-test/gts/sampled_gts_bbox_area.json",
     "pairs/padilla-coco-test/cocoapi_results.json", "pairs/padilla-coco-test/expected-bbox.json"},
    {"pairs/cartucho/gt-coco.json", "pairs/cartucho/dets-coco.json",
     "pairs/cartucho/expected-bbox.json"},
    {"coco-everyday/instances.json", "coco-everyday/predictions/simulated-bbox.json",
     "coco-everyday/expected-simulated-bbox.json"},
    {"hit-uav-obb/instances-upright.json", "hit-uav-obb/predictions/obb-v1.json",
     "hit-uav-obb/expected-obb-v1-upright.json"},
};
enum { REAL = sizeof real / sizeof *real };

static const char *shared_data(PsArena *arena)
{
    const char *folder = getenv("PROOFSHEET_SHARED");
    return ps_path_join(arena, folder && *folder ? folder : "../shared", "data");
}

/* -1 is the public evaluator's word for undefined. */
static void compare_figure(const cJSON *wanted, double found, const char *name)
{
    ck_assert_msg(cJSON_IsNumber(wanted), "%s is not expected", name);
    double value = wanted->valuedouble;
    ck_assert_msg(value == -1 ? isnan(found) : fabs(found - value) <= tolerance,
                  "%s is %.17g, wanted %.17g", name, found, value);
}

static void compare_classes(const cJSON *rows, const PsEvaluation *evaluation)
{
    const PsDataset *dataset = evaluation->dataset;
    ck_assert_int_eq(cJSON_GetArraySize(rows), dataset->class_count);
    const cJSON *row = rows->child;
    for (int c = 0; c < dataset->class_count; c++, row = row->next) {
        const cJSON *id = cJSON_GetObjectItem(row, "id");
        ck_assert_double_eq(id->valuedouble, (double)dataset->classes[c].id);
        compare_figure(cJSON_GetObjectItemCaseSensitive(row, "AP"), evaluation->coco.class_ap[c],
                       dataset->classes[c].name);
        compare_figure(cJSON_GetObjectItemCaseSensitive(row, "AP50"),
                       evaluation->coco.class_ap50[c], dataset->classes[c].name);
        compare_figure(cJSON_GetObjectItemCaseSensitive(row, "AP75"),
                       evaluation->coco.class_ap75[c], dataset->classes[c].name);
    }
}

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

START_TEST(real_pair)
{
    PsArena *arena = ps_arena_new();
    const char *data = shared_data(arena);
    cJSON *expected = read_json(ps_path_join(arena, data, real[_i].expected));
    Pair pair = pair_read(ps_path_join(arena, data, real[_i].truth),
                          ps_path_join(arena, data, real[_i].predictions));
    const cJSON *figures = cJSON_GetObjectItem(expected, "stats");
    ck_assert_int_eq(cJSON_GetArraySize(figures), PS_COCO_FIGURES);
    for (int i = 0; i < PS_COCO_FIGURES; i++) {
        const cJSON *name = cJSON_GetArrayItem(cJSON_GetObjectItem(expected, "stats_names"), i);
        compare_figure(cJSON_GetArrayItem(figures, i), pair.evaluation->coco.figures[i],
                       name->valuestring);
    }
    compare_classes(cJSON_GetObjectItem(expected, "per_class"), pair.evaluation);
    check_sums(pair.evaluation);
    cJSON_Delete(expected);
    pair_free(&pair);
    ps_arena_free(arena);
}
END_TEST

static bool shared_data_is_there(void)
{
    PsArena *arena = ps_arena_new();
    bool there = ps_folder_exists(shared_data(arena));
    ps_arena_free(arena);
    if (!there) printf("shared data not there: %d real pairs skipped\n", REAL);
    return there;
}

static void list_cases(void)
{
    PsArena *arena = ps_arena_new();
    PsError error = {0};
    char **names;
    if (!ps_folder_list(golden_folder, arena, &names, &case_count, &error)) case_count = 0;
    if (case_count > MOST_CASES) case_count = MOST_CASES;
    for (int i = 0; i < case_count; i++) {
        snprintf(case_names[i], sizeof case_names[i], "%s", names[i]);
    }
    ps_arena_free(arena);
}

Suite *golden_suite(void)
{
    Suite *suite = suite_create("golden");
    TCase *cases = tcase_create("cases");
    list_cases();
    tcase_add_test(cases, golden_cases_are_there);
    tcase_add_loop_test(cases, golden, 0, case_count);
    suite_add_tcase(suite, cases);
    if (shared_data_is_there()) {
        TCase *pairs = tcase_create("real pairs");
        tcase_set_timeout(pairs, 20);
        tcase_add_loop_test(pairs, real_pair, 0, REAL);
        suite_add_tcase(suite, pairs);
    }
    return suite;
}
