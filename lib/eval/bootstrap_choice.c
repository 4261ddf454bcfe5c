/* The best confidence chosen anew in each resample, by the rule of optimum.c on weighted counts. */
#include "eval/bootstrap.h"

#include <math.h>
#include <string.h>

/* A step for each distinct score makes the choice exact. Where there are more scores than this,
   steps hold about equal numbers of detections, at most 0.01 % of them: far less than what a
   resample moves. Counts stay exact at the score of each step. */
enum { MOST_STEPS = 20000 };

/* The best F1 is kept of so many steps together: only where it is the best of all, each of them is
   looked at again. */
enum { STRETCH = 64 };

/* Events of a step: detections not ignored, those that are not correct first. */
typedef struct Step {
    int wrong_end, end;
} Step;

struct PsChoice {
    uint32_t *events; /* their images */
    Step *steps;
    double *scores; /* of each step, falling */
    int step_count;
    int *objects; /* one an image, crowds apart */
    int image_count;
    int *kept_steps; /* [threshold] */
    int threshold_count;
};

struct PsChooser {
    PsCount8 *correct, *kept; /* [step] */
    PsReal8 *best;            /* [stretch of steps]: the best F1 in it */
    PsCount8 objects;
};

/* ---- what is gathered once ---- */

static int *count_objects(const PsDataset *dataset, PsArena *arena)
{
    int *objects = PS_ARRAY(arena, int, dataset->image_count);
    for (int g = 0; g < dataset->object_count; g++) {
        objects[dataset->objects[g].image] += !dataset->objects[g].crowd;
    }
    return objects;
}

static int count_scores(const PsDetection *detections, const int *falling, int count)
{
    int scores = count > 0;
    for (int i = 1; i < count; i++) {
        scores += detections[falling[i]].score != detections[falling[i - 1]].score;
    }
    return scores;
}

/* Appends the images of those detections that are correct, or of those that are not. */
static int add_events(const PsEvaluation *evaluation, const int *order, int count, bool correct,
                      uint32_t *events)
{
    int added = 0;
    for (int i = 0; i < count; i++) {
        const PsVerdict *verdict = &evaluation->verdicts[order[i]];
        if (verdict->ignored || (verdict->object >= 0) != correct) continue;
        events[added++] = (uint32_t)evaluation->predictions->detections[order[i]].image;
    }
    return added;
}

static void add_step(PsChoice *choice, const PsEvaluation *evaluation, const int *order, int count)
{
    int s = choice->step_count++, end = s > 0 ? choice->steps[s - 1].end : 0;
    Step *step = &choice->steps[s];
    step->wrong_end = end + add_events(evaluation, order, count, false, choice->events + end);
    step->end = step->wrong_end +
                add_events(evaluation, order, count, true, choice->events + step->wrong_end);
    choice->scores[s] = evaluation->predictions->detections[order[count - 1]].score;
}

/* A step ends where the score changes, and not before it holds its share. */
static void fill_steps(PsChoice *choice, const PsEvaluation *evaluation, const int *falling,
                       int share)
{
    const PsDetection *detections = evaluation->predictions->detections;
    int count = evaluation->predictions->detection_count;
    for (int i = 1, start = 0; i <= count; i++) {
        bool goes_on = i < count && (i - start < share || detections[falling[i]].score ==
                                                              detections[falling[i - 1]].score);
        if (goes_on) continue;
        add_step(choice, evaluation, falling + start, i - start);
        start = i;
    }
}

static void find_kept_steps(PsChoice *choice, const PsEvaluation *evaluation, PsArena *arena)
{
    PsSteps steps = {.scores = choice->scores, .count = choice->step_count};
    choice->threshold_count = evaluation->threshold_count;
    choice->kept_steps = PS_ARRAY(arena, int, evaluation->threshold_count);
    for (int k = 0; k < evaluation->threshold_count; k++) {
        choice->kept_steps[k] = ps_steps_from(&steps, evaluation->thresholds[k]);
    }
}

PsChoice *ps_choice_new(const PsEvaluation *evaluation, const PsByClass *by_class, PsArena *arena)
{
    const PsPredictions *predictions = evaluation->predictions;
    int count = predictions->detection_count;
    int scores = count_scores(predictions->detections, by_class->falling, count);
    int share = scores > MOST_STEPS ? count / MOST_STEPS + 1 : 1;
    int most = scores < MOST_STEPS ? scores : MOST_STEPS;
    PsChoice *choice = PS_NEW(arena, PsChoice);
    choice->image_count = evaluation->dataset->image_count;
    choice->objects = count_objects(evaluation->dataset, arena);
    choice->events = PS_ARRAY(arena, uint32_t, count);
    choice->steps = PS_ARRAY(arena, Step, most);
    choice->scores = PS_ARRAY(arena, double, most);
    fill_steps(choice, evaluation, by_class->falling, share);
    find_kept_steps(choice, evaluation, arena);
    return choice;
}

PsChooser *ps_chooser_new(const PsChoice *choice, PsArena *arena)
{
    PsChooser *chooser = PS_NEW(arena, PsChooser);
    chooser->correct = PS_ARRAY(arena, PsCount8, choice->step_count);
    chooser->kept = PS_ARRAY(arena, PsCount8, choice->step_count);
    chooser->best = PS_ARRAY(arena, PsReal8, choice->step_count / STRETCH + 1);
    return chooser;
}

/* ---- choosing ---- */

static void sum_objects(const PsChoice *choice, const PsCount8 *weights, PsCount8 *objects)
{
    PsQuad sums[PS_QUADS] = {{0}};
    for (int i = 0; i < choice->image_count; i++) {
        for (int q = 0; q < PS_QUADS; q++) sums[q] += weights[i].quads[q] * choice->objects[i];
    }
    memcpy(objects, sums, sizeof sums);
}

static void sum_steps(const PsChoice *choice, const PsCount8 *weights, PsChooser *chooser)
{
    PsQuad wrong[PS_QUADS] = {{0}}, correct[PS_QUADS] = {{0}};
    for (int s = 0, e = 0; s < choice->step_count; s++) {
        for (; e < choice->steps[s].wrong_end; e++) {
            for (int q = 0; q < PS_QUADS; q++) wrong[q] += weights[choice->events[e]].quads[q];
        }
        for (; e < choice->steps[s].end; e++) {
            for (int q = 0; q < PS_QUADS; q++) correct[q] += weights[choice->events[e]].quads[q];
        }
        for (int q = 0; q < PS_QUADS; q++) {
            chooser->correct[s].quads[q] = correct[q];
            chooser->kept[s].quads[q] = wrong[q] + correct[q];
        }
    }
}

/* ps_step_f1 of all resamples, without its branch: 0 / 0 is NaN, and no NaN is greater. */
static void rate_stretch(const PsChooser *chooser, int from, int to, PsReal8 *best)
{
    PsReal8 most = {{0}};
    for (int s = from; s < to; s++) {
        for (int l = 0; l < PS_ABREAST; l++) {
            double f1 =
                2.0 * chooser->correct[s].of[l] / (chooser->kept[s].of[l] + chooser->objects.of[l]);
            most.of[l] = f1 > most.of[l] ? f1 : most.of[l];
        }
    }
    *best = most;
}

static PsSteps steps_of(const PsChoice *choice, const PsChooser *chooser, int l)
{
    return (PsSteps){
        choice->scores, &chooser->correct->of[l], &chooser->kept->of[l], choice->step_count,
        PS_ABREAST,     chooser->objects.of[l]};
}

static PsOptimum choose(const PsChoice *choice, const PsChooser *chooser, int l)
{
    PsSteps steps = steps_of(choice, chooser, l);
    double best = 0;
    int from = 0, to = 0;
    for (int s = 0; s < choice->step_count; s += STRETCH) {
        double here = chooser->best[s / STRETCH].of[l];
        if (here > best) from = s;
        if (here >= best) to = s + STRETCH;
        best = here > best ? here : best;
    }
    return ps_optimum_within(&steps, best, from, to < steps.count ? to : steps.count);
}

/* ---- elsewhere ---- */

/* -1 for each resample in which an image was not drawn; 0 otherwise. */
static PsQuad not_drawn(PsQuad weights)
{
    return weights == 0;
}

/* What is kept and correct on the images that were not drawn, up to step ends[l]. */
static void count_elsewhere(const PsChoice *choice, const PsCount8 *weights, const PsCount8 *ends,
                            PsCount8 *kept, PsCount8 *correct)
{
    int most = 0;
    for (int l = 0; l < PS_ABREAST; l++) most = ends->of[l] > most ? ends->of[l] : most;
    PsQuad wrong_sum[PS_QUADS] = {{0}}, correct_sum[PS_QUADS] = {{0}}, here[PS_QUADS];
    for (int s = 0, e = 0; s < most; s++) {
        for (int q = 0; q < PS_QUADS; q++) here[q] = ends->quads[q] > s;
        for (; e < choice->steps[s].wrong_end; e++) {
            const PsCount8 *drawn = &weights[choice->events[e]];
            for (int q = 0; q < PS_QUADS; q++) wrong_sum[q] -= not_drawn(drawn->quads[q]) & here[q];
        }
        for (; e < choice->steps[s].end; e++) {
            const PsCount8 *drawn = &weights[choice->events[e]];
            for (int q = 0; q < PS_QUADS; q++)
                correct_sum[q] -= not_drawn(drawn->quads[q]) & here[q];
        }
    }
    for (int q = 0; q < PS_QUADS; q++) {
        kept->quads[q] = wrong_sum[q] + correct_sum[q];
        correct->quads[q] = correct_sum[q];
    }
}

static PsCount8 objects_elsewhere(const PsChoice *choice, const PsCount8 *weights)
{
    PsCount8 objects = {{0}};
    for (int i = 0; i < choice->image_count; i++) {
        for (int q = 0; q < PS_QUADS; q++) {
            objects.quads[q] += not_drawn(weights[i].quads[q]) & choice->objects[i];
        }
    }
    return objects;
}

static void rate_elsewhere(const PsChoice *choice, const PsCount8 *weights, PsChosen *chosen)
{
    PsSteps steps = {.scores = choice->scores, .count = choice->step_count};
    PsCount8 ends = {{0}}, kept, correct, objects = objects_elsewhere(choice, weights);
    for (int l = 0; l < PS_ABREAST; l++) {
        const PsOptimum *optimum = &chosen->optimum[l];
        if (optimum->exists) ends.of[l] = ps_steps_from(&steps, optimum->confidence);
    }
    count_elsewhere(choice, weights, &ends, &kept, &correct);
    for (int l = 0; l < PS_ABREAST; l++) {
        PsCounts counts = {.correct = correct.of[l],
                           .false_positive = kept.of[l] - correct.of[l],
                           .missed = objects.of[l] - correct.of[l]};
        chosen->elsewhere[l] = chosen->optimum[l].exists ? ps_f1(counts) : NAN;
    }
}

void ps_choose_again(const PsChoice *choice, const PsCount8 *weights, PsChooser *chooser,
                     PsChosen *chosen)
{
    sum_objects(choice, weights, &chooser->objects);
    sum_steps(choice, weights, chooser);
    for (int s = 0; s < choice->step_count; s += STRETCH) {
        int end = s + STRETCH < choice->step_count ? s + STRETCH : choice->step_count;
        rate_stretch(chooser, s, end, &chooser->best[s / STRETCH]);
    }
    for (int l = 0; l < PS_ABREAST; l++) chosen->optimum[l] = choose(choice, chooser, l);
    rate_elsewhere(choice, weights, chosen);
}

void ps_sweep_f1(const PsChoice *choice, const PsChooser *chooser, int l, double *f1)
{
    PsSteps steps = steps_of(choice, chooser, l);
    for (int k = 0; k < choice->threshold_count; k++) {
        f1[k] = ps_f1(ps_step_counts(&steps, choice->kept_steps[k]));
    }
}
