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

static void cased(PsBuf *out, const BoxView *box, const char *classes)
{
    rect(out, box, "case");
    rect(out, box, classes);
}

static void draw_boxes(PsBuf *out, const ImageView *view, int k, bool correct)
{
    for (int i = 0; i < view->box_count; i++) {
        const BoxView *box = &view->boxes[i];
        if (box->kept < k) continue;
        Outcome outcome = overlay_outcome(box, false, k);
        if ((outcome == OUTCOME_CORRECT) != correct) continue;
        if (outcome == OUTCOME_CORRECT) rect(out, box, "bx ok");
        if (outcome == OUTCOME_MISCLASSIFIED) cased(out, box, "bx mis pred");
        if (outcome == OUTCOME_FALSE_POSITIVE) cased(out, box, "bx fp pred");
    }
}

void overlay_svg(PsBuf *out, const ImageView *view, int k)
{
    ps_buf_printf(out, "<svg viewBox=\"0 0 %d %d\" aria-hidden=\"true\">", view->width,
                  view->height);
    draw_boxes(out, view, k, true);
    draw_boxes(out, view, k, false);
    for (int i = 0; i < view->object_count; i++) {
        const BoxView *object = &view->objects[i];
        if (overlay_outcome(object, true, k) == OUTCOME_MISSED) cased(out, object, "bx fn");
    }
    ps_buf_text(out, "</svg>");
}
