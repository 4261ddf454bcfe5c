/* What a picture looks like, of a square of it: colours and light in describe_lab.c, edges and
   texture in describe_grey.c, what needs every pixel in describe_fine.c. */
#include "image/describe.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = PS_DESCRIBE_SIDE };

void ps_root_shares(float *bins, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++) sum += bins[i];
    for (int i = 0; i < count && sum > 0; i++) bins[i] = (float)sqrt(bins[i] / sum);
}

/* Draws a small picture out, linear between the centres of its pixels. */
static void enlarge(const PsPicture *from, PsPicture *to)
{
    for (int i = 0; i < to->width * to->height; i++) {
        double x = ((i % to->width) + 0.5) * from->width / to->width - 0.5;
        double y = ((i / to->width) + 0.5) * from->height / to->height - 0.5;
        if (x < 0) x = 0;
        if (y < 0) y = 0;
        int left = (int)x, top = (int)y;
        int right = left + 1 < from->width ? left + 1 : left;
        int bottom = top + 1 < from->height ? top + 1 : top;
        double u = x - left, v = y - top;
        for (int c = 0; c < 3; c++) {
            const unsigned char *p = from->pixels + c;
            double above = p[3 * (top * from->width + left)] * (1 - u) +
                           p[3 * (top * from->width + right)] * u;
            double below = p[3 * (bottom * from->width + left)] * (1 - u) +
                           p[3 * (bottom * from->width + right)] * u;
            to->pixels[3 * i + c] = (unsigned char)(above * (1 - v) + below * v + 0.5);
        }
    }
}

static void describe_square(const PsLookTables *tables, const PsPicture *square,
                            PsAppearance *appearance)
{
    enum { COLOURS = PS_COLOUR_SIDE, TEXTURES = PS_TEXTURE_SIDE };
    float *values = appearance->values;
    PsPicture colours, textures;
    PsGrey edges = {COLOURS, ps_alloc(COLOURS * COLOURS * sizeof(float))};
    PsGrey texture = {TEXTURES, ps_alloc(TEXTURES * TEXTURES * sizeof(float))};
    memset(appearance, 0, sizeof *appearance);
    ps_picture_shrink(square, COLOURS, COLOURS, &colours);
    ps_picture_shrink(square, TEXTURES, TEXTURES, &textures);
    ps_describe_colours(tables, &colours, values, &edges);
    ps_describe_edges(&edges, values + PS_LOOK_EDGES);
    ps_describe_light(tables, &textures, values, &texture);
    ps_describe_texture(&texture, values + PS_LOOK_TEXTURE);
    ps_describe_fine(tables, square, appearance);
    free(edges.values);
    free(texture.values);
    ps_picture_free(&colours);
    ps_picture_free(&textures);
}

/* As a square; its proportions are not kept. */
void ps_describe_small(const PsLookTables *tables, const PsPicture *small, PsAppearance *appearance)
{
    if (small->width == SIDE && small->height == SIDE) {
        describe_square(tables, small, appearance);
        return;
    }
    PsPicture square = {.pixels = ps_alloc((size_t)SIDE * SIDE * 3), .width = SIDE, .height = SIDE};
    enlarge(small, &square);
    describe_square(tables, &square, appearance);
    ps_picture_free(&square);
}

void ps_describe(const PsLookTables *tables, const PsPicture *picture, PsAppearance *appearance)
{
    PsPicture small;
    int width = picture->width < SIDE ? picture->width : SIDE;
    int height = picture->height < SIDE ? picture->height : SIDE;
    ps_picture_shrink(picture, width, height, &small);
    ps_describe_small(tables, &small, appearance);
    ps_picture_free(&small);
}

void ps_picture_describe(const PsPicture *picture, PsAppearance *appearance)
{
    PsLookTables *tables = ps_look_tables_new();
    ps_describe(tables, picture, appearance);
    ps_look_tables_free(tables);
}
