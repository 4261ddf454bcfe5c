/* scene.h - composes one picture and says where its objects are. */
#ifndef SCENES_SCENE_H
#define SCENES_SCENE_H

#include "patch.h"

enum { MAX_OBJECTS = 14, MAX_CLUTTER = 6, MAX_PARTS = MAX_OBJECTS + MAX_CLUTTER };

/* A labelled object: its visible extent in pixels. */
struct truth_box {
    enum kind kind;
    float x, y, w, h, area;
};

struct scene {
    int quality;
    int boxes;
    struct truth_box box[MAX_OBJECTS];
};

const char *scene_class_name(enum kind kind);

/* Paints picture number "index" of the set into c->bytes; 0 on success, -1 without memory. */
int scene_paint(struct canvas *c, uint64_t seed, int index, struct scene *out);

#endif
