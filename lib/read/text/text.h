/* Folders of plain text, as common mAP scripts use them: a file for each image with "name x1 y1 x2
   y2", or with "name score x1 y1 x2 y2" as predictions; and the VOC devkit's, a file for each class
   with "image score x1 y1 x2 y2". */
#ifndef PS_READ_TEXT_H
#define PS_READ_TEXT_H

#include "read/formats.h"

const char *ps_text_recognise(PsSource *source);
bool ps_text_read(PsSource *source, PsTruthBuilder *builder, PsError *error);

const char *ps_text_results_recognise(PsSource *source);
bool ps_text_results_read(PsSource *source, PsResultBuilder *builder, PsError *error);

const char *ps_voc_text_recognise(PsSource *source);
bool ps_voc_text_read(PsSource *source, PsResultBuilder *builder, PsError *error);

/* For names of formats that only say how another is to be read. */
const char *ps_text_only_asked(PsSource *source);

#endif
