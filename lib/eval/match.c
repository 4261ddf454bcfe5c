/* Pass one over the images. Overlaps are computed once for each pair of an image; candidates (pairs
   of one class that overlap enough for any rule) are few, and all rules work on them alone.
   COCO's rules are those of pycocotools 2.0.11, evaluateImg; ties in IoU go to the later object. */
#include "eval/eval.h"

#include "base/buf.h"
#include "base/parallel.h"
#include "base/sort.h"

#include <stdlib.h>
#include <string.h>

const PsSimilarity ps_similarity_boxes = {ps_box_iou, ps_box_coverage};

enum { MOST_RANKED = 100 };

typedef struct Candidate {
    int object; /* index within the image */
    double overlap;
} Candidate;

/* One image at work. Detections are sorted by class and falling score; `item` leads back. */
typedef struct Bench {
    PsEvaluation *evaluation;
    PsCocoFlags *flags;
    const PsSimilarity *similarity;
    const PsObject *objects;
    int object_count, first_object;
    int *order; /* detections of the image, by class and falling score */
    int count;
    int *first; /* count + 1: candidates of order[i] are candidates[first[i] ...] */
    PsBuf candidates;
    uint32_t *taken; /* object: bit i = taken at the i-th IoU */
} Bench;

static const double AREA_LOW[PS_COCO_AREAS] = {0, 0, 1024, 9216};
static const double AREA_HIGH[PS_COCO_AREAS] = {1e10, 1024, 9216, 1e10};

bool ps_outside_area(double area, int range)
{
    return area < AREA_LOW[range] || area > AREA_HIGH[range];
}

/* numpy.linspace(0.5, 0.95, 10), to the last bit. */
static double coco_iou(int i)
{
    double step = (0.95 - 0.5) / 9;
    double iou = i == PS_COCO_IOUS - 1 ? 0.95 : i * step + 0.5;
    return iou < 1 - 1e-10 ? iou : 1 - 1e-10;
}

/* Stable: by class, then by falling score, then in file order. */
static void sort_detections(Bench *bench, int first, int count)
{
    const PsDetection *all = bench->evaluation->predictions->detections;
    double *scores = ps_alloc(sizeof *scores * (size_t)(count ? count : 1));
    int *falling = ps_alloc(sizeof *falling * (size_t)(count ? count : 1));
    for (int i = 0; i < count; i++) scores[i] = all[first + i].score;
    ps_sort_falling(scores, NULL, count, falling);
    for (int i = 0; i < count; i++) scores[i] = -all[first + i].class_index;
    ps_sort_falling(scores, falling, count, bench->order);
    for (int i = 0; i < count; i++) bench->order[i] += first;
    free(scores);
    free(falling);
}

static void rank_detections(Bench *bench)
{
    const PsDetection *all = bench->evaluation->predictions->detections;
    for (int i = 0, rank = 0; i < bench->count; i++, rank++) {
        int d = bench->order[i];
        if (i > 0 && all[d].class_index != all[bench->order[i - 1]].class_index) rank = 0;
        bench->flags[d].rank = rank;
    }
}

/* Overlaps of one detection with all objects: keeps the candidates and the nearest object. */
static void find_candidates(Bench *bench, int detection, double least)
{
    const PsDetection *d = &bench->evaluation->predictions->detections[detection];
    PsVerdict *verdict = &bench->evaluation->verdicts[detection];
    verdict->object = verdict->nearest = -1;
    for (int g = 0; g < bench->object_count; g++) {
        const PsObject *object = &bench->objects[g];
        bool same = object->class_index == d->class_index;
        if (object->crowd && !same) continue;
        double overlap = object->crowd ? bench->similarity->inside(d->box, object->box)
                                       : bench->similarity->alike(d->box, object->box);
        if (!object->crowd && overlap > 0 && overlap >= verdict->iou) {
            verdict->iou = overlap;
            verdict->nearest = bench->first_object + g;
        }
        if (same && overlap >= least) {
            Candidate candidate = {g, overlap};
            PS_BUF_PUSH(&bench->candidates, candidate);
        }
    }
}

static void find_all_candidates(Bench *bench, double least)
{
    for (int i = 0; i < bench->count; i++) {
        bench->first[i] = (int)PS_BUF_COUNT(&bench->candidates, Candidate);
        find_candidates(bench, bench->order[i], least);
    }
    bench->first[bench->count] = (int)PS_BUF_COUNT(&bench->candidates, Candidate);
}

/* The best candidate among those that are (or are not) ignored, or -1. */
static int best_candidate(const Bench *bench, int i, int range, int t, bool want_ignored)
{
    const Candidate *candidates = PS_BUF_ITEMS(&bench->candidates, Candidate);
    double best = coco_iou(t);
    int found = -1;
    for (int c = bench->first[i]; c < bench->first[i + 1]; c++) {
        const PsObject *object = &bench->objects[candidates[c].object];
        bool ignored = object->crowd || ps_outside_area(object->area, range);
        if (ignored != want_ignored) continue;
        if ((bench->taken[candidates[c].object] >> t & 1) && !object->crowd) continue;
        if (candidates[c].overlap < best) continue;
        best = candidates[c].overlap;
        found = candidates[c].object;
    }
    return found;
}

/* Greedy in falling score; an object that counts is preferred to one that is ignored. */
static void match_coco(Bench *bench, int range)
{
    const PsDetection *all = bench->evaluation->predictions->detections;
    memset(bench->taken, 0, sizeof *bench->taken * (size_t)bench->object_count);
    for (int i = 0; i < bench->count; i++) {
        PsCocoFlags *flags = &bench->flags[bench->order[i]];
        if (flags->rank >= MOST_RANKED) continue;
        PsBox box = all[bench->order[i]].box;
        bool outside = ps_outside_area(box.width * box.height, range);
        if (outside) flags->ignored[range] = (1U << PS_COCO_IOUS) - 1;
        for (int t = 0; t < PS_COCO_IOUS && bench->first[i] < bench->first[i + 1]; t++) {
            int g = best_candidate(bench, i, range, t, false);
            bool ignored = g < 0;
            if (ignored) g = best_candidate(bench, i, range, t, true);
            if (g < 0) continue;
            uint16_t bit = (uint16_t)(1U << t);
            bench->taken[g] |= bit;
            flags->matched[range] |= bit;
            flags->ignored[range] =
                (uint16_t)(ignored ? flags->ignored[range] | bit : flags->ignored[range] & ~bit);
        }
    }
}

/* Step one of the operating point: the free object of the class with the highest IoU >= u; else a
   crowd region of the class that covers the detection makes it ignored. */
static void match_operating(Bench *bench)
{
    PsEvaluation *evaluation = bench->evaluation;
    const Candidate *candidates = PS_BUF_ITEMS(&bench->candidates, Candidate);
    double least = evaluation->iou < 1 - 1e-10 ? evaluation->iou : 1 - 1e-10;
    for (int i = 0; i < bench->count; i++) {
        PsVerdict *verdict = &evaluation->verdicts[bench->order[i]];
        double best = least;
        bool covered = false;
        for (int c = bench->first[i]; c < bench->first[i + 1]; c++) {
            int g = candidates[c].object;
            if (bench->objects[g].crowd) {
                covered |= candidates[c].overlap >= least;
            } else if (candidates[c].overlap >= best &&
                       evaluation->found_by[bench->first_object + g] < 0) {
                best = candidates[c].overlap;
                verdict->object = bench->first_object + g;
            }
        }
        if (verdict->object >= 0) {
            evaluation->found_by[verdict->object] = bench->order[i];
            verdict->iou = best;
        }
        verdict->ignored = verdict->object < 0 && covered;
    }
}

typedef struct Pass {
    PsEvaluation *evaluation;
    PsCocoFlags *flags;
} Pass;

static void match_image(void *context, int image, int worker)
{
    (void)worker;
    const Pass *pass = context;
    PsEvaluation *evaluation = pass->evaluation;
    const PsImage *info = &evaluation->dataset->images[image];
    int first = evaluation->predictions->first[image];
    int count = evaluation->predictions->first[image + 1] - first;
    Bench bench = {.evaluation = evaluation,
                   .flags = pass->flags,
                   .count = count,
                   .similarity = &ps_similarity_boxes,
                   .objects = evaluation->dataset->objects + info->first_object,
                   .object_count = info->object_count,
                   .first_object = info->first_object,
                   .candidates = PS_BUF};
    PsArena *arena = ps_arena_new();
    bench.order = PS_ARRAY(arena, int, count);
    bench.first = PS_ARRAY(arena, int, count + 1);
    bench.taken = PS_ARRAY(arena, uint32_t, info->object_count);
    for (int g = 0; g < info->object_count; g++) evaluation->found_by[info->first_object + g] = -1;
    sort_detections(&bench, first, count);
    rank_detections(&bench);
    find_all_candidates(&bench, evaluation->iou < 0.5 ? evaluation->iou : 0.5);
    for (int range = 0; range < PS_COCO_AREAS; range++) match_coco(&bench, range);
    match_operating(&bench);
    ps_buf_free(&bench.candidates);
    ps_arena_free(arena);
}

void ps_match_images(PsEvaluation *evaluation, PsCocoFlags *flags, int threads)
{
    Pass pass = {evaluation, flags};
    ps_parallel_for(threads, evaluation->dataset->image_count, match_image, &pass);
}
