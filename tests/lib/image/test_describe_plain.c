/* What pictures look like, measured pixel by pixel as it is defined. */
#include "base/arena.h"
#include "base/random.h"
#include "proofsheet.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>

enum { SIDE = 256, COLOURS = 96, TEXTURES = 128 };

/* Noise; waves of colour with a little of it; patches of the extremes; greys. */
static int value_of(int kind, int x, int y, int c, uint64_t *seed)
{
    int random = (int)(ps_splitmix64(seed) % 256);
    if (kind == 0) return random;
    if (kind == 2) return (x / 7 * 5 + y / 9 * 3 + c * (x / 40)) % 3 == 0 ? 255 : random % 2;
    double wave = 120 + 90 * sin(x * 0.05 * (kind == 1 ? c + 1 : 1)) + 30 * cos(y * 0.11);
    return (int)wave + (kind == 1 ? random % 9 : 0);
}

static PsPicture any_picture(int kind)
{
    uint64_t seed = 5;
    PsPicture picture = {.pixels = ps_alloc(SIDE * SIDE * 3), .width = SIDE, .height = SIDE};
    for (int i = 0; i < SIDE * SIDE * 3; i++) {
        int value = value_of(kind, i / 3 % SIDE, i / 3 / SIDE, i % 3, &seed);
        picture.pixels[i] = (unsigned char)(value < 0 ? 0 : value > 255 ? 255 : value);
    }
    return picture;
}

/* Thousandths of grey. */
static int grey_of(const PsPicture *picture, int x, int y)
{
    const unsigned char *pixel = picture->pixels + 3 * (y * picture->width + x);
    return 299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2];
}

static float root_at(int i)
{
    double t = i / 1024.0;
    return (float)(t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116);
}

/* f of L*a*b*, linear between 1025 entries, in floats: a bin is found from it. */
static float f_of(float t)
{
    float at = t * 1024, low = root_at((int)at), high = root_at((int)at + 1);
    return low + (high - low) * (at - (float)(int)at);
}

static void lab_of(const unsigned char *pixel, float lab[3])
{
    float linear[3];
    for (int c = 0; c < 3; c++) {
        double v = pixel[c] / 255.0;
        linear[c] = (float)(v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4));
    }
    float r = linear[0], g = linear[1], b = linear[2];
    float x = f_of((0.4124564F * r + 0.3575761F * g + 0.1804375F * b) / 0.95047F);
    float y = f_of(0.2126729F * r + 0.7151522F * g + 0.0721750F * b);
    float z = f_of((0.0193339F * r + 0.1191920F * g + 0.9503041F * b) / 1.08883F);
    lab[0] = 116 * y - 16;
    lab[1] = 500 * (x - y);
    lab[2] = 200 * (y - z);
}

static int bin_of(float value, float low, float width, int count)
{
    int bin = (int)((value - low) / width);
    return bin < 0 ? 0 : bin >= count ? count - 1 : bin;
}

static void check_bins(const float *found, const double *bins, int count, double tolerance)
{
    double sum = 0;
    for (int i = 0; i < count; i++) sum += bins[i];
    for (int i = 0; i < count; i++) {
        double wanted = sum > 0 ? sqrt(bins[i] / sum) : 0;
        if (fabs((double)found[i] - wanted) > tolerance)
            ck_abort_msg("bin %d: %.9g, not %.9g", i, (double)found[i], wanted);
    }
}

START_TEST(colours_are_counted)
{
    PsPicture picture = any_picture(_i), small;
    PsAppearance look;
    double lightness[16] = {0}, colours[64] = {0};
    ps_picture_describe(&picture, &look);
    ck_assert(ps_picture_shrink(&picture, COLOURS, COLOURS, &small));
    for (int i = 0; i < COLOURS * COLOURS; i++) {
        float lab[3];
        lab_of(small.pixels + 3 * i, lab);
        lightness[bin_of(lab[0], 0, 100.0F / 16, 16)]++;
        colours[8 * bin_of(lab[1], -64, 16, 8) + bin_of(lab[2], -64, 16, 8)]++;
    }
    check_bins(look.values + PS_LOOK_LIGHTNESS, lightness, 16, 1e-7);
    check_bins(look.values + PS_LOOK_COLOUR, colours, 64, 1e-7);
    ps_picture_free(&picture);
    ps_picture_free(&small);
}
END_TEST

static int compare(const void *a, const void *b)
{
    float one = *(const float *)a, other = *(const float *)b;
    return (one > other) - (one < other);
}

/* A percentile is right to one of the 4,096 steps in which it is sought. */
START_TEST(light_is_measured)
{
    enum { PIXELS = TEXTURES * TEXTURES };
    static float l[PIXELS];
    PsPicture picture = any_picture(_i), small;
    PsAppearance look;
    double sums[3] = {0}, squares = 0, chroma = 0;
    ps_picture_describe(&picture, &look);
    ck_assert(ps_picture_shrink(&picture, TEXTURES, TEXTURES, &small));
    for (int i = 0; i < PIXELS; i++) {
        float lab[3];
        lab_of(small.pixels + 3 * i, lab);
        l[i] = lab[0];
        for (int c = 0; c < 3; c++) sums[c] += (double)lab[c] / PIXELS;
        squares += (double)lab[0] * (double)lab[0] / PIXELS;
        chroma += hypot((double)lab[1], (double)lab[2]) / PIXELS;
    }
    qsort(l, PIXELS, sizeof *l, compare);
    const float *values = look.values;
    ck_assert_float_eq_tol(values[PS_LOOK_DARK], l[PIXELS / 20], 0.03F);
    ck_assert_float_eq_tol(values[PS_LOOK_BRIGHTNESS], l[PIXELS / 2 - 1], 0.03F);
    ck_assert_float_eq_tol(values[PS_LOOK_LIGHT], l[PIXELS * 19 / 20], 0.03F);
    double contrast = sqrt(squares - sums[0] * sums[0]);
    ck_assert_double_eq_tol((double)values[PS_LOOK_CONTRAST], contrast, 1e-5);
    ck_assert_double_eq_tol((double)values[PS_LOOK_CHROMA], chroma, 1e-5);
    ck_assert_double_eq_tol((double)values[PS_LOOK_RED_GREEN], sums[1], 1e-5);
    ck_assert_double_eq_tol((double)values[PS_LOOK_YELLOW_BLUE], sums[2], 1e-5);
    ps_picture_free(&picture);
    ps_picture_free(&small);
}
END_TEST

static int clamped(int x, int side)
{
    return x < 0 ? 0 : x >= side ? side - 1 : x;
}

START_TEST(edges_are_shared)
{
    const double pi = acos(-1);
    PsPicture picture = any_picture(_i), small;
    PsAppearance look;
    double bins[128] = {0};
    ps_picture_describe(&picture, &look);
    ck_assert(ps_picture_shrink(&picture, COLOURS, COLOURS, &small));
    for (int i = 0; i < COLOURS * COLOURS; i++) {
        int x = i % COLOURS, y = i / COLOURS, field = y * 4 / COLOURS * 4 + x * 4 / COLOURS;
        double dx = grey_of(&small, clamped(x + 1, COLOURS), y) -
                    grey_of(&small, clamped(x - 1, COLOURS), y);
        double dy = grey_of(&small, x, clamped(y + 1, COLOURS)) -
                    grey_of(&small, x, clamped(y - 1, COLOURS));
        double angle = fmod(atan2(dy, dx) + pi, pi) / (pi / 8), length = hypot(dx, dy);
        int bin = (int)angle;
        bins[field * 8 + bin % 8] += length * (bin + 1 - angle);
        bins[field * 8 + (bin + 1) % 8] += length * (angle - bin);
    }
    check_bins(look.values + PS_LOOK_EDGES, bins, 128, 1e-4);
    ps_picture_free(&picture);
    ps_picture_free(&small);
}
END_TEST

START_TEST(texture_is_counted)
{
    static const int ring[8][2] = {{-1, -1}, {0, -1}, {1, -1}, {1, 0},
                                   {1, 1},   {0, 1},  {-1, 1}, {-1, 0}};
    PsPicture picture = any_picture(_i), small;
    PsAppearance look;
    double bins[10] = {0};
    ps_picture_describe(&picture, &look);
    ck_assert(ps_picture_shrink(&picture, TEXTURES, TEXTURES, &small));
    for (int y = 1; y < TEXTURES - 1; y++) {
        for (int x = 1; x < TEXTURES - 1; x++) {
            int ones = 0, changes = 0, centre = grey_of(&small, x, y);
            bool before = grey_of(&small, x + ring[7][0], y + ring[7][1]) >= centre;
            for (int i = 0; i < 8; i++) {
                bool now = grey_of(&small, x + ring[i][0], y + ring[i][1]) >= centre;
                ones += now;
                changes += now != before;
                before = now;
            }
            bins[changes <= 2 ? ones : 9]++;
        }
    }
    check_bins(look.values + PS_LOOK_TEXTURE, bins, 10, 1e-7);
    ps_picture_free(&picture);
    ps_picture_free(&small);
}
END_TEST

START_TEST(sharpness_is_measured)
{
    static const int laplace[9] = {0, 1, 0, 1, -4, 1, 0, 1, 0};
    static const int curve[9] = {1, -2, 1, -2, 4, -2, 1, -2, 1};
    const double pi = acos(-1);
    PsPicture picture = any_picture(_i);
    PsAppearance look;
    double sum = 0, squares = 0, noise = 0, pixels = (SIDE - 2) * (SIDE - 2);
    ps_picture_describe(&picture, &look);
    for (int i = 0; i < SIDE * SIDE; i++) {
        int x = i % SIDE, y = i / SIDE;
        double step = 0, bend = 0;
        if (x == 0 || y == 0 || x == SIDE - 1 || y == SIDE - 1) continue;
        for (int k = 0; k < 9; k++) {
            double grey = grey_of(&picture, x + k % 3 - 1, y + k / 3 - 1) / 1000.0;
            step += laplace[k] * grey;
            bend += curve[k] * grey;
        }
        sum += step / pixels;
        squares += step * step / pixels;
        noise += fabs(bend) / pixels;
    }
    double sharpness = log(1 + squares - sum * sum), sigma = noise * sqrt(pi / 2) / 6;
    ck_assert_double_eq_tol((double)look.values[PS_LOOK_SHARPNESS], sharpness, 1e-5);
    ck_assert_double_eq_tol((double)look.values[PS_LOOK_NOISE], log(1 + sigma), 1e-5);
    ps_picture_free(&picture);
}
END_TEST

START_TEST(detail_is_the_entropy)
{
    PsPicture picture = any_picture(_i);
    PsAppearance look;
    double counts[256] = {0}, bits = 0;
    ps_picture_describe(&picture, &look);
    for (int i = 0; i < SIDE * SIDE; i++) {
        counts[(grey_of(&picture, i % SIDE, i / SIDE) + 500) / 1000]++;
    }
    for (int i = 0; i < 256; i++) {
        double share = counts[i] / (SIDE * SIDE);
        if (share > 0) bits -= share * log2(share);
    }
    ck_assert_double_eq_tol((double)look.values[PS_LOOK_DETAIL], bits, 1e-5);
    ps_picture_free(&picture);
}
END_TEST

/* Field (x, y) of columns x rows. */
static int64_t field_sum(const PsPicture *picture, int x, int y, int columns, int rows)
{
    int64_t sum = 0;
    for (int v = y * SIDE / rows; v < (y + 1) * SIDE / rows; v++) {
        for (int u = x * SIDE / columns; u < (x + 1) * SIDE / columns; u++) {
            sum += grey_of(picture, u, v);
        }
    }
    return sum;
}

static int64_t field_area(int x, int y, int columns, int rows)
{
    int wide = (x + 1) * SIDE / columns - x * SIDE / columns;
    return (int64_t)wide * ((y + 1) * SIDE / rows - y * SIDE / rows);
}

/* Is the mean of the first field the smaller one? In whole numbers. */
static bool is_darker(const PsPicture *picture, int x, int y, bool right)
{
    int columns = right ? 9 : 8, rows = right ? 8 : 9, u = x + right, v = y + !right;
    return field_sum(picture, x, y, columns, rows) * field_area(u, v, columns, rows) <
           field_sum(picture, u, v, columns, rows) * field_area(x, y, columns, rows);
}

START_TEST(fields_are_means)
{
    PsPicture picture = any_picture(_i);
    PsAppearance look;
    ps_picture_describe(&picture, &look);
    for (int i = 0; i < 64; i++) {
        ck_assert(is_darker(&picture, i % 8, i / 8, true) == (look.hash[0] >> i & 1));
        ck_assert(is_darker(&picture, i % 8, i / 8, false) == (look.hash[1] >> i & 1));
    }
    for (int i = 0; i < 256; i++) {
        int64_t sum = field_sum(&picture, i % 16, i / 16, 16, 16);
        ck_assert_int_eq(look.small[i], (sum + 128000) / 256000);
    }
    ps_picture_free(&picture);
}
END_TEST

Suite *describe_plain_suite(void)
{
    enum { KINDS = 4 };
    Suite *suite = suite_create("describe-plain");
    TCase *tests = tcase_create("describe-plain");
    tcase_add_loop_test(tests, colours_are_counted, 0, KINDS);
    tcase_add_loop_test(tests, light_is_measured, 0, KINDS);
    tcase_add_loop_test(tests, edges_are_shared, 0, KINDS);
    tcase_add_loop_test(tests, texture_is_counted, 0, KINDS);
    tcase_add_loop_test(tests, sharpness_is_measured, 0, KINDS);
    tcase_add_loop_test(tests, detail_is_the_entropy, 0, KINDS);
    tcase_add_loop_test(tests, fields_are_means, 0, KINDS);
    suite_add_tcase(suite, tests);
    return suite;
}
