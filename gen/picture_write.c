/* Writing pictures. Copying an original costs nothing and loses nothing, but originals carry
   places, names and serial numbers: a file is called plain only after a walk over all its segments,
   with everything refused that is not known to be needed for showing it. */
#include "picture_write.h"

#include "base/arena.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#if __has_include(<stb/stb_image_write.h>)
#include <stb/stb_image_write.h>
#else
#include <stb_image_write.h>
#endif

/* stb hands over byte by byte: the usual call must cost next to nothing. */
static void append(void *context, void *bytes, int size)
{
    PsBuf *out = context;
    if (size == 1 && out->length + 1 < out->capacity) {
        out->data[out->length++] = *(const char *)bytes;
    } else {
        ps_buf_bytes(out, bytes, (size_t)size);
    }
}

/* By stb_image_write. */
void picture_encode(const PsPicture *picture, int quality, PsBuf *out)
{
    size_t pixels = (size_t)picture->width * (size_t)picture->height;
    ps_buf_clear(out);
    ps_buf_reserve(out, pixels / 2 + 4096);
    int fine = stbi_write_jpg_to_func(append, out, picture->width, picture->height, 3,
                                      picture->pixels, quality);
    assert(fine); /* it fails for empty pictures only */
    (void)fine;
    ps_buf_bytes(out, "", 0); /* terminates */
}

static void picture_fit(const PsPicture *picture, int longer, int *width, int *height)
{
    int full_width = picture->full_width, full_height = picture->full_height;
    int full = full_width > full_height ? full_width : full_height;
    if (longer > full) longer = full;
    long w = lround((double)full_width * longer / full);
    long h = lround((double)full_height * longer / full);
    *width = w < 1 ? 1 : w > picture->width ? picture->width : (int)w;
    *height = h < 1 ? 1 : h > picture->height ? picture->height : (int)h;
}

const PsPicture *picture_shrunk(const PsPicture *picture, int longer, PsPicture *small)
{
    int width, height;
    picture_fit(picture, longer, &width, &height);
    *small = (PsPicture){0};
    bool same = width == picture->width && height == picture->height;
    return !same && ps_picture_shrink(picture, width, height, small) ? small : picture;
}

enum {
    START = 0xD8,
    END = 0xD9,
    SCAN = 0xDA,
    FRAME = 0xC0,
    APP0 = 0xE0,
    APP2 = 0xE2,
    ADOBE = 0xEE
};

/* `body` is what follows the segment's length. */
static bool is_plain_segment(int marker, const unsigned char *body, size_t length)
{
    switch (marker) {
    case FRAME:
    case FRAME + 1:
    case FRAME + 2: /* baseline, extended, progressive: not CMYK, not arithmetic, not lossless */
        return length >= 6 && (body[5] == 1 || body[5] == 3);
    case 0xC4: /* Huffman tables */
    case 0xDB: /* quantization tables */
    case 0xDD: /* restart interval */
    case SCAN: return true;
    case APP0: return length == 14 && memcmp(body, "JFIF", 5) == 0; /* without a thumbnail */
    case APP2: return length >= 12 && memcmp(body, "ICC_PROFILE", 12) == 0;
    case ADOBE: return length == 12 && memcmp(body, "Adobe", 5) == 0;
    default: return false;
    }
}

/* From within a scan to the marker that ends it: 0xFF and neither stuffing nor a restart. */
static size_t end_of_scan(const unsigned char *bytes, size_t at, size_t size)
{
    while (at + 1 < size) {
        const unsigned char *mark = memchr(bytes + at, 0xFF, size - 1 - at);
        if (!mark) break;
        at = (size_t)(mark - bytes);
        if (mark[1] != 0 && (mark[1] < 0xD0 || mark[1] > 0xD7)) return at;
        at += 2;
    }
    return size;
}

bool picture_is_plain_jpeg(const void *bytes, size_t size)
{
    const unsigned char *b = bytes;
    if (size < 4 || b[0] != 0xFF || b[1] != START) return false;
    size_t at = 2;
    while (size - at >= 4) {
        int marker = b[at + 1];
        size_t length = (size_t)b[at + 2] << 8 | b[at + 3];
        if (b[at] != 0xFF || length < 2 || size - at - 2 < length) return false;
        if (!is_plain_segment(marker, b + at + 4, length - 2)) return false;
        at += 2 + length;
        if (marker == SCAN) at = end_of_scan(b, at, size);
    }
    return size - at == 2 && b[at] == 0xFF && b[at + 1] == END;
}
