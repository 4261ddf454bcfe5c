/* What the decoders share: how bytes come in, and how a refusal is worded. */
#ifndef PS_IMAGE_DECODERS_H
#define PS_IMAGE_DECODERS_H

#include "proofsheet.h"

typedef struct PsEncoded {
    const unsigned char *bytes;
    size_t size;
    int target;        /* wanted longer side; 0 = full size */
    const char *name;  /* for errors */
    const char *title; /* "JPEG", for errors */
    bool header;       /* only the size and the orientation are wanted */
    bool part;         /* the file goes on after `size` bytes; only with `header` */
    PsPicture
        *small; /* NULL, or receives what ps_describe_small takes; pixels NULL if it does not */
} PsEncoded;

/* With `header`, each sets full_width, full_height and orientation, and no more. Otherwise each
   decodes to the size that ps_picture_fit gives for the target. The pixels and the sizes are
   those of the stored picture; `orientation` says what is still to be done to it. On failure
   picture->pixels may be set: the caller frees it. */
bool ps_jpeg_decode(const PsEncoded *in, PsPicture *picture, PsError *error);
bool ps_png_decode(const PsEncoded *in, PsPicture *picture, PsError *error);
bool ps_webp_decode(const PsEncoded *in, PsPicture *picture, PsError *error);

/* The kind of picture by the first bytes; names and extensions are not asked. */
PsPictureKind ps_picture_kind(const void *bytes, size_t size);

/* Fills *error with "TITLE: what" and returns false. */
bool ps_picture_refuse(const PsEncoded *in, PsError *error, const char *what);

/* True if a decoder may start on so many pixels. */
bool ps_picture_allowed(const PsEncoded *in, int64_t width, int64_t height, PsError *error);

/* Sets the full size, the decoded size (longer side `target`, both sides at least 1, never larger
   than the original) and allocates the pixels. */
void ps_picture_prepare(PsPicture *picture, int full_width, int full_height, int target);

/* RGBA to RGB on white, in place: `row` starts as width * 4 bytes and ends as width * 3. */
void ps_picture_flatten(unsigned char *row, int width);

#endif
