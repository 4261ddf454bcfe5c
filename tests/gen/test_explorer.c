/* The explorer as it is shown: places as whole numbers, rows with finished texts, columns, the data
   that the page unpacks. The map is made by hand. */
#include "suites.h"
#include "support.h"

#include "build.h"
#include "render/page_data.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { IMAGES = 4 };

static Scene *scene;
static const PsEvaluation *evaluation;
static Report *report;
static PsMapPoint places[IMAGES] = {{0, 1}, {0.5F, 0.25F}, {1, 0}, {NAN, NAN}};
static PsMapPoint principal[IMAGES] = {{1, 1}, {0, 0.5F}, {0.25F, 0}, {NAN, NAN}};
static int cluster[IMAGES] = {0, 0, 1, -1};
static const int first_two[] = {0, 1}, third[] = {2}, last_two[] = {2, 3}, all[] = {0, 1, 2, 3};

static PsGroup group(const char *column, const char *name, const int *images, int count, double f1)
{
    return (PsGroup){.column = column,
                     .name = name,
                     .images = images,
                     .image_count = count,
                     .objects = 1234,
                     .f1 = f1,
                     .f1_rest = 0.8,
                     .interval = {true, f1 - 0.05, f1 + 0.05},
                     .q = NAN,
                     .p = NAN};
}

static void build(PsMap *map)
{
    PsVectors vectors = {.input = {.name = "v.npy", .format = "npy"}, .count = 3, .dims = 288};
    evaluation = scene_evaluate(scene, 0);
    BuildInput input = {.evaluation = evaluation, .date = "", .map = map};
    input.vectors = &vectors;
    report = report_build(&input);
}

static PsGroup clusters[2], slices[5];
static PsMap map;

static void set_up(void)
{
    scene = scene_worked();
    clusters[0] = group(NULL, "bright", first_two, 2, 0.9);
    clusters[1] = group(NULL, "dark\tblurred", third, 1, 0.5);
    clusters[1].tested = true;
    clusters[1].q = 0.0004;
    clusters[1].finding = PS_WORSE;
    clusters[1].fault = PS_FAULT_BACKGROUND;
    clusters[1].fault_count = 3;
    clusters[1].error_count = 4;
    clusters[1].gain = 0.0315;
    slices[0] = group("objects", "below 3", first_two, 2, 0.7);
    slices[1] = group("objects", "3 and above", last_two, 2, 0.6);
    slices[2] = group("site", "north", third, 1, 0.6);
    slices[3] = group("site", "south", first_two, 2, 0.6);
    slices[4] = group("site", "again", all, 4, 0.6);
    slices[1].finding = PS_BETTER;
    slices[3].finding = PS_WORSE;
    map = (PsMap){.image_count = IMAGES,
                  .places = places,
                  .principal = principal,
                  .cluster = cluster,
                  .clusters = clusters,
                  .cluster_count = 2,
                  .slices = slices,
                  .slice_count = 5,
                  .rows = 3,
                  .dims = 288,
                  .landmarks = 3,
                  .explained = 0.75,
                  .trustworthiness = 0.961,
                  .neighbours_kept = 0.61,
                  .principal_trustworthiness = 0.9,
                  .principal_neighbours_kept = 0.5,
                  .quality_sample = 3};
}

static void tear_down(void)
{
    report_free(report);
    scene_free(scene);
}

START_TEST(places_are_whole_numbers)
{
    build(&map);
    const Explorer *explorer = &report->explorer;
    const int x[] = {0, MAP_SIDE / 2, MAP_SIDE, UNDEFINED};
    const int y[] = {MAP_SIDE, 16384, 0, UNDEFINED};
    ck_assert(explorer->has_map);
    for (int i = 0; i < IMAGES; i++) {
        ck_assert_int_eq(explorer->x[0][i], x[i]);
        ck_assert_int_eq(explorer->y[0][i], y[i]);
    }
    ck_assert_int_eq(explorer->x[1][0], MAP_SIDE);
}
END_TEST

START_TEST(rows_are_finished)
{
    build(&map);
    const GroupTable *table = &report->explorer.clusters;
    ck_assert_int_eq(table->count, 2);
    const GroupRow *row = &table->rows[0]; /* the lowest F1 first */
    ck_assert_int_eq(row->number, 1);
    ck_assert_str_eq(row->mark, "A");
    ck_assert_ptr_null(strchr(row->name, '\t'));
    ck_assert_str_eq(row->images, "1 image");
    ck_assert_str_eq(row->objects, "1,234 objects");
    ck_assert_str_eq(row->f1, "0.500");
    ck_assert_str_eq(row->rest, "0.800");
    ck_assert_str_eq(row->interval, "0.450 to 0.550");
    ck_assert_str_eq(row->q, "<0.001");
    ck_assert_str_eq(row->verdict, "worse");
    ck_assert_str_eq(row->error, "mostly background boxes (75%)");
    ck_assert_str_eq(row->gain, "3.1");
    ck_assert_double_eq_tol(row->x[0], 1, 1e-9);
    row = &table->rows[1];
    ck_assert_str_eq(row->mark, "B");
    ck_assert_str_eq(row->q, "–");
    ck_assert_str_eq(row->verdict, "no evidence");
    ck_assert_str_eq(row->error, "no errors");
    ck_assert_str_eq(row->gain, "–");
}
END_TEST

START_TEST(sentences_name_the_worst)
{
    build(&map);
    const Explorer *explorer = &report->explorer;
    ck_assert_ptr_nonnull(strstr(explorer->lead, "One cluster does worse"));
    ck_assert_ptr_nonnull(strstr(explorer->lead, "against 0.800 of the rest"));
    ck_assert_ptr_nonnull(strstr(explorer->slices_lead, "Of 5 slices, 1 does worse"));
    ck_assert_ptr_nonnull(strstr(explorer->source, "3 images by their 288 numbers in v.npy."));
    ck_assert_ptr_nonnull(strstr(explorer->source, "1 image has no vector and is not on the map."));
    ck_assert_ptr_nonnull(strstr(explorer->quality, "61%"));
    ck_assert_ptr_nonnull(strstr(explorer->quality, "0.961"));
    ck_assert_ptr_nonnull(strstr(explorer->warning, "mean nothing"));
}
END_TEST

START_TEST(columns_part_the_images)
{
    build(&map);
    const Explorer *explorer = &report->explorer;
    ck_assert_int_eq(explorer->column_count, 3); /* "again" shares images: a column of its own */
    const MapColumn *column = &explorer->columns[0];
    const int part[] = {0, 0, 1, 1}, site[] = {1, 1, 0, UNDEFINED};
    ck_assert(column->ordered);
    ck_assert(!explorer->columns[1].ordered);
    ck_assert_int_eq(explorer->columns[1].first, 2);
    for (int i = 0; i < IMAGES; i++) {
        ck_assert_int_eq(column->part[i], part[i]);
        ck_assert_int_eq(explorer->columns[1].part[i], site[i]);
    }
    ck_assert_int_eq(explorer->notable_count, 2);
    ck_assert_int_eq(explorer->notable[0], 3); /* worse ones first */
}
END_TEST

START_TEST(every_image_with_a_place_is_drawn)
{
    build(&map);
    int drawn = 0;
    const Figure *figure = &report->explorer.map;
    for (int i = 0; i < figure->count; i++) {
        if (!figure->shapes[i].tag || strcmp(figure->shapes[i].tag, "images") != 0) continue;
        drawn += figure->shapes[i].point_count;
    }
    ck_assert_int_eq(drawn, 3);
}
END_TEST

static int f1_at(const GroupTable *table, int number, double confidence)
{
    int k = grid_index(evaluation, confidence);
    for (int g = 0; g < table->count; g++) {
        if (table->rows[g].number == number) return table->rows[g].f1_sweep[k];
    }
    return -2;
}

/* Of the worked example, with (correct, false, missed) of its images at 0.5: (1, 3, 2) (1, 1, 1)
   (1, 0, 0) (0, 0, 0); at 0.35 the third has a false box more, at 0.9 no box. */
START_TEST(groups_follow_the_confidence)
{
    build(&map);
    const Explorer *explorer = &report->explorer;
    ck_assert_int_eq(f1_at(&explorer->clusters, 0, 0.5), 364); /* 4 / 11 */
    ck_assert_int_eq(f1_at(&explorer->clusters, 1, 0.5), 1000);
    ck_assert_int_eq(f1_at(&explorer->clusters, 1, 0.35), 667); /* 2 / 3 */
    ck_assert_int_eq(f1_at(&explorer->clusters, 1, 0.9), 0);
    ck_assert_int_eq(f1_at(&explorer->slices, 0, 0.5), 364);
    ck_assert_int_eq(f1_at(&explorer->slices, 1, 0.35), 667);
    ck_assert_int_eq(f1_at(&explorer->slices, 4, 0.5), 462); /* 6 / 13 */
}
END_TEST

START_TEST(the_page_gets_packed_columns)
{
    build(&map);
    PsBuf out = PS_BUF;
    page_data_map(&out, report);
    /* places: 0, 32767, 65534 and none, the lower byte first */
    ck_assert_ptr_nonnull(strstr(out.data, "\"x\":[\"AAD/f/7///8=\"]"));
    ck_assert_ptr_nonnull(strstr(out.data, "\"px\":"));
    ck_assert_ptr_nonnull(strstr(out.data, "[\"objects\",true,0,[\"below 3\",\"3 and above\"],["));
    ps_buf_free(&out);
}
END_TEST

START_TEST(without_a_map_there_is_a_reason)
{
    build(NULL);
    const Explorer *explorer = &report->explorer;
    ck_assert(!explorer->has_map);
    ck_assert_ptr_nonnull(strstr(explorer->reason, "--embeddings"));
    ck_assert_int_eq(explorer->map.count, 0);
}
END_TEST

START_TEST(slices_alone_need_no_map)
{
    map.rows = 0;
    map.cluster_count = 0;
    build(&map);
    ck_assert(!report->explorer.has_map);
    ck_assert_int_eq(report->explorer.slices.count, 5);
    PsBuf out = PS_BUF;
    page_data_map(&out, report);
    ck_assert_ptr_nonnull(strstr(out.data, "\"has\":false"));
    ps_buf_free(&out);
}
END_TEST

Suite *explorer_suite(void)
{
    Suite *suite = suite_create("gen/explorer");
    TCase *tests = tcase_create("shown");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, places_are_whole_numbers);
    tcase_add_test(tests, rows_are_finished);
    tcase_add_test(tests, sentences_name_the_worst);
    tcase_add_test(tests, columns_part_the_images);
    tcase_add_test(tests, every_image_with_a_place_is_drawn);
    tcase_add_test(tests, groups_follow_the_confidence);
    tcase_add_test(tests, the_page_gets_packed_columns);
    tcase_add_test(tests, without_a_map_there_is_a_reason);
    tcase_add_test(tests, slices_alone_need_no_map);
    suite_add_tcase(suite, tests);
    return suite;
}
