/* Which kind of text folder is this? The VOC devkit's files and those of mAP scripts have the same
   columns; what differs is which of the two is the image, the name of the file or the first column.
   Names of images mostly have digits in them, names of classes mostly have not. */
#include "read/text/text.h"

#include "base/file.h"
#include "read/text/text_set.h"
#include "read/text/words.h"

#include <math.h>
#include <string.h>

enum { LINES = 64 };

typedef struct Look {
    int files, announced; /* with "_det_" in the name, as the devkit's scripts write it */
    int stems_with_digit; /* of these files */
    int lines, boxes;     /* lines; those with a name and exactly four numbers */
    int scored;           /* with a name and five numbers */
    int numbered;         /* with six numbers, of which the first may be a class */
    int fractions;        /* of these: no number far beyond 1 */
    int names_with_digit; /* of the lines */
} Look;

static bool has_digit(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] >= '0' && text[i] <= '9') return true;
    }
    return false;
}

static void look_at_line(Look *look, const PsWords *words)
{
    double v[6] = {0};
    const char *rest, *name;
    int count = ps_words_numbers(words, 6, v, &rest);
    bool named = rest > words->start, beyond = false;
    for (int i = 1; i < count; i++) beyond |= fabs(v[i]) > 1.5;
    look->lines++;
    look->boxes += named && count == 4;
    look->scored += named && count == 5;
    look->numbered += !named && count == 6;
    look->fractions += !named && count == 6 && !beyond;
    size_t length = ps_words_name(words, rest, &name);
    look->names_with_digit += !named || has_digit(name, length);
}

static void look_at_file(Look *look, const char *name, const PsSourceFile *file)
{
    PsWords words;
    const char *base = ps_path_base(name);
    look->files++;
    look->announced += strstr(base, "_det_") != NULL;
    look->stems_with_digit += has_digit(base, strlen(base));
    ps_words_start(&words, file);
    for (int i = 0; i < LINES && ps_words_next(&words); i++) look_at_line(look, &words);
}

static Look look_around(PsSource *source)
{
    Look look = {0};
    PsSourceFile file = PS_SOURCE_FILE;
    const char *name;
    PsSample sample = {0};
    for (int at = 0; ps_sample_goes_on(&sample) && (name = ps_text_next(source, &at));) {
        if (ps_source_look(source, name, &file, &sample)) look_at_file(&look, name, &file);
    }
    ps_source_file_free(&file);
    return look;
}

/* ------------------------------------------------------------------ verdicts */

const char *ps_text_recognise(PsSource *source)
{
    if (source->main) return "is a list";
    Look look = look_around(source);
    if (look.files == 0) return "no txt files";
    if (look.scored * 2 > look.lines) return "its lines have scores, as predictions";
    return look.boxes * 2 > look.lines ? NULL : "few lines are a name and four numbers";
}

static const char *scored_misfit(const Look *look)
{
    if (look->files == 0) return "no txt files";
    if ((look->scored + look->numbered) * 2 <= look->lines || look->lines == 0) {
        return "few lines are a name, a score and four numbers";
    }
    bool yolo = look->fractions * 2 > look->lines;
    return yolo ? "its numbers are YOLO's" : NULL;
}

static bool is_by_class(const Look *look)
{
    if (look->announced) return look->announced * 2 > look->files;
    bool stems = look->stems_with_digit * 2 > look->files;
    bool names = look->names_with_digit * 2 > look->lines;
    return names && !stems;
}

const char *ps_text_results_recognise(PsSource *source)
{
    Look look = look_around(source);
    const char *why = scored_misfit(&look);
    if (why) return why;
    return is_by_class(&look) ? "its files look like one for each class" : NULL;
}

const char *ps_voc_text_recognise(PsSource *source)
{
    Look look = look_around(source);
    const char *why = scored_misfit(&look);
    if (why) return why;
    return is_by_class(&look) ? NULL : "its files look like one for each image";
}

const char *ps_text_only_asked(PsSource *source)
{
    (void)source;
    return "must be asked for";
}
