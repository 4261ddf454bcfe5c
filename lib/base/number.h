/* Numbers to and from text, always as in the C locale, and sums that do not depend on luck. */
#ifndef PS_BASE_NUMBER_H
#define PS_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The shortest text that reads back to the same double ("0.1", "1e+30", "-0" as "0"); returns its
   length. NaN and infinities give "null". `text` holds at least 32 bytes. */
int ps_number_text(double value, char text[32]);

/* Reads the whole text as a finite decimal number; spaces around it are allowed. */
bool ps_number_parse(const char *text, double *value);

/* Reads the whole text as an integer. */
bool ps_integer_parse(const char *text, int64_t *value);

/* The sum as numpy's add.reduce gives it: buffers of 8192 one after the other, each summed in
   halves down to blocks of up to 128 with eight accumulators. Means taken from it equal the public
   evaluator's to the last bit. */
double ps_pairwise_sum(const double *values, size_t count);

#endif
