/* Templates: text with holes.
 *
 *     {{name}}            the text of that name, escaped for HTML
 *     {{{name}}}          markup: only for values that were set with view_raw
 *     {{#name}}...{{/name}}  for every item of a list; or once if a condition holds or a text is
 *                         not empty
 *     {{^name}}...{{/name}}  if the list is empty, the condition does not hold, the text is empty
 *     {{>name}}           the template "templates/name.html", in the same view
 *
 * A name that the view does not know is an error that names the template and the line. */
#ifndef RENDER_TEMPLATE_H
#define RENDER_TEMPLATE_H

#include "base/buf.h"
#include "base/error.h"
#include "render/view.h"

typedef struct TemplateText {
    const char *data;
    size_t size;
} TemplateText;

/* Where templates come from: fills *text with the file of that name, or returns false. */
typedef struct TemplateSource {
    bool (*find)(void *context, const char *name, TemplateText *text);
    void *context;
} TemplateSource;

/* Appends the template "templates/NAME.html", filled from the view. */
bool template_render(const TemplateSource *source, const char *name, const View *view, PsBuf *out,
                     PsError *error);

#endif
