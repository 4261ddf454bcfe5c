/* Tests of which images keep their pictures: ten images, worked by hand. */
#include "base/file.h"
#include "carry.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IMAGES = 10, K = 2 };

static PsArena *arena;
static char folder[64];
static Report report;
static Pictures pictures;

static void put(const char *name, size_t size)
{
    PsError error;
    const char *bytes = PS_ARRAY(arena, char, size);
    ck_assert(ps_file_write(ps_path_join(arena, folder, name), bytes, size, &error));
}

/* All images are ranked 9, 8, ... 0. One cell holds 1, 2 and 4 at the optimum, and 7 later; a kind
   of error holds 3, then 5; the review has image 6 in one list, 0 and 1 in another. Image 2 has no
   picture. Image i's files have 10 (i + 1) bytes. */
static void set_up(void)
{
    static const CellEntry cell[] = {{1, 0, 5}, {2, 0, 5}, {4, 2, 2}, {7, 3, 5}};
    static const CellEntry kind[] = {{3, 0, 5}, {5, 0, 5}};
    static MatrixCell cells[] = {{.entries = cell, .entry_count = 4}};
    static KindList lists[] = {{.cell = UNDEFINED, .kind = 1, .entries = kind, .entry_count = 2},
                               {.cell = 0, .kind = 1, .entries = kind, .entry_count = 2}};
    static LabelRow labels[] = {
        {.list = 0, .image = 6}, {.list = 1, .image = 0}, {.list = 1, .image = 1}};
    arena = ps_arena_new();
    snprintf(folder, sizeof folder, "/tmp/proofsheet-carry-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    report = (Report){.arena = arena,
                      .optimum = K,
                      .image_count = IMAGES,
                      .picture_count = 9,
                      .cells = cells,
                      .cell_count = 1,
                      .kind_lists = lists,
                      .kind_list_count = 2,
                      .labels = labels,
                      .label_count = 3};
    report.worst = PS_ARRAY(arena, int, IMAGES);
    pictures = (Pictures){.items = PS_ARRAY(arena, Picture, IMAGES)};
    for (int i = 0; i < IMAGES; i++) {
        report.worst[i] = IMAGES - 1 - i;
        if (i == 2) continue;
        pictures.items[i].thumb = ps_arena_printf(arena, "t%d", i);
        pictures.items[i].preview = ps_arena_printf(arena, "p%d", i);
        put(pictures.items[i].thumb, (size_t)(5 * (i + 1)));
        put(pictures.items[i].preview, (size_t)(5 * (i + 1)));
    }
}

static void tear_down(void)
{
    PsError error;
    ck_assert(ps_folder_remove(folder, &error));
    ps_arena_free(arena);
}

/* The images that have a picture, and files: "0149". */
static const char *left(void)
{
    static char text[IMAGES + 1];
    int n = 0;
    for (int i = 0; i < IMAGES; i++) {
        const char *name = ps_arena_printf(arena, "%s/p%d", folder, i);
        ck_assert_int_eq(ps_file_exists(name), pictures.items[i].thumb != NULL);
        if (pictures.items[i].thumb) text[n++] = (char)('0' + i);
    }
    text[n] = '\0';
    return text;
}

static void carry(int limit, long long bytes)
{
    CarryOptions options = {.limit = limit, .folder = folder, .bytes = bytes};
    carry_pictures(&report, &pictures, &options);
}

START_TEST(without_a_limit_all_stay)
{
    carry(0, 0);
    ck_assert_str_eq(left(), "013456789");
    ck_assert_ptr_null(report.pictures_note);
}
END_TEST

/* 9 of all; 4 of the cell, which is sorted by rank; 3 of the kind; 6 and 0 of the review. */
START_TEST(one_of_each_gallery)
{
    carry(1, 0);
    ck_assert_str_eq(left(), "03469");
    ck_assert_str_eq(pictures.items[8].problem, "picture left out");
    ck_assert_ptr_nonnull(
        strstr(report.pictures_note, "Of 9 pictures this report holds 5, at most 1 "));
}
END_TEST

/* 9 and 8; 4 and 2, which has no picture; 3 and 5; 6; 0 and 1. */
START_TEST(two_of_each_gallery)
{
    carry(2, 0);
    ck_assert_str_eq(left(), "01345689");
    ck_assert_ptr_null(pictures.items[2].problem);
}
END_TEST

/* Files of the nine images have 10 + 20 + 40 + ... + 100 = 520 bytes: all fit, or one of each. */
START_TEST(the_highest_limit_that_fits_is_taken)
{
    carry(0, 520);
    ck_assert_str_eq(left(), "013456789");
    carry(0, 519); /* four of each gallery are nine images too; two are 520 less 80 */
    ck_assert_str_eq(left(), "01345689");
}
END_TEST

START_TEST(where_nothing_fits_one_of_each_stays)
{
    carry(0, 1);
    ck_assert_str_eq(left(), "03469");
}
END_TEST

Suite *carry_suite(void)
{
    Suite *suite = suite_create("carry");
    TCase *all = tcase_create("all");
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, without_a_limit_all_stay);
    tcase_add_test(all, one_of_each_gallery);
    tcase_add_test(all, two_of_each_gallery);
    tcase_add_test(all, the_highest_limit_that_fits_is_taken);
    tcase_add_test(all, where_nothing_fits_one_of_each_stays);
    suite_add_tcase(suite, all);
    return suite;
}
