/* Predictions as Pascal VOC XML: every object has a <confidence>, or a <score>. */
#include "read/voc.h"

#include "base/file.h"
#include "read/join.h"
#include "read/voc_doc.h"
#include "read/voc_files.h"

typedef struct Reader {
    PsResultBuilder *builder;
    PsJoin *join;
    PsVocDoc doc;
    PsArena *scratch;
    PsError *error;
} Reader;

static bool refuse_unscored(const Reader *reader, const PsPlace *place)
{
    return ps_refuse(reader->error, reader->doc.file->path, place,
                     "<confidence> or <score> in every object (without, this is ground truth)",
                     "an object without a score");
}

/* By the name of the picture, else by that of the XML file. */
static int find_image(Reader *reader)
{
    long line;
    ps_arena_reset(reader->scratch);
    const PsSourceFile *file = reader->doc.file;
    int image = ps_join_image_name(reader->join, ps_voc_filename(&reader->doc, &line));
    if (image >= 0) return image;
    const char *stem = ps_path_stem(reader->scratch, file->name ? file->name : file->path);
    return ps_join_image_name(reader->join, stem);
}

static bool read_file(Reader *reader, const PsSourceFile *file)
{
    PsVocObject object;
    if (!ps_voc_open(&reader->doc, file, reader->error)) return false;
    int image = find_image(reader);
    while (ps_voc_next(&reader->doc, &object, reader->error)) {
        PsPlace place = {
            .file = file->path, .array = "object", .number = object.number, .line = object.line};
        PsResultPlaces places = {place, place, place, place};
        PsDetection detection = {.image = image,
                                 .class_index = ps_join_class_name(reader->join, object.name),
                                 .box = object.box,
                                 .score = object.score};
        if (!object.scored) return refuse_unscored(reader, &place);
        ps_result_add(reader->builder, &detection, &places);
    }
    return reader->error->code == PS_OK;
}

static bool read_folder(Reader *reader, PsSource *source)
{
    PsBuf files = PS_BUF;
    PsSourceFile file = PS_SOURCE_FILE;
    bool fine = ps_voc_files(source, false, &files, reader->doc.issues, reader->error);
    size_t count = PS_BUF_COUNT(&files, PsVocFile);
    for (size_t i = 0; fine && i < count; i++) {
        const char *name = PS_BUF_ITEMS(&files, PsVocFile)[i].name;
        fine = ps_source_read(source, name, &file, reader->error) && read_file(reader, &file);
        ps_voc_close(&reader->doc);
    }
    ps_source_file_free(&file);
    ps_buf_free(&files);
    return fine;
}

bool ps_voc_results_read(PsSource *source, PsResultBuilder *builder, PsError *error)
{
    Reader reader = {.builder = builder,
                     .join = ps_join_new(builder->dataset, source->arena),
                     .doc = PS_VOC_DOC(&builder->issues),
                     .scratch = ps_arena_new(),
                     .error = error};
    PsSourceFile whole = {.path = source->path, .data = source->data, .size = source->size};
    bool fine = source->folder ? read_folder(&reader, source) : read_file(&reader, &whole);
    ps_voc_free(&reader.doc);
    ps_arena_free(reader.scratch);
    return fine;
}
