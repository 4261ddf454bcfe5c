/* COCO's figures of a resample, as if each image stood there as often as it was drawn, its copies
   side by side: no matching, no sorting. Precision rises along a run of true positives, so the
   envelope of coco.c needs the end of the run alone, with all the recall levels that the run
   passes; copies of a true positive are part of its run. */
#include "eval/bootstrap.h"

#include <math.h>
#include <string.h>

static const double SPACING_OF_ONE = 2.220446049250313e-16; /* numpy.spacing(1), as in coco.c */
enum { IOU50 = 0, IOU75 = 5 };

/* The end of a run: true positives so far, and detections that count. */
typedef struct PsHit {
    int found, seen;
} Hit;

PsBench *ps_bench_new(const PsLists *lists, PsArena *arena)
{
    PsBench *bench = PS_NEW(arena, PsBench);
    bench->class_ap50 = PS_ARRAY(arena, double, lists->class_count);
    bench->totals = PS_ARRAY(arena, int, (size_t)lists->class_count *PS_SUMS);
    bench->seen = PS_ARRAY(arena, int, lists->most_events + 2);
    bench->hits = PS_ARRAY(arena, Hit, lists->most_runs + 2);
    bench->levels = (PsBuf)PS_BUF;
    return bench;
}

void ps_bench_free(PsBench *bench)
{
    ps_buf_free(&bench->levels);
}

static void sum_shares(const PsLists *lists, const int *weights, int *totals)
{
    memset(totals, 0, sizeof *totals * (size_t)lists->class_count * PS_SUMS);
    for (int i = 0; i < lists->image_count; i++) {
        if (weights[i] == 0) continue;
        for (size_t s = lists->first_share[i]; s < lists->first_share[i + 1]; s++) {
            const PsShare *share = &lists->shares[s];
            int *sums = totals + share->class_index * PS_SUMS;
            for (int k = 0; k < PS_SUMS; k++) sums[k] += weights[i] * share->sums[k];
        }
    }
}

/* The least number of objects found that reaches recall level r > 0, r * 0.01 of `objects` as
   doubles compare: where r % is met exactly, r * 0.01 may still be a bit more than r / 100. */
static int64_t found_for_level(int r, int objects)
{
    int64_t hundredfold = (int64_t)r * objects, least = (hundredfold + 99) / 100;
    if (least * 100 == hundredfold && r < 100 && r / 100.0 < r * 0.01) least++;
    return least;
}

/* levels[found]: how many of the 101 recall levels are reached; level 0 is by the first hit. */
static const unsigned char *fill_levels(PsBuf *levels, int objects)
{
    ps_buf_reserve(levels, (size_t)objects + 1);
    unsigned char *reached = (unsigned char *)levels->data;
    int r = 0;
    int64_t next = 1;
    reached[0] = 0;
    for (int found = 1; found <= objects; found++) {
        while (next <= found && r < PS_COCO_RECALLS) next = found_for_level(++r, objects);
        reached[found] = (unsigned char)r;
    }
    return reached;
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

/* The ends of the runs of hits that were drawn, from hits[1] on; returns how many. No branches:
   what is drawn is chance. */
static size_t collect_hits(const PsRun *runs, size_t count, const int *seen, Hit *hits)
{
    int found = 0, ignored = 0;
    size_t at = 1;
    for (size_t i = 0; i < count; i++) {
        int end = seen[runs[i].to >> 1];
        int weight = end - seen[runs[i].from];
        int out = weight & -(int)(runs[i].to & 1);
        ignored += out;
        found += weight - out;
        hits[at].found = found;
        hits[at].seen = end - ignored;
        at += weight > out;
    }
    return at - 1;
}

/* Sum of the envelope over the recall levels, from the last hit to the first; hits[0] is none. */
static double sum_envelope(const Hit *hits, size_t count, const unsigned char *levels)
{
    double envelope = 0, sum = 0;
    int level = levels[hits[count].found];
    for (size_t i = count; i > 0; i--) {
        double precision = hits[i].found / (hits[i].seen + SPACING_OF_ONE);
        int below = levels[hits[i - 1].found];
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

static void add_lane(const PsLists *lists, const PsLane *lane, const int *weights, PsBench *bench,
                     Sums *sums)
{
    const int *totals = bench->totals + lane->class_index * PS_SUMS;
    int objects = totals[PS_SUM_IN_AREA + lane->range];
    if (objects == 0) return;
    sums->classes[lane->range]++;
    add_recalls(lane, totals, sums);
    sum_events(lists->events + lane->first_event, lane->event_count, weights, bench->seen);
    const unsigned char *levels = fill_levels(&bench->levels, objects);
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        size_t first = lane->first_run[t], count = lane->first_run[t + 1] - first;
        count = collect_hits(lists->runs + first, count, bench->seen, bench->hits);
        double sum = sum_envelope(bench->hits, count, levels);
        sums->precision[lane->range] += sum;
        if (lane->range > 0) continue;
        if (t == IOU50) bench->class_ap50[lane->class_index] = sum / PS_COCO_RECALLS;
        if (t == IOU50) sums->precision50 += sum;
        if (t == IOU75) sums->precision75 += sum;
    }
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

void ps_weighted_figures(const PsLists *lists, const int *weights, PsBench *bench)
{
    Sums sums = {0};
    sum_shares(lists, weights, bench->totals);
    for (int c = 0; c < lists->class_count; c++) bench->class_ap50[c] = NAN;
    for (int i = 0; i < lists->lane_count; i++) {
        add_lane(lists, &lists->lanes[i], weights, bench, &sums);
    }
    fill_figures(&sums, bench->figures);
}

PsCounts ps_weighted_class(const PsBench *bench, int class_index)
{
    const int *totals = bench->totals + class_index * PS_SUMS;
    return (PsCounts){.correct = totals[PS_SUM_CORRECT],
                      .false_positive = totals[PS_SUM_KEPT] - totals[PS_SUM_CORRECT],
                      .missed = totals[PS_SUM_OBJECTS] - totals[PS_SUM_CORRECT]};
}
