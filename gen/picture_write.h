/* Pixels to JPEG bytes, and the question whether a file may be copied instead. */
#ifndef PICTURE_WRITE_H
#define PICTURE_WRITE_H

#include "base/buf.h"
#include "proofsheet.h"

/* Replaces `out` by the picture as a baseline JPEG; for the few pictures of the PDF. The many of
   the page are written by ps_picture_jpeg, which costs a sixth. */
void picture_encode(const PsPicture *picture, int quality, PsBuf *out);

/* The picture averaged down to a longer side of at most `longer`: *small, which the caller frees,
   or the picture itself if it is no larger. */
const PsPicture *picture_shrunk(const PsPicture *picture, int longer, PsPicture *small);

/* True if the bytes are a JPEG that every browser shows, with nothing in it but the picture and
   its colour profile: no EXIF, XMP, IPTC or comment, no second picture behind the end. */
bool picture_is_plain_jpeg(const void *bytes, size_t size);

#endif
