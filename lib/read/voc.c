/* Pascal VOC XML; see voc.h. A box is xmin, ymin, xmax - xmin, ymax - ymin: nothing is added for
   the last pixel, as all converters to COCO do. <path> is of another machine and not looked at. */
#include "read/voc.h"

#include "base/file.h"
#include "read/draft.h"
#include "read/voc_doc.h"
#include "read/voc_files.h"

#include <string.h>

/* ------------------------------------------------------------------ recognising */

enum { LOOKS = 3 };

static const char *recognise_file(PsSource *source)
{
    return ps_xml_misfit(source->arena, source->path, source->data, source->size, "annotation");
}

static const char *recognise_folder(PsSource *source)
{
    const char *name, *why = "no xml files";
    PsSourceFile file = PS_SOURCE_FILE;
    int looks = 0;
    for (int at = 0; why && looks < LOOKS && (name = ps_voc_file_next(source, &at)); looks++) {
        if (!ps_source_peek(source, name, &file)) continue;
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

/* ------------------------------------------------------------------ ground truth */

typedef struct Reader {
    PsSource *source;
    PsDraft draft;
    PsVocDoc doc;
    PsError *error;
} Reader;

/* The picture of an XML file is called like it. */
static const char *name_by_file(Reader *reader, const char *name, const char *like)
{
    PsArena *arena = reader->source->arena;
    const char *stem = ps_path_stem(arena, name ? name : reader->source->path);
    const char *dot = strrchr(ps_path_base(like), '.');
    return dot ? ps_arena_printf(arena, "%s%s", stem, dot)
               : ps_draft_picture_name(&reader->draft, stem);
}

static const char *image_file(Reader *reader, const PsSourceFile *file, long *line)
{
    PsArena *arena = reader->source->arena;
    const char *name = ps_voc_filename(&reader->doc, line);
    if (!*name) {
        PsPlace place = {.file = file->path};
        ps_issue_add(reader->doc.issues, "voc-no-filename", &place,
                     "An XML file does not name its picture; the name of the XML file was taken.");
        return name_by_file(reader, file->name, "");
    }
    bool ending = strrchr(ps_path_base(name), '.') != NULL;
    name = ps_arena_text(arena, name);
    return ending ? name : ps_draft_picture_name(&reader->draft, name);
}

static void note_size(Reader *reader, const PsDraftImage *image)
{
    if (image->width > 0 && image->height > 0) return;
    PsPlace place = {.file = image->path, .key = "size"};
    ps_issue_add(reader->doc.issues, "size-from-picture", &place,
                 "An image is without size in the labels; that of the picture was taken, if it is "
                 "there.");
}

/* A box with a side of zero is a slip of the hand that converters leave out; kept, it would be
   missed by every model. */
static bool has_area(Reader *reader, const PsVocObject *object)
{
    if (object->box.width != 0 && object->box.height != 0) return true;
    PsPlace place = {.file = reader->doc.file->path,
                     .array = "object",
                     .number = object->number,
                     .line = object->line};
    ps_issue_add(reader->doc.issues, "voc-box-without-area", &place,
                 "A box has no width or no height (xmin = xmax or ymin = ymax); it was left out.");
    return false;
}

static bool read_objects(Reader *reader, int image)
{
    PsVocObject object;
    while (ps_voc_next(&reader->doc, &object, reader->error)) {
        if (!has_area(reader, &object)) continue;
        PsDraftObject to = {.image = image,
                            .name =
                                ps_draft_class(&reader->draft, object.name, strlen(object.name)),
                            .array = "object",
                            .number = object.number,
                            .line = object.line,
                            .box = object.box};
        ps_draft_object(&reader->draft, &to);
        if (!object.difficult) continue;
        PsPlace place = {.file = reader->doc.file->path, .line = object.line};
        ps_draft_note_difficult(&reader->draft, &place);
    }
    return reader->error->code == PS_OK;
}

static bool read_truth_file(Reader *reader, const PsSourceFile *file, int64_t id)
{
    PsArena *arena = reader->source->arena;
    PsDraftImage image = {.id = id, .name = file->name, .split = ""};
    bool fine = ps_voc_open(&reader->doc, file, reader->error) &&
                ps_voc_size(&reader->doc, &image.width, &image.height, reader->error);
    if (fine) {
        image.path = ps_arena_text(arena, file->path);
        image.file = image_file(reader, file, &image.line);
        note_size(reader, &image);
        fine = read_objects(reader, ps_draft_image(&reader->draft, &image));
    }
    ps_voc_close(&reader->doc);
    return fine;
}

/* Some tools write one file name into all files: then the names of the XML files tell them apart.
 */
static void part_equal_names(Reader *reader)
{
    PsArena *arena = reader->source->arena;
    PsDraftImage *images = PS_BUF_ITEMS(&reader->draft.images, PsDraftImage);
    int count = (int)PS_BUF_COUNT(&reader->draft.images, PsDraftImage);
    PsIndex *known = ps_index_new(arena);
    bool *twice = PS_ARRAY(arena, bool, count);
    for (int i = 0; i < count; i++) {
        int first = ps_index_add_text(known, images[i].file, i);
        if (first != i) twice[first] = twice[i] = true;
    }
    for (int i = 0; i < count; i++) {
        if (!twice[i]) continue;
        PsPlace place = {.file = images[i].path, .line = images[i].line, .key = "filename"};
        ps_issue_add(reader->doc.issues, "voc-filename-repeated", &place,
                     "XML files name the same picture; the names of the XML files were taken.");
        images[i].file = name_by_file(reader, images[i].name, images[i].file);
    }
}

static bool read_folder(Reader *reader)
{
    PsBuf files = PS_BUF;
    PsSourceFile file = PS_SOURCE_FILE;
    bool fine = ps_voc_files(reader->source, true, &files, reader->doc.issues, reader->error);
    size_t count = PS_BUF_COUNT(&files, PsVocFile);
    for (size_t i = 0; fine && i < count; i++) {
        const PsVocFile *from = &PS_BUF_ITEMS(&files, PsVocFile)[i];
        fine = ps_source_read(reader->source, from->name, &file, reader->error) &&
               read_truth_file(reader, &file, from->id);
    }
    ps_source_file_free(&file);
    ps_buf_free(&files);
    return fine;
}

static bool read_all(Reader *reader)
{
    PsSource *source = reader->source;
    if (!ps_draft_open(&reader->draft, source, reader->draft.builder, reader->error)) return false;
    PsSourceFile whole = {.path = source->path, .data = source->data, .size = source->size};
    if (!(source->folder ? read_folder(reader) : read_truth_file(reader, &whole, 1))) return false;
    part_equal_names(reader);
    ps_draft_find_sizes(&reader->draft);
    return ps_draft_finish(&reader->draft, reader->error);
}

bool ps_voc_read(PsSource *source, PsTruthBuilder *builder, PsError *error)
{
    Reader reader = {.source = source,
                     .draft = {.builder = builder, .images = PS_BUF, .objects = PS_BUF},
                     .doc = PS_VOC_DOC(&builder->issues),
                     .error = error};
    bool fine = read_all(&reader);
    ps_voc_free(&reader.doc);
    ps_draft_close(&reader.draft);
    return fine;
}
