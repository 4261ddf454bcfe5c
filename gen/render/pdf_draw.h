/* What the two files that draw share: numbers and inks as libharu wants them. */
#ifndef RENDER_PDF_DRAW_H
#define RENDER_PDF_DRAW_H

#include "render/pdf_core.h"

HPDF_REAL pdf_safe(double value); /* finite, and not too large to be printed */
HPDF_REAL pdf_up(double y);       /* from the top of the page to PDF's upward count */
void pdf_fill_ink(Pdf *pdf, Ink ink);
void pdf_stroke_ink(Pdf *pdf, Ink ink);

#endif
