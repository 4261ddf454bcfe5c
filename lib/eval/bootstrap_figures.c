/* COCO's figures of a resample, as if each image stood there as often as it was drawn, its copies
   side by side: no matching, no sorting. Precision rises along a run of true positives, so the
   envelope of coco.c needs the end of the run alone, with all the recall levels that the run
   passes; copies of a true positive are part of its run. A run of which nothing was drawn passes no
   level and lies below the run before it: it changes nothing and need not be left out.
   The inner loops have no branches and a fixed length, for the compiler to make vectors of. */
#include "eval/bootstrap.h"

#include <math.h>
#include <string.h>

static const double SPACING_OF_ONE = 2.220446049250313e-16; /* numpy.spacing(1), as in coco.c */
enum { IOU50 = 0, IOU75 = 5 };

/* The end of a run: true positives so far, detections that count, and recall levels reached. */
typedef struct PsHit {
    PsCount8 found, seen, level;
} Hit;

PsBench *ps_bench_new(const PsLists *lists, PsArena *arena)
{
    PsBench *bench = PS_NEW(arena, PsBench);
    bench->class_ap50 = PS_ARRAY(arena, PsReal8, lists->class_count);
    bench->totals = PS_ARRAY(arena, PsCount8, (size_t)lists->class_count * PS_SUMS);
    bench->seen = PS_ARRAY(arena, PsCount8, lists->most_events + 2);
    bench->hits = PS_ARRAY(arena, Hit, lists->most_runs + 2);
    bench->levels = ps_levels_new(arena);
    return bench;
}

void ps_bench_free(PsBench *bench)
{
    ps_levels_free(bench->levels);
}

static void sum_shares(const PsLists *lists, const PsCount8 *weights, PsCount8 *totals)
{
    memset(totals, 0, sizeof *totals * (size_t)lists->class_count * PS_SUMS);
    for (int i = 0; i < lists->image_count; i++) {
        for (size_t s = lists->first_share[i]; s < lists->first_share[i + 1]; s++) {
            const PsShare *share = &lists->shares[s];
            PsCount8 *sums = totals + share->class_index * PS_SUMS;
            for (int q = 0; q < PS_QUADS; q++) {
                PsQuad weight = weights[i].quads[q];
                for (int k = 0; k < PS_SUMS; k++) sums[k].quads[q] += weight * share->sums[k];
            }
        }
    }
}

/* ---- recall levels ---- */

/* Where r % is met exactly, r * 0.01 may still be a bit more than r / 100, as it is for these: as
   doubles compare, the level is reached by one object more. None has a factor above 10 in common
   with 100, so that they are met exactly by multiples of 10 alone. */
static void correct_levels(unsigned char *levels, int objects)
{
    static const int LATE[] = {35, 41, 47, 57, 69, 70, 82, 83, 94, 95};
    if (objects % 10 != 0) return;
    for (size_t i = 0; i < sizeof LATE / sizeof *LATE; i++) {
        int64_t hundredfold = (int64_t)LATE[i] * objects;
        if (hundredfold % 100 == 0) levels[hundredfold / 100]--;
    }
}

/* 100 * found / objects rounded down, by adding 100 / objects each time. It is rounded up to a
   multiple of 2^-57, so exact quotients are not missed; and what is too much, found * 2^-57 at
   most, is less than the 1 / objects by which others lie below the next integer. */
static void fill_levels(unsigned char *levels, int objects)
{
    enum { BITS = 57 };
    levels[0] = 0;
    if (objects == 0) return;
    uint64_t step = ((uint64_t)100 << BITS) / (uint64_t)objects + 1, at = 0;
    for (int found = 1; found <= objects; found++) {
        at += step;
        levels[found] = (unsigned char)((at >> BITS) + 1);
    }
    correct_levels(levels, objects);
}

/* In resamples a class has few different numbers of objects, so that tables are kept; but not long
   ones, of which there would be many. */
enum { LONGEST_KEPT = 4096 };

struct PsLevels {
    unsigned char *kept[LONGEST_KEPT]; /* by the number of objects; NULL: not made yet */
    PsArena *arena;
    PsBuf longer[PS_ABREAST];
};

PsLevels *ps_levels_new(PsArena *arena)
{
    PsLevels *levels = PS_NEW(arena, PsLevels);
    levels->arena = ps_arena_new(); /* filled by one worker: the other arena is of all */
    for (int l = 0; l < PS_ABREAST; l++) levels->longer[l] = (PsBuf)PS_BUF;
    return levels;
}

void ps_levels_free(PsLevels *levels)
{
    for (int l = 0; l < PS_ABREAST; l++) ps_buf_free(&levels->longer[l]);
    ps_arena_free(levels->arena);
}

const unsigned char *ps_recall_levels(PsLevels *levels, int objects, int l)
{
    if (objects >= LONGEST_KEPT) {
        PsBuf *longer = &levels->longer[l];
        ps_buf_reserve(longer, (size_t)objects + 1);
        fill_levels((unsigned char *)longer->data, objects);
        return (const unsigned char *)longer->data;
    }
    if (!levels->kept[objects]) {
        levels->kept[objects] = PS_ARRAY(levels->arena, unsigned char, objects + 1);
        fill_levels(levels->kept[objects], objects);
    }
    return levels->kept[objects];
}

/* ---- precision ---- */

/* seen[mark], from mark 0 on. */
static void sum_events(const uint32_t *events, size_t count, const PsCount8 *weights,
                       PsCount8 *seen)
{
    PsQuad sums[PS_QUADS] = {{0}};
    memset(seen++, 0, sizeof *seen);
    for (size_t e = 0; e < count; e++) {
        for (int q = 0; q < PS_QUADS; q++) {
            sums[q] += weights[events[e] >> 1].quads[q];
            seen->quads[q] = sums[q];
        }
        seen += events[e] & 1;
    }
}

/* The ends of the runs of hits, from hits[1] on; returns how many. */
static size_t collect_hits(const PsRun *runs, size_t count, const PsCount8 *seen, Hit *hits)
{
    PsQuad found[PS_QUADS] = {{0}}, ignored[PS_QUADS] = {{0}};
    Hit *hit = hits + 1;
    for (size_t i = 0; i < count; i++) {
        const PsCount8 *from = &seen[runs[i].from], *to = &seen[runs[i].to >> 1];
        if (runs[i].to & 1) {
            for (int q = 0; q < PS_QUADS; q++) ignored[q] += to->quads[q] - from->quads[q];
            continue;
        }
        for (int q = 0; q < PS_QUADS; q++) {
            found[q] += to->quads[q] - from->quads[q];
            hit->found.quads[q] = found[q];
            hit->seen.quads[q] = to->quads[q] - ignored[q];
        }
        hit++;
    }
    return (size_t)(hit - hits) - 1;
}

/* A loop of its own: what is written here one by one is read as vectors, and by then it is there.
 */
static void look_up(Hit *hits, size_t count, const unsigned char *const levels[PS_ABREAST])
{
    for (size_t i = 1; i <= count; i++) {
#pragma GCC unroll 8
        for (int l = 0; l < PS_ABREAST; l++) {
            hits[i].level.of[l] = levels[l][hits[i].found.of[l]];
        }
    }
}

/* Sums of the envelope over the recall levels, from the last hit to the first; hits[0] is none. */
static PsReal8 sum_envelope(const Hit *hits, size_t count)
{
    PsReal8 envelope = {{0}}, sum = {{0}};
    for (const Hit *hit = hits + count; hit > hits; hit--) {
        for (int l = 0; l < PS_ABREAST; l++) {
            double precision = hit->found.of[l] / (hit->seen.of[l] + SPACING_OF_ONE);
            envelope.of[l] = precision > envelope.of[l] ? precision : envelope.of[l];
            sum.of[l] += (hit->level.of[l] - hit[-1].level.of[l]) * envelope.of[l];
        }
    }
    return sum;
}

/* ---- figures ---- */

/* Sums over classes, and over how many. */
typedef struct Sums {
    PsReal8 precision[PS_COCO_AREAS], precision50, precision75, recall[PS_RECALLS];
    PsCount8 classes[PS_COCO_AREAS];
} Sums;

static void add(PsReal8 *sum, const PsReal8 *more)
{
    for (int l = 0; l < PS_ABREAST; l++) sum->of[l] += more->of[l];
}

static void add_recalls(const PsLane *lane, const PsCount8 *totals, int l, Sums *sums)
{
    int objects = totals[PS_SUM_IN_AREA + lane->range].of[l];
    int from = lane->range ? 2 + lane->range : 0, to = lane->range ? from : 2;
    if (objects == 0) return;
    sums->classes[lane->range].of[l]++;
    for (int k = from; k <= to; k++) {
        sums->recall[k].of[l] += (double)totals[PS_SUM_FOUND + k].of[l] / objects / PS_COCO_IOUS;
    }
}

/* Where none of its objects were drawn a class adds nothing, and its AP50 stays undefined. */
static void add_precision(const PsLane *lane, int t, const PsReal8 *sum, PsBench *bench, Sums *sums)
{
    const PsCount8 *objects = &bench->totals[lane->class_index * PS_SUMS + PS_SUM_IN_AREA];
    add(&sums->precision[lane->range], sum);
    if (lane->range > 0) return;
    if (t == IOU75) add(&sums->precision75, sum);
    if (t != IOU50) return;
    add(&sums->precision50, sum);
    for (int l = 0; l < PS_ABREAST; l++) {
        double *ap50 = &bench->class_ap50[lane->class_index].of[l];
        if (objects->of[l] > 0) *ap50 = sum->of[l] / PS_COCO_RECALLS;
    }
}

static void add_lane(const PsLists *lists, const PsLane *lane, const PsCount8 *weights,
                     PsBench *bench, Sums *sums)
{
    const PsCount8 *totals = bench->totals + lane->class_index * PS_SUMS;
    for (int l = 0; l < PS_ABREAST; l++) add_recalls(lane, totals, l, sums);
    sum_events(lists->events + lane->first_event, lane->event_count, weights, bench->seen);
    const unsigned char *levels[PS_ABREAST];
    for (int l = 0; l < PS_ABREAST; l++) {
        levels[l] = ps_recall_levels(bench->levels, totals[PS_SUM_IN_AREA + lane->range].of[l], l);
    }
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        size_t first = lane->first_run[t], count = lane->first_run[t + 1] - first;
        count = collect_hits(lists->runs + first, count, bench->seen, bench->hits);
        look_up(bench->hits, count, levels);
        PsReal8 sum = sum_envelope(bench->hits, count);
        add_precision(lane, t, &sum, bench, sums);
    }
}

static double mean(double sum, int count)
{
    return count ? sum / count : NAN;
}

static void fill_figures(const Sums *sums, int l, PsReal8 *figures)
{
    int all = sums->classes[0].of[l];
    figures[PS_AP50].of[l] = mean(sums->precision50.of[l] / PS_COCO_RECALLS, all);
    figures[PS_AP75].of[l] = mean(sums->precision75.of[l] / PS_COCO_RECALLS, all);
    for (int a = 0; a < PS_COCO_AREAS; a++) {
        double precision = sums->precision[a].of[l] / (PS_COCO_IOUS * PS_COCO_RECALLS);
        figures[a ? PS_AP_SMALL + a - 1 : PS_AP].of[l] = mean(precision, sums->classes[a].of[l]);
    }
    for (int k = 0; k < PS_RECALLS; k++) {
        figures[PS_AR1 + k].of[l] =
            mean(sums->recall[k].of[l], sums->classes[k < 3 ? 0 : k - 2].of[l]);
    }
}

void ps_weighted_figures(const PsLists *lists, const PsCount8 *weights, PsBench *bench)
{
    Sums sums = {0};
    sum_shares(lists, weights, bench->totals);
    for (int c = 0; c < lists->class_count; c++) {
        for (int l = 0; l < PS_ABREAST; l++) bench->class_ap50[c].of[l] = NAN;
    }
    for (int i = 0; i < lists->lane_count; i++) {
        add_lane(lists, &lists->lanes[i], weights, bench, &sums);
    }
    for (int l = 0; l < PS_ABREAST; l++) fill_figures(&sums, l, bench->figures);
}

PsCounts ps_weighted_class(const PsBench *bench, int class_index, int l)
{
    const PsCount8 *totals = bench->totals + class_index * PS_SUMS;
    int correct = totals[PS_SUM_CORRECT].of[l];
    return (PsCounts){.correct = correct,
                      .false_positive = totals[PS_SUM_KEPT].of[l] - correct,
                      .missed = totals[PS_SUM_OBJECTS].of[l] - correct};
}
