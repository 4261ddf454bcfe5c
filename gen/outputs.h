/* Writes a report: one row for each output. */
#ifndef OUTPUTS_H
#define OUTPUTS_H

#include "export/export.h"
#include "job.h"
#include "report.h"

typedef struct Outputs {
    Job *job;
    const Report *report;
    const Export *export;
    const char *folder;
} Outputs;

/* Page, PDF (of the whole alone), report.json and csv/. */
bool outputs_write(const Outputs *outputs);

/* Says it on standard error. */
void output_warn(const Job *job, const char *code, const char *file, const char *text);

#endif
