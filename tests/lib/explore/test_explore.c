/* The explorer as a whole: pictures of which a fifth was darkened and blurred, so that boxes are
   missed on them. */
#include "proofsheet.h"
#include "suites.h"
#include "support.h"

#include "base/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { IMAGES = 150, OBJECTS = 4, WIDTH = 160, HEIGHT = 120, FIFTH = 5 };

static PsArena *arena;
static PsDataset dataset;
static PsPredictions predictions;
static PsEvaluation *evaluation;
static const PsAppearance *looks[IMAGES];

static bool is_dim(int image)
{
    return image % FIFTH == 2;
}

static double unit(uint64_t *state)
{
    return (double)(ps_splitmix64(state) >> 11) * 0x1p-53;
}

/* Mean of 7 x 7, at a third of the brightness. */
static void dim(const unsigned char *from, unsigned char *to)
{
    for (int i = 0; i < WIDTH * HEIGHT * 3; i++) {
        int sum = 0, count = 0;
        for (int step = 0; step < 49; step++) {
            int x = i / 3 % WIDTH + step % 7 - 3, y = i / 3 / WIDTH + step / 7 - 3;
            if (x < 0 || y < 0 || x >= WIDTH || y >= HEIGHT) continue;
            sum += from[3 * (y * WIDTH + x) + i % 3];
            count++;
        }
        to[i] = (unsigned char)(sum / count / 3);
    }
}

/* Noise, with a bright box for each object. */
static void paint(int image, unsigned char *pixels, uint64_t *state)
{
    int base = 60 + (int)(60 * unit(state));
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        int grey = base + (int)(40 * unit(state));
        for (int g = 0; g < OBJECTS; g++) {
            PsBox box = dataset.objects[image * OBJECTS + g].box;
            double x = i % WIDTH - box.x, y = i / WIDTH - box.y;
            if (x >= 0 && y >= 0 && x < box.width && y < box.height) grey = 200;
        }
        memset(pixels + 3 * i, grey, 3);
    }
}

static void describe(int image, uint64_t *state)
{
    static unsigned char clear[WIDTH * HEIGHT * 3], dimmed[WIDTH * HEIGHT * 3];
    PsAppearance *look = PS_NEW(arena, PsAppearance);
    paint(image, clear, state);
    if (is_dim(image)) dim(clear, dimmed);
    PsPicture picture = {
        .pixels = is_dim(image) ? dimmed : clear, .width = WIDTH, .height = HEIGHT};
    ps_picture_describe(&picture, look);
    looks[image] = look;
}

/* Found nine times in ten, or three times in ten on a dim picture. */
static void add_objects(int image, uint64_t *state)
{
    for (int g = 0; g < OBJECTS; g++) {
        double size = 10 + 20 * unit(state);
        PsBox box = {g * 40, 60 * unit(state), size, size};
        dataset.objects[dataset.object_count++] =
            (PsObject){.id = image * OBJECTS + g, .image = image, .box = box, .area = size * size};
        if (unit(state) > (is_dim(image) ? 0.3 : 0.9)) continue;
        predictions.detections[predictions.detection_count++] =
            (PsDetection){.image = image, .box = box, .score = 0.5 + 0.5 * unit(state)};
    }
    predictions.first[image + 1] = predictions.detection_count;
}

static void set_up(void)
{
    PsError error;
    uint64_t state = 2;
    arena = ps_arena_new();
    dataset = (PsDataset){.image_count = IMAGES, .class_count = 1};
    dataset.images = PS_ARRAY(arena, PsImage, IMAGES);
    dataset.classes = PS_NEW(arena, PsClass);
    dataset.objects = PS_ARRAY(arena, PsObject, IMAGES * OBJECTS);
    dataset.classes[0] =
        (PsClass){.id = 1, .name = "box", .object_count = IMAGES * OBJECTS, .image_count = IMAGES};
    predictions = (PsPredictions){.dataset = &dataset};
    predictions.detections = PS_ARRAY(arena, PsDetection, IMAGES * OBJECTS);
    predictions.first = PS_ARRAY(arena, int, IMAGES + 1);
    for (int i = 0; i < IMAGES; i++) {
        dataset.images[i] = (PsImage){.id = i + 1,
                                      .file = ps_arena_printf(arena, "%03d.jpg", i),
                                      .width = WIDTH,
                                      .height = HEIGHT,
                                      .first_object = i * OBJECTS,
                                      .object_count = OBJECTS};
        add_objects(i, &state);
        describe(i, &state);
    }
    evaluation = ps_evaluate(&predictions, NULL, &error);
    ck_assert_ptr_nonnull(evaluation);
}

static void tear_down(void)
{
    ps_evaluation_free(evaluation);
    ps_arena_free(arena);
}

static PsMap *explore(const PsVectors *vectors, const PsColumns *columns, int threads)
{
    PsExploreInput input = {.evaluation = evaluation,
                            .vectors = vectors,
                            .columns = columns ? columns->items : NULL,
                            .column_count = columns ? columns->count : 0,
                            .threads = threads};
    return ps_explore(&input);
}

/* The worst cluster is the dim fifth, says so in its name, and what it lacks is named. */
START_TEST(planted_slice)
{
    PsVectors *vectors = ps_vectors_from_appearance(&dataset, looks);
    PsColumns *columns = ps_columns_from_appearance(&dataset, looks);
    PsMap *map = explore(vectors, columns, 2);
    const PsGroup *worst = &map->clusters[0];
    int both = 0;
    for (int c = 1; c < map->cluster_count; c++) {
        if (map->clusters[c].f1 < worst->f1) worst = &map->clusters[c];
    }
    for (int i = 0; i < worst->image_count; i++) both += is_dim(worst->images[i]);
    int either = IMAGES / FIFTH + worst->image_count - both;
    ck_assert_int_ge(both * 10, either * 8);
    ck_assert_int_eq(worst->finding, PS_WORSE);
    ck_assert_double_lt(worst->q, 0.01);
    ck_assert(strstr(worst->name, "dark") || strstr(worst->name, "blurred"));
    ck_assert_int_eq(worst->fault, PS_FAULT_MISSED);
    ck_assert_double_gt(worst->gain, 0.03);
    ck_assert(worst->interval.low < worst->f1 && worst->f1 < worst->interval.high);
    ck_assert(map->trustworthiness > 0.8 && map->quality_sample == IMAGES);
    ps_map_free(map);
    ps_columns_free(columns);
    ps_vectors_free(vectors);
}
END_TEST

/* The lowest quarter of brightness is found out as well; sums over the slices of a column are those
   of all images. */
START_TEST(slices_add_up)
{
    PsColumns *columns = ps_columns_from_appearance(&dataset, looks);
    PsMap *map = explore(NULL, columns, 1);
    PsCounts all = evaluation->sweep[evaluation->optimal_index];
    int images = 0, correct = 0, missed = 0;
    ck_assert_int_eq(map->rows, 0);
    ck_assert_int_eq(map->cluster_count, 0);
    for (int s = 0; s < map->slice_count; s++) {
        const PsGroup *slice = &map->slices[s];
        if (strcmp(slice->column, "brightness") != 0) continue;
        if (images == 0) ck_assert_int_eq(slice->finding, PS_WORSE);
        images += slice->image_count;
        correct += slice->counts.correct;
        missed += slice->counts.missed;
        for (int i = 0; i < slice->sample_count; i++) ck_assert_int_ge(slice->samples[i], 0);
    }
    ck_assert_int_eq(images, IMAGES);
    ck_assert_int_eq(correct, all.correct);
    ck_assert_int_eq(missed, all.missed);
    ps_map_free(map);
    ps_columns_free(columns);
}
END_TEST

/* Images without a picture have no place and no cluster; the others fill the unit square. */
START_TEST(images_without_vectors)
{
    for (int i = 0; i < IMAGES; i += 10) looks[i] = NULL;
    PsVectors *vectors = ps_vectors_from_appearance(&dataset, looks);
    PsMap *map = explore(vectors, NULL, 1);
    float low = 1, high = 0;
    ck_assert_int_eq(map->rows, IMAGES - IMAGES / 10);
    for (int i = 0; i < IMAGES; i++) {
        PsMapPoint at = map->places[i];
        ck_assert(isnan(at.x) == !looks[i] && isnan(map->principal[i].y) == !looks[i]);
        ck_assert((map->cluster[i] < 0) == !looks[i]);
        if (!looks[i]) continue;
        ck_assert(at.x >= 0 && at.x <= 1 && at.y >= 0 && at.y <= 1);
        low = fminf(low, fminf(at.x, at.y));
        high = fmaxf(high, fmaxf(at.x, at.y));
    }
    ck_assert_float_lt(low, 1e-5F);
    ck_assert_float_gt(high, 1 - 1e-5F);
    ps_map_free(map);
    ps_vectors_free(vectors);
}
END_TEST

/* No picture at all. */
START_TEST(nothing_to_map)
{
    memset(looks, 0, sizeof looks);
    PsVectors *vectors = ps_vectors_from_appearance(&dataset, looks);
    PsMap *map = explore(vectors, NULL, 1);
    ck_assert_int_eq(map->rows, 0);
    ck_assert(isnan(map->trustworthiness));
    ps_map_free(map);
    ps_vectors_free(vectors);
}
END_TEST

START_TEST(threads_change_nothing)
{
    PsVectors *vectors = ps_vectors_from_appearance(&dataset, looks);
    PsColumns *columns = ps_columns_from_appearance(&dataset, looks);
    PsMap *one = explore(vectors, columns, 1), *seven = explore(vectors, columns, 7);
    ck_assert_mem_eq(one->places, seven->places, IMAGES * sizeof *one->places);
    ck_assert_mem_eq(one->cluster, seven->cluster, IMAGES * sizeof *one->cluster);
    ck_assert_int_eq(one->slice_count, seven->slice_count);
    for (int s = 0; s < one->slice_count; s++) {
        ck_assert(same_number(one->slices[s].p, seven->slices[s].p));
        ck_assert(same_number(one->slices[s].q, seven->slices[s].q));
    }
    ps_map_free(one);
    ps_map_free(seven);
    ps_columns_free(columns);
    ps_vectors_free(vectors);
}
END_TEST

Suite *explore_suite(void)
{
    Suite *suite = suite_create("explore");
    TCase *tests = tcase_create("explore");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, planted_slice);
    tcase_add_test(tests, slices_add_up);
    tcase_add_test(tests, images_without_vectors);
    tcase_add_test(tests, nothing_to_map);
    tcase_add_test(tests, threads_change_nothing);
    suite_add_tcase(suite, tests);
    return suite;
}
