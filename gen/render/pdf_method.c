/* The last page: what was read, how it was counted, how far to trust it, what the words mean. */
#include "render/pdf_core.h"

#include <math.h>
#include <string.h>

/* ---- inputs ---- */

static const char *source_cell(Pdf *pdf, const void *context, int row, int col)
{
    const Source *source = &((const Report *)context)->sources[row];
    switch (col) {
    case 0: return source->role;
    case 1: return source->name;
    case 2: return source->format ? source->format : "–";
    default: break;
    }
    if (!source->sha256 || !*source->sha256) return "–";
    return ps_arena_printf(pdf->arena, "%.12s", source->sha256);
}

static double put_sources(Pdf *pdf, double y)
{
    const TableColumn columns[] = {{.head = "role", .bold = true, .room = span(2)},
                                   {.head = "file", .at = column(2) - LEFT, .room = span(4)},
                                   {.head = "format", .at = column(6) - LEFT, .room = span(3)},
                                   {.head = "sha-256, first 12 digits", .at = column(9) - LEFT}};
    Table table = {.title = "Inputs",
                   .x = LEFT,
                   .width = WIDTH,
                   .row = 15,
                   .size = 8,
                   .columns = columns,
                   .column_count = 4,
                   .row_count = pdf->report->source_count,
                   .context = pdf->report,
                   .cell = source_cell};
    return table.row_count ? pdf_table(pdf, &table, y) + 32 : y;
}

/* ---- warnings ---- */

enum { WARNINGS_MOST = 12 };

/* Columns of the table: what was found, the file, the first place, how often. */
static const double FILE_AT = 240, PLACE_AT = 334;

static Block warning_text(double y)
{
    return (Block){LEFT, y + 10, FILE_AT - 12, 9.4, 3};
}

static void put_fitted(Pdf *pdf, Type type, Strip at, const char *text)
{
    if (text) pdf_put(pdf, type, at.x, at.y, pdf_fitted(pdf, type, at.width, text));
}

/* One warning below the line at y, its text on as many lines as it needs; returns the end. */
static double put_warning(Pdf *pdf, const Warning *warning, double y)
{
    Type text = type_regular(7.5, INK_TEXT), soft = type_regular(7.5, INK_SOFT);
    double base = y + 10, end = pdf_paragraph(pdf, text, warning_text(y), warning->text) - 5.4;
    pdf_rule(pdf, (Pen){INK_PALE, 0.4, 0, 0}, LEFT, y, WIDTH);
    put_fitted(pdf, soft, (Strip){LEFT + FILE_AT, base, PLACE_AT - FILE_AT - 10}, warning->file);
    put_fitted(pdf, soft, (Strip){LEFT + PLACE_AT, base, WIDTH - PLACE_AT - 36}, warning->place);
    if (warning->count) pdf_put_right(pdf, text, LEFT + WIDTH, base, warning->count);
    return end;
}

static double warning_end(Pdf *pdf, const Warning *warning, double y)
{
    return pdf_paragraph_end(pdf, type_regular(7.5, INK_TEXT), warning_text(y), warning->text) -
           5.4;
}

/* The heads at baseline y; returns where the first row begins. */
static double put_warning_heads(Pdf *pdf, double y, const char *note)
{
    Type type = type_regular(6.5, INK_SOFT);
    pdf_heading(pdf, (Strip){LEFT, y, WIDTH}, "Warnings", note);
    pdf_put(pdf, type, LEFT, y + 15, "what was found");
    pdf_put(pdf, type, LEFT + FILE_AT, y + 15, "file");
    pdf_put(pdf, type, LEFT + PLACE_AT, y + 15, "first place");
    pdf_put_right(pdf, type, LEFT + WIDTH, y + 15, "times");
    return y + 20;
}

/* As many as end above `limit`, but one in any case. */
static int warnings_shown(Pdf *pdf, double y, double limit)
{
    int count = pdf->report->warning_count, shown = 0;
    for (; shown < count && shown < WARNINGS_MOST; shown++) {
        y = warning_end(pdf, &pdf->report->warnings[shown], y);
        if (shown > 0 && y > limit) break;
    }
    return shown;
}

/* Returns the baseline of what follows; what there is no room for stands elsewhere. */
static double put_warnings(Pdf *pdf, double y, double limit)
{
    int count = pdf->report->warning_count;
    if (count == 0) return y;
    int shown = warnings_shown(pdf, y + 20, limit - 32);
    const char *note = "of the reading of the inputs";
    if (shown < count) {
        note = ps_arena_printf(pdf->arena, "%d of %s; all in index.html and csv/warnings.csv",
                               shown, pdf_count(pdf, count));
    }
    y = put_warning_heads(pdf, pdf_room(pdf, y, 60), note);
    for (int i = 0; i < shown; i++) y = put_warning(pdf, &pdf->report->warnings[i], y);
    pdf_rule(pdf, (Pen){INK_SOFT, 0.4, 0, 0}, LEFT, y, WIDTH);
    return y + 32;
}

/* ---- method ---- */

static double entry(Pdf *pdf, Block at, const Paragraph *paragraph)
{
    pdf_put(pdf, type_bold(8.5, INK_TEXT), at.x, at.y, paragraph->title);
    at.y += 12;
    return pdf_paragraph(pdf, type_regular(8, INK_TEXT), at, paragraph->text) + 7;
}

static double entry_height(Pdf *pdf, const Paragraph *paragraph)
{
    Block at = {0, 12, span(6) - 8, 11.5, 0};
    return pdf_paragraph_end(pdf, type_regular(8, INK_TEXT), at, paragraph->text) + 7;
}

/* Of each paragraph; measured once, since columns are tried at many heights. */
typedef struct Heights {
    double *of;
    int count;
} Heights;

static Heights measure_method(Pdf *pdf)
{
    int count = pdf->report->method_count;
    Heights heights = {PS_ARRAY(pdf->arena, double, count), count};
    for (int i = 0; i < count; i++) heights.of[i] = entry_height(pdf, &pdf->report->method[i]);
    return heights;
}

/* How many paragraphs from `first` on fit into a column of this height. */
static int fitting(const Heights *heights, int first, double height)
{
    int count = 0;
    for (int i = first; i < heights->count; i++, count++) {
        height -= heights->of[i];
        if (height < 0) break;
    }
    return count;
}

/* The height at which two columns hold the rest, or the whole height if they cannot. */
static double column_height(const Heights *heights, int first, double most)
{
    enum { STEP = 6 };
    for (int height = 20; height < most; height += STEP) {
        int left = fitting(heights, first, height);
        int right = fitting(heights, first + left, height);
        if (first + left + right == heights->count) return height;
    }
    return most;
}

static double put_column(Pdf *pdf, Block at, int first, int count)
{
    for (int i = first; i < first + count; i++) at.y = entry(pdf, at, &pdf->report->method[i]);
    return at.y;
}

static double put_method(Pdf *pdf, const Heights *heights, double y)
{
    double end = y;
    y = pdf_room(pdf, y, 120);
    pdf_heading(pdf, (Strip){LEFT, y, WIDTH}, "How it is counted", "and how far to trust it");
    for (int first = 0; first < pdf->report->method_count;) {
        double height = column_height(heights, first, CONTENT_END - y - 18);
        int left = fitting(heights, first, height), right = fitting(heights, first + left, height);
        if (left == 0) left = 1; /* longer than a page: never seen, but must not hang */
        Block at = {LEFT, y + 18, span(6) - 8, 11.5, 0};
        end = put_column(pdf, at, first, left);
        at.x = column(6);
        end = fmax(end, put_column(pdf, at, first + left, right));
        first += left + right;
        if (first < pdf->report->method_count) y = pdf_room(pdf, CONTENT_END, 120) - 18;
    }
    return end;
}

/* ---- words ---- */

enum { ROWS = 4, WORDS_HEIGHT = 17 + ROWS * 15 };

static double put_words(Pdf *pdf, double y)
{
    static const char *const words[][2] = {
        {"IoU", "overlap of two boxes, 0 to 1"},
        {"AP50, AP75", "average precision at that IoU"},
        {"AR100", "recall averaged over IoU, 100 boxes an image"},
        {"Confidence", "a box is kept if its score is at least this"},
        {"Plateau", "confidences with nearly the best F1"},
        {"Kept", "a box that counts at the confidence"},
        {"Background", "where nothing is labelled"},
        {"–", "undefined: nothing to divide by"}};
    enum { WORDS = sizeof words / sizeof *words };
    _Static_assert(WORDS == 2 * ROWS, "two columns");
    y = pdf_room(pdf, y, WORDS_HEIGHT);
    pdf_heading(pdf, (Strip){LEFT, y, WIDTH}, "Words", NULL);
    for (int i = 0; i < WORDS; i++) {
        double x = column(6 * (i / ROWS)), base = y + 17 + 15 * (i % ROWS);
        pdf_put(pdf, type_bold(7.5, INK_TEXT), x, base, words[i][0]);
        pdf_put(pdf, type_regular(7.5, INK_TEXT), x + 66, base, words[i][1]);
        pdf_rule(pdf, (Pen){INK_PALE, 0.4, 0, 0}, x, base + 5, span(6));
    }
    return y + WORDS_HEIGHT;
}

static void put_link(Pdf *pdf, double y)
{
    Type type = type_bold(8, INK_LINK);
    y = pdf_room(pdf, y, 8);
    double end = pdf_put(pdf, type, LEFT, y, "Open the full report: index.html");
    pdf_link_uri(pdf, (Box){LEFT, y - 8, end - LEFT, 11}, "index.html");
}

void pdf_method(Pdf *pdf)
{
    double y = pdf_page_open(pdf, &pdf->report->method_finding);
    Heights heights = measure_method(pdf);
    double below = column_height(&heights, 0, CONTENT_END) + 18 + 20 + WORDS_HEIGHT + 16 + 8;
    y = put_sources(pdf, y);
    y = put_warnings(pdf, y, CONTENT_END - below);
    y = put_method(pdf, &heights, y);
    y = put_words(pdf, y + 20);
    put_link(pdf, y + 16);
}
