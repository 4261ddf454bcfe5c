/* Tests of the page: a small report with hostile names, written to a folder and read back. */
#include "base/file.h"
#include "render/embedded.h"
#include "render/html.h"
#include "render/overlay.h"
#include "render/pack.h"
#include "suites.h"
#include "test_pdf.h"

#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { IMAGES = 14 };

static PsArena *arena;
static char folder[64];
static PsBytes page;

static void set_up(void)
{
    arena = ps_arena_new();
    snprintf(folder, sizeof folder, "/tmp/proofsheet-html-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    page = (PsBytes){0};
}

static void tear_down(void)
{
    PsError error;
    ck_assert(ps_folder_remove(folder, &error));
    ps_bytes_free(&page);
    ps_arena_free(arena);
}

/* ---- a report for the page: the one of the PDF's tests, and images */

static const int *ramp(PsArena *from, int start)
{
    int *values = PS_ARRAY(from, int, FIXTURE_STEPS);
    for (int k = 0; k < FIXTURE_STEPS; k++) values[k] = start > k ? start - k : 0;
    return values;
}

static void view_image(const Report *report, int i, PsArena *scratch, ImageView *view)
{
    (void)report;
    static const BoxSpan span[] = {{5, 9, 1, 61}};
    const BoxView objects[] = {
        {.x = 1, .y = 2, .width = 10.25, .height = 4, .score = UNDEFINED, .kept = 18, .partner = 0},
        {.x = 20,
         .y = 2,
         .width = 6,
         .height = 6,
         .class_index = 1,
         .score = UNDEFINED,
         .kept = -1,
         .partner = -1,
         .kind = 6,
         .spans = span,
         .span_count = 1}};
    const BoxView boxes[] = {
        {.x = 1, .y = 2, .width = 10, .height = 4, .score = 90, .iou = 95, .kept = 18},
        {.x = 20,
         .y = 3,
         .width = 6,
         .height = 6,
         .score = 45,
         .kept = 9,
         .partner = -1,
         .kind = 1,
         .spans = span,
         .span_count = 1}};
    *view = (ImageView){.name = i ? "plain.jpg" : "</script><b>&\"'.jpg",
                        .thumb = i == 1 ? NULL : "thumbs/00/a b.jpg",
                        .problem = i == 1 ? "no such <file>" : NULL,
                        .width = 640,
                        .height = 480,
                        .object_count = 2,
                        .box_count = 2};
    view->preview = view->thumb;
    view->objects = ps_arena_copy(scratch, objects, sizeof objects);
    view->boxes = ps_arena_copy(scratch, boxes, sizeof boxes);
    view->correct = ramp(scratch, 30 - i);
    view->misclassified = ramp(scratch, 3);
    view->missed = ramp(scratch, i);
    view->false_positive = ramp(scratch, 1);
    view->f1 = ramp(scratch, 100 - i);
    view->precision = view->recall = view->f1;
}

static Report *make_report(const char *const *names, int count)
{
    static const Section sections[] = {
        {"summary", "Summary", "Summary", "One.\nTwo.", "So.\nAnd so."},
        {"metrics", "Metrics", "Metrics", "", NULL},
        {"byclass", "Classes", "Classes", "", NULL},
        {"matrix", "Matrix", "Matrix", "", NULL},
        {"images", "Images", "Images", "", NULL},
        {"unknown", "Of another renderer", "Other", "", NULL},
        {"data", "Data", "Data", "", NULL},
        {"method", "Method", "Method", "", NULL}};
    Report *report = pdf_fixture(arena, names, count);
    report->sections = ps_arena_copy(arena, sections, sizeof sections);
    report->section_count = sizeof sections / sizeof *sections;
    report->histogram = (Histogram){ramp(arena, 20), ramp(arena, 400), 30};
    report->image_count = IMAGES;
    report->image = view_image;
    report->worst = PS_ARRAY(arena, int, IMAGES);
    for (int i = 0; i < IMAGES; i++) report->worst[i] = i;
    return report;
}

static void write_page(const Report *report)
{
    PsError error = {0};
    const HtmlOptions options = {.folder = folder};
    ck_assert_msg(html_write(report, &options, &error), "%s: %s %s", error.file, error.place,
                  error.found);
    const char *path = ps_path_join(arena, folder, "index.html");
    ck_assert(ps_file_read(path, 1 << 24, &page, &error));
}

static int times(const char *text, const char *part)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part)) count++;
    return count;
}

/* ---- tests */

START_TEST(hostile_names_stay_texts)
{
    const char *names[] = {"</script><script>alert(1)</script>", "a\"b'c&d", "x"};
    write_page(make_report(names, 3));
    ck_assert_ptr_null(strstr(page.data, "<script>alert"));
    ck_assert_ptr_null(strstr(page.data, "</script><b>"));
    ck_assert_ptr_nonnull(strstr(page.data, "&lt;/script&gt;&lt;script&gt;alert(1)"));
    ck_assert_ptr_nonnull(strstr(page.data, "\\u003c/script\\u003e\\u003cscript\\u003ealert(1)"));
    ck_assert_ptr_nonnull(strstr(page.data, "src=\"thumbs/00/a%20b.jpg\""));
    ck_assert_ptr_nonnull(strstr(page.data, "no such &lt;file&gt;"));
}
END_TEST

START_TEST(the_optimum_is_in_the_markup)
{
    const char *names[] = {"one", "two", "three"};
    const Report *report = make_report(names, 3);
    write_page(report);
    ck_assert_ptr_nonnull(strstr(page.data, "Run it at confidence <b>0.35</b>."));
    ck_assert_ptr_nonnull(strstr(page.data, "0.525 to 0.560"));
    ck_assert_int_eq(times(page.data, "class=\"frame\""), 12);
    ck_assert_ptr_nonnull(strstr(page.data, "Showing 12 of 14 images"));
    ck_assert_ptr_nonnull(
        strstr(page.data, "<caption class=\"vh\">Confusion matrix at confidence 0.35"));
    ck_assert_ptr_nonnull(strstr(page.data, "<b>1,234</b>"));
    ck_assert_ptr_nonnull(strstr(page.data, "a box reaches out of its image"));
    ck_assert_ptr_nonnull(strstr(page.data, "A box is <b>kept</b> when"));
    ck_assert_ptr_null(strstr(page.data, "Of another renderer"));
    ck_assert_ptr_nonnull(strstr(page.data, "href=\"report.pdf\""));
}
END_TEST

/* The text between two marks, from the first place of `open`. */
static const char *between(const char *open, const char *close)
{
    const char *from = strstr(page.data, open);
    ck_assert_msg(from != NULL, "no %s", open);
    from += strlen(open);
    const char *to = strstr(from, close);
    ck_assert_ptr_nonnull(to);
    return ps_arena_text_n(arena, from, (size_t)(to - from));
}

static const char *hash_of(const char *text)
{
    char hex[65];
    unsigned char bytes[32];
    ps_sha256(text, strlen(text), hex);
    for (int i = 0; i < 32; i++) {
        const char pair[] = {hex[2 * i], hex[2 * i + 1], '\0'};
        bytes[i] = (unsigned char)strtoul(pair, NULL, 16);
    }
    PsBuf out = PS_BUF;
    ps_buf_text(&out, "sha256-");
    pack_base64(&out, bytes, sizeof bytes);
    const char *copy = ps_arena_text(arena, out.data);
    ps_buf_free(&out);
    return copy;
}

START_TEST(the_policy_admits_this_style_and_this_script)
{
    const char *names[] = {"one"};
    write_page(make_report(names, 1));
    const char *policy = between("Security-Policy\" content=\"", "\">");
    ck_assert_ptr_nonnull(strstr(policy, hash_of(between("<style>", "</style>"))));
    ck_assert_ptr_nonnull(strstr(policy, hash_of(between("<script>", "</script>"))));
    ck_assert_ptr_nonnull(strstr(policy, "default-src &#39;none&#39;"));
    ck_assert_ptr_null(strstr(policy, "unsafe"));
    ck_assert_ptr_null(strstr(page.data, " style=\""));
    ck_assert_ptr_null(strstr(page.data, "http://"));
    ck_assert_ptr_null(strstr(page.data, "https://"));
}
END_TEST

START_TEST(the_page_parses)
{
    const char *names[] = {"one", "two", "a name with <angles> & more"};
    write_page(make_report(names, 3));
    htmlDocPtr doc = htmlReadMemory(page.data, (int)page.size, "index.html", "UTF-8",
                                    HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    ck_assert_ptr_nonnull(doc);
    xmlFreeDoc(doc);
    ck_assert_int_eq(times(page.data, "<section"), times(page.data, "</section>"));
    ck_assert_int_eq(times(page.data, "<div"), times(page.data, "</div>"));
    ck_assert_ptr_null(strstr(page.data, "{{#"));
    ck_assert_ptr_null(strstr(page.data, "{{/"));
}
END_TEST

/* Every line of how to read a section, and of how it is computed, is a paragraph of its own. */
START_TEST(sections_teach)
{
    const char *names[] = {"one", "two"};
    Report *report = make_report(names, 2);
    static const Fact words[] = {{"A <word>", "what it means"}};
    report->glossary = words;
    report->glossary_count = 1;
    write_page(report);
    ck_assert_ptr_nonnull(strstr(page.data, "<p>One.</p><p>Two.</p><details class=\"how\">"
                                            "<summary>How this is computed</summary>"
                                            "<p>So.</p><p>And so.</p></details>"));
    ck_assert_int_eq(times(page.data, "<details class=\"how\">"), 1);
    ck_assert_ptr_nonnull(strstr(page.data, "<dt>A &lt;word&gt;</dt><dd>what it means</dd>"));
}
END_TEST

START_TEST(of_many_classes_the_matrix_names_thirty)
{
    const char *names[60];
    for (int i = 0; i < 60; i++) names[i] = ps_arena_printf(arena, "class %d", i);
    write_page(make_report(names, 60));
    ck_assert_ptr_nonnull(strstr(page.data, "id=\"over\""));
    ck_assert_ptr_nonnull(strstr(page.data, "The 30 most confused of 60 classes; "));
    ck_assert_int_eq(times(page.data, ">All others<small>"), 2);
    ck_assert_int_eq(times(page.data, "<th class=\"side\" scope=\"row\""), 32);
    /* classes 30 to 59: 30 times 1,234 right, and each but the last 3 times taken for the next */
    ck_assert_int_eq(times(page.data, ">37,107</td>"), 1);
    ck_assert_int_eq(times(page.data, "<tr><td>class "), 8 + 8);
}
END_TEST

START_TEST(a_name_larger_than_a_piece_is_kept_whole)
{
    char *huge = PS_ARRAY(arena, char, 300001);
    memset(huge, 'x', 300000);
    const char *names[] = {"one", huge, "two"};
    write_page(make_report(names, 3));
    ck_assert_int_ge(times(page.data, "data-island=\"main\""), 2);
}
END_TEST

static bool has_file(const char *name)
{
    return ps_file_exists(ps_path_join(arena, folder, name));
}

START_TEST(shards_are_scripts)
{
    const char *names[] = {"one", "two"};
    write_page(make_report(names, 2));
    ck_assert(has_file("data/images-0.js") && has_file("data/counts-0.js"));
    ck_assert(has_file("data/boxes-0.js") && !has_file("data/boxes-1.js"));
    PsBytes bytes;
    PsError error;
    ck_assert(
        ps_file_read(ps_path_join(arena, folder, "data/images-0.js"), 1 << 20, &bytes, &error));
    ck_assert_int_eq(strncmp(bytes.data, "proofsheetShard(\"images-0\",[[", 28), 0);
    ck_assert_ptr_nonnull(
        strstr(bytes.data, "\\u003c/script\\u003e\\u003cb\\u003e\\u0026\\\"'.jpg"));
    ps_bytes_free(&bytes);
}
END_TEST

/* Spans, kind and whether it is ignored share a column: 16 spans + 2 kind + ignored. */
START_TEST(boxes_carry_their_kind)
{
    const char *names[] = {"one", "two"};
    write_page(make_report(names, 2));
    int flags[IMAGES * 4] = {0};
    for (int i = 0; i < IMAGES; i++) {
        flags[4 * i + 1] = 16 + 2 * 6;
        flags[4 * i + 3] = 16 + 2 * 1;
    }
    PsBuf bytes = PS_BUF, text = PS_BUF;
    pack_ints(&bytes, flags, NULL, IMAGES * 4);
    pack_base64(&text, bytes.data, bytes.length);
    PsBytes shard;
    PsError error;
    ck_assert(
        ps_file_read(ps_path_join(arena, folder, "data/boxes-0.js"), 1 << 20, &shard, &error));
    ck_assert_ptr_nonnull(strstr(shard.data, text.data));
    ps_bytes_free(&shard);
    ps_buf_free(&bytes);
    ps_buf_free(&text);
}
END_TEST

/* ---- recommendations and label review ---- */

static Report *make_advised(int cards)
{
    static const Section sections[] = {{"advice", "Recommendations", "Advice", "", NULL},
                                       {"matrix", "Matrix", "Matrix", "", NULL},
                                       {"review", "Label review", "Labels", "", NULL}};
    const char *names[] = {"one", "two"};
    Report *report = make_report(names, 2);
    report->sections = ps_arena_copy(arena, sections, sizeof sections);
    report->section_count = sizeof sections / sizeof *sections;
    pdf_fixture_advice(report, cards, 1);
    return report;
}

static void page_says(const char *part)
{
    ck_assert_msg(strstr(page.data, part) != NULL, "the page does not say: %s", part);
}

START_TEST(cards_are_read_without_scripts)
{
    write_page(make_advised(10));
    ck_assert_int_eq(times(page.data, "<article class=\"rec\""), 10);
    const char *fold = strstr(page.data, "<summary>2 more recommendations");
    ck_assert_ptr_nonnull(fold);
    ck_assert(strstr(page.data, "id=\"card-7\"") < fold);
    ck_assert(strstr(page.data, "id=\"card-8\"") > fold);
    page_says("<h3>Card 3 of &lt;/script&gt;&lt;b&gt;&amp;</h3>");
    page_says("12 of 34 boxes &lt;i&gt;are&lt;/i&gt; wrong.");
    page_says("href=\"#matrix\" data-link=\"#v=images&amp;cell=1,0\">Show 12 images</a>");
    page_says("with &lt;u&gt; boxes");
    page_says("Nothing to report on duplicates, crowded objects.");
    page_says("the training pictures");
}
END_TEST

START_TEST(labels_are_cut_out_of_their_pictures)
{
    write_page(make_advised(1));
    ck_assert_int_eq(times(page.data, "<a class=\"frame\" data-issue="),
                     1); /* those of the first list that has any */
    page_says(
        "href=\"thumbs/00/a%20b.jpg\"><span class=\"crop\"><svg viewBox=\"0.0 0.0 95.2 95.2\"");
    page_says("<rect class=\"bx mis pred\" x=\"20.0\" y=\"3.0\"");
    page_says("where &lt;no&gt; label fits<em> IoU 0.12</em>");
    PsBytes bytes;
    PsError error;
    ck_assert(
        ps_file_read(ps_path_join(arena, folder, "data/review-0.js"), 1 << 20, &bytes, &error));
    const char *wanted = "proofsheetShard(\"review-0\",[[0,0,0,-1,\"IoU 0.12\",";
    ck_assert_int_eq(strncmp(bytes.data, wanted, strlen(wanted)), 0);
    ck_assert_ptr_nonnull(strstr(bytes.data, "[\"g1\",\"mis\",200,20,60,60],[\"p1\",\"mis pred\""));
    ps_bytes_free(&bytes);
}
END_TEST

START_TEST(without_labels_the_review_says_why)
{
    Report *report = make_advised(1);
    report->label_count = 0;
    report->labels_note = "Nothing to review.";
    write_page(report);
    page_says("Nothing to review.");
    ck_assert_ptr_null(strstr(page.data, "id=\"rv-sheet\""));
    ck_assert(!has_file("data/review-0.js"));
}
END_TEST

START_TEST(a_folder_that_cannot_be_written_is_an_error)
{
    const char *names[] = {"one"};
    PsError error = {0};
    const HtmlOptions options = {.folder = "/dev/null/report"};
    ck_assert(!html_write(make_report(names, 1), &options, &error));
    ck_assert_int_eq(error.code, PS_ERROR_OUTPUT);
}
END_TEST

START_TEST(outcomes_follow_the_threshold)
{
    const BoxSpan spans[] = {{5, 9, 1, 61}};
    const BoxView object = {.kept = 7, .partner = 2, .spans = spans, .span_count = 1};
    ck_assert_int_eq(overlay_outcome(&object, true, 7), OUTCOME_CORRECT);
    ck_assert_int_eq(overlay_outcome(&object, true, 8), OUTCOME_MISCLASSIFIED);
    ck_assert_int_eq(overlay_outcome(&object, true, 10), OUTCOME_MISSED);
    const BoxView box = {.kept = 9, .partner = -1, .spans = spans, .span_count = 1};
    ck_assert_int_eq(overlay_outcome(&box, false, 4), OUTCOME_FALSE_POSITIVE);
    ck_assert_int_eq(overlay_outcome(&box, false, 5), OUTCOME_MISCLASSIFIED);
    const BoxView right = {.kept = 9, .partner = 0};
    ck_assert_int_eq(overlay_outcome(&right, false, 9), OUTCOME_CORRECT);
    const BoxView crowd = {.kept = 9, .partner = -1, .ignored = true};
    ck_assert_int_eq(overlay_outcome(&crowd, false, 3), OUTCOME_IGNORED);
}
END_TEST

static void expect_packed(const int *values, const int *before, size_t count, const char *wanted)
{
    PsBuf bytes = PS_BUF, text = PS_BUF;
    pack_ints(&bytes, values, before, count);
    pack_base64(&text, bytes.data, bytes.length);
    ck_assert_str_eq(text.data, wanted);
    ps_buf_free(&bytes);
    ps_buf_free(&text);
}

START_TEST(numbers_are_packed)
{
    expect_packed((int[]){0}, NULL, 0, "");
    expect_packed((int[]){5}, NULL, 1, "CQ==");                /* 9 */
    expect_packed((int[]){5, 5, 5, 4}, NULL, 4, "CQABAg==");   /* 9, 0 1, 2 */
    expect_packed((int[]){-1, 100, 100}, NULL, 3, "AskBAAA="); /* 2, 201, 0 0 */
    expect_packed((int[]){7, 8}, (int[]){7, 9}, 2, "AAAC");    /* 0 0, 2 */
}
END_TEST

START_TEST(every_template_is_embedded)
{
    ck_assert_ptr_nonnull(embedded_find("templates/page.html"));
    ck_assert_ptr_nonnull(embedded_find("site.css"));
    ck_assert_ptr_nonnull(embedded_find("site.js"));
    ck_assert_ptr_null(embedded_find("templates/none.html"));
    size_t count = 0;
    for (const Embedded *file; (file = embedded_at(count)); count++) {
        ck_assert_int_eq(file->data[file->size], 0);
        if (count) ck_assert_int_lt(strcmp(embedded_at(count - 1)->name, file->name), 0);
    }
    ck_assert_uint_ge(count, 12);
}
END_TEST

Suite *html_suite(void)
{
    Suite *suite = suite_create("html");
    TCase *all = tcase_create("html");
    tcase_set_timeout(all, 30);
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, hostile_names_stay_texts);
    tcase_add_test(all, the_optimum_is_in_the_markup);
    tcase_add_test(all, the_policy_admits_this_style_and_this_script);
    tcase_add_test(all, the_page_parses);
    tcase_add_test(all, sections_teach);
    tcase_add_test(all, of_many_classes_the_matrix_names_thirty);
    tcase_add_test(all, a_name_larger_than_a_piece_is_kept_whole);
    tcase_add_test(all, shards_are_scripts);
    tcase_add_test(all, boxes_carry_their_kind);
    tcase_add_test(all, cards_are_read_without_scripts);
    tcase_add_test(all, labels_are_cut_out_of_their_pictures);
    tcase_add_test(all, without_labels_the_review_says_why);
    tcase_add_test(all, a_folder_that_cannot_be_written_is_an_error);
    tcase_add_test(all, outcomes_follow_the_threshold);
    tcase_add_test(all, numbers_are_packed);
    tcase_add_test(all, every_template_is_embedded);
    suite_add_tcase(suite, all);
    return suite;
}
