/* The commands. Data flows one way: read, evaluate, look at the pictures, build the report, write
   the outputs. */
#include "build.h"
#include "carry.h"
#include "export/export.h"
#include "format.h"
#include "interrupt.h"
#include "job.h"
#include "output.h"
#include "render/html.h"
#include "render/pdf.h"

#include "base/file.h"
#include "base/number.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
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

/* ---- report: one row for each output ---- */

enum {
    SLOW_PAGE = 25000000, /* bytes of a page in one file: said */
    HUGE_PAGE = 100000000 /* refused */
};

typedef struct Outputs {
    Job *job;
    const Report *report;
    const Export *export;
    const char *folder;
} Outputs;

static void warn(const Job *job, const char *code, const char *file, const char *text)
{
    PsIssue issue = {.code = code, .file = file, .text = text, .count = 1};
    message_issues(&job->messages, &issue, 1);
}

static void warn_page(void *context, const char *text)
{
    warn(context, "page-large", "index.html", text);
}

static bool write_page(const Outputs *outputs, PsError *error)
{
    const Options *given = outputs->job->options;
    HtmlOptions options = {.folder = outputs->folder,
                           .no_pdf = given->no_pdf,
                           .one_file = given->single_file,
                           .warn_above = given->single_file ? SLOW_PAGE : 0,
                           .refuse_above = given->single_file && !given->allow_huge ? HUGE_PAGE : 0,
                           .warn = warn_page,
                           .context = outputs->job};
    return html_write(outputs->report, &options, error);
}

static void warn_pdf(void *context, const char *text)
{
    warn(context, "pdf-text", "report.pdf", text);
}

static bool write_pdf(const Outputs *outputs, PsError *error)
{
    if (outputs->job->options->no_pdf) return true;
    PdfOptions options = {.folder = outputs->folder,
                          .font = outputs->job->options->font,
                          .warn = warn_pdf,
                          .context = outputs->job};
    return pdf_write(outputs->report, &options, error);
}

static bool write_json(const Outputs *outputs, PsError *error)
{
    PsBuf out = PS_BUF;
    export_json(outputs->export, &out);
    char *path = ps_path_join(outputs->job->arena, outputs->folder, "report.json");
    bool fine = ps_file_write(path, out.data, out.length, error);
    ps_buf_free(&out);
    return fine;
}

static bool write_csv(const Outputs *outputs, PsError *error)
{
    return export_csv(outputs->export, outputs->folder, error);
}

typedef bool (*WriteOutput)(const Outputs *outputs, PsError *error);
static const WriteOutput writers[] = {write_page, write_pdf, write_json, write_csv};

/* A page in one file carries the pictures; the PDF has taken its own by then. */
static bool remove_pictures(const Outputs *outputs)
{
    static const char *const folders[] = {"thumbs", "previews"};
    Job *job = outputs->job;
    for (int i = 0; i < 2; i++) {
        const char *path = ps_path_join(job->arena, outputs->folder, folders[i]);
        if (ps_folder_exists(path) && !ps_folder_remove(path, &job->error)) return false;
    }
    return true;
}

static bool write_outputs(const Outputs *outputs)
{
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        if (!writers[i](outputs, &outputs->job->error)) return false;
    }
    return !outputs->job->options->single_file || remove_pictures(outputs);
}

static BuildInput build_input(Job *job, bool with_pictures)
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
                        .title = job->options->title,
                        .model_name = job->options->model_name,
                        .date = report_date(job->arena),
                        .issues = PS_BUF_ITEMS(&job->issues, PsIssue),
                        .issue_count = (int)PS_BUF_COUNT(&job->issues, PsIssue),
                        .notes = PS_BUF_ITEMS(&job->notes, PsIssue),
                        .note_count = (int)PS_BUF_COUNT(&job->notes, PsIssue)};
}

static Export export_of(Job *job, const BuildInput *input)
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
                    .gates = &job->gates,
                    .cards = report_cards(input, job->arena)};
}

static void say_done(const Job *job, const Report *report, const char *folder)
{
    if (job->options->quiet) return;
    int k = report->optimum;
    printf("%s/index.html: F1 %s at confidence %s, AP %s, %s\n", folder,
           rate_text(job->arena, report->sweep.f1[k]), report->threshold_text[k],
           report->metrics[0].value, plural(job->arena, report->image_count, "image", "images"));
}

/* Base64 makes four bytes of three: of 25 MB the pictures may take 16 as they are. */
static void keep_pictures(Job *job, Report *report, const char *folder)
{
    enum { CARRIED_BYTES = 16000000 };
    CarryOptions options = {.limit = job->options->gallery_limit,
                            .folder = folder,
                            .bytes = job->options->single_file ? CARRIED_BYTES : 0};
    if (report->has_pictures) carry_pictures(report, &job->pictures, &options);
}

static bool make_report(Job *job, const Output *output)
{
    bool with_pictures = job->options->images && !job->options->no_images;
    if (!job_read(job) || !job_read_explorer(job)) return false;
    if (with_pictures && !job_pictures(job, output->part)) return false;
    if (!job_scenes(job) || !job_evaluate(job)) return false;
    job_explore(job);
    if (!job_advise(job)) return false;
    BuildInput input = build_input(job, with_pictures);
    Report *report = report_build(&input);
    keep_pictures(job, report, output->part);
    Export export = export_of(job, &input);
    export.labels = report->labels;
    Outputs outputs = {job, report, &export, output->part};
    bool fine = write_outputs(&outputs) && output_finish(output, job->arena, &job->error);
    if (fine) say_done(job, report, output->final);
    report_free(report);
    return fine;
}

bool command_report(Job *job)
{
    Output output;
    Interrupt interrupt;
    if (!output_start(job->options->output, job->arena, &output, &job->error)) return false;
    interrupt_watch(&interrupt, &output);
    bool fine = make_report(job, &output);
    interrupt_end(&interrupt);
    if (!fine) output_abandon(&output);
    output_close(&output);
    return fine && job_judge(job);
}

/* ---- metrics ---- */

bool command_metrics(Job *job)
{
    if (!job_read(job) || !job_read_explorer(job)) return false;
    if (!job_scenes(job) || !job_evaluate(job)) return false;
    if (job->options->json) job_explore(job);
    /* without resamples there are no intervals, and advice without them would not be sound */
    bool advise = job->options->json && job->options->resamples > 0;
    if (advise && !job_advise(job)) return false;
    BuildInput input = build_input(job, false);
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
