/* Text folders, a file for each image: layouts worked out by hand, refusals, and the shared data
   where they are there. */
#include "lib/read/checks.h"
#include "lib/read/shared.h"

#include <check.h>

#include <string.h>

Suite *text_detections_suite(void);

/* Ground truth with the images shot_1.png, shot_2.png of 100 x 50, and the classes "fire hydrant"
   and "nut". */
static Folder usual(void)
{
    Folder folder = folder_new();
    folder_put_picture(&folder, "p/shot_1.png", 100, 50);
    folder_put_picture(&folder, "p/shot_2.png", 100, 50);
    folder_put(&folder, "t/shot_1.txt", "nut 10 5 90 45\r\n\"fire hydrant\"\t60 0 80 50\r\n");
    folder_put(&folder, "t/shot_2.txt",
               "\xEF\xBB\xBF"
               "nut 1 2 3 4 difficult");
    return folder;
}

static PsDataset *truth(const Folder *folder)
{
    return folder_truth(folder, "t", (PsReadOptions){.images = folder_at(folder, "p")});
}

START_TEST(ground_truth_by_hand)
{
    Folder folder = usual();
    folder_put(&folder, "t/shot_0.txt", "");
    folder_put(&folder, "t/classes.txt", "nut\n");
    PsDataset *d = truth(&folder);
    ck_assert_str_eq(d->input.format, "text");
    ck_assert(d->image_count == 3 && d->object_count == 3 && d->class_count == 2);
    ck_assert_str_eq(d->images[0].file, "shot_0");
    ck_assert_str_eq(d->images[1].file, "shot_1.png");
    ck_assert(d->images[1].id == 2 && d->images[1].width == 100 && d->images[1].height == 50);
    ck_assert_str_eq(d->classes[0].name, "fire hydrant");
    check_box(d->objects[0].box, 10, 5, 80, 40);
    check_box(d->objects[1].box, 60, 0, 20, 50);
    ISSUE(d, "voc-difficult", "t/shot_2.txt:line 1", 1);
    ISSUE(d, "image-size-unknown", "t/shot_0.txt:", 1);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

static const struct {
    const char *format, *first, *second, *issue;
    double box[4]; /* of the first line */
} layouts[] = {
    {NULL,
     "nut .5 20 10 90 40\nfire hydrant 1 70 30 99 45\n",
     "nut .1 70 0 100 50\n",
     NULL,
     {20, 10, 70, 30}},
    {NULL, "nut .5 60 10 20 30\n", "nut .1 70 0 30 50\n", "layout-guessed", {60, 10, 20, 30}},
    {NULL, "nut .5 .5 .5 .2 .4\n", "nut .1 .9 .5 .3 .2\n", "layout-guessed", {40, 15, 20, 20}},
    {NULL, "nut .5 1 2 30 40\n", "nut .1 1 2 3 4\n", "layout-guessed", {1, 2, 29, 38}},
    {"text-xywh", "nut .5 20 10 70 30\n", "", NULL, {20, 10, 70, 30}},
    {"text-xyxy", "nut .5 20 10 70 30\n", "", NULL, {20, 10, 50, 20}},
    {"text-rel", "nut .5 .5 .5 1 1\n", "", NULL, {0, 0, 100, 50}},
};

START_TEST(layouts_are_told)
{
    Folder folder = usual();
    PsDataset *d = truth(&folder);
    folder_put(&folder, "r/shot_1.txt", layouts[_i].first);
    folder_put(&folder, "r/shot_2.txt", layouts[_i].second);
    PsPredictions *p =
        folder_results(&folder, d, "r", (PsReadOptions){.format = layouts[_i].format});
    const double *box = layouts[_i].box;
    check_box(p->detections[0].box, box[0], box[1], box[2], box[3]);
    ck_assert_double_eq(p->detections[0].score, 0.5);
    if (layouts[_i].issue) ISSUE(p, layouts[_i].issue, "r:", 1);
    for (int i = 0; i < p->issue_count && !layouts[_i].issue; i++) {
        ck_assert_str_ne(p->issues[i].code, "layout-guessed");
    }
    ps_predictions_free(p);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(names_and_numbers_of_classes)
{
    Folder folder = usual();
    PsDataset *d = truth(&folder);
    folder_put(&folder, "names.txt", "screw\nnut\nfire hydrant\n");
    folder_put(&folder, "r/shot_1.txt", "1 0.5 10 5 90 45\n2 0.25 60 0 80 50\n0 0.5 1 2 90 45\n");
    PsReadOptions options = {.classes = folder_at(&folder, "names.txt")};
    PsPredictions *p = folder_results(&folder, d, "r", options);
    ck_assert_int_eq(p->detection_count, 2);
    ck_assert_int_eq(p->detections[0].class_index, 1);
    ck_assert_int_eq(p->detections[1].class_index, 0);
    ISSUE(p, "unknown-class", "r/shot_1.txt:line 3", 1);
    ps_predictions_free(p);
    p = folder_results(&folder, d, "r", none);
    ck_assert_int_eq(p->detection_count, 2);
    ck_assert_int_eq(p->detections[1].class_index, 0); /* the third line */
    ISSUE(p, "class-by-order", "r:", 3);
    ISSUE(p, "unknown-class", "r/shot_1.txt:line 2", 1);
    ps_predictions_free(p);
    folder_put(&folder, "r/shot_1.txt", "'fire hydrant' 0.5 10 5 90 45\n\n\t\"nut\" 1 60 0 80 50 ");
    folder_put(&folder, "r/shot_9.txt", "nut 0.5 10 5 90 45\n");
    p = folder_results(&folder, d, "r", none);
    ck_assert_int_eq(p->detections[0].class_index, 0);
    ck_assert_int_eq(p->detections[1].class_index, 1);
    ISSUE(p, "unknown-image", "r/shot_9.txt:line 1", 1);
    ps_predictions_free(p);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

static const struct {
    const char *text, *refusal;
} refused[] = {
    {"nut 0.5 1 2 3\n", "5 columns"},
    {"nut\n", "1 column; wanted"},
    {"nut 0.5 1 2 nan 4\n", "\"nan\"; wanted"},
    {"nut inf 1 2 3 4\n", "\"inf\"; wanted"},
    {"nut 0.5 1 2 1e999 4\n", "\"1e999\"; wanted"},
    {"nut 0.5 1 2 0x10 4\n", "\"0x10\"; wanted"},
    {"nut 0,5 1 2 3 4\n", "\"0,5\"; wanted a name, a score and four numbers, parted by blanks, "
                          "numbers with a point"},
    {"nut,0.5,1,2,3,4\n", "1 column"},
    {"0.5 1 2 3 4\n", "5 columns"},
    {"\"\" 0.5 1 2 3 4\n", "no name; wanted a name"},
    {"n\xFFt 0.5 1 2 3 4\n", "bytes that are no text; wanted a name in UTF-8"},
    {"\x01\x02\xFF\xD8 \x03\n", "bytes that are no text"},
};

START_TEST(faults_are_refused)
{
    static const char start[] = "r/shot_1.txt:line 3: ";
    Folder folder = usual();
    PsDataset *d = truth(&folder);
    folder_put(&folder, "r/shot_1.txt",
               ps_arena_printf(folder.arena, "nut 1 1 2 3 4\n\r\n%s", refused[_i].text));
    const char *said =
        folder_results_error(&folder, d, "r", (PsReadOptions){.format = "text-detections"});
    ck_assert_msg(strncmp(said, start, sizeof start - 1) == 0, "%s", said);
    said += sizeof start - 1;
    ck_assert_msg(strncmp(said, refused[_i].refusal, strlen(refused[_i].refusal)) == 0, "%s", said);
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

START_TEST(sizes_are_wanted_for_fractions)
{
    Folder folder = usual();
    folder_put(&folder, "r/shot_1.txt", "nut .5 .5 .5 .5\n");
    const char *said = folder_truth_error(&folder, "r", (PsReadOptions){.format = "text-rel"});
    ck_assert_ptr_nonnull(strstr(said, "r/shot_1.txt:line 1: "));
    ck_assert_ptr_nonnull(strstr(said, "--images FOLDER"));
    PsDataset *d = folder_truth(&folder, "t", none);
    folder_put(&folder, "r/shot_1.txt", "nut .5 .5 .5 .5 .5\n");
    said = folder_results_error(&folder, d, "r", none);
    ck_assert_ptr_nonnull(strstr(said, "whose size is not known"));
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* Scores make predictions, and a file for each class is another format. */
START_TEST(kinds_are_told_apart)
{
    Folder folder = usual();
    PsDataset *d = truth(&folder);
    folder_put(&folder, "r/nut.txt", "shot_1 .5 10 5 90 45\n");
    const char *said =
        folder_results_error(&folder, d, "r", (PsReadOptions){.format = "text-detections"});
    ck_assert_ptr_nonnull(strstr(said, "--prediction-format voc-detections"));
    folder_put(&folder, "s/shot_1.txt", "nut .5 10 5 90 45\n");
    said = folder_truth_error(&folder, "s", none);
    ck_assert_ptr_nonnull(strstr(said, "text: its lines have scores, as predictions"));
    ps_dataset_free(d);
    folder_end(&folder);
}
END_TEST

/* ------------------------------------------------------------------ shared data */

/* Fractions of six decimals place a box to 3e-4 pixels only, which moves a match over an IoU
   threshold: the figures differ by up to 6.2e-6. */
static const SharedPair pairs[] = {
    {.truth = "pairs/cartucho/ground-truth",
     .predictions = "pairs/cartucho/detection-results",
     .expected = "pairs/cartucho/expected-bbox.json",
     .tolerance = 1e-9},
    {.truth = "pairs/voc-100/gts/pascalvoc_format",
     .predictions = "pairs/voc-100/dets/abs_xywh",
     .expected = "pairs/voc-100/expected-bbox.json",
     .options = {.classes = "pairs/voc-100/voc.names"},
     .tolerance = 1e-9},
    {.truth = "pairs/voc-100/gts/pascalvoc_format",
     .predictions = "pairs/voc-100/dets/abs_xyx2y2",
     .expected = "pairs/voc-100/expected-bbox.json",
     .options = {.classes = "pairs/voc-100/voc.names"},
     .tolerance = 1e-9},
    {.truth = "pairs/voc-100/gts/pascalvoc_format",
     .predictions = "pairs/voc-100/dets/rel_xywh",
     .expected = "pairs/voc-100/expected-bbox.json",
     .options = {.classes = "pairs/voc-100/voc.names", .format = "text-rel"},
     .tolerance = 1e-5},
};

START_TEST(figures)
{
    PsArena *arena = ps_arena_new();
    const char *data = folder_shared(arena, "figures of text files");
    if (data) shared_figures(arena, data, &pairs[_i]);
    ps_arena_free(arena);
}
END_TEST

static const struct {
    const char *folder, *format;
    double tolerance;
} toys[] = {
    {"dets_classid_abs_xywh", NULL, 1e-9},   {"dets_classid_abs_xyx2y2", NULL, 1e-9},
    {"dets_classname_abs_xywh", NULL, 1e-9}, {"dets_classname_abs_xyx2y2", NULL, 1e-9},
    {"dets_classname_rel_xcycwh", NULL, 1},  {"dets_classid_rel_xcycwh", "text-rel", 1},
};

/* All spellings are of the same twelve boxes. The fractions are of boxes that were not yet rounded
   to pixels; those of the last image were made for another size than its XML states. */
START_TEST(toy_spellings)
{
    PsArena *arena = ps_arena_new();
    const char *data = folder_shared(arena, "toy spellings");
    if (data) {
        PsError error = {0};
        const char *folder = ps_path_join(arena, data, "pairs/padilla-toy");
        PsReadOptions options = {.format = toys[_i].format,
                                 .classes = ps_path_join(arena, folder, "voc.names")};
        PsDataset *d =
            ps_dataset_read(ps_path_join(arena, folder, "gts_vocpascal_format"), NULL, &error);
        ck_assert_msg(d != NULL, "%s", error.found);
        PsPredictions *wanted = ps_predictions_read(
            d, ps_path_join(arena, folder, "dets_classname_abs_xyx2y2"), NULL, &error);
        PsPredictions *p =
            ps_predictions_read(d, ps_path_join(arena, folder, toys[_i].folder), &options, &error);
        ck_assert_msg(p && wanted, "%s", error.found);
        ck_assert(p->detection_count == 12 && wanted->detection_count == 12);
        for (int i = 0; i < 12; i++) {
            const PsDetection *a = &p->detections[i], *b = &wanted->detections[i];
            ck_assert(a->image == b->image && a->class_index == b->class_index);
            ck_assert(a->score == b->score);
            bool odd = strcmp(d->images[a->image].file, "2010_004175.jpg") == 0;
            if (odd && toys[_i].tolerance == 1) continue;
            ck_assert_double_eq_tol(a->box.x, b->box.x, toys[_i].tolerance);
            ck_assert_double_eq_tol(a->box.y, b->box.y, toys[_i].tolerance);
            ck_assert_double_eq_tol(a->box.width, b->box.width, toys[_i].tolerance);
            ck_assert_double_eq_tol(a->box.height, b->box.height, toys[_i].tolerance);
        }
        ps_predictions_free(p);
        ps_predictions_free(wanted);
        ps_dataset_free(d);
    }
    ps_arena_free(arena);
}
END_TEST

/* The worked example of Padilla et al.: 15 objects and 24 detections of one class in 7 images. */
START_TEST(case_1)
{
    PsArena *arena = ps_arena_new();
    const char *data = folder_shared(arena, "case 1");
    if (data) {
        PsError error = {0};
        const char *folder = ps_path_join(arena, data, "pairs/padilla-case-1");
        PsDataset *d = ps_dataset_read(ps_path_join(arena, folder, "gts"), NULL, &error);
        ck_assert_msg(d != NULL, "%s", error.found);
        PsPredictions *p =
            ps_predictions_read(d, ps_path_join(arena, folder, "dets"), NULL, &error);
        ck_assert_msg(p != NULL, "%s", error.found);
        ck_assert(d->object_count == 15 && p->detection_count == 24 && d->class_count == 1);
        check_box(d->objects[0].box, 25, 16, 38, 56);
        check_box(p->detections[0].box, 5, 67, 31, 48);
        ps_predictions_free(p);
        ps_dataset_free(d);
    }
    ps_arena_free(arena);
}
END_TEST

Suite *text_detections_suite(void)
{
    Suite *suite = suite_create("text-detections");
    TCase *cases = tcase_create("text-detections");
    tcase_set_timeout(cases, 30);
    tcase_add_test(cases, ground_truth_by_hand);
    tcase_add_loop_test(cases, layouts_are_told, 0, sizeof layouts / sizeof *layouts);
    tcase_add_test(cases, names_and_numbers_of_classes);
    tcase_add_loop_test(cases, faults_are_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_test(cases, sizes_are_wanted_for_fractions);
    tcase_add_test(cases, kinds_are_told_apart);
    tcase_add_loop_test(cases, figures, 0, sizeof pairs / sizeof *pairs);
    tcase_add_loop_test(cases, toy_spellings, 0, sizeof toys / sizeof *toys);
    tcase_add_test(cases, case_1);
    suite_add_tcase(suite, cases);
    return suite;
}
