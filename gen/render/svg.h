/* Figures as inline SVG, in percent: the <svg> is the plot area, the style sheet gives it its size
 * and its margins, and the same markup fits every width. */
#ifndef RENDER_SVG_H
#define RENDER_SVG_H

#include "base/buf.h"
#include "figure.h"

/* The class that a tone is written as: "t-p". */
const char *svg_tone(Tone tone);

/* Appends the figure as one <svg class="fig fig-NAME">, its finding as the text alternative. A
   figure without a finding is hidden from screen readers: its text must then stand elsewhere. */
void svg_figure(PsBuf *out, const Figure *figure);

#endif
