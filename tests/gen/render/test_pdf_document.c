/* Tests of the PDF as a document: what it says about itself, where its links lead, that it is the
   same every time, and what is left when it cannot be written. */
#include "gen/render/pdf_bench.h"
#include "gen/render/test_pdf.h"
#include "render/pdf.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

Suite *pdf_document_suite(void);

static PsArena *arena;

static const char *const NAMES[] = {"RBC", "WBC", "Platelets", "Empty"};

static void set_up(void)
{
    arena = bench_set_up();
    unsetenv("SOURCE_DATE_EPOCH");
}

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

/* What a command prints about report.pdf. */
static const char *told(const char *command)
{
    PsBytes bytes;
    PsError error;
    const char *line = ps_arena_printf(arena, "%s %s > %s 2>&1", command, bench_path("report.pdf"),
                                       bench_path("told"));
    ck_assert(WEXITSTATUS(system(line)) == 0);
    ck_assert(ps_file_read(bench_path("told"), 1 << 24, &bytes, &error));
    const char *copy = ps_arena_text_n(arena, bytes.data, bytes.size);
    ps_bytes_free(&bytes);
    return copy;
}

/* In any script, also beyond the basic plane; the longest are cut. */
START_TEST(names_itself)
{
    Report *report = pdf_fixture(arena, NAMES, 4);
    report->title = "🐈 黒い猫, قطة, Ü (x)";
    report->subtitle = "of \xF0\xA0\xAE\xB7 and others";
    write_it(report);
    if (!bench_have("pdfinfo")) return;
    const char *info = told("pdfinfo");
    static const char *const parts[] = {"🐈 黒い猫, قطة, Ü (x): evaluation", "of 𠮷 and others",
                                        "Author:          proofsheet",
                                        "Creator:         proofsheet"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) assert_says(info, parts[i]);
    ck_assert_ptr_null(strstr(info, "CreationDate"));
    ck_assert(setenv("SOURCE_DATE_EPOCH", "1700000000", 1) == 0); /* 14 November 2023, 22:13:20 */
    write_it(report);
    ck_assert(setenv("TZ", "UTC", 1) == 0);
    assert_says(told("pdfinfo"), "Nov 14 22:13:20 2023");
}
END_TEST

/* The sections, and below theirs the recommendations. */
START_TEST(has_bookmarks)
{
    Report *report = pdf_fixture(arena, NAMES, 4);
    pdf_fixture_advice(report, 2, 1);
    report->cards[0].title = "🐈 or 黒い猫 (\\)";
    PsBytes bytes = written(report);
    ck_assert_int_eq(bench_page_count(bytes), 5);
    ps_bytes_free(&bytes);
    if (!bench_have("qpdf")) return;
    const char *outlines = told("qpdf --json --json-key=outlines");
    static const char *const parts[] = {
        "\"title\": \"Model evaluation\"", "\"title\": \"Confusion matrix\"",
        "\"title\": \"🐈 or 黒い猫 (\\\\)\"", "\"destpageposfrom1\": 5"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) assert_says(outlines, parts[i]);
}
END_TEST

/* Objects of links stand uncompressed in the file: one to each other section from the contents, one
   to the classes, two to the recommendations, and from these to their evidence. */
START_TEST(links_within_and_to_the_page)
{
    Report *report = pdf_fixture(arena, NAMES, 4);
    PsBytes without = written(report);
    pdf_fixture_advice(report, 2, 1);
    PsBytes with = written(report);
    ck_assert_int_eq(bench_count_of(without, "/Subtype /Link"), 3 + 1 + 2);
    ck_assert_int_eq(bench_count_of(without, "(index.html)"), 2);
    ck_assert_int_eq(bench_count_of(with, "/Subtype /Link") -
                         bench_count_of(without, "/Subtype /Link"),
                     1 + 1 + 2 + 2);
    ck_assert_int_eq(bench_count_of(with, "(index.html\\043v=images&cell=1,0)"), 2);
    ck_assert_int_eq(bench_count_of(with, "/Lang (en)"), 1);
    ck_assert_int_eq(bench_count_of(with, "/DisplayDocTitle true"), 1);
    ck_assert_int_eq(bench_count_of(with, "pdfaid"), 0); /* PDF/A is not claimed */
    ps_bytes_free(&without);
    ps_bytes_free(&with);
    assert_says(bench_extracted(), "Recommendations 4");
    assert_says(bench_extracted(), "page 3");
}
END_TEST

/* Only the two fonts in use are embedded, and readers have nothing to say against the file. */
START_TEST(embeds_its_fonts)
{
    write_it(pdf_fixture(arena, NAMES, 4));
    assert_sound();
    if (!bench_have("pdffonts")) return;
    const char *fonts = told("pdffonts");
    int lines = 0;
    for (const char *at = fonts; *at; at++) lines += *at == '\n';
    ck_assert_int_eq(lines, 2 + 2); /* two of them are the head */
    assert_says(fonts, "LiberationSans");
    assert_says(fonts, "yes yes yes");
    ck_assert_ptr_null(strstr(fonts, "Warning"));
}
END_TEST

/* ---- what is left ---- */

START_TEST(refuses_a_font_that_is_none)
{
    PsError error = {0};
    ck_assert(ps_file_write(bench_path("font.ttf"), "no font", 7, &error));
    PdfOptions options = {.folder = bench_path(""), .font = bench_path("font.ttf")};
    ck_assert(!pdf_write(pdf_fixture(arena, NAMES, 2), &options, &error));
    ck_assert_int_eq(error.code, PS_ERROR_INPUT);
    ck_assert(strstr(error.file, "font.ttf") != NULL);
    ck_assert(!ps_file_exists(bench_path("report.pdf")));
}
END_TEST

START_TEST(leaves_nothing_where_it_cannot_write)
{
    PsError error = {0};
    PdfOptions options = {.folder = bench_path("missing")};
    ck_assert(!pdf_write(pdf_fixture(arena, NAMES, 2), &options, &error));
    ck_assert_int_eq(error.code, PS_ERROR_OUTPUT);
}
END_TEST

/* A folder in the place of the file: the new one cannot take it, and its part is removed. */
START_TEST(leaves_no_half_file)
{
    PsError error = {0};
    PdfOptions options = {.folder = bench_path("")};
    ck_assert(ps_folder_make(bench_path("report.pdf/inside"), &error));
    ck_assert(!pdf_write(pdf_fixture(arena, NAMES, 2), &options, &error));
    ck_assert_int_eq(error.code, PS_ERROR_OUTPUT);
    ck_assert(!ps_file_exists(bench_path("report.pdf.part")));
    ck_assert(ps_folder_exists(bench_path("report.pdf/inside")));
}
END_TEST

/* A font whose glyphs are cut off: FreeType opens it, libharu cannot write it. libharu 2.3 never
   frees what it had read of a font that it refuses, some hundred bytes: the sanitizer would find
   this and nothing else here, so its build goes without the test. */
#ifndef __SANITIZE_ADDRESS__
START_TEST(refuses_a_font_that_is_cut_off)
{
    PsError error = {0};
    PsBytes bytes;
    const char *found = "fc-match -f %{file} 'Liberation Sans:style=Regular' >";
    if (!bench_have("fc-match")) return;
    ck_assert(system(ps_arena_printf(arena, "%s %s", found, bench_path("which"))) == 0);
    ck_assert(ps_file_read(bench_path("which"), 4096, &bytes, &error));
    const char *file = ps_arena_text_n(arena, bytes.data, bytes.size);
    ps_bytes_free(&bytes);
    ck_assert(ps_file_read(file, 1 << 24, &bytes, &error));
    for (size_t part = 1; part < 16; part++) {
        PdfOptions options = {.folder = bench_path(""), .font = bench_path("cut.ttf")};
        ck_assert(ps_file_write(options.font, bytes.data, bytes.size * part / 16, &error));
        if (pdf_write(pdf_fixture(arena, NAMES, 2), &options, &error)) {
            assert_sound();
            remove(bench_path("report.pdf"));
            continue;
        }
        ck_assert(error.code == PS_ERROR_INPUT || error.code == PS_ERROR_OUTPUT);
        ck_assert(!ps_file_exists(bench_path("report.pdf")));
        ck_assert(!ps_file_exists(bench_path("report.pdf.part")));
    }
    ps_bytes_free(&bytes);
}
END_TEST
#endif

Suite *pdf_document_suite(void)
{
    Suite *suite = suite_create("pdf document");
    TCase *tcase = tcase_create("pdf document");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, set_up, bench_tear_down);
    tcase_add_test(tcase, writes_the_same_bytes_again);
    tcase_add_test(tcase, names_itself);
    tcase_add_test(tcase, has_bookmarks);
    tcase_add_test(tcase, links_within_and_to_the_page);
    tcase_add_test(tcase, embeds_its_fonts);
    tcase_add_test(tcase, refuses_a_font_that_is_none);
#ifndef __SANITIZE_ADDRESS__
    tcase_add_test(tcase, refuses_a_font_that_is_cut_off);
#endif
    tcase_add_test(tcase, leaves_nothing_where_it_cannot_write);
    tcase_add_test(tcase, leaves_no_half_file);
    suite_add_tcase(suite, tcase);
    return suite;
}
