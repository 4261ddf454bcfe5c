/* The smaller commands. Data flows one way: read, evaluate, look at the pictures, write. */
#include "export/export.h"
#include "format.h"
#include "inputs.h"
#include "job.h"

#include "base/text.h"

#include <stdio.h>

/* ---- metrics ---- */

bool command_metrics(Job *job)
{
    if (!job_read(job) || !job_read_explorer(job)) return false;
    job_splits(job);
    if (!job_scenes(job) || !job_evaluate(job)) return false;
    if (job->options->json) job_explore(job);
    /* without resamples there are no intervals, and advice without them would not be sound */
    bool advise = job->options->json && job->options->resamples > 0;
    if (advise && !job_advise(job)) return false;
    BuildInput input = inputs_of(job, false);
    Export export = export_of(job, &input);
    PsBuf out = PS_BUF;
    (job->options->json ? export_json : export_table)(&export, &out);
    fwrite(out.data, 1, out.length, stdout);
    ps_buf_free(&out);
    return job_judge(job);
}

/* ---- check and formats ---- */

static void say_format(const PsInput *input)
{
    char text[120];
    printf("%s: %s\n", input->role, message_format(input, text));
}

static void list_place(Job *job, const PsWhere *where)
{
    const char *file = ps_text_shown(job->arena, where->file);
    const char *place = ps_text_shown(job->arena, where->place);
    printf("    %s%s%s\n", file, *place ? ": " : "", place);
}

static void list_issues(Job *job, const PsBuf *list, const char *severity)
{
    const PsIssue *issues = PS_BUF_ITEMS(list, PsIssue);
    size_t count = PS_BUF_COUNT(list, PsIssue);
    for (size_t i = 0; i < count; i++) {
        printf("\n%s %s: %s\n", severity, issues[i].code,
               ps_text_shown(job->arena, issues[i].text));
        for (int p = 0; p < issues[i].place_count; p++) list_place(job, &issues[i].places[p]);
        int left = issues[i].count - issues[i].place_count;
        if (left > 0) printf("    and %s more\n", count_text(job->arena, left));
    }
}

static void say_counts(Job *job)
{
    const PsDataset *dataset = job->dataset;
    PsArena *arena = job->arena;
    printf("%s, %s in %s", plural(arena, dataset->image_count, "image", "images"),
           plural(arena, dataset->object_count, "object", "objects"),
           plural(arena, dataset->class_count, "class", "classes"));
    if (job->predictions) {
        printf(", %s", plural(arena, job->predictions->detection_count, "box", "boxes"));
    }
    if (job->options->images) {
        printf(", %s read", plural(arena, job->pictures.made, "picture", "pictures"));
    }
    printf("; %s", plural(arena, (long long)PS_BUF_COUNT(&job->issues, PsIssue), "kind of fault",
                          "kinds of fault"));
    printf(", %s\n", plural(arena, (long long)PS_BUF_COUNT(&job->notes, PsIssue), "note", "notes"));
}

/* What standard error says of each kind with its first place, standard output lists with all. */
bool command_check(Job *job)
{
    if (!job_read(job) || !job_read_explorer(job)) return false;
    if (job->options->images && !job_pictures(job, NULL)) return false;
    say_format(&job->dataset->input);
    if (job->predictions) say_format(&job->predictions->input);
    say_counts(job);
    if (job->options->quiet) return true;
    list_issues(job, &job->issues, "fault");
    list_issues(job, &job->notes, "note");
    return true;
}

bool command_formats(Job *job)
{
    (void)job;
    for (const PsFormat *format = ps_formats(); format->name; format++) {
        printf("%-14s %-12s %s\n    %s\n", format->name, format->role, format->title, format->note);
    }
    return true;
}
