/* COCO results: joined with a ground truth by id or name. In the texts a single quote stands for a
   double one. */
#include "lib/read/texts.h"

#include <check.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TCase *coco_results_cases(void);

static const char ground[] = TRUTH(NOTE(BOX));

#define DETECTION(image, class, score)                                                             \
    "{" image ",'category_id':" class ",'bbox':[1,2,3,4],'score':" score "}"
#define GOOD DETECTION("'image_id':7", "2", "0.5")

static PsDataset *ground_truth(void)
{
    PsError error = {0};
    PsDataset *dataset = text_truth(ground, &error);
    ck_assert_ptr_nonnull(dataset);
    return dataset;
}

START_TEST(detections_are_grouped_in_file_order)
{
    PsError error = {0};
    PsDataset *d = ground_truth();
    PsPredictions *p = text_results(
        d,
        "[" DETECTION("'image_id':7", "2", "0.25") "," DETECTION(
            "'image_id':3", "1", "1e-3") "," DETECTION("'image_id':7", "1", "0.25") "]",
        &error);
    ck_assert_msg(p != NULL, "%s %s", error.place, error.found);
    ck_assert_int_eq(p->detection_count, 3);
    ck_assert_int_eq(p->issue_count, 0);
    ck_assert(p->first[0] == 0 && p->first[1] == 1 && p->first[2] == 3);
    ck_assert(p->detections[0].image == 0 && p->detections[1].image == 1);
    ck_assert(p->detections[1].class_index == 1 && p->detections[2].class_index == 0);
    ck_assert_double_eq(p->detections[0].score, 0.001);
    ck_assert_double_eq(p->detections[1].box.width, 3);
    ck_assert_ptr_eq(p->dataset, d);
    ck_assert_str_eq(p->input.role, "predictions");
    ck_assert_str_eq(p->input.format, "coco-results");
    ps_predictions_free(p);
    ps_dataset_free(d);
}
END_TEST

static const struct {
    const char *json, *place, *found;
} refused[] = {
    {"", "", "the file is empty"},
    {"{'predictions_of':'me'}", "line 1", "an object"},
    {"3", "line 1", "3"},
    {"{'image_id':7}\n{'image_id':7}", "byte 15 (line 2)", "a second document after the first"},
    {"[7]", "[0] (line 1)", "7"},
    {"[" GOOD ",\n{'image_id':7,'category_id':2,'bbox':[1,2,3,4]}]", "[1].score (line 2)",
     "a score is missing"},
    {"[" DETECTION("'image_id':7", "2", "'0.9'") "]", "[0].score (line 1)", "\"0.9\""},
    {"[" DETECTION("'image_id':7", "2", "null") "]", "[0].score (line 1)", "null"},
    {"[" DETECTION("'image_id':7", "2", "NaN") "]", "[0].score (line 1)", "NaN"},
    {"[" DETECTION("'image_id':7", "2", "1e999") "]", "[0].score (line 1)", "1e999"},
    {"[" DETECTION("'image_id':7.5", "2", "1") "]", "[0].image_id (line 1)", "7.5"},
    {"[" DETECTION("'image_id':null", "2", "1") "]", "[0].image_id (line 1)", "null"},
    {"[" DETECTION("'image_id':true", "2", "1") "]", "[0].image_id (line 1)", "true"},
    {"[" DETECTION("'image_id':7", "false", "1") "]", "[0].category_id (line 1)", "false"},
    {"[{'image_id':7,'bbox':[1,2,3,4],'score':1}]", "[0].category_id (line 1)", "missing"},
    {"[{'image_id':7,'category_id':2,'score':1}]", "[0].bbox (line 1)", "missing"},
    {"[{'image_id':7,'category_id':2,'score':1,'bbox':[1,2,3]}]", "[0].bbox (line 1)", "[1,2,3]"},
    {"[{'image_id':7,'category_id':2,'bbox':[1,2,3,4]},\n" GOOD "]", "[0].score (line 1)",
     "a score is missing"},
    {"{'annotations':[\n{'image_id':7,'category_id':2,'bbox':[1,2,3,4]}]}",
     "annotations[0].score (line 2)", "missing"},
    {"[" DETECTION("'image_id':99", "2", "1") "," DETECTION("'image_id':98", "2", "1") "]", "",
     "no detection is on a known image (2 were read)"},
};

START_TEST(results_are_refused)
{
    PsError error = {0};
    PsDataset *d = ground_truth();
    ck_assert_ptr_null(text_results(d, refused[_i].json, &error));
    text_check_error(&error, refused[_i].place, refused[_i].found);
    ps_dataset_free(d);
}
END_TEST

#define HUNDRED(s) DETECTION("'image_id':7", "2", s)

static const struct {
    const char *json, *code, *place;
    int count, kept;
} issues[] = {
    {"[]", "no-detections", "", 1, 0},
    {"[{'image_id':7,'category_id':2,'bbox':[1,2,3,4]},\n"
     "{'image_id':3,'category_id':1,'bbox':[1,2,3,4]}]",
     "no-scores", "[0].score (line 1)", 1, 2},
    {"{'annotations':\n[" GOOD "]}", "wrapped-results", "annotations (line 2)", 1, 1},
    {"{'predictions':[" GOOD "]}", "wrapped-results", "predictions (line 1)", 1, 1},
    {"{'detections':[" GOOD "]}", "wrapped-results", "detections (line 1)", 1, 1},
    {"{'n':1,'results':[" GOOD "]}", "wrapped-results", "results (line 1)", 1, 1},
    {"[" GOOD
     ",\n" DETECTION("'image_id':99", "2", "1") "," DETECTION("'image_id':98", "2", "1") "]",
     "unknown-image", "[1].image_id (line 2)", 2, 1},
    {"[" GOOD "," DETECTION("'image_id':7", "77", "1") "]", "unknown-class",
     "[1].category_id (line 1)", 1, 1},
    {"[" DETECTION("'image_id':'b'", "2", "1") "," DETECTION("'image_id':'a.jpg'", "2", "1") "]",
     "image-by-name", "[0].image_id (line 1)", 2, 2},
    {"[" DETECTION("'image_id':'val/b.png'", "2", "1") "]", "image-by-name",
     "[0].image_id (line 1)", 1, 1},
    {"[" DETECTION("'file_name':'b.jpg'", "2", "1") "]", "image-by-name", "[0].file_name (line 1)",
     1, 1},
    {"[" DETECTION("'image_id':'7'", "2", "1") "]", "id-as-text", "[0].image_id (line 1)", 1, 1},
    {"[" DETECTION("'image_id':7.0", "2", "1") "]", "id-as-fraction", "[0].image_id (line 1)", 1,
     1},
    {"[" DETECTION("'image_id':7", "'nut'", "1") "]", "class-by-name", "[0].category_id (line 1)",
     1, 1},
    {"[" DETECTION("'image_id':7", "'2'", "1") "]", "id-as-text", "[0].category_id (line 1)", 1, 1},
    {"[" DETECTION("'image_id':7", "'gear'", "1") "]", "unknown-class", "[0].category_id (line 1)",
     1, 0},
    {"[" GOOD "," DETECTION("'image_id':7", "2", "1.7") "]", "score-above-one",
     "[1].score (line 1)", 1, 2},
    {"[" GOOD "," DETECTION("'image_id':7", "2", "-0.2") "]", "score-below-zero",
     "[1].score (line 1)", 1, 2},
    {"[" HUNDRED("0.9") "," HUNDRED("93.5") "," HUNDRED("100") "]", "scores-in-percent",
     "[1].score (line 1)", 2, 3},
    {"[" GOOD ",{'image_id':7,'category_id':2,'bbox':[9,9,-1,-1],'score':1}]", "box-negative-size",
     "[1].bbox (line 1)", 1, 1},
    {"[{'image_id':7,'category_id':2,'bbox':[0.1,0.2,0.5,0.5],'score':1}]", "boxes-look-normalised",
     "", 1, 1},
    {"[{'image_id':7,'category_id':2,'bbox':[200,2,5,5],'score':1}]", "box-outside-image",
     "[0].bbox (line 1)", 1, 1},
    {"[" DETECTION("'image_id':7", "0", "1") "," DETECTION("'image_id':7", "1", "1") "]",
     "classes-off-by-one", "", 1, 1},
};

START_TEST(issue_is_counted_and_placed)
{
    PsError error = {0};
    PsDataset *d = ground_truth();
    PsPredictions *p = text_results(d, issues[_i].json, &error);
    ck_assert_msg(p != NULL, "%s %s", error.place, error.found);
    text_check_issue(p->issues, p->issue_count, issues[_i].code, issues[_i].place,
                     issues[_i].count);
    ck_assert_int_eq(p->detection_count, issues[_i].kept);
    ps_predictions_free(p);
    ps_dataset_free(d);
}
END_TEST

#define STEMS                                                                                      \
    "{'images':[{'id':1,'file_name':'x/0001.jpg'},{'id':2,'file_name':'y/0001.png'},"              \
    "{'id':3,'file_name':'shot.2.jpg'},{'id':4,'file_name':'4'}],"                                 \
    "'annotations':[],'categories':[{'id':1,'name':'2'},{'id':2,'name':'b'}]}"

static const struct {
    const char *name;
    int image; /* -1: left out */
} joins[] = {{"x/0001.jpg", 0}, {"y/0001.png", 1}, {"0001", 0}, {"0001.bmp", -1}, {"shot.2", 2},
             {"shot.2.jpg", 2}, {"shot", -1},      {"4", 3},    {"2", 1}};

/* A stem that two images share joins with neither; "0001" is the id 1 then. */
START_TEST(names_join_only_where_they_are_unique)
{
    PsError error = {0};
    PsDataset *d = text_truth(STEMS, &error);
    char json[300];
    snprintf(json, sizeof json, "[%s,{'image_id':'%s','category_id':2,'bbox':[1,1,1,1],'score':1}]",
             "{'image_id':3,'category_id':2,'bbox':[9,9,9,9],'score':1}", joins[_i].name);
    PsPredictions *p = text_results(d, json, &error);
    ck_assert_msg(p != NULL, "%s %s", error.place, error.found);
    ck_assert_int_eq(p->detection_count, joins[_i].image < 0 ? 1 : 2);
    for (int i = 0; i < p->detection_count; i++) {
        int image = p->detections[i].box.x < 2 ? joins[_i].image : 2;
        ck_assert_int_eq(p->detections[i].image, image);
    }
    ps_predictions_free(p);
    ps_dataset_free(d);
}
END_TEST

START_TEST(a_class_name_of_digits_goes_before_the_id)
{
    PsError error = {0};
    PsDataset *d = text_truth(STEMS, &error);
    PsPredictions *p = text_results(d, "[" DETECTION("'image_id':1", "'2'", "1") "]", &error);
    ck_assert_int_eq(p->detections[0].class_index, 0);
    ps_predictions_free(p);
    ps_dataset_free(d);
}
END_TEST

START_TEST(classes_from_one_against_zero_are_noticed)
{
    PsError error = {0};
    PsDataset *d = text_truth("{'images':[{'id':1}],'annotations':[],'categories':"
                              "[{'id':0,'name':'a'},{'id':1,'name':'b'}]}",
                              &error);
    PsPredictions *p = text_results(
        d, "[" DETECTION("'image_id':1", "1", "1") "," DETECTION("'image_id':1", "2", "1") "]",
        &error);
    text_check_issue(p->issues, p->issue_count, "classes-off-by-one", "", 1);
    ps_predictions_free(p);
    ps_dataset_free(d);
}
END_TEST

START_TEST(without_images_nothing_is_known)
{
    PsError error = {0};
    PsDataset *d = text_truth("{'images':[],'annotations':[],'categories':[]}", &error);
    PsPredictions *p = text_results(d, "[" GOOD "]", &error);
    ck_assert_ptr_nonnull(p);
    ck_assert(p->detection_count == 0 && p->first[0] == 0);
    text_check_issue(p->issues, p->issue_count, "unknown-image", "[0].image_id (line 1)", 1);
    ps_predictions_free(p);
    ps_dataset_free(d);
}
END_TEST

START_TEST(unknown_format_is_wrong_usage)
{
    PsError error = {0};
    PsDataset *d = ground_truth();
    PsReadOptions options = {.format = "tea-leaves"};
    char path[] = "/tmp/proofsheet-format-XXXXXX";
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    close(file);
    ck_assert_ptr_null(ps_predictions_read(d, path, &options, &error));
    ck_assert_int_eq(error.code, PS_ERROR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.found, "tea-leaves"));
    ck_assert_ptr_nonnull(strstr(error.wanted, "coco-results"));
    remove(path);
    ps_dataset_free(d);
}
END_TEST

/* The ground truth has image 7 = b.jpg, 3 = a.jpg, class 2 = nut, 1 = bolt. */
#define OWN(images, classes)                                                                       \
    "{'images':[" images "],'categories':[" classes "],\n'annotations':[" GOOD "]}"

static const struct {
    const char *json, *code, *place;
    int count;
    int image,
        class_index; /* of the detection with image_id 7, category_id 2; -1: it is left out */
} own[] = {
    /* sorted by id: image 0 is a.jpg, 1 is b.jpg; class 0 is bolt, 1 is nut */
    {OWN("{'id':7,'file_name':'b.jpg'}", "{'id':2,'name':'nut'}"), NULL, NULL, 0, 1, 1},
    {OWN("{'id':7,'file_name':'elsewhere/b.png'}", ""), NULL, NULL, 0, 1, 1},
    {OWN("{'id':7,'file_name':'a.jpg'}", ""), "image-ids-differ", "images[0].file_name (line 1)", 1,
     0, 1},
    {OWN("", "{'id':2,'name':'bolt'},{'id':1,'name':'nut'}"), "class-ids-differ",
     "categories[0].name (line 1)", 2, 1, 0},
    {OWN("{'id':9,'file_name':'a.jpg'},{'id':7,'file_name':'c.jpg'}", ""), "image-ids-differ",
     "images[0].file_name (line 1)", 1, -1, 0},
    {OWN("{'id':7,'file_name':'c.jpg'}", ""), "image-names-contradict",
     "images[0].file_name (line 1)", 1, 1, 1},
    {OWN("", "{'id':2,'name':'Mutter'}"), "class-names-contradict", "categories[0].name (line 1)",
     1, 1, 1},
    {OWN("{'file_name':'a.jpg'},{'id':7}", "{'id':'x','name':'bolt'}"), NULL, NULL, 0, 1, 1},
};

START_TEST(own_tables_say_what_ids_mean)
{
    PsError error = {0};
    PsDataset *d = ground_truth();
    PsPredictions *p = text_results(d, own[_i].json, &error);
    if (own[_i].image < 0) {
        ck_assert_ptr_null(p); /* none is on a known image */
        ps_dataset_free(d);
        return;
    }
    ck_assert_msg(p != NULL, "%s %s", error.place, error.found);
    ck_assert_int_eq(p->detections[0].image, own[_i].image);
    ck_assert_int_eq(p->detections[0].class_index, own[_i].class_index);
    int total = own[_i].code ? 2 : 1;
    if (own[_i].code)
        text_check_issue(p->issues, total, own[_i].code, own[_i].place, own[_i].count);
    text_check_issue(p->issues, total, "wrapped-results", "annotations (line 2)", 1);
    ps_predictions_free(p);
    ps_dataset_free(d);
}
END_TEST

TCase *coco_results_cases(void)
{
    TCase *all = tcase_create("results");
    tcase_add_test(all, detections_are_grouped_in_file_order);
    tcase_add_loop_test(all, results_are_refused, 0, COUNT(refused));
    tcase_add_loop_test(all, issue_is_counted_and_placed, 0, COUNT(issues));
    tcase_add_loop_test(all, names_join_only_where_they_are_unique, 0, COUNT(joins));
    tcase_add_test(all, a_class_name_of_digits_goes_before_the_id);
    tcase_add_test(all, classes_from_one_against_zero_are_noticed);
    tcase_add_test(all, without_images_nothing_is_known);
    tcase_add_test(all, unknown_format_is_wrong_usage);
    tcase_add_loop_test(all, own_tables_say_what_ids_mean, 0, COUNT(own));
    return all;
}
