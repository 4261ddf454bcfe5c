/* What to do next: the open cards in full, and what the label review holds. One page, whatever the
 * number of cards; what does not fit is in the page and says so. */
#include "render/pdf_core.h"

#include <math.h>
#include <string.h>

/* ---- a card ---- */

static const double NUMBER_ROOM = 22, GAP = 17;

/* How a card is set: roomy, or dense where many cards must share the page. */
typedef struct Setting {
    double size, leading;
} Setting;

static const Setting SETTINGS[] = {{8, 11.5}, {7.5, 10.2}};
enum { DENSE = sizeof SETTINGS / sizeof *SETTINGS - 1 };

/* Where the PDF shows what a card speaks of: by its anchor on the page, or by its rule where that
   leads to images that the PDF does not have. */
typedef struct Evidence {
    const char *anchor, *rule, *section;
} Evidence;

static const Evidence EVIDENCE[] = {{"#summary", NULL, "verdict"}, {"#metrics", NULL, "verdict"},
                                    {"#byclass", NULL, "classes"}, {"#matrix", NULL, "matrix"},
                                    {"#errors", NULL, "errors"},   {"#trust", NULL, "errors"},
                                    {"#data", NULL, "method"},     {"#explorer", NULL, "explorer"},
                                    {NULL, "R16", "explorer"},     {NULL, "R11", "verdict"}};

static const double EVIDENCE_ROOM = 34;

static bool is_evidence(const Evidence *evidence, const ReportCard *card)
{
    if (evidence->anchor) return strcmp(card->anchor, evidence->anchor) == 0;
    return strcmp(card->rule, evidence->rule) == 0;
}

/* "page 3" before `right`, written when it is known. */
static void refer_to_evidence(Pdf *pdf, const ReportCard *card, double right, double y)
{
    for (size_t i = 0; i < sizeof EVIDENCE / sizeof *EVIDENCE; i++) {
        if (!is_evidence(&EVIDENCE[i], card)) continue;
        pdf_refer(pdf, right, y, "page", EVIDENCE[i].section);
        return;
    }
}

/* What it would bring, and how serious it is, beside the text. */
static void put_gain(Pdf *pdf, const ReportCard *card, double y)
{
    double x = LEFT + NUMBER_ROOM, end = y + 11;
    Type figure = type_bold(12, INK_TEXT);
    figure.spacing = -0.2;
    if (*card->points) {
        pdf_put(pdf, figure, x, y, ps_arena_printf(pdf->arena, "+%s", card->points));
        end = pdf_paragraph(pdf, type_regular(6, INK_SOFT), (Block){x, y + 9, span(2) - 28, 7.5, 3},
                            card->points_note) +
              4;
    }
    pdf_put(pdf, type_bold(7, INK_TEXT), x, *card->points ? end : y, card->severity);
    const char *rule = card->rule;
    pdf_put(pdf, type_regular(6, INK_SOFT), x, (*card->points ? end : y) + 8,
            ps_arena_printf(pdf->arena, "%s, %s", card->topic, rule));
}

static double put_link(Pdf *pdf, const ReportCard *card, double y)
{
    if (!*card->link) return 0;
    Type type = type_regular(6.5, INK_LINK);
    double width = pdf_width(pdf, type, card->link_text), x = LEFT + WIDTH - width;
    if (pdf->measuring) return width;
    pdf_put(pdf, type, x, y, card->link_text);
    pdf_link_uri(pdf, (Box){x, y - 8, width, 11},
                 ps_arena_printf(pdf->arena, "index.html%s", card->link));
    return width;
}

/* Returns where the card ends. */
static double put_card(Pdf *pdf, const ReportCard *card, const Setting *setting, double y)
{
    double x = column(2) + 10, width = LEFT + WIDTH - x;
    Type title = type_bold(9, INK_TEXT), text = type_regular(setting->size, INK_TEXT);
    double link = put_link(pdf, card, y), room = width - link - EVIDENCE_ROOM - 12;
    refer_to_evidence(pdf, card, LEFT + WIDTH - link - (link > 0 ? 10 : 0), y);
    pdf_put(pdf, title, x, y, pdf_fitted(pdf, title, room, card->title));
    Block block = {x, y + setting->leading + 1, span(9), setting->leading, 4};
    block.y = pdf_paragraph(pdf, text, block, card->sentence) + 1;
    block.lines = 3;
    const char *action = ps_arena_printf(pdf->arena, BOLD_ON "Do:" BOLD_OFF " %s", card->action);
    double end = pdf_paragraph(pdf, text, block, action) - setting->leading;
    return fmax(end, y + (*card->points ? 34 : 10));
}

static double card_end(Pdf *pdf, const ReportCard *card, const Setting *setting, double y)
{
    pdf->measuring = true;
    double end = put_card(pdf, card, setting, y);
    pdf->measuring = false;
    return end;
}

/* ---- the list of cards ---- */

static int open_cards(const Report *report)
{
    int count = 0;
    for (int i = 0; i < report->card_count; i++) count += report->cards[i].open;
    return count;
}

static const ReportCard *open_card(const Report *report, int n)
{
    for (int i = 0; i < report->card_count; i++) {
        if (report->cards[i].open && n-- == 0) return &report->cards[i];
    }
    return NULL;
}

static double cards_height(Pdf *pdf, const Setting *setting)
{
    double y = 0;
    for (int n = 0; n < open_cards(pdf->report); n++) {
        y = card_end(pdf, open_card(pdf->report, n), setting, y) + GAP + 8;
    }
    return y;
}

/* Draws what fits above `limit`; returns the end, and how many there were room for. */
static double put_cards(Pdf *pdf, double y, double limit, int *shown)
{
    bool roomy = y + cards_height(pdf, &SETTINGS[0]) <= limit;
    const Setting *setting = &SETTINGS[roomy ? 0 : DENSE];
    double end = y - 13;
    Type number = type_bold(14, INK_TEXT);
    for (*shown = 0; *shown < open_cards(pdf->report); ++*shown) {
        const ReportCard *card = open_card(pdf->report, *shown);
        double bottom = card_end(pdf, card, setting, y);
        if (bottom > limit) break;
        Pen pen = {*shown ? INK_LINE : INK_TEXT, *shown ? 0.4 : 0.8, 0, 0};
        pdf_rule(pdf, pen, LEFT, y - 13, WIDTH);
        pdf_put(pdf, number, LEFT, y + 1.5, ps_arena_printf(pdf->arena, "%d", *shown + 1));
        put_gain(pdf, card, y);
        pdf_bookmark(pdf, card->title, y - 30);
        end = put_card(pdf, card, setting, y);
        y = end + GAP + 8;
    }
    return end;
}

/* ---- label review ---- */

static const char *list_cell(Pdf *pdf, const void *context, int row, int col)
{
    const LabelList *list = &((const Report *)context)->label_lists[row];
    (void)pdf;
    return col == 0 ? list->name : list->count_text;
}

static const char *label_cell(Pdf *pdf, const void *context, int row, int col)
{
    const Report *report = context;
    const LabelRow *label = &report->labels[row];
    if (col == 0) return label->reason;
    PsArena *scratch = ps_arena_new();
    ImageView view = {0};
    report->image(report, label->image, scratch, &view);
    const char *name = ps_arena_text(pdf->arena, view.name);
    ps_arena_free(scratch);
    return name;
}

static void put_lists(Pdf *pdf, Strip at)
{
    const TableColumn columns[] = {{.head = "list", .bold = true, .room = at.width - 50},
                                   {.head = "labels", .at = at.width, .figures = true}};
    Table table = {.title = "Label review",
                   .note = "labels that a person should look at",
                   .x = at.x,
                   .width = at.width,
                   .row = 13.2,
                   .size = 7.5,
                   .columns = columns,
                   .column_count = 2,
                   .row_count = pdf->report->label_list_count,
                   .context = pdf->report,
                   .cell = list_cell};
    pdf_table(pdf, &table, at.y);
}

static void put_first_labels(Pdf *pdf, Strip at)
{
    const Report *report = pdf->report;
    const TableColumn columns[] = {
        {.head = "why", .room = at.width - 100},
        {.head = "image", .at = at.width - 92, .room = 92, .soft = true}};
    int rows = report->label_list_count < report->label_count ? report->label_list_count
                                                              : report->label_count;
    Table table = {.title = "The surest",
                   .note = "all of them: csv/label-review.csv",
                   .x = at.x,
                   .width = at.width,
                   .row = 13.2,
                   .size = 7.5,
                   .columns = columns,
                   .column_count = 2,
                   .row_count = rows,
                   .context = report,
                   .cell = label_cell};
    pdf_table(pdf, &table, at.y);
}

static const double REVIEW_HEIGHT = 100;

static double put_review(Pdf *pdf, double y)
{
    if (pdf->report->label_count == 0) return y;
    put_lists(pdf, (Strip){LEFT, y, span(5)});
    put_first_labels(pdf, (Strip){column(5), y, span(7)});
    return y + REVIEW_HEIGHT;
}

/* ---- what was checked ---- */

static const char *notes(Pdf *pdf, int shown)
{
    const Report *report = pdf->report;
    const char *text = report->cards_note;
    int left = report->card_count - shown;
    if (left > 0) {
        text = ps_arena_printf(pdf->arena, "%d more %s in the full report. %s", left,
                               left > 1 ? "recommendations are" : "recommendation is", text);
    }
    for (int i = 0; i < report->unchecked_count; i++) {
        text = ps_arena_printf(pdf->arena, "%s%s%s", text,
                               i ? "; " : " Not checked in full: ", report->unchecked[i].label);
    }
    return report->unchecked_count ? ps_arena_printf(pdf->arena, "%s.", text) : text;
}

void pdf_advice(Pdf *pdf)
{
    const double NOTES = 40;
    int shown = 0;
    double y = pdf_page_open(pdf, &pdf->report->advice_finding);
    double review = pdf->report->label_count ? REVIEW_HEIGHT + 24 : 0;
    y = put_cards(pdf, y, CONTENT_END - review - NOTES, &shown) + 40;
    y = put_review(pdf, y);
    pdf_paragraph(pdf, type_regular(7, INK_SOFT), (Block){LEFT, y + 4, span(11), 9.6, 4},
                  notes(pdf, shown));
}

/* ---- page 1 ---- */

static const double STEP_END = CONTENT_END - 16; /* above the contents */

/* The action has as many lines as there is room for. */
static void put_step(Pdf *pdf, const ReportCard *card, int n, Strip at)
{
    const double LEADING = 10.5;
    Type number = type_bold(18, INK_TEXT), figure = type_bold(11, INK_TEXT);
    Type title = type_bold(8.5, INK_TEXT);
    double right = at.x + at.width;
    pdf_put(pdf, number, at.x, at.y, ps_arena_printf(pdf->arena, "%d", n + 1));
    if (*card->points) {
        pdf_put_right(pdf, figure, right, at.y - 4,
                      ps_arena_printf(pdf->arena, "+%s", card->points));
        pdf_put_right(pdf, type_regular(6, INK_SOFT), right, at.y + 4, card->points_note);
    }
    double y = pdf_paragraph(pdf, title, (Block){at.x, at.y + 19, at.width, 11, 2}, card->title);
    int lines = (int)((STEP_END - y) / LEADING) + 1;
    if (lines > 5) lines = 5;
    if (lines < 1) return;
    pdf_paragraph(pdf, type_regular(7.5, INK_TEXT), (Block){at.x, y + 1, at.width, LEADING, lines},
                  card->action);
}

/* The first three cards in short. */
void pdf_next_steps(Pdf *pdf, double y)
{
    enum { STEPS = 3 };
    const double LEAST = 26 + 19 + 22;
    int count = open_cards(pdf->report) < STEPS ? open_cards(pdf->report) : STEPS;
    if (count == 0 || y + LEAST > STEP_END) return;
    pdf_heading(pdf, (Strip){LEFT, y, WIDTH}, "Do next", "the first of the recommendations");
    pdf_refer(pdf, LEFT + WIDTH, y, "all recommendations on page", "advice");
    for (int n = 0; n < count; n++) {
        double x = column(4 * n);
        if (n) {
            pdf_line(pdf, (Pen){INK_PALE, 0.4, 0, 0},
                     (double[4]){x - GUTTER / 2, y + 14, x - GUTTER / 2, STEP_END});
        }
        put_step(pdf, open_card(pdf->report, n), n,
                 (Strip){x, y + 26, n < STEPS - 1 ? span(4) - 6 : span(4)});
    }
}
