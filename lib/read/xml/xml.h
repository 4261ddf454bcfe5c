/* XML, read by libxml2 from memory: no network, no other file, no DTD, no entities but the five. */
#ifndef PS_READ_XML_H
#define PS_READ_XML_H

#include "read/source.h"

#include <libxml/tree.h>
#include <libxml/xmlreader.h>

/* ------------------------------------------------------------------ a small document, whole */

/* The document, to be freed by xmlFreeDoc; NULL and *error with the line if it is not well-formed,
   too deep or declares a document type. CDATA has become text, blanks between elements are gone. */
xmlDoc *ps_xml_parse(const PsSourceFile *file, PsError *error);

/* ------------------------------------------------------------------ a large one, part by part */

/* The children of the root, one after the other, so that one of them is in memory at a time. */
typedef struct PsXmlParts {
    xmlTextReader *reader;
    const char *path;
    const char *root; /* name of the root */
    bool inside;
} PsXmlParts;

/* Reads up to the root. `data` must stay. */
bool ps_xml_parts_open(PsXmlParts *parts, const char *path, const char *data, size_t size,
                       PsError *error);
void ps_xml_parts_close(PsXmlParts *parts);

/* The next child element with all that is in it, or NULL: at the end, then error->code is PS_OK, or
   because of a fault. It lives until the next call. */
const xmlNode *ps_xml_parts_next(PsXmlParts *parts, PsError *error);

/* For recognisers: NULL if the root element has that name, else why not. Only the beginning is
   parsed; what is broken there fits if it holds the name: reading it says what is wrong. */
const char *ps_xml_misfit(PsArena *arena, const char *name, const char *data, size_t size,
                          const char *root);

/* ------------------------------------------------------------------ nodes */

/* Name without prefix. */
bool ps_xml_is(const xmlNode *node, const char *name);

/* The first child element of that name, and the next sibling of that name; NULL: none. Any name if
   `name` is NULL. */
const xmlNode *ps_xml_child(const xmlNode *parent, const char *name);
const xmlNode *ps_xml_next(const xmlNode *node, const char *name);

/* The text of the element, without blanks around it; "" if there is none or `node` is NULL. It
   lives as long as the buffer is not touched. */
const char *ps_xml_text(const xmlNode *node, PsBuf *text);

/* The value of an attribute, or NULL. */
const char *ps_xml_attribute(const xmlNode *node, const char *name);

/* Line of the element; 0 if it is not known (libxml2 counts to 65,534). */
long ps_xml_line(const xmlNode *node);

/* Up to 40 characters in quotes, fit to be shown, for PsError's found. */
void ps_xml_quote(const char *text, char found[180]);

#endif
