/* A pair of input files; see pair.h. */
#include "gen/pair.h"

#include "base/file.h"
#include "export/export.h"

#include <check.h>

enum { LIMIT = 64 << 20 };

Pair pair_read(const char *truth, const char *predictions, const PsEvaluateOptions *options)
{
    Pair pair;
    PsError error = {0};
    pair.dataset = ps_dataset_read(truth, NULL, &error);
    ck_assert_msg(pair.dataset != NULL, "%s: %s", truth, error.found);
    pair.predictions = ps_predictions_read(pair.dataset, predictions, NULL, &error);
    ck_assert_msg(pair.predictions != NULL, "%s: %s", predictions, error.found);
    pair.evaluation = ps_evaluate(pair.predictions, options, &error);
    ck_assert_msg(pair.evaluation != NULL, "%s", error.found);
    return pair;
}

void pair_free(Pair *pair)
{
    ps_evaluation_free(pair->evaluation);
    ps_predictions_free(pair->predictions);
    ps_dataset_free(pair->dataset);
}

static void add_issues(PsBuf *issues, const PsIssue *items, int count)
{
    ps_buf_bytes(issues, items, sizeof *items * (size_t)count);
}

void pair_report(const Pair *pair, PsBuf *out)
{
    PsBuf issues = PS_BUF;
    add_issues(&issues, pair->dataset->issues, pair->dataset->issue_count);
    add_issues(&issues, pair->predictions->issues, pair->predictions->issue_count);
    Export source = {.evaluation = pair->evaluation,
                     .title = "golden",
                     .issues = PS_BUF_ITEMS(&issues, PsIssue),
                     .issue_count = (int)PS_BUF_COUNT(&issues, PsIssue)};
    export_json(&source, out);
    ps_buf_free(&issues);
}

cJSON *read_json(const char *path)
{
    PsBytes bytes;
    PsError error = {0};
    ck_assert_msg(ps_file_read(path, LIMIT, &bytes, &error), "%s: %s", path, error.found);
    cJSON *json = cJSON_Parse(bytes.data);
    ck_assert_msg(json != NULL, "%s is not JSON", path);
    ps_bytes_free(&bytes);
    return json;
}
