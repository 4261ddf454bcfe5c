/* report.json, every figure to the last bit that of the evaluation, and the table for a terminal.
 */
#include "export/export.h"
#include "support.h"

#include "base/buf.h"

#include <check.h>
#include <cjson/cJSON.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *export_suite(void);
TCase *csv_case(void);     /* test_csv.c */
TCase *explore_case(void); /* test_json_explore.c */

static Scene *scene;
static const PsEvaluation *evaluation;
static Export source;
static cJSON *json;

static PsWhere places[] = {{"some/where/truth.json", "annotations[3]", NULL},
                           {"some/other/file.json", "=annotations[7]", NULL}};
static const PsIssue issues[] = {
    {.code = "odd-thing",
     .file = "some/where/truth.json",
     .place = "annotations[3]",
     .text = "Said \"so\", once.",
     .count = 2,
     .places = places,
     .place_count = 2},
    {.code = "other-thing", .text = "@text", .count = 1},
};
static const PsIssue notes[] = {
    {.code = "idle-thing", .file = "b.json", .place = "a.jpg", .text = "Nothing.", .count = 1}};

static cJSON *parsed_report(void)
{
    PsBuf out = PS_BUF;
    export_json(&source, &out);
    ck_assert_int_eq(out.data[out.length - 1], '\n');
    ck_assert_uint_eq(strlen(out.data), out.length);
    cJSON *parsed = cJSON_Parse(out.data);
    ck_assert_ptr_nonnull(parsed);
    ps_buf_free(&out);
    return parsed;
}

static void set_up(void)
{
    scene = scene_hard_names();
    evaluation = scene_evaluate(scene, 0);
    source = (Export){.evaluation = evaluation,
                      .title = "T \\ \x01",
                      .issues = issues,
                      .issue_count = COUNT_OF(issues),
                      .notes = notes,
                      .note_count = 1};
    json = parsed_report();
}

static void tear_down(void)
{
    cJSON_Delete(json);
    scene_free(scene);
}

/* ---- report.json ---- */

/* The item at a path such as "dataset/classes/1/name". */
static const cJSON *at(const char *path)
{
    const cJSON *item = json;
    for (const char *part = path; *part;) {
        char key[64];
        size_t length = strcspn(part, "/");
        snprintf(key, sizeof key, "%.*s", (int)length, part);
        item = cJSON_IsArray(item) ? cJSON_GetArrayItem(item, atoi(key))
                                   : cJSON_GetObjectItemCaseSensitive(item, key);
        ck_assert_msg(item != NULL, "%s is missing", path);
        part += length + (part[length] == '/');
    }
    return item;
}

static void check_number(const char *path, double wanted)
{
    const cJSON *item = at(path);
    bool same =
        isnan(wanted) ? cJSON_IsNull(item) : cJSON_IsNumber(item) && item->valuedouble == wanted;
    ck_assert_msg(same, "%s is %.17g, wanted %.17g", path, item->valuedouble, wanted);
}

static void check_text(const char *path, const char *wanted)
{
    ck_assert_msg(cJSON_IsString(at(path)), "%s is no text", path);
    ck_assert_str_eq(at(path)->valuestring, wanted);
}

/* Valid until the next call. */
static const char *below(const char *path, const char *key)
{
    static char text[128];
    snprintf(text, sizeof text, "%s/%s", path, key);
    return text;
}

static const char *nth(const char *path, int i)
{
    char key[16];
    snprintf(key, sizeof key, "%d", i);
    return below(path, key);
}

static void check_counts_at(const char *path, PsCounts counts)
{
    check_number(below(path, "correct"), counts.correct);
    check_number(below(path, "misclassified"), counts.misclassified);
    check_number(below(path, "false_positive"), counts.false_positive);
    check_number(below(path, "false_negative"), counts.missed);
    check_number(below(path, "f1"), ps_f1(counts));
}

START_TEST(json_top)
{
    static const char *const keys[] = {"schema",  "title",     "tool",       "inputs",   "dataset",
                                       "coco",    "iou",       "thresholds", "sweep",    "optimal",
                                       "classes", "confusion", "images",     "warnings", "notes"};
    for (int i = 0; i < COUNT_OF(keys); i++) at(keys[i]);
    check_number("schema", 1);
    check_number("iou", 0.5);
    check_text("tool/name", "proofsheet");
    check_text("tool/version", PS_VERSION);
    check_text("title", "T \\ \x01");
    check_text("inputs/0/role", "ground-truth");
    check_text("inputs/0/name", "truth.json");
    check_text("inputs/1/format", "coco-results");
    check_text("inputs/1/sha256", "01");
    check_number("dataset/images", 4);
    check_number("dataset/objects", 6);
    check_number("dataset/crowds", 0);
    check_number("dataset/detections", 9);
    check_text("dataset/classes/1/name", "a, \"b\"\r\nc </script>");
    check_number("dataset/classes/1/id", 2);
    check_number("dataset/classes/0/images", 2);
}
END_TEST

START_TEST(json_figures)
{
    static const char *const names[] = {"AP",  "AP50", "AP75",  "APs", "APm", "APl",
                                        "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"};
    for (int i = 0; i < PS_COCO_FIGURES; i++) {
        check_number(below("coco", names[i]), evaluation->coco.figures[i]);
    }
    ck_assert_int_eq(cJSON_GetArraySize(at("coco")), PS_COCO_FIGURES);
    const PsOptimum *optimum = &evaluation->optimum;
    check_number("optimal/confidence", optimum->confidence);
    check_number("optimal/index", evaluation->optimal_index);
    check_number("optimal/precision", optimum->precision);
    check_number("optimal/recall", optimum->recall);
    check_number("optimal/f1", optimum->f1);
    check_number("optimal/plateau/0", optimum->plateau_low);
    check_number("optimal/plateau/1", optimum->plateau_high);
}
END_TEST

START_TEST(json_sweep)
{
    int n = evaluation->threshold_count;
    ck_assert_int_eq(cJSON_GetArraySize(at("thresholds")), n);
    ck_assert_int_eq(cJSON_GetArraySize(at("sweep/f1")), n);
    for (int k = 0; k < n; k++) {
        PsCounts counts = evaluation->sweep[k];
        check_number(nth("thresholds", k), evaluation->thresholds[k]);
        check_number(nth("sweep/precision", k), ps_precision(counts));
        check_number(nth("sweep/recall", k), ps_recall(counts));
        check_number(nth("sweep/f1", k), ps_f1(counts));
        check_number(nth("sweep/correct", k), counts.correct);
        check_number(nth("sweep/misclassified", k), counts.misclassified);
        check_number(nth("sweep/false_positive", k), counts.false_positive);
        check_number(nth("sweep/false_negative", k), counts.missed);
        check_number(nth("sweep/ignored", k), counts.ignored);
    }
}
END_TEST

START_TEST(json_classes)
{
    for (int c = 0; c < 2; c++) {
        char row[32], counts[48];
        snprintf(row, sizeof row, "classes/%d", c);
        snprintf(counts, sizeof counts, "%s/at_optimal", row);
        check_text(below(row, "name"), scene->dataset.classes[c].name);
        check_number(below(row, "objects"), 3);
        check_number(below(row, "AP"), evaluation->coco.class_ap[c]);
        check_number(below(row, "AP50"), evaluation->coco.class_ap50[c]);
        check_number(below(row, "AP75"), evaluation->coco.class_ap75[c]);
        check_number(below(row, "optimal/confidence"), NAN);
        check_counts_at(counts, evaluation->class_sweep[c * evaluation->threshold_count + 73]);
    }
    ck_assert_int_eq(cJSON_GetArraySize(at("classes")), 2);
}
END_TEST

static int count_in_cell(int actual, int predicted, int k)
{
    const PsCell *cell = ps_cell_find(evaluation, actual, predicted);
    return cell ? cell->counts[k] : 0;
}

START_TEST(json_rest)
{
    check_number("confusion/confidence", 0.73);
    check_text("confusion/labels/0", "=SUM(A1)");
    check_text("confusion/labels/2", "background");
    for (int i = 0; i < 9; i++) {
        char path[32];
        snprintf(path, sizeof path, "confusion/counts/%d/%d", i / 3, i % 3);
        check_number(path, count_in_cell(i / 3, i % 3, 73));
    }
    for (int i = 0; i < 4; i++) {
        PsCounts sweep[101];
        ps_image_sweep(evaluation, i, sweep);
        char row[32];
        snprintf(row, sizeof row, "images/%d", i);
        check_text(below(row, "file"), scene->dataset.images[i].file);
        check_counts_at(row, sweep[73]);
    }
    check_text("warnings/0/code", "odd-thing");
    check_text("warnings/0/file", "truth.json");
    check_text("warnings/0/place", "annotations[3]");
    check_text("warnings/0/text", "Said \"so\", once.");
    check_number("warnings/0/count", 2);
    check_text("warnings/1/file", "");
    check_text("warnings/1/place", "");
    check_text("notes/0/code", "idle-thing");
    check_number("notes/0/count", 1);
}
END_TEST

START_TEST(json_by_iou)
{
    ck_assert_int_eq(cJSON_GetArraySize(at("by_iou/classes")), 2);
    check_text("by_iou/classes/0/name", "=SUM(A1)");
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        const PsAtIou *best = &evaluation->at_iou[t];
        const PsBest *of_class = &evaluation->class_at_iou[PS_COCO_IOUS + t];
        check_number(nth("by_iou/iou", t), (50 + 5 * t) / 100.0);
        check_number(nth("by_iou/f1", t), best->best_f1);
        check_number(nth("by_iou/confidence", t), best->confidence);
        check_number(nth("by_iou/precision", t), best->precision);
        check_number(nth("by_iou/recall", t), best->recall);
        check_number(nth("by_iou/macro_f1", t), best->macro_f1);
        check_number(nth("by_iou/macro_confidence", t), best->macro_confidence);
        check_number(nth("by_iou/classes/1/f1", t), of_class->f1);
        check_number(nth("by_iou/classes/1/confidence", t), of_class->confidence);
    }
}
END_TEST

START_TEST(same_bytes_every_time)
{
    PsBuf one = PS_BUF, two = PS_BUF;
    export_json(&source, &one);
    export_json(&source, &two);
    ck_assert_uint_eq(one.length, two.length);
    ck_assert_int_eq(memcmp(one.data, two.data, one.length), 0);
    ck_assert_ptr_null(strstr(one.data, "</script"));
    ps_buf_free(&one);
    ps_buf_free(&two);
}
END_TEST

/* One object of class 7 found, one of class 1999 taken for class 3, a box on nothing of class 0. */
START_TEST(thousands_of_classes_are_listed_cell_by_cell)
{
    enum { MANY = 2001 };
    Scene *many = scene_new(1, MANY);
    scene_object(many, 0, 7, AT(0, 0, 10, 10));
    scene_object(many, 0, 1999, AT(50, 50, 10, 10));
    scene_detection(many, 0, 7, 0.9, AT(0, 0, 10, 10));
    scene_detection(many, 0, 3, 0.9, AT(50, 50, 10, 10));
    scene_detection(many, 0, 0, 0.9, AT(80, 80, 10, 10));
    for (int c = 0; c < MANY; c++) many->dataset.classes[c].name = "same";
    scene_finish(many);
    PsError error;
    PsEvaluateOptions options = {.iou = 0.5};
    source.evaluation = many->evaluation = ps_evaluate(&many->predictions, &options, &error);
    cJSON_Delete(json);
    json = parsed_report();
    char *cells = cJSON_PrintUnformatted(at("confusion/cells"));
    ck_assert_str_eq(cells, "[[7,7,1],[1999,3,1],[2001,0,1]]");
    ck_assert_ptr_null(cJSON_GetObjectItem(at("confusion"), "counts"));
    free(cells);
    scene_free(many);
}
END_TEST

/* ---- the table for a terminal ---- */

START_TEST(terminal_table)
{
    static const char class_line[] = "\n=SUM(A1)                         3     0.489     0.554"
                                     "     0.554     0.500     0.667     0.571\n";
    static const char optimum_line[] =
        "\noptimal confidence 0.73: precision 0.600, recall 0.500, F1 0.545\n";
    const char *const lines[] = {"AP         0.362\n", "AP50       0.446\n", "AP medium  –\n",
                                 "AR100      0.400\n", optimum_line,         class_line};
    PsBuf out = PS_BUF;
    export_table(&source, &out);
    for (int i = 0; i < COUNT_OF(lines); i++) {
        ck_assert_msg(strstr(out.data, lines[i]) != NULL, "no '%s' in\n%s", lines[i], out.data);
    }
    ps_buf_free(&out);
}
END_TEST

Suite *export_suite(void)
{
    Suite *suite = suite_create("export");
    TCase *all = tcase_create("export");
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, json_top);
    tcase_add_test(all, json_figures);
    tcase_add_test(all, json_sweep);
    tcase_add_test(all, json_classes);
    tcase_add_test(all, json_rest);
    tcase_add_test(all, json_by_iou);
    tcase_add_test(all, thousands_of_classes_are_listed_cell_by_cell);
    tcase_add_test(all, same_bytes_every_time);
    tcase_add_test(all, terminal_table);
    suite_add_tcase(suite, all);
    suite_add_tcase(suite, csv_case());
    suite_add_tcase(suite, explore_case());
    return suite;
}
