/* Sources: what is listed, what may be opened, what is hashed, how a format is chosen. */
#include "lib/read/folders.h"

#include "read/source.h"

#include <check.h>

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *source_suite(void);

static PsSource open_source(const Folder *folder, const char *name)
{
    PsSource source;
    PsError error = {0};
    ck_assert_msg(ps_source_open(&source, folder_at(folder, name), "ground-truth", NULL, &error),
                  "%s", error.found);
    return source;
}

START_TEST(listing_is_sorted_and_leaves_out_what_is_hidden)
{
    static const char *const wanted[] = {"a-b/c.txt", "a.txt", "a/b.txt", "a/b/c.txt", "z.xml"};
    Folder folder = folder_new();
    folder_put(&folder, ".hidden", "");
    folder_put(&folder, ".git/config.txt", "");
    for (int i = 4; i >= 0; i--) folder_put(&folder, wanted[i], "");
    PsSource source = open_source(&folder, "");
    ck_assert_int_eq(source.folder->name_count, 5);
    for (int i = 0; i < 5; i++) ck_assert_str_eq(source.folder->names[i], wanted[i]);
    int count, first = ps_folder_below(source.folder, "a", &count);
    ck_assert(first == 2 && count == 2);
    ck_assert_int_eq(ps_folder_below(source.folder, "a/b/", &count), 3);
    ck_assert_int_eq(count, 1);
    ps_folder_below(source.folder, "none", &count);
    ck_assert_int_eq(count, 0);
    ck_assert_int_eq(ps_folder_find(source.folder, "a/b.txt"), 2);
    ck_assert_int_eq(ps_folder_find(source.folder, "a/b"), -1);
    ps_source_close(&source);
    folder_end(&folder);
}
END_TEST

START_TEST(names_that_lead_out_are_refused)
{
    static const char *const names[] = {"../secret.txt", "/etc/passwd", "a/../../secret.txt",
                                        "out.txt",       "away/x.txt",  "pipe.txt",
                                        "missing.txt",   "a",           ""};
    Folder folder = folder_new();
    folder_put(&folder, "secret.txt", "secret");
    folder_put(&folder, "in/a/b.txt", "fine");
    ck_assert(symlink("../secret.txt", folder_at(&folder, "in/out.txt")) == 0);
    ck_assert(symlink("/etc", folder_at(&folder, "in/away")) == 0);
    ck_assert(symlink("a/b.txt", folder_at(&folder, "in/link.txt")) == 0);
    ck_assert(mkfifo(folder_at(&folder, "in/pipe.txt"), 0600) == 0);
    PsSource source = open_source(&folder, "in");
    PsSourceFile file = PS_SOURCE_FILE;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        PsError error = {0};
        ck_assert_msg(!ps_source_read(&source, names[i], &file, &error), "%s", names[i]);
        ck_assert_int_eq(error.code, PS_ERROR_INPUT);
    }
    PsError error = {0};
    ck_assert(ps_source_read(&source, "link.txt", &file, &error));
    ck_assert_str_eq(file.data, "fine");
    ck_assert_int_eq(source.files_read, 1);
    ps_source_file_free(&file);
    ps_source_close(&source);
    folder_end(&folder);
}
END_TEST

START_TEST(hash_is_of_names_and_contents)
{
    Folder folder = folder_new();
    char one[65], other[65];
    folder_put(&folder, "a.txt", "12");
    folder_put(&folder, "b.txt", "3");
    for (int i = 0; i < 2; i++) {
        PsError error = {0};
        PsSource source = open_source(&folder, "");
        PsSourceFile file = PS_SOURCE_FILE;
        ck_assert(ps_source_peek(&source, "b.txt", &file));
        ck_assert(ps_source_read(&source, "a.txt", &file, &error));
        ck_assert(ps_source_read(&source, "b.txt", &file, &error));
        ps_hash_end(source.hash, i == 0 ? one : other);
        ps_source_file_free(&file);
        ps_source_close(&source);
        folder_put(&folder, "a.txt", "1");
        folder_put(&folder, "b.txt", "23");
    }
    ck_assert_str_ne(one, other);
    PsHash *hash = ps_hash_new(folder.arena);
    ps_hash_add(hash, "a.txt\0002:12b.txt\0001:3", 19);
    ps_hash_end(hash, other);
    ck_assert_str_eq(one, other);
    folder_end(&folder);
}
END_TEST

START_TEST(format_is_found_or_refused_with_reasons)
{
    Folder folder = folder_new();
    folder_put(&folder, "words/a.txt", "some words\n");
    ck_assert_ptr_nonnull(
        strstr(folder_truth_error(&folder, "words", none), "yolo: its txt files hold other"));
    folder_put(&folder, "table.csv", "1,2");
    ck_assert_ptr_nonnull(strstr(folder_truth_error(&folder, "table.csv", none), ": is a file"));
    PsReadOptions yolo = {.format = "yolo"};
    ck_assert_str_eq(folder_truth_error(&folder, "table.csv", yolo),
                     "table.csv: is a file, which the format \"yolo\" is not; a folder");
    ck_assert(ps_folder_make(folder_at(&folder, "empty"), &(PsError){0}));
    ck_assert_ptr_nonnull(strstr(folder_truth_error(&folder, "empty", none), "folder is empty"));
    folder_end(&folder);
}
END_TEST

/* A report among the labels is not read; given itself, it is refused. */
START_TEST(reports_of_ours_are_no_input)
{
    Folder folder = folder_new();
    folder_put(&folder, "set/a.txt", "cat 1 2 3 4\n");
    folder_put(&folder, "set/report/b.txt", "cat 1 2 3 4\n");
    folder_put(&folder, "set/report/deeper/c.txt", "cat 1 2 3 4\n");
    PsDataset *set = folder_truth(&folder, "set", none);
    ck_assert_int_eq(set->image_count, 3);
    ps_dataset_free(set);
    folder_put(&folder, "set/report/.proofsheet", "proofsheet report\n");
    set = folder_truth(&folder, "set", none);
    ck_assert_int_eq(set->image_count, 1);
    ps_dataset_free(set);
    ck_assert_ptr_nonnull(strstr(folder_truth_error(&folder, "set/report", none),
                                 "is a report that proofsheet wrote"));
    folder_end(&folder);
}
END_TEST

START_TEST(size_of_upright_picture)
{
    Folder folder = folder_new();
    folder_put_picture(&folder, "a.png", 30, 20);
    PsError error = {0};
    PsBytes bytes;
    int width = 0, height = 0;
    ck_assert(ps_file_read(folder_at(&folder, "a.png"), 1 << 20, &bytes, &error));
    ck_assert(ps_picture_size(bytes.data, bytes.size, true, "", &width, &height, &error));
    ck_assert(width == 30 && height == 20);
    ck_assert(!ps_picture_size(bytes.data, 20, false, "", &width, &height, &error));
    ck_assert(!ps_picture_size("GIF89a", 6, true, "", &width, &height, &error));
    ps_bytes_free(&bytes);
    folder_end(&folder);
}
END_TEST

Suite *source_suite(void)
{
    Suite *suite = suite_create("source");
    TCase *all = tcase_create("all");
    tcase_add_test(all, listing_is_sorted_and_leaves_out_what_is_hidden);
    tcase_add_test(all, names_that_lead_out_are_refused);
    tcase_add_test(all, hash_is_of_names_and_contents);
    tcase_add_test(all, format_is_found_or_refused_with_reasons);
    tcase_add_test(all, reports_of_ours_are_no_input);
    tcase_add_test(all, size_of_upright_picture);
    suite_add_tcase(suite, all);
    return suite;
}
