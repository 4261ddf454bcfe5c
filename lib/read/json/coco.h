/* COCO: ground truth as one JSON object, results as one JSON array of detections. */
#ifndef PS_READ_COCO_H
#define PS_READ_COCO_H

#include "read/formats.h"
#include "read/json/coco_set.h"

bool ps_coco_recognise(const PsSource *source);
bool ps_coco_read(const PsSource *source, PsTruthBuilder *builder, PsError *error);
/* The same for one of several files, which was entered in the set. */
bool ps_coco_read_part(const PsSource *source, PsCocoSet *set, PsError *error);
bool ps_coco_results_read(const PsSource *source, PsResultBuilder *builder, PsError *error);

#endif
