/* Shared data; see shared.h. */
#include "lib/read/shared.h"

#include <check.h>
#include <cjson/cJSON.h>

#include <string.h>

static const char *path_of(PsArena *arena, const char *data, const char *name)
{
    return *name == '/' ? name : ps_path_join(arena, data, name);
}

static cJSON *json_of(const char *path)
{
    PsBytes bytes;
    PsError error;
    ck_assert(ps_file_read(path, 1U << 30, &bytes, &error));
    cJSON *json = cJSON_Parse(bytes.data);
    ck_assert_ptr_nonnull(json);
    ps_bytes_free(&bytes);
    return json;
}

static void compare(const PsEvaluation *evaluation, const char *path, double tolerance,
                    const char *what)
{
    cJSON *json = json_of(path);
    const cJSON *stats = cJSON_GetObjectItem(json, "stats");
    for (int k = 0; k < PS_COCO_FIGURES; k++) {
        double wanted = cJSON_GetArrayItem(stats, k)->valuedouble;
        double got = evaluation->coco.figures[k];
        if (got != got) got = -1; /* the public evaluator's word for "undefined" */
        ck_assert_msg(got - wanted <= tolerance && wanted - got <= tolerance,
                      "%s: figure %d is %.12g, not %.12g", what, k, got, wanted);
    }
    cJSON_Delete(json);
}

void shared_figures(PsArena *arena, const char *data, const SharedPair *pair)
{
    PsError error = {0};
    PsReadOptions truth_options = pair->truth_options, options = pair->options;
    const char **lists[] = {&truth_options.classes, &options.classes};
    for (int i = 0; i < 2; i++) {
        if (*lists[i]) *lists[i] = path_of(arena, data, *lists[i]);
    }
    PsDataset *dataset = ps_dataset_read(path_of(arena, data, pair->truth), &truth_options, &error);
    ck_assert_msg(dataset != NULL, "%s: %s", pair->truth, error.found);
    PsPredictions *predictions =
        ps_predictions_read(dataset, path_of(arena, data, pair->predictions), &options, &error);
    ck_assert_msg(predictions != NULL, "%s: %s", pair->predictions, error.found);
    PsEvaluation *evaluation = ps_evaluate(predictions, NULL, &error);
    ck_assert_ptr_nonnull(evaluation);
    compare(evaluation, path_of(arena, data, pair->expected), pair->tolerance, pair->predictions);
    ps_evaluation_free(evaluation);
    ps_predictions_free(predictions);
    ps_dataset_free(dataset);
}

/* ------------------------------------------------------------------ hostile cases */

static const char *text_of(const cJSON *item, const char *key)
{
    const cJSON *value = cJSON_GetObjectItem(item, key);
    return cJSON_IsString(value) ? value->valuestring : "";
}

static bool is_yolo(const cJSON *item)
{
    return strncmp(text_of(item, "format"), "yolo", 4) == 0;
}

/* A set without any object is said to be one, whatever else is right with it. */
static const char *verdict(const PsError *error, const PsIssue *issues, int count)
{
    if (error->code != PS_OK) return "error";
    for (int i = 0; i < count; i++) {
        if (strcmp(issues[i].code, "no-objects") != 0) return "accept-warn";
    }
    return "accept";
}

/* A refusal must name the file of the case, as its place or in its words, and the line if the
   manifest does: as "line 7", or as "labels/a.txt:7" where a case has many files. */
static void check_place(PsArena *arena, const cJSON *item, const PsError *error)
{
    const cJSON *files = cJSON_GetObjectItem(item, "files");
    const char *where = text_of(item, "where"), *colon = strchr(where, ':'), *line = "";
    const char *file = ps_path_base(cJSON_GetArrayItem(files, 0)->valuestring);
    if (is_yolo(item)) file = ps_arena_text_n(arena, where, strcspn(where, ":"));
    if (is_yolo(item) && colon) line = ps_arena_printf(arena, "line %s", colon + 1);
    if (strncmp(where, "line ", 5) == 0) line = where;
    const char *shown = ps_arena_printf(arena, "%s:%s %s", error->file, error->place, error->found);
    ck_assert_msg(strstr(shown, file) != NULL, "%s: %s", text_of(item, "id"), shown);
    ck_assert_msg(strstr(error->place, line) != NULL, "%s: %s", text_of(item, "id"), shown);
}

static void run_case(PsArena *arena, const char *hostile, const cJSON *item)
{
    PsError error = {0};
    const cJSON *use = cJSON_GetObjectItem(item, "use");
    const char *folder = ps_path_join(arena, hostile, text_of(item, "id"));
    const char *names = text_of(use, "names"), *pred = text_of(use, "pred");
    bool results = strcmp(text_of(item, "format"), "yolo-results") == 0;
    PsReadOptions options = {.images = ps_path_join(arena, folder, text_of(use, "images"))};
    if (is_yolo(item)) options.images = ps_path_join(arena, hostile, "base/images");
    if (results) options.classes = ps_path_join(arena, folder, names);
    const char *truth = results ? ps_path_join(arena, hostile, "base/gt.json")
                                : ps_path_join(arena, folder, text_of(use, "gt"));
    PsDataset *d = ps_dataset_read(truth, &options, &error);
    PsPredictions *p = NULL;
    if (d && results) {
        p = ps_predictions_read(d, ps_path_join(arena, folder, pred), &options, &error);
    }
    const char *got = verdict(&error,
                              p   ? p->issues
                              : d ? d->issues
                                  : NULL,
                              p   ? p->issue_count
                              : d ? d->issue_count
                                  : 0);
    ck_assert_msg(strcmp(got, text_of(item, "expect")) == 0, "%s: %s, not %s (%s)",
                  text_of(item, "id"), got, text_of(item, "expect"), error.found);
    if (error.code != PS_OK) check_place(arena, item, &error);
    ps_predictions_free(p);
    ps_dataset_free(d);
}

int shared_hostile(PsArena *arena, const char *data, const char *format)
{
    const char *hostile = ps_path_join(arena, data, "hostile");
    cJSON *manifest = json_of(ps_path_join(arena, hostile, "manifest.json"));
    const cJSON *item;
    int count = 0;
    cJSON_ArrayForEach(item, cJSON_GetObjectItem(manifest, "cases"))
    {
        if (strcmp(text_of(item, "format"), format) != 0) continue;
        run_case(arena, hostile, item);
        count++;
    }
    cJSON_Delete(manifest);
    return count;
}
