/* The image bootstrap: how far the figures would move with another draw of images like these (Efron
   and Tibshirani 1993, chapter 13: percentile intervals). Objects of one image are alike, so whole
   images are drawn, never objects. Resample b has its own stream of random numbers, seed + b, and
   its own row of results: neither threads nor the resamples beside it change anything. */
#include "eval/bootstrap.h"

#include "base/parallel.h"
#include "base/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FEW_IMAGES = 50, LEAST_OBJECTS = 10, LEAST_IMAGES = 5 };

/* ---- drawing and summing ---- */

/* The product is made of halves: count has 31 bits, so nothing overflows. */
int ps_draw_index(uint64_t *state, int count)
{
    uint64_t number = ps_splitmix64(state), n = (uint64_t)count;
    uint64_t low = (number & UINT32_MAX) * n >> 32;
    return (int)(((number >> 32) * n + low) >> 32);
}

int ps_count_scenes(const int *scene_of, int count)
{
    int most = -1;
    for (int i = 0; i < count; i++) most = scene_of[i] > most ? scene_of[i] : most;
    return most + 1;
}

/* Weights of scenes stand at the front first. A scene's number is at most that of its first image,
   so going backwards no weight is overwritten before it has been dealt out. */
void ps_draw_images(uint64_t seed, int count, const int *scene_of, int *weights)
{
    int drawn = scene_of ? ps_count_scenes(scene_of, count) : count;
    memset(weights, 0, sizeof *weights * (size_t)count);
    for (int i = 0; i < drawn; i++) weights[ps_draw_index(&seed, drawn)]++;
    for (int i = count - 1; scene_of && i >= 0; i--) weights[i] = weights[scene_of[i]];
}

PsInterval ps_percentile_interval(double *values, int count)
{
    int defined = 0;
    for (int i = 0; i < count; i++) {
        if (!isnan(values[i])) values[defined++] = values[i];
    }
    if (defined == 0 || 2 * (int64_t)defined < count) return (PsInterval){0};
    ps_percentiles_place(values, defined, 0.025, 0.975);
    return (PsInterval){true, ps_percentile(values, defined, 0.025),
                        ps_percentile(values, defined, 0.975)};
}

/* ---- resamples ---- */

/* The columns of a resample's row; then those of each class with enough support. */
enum {
    FIGURES,
    PRECISION = PS_COCO_FIGURES,
    RECALL,
    F1,
    CONFIDENCE,
    OPTIMISM,
    BEST_PRECISION, /* at the confidence that is best in the resample */
    BEST_RECALL,
    BEST_F1,
    FIRST_OF_CLASS
};
enum { CLASS_AP50, CLASS_PRECISION, CLASS_RECALL, CLASS_F1, CLASS_COLUMNS };

typedef struct Worker {
    int *drawn;        /* [image]: the weights of one resample, */
    PsCount8 *weights; /* and of all that go abreast */
    PsChooser *chooser;
    PsChosen chosen;
    PsBench *bench;
} Worker;

typedef struct Draws {
    const PsEvaluateOptions *options;
    int image_count;
    PsLists *lists;
    PsChoice *choice;
    int *classes; /* those with enough support */
    int class_count, column_count;
    const double *thresholds;
    int threshold_count, first_of_sweep; /* columns of F1 at every threshold */
    double *rows;                        /* [resample][column]; NaN where undefined */
    Worker *workers;
} Draws;

static void fill_classes(const Draws *draws, const PsBench *bench, int l, double *row)
{
    for (int i = 0; i < draws->class_count; i++) {
        double *columns = row + FIRST_OF_CLASS + i * CLASS_COLUMNS;
        PsCounts counts = ps_weighted_class(bench, draws->classes[i], l);
        columns[CLASS_AP50] = bench->class_ap50[draws->classes[i]].of[l];
        columns[CLASS_PRECISION] = ps_precision(counts);
        columns[CLASS_RECALL] = ps_recall(counts);
        columns[CLASS_F1] = ps_f1(counts);
    }
}

/* Optimism (Efron and Gong 1983): F1 at the confidence chosen on the images drawn, less F1 at the
   same confidence on those not drawn. */
static void fill_choice(const PsOptimum *optimum, double elsewhere, double *row)
{
    row[CONFIDENCE] = row[OPTIMISM] = NAN;
    row[BEST_PRECISION] = row[BEST_RECALL] = row[BEST_F1] = NAN;
    if (!optimum->exists) return;
    row[CONFIDENCE] = optimum->confidence;
    row[BEST_PRECISION] = optimum->precision;
    row[BEST_RECALL] = optimum->recall;
    row[BEST_F1] = optimum->f1;
    row[OPTIMISM] = optimum->f1 - elsewhere;
}

/* Over all classes, at the optimal confidence. */
static void fill_rates(const Draws *draws, const PsBench *bench, int l, double *row)
{
    PsCounts all = {0};
    for (int c = 0; c < draws->lists->class_count; c++) {
        PsCounts counts = ps_weighted_class(bench, c, l);
        all.correct += counts.correct;
        all.false_positive += counts.false_positive;
        all.missed += counts.missed;
    }
    row[PRECISION] = ps_precision(all);
    row[RECALL] = ps_recall(all);
    row[F1] = ps_f1(all);
}

static void fill_row(const Draws *draws, const Worker *worker, int l, double *row)
{
    for (int f = 0; f < PS_COCO_FIGURES; f++) row[FIGURES + f] = worker->bench->figures[f].of[l];
    fill_rates(draws, worker->bench, l, row);
    fill_choice(&worker->chosen.optimum[l], worker->chosen.elsewhere[l], row);
    ps_sweep_f1(draws->choice, worker->chooser, l, row + draws->first_of_sweep);
    fill_classes(draws, worker->bench, l, row);
}

/* Draws the b-th resample as the l-th of those that go abreast. */
static void draw(const Draws *draws, Worker *worker, int b, int l)
{
    ps_draw_images(draws->options->seed + (uint64_t)b, draws->image_count, draws->options->scene_of,
                   worker->drawn);
    for (int i = 0; i < draws->image_count; i++) worker->weights[i].of[l] = worker->drawn[i];
}

/* The last ones may be fewer: what then stands in the other places is not looked at. */
static void resample(void *context, int block, int number)
{
    const Draws *draws = context;
    Worker *worker = &draws->workers[number];
    int first = block * PS_ABREAST, count = draws->options->resamples - first;
    if (count > PS_ABREAST) count = PS_ABREAST;
    double *rows = draws->rows + (size_t)first * (size_t)draws->column_count;
    size_t width = (size_t)draws->column_count;
    for (int l = 0; l < count; l++) draw(draws, worker, first + l, l);
    ps_weighted_figures(draws->lists, worker->weights, worker->bench);
    ps_choose_again(draws->choice, worker->weights, worker->chooser, &worker->chosen);
    for (int l = 0; l < count; l++) fill_row(draws, worker, l, rows + (size_t)l * width);
}

/* ---- before ---- */

static void find_supported_classes(Draws *draws, const PsDataset *dataset, PsArena *arena)
{
    draws->classes = PS_ARRAY(arena, int, dataset->class_count);
    for (int c = 0; c < dataset->class_count; c++) {
        const PsClass *info = &dataset->classes[c];
        if (info->object_count < LEAST_OBJECTS || info->image_count < LEAST_IMAGES) continue;
        draws->classes[draws->class_count++] = c;
    }
    draws->first_of_sweep = FIRST_OF_CLASS + draws->class_count * CLASS_COLUMNS;
    draws->column_count = draws->first_of_sweep + draws->threshold_count;
}

static Worker *make_workers(const Draws *draws, int threads, PsArena *arena)
{
    Worker *workers = PS_ARRAY(arena, Worker, threads);
    for (int i = 0; i < threads; i++) {
        workers[i].drawn = PS_ARRAY(arena, int, draws->image_count);
        workers[i].weights = PS_ARRAY(arena, PsCount8, draws->image_count);
        workers[i].chooser = ps_chooser_new(draws->choice, arena);
        workers[i].bench = ps_bench_new(draws->lists, arena);
    }
    return workers;
}

/* ---- after ---- */

static PsInterval column_interval(const Draws *draws, int column, double *values)
{
    int count = draws->options->resamples;
    for (int b = 0; b < count; b++) {
        values[b] = draws->rows[(size_t)b * (size_t)draws->column_count + (size_t)column];
    }
    return ps_percentile_interval(values, count);
}

/* NaN unless defined in half of the resamples. */
static double mean_optimism(const Draws *draws)
{
    double sum = 0;
    int count = draws->options->resamples, defined = 0;
    for (int b = 0; b < count; b++) {
        double optimism = draws->rows[(size_t)b * (size_t)draws->column_count + OPTIMISM];
        if (isnan(optimism)) continue;
        sum += optimism;
        defined++;
    }
    return defined > 0 && 2 * (int64_t)defined >= count ? sum / defined : NAN;
}

static int count_undefined(const Draws *draws)
{
    int undefined = 0;
    for (int b = 0; b < draws->options->resamples; b++) {
        undefined += isnan(draws->rows[(size_t)b * (size_t)draws->column_count + F1]);
    }
    return undefined;
}

static void fill_uncertainty(const Draws *draws, const PsOptimum *optimum, PsUncertainty *all)
{
    double *values = ps_alloc(sizeof *values * (size_t)draws->options->resamples);
    for (int f = 0; f < PS_COCO_FIGURES; f++) {
        all->figures[f] = column_interval(draws, FIGURES + f, values);
    }
    all->precision = column_interval(draws, PRECISION, values);
    all->recall = column_interval(draws, RECALL, values);
    all->f1 = column_interval(draws, F1, values);
    all->confidence = column_interval(draws, CONFIDENCE, values);
    for (int i = 0; i < draws->class_count; i++) {
        int c = draws->classes[i], first = FIRST_OF_CLASS + i * CLASS_COLUMNS;
        all->class_ap50[c] = column_interval(draws, first + CLASS_AP50, values);
        all->class_precision[c] = column_interval(draws, first + CLASS_PRECISION, values);
        all->class_recall[c] = column_interval(draws, first + CLASS_RECALL, values);
        all->class_f1[c] = column_interval(draws, first + CLASS_F1, values);
    }
    for (int k = 0; k < draws->threshold_count; k++) {
        all->sweep_f1[k] = column_interval(draws, draws->first_of_sweep + k, values);
    }
    free(values);
    all->resamples = draws->options->resamples;
    all->seed = draws->options->seed;
    all->f1_corrected = optimum->exists ? optimum->f1 - mean_optimism(draws) : NAN;
    all->undefined = count_undefined(draws);
    const int *scene_of = draws->options->scene_of;
    all->scenes = scene_of ? ps_count_scenes(scene_of, draws->image_count) : draws->image_count;
    all->few_images = all->scenes < FEW_IMAGES;
}

/* What ps_compare needs of each row. */
static double *keep_draws(const Draws *draws, int classes, PsArena *arena)
{
    size_t width = PS_DRAW_FIGURES + 2 * (size_t)classes;
    double *kept = PS_ARRAY(arena, double, (size_t)draws->options->resamples *width);
    for (int b = 0; b < draws->options->resamples; b++) {
        const double *row = draws->rows + (size_t)b * (size_t)draws->column_count;
        double *to = kept + (size_t)b * width;
        memcpy(to, row + FIGURES, sizeof *to * PS_COCO_FIGURES);
        memcpy(to + PS_DRAW_PRECISION, row + BEST_PRECISION, 3 * sizeof *to);
        for (int i = 0; i < 2 * classes; i++) to[PS_DRAW_FIGURES + i] = NAN;
        for (int i = 0; i < draws->class_count; i++) {
            const double *columns = row + FIRST_OF_CLASS + i * CLASS_COLUMNS;
            double *of_class = to + PS_DRAW_FIGURES + 2 * draws->classes[i];
            of_class[0] = columns[CLASS_AP50];
            of_class[1] = columns[CLASS_F1];
        }
    }
    return kept;
}

/* Nothing is known yet; there is room for each class all the same. */
static PsUncertainty empty_uncertainty(PsArena *arena, int classes)
{
    return (PsUncertainty){.f1_corrected = NAN,
                           .class_ap50 = PS_ARRAY(arena, PsInterval, classes),
                           .class_precision = PS_ARRAY(arena, PsInterval, classes),
                           .class_recall = PS_ARRAY(arena, PsInterval, classes),
                           .class_f1 = PS_ARRAY(arena, PsInterval, classes)};
}

void ps_bootstrap(PsEvaluation *evaluation, const PsCocoFlags *flags, const PsByClass *by_class,
                  const PsEvaluateOptions *options)
{
    const PsDataset *dataset = evaluation->dataset;
    evaluation->uncertainty = empty_uncertainty(evaluation->arena, dataset->class_count);
    if (!options || options->resamples < 1 || dataset->image_count < 1) return;
    int threads = options->threads > 1 ? options->threads : 1;
    int blocks = (options->resamples - 1) / PS_ABREAST + 1;
    if (threads > blocks) threads = blocks;
    PsArena *arena = ps_arena_new();
    Draws draws = {.options = options,
                   .image_count = dataset->image_count,
                   .thresholds = evaluation->thresholds,
                   .threshold_count = evaluation->threshold_count};
    evaluation->uncertainty.sweep_f1 =
        PS_ARRAY(evaluation->arena, PsInterval, evaluation->threshold_count);
    draws.lists = ps_lists_new(evaluation, flags, by_class, arena);
    draws.choice = ps_choice_new(evaluation, by_class, arena);
    find_supported_classes(&draws, dataset, arena);
    draws.rows = PS_ARRAY(arena, double, (size_t)options->resamples *(size_t)draws.column_count);
    draws.workers = make_workers(&draws, threads, arena);
    ps_parallel_for(threads, blocks, resample, &draws);
    fill_uncertainty(&draws, &evaluation->optimum, &evaluation->uncertainty);
    if (options->draws) {
        evaluation->uncertainty.draws = keep_draws(&draws, dataset->class_count, evaluation->arena);
    }
    for (int i = 0; i < threads; i++) ps_bench_free(draws.workers[i].bench);
    ps_arena_free(arena);
}
