/* The fast path for numbers against cJSON: both must give the same double, bit by bit, or the fast
   path must decline. */
#include "suites.h"

#include "read/json/json_number.h"

#include <check.h>
#include <cjson/cJSON.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t next_random(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* What cJSON makes of the text; false if it refuses. */
static bool by_cjson(const char *text, double *value)
{
    cJSON *item = cJSON_Parse(text);
    bool number = cJSON_IsNumber(item);
    if (number) *value = item->valuedouble;
    cJSON_Delete(item);
    return number;
}

/* Returns 1 if the fast path took the number. */
static int compare(const char *text)
{
    double fast, slow;
    PsJsonNumber number;
    if (ps_json_scan_number(text, &number) != text + strlen(text) || !number.plain) return 0;
    fast = number.value;
    /* an assertion that holds costs a message to the runner: these are hundreds of thousands */
    if (!by_cjson(text, &slow)) ck_abort_msg("cJSON refuses %s", text);
    if (memcmp(&fast, &slow, sizeof fast) != 0) {
        ck_abort_msg("%s: %.17g, cJSON %.17g", text, fast, slow);
    }
    return 1;
}

START_TEST(numbers_of_every_length)
{
    uint64_t state = 1;
    int taken = 0;
    for (int i = 0; i < 300000; i++) {
        char text[64];
        uint64_t r = next_random(&state);
        int digits = (int)(r % 19) + 1, point = (int)(r >> 8 & 31) % (digits + 1), at = 0;
        if (r >> 16 & 1) text[at++] = '-';
        for (int d = 0; d < digits; d++) {
            if (d == point && d > 0) text[at++] = '.';
            text[at++] = (char)('0' + next_random(&state) % 10);
        }
        if (text[at - 1] == '.') text[at++] = '0';
        text[at] = '\0';
        if ((r >> 20 & 7) == 0) sprintf(text + at, "e%d", (int)(r >> 24 & 63) - 32);
        const char *first = text + (*text == '-');
        if (first[0] == '0' && first[1] >= '0' && first[1] <= '9') continue; /* not JSON */
        taken += compare(text);
    }
    ck_assert_int_gt(taken, 150000); /* it is of use, too */
}
END_TEST

START_TEST(usual_numbers_are_taken)
{
    static const char *const texts[] = {"0",     "0.5",   "261.19",    "0.88681",
                                        "-0.0",  "1e-05", "123456789", "640",
                                        "1.5e3", "0.1",   "162.86",    "9007199254740992"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ck_assert_msg(compare(texts[i]), "%s was not taken", texts[i]);
    }
}
END_TEST

START_TEST(doubtful_numbers_are_left)
{
    static const char *const texts[] = {"9007199254740993",
                                        "1e999",
                                        "1e23",
                                        "1e-23",
                                        "",
                                        "-",
                                        ".5",
                                        "1.5x",
                                        "0x10",
                                        "NaN",
                                        "1e",
                                        "1e+",
                                        "1e123",
                                        "12345678901234567890"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ck_assert_msg(!compare(texts[i]), "%s was taken", texts[i]);
    }
}
END_TEST

START_TEST(integers_are_exact)
{
    int64_t value;
    const char *text = "-999999999999999999";
    ck_assert(ps_json_plain_integer(text, text + strlen(text), &value));
    ck_assert(value == INT64_C(-999999999999999999));
    ck_assert(!ps_json_plain_integer("1.0", &"1.0"[3], &value));
    const char *long_text = "1234567890123456789";
    ck_assert(!ps_json_plain_integer(long_text, long_text + 19, &value));
}
END_TEST

static bool box(const char *text, double values[4])
{
    return ps_json_scan_box(text, values) == text + strlen(text);
}

START_TEST(boxes_have_four_numbers)
{
    double v[4];
    ck_assert(box("[ 1.5,2 ,\n3e0, -4]", v));
    ck_assert(v[0] == 1.5 && v[1] == 2 && v[2] == 3 && v[3] == -4);
    ck_assert(!box("[1,2,3]", v));
    ck_assert(!box("[1,2,3,4,5]", v));
    ck_assert(!box("[1,2,3,null]", v));
    ck_assert(!box("[]", v));
    ck_assert(!box("[[1,2,3,4]]", v));
}
END_TEST

Suite *json_number_suite(void)
{
    Suite *suite = suite_create("json-number");
    TCase *tests = tcase_create("numbers");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, numbers_of_every_length);
    tcase_add_test(tests, usual_numbers_are_taken);
    tcase_add_test(tests, doubtful_numbers_are_left);
    tcase_add_test(tests, integers_are_exact);
    tcase_add_test(tests, boxes_have_four_numbers);
    suite_add_tcase(suite, tests);
    return suite;
}
