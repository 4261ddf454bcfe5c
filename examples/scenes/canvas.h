/* canvas.h - the picture under construction: linear light, interleaved RGB floats. */
#ifndef SCENES_CANVAS_H
#define SCENES_CANVAS_H

#include "maths.h"

enum { SCENE_W = 640, SCENE_H = 480 };

struct canvas {
    float *px;  /* SCENE_W * SCENE_H * 3 */
    float *tmp; /* same size, scratch for the blur */
    unsigned char *bytes;
};

static inline float *canvas_at(const struct canvas *c, int x, int y)
{
    return c->px + ((long)y * SCENE_W + x) * 3;
}

int canvas_init(struct canvas *c);
void canvas_free(struct canvas *c);

/* Blurs with Hann kernels of half-widths rx and ry (values below 1 leave the picture alone). */
void canvas_blur(struct canvas *c, float rx, float ry);

#endif
