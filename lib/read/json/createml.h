/* Create ML: a list of pictures, each with a list of boxes around a centre, in pixels. */
#ifndef PS_READ_CREATEML_H
#define PS_READ_CREATEML_H

#include "read/formats.h"

const char *ps_createml_recognise(PsSource *source);
bool ps_createml_read(PsSource *source, PsTruthBuilder *builder, PsError *error);
bool ps_createml_results_read(PsSource *source, PsResultBuilder *builder, PsError *error);

#endif
