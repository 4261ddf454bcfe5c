/* Folders of text files; see text_set.h. */
#include "read/text/text_set.h"

#include "base/file.h"
#include "read/text/words.h"
#include "read/text/yolo_set.h"

#include <string.h>

static const char *const text_endings[] = {"txt", NULL};

const char *ps_text_next(const PsSource *source, int *at)
{
    const char *name;
    while ((name = ps_source_next(source, text_endings, at))) {
        bool other = strncmp(ps_path_base(name), "README", 6) == 0 ||
                     strncmp(ps_path_base(name), "LICENSE", 7) == 0;
        if (!other && !ps_yolo_is_class_file(name)) return name;
    }
    return NULL;
}

PsTextFile *ps_text_files(const PsTextSet *set, int *count)
{
    *count = (int)PS_BUF_COUNT(&set->files, PsTextFile);
    return PS_BUF_ITEMS(&set->files, PsTextFile);
}

const PsTextRow *ps_text_rows(const PsTextSet *set, int *count)
{
    *count = (int)PS_BUF_COUNT(&set->rows, PsTextRow);
    return PS_BUF_ITEMS(&set->rows, PsTextRow);
}

PsPlace ps_text_place(const PsTextSet *set, const PsTextRow *row)
{
    const PsTextFile *files = PS_BUF_ITEMS(&set->files, PsTextFile);
    return (PsPlace){.file = files[row->file].path, .line = row->line};
}

/* ------------------------------------------------------------------ reading */

/* "difficult" at the end of a line is no column of its own: it is cut off. */
static bool cut_difficult(PsWords *words)
{
    static const char word[] = "difficult";
    size_t length = sizeof word - 1;
    if ((size_t)(words->end - words->start) <= length) return false;
    const char *at = words->end - length;
    if (memcmp(at, word, length) != 0 || (at[-1] != ' ' && at[-1] != '\t')) return false;
    while (at > words->start && (at[-1] == ' ' || at[-1] == '\t')) at--;
    words->end = at;
    return true;
}

static bool read_line(PsTextSet *set, PsWords *words, PsError *error)
{
    const char *layout =
        set->scored ? "a name, a score and four numbers" : "a name and four numbers";
    const char *rest, *name;
    double values[5];
    int wanted = set->scored ? 5 : 4;
    PsTextRow row = {.file = (int)PS_BUF_COUNT(&set->files, PsTextFile) - 1, .line = words->line};
    if (!set->scored) row.difficult = cut_difficult(words);
    if (ps_words_numbers(words, wanted, values, &rest) < wanted || rest == words->start) {
        return ps_words_refuse(words, wanted, layout, error);
    }
    size_t length = ps_words_name(words, rest, &name);
    if (length == 0 || !ps_words_is_text(name, length)) {
        return ps_words_refuse_line(words, "a name in UTF-8 at the start of the line",
                                    length ? "bytes that are no text" : "no name", error);
    }
    row.name = ps_names_add(&set->names, name, length);
    row.score = set->scored ? values[0] : 0;
    memcpy(row.v, values + set->scored, sizeof row.v);
    PS_BUF_PUSH(&set->rows, row);
    return true;
}

static bool read_file(PsTextSet *set, const char *name, PsSourceFile *file, PsError *error)
{
    if (!ps_source_read(set->source, name, file, error)) return false;
    PsTextFile from = {
        .name = name, .path = ps_arena_text(set->source->arena, file->path), .image = -1};
    PS_BUF_PUSH(&set->files, from);
    PsWords words;
    ps_words_start(&words, file);
    while (ps_words_next(&words)) {
        if (!read_line(set, &words, error)) return false;
    }
    return true;
}

bool ps_text_open(PsTextSet *set, PsSource *source, bool scored, PsError *error)
{
    *set = (PsTextSet){.source = source, .scored = scored, .files = PS_BUF, .rows = PS_BUF};
    ps_names_start(&set->names, source->arena);
    PsSourceFile file = PS_SOURCE_FILE;
    const char *name;
    bool fine = true;
    for (int at = 0; fine && (name = ps_text_next(source, &at));) {
        fine = read_file(set, name, &file, error);
    }
    ps_source_file_free(&file);
    return fine;
}

void ps_text_close(PsTextSet *set)
{
    ps_names_free(&set->names);
    ps_buf_free(&set->files);
    ps_buf_free(&set->rows);
}
