/* CPU seconds of each phase of one run, single thread:

       phases TRUTH PREDICTIONS [YARDSTICK]

   YARDSTICK is the CPU seconds that another program needs to load the same two files; each phase
   and the sums are then given as a share of it too. */
#include "eval/eval.h"
#include "export/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

typedef struct Clock {
    double last, sum, yardstick;
} Clock;

static double cpu(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void row(const Clock *clock, const char *name, double seconds)
{
    printf("  %-33s %8.3f s", name, seconds);
    if (clock->yardstick > 0) printf("  %5.2f of the yardstick", seconds / clock->yardstick);
    printf("\n");
}

static void lap(Clock *clock, const char *name)
{
    double now = cpu();
    row(clock, name, now - clock->last);
    clock->sum += now - clock->last;
    clock->last = now;
}

static int fail(const PsError *error)
{
    char text[1024];
    ps_error_text(error, text, sizeof text);
    fprintf(stderr, "phases: %s\n", text);
    return 1;
}

/* Each rate is looked at, so that none can be left out. */
static double sum_rates(PsRates rates)
{
    return rates.precision + rates.recall + rates.f1;
}

/* Every curve once: all detections, the mean over the classes, and each class. */
static double walk_curves(const PsEvaluation *evaluation)
{
    const PsThreshold *threshold;
    double sum = 0;
    PsThresholds *walk = ps_thresholds_new(evaluation);
    for (int c = -1; c < evaluation->dataset->class_count; c++) {
        ps_thresholds_start(walk, c);
        while ((threshold = ps_thresholds_next(walk))) {
            for (int t = 0; t < PS_COCO_IOUS; t++) {
                sum += sum_rates(ps_threshold_rates(threshold, t));
                if (c < 0) sum += sum_rates(ps_thresholds_macro(walk, t));
            }
        }
    }
    ps_thresholds_free(walk);
    return sum;
}

static void evaluate(PsEvaluation *evaluation, Clock *clock)
{
    PsArena *scratch = ps_arena_new();
    int detections = evaluation->predictions->detection_count;
    PsCocoFlags *flags = PS_ARRAY(scratch, PsCocoFlags, detections);
    ps_match_images(evaluation, flags, 1);
    lap(clock, "match");
    PsByClass by_class = ps_group_by_class(evaluation, flags, scratch);
    ps_coco_accumulate(evaluation, flags, &by_class, 1);
    lap(clock, "accumulate");
    row(clock, "so far: the twelve figures", clock->sum);
    ps_find_optima(evaluation, &by_class);
    ps_make_grid(evaluation, &by_class);
    ps_find_cautions(evaluation, &by_class);
    lap(clock, "sweep, optimum");
    ps_confuse_images(evaluation, 1);
    lap(clock, "confusion at all thresholds");
    volatile double sum = walk_curves(evaluation);
    (void)sum;
    lap(clock, "P, R, F1 at every score, 10 IoUs");
    ps_find_best_at_ious(evaluation, &by_class);
    lap(clock, "the best of them");
    ps_find_faults(evaluation, &by_class);
    const double *overlaps = ps_half_overlaps(evaluation, flags, scratch);
    ps_calibrate(evaluation, &by_class, overlaps, 0);
    ps_find_lrp(evaluation, &by_class, overlaps);
    lap(clock, "errors, calibration, LRP");
    ps_arena_free(scratch);
}

/* With the intervals of 100 resamples, which some rules read; all else as the program has it. */
static bool advise(const PsPredictions *predictions, Clock *clock, PsError *error)
{
    PsEvaluateOptions options = {.resamples = 100};
    PsEvaluation *evaluation = ps_evaluate(predictions, &options, error);
    clock->last = cpu();
    PsAdviceInput input = {.evaluation = evaluation, .production_confidence = 0.25};
    PsAdvice *advice = ps_advise(&input, error);
    row(clock, "advice", cpu() - clock->last);
    ps_advice_free(advice);
    ps_evaluation_free(evaluation);
    return advice != NULL;
}

int main(int count, char **arguments)
{
    if (count < 3) {
        fprintf(stderr, "usage: phases TRUTH PREDICTIONS [YARDSTICK]\n");
        return 2;
    }
    PsError error = {0};
    Clock clock = {.last = cpu(), .yardstick = count > 3 ? atof(arguments[3]) : 0};
    PsDataset *dataset = ps_dataset_read(arguments[1], NULL, &error);
    if (!dataset) return fail(&error);
    lap(&clock, "read ground truth");
    PsPredictions *predictions = ps_predictions_read(dataset, arguments[2], NULL, &error);
    if (!predictions) return fail(&error);
    lap(&clock, "read predictions");
    PsEvaluation *evaluation = ps_evaluation_start(predictions, 0.5);
    evaluate(evaluation, &clock);
    PsBuf out = PS_BUF;
    export_json(&(Export){.evaluation = evaluation, .title = "phases"}, &out);
    lap(&clock, "write report.json");
    row(&clock, "sum", clock.sum);
    if (!advise(predictions, &clock, &error)) return fail(&error);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("  %-33s %8.1f MB\n", "peak memory", (double)usage.ru_maxrss / 1024);
    ps_buf_free(&out);
    ps_evaluation_free(evaluation);
    ps_predictions_free(predictions);
    ps_dataset_free(dataset);
    return 0;
}
