/* Boxes in CSV: spellings of the header, quoting, Open Images, refusals. */
#include "lib/read/checks.h"

#include "support.h"

#include <check.h>

#include <string.h>

Suite *csv_read_suite(void);

/* ------------------------------------------------------------------ headers */

/* Each holds the same box of one nut in b.jpg: 2, 3, 8, 12. */
static const char *const spellings[] = {
    "image,class,x,y,width,height\nb.jpg,nut,2,3,8,12\n",
    "Image,Class,XMin,YMin,XMax,YMax\r\nb.jpg,nut,2,3,10,15\r\n",
    "\xEF\xBB\xBFy;x;height;width;label;file_name\n3;2;12;8;nut;b.jpg",
    "filename\twidth\theight\tclass\txmin\tymin\txmax\tymax\nb.jpg\t40\t80\tnut\t2\t3\t10\t15\n",
    "\n\nimage_path,label,x1,y1,x2,y2,note\n\"b.jpg\" , \"nut\",2.0,3e0,+10,15,\"a,\"\"\nb\"\n",
    "image;class;x;y;w;h\nb.jpg;nut;2,0;3,0;8;12;\n",
    "Image ID,Category Name,Bbox X,Bbox Y,Bbox Width,Bbox Height\nb.jpg,nut,2,3,8,12\n",
};

START_TEST(spelling_is_understood)
{
    Folder folder = folder_new();
    folder_put(&folder, "gt.csv", spellings[_i]);
    PsDataset *d = folder_truth(&folder, "gt.csv", none);
    ck_assert_str_eq(d->input.format, "csv");
    ck_assert_int_eq(d->object_count, 1);
    check_object(d, 0, "b.jpg", "nut", AT(2, 3, 8, 12));
    if (strstr(spellings[_i], "filename")) {
        ck_assert(d->images[0].width == 40 && d->images[0].height == 80 && d->issue_count == 0);
    }
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(rows_are_grouped)
{
    Folder folder = folder_new();
    folder_put(&folder, "valid/_annotations.csv",
               "filename,width,height,class,xmin,ymin,xmax,ymax\n"
               "b.jpg,40,80,nut,0,0,2,2\n"
               "a.jpg,10,10,,,,,\n"
               "b.jpg,40,80,bolt,1,1,3,3\n"
               "c.jpg,10,10,nut,5,5,6,6\n"
               "b.jpg,40,80,nut,4,4,6,6\n");
    folder_put(&folder, "train/_annotations.csv",
               "filename,class,xmin,ymin,xmax,ymax\nz,z,1,1,1\n");
    PsDataset *d = folder_truth(&folder, "", none);
    ck_assert(d->image_count == 3 && d->object_count == 4 && d->class_count == 2);
    ck_assert_int_eq(d->images[0].object_count, 0);
    check_object(d, 0, "valid/b.jpg", "nut", AT(0, 0, 2, 2));
    check_object(d, 1, "valid/b.jpg", "bolt", AT(1, 1, 2, 2));
    check_object(d, 2, "valid/b.jpg", "nut", AT(4, 4, 2, 2));
    check_object(d, 3, "valid/c.jpg", "nut", AT(5, 5, 1, 1));
    ck_assert_int_eq(d->issue_count, 0);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

#define HEAD "image,class,x,y,width,height\n"

static const ReadCase cases[] = {
    {"image;class;x;y;width;height\na;b;1,5;2;3;4\n", NULL, "decimal-comma", "gt.csv:x (line 2)", 1,
     1},
    {HEAD "a,b,1,2,-3,4\n", NULL, "box-negative-size", "gt.csv:x (line 2)", 1, 0},
    {HEAD "a,,1,2,3,4\n", NULL, "class-without-name", "gt.csv:class (line 2)", 1, 1},
    {"image,class,score,x,y,width,height\na,b,1,1,2,3,4\n", NULL, "score-in-ground-truth",
     "gt.csv:line 1", 1, 1},
    {HEAD, NULL, "no-images", "gt.csv:", 1, 0},
    {HEAD "\na,b,1,2,3\n", "gt.csv:line 3: a line with 5 fields; wanted 6 fields as in the header",
     NULL, NULL, 0, 0},
    {HEAD "a,b,1,2,3,4,5\n", "gt.csv:line 2: a line with 7 fields", NULL, NULL, 0, 0},
    {HEAD ",b,1,2,3,4\n", "gt.csv:image (line 2): nothing; ", NULL, NULL, 0, 0},
    {HEAD "a,b,1,x,3,4\n", "gt.csv:y (line 2): \"x\"; wanted a finite number", NULL, NULL, 0, 0},
    {HEAD "a,b,1,,3,4\n", "gt.csv:y (line 2): nothing; ", NULL, NULL, 0, 0},
    {HEAD "a,b,1,nan,3,4\n", "gt.csv:y (line 2): \"nan\"; ", NULL, NULL, 0, 0},
    {HEAD "a,b,1,1e999,3,4\n", "gt.csv:y (line 2): \"1e999\"; ", NULL, NULL, 0, 0},
    {HEAD "a,b,1,0x1,3,4\n", "gt.csv:y (line 2): \"0x1\"; ", NULL, NULL, 0, 0},
    {HEAD "a,b,1,2,3,4\n'a\nb,c\n", "gt.csv:line 3: a quote is not closed; ", NULL, NULL, 0, 0},
    {HEAD "a,b,x,2,3,4\n'a\nb,c\n", "gt.csv:line 3: a quote is not closed; ", NULL, NULL, 0, 0},
    {HEAD "'a'b,b,1,2,3,4\n", "gt.csv:line 2: text behind a closing quote; ", NULL, NULL, 0, 0},
    {HEAD "a,\xFF,1,2,3,4\n", "gt.csv:byte 31 (line 2): a byte that is no UTF-8", NULL, NULL, 0, 0},
    {"image,class\na,b\n", "gt.csv:line 1: the first line does not name the columns", NULL, NULL, 0,
     0},
    {"", "gt.csv: the file is empty", NULL, NULL, 0, 0},
};

START_TEST(case_ends_as_it_should)
{
    PsReadOptions csv = {.format = "csv"};
    check_truth_case(&cases[_i], "gt.csv", csv);
}
END_TEST

START_TEST(utf_16_is_refused)
{
    static const char text[] = "\xFF\xFEi\0m\0";
    Folder folder = folder_new();
    PsReadOptions csv = {.format = "csv"};
    folder_put_bytes(&folder, "gt.csv", text, sizeof text - 1);
    ck_assert_ptr_nonnull(strstr(folder_truth_error(&folder, "gt.csv", csv), "gt.csv:byte 0"));
    folder_put_bytes(&folder, "gt.csv", "a\0b", 3);
    ck_assert_ptr_nonnull(strstr(folder_truth_error(&folder, "gt.csv", csv), "a zero byte"));
    folder_end(&folder);
}
END_TEST

/* Bounds: columns, and the length of a field. */
START_TEST(limits_hold)
{
    Folder folder = folder_new();
    PsReadOptions csv = {.format = "csv"};
    PsBuf text = PS_BUF;
    for (int i = 0; i < 5000; i++) ps_buf_text(&text, "a,");
    folder_put(&folder, "gt.csv", text.data);
    ck_assert_ptr_nonnull(strstr(folder_truth_error(&folder, "gt.csv", csv), "too many"));
    ps_buf_clear(&text);
    ps_buf_text(&text, HEAD "\"");
    for (int i = 0; i < 300000; i++) ps_buf_text(&text, "name");
    ps_buf_text(&text, "\",b,1,2,3,4\n");
    folder_put(&folder, "gt.csv", text.data);
    ck_assert_ptr_nonnull(strstr(folder_truth_error(&folder, "gt.csv", csv), "is too long"));
    text.length = strlen(HEAD) + 5000;
    ps_buf_text(&text, "\",b,1,2,3,4\n");
    folder_put_bytes(&folder, "gt.csv", text.data, text.length);
    PsDataset *d = folder_truth(&folder, "gt.csv", csv);
    ck_assert_uint_eq(strlen(d->images[0].file), 4096);
    ISSUE(d, "name-too-long", "gt.csv:image (line 2)", 1);
    ps_dataset_free(d);
    ps_buf_free(&text);
    folder_end(&folder);
}
END_TEST

/* ------------------------------------------------------------------ predictions */

#define SCORED "image,class,score,x,y,width,height\n"

static const ReadCase result_cases[] = {
    {SCORED "a.png,nut,0.5,1,2,3,4\na,bolt,1e-3,1,2,3,4\n", NULL, NULL, NULL, 0, 2},
    {"x1,y1,x2,y2,conf,label,file\n1,2,3,4,0.5,nut,images\\b.png\n", NULL, NULL, NULL, 0, 1},
    {SCORED "a.png,2,0.5,1,2,3,4\n", NULL, "class-by-id", "p.csv:class (line 2)", 1, 1},
    {SCORED "2,nut,0.5,1,2,3,4\n", NULL, NULL, NULL, 0, 1},
    {SCORED "a.png,cat,0.5,1,2,3,4\n", NULL, "unknown-class", "p.csv:class (line 2)", 1, 0},
    {SCORED "a.png,nut,50,1,2,3,4\na.png,nut,60,5,2,3,4\n", NULL, "scores-in-percent",
     "p.csv:score (line 2)", 2, 2},
    {SCORED "a.png,nut,0.5,1,2,3,4\nz.png,nut,0.5,1,2,3,4\n", NULL, "unknown-image",
     "p.csv:image (line 3)", 1, 1},
    {SCORED "z.png,nut,0.5,1,2,3,4\n", "p.csv: no detection is on a known image", NULL, NULL, 0, 0},
    {SCORED "a.png,nut,,1,2,3,4\n", "p.csv:score (line 2): nothing; ", NULL, NULL, 0, 0},
    {"image,class,x,y,width,height\na.png,nut,1,2,3,4\nb.png,nut,1,2,3,4\n", NULL, "no-scores",
     "p.csv:score (line 2)", 1, 2},
};

START_TEST(predictions_end_as_they_should)
{
    Folder folder = folder_new();
    PsDataset *d = sample_truth(&folder);
    check_results_case(&result_cases[_i], d, "p.csv", none);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(predictions_by_hand)
{
    Folder folder = folder_new();
    PsDataset *d = sample_truth(&folder);
    folder_put(&folder, "p.csv", "xmin,ymin,xmax,ymax,score,class,image\n1,2,4,6,0.25,nut,a\n");
    PsPredictions *p = folder_results(&folder, d, "p.csv", none);
    ck_assert_str_eq(p->input.format, "csv");
    check_detection(p, 0, "a.png", "nut", 0.25, AT(1, 2, 3, 4));
    ps_predictions_free(p);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* ------------------------------------------------------------------ Open Images */

#define OPEN "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsGroupOf\n"

/* 1/3 of 30 with ten digits is pixel 10; 0.5 of 25 is between two. */
START_TEST(fractions_by_hand)
{
    Folder folder = folder_new();
    folder_put_picture(&folder, "p/x/b.png", 30, 25);
    folder_put(&folder, "gt.csv",
               OPEN
               "b,xclick,nut,1,0.3333333333,0.6666666667,\"0,2\",0.5,0\n"
               "b,xclick,nut,1,0,1,0,1,1\nz,xclick,nut,1,0,1,0,1,1\nz,xclick,nut,1,0,1,0,1,0\n");
    PsReadOptions options = {.images = folder_at(&folder, "p")};
    PsDataset *d = folder_truth(&folder, "gt.csv", options);
    ck_assert_str_eq(d->input.format, "openimages");
    ck_assert(d->image_count == 1 && d->object_count == 2 && d->crowd_count == 1);
    check_object(d, 0, "x/b.png", "nut", AT(10, 5, 10, 7.5));
    ck_assert_double_eq(d->objects[0].box.x, 10);
    check_object(d, 1, "x/b.png", "nut", AT(0, 0, 30, 25));
    ISSUE(d, "decimal-comma", "gt.csv:ymin (line 2)", 1);
    ISSUE(d, "group-as-crowd", "gt.csv:isgroupof (line 3)", 1);
    ISSUE(d, "picture-missing", "gt.csv:image (line 4)", 1);
    folder_put(&folder, "p.csv",
               "ImageID,LabelName,Score,XMin,XMax,YMin,YMax\nb,nut,.5,.1,.2,.2,1\n");
    PsPredictions *p = folder_results(&folder, d, "p.csv", none);
    ck_assert_str_eq(p->input.format, "openimages");
    check_detection(p, 0, "x/b.png", "nut", 0.5, AT(3, 5, 3, 20));
    ps_predictions_free(p);
    ps_dataset_free(d);
    ck_assert_ptr_nonnull(strstr(folder_truth_error(&folder, "gt.csv", none), "--images FOLDER"));
    folder_end(&folder);
}
END_TEST

Suite *csv_read_suite(void)
{
    Suite *suite = suite_create("csv-read");
    TCase *all = tcase_create("all");
    tcase_add_loop_test(all, spelling_is_understood, 0, COUNT_OF(spellings));
    tcase_add_test(all, rows_are_grouped);
    tcase_add_loop_test(all, case_ends_as_it_should, 0, COUNT_OF(cases));
    tcase_add_test(all, utf_16_is_refused);
    tcase_add_test(all, limits_hold);
    tcase_add_loop_test(all, predictions_end_as_they_should, 0, COUNT_OF(result_cases));
    tcase_add_test(all, predictions_by_hand);
    tcase_add_test(all, fractions_by_hand);
    suite_add_tcase(suite, all);
    return suite;
}
