/* What reports are made from; see inputs.h. */
#include "inputs.h"

#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Only a date that was given: the same input must give the same bytes. */
static const char *report_date(PsArena *arena)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    int64_t seconds;
    struct tm parts;
    char text[40];
    if (!epoch || !ps_integer_parse(epoch, &seconds)) return "";
    time_t time = (time_t)seconds;
    if (!gmtime_r(&time, &parts) || strftime(text, sizeof text, "%d %B %Y", &parts) == 0) return "";
    return ps_arena_text(arena, text[0] == '0' ? text + 1 : text);
}

/* Without scores no confidence means anything. */
static const double *in_use(const Job *job)
{
    bool known = !isnan(job->options->confidence) && !job->evaluation->predictions->unscored;
    return known ? &job->options->confidence : NULL;
}

BuildInput inputs_of(Job *job, bool with_pictures)
{
    return (BuildInput){.evaluation = job->evaluation,
                        .advice = job->advice,
                        .comparison = job->comparison,
                        .map = job->map,
                        .vectors = job->vectors,
                        .slices = job->slices,
                        .pictures = with_pictures ? &job->pictures : NULL,
                        .scene_of = job->scene_of,
                        .twins = job->twins,
                        .train = job->train,
                        .splits = job->splits.name_of ? &job->splits : NULL,
                        .part = job->part,
                        .alone = job->options->single_file,
                        .in_use = in_use(job),
                        .title = job->options->title,
                        .model_name = job->options->model_name,
                        .date = report_date(job->arena),
                        .issues = PS_BUF_ITEMS(&job->issues, PsIssue),
                        .issue_count = (int)PS_BUF_COUNT(&job->issues, PsIssue),
                        .notes = PS_BUF_ITEMS(&job->notes, PsIssue),
                        .note_count = (int)PS_BUF_COUNT(&job->notes, PsIssue)};
}

/* metrics writes none, and a page in one file has none. */
static bool has_reports(const Job *job)
{
    return job->splits.count > 1 && !job->options->single_file &&
           strcmp(job->options->command, "report") == 0;
}

Export export_of(Job *job, const BuildInput *input)
{
    return (Export){.evaluation = job->evaluation,
                    .title = report_title(input, job->arena),
                    .issues = input->issues,
                    .issue_count = input->issue_count,
                    .notes = input->notes,
                    .note_count = input->note_count,
                    .map = job->map,
                    .vectors = job->vectors,
                    .slices = job->slices,
                    .advice = job->advice,
                    .comparison = job->comparison,
                    .scene_of = job->scene_of,
                    .twins = job->twins,
                    .train = job->train,
                    .in_use = in_use(job),
                    .gates = job->part ? NULL : &job->gates,
                    .splits = has_reports(job) ? &job->splits : NULL,
                    .part = job->part,
                    .split_names = job->part ? NULL : job->splits.name_of,
                    .cards = report_cards(input, job->arena)};
}
