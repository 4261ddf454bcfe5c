/* Shared by the tests of the bootstrap. */
#ifndef TESTS_EVAL_BOOTSTRAP_CASES_H
#define TESTS_EVAL_BOOTSTRAP_CASES_H

#include "eval/bootstrap.h"
#include "support.h"

#include <check.h>

/* Weighted figures against images that really stand several times. */
TCase *bootstrap_copies(void);

/* Eight resamples abreast against each of them alone. */
TCase *bootstrap_abreast(void);

/* What ps_bootstrap works with, made from an evaluation. */
typedef struct Rig {
    PsArena *arena;
    PsByClass by_class;
    PsLists *lists;
    PsBench *bench;
    PsChoice *choice;
    PsChooser *chooser;
    PsChosen chosen;
} Rig;
Rig rig_new(const PsEvaluation *evaluation);
void rig_free(Rig *rig);

/* Asserts that both are NaN, or that they differ by `slack` at most. */
void check_near(double found, double wanted, double slack, const char *what);

/* Evaluates a finished scene; free with ps_evaluation_free. */
PsEvaluation *bootstrap(const Scene *scene, int resamples, int threads, uint64_t seed);

#endif
