/* Four floats at once, two doubles at once; gcc and clang make the same of them. */
#ifndef PS_BASE_FOUR_H
#define PS_BASE_FOUR_H

#include <stdint.h>
#include <string.h>

typedef float PsFour __attribute__((vector_size(16)));
typedef double PsPair __attribute__((vector_size(16)));
typedef int32_t PsMask __attribute__((vector_size(16)));

static inline PsFour ps_four(const float *at)
{
    PsFour four;
    memcpy(&four, at, sizeof four);
    return four;
}

#endif
