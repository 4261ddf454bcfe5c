/* Tests of gen/render/svg.c: every shape comes out as well-formed SVG in percent, and in classes.
 */
#include "render/svg.h"
#include "suites.h"

#include <libxml/parser.h>
#include <math.h>
#include <string.h>

static PsArena *arena;
static FigureMaker maker;
static PsBuf out;

static void set_up(void)
{
    arena = ps_arena_new();
    maker = figure_start(arena);
    out = (PsBuf)PS_BUF;
}

static void tear_down(void)
{
    ps_buf_free(&maker.shapes);
    ps_buf_free(&out);
    ps_arena_free(arena);
}

static void draw(const char *finding)
{
    Figure figure = figure_end(&maker, "test", "A title", finding);
    maker = figure_start(arena);
    ps_buf_clear(&out);
    svg_figure(&out, &figure);
    int flags = XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET;
    xmlDoc *doc = xmlReadMemory(out.data, (int)out.length, "test.svg", NULL, flags);
    ck_assert_msg(doc != NULL, "not well-formed: %s", out.data);
    xmlFreeDoc(doc);
}

static void expect(const char *part)
{
    ck_assert_msg(strstr(out.data, part), "\"%s\" in %s", part, out.data);
}

START_TEST(the_frame_says_what_is_to_be_seen)
{
    draw("F1 <is> \"0.772\"");
    expect(
        "<svg class=\"fig fig-test\" role=\"img\" aria-label=\"F1 &lt;is&gt; &quot;0.772&quot;\">");
    draw("");
    expect("aria-hidden=\"true\"");
}
END_TEST

START_TEST(lines_and_paths)
{
    figure_line(&maker, TONE_GRID, 0, 0.25, 1, 0.25)->tag = "grid";
    figure_line(&maker, TONE_INK, 0.5, 0, 0.5, 1)->tag = "now";
    figure_path(&maker, TONE_RECALL, (double[]){0, 1, 0.5, NAN, 0.25, 0.5, 1, 1.0 / 3}, 4);
    figure_path(&maker, TONE_BAND, (double[]){0, 0, 1, 0, 1, 1}, 3)->filled = true;
    /* of the points at one height the first and the last; where the line turns back, it counts */
    figure_path(&maker, TONE_F1, (double[]){0, .2, .1, .2, .2, .2, .3, .2, .4, .1}, 5);
    figure_path(&maker, TONE_F1, (double[]){0, .5, .4, .5, .2, .5}, 3);
    draw("x");
    expect("d=\"M0 200l300 0 100-100\"");
    expect("d=\"M0 500l400 0-200 0\"");
    expect("<line class=\"ln t-ink\" data-tag=\"now\" x1=\"50%\"");
    expect("<line class=\"ln t-grid\" y1=\"25%\" x2=\"100%\" "
           "y2=\"25%\"/>");
    expect("d=\"M0 1000M250 500l750-167\"");
    expect("class=\"fl t-band\" d=\"M0 0l1000 0 0 1000Z\"");
    expect("viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\"");
}
END_TEST

START_TEST(rectangles_and_circles)
{
    figure_rect(&maker, TONE_CORRECT, (Place){0.5, 0, 0, 0}, (Place){0.25, 1, 0, 0})->faded = true;
    figure_rect(&maker, TONE_MISSED, (Place){0.1, 0.2, 0, 0}, (Place){0.3, 0.4, -1, 0});
    figure_rect(&maker, TONE_INK, (Place){0.5, 0.5, -3, -1}, (Place){0.5, 0.5, 3, 1});
    figure_circle(&maker, TONE_F1, (Place){0.35, 0.228, 0, 0}, 5)->hollow = true;
    figure_circle(&maker, TONE_F1, (Place){0, 0, 4, -2}, 2.5);
    draw("x");
    expect("<rect class=\"fl t-ok off\" x=\"25%\" width=\"25%\" height=\"100%\"/>");
    expect("<svg x=\"-1\" y=\"0\"><svg class=\"clip\" x=\"10%\" y=\"20%\" width=\"20%\" "
           "height=\"20%\">"
           "<rect class=\"fl t-fn\" x=\"1\" width=\"100%\" height=\"100%\"/></svg></svg>");
    expect("<rect class=\"fl t-ink\" width=\"6\" height=\"2\"/>");
    expect("<circle class=\"ho t-f\" cx=\"35%\" cy=\"22.8%\" r=\"5\"/>");
    expect("<circle class=\"fl t-f\" cx=\"4\" cy=\"-2\" r=\"2.5\"/></svg>");
}
END_TEST

/* One plot for all of a row, one path for those that look alike; what the script asks for stays. */
START_TEST(rectangles_in_a_row)
{
    figure_rect(&maker, TONE_CORRECT, (Place){0.1, 0, 0, 0}, (Place){0.35, 1, 0, 0})->tag = "ok";
    figure_rect(&maker, TONE_CORRECT, (Place){0.5, 0.25, 0, 0}, (Place){0.45, 0.5, 0, 0});
    figure_rect(&maker, TONE_MISSED, (Place){0, 0, 0, 0}, (Place){0.0125, 1, 0, 0})->faded = true;
    figure_rect(&maker, TONE_MISSED, (Place){0, 0, 0, 0}, (Place){1, 1, 0, 0})->tag = "band";
    figure_rect(&maker, TONE_CORRECT, (Place){0, 0, 0, 0}, (Place){1, 1, 0, 0})->tag = "bin-7";
    figure_rect(&maker, TONE_CORRECT, (Place){0, 0, 0, 0}, (Place){1, 1, 0, 0})->tag = "bin-8";
    draw("x");
    expect("<svg viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\">"
           "<path class=\"fl t-ok\" d=\"M100 0h250v1000h-250zM450 250h50v250h-50z\"/>"
           "<path class=\"fl t-fn off\" d=\"M0 0h12.5v1000h-12.5z\"/></svg>"
           "<rect class=\"fl t-fn\" data-tag=\"band\"");
    expect("preserveAspectRatio=\"none\" data-tag=\"bins\"><path class=\"fl t-ok\" "
           "d=\"M0 0h1000v1000h-1000zM0 0h1000v1000h-1000z\"/></svg>");
}
END_TEST

START_TEST(texts_and_pictures)
{
    Shape *text = figure_text(&maker, TONE_SOFT, (Place){0, 0.5, -8, 0}, ANCHOR_END, "a < b & c");
    text->strong = text->halo = true;
    figure_text(&maker, TONE_ON_MISSED, (Place){1, 1, 0, 0}, ANCHOR_START, "x");
    Shape *picture = figure_rect(&maker, TONE_INK, (Place){0, 0, 0, 0}, (Place){1, 1, 0, 0});
    picture->kind = SHAPE_IMAGE;
    picture->text = "thumbs/a b#.jpg";
    draw("x");
    expect("<text class=\"tx t-soft b halo\" y=\"50%\" dx=\"-8\" dy=\"4\" "
           "text-anchor=\"end\">a &lt; b &amp; c</text>");
    expect("<text class=\"tx t-on-fn\" x=\"100%\" y=\"100%\" dy=\"4\">x</text>");
    expect("href=\"thumbs/a%20b%23.jpg\"");
}
END_TEST

START_TEST(odd_numbers_stay_numbers)
{
    figure_line(&maker, TONE_INK, NAN, INFINITY, -0.0, 1e-9);
    figure_circle(&maker, TONE_INK, (Place){NAN, 0, 0, 0}, INFINITY);
    draw("x");
    ck_assert_ptr_null(strstr(out.data, "nan"));
    ck_assert_ptr_null(strstr(out.data, "inf"));
    ck_assert_ptr_null(strstr(out.data, "\"-0"));
}
END_TEST

START_TEST(every_tone_has_its_class)
{
    for (int i = 0; i < TONES; i++) {
        ck_assert_ptr_nonnull(svg_tone((Tone)i));
        for (int j = 0; j < i; j++) ck_assert_str_ne(svg_tone((Tone)i), svg_tone((Tone)j));
    }
}
END_TEST

Suite *svg_suite(void)
{
    Suite *suite = suite_create("svg");
    TCase *all = tcase_create("svg");
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, the_frame_says_what_is_to_be_seen);
    tcase_add_test(all, lines_and_paths);
    tcase_add_test(all, rectangles_and_circles);
    tcase_add_test(all, rectangles_in_a_row);
    tcase_add_test(all, texts_and_pictures);
    tcase_add_test(all, odd_numbers_stay_numbers);
    tcase_add_test(all, every_tone_has_its_class);
    suite_add_tcase(suite, all);
    return suite;
}
