/* COCO ground truth: what is read, what is refused, what is an issue. In the texts a single quote
   stands for a double one. */
#include "lib/read/folders.h"
#include "lib/read/texts.h"

#include "base/buf.h"
#include "base/file.h"

#include <check.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *coco_suite(void);
TCase *json_cases(void);
TCase *json_scan_cases(void);
TCase *coco_results_cases(void);

/* ------------------------------------------------------------------ well-formed ground truth */

static const char sample[] =
    "{'annotations':[{'id':10,'image_id':7,'category_id':2,'bbox':[1,2.5,3,4],'area':9.5},\n"
    "{'id':11,'image_id':3,'category_id':1,'bbox':[0,0,5,5],'area':25,'iscrowd':1,\n"
    "'segmentation':{'size':[40,50],'counts':'ab]}\\\\\\''}},\n"
    "{'segmentation':[[1,2,[3]],{'bbox':[9]}],'id':12,'image_id':7,'category_id':1,\n"
    "'bbox':[5,5,1,2],'area':2,'iscrowd':0},\n"
    "{'id':13,'image_id':7,'category_id':2,'bbox':[2,2,2,2],'bbox':[1,1,2,3],'\\u0061rea':6}],"
    "\n" IMAGES CATEGORIES ",'info':{'x':[]}}";

START_TEST(sample_is_sorted_and_grouped)
{
    PsError error = {0};
    PsDataset *d = text_truth(sample, &error);
    ck_assert_msg(d != NULL, "%s %s", error.place, error.found);
    ck_assert_int_eq(d->image_count, 2);
    ck_assert_int_eq(d->class_count, 2);
    ck_assert_int_eq(d->object_count, 4);
    ck_assert_int_eq(d->crowd_count, 1);
    ck_assert_int_eq(d->issue_count, 0);
    ck_assert_str_eq(d->images[0].file, "a.jpg");
    ck_assert(d->images[0].id == 3 && d->images[1].id == 7);
    ck_assert(d->images[1].width == 100 && d->images[1].height == 80);
    ck_assert(d->images[0].first_object == 0 && d->images[0].object_count == 1);
    ck_assert(d->images[1].first_object == 1 && d->images[1].object_count == 3);
    ck_assert_str_eq(d->classes[0].name, "bolt");
    ck_assert(d->classes[0].object_count == 1 && d->classes[0].image_count == 1);
    ck_assert(d->classes[1].object_count == 2 && d->classes[1].image_count == 1);
    static const int64_t ids[] = {11, 10, 12, 13};
    for (int i = 0; i < 4; i++) ck_assert(d->objects[i].id == ids[i]);
    ck_assert(d->objects[0].crowd && !d->objects[1].crowd);
    ck_assert_double_eq(d->objects[1].box.y, 2.5);
    ck_assert_double_eq(d->objects[1].area, 9.5);
    ck_assert_double_eq(d->objects[3].box.height, 3); /* of two equal keys the last */
    ck_assert_double_eq(d->objects[3].area, 6);       /* a key that is spelt with an escape */
    ck_assert(d->objects[2].class_index == 0 && d->objects[2].image == 1);
    ps_dataset_free(d);
}
END_TEST

START_TEST(input_is_described)
{
    PsError error = {0};
    static const char json[] = "{\"images\":[],\"annotations\":[],\"categories\":[]}";
    PsDataset *d = text_truth_bytes(json, strlen(json), &error);
    char hex[65];
    ps_sha256(json, strlen(json), hex);
    ck_assert_str_eq(d->input.role, "ground-truth");
    ck_assert_str_eq(d->input.format, "coco");
    ck_assert_str_eq(d->input.name, "gt.json");
    ck_assert_str_eq(d->input.sha256, hex);
    ps_dataset_free(d);
}
END_TEST

START_TEST(neighbouring_64_bit_ids_stay_apart)
{
    PsError error = {0};
    PsDataset *d =
        text_truth("{'images':[{'id':9007199254740993,'file_name':'b','width':9,'height':9},"
                   "{'id':9007199254740992,'file_name':'a','width':9,'height':9},"
                   "{'id':-9223372036854775808,'file_name':'c','width':9,'height':9}],"
                   "'annotations':[],'categories':[{'id':-1,'name':'x'}]}",
                   &error);
    ck_assert_msg(d != NULL, "%s %s", error.place, error.found);
    ck_assert(d->images[0].id == INT64_MIN);
    ck_assert(d->images[1].id == INT64_C(9007199254740992));
    ck_assert(d->images[2].id == INT64_C(9007199254740993));
    PsPredictions *p = text_results(d,
                                    "[{'image_id':9007199254740993,'category_id':-1,"
                                    "'bbox':[1,1,2,2],'score':0.5}]",
                                    &error);
    ck_assert(p && p->detections[0].image == 2 && p->issue_count == 0);
    ps_predictions_free(p);
    ps_dataset_free(d);
}
END_TEST

START_TEST(byte_order_mark_is_accepted)
{
    PsError error = {0};
    PsDataset *d = text_truth("\xEF\xBB\xBF\r\n" TRUTH(NOTE(BOX)) "\r\n \t", &error);
    ck_assert(d && d->object_count == 1 && d->issue_count == 0);
    ps_dataset_free(d);
}
END_TEST

/* ------------------------------------------------------------------ ground truth that is refused
 */

#define TWO_IMAGES(second) "{'images':[{'id':1},\n" second "],'annotations':[],'categories':[]}"

static const struct {
    const char *json, *place, *found;
} refused_truth[] = {
    {"", "", "the file is empty"},
    {" \n\t", "", "the file holds white space only"},
    {"\xEF\xBB\xBF", "", "the file holds white space only"},
    {"null", "line 1", "the top level is null"},
    {"[]", "line 1", "the top level is an array, as in a results file: are -g and -p swapped?"},
    {TRUTH(NOTE("'bbox':[1e999,1,3,4]")), "annotations[0].bbox (line 3)", "[1e999,1,3,4]"},
    {TRUTH(NOTE("'area':-1e999,'bbox':[1,1,3,4]")), "annotations[0].area (line 3)", "-1e999"},
    {"{" IMAGES CATEGORIES "}", "annotations", "missing"},
    {"{'images':[],'annotations':[]}", "categories", "missing"},
    {"{'categories':[],\n'annotations':[]}", "images", "missing"},
    {"{'images':\n{'1':{}},'annotations':[],'categories':[]}", "images (line 2)", "an object"},
    {TWO_IMAGES("null"), "images[1] (line 2)", "null"},
    {TWO_IMAGES("{'id':1}"), "images[1].id (line 2)", "a second image with id 1"},
    {TWO_IMAGES("{'id':1.5}"), "images[1].id (line 2)", "1.5"},
    {TWO_IMAGES("{'id':true}"), "images[1].id (line 2)", "true"},
    {TWO_IMAGES("{'id':'x'}"), "images[1].id (line 2)", "\"x\""},
    {TWO_IMAGES("{'file_name':'x'}"), "images[1].id (line 2)", "missing"},
    {TWO_IMAGES("{'id':1180591620717411303424}"), "images[1].id (line 2)",
     "1180591620717411303424"},
    {TWO_IMAGES("{'id':9223372036854775808}"), "images[1].id (line 2)", "9223372036854775808"},
    {TWO_IMAGES("{'id':1e300}"), "images[1].id (line 2)", "1e300"},
    {TWO_IMAGES("{'id':2,\n'width':2147483647,'height':1}"), "images[1].width (line 3)",
     "2147483647"},
    {"{'images':[],'annotations':[],'categories':[{'id':1,'name':'a'},\n{'id':1,'name':'b'}]}",
     "categories[1].id (line 2)", "a second class with id 1"},
    {TRUTH("{'id':5,'image_id':7,'category_id':77," BOX "}"), "annotations[0].category_id (line 3)",
     "77"},
    {TRUTH("{'id':5,'category_id':2," BOX "}"), "annotations[0].image_id (line 3)", "missing"},
    {TRUTH("{'id':[],'image_id':7,'category_id':2," BOX "}"), "annotations[0].id (line 3)", "[]"},
    {TRUTH(NOTE("'area':1")), "annotations[0].bbox (line 3)", "missing"},
    {TRUTH(NOTE("\n'bbox':null")), "annotations[0].bbox (line 4)", "null"},
    {TRUTH(NOTE("'bbox':[1,2,3]")), "annotations[0].bbox (line 3)", "[1,2,3]"},
    {TRUTH(NOTE("'bbox':[1,2,3,4,5]")), "annotations[0].bbox (line 3)", "[1,2,3,4,5]"},
    {TRUTH(NOTE("'bbox':['1',2,3,4]")), "annotations[0].bbox (line 3)", "[\"1\",2,3,4]"},
    {TRUTH(NOTE("'bbox':{'x':1}")), "annotations[0].bbox (line 3)", "an object"},
    {TRUTH(NOTE("'bbox':[1,2,3,4],'area':'9'")), "annotations[0].area (line 3)", "\"9\""},
    {TRUTH(NOTE("'bbox':[1,2,3,4],'area':9,'iscrowd':[]")), "annotations[0].iscrowd (line 3)",
     "[]"},
};

START_TEST(truth_is_refused)
{
    PsError error = {0};
    ck_assert_ptr_null(text_truth(refused_truth[_i].json, &error));
    text_check_error(&error, refused_truth[_i].place, refused_truth[_i].found);
}
END_TEST

/* ------------------------------------------------------------------ issues */

#define IMAGE(rest) "{'images':[{'id':1," rest "}],'annotations':[],'categories':[]}"
#define SIZE "'width':9,'height':9"
#define CLASSES(list) "{'images':[],'annotations':[],'categories':[" list "]}"
#define FOUR(b)                                                                                    \
    TRUTH(NOTE("'area':1,'bbox':" b) ",\n" NOTE("'area':1,'bbox':" b) "," NOTE(                    \
        "'area':1,'bbox':" b) "," NOTE("'area':1,'bbox':" b))

static const struct {
    const char *json, *code, *place;
    int count, objects;
} issues[] = {
    {"{'images':[],'images':\n[{'id':1}],'annotations':[],'categories':[]}", "repeated-key",
     "images (line 2)", 1, 0},
    {TRUTH(""), "no-objects", "", 1, 0},
    {CLASSES(""), "no-images", "", 1, 0},
    {IMAGE("\n'file_name':null," SIZE), "image-without-file-name", "images[0].file_name (line 2)",
     1, 0},
    {IMAGE(SIZE), "image-without-file-name", "images[0].file_name (line 1)", 1, 0},
    {IMAGE("'file_name':'../a.jpg'," SIZE), "unsafe-file-name", "images[0].file_name (line 1)", 1,
     0},
    {IMAGE("'file_name':'a','width':0,\n'height':4"), "image-size-unknown",
     "images[0].width (line 1)", 1, 0},
    {IMAGE("'file_name':'a'"), "image-size-unknown", "images[0].width (line 1)", 1, 0},
    {IMAGE("'file_name':'a\\u0000b'," SIZE), "bad-character", "images[0].file_name (line 1)", 1, 0},
    {CLASSES("{'id':1,'name':'\\ud800'}"), "bad-character", "categories[0].name (line 1)", 1, 0},
    {CLASSES("{'id':1,'name':'x\\udc00\\ud83d!'}"), "bad-character", "categories[0].name (line 1)",
     1, 0},
    {CLASSES("{'id':1}"), "class-without-name", "categories[0].name (line 1)", 1, 0},
    {CLASSES("{'id':1,'name':'a'},\n{'id':2,'name':'a'}"), "duplicate-class-name",
     "categories[1].name (line 2)", 1, 0},
    {"{'images':[{'id':1,'file_name':'a'},\n{'id':2,\n'file_name':'a'}],'annotations':[],"
     "'categories':[]}",
     "duplicate-file-name", "images[1].file_name (line 3)", 1, 0},
    {TRUTH(NOTE(BOX) "," NOTE(BOX) ",\n" NOTE(BOX)), "duplicate-object-id",
     "annotations[1].id (line 3)", 2, 3},
    {TRUTH("{'id':'5','image_id':'7','category_id':2," BOX "}"), "id-as-text",
     "annotations[0].id (line 3)", 2, 1},
    {TRUTH("{'id':5,'image_id':7.0,'category_id':2e0," BOX "}"), "id-as-fraction",
     "annotations[0].image_id (line 3)", 2, 1},
    {TRUTH("{'image_id':7,'category_id':2," BOX "}"), "annotation-without-id",
     "annotations[0] (line 3)", 1, 1},
    {TRUTH("{'id':5,'image_id':99,'category_id':2," BOX "}"), "annotation-of-unknown-image",
     "annotations[0].image_id (line 3)", 1, 0},
    {TRUTH(NOTE("'bbox':[1,2,3,4]")), "area-missing", "annotations[0].area (line 3)", 1, 1},
    {TRUTH(NOTE("'bbox':[1,2,3,4],\n'area':-5")), "area-negative", "annotations[0].area (line 4)",
     1, 1},
    {TRUTH(NOTE("'bbox':[1,2,3,4],'area':1,'iscrowd':true")), "odd-iscrowd",
     "annotations[0].iscrowd (line 3)", 1, 1},
    {TRUTH(NOTE("'area':1,'bbox':[9,9,-3,4]")), "box-negative-size", "annotations[0].bbox (line 3)",
     1, 0},
    {TRUTH(NOTE("'area':1,'bbox':[1,2,1e30,4]")), "box-too-large", "annotations[0].bbox (line 3)",
     1, 0},
    {TRUTH(NOTE("'area':1,'bbox':[1,2,0,4]")), "box-zero-size", "annotations[0].bbox (line 3)", 1,
     1},
    {TRUTH(NOTE("'area':1,'bbox':[100,2,5,4]")), "box-outside-image",
     "annotations[0].bbox (line 3)", 1, 1},
    {TRUTH(NOTE("'area':1,'bbox':[97,2,5,4]")), "box-over-edge", "annotations[0].bbox (line 3)", 1,
     1},
    {FOUR("[50,40,90,70]"), "boxes-look-like-corners", "", 1, 4},
    {FOUR("[0.5,0.5,0.2,0.25]"), "boxes-look-normalised", "", 1, 4},
};

START_TEST(issue_is_counted_and_placed)
{
    PsError error = {0};
    PsDataset *d = text_truth(issues[_i].json, &error);
    ck_assert_msg(d != NULL, "%s %s", error.place, error.found);
    text_check_issue(d->issues, d->issue_count, issues[_i].code, issues[_i].place,
                     issues[_i].count);
    ck_assert_int_eq(d->object_count, issues[_i].objects);
    ps_dataset_free(d);
}
END_TEST

static const struct {
    const char *value;
    bool crowd;
} crowds[] = {{"0", false},   {"1", true}, {"true", true},  {"false", false}, {"'1'", true},
              {"'0'", false}, {"2", true}, {"null", false}, {"1.0", true}};

START_TEST(crowd_is_what_the_public_evaluator_takes)
{
    PsError error = {0};
    char json[512];
    snprintf(json, sizeof json, TRUTH(NOTE("'bbox':[1,2,3,4],'area':12,'iscrowd':%s")),
             crowds[_i].value);
    PsDataset *d = text_truth(json, &error);
    ck_assert_msg(d != NULL, "%s %s", error.place, error.found);
    ck_assert_int_eq(d->objects[0].crowd, crowds[_i].crowd);
    ck_assert_int_eq(d->crowd_count, crowds[_i].crowd);
    ck_assert_int_eq(d->classes[1].object_count, !crowds[_i].crowd);
    ps_dataset_free(d);
}
END_TEST

START_TEST(area_falls_back_to_the_box)
{
    PsError error = {0};
    PsDataset *d =
        text_truth(TRUTH(NOTE("'bbox':[1,2,3,4]") "," NOTE("'bbox':[1,2,5,4],'area':-5") "," NOTE(
                       "'bbox':[1,2,5,4],'area':0")),
                   &error);
    ck_assert_double_eq(d->objects[0].area, 12);
    ck_assert_double_eq(d->objects[1].area, 20);
    ck_assert_double_eq(d->objects[2].area, 0);
    ps_dataset_free(d);
}
END_TEST

START_TEST(characters_that_no_text_holds_are_replaced)
{
    PsError error = {0};
    PsDataset *d =
        text_truth(CLASSES("{'id':1,'name':'a\\u0000b'},{'id':2,'name':'\\ud83e\\udd8a'},"
                           "{'id':3,'name':'\\ud800\\u0041'}"),
                   &error);
    ck_assert_str_eq(d->classes[0].name, "a\xEF\xBF\xBD"
                                         "b");
    ck_assert_str_eq(d->classes[1].name, "\xF0\x9F\xA6\x8A");
    ck_assert_str_eq(d->classes[2].name, "\xEF\xBF\xBD"
                                         "A");
    ps_dataset_free(d);
}
END_TEST

START_TEST(long_names_and_numbers_are_issues)
{
    PsError error = {0};
    PsBuf json = PS_BUF;
    ps_buf_text(&json, "{" IMAGES "'annotations':["
                       "{'id':1,'image_id':7,'category_id':1,'area':1,"
                       "'bbox':[10.333");
    for (int i = 0; i < 5000; i++) ps_buf_char(&json, '0');
    ps_buf_text(&json, ",1,1,1]}],'categories':[{'id':1,'name':'");
    for (int i = 0; i < 3000; i++) ps_buf_text(&json, "\xC3\xA9");
    ps_buf_text(&json, "'}]}");
    PsDataset *d = text_truth(json.data, &error);
    ck_assert_msg(d != NULL, "%s %s", error.place, error.found);
    text_check_issue(d->issues, d->issue_count, "name-too-long", "categories[0].name (line 3)", 1);
    text_check_issue(d->issues, d->issue_count, "long-number", "annotations[0].bbox (line 3)", 1);
    ck_assert_uint_eq(strlen(d->classes[0].name), 4096);
    ck_assert_double_eq(d->objects[0].box.x, 10.333);
    ps_dataset_free(d);
    ps_buf_free(&json);
}
END_TEST

/* ------------------------------------------------------------------ files and formats */

START_TEST(what_is_no_readable_file_is_refused)
{
    PsError error = {0};
    PsReadOptions coco = {.format = "coco"};
    Folder empty = folder_new();
    ck_assert_ptr_null(ps_dataset_read(empty.path, &coco, &error));
    folder_end(&empty);
    ck_assert_int_eq(error.code, PS_ERROR_INPUT);
    ck_assert_ptr_null(ps_dataset_read("/nowhere/gt.json", NULL, &error));
    ck_assert_str_eq(error.file, "/nowhere/gt.json");
    PsReadOptions options = {.format = "coco-results"};
    ck_assert_ptr_null(ps_dataset_read("/dev/null", &options, &error));
    ck_assert_int_eq(error.code, PS_ERROR_INPUT);
}
END_TEST

START_TEST(formats_are_a_table_of_unique_names)
{
    int count = 0;
    for (const PsFormat *format = ps_formats(); format->name; format++, count++) {
        ck_assert(*format->title && *format->note);
        ck_assert(strcmp(format->role, "ground-truth") == 0 ||
                  strcmp(format->role, "predictions") == 0 || strcmp(format->role, "both") == 0);
        for (const PsFormat *other = ps_formats(); other < format; other++) {
            ck_assert_str_ne(format->name, other->name);
        }
    }
    ck_assert_int_ge(count, 2);
}
END_TEST

/* ------------------------------------------------------------------ all */

Suite *coco_suite(void)
{
    Suite *suite = suite_create("coco");
    TCase *all = tcase_create("ground truth");
    tcase_add_test(all, sample_is_sorted_and_grouped);
    tcase_add_test(all, input_is_described);
    tcase_add_test(all, neighbouring_64_bit_ids_stay_apart);
    tcase_add_test(all, byte_order_mark_is_accepted);
    tcase_add_loop_test(all, truth_is_refused, 0, COUNT(refused_truth));
    tcase_add_loop_test(all, issue_is_counted_and_placed, 0, COUNT(issues));
    tcase_add_loop_test(all, crowd_is_what_the_public_evaluator_takes, 0, COUNT(crowds));
    tcase_add_test(all, area_falls_back_to_the_box);
    tcase_add_test(all, characters_that_no_text_holds_are_replaced);
    tcase_add_test(all, long_names_and_numbers_are_issues);
    tcase_add_test(all, what_is_no_readable_file_is_refused);
    tcase_add_test(all, formats_are_a_table_of_unique_names);
    suite_add_tcase(suite, all);
    suite_add_tcase(suite, json_cases());
    suite_add_tcase(suite, json_scan_cases());
    suite_add_tcase(suite, coco_results_cases());
    return suite;
}
