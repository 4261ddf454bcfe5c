/* The one thing wanted from EXIF: which way up the picture is. */
#ifndef PS_IMAGE_EXIF_H
#define PS_IMAGE_EXIF_H

#include <stdbool.h>
#include <stddef.h>

/* Orientation 1..8 from an EXIF block, with or without its "Exif\0\0" in front; 1 if it has none
   or is not well-formed. Never reads outside [block, block + size). */
int ps_exif_orientation(const unsigned char *block, size_t size);

/* True if the block starts with "Exif\0\0", as in a JPEG's APP1. */
bool ps_exif_is_marked(const unsigned char *block, size_t size);

#endif
