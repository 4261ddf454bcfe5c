/* Letters on the page under work: as text, as outlines, and as text that is not seen. */
#include "render/pdf_draw.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

/* Turned text needs a matrix of its own. */
static void show(Pdf *pdf, TextRun run, double x, double y, const char *text)
{
    double angle = run.turned * acos(-1.0) / 180;
    HPDF_REAL c = pdf_safe(cos(angle)), s = pdf_safe(sin(angle));
    HPDF_Page_BeginText(pdf->page);
    HPDF_Page_SetFontAndSize(pdf->page, pdf->face[run.weight], pdf_safe(run.size));
    if (run.turned != 0)
        HPDF_Page_SetTextMatrix(pdf->page, c, s, -s, c, pdf_safe(x), pdf_up(y));
    else
        HPDF_Page_MoveTextPos(pdf->page, pdf_safe(x), pdf_up(y));
    HPDF_Page_ShowText(pdf->page, text);
    HPDF_Page_EndText(pdf->page);
}

/* One font file for both weights: bold is the same letters with a fine outline. */
void pdf_letters(Pdf *pdf, TextRun run, double x, double y, const char *text)
{
    bool heavier = run.weight == WEIGHT_BOLD && font_set_single(pdf->fonts);
    pdf_fill_ink(pdf, run.ink);
    if (heavier) {
        pdf_stroke_ink(pdf, run.ink);
        HPDF_Page_SetLineWidth(pdf->page, pdf_safe(run.size * 0.03));
        HPDF_Page_SetTextRenderingMode(pdf->page, HPDF_FILL_THEN_STROKE);
    }
    if (run.spacing != 0) HPDF_Page_SetCharSpace(pdf->page, pdf_safe(run.spacing));
    show(pdf, run, x, y, text);
    if (run.spacing != 0) HPDF_Page_SetCharSpace(pdf->page, 0);
    if (heavier) HPDF_Page_SetTextRenderingMode(pdf->page, HPDF_FILL);
}

/* The stand-in of a character beyond the basic plane; U+FFFD if there are too many. */
static uint32_t standin_of(Pdf *pdf, uint32_t character)
{
    const uint32_t *high = PS_BUF_ITEMS(&pdf->high, uint32_t);
    size_t count = PS_BUF_COUNT(&pdf->high, uint32_t), i = 0;
    while (i < count && high[i] != character) i++;
    if (i >= STANDINS) return 0xFFFD;
    if (i == count) PS_BUF_PUSH(&pdf->high, character);
    return STANDIN_FIRST + (uint32_t)i;
}

/* A surrogate is no UTF-8, but libharu takes any three bytes. */
static void put_surrogate(PsBuf *to, uint32_t c)
{
    char bytes[3] = {(char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3F)),
                     (char)(0x80 | (c & 0x3F))};
    ps_buf_bytes(to, bytes, 3);
}

const char *pdf_in_pairs(Pdf *pdf, const char *text)
{
    PsBuf copy = PS_BUF;
    while (*text) {
        const char *from = text;
        uint32_t c = ps_utf8_next(&text);
        if (c > 0xFFFF) {
            put_surrogate(&copy, 0xD800 + ((c - 0x10000) >> 10));
            put_surrogate(&copy, 0xDC00 + (c & 0x3FF));
        } else {
            ps_buf_bytes(&copy, from, (size_t)(text - from));
        }
    }
    const char *kept = ps_arena_text_n(pdf->arena, copy.data, copy.length);
    ps_buf_free(&copy);
    return kept;
}

static const char *in_basic_plane(Pdf *pdf, const char *text)
{
    PsBuf copy = PS_BUF;
    while (*text) {
        const char *from = text;
        uint32_t c = ps_utf8_next(&text);
        if (c > 0xFFFF)
            put_surrogate(&copy, standin_of(pdf, c));
        else
            ps_buf_bytes(&copy, from, (size_t)(text - from));
    }
    const char *kept = ps_arena_text_n(pdf->arena, copy.data, copy.length);
    ps_buf_free(&copy);
    return kept;
}

/* Stretched to the width of the outlines, so that a selection covers them. */
void pdf_hidden_letters(Pdf *pdf, TextRun run, double x, double y, const ShapedText *shaped)
{
    const char *text = in_basic_plane(pdf, shaped->seen);
    HPDF_TextWidth natural = HPDF_Font_TextWidth(pdf->face[run.weight], (const HPDF_BYTE *)text,
                                                 (HPDF_UINT)strlen(text));
    double scale = natural.width > 0 ? 100000 * shaped->width / natural.width : 100;
    HPDF_Page_SetTextRenderingMode(pdf->page, HPDF_INVISIBLE);
    HPDF_Page_SetHorizontalScalling(pdf->page, pdf_safe(fmin(fmax(scale, 10), 300)));
    show(pdf, run, x, y, text);
    HPDF_Page_SetHorizontalScalling(pdf->page, 100);
    HPDF_Page_SetTextRenderingMode(pdf->page, HPDF_FILL);
}

/* The outline of one glyph, moved by dx and dy within its font's units. */
typedef struct Sketch {
    HPDF_Page page;
    double dx, dy;
} Sketch;

static void sketch_move(void *context, double x, double y)
{
    Sketch *s = context;
    HPDF_Page_MoveTo(s->page, pdf_safe(x + s->dx), pdf_safe(y + s->dy));
}

static void sketch_line(void *context, double x, double y)
{
    Sketch *s = context;
    HPDF_Page_LineTo(s->page, pdf_safe(x + s->dx), pdf_safe(y + s->dy));
}

static void sketch_curve(void *context, const double xy[6])
{
    Sketch *s = context;
    HPDF_Page_CurveTo(s->page, pdf_safe(xy[0] + s->dx), pdf_safe(xy[1] + s->dy),
                      pdf_safe(xy[2] + s->dx), pdf_safe(xy[3] + s->dy), pdf_safe(xy[4] + s->dx),
                      pdf_safe(xy[5] + s->dy));
}

static void sketch_close(void *context)
{
    Sketch *s = context;
    HPDF_Page_ClosePath(s->page);
}

/* Bold from a font that has none: the same glyphs with a fine outline. */
static void paint(Pdf *pdf, TextRun run, const FontFace *face)
{
    if (run.weight == WEIGHT_BOLD && !font_is_bold(face))
        HPDF_Page_FillStroke(pdf->page);
    else
        HPDF_Page_Fill(pdf->page);
}

/* A matrix takes font units to points, so that outlines stay whole numbers: exact, and short in the
   file. Each glyph has a matrix of its own, which keeps those numbers small. */
static void draw_glyph(Pdf *pdf, TextRun run, const double at[2], const ShapedGlyph *glyph)
{
    Sketch sketch = {.page = pdf->page};
    OutlineSink sink = {&sketch, sketch_move, sketch_line, sketch_curve, sketch_close};
    double scale = run.size / font_units(glyph->face), angle = run.turned * acos(-1.0) / 180;
    double c = cos(angle), s = sin(angle), x = glyph->x * run.size, y = glyph->y * run.size;
    HPDF_Page_GSave(pdf->page);
    HPDF_Page_SetLineWidth(pdf->page, pdf_safe(font_units(glyph->face) * 0.03));
    HPDF_Page_Concat(pdf->page, pdf_safe(scale * c), pdf_safe(scale * s), pdf_safe(-scale * s),
                     pdf_safe(scale * c), pdf_safe(at[0] + x * c - y * s),
                     pdf_safe(PAGE_HEIGHT - at[1] + x * s + y * c));
    font_outline(glyph->face, glyph->index, &sink);
    if (HPDF_Page_GetGMode(pdf->page) == HPDF_GMODE_PATH_OBJECT) paint(pdf, run, glyph->face);
    HPDF_Page_GRestore(pdf->page);
}

void pdf_glyphs(Pdf *pdf, TextRun run, double x, double y, const ShapedText *shaped)
{
    pdf_fill_ink(pdf, run.ink);
    pdf_stroke_ink(pdf, run.ink);
    for (int i = 0; i < shaped->count; i++) {
        draw_glyph(pdf, run, (double[2]){x, y}, &shaped->glyphs[i]);
    }
}
