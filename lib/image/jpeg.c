/* JPEG, by libjpeg. It decodes at n/8 of the size for less, so the smallest n is taken that still
   gives both sides of the wanted size; averaging does the rest. libjpeg reports faults
   by leaping out of its caller: one function (`guarded`) holds the landing, and all that must
   outlive the leap lies in the Job of the function above it. */
#include "image/decoders.h"

#include "base/arena.h"
#include "image/describe.h"
#include "image/exif.h"
#include "image/limits.h"
#include "image/shrink.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

typedef struct Job {
    struct jpeg_decompress_struct reader;
    struct jpeg_error_mgr faults;
    struct jpeg_progress_mgr progress;
    jmp_buf landing;
    const PsEncoded *in;
    PsPicture *picture;
    PsShrink shrink, small; /* of the picture, of in->small */
    PsError *error;
} Job;

static void leap(j_common_ptr reader)
{
    Job *job = reader->client_data;
    char message[JMSG_LENGTH_MAX];
    reader->err->format_message(reader, message);
    ps_picture_refuse(job->in, job->error, message);
    longjmp(job->landing, 1);
}

/* Warnings (a negative level) mean that something of the picture was lost. */
static void count_warning(j_common_ptr reader, int level)
{
    if (level < 0) reader->err->num_warnings++;
}

static void print_nothing(j_common_ptr reader)
{
    (void)reader;
}

/* Called all along: ends files that hold more scans than any photograph needs. */
static void watch_scans(j_common_ptr common)
{
    Job *job = common->client_data;
    int scans = job->reader.input_scan_number;
    double pixels = (double)job->reader.image_width * job->reader.image_height;
    if (scans <= PS_LIMIT_SCANS && scans * pixels <= PS_LIMIT_SCANNED_PIXELS) return;
    ps_picture_refuse(job->in, job->error, "too many scans for a picture of its size");
    longjmp(job->landing, 1);
}

static void open_reader(Job *job)
{
    struct jpeg_decompress_struct *reader = &job->reader;
    reader->err = jpeg_std_error(&job->faults);
    job->faults.error_exit = leap;
    job->faults.emit_message = count_warning;
    job->faults.output_message = print_nothing;
    reader->client_data = job;
    jpeg_create_decompress(reader);
    job->progress.progress_monitor = watch_scans;
    reader->progress = &job->progress;
    reader->mem->max_memory_to_use = PS_LIMIT_DECODER_BYTES;
    jpeg_save_markers(reader, JPEG_APP0 + 1, 0xFFFF);
    jpeg_mem_src(reader, job->in->bytes, (unsigned long)job->in->size);
}

static void read_exif(Job *job)
{
    for (jpeg_saved_marker_ptr marker = job->reader.marker_list; marker; marker = marker->next) {
        if (!ps_exif_is_marked(marker->data, marker->data_length)) continue;
        job->picture->has_exif = true;
        job->picture->orientation = ps_exif_orientation(marker->data, marker->data_length);
        return;
    }
}

/* To 1/8, 2/8, 4/8 and 8/8 libjpeg-turbo decodes with vector instructions: the next of them is
   sooner done than what lies before it. */
static void choose_scale(Job *job)
{
    struct jpeg_decompress_struct *reader = &job->reader;
    int width = job->picture->width, height = job->picture->height;
    const PsPicture *small = job->in->small;
    if (small && small->width > width) width = small->width;
    if (small && small->height > height) height = small->height;
    reader->scale_denom = 8;
    for (reader->scale_num = 1; reader->scale_num < 8; reader->scale_num *= 2) {
        jpeg_calc_output_dimensions(reader);
        if (reader->output_width >= (JDIMENSION)width &&
            reader->output_height >= (JDIMENSION)height)
            break;
    }
}

/* The second picture is averaged from the same rows. */
static void prepare_small(const Job *job)
{
    PsPicture *small = job->in->small;
    if (!small) return;
    *small = *job->picture;
    small->width = small->full_width < PS_DESCRIBE_SIDE ? small->full_width : PS_DESCRIBE_SIDE;
    small->height = small->full_height < PS_DESCRIBE_SIDE ? small->full_height : PS_DESCRIBE_SIDE;
    size_t bytes = (size_t)small->width * (size_t)small->height * 3;
    small->pixels = ps_alloc(bytes);
    memset(small->pixels, 0x80, bytes); /* as ps_picture_prepare */
}

/* libjpeg gives CMYK as stored; Adobe's programs store it inverted. */
static void cmyk_to_rgb(unsigned char *row, JDIMENSION width, bool inverted)
{
    const unsigned char *from = row;
    for (JDIMENSION x = 0; x < width; x++, from += 4, row += 3) {
        unsigned flip = inverted ? 0 : 255, key = from[3] ^ flip;
        for (int c = 0; c < 3; c++) row[c] = (unsigned char)(((from[c] ^ flip) * key + 127) / 255);
    }
}

/* libjpeg-turbo writes a row that begins at a multiple of 32 bytes past the cache, from where it
   would have to come back at once: ours does not begin there. */
static JSAMPROW new_row(struct jpeg_decompress_struct *reader)
{
    JDIMENSION size = reader->output_width * (JDIMENSION)reader->output_components;
    return *reader->mem->alloc_sarray((j_common_ptr)reader, JPOOL_IMAGE, size + 1, 1) + 1;
}

static void read_rows(Job *job)
{
    struct jpeg_decompress_struct *reader = &job->reader;
    int width = (int)reader->output_width, height = (int)reader->output_height;
    bool cmyk = reader->out_color_space == JCS_CMYK;
    JSAMPROW row = new_row(reader), before = new_row(reader); /* is needed beside the next */
    ps_shrink_start(&job->shrink, width, height, job->picture);
    if (job->in->small) ps_shrink_start(&job->small, width, height, job->in->small);
    while (reader->output_scanline < reader->output_height) {
        jpeg_read_scanlines(reader, &row, 1);
        if (cmyk) cmyk_to_rgb(row, reader->output_width, reader->saw_Adobe_marker);
        ps_shrink_row(&job->shrink, row);
        if (job->in->small) ps_shrink_row(&job->small, row);
        JSAMPROW next = before;
        before = row;
        row = next;
    }
}

static bool guarded(Job *job)
{
    if (setjmp(job->landing)) return false;
    open_reader(job);
    struct jpeg_decompress_struct *reader = &job->reader;
    jpeg_read_header(reader, TRUE);
    if (!ps_picture_allowed(job->in, reader->image_width, reader->image_height, job->error)) {
        return false;
    }
    if (job->in->part && job->faults.num_warnings > 0) {
        return ps_picture_refuse(job->in, job->error, "the header goes on");
    }
    job->faults.num_warnings = 0; /* rubbish between header segments costs no pixel */
    read_exif(job);
    if (job->in->header) {
        job->picture->full_width = (int)reader->image_width;
        job->picture->full_height = (int)reader->image_height;
        return true;
    }
    bool cmyk = reader->jpeg_color_space == JCS_CMYK || reader->jpeg_color_space == JCS_YCCK;
    reader->out_color_space = cmyk ? JCS_CMYK : JCS_RGB;
    ps_picture_prepare(job->picture, (int)reader->image_width, (int)reader->image_height,
                       job->in->target);
    prepare_small(job);
    choose_scale(job);
    jpeg_start_decompress(reader);
    read_rows(job);
    return true;
}

bool ps_jpeg_decode(const PsEncoded *in, PsPicture *picture, PsError *error)
{
    Job job = {.in = in, .picture = picture, .error = error};
    bool whole = guarded(&job);
    bool some = job.shrink.row > 0; /* a fault below the first row leaves a picture to show */
    picture->damaged = !whole || job.faults.num_warnings > 0;
    ps_shrink_end(&job.shrink);
    ps_shrink_end(&job.small);
    jpeg_destroy_decompress(&job.reader);
    return whole || some;
}
