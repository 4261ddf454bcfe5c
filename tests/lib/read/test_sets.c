/* What all formats share about sets: their splits, ids where a format has none, and --classes; and
   how a format is found out where files are mixed. */
#include "suites.h"

#include "lib/read/checks.h"

#include <check.h>

#include <string.h>

/* ------------------------------------------------------------------ splits */

#define SHAPE(x)                                                                                   \
    "'shapes':[{'label':'nut','points':[[" x ",10],[30,30]],'shape_type':'rectangle'}]}"
#define LABELME "{'imagePath':'%s','imageWidth':100,'imageHeight':50," SHAPE("10")
#define CREATEML                                                                                   \
    "[{'image':'%s','annotations':[{'label':'nut','coordinates':{'x':20,'y':20,'width':20,"        \
    "'height':20}}]}]"
#define CSV "image,class,x,y,width,height\n%s,nut,10,10,20,20\n"
#define VOC                                                                                        \
    "<annotation><filename>%s</filename><size><width>100</width><height>50</height></size>"        \
    "<object><name>nut</name><bndbox><xmin>10</xmin><ymin>10</ymin><xmax>30</xmax><ymax>30</ymax>" \
    "</bndbox></object></annotation>"

/* A file for each of two splits; "%s" in the text is the picture's name. */
typedef struct Parted {
    const char *format, *text, *train, *val;
    const char *asked; /* another name for val */
} Parted;

static const Parted parted[] = {
    {"labelme", LABELME, "Training/a.json", "valid/b.json", "validation"},
    {"createml", CREATEML, "train.json", "boxes-validation.json", "val"},
    {"createml", CREATEML, "train/x.json", "val/x.json", "Valid"},
    {"csv", CSV, "train_2017.csv", "val2017.csv", "validation"},
    {"voc", VOC, "train/Annotations/a.xml", "valid/Annotations/b.xml", "val"},
    {"yolo", "0 .2 .4 .2 .4\n", "labels/train/a.txt", "labels/validation/b.txt", "valid"},
};

/* The text with the picture's name, and double quotes. */
static const char *text_for(const Folder *folder, const Parted *row, const char *picture)
{
    const char *at = strstr(row->text, "%s");
    if (!at) return row->text;
    return folder_json(folder, ps_arena_printf(folder->arena, "%.*s%s%s", (int)(at - row->text),
                                               row->text, picture, at + 2));
}

static Folder put_parted(const Parted *row)
{
    Folder folder = folder_new();
    folder_put(&folder, row->train, text_for(&folder, row, "a.png"));
    folder_put(&folder, row->val, text_for(&folder, row, "b.png"));
    if (strcmp(row->format, "yolo") == 0) {
        folder_put_picture(&folder, "images/train/a.png", 100, 50);
        folder_put_picture(&folder, "images/validation/b.png", 100, 50);
    }
    return folder;
}

/* Pictures are a.png of train and b.png of val. */
static void check_split_names(const PsDataset *d)
{
    ck_assert_ptr_nonnull(d->split_of);
    for (int i = 0; i < d->image_count; i++) {
        const char *base = ps_path_base(d->images[i].file);
        ck_assert_str_eq(d->split_names[d->split_of[i]], *base == 'a' ? "train" : "val");
    }
    ck_assert_int_eq(d->split_count, d->image_count);
}

static void check_split(const Folder *at, const Parted *row, const char *split, int images,
                        const char *first)
{
    PsReadOptions options = {.split = split};
    PsDataset *d = folder_truth(at, "", options);
    ck_assert_str_eq(d->input.format, row->format);
    ck_assert_msg(d->image_count == images, "%s --split %s: %d images", row->format,
                  split ? split : "(none)", d->image_count);
    ck_assert_str_eq(ps_path_base(d->images[0].file), first);
    ck_assert_int_eq(d->object_count, images);
    check_split_names(d);
    Folder folder = *at;
    if (split) {
        for (int i = 0; i < d->note_count; i++) {
            ck_assert_str_ne(d->notes[i].code, "split-taken");
        }
    } else {
        NOTED(d, "split-taken", ":", 1);
    }
    ps_dataset_free(d);
}

START_TEST(splits_mean_the_same_everywhere)
{
    const Parted *row = &parted[_i];
    Folder folder = put_parted(row);
    check_split(&folder, row, NULL, 1, "b.png");
    check_split(&folder, row, row->asked, 1, "b.png");
    check_split(&folder, row, "train", 1, "a.png");
    check_split(&folder, row, "training", 1, "a.png");
    check_split(&folder, row, "all", 2, "a.png");
    PsReadOptions gone = {.split = "testing", .format = row->format};
    const char *refused = folder_truth_error(&folder, "", gone);
    ck_assert_msg(strstr(refused, "no split \"testing\"; wanted one of") != NULL, "%s", refused);
    folder_end(&folder);
}
END_TEST

/* A picture may be called test; a folder of any name may be asked for. */
START_TEST(names_of_pictures_are_no_splits)
{
    Folder folder = folder_new();
    folder_put(&folder, "test.json", folder_json(&folder, "{'imagePath':'test.png'," SHAPE("1")));
    folder_put(&folder, "dev/b.json", folder_json(&folder, "{'imagePath':'b.png'," SHAPE("1")));
    PsDataset *d = folder_truth(&folder, "", none);
    ck_assert(d->image_count == 2 && d->note_count == 0);
    ps_dataset_free(d);
    d = folder_truth(&folder, "", (PsReadOptions){.split = "dev"});
    ck_assert_int_eq(d->image_count, 1);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* ------------------------------------------------------------------ ids and classes */

/* Pictures 1.png, 2.png; classes by number; as CSV, as text, as VOC. */
static const struct {
    const char *name, *text;
} numbered[] = {
    {"set.csv", "image,class,x,y,width,height\n1.png,1,10,10,20,20\n2.png,0,10,10,20,20\n"
                "2.png,odd,10,10,20,20\n"},
    {"set/1.txt", "1 10 10 30 30\n0 10 10 30 30\nodd 10 10 30 30\n"},
};

START_TEST(classes_give_numbers_their_names)
{
    Folder folder = folder_new();
    folder_put(&folder, numbered[_i].name, numbered[_i].text);
    folder_put(&folder, "names.txt", "screw\nbolt\nnut\n");
    PsReadOptions options = {.classes = folder_at(&folder, "names.txt")};
    options.format = _i ? "text-xyxy" : "csv";
    PsDataset *d = folder_truth(&folder, _i ? "set" : "set.csv", options);
    ck_assert_int_eq(d->class_count, 4);
    const char *const wanted[] = {"screw", "bolt", "nut", "odd"};
    for (int c = 0; c < 4; c++) {
        ck_assert_str_eq(d->classes[c].name, wanted[c]);
        ck_assert_int_eq((int)d->classes[c].id, c + 1);
    }
    ck_assert_int_eq(d->objects[0].class_index, 1);
    ck_assert_int_eq(d->objects[1].class_index, 0);
    ck_assert_int_eq(issue_of(d->issues, d->issue_count, "class-not-listed")->count, 1);
    ck_assert(d->made_image_ids && d->made_class_ids);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* Predictions for sample_truth (a.png, b.png; bolt, nut); part of the warning, or NULL. */
static const struct {
    const char *name, *text, *warning;
    bool listed;
} by_number[] = {
    {"p.json", "[{'image_id':1,'category_id':2,'bbox':[1,2,3,4],'score':0.5}]",
     "images and classes by number", false},
    {"p.json", "[{'image_id':'a','category_id':2,'bbox':[1,2,3,4],'score':0.5}]",
     "classes by number", false},
    {"p.json", "[{'image_id':1,'category_id':'nut','bbox':[1,2,3,4],'score':0.5}]",
     "images by number", false},
    {"p.json", "[{'image_id':'a','category_id':'nut','bbox':[1,2,3,4],'score':0.5}]", NULL, false},
    {"p.json", "[{'image_id':'a','category_id':0,'bbox':[1,2,3,4],'score':0.5}]", NULL, true},
    {"p.jsonl", "{'image_id':1,'class':'nut','bbox':[1,2,3,4],'score':0.5}\n", "images by number",
     false},
    {"p.jsonl", "{'image':'a.png','class_id':0,'bbox':[1,2,3,4],'score':0.5}\n", NULL, true},
    {"p.csv", "image,class,score,x,y,width,height\na.png,2,0.5,1,2,3,4\n", "classes by number",
     false},
    {"p.csv", "image,class,score,x,y,width,height\na.png,0,0.5,1,2,3,4\n", NULL, true},
};

START_TEST(numbers_that_mean_an_order_are_said)
{
    Folder folder = folder_new();
    PsDataset *d = sample_truth(&folder);
    folder_put(&folder, "names.txt", "nut\n");
    folder_put(&folder, by_number[_i].name, folder_json(&folder, by_number[_i].text));
    PsReadOptions options = {.classes =
                                 by_number[_i].listed ? folder_at(&folder, "names.txt") : NULL};
    PsPredictions *p = folder_results(&folder, d, by_number[_i].name, options);
    check_detection(p, 0, "a.png", "nut", 0.5, (PsBox){1, 2, 3, 4});
    if (by_number[_i].warning) {
        const PsIssue *issue = issue_of(p->issues, p->issue_count, "ids-by-order");
        ck_assert_ptr_nonnull(strstr(issue->text, by_number[_i].warning));
    }
    for (int i = 0; i < p->issue_count && !by_number[_i].warning; i++) {
        ck_assert_str_ne(p->issues[i].code, "ids-by-order");
    }
    ps_predictions_free(p);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* ------------------------------------------------------------------ mixed folders */

START_TEST(formats_are_found_among_other_files)
{
    Folder folder = folder_new();
    for (int i = 0; i < 12; i++) {
        folder_put(&folder, ps_arena_printf(folder.arena, "a%02d.json", i), "{\"hello\": 1}");
        folder_put(&folder, ps_arena_printf(folder.arena, "b%02d.json", i), "");
    }
    folder_put(&folder, "c.json", folder_json(&folder, "{'imagePath':'c.png'," SHAPE("1")));
    PsDataset *d = folder_truth(&folder, "", none);
    ck_assert_str_eq(d->input.format, "labelme");
    ISSUE(d, "file-of-another-kind", "a00.json:", 24);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* Files of images without objects come first, more than are looked at. */
START_TEST(empty_files_do_not_count)
{
    Folder folder = folder_new();
    for (int i = 0; i < 40; i++) {
        folder_put(&folder, ps_arena_printf(folder.arena, "t/a%02d.txt", i), i % 2 ? "" : " \n");
    }
    folder_put(&folder, "t/b.txt", "nut 1 2 30 40\n");
    PsDataset *d = folder_truth(&folder, "t", none);
    ck_assert_str_eq(d->input.format, "text");
    ck_assert(d->image_count == 41 && d->object_count == 1);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* class score x y w h: one box suffices if its height, read as a score, is above 1. */
START_TEST(a_height_above_1_is_no_score)
{
    Folder folder = folder_new();
    PsDataset *d = sample_truth(&folder);
    folder_put(&folder, "p/a.txt", "0 0.9 0.5 0.5 0.2 1.005\n");
    PsPredictions *p = folder_results(&folder, d, "p", (PsReadOptions){.format = "yolo-results"});
    ISSUE(p, "score-in-second-column", "p:", 1);
    ck_assert_double_eq(p->detections[0].score, 0.9);
    ps_predictions_free(p);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

Suite *sets_suite(void)
{
    Suite *suite = suite_create("sets");
    TCase *cases = tcase_create("sets");
    tcase_add_loop_test(cases, splits_mean_the_same_everywhere, 0, sizeof parted / sizeof *parted);
    tcase_add_test(cases, names_of_pictures_are_no_splits);
    tcase_add_loop_test(cases, classes_give_numbers_their_names, 0,
                        sizeof numbered / sizeof *numbered);
    tcase_add_loop_test(cases, numbers_that_mean_an_order_are_said, 0,
                        sizeof by_number / sizeof *by_number);
    tcase_add_test(cases, formats_are_found_among_other_files);
    tcase_add_test(cases, empty_files_do_not_count);
    tcase_add_test(cases, a_height_above_1_is_no_score);
    suite_add_tcase(suite, cases);
    return suite;
}
