/* The image bootstrap: its random numbers, its percentiles, what it tells of whole scenes, and the
   share of its intervals that hold the truth. */
#include "base/random.h"
#include "eval/bootstrap.h"
#include "lib/eval/bootstrap_cases.h"
#include "lib/eval/plain_bootstrap.h"

#include <math.h>
#include <stdlib.h>

Suite *bootstrap_suite(void);

/* ---- drawing ---- */

START_TEST(test_random_numbers)
{
    uint64_t state = 0;
    ck_assert_uint_eq(ps_splitmix64(&state), UINT64_C(0xe220a8397b1dcdaf));
    ck_assert_uint_eq(ps_splitmix64(&state), UINT64_C(0x6e789e6aa1b965f4));
    ck_assert_uint_eq(ps_splitmix64(&state), UINT64_C(0x06c45d188009454f));
}
END_TEST

START_TEST(test_drawn_indices)
{
    const int wanted[] = {3, 1, 0, 3, 0, 1, 0, 3};
    uint64_t state = 0;
    for (int i = 0; i < 8; i++) ck_assert_int_eq(ps_draw_index(&state, 4), wanted[i]);
    int weights[4] = {9, 9, 9, 9}; /* what is there is forgotten */
    ps_draw_images(0, 4, NULL, weights);
    const int drawn[] = {1, 1, 0, 2};
    for (int i = 0; i < 4; i++) ck_assert_int_eq(weights[i], drawn[i]);
}
END_TEST

START_TEST(test_every_image_is_drawn_alike)
{
    enum { IMAGES = 7, ROUNDS = 20000 };
    int sums[IMAGES] = {0}, weights[IMAGES];
    for (uint64_t b = 0; b < ROUNDS; b++) {
        int total = 0;
        ps_draw_images(b, IMAGES, NULL, weights);
        for (int i = 0; i < IMAGES; i++) {
            total += weights[i];
            sums[i] += weights[i];
        }
        ck_assert_int_eq(total, IMAGES);
    }
    for (int i = 0; i < IMAGES; i++) ck_assert_int_le(abs(sums[i] - ROUNDS), 5 * 131); /* 5 sd */
}
END_TEST

/* Images 0, 2 and 3 are one scene. Whatever is drawn, they go together, and three scenes are drawn.
 */
START_TEST(test_scenes_are_drawn_whole)
{
    const int scene_of[] = {0, 1, 0, 0, 2};
    int sums[3] = {0};
    enum { ROUNDS = 6000 };
    for (uint64_t b = 0; b < ROUNDS; b++) {
        int weights[5];
        ps_draw_images(b, 5, scene_of, weights);
        ck_assert(weights[0] == weights[2] && weights[2] == weights[3]);
        ck_assert_int_eq(weights[0] + weights[1] + weights[4], 3);
        sums[0] += weights[0];
        sums[1] += weights[1];
        sums[2] += weights[4];
    }
    for (int s = 0; s < 3; s++) ck_assert_int_le(abs(sums[s] - ROUNDS), 5 * 64); /* 5 sd */
    ck_assert_int_eq(ps_count_scenes(scene_of, 5), 3);
}
END_TEST

/* ---- percentiles ---- */

START_TEST(test_percentiles)
{
    const double values[] = {1, 2, 3, 4, 10};
    check_near(ps_percentile(values, 5, 0.025), 1.1, 1e-15, "2.5 %");
    check_near(ps_percentile(values, 5, 0.975), 9.4, 1e-14, "97.5 %");
    ck_assert_double_eq(ps_percentile(values, 5, 0.5), 3);
    ck_assert_double_eq(ps_percentile(values, 5, 1), 10);
    ck_assert_double_eq(ps_percentile(values, 1, 0.3), 1);
}
END_TEST

START_TEST(test_undefined_values)
{
    double half[] = {NAN, 2, NAN, 1}, less[] = {NAN, 2, NAN}, none[] = {NAN};
    PsInterval interval = ps_percentile_interval(half, 4);
    ck_assert(interval.exists);
    check_near(interval.low, 1.025, 1e-15, "low");
    check_near(interval.high, 1.975, 1e-15, "high");
    ck_assert(!ps_percentile_interval(less, 3).exists);
    ck_assert(!ps_percentile_interval(none, 1).exists);
    ck_assert(!ps_percentile_interval(none, 0).exists);
}
END_TEST

/* All 4^4 resamples of the worked example at the threshold 0.5, pooled F1. */
START_TEST(test_all_resamples)
{
    const PsCounts images[4] = {{.correct = 1, .false_positive = 3, .missed = 2},
                                {.correct = 1, .false_positive = 1, .missed = 1},
                                {.correct = 1},
                                {0}};
    double values[256], sum = 0;
    int defined = 0;
    for (int code = 0; code < 256; code++) {
        int weights[4] = {0};
        for (int i = 0; i < 4; i++) weights[code >> 2 * i & 3]++;
        double f1 = ps_f1(plain_counts(images, weights, 4));
        if (isnan(f1)) continue;
        values[defined++] = f1;
        sum += f1;
    }
    ck_assert_int_eq(defined, 255);
    check_near(sum / defined, 0.508249, 5e-7, "mean");
    PsInterval interval = ps_percentile_interval(values, defined);
    check_near(interval.low, 0.285714, 5e-7, "2.5 %");
    check_near(interval.high, 1, 0, "97.5 %");
    ps_percentiles_place(values, defined, 0.5, 0.5);
    check_near(ps_percentile(values, defined, 0.5), 0.461538, 5e-7, "median");
}
END_TEST

/* ---- whole bootstraps ---- */

/* Five objects a class in each of `images` images; every third one is missed, and there is a false
   positive to each image. */
static Scene *plain_scene(int images, int classes)
{
    Scene *scene = scene_new(images, classes);
    for (int i = 0; i < images; i++) {
        for (int n = 0; n < 5 * classes; n++)
            scene_object(scene, i, n % classes, AT(n * 20, 0, 10, 10));
        for (int n = 0; n < 5 * classes; n++) {
            if ((n + i) % 3 == 0) continue;
            double score = 0.3 + 0.01 * ((n * 7 + i * 5) % 60);
            scene_detection(scene, i, n % classes, score, AT(n * 20, 0, 10, n % 4 ? 10 : 8));
        }
        scene_detection(scene, i, i % classes, 0.2 + 0.04 * i, AT(0, 100, 10, 10));
    }
    scene_finish(scene);
    return scene;
}

static void check_inside(PsInterval interval, double value)
{
    ck_assert(interval.exists);
    ck_assert_msg(interval.low <= value && value <= interval.high, "%g not in [%g, %g]", value,
                  interval.low, interval.high);
}

START_TEST(test_intervals_hold_the_estimate)
{
    Scene *scene = plain_scene(12, 2);
    PsEvaluation *evaluation = bootstrap(scene, 1000, 2, 0);
    const PsUncertainty *uncertainty = &evaluation->uncertainty;
    const double *figures = evaluation->coco.figures;
    for (int f = 0; f < PS_COCO_FIGURES; f++) {
        ck_assert_int_eq(uncertainty->figures[f].exists, !isnan(figures[f]));
        if (!isnan(figures[f])) check_inside(uncertainty->figures[f], figures[f]);
    }
    check_inside(uncertainty->precision, evaluation->optimum.precision);
    check_inside(uncertainty->recall, evaluation->optimum.recall);
    check_inside(uncertainty->f1, evaluation->optimum.f1);
    check_inside(uncertainty->confidence, evaluation->optimum.confidence);
    for (int c = 0; c < 2; c++) {
        PsCounts counts =
            evaluation->class_sweep[c * evaluation->threshold_count + evaluation->optimal_index];
        check_inside(uncertainty->class_ap50[c], evaluation->coco.class_ap50[c]);
        check_inside(uncertainty->class_precision[c], ps_precision(counts));
        check_inside(uncertainty->class_recall[c], ps_recall(counts));
        check_inside(uncertainty->class_f1[c], ps_f1(counts));
    }
    ck_assert_int_eq(uncertainty->resamples, 1000);
    ck_assert(uncertainty->few_images);
    ck_assert(uncertainty->f1_corrected < evaluation->optimum.f1);
    ps_evaluation_free(evaluation);
    scene_free(scene);
}
END_TEST

static void check_same(PsInterval a, PsInterval b)
{
    ck_assert(a.exists == b.exists && a.low == b.low && a.high == b.high);
}

START_TEST(test_threads_change_nothing)
{
    Scene *scene = plain_scene(16, 3);
    PsEvaluation *one = bootstrap(scene, 300, 1, 5);
    const PsUncertainty *a = &one->uncertainty;
    for (int threads = 2; threads <= 7; threads += 5) {
        PsEvaluation *many = bootstrap(scene, 300, threads, 5);
        const PsUncertainty *b = &many->uncertainty;
        for (int f = 0; f < PS_COCO_FIGURES; f++) check_same(a->figures[f], b->figures[f]);
        check_same(a->precision, b->precision);
        check_same(a->recall, b->recall);
        check_same(a->f1, b->f1);
        check_same(a->confidence, b->confidence);
        for (int c = 0; c < 3; c++) {
            check_same(a->class_ap50[c], b->class_ap50[c]);
            check_same(a->class_precision[c], b->class_precision[c]);
            check_same(a->class_recall[c], b->class_recall[c]);
            check_same(a->class_f1[c], b->class_f1[c]);
        }
        ck_assert(a->f1_corrected == b->f1_corrected && a->undefined == b->undefined);
        ps_evaluation_free(many);
    }
    PsEvaluation *other = bootstrap(scene, 300, 1, 1000);
    ck_assert(other->uncertainty.f1_corrected != a->f1_corrected);
    ps_evaluation_free(other);
    ps_evaluation_free(one);
    scene_free(scene);
}
END_TEST

START_TEST(test_without_resamples)
{
    Scene *scene = plain_scene(8, 2);
    PsEvaluation *evaluation = bootstrap(scene, 0, 2, 3);
    const PsUncertainty *uncertainty = &evaluation->uncertainty;
    const PsInterval none = {0};
    for (int f = 0; f < PS_COCO_FIGURES; f++) check_same(uncertainty->figures[f], none);
    check_same(uncertainty->f1, none);
    check_same(uncertainty->confidence, none);
    for (int c = 0; c < 2; c++) check_same(uncertainty->class_f1[c], none);
    ck_assert(uncertainty->resamples == 0 && uncertainty->undefined == 0);
    ck_assert(!uncertainty->few_images && isnan(uncertainty->f1_corrected));
    ps_evaluation_free(evaluation);
    scene_free(scene);
}
END_TEST

/* A: ten objects in five images. B: nine objects. C: ten objects in four images. */
START_TEST(test_support_of_a_class)
{
    enum { A, B, C };
    Scene *scene = scene_new(5, 3);
    for (int i = 0; i < 5; i++) {
        for (int n = 0; n < 2; n++) {
            scene_object(scene, i, A, AT(n * 20, 0, 10, 10));
            if (i + n < 5) scene_object(scene, i, B, AT(n * 20, 50, 10, 10));
        }
        for (int n = 0; i < 4 && n < 3 - (i > 1); n++)
            scene_object(scene, i, C, AT(n * 20, 90, 9, 9));
        scene_detection(scene, i, A, 0.5, AT(0, 0, 10, 10));
    }
    scene_finish(scene);
    PsEvaluation *evaluation = bootstrap(scene, 50, 1, 0);
    const PsUncertainty *uncertainty = &evaluation->uncertainty;
    for (int c = A; c <= C; c++) {
        ck_assert_int_eq(uncertainty->class_ap50[c].exists, c == A);
        ck_assert_int_eq(uncertainty->class_precision[c].exists, c == A);
        ck_assert_int_eq(uncertainty->class_recall[c].exists, c == A);
        ck_assert_int_eq(uncertainty->class_f1[c].exists, c == A);
    }
    ps_evaluation_free(evaluation);
    scene_free(scene);
}
END_TEST

START_TEST(test_few_images)
{
    for (int images = 49; images <= 50; images++) {
        Scene *scene = scene_new(1, 1);
        scene->dataset.images = PS_ARRAY(scene->arena, PsImage, images);
        scene->dataset.image_count = images;
        scene->predictions.first = PS_ARRAY(scene->arena, int, images + 1);
        scene_object(scene, 0, 0, AT(0, 0, 10, 10));
        scene_finish(scene);
        PsEvaluation *evaluation = bootstrap(scene, 10, 1, 0);
        ck_assert_int_eq(evaluation->uncertainty.few_images, images < 50);
        ps_evaluation_free(evaluation);
        scene_free(scene);
    }
}
END_TEST

START_TEST(test_nothing_at_all)
{
    for (int images = 0; images <= 3; images++) {
        Scene *scene = scene_new(images, 1);
        scene_finish(scene);
        PsEvaluation *evaluation = bootstrap(scene, 20, 1, 0);
        ck_assert(!evaluation->uncertainty.f1.exists);
        ck_assert(!evaluation->uncertainty.figures[PS_AP].exists);
        ck_assert_int_eq(evaluation->uncertainty.undefined, images ? 20 : 0);
        ps_evaluation_free(evaluation);
        scene_free(scene);
    }
}
END_TEST

/* ---- coverage: how often the interval of F1 holds the truth ---- */

static double uniform(uint64_t *state)
{
    return (double)(ps_splitmix64(state) >> 11) * 0x1p-53;
}

/* An image of its own difficulty: in a hard one more is missed and more is made up. */
static PsCounts draw_image(uint64_t *state)
{
    double ease = 1 - uniform(state) * uniform(state);
    int objects = (int)(uniform(state) * uniform(state) * 12);
    PsCounts counts = {0};
    for (int n = 0; n < objects; n++) counts.correct += uniform(state) < ease;
    counts.missed = objects - counts.correct;
    for (int n = 0; n < 4; n++) counts.false_positive += uniform(state) > 0.4 + 0.6 * ease;
    return counts;
}

static PsInterval interval_of(const PsCounts *images, int count, uint64_t seed)
{
    enum { DRAWS = 400 };
    double values[DRAWS];
    int *weights = malloc(sizeof *weights * (size_t)count);
    for (int b = 0; b < DRAWS; b++) {
        ps_draw_images(seed + (uint64_t)b, count, NULL, weights);
        values[b] = ps_f1(plain_counts(images, weights, count));
    }
    free(weights);
    return ps_percentile_interval(values, DRAWS);
}

START_TEST(test_coverage)
{
    enum { SETS = 1000, IMAGES = 300, TRUTH = 2000000 };
    uint64_t state = 1;
    PsCounts all = {0}, images[IMAGES];
    for (int i = 0; i < TRUTH; i++) {
        PsCounts counts = draw_image(&state);
        all.correct += counts.correct;
        all.false_positive += counts.false_positive;
        all.missed += counts.missed;
    }
    double truth = ps_f1(all);
    int covered = 0;
    for (int set = 0; set < SETS; set++) {
        for (int i = 0; i < IMAGES; i++) images[i] = draw_image(&state);
        PsInterval interval = interval_of(images, IMAGES, (uint64_t)set * 1000);
        covered += interval.low <= truth && truth <= interval.high;
    }
    ck_assert_msg(covered >= SETS * 92 / 100 && covered <= SETS * 98 / 100, "%d of %d", covered,
                  SETS);
}
END_TEST

static void add_tests(TCase *bootstraps)
{
    tcase_add_test(bootstraps, test_random_numbers);
    tcase_add_test(bootstraps, test_drawn_indices);
    tcase_add_test(bootstraps, test_every_image_is_drawn_alike);
    tcase_add_test(bootstraps, test_percentiles);
    tcase_add_test(bootstraps, test_undefined_values);
    tcase_add_test(bootstraps, test_all_resamples);
    tcase_add_test(bootstraps, test_intervals_hold_the_estimate);
    tcase_add_test(bootstraps, test_threads_change_nothing);
    tcase_add_test(bootstraps, test_without_resamples);
    tcase_add_test(bootstraps, test_support_of_a_class);
    tcase_add_test(bootstraps, test_scenes_are_drawn_whole);
    tcase_add_test(bootstraps, test_few_images);
    tcase_add_test(bootstraps, test_nothing_at_all);
    tcase_add_test(bootstraps, test_coverage);
}

Suite *bootstrap_suite(void)
{
    Suite *suite = suite_create("bootstrap");
    TCase *bootstraps = tcase_create("bootstrap");
    tcase_set_timeout(bootstraps, 20);
    add_tests(bootstraps);
    suite_add_tcase(suite, bootstraps);
    suite_add_tcase(suite, bootstrap_copies());
    suite_add_tcase(suite, bootstrap_abreast());
    return suite;
}
