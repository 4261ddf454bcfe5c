/* clutter.h - marks on the belt that are not objects: stains, scratches and specks. */
#ifndef SCENES_CLUTTER_H
#define SCENES_CLUTTER_H

#include "canvas.h"

void clutter_marks(struct canvas *c, struct rng *g);

#endif
