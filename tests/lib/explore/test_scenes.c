/* Near-identical pictures, on drawn ones: blurred noise of which every picture has its own. */
#include "suites.h"

#include "base/arena.h"
#include "proofsheet.h"

#include <check.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

Suite *scenes_suite(void);

enum { SIDE = 64 };

static uint32_t draw(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

/* Patches of 8 x 8 pixels, each of its own grey, drawn from the seed. */
static PsPicture patches(uint64_t seed)
{
    PsPicture picture = {.pixels = malloc((size_t)SIDE * SIDE * 3), .width = SIDE, .height = SIDE};
    unsigned char levels[64];
    for (int i = 0; i < 64; i++) levels[i] = (unsigned char)(draw(&seed) % 256);
    for (int i = 0; i < SIDE * SIDE; i++) {
        int patch = i / SIDE / 8 * 8 + i % SIDE / 8;
        memset(picture.pixels + 3 * i, levels[patch], 3);
    }
    return picture;
}

typedef void (*Change)(PsPicture *picture);

static void leave(PsPicture *picture)
{
    (void)picture;
}

static void brighten(PsPicture *picture)
{
    for (int i = 0; i < SIDE * SIDE * 3; i++) {
        picture->pixels[i] = (unsigned char)(picture->pixels[i] * 4 / 5 + 40);
    }
}

static void mirror(PsPicture *picture)
{
    for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE / 2; x++) {
            unsigned char *a = picture->pixels + 3 * (y * SIDE + x), kept[3];
            unsigned char *b = picture->pixels + 3 * (y * SIDE + SIDE - 1 - x);
            memcpy(kept, a, 3);
            memcpy(a, b, 3);
            memcpy(b, kept, 3);
        }
    }
}

static void blot(PsPicture *picture)
{
    memset(picture->pixels, 128, 3 * 3 * SIDE); /* the uppermost rows */
}

static PsAppearance look_of(uint64_t seed, Change change)
{
    PsAppearance look;
    PsPicture picture = patches(seed);
    change(&picture);
    ps_picture_describe(&picture, &look);
    free(picture.pixels);
    return look;
}

START_TEST(altered_copies_are_alike)
{
    static const Change changes[] = {leave, brighten, mirror, blot};
    for (size_t c = 0; c < sizeof changes / sizeof *changes; c++) {
        for (uint64_t seed = 1; seed <= 20; seed++) {
            PsAppearance a = look_of(seed, leave), b = look_of(seed, changes[c]);
            ck_assert_msg(ps_looks_alike(&a, &b), "change %zu of picture %d", c, (int)seed);
            ck_assert_msg(ps_looks_alike(&b, &a), "change %zu of picture %d, back", c, (int)seed);
        }
    }
}
END_TEST

START_TEST(other_pictures_are_not)
{
    PsAppearance looks[40];
    for (int i = 0; i < 40; i++) looks[i] = look_of((uint64_t)i + 1, leave);
    for (int i = 0; i < 40; i++) {
        for (int j = 0; j < i; j++) ck_assert(!ps_looks_alike(&looks[i], &looks[j]));
    }
}
END_TEST

/* Even pictures have nothing to be compared by: only equal files are one scene. */
START_TEST(even_pictures_are_alike_only_as_copies)
{
    PsAppearance a = {.hash = {0, 0}}, b = a;
    ck_assert(!ps_looks_alike(&a, &b));
    a.file[0] = b.file[0] = 7;
    ck_assert(ps_looks_alike(&a, &b) && ps_looks_equal(&a, &b));
    b.file[1] = 1;
    ck_assert(!ps_looks_equal(&a, &b));
}
END_TEST

/* Images 0, 3 and 5 are one scene, 1 and 4 another; 2 has no picture, 6 is alone. */
START_TEST(scenes_are_numbered_by_their_first_image)
{
    PsAppearance made[7] = {look_of(1, leave),  look_of(2, leave),    look_of(3, leave),
                            look_of(1, mirror), look_of(2, brighten), look_of(1, blot),
                            look_of(9, leave)};
    const PsAppearance *looks[7];
    static const int wanted[7] = {0, 1, 2, 0, 1, 0, 3};
    for (int i = 0; i < 7; i++) looks[i] = i == 2 ? NULL : &made[i];
    for (int threads = 1; threads < 8; threads += 3) {
        int scene_of[7];
        ck_assert_int_eq(ps_scenes_find(looks, 7, threads, scene_of), 4);
        for (int i = 0; i < 7; i++) ck_assert_int_eq(scene_of[i], wanted[i]);
    }
}
END_TEST

START_TEST(copies_and_likenesses_across_sets)
{
    PsAppearance made[3] = {look_of(1, leave), look_of(2, leave), look_of(3, leave)};
    PsAppearance train[3] = {look_of(2, brighten), look_of(1, leave), look_of(7, leave)};
    made[0].file[0] = train[1].file[0] = 5;
    made[1].file[0] = 6;
    const PsAppearance *looks[3] = {&made[0], &made[1], &made[2]};
    const PsAppearance *others[3] = {&train[0], &train[1], &train[2]};
    PsTwin twins[3];
    ps_scenes_across(looks, 3, others, 3, 2, twins);
    ck_assert(twins[0].other == 1 && twins[0].copy);
    ck_assert(twins[1].other == 0 && !twins[1].copy);
    ck_assert(twins[2].other == -1 && !twins[2].copy);
}
END_TEST

Suite *scenes_suite(void)
{
    Suite *suite = suite_create("scenes");
    TCase *all = tcase_create("scenes");
    tcase_add_test(all, altered_copies_are_alike);
    tcase_add_test(all, other_pictures_are_not);
    tcase_add_test(all, even_pictures_are_alike_only_as_copies);
    tcase_add_test(all, scenes_are_numbered_by_their_first_image);
    tcase_add_test(all, copies_and_likenesses_across_sets);
    suite_add_tcase(suite, all);
    return suite;
}
