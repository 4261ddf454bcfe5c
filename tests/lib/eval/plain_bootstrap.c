/* One resample at a time, without vectors: what the bootstrap's figures and choices must equal to
   the last bit. */
#include "lib/eval/plain_bootstrap.h"

#include "eval/bootstrap.h"

#include <math.h>
#include <stdlib.h>

static const double SPACING_OF_ONE = 2.220446049250313e-16; /* numpy.spacing(1), as in coco.c */
enum { IOU50 = 0, IOU75 = 5 };

/* The end of a run: true positives so far, and detections that count. */
typedef struct Hit {
    int found, seen;
} Hit;

static void sum_shares(const PsLists *lists, const int *weights, int *totals)
{
    for (int i = 0; i < lists->image_count; i++) {
        if (weights[i] == 0) continue;
        for (size_t s = lists->first_share[i]; s < lists->first_share[i + 1]; s++) {
            const PsShare *share = &lists->shares[s];
            int *sums = totals + share->class_index * PS_SUMS;
            for (int k = 0; k < PS_SUMS; k++) sums[k] += weights[i] * share->sums[k];
        }
    }
}

PsCounts plain_counts(const PsCounts *images, const int *weights, int count)
{
    PsCounts sum = {0};
    for (int i = 0; i < count; i++) {
        for (int n = 0; n < weights[i]; n++) {
            sum.correct += images[i].correct;
            sum.misclassified += images[i].misclassified;
            sum.false_positive += images[i].false_positive;
            sum.missed += images[i].missed;
            sum.mistaken += images[i].mistaken;
        }
    }
    return sum;
}

int plain_level(int found, int objects)
{
    int level = 0;
    while (found > 0 && level < PS_COCO_RECALLS && level * 0.01 <= (double)found / objects) level++;
    return level;
}

/* seen[mark], from mark 0 on. */
static void sum_events(const uint32_t *events, size_t count, const int *weights, int *seen)
{
    int sum = 0;
    *seen++ = 0;
    for (size_t e = 0; e < count; e++) {
        sum += weights[events[e] >> 1];
        *seen = sum;
        seen += events[e] & 1;
    }
}

/* The ends of the runs of hits that were drawn, from hits[1] on; returns how many. */
static size_t collect_hits(const PsRun *runs, size_t count, const int *seen, Hit *hits)
{
    int found = 0, ignored = 0;
    size_t at = 1;
    for (size_t i = 0; i < count; i++) {
        int end = seen[runs[i].to >> 1], weight = end - seen[runs[i].from];
        if (runs[i].to & 1) {
            ignored += weight;
        } else if (weight > 0) {
            found += weight;
            hits[at++] = (Hit){found, end - ignored};
        }
    }
    return at - 1;
}

/* Sum of the envelope over the recall levels, from the last hit to the first; hits[0] is none. */
static double sum_envelope(const Hit *hits, size_t count, int objects)
{
    double envelope = 0, sum = 0;
    int level = plain_level(hits[count].found, objects);
    for (size_t i = count; i > 0; i--) {
        double precision = hits[i].found / (hits[i].seen + SPACING_OF_ONE);
        int below = plain_level(hits[i - 1].found, objects);
        envelope = precision > envelope ? precision : envelope;
        sum += (level - below) * envelope;
        level = below;
    }
    return sum;
}

/* Sums over classes, and over how many. */
typedef struct Sums {
    double precision[PS_COCO_AREAS], precision50, precision75, recall[PS_RECALLS];
    int classes[PS_COCO_AREAS];
} Sums;

static void add_recalls(const PsLane *lane, const int *totals, Sums *sums)
{
    int objects = totals[PS_SUM_IN_AREA + lane->range];
    int from = lane->range ? 2 + lane->range : 0, to = lane->range ? from : 2;
    for (int k = from; k <= to; k++) {
        sums->recall[k] += (double)totals[PS_SUM_FOUND + k] / objects / PS_COCO_IOUS;
    }
}

static void add_lane(const PsLists *lists, const PsLane *lane, const int *weights,
                     PlainFigures *plain, Sums *sums)
{
    const int *totals = plain->totals + lane->class_index * PS_SUMS;
    int objects = totals[PS_SUM_IN_AREA + lane->range];
    if (objects == 0) return;
    sums->classes[lane->range]++;
    add_recalls(lane, totals, sums);
    int *seen = calloc(lists->most_events + 2, sizeof *seen);
    Hit *hits = calloc(lists->most_runs + 2, sizeof *hits);
    sum_events(lists->events + lane->first_event, lane->event_count, weights, seen);
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        size_t first = lane->first_run[t], count = lane->first_run[t + 1] - first;
        count = collect_hits(lists->runs + first, count, seen, hits);
        double sum = sum_envelope(hits, count, objects);
        sums->precision[lane->range] += sum;
        if (lane->range > 0) continue;
        if (t == IOU50) plain->class_ap50[lane->class_index] = sum / PS_COCO_RECALLS;
        if (t == IOU50) sums->precision50 += sum;
        if (t == IOU75) sums->precision75 += sum;
    }
    free(seen);
    free(hits);
}

static double mean(double sum, int count)
{
    return count ? sum / count : NAN;
}

static void fill_figures(const Sums *sums, double *figures)
{
    figures[PS_AP50] = mean(sums->precision50 / PS_COCO_RECALLS, sums->classes[0]);
    figures[PS_AP75] = mean(sums->precision75 / PS_COCO_RECALLS, sums->classes[0]);
    for (int a = 0; a < PS_COCO_AREAS; a++) {
        double precision = sums->precision[a] / (PS_COCO_IOUS * PS_COCO_RECALLS);
        figures[a ? PS_AP_SMALL + a - 1 : PS_AP] = mean(precision, sums->classes[a]);
    }
    for (int k = 0; k < PS_RECALLS; k++) {
        figures[PS_AR1 + k] = mean(sums->recall[k], sums->classes[k < 3 ? 0 : k - 2]);
    }
}

PlainFigures plain_figures(const PsLists *lists, const int *weights, PsArena *arena)
{
    PlainFigures plain = {.class_ap50 = PS_ARRAY(arena, double, lists->class_count),
                          .totals = PS_ARRAY(arena, int, (size_t)lists->class_count *PS_SUMS)};
    Sums sums = {0};
    sum_shares(lists, weights, plain.totals);
    for (int c = 0; c < lists->class_count; c++) plain.class_ap50[c] = NAN;
    for (int i = 0; i < lists->lane_count; i++) {
        add_lane(lists, &lists->lanes[i], weights, &plain, &sums);
    }
    fill_figures(&sums, plain.figures);
    return plain;
}

/* ---- the best confidence ---- */

PlainSteps plain_steps(const PsEvaluation *evaluation, const PsByClass *by_class,
                       const int *weights, PsArena *arena)
{
    const PsPredictions *predictions = evaluation->predictions;
    int count = predictions->detection_count;
    PlainSteps plain = {.scores = PS_ARRAY(arena, double, count),
                        .kept = PS_ARRAY(arena, int, count),
                        .correct = PS_ARRAY(arena, int, count)};
    for (int i = 0, kept = 0, correct = 0; i < count; i++) {
        const PsDetection *here = &predictions->detections[by_class->falling[i]];
        const PsVerdict *verdict = &evaluation->verdicts[by_class->falling[i]];
        bool new = plain.count == 0 || plain.scores[plain.count - 1] != here->score;
        plain.count += new;
        if (!verdict->ignored) {
            kept += weights[here->image];
            correct += verdict->object >= 0 ? weights[here->image] : 0;
        }
        plain.scores[plain.count - 1] = here->score;
        plain.kept[plain.count - 1] = kept;
        plain.correct[plain.count - 1] = correct;
    }
    for (int g = 0; g < evaluation->dataset->object_count; g++) {
        const PsObject *object = &evaluation->dataset->objects[g];
        plain.objects += object->crowd ? 0 : weights[object->image];
    }
    return plain;
}
