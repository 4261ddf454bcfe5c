/* Shapes and links on the page under work. This file and pdf_letters.c alone call libharu's drawing
 * functions: they turn y, since PDF counts upwards, and let only finite numbers pass, since NaN
 * would spoil the rest of the page without a word. */
#include "render/pdf_draw.h"

#include <math.h>

/* ---- numbers ---- */

/* Ten times the page is far outside it and still within what libharu prints. */
HPDF_REAL pdf_safe(double value)
{
    if (!isfinite(value)) return 0;
    return (HPDF_REAL)fmin(fmax(value, -8000), 8000);
}

HPDF_REAL pdf_up(double y)
{
    return pdf_safe(PAGE_HEIGHT - y);
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

void pdf_fill_ink(Pdf *pdf, Ink ink)
{
    HPDF_Page_SetRGBFill(pdf->page, (HPDF_REAL)(ink >> 16 & 255U) / 255,
                         (HPDF_REAL)(ink >> 8 & 255U) / 255, (HPDF_REAL)(ink & 255U) / 255);
}

void pdf_stroke_ink(Pdf *pdf, Ink ink)
{
    HPDF_Page_SetRGBStroke(pdf->page, (HPDF_REAL)(ink >> 16 & 255U) / 255,
                           (HPDF_REAL)(ink >> 8 & 255U) / 255, (HPDF_REAL)(ink & 255U) / 255);
}

/* ---- lines ---- */

static void pen_down(Pdf *pdf, Pen pen)
{
    pdf_stroke_ink(pdf, pen.ink);
    HPDF_Page_SetLineWidth(pdf->page, pdf_safe(pen.width));
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
    HPDF_Page_MoveTo(pdf->page, pdf_safe(ends[0]), pdf_up(ends[1]));
    HPDF_Page_LineTo(pdf->page, pdf_safe(ends[2]), pdf_up(ends[3]));
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
            HPDF_REAL x = pdf_safe(point_at(xy, k)[0]), y = pdf_up(point_at(xy, k)[1]);
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
    pdf_fill_ink(pdf, ink);
    trace(pdf, xy, count);
    HPDF_Page_Fill(pdf->page);
}

/* ---- boxes ---- */

static void rectangle(Pdf *pdf, Box box)
{
    HPDF_Page_Rectangle(pdf->page, pdf_safe(box.x), pdf_up(box.y + box.height), pdf_safe(box.width),
                        pdf_safe(box.height));
}

void pdf_fill(Pdf *pdf, Ink ink, Box box)
{
    if (pdf->measuring) return;
    pdf_fill_ink(pdf, ink);
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
        HPDF_Page_MoveTo(pdf->page, pdf_safe(x), pdf_up(box.y + box.height));
        HPDF_Page_LineTo(pdf->page, pdf_safe(x + box.height), pdf_up(box.y));
    }
    pen_up(pdf, pen);
    pdf_unclip(pdf);
}

void pdf_disc(Pdf *pdf, Ink ink, double x, double y, double radius)
{
    if (pdf->measuring || !isfinite(x) || !isfinite(y)) return;
    pdf_fill_ink(pdf, ink);
    HPDF_Page_Circle(pdf->page, pdf_safe(x), pdf_up(y), pdf_safe(radius));
    HPDF_Page_Fill(pdf->page);
}

/* Strokes without length and with round ends: a tenth of what so many circles would weigh. */
void pdf_dots(Pdf *pdf, Ink ink, const double *xy, int count, double radius)
{
    if (pdf->measuring) return;
    int drawn = 0;
    pdf_stroke_ink(pdf, ink);
    HPDF_Page_SetLineWidth(pdf->page, pdf_safe(2 * radius));
    HPDF_Page_SetLineCap(pdf->page, HPDF_ROUND_END);
    for (int i = 0; i < count; i++) {
        if (!is_place(point_at(xy, i))) continue;
        HPDF_REAL x = pdf_safe(point_at(xy, i)[0]), y = pdf_up(point_at(xy, i)[1]);
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
    HPDF_Page_DrawImage(pdf->page, image, pdf_safe(box.x), pdf_up(box.y + box.height),
                        pdf_safe(box.width), pdf_safe(box.height));
}

/* ---- links ---- */

/* Without a border style viewers draw a frame round a link. */
static void unframe(HPDF_Annotation link)
{
    if (link) HPDF_LinkAnnot_SetBorderStyle(link, 0, 0, 0);
}

static HPDF_Rect rect_of(Box box)
{
    return (HPDF_Rect){pdf_safe(box.x), pdf_up(box.y + box.height), pdf_safe(box.x + box.width),
                       pdf_up(box.y)};
}

void pdf_link_uri(Pdf *pdf, Box box, const char *uri)
{
    if (!pdf->measuring) unframe(HPDF_Page_CreateURILinkAnnot(pdf->page, rect_of(box), uri));
}

HPDF_Destination pdf_destination(HPDF_Page target, double y)
{
    HPDF_Destination destination = HPDF_Page_CreateDestination(target);
    if (destination) HPDF_Destination_SetFitH(destination, pdf_up(y));
    return destination;
}

void pdf_link_page(Pdf *pdf, Box box, HPDF_Page target)
{
    if (pdf->measuring) return;
    unframe(HPDF_Page_CreateLinkAnnot(pdf->page, rect_of(box), pdf_destination(target, 0)));
}
