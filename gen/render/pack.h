/* Whole numbers for scripts, small: differences as variable-length integers, runs of equal values
 * as one, all of it in base64. Counts at a hundred thresholds change seldom, so most of them cost
 * nothing. assets/js reads the same code in `unpack`. */
#ifndef RENDER_PACK_H
#define RENDER_PACK_H

#include "base/buf.h"

/* Appends the values as bytes. The difference is taken to the same place in `before`, or, if that
   is NULL, to the value in front.
   A byte code: 0 n = n + 1 differences of zero; else the difference d as 2d - 1 (d > 0) or -2d;
   each number in groups of seven bits, lowest first, the high bit set on all but the last. */
void pack_ints(PsBuf *out, const int *values, const int *before, size_t count);

/* Appends the bytes in base64 (RFC 4648, section 4). */
void pack_base64(PsBuf *out, const void *bytes, size_t size);

#endif
