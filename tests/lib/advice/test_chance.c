/* The statistics under the rules: tails and ranks against plain sums, the p of a planted effect,
   the spread of p where there is none, threads. */
#include "base/random.h"
#include "base/statistics.h"
#include "advice/advice.h"
#include "explore/groups.h"
#include "lib/advice/bed.h"
#include "lib/eval/generate.h"
#include "suites.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double near = 1e-12;

/* The worked example: p = .001 .008 .012 .041 .27 .6 -> q = .006 .024 .024 .0615 .324 .6 */
START_TEST(false_discovery)
{
    static const double p[] = {0.27, 0.012, 0.6, 0.001, 0.041, 0.008};
    static const double wanted[] = {0.324, 0.024, 0.6, 0.006, 0.0615, 0.024};
    double q[6];
    ps_false_discovery(p, 6, q);
    for (int i = 0; i < 6; i++) ck_assert_double_eq_tol(q[i], wanted[i], near);
}
END_TEST

static int rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Few and many values of both signs, many of them equal. */
START_TEST(sorting)
{
    static const int counts[] = {0, 1, 2, 17, 100, 5000};
    static double values[5000], wanted[5000];
    uint64_t state = 5;
    for (size_t n = 0; n < sizeof counts / sizeof *counts; n++) {
        for (int i = 0; i < counts[n]; i++) {
            values[i] = wanted[i] = (double)(ps_splitmix64(&state) % 2000) / 1000 - 1;
        }
        qsort(wanted, (size_t)counts[n], sizeof *wanted, rising);
        ps_sort_rising(values, counts[n]);
        for (int i = 0; i < counts[n]; i++) ck_assert_double_eq(values[i], wanted[i]);
    }
}
END_TEST

/* Pascal's triangle, term by term. */
static double plain_tail(int hits, int trials, double rate)
{
    double sum = 0;
    for (int k = hits; k <= trials; k++) {
        double term = 1;
        for (int i = 0; i < k; i++) term *= (double)(trials - i) / (k - i) * rate;
        sum += term * pow(1 - rate, trials - k);
    }
    return sum;
}

START_TEST(binomial_tail)
{
    ck_assert_double_eq_tol(ps_binomial_tail(5, 60, 0.02), 0.00702, 5e-6);
    ck_assert_double_eq_tol(ps_binomial_tail(3, 20, 0.02), 0.00707, 5e-6);
    for (int n = 1; n < 40; n += 3) {
        for (int k = 0; k <= n; k++) {
            double rate = 0.01 + 0.9 * k / n, wanted = k ? plain_tail(k, n, rate) : 1;
            ck_assert_double_eq_tol(ps_binomial_tail(k, n, rate), wanted, 1e-10);
        }
    }
    ck_assert_double_eq(ps_binomial_tail(2, 1, 0.5), 0);
    ck_assert_double_eq(ps_binomial_tail(1, 5, 0), 0);
    ck_assert_double_eq(ps_binomial_tail(1, 5, 1), 1);
    ck_assert_double_eq_tol(ps_binomial_tail(5000, 10000, 0.5), 0.504, 1e-3);
}
END_TEST

/* 1 - 6 sum d^2 / n (n^2 - 1) without ties. */
START_TEST(rank_correlation)
{
    static const double x[] = {1, 2, 3, 4, 5, 6, 7, 8}, y[] = {2, 1, 4, 3, 6, 5, 8, 7};
    static const double tied[] = {1, 1, 1, 1, 1, 1, 1, 1};
    ck_assert_double_eq_tol(ps_spearman(x, y, 8), 1 - 6.0 * 8 / (8 * 63), near);
    ck_assert_double_eq_tol(ps_spearman(x, x, 8), 1, near);
    ck_assert(isnan(ps_spearman(x, tied, 8)));
    PsAdviceInput input = {.seed = 3};
    /* one order in 8! = 40,320 does as well */
    ck_assert_double_le(ps_spearman_p(x, x, 8, &input), 0.0005);
    static const double fallen[] = {8, 7, 6, 5, 4, 3, 2, 1};
    ck_assert_double_eq(ps_spearman_p(x, fallen, 8, &input), 1);
}
END_TEST

/* 50 of the first 100 reach: p = 0.5 at once, whatever comes later. */
START_TEST(stopping)
{
    PsReach reach = {0};
    for (int b = 0; b < 9999; b++) ps_reach_add(&reach, b % 2 == 1);
    ck_assert_int_eq(reach.seen, 100);
    ck_assert_double_eq(ps_reach_p(&reach), 0.5);
    reach = (PsReach){0};
    for (int b = 0; b < 9999; b++) ps_reach_add(&reach, b < 4);
    ck_assert_double_eq(ps_reach_p(&reach), 5.0 / 10000);
}
END_TEST

/* ---- class against the rest, by whole images ---- */

/* Images with 4 objects of class 0 and of class 1 each, found with the rates given; the first
   images are hard for both classes. */
static Bed *rated_bed(uint64_t seed, int images, double first, double second)
{
    Bed *bed = bed_new(seed, &(BedStyle){.images = images, .classes = 2, .per_image = 8});
    for (int i = 0; i < images; i++) {
        BedImage *image = &bed->images[i];
        image->object_count = image->box_count = 0;
        double ease = i % 3 ? 1 : 0.5;
        for (int g = 0; g < 8; g++) {
            PsBox box = {g * 80, 10, 40, 40};
            image->objects[image->object_count++] = (BedObject){.box = box, .class_index = g % 2};
            if (bed_random(bed) >= ease * (g % 2 ? second : first)) continue;
            image->boxes[image->box_count++] =
                (BedBox){.box = box, .class_index = g % 2, .score = 0.9, .of = g};
        }
    }
    return bed;
}

static double swap_p(Bed *bed, uint64_t seed, int threads)
{
    PsAdviceInput input = {
        .production_confidence = NAN, .seed = seed, .threads = threads, .permutations = 999};
    bed_advise(bed, &input);
    input.evaluation = bed->evaluation;
    input.resamples = 1;
    PsArena *arena = ps_arena_new();
    PsSwap swap = {.class_index = 0};
    ps_swap_all(ps_facts_new(&input, arena), &swap, 1);
    ps_arena_free(arena);
    return ps_reach_p(&swap.reach);
}

START_TEST(planted_effect)
{
    Bed *bed = rated_bed(1, 60, 0.6, 0.9);
    ck_assert_double_eq(swap_p(bed, 0, 1), 0.001);
    bed_free(bed);
    bed = rated_bed(1, 60, 0.9, 0.6);
    ck_assert_double_ge(swap_p(bed, 0, 1), 0.9);
    bed_free(bed);
}
END_TEST

/* Under the null one p in ten is at most 0.1; of 300, between 15 and 48 (4 standard deviations). */
START_TEST(no_effect)
{
    int below[3] = {0};
    for (uint64_t seed = 1; seed <= 300; seed++) {
        Bed *bed = rated_bed(seed, 30, 0.8, 0.8);
        double p = swap_p(bed, seed, 1);
        below[0] += p <= 0.05;
        below[1] += p <= 0.1;
        below[2] += p <= 0.5;
        bed_free(bed);
    }
    ck_assert_int_le(below[0], 30);
    ck_assert_int_ge(below[1], 15);
    ck_assert_int_le(below[1], 48);
    ck_assert_int_ge(below[2], 115);
    ck_assert_int_le(below[2], 185);
}
END_TEST

/* The difference is that of the two rates, reckoned from the counts. */
START_TEST(difference)
{
    Bed *bed = rated_bed(5, 20, 0.5, 0.9);
    swap_p(bed, 0, 1);
    const PsEvaluation *evaluation = bed->evaluation;
    PsArena *arena = ps_arena_new();
    PsAdviceInput input = {.evaluation = evaluation, .resamples = 1};
    PsFacts *facts = ps_facts_new(&input, arena);
    PsSwap swaps[] = {{.class_index = 0}, {.class_index = 1}, {.class_index = 0, .boxes = true}};
    ps_swap_all(facts, swaps, 3);
    double a = ps_recall(ps_class_at_optimum(facts, 0));
    double b = ps_recall(ps_class_at_optimum(facts, 1));
    ck_assert_double_eq_tol(swaps[0].difference, b - a, near);
    ck_assert_double_eq_tol(swaps[1].difference, a - b, near);
    ck_assert_double_eq_tol(swaps[2].difference, 0, near);
    ps_arena_free(arena);
    bed_free(bed);
}
END_TEST

/* The sum of d_i with each image's sign, one image after another. */
static double plain_difference(const PsFacts *facts, const PsSwap *swap, const double *signs)
{
    double *parts[2], whole[2] = {0}, sum = 0, found = 0;
    double *wholes[2];
    for (int own = 0; own < 2; own++) {
        parts[own] = calloc((size_t)facts->image_count, sizeof(double));
        wholes[own] = calloc((size_t)facts->image_count, sizeof(double));
    }
    for (int c = 0; c < facts->class_count; c++) {
        int own = c == swap->class_index;
        for (int s = facts->first_share[c]; s < facts->first_share[c + 1]; s++) {
            const PsCellShare *share = &facts->shares[s];
            double part = swap->boxes ? share->correct : share->found;
            double of = swap->boxes ? share->kept : share->objects;
            parts[own][share->image] += part;
            wholes[own][share->image] += of;
            whole[own] += of;
            found += part;
        }
    }
    double rate = found / (whole[0] + whole[1]);
    for (int i = 0; i < facts->image_count; i++) {
        sum += signs[i] * ((parts[0][i] - rate * wholes[0][i]) / whole[0] -
                           (parts[1][i] - rate * wholes[1][i]) / whole[1]);
    }
    for (int own = 0; own < 2; own++) {
        free(parts[own]);
        free(wholes[own]);
    }
    return sum;
}

/* Each permutation drawn alone: bit i of its stream is the sign of image i. */
static PsReach plain_reach(const PsFacts *facts, const PsSwap *swap)
{
    double *signs = calloc((size_t)facts->image_count, sizeof *signs);
    PsReach reach = {0};
    for (int b = 0; b < facts->input->permutations; b++) {
        uint64_t state = ps_mix64(facts->input->seed) + (uint64_t)b, bits = 0;
        for (int i = 0; i < facts->image_count; i++) {
            if (i % 64 == 0) bits = ps_splitmix64(&state);
            signs[i] = bits >> i % 64 & 1 ? 1 : -1;
        }
        double value = plain_difference(facts, swap, signs);
        ps_reach_add(&reach, value >= swap->difference - near);
    }
    free(signs);
    return reach;
}

START_TEST(permutations_one_by_one)
{
    Bed *bed = rated_bed(7, 150, 0.78, 0.8); /* more images than two words have bits */
    swap_p(bed, 0, 1);
    PsArena *arena = ps_arena_new();
    PsAdviceInput input = {
        .evaluation = bed->evaluation, .resamples = 1, .seed = 31, .permutations = 999};
    PsFacts *facts = ps_facts_new(&input, arena);
    PsSwap swaps[] = {{.class_index = 0}, {.class_index = 1}, {.class_index = 1, .boxes = true}};
    ps_swap_all(facts, swaps, 3);
    for (int s = 0; s < 3; s++) {
        PsReach wanted = plain_reach(facts, &swaps[s]);
        ck_assert_int_eq(swaps[s].reach.reached, wanted.reached);
        ck_assert_int_eq(swaps[s].reach.seen, wanted.seen);
    }
    ps_arena_free(arena);
    bed_free(bed);
}
END_TEST

/* ---- threads ---- */

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static void check_same(const PsAdvice *a, const PsAdvice *b)
{
    ck_assert_int_eq(a->card_count, b->card_count);
    ck_assert_int_eq(a->label_count, b->label_count);
    for (int i = 0; i < a->card_count; i++) {
        const PsCard *x = &a->cards[i], *y = &b->cards[i];
        ck_assert_str_eq(x->rule, y->rule);
        ck_assert_int_eq(x->severity, y->severity);
        ck_assert(same(x->p, y->p) && same(x->q, y->q) && same(x->gain, y->gain));
        ck_assert(same(x->interval.low, y->interval.low));
        ck_assert_int_eq(x->evidence_count, y->evidence_count);
        for (int e = 0; e < x->evidence_count; e++) {
            ck_assert(same(x->evidence[e].value, y->evidence[e].value));
        }
    }
}

START_TEST(threads)
{
    static const int counts[] = {1, 2, 7};
    Bed *beds[3];
    for (int t = 0; t < 3; t++) {
        beds[t] = rated_bed(9, 90, 0.6, 0.9);
        PsAdviceInput input = {.production_confidence = 0.95, .threads = counts[t], .seed = 5};
        bed_advise(beds[t], &input);
        ck_assert_int_gt(beds[t]->advice->card_count, 1);
        check_same(beds[0]->advice, beds[t]->advice);
    }
    for (int t = 0; t < 3; t++) bed_free(beds[t]);
}
END_TEST

/* ---- intervals ---- */

/* With the evaluation's seed and resamples, an interval of recall is the evaluation's. */
START_TEST(same_draws)
{
    Bed *bed = rated_bed(3, 40, 0.7, 0.8);
    bed_advise(bed, NULL);
    PsAdviceInput input = {.evaluation = bed->evaluation, .resamples = 300};
    PsArena *arena = ps_arena_new();
    PsFacts *facts = ps_facts_new(&input, arena);
    PsBuf parts = PS_BUF;
    for (int i = 0; i < facts->image_count; i++) {
        ps_part_add(&parts, i, facts->images[i].correct, ps_objects_of(facts->images[i]));
    }
    PsGuard guard = ps_guard(facts, &parts, NULL, 0);
    PsInterval wanted = bed->evaluation->uncertainty.recall;
    ck_assert_double_eq_tol(guard.value, ps_recall(facts->all), near);
    ck_assert_double_eq_tol(guard.interval.low, wanted.low, near);
    ck_assert_double_eq_tol(guard.interval.high, wanted.high, near);
    ck_assert_double_eq_tol(guard.p, 1.0 / 301, near);
    ps_buf_free(&parts);
    ps_arena_free(arena);
    bed_free(bed);
}
END_TEST

/* ---- gains ---- */

/* AP50 as it is equals COCO's; with everything wrong removed and all missed objects dropped it
 * is 1.
 */
START_TEST(oracle)
{
    Bed *bed = bed_new(4, &(BedStyle){.images = 40});
    bed_advise(bed, NULL);
    PsAdviceInput input = {.evaluation = bed->evaluation, .resamples = 1};
    PsArena *arena = ps_arena_new();
    PsFacts *facts = ps_facts_new(&input, arena);
    unsigned char *edits = PS_ARRAY(arena, unsigned char, bed->predictions.detection_count);
    for (int d = 0; d < bed->predictions.detection_count; d++) {
        if (bed->evaluation->verdicts[d].object < 0) edits[d] = PS_REMOVE;
    }
    for (int c = 0; c < 3; c++) {
        int found = 0;
        for (int g = 0; g < bed->dataset.object_count; g++) {
            found += bed->dataset.objects[g].class_index == c && bed->evaluation->found_by[g] >= 0;
        }
        PsRepair all = {.edits = edits, .dropped = bed->dataset.classes[c].object_count - found};
        ck_assert_double_eq_tol(ps_ap50_if(facts, c, &(PsRepair){0}),
                                bed->evaluation->coco.class_ap50[c], 1e-9);
        ck_assert_double_eq_tol(ps_ap50_if(facts, c, &all), 1, near);
    }
    double more = ps_f1_gain(facts, 10, 0), fewer = ps_f1_gain(facts, 0, 10);
    PsCounts counts = facts->all;
    counts.correct += 10;
    counts.missed -= 10;
    ck_assert_double_eq_tol(more, ps_f1(counts) - ps_f1(facts->all), near);
    ck_assert_double_gt(fewer, 0);
    ps_arena_free(arena);
    bed_free(bed);
}
END_TEST

Suite *advice_suite(void)
{
    Suite *suite = suite_create("advice");
    TCase *tests = tcase_create("chance");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, false_discovery);
    tcase_add_test(tests, sorting);
    tcase_add_test(tests, binomial_tail);
    tcase_add_test(tests, rank_correlation);
    tcase_add_test(tests, stopping);
    tcase_add_test(tests, planted_effect);
    tcase_add_test(tests, no_effect);
    tcase_add_test(tests, difference);
    tcase_add_test(tests, permutations_one_by_one);
    tcase_add_test(tests, threads);
    tcase_add_test(tests, same_draws);
    tcase_add_test(tests, oracle);
    suite_add_tcase(suite, tests);
    return suite;
}
