/* patch.h - one part rasterised: coverage, height and shade on its own small grid. */
#ifndef SCENES_PATCH_H
#define SCENES_PATCH_H

#include "shapes.h"
#include "style.h"

struct patch {
    int x0, y0, w, h;
    float *dist;   /* distance to the outline in pixels */
    float *height; /* in pixels */
    float *shade;
    float *seen; /* coverage still visible; later parts reduce it */
    float full;  /* coverage of the whole part, also outside the picture */
};

int patch_init(struct patch *q, const struct part *p);
void patch_free(struct patch *q);

/* Draws shadow and surface onto the canvas. */
void patch_shadow(const struct patch *q, const struct part *p, const struct style *s,
                  struct canvas *c);
void patch_surface(const struct patch *q, const struct part *p, const struct style *s,
                   struct canvas *c);

/* Takes away from "under" what "over" now hides. */
void patch_hide(struct patch *under, const struct patch *over);

#endif
