/* Tables: heading, column heads, rows of equal height, a closing line. A table that does not fit
 * goes on over further pages with heading and column heads repeated; a row is never split. */
#include "render/pdf_core.h"

/* From the heading's baseline to that of the column heads, and on to the first row. */
static const double HEAD_DROP = 15, ROWS_DROP = 20;

static Type type_of(const Table *table, const TableColumn *at)
{
    Ink ink = at->soft ? INK_SOFT : INK_TEXT;
    return at->bold ? type_bold(table->size, ink) : type_regular(table->size, ink);
}

static void draw_cell(Pdf *pdf, const Table *table, int column, const double y, const char *text)
{
    const TableColumn *at = &table->columns[column];
    Type type = type_of(table, at);
    if (at->room > 0) text = pdf_fitted(pdf, type, at->room, text);
    if (at->figures)
        pdf_put_right(pdf, type, table->x + at->at, y, text);
    else
        pdf_put(pdf, type, table->x + at->at, y, text);
}

static void draw_row(Pdf *pdf, const Table *table, int row, double y)
{
    double base = y + table->row / 2 + table->size * 0.36;
    pdf_rule(pdf, (Pen){INK_PALE, 0.4, 0, 0}, table->x, y, table->width);
    for (int column = 0; column < table->column_count; column++) {
        draw_cell(pdf, table, column, base, table->cell(pdf, table->context, row, column));
    }
    if (table->mark) table->mark(pdf, table, row, y);
}

static void draw_head(Pdf *pdf, const Table *table, double y, bool again)
{
    Type type = type_regular(6.5, INK_SOFT);
    const char *note = again ? "continued" : table->note;
    pdf_heading(pdf, (Strip){table->x, y, table->width}, table->title, note);
    for (int column = 0; column < table->column_count; column++) {
        const TableColumn *at = &table->columns[column];
        if (at->figures)
            pdf_put_right(pdf, type, table->x + at->at, y + HEAD_DROP, at->head);
        else
            pdf_put(pdf, type, table->x + at->at, y + HEAD_DROP, at->head);
    }
    if (table->mark) table->mark(pdf, table, -1, y + HEAD_DROP);
}

/* How many rows from `row` on stand on this page: all that fit, but not so many that one or two are
   left for the next. */
static int rows_here(const Table *table, int row, double y)
{
    enum { LEAST = 3 };
    int left = table->row_count - row, fitting = (int)((CONTENT_END - y) / table->row);
    if (fitting >= left) return left;
    if (left - fitting < LEAST && fitting > 2 * LEAST) fitting = left - LEAST;
    return fitting > 1 ? fitting : 1;
}

double pdf_table(Pdf *pdf, const Table *table, double y)
{
    int row = 0, least = table->row_count < 3 ? table->row_count : 3;
    y = pdf_room(pdf, y, ROWS_DROP + least * table->row);
    for (;;) {
        draw_head(pdf, table, y, row > 0);
        y += ROWS_DROP;
        for (int end = row + rows_here(table, row, y); row < end && row < table->row_count; row++) {
            draw_row(pdf, table, row, y);
            y += table->row;
        }
        pdf_rule(pdf, (Pen){INK_SOFT, 0.4, 0, 0}, table->x, y, table->width);
        if (row >= table->row_count) return y;
        y = pdf_room(pdf, CONTENT_END, table->row); /* a new page */
    }
}
