/* YOLO: one text file a picture, one line an object, in fractions of the picture's size. */
#ifndef PS_READ_YOLO_H
#define PS_READ_YOLO_H

#include "read/formats.h"

const char *ps_yolo_recognise(PsSource *source);
bool ps_yolo_read(PsSource *source, PsTruthBuilder *builder, PsError *error);

const char *ps_yolo_results_recognise(PsSource *source);
bool ps_yolo_results_read(PsSource *source, PsResultBuilder *builder, PsError *error);

#endif
