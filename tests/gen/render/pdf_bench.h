/* What the tests of the PDF share: a temporary folder, the file written there, and what other
   programs say about it. One test at a time. */
#ifndef PDF_BENCH_H
#define PDF_BENCH_H

#include "report.h"

#include "base/file.h"

/* Makes the folder; the arena lasts as long. */
PsArena *bench_set_up(void);
void bench_tear_down(void);

const char *bench_path(const char *name); /* in the folder */
const char *bench_warned(void);           /* the last warning, or "" */

/* report.pdf of this report, asserted to be whole; free with ps_bytes_free. */
PsBytes written(const Report *report);
void write_it(const Report *report);

/* True if the program is installed; says so if it is not. */
bool bench_have(const char *tool);

int bench_count_of(PsBytes bytes, const char *mark);
int bench_page_count(PsBytes bytes);
const char *bench_extracted(void); /* by pdftotext; NULL without it */

void assert_says(const char *text, const char *part); /* text may be NULL: not asked */
void assert_sound(void);                              /* to qpdf, if there is one */

#endif
