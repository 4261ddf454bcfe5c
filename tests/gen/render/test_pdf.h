/* A small report made by hand, for the tests of the PDF. */
#ifndef TEST_PDF_H
#define TEST_PDF_H

#include "report.h"

enum { FIXTURE_STEPS = 21 }; /* thresholds 0.00, 0.05, … 1.00 */

/* A report on classes of these names. Class c has 10 + c objects; half of its boxes are right. The
   last class, if there are three or more, has no objects. Texts lie in the arena. */
Report *pdf_fixture(PsArena *arena, const char *const *names, int class_count);

/* Gives it `count` examples in one group, all of picture "previews/a.jpg" of 32 x 16 pixels. */
void pdf_fixture_pictures(Report *report, int count);

/* Gives it `count` cards, eight of them open, on texts of this length at least, and two labels of
   image 0 to review: its object 1, and its box 1. */
void pdf_fixture_advice(Report *report, int count, int length);

#endif
