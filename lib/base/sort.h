/* Sorting by score: stable, so that ties keep the order of the input. */
#ifndef PS_BASE_SORT_H
#define PS_BASE_SORT_H

/* Fills order[0..count) with a permutation of `items` (or of 0..count-1 if items is NULL) in
   falling scores[item]; equal scores keep their order. Scores must not be NaN. */
void ps_sort_falling(const double *scores, const int *items, int count, int *order);

#endif
