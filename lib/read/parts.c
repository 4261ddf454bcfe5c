/* Files alike; see parts.h. */
#include "read/parts.h"

#include "base/file.h"
#include "read/yolo_paths.h"

#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------ splits */

/* "instances_val2017.json": the word at the start of a part of the name. */
bool ps_parts_in_split(const char *name, const char *split)
{
    if (ps_yolo_in_split(name, split)) return true;
    const char *base = ps_path_base(name);
    size_t length = strlen(split);
    for (const char *at = base; (at = strstr(at, split)); at++) {
        char before = at == base ? '_' : at[-1], after = at[length];
        if (strchr("_-.", before) && (strchr("_-.", after) || (after >= '0' && after <= '9')))
            return true;
    }
    return false;
}

static int count_in_split(const char *const *names, int count, const char *split)
{
    int found = 0;
    for (int i = 0; i < count; i++) found += ps_parts_in_split(names[i], split);
    return found;
}

const char *ps_parts_split(const PsSource *source, const char *const *names, int count)
{
    static const char *const splits[] = {"val", "test", "train"};
    const char *asked = source->options->split;
    if (asked) return strcmp(asked, "all") == 0 ? NULL : asked;
    for (size_t i = 0; i < sizeof splits / sizeof *splits; i++) {
        if (count_in_split(names, count, splits[i])) return splits[i];
    }
    return NULL;
}

const char **ps_parts_names(PsSource *source, const char *const *endings, int *count)
{
    const char **names = PS_ARRAY(source->arena, const char *, source->folder->name_count);
    const char *name;
    int all = 0;
    for (int at = 0; (name = ps_source_next(source, endings, &at));) names[all++] = name;
    const char *split = ps_parts_split(source, names, all);
    *count = 0;
    for (int i = 0; i < all; i++) {
        if (!split || ps_parts_in_split(names[i], split)) names[(*count)++] = names[i];
    }
    return names;
}

/* ------------------------------------------------------------------ recognising */

/* A text given as ground truth comes with the folder around it, which is not meant here. */
static bool is_file(const PsSource *source)
{
    return !source->folder || source->main;
}

const char *ps_parts_recognise(PsSource *source, const PsParts *parts)
{
    enum { LOOKED_AT = 3 };
    if (is_file(source)) {
        return parts->looks(source->path, source->data) ? NULL : parts->unlike;
    }
    int count;
    bool found = false;
    const char **names = ps_parts_names(source, parts->endings, &count);
    PsSourceFile file = PS_SOURCE_FILE;
    for (int i = 0; i < count && i < LOOKED_AT && !found; i++) {
        found = ps_source_peek(source, names[i], &file) && parts->looks(names[i], file.data);
    }
    ps_source_file_free(&file);
    return found ? NULL : parts->unlike;
}

/* ------------------------------------------------------------------ reading */

static bool read_one(PsSource *source, const PsParts *parts, const char *name, PsSourceFile *file,
                     PsIssueList *issues, PsReadPart read, void *reader, PsError *error)
{
    if (!ps_source_read(source, name, file, error)) return false;
    if (parts->looks(name, file->data)) {
        issues->file = ps_arena_text(issues->arena, file->path);
        return read(reader, file, error);
    }
    PsPlace place = {.file = file->path};
    ps_issue_add(issues, "file-of-another-kind", &place,
                 "A file is of another kind than the rest of the folder; it was left out.");
    return true;
}

static bool refuse_none(const PsSource *source, const PsParts *parts, PsError *error)
{
    char found[160], wanted[64];
    const char *split = source->options->split;
    snprintf(found, sizeof found, "no file of this format%s%.60s", split ? " in the split " : "",
             split ? split : "");
    snprintf(wanted, sizeof wanted, "a file *.%.40s", parts->endings[0]);
    return ps_refuse(error, source->path, NULL, wanted, found);
}

bool ps_parts_read(PsSource *source, const PsParts *parts, PsIssueList *issues, PsReadPart read,
                   void *reader, PsError *error)
{
    if (is_file(source)) {
        PsSourceFile file = {.name = ps_path_base(source->path),
                             .path = source->path,
                             .data = source->data,
                             .size = source->size};
        return read(reader, &file, error);
    }
    int count;
    const char **names = ps_parts_names(source, parts->endings, &count);
    if (count == 0) return refuse_none(source, parts, error);
    const char *folder = issues->file;
    bool fine = true;
    PsSourceFile file = PS_SOURCE_FILE;
    for (int i = 0; i < count && fine; i++) {
        fine = read_one(source, parts, names[i], &file, issues, read, reader, error);
    }
    ps_source_file_free(&file);
    issues->file = folder;
    return fine;
}
