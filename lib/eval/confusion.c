/* Pass two over the images: matches across classes, which depend on the threshold, and from them
   the confusion matrix at every threshold, and all counts.
   Everything is an interval of the grid. A detection or an object that no other class touches has
   one or two intervals at once; only those that are touched are matched again at each threshold
   where something changes. Cells, sweeps and galleries are sums of the same intervals, so they
   cannot disagree. */
#include "eval/yield.h"

#include "base/buf.h"
#include "base/parallel.h"
#include "base/sort.h"

#include <stdlib.h>
#include <string.h>

typedef struct Pair {
    int detection, object; /* places in the lists of the bench */
    double iou;
} Pair;

/* One image at work: the detections and objects that another class touches. */
typedef struct Bench {
    const PsEvaluation *evaluation;
    PsBuf pairs;
    PsBuf detections, objects; /* int: indices; detections in falling score */
    int *open;                 /* a span under way for each detection: its object's place, or -1 */
    int *open_from;
    double *open_iou;
    bool *taken; /* object */
    PsBuf spans, span_owner, records;
} Bench;

static bool is_left_over(const PsVerdict *verdict)
{
    return verdict->object < 0 && !verdict->ignored && verdict->kept >= 0;
}

/* Detections of the image that are left over by step one and touch an object of another class. */
static void find_pairs(Bench *bench, const int *falling, int count, const PsImage *image)
{
    const PsEvaluation *evaluation = bench->evaluation;
    const PsDataset *dataset = evaluation->dataset;
    double least = evaluation->iou < 1 - 1e-10 ? evaluation->iou : 1 - 1e-10;
    int *place = ps_alloc(sizeof *place * (size_t)(image->object_count + 1));
    for (int g = 0; g < image->object_count; g++) place[g] = -1;
    for (int i = 0; i < count; i++) {
        int d = falling[i];
        const PsDetection *detection = &evaluation->predictions->detections[d];
        if (!is_left_over(&evaluation->verdicts[d])) continue;
        /* the nearest object of any class is known: nothing can reach `least` if that does not */
        if (evaluation->verdicts[d].iou < least) continue;
        int before = (int)bench->pairs.length;
        Pair pair = {.detection = (int)PS_BUF_COUNT(&bench->detections, int)};
        for (int g = 0; g < image->object_count; g++) {
            const PsObject *object = &dataset->objects[image->first_object + g];
            if (object->crowd || object->class_index == detection->class_index) continue;
            pair.iou = ps_similarity_boxes.alike(detection->box, object->box);
            if (pair.iou < least) continue;
            if (place[g] < 0) {
                place[g] = (int)PS_BUF_COUNT(&bench->objects, int);
                int index = image->first_object + g;
                PS_BUF_PUSH(&bench->objects, index);
            }
            pair.object = place[g];
            PS_BUF_PUSH(&bench->pairs, pair);
        }
        if ((int)bench->pairs.length > before) PS_BUF_PUSH(&bench->detections, d);
    }
    free(place);
}

static void close_span(Bench *bench, int at, int last)
{
    if (bench->open[at] < 0) return;
    int owner = PS_BUF_ITEMS(&bench->detections, int)[at];
    PsSpan span = {bench->open_from[at], last, PS_BUF_ITEMS(&bench->objects, int)[bench->open[at]],
                   bench->open_iou[at]};
    PS_BUF_PUSH(&bench->spans, span);
    PS_BUF_PUSH(&bench->span_owner, owner);
    bench->open[at] = -1;
}

static void set_span(Bench *bench, int at, int object, double iou, int k)
{
    if (bench->open[at] == object) return;
    close_span(bench, at, k - 1);
    bench->open[at] = object;
    bench->open_from[at] = k;
    bench->open_iou[at] = iou;
}

/* At grid index k: kept detections in falling score take the free object of the highest IoU. */
static void match_at(Bench *bench, int k)
{
    const PsVerdict *verdicts = bench->evaluation->verdicts;
    const int *detections = PS_BUF_ITEMS(&bench->detections, int);
    const int *objects = PS_BUF_ITEMS(&bench->objects, int);
    const Pair *pairs = PS_BUF_ITEMS(&bench->pairs, Pair);
    int object_count = (int)PS_BUF_COUNT(&bench->objects, int);
    int pair_count = (int)PS_BUF_COUNT(&bench->pairs, Pair);
    for (int g = 0; g < object_count; g++) {
        int finder = bench->evaluation->found_by[objects[g]];
        bench->taken[g] = finder >= 0 && verdicts[finder].kept >= k;
    }
    for (int p = 0; p < pair_count;) {
        int at = pairs[p].detection, best = -1;
        double best_iou = 0;
        bool kept = verdicts[detections[at]].kept >= k;
        for (; p < pair_count && pairs[p].detection == at; p++) {
            if (!kept || bench->taken[pairs[p].object] || pairs[p].iou < best_iou) continue;
            best = pairs[p].object;
            best_iou = pairs[p].iou;
        }
        if (best >= 0) bench->taken[best] = true;
        set_span(bench, at, best, best_iou, k);
    }
}

/* Marks the grid indices at which the matches may differ from those at the index before. */
static void mark_changes(const Bench *bench, bool *changes)
{
    const PsVerdict *verdicts = bench->evaluation->verdicts;
    int count = (int)PS_BUF_COUNT(&bench->detections, int);
    for (int i = 0; i < count; i++) {
        changes[verdicts[PS_BUF_ITEMS(&bench->detections, int)[i]].kept + 1] = true;
    }
    count = (int)PS_BUF_COUNT(&bench->objects, int);
    for (int i = 0; i < count; i++) {
        int finder = bench->evaluation->found_by[PS_BUF_ITEMS(&bench->objects, int)[i]];
        if (finder >= 0) changes[verdicts[finder].kept + 1] = true;
    }
    changes[0] = true;
}

static void match_across(Bench *bench)
{
    int n = bench->evaluation->threshold_count;
    int count = (int)PS_BUF_COUNT(&bench->detections, int);
    if (count == 0) return;
    PsArena *arena = ps_arena_new();
    bool *changes = PS_ARRAY(arena, bool, n + 1);
    bench->open = PS_ARRAY(arena, int, count);
    bench->open_from = PS_ARRAY(arena, int, count);
    bench->open_iou = PS_ARRAY(arena, double, count);
    bench->taken = PS_ARRAY(arena, bool, PS_BUF_COUNT(&bench->objects, int));
    for (int i = 0; i < count; i++) bench->open[i] = -1;
    mark_changes(bench, changes);
    for (int k = 0; k < n; k++) {
        if (changes[k]) match_at(bench, k);
    }
    for (int i = 0; i < count; i++) close_span(bench, i, n - 1);
    ps_arena_free(arena);
}

static void add_record(Bench *bench, int actual, int predicted, int first, int last)
{
    if (first > last) return;
    PsRecord record = {actual, predicted, first, last};
    PS_BUF_PUSH(&bench->records, record);
}

static const PsSpan *next_span(const Bench *bench, int key, bool of_object, int from)
{
    const PsSpan *spans = PS_BUF_ITEMS(&bench->spans, PsSpan), *found = NULL;
    const int *owners = PS_BUF_ITEMS(&bench->span_owner, int);
    size_t count = PS_BUF_COUNT(&bench->spans, PsSpan);
    for (size_t i = 0; i < count; i++) {
        if ((of_object ? spans[i].object : owners[i]) != key || spans[i].first < from) continue;
        if (!found || spans[i].first < found->first) found = &spans[i];
    }
    return found;
}

/* Correct for as long as it is kept; else false positive but for its spans. */
static void record_detection(Bench *bench, int d, int background)
{
    const PsEvaluation *evaluation = bench->evaluation;
    const PsVerdict *verdict = &evaluation->verdicts[d];
    int own = evaluation->predictions->detections[d].class_index, from = 0;
    if (verdict->ignored) return;
    if (verdict->object >= 0) {
        add_record(bench, own, own, 0, verdict->kept);
        return;
    }
    const PsSpan *span;
    while ((span = next_span(bench, d, false, from))) {
        add_record(bench, background, own, from, span->first - 1);
        int actual = evaluation->dataset->objects[span->object].class_index;
        add_record(bench, actual, own, span->first, span->last);
        from = span->last + 1;
    }
    add_record(bench, background, own, from, verdict->kept);
}

/* Missed when its finder is no longer kept and no other class takes it. */
static void record_object(Bench *bench, int g, int background)
{
    const PsEvaluation *evaluation = bench->evaluation;
    const PsObject *object = &evaluation->dataset->objects[g];
    if (object->crowd) return;
    int finder = evaluation->found_by[g];
    int from = finder >= 0 ? evaluation->verdicts[finder].kept + 1 : 0;
    const PsSpan *span;
    while ((span = next_span(bench, g, true, from))) {
        add_record(bench, object->class_index, background, from, span->first - 1);
        from = span->last + 1;
    }
    add_record(bench, object->class_index, background, from, evaluation->threshold_count - 1);
}

static int by_cell(const void *a, const void *b)
{
    const PsRecord *x = a, *y = b;
    if (x->actual != y->actual) return x->actual < y->actual ? -1 : 1;
    if (x->predicted != y->predicted) return x->predicted < y->predicted ? -1 : 1;
    if (x->first != y->first) return x->first < y->first ? -1 : 1;
    return (x->last > y->last) - (x->last < y->last);
}

typedef struct Pass {
    const PsEvaluation *evaluation;
    PsArena **arenas; /* one a worker */
    PsYield *yields;  /* one an image */
} Pass;

static int *falling_detections(const PsEvaluation *evaluation, int image, PsArena *arena)
{
    const PsPredictions *predictions = evaluation->predictions;
    int first = predictions->first[image], count = predictions->first[image + 1] - first;
    double *scores = PS_ARRAY(arena, double, count);
    int *order = PS_ARRAY(arena, int, count);
    for (int i = 0; i < count; i++) scores[i] = predictions->detections[first + i].score;
    ps_sort_falling(scores, NULL, count, order);
    for (int i = 0; i < count; i++) order[i] += first;
    return order;
}

/* Moves the spans to the yield, sorted by owner, then by first. */
static void keep_spans(Bench *bench, PsYield *yield, PsArena *arena, int from, int to)
{
    size_t count = PS_BUF_COUNT(&bench->spans, PsSpan);
    yield->spans = PS_ARRAY(arena, PsSpan, count);
    yield->span_owner = PS_ARRAY(arena, int, count);
    for (int d = from; d < to && (size_t)yield->span_count < count; d++) {
        const PsSpan *span;
        for (int at = 0; (span = next_span(bench, d, false, at)); at = span->last + 1) {
            yield->spans[yield->span_count] = *span;
            yield->span_owner[yield->span_count++] = d;
        }
    }
}

static void confuse_image(void *context, int image, int worker)
{
    const Pass *pass = context;
    const PsEvaluation *evaluation = pass->evaluation;
    const PsImage *info = &evaluation->dataset->images[image];
    int background = evaluation->dataset->class_count;
    int from = evaluation->predictions->first[image],
        to = evaluation->predictions->first[image + 1];
    Bench bench = {.evaluation = evaluation,
                   .pairs = PS_BUF,
                   .detections = PS_BUF,
                   .objects = PS_BUF,
                   .spans = PS_BUF,
                   .span_owner = PS_BUF,
                   .records = PS_BUF};
    PsArena *scratch = ps_arena_new();
    find_pairs(&bench, falling_detections(evaluation, image, scratch), to - from, info);
    match_across(&bench);
    for (int d = from; d < to; d++) record_detection(&bench, d, background);
    for (int g = 0; g < info->object_count; g++) {
        record_object(&bench, info->first_object + g, background);
    }
    size_t count = PS_BUF_COUNT(&bench.records, PsRecord);
    if (count) qsort(bench.records.data, count, sizeof(PsRecord), by_cell);
    PsYield *yield = &pass->yields[image];
    yield->records = ps_arena_copy(pass->arenas[worker], bench.records.data, bench.records.length);
    yield->record_count = (int)count;
    keep_spans(&bench, yield, pass->arenas[worker], from, to);
    PsBuf *bufs[] = {&bench.pairs, &bench.detections, &bench.objects,
                     &bench.spans, &bench.span_owner, &bench.records};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++) ps_buf_free(bufs[i]);
    ps_arena_free(scratch);
}

void ps_confuse_images(PsEvaluation *evaluation, int threads)
{
    int images = evaluation->dataset->image_count;
    PsArena *scratch = ps_arena_new();
    Pass pass = {evaluation, PS_ARRAY(scratch, PsArena *, threads),
                 PS_ARRAY(scratch, PsYield, images)};
    for (int t = 0; t < threads; t++) pass.arenas[t] = ps_arena_new();
    ps_parallel_for(threads, images, confuse_image, &pass);
    ps_gather_yields(evaluation, pass.yields);
    for (int t = 0; t < threads; t++) ps_arena_free(pass.arenas[t]);
    ps_arena_free(scratch);
}
