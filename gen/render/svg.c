/* Figures as SVG; see svg.h. Parts of the plot become percentages; an offset in px becomes a nested
 * <svg>, whose origin is shifted; paths live in a nested <svg> that is stretched over the plot, and
 * the style sheet keeps their strokes from being stretched too. Colours are classes, never
 * attributes, so that both schemes and the content security policy are served. */
#include "render/svg.h"

#include "render/escape.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const tone_names[TONES] = {
    [TONE_INK] = "t-ink",          [TONE_SOFT] = "t-soft",
    [TONE_FAINT] = "t-faint",      [TONE_GRID] = "t-grid",
    [TONE_PAPER] = "t-paper",      [TONE_PLATEAU] = "t-plateau",
    [TONE_BAND] = "t-band",        [TONE_PRECISION] = "t-p",
    [TONE_RECALL] = "t-r",         [TONE_F1] = "t-f",
    [TONE_CORRECT] = "t-ok",       [TONE_MISCLASSIFIED] = "t-mis",
    [TONE_MISSED] = "t-fn",        [TONE_FALSE_POSITIVE] = "t-fp",
    [TONE_ON_CORRECT] = "t-on-ok", [TONE_ON_MISCLASSIFIED] = "t-on-mis",
    [TONE_ON_MISSED] = "t-on-fn",  [TONE_ON_FALSE_POSITIVE] = "t-on-fp",
    [TONE_RAMP] = "t-f0",          [TONE_RAMP + 1] = "t-f1",
    [TONE_RAMP + 2] = "t-f2",      [TONE_RAMP + 3] = "t-f3",
    [TONE_RAMP + 4] = "t-f4",      [TONE_RAMP + 5] = "t-f5",
    [TONE_RAMP + 6] = "t-f6",      [TONE_RAMP + 7] = "t-f7",
    [TONE_RAMP + 8] = "t-f8",      [TONE_RAMP_LAST] = "t-f9",
};

const char *svg_tone(Tone tone)
{
    return tone_names[tone];
}

/* At most `digits` decimals, without idle zeros; the C locale is never left, so the sign is '.'. */
static void number(PsBuf *out, double value, int digits)
{
    char text[64];
    if (!isfinite(value)) value = 0;
    int length = snprintf(text, sizeof text, "%.*f", digits, value);
    while (length > 1 && text[length - 1] == '0' && digits-- > 0) length--;
    if (text[length - 1] == '.') length--;
    bool zero = length == 2 && text[0] == '-' && text[1] == '0';
    ps_buf_bytes(out, text + zero, (size_t)(length - zero));
}

static void attribute(PsBuf *out, const char *name, double value, const char *unit)
{
    ps_buf_printf(out, " %s=\"", name);
    number(out, value, 2);
    ps_buf_printf(out, "%s\"", unit);
}

static void percent(PsBuf *out, const char *name, double part)
{
    attribute(out, name, part * 100, "%");
}

/* A coordinate; at 0 it is where elements are without one. */
static void place(PsBuf *out, const char *name, double part)
{
    if (fabs(part) >= 5e-5) percent(out, name, part);
}

/* Tags that script or style sheet ask for, or that begin so. */
static bool is_asked_for(const char *tag)
{
    static const char *const known[] = {"now",  "optimum", "place", "plateau", "band",
                                        "bin-", "label-",  "line-", "lead-"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strncmp(tag, known[i], strlen(known[i])) == 0) return true;
    }
    return false;
}

/* class="KIND TONE ..." and data-tag. */
static void style(PsBuf *out, const Shape *shape, const char *kind)
{
    ps_buf_printf(out, " class=\"%s %s", kind, tone_names[shape->tone]);
    if (shape->faded) ps_buf_text(out, " off");
    if (shape->kind == SHAPE_TEXT && shape->strong) ps_buf_text(out, " b");
    if (shape->kind == SHAPE_TEXT && shape->halo) ps_buf_text(out, " halo");
    ps_buf_char(out, '"');
    if (!shape->tag || !is_asked_for(shape->tag)) return;
    ps_buf_text(out, " data-tag=\"");
    escape_text(out, shape->tag);
    ps_buf_char(out, '"');
}

/* Paths count in thousandths of the plot, as shown rates do. */
static long thousandths(const Shape *shape, int i)
{
    return lround(shape->xy[i] * 1000);
}

static bool is_gap(const Shape *shape, int point)
{
    return point < 0 || point >= shape->point_count || isnan(shape->xy[2 * point]) ||
           isnan(shape->xy[2 * point + 1]);
}

/* A point on the way between two of its own height says nothing. */
static bool is_idle(const Shape *shape, int point)
{
    if (is_gap(shape, point - 1) || is_gap(shape, point + 1)) return false;
    const double *at = shape->xy + 2 * point;
    long y = thousandths(shape, 2 * point + 1);
    bool level = lround(at[-1] * 1000) == y && lround(at[3] * 1000) == y;
    return level && (at[-2] <= at[0]) == (at[0] <= at[2]);
}

/* The first point of a run stands as it is, the others as steps from the one before: shorter. */
static void path_data(PsBuf *out, const Shape *shape)
{
    long x = 0, y = 0;
    int run = 0;
    for (int i = 0; i < shape->point_count; i++) {
        if (is_gap(shape, i)) {
            run = 0;
            continue;
        }
        if (is_idle(shape, i)) continue;
        long dx = thousandths(shape, 2 * i) - (run ? x : 0);
        long dy = thousandths(shape, 2 * i + 1) - (run ? y : 0);
        const char *lead = run == 0 ? "M" : run == 1 ? "l" : dx < 0 ? "" : " ";
        ps_buf_printf(out, dy < 0 ? "%s%ld%ld" : "%s%ld %ld", lead, dx, dy);
        x = run ? x + dx : dx;
        y = run ? y + dy : dy;
        run++;
    }
    if (shape->filled) ps_buf_char(out, 'Z');
}

static void draw_line(PsBuf *out, const Shape *shape)
{
    ps_buf_text(out, "<line");
    style(out, shape, "ln");
    place(out, "x1", shape->xy[0]);
    place(out, "y1", shape->xy[1]);
    place(out, "x2", shape->xy[2]);
    place(out, "y2", shape->xy[3]);
    ps_buf_text(out, "/>");
}

static void draw_path(PsBuf *out, const Shape *shape)
{
    if (shape->point_count == 2 && !shape->filled) {
        draw_line(out, shape);
        return;
    }
    ps_buf_text(out, "<svg viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\"><path");
    style(out, shape, shape->filled ? "fl" : "ln");
    ps_buf_text(out, " d=\"");
    path_data(out, shape);
    ps_buf_text(out, "\"/></svg>");
}

/* A rectangle may be inset: its right edge moved left by px. A nested <svg> of the full width,
   shifted by the offset of the right edge, then clips what sticks out. */
static void draw_box(PsBuf *out, const Shape *shape, const char *element)
{
    const Place a = shape->a, b = shape->b;
    double x = fmin(a.x, b.x), y = fmin(a.y, b.y);
    double width = fabs(b.x - a.x), height = fabs(b.y - a.y);
    double grow_x = b.dx - a.dx, grow_y = b.dy - a.dy;
    ps_buf_text(out, "<svg");
    attribute(out, "x", grow_x < 0 && width > 0 ? b.dx : a.dx, "");
    attribute(out, "y", grow_y < 0 && height > 0 ? b.dy : a.dy, "");
    ps_buf_text(out, "><svg class=\"clip\"");
    place(out, "x", x);
    place(out, "y", y);
    if (width > 0) percent(out, "width", width);
    if (height > 0) percent(out, "height", height);
    ps_buf_printf(out, "><%s", element);
    style(out, shape, shape->hollow ? "ho" : "fl");
    if (grow_x < 0 && width > 0) attribute(out, "x", -grow_x, "");
    if (grow_y < 0 && height > 0) attribute(out, "y", -grow_y, "");
    attribute(out, "width", width > 0 ? 100 : grow_x, width > 0 ? "%" : "");
    attribute(out, "height", height > 0 ? 100 : grow_y, height > 0 ? "%" : "");
    ps_buf_text(out, "/></svg></svg>");
}

static bool has_offset(const Shape *shape)
{
    return shape->a.dx != 0 || shape->a.dy != 0 || shape->b.dx != 0 || shape->b.dy != 0;
}

static void draw_rect(PsBuf *out, const Shape *shape)
{
    if (has_offset(shape)) {
        draw_box(out, shape, "rect");
        return;
    }
    ps_buf_text(out, "<rect");
    style(out, shape, shape->hollow ? "ho" : "fl");
    place(out, "x", fmin(shape->a.x, shape->b.x));
    place(out, "y", fmin(shape->a.y, shape->b.y));
    percent(out, "width", fabs(shape->b.x - shape->a.x));
    percent(out, "height", fabs(shape->b.y - shape->a.y));
    ps_buf_text(out, "/>");
}

static void draw_circle(PsBuf *out, const Shape *shape)
{
    bool nested = has_offset(shape);
    if (nested) {
        ps_buf_text(out, "<svg");
        place(out, "x", shape->a.x);
        place(out, "y", shape->a.y);
        ps_buf_char(out, '>');
    }
    ps_buf_text(out, "<circle");
    style(out, shape, shape->hollow ? "ho" : "fl");
    attribute(out, "cx", nested ? shape->a.dx : shape->a.x * 100, nested ? "" : "%");
    attribute(out, "cy", nested ? shape->a.dy : shape->a.y * 100, nested ? "" : "%");
    attribute(out, "r", shape->radius, "");
    ps_buf_text(out, nested ? "/></svg>" : "/>");
}

/* Dots are strokes without length and with round ends: one path for all of them, and their size is
   that of the stroke however the plot is stretched. */
static void draw_dots(PsBuf *out, const Shape *shape)
{
    ps_buf_text(out, "<svg viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\"><path");
    style(out, shape, "dots");
    attribute(out, "stroke-width", 2 * shape->radius, "");
    ps_buf_text(out, " d=\"");
    for (int i = 0; i < shape->point_count; i++) {
        double x = shape->xy[2 * i], y = shape->xy[2 * i + 1];
        if (isnan(x) || isnan(y)) continue;
        ps_buf_char(out, 'M');
        number(out, x * 1000, 0);
        ps_buf_char(out, ' ');
        number(out, y * 1000, 0);
        ps_buf_text(out, i % 64 == 63 ? "h0\n" : "h0");
    }
    ps_buf_text(out, "\"/></svg>");
}

/* y is the middle of the line; 4 px below it stands the foot of 12 px letters. */
static void draw_text(PsBuf *out, const Shape *shape)
{
    static const char *const anchors[] = {"start", "middle", "end"};
    ps_buf_text(out, "<text");
    style(out, shape, "tx");
    place(out, "x", shape->a.x);
    place(out, "y", shape->a.y);
    if (shape->a.dx != 0) attribute(out, "dx", shape->a.dx, "");
    attribute(out, "dy", shape->a.dy + 4, "");
    if (shape->anchor != ANCHOR_START) {
        ps_buf_printf(out, " text-anchor=\"%s\"", anchors[shape->anchor]);
    }
    ps_buf_char(out, '>');
    escape_text(out, shape->text ? shape->text : "");
    ps_buf_text(out, "</text>");
}

static void draw_image(PsBuf *out, const Shape *shape)
{
    ps_buf_text(out, "<image preserveAspectRatio=\"none\"");
    place(out, "x", shape->a.x);
    place(out, "y", shape->a.y);
    percent(out, "width", shape->b.x - shape->a.x);
    percent(out, "height", shape->b.y - shape->a.y);
    ps_buf_text(out, " href=\"");
    escape_url_path(out, shape->text ? shape->text : "");
    ps_buf_text(out, "\"/>");
}

static void draw(PsBuf *out, const Shape *shape)
{
    switch (shape->kind) {
    case SHAPE_PATH: draw_path(out, shape); break;
    case SHAPE_RECT: draw_rect(out, shape); break;
    case SHAPE_CIRCLE: draw_circle(out, shape); break;
    case SHAPE_DOTS: draw_dots(out, shape); break;
    case SHAPE_TEXT: draw_text(out, shape); break;
    case SHAPE_IMAGE: draw_image(out, shape); break;
    }
}

/* ---- many rectangles: one nested plot, and one path for those that look alike and follow each
 * other */

static bool is_bin(const Shape *shape)
{
    return shape->tag && strncmp(shape->tag, "bin-", 4) == 0;
}

static bool is_plain(const Shape *shape)
{
    bool alone = shape->tag && is_asked_for(shape->tag) && !is_bin(shape);
    return shape->kind == SHAPE_RECT && !has_offset(shape) && !shape->hollow && !alone;
}

static int run_of(const Shape *shapes, int count)
{
    int n = 0;
    while (n < count && is_plain(&shapes[n]) && is_bin(&shapes[n]) == is_bin(&shapes[0])) n++;
    return n;
}

static void box_data(PsBuf *out, const Shape *shape)
{
    double x = fmin(shape->a.x, shape->b.x), y = fmin(shape->a.y, shape->b.y);
    double width = fabs(shape->b.x - shape->a.x), height = fabs(shape->b.y - shape->a.y);
    const char *const commands[] = {"M", " ", "h", "v", "h"};
    const double values[] = {x, y, width, height, -width};
    for (int i = 0; i < 5; i++) {
        ps_buf_text(out, commands[i]);
        number(out, values[i] * 1000, 1);
    }
    ps_buf_char(out, 'z');
}

static bool looks_like(const Shape *a, const Shape *b)
{
    return a->tone == b->tone && a->faded == b->faded;
}

static void draw_run(PsBuf *out, const Shape *shapes, int count)
{
    ps_buf_text(out, "<svg viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\"");
    ps_buf_text(out, is_bin(&shapes[0]) ? " data-tag=\"bins\">" : ">");
    for (int i = 0; i < count; i++) {
        if (i == 0 || !looks_like(&shapes[i - 1], &shapes[i])) {
            ps_buf_printf(out, "%s<path class=\"fl %s%s\" d=\"", i ? "\"/>" : "",
                          tone_names[shapes[i].tone], shapes[i].faded ? " off" : "");
        }
        box_data(out, &shapes[i]);
        if (i % 64 == 63) ps_buf_char(out, '\n');
    }
    ps_buf_text(out, "\"/></svg>");
}

void svg_figure(PsBuf *out, const Figure *figure)
{
    ps_buf_text(out, "<svg class=\"fig fig-");
    escape_text(out, figure->name ? figure->name : "plain");
    if (figure->finding && figure->finding[0]) {
        ps_buf_text(out, "\" role=\"img\" aria-label=\"");
        escape_text(out, figure->finding);
        ps_buf_text(out, "\">");
    } else {
        ps_buf_text(out, "\" aria-hidden=\"true\">");
    }
    for (int i = 0; i < figure->count; i++) {
        int run = run_of(figure->shapes + i, figure->count - i);
        if (run > 1) {
            draw_run(out, figure->shapes + i, run);
            i += run - 1;
        } else {
            draw(out, &figure->shapes[i]);
        }
        if (i % 16 == 15) ps_buf_char(out, '\n');
    }
    ps_buf_text(out, "</svg>\n");
}
