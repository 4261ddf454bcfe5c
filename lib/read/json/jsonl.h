/* JSON Lines: one document a line, each a detection or an image with its list of detections. */
#ifndef PS_READ_JSONL_H
#define PS_READ_JSONL_H

#include "read/formats.h"

const char *ps_jsonl_recognise(PsSource *source);
bool ps_jsonl_results_read(PsSource *source, PsResultBuilder *builder, PsError *error);

#endif
