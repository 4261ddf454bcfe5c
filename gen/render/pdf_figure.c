/* Figures in ink: each tone has one pen or one texture here, and each kind of shape one function.
 */
#include "render/pdf_core.h"

#include <math.h>

/* ---- tones ---- */

typedef struct ToneLook {
    Pen pen;
    int outcome; /* for areas with a texture, or -1 */
    bool plated; /* text that needs paper below it */
} ToneLook;

/* Dark is bad, so that trouble is seen first: the light scheme's ramp of the page. */
static ToneLook look_of_step(int step)
{
    static const Ink inks[RAMP_STEPS] = {0x00224E, 0x123570, 0x3B496C, 0x575D6D, 0x707173,
                                         0x8A8678, 0xA59C74, 0xC3B369, 0xE1CC55, 0xFEE838};
    return (ToneLook){{inks[step], 0.4, 0, 0}, -1, false};
}

static ToneLook look_of(Tone tone)
{
    if (tone >= TONE_RAMP) return look_of_step((int)(tone - TONE_RAMP));
    static const ToneLook looks[TONES] = {
        [TONE_INK] = {{INK_TEXT, 0.7, 0, 0}, -1, false},
        [TONE_SOFT] = {{INK_SOFT, 0.6, 0, 0}, -1, false},
        [TONE_FAINT] = {{INK_SOFT, 0.6, 0, 0}, -1, false},
        [TONE_GRID] = {{INK_PALE, 0.4, 0, 0}, -1, false},
        [TONE_PAPER] = {{INK_PAPER, 0.8, 0, 0}, -1, false},
        [TONE_PLATEAU] = {{INK_PALE, 0.4, 0, 0}, -1, false},
        [TONE_BAND] = {{INK_LINE, 0.4, 0, 0}, -1, false},
        [TONE_PRECISION] = {{INK_PRECISION, 1.0, 0, 0}, -1, false},
        [TONE_RECALL] = {{INK_RECALL, 1.0, 4, 2}, -1, false},
        [TONE_F1] = {{INK_F1, 2.0, 0, 0}, -1, false},
        [TONE_CORRECT] = {{INK_CORRECT, 0.8, 0, 0}, OUTCOME_CORRECT, false},
        [TONE_MISCLASSIFIED] = {{INK_MISCLASSIFIED, 0.8, 0, 0}, OUTCOME_MISCLASSIFIED, false},
        [TONE_MISSED] = {{INK_MISSED, 0.8, 0, 0}, OUTCOME_MISSED, false},
        [TONE_FALSE_POSITIVE] = {{INK_FALSE_POSITIVE, 0.8, 0, 0}, OUTCOME_FALSE_POSITIVE, false},
        [TONE_ON_CORRECT] = {{INK_PAPER, 0.8, 0, 0}, -1, false},
        [TONE_ON_MISCLASSIFIED] = {{INK_TEXT, 0.8, 0, 0}, -1, true},
        [TONE_ON_MISSED] = {{INK_TEXT, 0.8, 0, 0}, -1, false},
        [TONE_ON_FALSE_POSITIVE] = {{INK_TEXT, 0.8, 0, 0}, -1, true},
    };
    return looks[tone];
}

/* ---- shapes ---- */

/* Offsets are made for the page's 12 px text; here text is smaller, and they shrink with it. */
typedef struct Drawing {
    Pdf *pdf;
    Box plot;
    double text_size, offset;
} Drawing;

static double x_of(const Drawing *d, Place place)
{
    return d->plot.x + place.x * d->plot.width + place.dx * d->offset;
}

static double y_of(const Drawing *d, Place place)
{
    return d->plot.y + place.y * d->plot.height + place.dy * d->offset;
}

static Ink faded(Ink ink, const Shape *shape)
{
    return shape->faded ? ink_mixed(ink, 0.28) : ink;
}

static void draw_path(const Drawing *d, const Shape *shape)
{
    Pen pen = look_of(shape->tone).pen;
    double *xy = PS_ARRAY(d->pdf->arena, double, 2 * shape->point_count), *to = xy;
    const double *from = shape->xy;
    pen.ink = faded(pen.ink, shape);
    for (int i = 0; i < shape->point_count; i++) {
        *to++ = d->plot.x + *from++ * d->plot.width;
        *to++ = d->plot.y + *from++ * d->plot.height;
    }
    if (d->plot.height < 100) pen.width *= 0.85; /* small multiples */
    if (shape->filled)
        pdf_area(d->pdf, pen.ink, xy, shape->point_count);
    else
        pdf_path(d->pdf, pen, xy, shape->point_count);
}

static void draw_rect(const Drawing *d, const Shape *shape)
{
    ToneLook look = look_of(shape->tone);
    double x1 = x_of(d, shape->a), y1 = y_of(d, shape->a);
    double x2 = x_of(d, shape->b), y2 = y_of(d, shape->b);
    Box box = {fmin(x1, x2), fmin(y1, y2), fabs(x2 - x1), fabs(y2 - y1)};
    if (!isfinite(box.width) || !isfinite(box.height)) return;
    if (shape->hollow) {
        pdf_fill(d->pdf, INK_PAPER, box);
        pdf_frame(d->pdf, look.pen, box);
    } else if (look.outcome >= 0 && !shape->faded) {
        pdf_outcome_box(d->pdf, (Outcome)look.outcome, box);
    } else {
        pdf_fill(d->pdf, faded(look.pen.ink, shape), box);
    }
}

static void draw_circle(const Drawing *d, const Shape *shape)
{
    Ink ink = faded(look_of(shape->tone).pen.ink, shape);
    double x = x_of(d, shape->a), y = y_of(d, shape->a), radius = shape->radius * d->offset;
    pdf_disc(d->pdf, INK_PAPER, x, y, radius + 0.9);
    pdf_disc(d->pdf, ink, x, y, radius);
    if (shape->hollow) pdf_disc(d->pdf, INK_PAPER, x, y, radius * 0.55);
}

static void draw_dots(const Drawing *d, const Shape *shape)
{
    double *xy = PS_ARRAY(d->pdf->arena, double, 2 * shape->point_count);
    for (int i = 0; i < shape->point_count; i++) {
        xy[2 * i] = d->plot.x + shape->xy[2 * i] * d->plot.width;
        xy[2 * i + 1] = d->plot.y + shape->xy[2 * i + 1] * d->plot.height;
    }
    Ink ink = faded(look_of(shape->tone).pen.ink, shape);
    pdf_dots(d->pdf, ink, xy, shape->point_count, shape->radius * d->offset);
}

static void draw_text(const Drawing *d, const Shape *shape)
{
    ToneLook look = look_of(shape->tone);
    Type type = shape->strong ? type_bold(d->text_size, look.pen.ink)
                              : type_regular(d->text_size, look.pen.ink);
    double x = x_of(d, shape->a), y = y_of(d, shape->a) + type.size * 0.36;
    double width = pdf_width(d->pdf, type, shape->text);
    if (shape->anchor == ANCHOR_MIDDLE) x -= width / 2;
    if (shape->anchor == ANCHOR_END) x -= width;
    if (shape->halo || look.plated)
        pdf_put_plated(d->pdf, type, x, y, shape->text);
    else
        pdf_put(d->pdf, type, x, y, shape->text);
}

static void draw_image(const Drawing *d, const Shape *shape)
{
    HPDF_Image image = pdf_picture(d->pdf, shape->text);
    double x = x_of(d, shape->a), y = y_of(d, shape->a);
    if (image) pdf_image(d->pdf, image, (Box){x, y, x_of(d, shape->b) - x, y_of(d, shape->b) - y});
}

void pdf_figure(Pdf *pdf, const Figure *figure, Box plot, double text_size)
{
    Drawing drawing = {pdf, plot, text_size, text_size / 12};
    for (int i = 0; i < figure->count; i++) {
        const Shape *shape = &figure->shapes[i];
        switch (shape->kind) {
        case SHAPE_PATH: draw_path(&drawing, shape); break;
        case SHAPE_RECT: draw_rect(&drawing, shape); break;
        case SHAPE_CIRCLE: draw_circle(&drawing, shape); break;
        case SHAPE_DOTS: draw_dots(&drawing, shape); break;
        case SHAPE_TEXT: draw_text(&drawing, shape); break;
        case SHAPE_IMAGE: draw_image(&drawing, shape); break;
        }
    }
}
