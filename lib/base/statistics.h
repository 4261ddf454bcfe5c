/* Statistics that more than one shelf needs. */
#ifndef PS_BASE_STATISTICS_H
#define PS_BASE_STATISTICS_H

/* q[i] of p[i] (Benjamini and Hochberg 1995): the least false discovery rate at which i is found.
   Of p that is NaN q is NaN, and it is not counted among the tests. */
void ps_false_discovery(const double *p, int count, double *q);

/* Swaps values until those that percentiles low <= high are read from are where they are in ascending
   order: ps_percentile then gives what it gives of ascending values. No NaN. */
void ps_percentiles_place(double *values, int count, double low, double high);

/* Percentile q (0 to 1) of ascending values, linear between neighbours as numpy's default. */
double ps_percentile(const double *sorted, int count, double q);

#endif
