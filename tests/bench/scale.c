/* Makes a COCO-shaped pair of files of any size, from a fixed seed:

       scale FOLDER IMAGES CLASSES DETECTIONS_PER_IMAGE      writes FOLDER/gt.json, FOLDER/dt.json,
                                                             FOLDER/vectors.csv

   Classes have a long tail; most detections are objects moved a little, some are of another class,
   the rest lie anywhere. The vectors form twenty clouds. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Scene {
    FILE *truth, *found;
    uint64_t seed;
    int classes, per_image;
    long objects, detections;
} Scene;

typedef struct Item {
    int class_id;
    double x, y, width, height;
} Item;

static double chance(Scene *scene)
{
    uint64_t x = scene->seed += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((x ^ (x >> 31)) >> 11) * 0x1p-53;
}

static Item random_item(Scene *scene)
{
    double area = exp(log(40) + chance(scene) * (log(150000) - log(40)));
    double aspect = exp((chance(scene) - 0.5) * 1.6);
    Item item = {.class_id = 1 + (int)(scene->classes * pow(chance(scene), 2.5))};
    item.width = fmin(sqrt(area * aspect), 600);
    item.height = fmin(sqrt(area / aspect), 440);
    item.x = chance(scene) * (640 - item.width);
    item.y = chance(scene) * (480 - item.height);
    return item;
}

static void write_object(Scene *scene, int image, const Item *item)
{
    fprintf(scene->truth,
            "%s{\"id\": %ld, \"image_id\": %d, \"category_id\": %d, "
            "\"bbox\": [%.2f, %.2f, %.2f, %.2f], \"area\": %.2f, \"iscrowd\": %d}",
            scene->objects ? ", " : "", scene->objects + 1, image, item->class_id, item->x, item->y,
            item->width, item->height, item->width * item->height * 0.7, chance(scene) < 0.01);
    scene->objects++;
}

static void write_detection(Scene *scene, int image, const Item *item, double score)
{
    fprintf(scene->found,
            "%s{\"image_id\": %d, \"category_id\": %d, \"bbox\": [%.2f, %.2f, %.2f, %.2f], "
            "\"score\": %.5f}",
            scene->detections ? ", " : "", image, item->class_id, item->x, item->y, item->width,
            item->height, score);
    scene->detections++;
}

static void find_item(Scene *scene, int image, const Item *item)
{
    if (chance(scene) < 0.12) return;
    Item moved = *item;
    double slack = 0.02 + 0.15 * chance(scene);
    moved.x += (chance(scene) - 0.5) * slack * item->width;
    moved.y += (chance(scene) - 0.5) * slack * item->height;
    moved.width *= 1 + (chance(scene) - 0.5) * slack;
    if (chance(scene) < 0.05) moved.class_id = 1 + (int)(scene->classes * chance(scene));
    write_detection(scene, image, &moved, 0.3 + 0.69 * chance(scene));
}

static void write_image(Scene *scene, int image)
{
    int count = (int)(-7.4 * log(1 - chance(scene)));
    long before = scene->detections;
    for (int i = 0; i < count; i++) {
        Item item = random_item(scene);
        write_object(scene, image, &item);
        find_item(scene, image, &item);
    }
    while (scene->detections - before < scene->per_image) {
        Item item = random_item(scene);
        write_detection(scene, image, &item, 0.4 * pow(chance(scene), 2));
    }
}

static void write_lists(const Scene *scene, int images)
{
    fprintf(scene->truth, "], \"images\": [");
    for (int i = 1; i <= images; i++) {
        fprintf(scene->truth,
                "%s{\"id\": %d, \"file_name\": \"%06d.jpg\", \"width\": 640, \"height\": 480}",
                i > 1 ? ", " : "", i, i);
    }
    fprintf(scene->truth, "], \"categories\": [");
    for (int c = 1; c <= scene->classes; c++) {
        fprintf(scene->truth, "%s{\"id\": %d, \"name\": \"class %03d\"}", c > 1 ? ", " : "", c, c);
    }
    fprintf(scene->truth, "]}\n");
    fprintf(scene->found, "]\n");
}

static bool write_vectors(Scene *scene, const char *path, int images)
{
    enum { CLOUDS = 20, WIDTH = 8 };
    double centres[CLOUDS][WIDTH];
    FILE *out = fopen(path, "w");
    if (!out) return false;
    for (int c = 0; c < CLOUDS; c++) {
        for (int j = 0; j < WIDTH; j++) centres[c][j] = chance(scene) * 4;
    }
    fprintf(out, "file_name");
    for (int j = 0; j < WIDTH; j++) fprintf(out, ",v%d", j);
    for (int i = 1; i <= images; i++) {
        const double *centre = centres[(int)(chance(scene) * CLOUDS)];
        fprintf(out, "\n%06d.jpg", i);
        for (int j = 0; j < WIDTH; j++) fprintf(out, ",%.3f", centre[j] + chance(scene));
    }
    fprintf(out, "\n");
    return fclose(out) == 0;
}

int main(int count, char **arguments)
{
    char path[4096];
    if (count != 5) {
        fprintf(stderr, "usage: scale FOLDER IMAGES CLASSES DETECTIONS_PER_IMAGE\n");
        return 2;
    }
    Scene scene = {.seed = 7, .classes = atoi(arguments[3]), .per_image = atoi(arguments[4])};
    snprintf(path, sizeof path, "%s/gt.json", arguments[1]);
    scene.truth = fopen(path, "w");
    snprintf(path, sizeof path, "%s/dt.json", arguments[1]);
    scene.found = fopen(path, "w");
    if (!scene.truth || !scene.found) {
        fprintf(stderr, "scale: %s: cannot be written\n", arguments[1]);
        return 1;
    }
    fprintf(scene.truth, "{\"annotations\": [");
    fprintf(scene.found, "[");
    int images = atoi(arguments[2]);
    for (int i = 1; i <= images; i++) write_image(&scene, i);
    write_lists(&scene, images);
    if (fclose(scene.truth) != 0 || fclose(scene.found) != 0) return 1;
    snprintf(path, sizeof path, "%s/vectors.csv", arguments[1]);
    return write_vectors(&scene, path, images) ? 0 : 1;
}
