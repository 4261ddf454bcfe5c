/* The PDF of the report: a file to print and to pass around in a review. */
#ifndef RENDER_PDF_H
#define RENDER_PDF_H

#include "base/error.h"
#include "report.h"

#include <stdbool.h>

typedef struct PdfOptions {
    const char *folder; /* the report's: pictures are read below it, report.pdf is written there */
    const char *font;   /* a TrueType file to use instead of Liberation Sans, or NULL */
    void (*warn)(void *context, const char *text); /* what could not be shown; may be NULL */
    void *context;
} PdfOptions;

/* Writes folder/report.pdf. On failure *error says why and no file is left. */
bool pdf_write(const Report *report, const PdfOptions *options, PsError *error);

#endif
