/* COCO in a folder; see coco_folder.h. Which file is meant is told by names, so that large ones are
   read once; only where names say nothing is the content looked at. */
#include "read/json/coco_folder.h"

#include "base/file.h"
#include "read/json/coco.h"
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
    if (count != 1) return none;
    PsSourceFile file = PS_SOURCE_FILE;
    bool fits = ps_source_peek(source, names[0], &file) && looks_like_truth(file.data);
    ps_source_file_free(&file);
    return fits ? NULL : none;
}

/* ------------------------------------------------------------------ choosing */

static const char *refuse_choice(const PsSource *source, const char **names, int count,
                                 PsError *error)
{
    PsBuf found = PS_BUF;
    ps_buf_text(&found, "several files could be meant: ");
    for (int i = 0; i < count && found.length < 400; i++) {
        ps_buf_printf(&found, "%s%.120s", i ? ", " : "", names[i]);
    }
    ps_refuse(error, source->path, NULL, "one of them as the path, or --split", found.data);
    ps_buf_free(&found);
    return NULL;
}

/* The one file of the split, or NULL and why not. */
static const char *choose(PsSource *source, PsError *error)
{
    int count;
    const char **names = candidates(source, &count);
    if (count == 0) {
        ps_refuse(error, source->path, NULL, "one JSON file of COCO", "no such file");
        return NULL;
    }
    if (!ps_split_keep(source, PS_SPLIT_BY_NAME, names, &count, error)) return NULL;
    return count == 1 ? names[0] : refuse_choice(source, names, count, error);
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
