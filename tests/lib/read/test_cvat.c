/* CVAT for images: values worked out by hand, shapes, refusals, and the shared data where they are
   there. */
#include "lib/read/checks.h"
#include "lib/read/shared.h"

#include <check.h>

#include <math.h>
#include <string.h>

Suite *cvat_suite(void);

#define META                                                                                       \
    "<version>1.1</version>\n<meta><task><labels><label><name>nut</name><attributes/></label>"     \
    "<label><name>bolt</name></label><label><name>1</name><parent>hand</parent></label>"           \
    "</labels></task></meta>\n"
#define IMAGE(name) "<image id=\"7\" name=\"" name "\" width=\"100\" height=\"50\">\n"
#define BOX(label, x1, y1, x2, y2, more)                                                           \
    "<box label=\"" label "\" xtl=\"" #x1 "\" ytl=\"" #y1 "\" xbr=\"" #x2 "\" ybr=\"" #y2          \
    "\" occluded=\"1\"" more "/>\n"

static Folder with(const char *body)
{
    Folder folder = folder_new();
    folder_put(&folder, "annotations.xml",
               ps_arena_printf(folder.arena,
                               "<?xml version=\"1.0\"?>\n<annotations>\n%s"
                               "</annotations>\n",
                               body));
    return folder;
}

/* Classes keep the order of the labels, images are sorted by name. */
START_TEST(boxes_by_hand)
{
    Folder folder = with(META IMAGE("b.jpg") BOX("nut", 1.5, 2, 4, 8.25, "") "</image>" IMAGE(
        "a.jpg") BOX("bolt", 0, 0, 10, 5, " rotation=\"0.0\"") "</image>");
    for (int i = 0; i < 2; i++) {
        PsDataset *d = folder_truth(&folder, i ? "annotations.xml" : "", none);
        ck_assert_int_eq(d->issue_count, 0);
        ck_assert_str_eq(d->input.format, "cvat");
        ck_assert_int_eq(d->input.file_count, 1);
        ck_assert(d->image_count == 2 && d->class_count == 2 && d->object_count == 2);
        ck_assert_str_eq(d->images[0].file, "a.jpg");
        ck_assert(d->images[0].id == 1 && d->images[0].width == 100 && d->images[0].height == 50);
        ck_assert_str_eq(d->classes[0].name, "nut");
        ck_assert(d->classes[0].id == 1 && d->objects[0].class_index == 1);
        check_box(d->objects[0].box, 0, 0, 10, 5);
        check_box(d->objects[1].box, 1.5, 2, 2.5, 6.25);
        ps_dataset_free(d);
    }
    folder_end(&folder);
}
END_TEST

/* A box of 40 x 20 turned by a quarter is one of 20 x 40 about the same centre. */
START_TEST(shapes_become_boxes)
{
    Folder folder = with(META IMAGE("a.jpg") BOX("nut", 10, 10, 50, 30, " rotation=\"90\"") BOX(
        "nut", 10, 10, 20, 20,
        " rotation=\"45\"") "<polygon label=\"bolt\" points=\"3.5,4;10,2;7,12.5\"/><tag "
                            "label=\"nut\"/>"
                            "<mask label=\"nut\" rle=\"1, 2\" left=\"0\" top=\"0\" width=\"2\" "
                            "height=\"2\"/><ellipse label=\"nut\" cx=\"9\" cy=\"9\" rx=\"2\" "
                            "ry=\"2\"/>"
                            "</image>");
    PsDataset *d = folder_truth(&folder, "", none);
    ck_assert_int_eq(d->object_count, 3);
    check_box(d->objects[0].box, 20, 0, 20, 40);
    double half = 5 * sqrt(2);
    check_box(d->objects[1].box, 15 - half, 15 - half, 2 * half, 2 * half);
    check_box(d->objects[2].box, 3.5, 2, 6.5, 10.5);
    ISSUE(d, "box-rotated", "annotations.xml:image[1].box (line 6)", 2);
    ISSUE(d, "cvat-polygon", "annotations.xml:image[1].polygon (line 8)", 1);
    ISSUE(d, "cvat-other-shape", "annotations.xml:image[1].tag (line 8)", 3);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(labels_names_and_sizes)
{
    Folder folder = with(META "<image name=\"a.png\">" BOX("screw", 1, 2, 3, 4,
                                                           "") "</image>"
                                                               "<image width=\"9\" height=\"9\"/>");
    folder_put_picture(&folder, "images/a.png", 40, 30);
    PsDataset *d = folder_truth(&folder, "", none);
    ck_assert_int_eq(d->class_count, 3);
    ck_assert_str_eq(d->classes[2].name, "screw");
    ck_assert(d->images[1].width == 40 && d->images[1].height == 30);
    ISSUE(d, "label-not-in-task", "annotations.xml:image[1].box (line 5)", 1);
    ISSUE(d, "size-from-picture", "annotations.xml:image[1] (line 5)", 1);
    ISSUE(d, "image-without-name", "annotations.xml:image[2] (line 6)", 1);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(subsets_are_splits)
{
    Folder folder = with("<image name=\"a\" subset=\"Train\" width=\"9\" height=\"9\">" BOX(
        "x", 1, 2, 3, 4, "") "</image><image name=\"b\" subset=\"Validation\" width=\"9\" "
                             "height=\"9\">" BOX("y", 2, 3, 4, 5, "") "</image>");
    PsDataset *d = folder_truth(&folder, "", none);
    ck_assert(d->image_count == 1 && d->object_count == 1 && d->objects[0].box.x == 2);
    ck_assert_str_eq(d->images[0].file, "b");
    NOTED(d, "split-taken", ":", 1);
    ps_dataset_free(d);
    d = folder_truth(&folder, "", (PsReadOptions){.split = "train"});
    ck_assert_str_eq(d->images[0].file, "a");
    ps_dataset_free(d);
    ck_assert_ptr_nonnull(strstr(folder_truth_error(&folder, "", (PsReadOptions){.split = "test"}),
                                 "no split \"test\"; wanted one of Train, Validation"));
    folder_end(&folder);
}
END_TEST

static const struct {
    const char *body, *refusal;
} refused[] = {
    {META "<track id=\"0\" label=\"nut\"/>", "annotations.xml:track (line 5): a track"},
    {IMAGE("a") BOX("x", 1, 2, ten, 4, "") "</image>",
     "annotations.xml:image[1].box (line 4): xbr is \"ten\"; wanted a number"},
    {IMAGE("a") "<box label=\"x\" xtl=\"1\"/></image>",
     "annotations.xml:image[1].box (line 4): ytl is not there; wanted a number"},
    {IMAGE("a") BOX("x", 1, 2, inf, 4, "") "</image>",
     "annotations.xml:image[1].box (line 4): xbr is \"inf\"; wanted a number"},
    {IMAGE("a") BOX("", 1, 2, 3, 4, "") "</image>",
     "annotations.xml:image[1].box (line 4): none; wanted a label in every shape"},
    {IMAGE("a") "<polygon label=\"x\" points=\"1,2;3\"/></image>",
     "annotations.xml:image[1].polygon (line 4): points is \"1,2;3\"; wanted a number"},
    {"<image name=\"a\" width=\"wide\"/>",
     "annotations.xml:image[1].width (line 3): \"wide\"; wanted a number"},
    {IMAGE("a"), "annotations.xml:line 4: is no XML that can be read: Opening and ending tag"},
};

START_TEST(faults_are_refused)
{
    Folder folder = with(refused[_i].body);
    const char *said = folder_truth_error(&folder, "", none);
    ck_assert_msg(strncmp(said, refused[_i].refusal, strlen(refused[_i].refusal)) == 0, "%s", said);
    folder_end(&folder);
}
END_TEST

START_TEST(document_types_are_refused)
{
    Folder folder = folder_new();
    folder_put(
        &folder, "annotations.xml",
        "<?xml version='1.0'?>\n<!DOCTYPE annotations [\n<!ENTITY a 'aaaaaaaaaa'>\n<!ENTITY b "
        "'&a;&a;&a;&a;&a;'>]>\n<annotations><image name='&b;'/></annotations>");
    const char *said = folder_truth_error(&folder, "", none);
    ck_assert_ptr_nonnull(strstr(said, "a document type declaration"));
    ck_assert_ptr_nonnull(strstr(said, "annotations.xml:line "));
    folder_end(&folder);
}
END_TEST

/* One image at a time is in memory; the lines beyond what libxml2 counts are left out of places. */
START_TEST(many_images)
{
    PsBuf text = PS_BUF;
    for (int i = 0; i < 40000; i++) {
        ps_buf_printf(&text, "<image id=\"%d\" name=\"%05d.jpg\" width=\"64\" height=\"64\">\n", i,
                      i);
        ps_buf_printf(&text,
                      "<box label=\"x\" xtl=\"1\" ytl=\"2\" xbr=\"%d\" ybr=\"5\"/></image>\n",
                      i == 39999 ? 0 : 9);
    }
    Folder folder = with(text.data);
    PsDataset *d = folder_truth(&folder, "", none);
    ck_assert(d->image_count == 40000 && d->object_count == 39999);
    ISSUE(d, "box-negative-size", "annotations.xml:image[40000].box", 1);
    ps_dataset_free(d);
    ps_buf_free(&text);
    folder_end(&folder);
}
END_TEST

/* ------------------------------------------------------------------ shared data */

static const SharedPair pairs[] = {
    {.truth = "bccd/cvat",
     .predictions = "bccd/predictions/v2-stem-ids.json",
     .expected = "bccd/expected-v2-valtest.json",
     .tolerance = 1e-9},
    {.truth = "bccd/cvat/annotations.xml",
     .predictions = "bccd/predictions/v2-voc",
     .expected = "bccd/expected-v2-valtest.json",
     .tolerance = 1e-9},
    {.truth = "bccd/cvat",
     .predictions = "bccd/predictions/v1-voc",
     .expected = "bccd/expected-v1-valtest.json",
     .tolerance = 1e-9},
    {.truth = "pairs/voc-100/gts/cvat_format",
     .predictions = "pairs/voc-100/dets/abs_xyx2y2",
     .expected = "pairs/voc-100/expected-bbox.json",
     .options = {.classes = "pairs/voc-100/voc.names"},
     .tolerance = 1e-9},
};

START_TEST(figures)
{
    PsArena *arena = ps_arena_new();
    const char *data = folder_shared(arena, "figures of CVAT");
    if (data) shared_figures(arena, data, &pairs[_i]);
    ps_arena_free(arena);
}
END_TEST

START_TEST(hostile_cases)
{
    PsArena *arena = ps_arena_new();
    const char *data = folder_shared(arena, "hostile CVAT");
    if (data) ck_assert_int_eq(shared_hostile(arena, data, "cvat-xml"), 5);
    ps_arena_free(arena);
}
END_TEST

Suite *cvat_suite(void)
{
    Suite *suite = suite_create("cvat");
    TCase *cases = tcase_create("cvat");
    tcase_set_timeout(cases, 30);
    tcase_add_test(cases, boxes_by_hand);
    tcase_add_test(cases, shapes_become_boxes);
    tcase_add_test(cases, labels_names_and_sizes);
    tcase_add_test(cases, subsets_are_splits);
    tcase_add_loop_test(cases, faults_are_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_test(cases, document_types_are_refused);
    tcase_add_test(cases, many_images);
    tcase_add_loop_test(cases, figures, 0, sizeof pairs / sizeof *pairs);
    tcase_add_test(cases, hostile_cases);
    suite_add_tcase(suite, cases);
    return suite;
}
