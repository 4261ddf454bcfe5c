/* Two models on the same images, compared in pairs. */
#include "eval/bootstrap.h"

#include "base/parallel.h"
#include "base/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double less(double a, double b)
{
    return a - b; /* NaN if either is */
}

/* ---- the resamples ---- */

static double standard_deviation(const double *values, int count)
{
    double mean = 0, square = 0;
    for (int i = 0; i < count; i++) mean += values[i] / count;
    for (int i = 0; i < count; i++) square += (values[i] - mean) * (values[i] - mean);
    return count > 1 ? sqrt(square / (count - 1)) : NAN;
}

/* How seldom the resamples put the models the other way round: twice the smaller tail, with one
   added as for any test by drawing. */
static double tail(const double *values, int count)
{
    int below = 0, above = 0;
    for (int i = 0; i < count; i++) {
        below += values[i] <= 0;
        above += values[i] >= 0;
    }
    int smaller = below < above ? below : above;
    double p = 2.0 * (smaller + 1) / (count + 1);
    return count == 0 ? NAN : p < 1 ? p : 1;
}

/* Smallest difference seen with power 0.8 at 5 %, two-sided: (1.96 + 0.84) SE. */
static const double seen = 2.8;

/* Interval, p and what would be seen, from one column of both models' draws. */
static void from_draws(const PsComparison *comparison, int column, double *values,
                       PsDifference *difference)
{
    const PsUncertainty *a = &comparison->model->uncertainty,
                        *b = &comparison->baseline->uncertainty;
    size_t width = PS_DRAW_FIGURES + 2 * (size_t)comparison->model->dataset->class_count;
    int count = 0;
    difference->p = difference->visible = NAN;
    for (int r = 0; r < a->resamples; r++) {
        size_t at = (size_t)r * width + (size_t)column;
        double value = a->draws[at] - b->draws[at];
        if (!isnan(value)) values[count++] = value;
    }
    if (count == 0 || 2 * (int64_t)count < a->resamples || isnan(difference->value)) return;
    difference->p = tail(values, count);
    difference->visible = seen * standard_deviation(values, count);
    difference->interval = ps_percentile_interval(values, count);
}

/* ---- whole images change sides ---- */

/* What an image adds to a model, at the model's own optimal confidence. */
typedef struct Share {
    int correct, kept;
} Share;

enum { PRECISION, RECALL, F1, RATES };

typedef struct Sides {
    Share *changes; /* baseline less model, of images where they differ */
    int change_count, objects;
    Share model, baseline; /* over all images */
    double observed[RATES];
    int draw_count;
    bool exact; /* every way to change sides, once */
    uint64_t seed;
    unsigned char *reached; /* [draw * RATES]: the difference is as large as the observed one */
} Sides;

static Share *shares_of(const PsEvaluation *evaluation, PsArena *arena)
{
    const PsPredictions *predictions = evaluation->predictions;
    Share *shares = PS_ARRAY(arena, Share, evaluation->dataset->image_count);
    for (int d = 0; d < predictions->detection_count; d++) {
        PsOutcome outcome = ps_detection_outcome(evaluation, d, evaluation->optimal_index, NULL);
        if (outcome == PS_NOT_KEPT || outcome == PS_IGNORED) continue;
        Share *share = &shares[predictions->detections[d].image];
        share->kept++;
        share->correct += outcome == PS_CORRECT;
    }
    return shares;
}

static void find_differences(Share model, Share baseline, int objects, double differences[RATES])
{
    PsCounts counts[2];
    const Share sides[2] = {model, baseline};
    for (int i = 0; i < 2; i++) {
        counts[i] = (PsCounts){.correct = sides[i].correct,
                               .false_positive = sides[i].kept - sides[i].correct,
                               .missed = objects - sides[i].correct};
    }
    differences[PRECISION] = less(ps_precision(counts[0]), ps_precision(counts[1]));
    differences[RECALL] = less(ps_recall(counts[0]), ps_recall(counts[1]));
    differences[F1] = less(ps_f1(counts[0]), ps_f1(counts[1]));
}

/* Bit i of the result's words: image i changes sides. */
static uint64_t side_bits(const Sides *sides, int draw, int word, uint64_t *state)
{
    if (!sides->exact) return ps_splitmix64(state);
    return word == 0 ? (uint64_t)draw : 0;
}

static void draw_sides(void *context, int draw, int worker)
{
    static const double rounding = 1e-12;
    Sides *sides = context;
    Share moved = {0, 0};
    uint64_t state = ps_mix64(sides->seed + 1) + (uint64_t)draw, bits = 0;
    (void)worker;
    for (int i = 0; i < sides->change_count; i++) {
        if (i % 64 == 0) bits = side_bits(sides, draw, i / 64, &state);
        int mask = -(int)(bits >> (i % 64) & 1);
        moved.correct += sides->changes[i].correct & mask;
        moved.kept += sides->changes[i].kept & mask;
    }
    Share model = {sides->model.correct + moved.correct, sides->model.kept + moved.kept};
    Share baseline = {sides->baseline.correct - moved.correct, sides->baseline.kept - moved.kept};
    double differences[RATES];
    find_differences(model, baseline, sides->objects, differences);
    for (int r = 0; r < RATES; r++) {
        sides->reached[draw * RATES + r] =
            fabs(differences[r]) >= fabs(sides->observed[r]) - rounding;
    }
}

static void collect_changes(Sides *sides, const PsComparison *comparison, PsArena *arena)
{
    int images = comparison->model->dataset->image_count;
    Share *model = shares_of(comparison->model, arena);
    Share *baseline = shares_of(comparison->baseline, arena);
    sides->changes = PS_ARRAY(arena, Share, images);
    for (int i = 0; i < images; i++) {
        Share change = {baseline[i].correct - model[i].correct, baseline[i].kept - model[i].kept};
        sides->model.correct += model[i].correct;
        sides->model.kept += model[i].kept;
        sides->baseline.correct += baseline[i].correct;
        sides->baseline.kept += baseline[i].kept;
        if (change.correct || change.kept) sides->changes[sides->change_count++] = change;
    }
}

/* Few images: all ways. Many: 9,999 draws, fewer where they would take long. */
static void choose_draws(Sides *sides)
{
    enum { ALL_WAYS = 14, DRAWS = 9999, LEAST = 999 };
    static const double most_work = 2e8;
    sides->exact = sides->change_count <= ALL_WAYS;
    if (sides->exact) {
        sides->draw_count = 1 << sides->change_count;
        return;
    }
    double count = most_work / sides->change_count;
    sides->draw_count = count > DRAWS ? DRAWS : count < LEAST ? LEAST : (int)count;
}

static double p_of(const Sides *sides, int rate)
{
    int reached = 0, more = !sides->exact;
    if (isnan(sides->observed[rate])) return NAN;
    for (int d = 0; d < sides->draw_count; d++) reached += sides->reached[d * RATES + rate];
    return (double)(reached + more) / (sides->draw_count + more);
}

static void test_rates(PsComparison *comparison, uint64_t seed, int threads)
{
    PsArena *arena = ps_arena_new();
    const PsDataset *dataset = comparison->model->dataset;
    Sides sides = {.seed = seed, .objects = dataset->object_count - dataset->crowd_count};
    collect_changes(&sides, comparison, arena);
    choose_draws(&sides);
    find_differences(sides.model, sides.baseline, sides.objects, sides.observed);
    sides.reached = PS_ARRAY(arena, unsigned char, (size_t)sides.draw_count *RATES);
    ps_parallel_for(threads, sides.draw_count, draw_sides, &sides);
    PsDifference *rates[] = {&comparison->precision, &comparison->recall, &comparison->f1};
    for (int r = 0; r < RATES; r++) {
        rates[r]->value = sides.observed[r];
        rates[r]->p = p_of(&sides, r);
    }
    ps_arena_free(arena);
}

/* ---- images ---- */

/* An image where F1 is not defined has no objects, and nothing is kept in it: as good as can be. */
static double *image_rates(const PsEvaluation *evaluation, PsArena *arena)
{
    int images = evaluation->dataset->image_count;
    double *rates = PS_ARRAY(arena, double, images);
    for (int i = 0; i < images; i++) {
        double f1 = ps_f1(ps_image_counts(evaluation, i, evaluation->optimal_index));
        rates[i] = isnan(f1) ? 1 : f1;
    }
    return rates;
}

static void compare_images(PsComparison *comparison)
{
    const double *model = comparison->image_f1[0] =
        image_rates(comparison->model, comparison->arena);
    const double *baseline = comparison->image_f1[1] =
        image_rates(comparison->baseline, comparison->arena);
    for (int i = 0; i < comparison->model->dataset->image_count; i++) {
        comparison->better += model[i] > baseline[i];
        comparison->worse += model[i] < baseline[i];
        comparison->alike += model[i] == baseline[i];
    }
}

/* ---- classes ---- */

/* q over the classes that were tested. */
static void adjust(PsComparison *comparison, int classes)
{
    double *p = ps_alloc(sizeof *p * (size_t)(classes ? classes : 1));
    for (int c = 0; c < classes; c++) p[c] = comparison->class_f1[c].p;
    ps_false_discovery(p, classes, comparison->class_q);
    free(p);
}

static double class_f1(const PsEvaluation *evaluation, int c)
{
    return ps_f1(
        evaluation->class_sweep[c * evaluation->threshold_count + evaluation->optimal_index]);
}

static void compare_classes(PsComparison *comparison, double *values)
{
    const PsEvaluation *a = comparison->model, *b = comparison->baseline;
    int classes = a->dataset->class_count;
    comparison->class_ap50 = PS_ARRAY(comparison->arena, PsDifference, classes);
    comparison->class_f1 = PS_ARRAY(comparison->arena, PsDifference, classes);
    comparison->class_q = PS_ARRAY(comparison->arena, double, classes);
    for (int c = 0; c < classes; c++) {
        PsDifference *ap50 = &comparison->class_ap50[c], *f1 = &comparison->class_f1[c];
        ap50->value = less(a->coco.class_ap50[c], b->coco.class_ap50[c]);
        f1->value = less(class_f1(a, c), class_f1(b, c));
        from_draws(comparison, PS_DRAW_FIGURES + 2 * c, values, ap50);
        from_draws(comparison, PS_DRAW_FIGURES + 2 * c + 1, values, f1);
    }
    adjust(comparison, classes);
}

/* ---- all ---- */

static void compare_figures(PsComparison *comparison, double *values)
{
    const PsEvaluation *a = comparison->model, *b = comparison->baseline;
    for (int f = 0; f < PS_COCO_FIGURES; f++) {
        comparison->coco[f].value = less(a->coco.figures[f], b->coco.figures[f]);
        from_draws(comparison, PS_DRAW_COCO + f, values, &comparison->coco[f]);
    }
    PsDifference *rates[] = {&comparison->precision, &comparison->recall, &comparison->f1};
    for (int r = 0; r < RATES; r++) {
        double p = rates[r]->p; /* of the permutation test, which assumes less */
        from_draws(comparison, PS_DRAW_PRECISION + r, values, rates[r]);
        rates[r]->p = p;
    }
}

static bool fits(const PsEvaluation *model, const PsEvaluation *baseline)
{
    const PsUncertainty *a = &model->uncertainty, *b = &baseline->uncertainty;
    return model->dataset == baseline->dataset && model->iou == baseline->iou &&
           a->resamples == b->resamples && a->seed == b->seed && a->scenes == b->scenes &&
           (a->resamples == 0 || (a->draws && b->draws));
}

PsComparison *ps_compare(const PsEvaluation *model, const PsEvaluation *baseline, uint64_t seed,
                         int threads, PsError *error)
{
    if (!fits(model, baseline)) {
        ps_fail(error, PS_ERROR_USAGE, NULL, NULL, "one dataset, equal options, draws kept",
                "two evaluations that cannot be compared");
        return NULL;
    }
    PsArena *arena = ps_arena_new();
    PsComparison *comparison = PS_NEW(arena, PsComparison);
    *comparison = (PsComparison){.model = model, .baseline = baseline, .arena = arena};
    int resamples = model->uncertainty.resamples;
    double *values = ps_alloc(sizeof *values * (size_t)(resamples ? resamples : 1));
    test_rates(comparison, seed, threads);
    compare_figures(comparison, values);
    compare_classes(comparison, values);
    compare_images(comparison);
    free(values);
    return comparison;
}

void ps_comparison_free(PsComparison *comparison)
{
    if (comparison) ps_arena_free(comparison->arena);
}
