/* Pascal VOC files; see voc_doc.h. Only children are looked at, by name: an <object> may have
   <part>s with boxes of their own, and <source> an <annotation>. */
#include "read/xml/voc_doc.h"

#include "base/number.h"
#include "read/limits.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool refuse_root(const PsVocDoc *doc, PsError *error)
{
    char quoted[180], found[220];
    PsPlace place = {.file = doc->file->path, .line = ps_xml_line(doc->root)};
    ps_xml_quote((const char *)doc->root->name, quoted);
    snprintf(found, sizeof found, "the root element is %s", quoted);
    return ps_refuse(error, doc->file->path, &place, "<annotation>, as Pascal VOC has it", found);
}

bool ps_voc_open(PsVocDoc *doc, const PsSourceFile *file, PsError *error)
{
    doc->file = file;
    doc->object = NULL;
    doc->number = 0;
    if (file->size > PS_LIMIT_XML) {
        PsPlace place = {.file = file->path};
        return ps_refuse(error, file->path, &place, "at most 16 MB for one image",
                         "a larger XML file");
    }
    doc->xml = ps_xml_parse(file, error);
    if (!doc->xml) return false;
    doc->root = xmlDocGetRootElement(doc->xml);
    return ps_xml_is(doc->root, "annotation") || refuse_root(doc, error);
}

void ps_voc_close(PsVocDoc *doc)
{
    if (doc->xml) xmlFreeDoc(doc->xml);
    doc->xml = NULL;
}

void ps_voc_free(PsVocDoc *doc)
{
    ps_voc_close(doc);
    ps_buf_free(&doc->text);
    ps_buf_free(&doc->name);
}

const char *ps_voc_filename(PsVocDoc *doc, long *line)
{
    const xmlNode *node = ps_xml_child(doc->root, "filename");
    *line = node ? ps_xml_line(node) : 0;
    return ps_xml_text(node, &doc->name);
}

/* ------------------------------------------------------------------ numbers */

static bool refuse_number(const PsVocDoc *doc, const PsPlace *place, const char *text,
                          PsError *error)
{
    char found[180];
    ps_xml_quote(text, found);
    return ps_refuse(error, doc->file->path, place,
                     strchr(text, ',') ? "a number with a decimal point" : "a number", found);
}

/* The child as a number; `key` is how the place is called. */
static bool read_number(PsVocDoc *doc, const xmlNode *parent, const char *key, double *value,
                        PsError *error)
{
    const char *slash = strrchr(key, '/');
    const xmlNode *node = ps_xml_child(parent, slash ? slash + 1 : key);
    PsPlace place = {.file = doc->file->path,
                     .array = doc->number ? "object" : NULL,
                     .number = doc->number,
                     .key = key,
                     .line = ps_xml_line(node ? node : parent)};
    const char *text = ps_xml_text(node, &doc->text);
    if (!node) return ps_refuse(error, doc->file->path, &place, "a number", "no such element");
    return ps_number_parse(text, value) || refuse_number(doc, &place, text, error);
}

static bool read_side(PsVocDoc *doc, const xmlNode *size, const char *key, int *side,
                      PsError *error)
{
    double value = 0;
    const char *slash = strrchr(key, '/');
    const xmlNode *node = ps_xml_child(size, slash + 1);
    *side = 0;
    if (!node || !*ps_xml_text(node, &doc->text)) return true;
    if (!read_number(doc, size, key, &value, error)) return false;
    if (value > 0) *side = value < INT_MAX ? (int)value : INT_MAX;
    return true;
}

bool ps_voc_size(PsVocDoc *doc, int *width, int *height, PsError *error)
{
    const xmlNode *size = ps_xml_child(doc->root, "size");
    return read_side(doc, size, "size/width", width, error) &&
           read_side(doc, size, "size/height", height, error);
}

/* ------------------------------------------------------------------ objects */

static bool read_box(PsVocDoc *doc, const xmlNode *box, PsVocObject *object, PsError *error)
{
    double left = 0, top = 0, right = 0, bottom = 0;
    if (!read_number(doc, box, "bndbox/xmin", &left, error) ||
        !read_number(doc, box, "bndbox/ymin", &top, error) ||
        !read_number(doc, box, "bndbox/xmax", &right, error) ||
        !read_number(doc, box, "bndbox/ymax", &bottom, error)) {
        return false;
    }
    object->box = (PsBox){left, top, right - left, bottom - top};
    return true;
}

static bool read_score(PsVocDoc *doc, PsVocObject *object, PsError *error)
{
    const char *key = ps_xml_child(doc->object, "confidence") ? "confidence" : "score";
    object->scored = ps_xml_child(doc->object, key) != NULL;
    return !object->scored || read_number(doc, doc->object, key, &object->score, error);
}

PsPlace ps_voc_place(const PsVocDoc *doc, const PsVocObject *object)
{
    return (PsPlace){
        .file = doc->file->path, .array = "object", .number = object->number, .line = object->line};
}

/* An object that says too little to be used is not taken, but counted. */
static bool is_complete(PsVocDoc *doc, const PsVocObject *object, const xmlNode *box)
{
    PsPlace place = ps_voc_place(doc, object);
    if (!box && ps_xml_child(doc->object, "robndbox")) {
        ps_issue_add(doc->issues, "voc-rotated-box", &place,
                     "An object has a rotated box (robndbox) alone, which is not read; it was left "
                     "out.");
    } else if (!box) {
        ps_issue_add(doc->issues, "voc-no-box", &place,
                     "An object has no bndbox; it was left out.");
    } else if (!*object->name) {
        ps_issue_add(doc->issues, "voc-no-name", &place, "An object has no name; it was left out.");
    }
    return box && *object->name;
}

static bool read_object(PsVocDoc *doc, const xmlNode *box, PsVocObject *object, PsError *error)
{
    const char *difficult = ps_xml_text(ps_xml_child(doc->object, "difficult"), &doc->text);
    object->difficult = strcmp(difficult, "1") == 0 || strcasecmp(difficult, "true") == 0;
    return read_box(doc, box, object, error) && read_score(doc, object, error);
}

bool ps_voc_next(PsVocDoc *doc, PsVocObject *object, PsError *error)
{
    error->code = PS_OK;
    do {
        doc->object = doc->number++ == 0 ? ps_xml_child(doc->root, "object")
                                         : ps_xml_next(doc->object, "object");
        if (!doc->object) return false;
        *object = (PsVocObject){.number = doc->number, .line = ps_xml_line(doc->object)};
        object->name = ps_xml_text(ps_xml_child(doc->object, "name"), &doc->name);
        const xmlNode *box = ps_xml_child(doc->object, "bndbox");
        if (is_complete(doc, object, box)) return read_object(doc, box, object, error);
    } while (true);
}
