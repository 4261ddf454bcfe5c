/* report.json: the keys of the explorer, from a map filled by hand. */
#include "export/export.h"
#include "support.h"

#include "base/buf.h"

#include <check.h>
#include <cjson/cJSON.h>
#include <math.h>

TCase *explore_case(void);

static const int members[] = {0, 2};

static PsMap hand_map(void)
{
    static PsMapPoint places[3] = {{0.123456F, 1}, {NAN, NAN}, {0, 0.5F}};
    static int cluster[3] = {0, -1, 0};
    static PsGroup groups[2];
    groups[0] = (PsGroup){.name = "dark",
                          .images = members,
                          .image_count = 2,
                          .objects = 7,
                          .f1 = 0.25,
                          .f1_rest = 0.5,
                          .interval = {true, 0.125, 0.375},
                          .tested = true,
                          .p = 0.001,
                          .q = 0.002,
                          .finding = PS_WORSE,
                          .fault = PS_FAULT_MISSED,
                          .fault_count = 3,
                          .error_count = 4,
                          .gain = 0.0625,
                          .samples = {2, 0},
                          .sample_count = 2};
    groups[1] = (PsGroup){.name = "night", .column = "light", .p = NAN, .q = NAN, .f1 = NAN};
    return (PsMap){.image_count = 3,
                   .places = places,
                   .principal = places,
                   .cluster = cluster,
                   .clusters = groups,
                   .cluster_count = 1,
                   .slices = groups + 1,
                   .slice_count = 1,
                   .rows = 2,
                   .dims = 8,
                   .landmarks = 2,
                   .trustworthiness = NAN};
}

static const cJSON *item(const cJSON *json, const char *list, int index, const char *key)
{
    const cJSON *items = cJSON_GetObjectItem(json, list);
    return cJSON_GetObjectItem(cJSON_GetArrayItem(items, index), key);
}

static cJSON *exported(const PsMap *map)
{
    Scene *scene = scene_worked();
    PsVectors vectors = {.input = {.role = "embeddings", .path = "a/v.npy", .name = "v.npy"}};
    Export source = {.evaluation = scene_evaluate(scene, 0), .map = map, .vectors = &vectors};
    PsMapPoint places[4] = {{0}}; /* the scene has a fourth image */
    int cluster[4] = {0, -1, 0, -1};
    PsMap four = map ? *map : (PsMap){0};
    source.title = "T";
    vectors.input.format = "npy";
    for (int i = 0; map && i < 3; i++) places[i] = map->places[i];
    four.places = four.principal = places;
    four.cluster = cluster;
    if (map) source.map = &four;
    PsBuf out = PS_BUF;
    export_json(&source, &out);
    cJSON *json = cJSON_Parse(out.data);
    ck_assert_ptr_nonnull(json);
    ps_buf_free(&out);
    scene_free(scene);
    return json;
}

START_TEST(keys_of_a_map)
{
    PsMap map = hand_map();
    cJSON *json = exported(&map);
    const cJSON *about = cJSON_GetObjectItem(json, "map");
    ck_assert_str_eq(cJSON_GetObjectItem(about, "vectors")->valuestring, "v.npy");
    ck_assert_str_eq(cJSON_GetObjectItem(about, "method")->valuestring, "t-SNE");
    ck_assert(cJSON_IsNull(cJSON_GetObjectItem(about, "trustworthiness")));
    ck_assert_double_eq(item(json, "images", 0, "x")->valuedouble, 0.12346);
    ck_assert_double_eq(item(json, "images", 0, "cluster")->valuedouble, 0);
    ck_assert(cJSON_IsNull(item(json, "images", 1, "x")));
    ck_assert(cJSON_IsNull(item(json, "images", 1, "cluster")));
    ck_assert_str_eq(item(json, "inputs", 2, "role")->valuestring, "embeddings");
    cJSON_Delete(json);
}
END_TEST

START_TEST(keys_of_groups)
{
    PsMap map = hand_map();
    cJSON *json = exported(&map);
    ck_assert_str_eq(item(json, "clusters", 0, "name")->valuestring, "dark");
    ck_assert_str_eq(item(json, "clusters", 0, "verdict")->valuestring, "worse");
    ck_assert_double_eq(item(json, "clusters", 0, "images")->valuedouble, 2);
    ck_assert_double_eq(item(json, "clusters", 0, "q")->valuedouble, 0.002);
    ck_assert_double_eq(item(json, "clusters", 0, "gain")->valuedouble, 0.0625);
    const cJSON *interval = item(json, "clusters", 0, "f1_interval");
    ck_assert_double_eq(cJSON_GetArrayItem(interval, 1)->valuedouble, 0.375);
    const cJSON *error = item(json, "clusters", 0, "dominant_error");
    ck_assert_str_eq(cJSON_GetObjectItem(error, "kind")->valuestring, "Miss");
    const cJSON *samples = item(json, "clusters", 0, "samples");
    ck_assert_str_eq(cJSON_GetArrayItem(samples, 0)->valuestring, "3.jpg");
    ck_assert_str_eq(item(json, "slices", 0, "column")->valuestring, "light");
    ck_assert_str_eq(item(json, "slices", 0, "verdict")->valuestring, "no evidence");
    ck_assert(cJSON_IsNull(item(json, "slices", 0, "q")));
    ck_assert(cJSON_IsNull(item(json, "slices", 0, "f1")));
    cJSON_Delete(json);
}
END_TEST

START_TEST(no_map)
{
    cJSON *json = exported(NULL);
    ck_assert_ptr_null(cJSON_GetObjectItem(json, "map"));
    const cJSON *clusters = cJSON_GetObjectItem(json, "clusters");
    ck_assert(cJSON_IsArray(clusters) && cJSON_GetArraySize(clusters) == 0);
    ck_assert(cJSON_IsNull(item(json, "images", 0, "x")));
    ck_assert(cJSON_IsNull(item(json, "images", 0, "y")));
    ck_assert(cJSON_IsNull(item(json, "images", 0, "cluster")));
    cJSON_Delete(json);
}
END_TEST

TCase *explore_case(void)
{
    TCase *tests = tcase_create("explorer");
    tcase_add_test(tests, keys_of_a_map);
    tcase_add_test(tests, keys_of_groups);
    tcase_add_test(tests, no_map);
    return tests;
}
