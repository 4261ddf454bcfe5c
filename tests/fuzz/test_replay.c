/* The inputs of the fuzzers, replayed: the seeds, and what was found (found-*), each whole and cut
   off at sixteen places. A seed that is called plain must be read, so that it keeps its worth. */
#include "suites.h"

#include "fuzz/fuzz.h"

#include "base/file.h"

#include <check.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char seeds[] = "tests/fuzz/seeds";
enum { MOST_BYTES = 1 << 20, CUTS = 16 };

/* A copy of exactly that size, so that a step beyond the end is seen. */
static bool take(const FuzzTarget *target, const char *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    ck_assert_ptr_nonnull(copy);
    if (size) memcpy(copy, data, size);
    bool taken = target->take(target, copy, size);
    free(copy);
    return taken;
}

static void replay(const FuzzTarget *target, const char *path)
{
    PsBytes bytes;
    PsError error;
    ck_assert_msg(ps_file_read(path, MOST_BYTES, &bytes, &error), "%s: %s", path, error.found);
    fuzz_start(target);
    bool taken = take(target, bytes.data, bytes.size);
    bool plain = strncmp(ps_path_base(path), "plain", 5) == 0;
    ck_assert_msg(taken || !plain, "%s is not read", path);
    for (size_t i = 0; i < CUTS; i++) take(target, bytes.data, bytes.size * i / CUTS);
    ps_bytes_free(&bytes);
}

START_TEST(inputs_end_well)
{
    char **names;
    int count;
    PsError error;
    PsArena *arena = ps_arena_new();
    const FuzzTarget *target = &fuzz_targets()[_i];
    const char *folder = ps_path_join(arena, seeds, target->name);
    ck_assert_msg(ps_folder_list(folder, arena, &names, &count, &error), "%s: %s", folder,
                  error.found);
    ck_assert_int_gt(count, 0);
    for (int i = 0; i < count; i++) replay(target, ps_path_join(arena, folder, names[i]));
    fuzz_end();
    ps_arena_free(arena);
}
END_TEST

/* `make fuzz` finds its targets by their seeds. */
START_TEST(every_folder_has_a_target)
{
    char **names, path[256];
    int count, targets = 0;
    PsError error;
    PsArena *arena = ps_arena_new();
    ck_assert(ps_folder_list(seeds, arena, &names, &count, &error));
    for (const FuzzTarget *target = fuzz_targets(); target->name; target++) {
        snprintf(path, sizeof path, "tests/fuzz/%s.dict", target->name);
        ck_assert_msg(ps_file_exists(path), "%s is not there", path);
        targets++;
    }
    ck_assert_int_eq(count, targets);
    ps_arena_free(arena);
}
END_TEST

Suite *replay_suite(void)
{
    Suite *suite = suite_create("replay");
    TCase *all = tcase_create("all");
    tcase_add_test(all, every_folder_has_a_target);
    suite_add_tcase(suite, all);
    for (int i = 0; fuzz_targets()[i].name; i++) {
        TCase *cases = tcase_create(fuzz_targets()[i].name);
        tcase_set_timeout(cases, 60);
        tcase_add_loop_test(cases, inputs_end_well, i, i + 1);
        suite_add_tcase(suite, cases);
    }
    return suite;
}
