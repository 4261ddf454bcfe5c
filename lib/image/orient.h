/* Turning pixels upright. */
#ifndef PS_IMAGE_ORIENT_H
#define PS_IMAGE_ORIENT_H

#include "proofsheet.h"

/* True if picture->orientation turns the picture by a quarter. */
bool ps_picture_is_turned(const PsPicture *picture);

/* Applies picture->orientation to the pixels and swaps the sizes where it turns by a quarter. */
void ps_picture_orient(PsPicture *picture);

#endif
