/* WebP, by libwebp, which averages down to the wanted size while it decodes. Its header is read
   and judged first; the orientation lies in a RIFF chunk of its own. */
#include "image/decoders.h"

#include "base/arena.h"
#include "image/exif.h"
#include "image/limits.h"

#include <stdlib.h>
#include <string.h>

#include <webp/decode.h>

enum { FORMAT_LOSSLESS = 2, RIFF_HEADER = 12, CHUNK_HEADER = 8 };

static const char *status_text(VP8StatusCode status)
{
    switch (status) {
    case VP8_STATUS_OK: return "no fault";
    case VP8_STATUS_OUT_OF_MEMORY: return "not enough memory";
    case VP8_STATUS_INVALID_PARAM: return "wrong parameters";
    case VP8_STATUS_BITSTREAM_ERROR: return "corrupt data";
    case VP8_STATUS_UNSUPPORTED_FEATURE: return "a feature that is not supported";
    case VP8_STATUS_SUSPENDED:
    case VP8_STATUS_NOT_ENOUGH_DATA: return "premature end";
    case VP8_STATUS_USER_ABORT: return "stopped";
    }
    return "corrupt data";
}

static size_t little_endian(const unsigned char *b)
{
    return (size_t)b[0] | (size_t)b[1] << 8 | (size_t)b[2] << 16 | (size_t)b[3] << 24;
}

static void read_exif(const PsEncoded *in, PsPicture *picture)
{
    for (size_t at = RIFF_HEADER; at < in->size && in->size - at >= CHUNK_HEADER;) {
        const unsigned char *chunk = in->bytes + at;
        size_t length = little_endian(chunk + 4), room = in->size - at - CHUNK_HEADER;
        if (length > room) return;
        if (memcmp(chunk, "EXIF", 4) == 0) {
            picture->has_exif = true;
            picture->orientation = ps_exif_orientation(chunk + CHUNK_HEADER, length);
            return;
        }
        at += CHUNK_HEADER + length + (length & 1);
    }
}

/* An extended file says in its flags whether there is an EXIF chunk, which follows the pixels. */
static bool exif_lies_beyond(const PsEncoded *in, const PsPicture *picture)
{
    enum { FLAGS = RIFF_HEADER + CHUNK_HEADER, HAS_EXIF = 8 };
    if (!in->part || picture->has_exif || in->size <= FLAGS) return false;
    return memcmp(in->bytes + RIFF_HEADER, "VP8X", 4) == 0 && (in->bytes[FLAGS] & HAS_EXIF);
}

static bool allowed(const PsEncoded *in, const WebPBitstreamFeatures *found, PsError *error)
{
    if (!ps_picture_allowed(in, found->width, found->height, error)) return false;
    if (found->has_animation) {
        return ps_picture_refuse(in, error, "an animation; only still pictures are read");
    }
    /* Lossless pictures are held whole by libwebp, four bytes a pixel. */
    int64_t held = (int64_t)found->width * found->height * 4;
    if (found->format == FORMAT_LOSSLESS && held > PS_LIMIT_DECODER_BYTES) {
        return ps_picture_refuse(in, error, "lossless and too large");
    }
    return true;
}

/* Decodes into `pixels`, which holds width * height pixels of 3 or, with alpha, 4 bytes. */
static VP8StatusCode decode_into(const PsEncoded *in, WebPDecoderConfig *config,
                                 const PsPicture *picture, unsigned char *pixels)
{
    bool alpha = config->input.has_alpha;
    size_t stride = (size_t)picture->width * (alpha ? 4 : 3);
    config->options.use_scaling =
        picture->width != picture->full_width || picture->height != picture->full_height;
    config->options.scaled_width = picture->width;
    config->options.scaled_height = picture->height;
    config->output.colorspace = alpha ? MODE_RGBA : MODE_RGB;
    config->output.is_external_memory = 1;
    config->output.u.RGBA.rgba = pixels;
    config->output.u.RGBA.stride = (int)stride;
    config->output.u.RGBA.size = stride * (size_t)picture->height;
    VP8StatusCode status = WebPDecode(in->bytes, in->size, config);
    WebPFreeDecBuffer(&config->output);
    return status;
}

static VP8StatusCode decode_with_alpha(const PsEncoded *in, WebPDecoderConfig *config,
                                       const PsPicture *picture)
{
    size_t width = (size_t)picture->width, height = (size_t)picture->height;
    unsigned char *rgba = ps_alloc(width * height * 4);
    VP8StatusCode status = decode_into(in, config, picture, rgba);
    for (size_t y = 0; status == VP8_STATUS_OK && y < height; y++) {
        unsigned char *row = rgba + y * width * 4;
        ps_picture_flatten(row, picture->width);
        memcpy(picture->pixels + y * width * 3, row, width * 3);
    }
    free(rgba);
    return status;
}

bool ps_webp_decode(const PsEncoded *in, PsPicture *picture, PsError *error)
{
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config)) return ps_picture_refuse(in, error, "wrong library");
    VP8StatusCode status = WebPGetFeatures(in->bytes, in->size, &config.input);
    if (status != VP8_STATUS_OK) return ps_picture_refuse(in, error, status_text(status));
    if (!allowed(in, &config.input, error)) return false;
    read_exif(in, picture);
    if (in->header) {
        picture->full_width = config.input.width;
        picture->full_height = config.input.height;
        return !exif_lies_beyond(in, picture) || ps_picture_refuse(in, error, "the header goes on");
    }
    ps_picture_prepare(picture, config.input.width, config.input.height, in->target);
    status = config.input.has_alpha ? decode_with_alpha(in, &config, picture)
                                    : decode_into(in, &config, picture, picture->pixels);
    return status == VP8_STATUS_OK || ps_picture_refuse(in, error, status_text(status));
}
