/* Predictions as text, in both arrangements: a file for each image with the class in the first
   column, or a file for each class with the image in the first column. */
#include "read/text/text.h"

#include "base/file.h"
#include "base/number.h"
#include "read/join.h"
#include "read/text/text_set.h"

#include <stdio.h>
#include <string.h>

typedef struct Reader {
    PsSource *source;
    PsResultBuilder *builder;
    PsJoin *join;
    PsTextSet set;
    int *of_name;       /* index of class, or of image, by number of the name; -1: unknown */
    int *class_of_file; /* NULL: files are images */
    PsError *error;
} Reader;

/* ------------------------------------------------------------------ classes */

/* A number may be a name, or stand for one. */
static int find_class(Reader *reader, const char *name)
{
    int64_t number;
    int found = ps_join_class_name(reader->join, name);
    if (found >= 0 || *name < '0' || *name > '9') return found;
    if (!ps_integer_parse(name, &number)) return -1;
    return ps_join_class_from_0(reader->join, number, reader->builder, NULL);
}

/* "comp4_det_test_traffic_light" -> "traffic_light": the longest end that is a class. */
static int find_class_at_end(Reader *reader, const char *stem)
{
    for (const char *at = stem; *at; at++) {
        bool starts = at == stem || strchr("_-. ", at[-1]);
        int found = starts ? ps_join_class_name(reader->join, at) : -1;
        if (found >= 0) return found;
    }
    return -1;
}

/* ------------------------------------------------------------------ joining */

static int join_names(Reader *reader, bool images)
{
    int count = ps_names_count(&reader->set.names), known = 0;
    reader->of_name = PS_ARRAY(reader->source->arena, int, count);
    for (int i = 0; i < count; i++) {
        const char *name = ps_names_at(&reader->set.names, i);
        reader->of_name[i] =
            images ? ps_join_image_name(reader->join, name) : find_class(reader, name);
        known += reader->of_name[i] >= 0;
    }
    return known;
}

/* Two files may be of one image ("a.txt" and "b/a.txt"). */
static int join_files(Reader *reader)
{
    const PsDataset *dataset = reader->builder->dataset;
    PsArena *arena = reader->source->arena;
    bool *seen = PS_ARRAY(arena, bool, dataset->image_count);
    int count, known = 0;
    PsTextFile *files = ps_text_files(&reader->set, &count);
    for (int i = 0; i < count; i++) {
        int image = ps_join_image_name(reader->join, ps_path_stem(arena, files[i].name));
        files[i].image = image;
        if (image < 0) continue;
        known++;
        files[i].width = dataset->images[image].width;
        files[i].height = dataset->images[image].height;
        PsPlace place = {.file = files[i].path};
        if (seen[image]) {
            ps_issue_add(&reader->builder->issues, "image-in-two-files", &place,
                         "Two files are of the same image; the detections of both were taken.");
        }
        seen[image] = true;
    }
    return known;
}

static int join_class_files(Reader *reader)
{
    int count, known = 0;
    PsArena *arena = reader->source->arena;
    const PsTextFile *files = ps_text_files(&reader->set, &count);
    reader->class_of_file = PS_ARRAY(arena, int, count);
    for (int i = 0; i < count; i++) {
        const char *stem = ps_path_stem(arena, files[i].name);
        reader->class_of_file[i] = find_class_at_end(reader, stem);
        known += reader->class_of_file[i] >= 0;
    }
    return known;
}

/* ------------------------------------------------------------------ rows */

static bool add_row(Reader *reader, const PsTextRow *row, PsTextLayout layout)
{
    int count;
    const PsTextFile *file = &ps_text_files(&reader->set, &count)[row->file];
    bool by_class = reader->class_of_file != NULL;
    PsPlace place = ps_text_place(&reader->set, row);
    PsResultPlaces places = {place, place, place, place};
    PsDetection detection = {.image = by_class ? reader->of_name[row->name] : file->image,
                             .class_index = by_class ? reader->class_of_file[row->file]
                                                     : reader->of_name[row->name],
                             .score = row->score};
    if (!ps_text_box(&reader->set, row, layout, &detection.box, reader->error)) return false;
    ps_result_add(reader->builder, &detection, &places);
    return true;
}

static bool add_rows(Reader *reader, PsTextLayout layout)
{
    int count;
    const PsTextRow *rows = ps_text_rows(&reader->set, &count);
    for (int i = 0; i < count; i++) {
        if (!add_row(reader, &rows[i], layout)) return false;
    }
    return true;
}

static bool refuse_other(const Reader *reader, const char *found, const char *other)
{
    char wanted[80];
    snprintf(wanted, sizeof wanted, "--prediction-format %s", other);
    return ps_refuse(reader->error, reader->source->path, NULL, wanted, found);
}

static bool read_by_image(Reader *reader)
{
    int known = join_files(reader);
    if (known == 0 && join_names(reader, true) > 0) {
        return refuse_other(reader,
                            "no file is called like an image, but the first column names "
                            "images: there seems to be a file for each class",
                            "voc-detections");
    }
    join_names(reader, false);
    return add_rows(reader, ps_text_layout(&reader->set, &reader->builder->issues));
}

static bool read_by_class(Reader *reader)
{
    int known = join_class_files(reader);
    if (join_names(reader, true) == 0 && known == 0 && join_files(reader) > 0) {
        return refuse_other(reader,
                            "no file is called like a class, but like images: there seems "
                            "to be a file for each image",
                            "text-detections");
    }
    return add_rows(reader, PS_TEXT_CORNERS);
}

static bool read_folder(PsSource *source, PsResultBuilder *builder, bool by_class, PsError *error)
{
    Reader reader = {.source = source,
                     .builder = builder,
                     .join = ps_join_new(builder->dataset, source->arena),
                     .error = error};
    bool fine = ps_text_open(&reader.set, source, true, error) &&
                ps_join_list(reader.join, source->options, &builder->issues, error);
    fine = fine && (by_class ? read_by_class : read_by_image)(&reader);
    ps_text_close(&reader.set);
    return fine;
}

bool ps_text_results_read(PsSource *source, PsResultBuilder *builder, PsError *error)
{
    return read_folder(source, builder, false, error);
}

bool ps_voc_text_read(PsSource *source, PsResultBuilder *builder, PsError *error)
{
    return read_folder(source, builder, true, error);
}
