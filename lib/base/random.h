/* Numbers that look random and are the same everywhere. */
#ifndef PS_BASE_RANDOM_H
#define PS_BASE_RANDOM_H

#include <stdint.h>

/* The finaliser of splitmix64 (Steele, Lea and Flood 2014): mixes all bits. */
uint64_t ps_mix64(uint64_t x);

/* splitmix64: the next number of the stream. */
uint64_t ps_splitmix64(uint64_t *state);

#endif
