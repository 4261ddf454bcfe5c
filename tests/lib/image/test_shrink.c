/* Area averaging against the plain definition, pixel by pixel. */
#include "base/arena.h"
#include "base/random.h"
#include "image/shrink.h"
#include "suites.h"

#include <stdlib.h>

typedef struct Sizes {
    int from_width, from_height, width, height;
} Sizes;

static const Sizes sizes[] = {
    {2, 2, 1, 1},     {64, 48, 32, 24}, {64, 48, 16, 12},   {63, 48, 21, 16},   {96, 40, 64, 24},
    {67, 41, 32, 20}, {67, 41, 67, 20}, {67, 41, 32, 41},   {75, 80, 64, 79},   {77, 80, 64, 79},
    {2, 257, 1, 1},   {2, 258, 1, 1},   {400, 530, 7, 523}, {2053, 2063, 7, 5}, {5, 5, 5, 5},
    {700, 3, 300, 2}, {80, 60, 32, 32}, {33, 64, 11, 32},   {9, 254, 9, 2},     {254, 9, 2, 9},
    {64, 64, 24, 24}, {3, 127, 3, 1},   {127, 2, 1, 2},     {256, 2, 2, 2},
};

static PsPicture any_picture(const Sizes *size, uint64_t seed)
{
    PsPicture picture = {.width = size->from_width, .height = size->from_height};
    size_t bytes = (size_t)picture.width * (size_t)picture.height * 3;
    picture.pixels = ps_alloc(bytes);
    for (size_t i = 0; i < bytes; i++) {
        uint64_t random = ps_splitmix64(&seed);
        /* few values, so that many means are halves; the extremes at one end */
        picture.pixels[i] = i < bytes / 3 ? 255 : (unsigned char)(random % 3 * 127 + random % 2);
    }
    return picture;
}

static int64_t overlap(int64_t a, int64_t a_end, int64_t b, int64_t b_end)
{
    int64_t from = a > b ? a : b, to = a_end < b_end ? a_end : b_end;
    return to > from ? to - from : 0;
}

/* The mean over the area, halves rounded up. Areas in units of 1 / (width x height). */
static int plain_pixel(const PsPicture *picture, const Sizes *size, int x, int y, int c)
{
    int64_t total = 0, area = (int64_t)size->from_width * size->from_height;
    int first = (int)((int64_t)y * size->from_height / size->height);
    for (int v = first; v < size->from_height; v++) {
        int64_t high =
            overlap((int64_t)v * size->height, (int64_t)(v + 1) * size->height,
                    (int64_t)y * size->from_height, (int64_t)(y + 1) * size->from_height);
        if (high == 0) break;
        int left = (int)((int64_t)x * size->from_width / size->width);
        for (int u = left; u < size->from_width; u++) {
            int64_t wide =
                overlap((int64_t)u * size->width, (int64_t)(u + 1) * size->width,
                        (int64_t)x * size->from_width, (int64_t)(x + 1) * size->from_width);
            if (wide == 0) break;
            total +=
                high * wide *
                picture->pixels[((size_t)v * (size_t)picture->width + (size_t)u) * 3 + (size_t)c];
        }
    }
    return (int)((2 * total + area) / (2 * area));
}

START_TEST(shrinking_is_the_mean_of_the_area)
{
    const Sizes *size = &sizes[_i];
    PsPicture picture = any_picture(size, (uint64_t)_i), small;
    ck_assert(ps_picture_shrink(&picture, size->width, size->height, &small));
    const unsigned char *found = small.pixels;
    for (int y = 0; y < size->height; y++) {
        for (int x = 0; x < size->width; x++) {
            for (int c = 0; c < 3; c++, found++) {
                int wanted = plain_pixel(&picture, size, x, y, c);
                if (*found != wanted)
                    ck_abort_msg("%d, %d, %d: %d, not %d", x, y, c, *found, wanted);
            }
        }
    }
    free(picture.pixels);
    free(small.pixels);
}
END_TEST

/* Sums of the columns of which the totals are `total` and those after it. */
static void spread_totals(int total, int area, int width, uint16_t *sums)
{
    for (int x = 0; x < width; x++, total++) {
        for (int k = 0; k < area; k++) {
            for (int c = 0; c < 3; c++) *sums++ = (uint16_t)(total / area + (k < total % area));
        }
    }
}

/* Every total of every area of few units; six columns are a block and a rest. */
START_TEST(few_units_divide_as_whole_numbers_do)
{
    enum { WIDTH = 6 };
    PsFew few;
    int area = _i;
    uint16_t sums[3 * (WIDTH + 1) * (PS_FEW_AREA + 1)] = {0};
    ps_few_start(&few, WIDTH, area, 1, area);
    for (int total = 0; total + WIDTH - 1 <= 255 * area; total += WIDTH - 1) {
        unsigned char found[3 * WIDTH];
        spread_totals(total, area, WIDTH, sums);
        ps_few_finish(&few, sums, found);
        for (int k = 0; k < 3 * WIDTH; k++) {
            int wanted = (2 * (total + k / 3) + area) / (2 * area);
            if (found[k] != wanted) {
                ck_abort_msg("%d / %d: %d, not %d", total + k / 3, area, found[k], wanted);
            }
        }
    }
    ps_few_end(&few);
}
END_TEST

Suite *shrink_suite(void)
{
    Suite *suite = suite_create("shrink");
    TCase *all = tcase_create("shrink");
    tcase_set_timeout(all, 20);
    tcase_add_loop_test(all, few_units_divide_as_whole_numbers_do, 2, PS_FEW_AREA + 1);
    tcase_add_loop_test(all, shrinking_is_the_mean_of_the_area, 0, sizeof sizes / sizeof *sizes);
    suite_add_tcase(suite, all);
    return suite;
}
