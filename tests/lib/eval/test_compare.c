/* Two models on the same images: the worked example, by all ways to change sides and by resamples
   summed here; and what two equal models must give. */
#include "eval/bootstrap.h"
#include "lib/eval/generate.h"
#include "support.h"

#include <check.h>

#include <math.h>
#include <stdlib.h>

Suite *compare_suite(void);

enum { IMAGES = 4, RESAMPLES = 400 };

typedef struct Tally {
    int correct, wrong, missed;
} Tally;

static const Tally before[IMAGES] = {{1, 3, 2}, {1, 1, 1}, {1, 0, 0}, {0, 0, 0}};
static const Tally after[IMAGES] = {{2, 1, 1}, {2, 0, 0}, {1, 0, 0}, {0, 0, 0}};

/* Scores are equal, so that the best confidence of every resample keeps all boxes. */
static Scene *scene_of(const Tally *counts)
{
    Scene *scene = scene_new(IMAGES, 1);
    for (int i = 0; i < IMAGES; i++) {
        for (int n = 0; n < counts[i].correct + counts[i].missed; n++) {
            PsBox box = {n * 20, 0, 10, 10};
            scene_object(scene, i, 0, box);
            if (n < counts[i].correct) scene_detection(scene, i, 0, 0.5, box);
        }
        for (int n = 0; n < counts[i].wrong; n++) {
            scene_detection(scene, i, 0, 0.5, (PsBox){n * 20, 100, 10, 10});
        }
    }
    scene_finish(scene);
    return scene;
}

typedef struct Pair {
    Scene *model, *baseline;
    PsEvaluation *of_model, *of_baseline;
    PsComparison *comparison;
} Pair;

static PsEvaluation *evaluate(const Scene *scene, int resamples)
{
    PsError error = {0};
    PsEvaluateOptions options = {.resamples = resamples, .seed = 3, .draws = true};
    PsEvaluation *evaluation = ps_evaluate(&scene->predictions, &options, &error);
    ck_assert_msg(evaluation != NULL, "%s", error.found);
    return evaluation;
}

static Pair compare(Scene *model, Scene *baseline, int resamples, int threads)
{
    PsError error = {0};
    Pair pair = {.model = model, .baseline = baseline};
    baseline->predictions.dataset = &model->dataset;
    pair.of_model = evaluate(model, resamples);
    pair.of_baseline = evaluate(baseline, resamples);
    pair.comparison = ps_compare(pair.of_model, pair.of_baseline, 5, threads, &error);
    ck_assert_msg(pair.comparison != NULL, "%s", error.found);
    return pair;
}

static void drop(Pair *pair)
{
    ps_comparison_free(pair->comparison);
    ps_evaluation_free(pair->of_model);
    ps_evaluation_free(pair->of_baseline);
    scene_free(pair->model);
    scene_free(pair->baseline);
}

/* precision, recall or F1 of images that stand as often as their weights say */
static double rate(const Tally *counts, const int *weights, int which)
{
    double correct = 0, boxes = 0, objects = 0;
    for (int i = 0; i < IMAGES; i++) {
        correct += weights[i] * counts[i].correct;
        boxes += weights[i] * (counts[i].correct + counts[i].wrong);
        objects += weights[i] * (counts[i].correct + counts[i].missed);
    }
    return which == 0   ? correct / boxes
           : which == 1 ? correct / objects
                        : 2 * correct / (boxes + objects);
}

/* The share of all ways to exchange images between the models that come as far apart. */
static double exact_p(int which)
{
    static const int ones[IMAGES] = {1, 1, 1, 1};
    double seen = fabs(rate(after, ones, which) - rate(before, ones, which));
    int reached = 0;
    for (int mask = 0; mask < 1 << IMAGES; mask++) {
        Tally one[IMAGES], other[IMAGES];
        for (int i = 0; i < IMAGES; i++) {
            one[i] = mask >> i & 1 ? before[i] : after[i];
            other[i] = mask >> i & 1 ? after[i] : before[i];
        }
        reached += fabs(rate(one, ones, which) - rate(other, ones, which)) >= seen - 1e-9;
    }
    return reached / 16.0;
}

START_TEST(worked_example)
{
    Pair pair = compare(scene_of(after), scene_of(before), 0, 1);
    const PsComparison *comparison = pair.comparison;
    ck_assert_double_eq_tol(comparison->f1.value, 0.371795, 1e-6);
    ck_assert_double_eq(comparison->f1.p, 0.5);
    ck_assert_double_eq_tol(comparison->precision.value, 5 / 6.0 - 3 / 7.0, 1e-12);
    ck_assert_double_eq_tol(comparison->recall.value, 5 / 6.0 - 3 / 6.0, 1e-12);
    ck_assert_double_eq(comparison->precision.p, exact_p(0));
    ck_assert_double_eq(comparison->recall.p, exact_p(1));
    ck_assert_double_eq(comparison->f1.p, exact_p(2));
    ck_assert(!comparison->f1.interval.exists);
    ck_assert_double_nan(comparison->coco[PS_AP].p);
    static const double f1[2][IMAGES] = {{2 / 3.0, 1, 1, 1}, {2 / 7.0, 0.5, 1, 1}};
    for (int i = 0; i < 2 * IMAGES; i++) {
        ck_assert_double_eq_tol(comparison->image_f1[i / IMAGES][i % IMAGES],
                                f1[i / IMAGES][i % IMAGES], 1e-12);
    }
    ck_assert_int_eq(comparison->better, 2);
    ck_assert_int_eq(comparison->worse, 0);
    ck_assert_int_eq(comparison->alike, 2);
    drop(&pair);
}
END_TEST

typedef struct Drawn {
    double values[RESAMPLES];
    int count, below, above;
} Drawn;

static Drawn draw(int which)
{
    Drawn drawn = {.count = 0};
    for (int b = 0; b < RESAMPLES; b++) {
        int weights[IMAGES];
        ps_draw_images(3 + (uint64_t)b, IMAGES, NULL, weights);
        double value = rate(after, weights, which) - rate(before, weights, which);
        if (isnan(value)) continue; /* the image without anything, four times */
        drawn.values[drawn.count++] = value;
        drawn.below += value <= 0;
        drawn.above += value >= 0;
    }
    return drawn;
}

START_TEST(resamples_in_pairs)
{
    Pair pair = compare(scene_of(after), scene_of(before), RESAMPLES, 1);
    const PsDifference *found[] = {&pair.comparison->precision, &pair.comparison->recall,
                                   &pair.comparison->f1};
    Drawn drawn = draw(_i);
    double mean = 0, square = 0;
    for (int i = 0; i < drawn.count; i++) mean += drawn.values[i] / drawn.count;
    for (int i = 0; i < drawn.count; i++) square += pow(drawn.values[i] - mean, 2);
    PsInterval wanted = ps_percentile_interval(drawn.values, drawn.count);
    ck_assert(found[_i]->interval.exists);
    ck_assert_double_eq_tol(found[_i]->interval.low, wanted.low, 1e-12);
    ck_assert_double_eq_tol(found[_i]->interval.high, wanted.high, 1e-12);
    ck_assert_double_eq_tol(found[_i]->visible, 2.8 * sqrt(square / (drawn.count - 1)), 1e-9);
    /* the class is all there is, its p comes from the resamples */
    int tail = drawn.below < drawn.above ? drawn.below : drawn.above;
    const PsDifference *of_class = &pair.comparison->class_f1[0];
    ck_assert_double_eq_tol(of_class->value, pair.comparison->f1.value, 1e-12);
    if (_i == 2 && !isnan(of_class->p)) {
        ck_assert_double_eq_tol(of_class->p, fmin(1, 2.0 * (tail + 1) / (drawn.count + 1)), 1e-12);
        ck_assert_double_eq(pair.comparison->class_q[0], of_class->p);
    }
    drop(&pair);
}
END_TEST

/* A model against itself. */
START_TEST(equal_models)
{
    Pair pair = compare(generate_scene((uint64_t)_i + 1), generate_scene((uint64_t)_i + 1), 50, 1);
    const PsComparison *comparison = pair.comparison;
    if (!isnan(comparison->f1.value)) {
        ck_assert_double_eq(comparison->f1.value, 0);
        ck_assert_double_eq(comparison->f1.p, 1);
    }
    for (int f = 0; f < PS_COCO_FIGURES; f++) {
        double p = comparison->coco[f].p;
        ck_assert(isnan(p) || p == 1);
    }
    ck_assert_int_eq(comparison->better + comparison->worse, 0);
    ck_assert_int_eq(comparison->alike, pair.model->dataset.image_count);
    drop(&pair);
}
END_TEST

/* Sixteen images, in each of which the baseline misses one object more: too many for all ways, far
   from chance, and the same for any number of threads. */
static Scene *row_of(int images, int found)
{
    Scene *scene = scene_new(images, 1);
    for (int i = 0; i < images; i++) {
        for (int n = 0; n < 4; n++) scene_object(scene, i, 0, (PsBox){n * 20, 0, 10, 10});
        for (int n = 0; n < found; n++) {
            scene_detection(scene, i, 0, 0.5, (PsBox){n * 20, 0, 10, 10});
        }
    }
    scene_finish(scene);
    return scene;
}

START_TEST(clear_difference)
{
    double p[2], high[2];
    for (int i = 0; i < 2; i++) {
        Pair pair = compare(row_of(SCENE_IMAGES, 4), row_of(SCENE_IMAGES, 3), 200, i ? 3 : 1);
        p[i] = pair.comparison->recall.p;
        high[i] = pair.comparison->recall.interval.high;
        ck_assert_double_eq_tol(pair.comparison->recall.value, 0.25, 1e-12);
        ck_assert_double_eq_tol(pair.comparison->class_q[0], 2 / 201.0, 1e-12);
        ck_assert_int_eq(pair.comparison->better, SCENE_IMAGES);
        drop(&pair);
    }
    ck_assert_double_le(p[0], 0.001); /* all sixteen signs alike: 2^-15, so few of 9,999 */
    ck_assert_double_eq(p[0], p[1]);
    ck_assert_double_eq(high[0], high[1]);
}
END_TEST

START_TEST(what_does_not_fit)
{
    PsError error = {0};
    Scene *one = scene_of(after), *other = scene_of(before);
    PsEvaluation *a = evaluate(one, 10), *b = evaluate(other, 10), *c = evaluate(one, 20);
    ck_assert_ptr_null(ps_compare(a, b, 0, 1, &error)); /* another dataset */
    ck_assert_int_eq(error.code, PS_ERROR_USAGE);
    ck_assert_ptr_null(ps_compare(a, c, 0, 1, &error)); /* other resamples */
    PsEvaluation *all[] = {a, b, c};
    for (int i = 0; i < 3; i++) ps_evaluation_free(all[i]);
    scene_free(one);
    scene_free(other);
}
END_TEST

Suite *compare_suite(void)
{
    Suite *suite = suite_create("compare");
    TCase *all = tcase_create("all");
    tcase_add_test(all, worked_example);
    tcase_add_loop_test(all, resamples_in_pairs, 0, 3);
    tcase_add_loop_test(all, equal_models, 0, 20);
    tcase_add_test(all, clear_difference);
    tcase_add_test(all, what_does_not_fit);
    suite_add_tcase(suite, all);
    return suite;
}
