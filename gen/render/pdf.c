/* The PDF: which sections there are, in which order, and the document around them. The document is
 * made in memory and written in one go, so that a failure leaves no part of a file. */
#include "render/pdf_core.h"

#include "base/file.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- the sections ---- */

static bool always(const Report *report)
{
    (void)report;
    return true;
}

static bool has_classes(const Report *report)
{
    return report->class_count > 0;
}

static bool has_boxes(const Report *report)
{
    return report->reliability.count > 0 || *report->unscored;
}

static bool has_examples(const Report *report)
{
    if (!report->has_pictures) return false;
    for (int i = 0; i < report->group_count; i++) {
        if (report->groups[i].count > 0) return true;
    }
    return false;
}

static bool has_advice(const Report *report)
{
    return report->card_count > 0;
}

static bool has_map(const Report *report)
{
    return report->explorer.has_map;
}

static bool has_baseline(const Report *report)
{
    return report->comparison.name != NULL;
}

typedef struct PdfSection {
    const char *id, *title; /* for references; for header and bookmark */
    bool (*wanted)(const Report *report);
    void (*draw)(Pdf *pdf);
} PdfSection;

static const PdfSection SECTIONS[] = {
    {"verdict", "Model evaluation", always, pdf_verdict},
    {"classes", "Performance by class", has_classes, pdf_classes},
    {"matrix", "Confusion matrix", has_classes, pdf_matrix},
    {"advice", "Recommendations", has_advice, pdf_advice},
    {"examples", "Examples", has_examples, pdf_examples},
    {"explorer", "Vector map", has_map, pdf_explorer},
    {"errors", "Errors and scores", has_boxes, pdf_errors},
    {"compare", "Against the baseline", has_baseline, pdf_compare},
    {"method", "Method and limits", always, pdf_method},
};
enum { SECTION_COUNT = sizeof SECTIONS / sizeof *SECTIONS };

const char *pdf_section_title(int section)
{
    return SECTIONS[section].title;
}

int pdf_section_of(const char *id)
{
    for (int i = 0; i < SECTION_COUNT; i++) {
        if (strcmp(SECTIONS[i].id, id) == 0) return i;
    }
    return -1;
}

/* ---- faults ---- */

/* libharu goes on after a fault; only the first one tells. */
static void on_fault(HPDF_STATUS code, HPDF_STATUS detail, void *user)
{
    Pdf *pdf = user;
    (void)detail;
    if (pdf->fault == HPDF_OK) pdf->fault = code;
}

void pdf_check(Pdf *pdf)
{
    if (pdf->fault != HPDF_OK && !pdf->fault_at) pdf->fault_at = pdf_section_title(pdf->section);
}

static bool refuse(const Pdf *pdf, PsError *error, const char *what)
{
    return ps_fail(error, PS_ERROR_OUTPUT, "report.pdf", pdf->fault_at, NULL,
                   "%s (libharu error 0x%04lX)", what, (unsigned long)pdf->fault);
}

/* ---- the document ---- */

/* The clock is never asked: a date stands in the file only if the environment gives one. */
static void set_date(Pdf *pdf)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    struct tm day;
    if (!epoch) return;
    time_t seconds = (time_t)strtoll(epoch, NULL, 10);
    if (!gmtime_r(&seconds, &day)) return;
    HPDF_Date date = {.year = day.tm_year + 1900,
                      .month = day.tm_mon + 1,
                      .day = day.tm_mday,
                      .hour = day.tm_hour,
                      .minutes = day.tm_min,
                      .seconds = day.tm_sec,
                      .ind = 'Z'};
    HPDF_SetInfoDateAttr(pdf->doc, HPDF_INFO_CREATION_DATE, date);
}

/* Viewers show a line of it; libharu takes no more than 65535 bytes. */
static const char *as_title(Pdf *pdf, const char *text)
{
    enum { MOST = 200 };
    return pdf_in_pairs(pdf, ps_text_shortened(pdf->arena, text, MOST));
}

static void set_info(Pdf *pdf)
{
    const Report *report = pdf->report;
    const char *title = ps_arena_printf(pdf->arena, "%s: evaluation", report->title);
    const char *program = ps_arena_printf(pdf->arena, "proofsheet %s", report->version);
    HPDF_SetInfoAttr(pdf->doc, HPDF_INFO_TITLE, as_title(pdf, title));
    HPDF_SetInfoAttr(pdf->doc, HPDF_INFO_AUTHOR, "proofsheet");
    HPDF_SetInfoAttr(pdf->doc, HPDF_INFO_CREATOR, program);
    if (*report->subtitle) {
        HPDF_SetInfoAttr(pdf->doc, HPDF_INFO_SUBJECT, as_title(pdf, report->subtitle));
    }
    set_date(pdf);
    HPDF_SetPageMode(pdf->doc, HPDF_PAGE_MODE_USE_OUTLINE);
    pdf_catalog_finish(pdf->doc);
}

static bool load_fonts(Pdf *pdf, PsError *error)
{
    const char *names[WEIGHTS];
    bool single = font_set_single(pdf->fonts);
    for (int weight = 0; weight < WEIGHTS; weight++) {
        const char *file = font_set_file(pdf->fonts, (Weight)weight);
        names[weight] =
            single && weight > 0 ? names[0] : HPDF_LoadTTFontFromFile(pdf->doc, file, HPDF_TRUE);
        if (names[weight]) pdf->face[weight] = HPDF_GetFont(pdf->doc, names[weight], "UTF-8");
        if (!pdf->face[weight]) {
            return ps_fail(error, PS_ERROR_OUTPUT, file, NULL, "another font by --font FILE.ttf",
                           "this font cannot be embedded in a PDF (libharu error 0x%04lX)",
                           (unsigned long)pdf->fault);
        }
    }
    return true;
}

static bool start(Pdf *pdf, PsError *error)
{
    pdf->fonts = font_set_new(pdf->arena, pdf->options->font, error);
    if (!pdf->fonts) return false;
    pdf->doc = HPDF_New(on_fault, pdf);
    if (!pdf->doc) return refuse(pdf, error, "the document cannot be started");
    HPDF_SetCompressionMode(pdf->doc, HPDF_COMP_ALL);
    HPDF_UseUTFEncodings(pdf->doc);
    HPDF_SetCurrentEncoder(pdf->doc, "UTF-8");
    return load_fonts(pdf, error);
}

/* Outline names need the UTF-8 encoder named, else accents come out as two letters. */
static HPDF_Outline bookmark(Pdf *pdf, HPDF_Outline parent, const char *title, double y)
{
    HPDF_Encoder encoder = HPDF_GetEncoder(pdf->doc, "UTF-8");
    HPDF_Outline outline = HPDF_CreateOutline(pdf->doc, parent, as_title(pdf, title), encoder);
    if (outline) HPDF_Outline_SetDestination(outline, pdf_destination(pdf->page, y));
    return outline;
}

void pdf_bookmark(Pdf *pdf, const char *title, double y)
{
    if (!pdf->measuring) bookmark(pdf, pdf->mark, title, y);
}

static bool draw(Pdf *pdf, PsError *error)
{
    for (int i = 0; i < SECTION_COUNT; i++) {
        if (!SECTIONS[i].wanted(pdf->report)) continue;
        pdf_page_add(pdf, i);
        pdf->mark = bookmark(pdf, NULL, SECTIONS[i].title, 0);
        SECTIONS[i].draw(pdf);
        pdf_check(pdf);
    }
    pdf_page_finish(pdf);
    for (int weight = 0; weight < WEIGHTS; weight++) {
        pdf_catalog_unicode(pdf->face[weight], PS_BUF_ITEMS(&pdf->high, uint32_t),
                            PS_BUF_COUNT(&pdf->high, uint32_t));
    }
    pdf_check(pdf);
    return pdf->fault == HPDF_OK || refuse(pdf, error, "a page cannot be drawn");
}

/* ---- the file ---- */

static bool write_file(Pdf *pdf, const char *bytes, size_t size, PsError *error)
{
    const char *part = ps_path_join(pdf->arena, pdf->options->folder, "report.pdf.part");
    const char *whole = ps_path_join(pdf->arena, pdf->options->folder, "report.pdf");
    if (ps_file_write(part, bytes, size, error) && rename(part, whole) == 0) return true;
    remove(part);
    if (error->code != PS_OK) return false;
    return ps_fail(error, PS_ERROR_OUTPUT, whole, NULL, NULL, "the file cannot be put in place");
}

static bool save(Pdf *pdf, PsError *error)
{
    if (HPDF_SaveToStream(pdf->doc) != HPDF_OK) return refuse(pdf, error, "it cannot be finished");
    HPDF_UINT32 size = HPDF_GetStreamSize(pdf->doc), got = size;
    char *bytes = ps_arena_array(pdf->arena, size, 1);
    HPDF_ResetStream(pdf->doc);
    HPDF_ReadFromStream(pdf->doc, (HPDF_BYTE *)bytes, &got);
    if (got != size) return refuse(pdf, error, "it cannot be read back");
    return write_file(pdf, bytes, size, error);
}

static void warn_missing(Pdf *pdf)
{
    const char *missing = font_set_missing(pdf->fonts, pdf->arena);
    if (!missing || !pdf->options->warn) return;
    pdf->options->warn(pdf->options->context,
                       ps_arena_printf(pdf->arena,
                                       "no font of this machine shows %s; they are "
                                       "printed as boxes; install a font that has them",
                                       missing));
}

static void end(Pdf *pdf)
{
    if (pdf->doc) HPDF_Free(pdf->doc);
    font_set_free(pdf->fonts);
    ps_buf_free(&pdf->pages);
    ps_buf_free(&pdf->references);
    ps_buf_free(&pdf->pictures);
    ps_buf_free(&pdf->high);
    ps_arena_free(pdf->arena);
}

bool pdf_write(const Report *report, const PdfOptions *options, PsError *error)
{
    Pdf pdf = {.report = report,
               .options = options,
               .arena = ps_arena_new(),
               .pages = PS_BUF,
               .references = PS_BUF,
               .pictures = PS_BUF,
               .high = PS_BUF};
    bool done = start(&pdf, error);
    if (done) {
        set_info(&pdf);
        done = draw(&pdf, error) && save(&pdf, error);
    }
    if (done) warn_missing(&pdf);
    end(&pdf);
    return done;
}
