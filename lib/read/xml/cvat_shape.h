/* Shapes of a CVAT image as upright boxes. */
#ifndef PS_READ_CVAT_SHAPE_H
#define PS_READ_CVAT_SHAPE_H

#include "read/xml/xml.h"

typedef struct PsCvatShape {
    bool taken;       /* false: a shape that is no box, and it was said */
    const char *kind; /* "box", "polygon" */
    const char *label;
    PsBox box;
} PsCvatShape;

/* False and *error if a box lacks a coordinate or has one that is no number. */
bool ps_cvat_shape(const xmlNode *node, const PsPlace *place, PsIssueList *issues,
                   PsCvatShape *shape, PsError *error);

#endif
