/* Demands on the figures, for continuous integration: "AP50>=0.6", "recall[person]>=0.8". */
#ifndef GATE_H
#define GATE_H

#include "options.h"
#include "proofsheet.h"

#include "base/arena.h"

typedef struct Gate {
    const char *text; /* as it was given */
    int figure;       /* row of the table of figures */
    int relation;
    double limit;
    const char *class_name; /* of what is in brackets, in the arena; NULL: all classes together */
    int class_index;        /* once found; -1: all classes together */
} Gate;

typedef struct Gates {
    Gate *items; /* in the arena that was given */
    int count;
} Gates;

/* Reads all demands; false and *error (PS_ERROR_USAGE) if one cannot be read. */
bool gates_parse(const TextList *texts, PsArena *arena, Gates *gates, PsError *error);

/* Finds the classes that are named; false and *error (PS_ERROR_USAGE) if one is not there. */
bool gates_find_classes(Gates *gates, const PsDataset *dataset, PsError *error);

/* The figure that the demand speaks of: those of the operating point at the optimal confidence.
   NaN: undefined, and then no demand on it holds. */
double gate_value(const Gate *gate, const PsEvaluation *evaluation);
bool gate_holds(const Gate *gate, const PsEvaluation *evaluation);

/* Fills *error (PS_ERROR_GATE) with what the figure is and should be. */
void gate_blame(const Gate *gate, const PsEvaluation *evaluation, PsError *error);

#endif
