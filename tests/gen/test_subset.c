/* A part of a set gives the figures that a run on its images alone would give: of random scenes,
   all that report.json holds, to the last digit. */
#include "suites.h"

#include "export/export.h"
#include "gen/pair.h"
#include "lib/eval/generate.h"

#include <check.h>

#include <stdlib.h>
#include <string.h>

enum { SCENES = 60 };

/* Some of the images, at least one. */
static int choose(uint64_t *state, int count, int *images)
{
    int chosen = 0;
    for (int i = 0; i < count; i++) {
        if (random_next(state) % 2) images[chosen++] = i;
    }
    if (chosen == 0) images[chosen++] = (int)(random_next(state) % (unsigned)count);
    return chosen;
}

/* The same images put into a new scene one by one. */
static Scene *rebuild(const Scene *whole, const int *images, int count)
{
    Scene *scene = scene_new(count, whole->dataset.class_count);
    for (int i = 0; i < count; i++) {
        const PsImage *image = &whole->dataset.images[images[i]];
        scene->dataset.images[i].file = image->file;
        scene->dataset.images[i].width = image->width;
        scene->dataset.images[i].height = image->height;
        for (int g = 0; g < whole->dataset.object_count; g++) {
            const PsObject *object = &whole->dataset.objects[g];
            if (object->image != images[i]) continue;
            int added = (object->crowd ? scene_crowd : scene_object)(scene, i, object->class_index,
                                                                     object->box);
            scene->dataset.objects[added].area = object->area;
        }
        for (int d = 0; d < whole->predictions.detection_count; d++) {
            const PsDetection *detection = &whole->predictions.detections[d];
            if (detection->image != images[i]) continue;
            scene_detection(scene, i, detection->class_index, detection->score, detection->box);
        }
    }
    scene_finish(scene);
    return scene;
}

static char *figures(const PsPredictions *predictions)
{
    PsError error;
    PsEvaluateOptions options = {.resamples = 40, .seed = 7, .threads = 1};
    PsEvaluation *evaluation = ps_evaluate(predictions, &options, &error);
    ck_assert_msg(evaluation != NULL, "%s", error.found);
    Export export = {.evaluation = evaluation, .title = "subset"};
    PsBuf out = PS_BUF;
    export_json(&export, &out);
    ps_evaluation_free(evaluation);
    return out.data;
}

static void check_equal(const char *one, const char *other, int seed)
{
    size_t same = 0;
    while (one[same] && one[same] == other[same]) same++;
    if (one[same] == other[same]) return;
    size_t from = same > 60 ? same - 60 : 0;
    ck_abort_msg("scene %d: %.120s\n  instead of %.120s", seed, one + from, other + from);
}

START_TEST(figures_of_a_part)
{
    uint64_t state = (uint64_t)_i + 1000;
    Scene *whole = generate_scene((uint64_t)_i + 1);
    scene_finish(whole);
    int images[SCENE_IMAGES], count = choose(&state, whole->dataset.image_count, images);
    PsDataset *part = ps_dataset_subset(&whole->dataset, images, count);
    PsPredictions *some = ps_predictions_subset(&whole->predictions, part, images);
    Scene *alone = rebuild(whole, images, count);
    char *got = figures(some), *wanted = figures(&alone->predictions);
    check_equal(got, wanted, _i);
    free(got);
    free(wanted);
    ps_predictions_free(some);
    ps_dataset_free(part);
    scene_free(alone);
    scene_free(whole);
}
END_TEST

/* A part keeps ids, names, splits and all classes; its issues are the whole's. */
START_TEST(what_a_part_keeps)
{
    Scene *scene = scene_worked();
    scene_finish(scene);
    static const int split_of[] = {0, 1, -1, 1}, images[] = {1, 3};
    static const char *const names[] = {"val", "test"};
    scene->dataset.split_of = split_of;
    scene->dataset.split_names = names;
    scene->dataset.split_count = 2;
    PsDataset *part = ps_dataset_subset(&scene->dataset, images, 2);
    ck_assert(part->image_count == 2 && part->class_count == scene->dataset.class_count);
    ck_assert(part->images[0].id == 2 && part->images[1].id == 4);
    ck_assert(part->split_of[0] == 1 && part->split_of[1] == 1 && part->issue_count == 0);
    ck_assert_str_eq(part->images[1].file, "4.jpg");
    int objects = 0;
    for (int i = 0; i < 2; i++) {
        const PsImage *image = &part->images[i], *from = &scene->dataset.images[images[i]];
        ck_assert(image->first_object == objects && image->object_count == from->object_count);
        for (int g = 0; g < image->object_count; g++, objects++) {
            ck_assert_int_eq(part->objects[objects].image, i);
            ck_assert(part->objects[objects].id ==
                      scene->dataset.objects[from->first_object + g].id);
        }
    }
    ck_assert_int_eq(part->object_count, objects);
    ps_dataset_free(part);
    scene_free(scene);
}
END_TEST

static const float numbers[] = {1, 2, 3, 4, 5, 6};

START_TEST(vectors_and_columns)
{
    static int rows[] = {0, 2, 3};
    static const int number_of[] = {-1, 0, 1, 2}, images[] = {1, 2, 3};
    static const char *const words[] = {"a", NULL, "c", "d"};
    static const double values[] = {1, 2, 3, 4};
    PsVectors vectors = {
        .count = 3, .dims = 2, .values = (float *)(uintptr_t)numbers, .image_of_row = rows};
    PsVectors *some = ps_vectors_subset(&vectors, number_of);
    ck_assert(some->count == 2 && some->image_of_row[0] == 1 && some->image_of_row[1] == 2);
    ck_assert(some->values[0] == 3 && some->values[1] == 4 && some->values[3] == 6);
    ps_vectors_free(some);
    PsSliceColumn items[] = {{.name = "w", .words = words}, {.name = "v", .values = values}};
    PsColumns columns = {.items = items, .count = 2};
    PsColumns *part = ps_columns_subset(&columns, images, 3);
    ck_assert(part->count == 2 && part->items[0].words[0] == NULL && !part->items[0].values);
    ck_assert_str_eq(part->items[0].words[2], "d");
    ck_assert(part->items[1].values[0] == 2 && part->items[1].values[2] == 4);
    ps_columns_free(part);
}
END_TEST

Suite *subset_suite(void)
{
    Suite *suite = suite_create("subset");
    TCase *parts = tcase_create("parts");
    tcase_add_loop_test(parts, figures_of_a_part, 0, SCENES);
    tcase_add_test(parts, what_a_part_keeps);
    tcase_add_test(parts, vectors_and_columns);
    suite_add_tcase(suite, parts);
    return suite;
}
