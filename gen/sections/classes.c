/* Classes: their sweeps, their average precision, their own best confidence. */
#include "build.h"
#include "format.h"

#include "base/text.h"

#include <stdlib.h>

/* One column of a sweep: which count or rate of PsCounts it holds. */
typedef enum Part { CORRECT, MISCLASSIFIED, MISTAKEN, FALSE_POSITIVE, MISSED, IGNORED, KEPT } Part;

static int part_of(PsCounts counts, Part part)
{
    switch (part) {
    case CORRECT: return counts.correct;
    case MISCLASSIFIED: return counts.misclassified;
    case MISTAKEN: return counts.mistaken;
    case FALSE_POSITIVE: return counts.false_positive;
    case MISSED: return counts.missed;
    case IGNORED: return counts.ignored;
    case KEPT: return counts.correct + counts.mistaken + counts.false_positive;
    }
    return 0;
}

static const int *column(PsArena *arena, const PsCounts *counts, int n, Part part)
{
    int *values = PS_ARRAY(arena, int, n);
    for (int k = 0; k < n; k++) values[k] = part_of(counts[k], part);
    return values;
}

static const int *rates(PsArena *arena, const PsCounts *counts, int n, double (*rate)(PsCounts))
{
    int *values = PS_ARRAY(arena, int, n);
    for (int k = 0; k < n; k++) values[k] = shown_rate(rate(counts[k]));
    return values;
}

Sweep finish_sweep(PsArena *arena, const PsCounts *counts, int n, int objects)
{
    return (Sweep){
        .correct = column(arena, counts, n, CORRECT),
        .misclassified = column(arena, counts, n, MISCLASSIFIED),
        .mistaken = column(arena, counts, n, MISTAKEN),
        .false_positive = column(arena, counts, n, FALSE_POSITIVE),
        .missed = column(arena, counts, n, MISSED),
        .ignored = column(arena, counts, n, IGNORED),
        .kept = column(arena, counts, n, KEPT),
        .precision = rates(arena, counts, n, ps_precision),
        .recall = rates(arena, counts, n, ps_recall),
        .f1 = rates(arena, counts, n, ps_f1),
        .objects = objects,
    };
}

static int nearest_index(const PsEvaluation *evaluation, double t)
{
    int nearest = 0;
    for (int k = 1; k < evaluation->threshold_count; k++) {
        double here = evaluation->thresholds[k] - t, best = evaluation->thresholds[nearest] - t;
        if (here * here < best * best) nearest = k;
    }
    return nearest;
}

static void fill_own_optimum(Report *report, const BuildInput *input, int c)
{
    ClassRow *row = &report->classes[c];
    const PsOptimum *own = &input->evaluation->class_optima[c];
    row->optimum = row->optimum_precision = row->optimum_recall = row->optimum_f1 = UNDEFINED;
    row->optimum_text = "–";
    if (own->exists) {
        row->optimum = nearest_index(input->evaluation, own->confidence);
        row->optimum_text = confidence_text(report->arena, own->confidence);
        row->optimum_precision = shown_rate(own->precision);
        row->optimum_recall = shown_rate(own->recall);
        row->optimum_f1 = shown_rate(own->f1);
    }
    Plateau plateau = find_plateau(report, input, own, row->optimum);
    row->plateau_first = plateau.first;
    row->plateau_last = plateau.last;
    row->plateau_text = plateau.text;
}

static const char *class_name(PsArena *arena, const PsClass *class_info)
{
    const char *name = ps_text_shown(arena, class_info->name);
    if (*name) return name;
    return ps_arena_printf(arena, "(class %lld)", (long long)class_info->id);
}

static void fill_row(ClassRow *row, const PsEvaluation *evaluation, int c, PsArena *arena)
{
    const PsClass *class_info = &evaluation->dataset->classes[c];
    row->name = class_name(arena, class_info);
    row->objects = class_info->object_count;
    row->images = class_info->image_count;
    row->ap = shown_rate(evaluation->coco.class_ap[c]);
    row->ap50 = shown_rate(evaluation->coco.class_ap50[c]);
    row->ap75 = shown_rate(evaluation->coco.class_ap75[c]);
    int n = evaluation->threshold_count;
    row->sweep = finish_sweep(arena, &evaluation->class_sweep[c * n], n, row->objects);
}

/* What the sort needs: the F1 at the optimum, unrounded, so that equal digits keep their order. */
typedef struct Weakness {
    bool thin; /* too few objects for a verdict: behind those that have enough */
    double f1;
    int class_index;
} Weakness;

static int by_weakness(const void *a, const void *b)
{
    const Weakness *x = a, *y = b;
    if (x->thin != y->thin) return x->thin ? 1 : -1;
    if (x->f1 != y->f1) return x->f1 < y->f1 ? -1 : 1;
    return x->class_index - y->class_index;
}

static void rank_classes(Report *report, const PsEvaluation *evaluation)
{
    Weakness *ranks = PS_ARRAY(report->arena, Weakness, report->class_count);
    int n = 0;
    for (int c = 0; c < report->class_count; c++) {
        if (report->classes[c].objects == 0) continue;
        PsCounts counts =
            evaluation->class_sweep[c * evaluation->threshold_count + report->optimum];
        ranks[n++] = (Weakness){report->classes[c].objects < SUPPORT, ps_f1(counts), c};
    }
    if (n) qsort(ranks, (size_t)n, sizeof *ranks, by_weakness);
    report->weakest = PS_ARRAY(report->arena, int, n);
    report->weakest_count = n;
    for (int i = 0; i < n; i++) {
        report->weakest[i] = ranks[i].class_index;
        report->judged_count += !ranks[i].thin;
    }
    bool mixed = report->judged_count > 0 && report->judged_count < n;
    report->weakest_note =
        mixed ? ps_arena_printf(report->arena, "lowest F1 first; under %d objects last", SUPPORT)
              : "lowest F1 first";
}

void build_classes(Report *report, const BuildInput *input)
{
    const PsEvaluation *evaluation = input->evaluation;
    report->class_count = evaluation->dataset->class_count;
    report->classes = PS_ARRAY(report->arena, ClassRow, report->class_count);
    for (int c = 0; c < report->class_count; c++) {
        fill_row(&report->classes[c], evaluation, c, report->arena);
        fill_own_optimum(report, input, c);
    }
    rank_classes(report, evaluation);
}
