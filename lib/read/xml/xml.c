/* XML; see xml.h. Document types are refused where they begin: no format here has one, and all
   that is dangerous in XML (entities that grow, entities that are files) is declared in them. */
#include "read/xml/xml.h"

#include "base/file.h"
#include "base/text.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>

enum {
    OPTIONS = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT |
              XML_PARSE_NOBLANKS | XML_PARSE_NOCDATA
};

static const char NO_DTD[] = "XML without a document type";

/* ------------------------------------------------------------------ walls */

static xmlParserInput *open_nothing(const char *url, const char *id, xmlParserCtxt *context)
{
    (void)url;
    (void)id;
    (void)context;
    return NULL;
}

static void say_nothing(void *context, const char *message, ...)
{
    (void)context;
    (void)message;
}

static void prepare(void)
{
    static bool ready;
    if (ready) return;
    ready = true;
    xmlInitParser();
    xmlSetExternalEntityLoader(open_nothing);
    xmlSetGenericErrorFunc(NULL, say_nothing);
}

/* ------------------------------------------------------------------ errors */

static bool refuse_type(const char *path, long line, PsError *error)
{
    PsPlace place = {.file = path, .line = line};
    return ps_refuse(error, path, &place, NO_DTD, "a document type declaration");
}

/* "Opening and ending tag mismatch: a line 2 and b": the first line of what libxml2 says, without
   its advice to programmers. */
static bool refuse_xml(const char *path, const xmlError *fault, PsError *error)
{
    char found[300] = "is no well-formed XML";
    PsArena *arena = ps_arena_new();
    PsPlace place = {.file = path, .line = fault ? fault->line : 0};
    if (fault && fault->message) {
        const char *advice = strstr(fault->message, " use XML_PARSE_HUGE");
        size_t length = strcspn(fault->message, "\n");
        if (advice && (size_t)(advice - fault->message) < length) {
            length = (size_t)(advice - fault->message);
        }
        const char *message = ps_arena_text_n(arena, fault->message, length);
        snprintf(found, sizeof found, "is no XML that can be read: %.200s",
                 ps_text_shown(arena, message));
    }
    ps_refuse(error, path, &place, NULL, found);
    ps_arena_free(arena);
    return false;
}

static bool refuse_size(const char *path, PsError *error)
{
    PsPlace place = {.file = path};
    return ps_refuse(error, path, &place, "XML of less than 2 GB", "a larger file");
}

void ps_xml_quote(const char *text, char found[180])
{
    PsArena *arena = ps_arena_new();
    snprintf(found, 180, "\"%.170s\"", ps_text_shortened(arena, ps_text_shown(arena, text), 40));
    ps_arena_free(arena);
}

/* ------------------------------------------------------------------ whole documents */

static void stop_at_type(void *user, const xmlChar *name, const xmlChar *id, const xmlChar *url)
{
    xmlParserCtxt *context = user;
    (void)name;
    (void)id;
    (void)url;
    *(long *)context->_private = context->input ? context->input->line : 0;
    xmlStopParser(context);
}

xmlDoc *ps_xml_parse(const PsSourceFile *file, PsError *error)
{
    prepare();
    if (file->size > INT_MAX) {
        refuse_size(file->path, error);
        return NULL;
    }
    long type_line = -1;
    xmlParserCtxt *context = xmlNewParserCtxt();
    if (!context) {
        refuse_xml(file->path, NULL, error);
        return NULL;
    }
    context->_private = &type_line;
    context->sax->internalSubset = stop_at_type;
    xmlDoc *document = xmlCtxtReadMemory(context, file->data, (int)file->size, NULL, NULL, OPTIONS);
    if (type_line >= 0) {
        xmlFreeDoc(document);
        document = NULL;
        refuse_type(file->path, type_line, error);
    } else if (!document) {
        refuse_xml(file->path, xmlCtxtGetLastError(context), error);
    }
    xmlFreeParserCtxt(context);
    return document;
}

/* ------------------------------------------------------------------ part by part */

static bool refuse_part(const PsXmlParts *parts, PsError *error)
{
    return refuse_xml(parts->path, xmlGetLastError(), error);
}

bool ps_xml_parts_open(PsXmlParts *parts, const char *path, const char *data, size_t size,
                       PsError *error)
{
    prepare();
    *parts = (PsXmlParts){.path = path, .root = ""};
    if (size > INT_MAX) return refuse_size(path, error);
    xmlResetLastError();
    parts->reader = xmlReaderForMemory(data, (int)size, NULL, NULL, OPTIONS);
    if (!parts->reader) return refuse_part(parts, error);
    while (xmlTextReaderRead(parts->reader) == 1) {
        int type = xmlTextReaderNodeType(parts->reader);
        if (type == XML_READER_TYPE_DOCUMENT_TYPE) {
            return refuse_type(path, xmlTextReaderGetParserLineNumber(parts->reader), error);
        }
        if (type != XML_READER_TYPE_ELEMENT) continue;
        parts->root = (const char *)xmlTextReaderConstLocalName(parts->reader);
        return true;
    }
    return refuse_part(parts, error);
}

void ps_xml_parts_close(PsXmlParts *parts)
{
    if (parts->reader) xmlFreeTextReader(parts->reader);
    parts->reader = NULL;
}

const xmlNode *ps_xml_parts_next(PsXmlParts *parts, PsError *error)
{
    xmlTextReader *reader = parts->reader;
    int state = parts->inside ? xmlTextReaderNext(reader) : xmlTextReaderRead(reader);
    parts->inside = true;
    error->code = PS_OK;
    while (state == 1) {
        if (xmlTextReaderNodeType(reader) == XML_READER_TYPE_ELEMENT) {
            const xmlNode *node = xmlTextReaderExpand(reader);
            if (!node) refuse_part(parts, error);
            return node;
        }
        state = xmlTextReaderNext(reader);
    }
    if (state < 0) refuse_part(parts, error);
    return NULL;
}

/* Does "<root" stand in the text, not as the start of a longer name? */
static bool holds_tag(const char *data, const char *root)
{
    size_t length = strlen(root);
    for (const char *at = data; (at = strchr(at, '<')); at++) {
        if (strncmp(at + 1, root, length) == 0) return strchr(" \t\r\n/>", at[1 + length]) != NULL;
    }
    return false;
}

const char *ps_xml_misfit(PsArena *arena, const char *name, const char *data, size_t size,
                          const char *root)
{
    PsXmlParts parts;
    PsError error;
    char quoted[180];
    const char *start = strncmp(data, "\xEF\xBB\xBF", 3) == 0 ? data + 3 : data;
    start += strspn(start, " \t\r\n");
    bool utf16 =
        size >= 2 && (memcmp(data, "\xFF\xFE", 2) == 0 || memcmp(data, "\xFE\xFF", 2) == 0);
    if (*start != '<' && !utf16) return "is no XML";
    bool known = ps_xml_parts_open(&parts, name, data, size, &error);
    bool fits = known ? strcmp(parts.root, root) == 0 : holds_tag(data, root);
    ps_xml_quote(parts.root, quoted);
    ps_xml_parts_close(&parts);
    if (fits) return NULL;
    if (!known) return ps_arena_printf(arena, "is no XML with <%s>", root);
    return ps_arena_printf(arena, "the root element of %.80s is %.60s, not <%s>",
                           ps_path_base(name), quoted, root);
}

/* ------------------------------------------------------------------ nodes */

bool ps_xml_is(const xmlNode *node, const char *name)
{
    return strcmp((const char *)node->name, name) == 0;
}

static const xmlNode *first_from(const xmlNode *node, const char *name)
{
    for (; node; node = node->next) {
        if (node->type == XML_ELEMENT_NODE && (!name || ps_xml_is(node, name))) return node;
    }
    return NULL;
}

const xmlNode *ps_xml_child(const xmlNode *parent, const char *name)
{
    return parent ? first_from(parent->children, name) : NULL;
}

const xmlNode *ps_xml_next(const xmlNode *node, const char *name)
{
    return node ? first_from(node->next, name) : NULL;
}

const char *ps_xml_text(const xmlNode *node, PsBuf *text)
{
    static const char blanks[] = " \t\r\n";
    ps_buf_clear(text);
    for (const xmlNode *child = node ? node->children : NULL; child; child = child->next) {
        bool is_text = child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE;
        if (is_text && child->content) ps_buf_text(text, (const char *)child->content);
    }
    while (text->length > 0 && strchr(blanks, text->data[text->length - 1])) {
        text->data[--text->length] = '\0';
    }
    return text->data + strspn(text->data, blanks);
}

const char *ps_xml_attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
        if (strcmp((const char *)attribute->name, name) != 0) continue;
        const xmlNode *value = attribute->children;
        if (!value) return "";
        /* One text node, for entities that could part it are refused. */
        return value->content ? (const char *)value->content : "";
    }
    return NULL;
}

long ps_xml_line(const xmlNode *node)
{
    return node->line < USHRT_MAX ? node->line : 0;
}
