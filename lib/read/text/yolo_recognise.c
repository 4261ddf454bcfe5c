/* Is this YOLO? By a look at the first text files: whole numbers first, then fractions. */
#include "read/text/yolo.h"

#include "read/text/yolo_line.h"
#include "read/text/yolo_set.h"

#include <math.h>
#include <string.h>

static const char *const text_endings[] = {"txt", NULL};
enum { LINES = 64 }; /* of each file that are looked at */

typedef struct Look {
    PsSample labels;
    int lists, odd;    /* files that name pictures; those whose first line is of another kind */
    int lines, scored; /* lines; with six columns */
    int beyond;        /* lines with values that are no fractions */
} Look;

static void look_at_lines(Look *look, PsYoloText *text, const PsSourceFile *file)
{
    PsError error;
    int lines = 0;
    ps_yolo_start(text, file);
    while (lines < LINES && ps_yolo_next(text, &error)) {
        lines++;
        look->scored += text->count == 5;
        bool beyond = text->count < 4;
        for (int i = 0; i < 4 && i < text->count; i++) beyond |= fabs(text->v[i]) > 2;
        look->beyond += beyond;
    }
    look->lines += lines;
    look->odd += lines == 0; /* a fault further down is the reader's to name */
}

static Look look_around(PsSource *source)
{
    Look look = {0};
    PsSourceFile file = PS_SOURCE_FILE;
    PsYoloText text = {.values = PS_BUF};
    const char *name;
    for (int at = 0; ps_sample_goes_on(&look.labels);) {
        if (!(name = ps_source_next(source, text_endings, &at))) break;
        if (ps_yolo_is_class_file(name) || strncmp(ps_path_base(name), "README", 6) == 0) continue;
        if (!ps_source_look(source, name, &file, &look.labels)) continue;
        bool list = ps_yolo_is_picture_list(file.data);
        look.lists += list;
        if (!list) look_at_lines(&look, &text, &file);
    }
    ps_buf_free(&text.values);
    ps_source_file_free(&file);
    return look;
}

/* Does a data.yaml, or a list that was given, say what the folder is? */
static bool is_announced(const PsSource *source)
{
    static const char *const lists[] = {"txt", "names", NULL};
    if (ps_yolo_yaml_name(source)) return true;
    if (!source->main || !ps_name_ends(source->main, lists)) return false;
    return ps_yolo_is_picture_list(source->data) || ps_yolo_is_class_file(source->main);
}

const char *ps_yolo_recognise(PsSource *source)
{
    if (is_announced(source)) return NULL;
    if (source->main) return "is no data.yaml and no list of pictures";
    Look look = look_around(source);
    int files = look.labels.files - look.lists;
    if (files + look.labels.empty == 0) return "no data.yaml, no labels in txt files";
    if (look.odd * 2 > files) return "its txt files hold other than numbers";
    if (look.lines > 0 && look.scored == look.lines) return "its lines have scores, as predictions";
    if (look.beyond * 2 > look.lines) return "its numbers are no fractions";
    return NULL;
}

const char *ps_yolo_results_recognise(PsSource *source)
{
    Look look = look_around(source);
    int files = look.labels.files - look.lists;
    if (files + look.labels.empty == 0) return "no txt files";
    if (look.odd * 2 > files) return "its txt files hold other than numbers";
    if (look.beyond * 2 > look.lines) return "its numbers are no fractions";
    return NULL;
}
