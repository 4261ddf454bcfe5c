/* Pascal VOC: one XML file an image; as predictions with a score in every object. */
#ifndef PS_READ_VOC_H
#define PS_READ_VOC_H

#include "read/formats.h"

const char *ps_voc_recognise(PsSource *source);
bool ps_voc_read(PsSource *source, PsTruthBuilder *builder, PsError *error);
bool ps_voc_results_read(PsSource *source, PsResultBuilder *builder, PsError *error);

#endif
