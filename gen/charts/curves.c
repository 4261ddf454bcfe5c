/* Precision, recall and F1 at every confidence. */
#include "charts/charts.h"
#include "format.h"

#include <math.h>

enum { SERIES = 3, MORE_THAN_ENOUGH = 250, STEEP = 6 };
static const Tone tones[SERIES] = {TONE_PRECISION, TONE_RECALL, TONE_F1};
static const char *const names[SERIES] = {"Precision", "Recall", "F1"};
static const char *const tags[SERIES] = {"line-p", "line-r", "line-f"};
static const char *const label_tags[SERIES] = {"label-p", "label-r", "label-f"};

static const int *series_of(const Sweep *sweep, int s)
{
    return s == 0 ? sweep->precision : s == 1 ? sweep->recall : sweep->f1;
}

static double y_of(int thousandths)
{
    return thousandths < 0 ? NAN : 1 - thousandths / 1000.0;
}

/* Room over or under curve s at k: the distance to the next curve or to the frame. */
static int room_at(const Sweep *sweep, int s, int k, bool below)
{
    int here = series_of(sweep, s)[k], room = below ? here : 1040 - here;
    for (int other = 0; other < SERIES; other++) {
        int value = series_of(sweep, other)[k];
        if (other == s || value < 0) continue;
        int distance = below ? here - value : value - here;
        if (distance >= 0 && distance < room) room = distance;
        /* a curve just on the other side is in the way as well */
        if (distance < 0 && distance > -12) room = 0;
    }
    return room;
}

static double axis_of(const Report *report, int k)
{
    return report->threshold_at[k];
}

/* The least room along the width of the label. */
static int room_around(const Report *report, const Sweep *sweep, int s, int k, bool below)
{
    int room = 1000;
    double middle = axis_of(report, k);
    for (int i = 0; i < report->threshold_count; i++) {
        double away = axis_of(report, i) - middle; /* thresholds rise */
        if (away < -0.05) continue;
        if (away > 0.05) break;
        if (series_of(sweep, s)[i] < 0) return 0;
        int lean = series_of(sweep, s)[i] - series_of(sweep, s)[k];
        int towards = below ? -lean : lean; /* the curve itself comes nearer to the label */
        int here = room_at(sweep, s, i, below) - (towards > 0 ? STEEP * towards : 0);
        if (here < room) room = here;
    }
    if (fabs(middle - axis_of(report, report->optimum)) < 0.07) room = 0;
    return room;
}

void place_labels(const Report *report, Sweep *sweep)
{
    for (int s = 0; s < SERIES; s++) {
        int best = -1;
        sweep->label_at[s] = UNDEFINED;
        for (int k = 0; k < report->threshold_count && best < MORE_THAN_ENOUGH; k++) {
            double x = axis_of(report, k);
            if (x < 0.08 || x > 0.92 || series_of(sweep, s)[k] < 0) continue;
            for (int below = 0; below < 2; below++) {
                int room = room_around(report, sweep, s, k, below);
                if (room > MORE_THAN_ENOUGH) room = MORE_THAN_ENOUGH;
                if (room <= best) continue;
                best = room;
                sweep->label_at[s] = k;
                sweep->label_below[s] = below;
            }
        }
    }
}

static void draw_grid(FigureMaker *maker)
{
    static const char *const texts[] = {"1", "0.75", "0.50", "0.25", "0"};
    for (int i = 0; i <= 4; i++) {
        double y = i / 4.0;
        Shape *line = figure_line(maker, i == 4 ? TONE_FAINT : TONE_GRID, 0, y, 1, y);
        line->tag = i == 4 ? "axis" : "grid";
        figure_text(maker, TONE_SOFT, (Place){0, y, -8, 0}, ANCHOR_END, texts[i])->tag = "tick";
    }
}

/* The threshold nearest to each tenth of the axis. */
static void draw_ticks(FigureMaker *maker, const Report *report)
{
    for (int i = 0; i <= 10; i++) {
        double x = i / 10.0;
        const char *text = ps_arena_printf(maker->arena, i % 10 ? "%.1f" : "%.0f", x);
        if (report->quantile_grid) {
            if (i % 2) continue;
            int k = (int)(x * (report->threshold_count - 1) + 0.5);
            x = axis_of(report, k);
            text = report->threshold_text[k];
        }
        figure_text(maker, TONE_SOFT, (Place){x, 1, 0, 16}, ANCHOR_MIDDLE, text)->tag = "tick";
    }
}

static void draw_plateau(FigureMaker *maker, const Report *report)
{
    if (report->plateau_first < 0) return;
    int last = report->plateau_last, n = report->threshold_count;
    double left = axis_of(report, report->plateau_first), right = axis_of(report, last);
    if (last == report->plateau_first && last + 1 < n) right = left + 0.002;
    figure_rect(maker, TONE_PLATEAU, (Place){left, 0, 0, 0}, (Place){right, 1, 0, 0})->tag =
        "plateau";
}

/* One closed path over the thresholds from `first` to before `end`: along the lower ends, and back
   along the upper ones. */
static void draw_band_part(FigureMaker *maker, const Report *report, const Band *band, int first,
                           int end)
{
    int n = end - first;
    double *xy = PS_ARRAY(maker->arena, double, 4 * n);
    for (int i = 0; i < n; i++) {
        int back = 2 * n - 1 - i;
        xy[2 * i] = xy[2 * back] = axis_of(report, first + i);
        xy[2 * i + 1] = y_of(band->low[first + i]);
        xy[2 * back + 1] = y_of(band->high[first + i]);
    }
    Shape *shape = figure_path(maker, TONE_BAND, xy, 2 * n);
    shape->filled = true;
    shape->tag = "band";
}

/* Where F1 has no interval the band has a gap. */
static void draw_band(FigureMaker *maker, const Report *report, const Band *band)
{
    int n = report->threshold_count;
    for (int first = 0, end; first < n; first = end) {
        for (end = first; end < n && band->low[end] >= 0; end++) {
        }
        if (end - first > 1) draw_band_part(maker, report, band, first, end);
        if (end == first) end++;
    }
}

/* Series s over the n places of the axis. */
static Shape *draw_line(FigureMaker *maker, const double *at, int n, const Sweep *sweep, int s)
{
    double *xy = PS_ARRAY(maker->arena, double, 2 * n);
    for (int k = 0; k < n; k++) {
        double y = y_of(series_of(sweep, s)[k]);
        xy[2 * k] = isnan(y) ? NAN : at[k];
        xy[2 * k + 1] = y;
    }
    return figure_path(maker, tones[s], xy, n);
}

static void draw_series(FigureMaker *maker, const Report *report, const Sweep *sweep, int s)
{
    draw_line(maker, report->threshold_at, report->threshold_count, sweep, s)->tag = tags[s];
}

static void draw_label(FigureMaker *maker, const Report *report, const Sweep *sweep, int s)
{
    int k = sweep->label_at[s];
    if (k < 0) return;
    Place at = {axis_of(report, k), y_of(series_of(sweep, s)[k]), 0,
                sweep->label_below[s] ? 14 : -12};
    Shape *text = figure_text(maker, tones[s], at, ANCHOR_MIDDLE, names[s]);
    text->halo = text->strong = true;
    text->tag = label_tags[s];
}

static void draw_chosen(FigureMaker *maker, const Report *report, const Sweep *sweep)
{
    double x = axis_of(report, report->optimum);
    figure_line(maker, TONE_INK, x, 0, x, 1)->tag = "now";
    int f1 = sweep->f1[report->optimum];
    if (!report->has_optimum || f1 < 0) return;
    Shape *mark = figure_circle(maker, TONE_INK, (Place){x, y_of(f1), 0, 0}, 5);
    mark->hollow = true;
    mark->tag = "optimum";
}

static const char *finding_of(const Report *report, const Sweep *sweep)
{
    int k = report->optimum;
    if (*report->unscored) return report->unscored;
    if (!report->has_optimum) return "No box is right at any confidence.";
    return ps_arena_printf(report->arena, "At confidence %s precision is %s, recall %s and F1 %s.",
                           report->threshold_text[k], rate_text(report->arena, sweep->precision[k]),
                           rate_text(report->arena, sweep->recall[k]),
                           rate_text(report->arena, sweep->f1[k]));
}

Figure chart_curves(const Report *report, const Sweep *sweep, const Band *band, const char *name)
{
    FigureMaker maker = figure_start(report->arena);
    draw_plateau(&maker, report);
    draw_grid(&maker);
    draw_ticks(&maker, report);
    if (band && band->low) draw_band(&maker, report, band);
    for (int s = 0; s < SERIES; s++) draw_series(&maker, report, sweep, s);
    draw_chosen(&maker, report, sweep);
    for (int s = 0; s < SERIES; s++) draw_label(&maker, report, sweep, s);
    return figure_end(&maker, name, "Precision, recall and F1 at every confidence",
                      finding_of(report, sweep));
}

static void draw_best(FigureMaker *maker, double x, int f1, bool pale)
{
    Shape *line = figure_line(maker, TONE_INK, x, 0, x, 1);
    line->faded = pale;
    if (f1 < 0) return;
    Shape *mark = figure_circle(maker, TONE_INK, (Place){x, y_of(f1), 0, 0}, 5);
    mark->hollow = true;
    mark->faded = pale;
}

static const char *versus_finding(const Report *report, const OtherModel *other)
{
    return ps_arena_printf(report->arena,
                           "Each at its own best confidence, F1 is %s here and %s for %s.",
                           rate_text(report->arena, report->sweep.f1[report->optimum]),
                           rate_text(report->arena, other->sweep->f1[other->optimum]), other->name);
}

Figure chart_versus(const Report *report, const OtherModel *other)
{
    FigureMaker maker = figure_start(report->arena);
    draw_grid(&maker);
    draw_ticks(&maker, report);
    for (int s = 0; s < SERIES; s++) {
        draw_line(&maker, other->at, other->count, other->sweep, s)->faded = true;
    }
    for (int s = 0; s < SERIES; s++) draw_series(&maker, report, &report->sweep, s);
    draw_best(&maker, other->at[other->optimum], other->sweep->f1[other->optimum], true);
    draw_best(&maker, axis_of(report, report->optimum), report->sweep.f1[report->optimum], false);
    for (int s = 0; s < SERIES; s++) draw_label(&maker, report, &report->sweep, s);
    return figure_end(&maker, "versus", "Precision, recall and F1 of both models",
                      versus_finding(report, other));
}
