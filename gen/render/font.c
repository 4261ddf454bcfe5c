/* Which font shows which character. The PDF library embeds TrueType fonts, but its subsetting
 * silently prints wrong letters for some glyphs and it cannot shape; so each character is judged,
 * and what is not plain is drawn as outlines (font_shape.c) from whatever font has it. */
#include "render/font_set.h"

#include "base/buf.h"
#include "base/text.h"

#include FT_TRUETYPE_TABLES_H
#include FT_TRUETYPE_TAGS_H
#include <string.h>

static const char BASE_FAMILY[] = "Liberation Sans";

/* ---- opening ---- */

/* FcInitLoadConfigAndFonts reads its caches in some 4 ms, and keeps no state behind our back. */
static FcConfig *config_of(FontSet *set)
{
    if (!set->config) set->config = FcInitLoadConfigAndFonts();
    return set->config;
}

static FontFace *face_open(FontSet *set, const char *file, int index)
{
    FT_Face outlines;
    if (FT_New_Face(set->library, file, index, &outlines) != 0) return NULL;
    FontFace *face = PS_NEW(set->arena, FontFace);
    *face =
        (FontFace){.file = ps_arena_text(set->arena, file), .index = index, .outlines = outlines};
    return face;
}

static void face_close(FontFace *face)
{
    if (face->shapes) hb_font_destroy(face->shapes);
    FT_Done_Face(face->outlines);
}

/* The file of a family's font with exactly this name, or NULL: fontconfig would else offer any. */
static const char *family_file(FontSet *set, const char *family, Weight weight)
{
    FcPattern *wanted = FcPatternCreate(), *found;
    FcResult result;
    FcChar8 *name, *file;
    const char *copy = NULL;
    FcPatternAddString(wanted, FC_FAMILY, (const FcChar8 *)family);
    FcPatternAddInteger(wanted, FC_WEIGHT,
                        weight == WEIGHT_BOLD ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
    FcPatternAddInteger(wanted, FC_SLANT, FC_SLANT_ROMAN);
    FcConfigSubstitute(config_of(set), wanted, FcMatchPattern);
    FcDefaultSubstitute(wanted);
    found = FcFontMatch(config_of(set), wanted, &result);
    if (found && FcPatternGetString(found, FC_FAMILY, 0, &name) == FcResultMatch &&
        strcmp((const char *)name, family) == 0 &&
        FcPatternGetString(found, FC_FILE, 0, &file) == FcResultMatch) {
        copy = ps_arena_text(set->arena, (const char *)file);
    }
    if (found) FcPatternDestroy(found);
    FcPatternDestroy(wanted);
    return copy;
}

/* The PDF library embeds single fonts with TrueType outlines only. */
static bool can_embed(FT_Face face)
{
    FT_ULong size = 0;
    return face->num_faces == 1 && FT_Load_Sfnt_Table(face, TTAG_glyf, 0, NULL, &size) == 0;
}

static bool open_given(FontSet *set, const char *file, PsError *error)
{
    FontFace *face = face_open(set, file, 0);
    if (!face) {
        return ps_fail(error, PS_ERROR_INPUT, file, NULL, "the path of a TrueType font (.ttf)",
                       "this font cannot be read");
    }
    set->base[WEIGHT_REGULAR] = set->base[WEIGHT_BOLD] = face;
    if (can_embed(face->outlines)) return true;
    return ps_fail(error, PS_ERROR_INPUT, file, NULL, "a single font with TrueType outlines (.ttf)",
                   "this font cannot be embedded in a PDF");
}

static bool open_family(FontSet *set, PsError *error)
{
    for (int weight = 0; weight < WEIGHTS; weight++) {
        const char *file = family_file(set, BASE_FAMILY, (Weight)weight);
        FontFace *face = file ? face_open(set, file, 0) : NULL;
        set->base[weight] = face;
        if (!face || !can_embed(face->outlines)) {
            return ps_fail(error, PS_ERROR_OUTPUT, NULL, NULL,
                           "install the package fonts-liberation2 (or fonts-liberation), give "
                           "another font by --font FILE.ttf, or leave the PDF out by --no-pdf",
                           "the font %s is not installed, so no PDF can be written", BASE_FAMILY);
        }
    }
    return true;
}

FontSet *font_set_new(PsArena *arena, const char *given, PsError *error)
{
    FontSet *set = PS_NEW(arena, FontSet);
    *set = (FontSet){.arena = arena, .missing = PS_BUF, .shaped = PS_BUF};
    if (FT_Init_FreeType(&set->library) != 0) {
        ps_fail(error, PS_ERROR_OUTPUT, NULL, NULL, NULL, "FreeType does not start");
        return NULL;
    }
    for (int weight = 0; weight < WEIGHTS; weight++) {
        set->judged[weight] = PS_ARRAY(arena, unsigned char, PLANE);
        set->shaped_at[weight] = ps_index_new(arena);
    }
    if (given ? open_given(set, given, error) : open_family(set, error)) return set;
    font_set_free(set);
    return NULL;
}

void font_set_free(FontSet *set)
{
    if (!set) return;
    for (FontFace *face = set->helpers; face; face = face->next) face_close(face);
    if (set->base[WEIGHT_REGULAR]) face_close(set->base[WEIGHT_REGULAR]);
    if (set->base[WEIGHT_BOLD] && !font_set_single(set)) face_close(set->base[WEIGHT_BOLD]);
    if (set->config) FcConfigDestroy(set->config);
    FT_Done_FreeType(set->library);
    ps_buf_free(&set->missing);
    ps_buf_free(&set->shaped);
}

const char *font_set_file(const FontSet *set, Weight weight)
{
    return set->base[weight]->file;
}

bool font_set_single(const FontSet *set)
{
    return set->base[WEIGHT_REGULAR] == set->base[WEIGHT_BOLD];
}

/* ---- what is plain ---- */

/* libharu 2.3 keeps the parts of a composite glyph, but neither their parts nor those beyond the
   15th bit of the glyph index: such a letter loses its accent, or all of itself. */
static bool survives_subsetting(FT_Face face, FT_UInt glyph)
{
    if (FT_Load_Glyph(face, glyph, FT_LOAD_NO_SCALE | FT_LOAD_NO_RECURSE) != 0) return false;
    if (face->glyph->format != FT_GLYPH_FORMAT_COMPOSITE) return true;
    FT_UInt parts[64], count = face->glyph->num_subglyphs;
    if (count > 64) return false;
    for (FT_UInt i = 0; i < count; i++) {
        FT_Int x, y;
        FT_UInt flags;
        FT_Matrix matrix;
        int index;
        if (FT_Get_SubGlyph_Info(face->glyph, i, &index, &flags, &x, &y, &matrix) != 0)
            return false;
        parts[i] = (FT_UInt)index;
    }
    for (FT_UInt i = 0; i < count; i++) {
        if (parts[i] > 0x7FFF) return false;
        if (FT_Load_Glyph(face, parts[i], FT_LOAD_NO_SCALE | FT_LOAD_NO_RECURSE) != 0) return false;
        if (face->glyph->format == FT_GLYPH_FORMAT_COMPOSITE) return false;
    }
    return true;
}

/* Scripts whose letters stand one after the other as they are, each with its own glyph. */
static bool is_simple_script(hb_script_t script)
{
    static const hb_script_t simple[] = {
        HB_SCRIPT_COMMON,   HB_SCRIPT_LATIN,    HB_SCRIPT_GREEK,    HB_SCRIPT_CYRILLIC,
        HB_SCRIPT_HAN,      HB_SCRIPT_HIRAGANA, HB_SCRIPT_KATAKANA, HB_SCRIPT_ARMENIAN,
        HB_SCRIPT_GEORGIAN, HB_SCRIPT_BOPOMOFO, HB_SCRIPT_ETHIOPIC, HB_SCRIPT_CHEROKEE};
    for (size_t i = 0; i < sizeof simple / sizeof *simple; i++) {
        if (simple[i] == script) return true;
    }
    return script == HB_SCRIPT_UNKNOWN; /* U+FFFD and private characters: in the font or not */
}

static hb_script_t script_of(uint32_t character)
{
    return hb_unicode_script(hb_unicode_funcs_get_default(), character);
}

/* Hangul syllables stand for themselves; its separate letters must be put together. */
static bool needs_no_shaping(uint32_t character)
{
    if (character >= 0xAC00 && character <= 0xD7A3) return true;
    return is_simple_script(script_of(character)) && !font_is_mark(character);
}

static bool judge(const FontSet *set, Weight weight, uint32_t character)
{
    FT_Face face = set->base[weight]->outlines;
    FT_UInt glyph = FT_Get_Char_Index(face, character);
    return glyph != 0 && needs_no_shaping(character) && survives_subsetting(face, glyph);
}

bool font_is_plain(FontSet *set, Weight weight, uint32_t character)
{
    if (character >= PLANE) return false;
    unsigned char *judged = &set->judged[weight][character];
    if (*judged == 0) *judged = judge(set, weight, character) ? 1 : 2;
    return *judged == 1;
}

bool font_is_right_to_left(uint32_t character)
{
    return hb_script_get_horizontal_direction(script_of(character)) == HB_DIRECTION_RTL;
}

bool font_is_mark(uint32_t character)
{
    hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();
    switch ((int)hb_unicode_general_category(unicode, character)) {
    case HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK:
    case HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK:
    case HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK:
    case HB_UNICODE_GENERAL_CATEGORY_FORMAT: return true;
    default: return character >= 0x1F3FB && character <= 0x1F3FF; /* tones of skin */
    }
}

/* ---- who helps out ---- */

bool font_is_ignorable(uint32_t character)
{
    hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();
    bool selector = (character >= 0xFE00 && character <= 0xFE0F) ||
                    (character >= 0xE0100 && character <= 0xE01EF);
    return selector ||
           hb_unicode_general_category(unicode, character) == HB_UNICODE_GENERAL_CATEGORY_FORMAT;
}

static FontFace *helper_open(FontSet *set, Weight weight, const char *file, int index)
{
    for (FontFace *face = set->helpers; face; face = face->next) {
        if (face->index == index && face->weight == weight && strcmp(face->file, file) == 0) {
            return face;
        }
    }
    FontFace *face = face_open(set, file, index);
    if (!face) return NULL;
    face->weight = weight;
    face->next = set->helpers;
    set->helpers = face;
    return face;
}

static int missing_in(const FontFace *face, const uint32_t *characters, int count)
{
    int missing = 0;
    for (int i = 0; i < count; i++) {
        missing += FT_Get_Char_Index(face->outlines, characters[i]) == 0 &&
                   !font_is_ignorable(characters[i]);
    }
    return missing;
}

/* A font that helped before and has all of it; asking the system takes a millisecond. */
static FontFace *helper_again(const FontSet *set, Weight weight, const uint32_t *characters,
                              int count)
{
    for (FontFace *face = set->helpers; face; face = face->next) {
        if (face->weight == weight && missing_in(face, characters, count) == 0) return face;
    }
    return NULL;
}

static FcPattern *wish(const FcCharSet *characters, Weight weight)
{
    FcPattern *wanted = FcPatternCreate();
    FcPatternAddString(wanted, FC_FAMILY, (const FcChar8 *)"sans-serif");
    FcPatternAddInteger(wanted, FC_WEIGHT,
                        weight == WEIGHT_BOLD ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
    FcPatternAddCharSet(wanted, FC_CHARSET, characters);
    FcPatternAddBool(wanted, FC_SCALABLE, FcTrue);
    FcPatternAddBool(wanted, FC_COLOR, FcFalse);
    return wanted;
}

/* Of fonts in order of liking, the first that lacks nothing, else the one that lacks least. */
static FcPattern *best_of(const FcFontSet *fonts, const FcCharSet *wanted)
{
    FcPattern *best = NULL;
    FcChar32 least = FcCharSetCount(wanted);
    for (int i = 0; fonts && i < fonts->nfont && least > 0; i++) {
        FcCharSet *has;
        FcBool scalable = FcFalse, colour = FcFalse;
        FcPattern *font = fonts->fonts[i];
        if (FcPatternGetCharSet(font, FC_CHARSET, 0, &has) != FcResultMatch) continue;
        FcPatternGetBool(font, FC_SCALABLE, 0, &scalable);
        FcPatternGetBool(font, FC_COLOR, 0, &colour);
        if (!scalable || colour || FcCharSetSubtractCount(wanted, has) >= least) continue;
        least = FcCharSetSubtractCount(wanted, has);
        best = font;
    }
    return best;
}

static FontFace *system_choice(FontSet *set, Weight weight, const FcCharSet *characters)
{
    FontFace *face = NULL;
    FcResult result;
    FcPattern *wanted = wish(characters, weight);
    FcConfigSubstitute(config_of(set), wanted, FcMatchPattern);
    FcDefaultSubstitute(wanted);
    FcFontSet *fonts = FcFontSort(config_of(set), wanted, FcTrue, NULL, &result);
    FcPattern *best = best_of(fonts, characters);
    FcChar8 *file;
    int index = 0;
    if (best && FcPatternGetString(best, FC_FILE, 0, &file) == FcResultMatch) {
        FcPatternGetInteger(best, FC_INDEX, 0, &index);
        /* the bits above name an instance of a variable font */
        face = helper_open(set, weight, (const char *)file, index & 0xFFFF);
    }
    if (fonts) FcFontSetDestroy(fonts);
    FcPatternDestroy(wanted);
    return face;
}

FontFace *font_set_pick(FontSet *set, Weight weight, const uint32_t *characters, int count)
{
    FontFace *base = set->base[weight];
    if (missing_in(base, characters, count) == 0) return base;
    FontFace *again = helper_again(set, weight, characters, count);
    if (again) return again;
    FcCharSet *wanted = FcCharSetCreate();
    for (int i = 0; i < count; i++) {
        if (!font_is_ignorable(characters[i])) FcCharSetAddChar(wanted, characters[i]);
    }
    FontFace *face = config_of(set) ? system_choice(set, weight, wanted) : NULL;
    FcCharSetDestroy(wanted);
    return face ? face : base;
}

/* ---- what nobody shows ---- */

void font_set_note_missing(FontSet *set, uint32_t character)
{
    const uint32_t *noted = PS_BUF_ITEMS(&set->missing, uint32_t);
    size_t count = PS_BUF_COUNT(&set->missing, uint32_t);
    for (size_t i = 0; i < count; i++) {
        if (noted[i] == character) return;
    }
    if (count < 1000) PS_BUF_PUSH(&set->missing, character); /* enough to say so */
}

const char *font_set_missing(const FontSet *set, PsArena *arena)
{
    const uint32_t *noted = PS_BUF_ITEMS(&set->missing, uint32_t);
    int count = (int)PS_BUF_COUNT(&set->missing, uint32_t);
    if (count == 0) return NULL;
    PsBuf text = PS_BUF;
    for (int i = 0; i < count && i < 5; i++) {
        char bytes[4];
        if (i) ps_buf_text(&text, ", ");
        ps_buf_bytes(&text, bytes, (size_t)ps_utf8_put(noted[i], bytes));
        ps_buf_printf(&text, " (U+%04X)", (unsigned)noted[i]);
    }
    if (count > 5) ps_buf_printf(&text, " and %d more", count - 5);
    const char *copy = ps_arena_text_n(arena, text.data, text.length);
    ps_buf_free(&text);
    return copy;
}
