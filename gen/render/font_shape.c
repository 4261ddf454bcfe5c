/* Text in any script as glyphs at places. A text is cut into stretches of one script and direction,
 * HarfBuzz shapes each with a font that has its characters, and the stretches are put in the order
 * in which they are seen: the Unicode rules for mixed directions, as far as names need them. The
 * text around is always left to right, and there are no marks of embedding. */
#include "render/font_set.h"

#include "base/text.h"

#include <hb-ot.h>
#include <math.h>
#include <string.h>
#include FT_OUTLINE_H

/* Levels as in the Unicode rules: even ones read to the right, odd ones to the left. */
enum { LEVEL_RIGHTWARDS = 0, LEVEL_LEFTWARDS = 1, LEVEL_NUMBER = 2 };

/* A stretch of one script and level. */
typedef struct Stretch {
    int first, count; /* characters */
    hb_script_t script;
    int level;
} Stretch;

typedef struct Shaping {
    FontSet *set;
    Weight weight;
    uint32_t *characters;
    unsigned char *levels;
    int count;
    PsBuf glyphs; /* of ShapedGlyph */
    double pen;   /* em */
} Shaping;

/* ---- directions ---- */

static hb_script_t own_script(uint32_t character)
{
    return hb_unicode_script(hb_unicode_funcs_get_default(), character);
}

static bool has_no_script(hb_script_t script)
{
    return script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED;
}

static bool is_digit(uint32_t character)
{
    return hb_unicode_general_category(hb_unicode_funcs_get_default(), character) ==
           HB_UNICODE_GENERAL_CATEGORY_DECIMAL_NUMBER;
}

/* Spaces, stops, brackets and marks: they go along with what is around. */
static bool is_neutral(uint32_t character)
{
    return has_no_script(own_script(character)) || font_is_mark(character);
}

/* A digit belongs to the leftward text before it, if that was the last text with a direction. */
static void find_strong_levels(Shaping *s)
{
    int last = LEVEL_RIGHTWARDS;
    for (int i = 0; i < s->count; i++) {
        uint32_t c = s->characters[i];
        bool leftwards = font_is_right_to_left(c);
        s->levels[i] = LEVEL_RIGHTWARDS;
        if (is_digit(c) && last == LEVEL_LEFTWARDS) s->levels[i] = LEVEL_NUMBER;
        if (leftwards) s->levels[i] = LEVEL_LEFTWARDS;
        if (leftwards || !(is_digit(c) || is_neutral(c))) last = s->levels[i];
    }
}

/* Neutrals between leftward text, or its numbers, are leftward too; between digits of one number
   they are part of it. */
static void find_neutral_levels(Shaping *s)
{
    for (int i = 0; i < s->count;) {
        int end = i;
        while (end < s->count && s->levels[end] == LEVEL_RIGHTWARDS &&
               is_neutral(s->characters[end]) && !is_digit(s->characters[end])) {
            end++;
        }
        int before = i > 0 ? s->levels[i - 1] : LEVEL_RIGHTWARDS;
        int after = end < s->count ? s->levels[end] : LEVEL_RIGHTWARDS;
        bool within = before == LEVEL_NUMBER && after == LEVEL_NUMBER && end == i + 1 &&
                      s->characters[i] != ' ';
        bool between = before != LEVEL_RIGHTWARDS && after != LEVEL_RIGHTWARDS;
        for (int k = i; k < end && between; k++) {
            s->levels[k] = within ? LEVEL_NUMBER : LEVEL_LEFTWARDS;
        }
        i = end > i ? end : i + 1;
    }
    for (int i = 1; i < s->count; i++) {
        if (font_is_mark(s->characters[i])) s->levels[i] = s->levels[i - 1];
    }
}

static int bracket_kind(uint32_t character, bool closing)
{
    static const char *const pairs[2] = {"([{", ")]}"};
    const char *found =
        character && character < 0x80 ? strchr(pairs[closing], (int)character) : NULL;
    return found ? (int)(found - pairs[closing]) : -1;
}

/* A bracket that closes leftward text is leftward as the one that opens it, also at the end. */
static void find_bracket_levels(Shaping *s)
{
    for (int i = 0; i < s->count; i++) {
        int kind = bracket_kind(s->characters[i], true), depth = 1, open = i;
        if (kind < 0 || s->levels[i] != LEVEL_RIGHTWARDS || i == 0) continue;
        if (s->levels[i - 1] == LEVEL_RIGHTWARDS) continue;
        while (depth > 0 && --open >= 0) {
            depth += bracket_kind(s->characters[open], true) == kind;
            depth -= bracket_kind(s->characters[open], false) == kind;
        }
        if (open >= 0 && s->levels[open] == LEVEL_LEFTWARDS) s->levels[i] = LEVEL_LEFTWARDS;
    }
}

/* ---- cutting ---- */

/* Pictures and symbols that the base font lacks are no part of the script around them: no font of
   that script is likely to have them. */
static bool is_foreign_symbol(const Shaping *s, uint32_t character)
{
    return own_script(character) == HB_SCRIPT_COMMON && !font_is_mark(character) &&
           FT_Get_Char_Index(s->set->base[s->weight]->outlines, character) == 0;
}

static bool continues(const Shaping *s, const Stretch *stretch, int at)
{
    uint32_t character = s->characters[at];
    hb_script_t script = own_script(character);
    if (font_is_mark(character)) return true;
    if (s->levels[at] != stretch->level) return false;
    if (is_foreign_symbol(s, character)) return is_foreign_symbol(s, s->characters[stretch->first]);
    if (is_foreign_symbol(s, s->characters[stretch->first])) return false;
    return has_no_script(script) || has_no_script(stretch->script) || script == stretch->script;
}

static Stretch next_stretch(const Shaping *s, int first)
{
    Stretch stretch = {first, 1, own_script(s->characters[first]), s->levels[first]};
    for (int at = first + 1; at < s->count && continues(s, &stretch, at); at++) {
        if (has_no_script(stretch.script)) stretch.script = own_script(s->characters[at]);
        stretch.count++;
    }
    return stretch;
}

static PsBuf cut(const Shaping *s)
{
    PsBuf stretches = PS_BUF;
    for (int at = 0; at < s->count;) {
        Stretch stretch = next_stretch(s, at);
        PS_BUF_PUSH(&stretches, stretch);
        at += stretch.count;
    }
    return stretches;
}

static void reverse(Stretch *stretches, int count)
{
    for (int i = 0; i < count / 2; i++) {
        Stretch other = stretches[i];
        stretches[i] = stretches[count - 1 - i];
        stretches[count - 1 - i] = other;
    }
}

/* From the highest level down, each series of stretches at or above it is reversed. */
static void put_in_seen_order(Stretch *stretches, int count)
{
    for (int level = LEVEL_NUMBER; level >= LEVEL_LEFTWARDS; level--) {
        for (int i = 0; i < count; i++) {
            int end = i;
            while (end < count && stretches[end].level >= level) end++;
            reverse(stretches + i, end - i);
            if (end > i) i = end;
        }
    }
}

/* ---- shaping ---- */

static hb_font_t *shapes_of(FontFace *face)
{
    if (face->shapes) return face->shapes;
    hb_blob_t *blob = hb_blob_create_from_file(face->file);
    hb_face_t *hb = hb_face_create(blob, (unsigned)face->index);
    face->shapes = hb_font_create(hb);
    hb_ot_font_set_funcs(face->shapes);
    hb_face_destroy(hb);
    hb_blob_destroy(blob);
    return face->shapes;
}

static void note_missing(Shaping *s, const Stretch *stretch, const FontFace *face)
{
    for (int i = stretch->first; i < stretch->first + stretch->count; i++) {
        uint32_t character = s->characters[i];
        if (!font_is_ignorable(character) && FT_Get_Char_Index(face->outlines, character) == 0) {
            font_set_note_missing(s->set, character);
        }
    }
}

static void collect(Shaping *s, hb_buffer_t *buffer, const FontFace *face)
{
    unsigned count;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t *places = hb_buffer_get_glyph_positions(buffer, &count);
    double em = font_units(face);
    for (unsigned i = 0; i < count; i++) {
        ShapedGlyph glyph = {face, infos[i].codepoint, s->pen + places[i].x_offset / em,
                             places[i].y_offset / em};
        PS_BUF_PUSH(&s->glyphs, glyph);
        s->pen += places[i].x_advance / em;
    }
}

static void shape(Shaping *s, const Stretch *stretch)
{
    const uint32_t *characters = s->characters + stretch->first;
    FontFace *face = font_set_pick(s->set, s->weight, characters, stretch->count);
    hb_buffer_t *buffer = hb_buffer_create();
    hb_buffer_add_utf32(buffer, characters, stretch->count, 0, stretch->count);
    hb_buffer_set_script(buffer, stretch->script);
    hb_buffer_set_direction(buffer, stretch->level == LEVEL_LEFTWARDS ? HB_DIRECTION_RTL
                                                                      : HB_DIRECTION_LTR);
    hb_buffer_set_language(buffer, hb_language_from_string("und", -1));
    hb_shape(shapes_of(face), buffer, NULL, 0);
    note_missing(s, stretch, face);
    collect(s, buffer, face);
    hb_buffer_destroy(buffer);
}

static uint32_t *decoded(PsArena *arena, const char *text, size_t length, int *count)
{
    const char *end = text + length;
    uint32_t *characters = PS_ARRAY(arena, uint32_t, length + 1);
    for (*count = 0; text < end; ++*count) characters[*count] = ps_utf8_next(&text);
    return characters;
}

/* The characters from left to right, as those who extract text by its places expect them. */
static const char *seen_text(const Shaping *s, const Stretch *stretches, int count)
{
    PsBuf text = PS_BUF;
    char bytes[4];
    for (int i = 0; i < count; i++) {
        bool leftwards = stretches[i].level == LEVEL_LEFTWARDS;
        for (int k = 0; k < stretches[i].count; k++) {
            int at = stretches[i].first + (leftwards ? stretches[i].count - 1 - k : k);
            uint32_t c = s->characters[at];
            if (leftwards) c = hb_unicode_mirroring(hb_unicode_funcs_get_default(), c);
            ps_buf_bytes(&text, bytes, (size_t)ps_utf8_put(c, bytes));
        }
    }
    const char *copy = ps_arena_text_n(s->set->arena, text.data, text.length);
    ps_buf_free(&text);
    return copy;
}

static ShapedText shape_all(FontSet *set, Weight weight, const char *text, size_t length)
{
    PsArena *scratch = ps_arena_new();
    Shaping s = {.set = set, .weight = weight, .glyphs = PS_BUF};
    s.characters = decoded(scratch, text, length, &s.count);
    s.levels = PS_ARRAY(scratch, unsigned char, s.count + 1);
    find_strong_levels(&s);
    find_neutral_levels(&s);
    find_bracket_levels(&s);
    PsBuf stretches = cut(&s);
    Stretch *list = PS_BUF_ITEMS(&stretches, Stretch);
    int count = (int)PS_BUF_COUNT(&stretches, Stretch);
    put_in_seen_order(list, count);
    for (int i = 0; i < count; i++) shape(&s, &list[i]);

    ShapedText shaped = {.count = (int)PS_BUF_COUNT(&s.glyphs, ShapedGlyph),
                         .width = s.pen,
                         .seen = seen_text(&s, list, count)};
    shaped.glyphs = ps_arena_copy(set->arena, s.glyphs.data, s.glyphs.length);
    ps_buf_free(&s.glyphs);
    ps_buf_free(&stretches);
    ps_arena_free(scratch);
    return shaped;
}

ShapedText font_shape(FontSet *set, Weight weight, const char *text, size_t length)
{
    char *key = ps_arena_text_n(set->arena, text, length);
    int fresh = (int)PS_BUF_COUNT(&set->shaped, ShapedText);
    int place = ps_index_add_text(set->shaped_at[weight], key, fresh);
    if (place == fresh) {
        ShapedText shaped = shape_all(set, weight, text, length);
        PS_BUF_PUSH(&set->shaped, shaped);
    }
    return PS_BUF_ITEMS(&set->shaped, ShapedText)[place];
}

/* ---- outlines ---- */

/* FreeType's callbacks take conic curves too; PDF knows cubic ones only. */
typedef struct Tracer {
    const OutlineSink *sink;
    double x, y;
    bool open;
} Tracer;

static int trace_move(const FT_Vector *to, void *user)
{
    Tracer *t = user;
    if (t->open) t->sink->close(t->sink->context);
    t->open = true;
    t->x = (double)to->x;
    t->y = (double)to->y;
    t->sink->move(t->sink->context, t->x, t->y);
    return 0;
}

static int trace_line(const FT_Vector *to, void *user)
{
    Tracer *t = user;
    t->x = (double)to->x;
    t->y = (double)to->y;
    t->sink->line(t->sink->context, t->x, t->y);
    return 0;
}

static int trace_cubic(const FT_Vector *a, const FT_Vector *b, const FT_Vector *to, void *user)
{
    Tracer *t = user;
    t->sink->curve(t->sink->context, (double[6]){(double)a->x, (double)a->y, (double)b->x,
                                                 (double)b->y, (double)to->x, (double)to->y});
    t->x = (double)to->x;
    t->y = (double)to->y;
    return 0;
}

static int trace_conic(const FT_Vector *via, const FT_Vector *to, void *user)
{
    Tracer *t = user;
    double vx = (double)via->x, vy = (double)via->y, x = (double)to->x, y = (double)to->y;
    t->sink->curve(t->sink->context,
                   (double[6]){round(t->x + (vx - t->x) * 2 / 3), round(t->y + (vy - t->y) * 2 / 3),
                               round(x + (vx - x) * 2 / 3), round(y + (vy - y) * 2 / 3), x, y});
    t->x = x;
    t->y = y;
    return 0;
}

bool font_is_bold(const FontFace *face)
{
    return (face->outlines->style_flags & FT_STYLE_FLAG_BOLD) != 0;
}

double font_units(const FontFace *face)
{
    return face->outlines->units_per_EM ? (double)face->outlines->units_per_EM : 1000.0;
}

void font_outline(const FontFace *face, unsigned glyph, const OutlineSink *sink)
{
    static const FT_Outline_Funcs callbacks = {trace_move,  trace_line, trace_conic,
                                               trace_cubic, 0,          0};
    Tracer tracer = {.sink = sink};
    if (FT_Load_Glyph(face->outlines, glyph, FT_LOAD_NO_SCALE) != 0) return;
    if (face->outlines->glyph->format != FT_GLYPH_FORMAT_OUTLINE) return;
    FT_Outline_Decompose(&face->outlines->glyph->outline, &callbacks, &tracer);
    if (tracer.open) sink->close(sink->context);
}
