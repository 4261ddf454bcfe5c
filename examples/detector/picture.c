/* picture.c - decodes a JPEG file to RGB with libjpeg. */
#include "picture.h"

#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

enum { MAX_SIDE = 8192 };

/* libjpeg reports fatal errors through a callback that must not return. */
struct failure {
    struct jpeg_error_mgr base;
    jmp_buf back;
    const char *path;
};

static void complain(j_common_ptr info)
{
    const struct failure *f = (const struct failure *)info->err;
    char text[JMSG_LENGTH_MAX];
    info->err->format_message(info, text);
    fprintf(stderr, "detector: %s: %s\n", f->path, text);
}

static void fail(j_common_ptr info)
{
    struct failure *f = (struct failure *)info->err;
    complain(info);
    longjmp(f->back, 1);
}

static int read_rows(struct jpeg_decompress_struct *info, struct picture *p)
{
    while (info->output_scanline < info->output_height) {
        JSAMPROW row = p->rgb + (size_t)info->output_scanline * (size_t)p->w * 3;
        if (jpeg_read_scanlines(info, &row, 1) != 1) return -1;
    }
    return 0;
}

static int begin(struct jpeg_decompress_struct *info, struct picture *p, const char *path)
{
    jpeg_read_header(info, TRUE);
    if (info->image_width > MAX_SIDE || info->image_height > MAX_SIDE) {
        fprintf(stderr, "detector: %s: picture too large\n", path);
        return -1;
    }
    info->out_color_space = JCS_RGB;
    jpeg_start_decompress(info);
    p->w = (int)info->output_width;
    p->h = (int)info->output_height;
    p->rgb = malloc((size_t)p->w * (size_t)p->h * 3);
    if (!p->rgb) fprintf(stderr, "detector: %s: out of memory\n", path);
    return p->rgb ? 0 : -1;
}

static int decode(FILE *file, struct picture *p, const char *path)
{
    struct jpeg_decompress_struct info;
    struct failure f;
    info.err = jpeg_std_error(&f.base);
    f.base.error_exit = fail;
    f.base.output_message = complain;
    f.path = path;
    if (setjmp(f.back)) {
        jpeg_destroy_decompress(&info);
        return -1;
    }
    jpeg_create_decompress(&info);
    jpeg_stdio_src(&info, file);
    int bad = begin(&info, p, path) || read_rows(&info, p);
    if (!bad) jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return bad ? -1 : 0;
}

int picture_load(struct picture *p, const char *path)
{
    memset(p, 0, sizeof *p);
    FILE *file = fopen(path, "rb");
    if (!file) {
        fprintf(stderr, "detector: cannot open %s: %s\n", path, strerror(errno));
        return -1;
    }
    int bad = decode(file, p, path);
    fclose(file);
    if (bad) picture_free(p);
    return bad;
}

void picture_free(struct picture *p)
{
    free(p->rgb);
    memset(p, 0, sizeof *p);
}
