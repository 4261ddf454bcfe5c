/* Escaping, with the place a text is going to in the name of the function. Whoever writes a text
 * from outside into the page goes through one of these. */
#ifndef RENDER_ESCAPE_H
#define RENDER_ESCAPE_H

#include "base/buf.h"

/* Between tags, and inside an attribute with either kind of quotes; HTML and SVG. Control
   characters, which XML does not allow, become U+FFFD. */
void escape_text(PsBuf *out, const char *text);

/* A string with its quotes for JSON and for JavaScript, safe inside <script> and in a script file:
   < > & and the two line separators of Unicode are written as \uXXXX. */
void escape_script_string(PsBuf *out, const char *text);

/* A relative path as an address: every byte but letters, digits, - . _ ~ and / becomes %XX. */
void escape_url_path(PsBuf *out, const char *path);

#endif
