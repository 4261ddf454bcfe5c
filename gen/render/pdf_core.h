/* What the files of the PDF share: the document under work, shapes, text, pages, tables, figures.
 * All places are in points, y counted downwards from the top of the page; pdf_canvas.c turns y. */
#ifndef RENDER_PDF_CORE_H
#define RENDER_PDF_CORE_H

#include "base/arena.h"
#include "base/buf.h"
#include "picture_cut.h"
#include "render/font.h"
#include "render/pdf.h"

#include <hpdf.h>
#include <stdbool.h>
#include <stdint.h>

/* ---- geometry: A4, twelve columns ---- */

#define PAGE_WIDTH 595.28
#define PAGE_HEIGHT 841.89
#define LEFT 50.0
#define WIDTH 495.276
#define GUTTER 12.0
#define CONTENT_TOP 72.0 /* on a page that continues */
#define CONTENT_END 790.0

double column(int k); /* left edge of column k */
double span(int n);   /* width of n columns */

/* ---- ink ---- */

typedef uint32_t Ink; /* 0xRRGGBB */
enum {
    INK_TEXT = 0x14171A,
    INK_SOFT = 0x525C66,
    INK_FAINT = 0x8A939B,
    INK_LINE = 0xC8CDD2,
    INK_PALE = 0xE6E9EB,
    INK_WASH = 0xF4F6F7,
    INK_PAPER = 0xFFFFFF,
    INK_BAND = 0x8FBFDD,
    INK_LINK = 0x0072B2,
    INK_PLATEAU = 0xE3EFF6,
    INK_F1_BAND = 0xDADDE0,
    INK_PRECISION = 0x00684A,
    INK_RECALL = 0x6A4C93,
    INK_F1 = 0x14171A,
    INK_CORRECT = 0x0072B2,
    INK_MISCLASSIFIED = 0xD55E00,
    INK_MISSED = 0xCC79A7,
    INK_FALSE_POSITIVE = 0x767676,
    INK_FALSE_POSITIVE_WASH = 0xE3E3E3
};
Ink ink_mixed(Ink ink, double strength); /* into paper; 1 = the ink itself */

/* ---- the document ---- */

/* libharu writes characters of the basic plane only; others go by codes that no text has. */
enum { STANDIN_FIRST = 0xD800, STANDINS = 0x800 };

enum { SECTIONS_MOST = 12 };

typedef struct PdfPage {
    HPDF_Page page;
    int section;
} PdfPage;

/* Text that names a page which is not drawn yet. */
typedef struct Reference {
    HPDF_Page page;
    double right, y;
    const char *text, *section; /* "all on page" and the section's id */
} Reference;

typedef struct Picture {
    const char *path;
    HPDF_Image image; /* NULL: cannot be shown */
} Picture;

typedef struct Pdf {
    const Report *report;
    const PdfOptions *options;
    PsArena *arena;
    FontSet *fonts;
    HPDF_Doc doc;
    HPDF_Page page; /* being drawn */
    HPDF_Font face[WEIGHTS];
    int section;       /* being drawn, in the table of pdf.c */
    HPDF_Outline mark; /* its bookmark */
    bool measuring;    /* text advances, nothing is drawn */
    PsBuf pages;       /* of PdfPage */
    PsBuf references;  /* of Reference */
    PsBuf pictures;    /* of Picture */
    PsBuf high;        /* of uint32_t: characters beyond the basic plane, by stand-in */
    HPDF_STATUS fault; /* the first one; libharu goes on after it */
    const char *fault_at;
} Pdf;

/* ---- shapes, letters, links: pdf_canvas.c, pdf_letters.c ---- */

typedef struct Box {
    double x, y, width, height;
} Box;

/* A place with a width, for what has no height of its own. */
typedef struct Strip {
    double x, y, width;
} Strip;

typedef struct Pen {
    Ink ink;
    double width;
    int on, off; /* dashes in whole points; 0 = solid */
} Pen;

void pdf_line(Pdf *pdf, Pen pen, const double ends[4]); /* x0 y0 x1 y1 */
void pdf_rule(Pdf *pdf, Pen pen, double x, double y, double width);
void pdf_path(Pdf *pdf, Pen pen, const double *xy, int count); /* a NaN pair lifts the pen */
void pdf_area(Pdf *pdf, Ink ink, const double *xy, int count);
void pdf_fill(Pdf *pdf, Ink ink, Box box);
void pdf_frame(Pdf *pdf, Pen pen, Box box);
void pdf_hatch(Pdf *pdf, Pen pen, Box box, double step);
void pdf_disc(Pdf *pdf, Ink ink, double x, double y, double radius);
void pdf_dots(Pdf *pdf, Ink ink, const double *xy, int count, double radius);
void pdf_clip(Pdf *pdf, Box box);
void pdf_unclip(Pdf *pdf);
void pdf_image(Pdf *pdf, HPDF_Image image, Box box);

typedef struct TextRun {
    Weight weight;
    double size, spacing;
    Ink ink;
    double turned; /* degrees against the clock */
} TextRun;
void pdf_letters(Pdf *pdf, TextRun run, double x, double y, const char *text);
void pdf_hidden_letters(Pdf *pdf, TextRun run, double x, double y, const ShapedText *shaped);
void pdf_glyphs(Pdf *pdf, TextRun run, double x, double y, const ShapedText *shaped);
void pdf_link_uri(Pdf *pdf, Box box, const char *uri);
void pdf_link_page(Pdf *pdf, Box box, HPDF_Page target);
HPDF_Destination pdf_destination(HPDF_Page target, double y); /* seen from y on */
/* The text as libharu wants it for titles and bookmarks, in which any character may stand. */
const char *pdf_in_pairs(Pdf *pdf, const char *text);

/* ---- text: pdf_text.c ---- */

typedef TextRun Type; /* how a text is set */
Type type_regular(double size, Ink ink);
Type type_bold(double size, Ink ink);

double pdf_width(Pdf *pdf, Type type, const char *text);
double pdf_put(Pdf *pdf, Type type, double x, double y, const char *text); /* right end */
void pdf_put_right(Pdf *pdf, Type type, double right, double y, const char *text);
void pdf_put_middle(Pdf *pdf, Type type, double middle, double y, const char *text);
void pdf_put_turned(Pdf *pdf, Type type, double x, double y, const char *text); /* upwards */
void pdf_put_plated(Pdf *pdf, Type type, double x, double y, const char *text); /* on paper */

/* The text, shortened in the middle if it is wider. */
const char *pdf_fitted(Pdf *pdf, Type type, double width, const char *text);

/* A paragraph of rich text; returns the baseline after its last. */
typedef struct Block {
    double x, y, width, leading;
    int lines; /* at most so many; 0 = no limit */
} Block;
double pdf_paragraph(Pdf *pdf, Type type, Block block, const char *rich);
double pdf_paragraph_end(Pdf *pdf, Type type, Block block, const char *rich); /* not drawn */

/* Figures as texts; UNDEFINED is a dash. */
const char *pdf_rate(Pdf *pdf, int thousandths);         /* "0.680" */
const char *pdf_count(Pdf *pdf, int count);              /* "2,082" */
const char *pdf_share(Pdf *pdf, int percent, int count); /* "12%", "<1%" */

/* ---- pages: pdf_page.c ---- */

void pdf_page_add(Pdf *pdf, int section); /* a page with its header */
/* A page with title and lead; returns the baseline of the first heading. */
double pdf_page_open(Pdf *pdf, const Paragraph *finding);
/* y if `height` fits on this page, else the baseline of a heading on a new one. */
double pdf_room(Pdf *pdf, double y, double height);
void pdf_page_finish(Pdf *pdf); /* footers and references, when all pages are there */
void pdf_heading(Pdf *pdf, Strip at, const char *title, const char *note);
void pdf_eyebrow(Pdf *pdf, double x, double y, const char *text);
/* "at the recommended confidence", or at which else the counts are taken. */
const char *pdf_stated(Pdf *pdf);
void pdf_refer(Pdf *pdf, double right, double y, const char *text, const char *section);
/* The JPEG below the report's folder, embedded once, or NULL. */
HPDF_Image pdf_picture(Pdf *pdf, const char *path);
/* A part of it, as picture_cut takes it, or NULL. */
HPDF_Image pdf_picture_part(Pdf *pdf, const char *path, PictureCut *part, int pixels);

/* The sections, for header, bookmarks and references: pdf.c */
const char *pdf_section_title(int section);
int pdf_section_of(const char *id);
void pdf_bookmark(Pdf *pdf, const char *title, double y); /* below the section's own */
void pdf_check(Pdf *pdf); /* notes where libharu's first fault became known */

/* ---- tables: pdf_table.c ---- */

typedef struct TableColumn {
    const char *head;
    double at;    /* from the table's left: left edge, or right edge of figures */
    double room;  /* for the text, which is shortened to it; 0 = no limit */
    bool figures; /* right-aligned */
    bool bold;
    bool soft;
} TableColumn;

typedef struct Table {
    const char *title, *note;
    double x, width, row, size; /* height of a row, size of its text */
    const TableColumn *columns;
    int column_count, row_count;
    const void *context;
    const char *(*cell)(Pdf *pdf, const void *context, int row, int column);
    /* Draws what is no text beside the row that begins at y; row -1: beside the head. NULL: none.
     */
    void (*mark)(Pdf *pdf, const struct Table *table, int row, double y);
} Table;

/* Draws the table with its heading at baseline y, over as many pages as needed; returns its end. */
double pdf_table(Pdf *pdf, const Table *table, double y);

/* ---- outcomes: pdf_outcome.c ---- */

typedef struct OutcomePart {
    Outcome outcome;
    int count;
    double share; /* of the bar's width */
} OutcomePart;

void pdf_outcome_box(Pdf *pdf, Outcome outcome, Box box);
/* The parts side by side, with their counts where they fit; those that do not are noted in
   left_out[outcome], unless it is NULL. */
void pdf_outcome_bar(Pdf *pdf, Box box, const OutcomePart *parts, int count, int *left_out);
/* The key of the outcomes from x, with counts[outcome] beside the name if above 0 (counts may be
   NULL); returns its right end. */
double pdf_outcome_key(Pdf *pdf, double x, double y, const int *counts);

/* ---- charts: pdf_curves.c, pdf_figure.c ---- */

typedef struct CurveMarks {
    int chosen;                      /* k of the vertical line, or -1 */
    int best;                        /* k of the dot on F1, or -1 */
    int plateau_first, plateau_last; /* k, or -1 */
} CurveMarks;

void pdf_curves(Pdf *pdf, const Sweep *sweep, const CurveMarks *marks, Box plot, bool small);
/* Ticks and their texts below the plot. */
void pdf_confidence_axis(Pdf *pdf, Box plot, bool small);
/* The key of precision, recall, F1 and plateau; returns its right end. */
double pdf_curve_key(Pdf *pdf, double x, double y);
/* A value as a tick, with its interval as a band, on a hairline from 0 to 1. */
void pdf_scale(Pdf *pdf, Strip at, double low, double value, double high);
void pdf_figure(Pdf *pdf, const Figure *figure, Box plot, double text_size);

/* ---- what libharu's public interface cannot set: pdf_catalog.c; HPDF_Doc, HPDF_Font ---- */

void pdf_catalog_finish(void *document); /* language and shown title */
/* What the codes of the font mean, so that text can be searched and copied. Code
   STANDIN_FIRST + i, which no text has, means the character high[i]. */
void pdf_catalog_unicode(void *font, const uint32_t *high, size_t count);

/* ---- the sections ---- */

void pdf_verdict(Pdf *pdf);
void pdf_classes(Pdf *pdf);
void pdf_splits(Pdf *pdf, double y); /* if there are several, and room for them */
void pdf_matrix(Pdf *pdf);
/* Below the matrix: one wide table, or two narrow ones, which want one height and need the other.
 */
void pdf_confusions(Pdf *pdf, double y, bool wide);
double pdf_confusions_height(const Pdf *pdf);
double pdf_confusions_least(const Pdf *pdf);
void pdf_examples(Pdf *pdf);
void pdf_explorer(Pdf *pdf);
void pdf_errors(Pdf *pdf);
void pdf_advice(Pdf *pdf);
void pdf_next_steps(Pdf *pdf, double y); /* on page 1 */
void pdf_compare(Pdf *pdf);
void pdf_method(Pdf *pdf);

#endif
