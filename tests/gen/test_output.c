/* Tests of the report folder: what may be replaced, what is listed, and what is left behind. */
#include "base/file.h"
#include "given.h"
#include "manifest.h"
#include "output.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static PsArena *arena;
static char base[64];
static PsError error;

static const char *path(const char *name)
{
    return ps_path_join(arena, base, name);
}

static void put(const char *name, const char *text)
{
    const char *whole = path(name);
    const char *folder = ps_arena_text_n(arena, whole, (size_t)(ps_path_base(whole) - whole));
    ck_assert(ps_folder_make(folder, &error));
    ck_assert(ps_file_write(whole, text, strlen(text), &error));
}

static const char *get(const char *name)
{
    PsBytes bytes;
    ck_assert_msg(ps_file_read(path(name), 1 << 20, &bytes, &error), "%s", name);
    const char *text = ps_arena_text_n(arena, bytes.data, bytes.size);
    ps_bytes_free(&bytes);
    return text;
}

static void set_up(void)
{
    arena = ps_arena_new();
    error = (PsError){0};
    snprintf(base, sizeof base, "/tmp/proofsheet-output-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(base));
}

static void tear_down(void)
{
    ck_assert(ps_folder_remove(base, &error));
    ps_arena_free(arena);
}

static bool place(Output *output, const char *name)
{
    Options options = {.output = path(name)};
    return output_place(&options, arena, output, &error);
}

/* A report of three files, whose page holds `text`. */
static void write_report(const char *name, const char *text)
{
    Output output;
    ck_assert_msg(place(&output, name), "%s", error.found);
    ck_assert_msg(output_start(&output, arena, &error), "%s", error.found);
    const char *part = output.part + strlen(base) + 1;
    put(ps_path_join(arena, part, "index.html"), text);
    put(ps_path_join(arena, part, "csv/t.csv"), "a,b\n");
    put(ps_path_join(arena, part, "thumbs/00/0.jpg"), "12345");
    ck_assert(output_seal(&output, &error) && output_finish(&output, arena, &error));
    ck_assert(output_close(&output, &error));
    ck_assert(!ps_folder_exists(output.part) && !ps_folder_exists(output.old));
}

/* The sum is what sha256sum says of these four bytes. */
START_TEST(mark_lists_what_was_written)
{
    write_report("r", "page");
    ck_assert_str_eq(
        get("r/.proofsheet"),
        "proofsheet report\n"
        "4 5be08c9684a1d25efcee09318204824278b08bbfb4aef973ffefd0b9d7478313 csv/t.csv\n"
        "4 - index.html\n"
        "5 - thumbs/00/0.jpg\n");
    write_report("r", "newer");
    ck_assert_str_eq(get("r/index.html"), "newer");
}
END_TEST

typedef struct Touch {
    const char *file, *text; /* text NULL: it is removed */
    const char *found;       /* NULL: the report is replaced all the same */
} Touch;

static const Touch touches[] = {
    {"r/index.html", "another page", "was changed since proofsheet wrote it"},
    {"r/csv/t.csv", "a,c\n", "was changed since"}, /* of the same size */
    {"r/notes.txt", "mine", "was not written by proofsheet"},
    {"r/csv/deeper/x.csv", "", "was not written by proofsheet"},
    {"r/.hidden", "", "was not written by proofsheet"},
    {"r/csv/.proofsheet", "", "was not written by proofsheet"},
    {"r/.proofsheet", "", "holds a file .proofsheet that proofsheet did not write"},
    {"r/.proofsheet", "proofsheet report\n", NULL}, /* of a version that listed nothing */
    {"r/csv/.DS_Store", "x", NULL},
    {"r/csv/t.csv", NULL, NULL},
};

START_TEST(what_was_touched_stays)
{
    const Touch *touch = &touches[_i];
    Output output;
    write_report("r", "page");
    if (touch->text)
        put(touch->file, touch->text);
    else
        ck_assert_int_eq(unlink(path(touch->file)), 0);
    bool fine = place(&output, "r");
    ck_assert_msg(fine == !touch->found, "%s", error.found);
    if (touch->found) ck_assert_ptr_nonnull(strstr(error.found, touch->found));
    if (touch->found) ck_assert_int_eq(error.code, PS_ERROR_OUTPUT);
}
END_TEST

/* While the run was at work somebody wrote into the older report: that stays, and so does it. */
START_TEST(place_is_checked_again_at_the_end)
{
    Output output;
    write_report("r", "page");
    ck_assert(place(&output, "r") && output_start(&output, arena, &error));
    ck_assert(output_seal(&output, &error));
    put("r/notes.txt", "mine");
    ck_assert(!output_finish(&output, arena, &error));
    output_abandon(&output);
    ck_assert(output_close(&output, &error));
    ck_assert_str_eq(get("r/notes.txt"), "mine");
    ck_assert_str_eq(get("r/index.html"), "page");
    ck_assert(!ps_folder_exists(output.part));
}
END_TEST

/* Two runs, one place: the second neither starts nor takes away what the first has built. */
START_TEST(abandon_removes_its_own_alone)
{
    Output first, second;
    ck_assert(place(&first, "r") && output_start(&first, arena, &error));
    ck_assert(place(&second, "r"));
    output_abandon(&second);
    ck_assert(ps_folder_exists(first.part));
    output_abandon(&first);
    ck_assert(!ps_folder_exists(first.part));
    output_close(&first, &error);
}
END_TEST

/* An input is found whatever name it was given by: a link, a link to a folder above, a detour. */
START_TEST(inputs_below_are_found)
{
    put("r/sub/x.json", "");
    put("rest/x.json", "");
    ck_assert_int_eq(symlink("r/sub/x.json", path("file-link")), 0);
    ck_assert_int_eq(symlink("r", path("folder-link")), 0);
    static const char *const inside[] = {
        "r/sub/x.json", "r", "r/", "r/sub", "file-link", "folder-link/sub/x.json", "rest/../r/sub"};
    static const char *const outside[] = {"rest/x.json", "rest", ".", "r/../rest", "r/missing"};
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        Options options = {.slices = path(inside[i])};
        ck_assert_msg(!given_outside(&options, path("r"), "r", &error), "%s", inside[i]);
        ck_assert_int_eq(error.code, PS_ERROR_USAGE);
    }
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        Options options = {.images = path(outside[i]), .predictions = "-"};
        ck_assert_msg(given_outside(&options, path("r"), "r", &error), "%s", outside[i]);
    }
}
END_TEST

START_TEST(standard_input_is_one)
{
    Options options = {.ground_truth = "a", .predictions = "-"};
    ck_assert(given_check(&options, &error));
    options.baseline = "-";
    ck_assert(!given_check(&options, &error) && error.code == PS_ERROR_USAGE);
}
END_TEST

Suite *output_suite(void)
{
    Suite *suite = suite_create("output");
    TCase *all = tcase_create("output");
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, mark_lists_what_was_written);
    tcase_add_loop_test(all, what_was_touched_stays, 0, sizeof touches / sizeof *touches);
    tcase_add_test(all, place_is_checked_again_at_the_end);
    tcase_add_test(all, abandon_removes_its_own_alone);
    tcase_add_test(all, inputs_below_are_found);
    tcase_add_test(all, standard_input_is_one);
    suite_add_tcase(suite, all);
    return suite;
}
