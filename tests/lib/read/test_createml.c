/* Create ML as ground truth and as predictions: values by hand, refusals. */
#include "lib/read/checks.h"

#include "support.h"

#include <check.h>

Suite *createml_suite(void);

#define IMAGE_OF(file, notes) "{'image':'" file "','annotations':[" notes "]}"
#define PLACED "'coordinates':{'x':20,'y':15,'width':10,'height':6}"
#define NOTE_OF(label) "{'label':'" label "'," PLACED "}"

START_TEST(centres_by_hand)
{
    Folder folder = folder_new();
    folder_put(&folder, "_annotations.createml.json",
               folder_json(&folder, "\xEF\xBB\xBF[" IMAGE_OF("b.png", NOTE_OF("nut")) "," IMAGE_OF(
                                        "a.png", "") ",\n{'imagefilename':'c.png','annotations':[{"
                                                     "'coordinates':{'height':1,'width':3,'y':0.5,"
                                                     "'x':1.5},'label':'b\\u006flt'}]}]"));
    folder_put_picture(&folder, "b.png", 40, 80);
    PsDataset *d = folder_truth(&folder, "", none);
    ck_assert_str_eq(d->input.format, "createml");
    ck_assert(d->image_count == 3 && d->object_count == 2 && d->class_count == 2);
    ck_assert(d->images[1].width == 40 && d->images[1].height == 80 && d->images[0].width == 0);
    check_object(d, 0, "b.png", "nut", AT(15, 12, 10, 6));
    check_object(d, 1, "c.png", "bolt", AT(0, 0, 3, 1));
    ISSUE(d, "image-size-unknown", "_annotations.createml.json:[1].image (line 1)", 2);
    ck_assert_int_eq(d->issue_count, 1);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

#define ONE(notes) "[\n" IMAGE_OF("a.png", notes) "]"
#define AT_NOTE "gt.json:[0].annotations[0]"

static const ReadCase cases[] = {
    {"[{'image':'a.png','annotations':null},{'image':'b.png'}]", NULL, "annotations-missing",
     "gt.json:[0].annotations (line 1)", 2, 0},
    {ONE("{'label':'a','confidence':0.5," PLACED "}"), NULL, "score-in-ground-truth",
     AT_NOTE ".confidence (line 2)", 1, 1},
    {"[" IMAGE_OF("a.png", NOTE_OF("x")) "," IMAGE_OF("a.png", NOTE_OF("x")) "]", NULL,
     "image-listed-twice", "gt.json:[1].image (line 1)", 1, 2},
    {ONE("{'label':7,'coordinates':{'x':'80','y':60,'width':10}}"),
     AT_NOTE ".label (line 2): 7; wanted the name of a class", NULL, NULL, 0, 0},
    {ONE("{'label':'a','coordinates':{'x':'80','y':60,'width':10}}"),
     AT_NOTE ".coordinates.x (line 2): \"80\"; wanted a finite number", NULL, NULL, 0, 0},
    {ONE("{'label':'a','coordinates':{'x':80,'y':60,'width':10}}"),
     AT_NOTE ".coordinates.height (line 2): missing; ", NULL, NULL, 0, 0},
    {ONE("{'label':'a','coordinates':[1,2,3,4]}"), AT_NOTE ".coordinates (line 2): [1,2,3,4]; ",
     NULL, NULL, 0, 0},
    {ONE("{'label':'a'}"), AT_NOTE ".coordinates (line 2): missing; ", NULL, NULL, 0, 0},
    {ONE("'a'"), AT_NOTE " (line 2): \"a\"; ", NULL, NULL, 0, 0},
    {"[{'image':7,'annotations':[]}]", "gt.json:[0].image (line 1): 7; ", NULL, NULL, 0, 0},
    {"[{'image':'a','annotations':[]},\n7]", "gt.json:[1] (line 2): 7; wanted an image", NULL, NULL,
     0, 0},
    {"[{'image':'a','annotations':{}}]", "gt.json:[0].annotations (line 1): an object; ", NULL,
     NULL, 0, 0},
    {"[{'image':'a','annotations':[]}", "gt.json:byte 31 (line 1): the file ends too early", NULL,
     NULL, 0, 0},
    {"[{'image':'a','annotations':[]}] []", "gt.json:byte 33 (line 1): more text after", NULL, NULL,
     0, 0},
};

START_TEST(case_ends_as_it_should)
{
    check_truth_case(&cases[_i], "gt.json", none);
}
END_TEST

#define SCORED(score) "{'label':'nut','confidence':" score "," PLACED "}"

static const ReadCase result_cases[] = {
    {ONE(SCORED("0.5") "," SCORED("1e-3")), NULL, NULL, NULL, 0, 2},
    {ONE(SCORED("0.5") ",{'label':'cat','confidence':1," PLACED "}"), NULL, "unknown-class",
     "pred.json:[0].annotations[1].label (line 2)", 1, 1},
    {"[" IMAGE_OF("b.png", SCORED("0.5")) "," IMAGE_OF("z.png", SCORED("0.5")) "]", NULL,
     "unknown-image", "pred.json:[1].image (line 1)", 1, 1},
    {ONE(NOTE_OF("nut")), NULL, "no-scores", "pred.json:[0].annotations[0].confidence (line 2)", 1,
     1},
    {ONE(SCORED("0.5") "," NOTE_OF("nut") "," NOTE_OF("nut")),
     "pred.json:[0].annotations[1].confidence (line 2): a score is missing; ", NULL, NULL, 0, 0},
    {ONE(SCORED("'1'")), "pred.json:[0].annotations[0].confidence (line 2): \"1\"; ", NULL, NULL, 0,
     0},
};

START_TEST(predictions_end_as_they_should)
{
    Folder folder = folder_new();
    PsDataset *d = sample_truth(&folder);
    check_results_case(&result_cases[_i], d, "pred.json", none);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(predictions_by_hand)
{
    Folder folder = folder_new();
    PsDataset *d = sample_truth(&folder);
    folder_put(&folder, "p.json", folder_json(&folder, ONE(SCORED("0.25"))));
    PsPredictions *p = folder_results(&folder, d, "p.json", none);
    ck_assert_str_eq(p->input.format, "createml");
    ck_assert_int_eq(p->issue_count, 0);
    check_detection(p, 0, "a.png", "nut", 0.25, AT(15, 12, 10, 6));
    ps_predictions_free(p);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

Suite *createml_suite(void)
{
    Suite *suite = suite_create("createml");
    TCase *all = tcase_create("all");
    tcase_add_test(all, centres_by_hand);
    tcase_add_loop_test(all, case_ends_as_it_should, 0, COUNT_OF(cases));
    tcase_add_loop_test(all, predictions_end_as_they_should, 0, COUNT_OF(result_cases));
    tcase_add_test(all, predictions_by_hand);
    suite_add_tcase(suite, all);
    return suite;
}
