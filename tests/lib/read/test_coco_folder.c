/* Folders that hold COCO JSON: exports in splits, COCO's own layout, one file. */
#include "lib/read/checks.h"

#include "support.h"

#include <check.h>

#include <string.h>

Suite *coco_folder_suite(void);

static void put_truth(const Folder *folder, const char *name, const char *file)
{
    folder_put(
        folder, name,
        folder_json(folder, ps_arena_printf(folder->arena,
                                            "{'images':[{'id':1,'file_name':'%s','width':9,"
                                            "'height':9}],'categories':[{'id':1,'name':'nut'}],\n"
                                            "'annotations':[{'id':1,'image_id':1,'category_id':1,"
                                            "'bbox':[1,2,3,4],'area':0,'iscrowd':0}]}",
                                            file)));
}

/* Files by name, the split that is asked for, and the image that is read; or the refusal. */
static const struct {
    const char *names[3], *split, *image, *error;
} layouts[] = {
    {{"train/_annotations.coco.json", "valid/_annotations.coco.json", "x.json"}, NULL, "1", NULL},
    {{"train/_annotations.coco.json", "valid/_annotations.coco.json", NULL}, "train", "0", NULL},
    {{"train/_annotations.coco.json", "test/_annotations.coco.json", NULL}, NULL, "1", NULL},
    {{"train/_annotations.coco.json", NULL, NULL}, NULL, "0", NULL},
    {{"annotations/captions_val2017.json", "annotations/instances_train2017.json",
      "annotations/instances_val2017.json"},
     NULL,
     "2",
     NULL},
    {{"annotations/instances_train2017.json", "annotations/instances_val2017.json", NULL},
     "train",
     "0",
     NULL},
    {{"gt.json", NULL, NULL}, NULL, "0", NULL},
    {{"a/_annotations.coco.json", "b/_annotations.coco.json", NULL},
     NULL,
     NULL,
     "several files could be meant: a/_annotations.coco.json, b/_annotations.coco.json; wanted one "
     "of them as the path, or --split"},
    {{"train/_annotations.coco.json", "valid/_annotations.coco.json", NULL},
     "test",
     NULL,
     "no split \"test\"; wanted one of train, val"},
};

START_TEST(layout_is_found)
{
    Folder folder = folder_new();
    for (int i = 0; i < 3 && layouts[_i].names[i]; i++) {
        put_truth(&folder, layouts[_i].names[i], ps_arena_printf(folder.arena, "%d", i));
    }
    PsReadOptions options = {.split = layouts[_i].split};
    if (layouts[_i].error) {
        ck_assert_ptr_nonnull(strstr(folder_truth_error(&folder, "", options), layouts[_i].error));
    } else {
        PsDataset *d = folder_truth(&folder, "", options);
        ck_assert_str_eq(d->input.format, "coco");
        ck_assert_str_eq(d->images[0].file, layouts[_i].image);
        check_object(d, 0, layouts[_i].image, "nut", AT(1, 2, 3, 4));
        ps_dataset_free(d);
    }
    folder_end(&folder);
}
END_TEST

/* Issues and refusals name the file, not the folder. */
START_TEST(file_is_named)
{
    Folder folder = folder_new();
    folder_put(&folder, "valid/_annotations.coco.json",
               folder_json(&folder, "{'images':[{'id':1,'file_name':'a','width':9,'height':0}],"
                                    "'categories':[],'annotations':[]}"));
    PsDataset *d = folder_truth(&folder, "", none);
    ISSUE(d, "image-size-unknown", "valid/_annotations.coco.json:images[0].width (line 1)", 1);
    ps_dataset_free(d);
    folder_put(&folder, "valid/_annotations.coco.json", "{\"images\":[");
    ck_assert_ptr_nonnull(
        strstr(folder_truth_error(&folder, "", none), "valid/_annotations.coco.json:byte 11"));
    folder_end(&folder);
}
END_TEST

START_TEST(results_in_a_folder)
{
    Folder folder = folder_new();
    PsDataset *d = sample_truth(&folder);
    const char *json =
        folder_json(&folder, "[{'image_id':1,'category_id':2,'bbox':[1,2,3,4],'score':0.5}]");
    folder_put(&folder, "run/predictions.json", json);
    folder_put(&folder, "run/args.yaml", "a: 1\n");
    PsPredictions *p = folder_results(&folder, d, "run", none);
    ck_assert_str_eq(p->input.format, "coco-results");
    check_detection(p, 0, "a.png", "nut", 0.5, AT(1, 2, 3, 4));
    ps_predictions_free(p);
    folder_put(&folder, "run/other.json", json);
    ck_assert_ptr_nonnull(
        strstr(folder_results_error(&folder, d, "run", none), "several JSON files"));
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

Suite *coco_folder_suite(void)
{
    Suite *suite = suite_create("coco-folder");
    TCase *all = tcase_create("all");
    tcase_add_loop_test(all, layout_is_found, 0, COUNT_OF(layouts));
    tcase_add_test(all, file_is_named);
    tcase_add_test(all, results_in_a_folder);
    suite_add_tcase(suite, all);
    return suite;
}
