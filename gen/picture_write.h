/* Pixels to JPEG bytes, and the question whether a file may be copied instead. */
#ifndef PICTURE_WRITE_H
#define PICTURE_WRITE_H

#include "base/buf.h"
#include "proofsheet.h"

/* Replaces `out` by the picture as a baseline JPEG. */
void picture_encode(const PsPicture *picture, int quality, PsBuf *out);

/* As picture_encode, averaged down to a longer side of at most `longer`. */
void picture_encode_small(const PsPicture *picture, int longer, int quality, PsBuf *out);

/* The size of the picture with a longer side of at most `longer`. */
void picture_fit(const PsPicture *picture, int longer, int *width, int *height);

/* True if the bytes are a JPEG that every browser shows, with nothing in it but the picture and
   its colour profile: no EXIF, XMP, IPTC or comment, no second picture behind the end. */
bool picture_is_plain_jpeg(const void *bytes, size_t size);

#endif
