/* style.h - everything that is chosen once per picture: belt, light and camera. */
#ifndef SCENES_STYLE_H
#define SCENES_STYLE_H

#include "canvas.h"

enum belt_kind { BELT_PLAIN, BELT_WEAVE, BELT_RIBS, BELT_DIAMOND, BELT_LINKS, BELT_KINDS };

struct style {
    /* belt */
    enum belt_kind belt;
    struct rgb belt_rgb;
    float period, depth, grain, wear;
    float belt_cos, belt_sin;
    float rail_top, rail_bottom; /* heights in pixels, 0 for none */
    float seam;                  /* x of a belt joint, negative for none */
    uint32_t seed;
    /* light */
    float lx, ly, lz; /* unit vector towards the lamp */
    float exposure, grad_x, grad_y, vignette;
    float band_pos, band_width, band_dark; /* soft shadow of something above the belt */
    float glare_x, glare_y, glare;
    struct rgb tint;
    float shadow; /* 0 soft overcast .. 1 hard lamp */
    /* camera */
    float blur_x, blur_y, noise, squash;
    int quality;
};

struct style style_pick(struct rng *g);

void belt_paint(struct canvas *c, const struct style *s);

/* Lights, blurs, adds sensor noise and fills c->bytes. */
void camera_expose(struct canvas *c, const struct style *s, struct rng *g);

#endif
