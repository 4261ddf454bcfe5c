/* Cutting: the picture is decoded no larger than the cut needs, and encoded anew. */
#include "picture_cut.h"

#include "base/file.h"
#include "picture_write.h"
#include "proofsheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 64 * 1024 * 1024, QUALITY = 82 };

/* Whole pixels of one axis: from a to b, b not included. */
typedef struct Range {
    int a, b;
} Range;

static Range range_of(double first, double length, int pixels)
{
    double a = floor(fmax(first, 0) * pixels), b = ceil(fmin(first + length, 1) * pixels);
    return (Range){(int)a, (int)b};
}

/* The longer side at which the whole picture is to be decoded; 0: as it is. */
static int wanted_side(const void *bytes, size_t size, const PictureCut *cut, int longer)
{
    int width, height;
    PsError error;
    if (!ps_picture_size(bytes, size, true, "", &width, &height, &error)) return 0;
    double taken = fmax(cut->width * width, cut->height * height);
    double whole = width > height ? width : height;
    return taken > longer ? (int)fmax(whole * longer / taken, 1) : 0;
}

/* The pixels of the ranges, moved to the front of the picture's own. */
static void crop(PsPicture *picture, Range x, Range y)
{
    size_t stride = (size_t)picture->width * 3, row = (size_t)(x.b - x.a) * 3;
    for (int i = y.a; i < y.b; i++) {
        const unsigned char *from = picture->pixels + (size_t)i * stride + (size_t)x.a * 3;
        memmove(picture->pixels + (size_t)(i - y.a) * row, from, row);
    }
    picture->width = picture->full_width = x.b - x.a;
    picture->height = picture->full_height = y.b - y.a;
}

static bool take(PsPicture *picture, PictureCut *cut, int longer, PsBuf *jpeg)
{
    int width = picture->width, height = picture->height;
    Range x = range_of(cut->x, cut->width, width), y = range_of(cut->y, cut->height, height);
    if (x.a >= x.b || y.a >= y.b) return false;
    *cut = (PictureCut){(double)x.a / width, (double)y.a / height, (double)(x.b - x.a) / width,
                        (double)(y.b - y.a) / height};
    crop(picture, x, y);
    PsPicture small;
    picture_encode(picture_shrunk(picture, longer, &small), QUALITY, jpeg);
    ps_picture_free(&small);
    return true;
}

bool picture_cut(const char *path, PictureCut *cut, int longer, PsBuf *jpeg)
{
    PsBytes bytes;
    PsPicture picture = {0};
    PsError error;
    bool sound = isfinite(cut->x) && isfinite(cut->y) && cut->width > 0 && cut->height > 0;
    if (!sound || !ps_file_read(path, MOST_BYTES, &bytes, &error)) return false;
    int side = wanted_side(bytes.data, bytes.size, cut, longer);
    bool fine = ps_picture_decode(bytes.data, bytes.size, side, path, &picture, &error) &&
                take(&picture, cut, longer, jpeg);
    ps_picture_free(&picture);
    ps_bytes_free(&bytes);
    return fine;
}
