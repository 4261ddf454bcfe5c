/* The confusions worth naming, most frequent first: what was labelled, what the model said. One
 * wide table where there is room, else two narrow ones side by side. */
#include "render/pdf_core.h"

static const double DENSE = 13.2, HEAD = 20;

enum { MOST = 20, LEAST = 3 };

/* A part of the list, and where its texts stand, from the table's left. */
typedef struct Part {
    const Report *report;
    const Confusion *confusions;
    double labelled, said, room; /* the two names, and how long they may be */
} Part;

static const char *wide_cell(Pdf *pdf, const void *context, int row, int col)
{
    const Confusion *confusion = &((const Part *)context)->confusions[row];
    if (col == 0) return pdf_count(pdf, confusion->count);
    return col == 1 ? pdf_count(pdf, confusion->images) : confusion->share;
}

/* The share of the matrix cell: of the objects, or of the boxes where nothing is labelled. */
static const char *share_in_matrix(Pdf *pdf, const Confusion *confusion)
{
    const Report *report = pdf->report;
    for (int i = 0; i < report->cell_count; i++) {
        const MatrixCell *cell = &report->cells[i];
        if (cell->actual != confusion->actual || cell->predicted != confusion->predicted) continue;
        bool invented = cell->actual == report->class_count;
        int k = report->optimum, share = invented ? cell->row_share[k] : cell->column_share[k];
        return pdf_share(pdf, share, confusion->count);
    }
    return "";
}

static const char *narrow_cell(Pdf *pdf, const void *context, int row, int col)
{
    const Confusion *confusion = &((const Part *)context)->confusions[row];
    return col == 0 ? pdf_count(pdf, confusion->count) : share_in_matrix(pdf, confusion);
}

static void put_side(Pdf *pdf, const Table *table, Strip at, const char *name, bool nothing)
{
    Type type = nothing ? type_regular(table->size, INK_SOFT) : type_bold(table->size, INK_TEXT);
    pdf_put(pdf, type, at.x, at.y, pdf_fitted(pdf, type, at.width, name));
}

/* The texture of the outcome, and the names: a class bold, nothing not. */
static void confusion_mark(Pdf *pdf, const Table *table, int row, double y)
{
    const Part *part = table->context;
    const Report *report = part->report;
    Strip labelled = {table->x + part->labelled, y, part->room};
    Strip said = {table->x + part->said, y, part->room};
    if (row < 0) {
        pdf_put(pdf, type_regular(6.5, INK_SOFT), labelled.x, y, "labelled");
        pdf_put(pdf, type_regular(6.5, INK_SOFT), said.x, y, "predicted");
        return;
    }
    const Confusion *confusion = &part->confusions[row];
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

/* ---- how many ---- */

static int wanted(const Pdf *pdf)
{
    return pdf->report->confusion_count < MOST ? pdf->report->confusion_count : MOST;
}

double pdf_confusions_height(const Pdf *pdf)
{
    return HEAD + (wanted(pdf) + 1) / 2 * DENSE;
}

double pdf_confusions_least(const Pdf *pdf)
{
    int rows = (wanted(pdf) + 1) / 2;
    return HEAD + (rows < LEAST ? rows : LEAST) * DENSE + 1;
}

/* As many as fit below y in so many tables: no page is turned for the rest of them. */
static int fitting(const Pdf *pdf, double y, int tables)
{
    int rows = (int)((CONTENT_END - y - HEAD) / DENSE), count = wanted(pdf);
    return rows >= LEAST && rows * tables < count ? rows * tables : count;
}

static const char *note_of(Pdf *pdf, int shown)
{
    int count = pdf->report->confusion_count;
    if (shown == count) {
        return ps_arena_printf(pdf->arena, "most frequent first, %s", pdf_stated(pdf));
    }
    return ps_arena_printf(pdf->arena, "the %d most frequent of %s kinds", shown,
                           pdf_count(pdf, count));
}

/* ---- the two forms ---- */

static Table table_of(const Part *part, int count)
{
    return (Table){.x = LEFT,
                   .width = WIDTH,
                   .row = DENSE,
                   .size = 7.5,
                   .row_count = count,
                   .context = part,
                   .mark = confusion_mark};
}

static void put_wide(Pdf *pdf, double y)
{
    const TableColumn columns[] = {
        {.head = "count", .at = column(8) + 6 - LEFT, .figures = true, .bold = true},
        {.head = "images", .at = column(9) - LEFT, .figures = true},
        {.head = "share", .at = column(9) + 18 - LEFT, .room = span(3) - 18, .soft = true}};
    const Report *report = pdf->report;
    Part part = {report, report->confusions, 14, column(4) - LEFT, span(4) - 20};
    Table table = table_of(&part, fitting(pdf, y, 1));
    table.title = "Top confusions";
    table.note = note_of(pdf, table.row_count);
    if (table.row_count <= 10) table.row = 15;
    table.columns = columns;
    table.column_count = 3;
    table.cell = wide_cell;
    pdf_table(pdf, &table, y);
}

static void put_narrow(Pdf *pdf, double y)
{
    static const TableColumn columns[] = {
        {.head = "count", .at = 208, .figures = true, .bold = true},
        {.head = "share", .at = 241.6, .figures = true, .soft = true}};
    const Report *report = pdf->report;
    int shown = fitting(pdf, y, 2), left = (shown + 1) / 2;
    const char *const titles[2] = {"Top confusions", ""};
    const char *const notes[2] = {note_of(pdf, shown),
                                  "share: of the objects; of nothing labelled, of the boxes"};
    for (int i = 0; i < 2; i++) {
        Part part = {report, report->confusions + (i ? left : 0), 12, 98, 80};
        Table table = table_of(&part, i ? shown - left : left);
        table.x = column(6 * i);
        table.width = span(6);
        table.title = titles[i];
        table.note = notes[i];
        table.columns = columns;
        table.column_count = 2;
        table.cell = narrow_cell;
        pdf_table(pdf, &table, y);
    }
}

void pdf_confusions(Pdf *pdf, double y, bool wide)
{
    if (pdf->report->confusion_count == 0) return;
    y = pdf_room(pdf, y, HEAD + LEAST * DENSE);
    if (wide)
        put_wide(pdf, y);
    else
        put_narrow(pdf, y);
}
