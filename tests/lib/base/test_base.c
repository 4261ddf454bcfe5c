/* The shared floor: each helper against values worked out by hand or taken from its standard. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/index.h"
#include "base/number.h"
#include "base/parallel.h"
#include "base/table.h"
#include "base/text.h"

#include <check.h>

#include <math.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *base_suite(void);

/* ------------------------------------------------------------------ arena and buffer */

START_TEST(arena_gives_zeroed_aligned_memory)
{
    PsArena *arena = ps_arena_new();
    for (size_t n = 1; n < 300; n++) {
        unsigned char *bytes = PS_ARRAY(arena, unsigned char, n * 40);
        ck_assert_uint_eq((uintptr_t)bytes % alignof(max_align_t), 0);
        size_t dirty = 0;
        for (size_t i = 0; i < n * 40; i++) dirty += bytes[i] != 0;
        ck_assert_uint_eq(dirty, 0);
        memset(bytes, 0xAA, n * 40);
    }
    ck_assert_ptr_nonnull(PS_ARRAY(arena, int, 0));
    ps_arena_reset(arena);
    ck_assert_int_eq(*PS_NEW(arena, int), 0);
    ps_arena_free(arena);
    ps_arena_free(NULL);
}
END_TEST

START_TEST(arena_copies_texts)
{
    PsArena *arena = ps_arena_new();
    char source[] = "belt";
    char *copy = ps_arena_text(arena, source);
    source[0] = 'x';
    ck_assert_str_eq(copy, "belt");
    ck_assert_str_eq(ps_arena_text_n(arena, "abcdef", 3), "abc");
    ck_assert_str_eq(ps_arena_printf(arena, "%d of %s", 3, "four"), "3 of four");
    ck_assert_mem_eq(ps_arena_copy(arena, "\0\1", 2), "\0\1", 2);
    ps_arena_free(arena);
}
END_TEST

START_TEST(buf_grows_and_stays_terminated)
{
    PsBuf buf = PS_BUF;
    ck_assert_str_eq(buf.data, "");
    for (int i = 0; i < 1000; i++) ps_buf_printf(&buf, "%d,", i % 10);
    ck_assert_uint_eq(buf.length, 2000);
    ck_assert_uint_eq(strlen(buf.data), 2000);
    ps_buf_clear(&buf);
    ps_buf_text(&buf, "ab");
    ps_buf_char(&buf, 'c');
    ck_assert_str_eq(buf.data, "abc");
    ps_buf_free(&buf);
    ck_assert_str_eq(buf.data, "");
    ps_buf_free(&buf);
}
END_TEST

START_TEST(buf_is_an_array)
{
    PsBuf buf = PS_BUF;
    for (double x = 0; x < 100; x++) PS_BUF_PUSH(&buf, x);
    ck_assert_uint_eq(PS_BUF_COUNT(&buf, double), 100);
    ck_assert_double_eq(PS_BUF_ITEMS(&buf, double)[99], 99);
    ps_buf_free(&buf);
}
END_TEST

/* ------------------------------------------------------------------ index */

START_TEST(index_keeps_the_first_value)
{
    PsArena *arena = ps_arena_new();
    PsIndex *index = ps_index_new(arena);
    ck_assert_int_eq(ps_index_text(index, "a"), -1);
    ck_assert_int_eq(ps_index_add_text(index, "a", 7), 7);
    ck_assert_int_eq(ps_index_add_text(index, "a", 8), 7);
    ck_assert_int_eq(ps_index_text(index, "a"), 7);
    ck_assert_int_eq(ps_index_text(index, ""), -1);
    ps_arena_free(arena);
}
END_TEST

START_TEST(index_holds_many_keys_of_both_kinds)
{
    enum { MANY = 20000 };
    int wrong = 0;
    PsArena *arena = ps_arena_new();
    PsIndex *index = ps_index_new(arena);
    for (int i = 0; i < MANY; i++) {
        ps_index_add_number(index, (int64_t)i << 40, i);
        ps_index_add_text(index, ps_arena_printf(arena, "name %d", i), MANY + i);
    }
    ps_index_add_number(index, INT64_MIN, 1);
    ps_index_add_number(index, INT64_MAX, 2);
    for (int i = 0; i < MANY; i++) {
        wrong += ps_index_number(index, (int64_t)i << 40) != i;
        wrong += ps_index_text(index, ps_arena_printf(arena, "name %d", i)) != MANY + i;
    }
    ck_assert_int_eq(wrong, 0);
    ck_assert_int_eq(ps_index_number(index, INT64_MIN), 1);
    ck_assert_int_eq(ps_index_number(index, INT64_MAX), 2);
    ck_assert_int_eq(ps_index_number(index, 12345), -1);
    ps_arena_free(arena);
}
END_TEST

/* ------------------------------------------------------------------ numbers */

static const struct {
    double value;
    const char *text;
} number_texts[] = {
    {0.1, "0.1"},
    {-0.0, "0"},
    {1, "1"},
    {-2.5, "-2.5"},
    {1e30, "1e+30"},
    {1.0 / 3, "0.3333333333333333"},
    {NAN, "null"},
    {INFINITY, "null"},
    {-1e-7, "-1e-07"},
    {0.1 + 0.2, "0.30000000000000004"},
    {123456789012.0, "123456789012"},
};

START_TEST(number_text_is_short_and_exact)
{
    char text[32];
    int length = ps_number_text(number_texts[_i].value, text);
    double back;
    ck_assert_int_eq(length, (int)strlen(text));
    if (isfinite(number_texts[_i].value)) {
        ck_assert(ps_number_parse(text, &back));
        ck_assert_double_eq(back, number_texts[_i].value);
    }
    ck_assert_str_eq(text, number_texts[_i].text);
}
END_TEST

START_TEST(number_parse_takes_decimal_numbers_only)
{
    static const char *const refused[] = {"",    " ",     "nan", "inf", "-Infinity", "0x10",
                                          "1,5", "1e999", "1 2", "--1", "e5",        "."};
    double value;
    ck_assert(ps_number_parse(" -1.5e3 ", &value) && value == -1500);
    ck_assert(ps_number_parse(".5", &value) && value == 0.5);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        ck_assert_msg(!ps_number_parse(refused[i], &value), "took \"%s\"", refused[i]);
    }
}
END_TEST

START_TEST(integer_parse_knows_its_bounds)
{
    int64_t value;
    ck_assert(ps_integer_parse("9007199254740993", &value));
    ck_assert(value == INT64_C(9007199254740993));
    ck_assert(ps_integer_parse("-9223372036854775808", &value) && value == INT64_MIN);
    ck_assert(!ps_integer_parse("9223372036854775808", &value));
    ck_assert(!ps_integer_parse("1.0", &value));
    ck_assert(!ps_integer_parse("", &value));
}
END_TEST

/* numpy adds in this order, so the expected sums are written out in it. */
START_TEST(pairwise_sum_follows_numpy)
{
    double v[200];
    for (int i = 0; i < 200; i++) v[i] = 1.0 / (i + 1);
    ck_assert_double_eq(ps_pairwise_sum(v, 0), 0);
    ck_assert_double_eq(ps_pairwise_sum(v, 3), (v[0] + v[1]) + v[2]);
    double nine = ((v[0] + v[1]) + (v[2] + v[3])) + ((v[4] + v[5]) + (v[6] + v[7])) + v[8];
    ck_assert_double_eq(ps_pairwise_sum(v, 9), nine);
    double sixteen = (((v[0] + v[8]) + (v[1] + v[9])) + ((v[2] + v[10]) + (v[3] + v[11]))) +
                     (((v[4] + v[12]) + (v[5] + v[13])) + ((v[6] + v[14]) + (v[7] + v[15])));
    ck_assert_double_eq(ps_pairwise_sum(v, 16), sixteen);
    /* 200 is halved to 100, and that down to a multiple of eight: 96 + 104 */
    double split = ps_pairwise_sum(v, 96) + ps_pairwise_sum(v + 96, 104);
    ck_assert_double_eq(ps_pairwise_sum(v, 200), split);
}
END_TEST

/* ------------------------------------------------------------------ text */

static const struct {
    const char *text;
    size_t good; /* offset of the first bad byte, or the length */
} utf8_texts[] = {
    {"", 0},
    {"plain ascii of more than eight bytes", 36},
    {"caf\xC3\xA9", 5},
    {"0123456789\xE9 latin", 10},
    {"ab\xC0\xAF", 2},           /* overlong */
    {"\xE0\x80\x80", 0},         /* overlong */
    {"x\xED\xA0\x80", 1},        /* surrogate */
    {"\xF0\x9F\xA6\x8A!", 5},    /* a fox */
    {"\xF4\x90\x80\x80", 0},     /* beyond U+10FFFF */
    {"12345678901\xE2\x82", 11}, /* cut */
    {"\x80", 0},
};

START_TEST(utf8_check_finds_the_first_bad_byte)
{
    const char *text = utf8_texts[_i].text;
    ck_assert_uint_eq(ps_utf8_check(text, strlen(text)), utf8_texts[_i].good);
    PsBuf mended = PS_BUF;
    ps_utf8_mend(&mended, text);
    ck_assert_uint_eq(ps_utf8_check(mended.data, mended.length), mended.length);
    ck_assert(memcmp(mended.data, text, utf8_texts[_i].good) == 0);
    if (utf8_texts[_i].good == strlen(text)) ck_assert_str_eq(mended.data, text);
    ps_buf_free(&mended);
}
END_TEST

START_TEST(utf8_goes_there_and_back)
{
    static const uint32_t characters[] = {'a', 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF};
    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++) {
        char text[5] = "";
        int length = ps_utf8_put(characters[i], text);
        const char *at = text;
        ck_assert_uint_eq(ps_utf8_next(&at), characters[i]);
        ck_assert_int_eq((int)(at - text), length);
    }
    const char *bad = "\xFFz";
    ck_assert_uint_eq(ps_utf8_next(&bad), 0xFFFD);
    ck_assert_str_eq(bad, "z");
}
END_TEST

START_TEST(text_is_mended_and_shortened)
{
    PsArena *arena = ps_arena_new();
    const char *clean = "na\xC3\xAFve";
    ck_assert_ptr_eq(ps_text_shown(arena, clean), clean);
    ck_assert_str_eq(ps_text_shown(arena, "a\nb\xE2\x80\xAE"), "a\xEF\xBF\xBD"
                                                               "b\xEF\xBF\xBD");
    ck_assert_int_eq(ps_text_length("\xF0\x9F\xA6\x8A!"), 2);
    ck_assert_str_eq(ps_text_shortened(arena, "abcdefghij", 10), "abcdefghij");
    ck_assert_str_eq(ps_text_shortened(arena, "abcdefghij", 5), "ab\xE2\x80\xA6ij");
    ps_arena_free(arena);
}
END_TEST

/* ------------------------------------------------------------------ errors */

START_TEST(error_is_one_line)
{
    PsError error = {0};
    char text[400];
    ck_assert(!ps_fail(&error, PS_ERROR_INPUT, "a\nb.json", "line 3", "wanted 4", "found %d", 5));
    ps_error_text(&error, text, sizeof text);
    ck_assert_str_eq(text, "a?b.json:line 3: found 5; wanted 4");
    ps_fail(&error, PS_ERROR_INPUT, NULL, NULL, NULL, "%s", "short");
    ps_error_text(&error, text, sizeof text);
    ck_assert_str_eq(text, "short");
    /* U+009B begins a command of a terminal, U+202E turns the line around; 0xFF is no UTF-8 */
    ps_fail(&error, PS_ERROR_INPUT,
            "\xFF\xC2\x9B"
            "31m.json",
            NULL, NULL, "\xE2\x80\xAE\xC3\xA9");
    ps_error_text(&error, text, sizeof text);
    ck_assert_str_eq(text, "??31m.json: ?\xC3\xA9");
}
END_TEST

START_TEST(error_is_cut_between_characters)
{
    PsError error = {0};
    char place[400] = "";
    for (int i = 0; i < 100; i++) strcat(place, "\xE2\x82\xAC");
    ps_fail(&error, PS_ERROR_INPUT, NULL, place, NULL, "x");
    size_t length = strlen(error.place);
    ck_assert_uint_lt(length, sizeof error.place);
    ck_assert_uint_eq(ps_utf8_check(error.place, length), length);
}
END_TEST

/* ------------------------------------------------------------------ files */

static const struct {
    const char *name;
    bool inside;
} paths[] = {
    {"a.jpg", true},       {"sub dir/a.jpg", true}, {"-a..jpg", true},    {"a..b/c", true},
    {"", false},           {"/etc/passwd", false},  {"../a.jpg", false},  {"a/../../b", false},
    {"a/..", false},       {"C:/a.jpg", false},     {"C:\\a.jpg", false}, {"\\\\host\\a", false},
    {"http://h/a", false}, {"a\nb.jpg", false},
};

START_TEST(path_is_inside_the_folder)
{
    ck_assert_int_eq(ps_path_is_inside(paths[_i].name), paths[_i].inside);
}
END_TEST

START_TEST(path_parts)
{
    PsArena *arena = ps_arena_new();
    ck_assert_str_eq(ps_path_base("a/b.c"), "b.c");
    ck_assert_str_eq(ps_path_stem(arena, "a.d/b.c.jpg"), "b.c");
    ck_assert_str_eq(ps_path_stem(arena, "a.d/.hidden"), ".hidden");
    ck_assert_str_eq(ps_path_join(arena, "a/", "b"), "a/b");
    ck_assert_str_eq(ps_path_join(arena, "a", "b"), "a/b");
    ps_arena_free(arena);
}
END_TEST

START_TEST(files_go_there_and_back)
{
    char folder[] = "/tmp/proofsheet-base-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    PsArena *arena = ps_arena_new();
    PsError error = {0};
    PsBytes bytes;
    char **names;
    int count;
    const char *deep = ps_path_join(arena, folder, "x/y"), *file = ps_path_join(arena, deep, "b");
    ck_assert(ps_folder_make(deep, &error) && ps_folder_exists(deep));
    ck_assert(ps_file_write(file, "one\0two", 7, &error));
    ck_assert(ps_file_write(ps_path_join(arena, deep, "a"), "", 0, &error));
    ck_assert(ps_file_read(file, 7, &bytes, &error));
    ck_assert_uint_eq(bytes.size, 7);
    ck_assert_mem_eq(bytes.data, "one\0two", 8);
    ps_bytes_free(&bytes);
    ck_assert(!ps_file_read(file, 6, &bytes, &error) && error.code == PS_ERROR_INPUT);
    ck_assert(!ps_file_read(deep, 6, &bytes, &error));
    ck_assert(ps_folder_list(deep, arena, &names, &count, &error));
    ck_assert_int_eq(count, 2);
    ck_assert_str_eq(names[0], "a");
    ck_assert(ps_folder_remove(folder, &error) && !ps_folder_exists(folder));
    ps_arena_free(arena);
}
END_TEST

/* A folder below a file cannot be, and the system says so; that there is none is not the reason. */
START_TEST(folder_make_says_why_not)
{
    char folder[] = "/tmp/proofsheet-base-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    PsArena *arena = ps_arena_new();
    PsError error = {0};
    const char *file = ps_path_join(arena, folder, "f");
    ck_assert(ps_file_write(file, "", 0, &error));
    ck_assert(!ps_folder_make(ps_path_join(arena, file, "x/y"), &error));
    ck_assert_str_eq(error.found, "folder cannot be made: Not a directory");
    ck_assert(!ps_folder_make(file, &error));
    ck_assert_str_eq(error.found, "folder cannot be made: File exists");
    ck_assert(ps_folder_remove(folder, &error));
    ps_arena_free(arena);
}
END_TEST

/* Links are removed, and what they lead to stays. */
START_TEST(folder_remove_takes_all_and_nothing_else)
{
    char folder[] = "/tmp/proofsheet-base-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    PsArena *arena = ps_arena_new();
    PsError error = {0};
    const char *kept = ps_path_join(arena, folder, "kept"),
               *gone = ps_path_join(arena, folder, "gone");
    ck_assert(ps_folder_make(kept, &error));
    ck_assert(ps_file_write(ps_path_join(arena, kept, "f"), "", 0, &error));
    for (int i = 0; i < 300; i++) {
        const char *deep = ps_arena_printf(arena, "%s/%d/deep", gone, i);
        ck_assert(ps_folder_make(deep, &error));
        ck_assert(ps_file_write(ps_path_join(arena, deep, ".hidden"), "", 0, &error));
    }
    ck_assert_int_eq(symlink("../kept", ps_path_join(arena, gone, "link")), 0);
    ck_assert(ps_folder_remove(gone, &error) && !ps_folder_exists(gone));
    ck_assert(ps_folder_remove(gone, &error)); /* what is not there need not be removed */
    ck_assert(ps_file_exists(ps_path_join(arena, kept, "f")));
    ck_assert(!ps_folder_remove(ps_path_join(arena, kept, "f"), &error));
    ck_assert(error.code == PS_ERROR_OUTPUT);
    ck_assert(ps_folder_remove(folder, &error));
    ps_arena_free(arena);
}
END_TEST

START_TEST(names_and_places)
{
    ck_assert(ps_name_ends("a/b.JPG", ps_picture_endings) &&
              ps_name_ends("x.webp", ps_picture_endings));
    ck_assert(!ps_name_ends("a.jpg/b", ps_picture_endings) &&
              !ps_name_ends("jpg", ps_picture_endings));
    ck_assert(ps_path_lies_in("/a", "/a") && ps_path_lies_in("/a", "/a/b") &&
              ps_path_lies_in("/", "/b"));
    ck_assert(!ps_path_lies_in("/a", "/ab") && !ps_path_lies_in("/a/b", "/a"));
}
END_TEST

/* The examples of FIPS 180-4. */
START_TEST(sha256_examples)
{
    char hex[65];
    ps_sha256("abc", 3, hex);
    ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ps_sha256("", 0, hex);
    ck_assert_str_eq(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
END_TEST

enum { TURNS = 1000 };

static void square(void *context, int index, int worker)
{
    int *slots = context;
    slots[index] += worker >= 0 ? index * index : -1;
}

START_TEST(parallel_for_takes_each_turn_once)
{
    static const int threads[] = {0, 1, 2, 7, 1000};
    int slots[TURNS] = {0};
    ps_parallel_for(threads[_i], TURNS, square, slots);
    int wrong = 0;
    for (int i = 0; i < TURNS; i++) wrong += slots[i] != i * i;
    ck_assert_int_eq(wrong, 0);
    ps_parallel_for(threads[_i], 0, square, slots);
    ck_assert_int_ge(ps_parallel_default(), 1);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

/* ------------------------------------------------------------------ tables */

START_TEST(table_records)
{
    static const char text[] = "a, \"b \"\"x\"\"\n2\" ,c\n\r\nd\n";
    PsTable table;
    PsError error;
    ck_assert(ps_table_open(&table, "t.csv", text, sizeof text - 1, &error));
    ck_assert(ps_table_next(&table, &error));
    ck_assert_int_eq(table.count, 3);
    ck_assert_str_eq(ps_table_field(&table, 1), "b \"x\"\n2");
    ck_assert_str_eq(ps_table_field(&table, 2), "c");
    ck_assert_str_eq(ps_table_field(&table, 3), "");
    ck_assert(ps_table_next(&table, &error));
    ck_assert_int_eq(table.line, 4);
    ck_assert_str_eq(ps_table_field(&table, 0), "d");
    ck_assert(!ps_table_next(&table, &error));
    ck_assert_int_eq(error.code, PS_OK);
    ps_table_close(&table);
}
END_TEST

START_TEST(table_most_fields)
{
    PsTable table;
    PsError error;
    ck_assert(ps_table_open(&table, "t.csv", "a,b\na,b,c\n", 10, &error));
    table.most_fields = 2;
    ck_assert(ps_table_next(&table, &error));
    ck_assert(!ps_table_next(&table, &error));
    ck_assert_str_eq(error.place, "line 2");
    ck_assert_str_eq(error.wanted, "wanted at most 2 fields");
    ps_table_close(&table);
}
END_TEST

Suite *base_suite(void)
{
    Suite *suite = suite_create("base");
    TCase *all = tcase_create("base");
    tcase_add_test(all, arena_gives_zeroed_aligned_memory);
    tcase_add_test(all, arena_copies_texts);
    tcase_add_test(all, buf_grows_and_stays_terminated);
    tcase_add_test(all, buf_is_an_array);
    tcase_add_test(all, index_keeps_the_first_value);
    tcase_add_test(all, index_holds_many_keys_of_both_kinds);
    tcase_add_loop_test(all, number_text_is_short_and_exact, 0, COUNT(number_texts));
    tcase_add_test(all, number_parse_takes_decimal_numbers_only);
    tcase_add_test(all, integer_parse_knows_its_bounds);
    tcase_add_test(all, pairwise_sum_follows_numpy);
    tcase_add_loop_test(all, utf8_check_finds_the_first_bad_byte, 0, COUNT(utf8_texts));
    tcase_add_test(all, utf8_goes_there_and_back);
    tcase_add_test(all, text_is_mended_and_shortened);
    tcase_add_test(all, error_is_one_line);
    tcase_add_test(all, error_is_cut_between_characters);
    tcase_add_loop_test(all, path_is_inside_the_folder, 0, COUNT(paths));
    tcase_add_test(all, path_parts);
    tcase_add_test(all, table_records);
    tcase_add_test(all, table_most_fields);
    tcase_add_test(all, files_go_there_and_back);
    tcase_add_test(all, folder_make_says_why_not);
    tcase_add_test(all, folder_remove_takes_all_and_nothing_else);
    tcase_add_test(all, names_and_places);
    tcase_add_test(all, sha256_examples);
    tcase_add_loop_test(all, parallel_for_takes_each_turn_once, 0, 5);
    suite_add_tcase(suite, all);
    return suite;
}
