/* COCO in a folder; see coco_folder.h. Which file is meant is told by names, so that large ones are
   read once; only where names say nothing is the content looked at. */
#include "read/json/coco_folder.h"

#include "base/file.h"
#include "read/json/coco.h"
#include "read/json/coco_set.h"
#include "read/json/json_member.h"
#include "read/splits.h"

#include <stdio.h>
#include <string.h>

static const char *const endings[] = {"json", NULL};
static const char none[] = "no *.coco.json, instances*.json or one JSON file of COCO";

static bool is_export(const char *name)
{
    static const char ending[] = ".coco.json";
    size_t length = strlen(name), last = sizeof ending - 1;
    return length > last && strcmp(name + length - last, ending) == 0;
}

static bool is_instances(const char *name)
{
    return strncmp(ps_path_base(name), "instances", 9) == 0;
}

/* The candidates: of the export's name, else of COCO's own, else all JSON files. */
static const char **candidates(PsSource *source, int *count)
{
    static bool (*const tests[])(const char *) = {is_export, is_instances};
    const char **names = PS_ARRAY(source->arena, const char *, source->folder->name_count);
    const char *name;
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        *count = 0;
        for (int at = 0; (name = ps_source_next(source, endings, &at));) {
            if (tests[i](name)) names[(*count)++] = name;
        }
        if (*count > 0) return names;
    }
    for (int at = 0; (name = ps_source_next(source, endings, &at));) names[(*count)++] = name;
    return names;
}

static bool looks_like_truth(const char *data)
{
    static const char *const keys[] = {"images", "annotations", NULL};
    PsJsonPart values[2];
    ps_json_members(ps_json_glimpse(data), keys, values);
    return values[0].start && values[1].start;
}

const char *ps_coco_folder_recognise(PsSource *source)
{
    int count;
    const char **names = candidates(source, &count);
    if (count == 0) return none;
    if (is_export(names[0]) || is_instances(names[0])) return NULL;
    PsError ignored;
    ps_split_keep(source, PS_SPLIT_BY_NAME, names, &count, &ignored);
    if (count == 0 || (count > 1 && !ps_split_is_all(source))) return none;
    PsSourceFile file = PS_SOURCE_FILE;
    bool fits = ps_source_peek(source, names[0], &file) && looks_like_truth(file.data);
    ps_source_file_free(&file);
    return fits ? NULL : none;
}

/* ------------------------------------------------------------------ choosing */

static bool refuse_choice(const PsSource *source, const char **names, int count, PsError *error)
{
    PsBuf found = PS_BUF;
    ps_buf_text(&found, "several files could be meant: ");
    for (int i = 0; i < count && found.length < 400; i++) {
        ps_buf_printf(&found, "%s%.120s", i ? ", " : "", names[i]);
    }
    ps_refuse(error, source->path, NULL, "one of them as the path, or --split", found.data);
    ps_buf_free(&found);
    return false;
}

/* Of everything, a file without a split is left out where others have one: it may well hold the
   same images once more. */
static void keep_parts(const PsSource *source, const char **names, int *count, PsIssueList *issues)
{
    int kept = 0;
    for (int i = 0; i < *count; i++) {
        kept += ps_split_of(source, names[i], PS_SPLIT_BY_NAME) != NULL;
    }
    if (kept == 0 || kept == *count) return;
    kept = 0;
    for (int i = 0; i < *count; i++) {
        if (ps_split_of(source, names[i], PS_SPLIT_BY_NAME)) {
            names[kept++] = names[i];
            continue;
        }
        PsPlace place = {.file = names[i]};
        ps_issue_add(issues, "file-of-no-split", &place,
                     "A file of the folder is of no split, while others are; it was left out.");
    }
    *count = kept;
}

/* The files to read, or NULL and why not; several only where everything is asked for. */
static const char **choose(PsSource *source, int *count, PsIssueList *issues, PsError *error)
{
    const char **names = candidates(source, count);
    if (*count == 0) {
        ps_refuse(error, source->path, NULL, "one JSON file of COCO", "no such file");
        return NULL;
    }
    if (!ps_split_keep(source, PS_SPLIT_BY_NAME, names, count, error)) return NULL;
    if (ps_split_is_all(source)) {
        keep_parts(source, names, count, issues);
    } else if (*count > 1 && !refuse_choice(source, names, *count, error)) {
        return NULL;
    }
    return names;
}

/* ------------------------------------------------------------------ reading */

static bool read_alone(PsSource *source, const char *name, PsTruthBuilder *builder, PsError *error)
{
    PsSource inner;
    PsSourceFile file = PS_SOURCE_FILE;
    bool fine = ps_source_enter(source, name, &file, &inner, error);
    if (fine) {
        ps_truth_enter_split(builder, ps_split_of(source, name, PS_SPLIT_BY_NAME));
        ps_truth_enter_file(builder, ps_arena_text(builder->arena, inner.path));
        fine = ps_coco_read(&inner, builder, error);
    }
    ps_source_file_free(&file);
    return fine;
}

static bool read_part(PsSource *source, const char *name, PsCocoSet *set, PsError *error)
{
    PsSource inner;
    PsSourceFile file = PS_SOURCE_FILE;
    bool fine = ps_source_enter(source, name, &file, &inner, error);
    if (fine) {
        ps_truth_enter_split(set->builder, ps_split_of(source, name, PS_SPLIT_BY_NAME));
        ps_coco_set_enter(set, name, inner.path);
        fine = ps_coco_read_part(&inner, set, error);
    }
    ps_source_file_free(&file);
    return fine;
}

static bool in_one_folder(const char *const *names, int count)
{
    for (int i = 1; i < count; i++) {
        size_t length = (size_t)(ps_path_base(names[i]) - names[i]);
        if (length != (size_t)(ps_path_base(names[0]) - names[0])) return false;
        if (strncmp(names[0], names[i], length) != 0) return false;
    }
    return true;
}

static bool read_all(PsSource *source, const char *const *names, int count, PsTruthBuilder *builder,
                     PsError *error)
{
    PsCocoSet set;
    bool fine = true;
    ps_coco_set_start(&set, builder, source->arena);
    set.by_folder = !in_one_folder(names, count);
    for (int i = 0; i < count && fine; i++) fine = read_part(source, names[i], &set, error);
    ps_coco_set_end(&set);
    return fine;
}

bool ps_coco_folder_read(PsSource *source, PsTruthBuilder *builder, PsError *error)
{
    int count;
    const char **names = choose(source, &count, &builder->issues, error);
    if (!names) return false;
    return count == 1 ? read_alone(source, names[0], builder, error)
                      : read_all(source, names, count, builder, error);
}

/* ------------------------------------------------------------------ results */

const char *ps_coco_results_folder_recognise(PsSource *source)
{
    int at = 0;
    const char *name = ps_source_next(source, endings, &at);
    if (!name) return "no JSON file in the folder";
    return ps_source_next(source, endings, &at) ? "several JSON files in the folder" : NULL;
}

bool ps_coco_results_folder_read(PsSource *source, PsResultBuilder *builder, PsError *error)
{
    PsSource inner;
    PsSourceFile file = PS_SOURCE_FILE;
    int count;
    const char **names = choose(source, &count, &builder->issues, error);
    bool fine = names && ps_source_enter(source, names[0], &file, &inner, error);
    if (fine) {
        ps_issues_enter(&builder->issues, ps_arena_text(builder->arena, inner.path));
        fine = ps_coco_results_read(&inner, builder, error);
    }
    ps_source_file_free(&file);
    return fine;
}
