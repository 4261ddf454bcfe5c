/* Bars of outcomes: the score histogram, the balance of objects and boxes, the bars of a class. */
#include "charts/charts.h"
#include "format.h"

#include <math.h>

/* ---- score histogram: x as in the curves, right boxes up, wrong ones down ---- */

static void draw_bin(FigureMaker *maker, const Report *report, int k, bool wrong)
{
    const Histogram *bins = &report->histogram;
    int count = (wrong ? bins->wrong : bins->correct)[k], n = report->threshold_count;
    if (count == 0) return;
    double left = report->threshold_at[k];
    double right = k + 1 < n ? report->threshold_at[k + 1] : left + 1.0 / (n - 1);
    double height = 0.5 * fmin(count, bins->most) / bins->most;
    double gap = (right - left) * 0.1;
    Shape *bar = figure_rect(maker, wrong ? TONE_FALSE_POSITIVE : TONE_CORRECT,
                             (Place){left + gap, wrong ? 0.5 : 0.5 - height, 0, 0},
                             (Place){right - gap, wrong ? 0.5 + height : 0.5, 0, 0});
    bar->faded = k < report->optimum;
    bar->tag = ps_arena_printf(report->arena, "bin-%d", k);
}

static void say_cut(FigureMaker *maker, const Report *report)
{
    const Histogram *bins = &report->histogram;
    int cut = -1;
    for (int k = 0; k < report->threshold_count; k++) {
        if (bins->wrong[k] > bins->most && (cut < 0 || bins->wrong[k] > bins->wrong[cut])) cut = k;
    }
    if (cut < 0) return;
    const char *text = ps_arena_printf(
        report->arena, "cut: %s under %s", count_text(report->arena, bins->wrong[cut]),
        cut + 1 < report->threshold_count ? report->threshold_text[cut + 1] : "1");
    Shape *note = figure_text(maker, TONE_SOFT, (Place){report->threshold_at[cut], 1, 4, 10},
                              ANCHOR_START, text);
    note->halo = true;
    note->tag = "cut";
}

Figure chart_scores(const Report *report)
{
    FigureMaker maker = figure_start(report->arena);
    for (int k = 0; k < report->threshold_count; k++) draw_bin(&maker, report, k, false);
    for (int k = 0; k < report->threshold_count; k++) draw_bin(&maker, report, k, true);
    figure_line(&maker, TONE_FAINT, 0, 0.5, 1, 0.5)->tag = "axis";
    double x = report->threshold_at[report->optimum];
    figure_line(&maker, TONE_INK, x, 0, x, 1)->tag = "now";
    say_cut(&maker, report);
    return figure_end(&maker, "scores", "Scores of right and wrong boxes",
                      "Boxes that match an object of their class stand over the axis, all others "
                      "under it.");
}

/* ---- balance ---- */

typedef struct Part {
    int count;
    Tone tone, on;
    const char *tag, *label_tag, *word;
} Part;

static double draw_part(FigureMaker *maker, const Part *part, double left, double unit, double y)
{
    double width = part->count * unit;
    Shape *bar = figure_rect(maker, part->tone, (Place){left, y, 0, 0},
                             (Place){left + width, y + 0.26, width > 0 ? -1 : 0, 0});
    bar->tag = part->tag;
    const char *text = count_text(maker->arena, part->count);
    if (width > 0.22) text = ps_arena_printf(maker->arena, "%s %s", text, part->word);
    if (width < 0.04) text = "";
    Shape *label = figure_text(maker, part->on, (Place){left, y + 0.13, 10, 0}, ANCHOR_START, text);
    label->tag = part->label_tag;
    return left + width;
}

static void draw_leads(FigureMaker *maker, const Report *report)
{
    PsArena *arena = report->arena;
    int k = report->optimum;
    Shape *lead =
        figure_text(maker, TONE_INK, (Place){0, 0.055, 0, 0}, ANCHOR_START,
                    ps_arena_printf(arena, "%s labelled: recall %s",
                                    plural(arena, report->sweep.objects, "object", "objects"),
                                    rate_text(arena, report->sweep.recall[k])));
    lead->tag = "lead-objects";
    lead = figure_text(maker, TONE_INK, (Place){0, 0.955, 0, 0}, ANCHOR_START,
                       ps_arena_printf(arena, "%s kept: precision %s",
                                       plural(arena, report->sweep.kept[k], "box", "boxes"),
                                       rate_text(arena, report->sweep.precision[k])));
    lead->tag = "lead-boxes";
}

Figure chart_balance(const Report *report)
{
    FigureMaker maker = figure_start(report->arena);
    const Sweep *sweep = &report->sweep;
    int k = report->optimum,
        most = sweep->objects > sweep->kept[k] ? sweep->objects : sweep->kept[k];
    double unit = most ? 1.0 / most : 0;
    const Part rows[2][3] = {
        {{sweep->correct[k], TONE_CORRECT, TONE_ON_CORRECT, "o-ok", "t-o-ok", "correct"},
         {sweep->misclassified[k], TONE_MISCLASSIFIED, TONE_ON_MISCLASSIFIED, "o-mis", "t-o-mis",
          "misclassified"},
         {sweep->missed[k], TONE_MISSED, TONE_ON_MISSED, "o-fn", "t-o-fn", "missed"}},
        {{sweep->correct[k], TONE_CORRECT, TONE_ON_CORRECT, "b-ok", "t-b-ok", "correct"},
         {sweep->mistaken[k], TONE_MISCLASSIFIED, TONE_ON_MISCLASSIFIED, "b-mis", "t-b-mis",
          "misclassified"},
         {sweep->false_positive[k], TONE_FALSE_POSITIVE, TONE_ON_FALSE_POSITIVE, "b-fp", "t-b-fp",
          "false positives"}}};
    draw_leads(&maker, report);
    for (int row = 0; row < 2; row++) {
        double left = 0;
        for (int i = 0; i < 3; i++) {
            left = draw_part(&maker, &rows[row][i], left, unit, row ? 0.58 : 0.16);
        }
    }
    const char *finding =
        ps_arena_printf(report->arena, "%d of %d objects are found, and %d of %d boxes are right.",
                        sweep->correct[k], sweep->objects, sweep->correct[k], sweep->kept[k]);
    return figure_end(&maker, "balance", "Objects and boxes", finding);
}

/* ---- one class ---- */

/* The common scale of all classes: zero, and the width of one object. */
typedef struct Scale {
    double zero, unit;
} Scale;

static Scale class_scale(const Report *report)
{
    double left = 0, right = 0;
    for (int c = 0; c < report->class_count; c++) {
        left = fmax(left, report->classes[c].sweep.false_positive[report->optimum]);
        right = fmax(right, report->classes[c].objects);
    }
    left = fmax(left, right * 0.12);
    double span = left + right > 0 ? left + right : 1;
    return (Scale){0.04 + 0.92 * left / span, 0.92 / span};
}

static double draw_class_part(FigureMaker *maker, const Part *part, double left, double unit)
{
    double width = part->count * unit;
    if (part->count == 0) return left;
    figure_rect(maker, part->tone, (Place){left, 0.08, 0, 0},
                (Place){fmax(left + width - 0.0012, left + 0.0025), 0.92, 0, 0})
        ->tag = part->tag;
    return left + width;
}

static double label_class_part(FigureMaker *maker, const Part *part, double left, double unit)
{
    double width = part->count * unit;
    if (width > 0.06) {
        figure_text(maker, part->on, (Place){left + width / 2, 0.5, 0, 0}, ANCHOR_MIDDLE,
                    count_text(maker->arena, part->count))
            ->tag = part->label_tag;
    }
    return left + width;
}

static void draw_false_positives(FigureMaker *maker, int count, Scale scale)
{
    if (count == 0) return;
    double width = count * scale.unit;
    figure_rect(maker, TONE_FALSE_POSITIVE, (Place){scale.zero - width, 0.08, 0, 0},
                (Place){fmax(scale.zero - 0.0012, scale.zero - width + 0.0025), 0.92, 0, 0})
        ->tag = "fp";
}

static void label_false_positives(FigureMaker *maker, int count, Scale scale)
{
    if (count == 0) return;
    double width = count * scale.unit;
    const char *text = count_text(maker->arena, count);
    Shape *label =
        width > 0.06 ? figure_text(maker, TONE_ON_FALSE_POSITIVE,
                                   (Place){scale.zero - width / 2, 0.5, 0, 0}, ANCHOR_MIDDLE, text)
                     : figure_text(maker, TONE_SOFT, (Place){scale.zero - width, 0.5, -5, 0},
                                   ANCHOR_END, text);
    label->tag = "t-fp";
}

Figure chart_class_bar(const Report *report, int class_index)
{
    FigureMaker maker = figure_start(report->arena);
    const ClassRow *row = &report->classes[class_index];
    int k = report->optimum;
    Scale scale = class_scale(report);
    const Part parts[] = {{row->sweep.correct[k], TONE_CORRECT, TONE_ON_CORRECT, "ok", "t-ok", ""},
                          {row->sweep.misclassified[k], TONE_MISCLASSIFIED, TONE_ON_MISCLASSIFIED,
                           "mis", "t-mis", ""},
                          {row->sweep.missed[k], TONE_MISSED, TONE_ON_MISSED, "fn", "t-fn", ""}};
    double left = scale.zero;
    for (int i = 0; i < 3; i++) left = draw_class_part(&maker, &parts[i], left, scale.unit);
    draw_false_positives(&maker, row->sweep.false_positive[k], scale);
    left = scale.zero;
    for (int i = 0; i < 3; i++) left = label_class_part(&maker, &parts[i], left, scale.unit);
    label_false_positives(&maker, row->sweep.false_positive[k], scale);
    figure_line(&maker, TONE_FAINT, scale.zero, 0, scale.zero, 1)->tag = "zero";
    const char *finding =
        ps_arena_printf(report->arena, "%s: %s", row->name, class_outcomes(report, class_index));
    return figure_end(&maker, "class-bar", row->name, finding);
}

Figure chart_class_bar_head(const Report *report)
{
    FigureMaker maker = figure_start(report->arena);
    Scale scale = class_scale(report);
    figure_text(&maker, TONE_SOFT, (Place){scale.zero, 0.5, -8, 0}, ANCHOR_END, "← False positives")
        ->tag = "head-fp";
    figure_text(&maker, TONE_SOFT, (Place){scale.zero, 0.5, 8, 0}, ANCHOR_START,
                "Objects of the class →")
        ->tag = "head-objects";
    return figure_end(&maker, "class-bar-head", "", "");
}
