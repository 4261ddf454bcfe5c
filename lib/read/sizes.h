/* Sizes of pictures, for formats that do not state them: from the header of the picture itself,
   upright (EXIF orientation applied), as trainers see it and as the report shows it. */
#ifndef PS_READ_SIZES_H
#define PS_READ_SIZES_H

#include "base/index.h"
#include "read/source.h"

/* A picture in the folder of pictures or in that of the source; `folder` NULL: none. */
typedef struct PsFound {
    PsFolder *folder;
    const char *name;
} PsFound;

/* The pictures of one folder, by what they may be called. */
typedef struct PsPictureNames {
    PsFolder *folder;
    PsIndex *bases, *stems; /* -> number in the listing; NULL until needed */
    bool *base_twice, *stem_twice;
} PsPictureNames;

typedef struct PsSizes {
    PsArena *arena;
    PsPictureNames given, own; /* of --images; of the source; `folder` NULL: none */
    PsBuf header;
} PsSizes;

/* Opens the folder of --images, if there is one. */
bool ps_sizes_open(PsSizes *sizes, PsSource *source, PsError *error);
void ps_sizes_close(PsSizes *sizes);

/* Finds a picture: in --images by its name, its last part or its stem where that is one picture's
   only, then in the source the same way. */
PsFound ps_sizes_find(PsSizes *sizes, const char *name);

/* True if any picture has the stem of this name. */
bool ps_sizes_has_stem(PsSizes *sizes, const char *name);

/* Width and height; false and why not. */
bool ps_sizes_read(PsSizes *sizes, PsFound picture, int *width, int *height, const char **why);

#endif
