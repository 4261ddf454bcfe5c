/* Pixels to JPEG, by libjpeg, which needs a sixth of stb's time for as many bytes of the same
   quality: there is one thumbnail an image, and writing it must cost less than reading the
   picture. */
#include "proofsheet.h"

#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

/* All that can fail is memory: no picture is larger than a JPEG can be. */
static void give_up(j_common_ptr writer)
{
    writer->err->output_message(writer);
    abort();
}

static void write_rows(struct jpeg_compress_struct *writer, const PsPicture *picture)
{
    size_t stride = (size_t)picture->width * 3;
    while (writer->next_scanline < writer->image_height) {
        JSAMPROW row = picture->pixels + writer->next_scanline * stride;
        jpeg_write_scanlines(writer, &row, 1);
    }
}

unsigned char *ps_picture_jpeg(const PsPicture *picture, int quality, size_t *size)
{
    struct jpeg_compress_struct writer;
    struct jpeg_error_mgr faults;
    unsigned char *bytes = NULL;
    unsigned long length = 0;
    writer.err = jpeg_std_error(&faults);
    faults.error_exit = give_up;
    jpeg_create_compress(&writer);
    jpeg_mem_dest(&writer, &bytes, &length);
    writer.image_width = (JDIMENSION)picture->width;
    writer.image_height = (JDIMENSION)picture->height;
    writer.input_components = 3;
    writer.in_color_space = JCS_RGB;
    jpeg_set_defaults(&writer);
    jpeg_set_quality(&writer, quality, TRUE);
    jpeg_start_compress(&writer, TRUE);
    write_rows(&writer, picture);
    jpeg_finish_compress(&writer);
    jpeg_destroy_compress(&writer);
    *size = length;
    return bytes;
}
