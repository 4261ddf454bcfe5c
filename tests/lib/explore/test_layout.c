/* From vectors to a map: every step against a plain second reckoning, and what the maps are worth.
   No test looks at a coordinate of a layout: a last bit would move it. */
#include "explore/layout.h"
#include "explore/matrix.h"
#include "suites.h"
#include "support.h"

#include "base/file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { CENTRES = 8 };

static PsArena *arena;

static void set_up(void)
{
    arena = ps_arena_new();
}

static void tear_down(void)
{
    ps_arena_free(arena);
}

/* Rows around eight centres, [row][dims]; row r belongs to centre r % 8. */
static float *draw(int rows, int dims, double spread)
{
    uint64_t state = 5;
    float *values = PS_ARRAY(arena, float, rows *dims);
    double *centres = PS_ARRAY(arena, double, CENTRES *dims);
    for (int i = 0; i < CENTRES * dims; i++) centres[i] = ps_unit(&state) * 10;
    for (int i = 0; i < rows * dims; i++) {
        double noise = ps_unit(&state) + ps_unit(&state) + ps_unit(&state) - 1.5;
        values[i] = (float)(centres[i / dims % CENTRES * dims + i % dims] + spread * noise);
    }
    return values;
}

static PsPoints draw_points(int rows, int dims, double spread)
{
    const float *values = draw(rows, dims, spread);
    PsPoints points = ps_points_new(arena, rows, dims);
    for (int i = 0; i < rows * dims; i++) {
        points.values[i / dims * points.stride + i % dims] = values[i];
    }
    return points;
}

static double plain_distance(const PsPoints *points, int a, int b)
{
    double sum = 0;
    for (int k = 0; k < points->dims; k++) {
        double step = (double)ps_point(points, a)[k] - (double)ps_point(points, b)[k];
        sum += step * step;
    }
    return sum;
}

/* Components come in a unit that is the power of two below the largest number. */
static void restore_unit(PsPoints *points, const float *values, int count)
{
    float largest = 0;
    for (int i = 0; i < count; i++) largest = fmaxf(largest, fabsf(values[i]));
    for (int i = 0; i < points->count * points->stride; i++) {
        points->values[i] = (float)ldexp((double)points->values[i], ilogbf(largest));
    }
}

/* ---- components ---- */

/* [2 1; 1 2] has 3 along (1, 1) and 1 along (1, -1); and a random matrix keeps A v = w v. */
START_TEST(eigenvectors)
{
    enum { N = 20 };
    double small[] = {2, 1, 1, 2}, w[N], v[N * N], a[N * N], kept[N * N];
    uint64_t state = 3;
    ps_eigen(small, 2, w, v);
    ck_assert_double_eq_tol(w[0], 3, 1e-12);
    ck_assert_double_eq_tol(w[1], 1, 1e-12);
    ck_assert_double_eq_tol(fabs(v[0]), sqrt(0.5), 1e-12);
    ck_assert_double_eq_tol(v[0], v[1], 1e-12);
    for (int i = 0; i < N * N; i++) {
        if (i % N <= i / N) a[i] = a[i % N * N + i / N] = ps_unit(&state) - 0.5;
    }
    memcpy(kept, a, sizeof a);
    ps_eigen(a, N, w, v);
    for (int k = 0; k < N; k++) {
        ck_assert(k == 0 || w[k - 1] >= w[k]);
        for (int i = 0; i < N; i++) {
            double sum = 0;
            for (int j = 0; j < N; j++) sum += kept[i * N + j] * v[k * N + j];
            ck_assert_double_eq_tol(sum, w[k] * v[k * N + i], 1e-10);
        }
    }
}
END_TEST

/* Points on a line in three dimensions, with a little beside it: the first component is the way
   along it, and its largest loading is positive. */
START_TEST(components_of_a_line)
{
    float values[5 * 3];
    double share;
    for (int i = 0; i < 5; i++) {
        values[3 * i] = (float)(-2 * i);
        values[3 * i + 1] = (float)i + (i % 2 ? 0.01F : -0.01F);
        values[3 * i + 2] = (float)(2 * i);
    }
    PsPoints points = ps_principal(values, 5, 3, 2, 1, arena, &share);
    restore_unit(&points, values, 15);
    ck_assert_int_eq(points.dims, 2);
    ck_assert_double_gt(share, 0.999);
    for (int i = 0; i < 5; i++) {
        ck_assert_double_eq_tol(fabs((double)ps_point(&points, i)[0]), 3.0 * abs(i - 2), 0.02);
        ck_assert_double_lt(fabs((double)ps_point(&points, i)[1]), 0.05);
    }
}
END_TEST

/* All components together keep every distance; they are uncorrelated, and the variance falls. */
START_TEST(components_keep_distances)
{
    enum { ROWS = 60, DIMS = 17 };
    PsPoints raw = draw_points(ROWS, DIMS, 3);
    float packed[ROWS * DIMS];
    for (int i = 0; i < ROWS * DIMS; i++) packed[i] = ps_point(&raw, i / DIMS)[i % DIMS];
    PsPoints points = ps_principal(packed, ROWS, DIMS, 50, 1, arena, NULL);
    restore_unit(&points, packed, ROWS * DIMS);
    ck_assert_int_eq(points.dims, DIMS);
    for (int a = 0; a < ROWS; a++) {
        double wanted = plain_distance(&raw, a, 7);
        ck_assert_double_eq_tol(plain_distance(&points, a, 7), wanted, 1e-4 * (1 + wanted));
    }
    double before = INFINITY;
    for (int k = 0; k < DIMS; k++) {
        double sum = 0, cross = 0;
        for (int r = 0; r < ROWS; r++) {
            double value = ps_point(&points, r)[k], next = ps_point(&points, r)[(k + 1) % DIMS];
            sum += value * value;
            cross += value * next;
        }
        ck_assert_double_le(sum, before * (1 + 1e-6));
        ck_assert_double_lt(fabs(cross), 1e-3 * sum + 1e-2);
        before = sum;
    }
}
END_TEST

/* More columns than are taken apart are folded: distances stay within a tenth. */
START_TEST(folded_columns)
{
    enum { ROWS = 12, DIMS = 6000 };
    PsPoints raw = draw_points(ROWS, DIMS, 3);
    float *packed = PS_ARRAY(arena, float, ROWS *DIMS);
    for (int i = 0; i < ROWS * DIMS; i++) packed[i] = ps_point(&raw, i / DIMS)[i % DIMS];
    PsPoints points = ps_principal(packed, ROWS, DIMS, 50, 1, arena, NULL);
    restore_unit(&points, packed, ROWS * DIMS);
    ck_assert_int_eq(points.dims, ROWS - 1);
    for (int a = 1; a < ROWS; a++) {
        double wanted = plain_distance(&raw, a, 0);
        ck_assert_double_eq_tol(plain_distance(&points, a, 0), wanted, 0.1 * wanted);
    }
}
END_TEST

/* ---- neighbours ---- */

START_TEST(exact_neighbours)
{
    PsPoints points = draw_points(300, 7, 4);
    PsNeighbours found = ps_neighbours(&points, 12, 2, arena);
    for (int i = 0; i < 300; i++) {
        const int *index = found.index + i * 12;
        for (int k = 0; k < 12; k++) {
            double squared = plain_distance(&points, i, index[k]);
            int nearer = 0;
            for (int j = 0; j < 300; j++) {
                nearer += j != i && plain_distance(&points, i, j) < squared * (1 - 1e-5);
            }
            ck_assert_int_ne(index[k], i);
            ck_assert_int_le(nearer, k);
            ck_assert(k == 0 || found.squared[i * 12 + k] >= found.squared[i * 12 + k - 1]);
        }
    }
}
END_TEST

/* Equal distances come by number; fewer points than wanted give all others. */
START_TEST(ties_and_few)
{
    PsPoints points = ps_points_new(arena, 4, 1);
    PsNeighbours found = ps_neighbours(&points, 9, 1, arena);
    ck_assert_int_eq(found.each, 3);
    static const int wanted[] = {1, 2, 3, 0, 2, 3, 0, 1, 3, 0, 1, 2};
    for (int i = 0; i < 12; i++) ck_assert_int_eq(found.index[i], wanted[i]);
}
END_TEST

/* Inverted lists find at least 95 of 100 of the true neighbours. */
START_TEST(neighbours_from_cells)
{
    enum { ROWS = 12000, EACH = 15, SAMPLE = 100 };
    PsPoints points = draw_points(ROWS, 16, 6);
    PsNeighbours found = ps_neighbours(&points, EACH, 2, arena);
    int hits = 0;
    for (int s = 0; s < SAMPLE; s++) {
        int i = s * (ROWS / SAMPLE), index[EACH], count = 0;
        float squared[EACH];
        for (int j = 0; j < ROWS; j++) {
            if (j == i) continue;
            float distance = (float)plain_distance(&points, i, j);
            count = ps_nearest_add(index, squared, count, EACH, j, distance);
        }
        for (int k = 0; k < EACH * EACH; k++) {
            hits += index[k / EACH] == found.index[i * EACH + k % EACH];
        }
    }
    ck_assert_int_ge(hits, SAMPLE * EACH * 95 / 100);
}
END_TEST

/* ---- affinities and forces ---- */

/* They are symmetric, each pair stands once in a row, and they sum to 1. */
START_TEST(affinities)
{
    enum { ROWS = 200, EACH = 30 };
    PsPoints points = draw_points(ROWS, 5, 4);
    PsNeighbours near = ps_neighbours(&points, EACH, 1, arena);
    PsAffinities found = ps_affinities(&near, 10, 2, arena);
    double sum = 0, *matrix = PS_ARRAY(arena, double, ROWS *ROWS);
    for (int i = 0; i < ROWS; i++) {
        for (size_t e = found.first[i]; e < found.first[i + 1]; e++) {
            ck_assert(matrix[i * ROWS + found.index[e]] == 0); /* each pair once */
            matrix[i * ROWS + found.index[e]] = (double)found.values[e];
            sum += (double)found.values[e];
        }
    }
    ck_assert_double_eq_tol(sum, 1, 1e-5);
    for (int i = 0; i < ROWS * ROWS; i++) {
        ck_assert_double_eq_tol(matrix[i], matrix[i % ROWS * ROWS + i / ROWS], 1e-9);
    }
}
END_TEST

/* Point 0 is nobody's neighbour, so its row holds its own weights alone: their entropy is the log
   of the perplexity. All the others are as far from each other: their weights are equal. */
START_TEST(perplexity_of_a_row)
{
    enum { EACH = 20, COUNT = EACH + 2 };
    int index[COUNT * EACH];
    float squared[COUNT * EACH];
    for (int e = 0; e < COUNT * EACH; e++) {
        int i = e / EACH, k = e % EACH + 1;
        index[e] = i > 0 && k >= i ? k + 1 : k;
        squared[e] = i > 0 ? 3 : (float)k;
    }
    PsNeighbours near = {COUNT, EACH, index, squared};
    PsAffinities found = ps_affinities(&near, 6, 1, arena);
    double entropy = 0;
    ck_assert_uint_eq(found.first[1], EACH);
    for (int e = 0; e < EACH; e++) {
        double weight = (double)found.values[e] * 2 * COUNT;
        if (weight > 0) entropy -= weight * log(weight);
    }
    ck_assert_double_eq_tol(entropy, log(6), 1e-4);
    size_t last = found.first[COUNT] - 1; /* of the last point with another that is not point 0 */
    ck_assert_double_eq_tol((double)found.values[last], 2.0 / EACH / (2 * COUNT), 1e-7);
}
END_TEST

/* Against the sum over all pairs: exact without a tree, within 3 % of the forces with one. */
START_TEST(repulsion)
{
    enum { COUNT = 502 };
    static PsSpot spots[COUNT];
    uint64_t state = 9;
    for (int i = 0; i < COUNT; i++) {
        spots[i] =
            (PsSpot){(float)(ps_unit(&state) * 20), (float)(ps_unit(&state) * ps_unit(&state))};
        if (i % 10 == 0) spots[i] = spots[0]; /* fifty in one place */
    }
    PsTree tree = ps_tree_new(COUNT, arena);
    ps_tree_build(&tree, spots);
    double wrong = 0, size = 0;
    for (int s = 0; s < COUNT; s++) {
        int i = tree.order[s];
        double x = 0, sum = 0;
        for (int j = 0; j < COUNT; j++) {
            double dx = (double)spots[i].x - (double)spots[j].x;
            double dy = (double)spots[i].y - (double)spots[j].y, near = 1 / (1 + dx * dx + dy * dy);
            if (j == i) continue;
            sum += near;
            x += near * near * dx;
        }
        PsPush exact[PS_TOGETHER], near_enough[PS_TOGETHER];
        ps_tree_push(&tree, s / PS_TOGETHER * PS_TOGETHER, 0, exact);
        ps_tree_push(&tree, s / PS_TOGETHER * PS_TOGETHER, 0.25F, near_enough);
        PsPush all = exact[s % PS_TOGETHER], far = near_enough[s % PS_TOGETHER];
        ck_assert_double_eq_tol((double)all.sum, sum, 1e-4 * sum);
        ck_assert_double_eq_tol((double)all.x, x, 1e-3 * (fabs(x) + 1));
        ck_assert_double_eq_tol((double)far.sum, sum, 0.01 * sum);
        wrong += fabs((double)far.x - x);
        size += fabs(x);
    }
    ck_assert_double_lt(wrong, 0.03 * size);
}
END_TEST

/* ---- the whole way ---- */

static PsLayout lay_out(const float *values, int rows, int dims, int threads)
{
    PsLayoutInput input = {.values = values, .rows = rows, .dims = dims, .threads = threads};
    return ps_layout(&input, arena);
}

static PsWorth worth_of(const float *values, int rows, int dims, const PsLayout *layout)
{
    PsLayoutInput input = {.values = values, .rows = rows, .dims = dims, .threads = 2};
    return ps_layout_worth(&input, layout);
}

/* Trustworthiness and neighbours kept by sorting everything. */
static PsQuality plain_quality(const PsPoints *points, const PsSpot *spots)
{
    enum { K = 10 };
    int n = points->count;
    double penalty = 0, kept = 0;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
            int on_map = 0, in_vectors = 0;
            double map = hypot((double)spots[i].x - (double)spots[j].x,
                               (double)spots[i].y - (double)spots[j].y);
            double vector = plain_distance(points, i, j);
            for (int o = 0; o < n && j != i; o++) {
                if (o == i) continue;
                on_map += hypot((double)spots[i].x - (double)spots[o].x,
                                (double)spots[i].y - (double)spots[o].y) < map;
                in_vectors += plain_distance(points, i, o) < vector;
            }
            if (j == i || on_map >= K) continue;
            penalty += in_vectors >= K ? in_vectors + 1 - K : 0;
            kept += in_vectors < K;
        }
    }
    return (PsQuality){1 - penalty * 2 / (n * K * (2.0 * n - 3 * K - 1)), kept / (n * K), n};
}

START_TEST(quality)
{
    enum { ROWS = 120, DIMS = 6 };
    const float *values = draw(ROWS, DIMS, 5);
    PsPoints points = draw_points(ROWS, DIMS, 5);
    PsLayout layout = lay_out(values, ROWS, DIMS, 1);
    PsWorth found = worth_of(values, ROWS, DIMS, &layout);
    const PsQuality both[] = {found.spots, found.principal};
    const PsSpot *maps[] = {layout.spots, layout.principal};
    for (int map = 0; map < 2; map++) {
        PsQuality wanted = plain_quality(&points, maps[map]);
        ck_assert_int_eq(both[map].sample, ROWS);
        ck_assert_double_eq_tol(both[map].trustworthiness, wanted.trustworthiness, 1e-9);
        ck_assert_double_eq_tol(both[map].kept, wanted.kept, 1e-9);
    }
}
END_TEST

/* Eight groups stay together: each point's nearest one on the map is of its group. */
START_TEST(groups_stay_together)
{
    enum { ROWS = 600, DIMS = 40 };
    const float *values = draw(ROWS, DIMS, 4);
    PsLayout layout = lay_out(values, ROWS, DIMS, 2);
    PsQuality near = worth_of(values, ROWS, DIMS, &layout).spots;
    int same = 0;
    for (int i = 0; i < ROWS; i++) {
        int nearest = -1;
        double least = INFINITY;
        for (int j = 0; j < ROWS; j++) {
            double distance = hypot((double)layout.spots[i].x - (double)layout.spots[j].x,
                                    (double)layout.spots[i].y - (double)layout.spots[j].y);
            if (j == i || distance >= least) continue;
            least = distance;
            nearest = j;
        }
        same += nearest % CENTRES == i % CENTRES;
    }
    ck_assert_int_ge(same, ROWS * 99 / 100);
    ck_assert_double_gt(near.trustworthiness, 0.93);
}
END_TEST

/* Of few points too the layout keeps more than the first two components do. */
START_TEST(small_sets_are_laid_out)
{
    const int sizes[] = {40, 60, 110, 160};
    const float *values = draw(sizes[_i], 20, 3);
    PsLayout layout = lay_out(values, sizes[_i], 20, 1);
    PsWorth worth = worth_of(values, sizes[_i], 20, &layout);
    ck_assert_double_gt(worth.spots.trustworthiness, worth.principal.trustworthiness);
    ck_assert_double_gt(worth.spots.kept, worth.principal.kept);
}
END_TEST

/* The same bytes for one thread and for seven; 1,200 points are enough for both to be used. */
START_TEST(threads_change_nothing)
{
    const float *values = draw(1200, 30, 5);
    PsLayout one = lay_out(values, 1200, 30, 1), seven = lay_out(values, 1200, 30, 7);
    ck_assert_mem_eq(one.spots, seven.spots, 1200 * sizeof(PsSpot));
    ck_assert_mem_eq(one.principal, seven.principal, 1200 * sizeof(PsSpot));
    ck_assert_mem_eq(one.points.values, seven.points.values,
                     1200 * sizeof(float) * (size_t)one.points.stride);
    PsLayoutInput input = {.values = values, .rows = 1200, .dims = 30, .threads = 1};
    PsQuality a = ps_layout_worth(&input, &one).spots;
    input.threads = 7;
    PsQuality b = ps_layout_worth(&input, &one).spots;
    ck_assert(a.trustworthiness == b.trustworthiness && a.kept == b.kept);
}
END_TEST

/* Lengths near the ends of what a float can hold: the unit does not matter. */
START_TEST(units_change_nothing)
{
    static const float units[] = {0x1p100F, 0x1p-100F};
    float *values = draw(100, 12, 5);
    PsLayout wanted = lay_out(values, 100, 12, 1);
    for (int i = 0; i < 100 * 12; i++) values[i] *= units[_i];
    PsLayout found = lay_out(values, 100, 12, 1);
    ck_assert_mem_eq(found.spots, wanted.spots, 100 * sizeof(PsSpot));
}
END_TEST

/* 1 to 5 rows, one column, rows that are all equal, rows of two kinds: a place for each. */
START_TEST(odd_sets)
{
    static const int shapes[][2] = {{1, 1}, {2, 3}, {3, 1}, {4, 2}, {5, 1}, {40, 1}, {60, 300}};
    int rows = shapes[_i / 3][0], dims = shapes[_i / 3][1];
    float *values = PS_ARRAY(arena, float, rows *dims);
    uint64_t state = 1;
    for (int i = 0; i < rows * dims; i++) {
        if (_i % 3 == 1) values[i] = (float)(i / dims % 2);
        if (_i % 3 == 2) values[i] = (float)ps_unit(&state);
    }
    PsLayout layout = lay_out(values, rows, dims, 2);
    for (int r = 0; r < rows; r++) {
        ck_assert(isfinite(layout.spots[r].x) && isfinite(layout.spots[r].y));
        ck_assert(isfinite(layout.principal[r].x) && isfinite(layout.principal[r].y));
    }
    ck_assert(isfinite(layout.explained));
}
END_TEST

/* Half of the landmarks may be rows to keep; if there are few of those, all of them. */
START_TEST(landmarks)
{
    enum { ROWS = 1000, MOST = 200 };
    static bool keep[ROWS];
    static const int kept_rows[] = {0, 40, 100, 600, 950};
    int chosen[MOST], kept = 0, wanted = kept_rows[_i];
    for (int r = 0; r < ROWS; r++) keep[r] = r * 7 % ROWS < wanted;
    PsLayoutInput input = {.rows = ROWS, .keep = wanted ? keep : NULL, .seed = 4};
    ps_choose_landmarks(&input, MOST, chosen);
    for (int i = 0; i < MOST; i++) {
        ck_assert(i == 0 || chosen[i] > chosen[i - 1]);
        ck_assert(chosen[i] >= 0 && chosen[i] < ROWS);
        kept += keep[chosen[i]];
    }
    int most = wanted < MOST / 2 ? wanted : wanted > 900 ? 150 : MOST / 2;
    ck_assert_int_eq(kept, most);
}
END_TEST

/* scikit-learn's 1,797 handwritten digits, where it is installed: its own t-SNE reaches 0.992 and
   0.584. */
START_TEST(digits)
{
    char path[] = "/tmp/digits-XXXXXX", command[400];
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    close(file);
    snprintf(command, sizeof command,
             "/usr/bin/python3 -c \"import numpy, sklearn.datasets; numpy.save(open('%s', 'wb'), "
             "sklearn.datasets.load_digits().data.astype('<f4'))\" 2>/dev/null",
             path);
    PsBytes bytes = {0};
    PsMatrix matrix = {.file = path};
    PsError error;
    bool there = system(command) == 0 && ps_file_read(path, 1 << 24, &bytes, &error);
    unlink(path);
    if (!there) printf("digits: /usr/bin/python3 has no sklearn: skipped\n");
    if (there) {
        ck_assert(ps_matrix_npy(bytes.data, bytes.size, &matrix, &error));
        PsLayout layout = lay_out(matrix.values, matrix.rows, matrix.dims, 2);
        PsQuality near = worth_of(matrix.values, matrix.rows, matrix.dims, &layout).spots;
        ck_assert_int_eq(near.sample, 1797);
        ck_assert_double_ge(near.trustworthiness, 0.985);
        ck_assert_double_ge(near.kept, 0.55);
    }
    free(matrix.values);
    ps_bytes_free(&bytes);
}
END_TEST

Suite *layout_suite(void)
{
    Suite *suite = suite_create("layout");
    TCase *steps = tcase_create("steps");
    tcase_add_checked_fixture(steps, set_up, tear_down);
    tcase_add_test(steps, eigenvectors);
    tcase_add_test(steps, components_of_a_line);
    tcase_add_test(steps, components_keep_distances);
    tcase_add_test(steps, folded_columns);
    tcase_add_test(steps, exact_neighbours);
    tcase_add_test(steps, ties_and_few);
    tcase_add_test(steps, neighbours_from_cells);
    tcase_add_test(steps, affinities);
    tcase_add_test(steps, perplexity_of_a_row);
    tcase_add_test(steps, repulsion);
    suite_add_tcase(suite, steps);
    TCase *maps = tcase_create("maps");
    tcase_add_checked_fixture(maps, set_up, tear_down);
    tcase_set_timeout(maps, 60);
    tcase_add_test(maps, quality);
    tcase_add_test(maps, groups_stay_together);
    tcase_add_loop_test(maps, small_sets_are_laid_out, 0, 4);
    tcase_add_test(maps, threads_change_nothing);
    tcase_add_loop_test(maps, units_change_nothing, 0, 2);
    tcase_add_loop_test(maps, odd_sets, 0, 21);
    tcase_add_loop_test(maps, landmarks, 0, 5);
    tcase_add_test(maps, digits);
    suite_add_tcase(suite, maps);
    return suite;
}
