/* Boxes in CSV: with a header of our own choice ("csv"), and as Open Images has them. */
#ifndef PS_READ_CSV_BOXES_H
#define PS_READ_CSV_BOXES_H

#include "read/formats.h"

const char *ps_csv_recognise(PsSource *source);
bool ps_csv_read(PsSource *source, PsTruthBuilder *builder, PsError *error);
bool ps_csv_results_read(PsSource *source, PsResultBuilder *builder, PsError *error);

/* Open Images: fractions of the width and height of the picture. */
const char *ps_open_images_recognise(PsSource *source);
bool ps_open_images_read(PsSource *source, PsTruthBuilder *builder, PsError *error);
bool ps_open_images_results_read(PsSource *source, PsResultBuilder *builder, PsError *error);

#endif
