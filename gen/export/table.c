/* The figures for a terminal. */
#include "export/export.h"

#include "base/text.h"
#include "format.h"

#include <math.h>
#include <stdio.h>

enum { NAME_WIDTH = 24, WIDTH = 10 };

/* Pads by characters, not bytes: names and dashes may be longer in bytes than they look. */
static void pad(PsBuf *out, int count)
{
    for (int i = 0; i < count; i++) ps_buf_char(out, ' ');
}

static void put_left(PsBuf *out, const char *text, int width)
{
    ps_buf_text(out, text);
    pad(out, width - ps_text_length(text));
}

static void put_right(PsBuf *out, const char *text, int width)
{
    pad(out, width - ps_text_length(text));
    ps_buf_text(out, text);
}

static void put_coco(const Export *source, PsArena *arena, PsBuf *out)
{
    static const char *const names[PS_COCO_FIGURES] = {
        "AP",  "AP50", "AP75",  "AP small", "AP medium", "AP large",
        "AR1", "AR10", "AR100", "AR small", "AR medium", "AR large"};
    for (int i = 0; i < PS_COCO_FIGURES; i++) {
        put_left(out, names[i], 11);
        ps_buf_text(out, rate_text(arena, shown_rate(source->evaluation->coco.figures[i])));
        ps_buf_char(out, '\n');
    }
}

static void put_optimum(const Export *source, PsArena *arena, PsBuf *out)
{
    const PsEvaluation *evaluation = source->evaluation;
    PsCounts counts = evaluation->sweep[evaluation->optimal_index];
    if (!evaluation->optimum.exists) {
        bool unscored = evaluation->predictions->unscored;
        ps_buf_text(out, unscored ? "\nno optimal confidence: the predictions hold no scores\n"
                                  : "\nno optimal confidence: no box is right at any\n");
        if (!unscored) return;
    }
    if (evaluation->optimum.exists) {
        ps_buf_printf(out, "\noptimal confidence %s: ",
                      confidence_text(arena, evaluation->optimum.confidence));
    }
    ps_buf_printf(out, "precision %s, recall %s, F1 %s\n",
                  rate_text(arena, shown_rate(ps_precision(counts))),
                  rate_text(arena, shown_rate(ps_recall(counts))),
                  rate_text(arena, shown_rate(ps_f1(counts))));
}

static void put_in_use(const Export *source, PsArena *arena, PsBuf *out)
{
    if (!source->in_use) return;
    PsRates rates = ps_rates_at(source->evaluation, *source->in_use);
    ps_buf_printf(
        out, "in use today %s: precision %s, recall %s, F1 %s\n",
        confidence_text(arena, *source->in_use), rate_text(arena, shown_rate(rates.precision)),
        rate_text(arena, shown_rate(rates.recall)), rate_text(arena, shown_rate(rates.f1)));
}

static void put_difference(const char *name, double model, double baseline,
                           const PsDifference *difference, PsBuf *out)
{
    PsArena *arena = ps_arena_new();
    int here = shown_rate(model), there = shown_rate(baseline);
    char p[32] = "–";
    if (!isnan(difference->p)) snprintf(p, sizeof p, "%.4f", difference->p);
    put_left(out, name, 11);
    put_right(out, rate_text(arena, here), WIDTH);
    put_right(out, rate_text(arena, there), WIDTH);
    put_right(out, change_text(arena, here, there), WIDTH);
    put_right(out, p, WIDTH);
    ps_buf_char(out, '\n');
    ps_arena_free(arena);
}

/* Each model at its own optimum, as in the report. */
static void put_comparison(const Export *source, PsBuf *out)
{
    static const char *const heads[] = {"model", "baseline", "change", "p"};
    const PsComparison *comparison = source->comparison;
    if (!comparison) return;
    const PsEvaluation *a = comparison->model, *b = comparison->baseline;
    PsCounts here = a->sweep[a->optimal_index], there = b->sweep[b->optimal_index];
    ps_buf_char(out, '\n');
    put_left(out, "", 11);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) put_right(out, heads[i], WIDTH);
    ps_buf_char(out, '\n');
    for (int f = PS_AP; f <= PS_AP75; f++) {
        put_difference(ps_coco_names[f], a->coco.figures[f], b->coco.figures[f],
                       &comparison->coco[f], out);
    }
    put_difference("precision", ps_precision(here), ps_precision(there), &comparison->precision,
                   out);
    put_difference("recall", ps_recall(here), ps_recall(there), &comparison->recall, out);
    put_difference("F1", ps_f1(here), ps_f1(there), &comparison->f1, out);
}

static void put_class(const PsEvaluation *evaluation, int c, PsArena *arena, PsBuf *out)
{
    const PsClass *class_info = &evaluation->dataset->classes[c];
    PsCounts counts =
        evaluation->class_sweep[c * evaluation->threshold_count + evaluation->optimal_index];
    const double rates[] = {evaluation->coco.class_ap[c],
                            evaluation->coco.class_ap50[c],
                            evaluation->coco.class_ap75[c],
                            ps_precision(counts),
                            ps_recall(counts),
                            ps_f1(counts)};
    const char *name = ps_text_shown(arena, class_info->name);
    put_left(out, ps_text_shortened(arena, name, NAME_WIDTH), NAME_WIDTH);
    put_right(out, count_text(arena, class_info->object_count), WIDTH);
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        put_right(out, rate_text(arena, shown_rate(rates[i])), WIDTH);
    }
    ps_buf_char(out, '\n');
}

void export_table(const Export *source, PsBuf *out)
{
    static const char *const heads[] = {"objects",   "AP",     "AP50", "AP75",
                                        "precision", "recall", "F1"};
    PsArena *arena = ps_arena_new();
    put_coco(source, arena, out);
    put_optimum(source, arena, out);
    put_in_use(source, arena, out);
    put_comparison(source, out);
    ps_buf_char(out, '\n');
    put_left(out, "class", NAME_WIDTH);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) put_right(out, heads[i], WIDTH);
    ps_buf_char(out, '\n');
    for (int c = 0; c < source->evaluation->dataset->class_count; c++) {
        put_class(source->evaluation, c, arena, out);
    }
    ps_arena_free(arena);
}
