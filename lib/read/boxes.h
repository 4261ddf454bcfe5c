/* What every format checks about a box, and what the boxes of a file betray together. */
#ifndef PS_READ_BOXES_H
#define PS_READ_BOXES_H

#include "read/issue.h"

/* Counts over the boxes of a file, to tell mistaken layouts by. */
typedef struct PsBoxCounts {
    int sized;   /* boxes on pictures of known size */
    int over;    /* of these: reach over the right or lower edge */
    int corners; /* of these: would fit the picture if read as x1 y1 x2 y2 */
    int all;     /* boxes seen */
    int unit;    /* of all: lie within 0..1, as normalised boxes do */
} PsBoxCounts;

/* False, and an issue, if the box cannot be used: a negative size or beyond all bounds. A zero size
   is an issue, too, but the box stays. */
bool ps_box_usable(PsBox box, PsIssueList *issues, const PsPlace *place);

/* Compares the box with its picture and counts it; `edges`: reaching over an edge is an issue. */
void ps_box_compare(PsBoxCounts *counts, PsBox box, const PsImage *image, bool edges,
                    PsIssueList *issues, const PsPlace *place);

/* Hints drawn from all boxes of the file. */
void ps_box_hints(const PsBoxCounts *counts, PsIssueList *issues);

#endif
