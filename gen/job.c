/* The steps that commands are made of; see job.h. */
#include "job.h"

#include "base/file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void take_issues(Job *job, const PsIssue *issues, int count)
{
    ps_buf_bytes(&job->issues, issues, sizeof *issues * (size_t)count);
    message_issues(&job->messages, issues, count);
}

void job_take_issues(Job *job, const PsIssue *issues, int count)
{
    take_issues(job, issues, count);
}

/* Notes are shown, not said, as nothing may be wrong; but which split was read must not be missed.
 */
static void take_notes(Job *job, const PsIssue *notes, int count)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(notes[i].code, "split-taken") == 0) message_note(&job->messages, &notes[i]);
    }
    ps_buf_bytes(&job->notes, notes, sizeof *notes * (size_t)count);
}

/* A picture may be missing; the folder may not: that is a slip of the hand. */
static bool check_folder(const char *folder, const char *wanted, PsError *error)
{
    if (!folder) return true;
    const char *why = NULL;
    if (ps_file_exists(folder))
        why = "is a file";
    else if (!ps_folder_exists(folder))
        why = errno == ENOENT ? "No such folder" : strerror(errno);
    else if (ps_folder_is_report(folder))
        why = "is a report that proofsheet wrote";
    else if (access(folder, X_OK) != 0)
        why = strerror(errno);
    return !why || ps_fail(error, PS_ERROR_INPUT, folder, NULL, wanted, "%s", why);
}

static bool check_folders(Job *job)
{
    const Options *options = job->options;
    if (options->no_images) return true;
    return check_folder(options->images, "the folder with the pictures", &job->error) &&
           check_folder(options->train_images, "the folder with the pictures of the training set",
                        &job->error);
}

static bool read_truth(Job *job)
{
    const Options *options = job->options;
    PsReadOptions truth = {.format = options->format,
                           .images = options->images,
                           .classes = options->classes,
                           .split = options->split};
    job->dataset = ps_dataset_read(options->ground_truth, &truth, &job->error);
    if (!job->dataset) return false;
    message_input(&job->messages, &job->dataset->input);
    take_issues(job, job->dataset->issues, job->dataset->issue_count);
    take_notes(job, job->dataset->notes, job->dataset->note_count);
    return true;
}

/* NULL on failure. */
static PsPredictions *read_predictions(Job *job, const char *path, const char *format)
{
    PsReadOptions options = {
        .format = format, .images = job->options->images, .classes = job->options->classes};
    PsPredictions *predictions = ps_predictions_read(job->dataset, path, &options, &job->error);
    if (!predictions) return NULL;
    message_input(&job->messages, &predictions->input);
    take_issues(job, predictions->issues, predictions->issue_count);
    take_notes(job, predictions->notes, predictions->note_count);
    return predictions;
}

/* Training labels lend their numbers of objects; what is odd in them is said like all else. */
static bool read_train(Job *job)
{
    const Options *options = job->options;
    if (!options->train) return true;
    PsReadOptions truth = {.classes = options->classes, .split = "train"};
    job->train = ps_dataset_read(options->train, &truth, &job->error);
    if (!job->train) return false;
    message_input(&job->messages, &job->train->input);
    take_issues(job, job->train->issues, job->train->issue_count);
    return true;
}

static bool read_models(Job *job)
{
    const Options *options = job->options;
    if (!options->predictions) return true;
    job->predictions = read_predictions(job, options->predictions, options->prediction_format);
    if (!job->predictions || !options->baseline) return job->predictions != NULL;
    job->baseline = read_predictions(job, options->baseline, NULL);
    return job->baseline != NULL;
}

bool job_read(Job *job)
{
    return gates_parse(job->options, job->arena, &job->gates, &job->error) && check_folders(job) &&
           read_truth(job) && gates_find_classes(&job->gates, job->dataset, &job->error) &&
           read_models(job) && read_train(job);
}

static bool compare(Job *job, const PsEvaluateOptions *options)
{
    job->of_baseline = ps_evaluate(job->baseline, options, &job->error);
    if (!job->of_baseline) return false;
    job->comparison =
        ps_compare(job->evaluation, job->of_baseline, options->seed, options->threads, &job->error);
    return job->comparison != NULL;
}

bool job_evaluate(Job *job)
{
    PsEvaluateOptions options = {.iou = job->options->iou,
                                 .threads = job->options->threads,
                                 .resamples = job->options->resamples,
                                 .seed = (uint64_t)job->options->seed,
                                 .scene_of = job->scene_of,
                                 .draws = job->baseline != NULL,
                                 .arrays = job->options->arrays};
    job->evaluation = ps_evaluate(job->predictions, &options, &job->error);
    return job->evaluation && (!job->baseline || compare(job, &options));
}

bool job_judge(Job *job)
{
    Figures figures = {job->evaluation, job->of_baseline};
    int broken = 0;
    for (int i = 0; i < job->gates.count; i++) {
        const Gate *gate = &job->gates.items[i];
        if (gate_holds(gate, &figures)) continue;
        if (broken++)
            message_error(&job->messages, &job->error); /* the last one is said at the end */
        gate_blame(gate, &figures, &job->error);
    }
    return broken == 0;
}

void job_splits(Job *job)
{
    job->splits = splits_find(job->dataset, job->slices, job->arena);
}

/* A part is of one split, so that there is nothing to compare. */
static void give_splits(const Job *job, PsAdviceInput *input)
{
    const Splits *splits = &job->splits;
    if (job->part || splits->count == 0) return;
    const char **names = PS_ARRAY(job->arena, const char *, splits->count);
    for (int s = 0; s < splits->count; s++) names[s] = splits->items[s].name;
    input->split_of = splits->part_of;
    input->split_names = names;
    input->split_count = splits->count;
}

bool job_advise(Job *job)
{
    PsAdviceInput input = {.evaluation = job->evaluation,
                           .seed = (uint64_t)job->options->seed,
                           .threads = job->options->threads,
                           .production_confidence = job->options->confidence,
                           .train = job->train,
                           .scene_of = job->scene_of,
                           .twins = job->twins,
                           .map = job->map};
    give_splits(job, &input);
    job->advice = ps_advise(&input, &job->error);
    return job->advice != NULL;
}

/* How many pictures were seen. */
static int count_looks(const PsAppearance *const *looks, int count)
{
    int seen = 0;
    for (int i = 0; i < count; i++) seen += looks[i] != NULL;
    return seen;
}

/* The pictures of the training set are looked at, and nothing is kept but their looks. Without any,
   copies were not looked for, and the report must not say that there are none. */
static bool look_at_train(Job *job, const PsAppearance *const *looks)
{
    const Options *options = job->options;
    if (!options->train_images) return true;
    Pictures pictures;
    PictureOptions pass = {.folder = options->train_images,
                           .describe = true,
                           .threads = options->threads,
                           .progress = message_progress,
                           .progress_context = &job->messages};
    job->messages.work = "training pictures";
    job->messages.started = 0;
    if (!pictures_make(job->train, &pass, job->arena, &pictures, &job->error)) return false;
    take_issues(job, pictures.issues, pictures.issue_count);
    if (count_looks(pictures.looks, job->train->image_count) == 0 ||
        count_looks(looks, job->dataset->image_count) == 0) {
        return true;
    }
    job->twins = PS_ARRAY(job->arena, PsTwin, job->dataset->image_count);
    ps_scenes_across(looks, job->dataset->image_count, pictures.looks, job->train->image_count,
                     options->threads, job->twins);
    return true;
}

bool job_scenes(Job *job)
{
    const PsAppearance *const *looks = job->pictures.looks;
    if (!looks) return true;
    job->scene_of = PS_ARRAY(job->arena, int, job->dataset->image_count);
    ps_scenes_find(looks, job->dataset->image_count, job->options->threads, job->scene_of);
    return look_at_train(job, looks);
}

static int preview_size(const Options *options)
{
    enum { IN_ONE_FILE = 640 };
    if (options->preview_size > 0) return options->preview_size;
    return options->single_file ? IN_ONE_FILE : 0;
}

bool job_pictures(Job *job, const char *output_folder)
{
    job->messages.work = "pictures";
    PictureOptions options = {.folder = job->options->images,
                              .output = output_folder,
                              .describe = output_folder != NULL,
                              .preview_size = preview_size(job->options),
                              .threads = job->options->threads,
                              .progress = message_progress,
                              .progress_context = &job->messages};
    if (!pictures_make(job->dataset, &options, job->arena, &job->pictures, &job->error)) {
        return false;
    }
    take_issues(job, job->pictures.issues, job->pictures.issue_count);
    take_notes(job, job->pictures.notes, job->pictures.note_count);
    return true;
}
