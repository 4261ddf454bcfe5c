/* The frame of a page: header, title and lead, headings, footer. What names other pages is written
 * last, when it is known how many there are and where each section begins. */
#include "render/pdf_core.h"

#include "base/file.h"

#include <string.h>

static const Pen HAIRLINE = {INK_LINE, 0.4, 0, 0};

/* ---- pages ---- */

static const char *capitals(Pdf *pdf, const char *text)
{
    char *copy = ps_arena_text(pdf->arena, text);
    for (char *c = copy; *c; c++) {
        if (*c >= 'a' && *c <= 'z') *c = (char)(*c - 'a' + 'A');
    }
    return copy;
}

void pdf_eyebrow(Pdf *pdf, double x, double y, const char *text)
{
    Type type = type_bold(6.5, INK_SOFT);
    type.spacing = 0.55;
    pdf_put(pdf, type, x, y, capitals(pdf, text));
}

static void header(Pdf *pdf, bool first)
{
    const Report *report = pdf->report;
    Type type = type_regular(6.5, INK_SOFT);
    const char *right = first ? report->date : report->title;
    pdf_eyebrow(pdf, LEFT, 45, pdf_section_title(pdf->section));
    pdf_put_right(pdf, type, LEFT + WIDTH, 45, pdf_fitted(pdf, type, span(8), right));
    pdf_rule(pdf, HAIRLINE, LEFT, 51, WIDTH);
}

void pdf_page_add(Pdf *pdf, int section)
{
    bool first = pdf->pages.length == 0;
    pdf_check(pdf);
    pdf->section = section;
    pdf->page = HPDF_AddPage(pdf->doc);
    HPDF_Page_SetSize(pdf->page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
    PdfPage page = {pdf->page, section};
    PS_BUF_PUSH(&pdf->pages, page);
    header(pdf, first);
}

double pdf_page_open(Pdf *pdf, const Paragraph *finding)
{
    Type title = type_bold(17, INK_TEXT);
    title.spacing = -0.2;
    while (title.size > 13 && pdf_width(pdf, title, finding->title) > WIDTH) title.size -= 0.5;
    pdf_put(pdf, title, LEFT, 84, pdf_fitted(pdf, title, WIDTH, finding->title));
    Block lead = {LEFT, 102, span(11), 12, 2};
    double end = pdf_paragraph(pdf, type_regular(8.5, INK_SOFT), lead, finding->text);
    return end + 20 > 146 ? end + 20 : 146;
}

double pdf_room(Pdf *pdf, double y, double height)
{
    if (y + height <= CONTENT_END) return y;
    pdf_page_add(pdf, pdf->section);
    return CONTENT_TOP + 4;
}

/* ---- headings and references ---- */

const char *pdf_stated(Pdf *pdf)
{
    const Report *report = pdf->report;
    if (report->has_optimum) return "at the recommended confidence";
    if (*report->unscored) return "of all boxes";
    return ps_arena_printf(pdf->arena, "at confidence %s", report->threshold_text[report->optimum]);
}

void pdf_heading(Pdf *pdf, Strip at, const char *title, const char *note)
{
    Type small = type_regular(7, INK_SOFT);
    pdf_rule(pdf, (Pen){INK_TEXT, 0.8, 0, 0}, at.x, at.y - 13, at.width);
    double end = pdf_put(pdf, type_bold(9, INK_TEXT), at.x, at.y, title) + (*title ? 6 : 0);
    if (note) pdf_put(pdf, small, end, at.y, pdf_fitted(pdf, small, at.x + at.width - end, note));
}

void pdf_refer(Pdf *pdf, double right, double y, const char *text, const char *section)
{
    if (pdf->measuring) return;
    Reference reference = {pdf->page, right, y, text, section};
    PS_BUF_PUSH(&pdf->references, reference);
}

/* The number of the section's first page, or 0. */
static int first_page(const Pdf *pdf, int section)
{
    const PdfPage *pages = PS_BUF_ITEMS(&pdf->pages, PdfPage);
    for (size_t i = 0; i < PS_BUF_COUNT(&pdf->pages, PdfPage); i++) {
        if (pages[i].section == section) return (int)i + 1;
    }
    return 0;
}

static void resolve(Pdf *pdf, const Reference *reference)
{
    int number = first_page(pdf, pdf_section_of(reference->section));
    if (number == 0) return;
    Type type = type_regular(6.5, INK_LINK);
    const char *text = ps_arena_printf(pdf->arena, "%s %d", reference->text, number);
    double width = pdf_width(pdf, type, text);
    pdf->page = reference->page;
    pdf_put(pdf, type, reference->right - width, reference->y, text);
    pdf_link_page(pdf, (Box){reference->right - width, reference->y - 8, width, 12},
                  PS_BUF_ITEMS(&pdf->pages, PdfPage)[number - 1].page);
}

/* A page that is found alone still says what it speaks of: the first digits of the inputs' sums. */
static const char *provenance(Pdf *pdf)
{
    const Report *report = pdf->report;
    const char *text = ps_arena_printf(pdf->arena, "proofsheet %s", report->version);
    for (int i = 0; i < report->source_count && i < 2; i++) {
        const Source *source = &report->sources[i];
        if (!source->sha256 || !*source->sha256) continue;
        text = ps_arena_printf(pdf->arena, "%s, %c%s %.8s", text, source->role[0] | 0x20,
                               source->role + 1, source->sha256);
    }
    return text;
}

static void footer(Pdf *pdf, int number, int count)
{
    const Report *report = pdf->report;
    Type type = type_regular(6.5, INK_SOFT);
    const char *stated = ps_arena_printf(pdf->arena, "IoU %s, confidence %s unless stated",
                                         report->iou_text, report->threshold_text[report->optimum]);
    pdf_rule(pdf, HAIRLINE, LEFT, 801, WIDTH);
    pdf_put(pdf, type, LEFT, 812, pdf_fitted(pdf, type, span(7), provenance(pdf)));
    pdf_put_right(pdf, type, LEFT + WIDTH - 42, 812, stated);
    pdf_put_right(pdf, type, LEFT + WIDTH, 812,
                  ps_arena_printf(pdf->arena, "%d of %d", number, count));
}

/* ---- contents ---- */

typedef struct Entry {
    const char *text;
    double width;
    HPDF_Page page;
} Entry;

/* The sections after the first, each where it begins. */
static int list_entries(Pdf *pdf, Type type, Entry *entries)
{
    const PdfPage *pages = PS_BUF_ITEMS(&pdf->pages, PdfPage);
    int count = 0;
    for (size_t i = 1; i < PS_BUF_COUNT(&pdf->pages, PdfPage) && count < SECTIONS_MOST; i++) {
        if (pages[i].section == pages[i - 1].section) continue;
        Entry *entry = &entries[count++];
        entry->text =
            ps_arena_printf(pdf->arena, "%s %zu", pdf_section_title(pages[i].section), i + 1);
        entry->width = pdf_width(pdf, type, entry->text);
        entry->page = pages[i].page;
    }
    return count;
}

/* One line at the foot of page 1, spread over its width. */
static void contents(Pdf *pdf)
{
    Type type = type_regular(6.5, INK_LINK);
    Entry entries[SECTIONS_MOST];
    int count = list_entries(pdf, type, entries);
    double gap = WIDTH, x = LEFT;
    for (int i = 0; i < count; i++) gap -= entries[i].width;
    gap = count > 1 ? gap / (count - 1) : 0;
    if (gap > 36) gap = 36;
    for (int i = 0; i < count; i++) {
        pdf_put(pdf, type, x, CONTENT_END, entries[i].text);
        pdf_link_page(pdf, (Box){x, CONTENT_END - 8, entries[i].width, 11}, entries[i].page);
        x += entries[i].width + gap;
    }
}

void pdf_page_finish(Pdf *pdf)
{
    const PdfPage *pages = PS_BUF_ITEMS(&pdf->pages, PdfPage);
    int count = (int)PS_BUF_COUNT(&pdf->pages, PdfPage);
    for (int i = 0; i < count; i++) {
        pdf->page = pages[i].page;
        footer(pdf, i + 1, count);
        if (i == 0) contents(pdf);
    }
    const Reference *references = PS_BUF_ITEMS(&pdf->references, Reference);
    for (size_t i = 0; i < PS_BUF_COUNT(&pdf->references, Reference); i++) {
        resolve(pdf, &references[i]);
    }
}

/* ---- pictures ---- */

/* A picture that libharu refuses is left out; that is no fault of the document. */
static HPDF_Image embed(Pdf *pdf, const void *jpeg, size_t size)
{
    HPDF_STATUS fault = pdf->fault;
    const char *at = pdf->fault_at;
    HPDF_Image image =
        HPDF_LoadJpegImageFromMem(pdf->doc, (const HPDF_BYTE *)jpeg, (HPDF_UINT)size);
    if (!image) {
        HPDF_ResetError(pdf->doc);
        pdf->fault = fault;
        pdf->fault_at = at;
    }
    return image;
}

static HPDF_Image load(Pdf *pdf, const char *path)
{
    enum { PICTURE_MOST = 16 << 20 };
    PsBytes bytes;
    PsError error;
    const char *full = ps_path_join(pdf->arena, pdf->options->folder, path);
    if (!ps_file_read(full, PICTURE_MOST, &bytes, &error)) return NULL;
    HPDF_Image image = embed(pdf, bytes.data, bytes.size);
    ps_bytes_free(&bytes);
    return image;
}

HPDF_Image pdf_picture(Pdf *pdf, const char *path)
{
    const Picture *pictures = PS_BUF_ITEMS(&pdf->pictures, Picture);
    for (size_t i = 0; i < PS_BUF_COUNT(&pdf->pictures, Picture); i++) {
        if (strcmp(pictures[i].path, path) == 0) return pictures[i].image;
    }
    Picture picture = {ps_arena_text(pdf->arena, path), load(pdf, path)};
    PS_BUF_PUSH(&pdf->pictures, picture);
    return picture.image;
}

HPDF_Image pdf_picture_part(Pdf *pdf, const char *path, PictureCut *part, int pixels)
{
    PsBuf jpeg = PS_BUF;
    const char *full = ps_path_join(pdf->arena, pdf->options->folder, path);
    HPDF_Image image = NULL;
    if (picture_cut(full, part, pixels, &jpeg)) image = embed(pdf, jpeg.data, jpeg.length);
    ps_buf_free(&jpeg);
    return image;
}
