/* What pictures look like: figures by hand, and pictures of every size. */
#include "proofsheet.h"
#include "suites.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>

enum { SIDE = 256 };

/* A pixel's grey, or its colour as 0xRRGGBB from the second on. */
typedef int (*Paint)(int x, int y);

static int paint_grey(int x, int y)
{
    (void)x;
    (void)y;
    return 0x808080;
}
static int paint_red(int x, int y)
{
    (void)x;
    (void)y;
    return 0xFF0000;
}
static int paint_white(int x, int y)
{
    (void)x;
    (void)y;
    return 0xFFFFFF;
}
static int paint_stripes(int x, int y)
{
    (void)y;
    return x % 2 ? 0xFFFFFF : 0;
}
static int paint_halves(int x, int y)
{
    (void)y;
    return x < SIDE / 2 ? 0 : 0xFFFFFF;
}
static int paint_ramp(int x, int y)
{
    (void)y;
    return (x * 255 / SIDE) * 0x010101;
}
static int paint_ramp_down(int x, int y)
{
    return paint_ramp(y, x);
}
static int paint_blocks(int x, int y)
{
    uint32_t mix = (uint32_t)(x / 16 * 37 + y / 16 * 101) * 2654435761U;
    return (int)(mix >> 24) * 0x010101;
}

static PsPicture painted(Paint paint, int width, int height)
{
    size_t bytes = (size_t)width * (size_t)height * 3;
    PsPicture picture = {.pixels = ps_alloc(bytes), .width = width, .height = height};
    for (int i = 0; i < width * height; i++) {
        int colour = paint(i % width, i / width);
        for (int c = 0; c < 3; c++) {
            picture.pixels[3 * i + c] = (unsigned char)(colour >> (16 - 8 * c) & 255);
        }
    }
    return picture;
}

static PsAppearance described(Paint paint)
{
    PsPicture picture = painted(paint, SIDE, SIDE);
    PsAppearance appearance;
    ps_picture_describe(&picture, &appearance);
    ps_picture_free(&picture);
    return appearance;
}

/* Roots of shares: their squares sum to 1. */
static void check_shares(const PsAppearance *appearance, int first, int end)
{
    double sum = 0;
    for (int k = first; k < end; k++) {
        sum += (double)appearance->values[k] * (double)appearance->values[k];
    }
    ck_assert_double_eq_tol(sum, 1, 1e-5);
}

/* L*, a*, b* (D65) as published for sRGB. */
static const struct {
    Paint paint;
    double l, a, b;
} colours[] = {
    {paint_grey, 53.585, 0, 0}, {paint_red, 53.241, 80.092, 67.203}, {paint_white, 100, 0, 0}};

START_TEST(flat_colours)
{
    PsAppearance flat = described(colours[_i].paint);
    double l = colours[_i].l, a = colours[_i].a, b = colours[_i].b;
    for (int k = PS_LOOK_DARK; k <= PS_LOOK_LIGHT; k++) {
        ck_assert_double_eq_tol((double)flat.values[k], l, 0.03);
    }
    ck_assert_double_eq_tol((double)flat.values[PS_LOOK_CONTRAST], 0, 0.02);
    ck_assert_double_eq_tol((double)flat.values[PS_LOOK_RED_GREEN], a, 0.05);
    ck_assert_double_eq_tol((double)flat.values[PS_LOOK_YELLOW_BLUE], b, 0.05);
    ck_assert_double_eq_tol((double)flat.values[PS_LOOK_CHROMA], hypot(a, b), 0.07);
    ck_assert_double_eq_tol((double)flat.values[PS_LOOK_SHARPNESS], 0, 1e-6);
    ck_assert_double_eq_tol((double)flat.values[PS_LOOK_NOISE], 0, 1e-6);
    ck_assert_double_eq_tol((double)flat.values[PS_LOOK_DETAIL], 0, 1e-6);
    check_shares(&flat, PS_LOOK_LIGHTNESS, PS_LOOK_COLOUR);
    check_shares(&flat, PS_LOOK_COLOUR, PS_LOOK_EDGES);
    ck_assert_float_eq(flat.values[PS_LOOK_TEXTURE + 8], 1); /* nothing is darker than another */
    for (int k = PS_LOOK_EDGES; k < PS_LOOK_TEXTURE; k++) ck_assert_float_eq(flat.values[k], 0);
    ck_assert(flat.hash[0] == 0 && flat.hash[1] == 0);
}
END_TEST

/* The Laplacian is 510 and -510 in turn; [1 -2 1] crossed with itself sees nothing, for it is 0
   downwards; half of the pixels are black: one bit. */
START_TEST(stripes)
{
    PsAppearance striped = described(paint_stripes);
    ck_assert_double_eq_tol((double)striped.values[PS_LOOK_SHARPNESS], log(1 + 510.0 * 510), 1e-5);
    ck_assert_double_eq_tol((double)striped.values[PS_LOOK_NOISE], 0, 1e-6);
    ck_assert_double_eq_tol((double)striped.values[PS_LOOK_DETAIL], 1, 1e-6);
}
END_TEST

/* One upright edge in the middle: of 4 x 4 fields, those of the two inner columns have it, in the
   first of the eight directions; half of L* is 0 and half 100. */
START_TEST(halves)
{
    PsAppearance half = described(paint_halves);
    for (int k = 0; k < 128; k++) {
        bool inner = k / 8 % 4 == 1 || k / 8 % 4 == 2;
        double wanted = inner && k % 8 == 0 ? sqrt(1.0 / 8) : 0;
        ck_assert_double_eq_tol((double)half.values[PS_LOOK_EDGES + k], wanted, 0.02);
    }
    ck_assert_double_eq_tol((double)half.values[PS_LOOK_CONTRAST], 50, 0.1);
    ck_assert_double_eq_tol((double)half.values[PS_LOOK_DARK], 0, 0.1);
    ck_assert_double_eq_tol((double)half.values[PS_LOOK_LIGHT], 100, 0.1);
    ck_assert_double_eq_tol((double)half.values[PS_LOOK_LIGHTNESS], sqrt(0.5), 1e-3);
    ck_assert_double_eq_tol((double)half.values[PS_LOOK_LIGHTNESS + 15], sqrt(0.5), 1e-3);
}
END_TEST

START_TEST(hashes)
{
    PsAppearance right = described(paint_ramp), down = described(paint_ramp_down);
    PsAppearance blocks = described(paint_blocks), same = described(paint_blocks);
    ck_assert(right.hash[0] == UINT64_MAX && right.hash[1] == 0);
    ck_assert(down.hash[0] == 0 && down.hash[1] == UINT64_MAX);
    ck_assert_int_eq(ps_hash_distance(right.hash, down.hash), 128);
    ck_assert_int_eq(ps_hash_distance(blocks.hash, same.hash), 0);
    ck_assert_int_gt(ps_hash_distance(blocks.hash, right.hash), 30);
}
END_TEST

/* Each pixel as the mean of 5 x 5 around it, and half as bright. */
static PsPicture dimmed(const PsPicture *from)
{
    PsPicture to = {.width = from->width, .height = from->height};
    to.pixels = ps_alloc((size_t)from->width * (size_t)from->height * 3);
    for (int i = 0; i < from->width * from->height * 3; i++) {
        int sum = 0, count = 0;
        for (int step = 0; step < 25; step++) {
            int x = i / 3 % from->width + step % 5 - 2, y = i / 3 / from->width + step / 5 - 2;
            if (x < 0 || y < 0 || x >= from->width || y >= from->height) continue;
            sum += from->pixels[3 * (y * from->width + x) + i % 3];
            count++;
        }
        to.pixels[i] = (unsigned char)(sum / count / 2);
    }
    return to;
}

START_TEST(dark_and_blurred)
{
    PsPicture clear = painted(paint_blocks, 300, 200), dim = dimmed(&clear);
    PsAppearance before, after;
    ps_picture_describe(&clear, &before);
    ps_picture_describe(&dim, &after);
    ck_assert_float_lt(after.values[PS_LOOK_BRIGHTNESS], before.values[PS_LOOK_BRIGHTNESS] - 10);
    ck_assert_float_lt(after.values[PS_LOOK_SHARPNESS], before.values[PS_LOOK_SHARPNESS] - 1);
    ck_assert_int_le(ps_hash_distance(before.hash, after.hash), 16); /* it is the same picture */
    ps_picture_free(&clear);
    ps_picture_free(&dim);
}
END_TEST

static const int sizes[][2] = {{1, 1}, {1, 300}, {300, 1}, {3, 2}, {255, 257}, {640, 9}};

START_TEST(all_sizes)
{
    PsPicture picture = painted(paint_blocks, sizes[_i][0], sizes[_i][1]);
    PsAppearance appearance;
    ps_picture_describe(&picture, &appearance);
    for (int k = 0; k < PS_LOOK_NUMBERS; k++) ck_assert(isfinite(appearance.values[k]));
    check_shares(&appearance, PS_LOOK_LIGHTNESS, PS_LOOK_COLOUR);
    check_shares(&appearance, PS_LOOK_TEXTURE, PS_LOOK_FIGURES);
    ps_picture_free(&picture);
}
END_TEST

Suite *describe_suite(void)
{
    Suite *suite = suite_create("describe");
    TCase *tests = tcase_create("describe");
    tcase_add_loop_test(tests, flat_colours, 0, (int)(sizeof colours / sizeof *colours));
    tcase_add_test(tests, stripes);
    tcase_add_test(tests, halves);
    tcase_add_test(tests, hashes);
    tcase_add_test(tests, dark_and_blurred);
    tcase_add_loop_test(tests, all_sizes, 0, (int)(sizeof sizes / sizeof *sizes));
    suite_add_tcase(suite, tests);
    return suite;
}
