/* The test cases of the suite "eval", one file each. */
#ifndef TESTS_EVAL_CASES_H
#define TESTS_EVAL_CASES_H

#include <check.h>

TCase *box_case(void);      /* test_box.c: overlap of boxes */
TCase *matching_case(void); /* test_matching.c: one class at a time, crowds, ties */
TCase *across_case(void);   /* test_across.c: classes taken for one another */
TCase *optimum_case(void);  /* test_optimum.c: best confidence and grid */
TCase *edges_case(void);    /* test_edges.c: nothing there, undefined rates, threads */

#endif
