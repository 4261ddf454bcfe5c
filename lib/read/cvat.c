/* CVAT for images; see cvat.h. The file is read image by image, so that a large task needs no more
   memory than its largest image. Classes are numbered in the order of the task's labels, as CVAT
   itself numbers them when it exports COCO. */
#include "read/cvat.h"

#include "base/file.h"
#include "base/number.h"
#include "read/cvat_shape.h"
#include "read/draft.h"
#include "read/xml.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static const char *const xml_endings[] = {"xml", NULL};

/* ------------------------------------------------------------------ recognising */

/* The file in the folder that CVAT writes, or NULL. */
static const char *find_file(const PsSource *source)
{
    const char *name;
    for (int at = 0; (name = ps_source_next(source, xml_endings, &at));) {
        if (strcmp(ps_path_base(name), "annotations.xml") == 0) return name;
    }
    return NULL;
}

const char *ps_cvat_recognise(PsSource *source)
{
    if (source->main) return "is a list";
    if (!source->folder) {
        return ps_xml_misfit(source->arena, source->path, source->data, source->size,
                             "annotations");
    }
    const char *name = find_file(source), *why = "no annotations.xml";
    PsSourceFile file = PS_SOURCE_FILE;
    if (name && ps_source_peek(source, name, &file)) {
        why = ps_xml_misfit(source->arena, name, file.data, file.size, "annotations");
    }
    ps_source_file_free(&file);
    return why;
}

/* ------------------------------------------------------------------ labels of the task */

typedef struct Reader {
    PsSource *source; /* the one file */
    PsDraft draft;
    PsIssueList *issues;
    PsXmlParts parts;
    PsBuf text;
    int labels; /* of the task; 0: it names none */
    int images;
    PsError *error;
} Reader;

/* Labels with a parent are the points of a skeleton. */
static void read_label(Reader *reader, const xmlNode *label)
{
    if (*ps_xml_text(ps_xml_child(label, "parent"), &reader->text)) return;
    const char *name = ps_xml_text(ps_xml_child(label, "name"), &reader->text);
    if (*name) ps_draft_class(&reader->draft, name, strlen(name));
}

/* <meta><task><labels>, or <job>, or <project>. */
static void read_meta(Reader *reader, const xmlNode *meta)
{
    for (const xmlNode *of = ps_xml_child(meta, NULL); of; of = ps_xml_next(of, NULL)) {
        const xmlNode *label = ps_xml_child(ps_xml_child(of, "labels"), "label");
        for (; label; label = ps_xml_next(label, "label")) read_label(reader, label);
    }
    reader->labels = ps_names_count(&reader->draft.names);
    reader->draft.names_in_order = reader->labels > 0;
}

/* ------------------------------------------------------------------ images */

static bool read_side(Reader *reader, const xmlNode *node, const char *key, int *side)
{
    const char *text = ps_xml_attribute(node, key);
    double value;
    *side = 0;
    if (!text || !*text) return true;
    if (!ps_number_parse(text, &value)) {
        char found[180];
        ps_xml_quote(text, found);
        PsPlace place = {.file = reader->source->path,
                         .array = "image",
                         .number = reader->images,
                         .key = key,
                         .line = ps_xml_line(node)};
        return ps_refuse(reader->error, reader->source->path, &place, "a number", found);
    }
    if (value > 0) *side = value < INT_MAX ? (int)value : INT_MAX;
    return true;
}

static void note_image(Reader *reader, const PsDraftImage *image)
{
    PsPlace place = {.file = reader->source->path,
                     .array = "image",
                     .number = image->number,
                     .line = image->line};
    if (!*image->file) {
        ps_issue_add(reader->issues, "image-without-name", &place,
                     "An image has no name; predictions cannot be joined with it by name.");
    }
    if (image->width > 0 && image->height > 0) return;
    ps_issue_add(reader->issues, "size-from-picture", &place,
                 "An image is without size in the labels; that of the picture was taken, if it is "
                 "there.");
}

static bool add_image(Reader *reader, const xmlNode *node)
{
    PsArena *arena = reader->source->arena;
    const char *name = ps_xml_attribute(node, "name"), *part = ps_xml_attribute(node, "subset");
    PsDraftImage image = {.file = name ? ps_arena_text(arena, name) : "",
                          .path = reader->source->path,
                          .split = part ? ps_arena_text(arena, part) : "",
                          .line = ps_xml_line(node),
                          .number = ++reader->images};
    if (!read_side(reader, node, "width", &image.width)) return false;
    if (!read_side(reader, node, "height", &image.height)) return false;
    note_image(reader, &image);
    ps_draft_image(&reader->draft, &image);
    return true;
}

static int find_class(Reader *reader, const char *name, const PsPlace *place)
{
    int number = ps_draft_class(&reader->draft, name, strlen(name));
    if (reader->labels == 0 || number < reader->labels) return number;
    ps_issue_add(reader->issues, "label-not-in-task", place,
                 "An object has a label that is not among those of the task; it was taken as "
                 "another class.");
    return number;
}

static bool read_shape(Reader *reader, const xmlNode *node)
{
    PsPlace place = {.file = reader->source->path,
                     .array = "image",
                     .number = reader->images,
                     .key = (const char *)node->name,
                     .line = ps_xml_line(node)};
    PsCvatShape shape;
    if (!ps_cvat_shape(node, &place, reader->issues, &shape, reader->error)) return false;
    if (!shape.taken) return true;
    PsDraftObject object = {.image = reader->images - 1,
                            .name = find_class(reader, shape.label, &place),
                            .array = "image",
                            .number = reader->images,
                            .key = shape.kind,
                            .line = place.line,
                            .box = shape.box};
    ps_draft_object(&reader->draft, &object);
    return true;
}

static bool read_image(Reader *reader, const xmlNode *node)
{
    if (!add_image(reader, node)) return false;
    for (const xmlNode *shape = ps_xml_child(node, NULL); shape; shape = ps_xml_next(shape, NULL)) {
        if (!read_shape(reader, shape)) return false;
    }
    return true;
}

/* ------------------------------------------------------------------ the file */

static bool refuse_track(const Reader *reader, const xmlNode *node)
{
    PsPlace place = {.file = reader->source->path, .key = "track", .line = ps_xml_line(node)};
    return ps_refuse(reader->error, reader->source->path, &place,
                     "an export as \"CVAT for images 1.1\"",
                     "a track: this is \"CVAT for video\", whose boxes go through many frames");
}

static bool read_part(Reader *reader, const xmlNode *node)
{
    if (ps_xml_is(node, "track")) return refuse_track(reader, node);
    if (ps_xml_is(node, "meta")) read_meta(reader, node);
    return !ps_xml_is(node, "image") || read_image(reader, node);
}

static bool read_parts(Reader *reader)
{
    PsSource *source = reader->source;
    const xmlNode *node;
    if (!ps_xml_parts_open(&reader->parts, source->path, source->data, source->size,
                           reader->error)) {
        return false;
    }
    if (strcmp(reader->parts.root, "annotations") != 0) {
        PsPlace place = {.file = source->path};
        char found[180];
        ps_xml_quote(reader->parts.root, found);
        return ps_refuse(reader->error, source->path, &place, "<annotations> as root element",
                         found);
    }
    while ((node = ps_xml_parts_next(&reader->parts, reader->error))) {
        if (!read_part(reader, node)) return false;
    }
    return reader->error->code == PS_OK;
}

static bool read_file(PsSource *source, PsSource *pictures, PsTruthBuilder *builder, PsError *error)
{
    Reader reader = {.source = source, .issues = &builder->issues, .text = PS_BUF, .error = error};
    bool fine = ps_draft_open(&reader.draft, pictures, builder, error) && read_parts(&reader) &&
                ps_draft_keep_split(&reader.draft, error);
    if (fine) {
        ps_draft_find_sizes(&reader.draft);
        fine = ps_draft_finish(&reader.draft, error);
    }
    ps_xml_parts_close(&reader.parts);
    ps_draft_close(&reader.draft);
    ps_buf_free(&reader.text);
    return fine;
}

bool ps_cvat_read(PsSource *source, PsTruthBuilder *builder, PsError *error)
{
    if (!source->folder) return read_file(source, source, builder, error);
    PsSource inner = {0};
    PsSourceFile file = PS_SOURCE_FILE;
    const char *name = find_file(source);
    bool fine = name ? ps_source_enter(source, name, &file, &inner, error)
                     : ps_fail(error, PS_ERROR_INPUT, source->path, NULL, NULL,
                               "no annotations.xml is in the folder");
    if (fine) {
        builder->issues.file = ps_arena_text(builder->arena, inner.path);
        fine = read_file(&inner, source, builder, error);
    }
    ps_source_file_free(&file);
    return fine;
}
