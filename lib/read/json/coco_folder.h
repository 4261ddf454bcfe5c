/* A folder that holds COCO JSON among other files: what an annotation service exports
   (train/_annotations.coco.json), what COCO itself is laid out as (annotations/instances_*.json),
   or one JSON file. */
#ifndef PS_READ_COCO_FOLDER_H
#define PS_READ_COCO_FOLDER_H

#include "read/formats.h"

const char *ps_coco_folder_recognise(PsSource *source);
bool ps_coco_folder_read(PsSource *source, PsTruthBuilder *builder, PsError *error);

/* A folder with exactly one JSON file of results. */
const char *ps_coco_results_folder_recognise(PsSource *source);
bool ps_coco_results_folder_read(PsSource *source, PsResultBuilder *builder, PsError *error);

#endif
