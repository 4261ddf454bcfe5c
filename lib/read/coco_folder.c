/* COCO in a folder; see coco_folder.h. Which file is meant is told by names, so that large ones are
   read once; only where names say nothing is the content looked at. */
#include "read/coco_folder.h"

#include "base/file.h"
#include "read/coco.h"
#include "read/json_member.h"
#include "read/parts.h"

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

/* Keeps those of the split that is to be read. */
static void keep_split(const PsSource *source, const char **names, int *count)
{
    const char *split = ps_parts_split(source, names, *count);
    int kept = 0;
    for (int i = 0; i < *count; i++) {
        if (!split || ps_parts_in_split(names[i], split)) names[kept++] = names[i];
    }
    *count = kept;
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
    keep_split(source, names, &count);
    if (count != 1) return none;
    PsSourceFile file = PS_SOURCE_FILE;
    bool fits = ps_source_peek(source, names[0], &file) && looks_like_truth(file.data);
    ps_source_file_free(&file);
    return fits ? NULL : none;
}

/* ------------------------------------------------------------------ choosing */

static bool refuse_choice(const PsSource *source, const char **all, int total, int count,
                          PsError *error)
{
    PsBuf found = PS_BUF;
    ps_buf_printf(&found, "%s: ", count ? "several files could be meant" : "no file of that split");
    for (int i = 0; i < total && found.length < 400; i++) {
        ps_buf_printf(&found, "%s%.120s", i ? ", " : "", all[i]);
    }
    ps_refuse(error, source->path, NULL, "one of them as the path, or --split", found.data);
    ps_buf_free(&found);
    return false;
}

/* The one file of the split, or NULL and why not. */
static const char *choose(PsSource *source, PsError *error)
{
    int total, count;
    const char **all = candidates(source, &total);
    const char **names = candidates(source, &count);
    keep_split(source, names, &count);
    if (count == 1) return names[0];
    refuse_choice(source, all, total, count, error);
    return NULL;
}

/* Enters the file and has it read; issues name it. */
static bool enter(PsSource *source, PsIssueList *issues, PsSourceFile *file, PsSource *inner,
                  PsError *error)
{
    const char *name = choose(source, error);
    if (!name || !ps_source_enter(source, name, file, inner, error)) return false;
    issues->file = ps_arena_text(issues->arena, inner->path);
    return true;
}

bool ps_coco_folder_read(PsSource *source, PsTruthBuilder *builder, PsError *error)
{
    PsSource inner;
    PsSourceFile file = PS_SOURCE_FILE;
    bool fine = enter(source, &builder->issues, &file, &inner, error) &&
                ps_coco_read(&inner, builder, error);
    ps_source_file_free(&file);
    return fine;
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
    bool fine = enter(source, &builder->issues, &file, &inner, error) &&
                ps_coco_results_read(&inner, builder, error);
    ps_source_file_free(&file);
    return fine;
}
