/* The plateau rule, checked by brute force; see plateau.h. */
#include "lib/eval/plateau.h"

#include "lib/eval/reference.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double tolerance = 0.01, slack = 1e-12;

/* F1 at every distinct score, highest score first. */
typedef struct Curve {
    const PsPredictions *predictions;
    double iou;
    int c;
    RefPoint *point;
    double *scores, *f1;
    int count;
    double best, best_confidence;
} Curve;

/* In the sum over classes `mistaken` equals `misclassified`, so one formula serves both. */
static PsCounts counts_at(const Curve *curve, double t)
{
    ref_operate(curve->predictions, curve->iou, t, curve->point);
    return curve->c < 0 ? curve->point->all : curve->point->classes[curve->c];
}

static double f1_of(PsCounts n)
{
    int both = n.correct + n.mistaken + n.false_positive + n.correct + n.misclassified + n.missed;
    return both ? 2.0 * n.correct / both : NAN;
}

static int falling(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

static void list_scores(Curve *curve)
{
    int all = 0;
    for (int d = 0; d < curve->predictions->detection_count; d++) {
        const PsDetection *detection = &curve->predictions->detections[d];
        if (curve->c >= 0 && detection->class_index != curve->c) continue;
        curve->scores[all++] = detection->score;
    }
    if (all) qsort(curve->scores, (size_t)all, sizeof(double), falling);
    for (int i = 0; i < all; i++) {
        if (i > 0 && curve->scores[i] == curve->scores[curve->count - 1]) continue;
        curve->scores[curve->count++] = curve->scores[i];
    }
}

static void make_curve(Curve *curve)
{
    list_scores(curve);
    for (int i = 0; i < curve->count; i++) {
        curve->f1[i] = f1_of(counts_at(curve, curve->scores[i]));
        if (!(curve->f1[i] > curve->best)) continue;
        curve->best = curve->f1[i];
        curve->best_confidence = curve->scores[i];
    }
}

static const char *check_best(const Curve *curve, const PsOptimum *optimum)
{
    if (optimum->exists != (curve->best > 0)) return "existence";
    if (!optimum->exists) return NULL;
    if (optimum->best_f1 != curve->best) return "best F1";
    if (optimum->best_confidence != curve->best_confidence) return "best confidence";
    return NULL;
}

/* Scores of (low, high]; a run that goes down to the lowest score, 0 or less, holds that too. */
static bool is_inside(const Curve *curve, int i, const PsOptimum *optimum)
{
    double score = curve->scores[i];
    bool at_bottom =
        i + 1 == curve->count && score <= 0 && curve->f1[i] >= curve->best - tolerance - slack;
    if (score == optimum->plateau_low) return at_bottom;
    return score > optimum->plateau_low && score <= optimum->plateau_high;
}

/* Inside F1 is near its best and reaches it; just outside it is not. */
static const char *check_run(const Curve *curve, const PsOptimum *optimum)
{
    double least = curve->best - tolerance;
    bool reached = false, high_is_score = false;
    for (int i = 0; i < curve->count; i++) {
        double score = curve->scores[i];
        high_is_score |= score == optimum->plateau_high;
        bool inside = is_inside(curve, i, optimum);
        if (inside && !(curve->f1[i] >= least - slack)) return "a score inside the plateau";
        if (inside) reached |= curve->f1[i] == curve->best;
        bool next_above = i + 1 < curve->count && curve->scores[i + 1] == optimum->plateau_high;
        bool next_below = !inside && score == optimum->plateau_low;
        if ((next_above || next_below) && curve->f1[i] >= least + slack) return "a plateau cut off";
    }
    if (!high_is_score) return "the upper end of the plateau";
    return reached ? NULL : "a plateau without the maximum";
}

/* The hundredth nearest to the middle of the run, or the middle itself where there is none. */
static const char *check_choice(const PsOptimum *optimum)
{
    double low = optimum->plateau_low, high = optimum->plateau_high, t = optimum->confidence;
    double middle = low + (high - low) / 2, nearest = INFINITY;
    if (!(t == high || (t > low && t < high))) return "a confidence outside its plateau";
    for (int i = 0; i <= 100; i++) {
        double here = i / 100.0;
        if (here > low && here <= high) nearest = fmin(nearest, fabs(here - middle));
    }
    if (isinf(nearest)) return t == middle || low == high ? NULL : "not the middle";
    if (t != floor(t * 100 + 0.5) / 100) return "not on a hundredth";
    return fabs(t - middle) <= nearest + slack ? NULL : "not the nearest hundredth";
}

static bool near_or_nan(double a, double b)
{
    return fabs(a - b) < slack || (isnan(a) && isnan(b));
}

static const char *check_rates(const Curve *curve, const PsOptimum *optimum)
{
    PsCounts n = counts_at(curve, optimum->confidence);
    int boxes = n.correct + n.mistaken + n.false_positive;
    int objects = n.correct + n.misclassified + n.missed;
    if (!near_or_nan(optimum->precision, boxes ? (double)n.correct / boxes : NAN))
        return "precision";
    if (!near_or_nan(optimum->recall, objects ? (double)n.correct / objects : NAN)) return "recall";
    if (!near_or_nan(optimum->f1, f1_of(n))) return "F1";
    return f1_of(n) >= curve->best - tolerance - slack ? NULL : "F1 too far from the maximum";
}

bool plateau_is_right(const PsPredictions *predictions, double iou, int c, const PsOptimum *optimum,
                      char *text, size_t size)
{
    PsArena *arena = ps_arena_new();
    Curve curve = {.predictions = predictions,
                   .iou = iou,
                   .c = c,
                   .point = ref_point_new(predictions, arena),
                   .scores = PS_ARRAY(arena, double, predictions->detection_count),
                   .f1 = PS_ARRAY(arena, double, predictions->detection_count)};
    make_curve(&curve);
    const char *wrong = check_best(&curve, optimum);
    if (!wrong && optimum->exists) wrong = check_run(&curve, optimum);
    if (!wrong && optimum->exists) wrong = check_choice(optimum);
    if (!wrong && optimum->exists) wrong = check_rates(&curve, optimum);
    if (wrong) snprintf(text, size, "optimum: %s", wrong);
    ps_arena_free(arena);
    return !wrong;
}
