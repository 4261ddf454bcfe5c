/* Numbers of checked JSON text, read without cJSON where that is certain to give the same. */
#ifndef PS_READ_JSON_NUMBER_H
#define PS_READ_JSON_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* The double of a number of up to 19 digits whose digits fit 53 bits and whose power of ten is at
   most 22: one exact product or quotient, hence the nearest double (Clinger 1990). False for any
   other number. */
bool ps_json_plain_number(const char *start, const char *end, double *value);

/* A whole number of up to 18 digits, exact. */
bool ps_json_plain_integer(const char *start, const char *end, int64_t *value);

/* An array of exactly four plain numbers. */
bool ps_json_plain_box(const char *start, const char *end, double values[4]);

#endif
