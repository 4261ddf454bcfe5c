/* The split of each image, and several COCO files as one set. */
#include "suites.h"

#include "lib/read/checks.h"

#include <check.h>

#include <string.h>

static const PsReadOptions all = {.split = "all"};

/* "a:train b:val c:-", by file name without folder. */
static const char *splits_text(const Folder *folder, const PsDataset *d)
{
    const char *text = "";
    for (int i = 0; i < d->image_count; i++) {
        int split = d->split_of ? d->split_of[i] : -1;
        text = ps_arena_printf(folder->arena, "%s%s%s:%s", text, i ? " " : "",
                               ps_path_stem(folder->arena, d->images[i].file),
                               split < 0 ? "-" : d->split_names[split]);
    }
    return text;
}

/* ------------------------------------------------------------------ other formats */

START_TEST(data_yaml)
{
    Folder folder = folder_new();
    const char *const pictures[] = {"a", "b", "c"};
    for (int i = 0; i < 3; i++) {
        folder_put_picture(&folder, ps_arena_printf(folder.arena, "images/%s.png", pictures[i]), 9,
                           9);
        folder_put(&folder, ps_arena_printf(folder.arena, "labels/%s.txt", pictures[i]),
                   "0 .5 .5 .2 .2\n");
    }
    folder_put(&folder, "data.yaml", "train: t.txt\nvalid: v.txt\nnames: [nut]\n");
    folder_put(&folder, "t.txt", "images/a.png\nimages/b.png\n");
    folder_put(&folder, "v.txt", "images/b.png\nimages/c.png\n");
    PsDataset *d = folder_truth(&folder, "data.yaml", all);
    ck_assert_str_eq(splits_text(&folder, d), "a:train b:train c:val");
    ck_assert_int_eq(issue_of(d->issues, d->issue_count, "image-in-two-splits")->count, 1);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

#define VOC                                                                                        \
    "<annotation><filename>%s.png</filename><size><width>100</width><height>50</height></size>"    \
    "<object><name>nut</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>3</xmax><ymax>3</ymax>"     \
    "</bndbox></object></annotation>"

/* Lists of two splits together and of a class say nothing. */
START_TEST(image_sets)
{
    Folder folder = folder_new();
    const char *const names[] = {"a", "b", "c", "d"};
    for (int i = 0; i < 4; i++) {
        folder_put(&folder, ps_arena_printf(folder.arena, "Annotations/%s.xml", names[i]),
                   ps_arena_printf(folder.arena, VOC, names[i]));
    }
    folder_put(&folder, "ImageSets/Main/train.txt", "a\nb\n");
    folder_put(&folder, "ImageSets/Main/val.txt", "c\nb\n");
    folder_put(&folder, "ImageSets/Main/trainval.txt", "a\nb\nc\nd\n");
    folder_put(&folder, "ImageSets/Main/nut_train.txt", "d 1\n");
    PsDataset *d = folder_truth(&folder, "", all);
    ck_assert_str_eq(splits_text(&folder, d), "a:train b:train c:val d:-");
    ISSUE(d, "image-in-two-splits", "ImageSets/Main/val.txt:line 2", 1);
    ps_dataset_free(d);
    d = folder_truth(&folder, "", (PsReadOptions){.split = "trainval"});
    ck_assert_str_eq(splits_text(&folder, d), "a:trainval b:trainval c:trainval d:trainval");
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(subsets)
{
    Folder folder = folder_new();
    folder_put(&folder, "annotations.xml",
               "<annotations><version>1.1</version>"
               "<image id='0' name='a.png' subset='Train' width='9' height='9'></image>"
               "<image id='1' name='b.png' subset='dev' width='9' height='9'></image>"
               "<image id='2' name='c.png' width='9' height='9'></image>"
               "<image id='3' name='d.png' subset='training' width='9' height='9'></image>"
               "</annotations>");
    PsDataset *d = folder_truth(&folder, "annotations.xml", all);
    ck_assert_str_eq(splits_text(&folder, d), "a:train b:dev c:- d:train");
    ck_assert_int_eq(d->split_count, 2);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(none_is_known)
{
    Folder folder = folder_new();
    PsDataset *d = sample_truth(&folder);
    ck_assert(!d->split_of && d->split_count == 0);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* ------------------------------------------------------------------ several COCO files */

/* One image and one object in a file; of the object's class there is one more, "bolt". */
typedef struct Part {
    const char *name;
    int image;
    const char *file;
    int nut, bolt;
} Part;

static void put_part(const Folder *folder, Part part)
{
    const char *text = ps_arena_printf(
        folder->arena,
        "{'images':[{'id':%d,'file_name':'%s','width':9,'height':9}],\n"
        "'categories':[{'id':%d,'name':'nut'},{'id':%d,'name':'bolt'}],\n"
        "'annotations':[{'id':1,'image_id':%d,'category_id':%d,'bbox':[1,2,3,4],'area':12,"
        "'iscrowd':0}]}",
        part.image, part.file, part.nut, part.bolt, part.image, part.nut);
    folder_put(folder, part.name, folder_json(folder, text));
}

static void put_parts(const Folder *folder, Part one, Part other)
{
    put_part(folder, one);
    put_part(folder, other);
}

/* Ids that differ stay; annotation ids may repeat from file to file. */
START_TEST(coco_with_ids)
{
    Folder folder = folder_new();
    put_parts(&folder, (Part){"instances_val2017.json", 7, "v.jpg", 3, 4},
              (Part){"instances_test2017.json", 5, "t.jpg", 3, 4});
    PsDataset *d = folder_truth(&folder, "", all);
    ck_assert_str_eq(splits_text(&folder, d), "t:test v:val");
    ck_assert(d->images[0].id == 5 && d->images[1].id == 7 && d->object_count == 2);
    ck_assert(d->class_count == 2 && d->classes[0].id == 3 && d->classes[0].object_count == 2);
    ck_assert(d->input.file_count == 2 && !d->made_image_ids && !d->image_ids_clash);
    ck_assert(d->issue_count == 0);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* Names without "instances" will do where everything is asked for. */
START_TEST(coco_of_plain_names)
{
    Folder folder = folder_new();
    put_parts(&folder, (Part){"val.json", 7, "v.jpg", 3, 4}, (Part){"test.json", 5, "t.jpg", 3, 4});
    PsDataset *d = folder_truth(&folder, "", all);
    ck_assert_str_eq(d->input.format, "coco");
    ck_assert_str_eq(splits_text(&folder, d), "t:test v:val");
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

#define BOXES(image) "[{'image_id':" image ",'category_id':3,'bbox':[1,2,3,4],'score':0.5}]"

/* Exports count their images from the same number in each file. */
START_TEST(coco_ids_clash)
{
    Folder folder = folder_new();
    put_parts(&folder, (Part){"train/_annotations.coco.json", 0, "a.jpg", 3, 4},
              (Part){"valid/_annotations.coco.json", 0, "a.jpg", 3, 4});
    PsDataset *d = folder_truth(&folder, "", all);
    ck_assert_str_eq(splits_text(&folder, d), "a:train a:val");
    ck_assert_str_eq(d->images[0].file, "train/a.jpg");
    ck_assert_str_eq(d->images[1].file, "valid/a.jpg");
    ck_assert(d->images[0].id == 1 && d->images[1].id == 2 && d->image_ids_clash);
    ISSUE(d, "image-ids-clash", ":", 1);
    folder_put(&folder, "p.json", folder_json(&folder, BOXES("1")));
    const char *refused = folder_results_error(&folder, d, "p.json", none);
    ck_assert_msg(strstr(refused, "several files of the ground truth use the same numbers") != NULL,
                  "%s", refused);
    folder_put(&folder, "p.json", folder_json(&folder, BOXES("'valid/a.jpg'")));
    PsPredictions *p = folder_results(&folder, d, "p.json", none);
    check_detection(p, 0, "valid/a.jpg", "nut", 0.5, (PsBox){1, 2, 3, 4});
    ps_predictions_free(p);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(coco_same_image)
{
    Folder folder = folder_new();
    put_parts(&folder, (Part){"instances_test.json", 5, "a.jpg", 3, 4},
              (Part){"instances_val.json", 5, "a.jpg", 3, 4});
    put_part(&folder, (Part){"instances_valtest.json", 5, "a.jpg", 3, 4});
    PsDataset *d = folder_truth(&folder, "", all);
    ck_assert_str_eq(splits_text(&folder, d), "a:test");
    ck_assert(d->object_count == 1 && d->images[0].id == 5);
    ISSUE(d, "image-in-two-splits", "instances_val.json:images[0].id (line 1)", 1);
    ck_assert_int_eq(issue_of(d->issues, d->issue_count, "file-of-no-split")->count, 1);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(coco_categories)
{
    Folder folder = folder_new();
    put_parts(&folder, (Part){"instances_test.json", 1, "t.jpg", 3, 4},
              (Part){"instances_val.json", 2, "v.jpg", 9, 4});
    PsDataset *d = folder_truth(&folder, "", all);
    ck_assert(d->class_count == 2 && d->classes[0].object_count == 2);
    ISSUE(d, "category-id-differs", "instances_val.json:categories[0].id (line 2)", 1);
    ps_dataset_free(d);
    put_part(&folder, (Part){"instances_val.json", 2, "v.jpg", 4, 3});
    ck_assert_str_eq(folder_truth_error(&folder, "", all),
                     "instances_val.json:categories[0].id (line 2): id 4 is \"nut\", and \"bolt\" "
                     "in an earlier file; wanted one name for an id in all files of the set");
    put_part(&folder, (Part){"instances_val.json", 2, "v.jpg", 3, 3});
    ck_assert_str_eq(folder_truth_error(&folder, "", all),
                     "instances_val.json:categories[1].id (line 2): a second class with id 3; "
                     "wanted every id once");
    folder_end(&folder);
}
END_TEST

/* Unasked, all is as it was; without splits in the names, everything is one set. */
START_TEST(coco_without_splits)
{
    Folder folder = folder_new();
    put_parts(&folder, (Part){"a/_annotations.coco.json", 1, "a.jpg", 3, 4},
              (Part){"b/_annotations.coco.json", 2, "b.jpg", 3, 4});
    ck_assert_ptr_nonnull(strstr(folder_truth_error(&folder, "", none), "several files"));
    PsDataset *d = folder_truth(&folder, "", all);
    ck_assert(d->image_count == 2 && !d->split_of);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* A break in the second file is told with its name and place. */
START_TEST(coco_broken)
{
    Folder folder = folder_new();
    put_part(&folder, (Part){"instances_test.json", 1, "t.jpg", 3, 4});
    folder_put(&folder, "instances_val.json", "{\"images\":[");
    ck_assert_ptr_nonnull(
        strstr(folder_truth_error(&folder, "", all), "instances_val.json:byte 11"));
    folder_end(&folder);
}
END_TEST

Suite *splits_suite(void)
{
    Suite *suite = suite_create("splits");
    TCase *formats = tcase_create("formats"), *coco = tcase_create("coco");
    tcase_add_test(formats, data_yaml);
    tcase_add_test(formats, image_sets);
    tcase_add_test(formats, subsets);
    tcase_add_test(formats, none_is_known);
    tcase_add_test(coco, coco_with_ids);
    tcase_add_test(coco, coco_of_plain_names);
    tcase_add_test(coco, coco_ids_clash);
    tcase_add_test(coco, coco_same_image);
    tcase_add_test(coco, coco_categories);
    tcase_add_test(coco, coco_without_splits);
    tcase_add_test(coco, coco_broken);
    suite_add_tcase(suite, formats);
    suite_add_tcase(suite, coco);
    return suite;
}
