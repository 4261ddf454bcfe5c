/* One run of a command: what it has read and made, owned in one place and freed in reverse. */
#ifndef JOB_H
#define JOB_H

#include "base/buf.h"
#include "gate.h"
#include "message.h"
#include "options.h"
#include "pictures.h"
#include "proofsheet.h"
#include "splits.h"

typedef struct Job {
    const Options *options;
    Messages messages;
    PsArena *arena;
    PsDataset *dataset;
    PsPredictions *predictions;
    PsDataset *train; /* or NULL */
    int *scene_of;    /* one an image: near-identical ones share a number; or NULL */
    PsTwin *twins;    /* one an image, see ps_scenes_across; or NULL */
    PsEvaluation *evaluation;
    PsPredictions *baseline; /* or NULL, and so the next two */
    PsEvaluation *of_baseline;
    PsComparison *comparison;
    PsAdvice *advice;          /* or NULL */
    PsVectors *vectors;        /* of the user, else of the pictures; or NULL */
    PsColumns *slices, *looks; /* columns of the user; of the pictures; or NULL */
    PsMap *map;                /* or NULL */
    Pictures pictures;
    Splits splits;       /* of the whole */
    const Split *part;   /* whose job this is, NULL: the whole's */
    Gates gates;         /* demands of the user on the figures */
    PsBuf issues, notes; /* PsIssue: of all that was read so far */
    PsError error;
} Job;

/* Each step returns false with job->error set. Issues are said as they come. */
bool job_read(Job *job); /* ground truth; predictions and training set if given */
bool job_evaluate(Job *job);
bool job_read_explorer(Job *job); /* vectors and columns if given; after job_read */
void job_splits(Job *job);        /* finds the splits; after job_read_explorer */
/* Finds near-identical pictures, in the training set too if it is given; after job_pictures, before
   job_evaluate. */
bool job_scenes(Job *job);
bool job_advise(Job *job);                              /* after job_evaluate */
bool job_pictures(Job *job, const char *output_folder); /* NULL: look at them, write nothing */

/* Says which demands do not hold; false if any does not. After all outputs are written. */
bool job_judge(Job *job);

/* Lays out the map if there are vectors, columns or described pictures; after job_evaluate. */
void job_explore(Job *job);

/* The job of a split: its images with all that was read of them, ready for job_evaluate. What it
   makes is its own and goes with job_part_free; the whole's job must outlive it. Its pictures are
   those of the whole, two folders up. */
void job_part(const Job *whole, const Split *split, Job *part);
void job_part_free(Job *part);

/* Keeps the issues and says them. */
void job_take_issues(Job *job, const PsIssue *issues, int count);

/* The commands; the exit status is job->error.code. */
bool command_report(Job *job);
bool command_metrics(Job *job);
bool command_check(Job *job);
bool command_formats(Job *job);

#endif
