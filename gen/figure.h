/* A figure is a list of shapes: data that can be looked at, compared and drawn by anyone.
 *
 * Places are relative: x and y are parts of the plot (0,0 upper left, 1,1 lower right), dx and dy
 * an offset in px (HTML) or points (PDF) on top. So one figure fits every width, and text keeps
 * its size. A shape carries a tone, not a colour: each renderer has one table of tones. */
#ifndef FIGURE_H
#define FIGURE_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdbool.h>

typedef enum Tone {
    TONE_INK,     /* chosen threshold, marks that decide */
    TONE_SOFT,    /* axis labels, second text */
    TONE_FAINT,   /* axis of zero */
    TONE_GRID,    /* hairlines */
    TONE_PAPER,   /* gaps and rings */
    TONE_PLATEAU, /* column in which F1 is near its best */
    TONE_BAND,    /* 95 % interval */
    TONE_PRECISION,
    TONE_RECALL,
    TONE_F1,
    TONE_CORRECT,
    TONE_MISCLASSIFIED,
    TONE_MISSED,
    TONE_FALSE_POSITIVE,
    TONE_ON_CORRECT,
    TONE_ON_MISCLASSIFIED,
    TONE_ON_MISSED,
    TONE_ON_FALSE_POSITIVE, /* text on them */
    TONE_RAMP,              /* RAMP_STEPS tones from bad to good: TONE_RAMP + step */
    TONE_RAMP_LAST = TONE_RAMP + 9,
    TONES
} Tone;

enum { RAMP_STEPS = TONE_RAMP_LAST - TONE_RAMP + 1 };

typedef enum ShapeKind {
    SHAPE_PATH,
    SHAPE_RECT,
    SHAPE_CIRCLE,
    SHAPE_DOTS, /* many discs of one tone and size */
    SHAPE_TEXT,
    SHAPE_IMAGE
} ShapeKind;
typedef enum Anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END } Anchor;

typedef struct Place {
    double x, y;   /* parts of the plot */
    double dx, dy; /* px or points */
} Place;

typedef struct Shape {
    ShapeKind kind;
    Tone tone;
    Place a, b;        /* RECT, IMAGE: corners; TEXT: a; CIRCLE: a = centre */
    double radius;     /* CIRCLE, DOTS: px or points */
    const double *xy;  /* PATH, DOTS: x0 y0 x1 y1 ... parts of the plot; a NaN pair lifts the pen */
    int point_count;   /* PATH, DOTS; a path of two points is a straight line */
    bool filled;       /* PATH: closed and filled instead of drawn */
    bool hollow;       /* RECT, CIRCLE: outline only, filled with paper */
    bool faded;        /* not kept at the chosen threshold */
    const char *text;  /* TEXT: what is written; IMAGE: path in the report folder */
    Anchor anchor;     /* TEXT; its y is the middle of the line */
    bool strong, halo; /* TEXT: bold; readable over lines */
    const char *tag;   /* a name for scripts ("now", "bar-ok"), or NULL */
} Shape;

typedef struct Figure {
    const char *name; /* "curves": style sheets and scripts know it by this */
    const char *title;
    const char *finding; /* one sentence that says what is to be seen: the text alternative */
    Shape *shapes;
    int count;
} Figure;

/* Collects shapes; figure_end copies them into the arena. */
typedef struct FigureMaker {
    PsArena *arena;
    PsBuf shapes;
} FigureMaker;

FigureMaker figure_start(PsArena *arena);
Figure figure_end(FigureMaker *maker, const char *name, const char *title, const char *finding);

/* Each adds one shape and returns it for further settings; valid until the next is added. */
Shape *figure_line(FigureMaker *maker, Tone tone, double x1, double y1, double x2, double y2);
Shape *figure_path(FigureMaker *maker, Tone tone, const double *xy, int point_count);
Shape *figure_rect(FigureMaker *maker, Tone tone, Place a, Place b);
Shape *figure_circle(FigureMaker *maker, Tone tone, Place centre, double radius);
Shape *figure_dots(FigureMaker *maker, Tone tone, const double *xy, int count, double radius);
Shape *figure_text(FigureMaker *maker, Tone tone, Place at, Anchor anchor, const char *text);

#endif
