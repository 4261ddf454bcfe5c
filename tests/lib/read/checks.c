/* Checks of datasets; see checks.h. */
#include "lib/read/checks.h"

#include <check.h>

#include <string.h>

void check_box(PsBox box, double x, double y, double width, double height)
{
    ck_assert_double_eq_tol(box.x, x, 1e-9);
    ck_assert_double_eq_tol(box.y, y, 1e-9);
    ck_assert_double_eq_tol(box.width, width, 1e-9);
    ck_assert_double_eq_tol(box.height, height, 1e-9);
}

void check_object(const PsDataset *dataset, int number, const char *file, const char *class_name,
                  PsBox box)
{
    ck_assert_int_lt(number, dataset->object_count);
    const PsObject *object = &dataset->objects[number];
    ck_assert_str_eq(dataset->images[object->image].file, file);
    ck_assert_str_eq(dataset->classes[object->class_index].name, class_name);
    check_box(object->box, box.x, box.y, box.width, box.height);
}

void check_detection(const PsPredictions *predictions, int number, const char *file,
                     const char *class_name, double score, PsBox box)
{
    ck_assert_int_lt(number, predictions->detection_count);
    const PsDetection *detection = &predictions->detections[number];
    const PsDataset *dataset = predictions->dataset;
    ck_assert_str_eq(dataset->images[detection->image].file, file);
    ck_assert_str_eq(dataset->classes[detection->class_index].name, class_name);
    ck_assert_double_eq(detection->score, score);
    check_box(detection->box, box.x, box.y, box.width, box.height);
}

const char *folder_json(const Folder *folder, const char *text)
{
    char *json = ps_arena_text(folder->arena, text);
    for (char *c = json; *c; c++) {
        if (*c == '\'') *c = '"';
    }
    return json;
}

static void check_words(const char *words, const char *wanted)
{
    ck_assert_msg(strncmp(words, wanted, strlen(wanted)) == 0, "\"%s\", not \"%s\"", words, wanted);
}

void check_truth_case(const ReadCase *row, const char *name, PsReadOptions options)
{
    Folder folder = folder_new();
    folder_put(&folder, name, folder_json(&folder, row->text));
    if (row->error) {
        check_words(folder_truth_error(&folder, name, options), row->error);
    } else {
        PsDataset *d = folder_truth(&folder, name, options);
        ck_assert_int_eq(d->object_count, row->left);
        if (row->issue) {
            ISSUE(d, row->issue, row->place, row->count);
        }
        ps_dataset_free(d);
    }
    folder_end(&folder);
}

void check_unscored(const PsPredictions *predictions)
{
    ck_assert(predictions->unscored);
    for (int i = 0; i < predictions->detection_count; i++) {
        ck_assert_double_eq(predictions->detections[i].score, 1);
    }
}

void check_results_case(const ReadCase *row, const PsDataset *dataset, const char *name,
                        PsReadOptions options)
{
    Folder folder = folder_new();
    folder_put(&folder, name, folder_json(&folder, row->text));
    if (row->error) {
        check_words(folder_results_error(&folder, dataset, name, options), row->error);
    } else {
        PsPredictions *p = folder_results(&folder, dataset, name, options);
        ck_assert_int_eq(p->detection_count, row->left);
        if (row->issue) {
            ISSUE(p, row->issue, row->place, row->count);
            if (strcmp(row->issue, "no-scores") == 0) check_unscored(p);
        }
        ps_predictions_free(p);
    }
    folder_end(&folder);
}

PsDataset *sample_truth(const Folder *folder)
{
    folder_put(folder, "truth/a.json",
               folder_json(folder, "{'imagePath':'a.png','imageWidth':100,'imageHeight':50,"
                                   "'shapes':[{'label':'nut','points':[[10,10],[30,30]],"
                                   "'shape_type':'rectangle'}]}"));
    folder_put(folder, "truth/b.json",
               folder_json(folder, "{'imagePath':'b.png','imageWidth':40,'imageHeight':80,"
                                   "'shapes':[{'label':'bolt','points':[[0,0],[5,5]],"
                                   "'shape_type':'rectangle'}]}"));
    return folder_truth(folder, "truth", none);
}
