/* One line over all confidences, and what a step from one confidence to another does to it. */
#include "charts/charts.h"

#include <math.h>

static double height_of(int thousandths)
{
    return thousandths < 0 ? NAN : 1 - thousandths / 1000.0;
}

static void draw_line(FigureMaker *maker, const Report *report, const int *rates, Tone tone)
{
    int n = report->threshold_count;
    double *xy = PS_ARRAY(maker->arena, double, 2 * n);
    for (int k = 0; k < n; k++) {
        xy[2 * k + 1] = height_of(rates[k]);
        xy[2 * k] = isnan(xy[2 * k + 1]) ? NAN : report->threshold_at[k];
    }
    figure_path(maker, tone, xy, n)->tag = "line";
}

/* The confidence under the axis, a dot on the line: filled where one is, hollow where one would go.
 */
static void draw_stop(FigureMaker *maker, const Report *report, const int *rates, int k, bool goal)
{
    double x = report->threshold_at[k], y = height_of(rates[k]);
    figure_line(maker, goal ? TONE_SOFT : TONE_INK, x, 0, x, 1);
    if (isnan(y)) return;
    figure_circle(maker, TONE_INK, (Place){x, y, 0, 0}, 4)->hollow = goal;
}

Figure chart_step(const Report *report, const int *rates, Tone tone, Step step)
{
    FigureMaker maker = figure_start(report->arena);
    bool rising = step.from < step.to;
    figure_line(&maker, TONE_GRID, 0, 0, 1, 0);
    figure_line(&maker, TONE_FAINT, 0, 1, 1, 1);
    draw_line(&maker, report, rates, tone);
    draw_stop(&maker, report, rates, step.to, true);
    draw_stop(&maker, report, rates, step.from, false);
    figure_text(&maker, TONE_INK, (Place){report->threshold_at[step.from], 1, 0, 10},
                rising ? ANCHOR_END : ANCHOR_START, report->threshold_text[step.from])
        ->strong = true;
    figure_text(&maker, TONE_SOFT, (Place){report->threshold_at[step.to], 1, 0, 10},
                rising ? ANCHOR_START : ANCHOR_END, report->threshold_text[step.to]);
    return figure_end(&maker, "step", NULL, NULL);
}
