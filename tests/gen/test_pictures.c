/* Tests of the picture pass: what is found, what is refused, what is written, and that none of it
   depends on the number of threads. */
#include "lib/image/samples.h"
#include "picture_write.h"
#include "pictures.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *pictures_suite(void);

enum { MOST_IMAGES = 300 };

static char base[64]; /* temporary folder of the running test: in/, out/, and what lies beside */
static PsArena *arena;
static PsImage images[MOST_IMAGES];
static PsDataset dataset;
static Pictures pictures;

static const char *path(const char *name)
{
    return ps_path_join(arena, base, name);
}

static void make_folder(const char *name)
{
    PsError error;
    ck_assert(ps_folder_make(path(name), &error));
}

static void set_up(void)
{
    arena = ps_arena_new();
    strcpy(base, "/tmp/pictures-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(base));
    make_folder("in");
    memset(images, 0, sizeof images);
    dataset = (PsDataset){.images = images};
}

static void tear_down(void)
{
    PsError error;
    ck_assert(ps_folder_remove(base, &error));
    ps_arena_free(arena);
}

/* Writes and frees the bytes. */
static void put(const char *name, PsBytes bytes)
{
    PsError error;
    ck_assert(ps_file_write(path(name), bytes.data, bytes.size, &error));
    ps_bytes_free(&bytes);
}

static PsBytes small_jpeg(void)
{
    return sample_jpeg((SampleJpeg){.width = 32, .height = 16});
}

static PsBytes get(const char *name)
{
    PsBytes bytes;
    PsError error;
    ck_assert_msg(ps_file_read(path(name), 1 << 24, &bytes, &error), "%s", name);
    return bytes;
}

static int add(const char *file, int width, int height)
{
    images[dataset.image_count] = (PsImage){.file = file, .width = width, .height = height};
    return dataset.image_count++;
}

/* A file in the folder and an image of its name, of unstated size. */
static void offer(const char *name, PsBytes bytes)
{
    put(ps_path_join(arena, "in", name), bytes);
    add(name, 0, 0);
}

/* Only a count that rises by one is taken. */
static void count_up(void *context, int done, int total)
{
    int *last = context;
    if (done == *last + 1 && total == dataset.image_count) *last = done;
}

static bool try_make(const char *folder, const char *output, int threads, PsError *error)
{
    int done = 0;
    PictureOptions options = {.folder = path(folder), .output = path(output), .threads = threads};
    options.progress = count_up;
    options.progress_context = &done;
    *error = (PsError){0};
    if (!pictures_make(&dataset, &options, arena, &pictures, error)) return false;
    ck_assert_int_eq(done, dataset.image_count);
    return true;
}

static void make(int threads)
{
    PsError error;
    ck_assert_msg(try_make("in", "out", threads, &error), "%s", error.found);
}

/* The issue must be there; returns its sentence. */
static const char *expect_issue(const char *code, int count, const char *place)
{
    const PsIssue *found = pictures.issues, *end = found + pictures.issue_count;
    while (found < end && strcmp(found->code, code) != 0) found++;
    ck_assert_msg(found < end, "no issue %s", code);
    ck_assert_int_eq(found->count, count);
    ck_assert_str_eq(found->place, place);
    ck_assert_str_eq(found->file, path("in"));
    ck_assert_uint_gt(strlen(found->text), 20);
    return found->text;
}

static void expect_plate(int image, const char *problem)
{
    ck_assert(!pictures.items[image].thumb && !pictures.items[image].preview);
    ck_assert_pstr_eq(pictures.items[image].problem, problem);
}

/* The written file is a whole JPEG of this size with these corners. */
static void expect_written(const char *name, int width, int height, const char *word)
{
    PsBytes bytes = get(ps_path_join(arena, "out", name));
    PsPicture picture;
    PsError error;
    ck_assert(ps_picture_decode(bytes.data, bytes.size, 0, name, &picture, &error));
    ck_assert(picture.kind == PS_PICTURE_JPEG && !picture.damaged && !picture.has_exif);
    ck_assert(picture.width == width && picture.height == height);
    char found[5];
    sample_word(picture.pixels, width, height, found);
    ck_assert_str_eq(found, word);
    ps_picture_free(&picture);
    ps_bytes_free(&bytes);
}

static bool same_bytes(const char *a, const char *b)
{
    PsBytes one = get(a), other = get(b);
    bool same = one.size == other.size && memcmp(one.data, other.data, one.size) == 0;
    ps_bytes_free(&one);
    ps_bytes_free(&other);
    return same;
}

START_TEST(plain_original_is_its_own_preview)
{
    put("in/a.jpg", sample_jpeg((SampleJpeg){.width = 640, .height = 480}));
    add("a.jpg", 640, 480);
    make(1);
    const Picture *item = &pictures.items[0];
    ck_assert_str_eq(item->thumb, "thumbs/00/000000.jpg");
    ck_assert_str_eq(item->preview, "previews/00/000000.jpg");
    ck_assert_ptr_null(item->problem);
    ck_assert(item->width == 640 && item->height == 480);
    ck_assert_int_eq(item->orientation, 1);
    ck_assert_int_eq(pictures.issue_count, 0);
    ck_assert_int_eq(pictures.made, 1);
    ck_assert(same_bytes("in/a.jpg", "out/previews/00/000000.jpg"));
    expect_written(item->thumb, 320, 240, "RGBW");
}
END_TEST

START_TEST(private_or_unusual_originals_are_encoded_anew)
{
    offer("exif.jpg", sample_jpeg((SampleJpeg){.width = 64, .height = 32, .orientation = 1}));
    offer("words.jpg", sample_jpeg((SampleJpeg){.width = 64, .height = 32, .comment = "home"}));
    offer("cmyk.jpg", sample_jpeg((SampleJpeg){.width = 64, .height = 32, .components = 4}));
    PsBytes tail = sample_jpeg((SampleJpeg){.width = 64, .height = 32});
    tail.data = realloc(tail.data, tail.size + 8);
    memcpy(tail.data + tail.size, "secret\xFF\xD9", 8);
    tail.size += 8;
    offer("tail.jpg", tail);
    offer("large.jpg", sample_jpeg((SampleJpeg){.width = 1600, .height = 1200}));
    offer("p.jpg", sample_png((SamplePng){.width = 64, .height = 32, .colour_type = 2}));
    offer("w.webp", sample_webp(64, 32, false, 255));
    make(2);
    ck_assert_int_eq(pictures.made, 7);
    ck_assert_int_eq(pictures.issue_count, 0);
    for (int i = 0; i < 7; i++) {
        const char *preview = pictures.items[i].preview;
        ck_assert(!same_bytes(ps_path_join(arena, "in", images[i].file),
                              ps_path_join(arena, "out", preview)));
        bool large = strcmp(images[i].file, "large.jpg") == 0;
        expect_written(preview, large ? 1280 : 64, large ? 960 : 32, "RGBW");
        expect_written(pictures.items[i].thumb, large ? 320 : 64, large ? 240 : 32, "RGBW");
    }
    ck_assert_int_eq(pictures.items[4].width, 1600);
}
END_TEST

START_TEST(turned_pictures_say_whose_frame_it_is)
{
    put("in/a.jpg", sample_jpeg((SampleJpeg){.width = 64, .height = 32, .orientation = 6}));
    add("a.jpg", 32, 64);
    add("a.jpg", 64, 32);
    add("a.jpg", 50, 50);
    make(1);
    expect_written(pictures.items[0].preview, 32, 64, "BRWG");
    expect_written(pictures.items[0].thumb, 32, 64, "BRWG");
    ck_assert(pictures.items[0].orientation == 6 && pictures.items[0].width == 32);
    expect_issue("picture-turned", 1, "a.jpg");
    expect_issue("picture-turned-boxes-stored", 1, "a.jpg");
    expect_issue("picture-size-differs", 1, "a.jpg");
}
END_TEST

START_TEST(odd_names_are_found)
{
    const char *const names[] = {"a b.jpg", "it's \"5\" #1 100%.jpg", "K\xC3\xB6ln <&>.jpg",
                                 "sub folder/x.jpg"};
    make_folder("in/sub folder");
    for (int i = 0; i < 4; i++) offer(names[i], small_jpeg());
    make(1);
    ck_assert_int_eq(pictures.made, 4);
    ck_assert_int_eq(pictures.issue_count, 0);
    ck_assert_str_eq(pictures.items[2].preview, "previews/00/000002.jpg");
}
END_TEST

START_TEST(likeness_finds_what_is_unique)
{
    make_folder("in/deep");
    put("in/flat.jpg", small_jpeg());
    put("in/deep/UPPER.JPG", small_jpeg());
    put("in/stem.png", sample_png((SamplePng){.width = 32, .height = 16, .colour_type = 2}));
    put("in/bare.jpeg", small_jpeg());
    put("in/twice.png", small_jpeg());
    put("in/twice.jpeg", small_jpeg());
    add("train/flat.jpg", 32, 16); /* 0: by its last part */
    add("upper.jpg", 32, 16);      /* 1: other case, other folder */
    add("stem.jpg", 32, 16);       /* 2: other extension */
    add("bare", 32, 16);           /* 3: no extension */
    add("twice.jpg", 32, 16);      /* 4: two candidates */
    add("none.jpg", 32, 16);       /* 5 */
    add("", 32, 16);               /* 6 */
    make(1);
    ck_assert_int_eq(pictures.made, 4);
    expect_issue("picture-found-by-name", 2, "train/flat.jpg");
    expect_issue("picture-found-by-stem", 2, "stem.jpg");
    expect_issue("picture-name-ambiguous", 1, "twice.jpg");
    expect_issue("picture-missing", 2, "none.jpg");
    ck_assert_ptr_null(pictures.items[1].problem);
    expect_plate(4, "file name is ambiguous");
    expect_plate(5, "file not found");
    expect_plate(6, "file not found");
}
END_TEST

START_TEST(likeness_never_shares_a_file)
{
    offer("1.jpg", small_jpeg());
    put("in/2.jpg", small_jpeg());
    add("val/1.jpg", 0, 0); /* its file is missing: 1.jpg belongs to the image before */
    add("a/2.jpg", 0, 0);
    add("b/2.jpg", 0, 0); /* one file, two images: whose it is cannot be known */
    make(1);
    ck_assert_int_eq(pictures.made, 1);
    expect_issue("picture-name-ambiguous", 3, "val/1.jpg");
}
END_TEST

START_TEST(nothing_outside_is_read)
{
    put("secret.jpg", small_jpeg());
    make_folder("out-there");
    put("out-there/b.jpg", small_jpeg());
    ck_assert_int_eq(symlink("../secret.jpg", path("in/link.jpg")), 0);
    ck_assert_int_eq(symlink("../out-there", path("in/door")), 0);
    put("in/real.jpg", small_jpeg());
    ck_assert_int_eq(symlink("real.jpg", path("in/inner.jpg")), 0);
    const char *const unsafe[] = {"../secret.jpg", path("secret.jpg"), "in/../../secret.jpg",
                                  "file:///etc/passwd", "a\\..\\secret.jpg"};
    for (int i = 0; i < 5; i++) add(unsafe[i], 0, 0);
    add("link.jpg", 0, 0);
    add("door/b.jpg", 0, 0);
    add("inner.jpg", 0, 0); /* stays inside: allowed */
    make(1);
    for (int i = 0; i < 5; i++) expect_plate(i, "unsafe file name");
    for (int i = 5; i < 7; i++) expect_plate(i, "lies outside the folder of pictures");
    expect_issue("picture-name-unsafe", 5, "../secret.jpg");
    expect_issue("picture-outside-folder", 2, "link.jpg");
    ck_assert_int_eq(pictures.made, 1);
    ck_assert_ptr_nonnull(pictures.items[7].thumb);
}
END_TEST

START_TEST(only_regular_files_are_opened)
{
    ck_assert_int_eq(mkfifo(path("in/pipe.jpg"), 0600), 0);
    make_folder("in/folder.jpg");
    add("pipe.jpg", 0, 0);
    add("folder.jpg", 0, 0);
    add("folder.jpg/", 0, 0);
    add(".", 0, 0);
    make(1);
    ck_assert_int_eq(pictures.made, 0);
    expect_issue("picture-not-a-file", 4, "pipe.jpg");
}
END_TEST

START_TEST(broken_and_damaged)
{
    PsBytes cut = sample_jpeg((SampleJpeg){.width = 320, .height = 240});
    cut.size /= 2;
    offer("cut.jpg", cut);
    offer("text.jpg", (PsBytes){strdup("Not here"), 8});
    offer("empty.jpg", (PsBytes){NULL, 0});
    make(1);
    ck_assert_int_eq(pictures.made, 1);
    ck_assert_str_eq(pictures.items[0].problem, "damaged: part of it may be grey");
    ck_assert_ptr_nonnull(pictures.items[0].preview);
    ck_assert(!same_bytes("in/cut.jpg", "out/previews/00/000000.jpg"));
    expect_plate(1, "not a picture: starts with \"Not here\" (wanted: JPEG, PNG or WebP)");
    expect_plate(2, "the file is empty (wanted: JPEG, PNG or WebP)");
    expect_issue("picture-damaged", 1, "cut.jpg");
    const char *text = expect_issue("picture-broken", 2, "text.jpg");
    ck_assert_ptr_nonnull(strstr(text, "First: not a picture"));
}
END_TEST

static void fill_many(void)
{
    for (int i = 0; i < MOST_IMAGES; i++) {
        char *name = ps_arena_printf(arena, "%03d.jpg", i);
        add(name, i % 5 ? 24 + i % 7 : 9, 16);
        SampleJpeg wanted = {.width = 24 + i % 7, .height = 16, .orientation = i % 4};
        PsBytes bytes = sample_jpeg(wanted);
        if (i % 11 == 0) bytes.size = (size_t)i;
        if (i % 13 == 0)
            ps_bytes_free(&bytes);
        else
            put(ps_path_join(arena, "in", name), bytes);
    }
}

static void compare_issues(const Pictures *one, const Pictures *other)
{
    ck_assert_int_eq(one->issue_count, other->issue_count);
    for (int i = 0; i < one->issue_count; i++) {
        const PsIssue *a = &one->issues[i], *b = &other->issues[i];
        ck_assert(!strcmp(a->code, b->code) && !strcmp(a->place, b->place));
        ck_assert(!strcmp(a->text, b->text) && a->count == b->count);
    }
}

/* Its segments are whole, so that only decoding tells: it is not copied, and the preview keeps its
   size although a copied picture is decoded no larger than its thumbnail. */
START_TEST(damage_within_is_not_copied)
{
    PsBytes cut = sample_jpeg((SampleJpeg){.width = 640, .height = 480});
    cut.size -= cut.size / 4;
    memcpy(cut.data + cut.size - 2, "\xFF\xD9", 2);
    ck_assert(picture_is_plain_jpeg(cut.data, cut.size));
    offer("cut.jpg", cut);
    make(1);
    expect_issue("picture-damaged", 1, "cut.jpg");
    PsBytes preview = get("out/previews/00/000000.jpg");
    int width, height;
    PsError error;
    ck_assert(ps_picture_size(preview.data, preview.size, true, "", &width, &height, &error));
    ck_assert(width == 640 && height == 480);
    ck_assert(!same_bytes("in/cut.jpg", "out/previews/00/000000.jpg"));
    ps_bytes_free(&preview);
}
END_TEST

START_TEST(threads_do_not_show)
{
    fill_many();
    make(1);
    Pictures one = pictures;
    ck_assert_int_eq(rename(path("out"), path("out1")), 0);
    make(7);
    ck_assert(one.made > 200 && one.made == pictures.made);
    ck_assert_int_ge(one.issue_count, 4);
    compare_issues(&one, &pictures);
    for (int i = 0; i < MOST_IMAGES; i++) {
        const char *thumb = one.items[i].thumb, *preview = one.items[i].preview;
        ck_assert_int_eq(thumb != NULL, pictures.items[i].thumb != NULL);
        ck_assert_pstr_eq(one.items[i].problem, pictures.items[i].problem);
        if (!thumb) continue;
        ck_assert(
            same_bytes(ps_path_join(arena, "out1", thumb), ps_path_join(arena, "out", thumb)));
        ck_assert(
            same_bytes(ps_path_join(arena, "out1", preview), ps_path_join(arena, "out", preview)));
    }
    ck_assert_str_eq(pictures.items[257].thumb, "thumbs/01/000257.jpg");
}
END_TEST

START_TEST(output_that_cannot_be_written_fails)
{
    offer("a.jpg", small_jpeg());
    put("blocked", small_jpeg());
    PsError error;
    ck_assert(!try_make("in", "blocked", 1, &error));
    ck_assert_int_eq(error.code, PS_ERROR_OUTPUT);
    make_folder("out/thumbs/00/000000.jpg"); /* a folder where the file should be */
    ck_assert(!try_make("in", "out", 2, &error));
    ck_assert_str_eq(error.file, path("out/thumbs/00/000000.jpg"));
}
END_TEST

/* Folders called like pictures, hidden files and the thumbnails of an older report are none; what
   lies in a folder called like a picture is one. */
START_TEST(only_pictures_are_listed)
{
    offer("a.jpg", small_jpeg());
    make_folder("in/folder.jpg");
    put("in/folder.jpg/lost.jpg", small_jpeg());
    put("in/.hidden.jpg", small_jpeg());
    make_folder("in/.hidden");
    put("in/.hidden/b.jpg", small_jpeg());
    make_folder("in/report/thumbs");
    put("in/report/thumbs/c.jpg", small_jpeg());
    PsError error;
    ck_assert(ps_file_write(path("in/report/.proofsheet"), "", 0, &error));
    add("b.jpg", 0, 0);
    add("c.jpg", 0, 0);
    make(1);
    ck_assert_int_eq(pictures.made, 1);
    expect_issue("picture-missing", 2, "b.jpg");
    ck_assert_int_eq(pictures.note_count, 1);
    ck_assert_int_eq(pictures.notes->count, 1);
    ck_assert_str_eq(pictures.notes->place, "folder.jpg/lost.jpg");
}
END_TEST

START_TEST(without_the_folder_all_are_plates)
{
    add("a.jpg", 32, 16);
    add("b.jpg", 32, 16);
    PsError error;
    ck_assert(try_make("nowhere", "out", 1, &error));
    expect_plate(1, "folder of pictures not found");
    ck_assert_int_eq(pictures.issue_count, 1);
    ck_assert_str_eq(pictures.issues->code, "picture-folder-missing");
    dataset.image_count = 0;
    ck_assert(try_make("nowhere", "out", 1, &error));
    ck_assert_int_eq(pictures.issue_count, 0);
}
END_TEST

Suite *pictures_suite(void)
{
    Suite *suite = suite_create("pictures");
    TCase *all = tcase_create("pictures");
    tcase_set_timeout(all, 120);
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, plain_original_is_its_own_preview);
    tcase_add_test(all, private_or_unusual_originals_are_encoded_anew);
    tcase_add_test(all, turned_pictures_say_whose_frame_it_is);
    tcase_add_test(all, odd_names_are_found);
    tcase_add_test(all, likeness_finds_what_is_unique);
    tcase_add_test(all, likeness_never_shares_a_file);
    tcase_add_test(all, nothing_outside_is_read);
    tcase_add_test(all, only_regular_files_are_opened);
    tcase_add_test(all, broken_and_damaged);
    tcase_add_test(all, damage_within_is_not_copied);
    tcase_add_test(all, threads_do_not_show);
    tcase_add_test(all, output_that_cannot_be_written_fails);
    tcase_add_test(all, only_pictures_are_listed);
    tcase_add_test(all, without_the_folder_all_are_plates);
    suite_add_tcase(suite, all);
    return suite;
}
