/* Boxes of one image as SVG over its picture, at one threshold. */
#ifndef RENDER_OVERLAY_H
#define RENDER_OVERLAY_H

#include "base/buf.h"
#include "report.h"

/* What became of an object, or of a box that is kept at k. */
Outcome overlay_outcome(const BoxView *view, bool is_object, int k);

/* Appends the overlay of a thumbnail: correct boxes thin, errors strong. */
void overlay_svg(PsBuf *out, const ImageView *view, int k);

/* A square cut-out around the place of a label row, with the boxes it is about as they stand at
   threshold k; `url`: the picture, or "". */
void overlay_crop(PsBuf *out, const ImageView *view, const LabelRow *row, int k, const char *url);

/* How a box is drawn: "fn", "fp pred". */
const char *overlay_style(const BoxView *box, bool is_object, int k);

#endif
