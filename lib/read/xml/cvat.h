/* CVAT for images 1.1: one XML with all images, their boxes as attributes. */
#ifndef PS_READ_CVAT_H
#define PS_READ_CVAT_H

#include "read/formats.h"

const char *ps_cvat_recognise(PsSource *source);
bool ps_cvat_read(PsSource *source, PsTruthBuilder *builder, PsError *error);

#endif
