/* The report. Data flows one way: read, look at the pictures, evaluate, build, write; first for
   each split, whose figures the page of all images shows, then for all images. */
#include "carry.h"
#include "format.h"
#include "inputs.h"
#include "interrupt.h"
#include "output.h"
#include "outputs.h"

#include "base/file.h"

#include <stdio.h>
#include <string.h>

static void say_done(const Job *job, const Report *report, const char *folder)
{
    if (job->options->quiet) return;
    int k = report->optimum;
    const char *at = *report->unscored ? "without scores"
                                       : ps_arena_printf(job->arena, "at confidence %s",
                                                         report->threshold_text[k]);
    const char *best = "no optimal confidence";
    if (report->has_optimum || *report->unscored) {
        best =
            ps_arena_printf(job->arena, "F1 %s %s", rate_text(job->arena, report->sweep.f1[k]), at);
    }
    printf("%s/index.html: %s, AP %s, %s\n", folder, best, report->metrics[0].value,
           plural(job->arena, report->image_count, "image", "images"));
}

/* A report with what it was made from. */
typedef struct Made {
    BuildInput input;
    Report *report;
} Made;

/* Base64 makes four bytes of three: of 25 MB the pictures may take 16 as they are. */
static void keep_pictures(Job *job, Report *report, const char *folder, const bool *needed)
{
    enum { CARRIED_BYTES = 16000000 };
    CarryOptions options = {.limit = job->options->gallery_limit,
                            .folder = folder,
                            .bytes = job->options->single_file ? CARRIED_BYTES : 0,
                            .needed = needed};
    if (report->has_pictures) carry_pictures(report, &job->pictures, &options);
}

/* `needed`: images whose pictures stay, though this report may not show them; or NULL. */
static bool make(Job *job, const char *folder, const bool *needed, Made *made)
{
    made->report = NULL;
    if (!job_evaluate(job)) return false;
    job_explore(job);
    if (!job_advise(job)) return false;
    made->input = inputs_of(job, job->options->images && !job->options->no_images);
    made->report = report_build(&made->input);
    keep_pictures(job, made->report, folder, needed);
    Export export = export_of(job, &made->input);
    export.labels = made->report->labels;
    Outputs outputs = {job, made->report, &export, folder};
    return outputs_write(&outputs);
}

/* ---- splits ---- */

/* What the whole's page and report.json say of the split. */
static void note_figures(const Job *part, const Report *report, Split *split, PsArena *arena)
{
    const PsEvaluation *evaluation = part->evaluation;
    SplitRow row = split_row(report, split, arena);
    split->row = ps_arena_copy(arena, &row, sizeof row);
    split->objects = evaluation->dataset->object_count - evaluation->dataset->crowd_count;
    split->optimum = evaluation->optimum;
    memcpy(split->coco, evaluation->coco.figures, sizeof split->coco);
}

static void note_pictures(const Job *part, const Split *split, bool *needed)
{
    for (int i = 0; part->pictures.items && i < split->image_count; i++) {
        if (part->pictures.items[i].thumb) needed[split->images[i]] = true;
    }
}

/* The pictures are the whole's, so that none is removed before that is written. */
static bool make_part(Job *job, const char *output, Split *split, bool *needed)
{
    Job part;
    Made made;
    const char *folder = ps_path_join(job->arena, output, split->folder);
    if (!ps_folder_make(folder, &job->error)) return false;
    job_part(job, split, &part);
    bool *all = PS_ARRAY(part.arena, bool, split->image_count);
    for (int i = 0; i < split->image_count; i++) all[i] = true;
    bool fine = make(&part, folder, all, &made);
    if (fine) {
        note_figures(&part, made.report, split, job->arena);
        note_pictures(&part, split, needed);
    } else {
        job->error = part.error;
    }
    report_free(made.report);
    job_part_free(&part);
    return fine;
}

static bool make_parts(Job *job, const char *output, bool *needed)
{
    Splits *splits = &job->splits;
    if (splits->count < 2) return true;
    if (job->options->single_file) {
        output_warn(job, "splits-left-out", "index.html",
                    "A page in one file holds no report for each split; a report in a folder "
                    "does.");
        return true;
    }
    for (int s = 0; s < splits->count; s++) {
        if (!make_part(job, output, &splits->items[s], needed)) return false;
    }
    return true;
}

/* ---- all images ---- */

static bool make_report(Job *job, const Output *output, Made *made)
{
    bool with_pictures = job->options->images && !job->options->no_images;
    if (!job_read(job) || !job_read_explorer(job)) return false;
    job_splits(job);
    if (with_pictures && !job_pictures(job, output->part)) return false;
    if (!job_scenes(job)) return false;
    bool *needed = PS_ARRAY(job->arena, bool, job->dataset->image_count);
    return make_parts(job, output->part, needed) && make(job, output->part, needed, made) &&
           output_seal(output, &job->error);
}

static void warn_left(const Job *job, const Output *output, const PsError *error)
{
    output_warn(job, "old-report-left", output->left,
                ps_arena_printf(job->arena, "The report that was replaced %s", error->found));
}

bool command_report(Job *job)
{
    Output output;
    Interrupt interrupt;
    PsError warning;
    Made made = {.report = NULL};
    if (!output_place(job->options, job->arena, &output, &job->error)) return false;
    interrupt_watch(&interrupt, &output);
    bool fine = output_start(&output, job->arena, &job->error) && make_report(job, &output, &made);
    interrupt_end(&interrupt);
    fine = fine && output_finish(&output, job->arena, &job->error);
    if (!fine) output_abandon(&output);
    if (!output_close(&output, &warning)) warn_left(job, &output, &warning);
    interrupt_release(&interrupt);
    if (fine) say_done(job, made.report, output.shown);
    report_free(made.report);
    return fine && job_judge(job);
}
