/* Performance by class: one table, weakest first, and for few classes the curves of each. More than
 * a table of a page holds stand in two shorter ones side by side; more than these hold are cut to
 * the weakest and the best, and the heading says so. */
#include "render/pdf_core.h"

#include <math.h>

enum { CURVES_MOST = 12, ALL_MOST = 46, HALVES_MOST = 90, WEAKEST_SHOWN = 30, BEST_SHOWN = 15 };

/* ---- which classes ---- */

/* The classes of the table: those with objects, weakest first, then those without. */
typedef struct ClassList {
    const Report *report;
    int *classes, count;
    double bars; /* where the bars begin, from the table's left */
} ClassList;

static ClassList list_all(Pdf *pdf)
{
    const Report *report = pdf->report;
    ClassList list = {.report = report};
    list.classes = PS_ARRAY(pdf->arena, int, report->class_count);
    bool *listed = PS_ARRAY(pdf->arena, bool, report->class_count);
    for (int i = 0; i < report->weakest_count; i++) {
        list.classes[list.count++] = report->weakest[i];
        listed[report->weakest[i]] = true;
    }
    for (int c = 0; c < report->class_count; c++) {
        if (!listed[c]) list.classes[list.count++] = c;
    }
    return list;
}

static ClassList part_of(const ClassList *all, int first, int count)
{
    ClassList part = *all;
    part.classes += first;
    part.count = count;
    return part;
}

/* ---- the table ---- */

static const char *class_cell(Pdf *pdf, const void *context, int row, int col)
{
    const ClassList *list = context;
    const ClassRow *class = &list->report->classes[list->classes[row]];
    int k = list->report->optimum;
    switch (col) {
    case 0: return class->name;
    case 1: return pdf_count(pdf, class->objects);
    case 2: return pdf_count(pdf, class->images);
    case 3: return pdf_rate(pdf, class->ap);
    case 4: return pdf_rate(pdf, class->ap50);
    case 5: return pdf_rate(pdf, class->ap75);
    case 6: return pdf_rate(pdf, class->sweep.precision[k]);
    case 7: return pdf_rate(pdf, class->sweep.recall[k]);
    case 8: return pdf_rate(pdf, class->sweep.f1[k]);
    default: return class->optimum_text;
    }
}

/* A row is full: what became of the objects, and beside it what was invented. */
static void put_bar(Pdf *pdf, const Sweep *sweep, int k, Box box)
{
    int all = sweep->objects + sweep->false_positive[k];
    double unit = all > 0 ? 1.0 / all : 0;
    OutcomePart parts[4] = {{OUTCOME_CORRECT, sweep->correct[k], 0},
                            {OUTCOME_MISCLASSIFIED, sweep->misclassified[k], 0},
                            {OUTCOME_MISSED, sweep->missed[k], 0},
                            {OUTCOME_FALSE_POSITIVE, sweep->false_positive[k], 0}};
    for (int i = 0; i < 4; i++) parts[i].share = parts[i].count * unit;
    pdf_outcome_bar(pdf, box, parts, 4, NULL);
}

static void class_mark(Pdf *pdf, const Table *table, int row, double y)
{
    const ClassList *list = table->context;
    double x = table->x + list->bars, width = table->width - list->bars;
    double height = table->row > 14 ? 11 : 8.5;
    if (row < 0) {
        pdf_put(pdf, type_regular(6.5, INK_SOFT), x, y, "share of objects and of false positives");
        return;
    }
    const Sweep *sweep = &list->report->classes[list->classes[row]].sweep;
    put_bar(pdf, sweep, list->report->optimum,
            (Box){x, y + (table->row - height) / 2, width, height});
}

static double put_table(Pdf *pdf, ClassList *list, const char *title, const char *note, double y)
{
    static const TableColumn columns[] = {
        {.head = "", .bold = true, .room = 100},
        {.head = "objects", .at = 132, .figures = true},
        {.head = "images", .at = 160, .figures = true},
        {.head = "AP", .at = 186, .figures = true},
        {.head = "AP50", .at = 212, .figures = true},
        {.head = "AP75", .at = 238, .figures = true},
        {.head = "P", .at = 264, .figures = true},
        {.head = "R", .at = 290, .figures = true},
        {.head = "F1", .at = 316, .figures = true, .bold = true},
        {.head = "best at", .at = 350, .figures = true, .soft = true}};
    int all = list->report->class_count;
    list->bars = 362;
    Table table = {.title = title,
                   .note = note,
                   .x = LEFT,
                   .width = WIDTH,
                   .row = all <= CURVES_MOST ? 18
                          : all <= 40        ? 15
                          : all <= ALL_MOST  ? 13.2
                                             : 12,
                   .size = all <= 40 ? 8 : 7.5,
                   .columns = columns,
                   .column_count = 10,
                   .row_count = list->count,
                   .context = list,
                   .cell = class_cell,
                   .mark = class_mark};
    return pdf_table(pdf, &table, y);
}

/* Of those with objects enough if they are many, else of all with objects: the last ones. */
static ClassList best_of(const ClassList *all)
{
    const Report *report = all->report;
    int end = report->judged_count > WEAKEST_SHOWN ? report->judged_count : report->weakest_count;
    int first = end - BEST_SHOWN < WEAKEST_SHOWN ? WEAKEST_SHOWN : end - BEST_SHOWN;
    return part_of(all, first, end - first);
}

static double put_cut_tables(Pdf *pdf, const ClassList *all, double y)
{
    int with_objects = all->report->weakest_count;
    bool few = with_objects > 0 && with_objects < WEAKEST_SHOWN;
    ClassList weak = part_of(all, 0, few ? with_objects : WEAKEST_SHOWN), best = best_of(all);
    const char *note =
        ps_arena_printf(pdf->arena, "%d of %s, %s; all in csv/classes.csv", weak.count,
                        pdf_count(pdf, all->count), all->report->weakest_note);
    y = put_table(pdf, &weak, "Weakest classes", note, y);
    if (best.count <= 0) return y;
    note = ps_arena_printf(pdf->arena, "%d of %s, highest F1 last", best.count,
                           pdf_count(pdf, all->count));
    return put_table(pdf, &best, "Best classes", note, y + 34);
}

/* ---- two tables side by side ---- */

static const char *half_cell(Pdf *pdf, const void *context, int row, int col)
{
    static const int of_whole[] = {0, 1, 4, 6, 7, 8}; /* columns of class_cell */
    return class_cell(pdf, context, row, of_whole[col]);
}

static void half_mark(Pdf *pdf, const Table *table, int row, double y)
{
    const ClassList *list = table->context;
    if (row < 0) return;
    put_bar(
        pdf, &list->report->classes[list->classes[row]].sweep, list->report->optimum,
        (Box){table->x + list->bars, y + (table->row - 6.4) / 2, table->width - list->bars, 6.4});
}

static double put_half(Pdf *pdf, ClassList *list, Strip at, const char *title, const char *note)
{
    static const TableColumn columns[] = {{.head = "", .bold = true, .room = 66},
                                          {.head = "objects", .at = 93, .figures = true},
                                          {.head = "AP50", .at = 118, .figures = true},
                                          {.head = "P", .at = 143, .figures = true},
                                          {.head = "R", .at = 168, .figures = true},
                                          {.head = "F1", .at = 193, .figures = true, .bold = true}};
    list->bars = 200;
    Table table = {.title = title,
                   .note = note,
                   .x = at.x,
                   .width = at.width,
                   .row = 12,
                   .size = 7.5,
                   .columns = columns,
                   .column_count = 6,
                   .row_count = list->count,
                   .context = list,
                   .cell = half_cell,
                   .mark = half_mark};
    return pdf_table(pdf, &table, at.y);
}

static double put_halves(Pdf *pdf, const ClassList *all, double y)
{
    int left = (all->count + 1) / 2;
    ClassList first = part_of(all, 0, left), second = part_of(all, left, all->count - left);
    double end =
        put_half(pdf, &first, (Strip){LEFT, y, span(6)}, "Every class", all->report->weakest_note);
    put_half(pdf, &second, (Strip){column(6), y, span(6)}, "",
             "continued; AP and AP75: csv/classes.csv");
    return end;
}

static void put_key(Pdf *pdf, double y, const char *note)
{
    bool before = pdf->measuring;
    pdf->measuring = true;
    double width = pdf_outcome_key(pdf, 0, 0, NULL);
    pdf->measuring = before;
    pdf_outcome_key(pdf, LEFT + WIDTH - width, y, NULL);
    pdf_put(pdf, type_regular(6.5, INK_SOFT), LEFT, y, note);
}

static double put_tables(Pdf *pdf, double y)
{
    ClassList all = list_all(pdf);
    bool halves = all.count > ALL_MOST && all.count <= HALVES_MOST;
    if (halves)
        y = put_halves(pdf, &all, y);
    else if (all.count > ALL_MOST)
        y = put_cut_tables(pdf, &all, y);
    else
        y = put_table(pdf, &all, "Every class", pdf->report->weakest_note, y);
    y = pdf_room(pdf, y, 16) + 12;
    put_key(pdf, y,
            halves ? "Bars: share of objects and of false positives."
                   : "Best at: the class's own best confidence.");
    return y;
}

/* ---- small multiples ---- */

typedef struct Grid {
    int across;
    double width, height, step;
} Grid;

static Grid grid_for(int count)
{
    if (count <= 3) return (Grid){3, span(4), 112, 150};
    if (count <= 6) return (Grid){3, span(4), 84, 122};
    return (Grid){4, span(3), 64, 102};
}

static void put_curve(Pdf *pdf, const Grid *grid, int i, double y)
{
    const Report *report = pdf->report;
    const ClassRow *class = &report->classes[report->weakest[i]];
    Type name = type_bold(8.5, INK_TEXT), soft = type_regular(7, INK_SOFT);
    double x = LEFT + (i % grid->across) * (grid->width + GUTTER);
    const char *best = ps_arena_printf(pdf->arena, "best at %s", class->optimum_text);
    double room = grid->width - pdf_width(pdf, soft, best) - 6;
    pdf_put(pdf, name, x, y, pdf_fitted(pdf, name, room, class->name));
    pdf_put_right(pdf, soft, x + grid->width, y, best);
    CurveMarks marks = {report->has_optimum ? report->optimum : -1, class->optimum,
                        class->plateau_first, class->plateau_last};
    pdf_curves(pdf, &class->sweep, &marks, (Box){x + 18, y + 12, grid->width - 18, grid->height},
               true);
}

static double put_multiples(Pdf *pdf, double y)
{
    int count = pdf->report->weakest_count;
    Grid grid = grid_for(count);
    y = pdf_room(pdf, y, 18 + grid.step);
    pdf_heading(pdf, (Strip){LEFT, y, WIDTH}, "Precision, recall and F1 by class",
                "dot: the class's own best confidence; vertical line: the one recommended for all");
    y += 18;
    for (int i = 0; i < count; i++) {
        if (i && i % grid.across == 0) y = pdf_room(pdf, y + grid.step, grid.step);
        put_curve(pdf, &grid, i, y);
    }
    pdf_curve_key(pdf, LEFT, y + grid.step + 8);
    return y + grid.step + 8;
}

/* ---- own thresholds ---- */

static const char *own_cell(Pdf *pdf, const void *context, int row, int col)
{
    const Report *report = context;
    const ClassRow *class = &report->classes[report->weakest[row]];
    switch (col) {
    case 0: return class->name;
    case 1: return class->optimum_text;
    case 2: return class->plateau_text;
    case 3: return pdf_rate(pdf, class->optimum_precision);
    case 4: return pdf_rate(pdf, class->optimum_recall);
    default: return pdf_rate(pdf, class->optimum_f1);
    }
}

static double put_own(Pdf *pdf, double y)
{
    static const TableColumn columns[] = {
        {.head = "", .bold = true, .room = 68},
        {.head = "best at", .at = 100, .figures = true, .bold = true},
        {.head = "plateau", .at = 150, .figures = true},
        {.head = "P", .at = 182, .figures = true},
        {.head = "R", .at = 212, .figures = true},
        {.head = "F1", .at = 241.6, .figures = true}};
    Table table = {.title = "Own confidence",
                   .note = "what each class would reach at its own best",
                   .x = LEFT,
                   .width = span(6),
                   .row = 15,
                   .size = 8,
                   .columns = columns,
                   .column_count = 6,
                   .row_count = pdf->report->weakest_count,
                   .context = pdf->report,
                   .cell = own_cell};
    return pdf_table(pdf, &table, y);
}

static void put_histogram(Pdf *pdf, double y)
{
    const Figure *figure = &pdf->report->score_histogram;
    if (figure->count == 0) return;
    Box plot = {column(6) + 9, y + 16, span(6) - 9, 84}; /* the first label is centred */
    pdf_heading(pdf, (Strip){column(6), y, span(6)}, "Scores",
                "number of boxes at each; over the line correct, under it wrong");
    pdf_figure(pdf, figure, plot, 6.5);
    plot.height += 12; /* below what the figure writes under its plot */
    pdf_confidence_axis(pdf, plot, false);
}

/* Curves, and what each class would reach alone where there is room; returns their end. */
static double put_charts(Pdf *pdf, double y)
{
    const Report *report = pdf->report;
    if (!report->has_optimum) return y; /* all curves would be flat */
    if (report->weakest_count == 0 || report->weakest_count > CURVES_MOST) return y;
    y = put_multiples(pdf, y + 37);
    /* the table above names each class's own best; this adds to it */
    double height = fmax(20 + 15.0 * report->weakest_count, 130);
    if (y + 37 + height > CONTENT_END) return y;
    put_histogram(pdf, y + 37);
    put_own(pdf, y + 37);
    return y + 37 + height;
}

void pdf_classes(Pdf *pdf)
{
    double y = pdf_page_open(pdf, &pdf->report->classes_finding);
    y = put_tables(pdf, y);
    pdf_splits(pdf, put_charts(pdf, y) + 37);
}
