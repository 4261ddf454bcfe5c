/* LabelMe: values worked out by hand, odd shapes, refusals. */
#include "lib/read/checks.h"

#include "support.h"

#include <check.h>

#include <string.h>

Suite *labelme_suite(void);

#define FILE_OF(shapes)                                                                            \
    "{'version':'5','shapes':[" shapes "],'imagePath':'..\\\\images\\\\b.jpg',"                    \
    "'imageData':'!!!not base64!!!','imageHeight':80,'imageWidth':100}"
#define SHAPE(label, type, points)                                                                 \
    "{'label':'" label "','shape_type':'" type "','points':[" points "]}"

START_TEST(shapes_by_hand)
{
    Folder folder = folder_new();
    folder_put(
        &folder, "b.json",
        folder_json(&folder, FILE_OF(SHAPE("nut", "rectangle", "[50,50],[10,20.5]") "," SHAPE(
                                 "bolt", "polygon", "[1,1],[9,1],[5,9]"))));
    folder_put(&folder, "a.json",
               folder_json(&folder, "{'imagePath':'a.jpg','imageWidth':10,'imageHeight':10,"
                                    "'shapes':[]}"));
    folder_put_picture(&folder, "a.jpg", 3, 3);
    PsDataset *d = folder_truth(&folder, "", none);
    ck_assert_str_eq(d->input.format, "labelme");
    ck_assert_int_eq(d->input.file_count, 2);
    ck_assert(d->image_count == 2 && d->class_count == 2 && d->object_count == 2);
    ck_assert_str_eq(d->images[0].file, "a.jpg");
    ck_assert(d->images[0].id == 1 && d->images[0].object_count == 0 && d->images[0].width == 10);
    ck_assert(d->images[1].id == 2 && d->images[1].width == 100 && d->images[1].height == 80);
    ck_assert_str_eq(d->classes[0].name, "bolt");
    ck_assert_int_eq(d->classes[1].id, 2);
    check_object(d, 0, "b.jpg", "nut", AT(10, 20.5, 40, 29.5));
    check_object(d, 1, "b.jpg", "bolt", AT(1, 1, 8, 8));
    ck_assert_double_eq(d->objects[0].area, 40 * 29.5);
    ck_assert_int_eq(d->issue_count, 1);
    folder_issue(&folder, d->issues, 1, "shape-as-bounds", "b.json:shapes[1].shape_type (line 1)",
                 1);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* Old files have no type and no size; the picture has the size. */
START_TEST(old_files)
{
    Folder folder = folder_new();
    folder_put_picture(&folder, "sub/a.png", 30, 20);
    folder_put(&folder, "sub/a.json",
               folder_json(&folder, "{'shapes':[{'label':'x','points':[[1,2],[4,6]]},\n"
                                    "{'label':'x','shape_type':null,'points':[[0,0],[4,0],[2,2]]}],"
                                    "'imagePath':null,'imageWidth':null}"));
    PsDataset *d = folder_truth(&folder, "", none);
    ck_assert(d->images[0].width == 30 && d->images[0].height == 20);
    check_object(d, 0, "sub/a.png", "x", AT(1, 2, 3, 4));
    check_object(d, 1, "sub/a.png", "x", AT(0, 0, 4, 2));
    ISSUE(d, "image-without-file-name", "sub/a.json:imagePath (line 2)", 1);
    ISSUE(d, "shape-as-bounds", "sub/a.json:shapes[1].shape_type (line 2)", 1);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

#define ONE(shape) FILE_OF("\n" shape)

static const ReadCase cases[] = {
    {ONE(SHAPE("a", "circle", "[20,20],[23,24]")), NULL, "shape-as-bounds",
     "b.json:shapes[0].shape_type (line 2)", 1, 1},
    {ONE(SHAPE("a", "point", "[3,3]")), NULL, "shape-left-out",
     "b.json:shapes[0].shape_type (line 2)", 1, 0},
    {ONE(SHAPE("a", "linestrip", "[3,3],[4,4],[5,3]")), NULL, "shape-left-out",
     "b.json:shapes[0].shape_type (line 2)", 1, 0},
    {ONE(SHAPE("a", "rectangle", "[3,3],[4,3],[4,5],[3,5]")), NULL, NULL, NULL, 0, 1},
    {ONE(SHAPE("a", "rectangle", "[3,3],[3,9]")), NULL, "box-zero-size",
     "b.json:shapes[0].points (line 2)", 1, 1},
    {ONE(SHAPE("", "rectangle", "[3,3],[4,9]")), NULL, "class-without-name",
     "b.json:shapes[0].label (line 2)", 1, 1},
    {ONE(SHAPE("a", "rectangle", "[3,3],[4,900]")), NULL, "box-over-edge",
     "b.json:shapes[0].points (line 2)", 1, 1},
    {"{'shapes':[],'imagePath':'a.jpg'}", NULL, "image-size-unknown", "b.json:imagePath (line 1)",
     1, 0},
    {ONE(SHAPE("a", "rectangle", "[50,50]")),
     "b.json:shapes[0].points (line 2): [[50,50]]; wanted a rectangle of two corners", NULL, NULL,
     0, 0},
    {ONE(SHAPE("a", "circle", "[1,1],[2,2],[3,3]")),
     "b.json:shapes[0].points (line 2): [[1,1],[2,2],[3,3]]; wanted a circle", NULL, NULL, 0, 0},
    {ONE(SHAPE("a", "polygon", "")), "b.json:shapes[0].points (line 2): []; ", NULL, NULL, 0, 0},
    {ONE(SHAPE("a", "polygon", "[1,2],[3]")), "b.json:shapes[0].points (line 2): [3]; ", NULL, NULL,
     0, 0},
    {ONE(SHAPE("a", "polygon", "[1,2],[3,4,5]")), "b.json:shapes[0].points (line 2): [3,4,5]; ",
     NULL, NULL, 0, 0},
    {ONE(SHAPE("a", "polygon", "[1,2],[3,'4']")), "b.json:shapes[0].points (line 2): \"4\"; ", NULL,
     NULL, 0, 0},
    {ONE(SHAPE("a", "polygon", "[1,2],[3,1e999]")), "b.json:shapes[0].points (line 2): 1e999; ",
     NULL, NULL, 0, 0},
    {ONE("{'points':[[1,2],[3,4]]}"), "b.json:shapes[0].label (line 2): missing; ", NULL, NULL, 0,
     0},
    {ONE("{'label':7,'points':[[1,2],[3,4]]}"), "b.json:shapes[0].label (line 2): 7; ", NULL, NULL,
     0, 0},
    {ONE("{'label':'a'}"), "b.json:shapes[0].points (line 2): missing; ", NULL, NULL, 0, 0},
    {ONE("7"), "b.json:shapes[0] (line 2): 7; wanted a shape as an object", NULL, NULL, 0, 0},
    {"{'shapes':{},\n'imagePath':'a.jpg'}", "b.json:shapes (line 1): an object; ", NULL, NULL, 0,
     0},
    {"{'shapes':[],'imagePath':'a','imageWidth':'9'}", "b.json:imageWidth (line 1): \"9\"; ", NULL,
     NULL, 0, 0},
    {"{'shapes':[],'imagePath':'a','imageWidth':1e9}", "b.json:imageWidth (line 1): 1e9; ", NULL,
     NULL, 0, 0},
    {"{'shapes':[\n{'label':'a',", "b.json:byte 25 (line 2): the file ends too early", NULL, NULL,
     0, 0},
    {"{'shapes':[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
     "b.json:shapes[0]", NULL, NULL, 0, 0},
};

START_TEST(case_ends_as_it_should)
{
    check_truth_case(&cases[_i], "b.json", none);
}
END_TEST

START_TEST(circle_bounds)
{
    Folder folder = folder_new();
    folder_put(&folder, "b.json",
               folder_json(&folder, ONE(SHAPE("a", "circle", "[20,20],[23,24]"))));
    PsDataset *d = folder_truth(&folder, "b.json", none);
    check_object(d, 0, "b.jpg", "a", AT(15, 15, 10, 10));
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* The picture in the file is passed over, whatever its size. */
START_TEST(image_data_may_be_huge)
{
    Folder folder = folder_new();
    PsBuf text = PS_BUF;
    ps_buf_text(&text, "{\"imageData\":\"");
    for (int i = 0; i < 1 << 16; i++) ps_buf_text(&text, "iVBORw0KGgoAAAANSUhEUgAAA0gAAAMiCAYAAA");
    ps_buf_text(&text,
                "\",\"imagePath\":\"C:\\\\me\\\\a.jpg\",\"imageWidth\":9,\"imageHeight\":9,");
    ps_buf_text(&text, "\"shapes\":[{\"label\":\"a\",\"points\":[[1,1],[5,5]]}]}");
    folder_put_bytes(&folder, "a.json", text.data, text.length);
    ps_buf_free(&text);
    PsDataset *d = folder_truth(&folder, "", none);
    ck_assert_int_eq(d->issue_count, 0);
    check_object(d, 0, "a.jpg", "a", AT(1, 1, 4, 4));
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(splits_and_strangers)
{
    Folder folder = folder_new();
    folder_put(&folder, "train/a.json", folder_json(&folder, ONE(SHAPE("a", "rectangle", ""))));
    folder_put(&folder, "valid/b.json",
               folder_json(&folder, ONE(SHAPE("a", "rectangle", "[1,1],[2,2]"))));
    folder_put(&folder, "valid/notes.json", "{\"hello\":1}");
    PsDataset *d = folder_truth(&folder, "", none);
    ck_assert(d->image_count == 1 && d->object_count == 1);
    ck_assert_str_eq(d->images[0].file, "images/b.jpg");
    ISSUE(d, "file-of-another-kind", "valid/notes.json:", 1);
    ps_dataset_free(d);
    PsReadOptions train = {.split = "train"}, gone = {.split = "test", .format = "labelme"};
    ck_assert_ptr_nonnull(strstr(folder_truth_error(&folder, "", train), "a rectangle of two"));
    ck_assert_ptr_nonnull(strstr(folder_truth_error(&folder, "", gone),
                                 "no split \"test\"; wanted one of train, val"));
    folder_end(&folder);
}
END_TEST

Suite *labelme_suite(void)
{
    Suite *suite = suite_create("labelme");
    TCase *all = tcase_create("all");
    tcase_add_test(all, shapes_by_hand);
    tcase_add_test(all, old_files);
    tcase_add_loop_test(all, case_ends_as_it_should, 0, COUNT_OF(cases));
    tcase_add_test(all, circle_bounds);
    tcase_add_test(all, image_data_may_be_huge);
    tcase_add_test(all, splits_and_strangers);
    suite_add_tcase(suite, all);
    return suite;
}
