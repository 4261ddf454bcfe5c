/* Golden cases. Each folder of tests/golden holds a pair of inputs and what report.json must say
   about it: expected.json repeats the structure of report.json as far as it is checked. An object
   may stand for an array, its keys being indices. "why" explains the figures and is skipped. */
#include "gen/pair.h"

#include "base/arena.h"
#include "base/file.h"

#include <check.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *golden_suite(void);

static const char golden_folder[] = "tests/golden";
static const double tolerance = 1e-9;

enum { PATH_SIZE = 256, MOST_CASES = 200 };

static char case_names[MOST_CASES][64];
static int case_count;

/* ---- comparing ---- */

static int values_checked;

static const cJSON *member(const cJSON *actual, const char *key)
{
    if (!cJSON_IsArray(actual)) return cJSON_GetObjectItemCaseSensitive(actual, key);
    return cJSON_GetArrayItem(actual, atoi(key));
}

static void compare_value(const cJSON *expected, const cJSON *actual, const char *path)
{
    char *found = cJSON_PrintUnformatted(actual), *wanted = cJSON_PrintUnformatted(expected);
    bool same = cJSON_IsNumber(expected)
                    ? cJSON_IsNumber(actual) &&
                          fabs(expected->valuedouble - actual->valuedouble) <= tolerance
                    : strcmp(found, wanted) == 0;
    ck_assert_msg(same, "%s is %.100s, wanted %.100s", path, found, wanted);
    free(found);
    free(wanted);
    values_checked++;
}

static void compare(const cJSON *expected, const cJSON *actual, const char *path)
{
    if (!cJSON_IsObject(expected) && !cJSON_IsArray(expected)) {
        compare_value(expected, actual, path);
        return;
    }
    if (cJSON_IsArray(expected)) {
        ck_assert_msg(cJSON_IsArray(actual), "%s is no array", path);
        ck_assert_msg(cJSON_GetArraySize(actual) == cJSON_GetArraySize(expected), "%s has %d items",
                      path, cJSON_GetArraySize(actual));
    }
    int index = 0;
    for (const cJSON *item = expected->child; item; item = item->next, index++) {
        char below[PATH_SIZE], key[16];
        if (item->string && strcmp(item->string, "why") == 0) continue;
        snprintf(key, sizeof key, "%d", index);
        const char *name = item->string ? item->string : key;
        snprintf(below, sizeof below, "%s/%s", path, name);
        const cJSON *found = member(actual, name);
        ck_assert_msg(found != NULL, "%s is missing", below);
        compare(item, found, below);
    }
}

static cJSON *report_of(const Pair *pair)
{
    PsBuf out = PS_BUF;
    pair_report(pair, &out);
    cJSON *json = cJSON_Parse(out.data);
    ck_assert_msg(json != NULL, "report.json is not JSON");
    ps_buf_free(&out);
    return json;
}

START_TEST(golden)
{
    const char *name = case_names[_i];
    PsArena *arena = ps_arena_new();
    const char *folder = ps_path_join(arena, golden_folder, name);
    cJSON *expected = read_json(ps_path_join(arena, folder, "expected.json"));
    Pair pair = pair_read(ps_path_join(arena, folder, "truth.json"),
                          ps_path_join(arena, folder, "predictions.json"), NULL);
    cJSON *actual = report_of(&pair);
    values_checked = 0;
    compare(expected, actual, name);
    ck_assert_int_gt(values_checked, 10);
    ck_assert_msg(cJSON_HasObjectItem(expected, "why"), "%s does not explain its figures", name);
    cJSON_Delete(actual);
    cJSON_Delete(expected);
    pair_free(&pair);
    ps_arena_free(arena);
}
END_TEST

START_TEST(golden_cases_are_there)
{
    ck_assert_int_ge(case_count, 8);
}
END_TEST

static void list_cases(void)
{
    PsArena *arena = ps_arena_new();
    PsError error = {0};
    char **names;
    if (!ps_folder_list(golden_folder, arena, &names, &case_count, &error)) case_count = 0;
    if (case_count > MOST_CASES) case_count = MOST_CASES;
    for (int i = 0; i < case_count; i++) {
        snprintf(case_names[i], sizeof case_names[i], "%s", names[i]);
    }
    ps_arena_free(arena);
}

Suite *golden_suite(void)
{
    Suite *suite = suite_create("golden");
    TCase *cases = tcase_create("cases");
    list_cases();
    tcase_add_test(cases, golden_cases_are_there);
    tcase_add_loop_test(cases, golden, 0, case_count);
    suite_add_tcase(suite, cases);
    return suite;
}
