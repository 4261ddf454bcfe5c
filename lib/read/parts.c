/* Files alike; see parts.h. */
#include "read/parts.h"

#include "base/file.h"

#include <stdio.h>
#include <string.h>

/* The names in the folder that end so, in the source's arena. */
static const char **list_names(PsSource *source, const PsParts *parts, int *count)
{
    const char **names = PS_ARRAY(source->arena, const char *, source->folder->name_count);
    const char *name;
    *count = 0;
    for (int at = 0; (name = ps_source_next(source, parts->endings, &at));) {
        names[(*count)++] = name;
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
    if (is_file(source)) {
        return parts->looks(source->path, source->data) ? NULL : parts->unlike;
    }
    int count;
    bool found = false;
    PsError ignored;
    const char **names = list_names(source, parts, &count);
    ps_split_keep(source, parts->by, names, &count, &ignored);
    PsSourceFile file = PS_SOURCE_FILE;
    PsSample sample = {0};
    for (int i = 0; i < count && ps_sample_goes_on(&sample) && !found; i++) {
        found =
            ps_source_look(source, names[i], &file, &sample) && parts->looks(names[i], file.data);
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
        ps_issues_enter(issues, ps_arena_text(issues->arena, file->path));
        source->split = ps_split_of(source, name, parts->by);
        return read(reader, file, error);
    }
    PsPlace place = {.file = file->path};
    ps_issue_add(issues, "file-of-another-kind", &place,
                 "A file is of another kind than the rest of the folder; it was left out.");
    return true;
}

static bool refuse_none(const PsSource *source, const PsParts *parts, PsError *error)
{
    char wanted[64];
    snprintf(wanted, sizeof wanted, "a file *.%.40s", parts->endings[0]);
    return ps_refuse(error, source->path, NULL, wanted, "no file of this format");
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
    const char **names = list_names(source, parts, &count);
    if (count == 0) return refuse_none(source, parts, error);
    if (!ps_split_keep(source, parts->by, names, &count, error)) return false;
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
