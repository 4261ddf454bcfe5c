/* Numbers of JSON text, read without cJSON where that is certain to give the same. All take text
   that ends in a zero byte. */
#ifndef PS_READ_JSON_NUMBER_H
#define PS_READ_JSON_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

typedef struct PsJsonNumber {
    bool plain;    /* `value` is the nearest double; otherwise cJSON has to say */
    bool integral; /* a whole number of at most 18 digits without point or exponent: `whole` */
    double value;
    int64_t whole;
} PsJsonNumber;

/* Scans the number at `at` by JSON's grammar: its end, or NULL if there is none. Plain are numbers
   of up to 19 digits whose digits fit 53 bits and whose power of ten is at most 22: one exact
   product or quotient, hence the nearest double (Clinger 1990). */
const char *ps_json_scan_number(const char *at, PsJsonNumber *number);

/* An array of exactly four plain numbers: its end, or NULL if it is anything else. */
const char *ps_json_scan_box(const char *at, double values[4]);

/* The whole text from start to end as a whole number; false if it is anything else. */
bool ps_json_plain_integer(const char *start, const char *end, int64_t *value);

#endif
