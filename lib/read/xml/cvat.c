/* CVAT for images; see cvat.h. The file is read image by image, so that a large task needs no more
   memory than its largest image. Classes are numbered in the order of the task's labels, as CVAT
   itself numbers them when it exports COCO. */
#include "read/xml/cvat.h"

#include "base/file.h"
#include "base/number.h"
#include "read/xml/cvat_shape.h"
#include "read/named.h"
#include "read/splits.h"
#include "read/xml/xml.h"

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
    PsNamed named;
    PsIssueList *issues;
    PsXmlParts parts;
    PsBuf text;
    PsNames subsets;
    bool rest;         /* some images are in none */
    const char *split; /* of the subsets; "": all are read */
    int labels;        /* classes when those of the task were read; 0: it names none */
    int number, image; /* of the current image: in the file, from 1; in the builder */
    PsError *error;
} Reader;

/* Labels with a parent are the points of a skeleton. */
static bool read_label(Reader *reader, const xmlNode *label)
{
    if (*ps_xml_text(ps_xml_child(label, "parent"), &reader->text)) return true;
    const char *name = ps_xml_text(ps_xml_child(label, "name"), &reader->text);
    PsPlace place = {.file = reader->source->path, .key = "label", .line = ps_xml_line(label)};
    if (!*name) return true;
    reader->named.classes_in_order = true;
    return ps_named_class(&reader->named, name, &place) >= 0;
}

/* <meta><task><labels>, or <job>, or <project>. */
static bool read_meta(Reader *reader, const xmlNode *meta)
{
    for (const xmlNode *of = ps_xml_child(meta, NULL); of; of = ps_xml_next(of, NULL)) {
        const xmlNode *label = ps_xml_child(ps_xml_child(of, "labels"), "label");
        for (; label; label = ps_xml_next(label, "label")) {
            if (!read_label(reader, label)) return false;
        }
    }
    if (reader->named.classes_in_order) reader->labels = ps_named_class_count(&reader->named);
    return true;
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
                         .number = reader->number,
                         .key = key,
                         .line = ps_xml_line(node)};
        return ps_refuse(reader->error, reader->source->path, &place, "a number", found);
    }
    if (value > 0) *side = value < INT_MAX ? (int)value : INT_MAX;
    return true;
}

static PsPlace image_place(const Reader *reader, const xmlNode *node)
{
    return (PsPlace){.file = reader->source->path,
                     .array = "image",
                     .number = reader->number,
                     .line = ps_xml_line(node)};
}

static bool add_image(Reader *reader, const xmlNode *node)
{
    const char *name = ps_xml_attribute(node, "name");
    PsPlace place = image_place(reader, node);
    PsNamedImage image = {.written = name ? ps_arena_text(reader->named.arena, name) : "",
                          .place = {.file = place.file, .line = place.line}};
    if (!read_side(reader, node, "width", &image.width)) return false;
    if (!read_side(reader, node, "height", &image.height)) return false;
    if (!*image.written) {
        ps_issue_add(reader->issues, "image-without-name", &place,
                     "An image has no name; predictions cannot be joined with it by name.");
    }
    ps_named_note_unsized(&reader->named, &image, &place);
    reader->image = ps_named_new_image(&reader->named, &image);
    return reader->image >= 0;
}

static void note_stranger(Reader *reader, int class_index, const PsPlace *place)
{
    if (reader->labels == 0 || class_index < reader->labels) return;
    ps_issue_add(reader->issues, "label-not-in-task", place,
                 "An object has a label that is not among those of the task; it was taken as "
                 "another class.");
}

static bool read_shape(Reader *reader, const xmlNode *node)
{
    PsCvatShape shape;
    PsPlace place = image_place(reader, node);
    place.key = (const char *)node->name;
    if (!ps_cvat_shape(node, &place, reader->issues, &shape, reader->error)) return false;
    if (!shape.taken) return true;
    PsNamedBox box = {.image = reader->image,
                      .class_name = shape.label,
                      .box = shape.box,
                      .class_place = place,
                      .box_place = place};
    int class_index = ps_named_class(&reader->named, shape.label, &place);
    note_stranger(reader, class_index, &place);
    return class_index >= 0 && ps_named_add(&reader->named, &box);
}

static bool is_wanted(const Reader *reader, const xmlNode *image)
{
    const char *part = ps_xml_attribute(image, "subset");
    return !*reader->split || (part && ps_split_is(part, reader->split));
}

static bool read_image(Reader *reader, const xmlNode *node)
{
    reader->number++;
    if (!is_wanted(reader, node)) return true;
    ps_truth_enter_split(reader->named.truth, ps_xml_attribute(node, "subset"));
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
    if (ps_xml_is(node, "meta")) return read_meta(reader, node);
    return !ps_xml_is(node, "image") || read_image(reader, node);
}

static bool check_root(const Reader *reader)
{
    char found[180];
    const PsSource *source = reader->source;
    if (strcmp(reader->parts.root, "annotations") == 0) return true;
    PsPlace place = {.file = source->path};
    ps_xml_quote(reader->parts.root, found);
    return ps_refuse(reader->error, source->path, &place, "<annotations> as root element", found);
}

/* Walks over the children of the root. */
static bool walk(Reader *reader, bool (*read)(Reader *reader, const xmlNode *node))
{
    PsSource *source = reader->source;
    const xmlNode *node;
    bool fine = ps_xml_parts_open(&reader->parts, source->path, source->data, source->size,
                                  reader->error) &&
                check_root(reader);
    while (fine && (node = ps_xml_parts_next(&reader->parts, reader->error))) {
        fine = read(reader, node);
    }
    ps_xml_parts_close(&reader->parts);
    return fine && reader->error->code == PS_OK;
}

/* ------------------------------------------------------------------ splits */

static bool note_subset(Reader *reader, const xmlNode *node)
{
    const char *subset = ps_xml_is(node, "image") ? ps_xml_attribute(node, "subset") : NULL;
    if (subset && *subset)
        ps_names_add(&reader->subsets, subset, strlen(subset));
    else
        reader->rest |= ps_xml_is(node, "image");
    return true;
}

/* A task without subsets, as most are, is walked over once. */
static bool choose_split(Reader *reader)
{
    ps_names_start(&reader->subsets, reader->source->arena);
    bool fine = !strstr(reader->source->data, "subset=") || walk(reader, note_subset);
    if (fine) {
        reader->split =
            ps_split_choose(reader->source, &reader->subsets, reader->rest, reader->error);
    }
    ps_names_free(&reader->subsets);
    return fine && reader->split;
}

static bool read_file(PsSource *source, PsSource *pictures, PsTruthBuilder *builder, PsError *error)
{
    Reader reader = {.source = source, .issues = &builder->issues, .text = PS_BUF, .error = error};
    bool fine = ps_named_truth(&reader.named, pictures, builder, error) && choose_split(&reader) &&
                walk(&reader, read_part);
    ps_named_close(&reader.named);
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
