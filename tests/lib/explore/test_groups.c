/* Groups against the rest: the worked example, exact permutations, false alarms; clusters, slices
   and names. */
#include "base/statistics.h"
#include "explore/groups.h"
#include "explore/points.h"
#include "suites.h"
#include "support.h"

#include <math.h>
#include <string.h>

enum { MOST_IMAGES = 400 };

static PsArena *arena;
static PsTally tallies[MOST_IMAGES];
static int universe[MOST_IMAGES];

static void set_up(void)
{
    arena = ps_arena_new();
    memset(tallies, 0, sizeof tallies);
    for (int i = 0; i < MOST_IMAGES; i++) universe[i] = i;
}

static void tear_down(void)
{
    ps_arena_free(arena);
}

static PsFamily family(PsGroup *groups, int count, int images)
{
    return (PsFamily){.tallies = tallies,
                      .universe = universe,
                      .universe_count = images,
                      .groups = groups,
                      .group_count = count,
                      .seed = 1,
                      .threads = 2};
}

/* ---- statistics ---- */

/* Six images as (correct, false positive, missed): (4,0,1) (5,1,0) (3,0,0) (1,2,3) (0,1,2) (4,1,1);
   the group is the 4th and 5th. F1 2/10 against 32/36; of the 15 pairs only this one is so bad. */
static const int worked[6][3] = {{4, 0, 1}, {5, 1, 0}, {3, 0, 0}, {1, 2, 3}, {0, 1, 2}, {4, 1, 1}};

static void take_worked(void)
{
    for (int i = 0; i < 6; i++) {
        tallies[i].counts = (PsCounts){
            .correct = worked[i][0], .false_positive = worked[i][1], .missed = worked[i][2]};
    }
}

START_TEST(worked_group)
{
    static const int members[] = {3, 4};
    PsGroup group = {.images = members, .image_count = 2};
    double worse, better;
    take_worked();
    tallies[3].errors[PS_FAULT_BACKGROUND] = 2;
    tallies[3].errors[PS_FAULT_MISSED] = 3;
    tallies[4].errors[PS_FAULT_BACKGROUND] = 1;
    PsFamily few = family(&group, 1, 6);
    ps_compare_groups(&few);
    ck_assert_double_eq_tol(group.f1, 0.2, 1e-12);
    ck_assert_double_eq_tol(group.f1_rest, 32.0 / 36, 1e-12);
    ck_assert_double_eq_tol(group.gain, 32.0 / 36 - 34.0 / 46, 1e-12);
    ck_assert_int_eq(group.objects, 6);
    ck_assert_int_eq(group.fault, PS_FAULT_BACKGROUND); /* three of each: the first kind */
    ck_assert_int_eq(group.fault_count, 3);
    ck_assert_int_eq(group.error_count, 6);
    ck_assert(!group.tested && isnan(group.p) && group.finding == PS_NO_EVIDENCE);
    group.tested = true;
    ps_permute(&few, 19999, &worse, &better);
    ck_assert_double_eq_tol(worse, 1.0 / 15, 0.007);
    ck_assert_double_eq_tol(better, 1, 1e-12);
}
END_TEST

/* The gain is what F1 becomes if the group's counts are replaced by the rest's rates. */
START_TEST(gain_by_replacement)
{
    static const int members[] = {3, 4};
    PsGroup group = {.images = members, .image_count = 2};
    take_worked();
    PsFamily few = family(&group, 1, 6);
    ps_compare_groups(&few);
    double correct = 16, kept = 18, objects = 18; /* of the rest */
    double factor = (objects + group.objects) / objects;
    double f1 = 2 * correct * factor / (kept * factor + objects * factor);
    ck_assert_double_eq_tol(f1 - 34.0 / 46, group.gain, 1e-12);
}
END_TEST

START_TEST(false_discovery)
{
    static const double p[] = {0.27, 0.001, 0.6, 0.012, 0.008, 0.041};
    static const double wanted[] = {0.324, 0.006, 0.6, 0.024, 0.024, 0.0615};
    double q[6];
    ps_false_discovery(p, 6, q);
    for (int i = 0; i < 6; i++) ck_assert_double_eq_tol(q[i], wanted[i], 1e-12);
    ps_false_discovery(p, 0, q);
    /* what was not tested is no test: the first five stand as if alone, .041 x 5 / 4 = .05125 */
    const double some[] = {.001, NAN, .008, .012, .041, .27};
    const double wanted_of_some[] = {.005, NAN, .02, .02, .05125, .27};
    ps_false_discovery(some, 6, q);
    for (int i = 0; i < 6; i++) {
        ck_assert(isnan(some[i]) ? isnan(q[i]) : fabs(q[i] - wanted_of_some[i]) < 1e-12);
    }
}
END_TEST

/* All images alike: no spread. Half of them perfect, half of them empty of hits: symmetric. */
START_TEST(intervals)
{
    int members[100];
    PsGroup group = {.images = members, .image_count = 100};
    for (int i = 0; i < 100; i++) {
        members[i] = i;
        tallies[i].counts = (PsCounts){.correct = 3, .missed = 1};
    }
    PsInterval flat = ps_group_interval(tallies, &group, 3);
    ck_assert(flat.exists);
    ck_assert_double_eq_tol(flat.low, 6.0 / 7, 1e-12);
    ck_assert_double_eq_tol(flat.high, 6.0 / 7, 1e-12);
    for (int i = 0; i < 100; i += 2) {
        tallies[i].counts = (PsCounts){.false_positive = 4, .missed = 4};
        tallies[i + 1].counts = (PsCounts){.correct = 4};
    }
    PsInterval wide = ps_group_interval(tallies, &group, 3);
    ck_assert_double_eq_tol(wide.low, 0.40, 0.02); /* a mean of 100 coins: 0.5 +- 1.96 x 0.05 */
    ck_assert_double_eq_tol(wide.high, 0.60, 0.02);
    group.image_count = 1;
    ck_assert(!ps_group_interval(tallies, &group, 3).exists);
}
END_TEST

/* Images of unequal difficulty: 1 to 12 objects, found with a chance of their own. */
static void draw_images(int count, uint64_t seed)
{
    uint64_t state = seed;
    for (int i = 0; i < count; i++) {
        double chance = 0.3 + 0.7 * ps_unit(&state);
        int objects = 1 + ps_below(&state, 12);
        PsCounts counts = {.false_positive = ps_below(&state, 4)};
        for (int g = 0; g < objects; g++) {
            bool found = ps_unit(&state) < chance;
            counts.correct += found;
            counts.missed += !found;
        }
        tallies[i] = (PsTally){.counts = counts};
    }
}

/* Ten groups of 20 that mean nothing, 200 times: an alarm of either kind in at most 15 of 100. */
START_TEST(false_alarms)
{
    enum { IMAGES = 200, GROUPS = 10, SETS = 200 };
    int alarms = 0;
    for (int set = 0; set < SETS; set++) {
        PsGroup groups[GROUPS] = {0};
        double worse[GROUPS], better[GROUPS], p[2 * GROUPS], q[2 * GROUPS], least = 1;
        draw_images(IMAGES, (uint64_t)set * 1000);
        PsFamily null = family(groups, GROUPS, IMAGES);
        null.seed = (uint64_t)set;
        for (int g = 0; g < GROUPS; g++) {
            groups[g] = (PsGroup){.images = universe + g * 20, .image_count = 20, .tested = true};
            long correct = 0, both = 0, all_correct = 0, all_both = 0;
            for (int i = 0; i < IMAGES; i++) {
                PsCounts c = tallies[i].counts;
                int sum = 2 * c.correct + c.false_positive + c.missed;
                correct += i / 20 == g ? c.correct : 0;
                both += i / 20 == g ? sum : 0;
                all_correct += c.correct;
                all_both += sum;
            }
            groups[g].f1 = ps_f1_of(correct, both);
            groups[g].f1_rest = ps_f1_of(all_correct - correct, all_both - both);
        }
        ps_permute(&null, 499, worse, better);
        for (int g = 0; g < GROUPS; g++) {
            p[2 * g] = worse[g];
            p[2 * g + 1] = better[g];
        }
        ps_false_discovery(p, 2 * GROUPS, q);
        for (int i = 0; i < 2 * GROUPS; i++) least = q[i] < least ? q[i] : least;
        alarms += least <= 0.10;
    }
    ck_assert_msg(alarms <= SETS * 15 / 100, "%d alarms in %d sets", alarms, SETS);
}
END_TEST

/* A group whose objects are found half as often is found out, and none other; the mirror of it is
   better. Threads change nothing. */
START_TEST(planted_group)
{
    enum { IMAGES = 200, GROUPS = 5 };
    PsGroup groups[2][GROUPS] = {0};
    draw_images(IMAGES, 77);
    for (int i = 0; i < 40; i++) {
        PsCounts *counts = &tallies[i].counts;
        int moved = _i ? -counts->missed : (counts->correct + 1) / 2;
        counts->correct -= moved;
        counts->missed += moved;
        if (_i) counts->false_positive = 0;
    }
    for (int run = 0; run < 2; run++) {
        PsFamily set = family(groups[run], GROUPS, IMAGES);
        set.threads = run ? 7 : 1;
        for (int g = 0; g < GROUPS; g++) {
            groups[run][g] = (PsGroup){.images = universe + g * 40, .image_count = 40};
        }
        ps_compare_groups(&set);
    }
    ck_assert_int_eq(groups[0][0].finding, _i ? PS_BETTER : PS_WORSE);
    ck_assert_double_lt(groups[0][0].q, 0.01);
    for (int g = 1; g < GROUPS; g++)
        ck_assert_int_ne(groups[0][g].finding, _i ? PS_BETTER : PS_WORSE);
    for (int g = 0; g < GROUPS; g++) {
        ck_assert(groups[0][g].p == groups[1][g].p && groups[0][g].q == groups[1][g].q);
        ck_assert(groups[0][g].interval.low == groups[1][g].interval.low);
    }
}
END_TEST

START_TEST(least_images)
{
    ck_assert_int_eq(ps_least_images(0), 8);
    ck_assert_int_eq(ps_least_images(400), 8);
    ck_assert_int_eq(ps_least_images(401), 9);
    ck_assert_int_eq(ps_least_images(5000), 100);
}
END_TEST

/* ---- clusters ---- */

/* Groups of the sizes given, far from each other. */
static PsPoints spread(const int *sizes, int count)
{
    int rows = 0, r = 0;
    uint64_t state = 2;
    for (int c = 0; c < count; c++) rows += sizes[c];
    PsPoints points = ps_points_new(arena, rows, 3);
    for (int c = 0; c < count; c++) {
        for (int i = 0; i < sizes[c]; i++, r++) {
            for (int k = 0; k < 3; k++) {
                double centre = (c + 1) * 20 * (k == c % 3);
                points.values[r * points.stride + k] = (float)(centre + ps_unit(&state));
            }
        }
    }
    return points;
}

/* 20 + 50 + 30 + 3 rows: wanted are four; the three join a neighbour, the largest comes first. */
START_TEST(clusters)
{
    static const int sizes[] = {20, 50, 30, 3};
    PsPoints points = spread(sizes, 4);
    int cluster[103], typical[PS_MOST_CLUSTERS * PS_SAMPLES], counts[4] = {0};
    int found = ps_cluster_rows(&points, 1, 2, cluster, typical, arena);
    for (int r = 0; r < 103; r++) {
        ck_assert(cluster[r] >= 0 && cluster[r] < found);
        counts[cluster[r]]++;
    }
    ck_assert_int_eq(found, 3);
    for (int c = 1; c < found; c++) ck_assert_int_ge(counts[c - 1], counts[c]);
    for (int c = 0; c < found; c++) {
        for (int i = 0; i < PS_SAMPLES; i++)
            ck_assert_int_eq(cluster[typical[c * PS_SAMPLES + i]], c);
    }
    for (int r = 1; r < 20; r++) ck_assert_int_eq(cluster[r], cluster[0]);
    for (int r = 21; r < 70; r++) ck_assert_int_eq(cluster[r], cluster[20]);
}
END_TEST

START_TEST(too_few_for_clusters)
{
    static const int few[] = {20, 19}, alike[] = {45};
    int cluster[45], typical[PS_MOST_CLUSTERS * PS_SAMPLES];
    PsPoints points = spread(few, 2);
    ck_assert_int_eq(ps_cluster_rows(&points, 1, 1, cluster, typical, arena), 0);
    for (int r = 0; r < 39; r++) ck_assert_int_eq(cluster[r], -1);
    points = spread(alike, 1);
    for (int i = 0; i < 45 * points.stride; i++) points.values[i] = 1;
    ck_assert_int_eq(ps_cluster_rows(&points, 1, 1, cluster, typical, arena), 0);
}
END_TEST

/* ---- slices ---- */

static PsDataset images_only(int count)
{
    return (PsDataset){.images = PS_ARRAY(arena, PsImage, count), .image_count = count};
}

/* Names and sizes of the slices of one column, as text. */
static const char *cut(const PsSliceColumn *column, int images)
{
    PsDataset dataset = images_only(images);
    PsGroup *slices;
    const char *text = "";
    int count = ps_cut_slices(&dataset, column, 1, &slices, arena);
    for (int s = 0; s < count; s++) {
        text = ps_arena_printf(arena, "%s%s=%d;", text, slices[s].name, slices[s].image_count);
        ck_assert_str_eq(slices[s].column, "c");
        for (int i = 1; i < slices[s].image_count; i++) {
            ck_assert_int_lt(slices[s].images[i - 1], slices[s].images[i]);
        }
    }
    return text;
}

START_TEST(slices_of_numbers)
{
    double values[20];
    PsSliceColumn column = {.name = "c", .values = values, .sliced = true};
    for (int i = 0; i < 20; i++) values[i] = (double)(i * 7 % 20) / 2;
    values[19] = NAN; /* it was 6.5 */
    ck_assert_str_eq(cut(&column, 20), "below 2=4;2 to 4.5=5;4.5 to 7.5=5;7.5 and above=5;");
    for (int i = 0; i < 20; i++) values[i] = i % 3 * 10;
    ck_assert_str_eq(cut(&column, 20), "0=7;10=7;20=6;");
    for (int i = 0; i < 20; i++) values[i] = i < 12 ? 0 : i; /* most are equal */
    ck_assert_str_eq(cut(&column, 20), "below 15=15;15 and above=5;");
    for (int i = 0; i < 20; i++) values[i] = i; /* whole numbers: which belongs where is plain */
    ck_assert_str_eq(cut(&column, 20), "below 5=5;5 to 9=5;10 to 14=5;15 and above=5;");
    for (int i = 0; i < 20; i++) values[i] = i < 10 ? i : i < 15 ? 10 : i - 4;
    ck_assert_str_eq(cut(&column, 20), "below 5=5;5 to 9=5;10=5;11 and above=5;");
    for (int i = 0; i < 20; i++) values[i] = 4;
    ck_assert_str_eq(cut(&column, 20), "");
    for (int i = 0; i < 20; i++) values[i] = NAN;
    ck_assert_str_eq(cut(&column, 20), "");
    for (int i = 0; i < 20; i++) values[i] = i;
    column.sliced = false;
    ck_assert_str_eq(cut(&column, 20), "");
}
END_TEST

START_TEST(slices_of_words)
{
    const char *words[80];
    PsSliceColumn column = {.name = "c", .words = words, .sliced = true};
    for (int i = 0; i < 40; i++) words[i] = i % 4 == 0 ? "night" : i % 4 == 1 ? "day" : NULL;
    ck_assert_str_eq(cut(&column, 40), "day=10;night=10;");
    for (int i = 0; i < 40; i++) words[i] = ps_arena_printf(arena, "%d", i);
    ck_assert_str_eq(cut(&column, 40), "");
    for (int i = 0; i < 80; i++) { /* 50 words: two of them are on enough images */
        words[i] = i % 5 == 0 ? "cam" : i % 5 == 1 ? "cab" : ps_arena_printf(arena, "%d", i);
    }
    ck_assert_str_eq(cut(&column, 80), "cab=16;cam=16;");
    for (int i = 0; i < 40; i++) words[i] = "day";
    ck_assert_str_eq(cut(&column, 40), "");
}
END_TEST

/* ---- names ---- */

/* 40 images; the first ten are dark (6 standard deviations of the others), and hold all objects of
   class B but one; the next ten are a little sharper. */
START_TEST(names_of_clusters)
{
    enum { IMAGES = 40 };
    double bright[IMAGES], sharp[IMAGES];
    PsDataset dataset = images_only(IMAGES);
    PsClass classes[] = {{.name = "A"}, {.name = "B"}};
    dataset.classes = classes;
    dataset.class_count = 2;
    dataset.objects = PS_ARRAY(arena, PsObject, IMAGES);
    dataset.object_count = IMAGES;
    for (int i = 0; i < IMAGES; i++) {
        bright[i] = i < 10 ? 2 : 50 + i % 5;
        sharp[i] = i / 10 == 1 ? 3 + i % 2 : 2.5 + i % 2;
        dataset.images[i] = (PsImage){.first_object = i, .object_count = 1};
        dataset.objects[i] = (PsObject){.image = i, .class_index = i < 9 || i == 39};
    }
    PsSliceColumn columns[] = {
        {.name = "sharpness", .values = sharp, .low = "blurred", .high = "sharp"},
        {.name = "brightness", .values = bright, .low = "dark", .high = "bright"},
        {.name = "shots", .values = bright, .sliced = true}, /* no words: no name */
    };
    PsGroup groups[4] = {0};
    for (int g = 0; g < 4; g++)
        groups[g] = (PsGroup){.images = universe + g * 10, .image_count = 10};
    PsFamily set = family(groups, 4, IMAGES);
    ps_name_clusters(&dataset, columns, 3, &set, arena);
    ck_assert_str_eq(groups[0].name, "dark, often B");
    ck_assert_str_eq(groups[1].name, "sharp, bright");
    ck_assert_str_eq(groups[2].name, "bright");
    ck_assert_str_eq(groups[3].name, "bright (2)");
}
END_TEST

Suite *groups_suite(void)
{
    Suite *suite = suite_create("groups");
    TCase *statistics = tcase_create("statistics");
    tcase_add_checked_fixture(statistics, set_up, tear_down);
    tcase_set_timeout(statistics, 30);
    tcase_add_test(statistics, worked_group);
    tcase_add_test(statistics, gain_by_replacement);
    tcase_add_test(statistics, false_discovery);
    tcase_add_test(statistics, intervals);
    tcase_add_test(statistics, false_alarms);
    tcase_add_loop_test(statistics, planted_group, 0, 2);
    tcase_add_test(statistics, least_images);
    suite_add_tcase(suite, statistics);
    TCase *groups = tcase_create("groups");
    tcase_add_checked_fixture(groups, set_up, tear_down);
    tcase_add_test(groups, clusters);
    tcase_add_test(groups, too_few_for_clusters);
    tcase_add_test(groups, slices_of_numbers);
    tcase_add_test(groups, slices_of_words);
    tcase_add_test(groups, names_of_clusters);
    suite_add_tcase(suite, groups);
    return suite;
}
