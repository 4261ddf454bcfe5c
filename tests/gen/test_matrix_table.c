/* The table that a large confusion matrix is shown as: which classes it names, their order, and
 * what "all others" add up to, against sums over the cells by brute force. */
#include "build.h"
#include "suites.h"

#include <check.h>

#include <stdlib.h>

enum { GRID = 6, IMAGES = 12 };

static Report *report;
static unsigned seed;

static int up_to(int n)
{
    seed = seed * 1664525u + 1013904223u;
    return (int)((seed >> 8) % (unsigned)n);
}

static void start(int classes)
{
    PsArena *arena = ps_arena_new();
    report = PS_NEW(arena, Report);
    *report = (Report){.arena = arena,
                       .class_count = classes,
                       .threshold_count = GRID,
                       .optimum = 1,
                       .image_count = IMAGES};
    report->classes = PS_ARRAY(arena, ClassRow, classes);
    report->cells = PS_ARRAY(arena, MatrixCell, 12 * classes);
    report->confusions = PS_ARRAY(arena, Confusion, 12 * classes);
    for (int c = 0; c < classes; c++) {
        report->classes[c].name = "a class";
        report->classes[c].objects = 0;
        report->classes[c].sweep.kept = PS_ARRAY(arena, int, GRID);
    }
}

static void tear_down(void)
{
    if (report) ps_arena_free(report->arena);
    report = NULL;
}

/* Each entry is one object or box of its image, from its first threshold to its last. */
static void add_cell(int actual, int predicted, int count)
{
    CellEntry *entries = PS_ARRAY(report->arena, CellEntry, count);
    int *counts = PS_ARRAY(report->arena, int, GRID), *images = PS_ARRAY(report->arena, int, GRID);
    int *undefined = PS_ARRAY(report->arena, int, GRID);
    int image = up_to(3);
    for (int i = 0; i < count; i++) {
        int first = up_to(2), last = first + up_to(GRID - first);
        entries[i] = (CellEntry){image, first, last};
        for (int k = first; k <= last; k++) counts[k]++;
        image = (image + up_to(2)) % IMAGES;
        if (i && entries[i].image < entries[i - 1].image) entries[i].image = entries[i - 1].image;
    }
    report->cells[report->cell_count++] =
        (MatrixCell){actual, predicted, counts, images, undefined, undefined, entries, count};
    if (actual < report->class_count) report->classes[actual].objects += count;
    int *kept = predicted < report->class_count
                    ? (int *)(size_t)report->classes[predicted].sweep.kept
                    : undefined;
    for (int k = 0; k < GRID; k++) kept[k] += counts[k];
}

static int by_count(const void *a, const void *b)
{
    const Confusion *x = a, *y = b;
    if (x->count != y->count) return y->count - x->count;
    return x->actual != y->actual ? x->actual - y->actual : x->predicted - y->predicted;
}

static void finish(void)
{
    for (int i = 0; i < report->cell_count; i++) {
        const MatrixCell *cell = &report->cells[i];
        if (cell->actual == cell->predicted || cell->counts[report->optimum] == 0) continue;
        report->confusions[report->confusion_count++] =
            (Confusion){.actual = cell->actual,
                        .predicted = cell->predicted,
                        .count = cell->counts[report->optimum]};
    }
    qsort(report->confusions, (size_t)report->confusion_count, sizeof(Confusion), by_count);
    build_matrix_order(report);
    build_matrix_table(report);
}

static void fill(int classes)
{
    start(classes);
    for (int a = 0; a < classes; a++) {
        add_cell(a, a, 1 + up_to(9));
        for (int i = 0, p = a; i < 5 && p < classes - 7; i++) {
            p += 1 + up_to(7);
            add_cell(a, p, 1 + up_to(4));
        }
        if (up_to(3)) add_cell(a, classes, 1 + up_to(5));
        if (up_to(3)) add_cell(classes, a, 1 + up_to(5));
    }
    finish();
}

/* ---- which classes, in which order */

static bool is_named(int c)
{
    const MatrixTable *table = &report->matrix;
    for (int i = 0; i < table->slot_count; i++) {
        if (table->slots[i] == c) return true;
    }
    return false;
}

START_TEST(up_to_forty_classes_are_shown_as_they_come)
{
    fill(40);
    ck_assert_int_eq(report->matrix.slot_count, 41);
    for (int i = 0; i <= 40; i++) ck_assert_int_eq(report->matrix.slots[i], i);
    ck_assert_int_eq(report->matrix.sum_count + report->matrix.other_count, 0);
    ck_assert_str_eq(report->matrix.note, "");
}
END_TEST

START_TEST(of_more_the_thirty_most_confused_are_named)
{
    fill(41);
    const MatrixTable *table = &report->matrix;
    ck_assert_int_eq(table->slot_count, 32);
    ck_assert_int_eq(table->other_count, 11);
    ck_assert_int_eq(table->slots[30], OTHERS(report));
    ck_assert_int_eq(table->slots[31], 41);
    ck_assert_str_eq(table->note,
                     "The 30 most confused of 41 classes; “all others” adds up the other 11.");
    int met = 0; /* no pair is more frequent than one of two classes that are both named */
    for (int i = 0; i < report->confusion_count && met < 15; i++) {
        const Confusion *pair = &report->confusions[i];
        if (pair->actual == 41 || pair->predicted == 41) continue;
        ck_assert(is_named(pair->actual) && is_named(pair->predicted));
        met++;
    }
    ck_assert_int_eq(met, 15);
}
END_TEST

START_TEST(the_order_holds_every_class_once)
{
    fill(130);
    bool *seen = PS_ARRAY(report->arena, bool, 130);
    for (int i = 0; i < 130; i++) {
        int c = report->matrix.order[i];
        ck_assert(c >= 0 && c < 130 && !seen[c]);
        seen[c] = true;
    }
    int at = 0; /* the named ones keep it */
    for (int i = 0; i < 130; i++) {
        if (is_named(report->matrix.order[i])) {
            ck_assert_int_eq(report->matrix.slots[at++], report->matrix.order[i]);
        }
    }
    ck_assert_int_eq(at, 30);
}
END_TEST

static void confuse(int a, int b, int count)
{
    report->confusions[report->confusion_count++] =
        (Confusion){.actual = a, .predicted = b, .count = count};
}

static int place_of(int c)
{
    for (int i = 0; i < report->class_count; i++) {
        if (report->matrix.order[i] == c) return i;
    }
    return -1;
}

START_TEST(classes_that_are_confused_lie_side_by_side)
{
    start(8);
    confuse(0, 5, 9); /* 0-5, 2-7, 5-2: one chain 0 5 2 7; 1-6 lie apart from it; 3 and 4 last */
    confuse(7, 2, 8);
    confuse(5, 2, 4);
    confuse(1, 6, 3);
    build_matrix_order(report);
    int zero = place_of(0), step = place_of(5) - zero;
    ck_assert_int_eq(abs(step), 1);
    ck_assert_int_eq(place_of(2), zero + 2 * step);
    ck_assert_int_eq(place_of(7), zero + 3 * step);
    ck_assert(place_of(0) < 4 && place_of(7) < 4);
    ck_assert_int_eq(abs(place_of(1) - place_of(6)), 1);
    ck_assert_int_eq(place_of(1) + place_of(6), 9);
    ck_assert_int_eq(place_of(3), 6);
    ck_assert_int_eq(place_of(4), 7);
}
END_TEST

START_TEST(both_directions_of_a_pair_count_together)
{
    start(3);
    confuse(0, 1, 5);
    confuse(1, 2, 3);
    confuse(2, 1, 3); /* 1-2: six, before 0-1 */
    build_matrix_order(report);
    ck_assert_int_eq(place_of(1), 1);
    build_matrix_order(report);
    ck_assert_int_eq(place_of(1), 1);
}
END_TEST

/* ---- sums */

/* Whether the cell belongs to a row and column of the table. */
static bool is_in(int place, int class_index)
{
    if (place == OTHERS(report)) return class_index < report->class_count && !is_named(class_index);
    return place == class_index;
}

static bool belongs(const MatrixCell *sum, const MatrixCell *cell)
{
    bool inner = sum->predicted == OTHERS_RIGHT(report) || sum->predicted == OTHERS_WRONG(report);
    int predicted = inner ? OTHERS(report) : sum->predicted;
    if (!is_in(sum->actual, cell->actual) || !is_in(predicted, cell->predicted)) return false;
    return !inner || (cell->actual == cell->predicted) == (sum->predicted == OTHERS_RIGHT(report));
}

static bool holds(const MatrixCell *cell, int image, int k)
{
    for (int e = 0; e < cell->entry_count; e++) {
        const CellEntry *entry = &cell->entries[e];
        if (entry->image == image && entry->first <= k && k <= entry->last) return true;
    }
    return false;
}

static int share(int part, int whole)
{
    if (whole == 0) return UNDEFINED;
    return part * 100 < whole ? 0 : (part * 200 + whole) / (2 * whole);
}

static void check_sum(const MatrixCell *sum, int k)
{
    int count = 0, images = 0, objects = 0, kept = 0;
    for (int c = 0; c < report->class_count; c++) {
        if (is_in(sum->actual, c)) objects += report->classes[c].objects;
        bool others = sum->predicted > report->class_count;
        if (is_in(others ? OTHERS(report) : sum->predicted, c)) {
            kept += report->classes[c].sweep.kept[k];
        }
    }
    for (int i = 0; i < report->cell_count; i++) {
        if (belongs(sum, &report->cells[i])) count += report->cells[i].counts[k];
    }
    for (int image = 0; image < IMAGES; image++) {
        bool found = false;
        for (int i = 0; i < report->cell_count && !found; i++) {
            found = belongs(sum, &report->cells[i]) && holds(&report->cells[i], image, k);
        }
        images += found;
    }
    ck_assert_int_eq(sum->counts[k], count);
    ck_assert_int_eq(sum->images[k], images);
    /* halves round to even in one and up in the other: one apart at most */
    ck_assert_int_le(abs(sum->row_share[k] - share(count, kept)),
                     200 * count % (2 * kept + !kept) == kept);
    ck_assert_int_le(abs(sum->column_share[k] - share(count, objects)),
                     200 * count % (2 * objects + !objects) == objects);
}

START_TEST(others_add_up_at_every_threshold)
{
    fill(60 + 20 * _i);
    const MatrixTable *table = &report->matrix;
    ck_assert_int_gt(table->sum_count, 30);
    for (int i = 0; i < table->sum_count * GRID; i++) check_sum(&table->sums[i / GRID], i % GRID);
    int objects = 0;
    for (int c = 0; c < report->class_count; c++) {
        if (!is_named(c)) objects += report->classes[c].objects;
    }
    ck_assert_int_eq(table->other_objects, objects);
}
END_TEST

START_TEST(rows_sum_to_the_boxes_and_columns_to_the_objects)
{
    fill(90);
    const MatrixTable *table = &report->matrix;
    int n = table->slot_count;
    for (int slot = 0; slot < n - 1; slot++) {
        int row = 0, column = 0, c = table->slots[slot];
        for (int i = 0; i < n; i++) {
            const MatrixCell *said = table->at[slot * n + i], *labelled = table->at[i * n + slot];
            row += said ? said->counts[0] : 0;
            column += labelled ? labelled->counts[0] : 0;
            if (said) ck_assert(said->predicted == c && said->actual == table->slots[i]);
        }
        int kept = c == OTHERS(report) ? table->other_kept[0] : report->classes[c].sweep.kept[0];
        ck_assert_int_eq(row, kept);
        int all = 0; /* of its objects, those that some cell holds at the lowest threshold */
        for (int i = 0; i < report->cell_count; i++) {
            if (is_in(c, report->cells[i].actual)) all += report->cells[i].counts[0];
        }
        ck_assert_int_eq(column, all);
    }
}
END_TEST

Suite *matrix_table_suite(void)
{
    Suite *suite = suite_create("matrix_table");
    TCase *tests = tcase_create("matrix_table");
    tcase_add_checked_fixture(tests, NULL, tear_down);
    tcase_add_test(tests, up_to_forty_classes_are_shown_as_they_come);
    tcase_add_test(tests, of_more_the_thirty_most_confused_are_named);
    tcase_add_test(tests, the_order_holds_every_class_once);
    tcase_add_test(tests, classes_that_are_confused_lie_side_by_side);
    tcase_add_test(tests, both_directions_of_a_pair_count_together);
    tcase_add_loop_test(tests, others_add_up_at_every_threshold, 0, 3);
    tcase_add_test(tests, rows_sum_to_the_boxes_and_columns_to_the_objects);
    suite_add_tcase(suite, tests);
    return suite;
}
