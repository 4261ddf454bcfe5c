/* Against the baseline: figures of both models and F1 by class, each difference on one scale. */
#include "render/pdf_core.h"

#include <math.h>

typedef struct Rows {
    const CompareRow *rows;
} Rows;

static const char *compare_cell(Pdf *pdf, const void *context, int row, int col)
{
    const CompareRow *item = &((const Rows *)context)->rows[row];
    (void)pdf;
    const char *const cells[] = {item->name,     item->model,  item->baseline, item->change,
                                 item->interval, item->chance, item->verdict};
    return cells[col];
}

enum { SCALE_AT = 7 }; /* column of the grid */

/* No difference is the middle of the scale. */
static void difference_mark(Pdf *pdf, const Table *table, int row, double y)
{
    if (row < 0) return;
    const CompareRow *item = &((const Rows *)table->context)->rows[row];
    Strip at = {column(SCALE_AT) + 2, y + table->row / 2, span(2)};
    double zero = at.x + at.width / 2;
    pdf_line(pdf, (Pen){INK_FAINT, 0.6, 0, 0}, (double[]){zero, at.y - 5, zero, at.y + 5});
    if (isfinite(item->at)) pdf_scale(pdf, at, item->low, item->at, item->high);
}

static double put_rows(Pdf *pdf, Table table, const char *chance, const CompareRow *rows, double y)
{
    const TableColumn columns[] = {
        {.head = "", .bold = true, .room = span(2)},
        {.head = "this model", .at = column(3) - 4 - LEFT, .figures = true, .bold = true},
        {.head = "baseline", .at = column(4) - 4 - LEFT, .figures = true},
        {.head = "difference", .at = column(5) - 2 - LEFT, .figures = true, .bold = true},
        {.head = "95% interval", .at = column(SCALE_AT) - 14 - LEFT, .figures = true, .soft = true},
        {.head = chance, .at = column(10) - 16 - LEFT, .figures = true},
        {.head = "", .at = column(10) - 8 - LEFT, .room = span(2)}};
    Rows context = {rows};
    table.x = LEFT;
    table.width = WIDTH;
    table.row = 15;
    table.size = 8;
    table.columns = columns;
    table.column_count = sizeof columns / sizeof *columns;
    table.context = &context;
    table.cell = compare_cell;
    table.mark = difference_mark;
    return pdf_table(pdf, &table, y) + 32;
}

/* The curves of both models, where there is room for them. */
static void put_curves(Pdf *pdf, double y)
{
    enum { HEIGHT = 190 };
    const Comparison *shown = &pdf->report->comparison;
    if (shown->curves.count == 0 || y + HEIGHT + 60 > CONTENT_END) return;
    pdf_heading(pdf, (Strip){LEFT, y, WIDTH}, "Precision, recall and F1", shown->curves_note);
    pdf_figure(pdf, &shown->curves, (Box){LEFT + 24, y + 26, WIDTH - 30, HEIGHT}, 7);
}

void pdf_compare(Pdf *pdf)
{
    const Comparison *shown = &pdf->report->comparison;
    double y = pdf_page_open(pdf, &shown->finding);
    Table figures = {.title = "All classes",
                     .note = ps_arena_printf(pdf->arena, "the scale ends at −%s and +%s",
                                             shown->scale, shown->scale),
                     .row_count = shown->row_count};
    y = put_rows(pdf, figures, "p", shown->rows, y);
    if (shown->class_count > 1) {
        Table classes = {.title = "F1 by class, what lost most first",
                         .note = ps_arena_printf(pdf->arena, "the scale ends at −%s and +%s",
                                                 shown->class_scale, shown->class_scale),
                         .row_count = shown->class_count};
        y = put_rows(pdf, classes, "q", shown->classes, y);
    }
    Block block = {LEFT, y - 14, span(10), 10.5, 0};
    Type soft = type_regular(7.5, INK_SOFT);
    y = pdf_paragraph(pdf, soft, block, shown->note);
    if (shown->classes_note) {
        y = pdf_paragraph(pdf, soft, (Block){LEFT, y, span(10), 10.5, 0}, shown->classes_note);
    }
    put_curves(pdf, y + 32);
}
