/* Page 1: the verdict. This page alone must do for a review: what was evaluated, how good it is, at
 * which confidence to run it, where it is weak. It never breaks; long texts shrink or are cut. */
#include "render/pdf_core.h"

#include <math.h>
#include <string.h>

/* ---- head ---- */

static void put_link(Pdf *pdf, double y)
{
    Type type = type_regular(6.5, INK_LINK);
    const char *text = "full report: index.html";
    double width = pdf_width(pdf, type, text), x = LEFT + WIDTH - width;
    pdf_put(pdf, type, x, y, text);
    pdf_link_uri(pdf, (Box){x, y - 8, width, 11}, "index.html");
}

static double put_title(Pdf *pdf)
{
    put_link(pdf, 95);
    Type type = type_bold(22, INK_TEXT), soft = type_regular(8.5, INK_SOFT);
    type.spacing = -0.4;
    while (type.size > 15 && pdf_width(pdf, type, pdf->report->title) > WIDTH) type.size -= 0.5;
    pdf_put(pdf, type, LEFT, 80, pdf_fitted(pdf, type, WIDTH, pdf->report->title));
    pdf_put(pdf, soft, LEFT, 95, pdf_fitted(pdf, soft, span(9), pdf->report->subtitle));
    return 108;
}

static double put_fact(Pdf *pdf, Strip at, const char *label, const char *value)
{
    Block text = {at.x, at.y + 21, at.width, 10, 2};
    pdf_rule(pdf, (Pen){INK_TEXT, 0.4, 0, 0}, at.x, at.y, at.width);
    pdf_eyebrow(pdf, at.x, at.y + 10, label);
    return pdf_paragraph(pdf, type_regular(7.5, INK_TEXT), text, value);
}

static double put_facts(Pdf *pdf, double y)
{
    const Report *report = pdf->report;
    int count = report->fact_count < 6 ? report->fact_count : 6;
    double width = count ? (WIDTH - (count - 1) * GUTTER) / count : 0, end = y;
    for (int i = 0; i < count; i++) {
        Strip at = {LEFT + i * (width + GUTTER), y, width};
        end = fmax(end, put_fact(pdf, at, report->facts[i].label, report->facts[i].value));
    }
    return end;
}

/* What exactly was evaluated: names and the first digits of the sums. */
static double put_sources(Pdf *pdf, double y)
{
    Type type = type_regular(6.5, INK_SOFT);
    double x = LEFT;
    for (int i = 0; i < pdf->report->source_count; i++) {
        const Source *source = &pdf->report->sources[i];
        if (!source->sha256 || strlen(source->sha256) < 12) continue;
        const char *name = pdf_fitted(pdf, type, span(3), source->name);
        const char *text = ps_arena_printf(pdf->arena, "%s: %s, sha-256 %.12s", source->role, name,
                                           source->sha256);
        double width = pdf_width(pdf, type, text);
        if (x + width > LEFT + WIDTH) break;
        x = pdf_put(pdf, type, x, y, text) + 16;
    }
    return x > LEFT ? y + 12 : y;
}

static double put_verdict(Pdf *pdf, double y)
{
    const Report *report = pdf->report;
    Type type = type_bold(15, INK_TEXT), text = type_regular(9, INK_TEXT);
    type.spacing = -0.15;
    while (type.size > 11 && pdf_width(pdf, type, report->headline) > WIDTH) type.size -= 0.5;
    double end = pdf_paragraph(pdf, type, (Block){LEFT, y, WIDTH, 18, 2}, report->headline);
    end = pdf_paragraph(pdf, text, (Block){LEFT, end - 1, span(11), 13, 3}, report->verdict);
    if (*report->verdict_note) {
        text = type_regular(8, INK_SOFT);
        end = pdf_paragraph(pdf, text, (Block){LEFT, end + 2, span(11), 11.5, 3},
                            report->verdict_note);
    }
    return end;
}

/* ---- recommended confidence ---- */

static void put_rates(Pdf *pdf, double y)
{
    static const char *const names[3] = {"Precision", "Recall", "F1"};
    static const Ink inks[3] = {INK_PRECISION, INK_RECALL, INK_F1};
    const Sweep *sweep = &pdf->report->sweep;
    const int *rates[3] = {sweep->precision, sweep->recall, sweep->f1};
    Type figure = type_bold(14, INK_TEXT);
    figure.spacing = -0.2;
    for (int i = 0; i < 3; i++) {
        double x = LEFT + i * span(4) / 3;
        pdf_put(pdf, type_regular(7, inks[i]), x, y, names[i]);
        pdf_put(pdf, figure, x, y + 15, pdf_rate(pdf, rates[i][pdf->report->optimum]));
    }
}

static double put_recommended(Pdf *pdf, double y)
{
    const Report *report = pdf->report;
    Type large = type_bold(46, INK_TEXT), soft = type_regular(7.5, INK_SOFT);
    const char *value = report->has_optimum ? report->threshold_text[report->optimum] : "none";
    const char *note = *report->unscored ? "the predictions hold no scores"
                                         : "no box is correct at any confidence";
    large.spacing = -1.5;
    if (!report->has_optimum) large.size = 30;
    while (pdf_width(pdf, large, value) > span(4)) large.size -= 1;
    if (report->has_optimum) {
        note = ps_arena_printf(pdf->arena, "middle of the F1 plateau %s", report->plateau_text);
    }
    pdf_heading(pdf, (Strip){LEFT, y, span(4)}, "Recommended confidence", NULL);
    pdf_put(pdf, large, LEFT - 1.5, y + 46, value);
    pdf_put(pdf, soft, LEFT, y + 62, pdf_fitted(pdf, soft, span(4), note));
    put_rates(pdf, y + 84);
    Block caution = {LEFT, y + 117, span(4) - 4, 9.6, 9};
    return pdf_paragraph(pdf, type_regular(7, INK_SOFT), caution, report->caution);
}

static double put_curves(Pdf *pdf, double y)
{
    const Report *report = pdf->report;
    Box plot = {column(4) + 18, y + 26, span(8) - 18, 134};
    pdf_heading(pdf, (Strip){column(4), y, span(8)}, "Precision, recall and F1",
                !report->has_optimum  ? "at every confidence"
                : report->f1_band.low ? "shaded: F1 within 0.01 of its best; band: its 95% interval"
                                      : "at every confidence; shaded: F1 within 0.01 of its best");
    CurveMarks marks = {report->has_optimum ? report->optimum : -1,
                        report->has_optimum ? report->optimum : -1, report->plateau_first,
                        report->plateau_last};
    pdf_curves(pdf, &report->sweep, &marks, plot, false);
    return plot.y + plot.height + 24;
}

/* ---- metrics ---- */

typedef struct MetricTable {
    const Report *report;
    bool intervals;
    double scale; /* where it begins, from the table's left */
} MetricTable;

/* The figures over all confidences, then the three at the optimum. */
static const Metric *metric_at(const Report *report, int row)
{
    return row < report->metric_count ? &report->metrics[row]
                                      : &report->rates[row - report->metric_count];
}

static const char *metric_cell(Pdf *pdf, const void *context, int row, int col)
{
    const Metric *metric = metric_at(((const MetricTable *)context)->report, row);
    (void)pdf;
    if (col == 0) return metric->label;
    if (col == 1) return metric->value;
    return metric->interval ? metric->interval : "";
}

static void put_ends(Pdf *pdf, double x, double right, double y)
{
    pdf_put(pdf, type_regular(6.5, INK_SOFT), x, y, "0");
    pdf_put_right(pdf, type_regular(6.5, INK_SOFT), right, y, "1");
}

static void metric_mark(Pdf *pdf, const Table *table, int row, double y)
{
    const MetricTable *context = table->context;
    double x = table->x + context->scale, right = table->x + table->width;
    if (row < 0) {
        put_ends(pdf, x, right, y);
        return;
    }
    const Metric *metric = metric_at(context->report, row);
    Type bold = type_bold(table->size, INK_TEXT), soft = type_regular(6.5, INK_SOFT);
    double end = table->x + pdf_width(pdf, bold, metric->label) + 4;
    double room = table->x + table->columns[1].at - 22 - end;
    if (*metric->note) pdf_put(pdf, soft, end, y + 9.3, pdf_fitted(pdf, soft, room, metric->note));
    pdf_scale(pdf, (Strip){x, y + table->row / 2, right - x}, metric->low, metric->at,
              metric->high);
}

static bool has_intervals(const Report *report)
{
    for (int i = 0; i < report->metric_count; i++) {
        if (report->metrics[i].interval) return true;
    }
    return false;
}

static double put_metrics(Pdf *pdf, double y)
{
    bool intervals = has_intervals(pdf->report);
    MetricTable context = {pdf->report, intervals, span(6) - (intervals ? 60 : 90)};
    TableColumn columns[] = {
        {.head = "", .bold = true},
        {.head = "value",
         .at = context.scale - (intervals ? 68 : 10),
         .figures = true,
         .bold = true},
        {.head = "95% interval", .at = context.scale - 8, .figures = true, .soft = true}};
    Table table = {.title = "Metrics",
                   .note = intervals ? pdf->report->intervals_note : "",
                   .x = LEFT,
                   .width = span(6),
                   .row = 13.2,
                   .size = 7.5,
                   .columns = columns,
                   .column_count = intervals ? 3 : 2,
                   .row_count = pdf->report->metric_count + 3,
                   .context = &context,
                   .cell = metric_cell,
                   .mark = metric_mark};
    return pdf_table(pdf, &table, y);
}

/* ---- outcome and weakest classes ---- */

/* One of the two bars; its counts are: all, and the three parts. */
typedef struct Balance {
    const char *name;
    Outcome rest; /* what is neither correct nor misclassified */
    int counts[4];
} Balance;

static void put_balance(Pdf *pdf, Box at, const Balance *balance, double unit, int *left_out)
{
    const Outcome outcomes[3] = {OUTCOME_CORRECT, OUTCOME_MISCLASSIFIED, balance->rest};
    Box bar = {at.x + 58, at.y, at.width - 58, at.height};
    OutcomePart parts[3];
    for (int i = 0; i < 3; i++) {
        int count = balance->counts[i + 1];
        parts[i] = (OutcomePart){outcomes[i], count, count * unit};
    }
    pdf_put(pdf, type_regular(7, INK_TEXT), at.x, at.y + 10.5, balance->name);
    pdf_put_right(pdf, type_bold(7.5, INK_TEXT), bar.x - 6, at.y + 10.5,
                  pdf_count(pdf, balance->counts[0]));
    pdf_outcome_bar(pdf, bar, parts, 3, left_out);
}

/* Two bars on one scale with a common beginning: what the upper lacks was missed, what the lower
   has too much was invented. */
static double put_outcome(Pdf *pdf, double y)
{
    const Sweep *s = &pdf->report->sweep;
    int k = pdf->report->optimum, left_out[OUTCOMES] = {0};
    const Balance objects = {
        "Objects", OUTCOME_MISSED, {s->objects, s->correct[k], s->misclassified[k], s->missed[k]}};
    const Balance boxes = {"Boxes",
                           OUTCOME_FALSE_POSITIVE,
                           {s->kept[k], s->correct[k], s->mistaken[k], s->false_positive[k]}};
    int most = s->objects > s->kept[k] ? s->objects : s->kept[k];
    double unit = most > 0 ? 1.0 / most : 0;
    pdf_heading(pdf, (Strip){column(6), y, span(6)}, "Outcome", pdf_stated(pdf));
    put_balance(pdf, (Box){column(6), y + 10, span(6), 16}, &objects, unit, left_out);
    put_balance(pdf, (Box){column(6), y + 30, span(6), 16}, &boxes, unit, left_out);
    pdf_outcome_key(pdf, column(6), y + 61, left_out);
    return y + 61;
}

static const ClassRow *weakest(const Report *report, int row)
{
    return &report->classes[report->weakest[row]];
}

static const char *weakest_cell(Pdf *pdf, const void *context, int row, int col)
{
    const Report *report = context;
    const ClassRow *class = weakest(report, row);
    switch (col) {
    case 0: return class->name;
    case 1: return pdf_count(pdf, class->objects);
    case 2: return pdf_rate(pdf, class->sweep.precision[report->optimum]);
    case 3: return pdf_rate(pdf, class->sweep.recall[report->optimum]);
    default: return pdf_rate(pdf, class->sweep.f1[report->optimum]);
    }
}

static void weakest_mark(Pdf *pdf, const Table *table, int row, double y)
{
    const Report *report = table->context;
    double x = table->x + 200, right = table->x + table->width;
    if (row < 0) {
        put_ends(pdf, x, right, y);
        return;
    }
    int f1 = weakest(report, row)->sweep.f1[report->optimum];
    double value = f1 == UNDEFINED ? NAN : f1 / 1000.0;
    pdf_scale(pdf, (Strip){x, y + table->row / 2, right - x}, NAN, value, NAN);
}

static double put_weakest(Pdf *pdf, double y)
{
    static const TableColumn columns[] = {{.head = "", .bold = true, .room = 84},
                                          {.head = "objects", .at = 113, .figures = true},
                                          {.head = "P", .at = 139, .figures = true},
                                          {.head = "R", .at = 165, .figures = true},
                                          {.head = "F1", .at = 192, .figures = true, .bold = true}};
    const Report *report = pdf->report;
    int count = report->weakest_count < 5 ? report->weakest_count : 5;
    if (count == 0) return y;
    Table table = {.title = "Weakest classes",
                   .note = report->weakest_note,
                   .x = column(6),
                   .width = span(6),
                   .row = 13.2,
                   .size = 7.5,
                   .columns = columns,
                   .column_count = 5,
                   .row_count = count,
                   .context = report,
                   .cell = weakest_cell,
                   .mark = weakest_mark};
    pdf_refer(pdf, LEFT + WIDTH, y, "all on page", "classes");
    return pdf_table(pdf, &table, y);
}

void pdf_verdict(Pdf *pdf)
{
    double y = put_title(pdf);
    y = put_facts(pdf, y);
    y = put_sources(pdf, y + 7);
    y = put_verdict(pdf, fmax(y + 24, 178));
    y = fmax(y + 28, 252);
    double left = put_recommended(pdf, y), right = put_curves(pdf, y); /* drawn in this order */
    y = fmax(left, right);
    y = fmax(y + 28, 460);
    double metrics = put_metrics(pdf, y);
    y = put_outcome(pdf, y);
    y = put_weakest(pdf, y + 31.4);
    y = fmax(metrics, y);
    pdf_next_steps(pdf, fmax(y + 30, fmin(656, y + 42)));
}
