/* The page: index.html and data/ of the report folder. */
#ifndef RENDER_HTML_H
#define RENDER_HTML_H

#include "base/error.h"
#include "report.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct HtmlOptions {
    const char *folder;              /* report folder; is there */
    bool no_pdf;                     /* no report.pdf will lie beside the page */
    bool one_file;                   /* all of it, and the pictures, in index.html */
    size_t warn_above, refuse_above; /* bytes of index.html; 0: no limit */
    void (*warn)(void *context, const char *text);
    void *context;
} HtmlOptions;

/* Writes folder/index.html and, unless it is all in one file, folder/data/. The pictures in thumbs/
   and previews/ are written by someone else; the page refers to them as ImageView says. */
bool html_write(const Report *report, const HtmlOptions *options, PsError *error);

#endif
