/* Kinds of error by image: which images hold a box or an object of which kind at which threshold,
   over all boxes and in each cell of the confusion matrix. A kind does not depend on the threshold;
   whether its box is kept, and in which cell it is, does. */
#include "build.h"
#include "format.h"

#include "base/buf.h"

#include <stdlib.h>

typedef struct KindRow {
    const char *key, *name, *note;
} KindRow;

static const KindRow rows[] = {
    [PS_FAULT_CLASS] = {"class", "Wrong class", "IoU 0.50 with another class"},
    [PS_FAULT_PLACE] = {"place", "Badly placed", "right class, IoU 0.10 to 0.50"},
    [PS_FAULT_BOTH] = {"both", "Class and place", "neither is right"},
    [PS_FAULT_DUPLICATE] = {"duplicate", "Duplicate", "the object is taken already"},
    [PS_FAULT_BACKGROUND] = {"background", "Background", "box on nothing labelled"},
    [PS_FAULT_MISSED] = {"missed", "Missed", "no box aims at the object"},
};
enum { KINDS = sizeof rows / sizeof *rows - 1 };

static ErrorKind make_kind(PsArena *arena, PsFault fault)
{
    const KindRow *row = &rows[fault];
    ErrorKind kind = {.key = row->key, .name = row->name, .note = row->note};
    if (fault == PS_FAULT_MISSED) {
        kind.gallery = "Strong lines: objects that no box aims at, whatever its score. This kind "
                       "does not follow the confidence.";
        kind.order = "most of the kind";
    } else {
        kind.gallery = ps_arena_printf(arena, "Strong lines: kept boxes of the kind “%s”, %s.",
                                       row->name, row->note);
        kind.order = "highest score of the kind";
    }
    return kind;
}

/* ---- over all boxes ---- */

typedef struct Rank {
    double weight; /* the highest score; of objects, their number */
    int image, last;
} Rank;

static Rank rank_missed(const PsEvaluation *evaluation, int image)
{
    const PsImage *info = &evaluation->dataset->images[image];
    Rank rank = {0, image, evaluation->threshold_count - 1};
    for (int g = 0; g < info->object_count; g++) {
        rank.weight += evaluation->faults.of_object[info->first_object + g] == PS_FAULT_MISSED;
    }
    if (rank.weight == 0) rank.last = UNDEFINED;
    return rank;
}

static Rank rank_boxes(const PsEvaluation *evaluation, int image, PsFault fault)
{
    const int *first = evaluation->predictions->first;
    Rank rank = {0, image, UNDEFINED};
    for (int d = first[image]; d < first[image + 1]; d++) {
        double score = evaluation->predictions->detections[d].score;
        int kept = evaluation->verdicts[d].kept;
        if (evaluation->faults.of_detection[d] != fault || kept < 0) continue;
        if (rank.last != UNDEFINED && score <= rank.weight) continue;
        rank.weight = score;
        rank.last = kept;
    }
    return rank;
}

static int by_rank(const void *a, const void *b)
{
    const Rank *x = a, *y = b;
    if (x->weight != y->weight) return x->weight > y->weight ? -1 : 1;
    return x->image - y->image;
}

/* The images that ever hold the kind, ranked. */
static int find_ranks(const PsEvaluation *evaluation, PsFault fault, Rank *ranks)
{
    int count = 0;
    for (int i = 0; i < evaluation->dataset->image_count; i++) {
        ranks[count] = fault == PS_FAULT_MISSED ? rank_missed(evaluation, i)
                                                : rank_boxes(evaluation, i, fault);
        count += ranks[count].last != UNDEFINED;
    }
    if (count) qsort(ranks, (size_t)count, sizeof *ranks, by_rank);
    return count;
}

static void fill_kind(Report *report, const PsEvaluation *evaluation, PsFault fault, Rank *ranks)
{
    int count = find_ranks(evaluation, fault, ranks);
    CellEntry *entries = PS_ARRAY(report->arena, CellEntry, count);
    int *images = PS_ARRAY(report->arena, int, report->threshold_count);
    for (int i = 0; i < count; i++) {
        entries[i] = (CellEntry){ranks[i].image, 0, ranks[i].last};
        images[ranks[i].last]++;
    }
    for (int k = report->threshold_count - 2; k >= 0; k--) images[k] += images[k + 1];
    report->kinds[fault - 1] = make_kind(report->arena, fault);
    report->kinds[fault - 1].images = images;
    report->kind_lists[report->kind_list_count++] =
        (KindList){UNDEFINED, (int)fault, entries, count};
}

/* ---- in cells ---- */

/* A box or object of the kind is in the cell from k = first to last. */
typedef struct Stay {
    int cell, kind, image, first, last;
} Stay;

typedef struct Stays {
    const PsEvaluation *evaluation;
    PsBuf list; /* Stay */
} Stays;

static void add_stay(Stays *stays, int actual, int predicted, Stay stay)
{
    if (stay.first > stay.last) return;
    const PsCell *cell = ps_cell_find(stays->evaluation, actual, predicted);
    if (!cell) return;
    stay.cell = (int)(cell - stays->evaluation->cells);
    PS_BUF_PUSH(&stays->list, stay);
}

/* Correct for as long as it is kept; else on the background but for its spans. */
static void add_box(Stays *stays, int d)
{
    const PsEvaluation *evaluation = stays->evaluation;
    const PsVerdict *verdict = &evaluation->verdicts[d];
    const PsDetection *detection = &evaluation->predictions->detections[d];
    int own = detection->class_index, background = evaluation->dataset->class_count;
    Stay stay = {0, evaluation->faults.of_detection[d], detection->image, 0, verdict->kept};
    if (stay.kind == PS_FAULT_NONE || verdict->ignored) return;
    if (verdict->object >= 0) {
        add_stay(stays, own, own, stay);
        return;
    }
    for (int s = 0; s < verdict->span_count; s++) {
        const PsSpan *span = &evaluation->spans[verdict->first_span + s];
        int actual = evaluation->dataset->objects[span->object].class_index;
        add_stay(stays, background, own,
                 (Stay){0, stay.kind, stay.image, stay.first, span->first - 1});
        add_stay(stays, actual, own, (Stay){0, stay.kind, stay.image, span->first, span->last});
        stay.first = span->last + 1;
    }
    add_stay(stays, background, own, stay);
}

/* The first span from `from` on in which a box of another class takes the object; or NULL. */
static const PsSpan *next_taking(const PsEvaluation *evaluation, int object, int from)
{
    int image = evaluation->dataset->objects[object].image;
    const int *first = evaluation->predictions->first;
    const PsSpan *found = NULL;
    for (int d = first[image]; d < first[image + 1]; d++) {
        const PsVerdict *verdict = &evaluation->verdicts[d];
        for (int s = 0; s < verdict->span_count; s++) {
            const PsSpan *span = &evaluation->spans[verdict->first_span + s];
            if (span->object != object || span->first < from) continue;
            if (!found || span->first < found->first) found = span;
        }
    }
    return found;
}

/* Missed wherever no box takes it. */
static void add_object(Stays *stays, int g)
{
    const PsEvaluation *evaluation = stays->evaluation;
    if (evaluation->faults.of_object[g] != PS_FAULT_MISSED) return;
    const PsObject *object = &evaluation->dataset->objects[g];
    int finder = evaluation->found_by[g], background = evaluation->dataset->class_count;
    Stay stay = {.kind = PS_FAULT_MISSED, .image = object->image};
    stay.first = finder < 0 ? 0 : evaluation->verdicts[finder].kept + 1;
    for (const PsSpan *span; (span = next_taking(evaluation, g, stay.first));) {
        stay.last = span->first - 1;
        add_stay(stays, object->class_index, background, stay);
        stay.first = span->last + 1;
    }
    stay.last = evaluation->threshold_count - 1;
    add_stay(stays, object->class_index, background, stay);
}

static int by_cell(const void *a, const void *b)
{
    const Stay *x = a, *y = b;
    if (x->cell != y->cell) return x->cell - y->cell;
    if (x->kind != y->kind) return x->kind - y->kind;
    if (x->image != y->image) return x->image - y->image;
    return x->first != y->first ? x->first - y->first : x->last - y->last;
}

/* The list of the cell and kind that `stays` begins with: stays of one image that touch are one. */
static int fill_list(Report *report, const Stay *stays, int count)
{
    int end = 0;
    while (end < count && stays[end].cell == stays[0].cell && stays[end].kind == stays[0].kind)
        end++;
    CellEntry *entries = PS_ARRAY(report->arena, CellEntry, end);
    int made = 0;
    for (int i = 0; i < end; i++) {
        CellEntry *open = made ? &entries[made - 1] : NULL;
        if (!open || open->image != stays[i].image || stays[i].first > open->last + 1) {
            entries[made++] = (CellEntry){stays[i].image, stays[i].first, stays[i].last};
        } else if (stays[i].last > open->last) {
            open->last = stays[i].last;
        }
    }
    report->kind_lists[report->kind_list_count++] =
        (KindList){stays[0].cell, stays[0].kind, entries, made};
    return end;
}

static void fill_cell_lists(Report *report, const PsEvaluation *evaluation)
{
    Stays stays = {evaluation, PS_BUF};
    for (int d = 0; d < evaluation->predictions->detection_count; d++) add_box(&stays, d);
    for (int g = 0; g < evaluation->dataset->object_count; g++) add_object(&stays, g);
    int count = (int)PS_BUF_COUNT(&stays.list, Stay);
    Stay *list = PS_BUF_ITEMS(&stays.list, Stay);
    if (count) qsort(list, (size_t)count, sizeof *list, by_cell);
    for (int at = 0; at < count;) at += fill_list(report, list + at, count - at);
    ps_buf_free(&stays.list);
}

void build_kinds(Report *report, const BuildInput *input)
{
    const PsEvaluation *evaluation = input->evaluation;
    PsArena *scratch = ps_arena_new();
    Rank *ranks = PS_ARRAY(scratch, Rank, report->image_count + 1);
    report->kinds = PS_ARRAY(report->arena, ErrorKind, KINDS);
    report->kind_count = KINDS;
    report->kind_lists = PS_ARRAY(report->arena, KindList, KINDS * (report->cell_count + 1));
    for (int i = 0; i < KINDS; i++) fill_kind(report, evaluation, (PsFault)(i + 1), ranks);
    fill_cell_lists(report, evaluation);
    report->kinds_note = ps_arena_printf(
        report->arena,
        "A kind of error is found at IoU 0.50 among the boxes of every score, an outcome at IoU %s "
        "among those kept: the two can differ.",
        report->iou_text);
    ps_arena_free(scratch);
}
