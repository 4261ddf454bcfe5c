/* What a format is to the rest of the program. */
#ifndef PS_READ_FORMATS_H
#define PS_READ_FORMATS_H

#include "read/builder.h"
#include "read/source.h"

/* NULL if the source is in this format, else why not, in a few words ("no labels in txt files").
   Looks at names and a little content; it must be choosy, for another format may fit as well. */
typedef const char *(*PsRecognise)(PsSource *source);

/* Adds what the source holds to the builder. */
typedef bool (*PsReadTruth)(PsSource *source, PsTruthBuilder *builder, PsError *error);
typedef bool (*PsReadResults)(PsSource *source, PsResultBuilder *builder, PsError *error);

#endif
