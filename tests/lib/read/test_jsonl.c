/* JSON Lines and Roboflow inference: predictions as JSON objects. */
#include "lib/read/checks.h"

#include "support.h"

#include <check.h>

#include <string.h>

Suite *jsonl_suite(void);

#define LINE(image, class, score) "{" image "," class ",'bbox':[1,2,3,4],'score':" score "}\n"
#define GOOD LINE("'image_id':1", "'category_id':2", "0.5")
#define CENTRED(score) "{'x':20,'y':15,'width':10,'height':6,'confidence':" score ",'class':'nut'}"

/* ------------------------------------------------------------------ JSON Lines */

static const ReadCase line_cases[] = {
    {GOOD GOOD, NULL, NULL, NULL, 0, 2},
    {GOOD "\r\n" LINE("'file_name':'b.png'", "'class':'bolt'", "1") "\n", NULL, NULL, NULL, 0, 2},
    {LINE("'image':'a'", "'label':'nut'", "1"), NULL, NULL, NULL, 0, 1},
    {LINE("'image_id':'b'", "'class':null,'category_id':1", "1"), NULL, NULL, NULL, 0, 1},
    {LINE("'image_id':'2'", "'class':2", "1"), NULL, "class-by-id", "p.jsonl:class (line 1)", 1, 1},
    {GOOD LINE("'image_id':9", "'category_id':2", "0.5"), NULL, "unknown-image",
     "p.jsonl:image_id (line 2)", 1, 1},
    {GOOD LINE("'image_id':1", "'category_id':7", "0.5"), NULL, "unknown-class",
     "p.jsonl:category_id (line 2)", 1, 1},
    {GOOD LINE("'image_id':1", "'category_id':1", "'0.5'"),
     "p.jsonl:score (line 2): \"0.5\"; wanted a finite number", NULL, NULL, 0, 0},
    {GOOD LINE("'image_id':1", "'category_id':1", "NaN"),
     "p.jsonl:score (line 2): NaN, which JSON does not have", NULL, NULL, 0, 0},
    {GOOD LINE("'image_id':1.5", "'category_id':1", "1"), "p.jsonl:image_id (line 2): 1.5; ", NULL,
     NULL, 0, 0},
    {GOOD "{'category_id':1}", "p.jsonl:image_id (line 2): missing; ", NULL, NULL, 0, 0},
    {"{'image_id':1,'class':'nut','bbox':[1,2,3,4]}\n{'image_id':9,'class':'nut','bbox':[1,2,3,4]}",
     NULL, "no-scores", "p.jsonl:score (line 1)", 1, 1},
    {"{'image_id':1,'class':'nut','bbox':[1,2,3,4]}\n" GOOD,
     "p.jsonl:score (line 1): a score is missing; ", NULL, NULL, 0, 0},
    {GOOD "{'image_id':1,'class':'nut','bbox':[1,2,3,4],'score':null}",
     "p.jsonl:score (line 2): null; ", NULL, NULL, 0, 0},
    {GOOD "{'image_id':1}", "p.jsonl:class (line 2): missing; ", NULL, NULL, 0, 0},
    {GOOD "{'image_id':1,'class':'nut'}", "p.jsonl:bbox (line 2): missing; ", NULL, NULL, 0, 0},
    {GOOD "{'image_id':1,'class':'nut','bbox':[1,2,3]}", "p.jsonl:bbox (line 2): [1,2,3]; ", NULL,
     NULL, 0, 0},
    {GOOD "{'image_id':1,'class':'nut','bbox':[1,2,3,4,5]}", "p.jsonl:bbox (line 2): [1,2,3,4,5]; ",
     NULL, NULL, 0, 0},
    {GOOD "[]", "p.jsonl:line 2: []; wanted an object", NULL, NULL, 0, 0},
    {GOOD ",", "p.jsonl:byte 60 (line 2): unexpected character ','", NULL, NULL, 0, 0},
    {GOOD "{'image_id':1,'class'", "p.jsonl:byte 81 (line 2): the file ends too early", NULL, NULL,
     0, 0},
};

START_TEST(line_ends_as_it_should)
{
    Folder folder = folder_new();
    PsDataset *d = sample_truth(&folder);
    check_results_case(&line_cases[_i], d, "p.jsonl", none);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(images_line_by_line)
{
    Folder folder = folder_new();
    PsDataset *d = sample_truth(&folder);
    folder_put(&folder, "p.json",
               folder_json(&folder, "{'image':'b.png','detections':[{'label':'bolt','bbox':[1,2,3,"
                                    "4],'score':0.25}]}\n{'image':'a.png','predictions':[" CENTRED(
                                        "0.5") "," CENTRED("1") "]}\n"));
    PsPredictions *p = folder_results(&folder, d, "p.json", none);
    ck_assert_str_eq(p->input.format, "jsonl");
    ck_assert_int_eq(p->detection_count, 3);
    check_detection(p, 0, "a.png", "nut", 0.5, AT(15, 12, 10, 6));
    check_detection(p, 2, "b.png", "bolt", 0.25, AT(1, 2, 3, 4));
    ISSUE(p, "lines-in-json", "p.json:line 1", 1);
    ps_predictions_free(p);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* ------------------------------------------------------------------ Roboflow */

START_TEST(files_of_images)
{
    Folder folder = folder_new();
    PsDataset *d = sample_truth(&folder);
    folder_put(&folder, "p/a.json",
               folder_json(&folder,
                           "{'time':0.1,'image':{'width':100,'height':50},'predictions':[" CENTRED(
                               "0.5") "]}"));
    folder_put(&folder, "p/b.json",
               folder_json(&folder, "{'image':{'width':null},'predictions':[]}"));
    folder_put(&folder, "p/gone.json",
               folder_json(&folder, "{'image':{'width':null},'predictions':[]}"));
    PsPredictions *p = folder_results(&folder, d, "p", none);
    ck_assert_str_eq(p->input.format, "roboflow");
    ck_assert(p->detection_count == 1 && p->issue_count == 0 && p->input.file_count == 3);
    check_detection(p, 0, "a.png", "nut", 0.5, AT(15, 12, 10, 6));
    ps_predictions_free(p);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

#define SENT(image, list) "{" image "'predictions':[" list "]}"

static const ReadCase cases[] = {
    {SENT("'image':{'width':1,'height':2},", CENTRED("0.5")), NULL, "image-size-differs",
     "a.json:image (line 1)", 1, 1},
    {"[" SENT("'image':'b.png',", CENTRED("0.5")) ",\n" SENT("'image':{'name':'a.png'},",
                                                             CENTRED("0.5") "," CENTRED("0.6")) "]",
     NULL, NULL, NULL, 0, 3},
    {"[" SENT("'image':'z.png',", CENTRED("0.5")) "," SENT("'image':'a.png',", CENTRED("1")) "]",
     NULL, "unknown-image", "a.json:[0].image (line 1)", 1, 1},
    {SENT("", CENTRED("'0.9'")), "a.json:predictions[0].confidence (line 1): \"0.9\"; ", NULL, NULL,
     0, 0},
    {SENT("", CENTRED("1") ",{'x':1,'y':'a','width':1,'height':1,'confidence':1,'class':'nut'}"),
     "a.json:predictions[1].y (line 1): \"a\"; ", NULL, NULL, 0, 0},
    {SENT("", CENTRED("1") ",\n7"), "a.json:predictions[1] (line 2): 7; ", NULL, NULL, 0, 0},
    {"[" SENT("'image':'a',", CENTRED("1")) "," SENT("", CENTRED("1")) "]",
     "a.json:[1].image (line 1): missing; wanted the name of the picture", NULL, NULL, 0, 0},
    {"[" SENT("'image':'a',", CENTRED("1")) ",\n{'image':'a'}]",
     "a.json:[1].predictions (line 2): missing; ", NULL, NULL, 0, 0},
    {"{'predictions':[" CENTRED("1") ",", "a.json:byte 83 (line 1): the file ends too early", NULL,
     NULL, 0, 0},
};

START_TEST(case_ends_as_it_should)
{
    Folder folder = folder_new();
    PsDataset *d = sample_truth(&folder);
    PsReadOptions roboflow = {.format = "roboflow"};
    check_results_case(&cases[_i], d, "a.json", roboflow);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* What looks alike is told apart. */
static const struct {
    const char *text, *format;
} kinds[] = {
    {"{'predictions':[{'image_id':1,'category_id':2,'bbox':[1,2,3,4],'score':1}]}", "coco-results"},
    {"[{'image_id':1,'category_id':2,'bbox':[1,2,3,4],'score':1}]", "coco-results"},
    {SENT("'image':'a.png',", CENTRED("1")), "roboflow"},
    {SENT("'image':'a.png',", CENTRED("1")) "\n" SENT("'image':'b.png',", ""), "jsonl"},
    {GOOD, "jsonl"},
};

START_TEST(kind_is_told)
{
    Folder folder = folder_new();
    PsDataset *d = sample_truth(&folder);
    folder_put(&folder, "p.json", folder_json(&folder, kinds[_i].text));
    PsPredictions *p = folder_results(&folder, d, "p.json", none);
    ck_assert_str_eq(p->input.format, kinds[_i].format);
    ck_assert_int_eq(p->detection_count, 1);
    for (int i = 0; i < p->issue_count; i++) {
        ck_assert_str_ne(p->issues[i].code, "format-ambiguous");
    }
    ps_predictions_free(p);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

Suite *jsonl_suite(void)
{
    Suite *suite = suite_create("jsonl");
    TCase *all = tcase_create("lines");
    tcase_add_loop_test(all, line_ends_as_it_should, 0, COUNT_OF(line_cases));
    tcase_add_test(all, images_line_by_line);
    suite_add_tcase(suite, all);
    TCase *roboflow = tcase_create("roboflow");
    tcase_add_test(roboflow, files_of_images);
    tcase_add_loop_test(roboflow, case_ends_as_it_should, 0, COUNT_OF(cases));
    tcase_add_loop_test(roboflow, kind_is_told, 0, COUNT_OF(kinds));
    suite_add_tcase(suite, roboflow);
    return suite;
}
