/* Tests of cutting: which pixels are taken, how many remain, and what is refused. The sample shows
   red and green above, blue and white below. */
#include "lib/image/samples.h"
#include "picture_cut.h"
#include "proofsheet.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *picture_cut_suite(void);

static char file[] = "/tmp/picture-cut-XXXXXX";
static PsBuf jpeg;

static void put(PsBytes bytes)
{
    PsError error;
    ck_assert(ps_file_write(file, bytes.data, bytes.size, &error));
    ps_bytes_free(&bytes);
}

static void set_up(void)
{
    strcpy(file + strlen(file) - 6, "XXXXXX");
    ck_assert_int_ge(mkstemp(file), 0);
    jpeg = (PsBuf)PS_BUF;
    put(sample_jpeg((SampleJpeg){.width = 400, .height = 200}));
}

static void tear_down(void)
{
    remove(file);
    ps_buf_free(&jpeg);
}

/* The cut is a JPEG of this size whose middle has this colour. */
static void assert_cut(PictureCut cut, int longer, int width, int height, char colour)
{
    PsPicture picture;
    PsError error;
    ck_assert(picture_cut(file, &cut, longer, &jpeg));
    ck_assert(ps_picture_decode(jpeg.data, jpeg.length, 0, "cut", &picture, &error));
    ck_assert_int_eq(picture.width, width);
    ck_assert_int_eq(picture.height, height);
    int middle = (height / 2 * width + width / 2) * 3;
    ck_assert_int_eq(sample_colour_of(picture.pixels + middle), colour);
    ps_picture_free(&picture);
}

START_TEST(takes_the_part)
{
    assert_cut((PictureCut){0, 0, 0.5, 0.5}, 1000, 200, 100, 'R');
    assert_cut((PictureCut){0.5, 0, 0.5, 0.5}, 1000, 200, 100, 'G');
    assert_cut((PictureCut){0, 0.5, 0.5, 0.5}, 1000, 200, 100, 'B');
    assert_cut((PictureCut){0.5, 0.5, 0.5, 0.5}, 1000, 200, 100, 'W');
}
END_TEST

START_TEST(shrinks_and_never_enlarges)
{
    assert_cut((PictureCut){0, 0, 0.5, 0.5}, 100, 100, 50, 'R');
    assert_cut((PictureCut){0.25, 0.5, 0.125, 0.25}, 360, 50, 50, 'B');
}
END_TEST

/* What lies outside is left out, and the caller learns what was taken: 0.101 of 400 pixels begins
   within pixel 40. */
START_TEST(says_what_was_taken)
{
    PictureCut cut = {-0.5, 0.75, 2, 2};
    ck_assert(picture_cut(file, &cut, 1000, &jpeg));
    ck_assert(fabs(cut.x) < 1e-9 && fabs(cut.width - 1) < 1e-9);
    ck_assert(fabs(cut.y - 0.75) < 1e-9 && fabs(cut.height - 0.25) < 1e-9);
    cut = (PictureCut){0.101, 0, 0.1, 0.1};
    ck_assert(picture_cut(file, &cut, 1000, &jpeg));
    ck_assert(fabs(cut.x - 0.1) < 1e-9 && fabs(cut.width - 41 / 400.0) < 1e-9);
}
END_TEST

START_TEST(refuses_what_cannot_be_cut)
{
    static const PictureCut cuts[] = {{1.5, 0, 0.5, 0.5}, {0, -2, 0.5, 1}, {0, 0, 0, 1},
                                      {0, 0, 1, -1},      {NAN, 0, 1, 1},  {0, 0, NAN, 1},
                                      {0, INFINITY, 1, 1}};
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        PictureCut cut = cuts[i];
        ck_assert_msg(!picture_cut(file, &cut, 100, &jpeg), "cut %zu", i);
    }
    PictureCut whole = {0, 0, 1, 1};
    ck_assert(!picture_cut("/nowhere/at/all.jpg", &whole, 100, &jpeg));
    PsBytes none = {.data = strdup("no picture"), .size = 10};
    put(none);
    ck_assert(!picture_cut(file, &whole, 100, &jpeg));
}
END_TEST

Suite *picture_cut_suite(void)
{
    Suite *suite = suite_create("picture cut");
    TCase *tcase = tcase_create("picture cut");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, takes_the_part);
    tcase_add_test(tcase, shrinks_and_never_enlarges);
    tcase_add_test(tcase, says_what_was_taken);
    tcase_add_test(tcase, refuses_what_cannot_be_cut);
    suite_add_tcase(suite, tcase);
    return suite;
}
