/* From the entries of a data.yaml (or none) to the pictures of the set. */
#ifndef PS_READ_YOLO_ENTRIES_H
#define PS_READ_YOLO_ENTRIES_H

#include "read/text/yolo_set.h"

/* Adds the pictures of the split that was asked for. */
bool ps_yolo_add_entries(PsYoloSet *set, PsError *error);

/* Adds one picture, with its label. `only_labelled`: not if another part of the set labels it. */
void ps_yolo_add_image(PsYoloSet *set, const char *path, PsFound picture, bool only_labelled);

#endif
