/* YOLO predictions: "class x y w h score" a line, one file a picture, joined by stem. Common mAP
   scripts put the score second; a single line does not tell, the boxes of all files together do. */
#include "read/text/yolo.h"

#include "base/text.h"
#include "read/join.h"
#include "read/limits.h"
#include "read/text/yolo_line.h"
#include "read/text/yolo_set.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const text_endings[] = {"txt", NULL};

/* So many boxes must be over the edge with the score last, and none with the score second; one is
   enough where what would be its score is above 1, as no score is. */
enum { EVIDENCE = 10 };

typedef struct Reader {
    PsSource *source;
    PsResultBuilder *builder;
    PsJoin *join;
    PsYoloText text;
    PsSourceFile file;
    PsArena *scratch;
    bool *read; /* by image: a file of it was read */
    int image;  /* of the file under way, or -1 */
    bool score_second;
    PsError *error;
} Reader;

static bool is_label_file(const char *name)
{
    return !ps_yolo_is_class_file(name) && strncmp(ps_path_base(name), "README", 6) != 0;
}

/* ------------------------------------------------------------------ where the score stands */

static bool lies_inside(const double box[4])
{
    static const double edge = 0.01;
    return box[2] > 0 && box[3] > 0 && box[0] - box[2] / 2 > -edge && box[1] - box[3] / 2 > -edge &&
           box[0] + box[2] / 2 < 1 + edge && box[1] + box[3] / 2 < 1 + edge;
}

static bool is_score_second(PsSource *source)
{
    PsSourceFile file = PS_SOURCE_FILE;
    PsYoloText text = {.values = PS_BUF};
    PsError error;
    const char *name;
    int lines = 0, last_fits = 0, second_fits = 0, no_scores = 0;
    for (int at = 0; lines < 1000 && (name = ps_source_next(source, text_endings, &at));) {
        if (!is_label_file(name) || !ps_source_peek(source, name, &file)) continue;
        ps_yolo_start(&text, &file);
        while (ps_yolo_next(&text, &error)) {
            if (text.count != 5) continue;
            lines++;
            last_fits += lies_inside(text.v);
            second_fits += lies_inside(text.v + 1);
            no_scores += text.v[4] > 1 && !lies_inside(text.v);
        }
    }
    ps_buf_free(&text.values);
    ps_source_file_free(&file);
    return second_fits == lines && (lines - last_fits >= EVIDENCE || no_scores > 0);
}

/* ------------------------------------------------------------------ lines */

static bool refuse_columns(const Reader *reader)
{
    return ps_yolo_refuse_columns(
        &reader->text,
        reader->text.count == 4
            ? "6 (class, x, y, width, height, score): without scores these look like ground truth"
            : "6 (class, x, y, width, height, score)",
        reader->error);
}

static bool read_detection(Reader *reader)
{
    PsYoloText *text = &reader->text;
    if (text->count != 5) return refuse_columns(reader);
    const double *box = text->v + reader->score_second;
    PsPlace place = ps_yolo_place(text);
    PsResultPlaces places = {place, place, place, place};
    PsDetection detection = {.image = reader->image,
                             .score = text->v[reader->score_second ? 0 : 4]};
    detection.class_index =
        ps_join_class_from_0(reader->join, text->class_number, reader->builder, &place);
    if (reader->image >= 0) {
        const PsImage *image = &reader->builder->dataset->images[reader->image];
        double width = image->width, height = image->height;
        detection.box = (PsBox){(box[0] - box[2] / 2) * width, (box[1] - box[3] / 2) * height,
                                box[2] * width, box[3] * height};
    }
    ps_result_add(reader->builder, &detection, &places);
    return true;
}

/* ------------------------------------------------------------------ files */

static bool check_size(const Reader *reader)
{
    if (reader->image < 0) return true;
    const PsImage *image = &reader->builder->dataset->images[reader->image];
    if (image->width > 0 && image->height > 0) return true;
    PsPlace place = {.file = reader->file.path};
    return ps_refuse(reader->error, reader->source->path, &place,
                     "ground truth that states the size of each image, or predictions in pixels",
                     "the size of its image is not known");
}

static void note_twice(Reader *reader)
{
    if (reader->image < 0) return;
    if (reader->read[reader->image]) {
        PsPlace place = {.file = reader->file.path};
        ps_issue_add(&reader->builder->issues, "image-in-two-files", &place,
                     "Two files are of the same image; the detections of both were taken.");
    }
    reader->read[reader->image] = true;
}

static bool read_file(Reader *reader, const char *name)
{
    if (!ps_source_read(reader->source, name, &reader->file, reader->error)) return false;
    ps_arena_reset(reader->scratch);
    reader->image = ps_join_image_name(reader->join, ps_path_stem(reader->scratch, name));
    note_twice(reader);
    ps_yolo_start(&reader->text, &reader->file);
    bool checked = false;
    while (ps_yolo_next(&reader->text, reader->error)) {
        if (!checked && !check_size(reader)) return false;
        checked = true;
        if (!read_detection(reader)) return false;
    }
    return reader->error->code == PS_OK;
}

static bool read_files(Reader *reader)
{
    PsSource *source = reader->source;
    PsIssueList *issues = &reader->builder->issues;
    const char *name;
    if (!ps_join_list(reader->join, source->options, issues, reader->error)) return false;
    reader->score_second = is_score_second(source);
    if (reader->score_second) {
        ps_issue_add(issues, "score-in-second-column", NULL,
                     "The score stands second (class score x y width height): only so the boxes "
                     "lie in their images. It was read so.");
    }
    for (int at = 0; (name = ps_source_next(source, text_endings, &at));) {
        if (is_label_file(name) && !read_file(reader, name)) return false;
    }
    return true;
}

bool ps_yolo_results_read(PsSource *source, PsResultBuilder *builder, PsError *error)
{
    PsArena *arena = source->arena;
    Reader reader = {.source = source,
                     .builder = builder,
                     .join = ps_join_new(builder->dataset, arena),
                     .text = {.values = PS_BUF},
                     .file = PS_SOURCE_FILE,
                     .scratch = ps_arena_new(),
                     .read = PS_ARRAY(arena, bool, builder->dataset->image_count),
                     .error = error};
    bool fine = read_files(&reader);
    ps_source_file_free(&reader.file);
    ps_buf_free(&reader.text.values);
    ps_arena_free(reader.scratch);
    return fine;
}
