/* main.c - "scenes OUTDIR [COUNT] [SEED]": draws a synthetic detection set, parts on a conveyor.
 *
 * Writes OUTDIR/images/scene_000.jpg ... and OUTDIR/truth.json. The same arguments give the same
 * bytes on every run. */
#include "truth.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#if __has_include(<stb_image_write.h>)
#include <stb_image_write.h>
#else
#include <stb/stb_image_write.h>
#endif

enum { DEFAULT_COUNT = 200, MAX_COUNT = 100000 };
static const unsigned long long default_seed = 20240607u;

struct sink {
    FILE *file;
    int failed;
};

static void sink_write(void *context, void *data, int size)
{
    struct sink *s = context;
    if (size > 0 && fwrite(data, 1, (size_t)size, s->file) != (size_t)size) s->failed = 1;
}

static int write_jpeg(const struct canvas *c, int quality, const char *path)
{
    struct sink s = {fopen(path, "wb"), 0};
    if (!s.file) {
        fprintf(stderr, "scenes: cannot create %s: %s\n", path, strerror(errno));
        return -1;
    }
    int ok = stbi_write_jpg_to_func(sink_write, &s, SCENE_W, SCENE_H, 3, c->bytes, quality);
    if (fclose(s.file) || s.failed || !ok) {
        fprintf(stderr, "scenes: cannot write %s\n", path);
        return -1;
    }
    return 0;
}

static int make_dir(const char *path)
{
    if (!mkdir(path, 0777) || errno == EEXIST) return 0;
    fprintf(stderr, "scenes: cannot create directory %s: %s\n", path, strerror(errno));
    return -1;
}

/* Joins into a buffer of the given size; -1 with a message when it does not fit. */
static int join(char *out, size_t size, const char *dir, const char *rest)
{
    int n = snprintf(out, size, "%s/%s", dir, rest);
    if (n >= 0 && (size_t)n < size) return 0;
    fprintf(stderr, "scenes: path too long: %s\n", dir);
    return -1;
}

static int paint_all(const struct truth *t, const char *dir, uint64_t seed, struct canvas *c)
{
    for (int i = 0; i < t->count; i++) {
        char name[64], path[4096];
        snprintf(name, sizeof name, "images/scene_%03d.jpg", i);
        if (join(path, sizeof path, dir, name)) return -1;
        if (scene_paint(c, seed, i, &t->scenes[i])) {
            fputs("scenes: out of memory\n", stderr);
            return -1;
        }
        if (write_jpeg(c, t->scenes[i].quality, path)) return -1;
    }
    return 0;
}

static int run(struct truth *t, const char *dir, uint64_t seed)
{
    char path[4096];
    struct canvas c = {0};
    if (make_dir(dir) || join(path, sizeof path, dir, "images") || make_dir(path)) return -1;
    if (canvas_init(&c)) {
        fputs("scenes: out of memory\n", stderr);
        return -1;
    }
    int bad = paint_all(t, dir, seed, &c);
    canvas_free(&c);
    if (bad || join(path, sizeof path, dir, "truth.json")) return -1;
    return truth_write(t, path);
}

static int parse(const char *text, unsigned long long max, unsigned long long *out)
{
    char *end = NULL;
    errno = 0;
    *out = strtoull(text, &end, 10);
    if (!errno && text[0] >= '0' && text[0] <= '9' && !*end && *out <= max) return 0;
    fprintf(stderr, "scenes: not a usable number: %s\n", text);
    return -1;
}

int main(int argc, char **argv)
{
    unsigned long long count = DEFAULT_COUNT, seed = default_seed;
    if (argc < 2 || argc > 4) {
        fputs("usage: scenes OUTDIR [COUNT] [SEED]\n", stderr);
        return EXIT_FAILURE;
    }
    if (argc > 2 && parse(argv[2], MAX_COUNT, &count)) return EXIT_FAILURE;
    if (argc > 3 && parse(argv[3], ~0ull, &seed)) return EXIT_FAILURE;
    struct truth t = {calloc(count ? count : 1, sizeof *t.scenes), (int)count};
    if (!t.scenes) {
        fputs("scenes: out of memory\n", stderr);
        return EXIT_FAILURE;
    }
    int bad = run(&t, argv[1], seed);
    free(t.scenes);
    return bad ? EXIT_FAILURE : EXIT_SUCCESS;
}
