/* Roboflow inference: predictions of an image as an object, boxes around a centre in pixels. */
#ifndef PS_READ_ROBOFLOW_H
#define PS_READ_ROBOFLOW_H

#include "read/formats.h"

const char *ps_roboflow_recognise(PsSource *source);
bool ps_roboflow_results_read(PsSource *source, PsResultBuilder *builder, PsError *error);

#endif
