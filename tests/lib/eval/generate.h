/* Small random scenes in which what is rare elsewhere is common: equal scores and IoUs, crowds,
   boxes without size, areas at the borders of the ranges, empty images, too many detections. */
#ifndef TESTS_EVAL_GENERATE_H
#define TESTS_EVAL_GENERATE_H

#include "support.h"

/* splitmix64: the next number of the sequence. */
uint64_t random_next(uint64_t *state);

/* The scene of this seed, always the same; free with scene_free. */
Scene *generate_scene(uint64_t seed);

#endif
