/* Pascal VOC XML: layouts, values worked out by hand, refusals, and the shared data where they are
   there. */
#include "lib/read/checks.h"
#include "lib/read/shared.h"

#include <check.h>

#include <string.h>

Suite *voc_suite(void);

#define OBJECT(name, x1, y1, x2, y2)                                                               \
    "<object><name>" name "</name><bndbox><xmin>" #x1 "</xmin><ymin>" #y1 "</ymin><xmax>" #x2      \
    "</xmax><ymax>" #y2 "</ymax></bndbox></object>\n"
#define SIZE "<size><width>100</width><height>50</height><depth>3</depth></size>\n"

static void put(const Folder *folder, const char *name, const char *file, const char *body)
{
    folder_put(folder, name,
               ps_arena_printf(folder->arena,
                               "<?xml version=\"1.0\"?>\n<annotation>\n<path>/home/x/y.jpg</path>\n"
                               "<filename>%s</filename>\n%s</annotation>\n",
                               file, body));
}

START_TEST(boxes_by_hand)
{
    Folder folder = folder_new();
    put(&folder, "b.xml", "b.jpg", SIZE OBJECT("nut", 10, 20, 30, 45) OBJECT("bolt", 0, 0, 1e1, 5));
    put(&folder, "a.xml", "a.jpg", SIZE OBJECT(" nut\n", 1.5, 2.25, 4, 8));
    PsDataset *d = folder_truth(&folder, "", none);
    ck_assert_int_eq(d->issue_count, 0);
    ck_assert_str_eq(d->input.format, "voc");
    ck_assert_int_eq(d->input.file_count, 2);
    ck_assert(d->image_count == 2 && d->class_count == 2 && d->object_count == 3);
    ck_assert_str_eq(d->images[0].file, "a.jpg");
    ck_assert(d->images[0].id == 1 && d->images[0].width == 100 && d->images[0].height == 50);
    ck_assert_str_eq(d->classes[0].name, "bolt");
    ck_assert(d->classes[0].id == 1 && d->classes[1].id == 2);
    check_box(d->objects[0].box, 1.5, 2.25, 2.5, 5.75);
    check_box(d->objects[1].box, 10, 20, 20, 25);
    check_box(d->objects[2].box, 0, 0, 10, 5);
    ck_assert_double_eq(d->objects[1].area, 500);
    ck_assert_str_eq(d->classes[d->objects[1].class_index].name, "nut");
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(one_file_is_one_image)
{
    Folder folder = folder_new();
    put(&folder, "b.xml", "b.jpg", SIZE OBJECT("nut", 10, 20, 30, 45));
    PsDataset *d = folder_truth(&folder, "b.xml", none);
    ck_assert(d->image_count == 1 && d->object_count == 1 && d->issue_count == 0);
    ck_assert_str_eq(d->images[0].file, "b.jpg");
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(classes_in_the_order_of_the_list)
{
    Folder folder = folder_new();
    put(&folder, "set/b.xml", "b.jpg", SIZE OBJECT("bolt", 0, 0, 9, 5) OBJECT("odd", 1, 1, 2, 2));
    folder_put(&folder, "names.txt", "nut\nbolt\n");
    PsReadOptions options = {.classes = folder_at(&folder, "names.txt")};
    PsDataset *d = folder_truth(&folder, "set", options);
    ck_assert_int_eq(d->class_count, 3);
    ck_assert_str_eq(d->classes[0].name, "nut");
    ck_assert_str_eq(d->classes[1].name, "bolt");
    ck_assert(d->classes[2].id == 3 && d->objects[0].class_index == 1);
    ISSUE(d, "class-not-listed", "set/b.xml:object[2] (line 7)", 1);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

static Folder devkit(void)
{
    Folder folder = folder_new();
    for (int i = 0; i < 4; i++) {
        char name[] = "VOC/Annotations/a.xml", file[] = "a.jpg";
        name[16] = file[0] = (char)('a' + i);
        put(&folder, name, file, SIZE OBJECT("nut", 10, 20, 30, 45));
    }
    folder_put(&folder, "VOC/ImageSets/Main/train.txt", "a\n");
    folder_put(&folder, "VOC/ImageSets/Main/val.txt",
               "\xEF\xBB\xBF"
               "b\r\nd\r\n");
    folder_put(&folder, "VOC/ImageSets/Main/nut_val.txt", "b  1\nd -1\n");
    folder_put(&folder, "VOC/other.xml", "<settings/>");
    return folder;
}

/* The ids are those of all images, whatever the split is. */
START_TEST(devkit_lists)
{
    Folder folder = devkit();
    PsDataset *d = folder_truth(&folder, "", none);
    ck_assert(d->image_count == 2 && d->images[0].id == 2 && d->images[1].id == 4);
    ck_assert_str_eq(d->images[1].file, "d.jpg");
    ck_assert_int_eq(d->input.file_count, 2);
    NOTED(d, "split-taken", ":", 1);
    ps_dataset_free(d);
    d = folder_truth(&folder, "VOC", (PsReadOptions){.split = "train"});
    ck_assert(d->image_count == 1 && d->images[0].id == 1 && d->issue_count == 0);
    ps_dataset_free(d);
    d = folder_truth(&folder, "", (PsReadOptions){.split = "nut_val"});
    ck_assert(d->image_count == 1 && d->images[0].id == 2);
    ps_dataset_free(d);
    const char *refused = folder_truth_error(&folder, "", (PsReadOptions){.split = "dev"});
    ck_assert_ptr_nonnull(strstr(refused, "no split \"dev\""));
    folder_put(&folder, "VOC/ImageSets/Main/val.txt", "d\nz\n");
    d = folder_truth(&folder, "", none);
    ck_assert_int_eq(d->image_count, 1);
    ISSUE(d, "listed-without-labels", "VOC/ImageSets/Main/val.txt:line 2", 1);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(folders_named_after_splits)
{
    Folder folder = folder_new();
    put(&folder, "train/a.xml", "a.jpg", SIZE OBJECT("nut", 10, 20, 30, 45));
    put(&folder, "valid/b.xml", "b.jpg", SIZE OBJECT("nut", 10, 20, 30, 45));
    PsDataset *d = folder_truth(&folder, "", none);
    ck_assert_int_eq(d->image_count, 1);
    ck_assert_str_eq(d->images[0].file, "b.jpg");
    ps_dataset_free(d);
    d = folder_truth(&folder, "", (PsReadOptions){.split = "train"});
    ck_assert_str_eq(d->images[0].file, "a.jpg");
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(names_and_sizes_of_pictures)
{
    Folder folder = folder_new();
    folder_put_picture(&folder, "p/a.png", 40, 30);
    folder_put_picture(&folder, "p/e.png", 20, 10);
    put(&folder, "set/a.xml", "",
        "<size><width>0</width><height/></size>" OBJECT("nut", 1, 2, 3, 4));
    put(&folder, "set/b.xml", "same.jpg", SIZE);
    put(&folder, "set/c.xml", "same.jpg", SIZE);
    put(&folder, "set/e.xml", "e", OBJECT("nut", 1, 2, 3, 4));
    PsReadOptions options = {.images = folder_at(&folder, "p")};
    PsDataset *d = folder_truth(&folder, "set", options);
    ck_assert_str_eq(d->images[0].file, "a.png");
    ck_assert(d->images[0].width == 40 && d->images[0].height == 30);
    ck_assert_str_eq(d->images[1].file, "b.jpg");
    ck_assert_str_eq(d->images[2].file, "c.jpg");
    ck_assert_str_eq(d->images[3].file, "e.png");
    ck_assert_int_eq(d->images[3].width, 20);
    ISSUE(d, "voc-no-filename", "set/a.xml:", 1);
    ISSUE(d, "size-from-picture", "set/a.xml:size", 2);
    ISSUE(d, "voc-filename-repeated", "set/b.xml:filename (line 4)", 2);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(odd_objects_are_said)
{
    Folder folder = folder_new();
    put(&folder, "a.xml", "../a.jpg",
        SIZE "<object><name>nut</name></object>\n" OBJECT("", 1, 2, 3, 4) OBJECT("nut", 9, 2, 3, 4)
            OBJECT(
                "nut", 3, 2, 3,
                4) "<object><difficult>1</difficult><part><name>head</name><bndbox><xmin>0</xmin>"
                   "</bndbox></part><name>nut</name><bndbox><ymax>9</ymax><xmax>8</xmax>"
                   "<xmin>1</xmin><ymin>2</ymin></bndbox></object>");
    PsDataset *d = folder_truth(&folder, "", none);
    ck_assert(d->object_count == 1 && d->class_count == 1);
    check_box(d->objects[0].box, 1, 2, 7, 7);
    ISSUE(d, "voc-no-box", "a.xml:object[1] (line 6)", 1);
    ISSUE(d, "voc-no-name", "a.xml:object[2] (line 7)", 1);
    ISSUE(d, "box-negative-size", "a.xml:object[3] (line 8)", 1);
    ISSUE(d, "voc-box-without-area", "a.xml:object[4] (line 9)", 1);
    ISSUE(d, "voc-difficult", "a.xml:line 10", 1);
    ISSUE(d, "unsafe-file-name", "a.xml:line 4", 1);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

static const struct {
    const char *text, *refusal;
} refused[] = {
    {"<annotation><object><name>a</name><bndbox><xmin>ten</xmin></bndbox></object></annotation>",
     "a.xml:object[1].bndbox/xmin (line 1): \"ten\"; wanted a number"},
    {"<annotation>\n<object><name>a</name><bndbox>\n<xmin>1,5</xmin></bndbox></object></"
     "annotation>",
     "a.xml:object[1].bndbox/xmin (line 3): \"1,5\"; wanted a number with a decimal point"},
    {"<annotation><object><name>a</name><bndbox><xmin>1</xmin></bndbox></object></annotation>",
     "a.xml:object[1].bndbox/ymin (line 1): no such element; wanted a number"},
    {"<annotation><object><name>a</name><bndbox><xmin>nan</xmin></bndbox></object></annotation>",
     "a.xml:object[1].bndbox/xmin (line 1): \"nan\"; wanted a number"},
    {"<annotation><object><name>a</name><bndbox><xmin>1e999</xmin></bndbox></object></annotation>",
     "a.xml:object[1].bndbox/xmin (line 1): \"1e999\"; wanted a number"},
    {"<annotation><size><width>wide</width></size></annotation>",
     "a.xml:size/width (line 1): \"wide\"; wanted a number"},
    {"<?xml version='1.0'?>\n<!DOCTYPE annotation [<!ENTITY x SYSTEM \"/etc/hostname\">]>\n"
     "<annotation>&x;</annotation>",
     "a.xml:line 2: a document type declaration; wanted XML without a document type"},
    {"<annotation>&x;</annotation>",
     "a.xml:line 1: is no XML that can be read: Entity 'x' not defined"},
    {"<annotation>\n<object></annotation>", "a.xml:line 2: is no XML that can be read: "},
    {"<annotation>", "a.xml:line 1: is no XML that can be read: Premature end of data in tag "
                     "annotation line 1"},
    {"<annotation></annotation>junk",
     "a.xml:line 1: is no XML that can be read: Extra content at the end of the document"},
    {"", "a.xml:line 1: is no XML that can be read: Document is empty"},
};

START_TEST(faults_are_refused)
{
    Folder folder = folder_new();
    folder_put(&folder, "a.xml", refused[_i].text);
    const char *said = folder_truth_error(&folder, "", (PsReadOptions){.format = "voc"});
    ck_assert_msg(strncmp(said, refused[_i].refusal, strlen(refused[_i].refusal)) == 0, "%s", said);
    folder_end(&folder);
}
END_TEST

START_TEST(other_xml_is_not_voc)
{
    Folder folder = folder_new();
    folder_put(&folder, "a.xml", "<svg/>");
    const char *said = folder_truth_error(&folder, "", none);
    ck_assert_ptr_nonnull(strstr(said, "voc: the root element of a.xml is \"svg\""));
    said = folder_truth_error(&folder, "", (PsReadOptions){.format = "voc"});
    ck_assert_ptr_nonnull(strstr(said, "a.xml:line 1: the root element is \"svg\""));
    folder_end(&folder);
}
END_TEST

START_TEST(deep_and_large_files)
{
    Folder folder = folder_new();
    PsBuf text = PS_BUF;
    for (int i = 0; i < 100000; i++) ps_buf_text(&text, "<annotation>");
    folder_put(&folder, "a.xml", text.data);
    const char *said = folder_truth_error(&folder, "", none);
    ck_assert_ptr_nonnull(strstr(said, "Excessive depth in document: 256"));
    ps_buf_clear(&text);
    ps_buf_text(&text, "<annotation>");
    while (text.length <= 16U << 20) ps_buf_text(&text, "                                ");
    ps_buf_text(&text, "</annotation>");
    folder_put(&folder, "a.xml", text.data);
    said = folder_truth_error(&folder, "", none);
    ck_assert_ptr_nonnull(strstr(said, "a larger XML file; wanted at most 16 MB"));
    ps_buf_free(&text);
    folder_end(&folder);
}
END_TEST

/* Declared ISO-8859-1; UTF-16 with a mark; a prefix; text in pieces. */
START_TEST(encodings_and_spellings)
{
    static const char utf16[] = "\xFF\xFE<\0a\0n\0n\0o\0t\0a\0t\0i\0o\0n\0/\0>\0";
    Folder folder = folder_new();
    folder_put(&folder, "a.xml",
               "<?xml version='1.0' encoding='ISO-8859-1'?><annotation><filename>a.jpg</filename>"
               "<object><name>\xE9rythro<!-- -->cyte &amp; <![CDATA[<b>]]></name><bndbox>"
               "<xmin>\n 1 </xmin><ymin>2</ymin><xmax>+3</xmax><ymax>4.</ymax></bndbox></object>"
               "</annotation>");
    folder_put_bytes(&folder, "b.xml", utf16, sizeof utf16 - 1);
    folder_put(&folder, "c.xml",
               "\xEF\xBB\xBF<v:annotation xmlns:v='urn:x'><v:filename>c.jpg</v:filename>"
               "</v:annotation>");
    PsDataset *d = folder_truth(&folder, "", none);
    ck_assert_int_eq(d->image_count, 3);
    ck_assert_str_eq(d->classes[0].name, "\xC3\xA9rythrocyte & <b>");
    check_box(d->objects[0].box, 1, 2, 2, 2);
    ck_assert_str_eq(d->images[2].file, "c.jpg");
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(predictions_with_scores)
{
    Folder folder = folder_new();
    put(&folder, "t/a.xml", "a.jpg", SIZE OBJECT("nut", 10, 20, 30, 45));
    folder_put(&folder, "p/a.xml",
               "<annotation><object><name>nut</name><confidence>0.75</confidence><bndbox>"
               "<xmin>10</xmin><ymin>20</ymin><xmax>31</xmax><ymax>45</ymax></bndbox></object>"
               "<object><name>screw</name><score>0.5</score><bndbox><xmin>1</xmin><ymin>2</ymin>"
               "<xmax>3</xmax><ymax>4</ymax></bndbox></object></annotation>");
    PsDataset *d = folder_truth(&folder, "t", none);
    PsPredictions *p = folder_results(&folder, d, "p", none);
    ck_assert_str_eq(p->input.format, "voc");
    ck_assert_int_eq(p->detection_count, 1);
    ck_assert_double_eq(p->detections[0].score, 0.75);
    check_box(p->detections[0].box, 10, 20, 21, 25);
    ISSUE(p, "unknown-class", "p/a.xml:object[2] (line 1)", 1);
    ps_predictions_free(p);
    p = folder_results(&folder, d, "t", none);
    check_unscored(p);
    ISSUE(p, "no-scores", "t/a.xml:object[1] (line 6)", 1);
    ps_predictions_free(p);
    folder_put(&folder, "p/b.xml", "<annotation>" OBJECT("nut", 1, 2, 30, 45) "</annotation>");
    const char *said = folder_results_error(&folder, d, "p", none);
    ck_assert_ptr_nonnull(strstr(said, "b.xml:object[1] (line 1): a score is missing"));
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* ------------------------------------------------------------------ shared data */

static void copy(const Folder *folder, const char *data, const char *from, const char *to)
{
    PsBytes bytes;
    PsError error;
    ck_assert(ps_file_read(ps_path_join(folder->arena, data, from), 1 << 20, &bytes, &error));
    folder_put_bytes(folder, to, bytes.data, bytes.size);
    ps_bytes_free(&bytes);
}

/* The blood cells as a devkit: all 364 files, and lists of which one is val + test. */
static void put_cells(const Folder *folder, const char *data)
{
    char **names;
    int count;
    PsError error;
    PsArena *arena = folder->arena;
    ck_assert(ps_folder_list(ps_path_join(arena, data, "bccd/voc"), arena, &names, &count, &error));
    for (int i = 0; i < count; i++) {
        copy(folder, data, ps_path_join(arena, "bccd/voc", names[i]),
             ps_path_join(arena, "Annotations", names[i]));
    }
    PsBytes val, test;
    ck_assert(
        ps_file_read(ps_path_join(arena, data, "bccd/splits/val.txt"), 1 << 20, &val, &error));
    ck_assert(
        ps_file_read(ps_path_join(arena, data, "bccd/splits/test.txt"), 1 << 20, &test, &error));
    folder_put(folder, "ImageSets/Main/valtest.txt",
               ps_arena_printf(arena, "%s\n%s", val.data, test.data));
    ps_bytes_free(&val);
    ps_bytes_free(&test);
}

/* The file of COCO results has ids only: those of the images are places among all 364, as here, and
   those of the classes follow the list, from 1. Both files have two decimals, as written by one
   program, so the figures agree in full. */
START_TEST(blood_cells)
{
    Folder folder = folder_new();
    const char *data = folder_shared(folder.arena, "blood_cells as VOC");
    if (data) {
        put_cells(&folder, data);
        SharedPair pair = {.truth = folder.path,
                           .expected = "bccd/expected-v2-valtest.json",
                           .truth_options = {.split = "valtest", .classes = "bccd/data.yaml"},
                           .tolerance = 1e-9};
        static const char *const all[] = {"v2-coco.json", "v2-stem-ids.json", "v2-voc"};
        for (int i = 0; i < 3; i++) {
            pair.predictions = ps_path_join(folder.arena, "bccd/predictions", all[i]);
            shared_figures(folder.arena, data, &pair);
        }
    }
    folder_end(&folder);
}
END_TEST

START_TEST(hostile_cases)
{
    PsArena *arena = ps_arena_new();
    const char *data = folder_shared(arena, "hostile VOC");
    if (data) ck_assert_int_eq(shared_hostile(arena, data, "voc-xml"), 20);
    ps_arena_free(arena);
}
END_TEST

Suite *voc_suite(void)
{
    Suite *suite = suite_create("voc");
    TCase *cases = tcase_create("voc");
    tcase_set_timeout(cases, 30);
    tcase_add_test(cases, boxes_by_hand);
    tcase_add_test(cases, one_file_is_one_image);
    tcase_add_test(cases, classes_in_the_order_of_the_list);
    tcase_add_test(cases, devkit_lists);
    tcase_add_test(cases, folders_named_after_splits);
    tcase_add_test(cases, names_and_sizes_of_pictures);
    tcase_add_test(cases, odd_objects_are_said);
    tcase_add_loop_test(cases, faults_are_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_test(cases, other_xml_is_not_voc);
    tcase_add_test(cases, deep_and_large_files);
    tcase_add_test(cases, encodings_and_spellings);
    tcase_add_test(cases, predictions_with_scores);
    tcase_add_test(cases, blood_cells);
    tcase_add_test(cases, hostile_cases);
    suite_add_tcase(suite, cases);
    return suite;
}
