/* Numbers that look random and are the same everywhere. */
#ifndef PS_BASE_RANDOM_H
#define PS_BASE_RANDOM_H

#include <stdint.h>

/* The finaliser of splitmix64 (Steele, Lea and Flood 2014): mixes all bits. */
static inline uint64_t ps_mix64(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* splitmix64: the next number of the stream. */
static inline uint64_t ps_splitmix64(uint64_t *state)
{
    return ps_mix64(*state += UINT64_C(0x9e3779b97f4a7c15));
}

#endif
