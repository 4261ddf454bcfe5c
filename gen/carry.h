/* Which images keep their pictures, where a report is to hold only some. */
#ifndef CARRY_H
#define CARRY_H

#include "pictures.h"
#include "report.h"

typedef struct CarryOptions {
    int limit;          /* of each gallery, the first ones; 0: all */
    const char *folder; /* the report under construction */
    long long bytes; /* if above 0 and `limit` is 0: the highest limit that stays below is taken */
    const bool *needed; /* one an image: its files stay for another report; NULL: for none */
} CarryOptions;

/* Every gallery keeps the pictures of its first images, in the order in which it opens: all images,
   those of a cell, of a kind of error, of a card, of a cluster or slice, of the label review; and
   the examples keep theirs. The files of all others are removed, their items say so, and
   report->pictures_note says how many are left. Does nothing where nothing is to be left out. */
void carry_pictures(Report *report, Pictures *pictures, const CarryOptions *options);

#endif
