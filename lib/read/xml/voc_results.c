/* Predictions as Pascal VOC XML: every object has a <confidence>, or a <score>; or none has. */
#include "read/xml/voc.h"

#include "base/file.h"
#include "read/named.h"
#include "read/xml/voc_doc.h"
#include "read/xml/voc_files.h"

#include <math.h>

typedef struct Reader {
    PsNamed named;
    PsVocDoc doc;
    PsError *error;
} Reader;

/* By the name of the picture, else by that of the XML file. */
static int find_image(Reader *reader)
{
    long line;
    bool fine;
    ps_arena_reset(reader->named.scratch);
    const PsSourceFile *file = reader->doc.file;
    PsNamedImage image = {
        .written = ps_voc_filename(&reader->doc, &line),
        .stem = ps_path_stem(reader->named.scratch, file->name ? file->name : file->path),
        .once = true};
    return ps_named_image(&reader->named, &image, &fine);
}

static bool read_objects(Reader *reader)
{
    PsVocObject object;
    int image = find_image(reader);
    while (ps_voc_next(&reader->doc, &object, reader->error)) {
        PsPlace place = ps_voc_place(&reader->doc, &object);
        PsNamedBox box = {.image = image,
                          .class_name = object.name,
                          .box = object.box,
                          .score = object.scored ? object.score : (double)NAN,
                          .image_place = place,
                          .class_place = place,
                          .box_place = place,
                          .score_place = place};
        if (!ps_named_add(&reader->named, &box)) return false;
    }
    return reader->error->code == PS_OK;
}

static bool read_file(Reader *reader, const PsSourceFile *file)
{
    bool fine = ps_voc_open(&reader->doc, file, reader->error) && read_objects(reader);
    ps_voc_close(&reader->doc);
    return fine;
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
    }
    ps_source_file_free(&file);
    ps_buf_free(&files);
    return fine;
}

bool ps_voc_results_read(PsSource *source, PsResultBuilder *builder, PsError *error)
{
    Reader reader = {.doc = PS_VOC_DOC(&builder->issues), .error = error};
    PsSourceFile whole = {.path = source->path, .data = source->data, .size = source->size};
    bool fine = ps_named_results(&reader.named, source, builder, error) &&
                (source->folder ? read_folder(&reader, source) : read_file(&reader, &whole));
    ps_voc_free(&reader.doc);
    ps_named_close(&reader.named);
    return fine;
}
