/* One run of a command: what it has read and made, owned in one place and freed in reverse. */
#ifndef JOB_H
#define JOB_H

#include "base/buf.h"
#include "message.h"
#include "options.h"
#include "pictures.h"
#include "proofsheet.h"

typedef struct Job {
    const Options *options;
    Messages messages;
    PsArena *arena;
    PsDataset *dataset;
    PsPredictions *predictions;
    PsEvaluation *evaluation;
    Pictures pictures;
    PsBuf issues, notes; /* PsIssue: of all that was read so far */
    PsError error;
} Job;

/* Each step returns false with job->error set. Issues are said as they come. */
bool job_read(Job *job); /* ground truth; predictions if given */
bool job_evaluate(Job *job);
bool job_pictures(Job *job, const char *output_folder); /* NULL: look at them, write nothing */

/* The commands; the exit status is job->error.code. */
bool command_report(Job *job);
bool command_metrics(Job *job);
bool command_check(Job *job);
bool command_formats(Job *job);

#endif
