/* The confusions worth naming, most frequent first: what was labelled, what the model said. */
#include "render/pdf_core.h"

static const char *confusion_cell(Pdf *pdf, const void *context, int row, int col)
{
    const Confusion *confusion = &((const Report *)context)->confusions[row];
    if (col == 0) return pdf_count(pdf, confusion->count);
    return col == 1 ? pdf_count(pdf, confusion->images) : confusion->share;
}

static void put_side(Pdf *pdf, const Table *table, Strip at, const char *name, bool nothing)
{
    Type type = nothing ? type_regular(table->size, INK_SOFT) : type_bold(table->size, INK_TEXT);
    pdf_put(pdf, type, at.x, at.y, pdf_fitted(pdf, type, at.width, name));
}

/* The texture of the outcome, and the names: a class bold, nothing not. */
static void confusion_mark(Pdf *pdf, const Table *table, int row, double y)
{
    const Report *report = table->context;
    Strip labelled = {table->x + 14, y, span(4) - 20}, said = {column(4), y, span(4) - 20};
    if (row < 0) {
        pdf_put(pdf, type_regular(6.5, INK_SOFT), labelled.x, y, "labelled");
        pdf_put(pdf, type_regular(6.5, INK_SOFT), said.x, y, "predicted");
        return;
    }
    const Confusion *confusion = &report->confusions[row];
    bool invented = confusion->actual == report->class_count;
    bool missed = confusion->predicted == report->class_count;
    labelled.y = said.y = y + table->row / 2 + table->size * 0.36;
    pdf_outcome_box(pdf,
                    invented ? OUTCOME_FALSE_POSITIVE
                    : missed ? OUTCOME_MISSED
                             : OUTCOME_MISCLASSIFIED,
                    (Box){table->x, y + (table->row - 7) / 2, 7, 7});
    put_side(pdf, table, labelled, confusion->labelled, invented);
    put_side(pdf, table, said, confusion->said, missed);
}

static const double DENSE = 13.2;

/* Twenty, or as many as fit below the matrix: no page is turned for the rest of them. */
static int confusions_shown(const Pdf *pdf, double y)
{
    enum { MOST = 20, ENOUGH = 3 };
    int count = pdf->report->confusion_count < MOST ? pdf->report->confusion_count : MOST;
    int fitting = (int)((CONTENT_END - y - 20) / DENSE);
    return fitting >= ENOUGH && fitting < count ? fitting : count;
}

void pdf_confusions(Pdf *pdf, double y)
{
    const TableColumn columns[] = {
        {.head = "count", .at = column(8) + 6 - LEFT, .figures = true, .bold = true},
        {.head = "images", .at = column(9) - LEFT, .figures = true},
        {.head = "share", .at = column(9) + 18 - LEFT, .room = span(3) - 18, .soft = true}};
    int count = pdf->report->confusion_count, shown = confusions_shown(pdf, y);
    const char *note = ps_arena_printf(pdf->arena, "most frequent first, %s", pdf_stated(pdf));
    if (shown < count) {
        note = ps_arena_printf(pdf->arena, "the %d most frequent of %d kinds that occur", shown,
                               count);
    }
    Table table = {.title = "Top confusions",
                   .note = note,
                   .x = LEFT,
                   .width = WIDTH,
                   .row = count > 10 ? DENSE : 15,
                   .size = 7.5,
                   .columns = columns,
                   .column_count = 3,
                   .row_count = shown,
                   .context = pdf->report,
                   .cell = confusion_cell,
                   .mark = confusion_mark};
    if (count) pdf_table(pdf, &table, y);
}
