/* Pascal VOC XML; see voc.h. A box is xmin, ymin, xmax - xmin, ymax - ymin: nothing is added for
   the last pixel, as all converters to COCO do. <path> is of another machine and not looked at. */
#include "read/xml/voc.h"

#include "base/file.h"
#include "read/named.h"
#include "read/xml/voc_doc.h"
#include "read/xml/voc_files.h"

#include <string.h>

/* ------------------------------------------------------------------ recognising */

static const char *recognise_file(PsSource *source)
{
    return ps_xml_misfit(source->arena, source->path, source->data, source->size, "annotation");
}

static const char *recognise_folder(PsSource *source)
{
    const char *name, *why = "no xml files";
    PsSourceFile file = PS_SOURCE_FILE;
    PsSample sample = {0};
    for (int at = 0; why && ps_sample_goes_on(&sample) && (name = ps_voc_file_next(source, &at));) {
        if (!ps_source_look(source, name, &file, &sample)) continue;
        why = ps_xml_misfit(source->arena, name, file.data, file.size, "annotation");
    }
    ps_source_file_free(&file);
    return why;
}

const char *ps_voc_recognise(PsSource *source)
{
    if (source->main) return "is a list";
    return source->folder ? recognise_folder(source) : recognise_file(source);
}

/* ------------------------------------------------------------------ images */

/* What is kept of a file for what comes later. */
typedef struct Read {
    const char *path, *stem; /* of the XML file */
    long line;               /* of the name of the picture */
    bool renamed;
} Read;

typedef struct Reader {
    PsNamed named;
    PsVocDoc doc;
    PsBuf read; /* of Read, by image */
    int image;
    PsError *error;
} Reader;

static void note_repeated(Reader *reader, Read *read)
{
    PsPlace place = {.file = read->path, .line = read->line, .key = "filename"};
    ps_issue_add(reader->doc.issues, "voc-filename-repeated", &place,
                 "XML files name the same picture; the names of the XML files were taken.");
    read->renamed = true;
}

/* The picture of an XML file, called like it. */
static const char *name_by_file(Reader *reader, const Read *read, const char *like)
{
    const char *dot = strrchr(ps_path_base(like), '.');
    return dot ? ps_arena_printf(reader->named.arena, "%s%s", read->stem, dot) : read->stem;
}

/* Some tools write one file name into all files: then the names of the XML files tell them apart,
   that of the first one, too. */
static const char *part_equal_names(Reader *reader, Read *read, const char *name)
{
    int first = ps_index_text(reader->named.images, name);
    if (first < 0) {
        int count = (int)PS_BUF_COUNT(&reader->read, Read);
        ps_index_add_text(reader->named.images, name, count);
        return name;
    }
    Read *other = &PS_BUF_ITEMS(&reader->read, Read)[first];
    if (!other->renamed) {
        note_repeated(reader, other);
        ps_named_rename(&reader->named, first, name_by_file(reader, other, name));
    }
    note_repeated(reader, read);
    return name_by_file(reader, read, name);
}

static const char *image_file(Reader *reader, Read *read)
{
    const char *name = ps_voc_filename(&reader->doc, &read->line);
    if (*name) return part_equal_names(reader, read, ps_arena_text(reader->named.arena, name));
    PsPlace place = {.file = read->path};
    ps_issue_add(reader->doc.issues, "voc-no-filename", &place,
                 "An XML file does not name its picture; the name of the XML file was taken.");
    return read->stem;
}

static bool read_image(Reader *reader, const PsSourceFile *file, int64_t id)
{
    PsArena *arena = reader->named.arena;
    Read read = {.path = ps_arena_text(arena, file->path),
                 .stem = ps_path_stem(arena, file->name ? file->name : file->path)};
    PsNamedImage image = {.id = id, .stem = read.stem};
    if (!ps_voc_size(&reader->doc, &image.width, &image.height, reader->error)) return false;
    image.written = image_file(reader, &read);
    image.place = (PsPlace){.file = read.path, .line = read.line};
    PsPlace place = {.file = read.path, .key = "size"};
    ps_named_note_unsized(&reader->named, &image, &place);
    PS_BUF_PUSH(&reader->read, read);
    reader->image = ps_named_new_image(&reader->named, &image);
    return reader->image >= 0;
}

/* ------------------------------------------------------------------ objects */

/* A box with a side of zero is a slip of the hand that converters leave out; kept, it would be
   missed by every model. */
static bool has_area(Reader *reader, const PsVocObject *object)
{
    if (object->box.width != 0 && object->box.height != 0) return true;
    PsPlace place = ps_voc_place(&reader->doc, object);
    ps_issue_add(reader->doc.issues, "voc-box-without-area", &place,
                 "A box has no width or no height (xmin = xmax or ymin = ymax); it was left out.");
    return false;
}

static bool read_objects(Reader *reader)
{
    PsVocObject object;
    while (ps_voc_next(&reader->doc, &object, reader->error)) {
        if (!has_area(reader, &object)) continue;
        PsPlace place = ps_voc_place(&reader->doc, &object);
        PsNamedBox box = {.image = reader->image,
                          .class_name = object.name,
                          .box = object.box,
                          .class_place = place,
                          .box_place = place};
        if (!ps_named_add(&reader->named, &box)) return false;
        place = (PsPlace){.file = place.file, .line = place.line};
        if (object.difficult) ps_named_note_difficult(&reader->named, &place);
    }
    return reader->error->code == PS_OK;
}

/* ------------------------------------------------------------------ files */

static bool read_file(Reader *reader, const PsSourceFile *file, int64_t id)
{
    bool fine = ps_voc_open(&reader->doc, file, reader->error) && read_image(reader, file, id) &&
                read_objects(reader);
    ps_voc_close(&reader->doc);
    return fine;
}

static bool read_folder(Reader *reader, PsSource *source)
{
    PsBuf files = PS_BUF;
    PsSourceFile file = PS_SOURCE_FILE;
    bool fine = ps_voc_files(source, true, &files, reader->doc.issues, reader->error);
    size_t count = PS_BUF_COUNT(&files, PsVocFile);
    for (size_t i = 0; fine && i < count; i++) {
        const PsVocFile *from = &PS_BUF_ITEMS(&files, PsVocFile)[i];
        ps_truth_enter_split(reader->named.truth, from->split);
        fine = ps_source_read(source, from->name, &file, reader->error) &&
               read_file(reader, &file, from->id);
    }
    ps_source_file_free(&file);
    ps_buf_free(&files);
    return fine;
}

bool ps_voc_read(PsSource *source, PsTruthBuilder *builder, PsError *error)
{
    Reader reader = {.doc = PS_VOC_DOC(&builder->issues), .read = PS_BUF, .error = error};
    PsSourceFile whole = {.path = source->path, .data = source->data, .size = source->size};
    bool fine = ps_named_truth(&reader.named, source, builder, error) &&
                (source->folder ? read_folder(&reader, source) : read_file(&reader, &whole, 1));
    ps_voc_free(&reader.doc);
    ps_named_close(&reader.named);
    ps_buf_free(&reader.read);
    return fine;
}
