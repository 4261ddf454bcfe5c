/* Boxes over a picture; see overlay.h. The same rules as `verdicts` in assets/js. */
#include "render/overlay.h"

#include <math.h>

Outcome overlay_outcome(const BoxView *view, bool is_object, int k)
{
    if (view->ignored) return OUTCOME_IGNORED;
    bool matched = view->partner >= 0 && (!is_object || k <= view->kept);
    if (matched) return OUTCOME_CORRECT;
    for (int i = 0; i < view->span_count; i++) {
        if (view->spans[i].first <= k && k <= view->spans[i].last) return OUTCOME_MISCLASSIFIED;
    }
    return is_object ? OUTCOME_MISSED : OUTCOME_FALSE_POSITIVE;
}

static double drawn(double pixels)
{
    return fabs(pixels) < 1e8 ? pixels : 0;
}

static void rect(PsBuf *out, const BoxView *box, const char *classes)
{
    ps_buf_printf(out, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                  classes, drawn(box->x), drawn(box->y), drawn(box->width), drawn(box->height));
}

/* ---- all boxes of an image: one path for those that look alike, as a page has many ---- */

static double tenths(double pixels)
{
    return round(drawn(pixels) * 10) / 10;
}

static void add_box(PsBuf *path, const BoxView *box)
{
    double width = tenths(box->width);
    ps_buf_printf(path, "M%.7g %.7gh%.7gv%.7gh%.7gz", tenths(box->x), tenths(box->y), width,
                  tenths(box->height), -width);
}

static void add_boxes(PsBuf *paths, const ImageView *view, int k)
{
    for (int i = 0; i < view->box_count; i++) {
        const BoxView *box = &view->boxes[i];
        if (box->kept >= k) add_box(&paths[overlay_outcome(box, false, k)], box);
    }
    for (int i = 0; i < view->object_count; i++) {
        const BoxView *object = &view->objects[i];
        if (overlay_outcome(object, true, k) == OUTCOME_MISSED) {
            add_box(&paths[OUTCOME_MISSED], object);
        }
    }
}

static void draw_path(PsBuf *out, const PsBuf *path, const char *classes)
{
    if (path->length) {
        ps_buf_printf(out, "<path class=\"%s\" d=\"%.*s\"/>", classes, (int)path->length,
                      path->data);
    }
}

/* What is right lies under what is not, whose light edge keeps it apart from the picture. */
void overlay_svg(PsBuf *out, const ImageView *view, int k)
{
    static const struct {
        Outcome outcome;
        const char *classes;
        bool cased;
    } drawn_as[] = {{OUTCOME_CORRECT, "bx ok", false},
                    {OUTCOME_MISCLASSIFIED, "bx mis pred", true},
                    {OUTCOME_FALSE_POSITIVE, "bx fp pred", true},
                    {OUTCOME_MISSED, "bx fn", true}};
    PsBuf paths[OUTCOMES];
    for (int i = 0; i < OUTCOMES; i++) paths[i] = (PsBuf)PS_BUF;
    add_boxes(paths, view, k);
    ps_buf_printf(out, "<svg viewBox=\"0 0 %d %d\" aria-hidden=\"true\">", view->width,
                  view->height);
    for (size_t i = 0; i < sizeof drawn_as / sizeof *drawn_as; i++) {
        const PsBuf *path = &paths[drawn_as[i].outcome];
        if (drawn_as[i].cased) draw_path(out, path, "case");
        draw_path(out, path, drawn_as[i].classes);
    }
    ps_buf_text(out, "</svg>");
    for (int i = 0; i < OUTCOMES; i++) ps_buf_free(&paths[i]);
}

/* ---- cut-outs of the label review ---- */

const char *overlay_style(const BoxView *box, bool is_object, int k)
{
    static const char *const objects[OUTCOMES] = {"ok", "mis", "fn", "fn", "ign"};
    static const char *const boxes[OUTCOMES] = {"ok pred", "mis pred", "fp pred", "fp pred",
                                                "ign pred"};
    return (is_object ? objects : boxes)[overlay_outcome(box, is_object, k)];
}

static void cut_box(PsBuf *out, const BoxView *list, int place, bool is_object, int k)
{
    if (place < 0) return;
    rect(out, &list[place], "case");
    PsBuf classes = PS_BUF;
    ps_buf_printf(&classes, "bx %s", overlay_style(&list[place], is_object, k));
    rect(out, &list[place], classes.data);
    ps_buf_free(&classes);
}

/* 1.7 times the box and at least 96 pixels, inside the picture where it can be; as `square` in
   assets/js. */
static double cut_side(const ImageView *view, const LabelRow *row)
{
    double box = fmax(fmax(row->width, row->height), 56);
    return fmin(box * 1.7, fmax(view->width, view->height));
}

static double cut_start(double middle, double whole, double side)
{
    return drawn(fmax(0, fmin(fmax(whole - side, 0), middle - side / 2)));
}

void overlay_crop(PsBuf *out, const ImageView *view, const LabelRow *row, int k, const char *url)
{
    double side = cut_side(view, row);
    ps_buf_printf(out, "<svg viewBox=\"%.1f %.1f %.1f %.1f\" aria-hidden=\"true\">",
                  cut_start(row->x + row->width / 2, view->width, side),
                  cut_start(row->y + row->height / 2, view->height, side), side, side);
    if (*url) {
        ps_buf_printf(
            out, "<image href=\"%s\" width=\"%d\" height=\"%d\" preserveAspectRatio=\"none\"/>",
            url, view->width, view->height);
    } else {
        ps_buf_printf(out, "<rect class=\"plate-bg\" width=\"%d\" height=\"%d\"/>", view->width,
                      view->height);
    }
    cut_box(out, view->objects, row->object, true, k);
    cut_box(out, view->objects, row->second, true, k);
    cut_box(out, view->boxes, row->box, false, k);
    ps_buf_text(out, "</svg>");
}
