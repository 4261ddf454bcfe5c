/* One ground truth and one set of detections in all the spellings of these readers must give one
   set of figures: that of the public evaluator. The data lie beside the repository; without them
   these tests are skipped. */
#include "lib/read/checks.h"

#include "support.h"

#include <check.h>
#include <cjson/cJSON.h>

#include <math.h>
#include <string.h>

Suite *spellings_suite(void);

static cJSON *load(const char *path)
{
    PsBytes bytes;
    PsError error;
    ck_assert_msg(ps_file_read(path, 1 << 28, &bytes, &error), "%s", path);
    cJSON *json = cJSON_Parse(bytes.data);
    ps_bytes_free(&bytes);
    ck_assert_ptr_nonnull(json);
    return json;
}

static double number(const cJSON *object, const char *key)
{
    return cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(object, key));
}

static const char *text_of(const cJSON *list, double id, const char *key)
{
    const cJSON *item = list->child;
    while (number(item, "id") != id) item = item->next;
    return ps_path_base(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(item, key)));
}

/* ------------------------------------------------------------------ detections by name */

typedef struct Found {
    const char *image, *class_name;
    double box[4], score;
} Found;

typedef struct Spelling {
    const char *name, *head, *tail;
    void (*put)(PsBuf *out, const Found *found, bool first);
} Spelling;

static void put_csv(PsBuf *out, const Found *f, bool first)
{
    (void)first;
    ps_buf_printf(out, "%s,%s,%.17g,%.17g,%.17g,%.17g,%.17g\n", f->image, f->class_name, f->score,
                  f->box[0], f->box[1], f->box[2], f->box[3]);
}

static void put_line(PsBuf *out, const Found *f, bool first)
{
    (void)first;
    ps_buf_printf(out,
                  "{\"image\":\"%s\",\"class\":\"%s\",\"confidence\":%.17g,"
                  "\"bbox\":[%.17g,%.17g,%.17g,%.17g]}\n",
                  f->image, f->class_name, f->score, f->box[0], f->box[1], f->box[2], f->box[3]);
}

static void put_createml(PsBuf *out, const Found *f, bool first)
{
    ps_buf_printf(out,
                  "%s{\"image\":\"%s\",\"annotations\":[{\"label\":\"%s\",\"confidence\":%.17g,"
                  "\"coordinates\":{\"x\":%.17g,\"y\":%.17g,\"width\":%.17g,\"height\":%.17g}}]}",
                  first ? "" : ",\n", f->image, f->class_name, f->score, f->box[0] + f->box[2] / 2,
                  f->box[1] + f->box[3] / 2, f->box[2], f->box[3]);
}

static void put_roboflow(PsBuf *out, const Found *f, bool first)
{
    ps_buf_printf(out,
                  "%s{\"image\":\"%s\",\"predictions\":[{\"class\":\"%s\",\"confidence\":%.17g,"
                  "\"x\":%.17g,\"y\":%.17g,\"width\":%.17g,\"height\":%.17g}]}",
                  first ? "" : ",\n", f->image, f->class_name, f->score, f->box[0] + f->box[2] / 2,
                  f->box[1] + f->box[3] / 2, f->box[2], f->box[3]);
}

static const Spelling detections[] = {
    {"p.csv", "image,class,score,x,y,width,height\n", "", put_csv},
    {"p.jsonl", "", "", put_line},
    {"p-createml.json", "[", "]", put_createml},
    {"p-roboflow.json", "[", "]", put_roboflow},
};

static void spell(const Folder *folder, const Spelling *spelling, const cJSON *truth,
                  const cJSON *results)
{
    PsBuf out = PS_BUF;
    ps_buf_text(&out, spelling->head);
    for (const cJSON *row = results->child; row; row = row->next) {
        Found found = {.image = text_of(cJSON_GetObjectItem(truth, "images"),
                                        number(row, "image_id"), "file_name"),
                       .class_name = text_of(cJSON_GetObjectItem(truth, "categories"),
                                             number(row, "category_id"), "name"),
                       .score = number(row, "score")};
        const cJSON *box = cJSON_GetObjectItem(row, "bbox")->child;
        for (int k = 0; k < 4; k++, box = box->next) found.box[k] = box->valuedouble;
        spelling->put(&out, &found, row == results->child);
    }
    ps_buf_text(&out, spelling->tail);
    folder_put_bytes(folder, spelling->name, out.data, out.length);
    ps_buf_free(&out);
}

/* ------------------------------------------------------------------ figures */

static void check_figures(const PsPredictions *predictions, const cJSON *expected, double within,
                          const char *what)
{
    PsError error = {0};
    PsEvaluateOptions options = {.iou = 0.5};
    PsEvaluation *evaluation = ps_evaluate(predictions, &options, &error);
    ck_assert_ptr_nonnull(evaluation);
    const cJSON *wanted = cJSON_GetObjectItem(expected, "stats")->child;
    for (int i = 0; i < PS_COCO_FIGURES; i++, wanted = wanted->next) {
        double value = evaluation->coco.figures[i];
        if (isnan(value)) value = -1;
        ck_assert_msg(fabs(value - wanted->valuedouble) <= within,
                      "%s: figure %d is %.17g, not %.17g", what, i, value, wanted->valuedouble);
    }
    ps_evaluation_free(evaluation);
}

typedef struct Set {
    const char *truths[4]; /* below `folder`, in other spellings */
    const char *folder, *names, *results, *expected;
} Set;

static void check_all(const Set *set, const char *images, const Folder *folder, const char *data)
{
    PsArena *arena = folder->arena;
    const char *base = ps_path_join(arena, data, set->folder);
    cJSON *names = load(ps_path_join(arena, base, set->names));
    cJSON *results = load(ps_path_join(arena, base, set->results));
    cJSON *expected = load(ps_path_join(arena, base, set->expected));
    for (int s = 0; s < COUNT_OF(detections); s++) spell(folder, &detections[s], names, results);
    for (int t = 0; t < COUNT_OF(set->truths) && set->truths[t]; t++) {
        PsError error = {0};
        PsReadOptions options = {.images = images};
        PsDataset *d = ps_dataset_read(ps_path_join(arena, base, set->truths[t]), &options, &error);
        ck_assert_msg(d != NULL, "%s: %s", set->truths[t], error.found);
        for (int s = 0; s < COUNT_OF(detections); s++) {
            PsPredictions *p = folder_results(folder, d, detections[s].name, none);
            check_figures(p, expected, 1e-9,
                          ps_arena_printf(arena, "%s, %s", set->truths[t], detections[s].name));
            ps_predictions_free(p);
        }
        ps_dataset_free(d);
    }
    cJSON_Delete(names);
    cJSON_Delete(results);
    cJSON_Delete(expected);
}

START_TEST(blood_cells)
{
    static const Set set = {{"labelme", "createml", "openimages", NULL},
                            "bccd",
                            "coco/instances_valtest.json",
                            "predictions/v2-coco.json",
                            "expected-v2-valtest.json"};
    Folder folder = folder_new();
    const char *data = folder_shared(folder.arena, "spellings of bccd");
    if (data) check_all(&set, ps_path_join(folder.arena, data, "bccd/images"), &folder, data);
    folder_end(&folder);
}
END_TEST

/* The pictures are not there, but their sizes are known: pictures of these sizes take their place.
   The Open Images file is written in whole pixels with ten digits and decimal commas. */
START_TEST(voc_objects)
{
    static const Set set = {
        {"gts/labelme_format", "gts/openimages_format", "gts/coco_format_v1", "gts/coco_format_v2"},
        "pairs/voc-100",
        "gts/coco_format_v1/instances_default.json",
        "detections-joined.json",
        "expected-bbox.json"};
    Folder folder = folder_new();
    const char *data = folder_shared(folder.arena, "spellings of voc-100");
    if (data) {
        const char *base = ps_path_join(folder.arena, data, set.folder);
        cJSON *names = load(ps_path_join(folder.arena, base, set.names));
        for (const cJSON *i = cJSON_GetObjectItem(names, "images")->child; i; i = i->next) {
            const char *stem = ps_path_stem(
                folder.arena, cJSON_GetStringValue(cJSON_GetObjectItem(i, "file_name")));
            folder_put_picture(&folder, ps_arena_printf(folder.arena, "p/%s.png", stem),
                               (int)number(i, "width"), (int)number(i, "height"));
        }
        cJSON_Delete(names);
        check_all(&set, folder_at(&folder, "p"), &folder, data);
    }
    folder_end(&folder);
}
END_TEST

/* Roboflow's file is rounded to hundredths of a pixel, and its scores to five digits: its figures
   are those that the public evaluator's rules give for these numbers, in any spelling. */
START_TEST(rounded_predictions)
{
    static const char *const truths[] = {"bccd/coco/instances_valtest.json", "bccd/labelme"};
    Folder folder = folder_new();
    const char *data = folder_shared(folder.arena, "roboflow of bccd");
    cJSON *expected =
        data ? load(ps_path_join(folder.arena, data, "bccd/expected-v2-valtest.json")) : NULL;
    for (int i = 0; data && i < COUNT_OF(truths); i++) {
        PsError error = {0};
        PsDataset *d = ps_dataset_read(ps_path_join(folder.arena, data, truths[i]), NULL, &error);
        ck_assert_ptr_nonnull(d);
        PsPredictions *p = ps_predictions_read(
            d, ps_path_join(folder.arena, data, "bccd/predictions/v2-roboflow"), NULL, &error);
        ck_assert_msg(p != NULL, "%s", error.found);
        ck_assert_int_eq(p->detection_count, 15167);
        check_figures(p, expected, 3e-5, "roboflow");
        ps_predictions_free(p);
        ps_dataset_free(d);
    }
    cJSON_Delete(expected);
    folder_end(&folder);
}
END_TEST

/* ------------------------------------------------------------------ hostile cases */

/* `error`: what the message holds; else an issue; else none at all. */
static const struct {
    const char *truth, *results, *error, *issue;
} hostile[] = {
    {"createml-bad-types/_annotations.createml.json", NULL, "[0].annotations[0].label", NULL},
    {"createml-null/_annotations.createml.json", NULL, NULL, "annotations-missing"},
    {"labelme-mixed", NULL, NULL, "shape-left-out"},
    {"labelme-mixed", NULL, NULL, "shape-as-bounds"},
    {"labelme-one-point", NULL, "shapes[0].points", NULL},
    {"csv-quotes/a.csv", NULL, "a.csv:line 3", NULL},
    {"base/gt.json", "roboflow-empty", NULL, "no-detections"},
    {"base/gt.json", "roboflow-odd", "predictions[0].confidence", NULL},
    {"base/gt.json", "pred-jsonl/pred.json", NULL, "lines-in-json"},
};

static bool has_issue(const PsIssue *issues, int count, const char *code)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(issues[i].code, code) == 0) return true;
    }
    return false;
}

START_TEST(hostile_case)
{
    char words[2048] = "";
    PsError error = {0};
    Folder folder = folder_new();
    const char *data = folder_shared(folder.arena, "hostile input");
    const char *base = data ? ps_path_join(folder.arena, data, "hostile") : NULL;
    const char *truth = base ? ps_path_join(folder.arena, base, hostile[_i].truth) : NULL;
    PsDataset *d = base ? ps_dataset_read(truth, NULL, &error) : NULL;
    PsPredictions *p = NULL;
    if (d && hostile[_i].results) {
        p = ps_predictions_read(d, ps_path_join(folder.arena, base, hostile[_i].results), NULL,
                                &error);
    }
    if (error.code != PS_OK) ps_error_text(&error, words, sizeof words);
    if (base && hostile[_i].error) ck_assert_ptr_nonnull(strstr(words, hostile[_i].error));
    if (base && hostile[_i].issue) {
        ck_assert_msg(d != NULL && (p || !hostile[_i].results), "%s", words);
        ck_assert(p ? has_issue(p->issues, p->issue_count, hostile[_i].issue)
                    : has_issue(d->issues, d->issue_count, hostile[_i].issue));
    }
    ps_predictions_free(p);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

Suite *spellings_suite(void)
{
    Suite *suite = suite_create("spellings");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 60);
    tcase_add_test(all, blood_cells);
    tcase_add_test(all, voc_objects);
    tcase_add_test(all, rounded_predictions);
    tcase_add_loop_test(all, hostile_case, 0, COUNT_OF(hostile));
    suite_add_tcase(suite, all);
    return suite;
}
