/* What goes wrong and what it costs; whether scores mean what they say; precision against recall.
 */
#include "render/pdf_core.h"

/* ---- kinds of error ---- */

static const char *error_cell(Pdf *pdf, const void *context, int row, int col)
{
    const ErrorRow *error = &((const Report *)context)->errors[row];
    (void)pdf;
    switch (col) {
    case 0: return error->name;
    case 1: return error->note;
    case 2: return error->gain;
    case 3: return error->count;
    default: return error->kept;
    }
}

static void error_bar(Pdf *pdf, const Table *table, int row, double y)
{
    const Report *report = table->context;
    if (row < 0) return;
    double x = column(6), width = span(3) * report->errors[row].share;
    if (width > 0) pdf_fill(pdf, INK_SOFT, (Box){x, y + 3.6, width, table->row - 7.2});
}

static double put_errors(Pdf *pdf, double y)
{
    const TableColumn columns[] = {
        {.head = "kind", .bold = true, .room = span(2)},
        {.head = "", .at = column(2) + 10 - LEFT, .soft = true, .room = span(3)},
        {.head = "points", .at = column(6) - 8 - LEFT, .figures = true, .bold = true},
        {.head = "at any score", .at = column(10) + 20 - LEFT, .figures = true},
        {.head = "kept", .at = WIDTH, .figures = true}};
    Table table = {.title = "What each kind of error costs",
                   .note = "points of AP50 gained if this kind alone were repaired",
                   .x = LEFT,
                   .width = WIDTH,
                   .row = 15,
                   .size = 8,
                   .columns = columns,
                   .column_count = 5,
                   .row_count = pdf->report->error_count,
                   .context = pdf->report,
                   .cell = error_cell,
                   .mark = error_bar};
    y = pdf_table(pdf, &table, y) + 11;
    pdf_put(pdf, type_regular(7, INK_SOFT), LEFT, y, pdf->report->errors_note);
    return y + 34;
}

/* ---- calibration ---- */

static void put_fact(Pdf *pdf, Strip at, const Fact *fact)
{
    Type soft = type_regular(7.5, INK_SOFT), bold = type_bold(7.5, INK_TEXT);
    double value = pdf_width(pdf, bold, fact->value);
    pdf_put(pdf, soft, at.x, at.y, pdf_fitted(pdf, soft, at.width - value - 8, fact->label));
    pdf_put_right(pdf, bold, at.x + at.width, at.y, fact->value);
    pdf_rule(pdf, (Pen){INK_PALE, 0.4, 0, 0}, at.x, at.y + 4.5, at.width);
}

static double put_calibration(Pdf *pdf, double y)
{
    const Report *report = pdf->report;
    pdf_heading(pdf, (Strip){LEFT, y, span(6)}, "Calibration",
                "precision of the boxes by score, 95% intervals");
    pdf_figure(pdf, &report->reliability, (Box){LEFT + 18, y + 18, span(6) - 18, 150}, 6.5);
    double x = column(6), at = y;
    pdf_heading(pdf, (Strip){x, y, span(6)}, "Reading", "");
    at = pdf_paragraph(pdf, type_bold(8, INK_TEXT), (Block){x, y + 18, span(6), 11.5, 3},
                       report->reliability.finding) +
         6;
    for (int i = 0; i < report->calibration_count; i++, at += 15) {
        put_fact(pdf, (Strip){x, at, span(6)}, &report->calibration[i]);
    }
    return y + 230;
}

/* ---- precision against recall ---- */

enum { A_ROW = 3, HEIGHT = 108, STEP = 158 };

static void put_curve(Pdf *pdf, int i, double x, double y)
{
    Type name = type_bold(8, INK_TEXT);
    pdf_put(pdf, name, x, y,
            pdf_fitted(pdf, name, span(4), pdf->report->precision_recall_names[i]));
    pdf_figure(pdf, &pdf->report->precision_recall[i], (Box){x + 18, y + 10, span(4) - 18, HEIGHT},
               6.5);
}

static void put_curves(Pdf *pdf, double y)
{
    const Report *report = pdf->report;
    if (report->precision_recall_count == 0) return;
    pdf_heading(pdf, (Strip){LEFT, y, WIDTH}, "Precision against recall",
                report->precision_recall_note);
    for (int i = 0; i < report->precision_recall_count; i++) {
        double top = y + 18 + STEP * (i / A_ROW);
        if (top + STEP > CONTENT_END) return;
        put_curve(pdf, i, column(4 * (i % A_ROW)), top);
    }
}

void pdf_errors(Pdf *pdf)
{
    double y = pdf_page_open(pdf, &pdf->report->errors_finding);
    y = put_errors(pdf, y);
    if (pdf->report->reliability.count > 0) y = put_calibration(pdf, y);
    put_curves(pdf, y);
}
