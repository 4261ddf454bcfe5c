/* Precision, recall and F1 at every confidence: large on page 1, small for each class. Weight and
 * dash tell the three lines apart, colour helps; an undefined value interrupts its line. */
#include "render/pdf_core.h"

#include <math.h>

enum { SERIES = 3 };

typedef struct SeriesLook {
    const char *name;
    Pen large, small;
} SeriesLook;

static const SeriesLook LOOKS[SERIES] = {
    {"Precision", {INK_PRECISION, 1.0, 0, 0}, {INK_PRECISION, 0.8, 0, 0}},
    {"Recall", {INK_RECALL, 1.0, 4, 2}, {INK_RECALL, 0.8, 3, 2}},
    {"F1", {INK_F1, 2.0, 0, 0}, {INK_F1, 1.7, 0, 0}}};

static const int *series_of(const Sweep *sweep, int s)
{
    return s == 0 ? sweep->precision : s == 1 ? sweep->recall : sweep->f1;
}

static double x_of(const Pdf *pdf, Box plot, int k)
{
    return plot.x + pdf->report->threshold_at[k] * plot.width;
}

static double y_of(Box plot, int thousandths)
{
    if (thousandths == UNDEFINED) return NAN;
    return plot.y + plot.height * (1 - thousandths / 1000.0);
}

/* ---- axes ---- */

static void put_grid(Pdf *pdf, Box plot, bool small)
{
    Type type = type_regular(6.5, INK_SOFT);
    int steps = small ? 2 : 4;
    for (int i = 0; i <= steps; i++) {
        double y = plot.y + plot.height * (steps - i) / steps, value = (double)i / steps;
        Pen pen = {i ? INK_PALE : INK_SOFT, i ? 0.4 : 0.6, 0, 0};
        pdf_rule(pdf, pen, plot.x, y, plot.width);
        pdf_put_right(pdf, type, plot.x - 4, y + 2.3,
                      ps_arena_printf(pdf->arena, small ? "%.1f" : "%.2f", value));
    }
}

/* Where tick i of `steps` stands, and its text: a tenth of the axis, or the threshold found there
   if the axis is in quantiles. */
static double tick(const Pdf *pdf, double part, bool small, const char **text)
{
    const Report *report = pdf->report;
    if (!report->quantile_grid) {
        *text = ps_arena_printf(pdf->arena, small ? "%.1f" : "%.2f", part);
        return part;
    }
    int k = (int)(part * (report->threshold_count - 1) + 0.5);
    *text = report->threshold_text[k];
    return report->threshold_at[k];
}

/* The last label is right-aligned, so that nothing crosses the margin. */
void pdf_confidence_axis(Pdf *pdf, Box plot, bool small)
{
    Type type = type_regular(6.5, INK_SOFT);
    double bottom = plot.y + plot.height;
    int steps = small ? 2 : 5;
    for (int i = 0; i <= steps; i++) {
        const char *text;
        double x = plot.x + plot.width * tick(pdf, (double)i / steps, small, &text);
        pdf_line(pdf, (Pen){INK_SOFT, 0.4, 0, 0}, (double[4]){x, bottom, x, bottom + 2.5});
        if (i == steps)
            pdf_put_right(pdf, type, plot.x + plot.width, bottom + 10, text);
        else
            pdf_put_middle(pdf, type, x, bottom + 10, text);
    }
    if (!small) pdf_put_right(pdf, type, plot.x + plot.width, bottom + 20, "confidence");
}

/* ---- lines ---- */

static void put_series(Pdf *pdf, const Sweep *sweep, int s, Box plot, bool small)
{
    int count = pdf->report->threshold_count;
    double *xy = PS_ARRAY(pdf->arena, double, 2 * count), *at = xy;
    for (int k = 0; k < count; k++) {
        *at++ = x_of(pdf, plot, k);
        *at++ = y_of(plot, series_of(sweep, s)[k]);
    }
    pdf_path(pdf, small ? LOOKS[s].small : LOOKS[s].large, xy, count);
}

/* ---- names ---- */

/* A line is named where it runs: of all places over and under it, the one with most room around is
   taken, the nearer to two thirds of the width the better. */
typedef struct Names {
    Pdf *pdf;
    const Sweep *sweep;
    Box plot;
    Box taken[SERIES];
    int count, chosen;
} Names;

static const double NAME_HEIGHT = 6, NAME_GAP = 2, ROOM_ENOUGH = 14, ROOM_LEAST = 0.8;

static double gap_between(double low, double high, double from, double to)
{
    return fmax(fmax(from - high, low - to), 0);
}

/* The distance, upwards or downwards, from the box to curve s; 0 if it crosses the box. */
static double room_to(const Names *names, int s, Box box)
{
    double room = ROOM_ENOUGH, before = NAN;
    for (int k = 0; k < names->pdf->report->threshold_count; k++) {
        double x = x_of(names->pdf, names->plot, k);
        double y = y_of(names->plot, series_of(names->sweep, s)[k]), other = before;
        before = y;
        if (x < box.x - 3 || x > box.x + box.width + 3 || isnan(y)) continue;
        if (isnan(other)) other = y;
        room = fmin(room, gap_between(box.y, box.y + box.height, fmin(y, other), fmax(y, other)));
    }
    return room;
}

static bool is_free(const Names *names, Box box)
{
    if (box.y < names->plot.y - NAME_HEIGHT ||
        box.y + box.height > names->plot.y + names->plot.height)
        return false;
    if (box.x < names->plot.x + 3 || box.x + box.width > names->plot.x + names->plot.width) {
        return false;
    }
    if (names->chosen >= 0) {
        double x = x_of(names->pdf, names->plot, names->chosen);
        if (x > box.x - 4 && x < box.x + box.width + 4) return false;
    }
    for (int i = 0; i < names->count; i++) {
        const Box *other = &names->taken[i];
        if (box.x < other->x + other->width + 4 && other->x < box.x + box.width + 4 &&
            fabs(box.y - other->y) < NAME_HEIGHT + 2) {
            return false;
        }
    }
    return true;
}

/* How much room there is for the name of curve s in this box; negative: none. */
static double room_for(const Names *names, int s, Box box)
{
    double room = ROOM_ENOUGH;
    if (!is_free(names, box) || room_to(names, s, box) < ROOM_LEAST) return -1;
    for (int other = 0; other < SERIES; other++) {
        if (other != s) room = fmin(room, room_to(names, other, box));
    }
    return room < ROOM_LEAST ? -1 : room;
}

/* How good the best place over or under the line at k is; negative: none. Where a line is steep the
   name stands beside it: it begins or ends there. */
static double worth(const Names *names, int s, int k, Box *box)
{
    double x = x_of(names->pdf, names->plot, k);
    double y = y_of(names->plot, series_of(names->sweep, s)[k]);
    double far = 8 * fabs(names->pdf->report->threshold_at[k] - 0.67), best = -1;
    if (isnan(y)) return -1;
    for (int place = 0; place < 6; place++) {
        double shift = place / 2 == 0 ? 0.5 : place / 2 == 1 ? -0.08 : 1.08;
        Box here = {x - shift * box->width, place % 2 ? y + NAME_GAP : y - NAME_GAP - NAME_HEIGHT,
                    box->width, NAME_HEIGHT};
        double room = room_for(names, s, here), value = room + 20 - far - (place > 1);
        if (room < 0 || value <= best) continue;
        best = value;
        box->x = here.x;
        box->y = here.y;
    }
    return best;
}

static void put_name(Names *names, int s)
{
    Type type = type_bold(7, LOOKS[s].large.ink);
    Box best = {0, 0, 0, 0};
    double most = -1;
    for (int k = 0; k < names->pdf->report->threshold_count; k++) {
        Box box = {0, 0, pdf_width(names->pdf, type, LOOKS[s].name), NAME_HEIGHT};
        double value = worth(names, s, k, &box);
        if (value <= most) continue;
        most = value;
        best = box;
    }
    if (most < 0) return;
    names->taken[names->count++] = best;
    pdf_put_plated(names->pdf, type, best.x, best.y + NAME_HEIGHT - 0.6, LOOKS[s].name);
}

/* ---- marks ---- */

static void put_plateau(Pdf *pdf, const CurveMarks *marks, Box plot)
{
    if (marks->plateau_first < 0 || marks->plateau_last <= marks->plateau_first) return;
    double left = x_of(pdf, plot, marks->plateau_first),
           right = x_of(pdf, plot, marks->plateau_last);
    pdf_fill(pdf, INK_PLATEAU, (Box){left, plot.y, right - left, plot.height});
}

static void put_dot(Pdf *pdf, const Sweep *sweep, int k, Box plot, bool small)
{
    double x = x_of(pdf, plot, k), y = y_of(plot, sweep->f1[k]);
    if (!isfinite(y)) return;
    pdf_disc(pdf, INK_PAPER, x, y, small ? 3 : 3.4);
    pdf_disc(pdf, INK_F1, x, y, small ? 2.2 : 2.5);
}

/* The interval of F1, from the left along its upper ends and back along its lower ones. */
static void put_band(Pdf *pdf, const Band *band, Box plot)
{
    int count = pdf->report->threshold_count, points = 0;
    if (!band->low || !band->high) return;
    double *xy = PS_ARRAY(pdf->arena, double, 4 * count);
    for (int i = 0; i < 2 * count; i++) {
        int k = i < count ? i : 2 * count - 1 - i;
        double y = y_of(plot, (i < count ? band->high : band->low)[k]);
        if (!isfinite(y)) continue;
        xy[2 * points] = x_of(pdf, plot, k);
        xy[2 * points++ + 1] = y;
    }
    pdf_area(pdf, INK_F1_BAND, xy, points);
}

void pdf_curves(Pdf *pdf, const Sweep *sweep, const CurveMarks *marks, Box plot, bool small)
{
    put_plateau(pdf, marks, plot);
    if (!small) put_band(pdf, &pdf->report->f1_band, plot);
    put_grid(pdf, plot, small);
    pdf_confidence_axis(pdf, plot, small);
    for (int s = 0; s < SERIES; s++) put_series(pdf, sweep, s, plot, small);
    if (marks->chosen >= 0) {
        double x = x_of(pdf, plot, marks->chosen);
        pdf_line(pdf, (Pen){INK_TEXT, small ? 0.5 : 0.7, 0, 0},
                 (double[4]){x, plot.y - (small ? 0 : 4), x, plot.y + plot.height});
    }
    if (marks->best >= 0) put_dot(pdf, sweep, marks->best, plot, small);
    if (small) return;
    Names names = {.pdf = pdf, .sweep = sweep, .plot = plot, .chosen = marks->chosen};
    for (int s = 0; s < SERIES; s++) put_name(&names, s);
    if (marks->chosen < 0) return;
    pdf_put_middle(pdf, type_bold(7, INK_TEXT), x_of(pdf, plot, marks->chosen), plot.y - 7,
                   pdf->report->threshold_text[marks->chosen]);
}

/* ---- keys ---- */

double pdf_curve_key(Pdf *pdf, double x, double y)
{
    static const char *const names[SERIES] = {"precision", "recall", "F1"};
    Type type = type_regular(7, INK_TEXT);
    for (int s = 0; s < SERIES; s++) {
        pdf_rule(pdf, LOOKS[s].small, x, y - 2.4, 16);
        x = pdf_put(pdf, type, x + 20, y, names[s]) + 14;
    }
    pdf_fill(pdf, INK_PLATEAU, (Box){x, y - 6, 10, 7});
    return pdf_put(pdf, type, x + 14, y, "F1 within 0.01 of its best");
}

void pdf_scale(Pdf *pdf, Strip at, double low, double value, double high)
{
    pdf_rule(pdf, (Pen){INK_PALE, 0.4, 0, 0}, at.x, at.y, at.width);
    if (isfinite(low) && isfinite(high)) {
        pdf_fill(pdf, INK_BAND,
                 (Box){at.x + low * at.width, at.y - 1.7, (high - low) * at.width, 3.4});
    }
    if (!isfinite(value)) return;
    double x = at.x + value * at.width;
    pdf_line(pdf, (Pen){INK_TEXT, 1.1, 0, 0}, (double[4]){x, at.y - 3.6, x, at.y + 3.6});
}
