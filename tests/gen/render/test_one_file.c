/* Tests of the page in one file: it holds what else lies beside it, and admits nothing else. */
#include "base/file.h"
#include "render/html.h"
#include "suites.h"
#include "test_pdf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IMAGES = 3, LARGE = 300000 };

static PsArena *arena;
static char folder[64];
static PsBytes page;
static int warnings;

static void set_up(void)
{
    arena = ps_arena_new();
    snprintf(folder, sizeof folder, "/tmp/proofsheet-alone-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    page = (PsBytes){0};
    warnings = 0;
}

static void tear_down(void)
{
    PsError error;
    ck_assert(ps_folder_remove(folder, &error));
    ps_bytes_free(&page);
    ps_arena_free(arena);
}

/* Image 1 has no picture; the others have a small thumbnail and a preview. */
static void view_image(const Report *report, int i, PsArena *scratch, ImageView *view)
{
    (void)report;
    const int *zeros = PS_ARRAY(scratch, int, FIXTURE_STEPS);
    *view = (ImageView){.name = i ? "plain.jpg" : "</script><b>.jpg", .width = 640, .height = 480};
    if (i != 1) view->thumb = ps_arena_printf(scratch, "thumbs/%d.jpg", i);
    if (i != 1) view->preview = ps_arena_printf(scratch, "previews/%d.jpg", i);
    view->problem = i == 1 ? "picture left out" : NULL;
    view->correct = view->misclassified = view->missed = view->false_positive = zeros;
    view->precision = view->recall = view->f1 = zeros;
}

static void put(const char *name, size_t size)
{
    PsError error;
    char *bytes = PS_ARRAY(arena, char, size);
    memset(bytes, 'a', size); /* "YWFh" in base64 */
    ck_assert(ps_file_write(ps_path_join(arena, folder, name), bytes, size, &error));
}

static Report *make_report(void)
{
    static const Section sections[] = {{"images", "Images", "Images", "", NULL},
                                       {"data", "Data", "Data", "", NULL}};
    static const char *const names[] = {"one", "two"};
    PsError error;
    ck_assert(ps_folder_make(ps_path_join(arena, folder, "thumbs"), &error));
    ck_assert(ps_folder_make(ps_path_join(arena, folder, "previews"), &error));
    for (int i = 0; i < IMAGES; i += 2) {
        put(ps_arena_printf(arena, "thumbs/%d.jpg", i), 3);
        put(ps_arena_printf(arena, "previews/%d.jpg", i), i == 0 ? LARGE : 6);
    }
    Report *report = pdf_fixture(arena, names, 2);
    report->sections = ps_arena_copy(arena, sections, sizeof sections);
    report->section_count = 2;
    const int *zeros = PS_ARRAY(arena, int, FIXTURE_STEPS);
    report->histogram = (Histogram){zeros, zeros, 1};
    report->image_count = IMAGES;
    report->image = view_image;
    report->worst = PS_ARRAY(arena, int, IMAGES);
    for (int i = 0; i < IMAGES; i++) report->worst[i] = i;
    return report;
}

static void count_warning(void *context, const char *text)
{
    (void)context;
    warnings++;
    ck_assert_ptr_nonnull(strstr(text, "in one file"));
}

static bool write_page(size_t warn_above, size_t refuse_above, PsError *error)
{
    const HtmlOptions options = {.folder = folder,
                                 .one_file = true,
                                 .warn_above = warn_above,
                                 .refuse_above = refuse_above,
                                 .warn = count_warning};
    return html_write(make_report(), &options, error);
}

static const char *read_page(void)
{
    PsError error;
    ck_assert(write_page(0, 0, &error));
    ck_assert(ps_file_read(ps_path_join(arena, folder, "index.html"), 1 << 26, &page, &error));
    return page.data;
}

START_TEST(nothing_is_looked_for_beside_it)
{
    const char *text = read_page();
    ck_assert(!ps_folder_exists(ps_path_join(arena, folder, "data")));
    static const char *const wrong[] = {"src=\"thumbs",  "href=\"previews", "href=\"csv",
                                        "href=\"report", "self&#",          "data-island=\"beside"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert_msg(!strstr(text, wrong[i]), "holds %s", wrong[i]);
    }
    ck_assert_ptr_nonnull(strstr(text, "img-src data:; base-uri"));
    ck_assert_ptr_nonnull(strstr(text, "src=\"data:image/jpeg;base64,YWFh\""));
    ck_assert_ptr_null(strstr(text, "</script><b>"));
}
END_TEST

/* Not by strstr, which measures all of the text at each call under ASan. */
static int times(const char *text, const char *part)
{
    size_t length = strlen(part);
    int count = 0;
    for (const char *at = text; (at = strchr(at, part[0])); at++) {
        count += strncmp(at, part, length) == 0;
    }
    return count;
}

/* One hash a script and one a style; the data are no scripts. */
START_TEST(every_script_is_admitted_by_its_hash)
{
    const char *text = read_page();
    ck_assert_int_ge(times(text, "<script>"), 2);
    ck_assert_int_eq(times(text, "sha256-"), times(text, "<script>") + times(text, "<style>"));
}
END_TEST

START_TEST(pictures_and_shards_are_islands_of_short_lines)
{
    const char *text = read_page();
    ck_assert_int_eq(times(text, "data-island=\"images-0\""), 1);
    ck_assert_int_eq(times(text, "data-island=\"counts-0\""), 1);
    /* 300,000 bytes are 400,000 letters: two pieces of at most 240,000 */
    ck_assert_int_eq(times(text, "data-island=\"pictures-0\""), 2);
    int letters = times(strstr(text, "data-island=\"pictures-0\""), "YWFh");
    ck_assert_int_ge(letters, LARGE / 3 + 4); /* the preview; 1 + 1 + 2 of the other files */
    for (const char *at = strstr(text, "data-island="); at;) {
        const char *end = strchr(at, '\n');
        ck_assert_int_lt(end ? end - at : 0, 8192);
        at = end ? strstr(end, "data-island=") : NULL;
    }
}
END_TEST

START_TEST(its_size_is_judged)
{
    PsError error = {0};
    ck_assert(write_page(0, 0, &error));
    ck_assert_int_eq(warnings, 0);
    ck_assert(write_page(LARGE, 0, &error));
    ck_assert_int_eq(warnings, 1);
    ck_assert(write_page(100 * LARGE, 200 * LARGE, &error));
    ck_assert_int_eq(warnings, 1);
    remove(ps_path_join(arena, folder, "index.html"));
    ck_assert(!write_page(0, LARGE, &error));
    ck_assert_int_eq(error.code, PS_ERROR_OUTPUT);
    ck_assert_ptr_nonnull(strstr(error.wanted, "--allow-huge"));
    ck_assert(!ps_file_exists(ps_path_join(arena, folder, "index.html")));
}
END_TEST

Suite *one_file_suite(void)
{
    Suite *suite = suite_create("one file");
    TCase *all = tcase_create("all");
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, nothing_is_looked_for_beside_it);
    tcase_add_test(all, every_script_is_admitted_by_its_hash);
    tcase_add_test(all, pictures_and_shards_are_islands_of_short_lines);
    tcase_add_test(all, its_size_is_judged);
    suite_add_tcase(suite, all);
    return suite;
}
