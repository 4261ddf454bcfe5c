/* The best confidence chosen anew in each resample, by the rule of optimum.c on weighted counts. */
#include "eval/bootstrap.h"

#include <math.h>

/* A step for each distinct score makes the choice exact. Where there are more scores than this,
   steps hold about equal numbers of detections, at most 0.01 % of them: far less than what a
   resample moves. Counts stay exact at the score of each step. */
enum { MOST_STEPS = 20000 };

struct PsChoice {
    uint32_t *events; /* detections not ignored, in falling score: image * 2 + correct */
    int *ends;        /* events up to the end of each step */
    PsStep *steps;
    int step_count;
    int *objects; /* one an image, crowds apart */
    int image_count;
};

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

static void add_step(PsChoice *choice, double score, int end)
{
    int s = choice->step_count++;
    choice->ends[s] = end;
    choice->steps[s] = (PsStep){.score = score, .next = fmin(0, score)};
    if (s > 0) choice->steps[s - 1].next = score;
}

/* A step ends where the score changes, and not before it holds its share. */
static void fill_steps(PsChoice *choice, const PsEvaluation *evaluation, const int *falling,
                       int share)
{
    const PsDetection *detections = evaluation->predictions->detections;
    int count = evaluation->predictions->detection_count, events = 0, taken = 0;
    for (int i = 0; i < count; i++) {
        const PsVerdict *verdict = &evaluation->verdicts[falling[i]];
        const PsDetection *here = &detections[falling[i]];
        if (!verdict->ignored) {
            choice->events[events++] = (uint32_t)here->image * 2 + (verdict->object >= 0);
        }
        taken++;
        bool last = i + 1 == count;
        if (!last && (taken < share || detections[falling[i + 1]].score == here->score)) continue;
        add_step(choice, here->score, events);
        taken = 0;
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
    choice->ends = PS_ARRAY(arena, int, most);
    choice->steps = PS_ARRAY(arena, PsStep, most);
    fill_steps(choice, evaluation, by_class->falling, share);
    return choice;
}

PsStep *ps_choice_steps(const PsChoice *choice, PsArena *arena)
{
    return ps_arena_copy(arena, choice->steps, sizeof *choice->steps * (size_t)choice->step_count);
}

PsOptimum ps_choose_again(const PsChoice *choice, const int *weights, PsStep *steps)
{
    int kept = 0, correct = 0, objects = 0;
    for (int s = 0, e = 0; s < choice->step_count; s++) {
        for (; e < choice->ends[s]; e++) {
            int weight = weights[choice->events[e] >> 1];
            kept += weight;
            correct += weight & -(int)(choice->events[e] & 1);
        }
        steps[s].kept = kept;
        steps[s].correct = correct;
    }
    for (int i = 0; i < choice->image_count; i++) objects += weights[i] * choice->objects[i];
    return ps_choose_optimum(steps, choice->step_count, objects);
}

/* After the first `count` steps. */
static PsCounts counts_after(const PsStep *steps, int count, int objects)
{
    int correct = count > 0 ? steps[count - 1].correct : 0;
    int kept = count > 0 ? steps[count - 1].kept : 0;
    return (PsCounts){
        .correct = correct, .false_positive = kept - correct, .missed = objects - correct};
}

PsCounts ps_step_counts(const PsChoice *choice, const PsStep *steps, int objects, double confidence)
{
    int low = 0, high = choice->step_count; /* scores fall */
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (steps[middle].score >= confidence)
            low = middle + 1;
        else
            high = middle;
    }
    return counts_after(steps, low, objects);
}

void ps_sweep_f1(const PsChoice *choice, const PsStep *steps, int objects, const double *thresholds,
                 int count, double *f1)
{
    int s = 0; /* steps kept so far: scores fall, so thresholds are walked from the highest */
    for (int k = count - 1; k >= 0; k--) {
        while (s < choice->step_count && steps[s].score >= thresholds[k]) s++;
        f1[k] = ps_f1(counts_after(steps, s, objects));
    }
}

/* Events of the steps whose score is at least t. */
static int kept_events(const PsChoice *choice, double t)
{
    int s = choice->step_count;
    while (s > 0 && choice->steps[s - 1].score < t) s--;
    return s > 0 ? choice->ends[s - 1] : 0;
}

double ps_f1_elsewhere(const PsChoice *choice, const int *weights, double confidence)
{
    PsCounts counts = {0};
    int kept = 0, count = kept_events(choice, confidence);
    for (int e = 0; e < count; e++) {
        int out = weights[choice->events[e] >> 1] == 0;
        kept += out;
        counts.correct += out & (int)(choice->events[e] & 1);
    }
    counts.false_positive = kept - counts.correct;
    counts.missed = -counts.correct;
    for (int i = 0; i < choice->image_count; i++) {
        counts.missed += weights[i] == 0 ? choice->objects[i] : 0;
    }
    return ps_f1(counts);
}
