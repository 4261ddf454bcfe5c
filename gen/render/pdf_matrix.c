/* The confusion matrix: rows are what the model said, columns what was labelled. The fewer classes,
 * the more a cell says: count and share to nine, the count alone to nineteen, the shade alone from
 * twenty on; beyond forty the most confused classes are named and all others summed up. */
#include "render/pdf_core.h"

#include <math.h>

static const char FALSE_POSITIVE[] = "False positive";
static const double TURNED_MOST = 64; /* length of a turned name */

/* From the heading to the grid without its names; how to read it; from there to the list. */
static const double AXES_ROOM = 40, READING_ROOM = 50, LIST_DROP = 36;

enum { SHARES_MOST = 9, COUNTS_MOST = 19, BESIDE_MOST = 5 };

/* The matrix as drawn. */
typedef struct Grid {
    const Report *report;
    const MatrixTable *table;
    int slots;
    double x, y, cell;
    bool turned; /* names over the columns */
} Grid;

/* ---- cells */

/* The share of the column; of false positives, that of the row. */
static int share_of(const Grid *grid, const MatrixCell *cell)
{
    int k = grid->report->optimum;
    bool background = cell->actual == grid->report->class_count;
    return background ? cell->row_share[k] : cell->column_share[k];
}

static const MatrixCell *cell_at(const Grid *grid, int place)
{
    const MatrixCell *cell = grid->table->at[place];
    return cell && cell->counts[grid->report->optimum] ? cell : NULL;
}

static Grid grid_of(const Pdf *pdf)
{
    const MatrixTable *table = &pdf->report->matrix;
    return (Grid){.report = pdf->report, .table = table, .slots = table->slot_count};
}

static const char *slot_name(const Grid *grid, int slot, const char *background)
{
    int class = grid->table->slots[slot];
    if (class == OTHERS(grid->report)) return "all others";
    return class < grid->report->class_count ? grid->report->classes[class].name : background;
}

/* ---- drawing ---- */

enum { BLUES = 9 };

/* Nine blues; from the seventh on white text reads better. */
static int step_of(const Grid *grid, const MatrixCell *cell)
{
    if (!cell) return 0;
    int share = share_of(grid, cell), step = (share < 0 ? 0 : share) * BLUES / 101;
    return step < 1 ? 1 : step < BLUES ? step : BLUES - 1;
}

static Ink blue(int step)
{
    static const Ink blues[BLUES] = {INK_WASH, 0xDEEBF7, 0xC6DBEF, 0x9ECAE1, 0x6BAED6,
                                     0x4292C6, 0x2171B5, 0x08519C, 0x08306B};
    return blues[step];
}

static void put_numbers(Pdf *pdf, const Grid *grid, Box box, int place)
{
    const MatrixCell *cell = cell_at(grid, place);
    int count = cell ? cell->counts[grid->report->optimum] : 0, step = step_of(grid, cell);
    bool shares = grid->slots - 1 <= SHARES_MOST;
    Ink ink = step >= 6 ? INK_PAPER : count ? INK_TEXT : INK_FAINT;
    Type figure = type_regular(fmin(13, box.width * (shares ? 0.23 : 0.32)), ink);
    if (place % (grid->slots + 1) == 0) figure.weight = WEIGHT_BOLD;
    if (!shares && count == 0) return;
    const char *text = pdf_count(pdf, count);
    while (figure.size > 4 && pdf_width(pdf, figure, text) > box.width - 2) figure.size -= 0.5;
    double middle = box.x + box.width / 2, base = box.y + box.height / 2;
    pdf_put_middle(pdf, figure, middle, base + figure.size * (shares ? 0.15 : 0.36), text);
    if (!shares || count == 0) return;
    Type small = type_regular(fmin(6.5, box.width * 0.14), ink);
    pdf_put_middle(pdf, small, middle, base + figure.size * 0.2 + small.size * 1.6,
                   pdf_share(pdf, share_of(grid, cell), count));
}

static void put_cell(Pdf *pdf, const Grid *grid, int predicted, int actual)
{
    double cell = grid->cell, gap = cell > 20 ? 0.6 : 0.3, x = grid->x + cell * actual,
           y = grid->y + cell * predicted;
    int place = predicted * grid->slots + actual, background = grid->slots - 1;
    Box box = {x + gap, y + gap, cell - 2 * gap, cell - 2 * gap};
    if (predicted == background && actual == background) {
        pdf_line(pdf, (Pen){INK_LINE, 0.4, 0, 0}, (double[4]){x, y, x + cell, y + cell});
        return;
    }
    pdf_fill(pdf, blue(step_of(grid, cell_at(grid, place))), box);
    if (background <= COUNTS_MOST) put_numbers(pdf, grid, box, place);
    if (predicted == actual && grid->table->slots[actual] != OTHERS(grid->report)) {
        double inset = cell > 20 ? 1.1 : 0.5;
        pdf_frame(pdf, (Pen){INK_TEXT, cell > 20 ? 0.9 : 0.5, 0, 0},
                  (Box){x + inset, y + inset, cell - 2 * inset, cell - 2 * inset});
    }
}

static Type name_type(const Grid *grid)
{
    return type_bold(fmin(7.5, fmax(grid->cell * 0.62, 5)), INK_TEXT);
}

/* The name over a column that is no class; on two lines if one is too wide. */
static void put_margin_name(Pdf *pdf, const Grid *grid, Type type, double middle)
{
    if (pdf_width(pdf, type, FALSE_POSITIVE) <= grid->cell - 3) {
        pdf_put_middle(pdf, type, middle, grid->y - 8, FALSE_POSITIVE);
        return;
    }
    pdf_put_middle(pdf, type, middle, grid->y - 8 - type.size * 1.15, "False");
    pdf_put_middle(pdf, type, middle, grid->y - 8, "positive");
}

static void put_column_name(Pdf *pdf, const Grid *grid, Type type, int slot)
{
    const char *name = slot_name(grid, slot, FALSE_POSITIVE);
    double middle = grid->x + grid->cell * (slot + 0.5);
    if (grid->turned) {
        name = pdf_fitted(pdf, type, TURNED_MOST, name);
        pdf_put_turned(pdf, type, middle + type.size * 0.36, grid->y - 6, name);
    } else if (slot == grid->slots - 1) {
        put_margin_name(pdf, grid, type, middle);
    } else {
        pdf_put_middle(pdf, type, middle, grid->y - 8, name);
    }
}

static void put_names(Pdf *pdf, const Grid *grid)
{
    Type type = name_type(grid);
    for (int i = 0; i < grid->slots; i++) {
        const char *row = slot_name(grid, i, "False negative");
        double base = grid->y + grid->cell * (i + 0.5) + type.size * 0.36;
        pdf_put(pdf, type, LEFT, base, pdf_fitted(pdf, type, grid->x - LEFT - 6, row));
        put_column_name(pdf, grid, type, i);
    }
}

/* Names stand over their columns if they all fit there, else they are turned. Returns the height
   they take. */
static double choose_turn(Pdf *pdf, Grid *grid)
{
    Type type = name_type(grid);
    double longest = pdf_width(pdf, type, FALSE_POSITIVE);
    grid->turned = pdf_width(pdf, type, "positive") > grid->cell - 3;
    for (int i = 0; i < grid->slots - 1; i++) {
        double width = pdf_width(pdf, type, slot_name(grid, i, ""));
        if (width > grid->cell - 3) grid->turned = true;
        longest = fmax(longest, width);
    }
    return grid->turned ? fmin(longest, TURNED_MOST) : type.size * 1.15;
}

static void put_axes(Pdf *pdf, const Grid *grid, double top)
{
    Pen pen = {INK_TEXT, 0.6, 0, 0};
    double side = grid->cell * grid->slots, edge = grid->cell * (grid->slots - 1);
    pdf_line(pdf, pen, (double[4]){grid->x + edge, grid->y - 16, grid->x + edge, grid->y + side});
    pdf_line(pdf, pen, (double[4]){LEFT, grid->y + edge, grid->x + side, grid->y + edge});
    pdf_eyebrow(pdf, grid->x, top, "Ground truth →");
    pdf_eyebrow(pdf, LEFT, grid->y - 8, "Prediction ↓");
}

/* The least side of a cell that still holds what is written in it. */
static double least_cell(const Grid *grid)
{
    int classes = grid->slots - 1;
    return classes <= SHARES_MOST ? 38 : classes <= COUNTS_MOST ? 20 : 9;
}

/* As wide as the page, but no higher than the list of confusions below allows; legible rather than
   with the whole list, but never so high that the page has to be turned. */
static double choose_cell(Pdf *pdf, Grid *grid, double y)
{
    bool beside = grid->slots - 1 <= BESIDE_MOST;
    double across = beside ? span(6) + 18 : WIDTH - span(2) - GUTTER;
    grid->cell = fmin(65, across / grid->slots);
    double names = choose_turn(pdf, grid);
    if (beside) return names;
    double room = CONTENT_END - (y + AXES_ROOM + names) - READING_ROOM - LIST_DROP;
    double wanted = (room - pdf_confusions_height(pdf)) / grid->slots;
    double most = (room - pdf_confusions_least(pdf)) / grid->slots;
    grid->cell = fmin(grid->cell, fmin(fmax(least_cell(grid), wanted), most));
    return choose_turn(pdf, grid);
}

static double put_grid(Pdf *pdf, Grid *grid, double y)
{
    grid->x = column(2);
    grid->y = y + AXES_ROOM + choose_cell(pdf, grid, y);
    for (int p = 0; p < grid->slots; p++) {
        for (int a = 0; a < grid->slots; a++) put_cell(pdf, grid, p, a);
    }
    put_axes(pdf, grid, y + 26);
    put_names(pdf, grid);
    return grid->y + grid->cell * grid->slots;
}

/* ---- how to read it ---- */

static void put_ramp(Pdf *pdf, Strip at)
{
    Type type = type_regular(6.5, INK_SOFT);
    pdf_eyebrow(pdf, at.x, at.y, "Share");
    for (int i = 1; i < 9; i++) {
        pdf_fill(pdf, blue(i), (Box){at.x + (i - 1) * at.width / 8, at.y + 6, at.width / 8, 8});
    }
    pdf_put(pdf, type, at.x, at.y + 23, "0");
    pdf_put_right(pdf, type, at.x + at.width, at.y + 23, "100%");
}

static const char *const READING[] = {
    BOLD_ON "Down a column:" BOLD_OFF
            " what became of the objects of a class. The share is of those objects.",
    BOLD_ON "Framed:" BOLD_OFF " right class, right place.",
    BOLD_ON "Last row:" BOLD_OFF " objects that no kept box claims.",
    BOLD_ON "Last column:" BOLD_OFF
            " kept boxes that match no object. The share is of the boxes of the class."};

static void read_beside(Pdf *pdf, double y)
{
    Block at = {column(9) - 12, y + 72, LEFT + WIDTH - column(9) + 12, 11.5, 0};
    pdf_eyebrow(pdf, at.x, y + 58, "How to read it");
    for (int i = 0; i < 4; i++) {
        at.y = pdf_paragraph(pdf, type_regular(8, INK_TEXT), at, READING[i]) + 5;
    }
    at.y += 5;
    put_ramp(pdf, (Strip){at.x, at.y, at.width});
}

/* Two columns of text, then the ramp. */
static double read_below(Pdf *pdf, double y)
{
    static const int of_column[2][2] = {{0, 1}, {2, 3}};
    double end = y;
    for (int i = 0; i < 2; i++) {
        Block at = {column(4 * i), y + 18, span(4) - 4, 10, 0};
        for (int k = 0; k < 2; k++) {
            at.y =
                pdf_paragraph(pdf, type_regular(7.5, INK_SOFT), at, READING[of_column[i][k]]) + 1.5;
        }
        end = fmax(end, at.y - 11.5);
    }
    put_ramp(pdf, (Strip){column(8), y + 18, span(4)});
    return end;
}

static double state_selection(Pdf *pdf, double y)
{
    const MatrixTable *table = &pdf->report->matrix;
    if (table->other_count == 0) return y;
    const char *text = ps_arena_printf(pdf->arena, "%s index.html shows them all.", table->note);
    Block at = {LEFT, y + 16, WIDTH, 11.5, 0};
    return pdf_paragraph(pdf, type_regular(8, INK_TEXT), at, text) - 11.5;
}

void pdf_matrix(Pdf *pdf)
{
    double y = pdf_page_open(pdf, &pdf->report->matrix_finding);
    Grid grid = grid_of(pdf);
    pdf_heading(pdf, (Strip){LEFT, y, WIDTH}, "Confusion matrix",
                "rows: what the model said; columns: what was labelled");
    double start = state_selection(pdf, y);
    bool beside = grid.slots - 1 <= BESIDE_MOST;
    y = put_grid(pdf, &grid, start);
    if (beside) {
        read_beside(pdf, start);
        y = fmax(y, start + 260);
    } else {
        y = read_below(pdf, y);
    }
    pdf_confusions(pdf, y + LIST_DROP, beside);
}
