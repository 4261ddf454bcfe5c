/* truth.c - writes the COCO ground truth file of the scene set. */
#include "truth.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void write_images(const struct truth *t, FILE *f)
{
    fputs("\"images\": [", f);
    for (int i = 0; i < t->count; i++)
        fprintf(f,
                "%s\n  {\"id\": %d, \"file_name\": \"scene_%03d.jpg\", \"width\": %d, "
                "\"height\": %d}",
                i ? "," : "", i + 1, i, SCENE_W, SCENE_H);
    fputs("\n],\n", f);
}

static void write_annotations(const struct truth *t, FILE *f)
{
    int id = 0;
    fputs("\"annotations\": [", f);
    for (int i = 0; i < t->count; i++) {
        for (int j = 0; j < t->scenes[i].boxes; j++) {
            const struct truth_box *b = &t->scenes[i].box[j];
            fprintf(f,
                    "%s\n  {\"id\": %d, \"image_id\": %d, \"category_id\": %d, "
                    "\"bbox\": [%.2f, %.2f, %.2f, %.2f], \"area\": %.1f, \"iscrowd\": 0}",
                    id ? "," : "", id + 1, i + 1, (int)b->kind + 1, (double)b->x, (double)b->y,
                    (double)b->w, (double)b->h, (double)b->area);
            id++;
        }
    }
    fputs("\n],\n", f);
}

static void write_categories(FILE *f)
{
    fputs("\"categories\": [", f);
    for (int k = 0; k < KIND_CLASSES; k++)
        fprintf(f, "%s\n  {\"id\": %d, \"name\": \"%s\", \"supercategory\": \"part\"}",
                k ? "," : "", k + 1, scene_class_name((enum kind)k));
    fputs("\n]\n", f);
}

int truth_write(const struct truth *t, const char *path)
{
    FILE *f = fopen(path, "w");
    if (!f) {
        fprintf(stderr, "scenes: cannot create %s: %s\n", path, strerror(errno));
        return -1;
    }
    fputs("{\n\"info\": {\"description\": \"synthetic parts on a conveyor\"},\n", f);
    write_images(t, f);
    write_annotations(t, f);
    write_categories(f);
    fputs("}\n", f);
    int bad = ferror(f);
    if (fclose(f) || bad) {
        fprintf(stderr, "scenes: cannot write %s\n", path);
        return -1;
    }
    return 0;
}
