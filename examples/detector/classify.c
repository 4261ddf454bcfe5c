/* classify.c - softmax over a weighted sum of the features, their squares and products. */
#include "classify.h"

#include <math.h>

const char *class_name(enum part_class c)
{
    static const char *const names[PART_CLASSES] = {
        [PART_BOLT] = "bolt",       [PART_NUT] = "nut",         [PART_WASHER] = "washer",
        [PART_GEAR] = "gear",       [PART_BRACKET] = "bracket", [PART_SPRING] = "spring",
        [PART_BEARING] = "bearing",
    };
    return c < PART_CLASSES ? names[c] : "";
}

static void expand(const struct features *f, float term[TERMS])
{
    for (int i = 0; i < FEATURES; i++) {
        float z = (f->f[i] - class_weights.centre[i]) / class_weights.scale[i];
        z = fminf(fmaxf(z, -3.0f), 3.0f);
        term[i] = z;
    }
    for (int i = 0; i < FEATURES; i++) {
        term[FEATURES + i] = term[i] * term[i];
        term[2 * FEATURES + i] = term[i] * term[F_SIZE];
        term[3 * FEATURES + i] = term[i] * term[F_CENTRAL];
    }
    term[TERMS - 1] = 1.0f;
}

void classify(const struct features *f, float p[PART_OUTCOMES])
{
    /* flattened a little: the training blobs are tidier than what a new picture brings */
    static const float sharpness = 0.85f;
    float term[TERMS], best = -1e30f, sum = 0.0f;
    expand(f, term);
    for (int c = 0; c < PART_OUTCOMES; c++) {
        p[c] = 0.0f;
        for (int i = 0; i < TERMS; i++) p[c] += class_weights.w[c][i] * term[i];
        best = fmaxf(best, p[c]);
    }
    for (int c = 0; c < PART_OUTCOMES; c++) {
        p[c] = expf((p[c] - best) * sharpness);
        sum += p[c];
    }
    for (int c = 0; c < PART_OUTCOMES; c++) p[c] /= sum;
}
