/* Figures: a growing list of shapes; see figure.h. */
#include "figure.h"

FigureMaker figure_start(PsArena *arena)
{
    return (FigureMaker){.arena = arena, .shapes = PS_BUF};
}

Figure figure_end(FigureMaker *maker, const char *name, const char *title, const char *finding)
{
    Figure figure = {.name = name, .title = title, .finding = finding};
    figure.count = (int)PS_BUF_COUNT(&maker->shapes, Shape);
    figure.shapes = ps_arena_copy(maker->arena, maker->shapes.data, maker->shapes.length);
    ps_buf_free(&maker->shapes);
    return figure;
}

static Shape *add(FigureMaker *maker, Shape shape)
{
    PS_BUF_PUSH(&maker->shapes, shape);
    return PS_BUF_ITEMS(&maker->shapes, Shape) + PS_BUF_COUNT(&maker->shapes, Shape) - 1;
}

Shape *figure_path(FigureMaker *maker, Tone tone, const double *xy, int point_count)
{
    const double *copy = ps_arena_copy(maker->arena, xy, (size_t)point_count * 2 * sizeof *xy);
    return add(maker,
               (Shape){.kind = SHAPE_PATH, .tone = tone, .xy = copy, .point_count = point_count});
}

Shape *figure_line(FigureMaker *maker, Tone tone, double x1, double y1, double x2, double y2)
{
    return figure_path(maker, tone, (double[]){x1, y1, x2, y2}, 2);
}

Shape *figure_rect(FigureMaker *maker, Tone tone, Place a, Place b)
{
    return add(maker, (Shape){.kind = SHAPE_RECT, .tone = tone, .a = a, .b = b});
}

Shape *figure_circle(FigureMaker *maker, Tone tone, Place centre, double radius)
{
    return add(maker, (Shape){.kind = SHAPE_CIRCLE, .tone = tone, .a = centre, .radius = radius});
}

Shape *figure_dots(FigureMaker *maker, Tone tone, const double *xy, int count, double radius)
{
    Shape *dots = figure_path(maker, tone, xy, count);
    dots->kind = SHAPE_DOTS;
    dots->radius = radius;
    return dots;
}

Shape *figure_text(FigureMaker *maker, Tone tone, Place at, Anchor anchor, const char *text)
{
    return add(maker,
               (Shape){.kind = SHAPE_TEXT, .tone = tone, .a = at, .anchor = anchor, .text = text});
}
