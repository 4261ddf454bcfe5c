/* The fonts of the PDF: the base font, what can safely be written with it, and who helps out. */
#ifndef RENDER_FONT_H
#define RENDER_FONT_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum Weight { WEIGHT_REGULAR, WEIGHT_BOLD, WEIGHTS } Weight;

typedef struct FontSet FontSet;   /* all fonts of one document */
typedef struct FontFace FontFace; /* one opened font */

/* Opens the base font: the file `given`, used for both weights, or Liberation Sans if NULL.
   Returns NULL with *error filled if there is none. */
FontSet *font_set_new(PsArena *arena, const char *given, PsError *error);
void font_set_free(FontSet *set); /* NULL is allowed */

/* The file of the base font, for embedding. */
const char *font_set_file(const FontSet *set, Weight weight);

/* True if one file serves both weights, so that bold must be made by a heavier stroke. */
bool font_set_single(const FontSet *set);

/* True if the PDF library writes this character of the base font right: in the basic plane, in the
   font, not spoilt by the library's subsetting, and in need of no shaping. */
bool font_is_plain(FontSet *set, Weight weight, uint32_t character);

/* True for letters and marks that are written from right to left. */
bool font_is_right_to_left(uint32_t character);

/* True for characters that belong to the one before: marks, joiners, selectors. */
bool font_is_mark(uint32_t character);

/* Characters that no font of this machine shows: "猫 (U+732B), …", or NULL if there are none. */
const char *font_set_missing(const FontSet *set, PsArena *arena);

/* One glyph at a place in em, x to the right of the start of the text and y up. */
typedef struct ShapedGlyph {
    const FontFace *face;
    unsigned index;
    double x, y;
} ShapedGlyph;

typedef struct ShapedText {
    ShapedGlyph *glyphs;
    int count;
    double width;     /* em */
    const char *seen; /* its characters in the order in which they are seen, left to right */
} ShapedText;

/* Shapes a text in any script, in the order in which it is seen. */
ShapedText font_shape(FontSet *set, Weight weight, const char *text, size_t length);

/* Receives the outline of a glyph, in the units of its font. */
typedef struct OutlineSink {
    void *context;
    void (*move)(void *context, double x, double y);
    void (*line)(void *context, double x, double y);
    void (*curve)(void *context, const double xy[6]);
    void (*close)(void *context);
} OutlineSink;

double font_units(const FontFace *face); /* units in one em */
bool font_is_bold(const FontFace *face);
void font_outline(const FontFace *face, unsigned glyph, const OutlineSink *sink);

#endif
