/* The health of data: what can be told only when all of it is there. */
#ifndef PS_READ_HEALTH_H
#define PS_READ_HEALTH_H

#include "read/issue.h"

/* Adds what is odd about the labels to the issues: objects that stand there twice, labels that
   clash; and to the notes: boxes of under two pixels, images and classes without objects. The
   dataset is complete but for these. */
void ps_health_of_labels(const PsDataset *dataset, PsIssueList *issues, PsIssueList *notes);

/* The same for detections: such as stand there twice; images without any. */
void ps_health_of_detections(const PsPredictions *predictions, PsIssueList *notes);

#endif
