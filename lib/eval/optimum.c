/* The best confidence. Which detections are correct does not depend on the threshold, so one pass
   over the detections in falling score gives F1 at every distinct score:
   F1(t) = 2 correct(t) / (kept(t) + objects).
   The choice is the middle of the run around the maximum in which F1 stays within 0.01 of it: half
   the regret and half the spread of the bare maximum. */
#include "eval/eval.h"

#include "base/buf.h"

#include <math.h>

static const double TOLERANCE = 0.01;
enum { LEAST_OBJECTS = 20 };

double ps_step_f1(const PsSteps *steps, int i)
{
    size_t at = (size_t)i * (size_t)steps->stride;
    int both = steps->kept[at] + steps->objects;
    return both ? 2.0 * steps->correct[at] / both : NAN;
}

int ps_steps_from(const PsSteps *steps, double t)
{
    int low = 0, high = steps->count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (steps->scores[middle] >= t)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

PsCounts ps_step_counts(const PsSteps *steps, int count)
{
    size_t at = (size_t)(count - 1) * (size_t)steps->stride;
    int correct = count > 0 ? steps->correct[at] : 0;
    int kept = count > 0 ? steps->kept[at] : 0;
    return (PsCounts){
        .correct = correct, .false_positive = kept - correct, .missed = steps->objects - correct};
}

/* After the last score comes 0, or that score itself. */
static double next_score(const PsSteps *steps, int i)
{
    return i + 1 < steps->count ? steps->scores[i + 1] : fmin(0, steps->scores[i]);
}

/* One step for each distinct score of the detections, which fall in score. */
static PsSteps make_steps(const PsEvaluation *evaluation, const int *order, int count, int objects,
                          PsArena *arena)
{
    const PsDetection *detections = evaluation->predictions->detections;
    double *scores = PS_ARRAY(arena, double, count);
    int *correct = PS_ARRAY(arena, int, count), *kept = PS_ARRAY(arena, int, count);
    int steps = 0, kept_now = 0, correct_now = 0;
    for (int i = 0; i < count; i++) {
        const PsVerdict *verdict = &evaluation->verdicts[order[i]];
        double score = detections[order[i]].score;
        if (i > 0 && score != scores[steps]) steps++;
        scores[steps] = score;
        kept[steps] = kept_now += !verdict->ignored;
        correct[steps] = correct_now += verdict->object >= 0;
    }
    return (PsSteps){scores, correct, kept, steps + (count > 0), 1, objects};
}

typedef struct Run {
    int first, last; /* steps, falling in score */
    double width;
} Run;

static Run run_around(const PsSteps *steps, int at, double least)
{
    Run run = {at, at, 0};
    while (run.first > 0 && ps_step_f1(steps, run.first - 1) >= least) run.first--;
    while (run.last + 1 < steps->count && ps_step_f1(steps, run.last + 1) >= least) run.last++;
    run.width = steps->scores[run.first] - next_score(steps, run.last);
    return run;
}

/* The widest run that holds a maximum; of equal ones, that of the lowest thresholds. */
static Run best_run(const PsSteps *steps, double best, int from, int to)
{
    Run chosen = {-1, -1, -1};
    for (int i = from; i < to; i++) {
        if (!(ps_step_f1(steps, i) >= best)) continue;
        Run run = run_around(steps, i, best - TOLERANCE);
        if (run.width >= chosen.width) chosen = run;
        i = run.last;
    }
    return chosen;
}

/* The hundredth nearest to the middle that lies inside (low, high], else the middle. */
static double snap(double low, double high)
{
    double middle = low + (high - low) / 2;
    double nearest = floor(middle * 100 + 0.5);
    for (int step = 0; step <= 100; step++) {
        for (int sign = -1; sign <= 1; sign += 2) {
            double t = (nearest + sign * step) / 100;
            if (t > low && t <= high && t <= 1 && t >= 0) return t;
        }
    }
    return middle > low ? middle : high;
}

static void fill_rates(PsOptimum *optimum, const PsSteps *steps)
{
    PsCounts counts = ps_step_counts(steps, ps_steps_from(steps, optimum->confidence));
    optimum->precision = ps_precision(counts);
    optimum->recall = ps_recall(counts);
    optimum->f1 = ps_f1(counts);
}

PsOptimum ps_optimum_within(const PsSteps *steps, double best_f1, int from, int to)
{
    PsOptimum optimum = {.best_f1 = best_f1};
    if (best_f1 <= 0) return optimum;
    while (!(ps_step_f1(steps, from) >= best_f1)) from++;
    optimum.best_confidence = steps->scores[from];
    Run run = best_run(steps, best_f1, from, to);
    optimum.exists = true;
    optimum.plateau_low = next_score(steps, run.last);
    optimum.plateau_high = steps->scores[run.first];
    optimum.confidence = snap(optimum.plateau_low, optimum.plateau_high);
    fill_rates(&optimum, steps);
    return optimum;
}

PsOptimum ps_choose_optimum(const PsSteps *steps)
{
    double best = 0;
    for (int i = 0; i < steps->count; i++) {
        double f1 = ps_step_f1(steps, i);
        if (f1 > best) best = f1;
    }
    return ps_optimum_within(steps, best, 0, steps->count);
}

static PsOptimum optimum_of(const PsEvaluation *evaluation, const int *order, int count,
                            int objects)
{
    PsArena *scratch = ps_arena_new();
    PsSteps steps = make_steps(evaluation, order, count, objects, scratch);
    PsOptimum optimum = ps_choose_optimum(&steps);
    ps_arena_free(scratch);
    return optimum;
}

static int countable_objects(const PsDataset *dataset)
{
    return dataset->object_count - dataset->crowd_count;
}

void ps_find_optima(PsEvaluation *evaluation, const PsByClass *by_class)
{
    const PsDataset *dataset = evaluation->dataset;
    evaluation->class_optima = PS_ARRAY(evaluation->arena, PsOptimum, dataset->class_count);
    if (evaluation->predictions->unscored) return; /* there is nothing to choose */
    evaluation->optimum =
        optimum_of(evaluation, by_class->falling, evaluation->predictions->detection_count,
                   countable_objects(dataset));
    for (int c = 0; c < dataset->class_count; c++) {
        if (dataset->classes[c].object_count < LEAST_OBJECTS) continue;
        evaluation->class_optima[c] = optimum_of(evaluation, by_class->order + by_class->first[c],
                                                 by_class->first[c + 1] - by_class->first[c],
                                                 dataset->classes[c].object_count);
    }
}

/* ---- what makes the choice delicate ---- */

enum { LEAST_TIES = 20 };
static const double NEAR = 0.02, TIE_SHARE = 0.05;

static void add_caution(PsBuf *cautions, PsCaution caution)
{
    PS_BUF_PUSH(cautions, caution);
}

/* Other runs within the tolerance; the widest one is named. */
static void find_second_run(const PsOptimum *optimum, const PsSteps *steps, PsBuf *cautions)
{
    double least = optimum->best_f1 - TOLERANCE;
    Run second = {-1, -1, 0.005};
    for (int i = 0; i < steps->count; i++) {
        if (!(ps_step_f1(steps, i) >= least)) continue;
        Run run = run_around(steps, i, least);
        i = run.last;
        if (steps->scores[run.first] == optimum->plateau_high) continue;
        if (run.width > second.width) second = run;
    }
    if (second.first < 0) return;
    add_caution(cautions, (PsCaution){PS_CAUTION_SECOND_RUN, -1, 0, next_score(steps, second.last),
                                      steps->scores[second.first], 0, 0});
}

/* The largest group of equal scores next to the optimum. */
static void find_ties(const PsEvaluation *evaluation, const int *order, int count, PsBuf *cautions)
{
    const PsDetection *detections = evaluation->predictions->detections;
    double t = evaluation->optimum.confidence;
    PsCaution worst = {.kind = PS_CAUTION_TIES, .count = LEAST_TIES - 1};
    int kept = 0;
    for (int i = 0, start = 0; i < count; i++) {
        const PsDetection *here = &detections[order[i]];
        if (here->score >= t) kept = i + 1;
        if (here->score != detections[order[start]].score) start = i;
        if (fabs(here->score - t) > NEAR || i - start + 1 <= worst.count) continue;
        worst.count = i - start + 1;
        worst.low = worst.high = here->score;
    }
    if (worst.low == 0 || worst.count < TIE_SHARE * kept) return;
    worst.class_index = -1;
    bool one_class = true;
    for (int i = 0; i < count; i++) {
        const PsDetection *here = &detections[order[i]];
        if (here->score != worst.low) continue;
        if (worst.class_index < 0) worst.class_index = here->class_index;
        one_class &= worst.class_index == here->class_index;
    }
    if (!one_class) worst.class_index = -1;
    add_caution(cautions, worst);
}

static int correct_from(const PsEvaluation *evaluation, const int *order, int count, double t)
{
    int correct = 0;
    for (int i = 0; i < count; i++) {
        if (evaluation->predictions->detections[order[i]].score < t) break;
        correct += evaluation->verdicts[order[i]].object >= 0;
    }
    return correct;
}

/* A class of 20 objects or more that loses half its recall just above the optimum. */
static void find_lost_classes(const PsEvaluation *evaluation, const PsByClass *by_class,
                              PsBuf *cautions)
{
    double t = evaluation->optimum.confidence;
    for (int c = 0; c < evaluation->dataset->class_count; c++) {
        int objects = evaluation->dataset->classes[c].object_count;
        const int *order = by_class->order + by_class->first[c];
        int count = by_class->first[c + 1] - by_class->first[c];
        int before = correct_from(evaluation, order, count, t);
        int after = correct_from(evaluation, order, count, t + NEAR);
        if (objects < LEAST_OBJECTS || before * 5 < objects || after * 2 > before) continue;
        add_caution(cautions, (PsCaution){PS_CAUTION_CLASS_LOST, c, before - after, t, t + NEAR,
                                          (double)before / objects, (double)after / objects});
    }
}

void ps_find_cautions(PsEvaluation *evaluation, const PsByClass *by_class)
{
    if (!evaluation->optimum.exists) return;
    int count = evaluation->predictions->detection_count;
    const int *order = by_class->falling;
    PsBuf cautions = PS_BUF;
    find_ties(evaluation, order, count, &cautions);
    PsArena *scratch = ps_arena_new();
    PsSteps steps =
        make_steps(evaluation, order, count, countable_objects(evaluation->dataset), scratch);
    find_second_run(&evaluation->optimum, &steps, &cautions);
    ps_arena_free(scratch);
    find_lost_classes(evaluation, by_class, &cautions);
    evaluation->caution_count = (int)PS_BUF_COUNT(&cautions, PsCaution);
    evaluation->cautions = ps_arena_copy(evaluation->arena, cautions.data, cautions.length);
    ps_buf_free(&cautions);
}
