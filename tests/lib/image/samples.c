/* Pictures made for tests; see samples.h. Written with the libraries' own encoders, whole rows at
   a time, so that a test does not lean on the code it tests. */
#include "lib/image/samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>
#include <webp/encode.h>

static const struct {
    char name;
    unsigned char rgb[3];
} colours[] = {{'R', {255, 0, 0}}, {'G', {0, 255, 0}}, {'B', {0, 0, 255}}, {'W', {255, 255, 255}}};

static int quarter(int x, int y, int width, int height)
{
    return (2 * y >= height ? 2 : 0) + (2 * x >= width ? 1 : 0);
}

char sample_colour_of(const unsigned char *rgb)
{
    for (int i = 0; i < 4; i++) {
        int far = 0;
        for (int c = 0; c < 3; c++) far += abs(rgb[c] - colours[i].rgb[c]);
        if (far < 60) return colours[i].name;
    }
    return '?';
}

void sample_word(const unsigned char *rgb, int width, int height, char word[5])
{
    for (int i = 0; i < 4; i++) {
        int x = width * (i % 2 ? 3 : 1) / 4, y = height * (i / 2 ? 3 : 1) / 4;
        word[i] = sample_colour_of(rgb + ((size_t)y * (size_t)width + (size_t)x) * 3);
    }
    word[4] = '\0';
}

static unsigned char *paint(int width, int height)
{
    unsigned char *rgb = malloc((size_t)width * (size_t)height * 3), *at = rgb;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++, at += 3) {
            memcpy(at, colours[quarter(x, y, width, height)].rgb, 3);
        }
    }
    return rgb;
}

int sample_exif(unsigned char block[32], int orientation, bool big_endian)
{
    static const unsigned char little[32] = "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01";
    static const unsigned char big[32] = "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01";
    memcpy(block, big_endian ? big : little, 32);
    block[big_endian ? 25 : 24] = (unsigned char)orientation;
    return 32;
}

/* A row in the components of the file, from RGB. */
static void to_components(unsigned char *row, const unsigned char *rgb, const SampleJpeg *wanted)
{
    for (int x = 0; x < wanted->width; x++, rgb += 3) {
        if (wanted->components == 1) {
            *row++ = (unsigned char)((rgb[0] + 2 * rgb[1] + rgb[2]) / 4);
            continue;
        }
        for (int c = 0; c < 3; c++) {
            *row++ = (unsigned char)(wanted->plain_cmyk ? 255 - rgb[c] : rgb[c]);
        }
        if (wanted->components == 4) *row++ = wanted->plain_cmyk ? 0 : 255;
    }
}

static void set_up(struct jpeg_compress_struct *writer, const SampleJpeg *wanted)
{
    writer->image_width = (JDIMENSION)wanted->width;
    writer->image_height = (JDIMENSION)wanted->height;
    writer->input_components = wanted->components;
    writer->in_color_space = wanted->components == 1   ? JCS_GRAYSCALE
                             : wanted->components == 4 ? JCS_CMYK
                                                       : JCS_RGB;
    jpeg_set_defaults(writer);
    jpeg_set_quality(writer, 95, TRUE);
    if (wanted->plain_cmyk) writer->write_Adobe_marker = FALSE;
    if (wanted->progressive) jpeg_simple_progression(writer);
}

static void write_markers(struct jpeg_compress_struct *writer, const SampleJpeg *wanted)
{
    unsigned char exif[32];
    if (wanted->orientation) {
        int size = sample_exif(exif, wanted->orientation, wanted->big_endian);
        jpeg_write_marker(writer, JPEG_APP0 + 1, exif, (unsigned)size);
    }
    if (wanted->comment) {
        jpeg_write_marker(writer, JPEG_COM, (const JOCTET *)wanted->comment,
                          (unsigned)strlen(wanted->comment));
    }
}

PsBytes sample_jpeg(SampleJpeg wanted)
{
    struct jpeg_compress_struct writer;
    struct jpeg_error_mgr faults;
    unsigned char *out = NULL;
    unsigned long size = 0;
    if (!wanted.components) wanted.components = 3;
    writer.err = jpeg_std_error(&faults);
    jpeg_create_compress(&writer);
    jpeg_mem_dest(&writer, &out, &size);
    set_up(&writer, &wanted);
    jpeg_start_compress(&writer, TRUE);
    write_markers(&writer, &wanted);
    unsigned char *rgb = paint(wanted.width, wanted.height);
    unsigned char *row = malloc((size_t)wanted.width * 4);
    for (int y = 0; y < wanted.height; y++) {
        to_components(row, rgb + (size_t)y * (size_t)wanted.width * 3, &wanted);
        jpeg_write_scanlines(&writer, &row, 1);
    }
    jpeg_finish_compress(&writer);
    jpeg_destroy_compress(&writer);
    free(row);
    free(rgb);
    return (PsBytes){(char *)out, size};
}

static void append(png_structp writer, png_bytep bytes, size_t length)
{
    PsBytes *out = png_get_io_ptr(writer);
    out->data = realloc(out->data, out->size + length);
    memcpy(out->data + out->size, bytes, length);
    out->size += length;
}

static void flush(png_structp writer)
{
    (void)writer;
}

/* 16-bit samples repeat their byte: 0x12 becomes 0x1212, which is the same brightness. */
static unsigned char *put_sample(unsigned char *to, int value, int depth)
{
    *to++ = (unsigned char)value;
    if (depth == 16) *to++ = (unsigned char)value;
    return to;
}

static void png_row(unsigned char *row, int y, const SamplePng *wanted)
{
    memset(row, 0, (size_t)wanted->width * 8);
    for (int x = 0; x < wanted->width; x++) {
        int index = quarter(x, y, wanted->width, wanted->height);
        if (wanted->colour_type == PNG_COLOR_TYPE_PALETTE) {
            *row++ = (unsigned char)index;
        } else if (wanted->depth < 8) { /* one bit: white below, black above */
            row[x / 8] |= (unsigned char)((index >= 2) << (7 - x % 8));
        } else {
            bool grey = !(wanted->colour_type & PNG_COLOR_MASK_COLOR);
            for (int c = 0; c < (grey ? 1 : 3); c++) {
                row = put_sample(row, colours[index].rgb[c], wanted->depth);
            }
            if (wanted->colour_type & PNG_COLOR_MASK_ALPHA) {
                row = put_sample(row, wanted->alpha, wanted->depth);
            }
        }
    }
}

/* The palette of the four colours; the third one, blue, is see-through. */
static void write_palette(png_structp writer, png_infop info)
{
    png_color palette[4];
    png_byte alpha[3] = {255, 255, 0};
    for (int i = 0; i < 4; i++) memcpy(&palette[i], colours[i].rgb, 3);
    png_set_PLTE(writer, info, palette, 4);
    png_set_tRNS(writer, info, alpha, 3, NULL);
}

PsBytes sample_png(SamplePng wanted)
{
    PsBytes out = {0};
    if (!wanted.depth) wanted.depth = 8;
    png_structp writer = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(writer);
    png_set_write_fn(writer, &out, append, flush);
    png_set_IHDR(writer, info, (png_uint_32)wanted.width, (png_uint_32)wanted.height, wanted.depth,
                 wanted.colour_type, wanted.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (wanted.colour_type == PNG_COLOR_TYPE_PALETTE) write_palette(writer, info);
    unsigned char exif[32], *row = malloc((size_t)wanted.width * 8);
    if (wanted.orientation) {
        int size = sample_exif(exif, wanted.orientation, false);
        png_set_eXIf_1(writer, info, (png_uint_32)size - 6, exif + 6);
    }
    png_write_info(writer, info);
    int passes = png_set_interlace_handling(writer);
    for (int i = 0; i < passes * wanted.height; i++) {
        png_row(row, i % wanted.height, &wanted);
        png_write_row(writer, row);
    }
    png_write_end(writer, info);
    png_destroy_write_struct(&writer, &info);
    free(row);
    return out;
}

PsBytes sample_webp(int width, int height, bool lossless, int alpha)
{
    unsigned char *rgb = paint(width, height), *out = NULL;
    unsigned char *rgba = malloc((size_t)width * (size_t)height * 4);
    for (size_t i = 0; i < (size_t)width * (size_t)height; i++) {
        memcpy(rgba + 4 * i, rgb + 3 * i, 3);
        rgba[4 * i + 3] = (unsigned char)alpha;
    }
    size_t size = lossless ? WebPEncodeLosslessRGBA(rgba, width, height, width * 4, &out)
                           : WebPEncodeRGBA(rgba, width, height, width * 4, 95, &out);
    PsBytes bytes = {malloc(size), size};
    memcpy(bytes.data, out, size);
    WebPFree(out);
    free(rgba);
    free(rgb);
    return bytes;
}
