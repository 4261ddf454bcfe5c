/* Reading small texts through a file in a temporary folder; see texts.h. */
#include "lib/read/texts.h"

#include "base/file.h"

#include <check.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Writes the bytes to a new folder; the path is valid until the next call. */
static const char *write_temporary(const char *name, const char *data, size_t size)
{
    static char path[128];
    char folder[] = "/tmp/proofsheet-coco-XXXXXX";
    PsError error;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/%s", folder, name);
    ck_assert(ps_file_write(path, data, size, &error));
    return path;
}

static void remove_temporary(const char *path)
{
    char folder[128];
    PsError error;
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    ck_assert(ps_folder_remove(folder, &error));
}

PsDataset *text_truth_bytes(const char *data, size_t size, PsError *error)
{
    const char *path = write_temporary("gt.json", data, size);
    PsDataset *dataset = ps_dataset_read(path, NULL, error);
    remove_temporary(path);
    return dataset;
}

static char *with_quotes(const char *text)
{
    char *json = strdup(text);
    for (char *c = json; *c; c++) {
        if (*c == '\'') *c = '"';
    }
    return json;
}

PsDataset *text_truth(const char *text, PsError *error)
{
    char *json = with_quotes(text);
    PsDataset *dataset = text_truth_bytes(json, strlen(json), error);
    free(json);
    return dataset;
}

PsPredictions *text_results(const PsDataset *dataset, const char *text, PsError *error)
{
    char *json = with_quotes(text);
    const char *path = write_temporary("pred.json", json, strlen(json));
    PsPredictions *predictions = ps_predictions_read(dataset, path, NULL, error);
    remove_temporary(path);
    free(json);
    return predictions;
}

static const PsIssue *issue_of(const PsIssue *issues, int count, const char *code)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(issues[i].code, code) == 0) return &issues[i];
    }
    return NULL;
}

void text_check_error(const PsError *error, const char *place, const char *found)
{
    ck_assert_int_eq(error->code, PS_ERROR_INPUT);
    ck_assert_str_eq(error->place, place);
    ck_assert_msg(strncmp(error->found, found, strlen(found)) == 0, "found \"%s\", not \"%s\"",
                  error->found, found);
    ck_assert_ptr_nonnull(strstr(error->file, ".json"));
}

void text_check_issue(const PsIssue *issues, int total, const char *code, const char *place,
                      int count)
{
    const PsIssue *issue = issue_of(issues, total, code);
    ck_assert_msg(issue != NULL, "no issue \"%s\" (%d others)", code, total);
    ck_assert_str_eq(issue->place, place);
    ck_assert_int_eq(issue->count, count);
    ck_assert(issue->text[strlen(issue->text) - 1] == '.');
    ck_assert_ptr_nonnull(strstr(issue->file, ".json"));
}
