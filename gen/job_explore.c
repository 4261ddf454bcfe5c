/* The steps of the explorer: vectors and columns of the user, or what the pictures look like. */
#include "job.h"

static bool read_vectors(Job *job)
{
    const Options *options = job->options;
    if (!options->embeddings) return true;
    job->vectors =
        ps_vectors_read(job->dataset, options->embeddings, options->embedding_names, &job->error);
    if (!job->vectors) return false;
    job_take_issues(job, job->vectors->issues, job->vectors->issue_count);
    return true;
}

bool job_read_explorer(Job *job)
{
    if (!read_vectors(job)) return false;
    if (!job->options->slices) return true;
    job->slices = ps_columns_read(job->dataset, job->options->slices, &job->error);
    if (!job->slices) return false;
    job_take_issues(job, job->slices->issues, job->slices->issue_count);
    return true;
}

/* The splits make a column where the user gave none. */
static bool has_split_column(const Job *job)
{
    return !job->part && job->splits.count > 1 && !job->splits.from_slices;
}

/* Columns of the user first, then those of the pictures. */
static PsSliceColumn *gather_columns(Job *job, const PsColumns *looks, int *count)
{
    int given = job->slices ? job->slices->count : 0, seen = looks ? looks->count : 0, n = 0;
    PsSliceColumn *columns = PS_ARRAY(job->arena, PsSliceColumn, given + seen + 1);
    for (int c = 0; c < given; c++) columns[n++] = job->slices->items[c];
    if (has_split_column(job)) {
        columns[n++] =
            (PsSliceColumn){.name = "split", .words = job->splits.name_of, .sliced = true};
    }
    for (int c = 0; c < seen; c++) columns[n++] = looks->items[c];
    *count = n;
    return columns;
}

void job_explore(Job *job)
{
    const PsAppearance *const *looks = job->pictures.looks;
    if (!looks && !job->vectors && !job->slices && !has_split_column(job)) return;
    job->looks = looks ? ps_columns_from_appearance(job->dataset, looks) : NULL;
    if (looks && !job->vectors) job->vectors = ps_vectors_from_appearance(job->dataset, looks);
    PsExploreInput input = {.evaluation = job->evaluation,
                            .vectors = job->vectors,
                            .seed = (uint64_t)job->options->seed,
                            .threads = job->options->threads};
    input.columns = gather_columns(job, job->looks, &input.column_count);
    job->map = ps_explore(&input);
}
