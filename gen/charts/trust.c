/* How far scores can be trusted, and precision against recall. */
#include "charts/charts.h"

#include <math.h>

static void draw_frame(FigureMaker *maker, const char *x_name)
{
    static const char *const texts[] = {"1", "0.75", "0.50", "0.25", "0"};
    for (int i = 0; i <= 4; i++) {
        double y = i / 4.0;
        figure_line(maker, i == 4 ? TONE_FAINT : TONE_GRID, 0, y, 1, y)->tag = "grid";
        figure_text(maker, TONE_SOFT, (Place){0, y, -8, 0}, ANCHOR_END, texts[i])->tag = "tick";
    }
    for (int i = 0; i <= 4; i += 2) {
        figure_text(maker, TONE_SOFT, (Place){i / 4.0, 1, 0, 16}, ANCHOR_MIDDLE, texts[4 - i])
            ->tag = "tick";
    }
    figure_text(maker, TONE_SOFT, (Place){1, 1, 0, 32}, ANCHOR_END, x_name)->tag = "tick";
}

static void draw_bin(FigureMaker *maker, const ReliabilityBins *bins, int i)
{
    double x = bins->score[i], y = 1 - bins->precision[i];
    if (isnan(x) || isnan(y)) return;
    figure_line(maker, TONE_CORRECT, x, 1 - bins->low[i], x, 1 - bins->high[i])->tag = "wilson";
    Shape *dot = figure_circle(maker, TONE_CORRECT, (Place){x, y, 0, 0}, 4);
    dot->hollow = bins->few[i];
    dot->tag = "bin";
}

Figure chart_reliability(PsArena *arena, const ReliabilityBins *bins, const char *finding)
{
    FigureMaker maker = figure_start(arena);
    draw_frame(&maker, "score");
    figure_line(&maker, TONE_FAINT, 0, 1, 1, 0)->tag = "diagonal";
    for (int i = 0; i < bins->count; i++) draw_bin(&maker, bins, i);
    return figure_end(&maker, "reliability", "Precision of the boxes by score", finding);
}

/* The curve as steps would show it: the envelope, from recall 0 to the last that is reached. */
static void draw_curve(FigureMaker *maker, const RecallCurves *curves, int i, Tone tone)
{
    double *xy = PS_ARRAY(maker->arena, double, 2 * (curves->points + 1));
    int n = 0;
    for (int r = 0; r < curves->points; r++) {
        double precision = curves->precision[i][r];
        if (isnan(precision)) continue;
        xy[2 * n] = (double)r / (curves->points - 1);
        xy[2 * n++ + 1] = 1 - precision;
        if (precision <= 0) break;
    }
    if (n > 1) figure_path(maker, tone, xy, n)->tag = "curve";
}

/* The names are staggered along their curves, so that those of close curves do not meet. */
static void draw_name(FigureMaker *maker, const RecallCurves *curves, int i)
{
    static const double along[] = {0.62, 0.36, 0.5};
    const double *precision = curves->precision[i];
    int reach = 0;
    while (reach + 1 < curves->points && precision[reach + 1] > 0) reach++;
    if (!(precision[reach] > 0)) return;
    int at = (int)(reach * along[i]);
    double y = 1 - precision[at];
    Place place = {(double)at / (curves->points - 1), y, 0, y > 0.9 ? -10 : 12};
    Shape *text = figure_text(maker, TONE_INK, place, ANCHOR_MIDDLE, curves->names[i]);
    text->halo = true;
    text->strong = i == 0;
}

Figure chart_precision_recall(PsArena *arena, const RecallCurves *curves, const char *name)
{
    static const Tone tones[] = {TONE_INK, TONE_SOFT, TONE_FAINT};
    FigureMaker maker = figure_start(arena);
    draw_frame(&maker, "recall");
    for (int i = 2; i >= 0; i--) draw_curve(&maker, curves, i, tones[i]);
    for (int i = 0; i < 3; i++) draw_name(&maker, curves, i);
    return figure_end(&maker, "recall-curves", name,
                      ps_arena_printf(arena, "Precision against recall of %s at IoU %s, %s and %s.",
                                      name, curves->names[0], curves->names[1], curves->names[2]));
}
