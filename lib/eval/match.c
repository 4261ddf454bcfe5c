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

/* A pair of one class. Bit t of `reach`: it overlaps enough for the t-th of COCO's IoUs; the bit
   OPERATING: for that of the operating point. */
typedef struct Candidate {
    int object; /* index within the image */
    unsigned reach;
    double overlap;
} Candidate;

enum { OPERATING = PS_COCO_IOUS, ALL_IOUS = (1 << PS_COCO_IOUS) - 1 };

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
    double least[PS_COCO_IOUS + 1]; /* IoU that each bit of a reach stands for */
    unsigned *taken;                /* object: bits of the IoUs at which it is taken */
    bool *ignored;                  /* object: does not count in the area range at work */
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

static unsigned reach_of(const Bench *bench, double overlap)
{
    unsigned reach = overlap >= bench->least[OPERATING] ? 1U << OPERATING : 0;
    for (int t = 0; t < PS_COCO_IOUS && overlap >= bench->least[t]; t++) reach |= 1U << t;
    return reach;
}

/* Overlaps of one detection with all objects: keeps the candidates and the nearest object. */
static void find_candidates(Bench *bench, int detection)
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
        unsigned reach = same ? reach_of(bench, overlap) : 0;
        if (!reach) continue;
        Candidate candidate = {g, reach, overlap};
        PS_BUF_PUSH(&bench->candidates, candidate);
    }
}

static void find_all_candidates(Bench *bench)
{
    for (int i = 0; i < bench->count; i++) {
        bench->first[i] = (int)PS_BUF_COUNT(&bench->candidates, Candidate);
        find_candidates(bench, bench->order[i]);
    }
    bench->first[bench->count] = (int)PS_BUF_COUNT(&bench->candidates, Candidate);
}

/* What the candidates of one detection come to at many IoUs: bits. */
typedef struct Choice {
    unsigned matched, ignored;
} Choice;

/* Takes for detection i at one IoU the free candidate with the highest overlap, the last of equals;
   one that counts goes before any that is ignored. A crowd region is never used up. */
static void choose_at(Bench *bench, int i, int t, Choice *choice)
{
    const Candidate *candidates = PS_BUF_ITEMS(&bench->candidates, Candidate), *best = NULL;
    for (int c = bench->first[i]; c < bench->first[i + 1]; c++) {
        const Candidate *candidate = &candidates[c];
        int g = candidate->object;
        if (!(candidate->reach >> t & 1)) continue;
        if ((bench->taken[g] >> t & 1) && !bench->objects[g].crowd) continue;
        bool better = !best || (bench->ignored[g] == bench->ignored[best->object]
                                    ? candidate->overlap >= best->overlap
                                    : bench->ignored[best->object]);
        if (better) best = candidate;
    }
    if (!best) return;
    bench->taken[best->object] |= 1U << t;
    choice->matched |= 1U << t;
    if (bench->ignored[best->object]) choice->ignored |= 1U << t;
}

/* One candidate, the usual case, is the choice at all IoUs that it reaches and at which its object
   is free. */
static Choice choose_only(Bench *bench, const Candidate *candidate, unsigned wanted)
{
    int g = candidate->object;
    unsigned matched = candidate->reach & wanted;
    if (!bench->objects[g].crowd) matched &= ~bench->taken[g];
    bench->taken[g] |= matched;
    return (Choice){matched, bench->ignored[g] ? matched : 0};
}

static Choice choose(Bench *bench, int i, unsigned wanted)
{
    const Candidate *candidates = PS_BUF_ITEMS(&bench->candidates, Candidate);
    Choice choice = {0, 0};
    int first = bench->first[i], count = bench->first[i + 1] - first;
    if (count == 1) return choose_only(bench, &candidates[first], wanted);
    unsigned reach = 0;
    for (int c = first; c < first + count; c++) reach |= candidates[c].reach;
    for (int t = 0; t <= OPERATING; t++) {
        if (reach & wanted & 1U << t) choose_at(bench, i, t, &choice);
    }
    return choice;
}

/* Greedy in falling score, in one area range, at COCO's ten IoUs. */
static void match_coco(Bench *bench, int range)
{
    const PsDetection *all = bench->evaluation->predictions->detections;
    for (int g = 0; g < bench->object_count; g++) {
        const PsObject *object = &bench->objects[g];
        bench->taken[g] = 0;
        bench->ignored[g] = object->crowd || ps_outside_area(object->area, range);
    }
    for (int i = 0; i < bench->count; i++) {
        PsCocoFlags *flags = &bench->flags[bench->order[i]];
        if (flags->rank >= MOST_RANKED) continue;
        PsBox box = all[bench->order[i]].box;
        unsigned outside = ps_outside_area(box.width * box.height, range) ? ALL_IOUS : 0;
        Choice choice = choose(bench, i, ALL_IOUS);
        flags->matched[range] = (uint16_t)choice.matched;
        flags->ignored[range] = (uint16_t)(choice.ignored | (outside & ~choice.matched));
    }
}

/* The object that the detection takes at the operating point: of those that it reaches and that
   are free, the one with the highest overlap, the last of equals. */
static void find_object(const Bench *bench, int i, PsVerdict *verdict)
{
    const Candidate *candidates = PS_BUF_ITEMS(&bench->candidates, Candidate);
    const int *found_by = bench->evaluation->found_by + bench->first_object;
    double best = 0;
    for (int c = bench->first[i]; c < bench->first[i + 1]; c++) {
        int g = candidates[c].object;
        bool reached = candidates[c].reach >> OPERATING & 1;
        if (!reached || bench->objects[g].crowd || found_by[g] >= 0) continue;
        if (candidates[c].overlap < best) continue;
        best = candidates[c].overlap;
        verdict->object = bench->first_object + g;
    }
    if (verdict->object >= 0) verdict->iou = best;
}

/* Step one of the operating point, and the same at COCO's IoUs: objects of any size count, and as
   many detections as there are; a crowd region of the class makes ignored what takes no object. */
static void match_operating(Bench *bench)
{
    PsEvaluation *evaluation = bench->evaluation;
    for (int g = 0; g < bench->object_count; g++) {
        bench->taken[g] = 0;
        bench->ignored[g] = bench->objects[g].crowd;
    }
    for (int i = 0; i < bench->count; i++) {
        if (bench->first[i] == bench->first[i + 1]) continue;
        PsVerdict *verdict = &evaluation->verdicts[bench->order[i]];
        find_object(bench, i, verdict);
        Choice choice = choose(bench, i, ALL_IOUS | 1U << OPERATING);
        if (verdict->object >= 0) evaluation->found_by[verdict->object] = bench->order[i];
        verdict->correct_at = (uint16_t)(choice.matched & ~choice.ignored & ALL_IOUS);
        verdict->ignored_at = (uint16_t)(choice.ignored & ALL_IOUS);
        verdict->ignored = choice.ignored >> OPERATING & 1;
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
    bench.taken = PS_ARRAY(arena, unsigned, info->object_count);
    bench.ignored = PS_ARRAY(arena, bool, info->object_count);
    for (int t = 0; t < PS_COCO_IOUS; t++) bench.least[t] = coco_iou(t);
    bench.least[OPERATING] = evaluation->iou < 1 - 1e-10 ? evaluation->iou : 1 - 1e-10;
    for (int g = 0; g < info->object_count; g++) evaluation->found_by[info->first_object + g] = -1;
    sort_detections(&bench, first, count);
    rank_detections(&bench);
    find_all_candidates(&bench);
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
