/* splitmix64; see random.h. */
#include "base/random.h"

static const uint64_t GOLDEN = UINT64_C(0x9e3779b97f4a7c15);

uint64_t ps_mix64(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

uint64_t ps_splitmix64(uint64_t *state)
{
    return ps_mix64(*state += GOLDEN);
}
