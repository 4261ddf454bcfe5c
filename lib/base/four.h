/* Four floats at once, two doubles at once; gcc and clang make the same of them. */
#ifndef PS_BASE_FOUR_H
#define PS_BASE_FOUR_H

#include <stdint.h>
#include <string.h>

typedef float PsFour __attribute__((vector_size(16)));
typedef double PsPair __attribute__((vector_size(16)));
typedef int32_t PsMask __attribute__((vector_size(16)));

/* Elements of a (0 to 3) and of b (4 to 7), by constant numbers. */
#ifdef __clang__
#define PS_SHUFFLE(a, b, i, j, k, l) __builtin_shufflevector(a, b, i, j, k, l)
#else
#define PS_SHUFFLE(a, b, i, j, k, l) __builtin_shuffle(a, b, (PsMask){i, j, k, l})
#endif

static inline PsFour ps_four(const float *at)
{
    PsFour four;
    memcpy(&four, at, sizeof four);
    return four;
}

#endif
