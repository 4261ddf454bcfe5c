/* Demands on the figures, for continuous integration: --require "AP50>=0.6" or
   "recall[person]>=0.8"; and on what they may lose against the baseline: --max-drop "AP50<=0.01".
 */
#ifndef GATE_H
#define GATE_H

#include "options.h"
#include "proofsheet.h"

#include "base/arena.h"

typedef struct Gate {
    const char *option; /* "require", "max-drop" */
    const char *text;   /* as it was given */
    bool drop;          /* of the baseline less that of the model */
    int figure;         /* row of the table of figures */
    int relation;
    double limit;
    const char *class_name; /* of what is in brackets, in the arena; NULL: all classes together */
    int class_index;        /* once found; -1: all classes together */
} Gate;

typedef struct Gates {
    Gate *items; /* in the arena that was given */
    int count;
} Gates;

/* What is judged. `baseline` may be NULL if no gate is on a drop. */
typedef struct Figures {
    const PsEvaluation *model, *baseline;
} Figures;

/* Reads all demands; false and *error (PS_ERROR_USAGE) if one cannot be read. */
bool gates_parse(const Options *options, PsArena *arena, Gates *gates, PsError *error);

/* Finds the classes that are named; false and *error (PS_ERROR_USAGE) if one is not there. */
bool gates_find_classes(Gates *gates, const PsDataset *dataset, PsError *error);

/* The figure that the demand speaks of, or what was lost of it. Those of the operating point are at
   the model's own optimal confidence. NaN: undefined, and then the demand does not hold. */
double gate_value(const Gate *gate, const Figures *figures);
bool gate_holds(const Gate *gate, const Figures *figures);

/* Fills *error (PS_ERROR_GATE) with what the figure is and should be. */
void gate_blame(const Gate *gate, const Figures *figures, PsError *error);

#endif
