/* Pictures: from bytes to upright pixels. The first bytes alone say what a picture is; one table
   names the kinds, their decoders and, for a helpful refusal, the kinds that are not read. */
#include "image/decoders.h"

#include "base/arena.h"
#include "base/buf.h"
#include "image/describe.h"
#include "image/limits.h"
#include "image/orient.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef bool (*Decode)(const PsEncoded *in, PsPicture *picture, PsError *error);

typedef struct Kind {
    const char *title;
    const char *magic;
    int at, length; /* where the magic bytes lie, how many they are */
    PsPictureKind kind;
    Decode decode; /* NULL: known by name only */
} Kind;

static const Kind kinds[] = {
    {"JPEG", "\xFF\xD8", 0, 2, PS_PICTURE_JPEG, ps_jpeg_decode},
    {"PNG", "\x89PNG\r\n\x1A\n", 0, 8, PS_PICTURE_PNG, ps_png_decode},
    {"WebP", "WEBP", 8, 4, PS_PICTURE_WEBP, ps_webp_decode},
    {"GIF", "GIF8", 0, 4, PS_PICTURE_NONE, NULL},
    {"BMP", "BM", 0, 2, PS_PICTURE_NONE, NULL},
    {"TIFF", "II*\0", 0, 4, PS_PICTURE_NONE, NULL},
    {"TIFF", "MM\0*", 0, 4, PS_PICTURE_NONE, NULL},
    {"AVIF", "ftypavif", 4, 8, PS_PICTURE_NONE, NULL},
    {"HEIC", "ftyphei", 4, 7, PS_PICTURE_NONE, NULL},
    {"SVG", "<svg", 0, 4, PS_PICTURE_NONE, NULL},
};

static const Kind *kind_of(const void *bytes, size_t size)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const Kind *kind = &kinds[i];
        size_t at = (size_t)kind->at, length = (size_t)kind->length;
        if (size < at + length) continue;
        if (memcmp((const char *)bytes + at, kind->magic, length) == 0) return kind;
    }
    return NULL;
}

PsPictureKind ps_picture_kind(const void *bytes, size_t size)
{
    const Kind *kind = kind_of(bytes, size);
    return kind ? kind->kind : PS_PICTURE_NONE;
}

bool ps_picture_refuse(const PsEncoded *in, PsError *error, const char *what)
{
    return ps_fail(error, PS_ERROR_INPUT, in->name, NULL, NULL, "%s: %s", in->title, what);
}

bool ps_picture_allowed(const PsEncoded *in, int64_t width, int64_t height, PsError *error)
{
    bool sides = width >= 1 && height >= 1 && width <= PS_LIMIT_SIDE && height <= PS_LIMIT_SIDE;
    if (sides && width * height <= PS_LIMIT_PIXELS) return true;
    return ps_fail(error, PS_ERROR_INPUT, in->name, NULL, "1 to 65500 a side, 100 megapixels",
                   "%s: %lld x %lld pixels", in->title, (long long)width, (long long)height);
}

/* Rounded to nearest, at least one pixel. */
static int side_for(int side, int longer, int target)
{
    int scaled = (int)lround((double)side * target / longer);
    return scaled < 1 ? 1 : scaled;
}

void ps_picture_prepare(PsPicture *picture, int full_width, int full_height, int target)
{
    int longer = full_width > full_height ? full_width : full_height;
    if (target < 1 || target > longer) target = longer;
    picture->full_width = full_width;
    picture->full_height = full_height;
    picture->width = side_for(full_width, longer, target);
    picture->height = side_for(full_height, longer, target);
    size_t bytes = (size_t)picture->width * (size_t)picture->height * 3;
    picture->pixels = ps_alloc(bytes);
    memset(picture->pixels, 0x80, bytes); /* what a damaged file leaves out is grey */
}

void ps_picture_flatten(unsigned char *row, int width)
{
    const unsigned char *from = row;
    for (int x = 0; x < width; x++, from += 4, row += 3) {
        unsigned alpha = from[3], white = 255 * (255 - alpha);
        for (int c = 0; c < 3; c++) {
            row[c] = (unsigned char)((from[c] * alpha + white + 127) / 255);
        }
    }
}

/* Shows the first bytes as text where they are text, else in hexadecimal. */
static bool refuse_unknown(const unsigned char *bytes, size_t size, const char *name,
                           PsError *error)
{
    PsBuf shown = PS_BUF;
    size_t length = size < 16 ? size : 16;
    bool text = true;
    for (size_t i = 0; i < length; i++) {
        text = text && (bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == '\t' ||
                        (bytes[i] >= 0x20 && bytes[i] < 0x7F));
    }
    if (text) ps_buf_char(&shown, '"');
    for (size_t i = 0; i < length; i++) {
        if (text)
            ps_buf_char(&shown, bytes[i] < 0x20 ? ' ' : (char)bytes[i]);
        else
            ps_buf_printf(&shown, "%s%02x", i ? " " : "bytes ", (unsigned)bytes[i]);
    }
    if (text) ps_buf_char(&shown, '"');
    ps_fail(error, PS_ERROR_INPUT, name, NULL, "JPEG, PNG or WebP", "not a picture: starts with %s",
            shown.data);
    ps_buf_free(&shown);
    return false;
}

static const Kind *readable_kind(const void *bytes, size_t size, const char *name, PsError *error)
{
    if (size == 0) {
        ps_fail(error, PS_ERROR_INPUT, name, NULL, "JPEG, PNG or WebP", "the file is empty");
        return NULL;
    }
    if (size > PS_LIMIT_FILE_BYTES) {
        ps_fail(error, PS_ERROR_INPUT, name, NULL, NULL, "%zu bytes, more than the limit of %d",
                size, PS_LIMIT_FILE_BYTES);
        return NULL;
    }
    const Kind *kind = kind_of(bytes, size);
    if (kind && kind->decode) return kind;
    if (!kind) {
        refuse_unknown(bytes, size, name, error);
    } else {
        ps_fail(error, PS_ERROR_INPUT, name, NULL, "JPEG, PNG or WebP",
                "%s: this kind of picture is not read", kind->title);
    }
    return NULL;
}

static bool decode(const PsDecode *wanted, PsPicture *picture, PsPicture *small, PsError *error)
{
    *picture = (PsPicture){.orientation = 1};
    const Kind *kind = readable_kind(wanted->bytes, wanted->size, wanted->name, error);
    if (!kind) return false;
    picture->kind = kind->kind;
    PsEncoded in = {.bytes = wanted->bytes,
                    .size = wanted->size,
                    .target = wanted->target,
                    .name = wanted->name,
                    .title = kind->title,
                    .small = small};
    PsError fault = {0}; /* a damaged picture is a success, although a fault was met */
    if (!kind->decode(&in, picture, &fault)) {
        ps_picture_free(picture);
        *error = fault;
        return false;
    }
    ps_picture_orient(picture);
    return true;
}

/* `small` is what the decoder made for looks, if it made something. */
static void look_at(const PsLookTables *tables, const PsPicture *picture, PsPicture *small,
                    PsAppearance *look)
{
    if (small->pixels) {
        ps_picture_orient(small);
        ps_describe_small(tables, small, look);
    } else {
        ps_describe(tables, picture, look);
    }
}

bool ps_picture_read(const PsDecode *wanted, PsPicture *picture, PsError *error)
{
    PsPicture small = {0};
    bool fine = decode(wanted, picture, wanted->look ? &small : NULL, error);
    if (fine && wanted->look) {
        PsLookTables *own = wanted->tables ? NULL : ps_look_tables_new();
        look_at(own ? own : wanted->tables, picture, &small, wanted->look);
        ps_look_tables_free(own);
    }
    ps_picture_free(&small);
    return fine;
}

bool ps_picture_decode(const void *bytes, size_t size, int target, const char *name,
                       PsPicture *picture, PsError *error)
{
    PsDecode wanted = {.bytes = bytes, .size = size, .target = target, .name = name};
    return ps_picture_read(&wanted, picture, error);
}

bool ps_picture_size(const void *bytes, size_t size, bool whole, const char *name, int *width,
                     int *height, PsError *error)
{
    PsPicture picture = {.orientation = 1};
    const Kind *kind = readable_kind(bytes, size, name, error);
    if (!kind) return false;
    PsEncoded in = {bytes, size, 0, name, kind->title, true, !whole, NULL};
    bool fine = kind->decode(&in, &picture, error);
    bool turned = ps_picture_is_turned(&picture);
    *width = turned ? picture.full_height : picture.full_width;
    *height = turned ? picture.full_width : picture.full_height;
    return fine;
}

void ps_picture_free(PsPicture *picture)
{
    free(picture->pixels);
    *picture = (PsPicture){0};
}
