/* Tests of the image shelf: every kind of picture, upright and in RGB, and every refusal. The
   sample has a colour of its own in each corner, so corners read as a word: "RGBW" is upright. */
#include "image/exif.h"
#include "image/limits.h"
#include "lib/image/samples.h"
#include "proofsheet.h"

#include <check.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

Suite *image_suite(void);

/* Decodes and frees the bytes. */
static PsPicture decoded(PsBytes bytes, int target)
{
    PsPicture picture;
    PsError error = {0};
    bool fine = ps_picture_decode(bytes.data, bytes.size, target, "a.jpg", &picture, &error);
    ck_assert_msg(fine, "%s", error.found);
    ps_bytes_free(&bytes);
    return picture;
}

/* What is said about bytes that are refused; frees them. */
static const char *refusal(PsBytes bytes, PsError *error)
{
    PsPicture picture;
    *error = (PsError){0};
    ck_assert(!ps_picture_decode(bytes.data, bytes.size, 320, "bad.jpg", &picture, error));
    ck_assert_int_eq(error->code, PS_ERROR_INPUT);
    ck_assert_str_eq(error->file, "bad.jpg");
    ck_assert_ptr_null(picture.pixels);
    ps_bytes_free(&bytes);
    return error->found;
}

static PsBytes bytes_of(const void *data, size_t size)
{
    PsBytes bytes = {malloc(size + 1), size};
    memcpy(bytes.data, data, size);
    return bytes;
}

static const unsigned char *pixel(const PsPicture *picture, int x, int y)
{
    return picture->pixels + ((size_t)y * (size_t)picture->width + (size_t)x) * 3;
}

static void expect(PsPicture picture, const char *word, int width, int height)
{
    char found[5];
    sample_word(picture.pixels, picture.width, picture.height, found);
    ck_assert_str_eq(found, word);
    ck_assert_int_eq(picture.width, width);
    ck_assert_int_eq(picture.height, height);
    ps_picture_free(&picture);
}

static const char *const upright_words[9] = {"",     "RGBW", "GRWB", "WBGR", "BWRG",
                                             "RBGW", "BRWG", "WGBR", "GWRB"};

START_TEST(all_orientations)
{
    SampleJpeg jpeg = {.width = 96, .height = 64, .orientation = _i, .big_endian = _i % 2};
    PsPicture picture = decoded(sample_jpeg(jpeg), 0);
    ck_assert_int_eq(picture.orientation, _i);
    ck_assert(picture.has_exif);
    ck_assert_int_eq(picture.full_width, _i >= 5 ? 64 : 96);
    expect(picture, upright_words[_i], _i >= 5 ? 64 : 96, _i >= 5 ? 96 : 64);
    SamplePng png = {.width = 9, .height = 4, .colour_type = 2, .orientation = _i};
    expect(decoded(sample_png(png), 0), upright_words[_i], _i >= 5 ? 4 : 9, _i >= 5 ? 9 : 4);
}
END_TEST

START_TEST(exif_is_bounded)
{
    unsigned char block[32];
    sample_exif(block, 6, false);
    ck_assert_int_eq(ps_exif_orientation(block, 32), 6);
    ck_assert_int_eq(ps_exif_orientation(block + 6, 26), 6);
    for (size_t size = 0; size < 26; size++) { /* exactly `size` bytes, so that none is over-read */
        unsigned char *cut = malloc(size ? size : 1);
        memcpy(cut, block, size);
        ck_assert_int_eq(ps_exif_orientation(cut, size), 1);
        free(cut);
    }
    memset(block + 10, 0xFF, 4); /* offset of the directory: far outside */
    ck_assert_int_eq(ps_exif_orientation(block, 32), 1);
    sample_exif(block, 9, true); /* no such orientation */
    ck_assert_int_eq(ps_exif_orientation(block, 32), 1);
}
END_TEST

START_TEST(jpeg_kinds)
{
    expect(decoded(sample_jpeg((SampleJpeg){.width = 64, .height = 32}), 0), "RGBW", 64, 32);
    SampleJpeg progressive = {.width = 64, .height = 32, .progressive = true};
    expect(decoded(sample_jpeg(progressive), 0), "RGBW", 64, 32);
    SampleJpeg cmyk = {.width = 64, .height = 32, .components = 4};
    expect(decoded(sample_jpeg(cmyk), 0), "RGBW", 64, 32);
    cmyk.plain_cmyk = true;
    expect(decoded(sample_jpeg(cmyk), 0), "RGBW", 64, 32);
    PsPicture grey =
        decoded(sample_jpeg((SampleJpeg){.width = 64, .height = 32, .components = 1}), 0);
    ck_assert_int_eq(grey.kind, PS_PICTURE_JPEG);
    ck_assert(!grey.damaged && !grey.has_exif);
    ck_assert_int_le(abs(*pixel(&grey, 2, 2) - 63), 3); /* red: 255 / 4 */
    ck_assert_int_eq(pixel(&grey, 2, 2)[0], pixel(&grey, 2, 2)[2]);
    ps_picture_free(&grey);
}
END_TEST

START_TEST(target_is_met_exactly)
{
    const int targets[] = {7, 100, 320, 333, 639, 640, 900};
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        int target = targets[i], wanted = target < 640 ? target : 640, other = (wanted * 3 + 2) / 4;
        PsPicture picture = decoded(sample_jpeg((SampleJpeg){.width = 640, .height = 480}), target);
        ck_assert_int_eq(picture.full_width, 640);
        ck_assert_int_eq(picture.full_height, 480);
        expect(picture, "RGBW", wanted, other);
        SamplePng png = {.width = 480, .height = 640, .colour_type = 2, .interlaced = i % 2};
        expect(decoded(sample_png(png), target), "RGBW", other, wanted);
        expect(decoded(sample_webp(640, 480, true, 255), target), "RGBW", wanted, other);
    }
}
END_TEST

START_TEST(no_side_vanishes)
{
    SamplePng png = {.width = 4000, .height = 2, .colour_type = 2};
    PsPicture picture = decoded(sample_png(png), 320);
    ck_assert_int_eq(picture.width, 320);
    ck_assert_int_eq(picture.height, 1);
    const unsigned char purple[3] = {128, 0, 128}; /* red above blue */
    ck_assert_mem_eq(pixel(&picture, 0, 0), purple, 3);
    ps_picture_free(&picture);
    picture = decoded(sample_jpeg((SampleJpeg){.width = 2, .height = 4000}), 320);
    ck_assert_int_eq(picture.width, 1);
    ck_assert_int_eq(picture.height, 320);
    ps_picture_free(&picture);
}
END_TEST

START_TEST(png_kinds)
{
    const int types[] = {PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
    for (int i = 0; i < 8; i++) {
        SamplePng png = {.width = 13, .height = 9, .colour_type = types[i & 1], .alpha = 255};
        png.depth = i & 2 ? 16 : 8;
        png.interlaced = i & 4;
        expect(decoded(sample_png(png), 0), "RGBW", 13, 9);
    }
    SamplePng palette = {.width = 8, .height = 8, .colour_type = PNG_COLOR_TYPE_PALETTE};
    expect(decoded(sample_png(palette), 0), "RGWW", 8, 8); /* see-through blue is white */
    SamplePng bits = {.width = 11, .height = 4, .depth = 1, .colour_type = PNG_COLOR_TYPE_GRAY};
    PsPicture picture = decoded(sample_png(bits), 0);
    ck_assert_int_eq(*pixel(&picture, 10, 0), 0);
    ck_assert_int_eq(*pixel(&picture, 10, 3), 255);
    ps_picture_free(&picture);
    bits.depth = 16;
    picture = decoded(sample_png(bits), 0); /* its first component: red 255, green 0 */
    ck_assert_int_eq(pixel(&picture, 0, 0)[1], 255);
    ck_assert_int_eq(pixel(&picture, 10, 0)[2], 0);
    ps_picture_free(&picture);
}
END_TEST

START_TEST(alpha_lies_on_white)
{
    SamplePng png = {.width = 4, .height = 4, .colour_type = PNG_COLOR_TYPE_RGB_ALPHA};
    for (png.alpha = 0; png.alpha < 256; png.alpha += 51) {
        PsPicture picture = decoded(sample_png(png), 0);
        ck_assert_int_eq(pixel(&picture, 0, 0)[0], 255);
        ck_assert_int_eq(pixel(&picture, 0, 0)[1], 255 - png.alpha);
        ck_assert_int_eq(pixel(&picture, 3, 0)[2], 255 - png.alpha);
        ps_picture_free(&picture);
        picture = decoded(sample_webp(4, 4, true, png.alpha), 0);
        ck_assert_int_eq(pixel(&picture, 0, 0)[1], 255 - png.alpha);
        ps_picture_free(&picture);
    }
}
END_TEST

START_TEST(webp_kinds)
{
    PsPicture picture = decoded(sample_webp(64, 32, false, 255), 0);
    ck_assert_int_eq(picture.kind, PS_PICTURE_WEBP);
    expect(picture, "RGBW", 64, 32);
    expect(decoded(sample_webp(64, 32, true, 255), 0), "RGBW", 64, 32);
    expect(decoded(sample_webp(64, 32, false, 255), 16), "RGBW", 16, 8);
    PsError error;
    const char animation[] = "RIFF\x16\0\0\0WEBPVP8X\x0A\0\0\0\x02\0\0\0\x0F\0\0\x0F\0\0";
    ck_assert_ptr_nonnull(strstr(refusal(bytes_of(animation, 30), &error), "WebP: an animation"));
    PsBytes cut = sample_webp(64, 32, true, 255);
    cut.size /= 2;
    ck_assert_str_eq(refusal(cut, &error), "WebP: premature end");
}
END_TEST

START_TEST(webp_orientation)
{
    PsBytes plain = sample_webp(64, 32, true, 255);
    unsigned char exif[32];
    sample_exif(exif, 6, true);
    PsBytes bytes = {malloc(plain.size + 18 + 34), 0};
    memcpy(bytes.data, "RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\x08\0\0\0\x3F\0\0\x1F\0\0", 30);
    memcpy(bytes.data + 30, plain.data + 12, plain.size - 12);
    memcpy(bytes.data + 18 + plain.size, "EXIF\x1A\0\0\0", 8);
    memcpy(bytes.data + 26 + plain.size, exif + 6, 26);
    bytes.size = plain.size + 52;
    bytes.data[4] = (char)((bytes.size - 8) & 255);
    bytes.data[5] = (char)((bytes.size - 8) >> 8);
    ps_bytes_free(&plain);
    PsPicture picture = decoded(bytes, 0);
    ck_assert_int_eq(picture.orientation, 6);
    expect(picture, upright_words[6], 32, 64);
}
END_TEST

START_TEST(truncated_is_shown_in_part)
{
    PsBytes jpeg = sample_jpeg((SampleJpeg){.width = 640, .height = 480});
    jpeg.size /= 2;
    PsPicture picture = decoded(jpeg, 0);
    ck_assert(picture.damaged);
    ck_assert_int_eq(sample_colour_of(pixel(&picture, 5, 5)), 'R');
    ps_picture_free(&picture);
    PsError error;
    PsBytes png = sample_png((SamplePng){.width = 64, .height = 64, .colour_type = 2});
    png.size -= 30;
    ck_assert_str_eq(refusal(png, &error), "PNG: premature end");
    jpeg = sample_jpeg((SampleJpeg){.width = 64, .height = 48});
    jpeg.size = 100;
    ck_assert_ptr_nonnull(strstr(refusal(jpeg, &error), "JPEG: "));
}
END_TEST

START_TEST(what_is_no_picture)
{
    PsError error;
    ck_assert_str_eq(refusal(bytes_of("", 0), &error), "the file is empty");
    ck_assert_str_eq(refusal(bytes_of("hello, world and all", 20), &error),
                     "not a picture: starts with \"hello, world and\"");
    ck_assert_str_eq(error.wanted, "JPEG, PNG or WebP");
    ck_assert_str_eq(refusal(bytes_of("\0\x01\xFF", 3), &error),
                     "not a picture: starts with bytes 00 01 ff");
    ck_assert_str_eq(refusal(bytes_of("GIF89a....", 10), &error),
                     "GIF: this kind of picture is not read");
    ck_assert_ptr_nonnull(strstr(refusal(bytes_of("\xFF\xD8\xFF", 3), &error), "JPEG: "));
    ck_assert_ptr_nonnull(strstr(refusal(bytes_of("\x89PNG\r\n\x1A\n", 8), &error), "PNG: prem"));
    ck_assert_ptr_nonnull(strstr(refusal(bytes_of("RIFF\0\0\0\0WEBP", 12), &error), "WebP: "));
}
END_TEST

/* Overwrites the size in the frame header (0xFFC0) of a JPEG. */
static PsBytes jpeg_claiming(int width, int height)
{
    PsBytes bytes = sample_jpeg((SampleJpeg){.width = 16, .height = 16});
    unsigned char *at = (unsigned char *)bytes.data;
    while (at[0] != 0xFF || at[1] != 0xC0) at++;
    at[5] = (unsigned char)(height >> 8);
    at[6] = (unsigned char)height;
    at[7] = (unsigned char)(width >> 8);
    at[8] = (unsigned char)width;
    return bytes;
}

static PsBytes png_claiming(uint32_t width, uint32_t height)
{
    PsBytes bytes = sample_png((SamplePng){.width = 16, .height = 16, .colour_type = 2});
    png_save_uint_32((unsigned char *)bytes.data + 16, width);
    png_save_uint_32((unsigned char *)bytes.data + 20, height);
    return bytes;
}

START_TEST(bombs_are_refused_at_the_header)
{
    PsError error;
    clock_t start = clock();
    ck_assert_str_eq(refusal(jpeg_claiming(65500, 65500), &error), "JPEG: 65500 x 65500 pixels");
    ck_assert_str_eq(refusal(jpeg_claiming(65501, 8), &error),
                     "JPEG: Maximum supported image dimension is 65500 pixels");
    ck_assert_str_eq(refusal(jpeg_claiming(10001, 10000), &error), "JPEG: 10001 x 10000 pixels");
    ck_assert_str_eq(refusal(png_claiming(30000, 30000), &error), "PNG: 30000 x 30000 pixels");
    ck_assert_str_eq(refusal(png_claiming(0, 5), &error), "PNG: 0 x 5 pixels");
    ck_assert_str_eq(refusal(png_claiming(0xFFFFFFFF, 0xFFFFFFFF), &error),
                     "PNG: 4294967295 x 4294967295 pixels");
    char webp[] = "RIFF\x1A\0\0\0WEBPVP8L\x0D\0\0\0\x2F\xFF\xFF\xFF\x0F\0\0\0\0\0\0\0\0";
    ck_assert_str_eq(refusal(bytes_of(webp, 34), &error), "WebP: 16384 x 16384 pixels");
    ck_assert_double_lt((double)(clock() - start) / CLOCKS_PER_SEC, 0.1);
}
END_TEST

/* A progressive picture whose one scan is repeated: cheap to write, dear to decode. */
START_TEST(scan_bombs_are_stopped)
{
    PsBytes bytes = sample_jpeg((SampleJpeg){.width = 16, .height = 16, .progressive = true});
    size_t scan = 0, length = 0;
    for (size_t i = 0; i + 1 < bytes.size && !length; i++) {
        bool mark = (unsigned char)bytes.data[i] == 0xFF;
        if (mark && (unsigned char)bytes.data[i + 1] == 0xDA)
            scan = i;
        else if (mark && scan && bytes.data[i + 1] != 0)
            length = i - scan;
    }
    ck_assert_uint_gt(length, 4);
    PsBytes bomb = {malloc(scan + length * 2000), scan};
    memcpy(bomb.data, bytes.data, scan);
    for (int i = 0; i < 2000; i++, bomb.size += length) {
        memcpy(bomb.data + bomb.size, bytes.data + scan, length);
    }
    ps_bytes_free(&bytes);
    PsError error;
    ck_assert_str_eq(refusal(bomb, &error), "JPEG: too many scans for a picture of its size");
}
END_TEST

START_TEST(shrinking_averages_areas)
{
    unsigned char row[9] = {0, 0, 9, 90, 0, 9, 255, 0, 9};
    PsPicture three = {.pixels = row, .width = 3, .height = 1}, small;
    ck_assert(ps_picture_shrink(&three, 2, 1, &small));
    const unsigned char wanted[6] = {30, 0, 9, 200, 0, 9}; /* (2*0 + 90) / 3, (90 + 2*255) / 3 */
    ck_assert_mem_eq(small.pixels, wanted, 6);
    ps_picture_free(&small);
    ck_assert(ps_picture_shrink(&three, 1, 1, &small));
    ck_assert_int_eq(small.pixels[0], 115);
    ps_picture_free(&small);
    ck_assert(ps_picture_shrink(&three, 3, 1, &small));
    ck_assert_mem_eq(small.pixels, row, 9);
    ps_picture_free(&small);
    ck_assert(!ps_picture_shrink(&three, 4, 1, &small));
    ck_assert(!ps_picture_shrink(&three, 3, 0, &small));
    PsPicture column = {.pixels = row, .width = 1, .height = 3};
    ck_assert(ps_picture_shrink(&column, 1, 2, &small));
    ck_assert_mem_eq(small.pixels, wanted, 6);
    ps_picture_free(&small);
}
END_TEST

static const int written_sizes[][2] = {{1, 1}, {17, 3}, {3, 17}, {320, 240}};

/* Smooth in all three colours. */
static void ramp(PsPicture *picture)
{
    size_t bytes = (size_t)picture->width * (size_t)picture->height * 3;
    picture->pixels = malloc(bytes);
    for (int i = 0; i < picture->width * picture->height; i++) {
        int x = i % picture->width, y = i / picture->width;
        picture->pixels[3 * i] = (unsigned char)(60 + x * 120 / picture->width);
        picture->pixels[3 * i + 1] = (unsigned char)(40 + y * 150 / picture->height);
        picture->pixels[3 * i + 2] = (unsigned char)(200 - x * 90 / picture->width);
    }
}

/* What is written reads as what it was, and begins as a baseline JPEG with nothing but JFIF. */
START_TEST(written_jpeg_reads_as_it_was)
{
    PsPicture from = {.width = written_sizes[_i][0], .height = written_sizes[_i][1]};
    ramp(&from);
    PsBytes bytes = {0};
    bytes.data = (char *)ps_picture_jpeg(&from, 90, &bytes.size);
    ck_assert(memcmp(bytes.data, "\xFF\xD8\xFF\xE0\0\x10JFIF", 11) == 0);
    ck_assert(memcmp(bytes.data + 20, "\xFF\xDB", 2) == 0); /* quantization follows at once */
    PsPicture to = decoded(bytes, 0);
    ck_assert(to.width == from.width && to.height == from.height);
    ck_assert(to.kind == PS_PICTURE_JPEG && !to.damaged && !to.has_exif);
    for (int i = 0; i < 3 * from.width * from.height; i++) {
        ck_assert_int_le(abs(to.pixels[i] - from.pixels[i]), from.width > 100 ? 6 : 24);
    }
    ps_picture_free(&from);
    ps_picture_free(&to);
}
END_TEST

static PsAppearance look_of(PsBytes bytes, int target, PsPicture *picture)
{
    PsAppearance look;
    PsError error;
    PsDecode wanted = {bytes.data, bytes.size, target, "a", &look, NULL};
    ck_assert(ps_picture_read(&wanted, picture, &error));
    return look;
}

/* Decoded small, or turned, a picture looks as it does in full size. */
START_TEST(looks_do_not_depend_on_the_target)
{
    static const int jpegs[][3] = {{640, 480, 0}, {640, 480, 6}, {300, 500, 3}, {40, 700, 0}};
    PsBytes bytes = sample_webp(600, 400, false, 255);
    PsPicture full, small;
    if (_i < 4) {
        ps_bytes_free(&bytes);
        bytes = sample_jpeg((SampleJpeg){
            .width = jpegs[_i][0], .height = jpegs[_i][1], .orientation = jpegs[_i][2]});
    }
    PsAppearance one = look_of(bytes, 0, &full), wanted, other;
    ps_picture_describe(&full, &wanted);
    ck_assert(memcmp(&one, &wanted, sizeof one) == 0);
    other = look_of(bytes, 320, &small);
    int longer = small.width > small.height ? small.width : small.height;
    ck_assert_int_eq(longer, 320);
    if (_i < 4) ck_assert(memcmp(&one, &other, sizeof one) == 0);
    ck_assert_int_le(ps_hash_distance(one.hash, other.hash), 8);
    ps_picture_free(&full);
    ps_picture_free(&small);
    ps_bytes_free(&bytes);
}
END_TEST

Suite *image_suite(void)
{
    Suite *suite = suite_create("image");
    TCase *all = tcase_create("image");
    tcase_set_timeout(all, 60);
    tcase_add_loop_test(all, all_orientations, 1, 9);
    tcase_add_test(all, exif_is_bounded);
    tcase_add_test(all, jpeg_kinds);
    tcase_add_test(all, target_is_met_exactly);
    tcase_add_test(all, no_side_vanishes);
    tcase_add_test(all, png_kinds);
    tcase_add_test(all, alpha_lies_on_white);
    tcase_add_test(all, webp_kinds);
    tcase_add_test(all, webp_orientation);
    tcase_add_test(all, truncated_is_shown_in_part);
    tcase_add_test(all, what_is_no_picture);
    tcase_add_test(all, bombs_are_refused_at_the_header);
    tcase_add_test(all, scan_bombs_are_stopped);
    tcase_add_test(all, shrinking_averages_areas);
    tcase_add_loop_test(all, written_jpeg_reads_as_it_was, 0, 4);
    tcase_add_loop_test(all, looks_do_not_depend_on_the_target, 0, 5);
    suite_add_tcase(suite, all);
    return suite;
}
