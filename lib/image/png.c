/* PNG, by libpng's row interface. Rows go straight into the averaging, so a picture that is not
   interlaced costs one row of memory whatever its size; an interlaced one must be held whole and
   is refused beyond the decoder's limit. Faults leap to `guarded`, as in jpeg.c. */
#include "image/decoders.h"

#include "base/arena.h"
#include "image/exif.h"
#include "image/limits.h"
#include "image/shrink.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

typedef struct Job {
    png_structp reader;
    png_infop info;
    jmp_buf landing;
    const PsEncoded *in;
    size_t at; /* bytes read */
    PsPicture *picture;
    PsShrink shrink;
    unsigned char *rows; /* one row, or all of an interlaced picture */
    size_t stride;
    bool alpha, interlaced, started;
    PsError *error;
} Job;

static void leap(png_structp reader, png_const_charp message)
{
    Job *job = png_get_error_ptr(reader);
    ps_picture_refuse(job->in, job->error, message);
    longjmp(job->landing, 1);
}

/* Warnings are about colour profiles and the like, never about pixels. */
static void ignore_warning(png_structp reader, png_const_charp message)
{
    (void)reader;
    (void)message;
}

static void read_bytes(png_structp reader, png_bytep to, size_t length)
{
    Job *job = png_get_io_ptr(reader);
    if (length > job->in->size - job->at) png_error(reader, "premature end");
    memcpy(to, job->in->bytes + job->at, length);
    job->at += length;
}

/* The header is checked before libpng sees it: its own refusal would not name the size. */
static bool size_allowed(const PsEncoded *in, PsError *error)
{
    const unsigned char *b = in->bytes;
    if (in->size < 24 || memcmp(b + 12, "IHDR", 4) != 0) {
        return ps_picture_refuse(in, error, "premature end, or no header");
    }
    return ps_picture_allowed(in, png_get_uint_32(b + 16), png_get_uint_32(b + 20), error);
}

/* libpng holds other chunks to the limit, but takes memory for EXIF as long as it claims to be. */
static bool exif_allowed(const PsEncoded *in, PsError *error)
{
    for (size_t at = 8; in->size - at >= 8;) {
        const unsigned char *chunk = (const unsigned char *)in->bytes + at;
        size_t length = png_get_uint_32(chunk), rest = in->size - at - 8;
        if (memcmp(chunk + 4, "IDAT", 4) == 0) return true;
        if (memcmp(chunk + 4, "eXIf", 4) == 0 && length > PS_LIMIT_CHUNK_BYTES) {
            return ps_picture_refuse(in, error, "EXIF of more than 8 MB");
        }
        if (rest < 4 || length > rest - 4) return true; /* libpng says that it ends too early */
        at += length + 12;
    }
    return true;
}

static void open_reader(Job *job)
{
    png_set_read_fn(job->reader, job, read_bytes);
    png_set_user_limits(job->reader, PS_LIMIT_SIDE, PS_LIMIT_SIDE);
    png_set_chunk_malloc_max(job->reader, PS_LIMIT_CHUNK_BYTES);
    png_set_chunk_cache_max(job->reader, PS_LIMIT_CHUNKS);
    png_read_info(job->reader, job->info);
}

static void read_exif(Job *job)
{
#ifdef PNG_eXIf_SUPPORTED
    png_uint_32 size;
    png_bytep block;
    if (!png_get_eXIf_1(job->reader, job->info, &size, &block)) return;
    job->picture->has_exif = true;
    job->picture->orientation = ps_exif_orientation(block, size);
#else
    (void)job;
#endif
}

/* Whatever the file holds (1 to 16 bits, grey, palette, transparent colour) becomes RGB or RGBA. */
static int ask_for_rgb(Job *job)
{
    png_set_expand(job->reader);
    png_set_scale_16(job->reader);
    png_set_gray_to_rgb(job->reader);
    int passes = png_set_interlace_handling(job->reader);
    png_read_update_info(job->reader, job->info);
    job->alpha = png_get_channels(job->reader, job->info) == 4;
    job->stride = png_get_rowbytes(job->reader, job->info);
    job->interlaced = passes > 1;
    return passes;
}

static void take_row(Job *job, unsigned char *row)
{
    if (job->alpha) ps_picture_flatten(row, job->picture->full_width);
    ps_shrink_row(&job->shrink, row);
}

static void read_rows(Job *job, int passes)
{
    for (int pass = 0; pass < passes; pass++) {
        for (int y = 0; y < job->picture->full_height; y++) {
            unsigned char *row = job->rows + (size_t)(job->interlaced ? y : y % 2) * job->stride;
            png_read_row(job->reader, row, NULL);
            job->started = true;
            if (!job->interlaced) take_row(job, row);
        }
    }
}

static bool guarded(Job *job)
{
    if (setjmp(job->landing)) return false;
    open_reader(job);
    read_exif(job);
    if (job->in->header) {
        job->picture->full_width = (int)png_get_image_width(job->reader, job->info);
        job->picture->full_height = (int)png_get_image_height(job->reader, job->info);
        return true;
    }
    int passes = ask_for_rgb(job);
    int width = (int)png_get_image_width(job->reader, job->info);
    int height = (int)png_get_image_height(job->reader, job->info);
    size_t rows = job->interlaced ? (size_t)height : 2; /* a row is needed beside the next */
    if (rows * job->stride > PS_LIMIT_DECODER_BYTES) {
        return ps_picture_refuse(job->in, job->error, "interlaced and too large");
    }
    job->rows = ps_alloc(rows * job->stride);
    memset(job->rows, 0x80, rows * job->stride);
    ps_picture_prepare(job->picture, width, height, job->in->target);
    ps_shrink_start(&job->shrink, width, height, job->picture);
    read_rows(job, passes);
    return true;
}

bool ps_png_decode(const PsEncoded *in, PsPicture *picture, PsError *error)
{
    if (!size_allowed(in, error) || !exif_allowed(in, error)) return false;
    Job job = {.in = in, .picture = picture, .error = error};
    job.reader = png_create_read_struct(PNG_LIBPNG_VER_STRING, &job, leap, ignore_warning);
    job.info = job.reader ? png_create_info_struct(job.reader) : NULL;
    bool whole = job.info ? guarded(&job) : ps_picture_refuse(in, error, "cannot be started");
    for (int y = 0; job.started && job.interlaced && y < picture->full_height; y++) {
        take_row(&job, job.rows + (size_t)y * job.stride);
    }
    picture->damaged = !whole;
    ps_shrink_end(&job.shrink);
    free(job.rows);
    png_destroy_read_struct(&job.reader, &job.info, NULL);
    return whole || job.started;
}
