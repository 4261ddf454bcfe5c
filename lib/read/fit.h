/* Do predictions fit their ground truth? Boxes in another layout and classes under other numbers
   read without a fault and give a wrong figure: what they overlap gives them away. */
#ifndef PS_READ_FIT_H
#define PS_READ_FIT_H

#include "read/builder.h"

/* Looks at up to 4,000 detections, evenly picked, and adds what it finds to the issues:
   boxes-fit-as-corners, boxes-fit-as-centres, boxes-overlap-nothing, classes-look-exchanged. */
void ps_fit_check(PsResultBuilder *builder);

/* Of the detections that overlap an object by half or more, each weighted by its score (the many of
   low score say little): how many share its class, and how many would if every class were the one
   `shift` places further in the ground truth. */
typedef struct PsFitShift {
    double overlapping, as_is, shifted;
    int shifted_boxes; /* number behind `shifted` */
} PsFitShift;
PsFitShift ps_fit_shift(const PsResultBuilder *builder, int shift);

#endif
