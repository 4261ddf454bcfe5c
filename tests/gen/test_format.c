/* Figures as text: rounding, undefined values, grouping. */
#include "format.h"
#include "report.h"
#include "support.h"

#include <check.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

Suite *format_suite(void);

static PsArena *arena;

static void set_up(void)
{
    arena = ps_arena_new();
}

static void tear_down(void)
{
    ps_arena_free(arena);
}

/* Halves are halves of what the double really holds: 0.0005 lies above, 0.0025 and 0.125 at or
   below theirs, and an exact half goes to the even digit. */
typedef struct NumberRow {
    double value;
    int thousandths, hundredths;
    const char *rate, *percent;
} NumberRow;

static const NumberRow numbers[] = {
    {0, 0, 0, "0.000", "0.00"},
    {1, 1000, 100, "1.000", "1.00"},
    {0.6797, 680, 68, "0.680", "0.68"},
    {0.347, 347, 35, "0.347", "0.35"},
    {2.0 / 3, 667, 67, "0.667", "0.67"},
    {0.0004, 0, 0, "0.000", "0.00"},
    {0.0005, 1, 0, "0.001", "0.00"},
    {0.125, 125, 12, "0.125", "0.12"},
    {0.375, 375, 38, "0.375", "0.38"},
    {0.99949, 999, 100, "0.999", "1.00"},
    {0.9996, 1000, 100, "1.000", "1.00"},
    {-0.0001, 0, 0, "0.000", "0.00"},
    {45, 45000, 4500, "45.000", "45.00"},
    {NAN, UNDEFINED, UNDEFINED, "–", "–"},
    {INFINITY, UNDEFINED, UNDEFINED, "–", "–"},
};

START_TEST(shown_numbers)
{
    const NumberRow *row = &numbers[_i];
    ck_assert_int_eq(shown_rate(row->value), row->thousandths);
    ck_assert_int_eq(shown_hundredths(row->value), row->hundredths);
    ck_assert_str_eq(rate_text(arena, shown_rate(row->value)), row->rate);
    ck_assert_str_eq(hundredths_text(arena, shown_hundredths(row->value)), row->percent);
}
END_TEST

/* What is shown is never text at odds with its number, however large. */
START_TEST(huge_numbers)
{
    ck_assert_int_eq(shown_rate(1e300), 1000000);
    ck_assert_int_eq(shown_rate(-1e300), 0);
}
END_TEST

static void check_as_printed(double value)
{
    char thousandths[32], hundredths[32];
    snprintf(thousandths, sizeof thousandths, "%.3f", value);
    snprintf(hundredths, sizeof hundredths, "%.2f", value);
    if (shown_rate(value) == lround(strtod(thousandths, NULL) * 1000) &&
        shown_hundredths(value) == lround(strtod(hundredths, NULL) * 100))
        return;
    ck_abort_msg("%.17g: %d, %d", value, shown_rate(value), shown_hundredths(value));
}

/* Fractions, with their neighbours: many of them are ties, or next to one. */
START_TEST(shown_as_printf_rounds)
{
    for (int whole = 1; whole <= 320; whole++) {
        for (int part = 0; part <= 2 * whole; part++) {
            double value = (double)part / whole;
            check_as_printed(value);
            check_as_printed(nextafter(value, 0));
            check_as_printed(nextafter(value, 9));
        }
    }
    for (int i = 0; i < 1000; i++) check_as_printed(999.0005 - i / 1000.0);
}
END_TEST

typedef struct ShareRow {
    int part, whole, share;
    const char *text;
} ShareRow;

static const ShareRow shares[] = {
    {0, 10, 0, "0%"},       {1, 1000, 0, "<1%"},   {9, 1000, 0, "<1%"},  {10, 1000, 1, "1%"},
    {1, 3, 33, "33%"},      {2, 3, 67, "67%"},     {89, 100, 89, "89%"}, {10, 10, 100, "100%"},
    {0, 0, UNDEFINED, "–"}, {12, 10, 120, "120%"},
};

START_TEST(shown_shares)
{
    const ShareRow *row = &shares[_i];
    int share = shown_share(row->part, row->whole);
    ck_assert_int_eq(share, row->share);
    ck_assert_str_eq(share_text(arena, share, row->part), row->text);
}
END_TEST

typedef struct CountRow {
    long long count;
    const char *text, *plural;
} CountRow;

static const CountRow counts[] = {
    {0, "0", "0 boxes"},
    {1, "1", "1 box"},
    {999, "999", "999 boxes"},
    {1000, "1,000", "1,000 boxes"},
    {2082, "2,082", "2,082 boxes"},
    {123456, "123,456", "123,456 boxes"},
    {1234567890123, "1,234,567,890,123", "1,234,567,890,123 boxes"},
    {-1234, "-1,234", "-1,234 boxes"},
};

START_TEST(shown_counts)
{
    ck_assert_str_eq(count_text(arena, counts[_i].count), counts[_i].text);
    ck_assert_str_eq(plural(arena, counts[_i].count, "box", "boxes"), counts[_i].plural);
}
END_TEST

typedef struct ConfidenceRow {
    double value;
    const char *text;
} ConfidenceRow;

static const ConfidenceRow confidences[] = {
    {0, "0.00"},     {1, "1.00"},          {0.35, "0.35"},        {0.345, "0.345"},
    {0.5, "0.50"},   {0.73265, "0.73265"}, {1.0 / 3, "0.333333"}, {45, "45.00"},
    {-0.5, "-0.50"}, {1e308, "1e+308"},    {-1e308, "-1e+308"},
};

START_TEST(shown_confidences)
{
    ck_assert_str_eq(confidence_text(arena, confidences[_i].value), confidences[_i].text);
}
END_TEST

START_TEST(shown_points_and_scores)
{
    ck_assert_str_eq(points_text(arena, 0.15372), "15.4");
    ck_assert_str_eq(points_text(arena, 0), "0.0");
    ck_assert_str_eq(points_text(arena, NAN), "–");
    ck_assert_str_eq(score_text(arena, 0.36063), "0.3606");
    ck_assert_str_eq(score_text(arena, 1e308), "1e+308");
}
END_TEST

Suite *format_suite(void)
{
    Suite *suite = suite_create("format");
    TCase *all = tcase_create("format");
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_loop_test(all, shown_numbers, 0, COUNT_OF(numbers));
    tcase_add_test(all, huge_numbers);
    tcase_add_test(all, shown_as_printf_rounds);
    tcase_add_loop_test(all, shown_shares, 0, COUNT_OF(shares));
    tcase_add_loop_test(all, shown_counts, 0, COUNT_OF(counts));
    tcase_add_loop_test(all, shown_confidences, 0, COUNT_OF(confidences));
    tcase_add_test(all, shown_points_and_scores);
    suite_add_tcase(suite, all);
    return suite;
}
