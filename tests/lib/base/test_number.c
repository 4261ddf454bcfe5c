/* Numbers as text, against printf and strtod; percentiles, against sorted values. */
#include "base/number.h"
#include "base/random.h"
#include "base/statistics.h"
#include "suites.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- numbers as text ---- */

/* The definition: the fewest digits, 15 at least, with which printf's text reads back. */
static void plain_text(double value, char text[32])
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, 32, "%.*g", digits, value);
        if (strtod(text, NULL) == value) break;
    }
    if (value == 0) strcpy(text, "0");
    if (fabs(value) < 1e15 && value == floor(value)) snprintf(text, 32, "%.0f", value + 0.0);
}

static void check_text(double value)
{
    char found[32], wanted[32];
    int length = ps_number_text(value, found);
    plain_text(value, wanted);
    if (strcmp(found, wanted) == 0 && length == (int)strlen(wanted)) return;
    ck_abort_msg("%a: \"%s\" (%d), not \"%s\"", value, found, length, wanted);
}

static void check_around(double value)
{
    check_text(value);
    check_text(-value);
    check_text(nextafter(value, INFINITY));
    check_text(nextafter(value, 0));
}

/* Each kind from one random number; 250,000 of each. */
static double any_bits(uint64_t random)
{
    double value;
    memcpy(&value, &random, sizeof value);
    return isfinite(value) ? value : 0;
}

static double few_decimals(uint64_t random)
{
    static const double scales[] = {1, 10, 100, 1e3, 1e4, 1e6, 1e9, 1e12, 1e15, 1e18};
    double number = (double)(random >> 8) / (double)(UINT64_C(1) << (random & 63) % 56);
    return floor(number) / scales[random % 10];
}

static double ratio(uint64_t random)
{
    return (double)(random & 0xFFFF) / (double)((random >> 16 & 0xFFFF) + 1);
}

/* Fifteen digits at any place, and one unit in the last place beside them. */
static double fifteen_digits(uint64_t random)
{
    char text[40];
    int exponent = (int)(random % 24) - 20;
    snprintf(text, sizeof text, "%llue%d",
             (unsigned long long)(random / 24 % UINT64_C(1000000000000000)), exponent);
    double value = strtod(text, NULL);
    return random >> 62 == 0 ? nextafter(value, INFINITY) : value;
}

typedef double (*Kind)(uint64_t random);
static const Kind kinds[] = {any_bits, few_decimals, ratio, fifteen_digits};

START_TEST(number_text_is_that_of_printf)
{
    uint64_t state = (uint64_t)_i;
    for (int i = 0; i < 250000; i++) check_text(kinds[_i](ps_splitmix64(&state)));
}
END_TEST

START_TEST(number_text_where_its_form_changes)
{
    static const double edges[] = {
        1e-5,   1e-4,   1e14, 1e15, 1e16, 1e17, 0x1p53, 0.1, 1, 123456789012345, 9999999999999.995,
        5e-324, 1.7e308};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) check_around(edges[i]);
    for (int k = 1; k < 100000; k++) check_around(k / 100000.0);
    for (double power = 1e-20; power < 1e20; power *= 10) check_around(power);
    check_text(0);
}
END_TEST

/* ---- percentiles ---- */

static int rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void check_percentiles(const double *values, int count, double low, double high)
{
    double placed[64], sorted[64];
    memcpy(placed, values, sizeof *values * (size_t)count);
    memcpy(sorted, values, sizeof *values * (size_t)count);
    ps_percentiles_place(placed, count, low, high);
    qsort(sorted, (size_t)count, sizeof *sorted, rising);
    ck_assert_double_eq(ps_percentile(placed, count, low), ps_percentile(sorted, count, low));
    ck_assert_double_eq(ps_percentile(placed, count, high), ps_percentile(sorted, count, high));
    qsort(placed, (size_t)count, sizeof *placed, rising);
    ck_assert(memcmp(placed, sorted, sizeof *sorted * (size_t)count) == 0);
}

START_TEST(percentiles_need_no_sorting)
{
    uint64_t state = 5;
    for (int round = 0; round < 3000; round++) {
        double values[64];
        int count = 1 + round % 64;
        uint64_t kinds_of_value = round % 3 ? 1000 : 4; /* with many ties, too */
        for (int i = 0; i < count; i++) {
            values[i] = (double)(ps_splitmix64(&state) % kinds_of_value);
        }
        if (round % 7 == 0) qsort(values, (size_t)count, sizeof *values, rising);
        check_percentiles(values, count, 0.025, 0.975);
        check_percentiles(values, count, 0, 1);
        check_percentiles(values, count, 0.5, 0.51);
    }
}
END_TEST

Suite *number_suite(void)
{
    Suite *suite = suite_create("number");
    TCase *all = tcase_create("number");
    tcase_set_timeout(all, 20);
    tcase_add_loop_test(all, number_text_is_that_of_printf, 0, sizeof kinds / sizeof *kinds);
    tcase_add_test(all, number_text_where_its_form_changes);
    tcase_add_test(all, percentiles_need_no_sorting);
    suite_add_tcase(suite, all);
    return suite;
}
