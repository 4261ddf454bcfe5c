/* main.c - "detector IMAGES_DIR TRUTH.json OUT.json": a simple classical detector.
 *
 * It works on the pixels alone: belt estimate, thresholds, connected regions, shape features and
 * a small fixed classifier. Of TRUTH.json only image names and category names are used. */
#include "dataset.h"
#include "detect.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct output {
    FILE *file;
    int written;
};

static void write_boxes(struct output *o, const struct dataset *d, long image,
                        const struct boxes *boxes)
{
    for (int i = 0; i < boxes->count; i++) {
        const struct box *b = &boxes->box[i];
        if (d->category[b->kind] < 0) continue;
        fprintf(o->file,
                "%s\n{\"image_id\": %ld, \"category_id\": %ld, "
                "\"bbox\": [%.1f, %.1f, %.1f, %.1f], \"score\": %.5f}",
                o->written++ ? "," : "", image, d->category[b->kind], (double)b->x, (double)b->y,
                (double)b->w, (double)b->h, (double)b->score);
    }
}

static int detect_file(const char *dir, const char *name, struct boxes *boxes)
{
    char path[4096];
    struct picture p;
    int n = snprintf(path, sizeof path, "%s/%s", dir, name);
    if (n < 0 || (size_t)n >= sizeof path) {
        fprintf(stderr, "detector: path too long: %s\n", name);
        return -1;
    }
    if (picture_load(&p, path)) return -1;
    int bad = detect(&p, boxes);
    picture_free(&p);
    if (bad) fprintf(stderr, "detector: %s: out of memory\n", path);
    return bad;
}

static int detect_all(const struct dataset *d, const char *dir, struct output *o)
{
    struct boxes boxes;
    fputs("[", o->file);
    for (int i = 0; i < d->count; i++) {
        if (detect_file(dir, d->image[i].file, &boxes)) return -1;
        write_boxes(o, d, d->image[i].id, &boxes);
    }
    fputs("\n]\n", o->file);
    return 0;
}

static int run(const struct dataset *d, const char *dir, const char *path)
{
    struct output o = {fopen(path, "w"), 0};
    if (!o.file) {
        fprintf(stderr, "detector: cannot create %s: %s\n", path, strerror(errno));
        return -1;
    }
    int bad = detect_all(d, dir, &o), lost = ferror(o.file);
    if (fclose(o.file) || lost) {
        fprintf(stderr, "detector: cannot write %s\n", path);
        return -1;
    }
    return bad;
}

int main(int argc, char **argv)
{
    struct dataset d;
    if (argc != 4) {
        fputs("usage: detector IMAGES_DIR TRUTH.json OUT.json\n", stderr);
        return EXIT_FAILURE;
    }
    if (dataset_load(&d, argv[2])) return EXIT_FAILURE;
    int bad = run(&d, argv[1], argv[3]);
    dataset_free(&d);
    return bad ? EXIT_FAILURE : EXIT_SUCCESS;
}
