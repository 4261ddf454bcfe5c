/* Shapes and letters on the page under work. This file alone calls libharu's drawing functions: it
 * turns y, since PDF counts upwards, and lets only finite numbers pass, since NaN would spoil the
 * rest of the page without a word. */
#include "render/pdf_core.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

/* ---- numbers ---- */

/* Ten times the page is far outside it and still within what libharu prints. */
static HPDF_REAL safe(double value)
{
    if (!isfinite(value)) return 0;
    return (HPDF_REAL)fmin(fmax(value, -8000), 8000);
}

static HPDF_REAL up(double y)
{
    return safe(PAGE_HEIGHT - y);
}

double column(int k)
{
    return LEFT + k * (span(1) + GUTTER);
}

double span(int n)
{
    return n * ((WIDTH - 11 * GUTTER) / 12) + (n - 1) * GUTTER;
}

Ink ink_mixed(Ink ink, double strength)
{
    Ink mixed = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
        double part = (double)(ink >> shift & 255U) * strength + 255 * (1 - strength);
        mixed |= (Ink)lround(part) << shift;
    }
    return mixed;
}

static void fill_ink(Pdf *pdf, Ink ink)
{
    HPDF_Page_SetRGBFill(pdf->page, (HPDF_REAL)(ink >> 16 & 255U) / 255,
                         (HPDF_REAL)(ink >> 8 & 255U) / 255, (HPDF_REAL)(ink & 255U) / 255);
}

static void stroke_ink(Pdf *pdf, Ink ink)
{
    HPDF_Page_SetRGBStroke(pdf->page, (HPDF_REAL)(ink >> 16 & 255U) / 255,
                           (HPDF_REAL)(ink >> 8 & 255U) / 255, (HPDF_REAL)(ink & 255U) / 255);
}

/* ---- lines ---- */

static void pen_down(Pdf *pdf, Pen pen)
{
    stroke_ink(pdf, pen.ink);
    HPDF_Page_SetLineWidth(pdf->page, safe(pen.width));
    if (pen.on) {
        HPDF_UINT16 dash[2] = {(HPDF_UINT16)pen.on, (HPDF_UINT16)pen.off};
        HPDF_Page_SetDash(pdf->page, dash, 2, 0);
    }
}

/* A dash stays until it is taken back. */
static void pen_up(Pdf *pdf, Pen pen)
{
    HPDF_Page_Stroke(pdf->page);
    if (pen.on) HPDF_Page_SetDash(pdf->page, NULL, 0, 0);
}

void pdf_line(Pdf *pdf, Pen pen, const double ends[4])
{
    if (pdf->measuring) return;
    pen_down(pdf, pen);
    HPDF_Page_MoveTo(pdf->page, safe(ends[0]), up(ends[1]));
    HPDF_Page_LineTo(pdf->page, safe(ends[2]), up(ends[3]));
    pen_up(pdf, pen);
}

void pdf_rule(Pdf *pdf, Pen pen, double x, double y, double width)
{
    pdf_line(pdf, pen, (double[4]){x, y, x + width, y});
}

static bool is_place(const double *point)
{
    return isfinite(point[0]) && isfinite(point[1]);
}

/* Point i of a list x0 y0 x1 y1 ... */
static const double *point_at(const double *xy, int i)
{
    return xy + (ptrdiff_t)i * 2;
}

/* Adds the points to the path; returns how many pieces of two points or more it has. */
static int trace(Pdf *pdf, const double *xy, int count)
{
    int pieces = 0;
    for (int i = 0; i < count;) {
        int end = i;
        while (end < count && is_place(point_at(xy, end))) end++;
        for (int k = i; k < end && end - i > 1; k++) {
            HPDF_REAL x = safe(point_at(xy, k)[0]), y = up(point_at(xy, k)[1]);
            if (k == i)
                HPDF_Page_MoveTo(pdf->page, x, y);
            else
                HPDF_Page_LineTo(pdf->page, x, y);
        }
        pieces += end - i > 1;
        i = end + 1;
    }
    return pieces;
}

static int pieces_of(const double *xy, int count)
{
    int pieces = 0, length = 0;
    for (int i = 0; i < count; i++) {
        length = is_place(point_at(xy, i)) ? length + 1 : 0;
        pieces += length == 2;
    }
    return pieces;
}

void pdf_path(Pdf *pdf, Pen pen, const double *xy, int count)
{
    if (pdf->measuring || pieces_of(xy, count) == 0) return;
    HPDF_Page_SetLineJoin(pdf->page, HPDF_ROUND_JOIN);
    pen_down(pdf, pen);
    trace(pdf, xy, count);
    pen_up(pdf, pen);
    HPDF_Page_SetLineJoin(pdf->page, HPDF_MITER_JOIN);
}

void pdf_area(Pdf *pdf, Ink ink, const double *xy, int count)
{
    if (pdf->measuring || pieces_of(xy, count) == 0) return;
    fill_ink(pdf, ink);
    trace(pdf, xy, count);
    HPDF_Page_Fill(pdf->page);
}

/* ---- boxes ---- */

static void rectangle(Pdf *pdf, Box box)
{
    HPDF_Page_Rectangle(pdf->page, safe(box.x), up(box.y + box.height), safe(box.width),
                        safe(box.height));
}

void pdf_fill(Pdf *pdf, Ink ink, Box box)
{
    if (pdf->measuring) return;
    fill_ink(pdf, ink);
    rectangle(pdf, box);
    HPDF_Page_Fill(pdf->page);
}

void pdf_frame(Pdf *pdf, Pen pen, Box box)
{
    if (pdf->measuring) return;
    pen_down(pdf, pen);
    rectangle(pdf, box);
    pen_up(pdf, pen);
}

/* Without EndPath after Clip every later call fails. */
void pdf_clip(Pdf *pdf, Box box)
{
    if (pdf->measuring) return;
    HPDF_Page_GSave(pdf->page);
    rectangle(pdf, box);
    HPDF_Page_Clip(pdf->page);
    HPDF_Page_EndPath(pdf->page);
}

void pdf_unclip(Pdf *pdf)
{
    if (!pdf->measuring) HPDF_Page_GRestore(pdf->page);
}

/* libharu has no patterns: hatching is lines through a clipped box. */
void pdf_hatch(Pdf *pdf, Pen pen, Box box, double step)
{
    if (pdf->measuring ||
        !(box.width > 0 && box.height > 0 && box.width < PAGE_WIDTH && box.height < PAGE_HEIGHT))
        return;
    pdf_clip(pdf, box);
    pen_down(pdf, pen);
    int lines = (int)((box.width + box.height) / step) + 1;
    for (int i = 0; i < lines; i++) {
        double x = box.x - box.height + i * step;
        HPDF_Page_MoveTo(pdf->page, safe(x), up(box.y + box.height));
        HPDF_Page_LineTo(pdf->page, safe(x + box.height), up(box.y));
    }
    pen_up(pdf, pen);
    pdf_unclip(pdf);
}

void pdf_disc(Pdf *pdf, Ink ink, double x, double y, double radius)
{
    if (pdf->measuring || !isfinite(x) || !isfinite(y)) return;
    fill_ink(pdf, ink);
    HPDF_Page_Circle(pdf->page, safe(x), up(y), safe(radius));
    HPDF_Page_Fill(pdf->page);
}

/* Strokes without length and with round ends: a tenth of what so many circles would weigh. */
void pdf_dots(Pdf *pdf, Ink ink, const double *xy, int count, double radius)
{
    if (pdf->measuring) return;
    int drawn = 0;
    stroke_ink(pdf, ink);
    HPDF_Page_SetLineWidth(pdf->page, safe(2 * radius));
    HPDF_Page_SetLineCap(pdf->page, HPDF_ROUND_END);
    for (int i = 0; i < count; i++) {
        if (!is_place(point_at(xy, i))) continue;
        HPDF_REAL x = safe(point_at(xy, i)[0]), y = up(point_at(xy, i)[1]);
        HPDF_Page_MoveTo(pdf->page, x, y);
        HPDF_Page_LineTo(pdf->page, x, y);
        drawn++;
    }
    if (drawn) HPDF_Page_Stroke(pdf->page);
    HPDF_Page_SetLineCap(pdf->page, HPDF_BUTT_END);
}

void pdf_image(Pdf *pdf, HPDF_Image image, Box box)
{
    if (pdf->measuring) return;
    HPDF_Page_DrawImage(pdf->page, image, safe(box.x), up(box.y + box.height), safe(box.width),
                        safe(box.height));
}

/* ---- letters ---- */

/* Turned text needs a matrix of its own. */
static void show(Pdf *pdf, TextRun run, double x, double y, const char *text)
{
    double angle = run.turned * acos(-1.0) / 180;
    HPDF_REAL c = safe(cos(angle)), s = safe(sin(angle));
    HPDF_Page_BeginText(pdf->page);
    HPDF_Page_SetFontAndSize(pdf->page, pdf->face[run.weight], safe(run.size));
    if (run.turned != 0)
        HPDF_Page_SetTextMatrix(pdf->page, c, s, -s, c, safe(x), up(y));
    else
        HPDF_Page_MoveTextPos(pdf->page, safe(x), up(y));
    HPDF_Page_ShowText(pdf->page, text);
    HPDF_Page_EndText(pdf->page);
}

/* One font file for both weights: bold is the same letters with a fine outline. */
void pdf_letters(Pdf *pdf, TextRun run, double x, double y, const char *text)
{
    bool heavier = run.weight == WEIGHT_BOLD && font_set_single(pdf->fonts);
    fill_ink(pdf, run.ink);
    if (heavier) {
        stroke_ink(pdf, run.ink);
        HPDF_Page_SetLineWidth(pdf->page, safe(run.size * 0.03));
        HPDF_Page_SetTextRenderingMode(pdf->page, HPDF_FILL_THEN_STROKE);
    }
    if (run.spacing != 0) HPDF_Page_SetCharSpace(pdf->page, safe(run.spacing));
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

/* Stand-ins are surrogates, which are no UTF-8; libharu takes any three bytes. */
static const char *in_basic_plane(Pdf *pdf, const char *text)
{
    PsBuf copy = PS_BUF;
    while (*text) {
        const char *from = text;
        uint32_t c = ps_utf8_next(&text);
        if (c > 0xFFFF) {
            c = standin_of(pdf, c);
            char bytes[3] = {(char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3F)),
                             (char)(0x80 | (c & 0x3F))};
            ps_buf_bytes(&copy, bytes, 3);
        } else {
            ps_buf_bytes(&copy, from, (size_t)(text - from));
        }
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
    HPDF_Page_SetHorizontalScalling(pdf->page, safe(fmin(fmax(scale, 10), 300)));
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
    HPDF_Page_MoveTo(s->page, safe(x + s->dx), safe(y + s->dy));
}

static void sketch_line(void *context, double x, double y)
{
    Sketch *s = context;
    HPDF_Page_LineTo(s->page, safe(x + s->dx), safe(y + s->dy));
}

static void sketch_curve(void *context, const double xy[6])
{
    Sketch *s = context;
    HPDF_Page_CurveTo(s->page, safe(xy[0] + s->dx), safe(xy[1] + s->dy), safe(xy[2] + s->dx),
                      safe(xy[3] + s->dy), safe(xy[4] + s->dx), safe(xy[5] + s->dy));
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
    HPDF_Page_SetLineWidth(pdf->page, safe(font_units(glyph->face) * 0.03));
    HPDF_Page_Concat(pdf->page, safe(scale * c), safe(scale * s), safe(-scale * s), safe(scale * c),
                     safe(at[0] + x * c - y * s), safe(PAGE_HEIGHT - at[1] + x * s + y * c));
    font_outline(glyph->face, glyph->index, &sink);
    if (HPDF_Page_GetGMode(pdf->page) == HPDF_GMODE_PATH_OBJECT) paint(pdf, run, glyph->face);
    HPDF_Page_GRestore(pdf->page);
}

void pdf_glyphs(Pdf *pdf, TextRun run, double x, double y, const ShapedText *shaped)
{
    fill_ink(pdf, run.ink);
    stroke_ink(pdf, run.ink);
    for (int i = 0; i < shaped->count; i++) {
        draw_glyph(pdf, run, (double[2]){x, y}, &shaped->glyphs[i]);
    }
}

/* ---- links ---- */

/* Without a border style viewers draw a frame round a link. */
static void unframe(HPDF_Annotation link)
{
    if (link) HPDF_LinkAnnot_SetBorderStyle(link, 0, 0, 0);
}

static HPDF_Rect rect_of(Box box)
{
    return (HPDF_Rect){safe(box.x), up(box.y + box.height), safe(box.x + box.width), up(box.y)};
}

void pdf_link_uri(Pdf *pdf, Box box, const char *uri)
{
    if (!pdf->measuring) unframe(HPDF_Page_CreateURILinkAnnot(pdf->page, rect_of(box), uri));
}

HPDF_Destination pdf_destination(HPDF_Page target)
{
    HPDF_Destination destination = HPDF_Page_CreateDestination(target);
    if (destination) HPDF_Destination_SetFitH(destination, (HPDF_REAL)PAGE_HEIGHT);
    return destination;
}

void pdf_link_page(Pdf *pdf, Box box, HPDF_Page target)
{
    if (pdf->measuring) return;
    unframe(HPDF_Page_CreateLinkAnnot(pdf->page, rect_of(box), pdf_destination(target)));
}
