/* Tests of the PDF: that it is whole, says the numbers, and survives what inputs may hold. */
#include "gen/render/test_pdf.h"
#include "lib/image/samples.h"
#include "render/pdf.h"

#include "base/buf.h"
#include "base/file.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

Suite *pdf_suite(void);

static char base[64]; /* temporary folder of the running test */
static PsArena *arena;
static char warned[512];

static const char *const NAMES[] = {"RBC", "WBC", "Platelets", "Empty"};

static const char *path(const char *name)
{
    return ps_path_join(arena, base, name);
}

static void set_up(void)
{
    arena = ps_arena_new();
    warned[0] = '\0';
    strcpy(base, "/tmp/pdf-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(base));
}

static void tear_down(void)
{
    PsError error;
    ck_assert(ps_folder_remove(base, &error));
    ps_arena_free(arena);
}

/* ---- writing and reading ---- */

static void hear(void *context, const char *text)
{
    (void)context;
    snprintf(warned, sizeof warned, "%s", text);
}

static PsBytes written(const Report *report)
{
    PdfOptions options = {.folder = base, .warn = hear};
    PsError error = {0};
    PsBytes bytes;
    ck_assert_msg(pdf_write(report, &options, &error), "%s: %s", error.place, error.found);
    ck_assert(ps_file_read(path("report.pdf"), 64 << 20, &bytes, &error));
    ck_assert(!ps_file_exists(path("report.pdf.part")));
    ck_assert_uint_gt(bytes.size, 1000);
    ck_assert_mem_eq(bytes.data, "%PDF-", 5);
    return bytes;
}

static void write_it(const Report *report)
{
    PsBytes bytes = written(report);
    ps_bytes_free(&bytes);
}

static bool have(const char *tool)
{
    const char *command = ps_arena_printf(arena, "command -v %s > /dev/null 2>&1", tool);
    if (system(command) == 0) return true;
    fprintf(stderr, "test_pdf: %s is not installed, one check is skipped\n", tool);
    return false;
}

static int count_of(PsBytes bytes, const char *mark)
{
    size_t length = strlen(mark);
    int count = 0;
    for (size_t i = 0; i + length <= bytes.size; i++) {
        count += memcmp(bytes.data + i, mark, length) == 0;
    }
    return count;
}

/* The pages of the file, counted from its objects: libharu writes them uncompressed. */
static int page_count(PsBytes bytes)
{
    return count_of(bytes, "/Type /Page\n");
}

/* The text of the file as pdftotext extracts it, or NULL without that tool. */
static const char *extracted(void)
{
    if (!have("pdftotext")) return NULL;
    const char *command =
        ps_arena_printf(arena, "pdftotext -q -enc UTF-8 %s -", path("report.pdf"));
    FILE *pipe = popen(command, "r");
    ck_assert_ptr_nonnull(pipe);
    PsBuf text = PS_BUF;
    char piece[4096];
    for (size_t got; (got = fread(piece, 1, sizeof piece, pipe)) > 0;) {
        ps_buf_bytes(&text, piece, got);
    }
    ck_assert_int_eq(pclose(pipe), 0);
    const char *copy = ps_arena_text_n(arena, text.data, text.length);
    ps_buf_free(&text);
    return copy;
}

static void assert_says(const char *text, const char *part)
{
    if (text) ck_assert_msg(strstr(text, part) != NULL, "the PDF does not say: %s", part);
}

static void assert_sound(void)
{
    if (!have("qpdf")) return;
    const char *command =
        ps_arena_printf(arena, "qpdf --check %s > /dev/null 2>&1", path("report.pdf"));
    ck_assert_int_eq(WEXITSTATUS(system(command)), 0);
}

/* ---- tests ---- */

START_TEST(says_the_numbers)
{
    write_it(pdf_fixture(arena, NAMES, 4));
    assert_sound();
    const char *text = extracted();
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
    ck_assert_str_eq(warned, "");
}
END_TEST

START_TEST(writes_the_same_bytes_again)
{
    const Report *report = pdf_fixture(arena, NAMES, 4);
    PsBytes first = written(report), second = written(report);
    ck_assert_uint_eq(first.size, second.size);
    ck_assert_mem_eq(first.data, second.data, first.size);
    ps_bytes_free(&first);
    ps_bytes_free(&second);
}
END_TEST

START_TEST(names_title_and_bookmarks)
{
    PsBytes bytes = written(pdf_fixture(arena, NAMES, 4));
    ck_assert_int_eq(page_count(bytes), 4);
    if (have("pdfinfo")) {
        const char *command = ps_arena_printf(
            arena, "pdfinfo %s 2>/dev/null | grep -q 'Title: *Blood cells, model v2: evaluation'",
            path("report.pdf"));
        ck_assert_int_eq(WEXITSTATUS(system(command)), 0);
    }
    ps_bytes_free(&bytes);
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
    assert_says(extracted(), "–");
}
END_TEST

START_TEST(draws_a_report_without_optimum)
{
    Report *report = pdf_fixture(arena, NAMES, 2);
    report->has_optimum = false;
    report->plateau_first = report->plateau_last = UNDEFINED;
    write_it(report);
    assert_sound();
    assert_says(extracted(), "no box is correct at any confidence");
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
    const char *text = extracted();
    assert_says(text, "<b>bold</b> & \"quoted\"");
    assert_says(text, "(paren\\theses) )(");
    assert_says(text, "Tiếng Việt");
    assert_says(text, "黒い猫");
    assert_says(text, "∞");
}
END_TEST

START_TEST(draws_a_report_without_classes)
{
    PsBytes bytes = written(pdf_fixture(arena, NULL, 0));
    assert_sound();
    ck_assert_int_eq(page_count(bytes), 2); /* verdict and method */
    ps_bytes_free(&bytes);
}
END_TEST

START_TEST(draws_one_class)
{
    write_it(pdf_fixture(arena, NAMES, 1));
    assert_sound();
    assert_says(extracted(), "RBC");
}
END_TEST

/* From one page to the next number of columns, of rows, of small figures. */
START_TEST(draws_any_number_of_classes)
{
    const char **names = PS_ARRAY(arena, const char *, 260);
    for (int i = 0; i < 260; i++) names[i] = ps_arena_printf(arena, "class %d", i);
    static const int counts[] = {2, 5, 6, 9, 10, 12, 13, 19, 20, 40, 41, 90, 91, 260};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        PsBytes bytes = written(pdf_fixture(arena, names, counts[i]));
        ck_assert_int_ge(page_count(bytes), 4);
        ck_assert_int_le(page_count(bytes), 8);
        ck_assert_uint_le(bytes.size, 2000000);
        ps_bytes_free(&bytes);
    }
    assert_sound();
    const char *text = extracted();
    assert_says(text, "30 of 260, lowest F1 first; all in csv/classes.csv");
    assert_says(text, "30 of 260 classes:");
}
END_TEST

/* ---- pictures ---- */

static void put_picture(PsBytes bytes)
{
    PsError error;
    ck_assert(ps_folder_make(path("previews"), &error));
    ck_assert(ps_file_write(path("previews/a.jpg"), bytes.data, bytes.size, &error));
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
    ck_assert_int_eq(page_count(with), 5);
    ck_assert_int_eq(count_of(with, "/Subtype /Image") - count_of(without, "/Subtype /Image"), 6);
    ck_assert_int_eq(count_of(with, "/Width 360\n"), 6);
    ck_assert_int_eq(count_of(with, "/Height 360\n"), 6);
    assert_says(extracted(), "one on background, 0.90");
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
    ck_assert(remove(path("previews/a.jpg")) == 0);
    write_it(report);
}
END_TEST

/* ---- refusals ---- */

/* ---- advice ---- */

START_TEST(says_what_to_do_next)
{
    Report *report = pdf_fixture(arena, NAMES, 3);
    pdf_fixture_advice(report, 9, 1);
    PsBytes bytes = written(report);
    ck_assert_int_eq(page_count(bytes), 5);
    ps_bytes_free(&bytes);
    assert_sound();
    const char *text = extracted();
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
        ck_assert_int_eq(page_count(bytes), 5);
        ps_bytes_free(&bytes);
    }
    assert_sound();
    assert_says(extracted(), "in the full report.");
}
END_TEST

START_TEST(refuses_a_font_that_is_none)
{
    PsError error = {0};
    ck_assert(ps_file_write(path("font.ttf"), "no font", 7, &error));
    PdfOptions options = {.folder = base, .font = path("font.ttf")};
    ck_assert(!pdf_write(pdf_fixture(arena, NAMES, 2), &options, &error));
    ck_assert_int_eq(error.code, PS_ERROR_INPUT);
    ck_assert(strstr(error.file, "font.ttf") != NULL);
    ck_assert(!ps_file_exists(path("report.pdf")));
}
END_TEST

START_TEST(leaves_nothing_where_it_cannot_write)
{
    PsError error = {0};
    PdfOptions options = {.folder = path("missing")};
    ck_assert(!pdf_write(pdf_fixture(arena, NAMES, 2), &options, &error));
    ck_assert_int_eq(error.code, PS_ERROR_OUTPUT);
}
END_TEST

Suite *pdf_suite(void)
{
    Suite *suite = suite_create("pdf");
    TCase *tcase = tcase_create("pdf");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, says_the_numbers);
    tcase_add_test(tcase, writes_the_same_bytes_again);
    tcase_add_test(tcase, names_title_and_bookmarks);
    tcase_add_test(tcase, shows_undefined_as_a_dash);
    tcase_add_test(tcase, draws_a_report_without_optimum);
    tcase_add_test(tcase, survives_hostile_names);
    tcase_add_test(tcase, draws_a_report_without_classes);
    tcase_add_test(tcase, draws_one_class);
    tcase_add_test(tcase, draws_any_number_of_classes);
    tcase_add_test(tcase, embeds_what_is_seen);
    tcase_add_test(tcase, leaves_out_a_broken_picture);
    tcase_add_test(tcase, says_what_to_do_next);
    tcase_add_test(tcase, keeps_advice_to_one_page);
    tcase_add_test(tcase, refuses_a_font_that_is_none);
    tcase_add_test(tcase, leaves_nothing_where_it_cannot_write);
    suite_add_tcase(suite, tcase);
    return suite;
}
