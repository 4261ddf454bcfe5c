/* The one place where figures become text. Rounding is printf's, once; whoever shows a figure shows
   what stands here. */
#ifndef FORMAT_H
#define FORMAT_H

#include "base/arena.h"

/* Thousandths of a rate as shown, or UNDEFINED (-1) for NaN: 0.6797 -> 680. */
int shown_rate(double value);

/* Hundredths of a score, IoU or confidence as shown, or UNDEFINED (-1): 0.347 -> 35. */
int shown_hundredths(double value);

/* Whole per cent of part in whole; 0 for less than one per cent; UNDEFINED (-1) without whole. */
int shown_share(int part, int whole);

const char *rate_text(PsArena *arena, int thousandths);      /* "0.680", "–" */
const char *hundredths_text(PsArena *arena, int hundredths); /* "0.35", "–" */
const char *share_text(PsArena *arena, int share, int part); /* "89%", "<1%", "–" */
const char *count_text(PsArena *arena, long long count);     /* "2,082" */

/* A difference of rates in points, hundredths of the rate: 0.1537 -> "15.4"; "–" for NaN. */
const char *points_text(PsArena *arena, double difference);

/* A rate from 0 to 1 as whole per cent: "28%", "<1%", "–". */
const char *percent_text(PsArena *arena, double rate);

/* A p or q: "0.091", "<0.001" where three digits would say that there is no chance at all, "–". */
const char *chance_text(PsArena *arena, double chance);

/* A score with the digits that tell it from its neighbours: "0.3606". */
const char *score_text(PsArena *arena, double score);

/* "1 image", "2,082 images". */
const char *plural(PsArena *arena, long long count, const char *one, const char *many);

/* The least digits, two at least, that tell this confidence: "0.35", "0.345". */
const char *confidence_text(PsArena *arena, double confidence);

/* "+0.021": of two rates as they are shown, so that the three fit together; "–" without one. */
const char *change_text(PsArena *arena, int model, int baseline);

#endif
