/* Predictions that fit their ground truth badly: told by what they overlap. One image holds a row
   of objects of 40 x 30 pixels; the n-th is of the (n mod 3)-th of three classes. */
#include "suites.h"

#include "lib/read/texts.h"

#include "base/buf.h"

#include <check.h>

#include <stdio.h>
#include <string.h>

Suite *fit_suite(void);

enum { OBJECTS = 24 };

/* Classes are numbered from `first` on. */
static PsDataset *row_of_objects(int first)
{
    PsBuf text = PS_BUF;
    PsError error = {0};
    ps_buf_printf(&text,
                  "{'images':[{'id':1,'file_name':'a.jpg','width':2000,'height':200}],'categories':"
                  "[{'id':%d,'name':'bolt'},{'id':%d,'name':'nut'},{'id':%d,'name':'pin'}],"
                  "'annotations':[",
                  first, first + 1, first + 2);
    for (int i = 0; i < OBJECTS; i++) {
        ps_buf_printf(&text, "%s{'id':%d,'image_id':1,'category_id':%d,'bbox':[%d,50,40,30]}",
                      i ? "," : "", i + 1, first + i % 3, 60 * i + 100);
    }
    ps_buf_text(&text, "]}");
    PsDataset *dataset = text_truth(text.data, &error);
    ck_assert_msg(dataset != NULL, "%s", error.found);
    ps_buf_free(&text);
    return dataset;
}

typedef struct Shape {
    int x, y, width, height; /* of the first box; the others follow 60 pixels apart */
    int step_width;          /* how much wider each further box is */
} Shape;
static const Shape usual = {100, 50, 40, 30, 0};

/* One detection an object; the n-th has the class ids[n mod 3]. */
static PsPredictions *row_of_boxes(const PsDataset *dataset, Shape shape, const int ids[3])
{
    PsBuf text = PS_BUF;
    PsError error = {0};
    for (int i = 0; i < OBJECTS; i++) {
        ps_buf_printf(&text, "%s{'image_id':1,'category_id':%d,'bbox':[%d,%d,%d,%d],'score':0.9}",
                      i ? "," : "[", ids[i % 3], shape.x + 60 * i, shape.y,
                      shape.width + shape.step_width * i, shape.height);
    }
    ps_buf_text(&text, "]");
    PsPredictions *predictions = text_results(dataset, text.data, &error);
    ck_assert_msg(predictions != NULL, "%s", error.found);
    ps_buf_free(&text);
    return predictions;
}

static const PsIssue *find_issue(const PsPredictions *predictions, const char *code)
{
    for (int i = 0; i < predictions->issue_count; i++) {
        if (strcmp(predictions->issues[i].code, code) == 0) return &predictions->issues[i];
    }
    return NULL;
}

static const struct {
    int first; /* number of the first class in the ground truth */
    Shape shape;
    int ids[3];
    const char *code; /* NULL: nothing to say */
} cases[] = {
    {1, {100, 50, 40, 30, 0}, {1, 2, 3}, NULL},
    {1, {100, 50, 140, 80, 60}, {1, 2, 3}, "boxes-fit-as-corners"},
    {1, {120, 65, 40, 30, 0}, {1, 2, 3}, "boxes-fit-as-centres"},
    {1, {100, 50, 40, 30, 0}, {2, 1, 3}, "classes-look-exchanged"},
    {1, {100, 50, 40, 30, 0}, {1, 2, 2}, NULL}, /* one class confused with another: no exchange */
    {1, {100, 50, 40, 30, 0}, {2, 3, 1}, "classes-look-exchanged"},
    {1, {100, 50, 40, 30, 0}, {0, 1, 2}, "classes-shifted"},
    {0, {100, 50, 40, 30, 0}, {1, 2, 3}, "classes-shifted"},
    {1, {100, 50, 40, 30, 0}, {0, 2, 1}, "classes-off-by-one"},  /* shifting fits no better */
    {1, {900, 150, 40, 30, 0}, {0, 1, 2}, "classes-off-by-one"}, /* nothing is overlapped */
};

START_TEST(a_bad_fit_is_named)
{
    PsDataset *dataset = row_of_objects(cases[_i].first);
    PsPredictions *predictions = row_of_boxes(dataset, cases[_i].shape, cases[_i].ids);
    const char *code = cases[_i].code;
    static const char *const all[] = {"boxes-fit-as-corners", "boxes-fit-as-centres",
                                      "classes-look-exchanged", "classes-shifted",
                                      "classes-off-by-one"};
    for (int c = 0; c < COUNT(all); c++) {
        bool wanted = code && strcmp(code, all[c]) == 0;
        ck_assert_msg((find_issue(predictions, all[c]) != NULL) == wanted, "case %d: %s", _i,
                      all[c]);
    }
    ps_predictions_free(predictions);
    ps_dataset_free(dataset);
}
END_TEST

START_TEST(shifted_classes_are_the_right_ones)
{
    static const int ids[3] = {0, 1, 2};
    PsDataset *dataset = row_of_objects(1);
    PsPredictions *predictions = row_of_boxes(dataset, usual, ids);
    ck_assert_int_eq(predictions->detection_count, OBJECTS);
    ck_assert_ptr_null(find_issue(predictions, "unknown-class"));
    for (int d = 0; d < OBJECTS; d++) {
        ck_assert_int_eq(predictions->detections[d].class_index, d % 3);
    }
    ps_predictions_free(predictions);
    ps_dataset_free(dataset);
}
END_TEST

START_TEST(an_exchange_names_the_classes)
{
    static const int ids[3] = {2, 3, 1};
    PsDataset *dataset = row_of_objects(1);
    PsPredictions *predictions = row_of_boxes(dataset, usual, ids);
    const PsIssue *issue = find_issue(predictions, "classes-look-exchanged");
    ck_assert_ptr_nonnull(issue);
    ck_assert_ptr_nonnull(strstr(issue->text, "\"bolt\" lie mostly on objects of \"pin\", of "
                                              "\"nut\" lie mostly on objects of \"bolt\""));
    ps_predictions_free(predictions);
    ps_dataset_free(dataset);
}
END_TEST

Suite *fit_suite(void)
{
    Suite *suite = suite_create("fit");
    TCase *all = tcase_create("fit");
    tcase_add_loop_test(all, a_bad_fit_is_named, 0, COUNT(cases));
    tcase_add_test(all, shifted_classes_are_the_right_ones);
    tcase_add_test(all, an_exchange_names_the_classes);
    suite_add_tcase(suite, all);
    return suite;
}
