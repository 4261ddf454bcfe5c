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

/* One step for each distinct score, falling. */
static PsBuf make_steps(const PsEvaluation *evaluation, const int *order, int count)
{
    const PsDetection *detections = evaluation->predictions->detections;
    PsBuf steps = PS_BUF;
    PsStep step = {0};
    for (int i = 0; i < count; i++) {
        const PsVerdict *verdict = &evaluation->verdicts[order[i]];
        step.kept += !verdict->ignored;
        step.correct += verdict->object >= 0;
        step.score = detections[order[i]].score;
        if (i + 1 < count && detections[order[i + 1]].score == step.score) continue;
        step.next = i + 1 < count ? detections[order[i + 1]].score : fmin(0, step.score);
        PS_BUF_PUSH(&steps, step);
    }
    return steps;
}

static void rate_steps(PsStep *steps, int count, int objects)
{
    for (int i = 0; i < count; i++) {
        int both = steps[i].kept + objects;
        steps[i].f1 = both ? 2.0 * steps[i].correct / both : NAN;
    }
}

typedef struct Run {
    int first, last; /* steps, falling in score */
    double width;
} Run;

static double width_of(const PsStep *steps, int first, int last)
{
    return steps[first].score - steps[last].next;
}

static Run run_around(const PsStep *steps, int count, int at, double least)
{
    Run run = {at, at, 0};
    while (run.first > 0 && steps[run.first - 1].f1 >= least) run.first--;
    while (run.last + 1 < count && steps[run.last + 1].f1 >= least) run.last++;
    run.width = width_of(steps, run.first, run.last);
    return run;
}

/* The widest run that holds a maximum; of equal ones, that of the lowest thresholds. */
static Run best_run(const PsStep *steps, int count, double best)
{
    Run chosen = {-1, -1, -1};
    for (int i = 0; i < count; i++) {
        if (!(steps[i].f1 >= best)) continue;
        Run run = run_around(steps, count, i, best - TOLERANCE);
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

static void fill_rates(PsOptimum *optimum, const PsStep *steps, int count, int objects)
{
    int at = -1;
    while (at + 1 < count && steps[at + 1].score >= optimum->confidence) at++;
    PsCounts counts = {0};
    if (at >= 0) {
        counts.correct = steps[at].correct;
        counts.false_positive = steps[at].kept - steps[at].correct;
    }
    counts.missed = objects - counts.correct;
    optimum->precision = ps_precision(counts);
    optimum->recall = ps_recall(counts);
    optimum->f1 = ps_f1(counts);
}

PsOptimum ps_choose_optimum(PsStep *steps, int count, int objects)
{
    PsOptimum optimum = {0};
    rate_steps(steps, count, objects);
    for (int i = 0; i < count; i++) {
        if (steps[i].f1 > optimum.best_f1) {
            optimum.best_f1 = steps[i].f1;
            optimum.best_confidence = steps[i].score;
        }
    }
    if (optimum.best_f1 <= 0) return optimum;
    Run run = best_run(steps, count, optimum.best_f1);
    optimum.exists = true;
    optimum.plateau_low = steps[run.last].next;
    optimum.plateau_high = steps[run.first].score;
    optimum.confidence = snap(optimum.plateau_low, optimum.plateau_high);
    fill_rates(&optimum, steps, count, objects);
    return optimum;
}

static PsOptimum optimum_of(const PsEvaluation *evaluation, const int *order, int count,
                            int objects)
{
    PsBuf steps = make_steps(evaluation, order, count);
    PsOptimum optimum =
        ps_choose_optimum(PS_BUF_ITEMS(&steps, PsStep), (int)PS_BUF_COUNT(&steps, PsStep), objects);
    ps_buf_free(&steps);
    return optimum;
}

static int countable_objects(const PsDataset *dataset)
{
    return dataset->object_count - dataset->crowd_count;
}

void ps_find_optima(PsEvaluation *evaluation, const PsByClass *by_class)
{
    const PsDataset *dataset = evaluation->dataset;
    evaluation->optimum =
        optimum_of(evaluation, by_class->falling, evaluation->predictions->detection_count,
                   countable_objects(dataset));
    evaluation->class_optima = PS_ARRAY(evaluation->arena, PsOptimum, dataset->class_count);
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
static void find_second_run(const PsOptimum *optimum, const PsStep *steps, int count,
                            PsBuf *cautions)
{
    Run second = {-1, -1, 0.005};
    for (int i = 0; i < count; i++) {
        if (!(steps[i].f1 >= optimum->best_f1 - TOLERANCE)) continue;
        Run run = run_around(steps, count, i, optimum->best_f1 - TOLERANCE);
        i = run.last;
        if (steps[run.first].score == optimum->plateau_high) continue;
        if (run.width > second.width) second = run;
    }
    if (second.first < 0) return;
    add_caution(cautions, (PsCaution){PS_CAUTION_SECOND_RUN, -1, 0, steps[second.last].next,
                                      steps[second.first].score, 0, 0});
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
    PsBuf steps = make_steps(evaluation, order, count);
    int step_count = (int)PS_BUF_COUNT(&steps, PsStep);
    rate_steps(PS_BUF_ITEMS(&steps, PsStep), step_count, countable_objects(evaluation->dataset));
    find_second_run(&evaluation->optimum, PS_BUF_ITEMS(&steps, PsStep), step_count, &cautions);
    find_lost_classes(evaluation, by_class, &cautions);
    evaluation->caution_count = (int)PS_BUF_COUNT(&cautions, PsCaution);
    evaluation->cautions = ps_arena_copy(evaluation->arena, cautions.data, cautions.length);
    ps_buf_free(&steps);
    ps_buf_free(&cautions);
}
