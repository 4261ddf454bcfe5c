/* What report, page and files are made from, taken from a finished job. */
#ifndef INPUTS_H
#define INPUTS_H

#include "build.h"
#include "export/export.h"
#include "job.h"

BuildInput inputs_of(Job *job, bool with_pictures);
Export export_of(Job *job, const BuildInput *input);

#endif
