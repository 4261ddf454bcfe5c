/* The splits side by side, each at its own optimum: under the classes, where there is room. */
#include "render/pdf_core.h"

static const char *split_cell(Pdf *pdf, const void *context, int row, int column)
{
    const SplitRow *split = &((const Report *)context)->split_rows[row];
    const char *const cells[] = {split->name,       split->images,    split->objects,
                                 split->confidence, split->precision, split->recall,
                                 split->f1,         split->ap50,      split->ap};
    (void)pdf;
    return cells[column];
}

void pdf_splits(Pdf *pdf, double y)
{
    enum { ROW = 15, HEAD = 34 };
    static const TableColumn columns[] = {
        {.head = "", .bold = true, .room = 110},
        {.head = "images", .at = 160, .figures = true},
        {.head = "objects", .at = 214, .figures = true},
        {.head = "confidence", .at = 276, .figures = true, .bold = true},
        {.head = "P", .at = 324, .figures = true},
        {.head = "R", .at = 370, .figures = true},
        {.head = "F1", .at = 416, .figures = true},
        {.head = "AP50", .at = 452, .figures = true},
        {.head = "AP", .at = WIDTH, .figures = true}};
    const Report *report = pdf->report;
    if (report->split_row_count == 0 || y + HEAD + ROW * report->split_row_count > CONTENT_END) {
        return;
    }
    Table table = {.title = "Splits",
                   .note = "each at its own optimum",
                   .x = LEFT,
                   .width = WIDTH,
                   .row = ROW,
                   .size = 8,
                   .columns = columns,
                   .column_count = 9,
                   .row_count = report->split_row_count,
                   .context = report,
                   .cell = split_cell};
    pdf_table(pdf, &table, y);
}
