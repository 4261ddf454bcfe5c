/* LabelMe: one JSON file a picture, with shapes in pixels. */
#ifndef PS_READ_LABELME_H
#define PS_READ_LABELME_H

#include "read/formats.h"

const char *ps_labelme_recognise(PsSource *source);
bool ps_labelme_read(PsSource *source, PsTruthBuilder *builder, PsError *error);

#endif
