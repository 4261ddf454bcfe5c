/* The map of the images, each a dot coloured by its F1. */
#include "charts/charts.h"

#include <math.h>

typedef struct Plot {
    const Explorer *explorer;
    const int *steps;
    int image_count, stride; /* every stride-th image is drawn */
    double radius;
} Plot;

/* Collects the images of one step of the ramp. */
static int collect(const Plot *plot, int step, double *xy)
{
    int count = 0;
    for (int i = 0; i < plot->image_count; i += plot->stride) {
        if (plot->steps[i] != step || plot->explorer->x[0][i] < 0) continue;
        xy[2 * count] = (double)plot->explorer->x[0][i] / MAP_SIDE;
        xy[2 * count++ + 1] = (double)plot->explorer->y[0][i] / MAP_SIDE;
    }
    return count;
}

/* The rim keeps pale dots visible on paper. */
static void draw_step(FigureMaker *maker, const Plot *plot, int step, double *xy)
{
    enum { FIRST_PALE = 6 };
    int count = collect(plot, step, xy);
    if (count == 0) return;
    bool rimmed = step == UNDEFINED || step >= FIRST_PALE;
    Tone tone = step == UNDEFINED ? TONE_PAPER : (Tone)(TONE_RAMP + step);
    if (rimmed) figure_dots(maker, TONE_FAINT, xy, count, plot->radius + 0.6)->tag = "rim";
    figure_dots(maker, tone, xy, count, plot->radius)->tag = "images";
}

static void draw_marks(FigureMaker *maker, const GroupTable *clusters)
{
    for (int c = 0; c < clusters->count; c++) {
        const GroupRow *row = &clusters->rows[c];
        Place place = {row->x[0], row->y[0], 0, 0};
        Shape *mark = figure_text(maker, TONE_INK, place, ANCHOR_MIDDLE, row->mark);
        mark->strong = mark->halo = true;
    }
}

Figure chart_map(const Report *report, const int *steps, int most, bool marked)
{
    PsArena *scratch = ps_arena_new();
    FigureMaker maker = figure_start(report->arena);
    int count = report->image_count;
    Plot plot = {&report->explorer, steps, count, count > most ? (count + most - 1) / most : 1, 0};
    int drawn = (count + plot.stride - 1) / plot.stride;
    plot.radius = fmin(5.5, fmax(1.3, 130 / sqrt(drawn > 0 ? drawn : 1)));
    double *xy = PS_ARRAY(scratch, double, 2 * drawn);
    draw_step(&maker, &plot, UNDEFINED, xy);
    for (int step = RAMP_STEPS - 1; step >= 0; step--) draw_step(&maker, &plot, step, xy);
    if (marked) draw_marks(&maker, &report->explorer.clusters);
    ps_arena_free(scratch);
    return figure_end(&maker, "map", "Map of the images",
                      ps_arena_printf(report->arena,
                                      "Map of the images by likeness, coloured by F1 at confidence "
                                      "%s; the tables beside it list its clusters.",
                                      report->threshold_text[report->optimum]));
}
