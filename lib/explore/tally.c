/* What the model did on each image; sums over groups of images, and what comes of them. */
#include "explore/groups.h"

#include "base/statistics.h"

#include <math.h>

static const double discovery = 0.10, least_difference = 0.05;
enum { LEAST_OBJECTS = 20, DRAWS = 9999, LEAST_DRAWS = 999 };
static const double most_swaps = 5e7;

/* A box that is wrong at this IoU although right at 0.5 is off its place. */
static PsFault fault_of(const PsEvaluation *evaluation, int detection)
{
    PsFault fault = (PsFault)evaluation->faults.of_detection[detection];
    return fault == PS_FAULT_NONE ? PS_FAULT_PLACE : fault;
}

/* An object beside a misplaced box is one error, not two. */
static void count_missed(PsTally *tally)
{
    int missed = tally->counts.missed - tally->errors[PS_FAULT_PLACE];
    tally->errors[PS_FAULT_MISSED] = missed > 0 ? missed : 0;
}

PsTally *ps_tally_images(const PsEvaluation *evaluation, PsArena *arena)
{
    const PsPredictions *predictions = evaluation->predictions;
    int images = evaluation->dataset->image_count, k = evaluation->optimal_index;
    PsTally *tallies = PS_ARRAY(arena, PsTally, images);
    for (int d = 0; d < predictions->detection_count; d++) {
        PsOutcome outcome = ps_detection_outcome(evaluation, d, k, NULL);
        if (outcome != PS_MISCLASSIFIED && outcome != PS_FALSE_POSITIVE) continue;
        tallies[predictions->detections[d].image].errors[fault_of(evaluation, d)]++;
    }
    for (int i = 0; i < images; i++) {
        tallies[i].counts = ps_image_counts(evaluation, i, k);
        count_missed(&tallies[i]);
    }
    return tallies;
}

double ps_f1_of(long correct, long both)
{
    return both > 0 ? 2.0 * (double)correct / (double)both : (double)NAN;
}

int ps_least_images(int all)
{
    int share = (all + 49) / 50;
    return share > 8 ? share : 8;
}

static PsCounts without(PsCounts all, PsCounts part)
{
    return (PsCounts){.correct = all.correct - part.correct,
                      .misclassified = all.misclassified - part.misclassified,
                      .false_positive = all.false_positive - part.false_positive,
                      .missed = all.missed - part.missed,
                      .ignored = all.ignored - part.ignored,
                      .mistaken = all.mistaken - part.mistaken};
}

static void sum_group(const PsTally *tallies, PsGroup *group)
{
    int errors[PS_FAULT_KINDS] = {0};
    for (int i = 0; i < group->image_count; i++) {
        const PsTally *tally = &tallies[group->images[i]];
        ps_counts_add(&group->counts, tally->counts);
        for (int kind = 0; kind < PS_FAULT_KINDS; kind++) errors[kind] += tally->errors[kind];
    }
    for (int kind = PS_FAULT_CLASS; kind < PS_FAULT_KINDS; kind++) {
        group->error_count += errors[kind];
        if (errors[kind] <= group->fault_count) continue;
        group->fault = (PsFault)kind;
        group->fault_count = errors[kind];
    }
    PsCounts counts = group->counts;
    group->objects = counts.correct + counts.misclassified + counts.missed;
    group->precision = ps_precision(counts);
    group->recall = ps_recall(counts);
    group->f1 = ps_f1(counts);
}

/* With the rest's rates at the group's number of objects, all images together have the rest's F1:
   correct, kept and objects grow by the same factor. */
static void set_against(const PsFamily *family, PsCounts all, PsGroup *group)
{
    group->f1_rest = ps_f1(without(all, group->counts));
    double gain = group->f1_rest - ps_f1(all);
    group->gain = gain > 0 ? gain : 0;
    group->tested = group->image_count >= ps_least_images(family->universe_count) &&
                    group->objects >= LEAST_OBJECTS && !isnan(group->f1) && !isnan(group->f1_rest);
    group->p = group->q = NAN;
}

/* Permutations are dear for many images, and needed less. */
static int draws_for(int images)
{
    double affordable = most_swaps / images;
    return affordable > DRAWS ? DRAWS : affordable < LEAST_DRAWS ? LEAST_DRAWS : (int)affordable;
}

/* Both directions of all tested groups are one family of hypotheses, so that the rate of false
   alarms of either kind is what it is said to be. */
static void judge(const PsFamily *family, const double *worse, const double *better)
{
    PsArena *scratch = ps_arena_new();
    double *p = PS_ARRAY(scratch, double, 2 * family->group_count);
    double *q = PS_ARRAY(scratch, double, 2 * family->group_count);
    int count = 0;
    for (int g = 0; g < family->group_count; g++) {
        if (!family->groups[g].tested) continue;
        p[count++] = worse[g];
        p[count++] = better[g];
    }
    ps_false_discovery(p, count, q);
    count = 0;
    for (int g = 0; g < family->group_count; g++) {
        PsGroup *group = &family->groups[g];
        if (!group->tested) continue;
        double difference = group->f1_rest - group->f1;
        group->p = difference >= 0 ? worse[g] : better[g];
        group->q = difference >= 0 ? q[count] : q[count + 1];
        count += 2;
        if (group->q > discovery || fabs(difference) < least_difference) continue;
        group->finding = difference > 0 ? PS_WORSE : PS_BETTER;
    }
    ps_arena_free(scratch);
}

void ps_compare_groups(const PsFamily *family)
{
    PsArena *scratch = ps_arena_new();
    PsCounts all = {0};
    double *worse = PS_ARRAY(scratch, double, family->group_count);
    double *better = PS_ARRAY(scratch, double, family->group_count);
    for (int i = 0; i < family->universe_count; i++) {
        ps_counts_add(&all, family->tallies[family->universe[i]].counts);
    }
    for (int g = 0; g < family->group_count; g++) {
        PsGroup *group = &family->groups[g];
        sum_group(family->tallies, group);
        set_against(family, all, group);
        group->interval = ps_group_interval(family->tallies, group, family->seed + (uint64_t)g);
    }
    ps_permute(family, draws_for(family->universe_count), worse, better);
    judge(family, worse, better);
    ps_arena_free(scratch);
}
