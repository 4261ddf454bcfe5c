/* What a format is to the rest of the program. */
#ifndef PS_READ_FORMATS_H
#define PS_READ_FORMATS_H

#include "read/builder.h"

/* A file's bytes; data[size] is 0. */
typedef struct PsSource {
    const char *path, *data;
    size_t size;
} PsSource;

/* Could the source be in this format? Looks at its start and name only. */
typedef bool (*PsRecognise)(const PsSource *source);

/* Adds what the source holds to the builder. */
typedef bool (*PsReadTruth)(const PsSource *source, PsTruthBuilder *builder, PsError *error);
typedef bool (*PsReadResults)(const PsSource *source, PsResultBuilder *builder, PsError *error);

#endif
