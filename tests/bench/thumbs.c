/* Thumbnails alone, of the images of a ground truth; previews that can be copied are, as in a report:

       thumbs TRUTH IMAGES FOLDER */
#include "pictures.h"

#include <stdio.h>

int main(int count, char **arguments)
{
    PsError error = {0};
    Pictures pictures;
    if (count != 4) return 2;
    PsReadOptions read = {.images = arguments[2], .split = "all"};
    PsDataset *dataset = ps_dataset_read(arguments[1], &read, &error);
    PictureOptions options = {.folder = arguments[2], .output = arguments[3], .threads = 1};
    PsArena *arena = ps_arena_new();
    bool fine = dataset && pictures_make(dataset, &options, arena, &pictures, &error);
    if (!fine) fprintf(stderr, "thumbs: %s: %s\n", error.file, error.found);
    ps_arena_free(arena);
    ps_dataset_free(dataset);
    return !fine;
}
