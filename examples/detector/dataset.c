/* dataset.c - reads "images" and "categories" of a COCO file, and nothing else.
 *
 * The annotations are never looked at: the detector has to find the boxes in the pixels. */
#include "dataset.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>

enum { MAX_BYTES = 1 << 30 };

/* Reads to the end of the file, doubling the buffer; the text gets a closing zero. */
static char *read_all(FILE *f)
{
    size_t room = 1 << 16, used = 0;
    char *text = malloc(room);
    while (text) {
        used += fread(text + used, 1, room - used - 1, f);
        if (used + 1 < room) break;
        char *more = room < MAX_BYTES ? realloc(text, room * 2) : NULL;
        if (!more) free(text);
        text = more;
        room *= 2;
    }
    if (text && ferror(f)) {
        free(text);
        return NULL;
    }
    if (text) text[used] = '\0';
    return text;
}

static cJSON *parse_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        fprintf(stderr, "detector: cannot open %s: %s\n", path, strerror(errno));
        return NULL;
    }
    char *text = read_all(f);
    fclose(f);
    if (!text) {
        fprintf(stderr, "detector: cannot read %s\n", path);
        return NULL;
    }
    cJSON *root = cJSON_Parse(text);
    free(text);
    if (!root) fprintf(stderr, "detector: %s: not valid JSON\n", path);
    return root;
}

static int take_images(struct dataset *d, const cJSON *list)
{
    int n = cJSON_GetArraySize(list);
    const cJSON *item;
    if (!cJSON_IsArray(list)) return -1;
    d->image = calloc((size_t)(n > 0 ? n : 1), sizeof *d->image);
    if (!d->image) return -1;
    cJSON_ArrayForEach(item, list)
    {
        const cJSON *id = cJSON_GetObjectItemCaseSensitive(item, "id");
        const cJSON *file = cJSON_GetObjectItemCaseSensitive(item, "file_name");
        if (!cJSON_IsNumber(id) || !cJSON_IsString(file) || d->count >= n) return -1;
        struct entry *e = &d->image[d->count];
        e->id = (long)id->valuedouble;
        e->file = strdup(file->valuestring);
        if (!e->file) return -1;
        d->count++;
    }
    return 0;
}

static void take_categories(struct dataset *d, const cJSON *list)
{
    const cJSON *item;
    for (int c = 0; c < PART_CLASSES; c++) d->category[c] = -1;
    cJSON_ArrayForEach(item, list)
    {
        const cJSON *id = cJSON_GetObjectItemCaseSensitive(item, "id");
        const cJSON *name = cJSON_GetObjectItemCaseSensitive(item, "name");
        if (!cJSON_IsNumber(id) || !cJSON_IsString(name)) continue;
        for (int c = 0; c < PART_CLASSES; c++)
            if (!strcmp(name->valuestring, class_name((enum part_class)c)))
                d->category[c] = (long)id->valuedouble;
    }
}

int dataset_load(struct dataset *d, const char *path)
{
    memset(d, 0, sizeof *d);
    cJSON *root = parse_file(path);
    if (!root) return -1;
    int bad = take_images(d, cJSON_GetObjectItemCaseSensitive(root, "images"));
    take_categories(d, cJSON_GetObjectItemCaseSensitive(root, "categories"));
    cJSON_Delete(root);
    if (bad) {
        fprintf(stderr, "detector: %s: unusable list of images\n", path);
        dataset_free(d);
    }
    return bad;
}

void dataset_free(struct dataset *d)
{
    for (int i = 0; i < d->count; i++) free(d->image[i].file);
    free(d->image);
    memset(d, 0, sizeof *d);
}
