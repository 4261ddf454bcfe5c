/* Tests of the PDF: that it is whole, says the numbers, and survives what inputs may hold. */
#include "gen/render/pdf_bench.h"
#include "gen/render/test_pdf.h"
#include "lib/image/samples.h"
#include "render/pdf.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

Suite *pdf_suite(void);

static PsArena *arena;

static const char *const NAMES[] = {"RBC", "WBC", "Platelets", "Empty"};

static void set_up(void)
{
    arena = bench_set_up();
}

/* ---- tests ---- */

START_TEST(says_the_numbers)
{
    write_it(pdf_fixture(arena, NAMES, 4));
    assert_sound();
    const char *text = bench_extracted();
    static const char *const parts[] = {"Blood cells, model v2",
                                        "23 November 2026",
                                        "Run it at confidence 0.35.",
                                        "0.30–0.40",
                                        "AP50",
                                        "0.813",
                                        "0.525 to 0.560",
                                        "Platelets",
                                        "0.412",
                                        "1,234",
                                        "60% of them",
                                        "nothing labelled",
                                        "0123456789ab",
                                        "box reaches out",
                                        "1 of 4",
                                        "4 of 4",
                                        "all on page 2"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) assert_says(text, parts[i]);
    ck_assert_str_eq(bench_warned(), "");
}
END_TEST

/* The class without objects has no AP and no recall; an undefined figure is a dash, never a 0. */
START_TEST(shows_undefined_as_a_dash)
{
    Report *report = pdf_fixture(arena, NAMES, 4);
    report->metrics[0] = (Metric){"AP", "AP", "", "–", NAN, "–", NAN, INFINITY};
    double *at = PS_ARRAY(arena, double, FIXTURE_STEPS);
    for (int k = 0; k < FIXTURE_STEPS; k++) at[k] = k == 3 ? NAN : report->threshold_at[k];
    report->threshold_at = at;
    write_it(report);
    assert_sound();
    assert_says(bench_extracted(), "–");
}
END_TEST

START_TEST(draws_a_report_without_optimum)
{
    Report *report = pdf_fixture(arena, NAMES, 2);
    report->has_optimum = false;
    report->plateau_first = report->plateau_last = UNDEFINED;
    write_it(report);
    assert_sound();
    assert_says(bench_extracted(), "no box is correct at any confidence");
}
END_TEST

START_TEST(survives_hostile_names)
{
    char *endless = ps_arena_array(arena, 10001, 1);
    memset(endless, 'W', 10000);
    const char *const names[] = {"<b>bold</b> & \"quoted\"",
                                 "(paren\\theses) )(",
                                 "",
                                 " ",
                                 endless,
                                 "قطة سوداء 12",
                                 "חתול שחור",
                                 "黒い猫",
                                 "고양이",
                                 "बिल्ली",
                                 "แมว",
                                 "e\u0301\u0323\u0308",
                                 "🐈‍⬛ cat",
                                 "\u01D6 Tiếng Việt",
                                 "a\tb",
                                 "%s %n %d",
                                 "\xEF\xBF\xBD",
                                 "ﬁ ligature",
                                 "≥ ≤ × ∞ → ●"};
    int count = sizeof names / sizeof *names;
    Report *report = pdf_fixture(arena, names, count);
    report->title = endless;
    report->headline = "قطة سوداء: (strong) 黒い猫";
    for (int i = 1; i < 10000; i += 2) endless[i] = i % 5 ? 'a' : ' ';
    report->verdict = report->verdict_note = report->caution = endless;
    write_it(report);
    assert_sound();
    const char *text = bench_extracted();
    assert_says(text, "<b>bold</b> & \"quoted\"");
    assert_says(text, "(paren\\theses) )(");
    assert_says(text, "Tiếng Việt");
    assert_says(text, "黒い猫");
    assert_says(text, "∞");
}
END_TEST

/* Characters from all over Unicode: marks without letters, joiners, directions, private ones. */
static const char *random_name(unsigned *state)
{
    static const uint32_t blocks[][2] = {
        {0x20, 0x7E},     {0xA0, 0x24F},      {0x300, 0x36F},     {0x590, 0x6FF},
        {0x900, 0xE7F},   {0x1100, 0x11FF},   {0x2000, 0x206F},   {0x2190, 0x2BFF},
        {0x3040, 0x9FFF}, {0xAC00, 0xD7A3},   {0xE000, 0xF8FF},   {0xFB00, 0xFDFF},
        {0xFE00, 0xFFFF}, {0x1F300, 0x1FAFF}, {0x20000, 0x2FFFF}, {0xE0000, 0x10FFFF}};
    PsBuf text = PS_BUF;
    *state = *state * 1664525U + 1013904223U;
    for (unsigned left = 1 + (*state >> 16) % 60; left > 0; left--) {
        char bytes[4];
        *state = *state * 1664525U + 1013904223U;
        const uint32_t *block = blocks[(*state >> 8) % (sizeof blocks / sizeof *blocks)];
        uint32_t character = block[0] + (*state >> 12) % (block[1] - block[0] + 1);
        ps_buf_bytes(&text, bytes, (size_t)ps_utf8_put(character, bytes));
    }
    const char *copy = ps_arena_text_n(arena, text.data, text.length);
    ps_buf_free(&text);
    return copy;
}

START_TEST(survives_random_names)
{
    enum { COUNT = 24 };
    unsigned state = (unsigned)_i + 1;
    const char *names[COUNT];
    for (int i = 0; i < COUNT; i++) names[i] = random_name(&state);
    Report *report = pdf_fixture(arena, names, COUNT);
    report->title = random_name(&state);
    report->headline = random_name(&state);
    report->verdict = random_name(&state);
    write_it(report);
    assert_sound();
    ck_assert(bench_extracted() != NULL || !bench_have("pdftotext"));
    ck_assert(strstr(bench_warned(), "no font of this machine shows") != NULL);
}
END_TEST

START_TEST(draws_a_report_without_classes)
{
    PsBytes bytes = written(pdf_fixture(arena, NULL, 0));
    assert_sound();
    ck_assert_int_eq(bench_page_count(bytes), 2); /* verdict and method */
    ps_bytes_free(&bytes);
}
END_TEST

START_TEST(draws_one_class)
{
    write_it(pdf_fixture(arena, NAMES, 1));
    assert_sound();
    assert_says(bench_extracted(), "RBC");
}
END_TEST

/* From one page to the next number of columns, of rows, of small figures. */
START_TEST(draws_any_number_of_classes)
{
    const char **names = PS_ARRAY(arena, const char *, 3000);
    for (int i = 0; i < 3000; i++) names[i] = ps_arena_printf(arena, "class %d", i);
    static const int counts[] = {2, 5, 6, 9, 10, 12, 13, 19, 20, 40, 41, 46, 47, 90, 91, 3000};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        PsBytes bytes = written(pdf_fixture(arena, names, counts[i]));
        ck_assert_msg(bench_page_count(bytes) == 4, "%d classes: %d pages", counts[i],
                      bench_page_count(bytes));
        ck_assert_uint_le(bytes.size, 2000000);
        ps_bytes_free(&bytes);
    }
    assert_sound();
    const char *text = bench_extracted();
    assert_says(text, "30 of 3,000, lowest F1 first; all in csv/classes.csv");
    assert_says(text, "The 30 most confused of 3,000 classes");
}
END_TEST

/* ---- long lists ---- */

static int occurrences(const char *text, const char *part)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, part)); at++) count++;
    return count;
}

/* 90 rows of 15 points need two pages more, with heading and heads again on each. */
START_TEST(continues_a_table)
{
    Report *report = pdf_fixture(arena, NAMES, 2);
    Source *sources = PS_ARRAY(arena, Source, 90);
    for (int i = 0; i < 90; i++) {
        sources[i] = (Source){"Ground truth", ps_arena_printf(arena, "part-%02d.json", i), "coco",
                              "0123456789abcdef"};
    }
    report->sources = sources;
    report->source_count = 90;
    PsBytes bytes = written(report);
    ck_assert_int_eq(bench_page_count(bytes), 4 + 2);
    ps_bytes_free(&bytes);
    const char *text = bench_extracted();
    if (!text) return;
    ck_assert_int_eq(occurrences(text, "continued"), 2);
    ck_assert_int_eq(occurrences(text, "sha-256, first 12 digits"), 3);
    for (int i = 0; i < 90; i++) assert_says(text, sources[i].name);
}
END_TEST

/* Warnings give way to the method: the page is not turned for them, and says where they are. */
START_TEST(keeps_method_to_one_page)
{
    Report *report = pdf_fixture(arena, NAMES, 2);
    Warning *warnings = PS_ARRAY(arena, Warning, 1234);
    for (int i = 0; i < 1234; i++) {
        warnings[i] = report->warnings[0];
        warnings[i].text = ps_arena_printf(arena, "warning number %d: %s %s %s", i, "a box reaches",
                                           "out of its image and was cut, as it was wider or",
                                           "higher than what is stated of the size of its image");
    }
    report->warnings = warnings;
    report->warning_count = 1234;
    PsBytes bytes = written(report);
    ck_assert_int_eq(bench_page_count(bytes), 4);
    ps_bytes_free(&bytes);
    const char *text = bench_extracted();
    assert_says(text, "of 1,234; all in index.html and csv/warnings.csv");
    assert_says(text, "warning number 0:");
    assert_says(text, "Open the full report: index.html");
}
END_TEST

/* ---- pictures ---- */

static void put_picture(PsBytes bytes)
{
    PsError error;
    ck_assert(ps_folder_make(bench_path("previews"), &error));
    ck_assert(ps_file_write(bench_path("previews/a.jpg"), bytes.data, bytes.size, &error));
    ps_bytes_free(&bytes);
}

/* Of a large picture only the cut is embedded: 16 of its 32 columns of the report, which are 600 of
   its pixels, shown with 360. */
START_TEST(embeds_what_is_seen)
{
    Report *report = pdf_fixture(arena, NAMES, 2);
    pdf_fixture_pictures(report, 6);
    PsBytes without = written(pdf_fixture(arena, NAMES, 2));
    put_picture(sample_jpeg((SampleJpeg){.width = 1200, .height = 600}));
    PsBytes with = written(report);
    assert_sound();
    ck_assert_int_eq(bench_page_count(with), 5);
    ck_assert_int_eq(
        bench_count_of(with, "/Subtype /Image") - bench_count_of(without, "/Subtype /Image"), 6);
    ck_assert_int_eq(bench_count_of(with, "/Width 360\n"), 6);
    ck_assert_int_eq(bench_count_of(with, "/Height 360\n"), 6);
    assert_says(bench_extracted(), "one on background, 0.90");
    ps_bytes_free(&with);
    ps_bytes_free(&without);
}
END_TEST

START_TEST(leaves_out_a_broken_picture)
{
    Report *report = pdf_fixture(arena, NAMES, 2);
    pdf_fixture_pictures(report, 1);
    PsBytes bytes = {.data = strdup("no picture at all"), .size = 17};
    put_picture(bytes);
    write_it(report);
    assert_sound();
    ck_assert(remove(bench_path("previews/a.jpg")) == 0);
    write_it(report);
}
END_TEST

/* ---- advice ---- */

START_TEST(says_what_to_do_next)
{
    Report *report = pdf_fixture(arena, NAMES, 3);
    pdf_fixture_advice(report, 9, 1);
    PsBytes bytes = written(report);
    ck_assert_int_eq(bench_page_count(bytes), 5);
    ps_bytes_free(&bytes);
    assert_sound();
    const char *text = bench_extracted();
    static const char *const parts[] = {"Do next",
                                        "all recommendations on page 4",
                                        "Eight things to do next",
                                        "Card 7 of </script><b>&",
                                        "Do: Look at them first.",
                                        "+8.4",
                                        "Show 12 images",
                                        "Probably unlabelled",
                                        "where <no> label fits",
                                        "1 more recommendation is in the full report.",
                                        "Not checked in full: Images seen in training."};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) assert_says(text, parts[i]);
    if (text) ck_assert_ptr_null(strstr(text, "Card 8 of"));
}
END_TEST

/* Cards that do not fit are left to the page, and the PDF says how many. */
START_TEST(keeps_advice_to_one_page)
{
    static const int lengths[] = {100, 300, 2000};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        Report *report = pdf_fixture(arena, NAMES, 3);
        pdf_fixture_advice(report, 8, lengths[i]);
        PsBytes bytes = written(report);
        ck_assert_int_eq(bench_page_count(bytes), 5);
        ps_bytes_free(&bytes);
    }
    assert_sound();
    assert_says(bench_extracted(), "in the full report.");
}
END_TEST

Suite *pdf_suite(void)
{
    Suite *suite = suite_create("pdf");
    TCase *tcase = tcase_create("pdf");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, set_up, bench_tear_down);
    tcase_add_test(tcase, says_the_numbers);
    tcase_add_test(tcase, shows_undefined_as_a_dash);
    tcase_add_test(tcase, draws_a_report_without_optimum);
    tcase_add_test(tcase, survives_hostile_names);
    tcase_add_loop_test(tcase, survives_random_names, 0, 6);
    tcase_add_test(tcase, draws_a_report_without_classes);
    tcase_add_test(tcase, draws_one_class);
    tcase_add_test(tcase, draws_any_number_of_classes);
    tcase_add_test(tcase, continues_a_table);
    tcase_add_test(tcase, keeps_method_to_one_page);
    tcase_add_test(tcase, embeds_what_is_seen);
    tcase_add_test(tcase, leaves_out_a_broken_picture);
    tcase_add_test(tcase, says_what_to_do_next);
    tcase_add_test(tcase, keeps_advice_to_one_page);
    suite_add_tcase(suite, tcase);
    return suite;
}
