/* The inside of a FontSet, shared by font.c (which fonts there are) and font_shape.c (how their
 * glyphs stand). */
#ifndef RENDER_FONT_SET_H
#define RENDER_FONT_SET_H

#include "base/buf.h"
#include "base/index.h"
#include "render/font.h"

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include <hb.h>

struct FontFace {
    const char *file;
    int index;             /* in a collection */
    Weight weight;         /* for which it was chosen */
    struct FontFace *next; /* in a list of helpers */
    FT_Face outlines;
    hb_font_t *shapes; /* made when first needed */
};

/* Characters of the basic plane are judged once. */
enum { PLANE = 0x10000 };

struct FontSet {
    PsArena *arena;
    FT_Library library;
    FcConfig *config; /* made when first needed */
    FontFace *base[WEIGHTS];
    unsigned char *judged[WEIGHTS]; /* [PLANE]: 0 not yet, 1 plain, 2 to be drawn */
    FontFace *helpers;              /* opened for characters the base font lacks, newest first */
    PsBuf missing;                  /* of uint32_t */
    PsIndex *shaped_at[WEIGHTS];    /* text -> place in `shaped`: names come again and again */
    PsBuf shaped;                   /* of ShapedText */
};

/* The font that shows most of the characters: the base font, else the system's choice. */
FontFace *font_set_pick(FontSet *set, Weight weight, const uint32_t *characters, int count);

/* True for joiners and selectors, which no font needs to show. */
bool font_is_ignorable(uint32_t character);

/* Remembers a character that no font shows. */
void font_set_note_missing(FontSet *set, uint32_t character);

#endif
