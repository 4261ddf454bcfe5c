/* A part of a picture, small enough to be embedded: what a cut-out shows, and no more. */
#ifndef PICTURE_CUT_H
#define PICTURE_CUT_H

#include "base/buf.h"

#include <stdbool.h>

/* Parts of the picture's width and height, 0 to 1. */
typedef struct PictureCut {
    double x, y, width, height;
} PictureCut;

/* Replaces `jpeg` by the cut of the picture in this file, its longer side at most `longer` pixels
   and never enlarged. *cut becomes what was really taken: whole pixels, within the picture. False
   if the file cannot be shown or the cut lies beside it. */
bool picture_cut(const char *path, PictureCut *cut, int longer, PsBuf *jpeg);

#endif
