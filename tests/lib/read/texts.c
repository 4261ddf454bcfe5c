/* Reading small texts through a file in a temporary folder; see texts.h. */
#include "lib/read/texts.h"

#include "lib/read/checks.h"

#include <check.h>

#include <string.h>

PsDataset *text_truth_bytes(const char *data, size_t size, PsError *error)
{
    Folder folder = folder_new();
    folder_put_bytes(&folder, "gt.json", data, size);
    PsDataset *dataset = ps_dataset_read(folder_at(&folder, "gt.json"), NULL, error);
    folder_end(&folder);
    return dataset;
}

PsDataset *text_truth(const char *text, PsError *error)
{
    Folder folder = folder_new();
    const char *json = folder_json(&folder, text);
    PsDataset *dataset = text_truth_bytes(json, strlen(json), error);
    folder_end(&folder);
    return dataset;
}

PsPredictions *text_results(const PsDataset *dataset, const char *text, PsError *error)
{
    Folder folder = folder_new();
    folder_put(&folder, "pred.json", folder_json(&folder, text));
    PsPredictions *predictions =
        ps_predictions_read(dataset, folder_at(&folder, "pred.json"), NULL, error);
    folder_end(&folder);
    return predictions;
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
    ck_assert_str_eq(issue->place, place);
    ck_assert_int_eq(issue->count, count);
    ck_assert_ptr_nonnull(strstr(issue->file, ".json"));
}
