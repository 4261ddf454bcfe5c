/* Thumbnails alone, of the images of a ground truth; previews that can be copied are, as in a
   report:

       thumbs TRUTH IMAGES FOLDER

   and, without a folder, the CPU seconds of each step of it and of what pictures look like. */
#include "pictures.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RUNS = 3, THUMB = 320, MOST_BYTES = 1 << 28 };

typedef struct Steps {
    double read, decode, average, look, encode;
    int pictures;
} Steps;

static double cpu(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void lap(double *last, double *step)
{
    double now = cpu();
    *step += now - *last;
    *last = now;
}

/* Decoding in full size is what libjpeg does, and a copy of its rows. What averaging and looking
   add is the difference to it. */
static void time_one(const char *path, const PsLookTables *tables, Steps *steps)
{
    PsBytes bytes = {0};
    PsPicture full = {0}, thumb = {0}, seen = {0};
    PsAppearance look;
    PsError error;
    double last = cpu();
    bool fine = ps_file_read(path, MOST_BYTES, &bytes, &error);
    lap(&last, &steps->read);
    PsDecode wanted = {bytes.data, bytes.size, 0, path, NULL, tables};
    fine = fine && ps_picture_read(&wanted, &full, &error);
    lap(&last, &steps->decode);
    wanted.target = THUMB;
    wanted.look = &look;
    fine = fine && ps_picture_read(&wanted, &seen, &error);
    lap(&last, &steps->look);
    int longer = full.width > full.height ? full.width : full.height;
    if (fine && longer > THUMB) {
        int width = full.width * THUMB / longer, height = full.height * THUMB / longer;
        ps_picture_shrink(&full, width > 0 ? width : 1, height > 0 ? height : 1, &thumb);
    }
    lap(&last, &steps->average);
    size_t size;
    if (fine) free(ps_picture_jpeg(thumb.pixels ? &thumb : &full, 80, &size));
    lap(&last, &steps->encode);
    steps->pictures += fine;
    ps_picture_free(&full);
    ps_picture_free(&thumb);
    ps_picture_free(&seen);
    ps_bytes_free(&bytes);
}

static void show_steps(const PsDataset *dataset, const char *folder, PsArena *arena)
{
    Steps least = {.read = 1e9};
    PsLookTables *tables = ps_look_tables_new();
    for (int run = 0; run < RUNS; run++) {
        Steps steps = {0};
        for (int i = 0; i < dataset->image_count; i++) {
            time_one(ps_path_join(arena, folder, dataset->images[i].file), tables, &steps);
        }
        double sum = steps.read + steps.look + steps.encode;
        if (sum < least.read + least.look + least.encode) least = steps;
    }
    ps_look_tables_free(tables);
    double looks = least.look - least.decode - least.average;
    printf("  %d pictures: read %.2f s, decode %.2f s, average to thumbnails %.2f s, looks %.2f s, "
           "encode thumbnails %.2f s\n",
           least.pictures, least.read, least.decode, least.average, looks, least.encode);
}

int main(int count, char **arguments)
{
    PsError error = {0};
    Pictures pictures;
    if (count != 3 && count != 4) return 2;
    PsReadOptions read = {.images = arguments[2], .split = "all"};
    PsDataset *dataset = ps_dataset_read(arguments[1], &read, &error);
    PictureOptions options = {.folder = arguments[2], .output = arguments[3], .threads = 1};
    PsArena *arena = ps_arena_new();
    bool fine = dataset != NULL;
    if (fine && count == 3)
        show_steps(dataset, arguments[2], arena);
    else if (fine)
        fine = pictures_make(dataset, &options, arena, &pictures, &error);
    if (!fine) fprintf(stderr, "thumbs: %s: %s\n", error.file, error.found);
    ps_arena_free(arena);
    ps_dataset_free(dataset);
    return !fine;
}
