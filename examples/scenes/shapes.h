/* shapes.h - the parts and the unlabelled clutter as distance fields with a height map. */
#ifndef SCENES_SHAPES_H
#define SCENES_SHAPES_H

#include "maths.h"

/* The first KIND_CLASSES kinds are object classes; the others are clutter without a label. */
enum kind {
    KIND_BOLT,
    KIND_NUT,
    KIND_WASHER,
    KIND_GEAR,
    KIND_BRACKET,
    KIND_SPRING,
    KIND_BEARING,
    KIND_CLASSES,
    KIND_FLAKE = KIND_CLASSES,
    KIND_SWARF,
    KIND_PLUG,
    KIND_LABEL
};

struct part {
    enum kind kind;
    float cx, cy, r; /* centre and half length in pixels */
    float cs, sn;    /* rotation */
    float squash;    /* camera foreshortening of y */
    float v[6];      /* proportions; their meaning belongs to the kind */
    struct rgb albedo;
    float gloss, rust, lift;
    uint32_t seed;
};

/* What the shape is at one point, lengths in units of the half length r. */
struct surf {
    float d;     /* distance to the outline, negative inside */
    float h;     /* height above the belt */
    float shade; /* multiplies the surface colour */
};

/* Draws the proportions of a part whose kind is already set. */
void shape_pick(struct part *p, struct rng *g);

struct surf shape_at(const struct part *p, float x, float y);

/* The shapes of the unlabelled kinds; shape_at() calls it. */
struct surf clutter_shape(const struct part *p, float x, float y);

#endif
