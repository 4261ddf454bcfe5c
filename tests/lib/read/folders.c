/* Folders of small files; see folders.h. */
#include "lib/read/folders.h"

#include "lib/image/samples.h"

#include <check.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

Folder folder_new(void)
{
    Folder folder = {.path = "/tmp/proofsheet-read-XXXXXX", .arena = ps_arena_new()};
    ck_assert_ptr_nonnull(mkdtemp(folder.path));
    return folder;
}

void folder_end(Folder *folder)
{
    PsError error;
    ck_assert(ps_folder_remove(folder->path, &error));
    ps_arena_free(folder->arena);
}

const char *folder_at(const Folder *folder, const char *name)
{
    return *name ? ps_path_join(folder->arena, folder->path, name) : folder->path;
}

void folder_put_bytes(const Folder *folder, const char *name, const void *data, size_t size)
{
    PsError error;
    const char *path = folder_at(folder, name), *base = ps_path_base(path);
    ck_assert(
        ps_folder_make(ps_arena_text_n(folder->arena, path, (size_t)(base - path) - 1), &error));
    ck_assert_msg(ps_file_write(path, data, size, &error), "%s: %s", path, error.found);
}

void folder_put(const Folder *folder, const char *name, const char *text)
{
    folder_put_bytes(folder, name, text, strlen(text));
}

void folder_put_picture(const Folder *folder, const char *name, int width, int height)
{
    PsBytes bytes = sample_png(
        (SamplePng){.width = width, .height = height, .colour_type = PNG_COLOR_TYPE_GRAY});
    folder_put_bytes(folder, name, bytes.data, bytes.size);
    ps_bytes_free(&bytes);
}

/* ------------------------------------------------------------------ reading */

/* What the program would say, without the path of the folder. */
static const char *words(const Folder *folder, const PsError *error)
{
    char text[2048];
    size_t length = strlen(folder->path);
    ck_assert_int_ne(error->code, PS_OK);
    ps_error_text(error, text, sizeof text);
    bool below = strncmp(text, folder->path, length) == 0;
    return ps_arena_text(folder->arena, below ? text + length + (text[length] == '/') : text);
}

PsDataset *folder_truth(const Folder *folder, const char *name, PsReadOptions options)
{
    PsError error = {0};
    PsDataset *dataset = ps_dataset_read(folder_at(folder, name), &options, &error);
    ck_assert_msg(dataset != NULL, "%s:%s %s; %s", error.file, error.place, error.found,
                  error.wanted);
    return dataset;
}

const char *folder_truth_error(const Folder *folder, const char *name, PsReadOptions options)
{
    PsError error = {0};
    ck_assert_ptr_null(ps_dataset_read(folder_at(folder, name), &options, &error));
    return words(folder, &error);
}

PsPredictions *folder_results(const Folder *folder, const PsDataset *dataset, const char *name,
                              PsReadOptions options)
{
    PsError error = {0};
    PsPredictions *results =
        ps_predictions_read(dataset, folder_at(folder, name), &options, &error);
    ck_assert_msg(results != NULL, "%s:%s %s; %s", error.file, error.place, error.found,
                  error.wanted);
    return results;
}

const char *folder_results_error(const Folder *folder, const PsDataset *dataset, const char *name,
                                 PsReadOptions options)
{
    PsError error = {0};
    ck_assert_ptr_null(ps_predictions_read(dataset, folder_at(folder, name), &options, &error));
    return words(folder, &error);
}

const PsIssue *issue_of(const PsIssue *issues, int count, const char *code)
{
    const PsIssue *found = NULL;
    for (int i = 0; i < count; i++) {
        if (strcmp(issues[i].code, code) == 0) found = &issues[i];
    }
    ck_assert_msg(found != NULL, "no issue \"%s\" (%d others)", code, count);
    ck_assert(found->text[strlen(found->text) - 1] == '.');
    return found;
}

void folder_issue(const Folder *folder, const PsIssue *issues, int total, const char *code,
                  const char *place, int count)
{
    const PsIssue *found = issue_of(issues, total, code);
    size_t length = strlen(folder->path);
    ck_assert_int_eq(strncmp(found->file, folder->path, length), 0);
    const char *file = found->file + length + (found->file[length] == '/');
    ck_assert_str_eq(ps_arena_printf(folder->arena, "%s:%s", file, found->place), place);
    ck_assert_int_eq(found->count, count);
}

const char *folder_shared(PsArena *arena, const char *test)
{
    const char *named = getenv("PROOFSHEET_SHARED");
    const char *folder = ps_path_join(arena, named && *named ? named : "../shared", "data");
    if (ps_folder_exists(folder)) return folder;
    fprintf(stderr, "%s: skipped, %s is not there\n", test, folder);
    return NULL;
}
