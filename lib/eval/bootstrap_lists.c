/* What the image bootstrap sums up in each resample, gathered once: what each image adds to a
   class, and the detections of each class in falling score, as COCO's matching told them apart. */
#include "eval/bootstrap.h"

enum { MOST_RANKED = 100 };

/* ---- what each image adds to a class ---- */

typedef struct Sharing {
    PsBuf shares;
    size_t first;  /* share of the image at hand */
    size_t *after; /* [class]: the share after its last one */
} Sharing;

static int *sums_of(Sharing *sharing, int class_index)
{
    if (sharing->after[class_index] <= sharing->first) {
        PsShare share = {.class_index = class_index};
        PS_BUF_PUSH(&sharing->shares, share);
        sharing->after[class_index] = PS_BUF_COUNT(&sharing->shares, PsShare);
    }
    return PS_BUF_ITEMS(&sharing->shares, PsShare)[sharing->after[class_index] - 1].sums;
}

static void add_objects(Sharing *sharing, const PsDataset *dataset, int image)
{
    const PsObject *object = dataset->objects + dataset->images[image].first_object;
    for (int i = 0; i < dataset->images[image].object_count; i++, object++) {
        if (object->crowd) continue;
        int *sums = sums_of(sharing, object->class_index);
        sums[PS_SUM_OBJECTS]++;
        for (int a = 0; a < PS_COCO_AREAS; a++) {
            sums[PS_SUM_IN_AREA + a] += !ps_outside_area(object->area, a);
        }
    }
}

static unsigned hits_of(const PsCocoFlags *flags, int range)
{
    return flags->rank < MOST_RANKED ? flags->matched[range] & ~(unsigned)flags->ignored[range] : 0;
}

static int count_bits(unsigned bits)
{
    int count = 0;
    for (; bits; bits &= bits - 1) count++;
    return count;
}

static void add_found(const PsCocoFlags *flags, int *found)
{
    int hits = count_bits(hits_of(flags, 0));
    if (flags->rank < 1) found[0] += hits;
    if (flags->rank < 10) found[1] += hits;
    found[2] += hits;
    for (int a = 1; a < PS_COCO_AREAS; a++) found[2 + a] += count_bits(hits_of(flags, a));
}

static bool is_hit_somewhere(const PsCocoFlags *flags)
{
    unsigned hits = 0;
    for (int a = 0; a < PS_COCO_AREAS; a++) hits |= hits_of(flags, a);
    return hits != 0;
}

static void add_detections(Sharing *sharing, const PsEvaluation *evaluation,
                           const PsCocoFlags *flags, int image)
{
    const PsPredictions *predictions = evaluation->predictions;
    for (int d = predictions->first[image]; d < predictions->first[image + 1]; d++) {
        const PsVerdict *verdict = &evaluation->verdicts[d];
        bool kept = verdict->kept >= evaluation->optimal_index && !verdict->ignored;
        if (!kept && !is_hit_somewhere(&flags[d])) continue;
        int *sums = sums_of(sharing, predictions->detections[d].class_index);
        sums[PS_SUM_KEPT] += kept;
        sums[PS_SUM_CORRECT] += kept && verdict->object >= 0;
        add_found(&flags[d], sums + PS_SUM_FOUND);
    }
}

static void make_shares(PsLists *lists, const PsEvaluation *evaluation, const PsCocoFlags *flags,
                        PsArena *arena)
{
    Sharing sharing = {PS_BUF, 0, PS_ARRAY(arena, size_t, lists->class_count)};
    lists->first_share = PS_ARRAY(arena, size_t, lists->image_count + 1);
    for (int i = 0; i < lists->image_count; i++) {
        add_objects(&sharing, evaluation->dataset, i);
        add_detections(&sharing, evaluation, flags, i);
        sharing.first = PS_BUF_COUNT(&sharing.shares, PsShare);
        lists->first_share[i + 1] = sharing.first;
    }
    lists->shares = ps_arena_copy(arena, sharing.shares.data, sharing.shares.length);
    ps_buf_free(&sharing.shares);
}

/* ---- the detections of each class ---- */

/* An event of the lane at hand: bit i stands for the i-th IoU. */
typedef struct Fate {
    unsigned hits, ignored;
} Fate;

typedef struct Laying {
    PsLists *lists;
    const PsEvaluation *evaluation;
    const PsCocoFlags *flags;
    const PsByClass *by_class;
    PsBuf lanes, events, runs;
    PsBuf fates;
} Laying;

/* What follows the last hit changes no figure. */
static void lay_events(Laying *laying, PsLane *lane)
{
    const unsigned all = (1U << PS_COCO_IOUS) - 1;
    const PsDetection *detections = laying->evaluation->predictions->detections;
    const int *order = laying->by_class->order, *first = laying->by_class->first;
    size_t needed = 0;
    ps_buf_clear(&laying->fates);
    for (int i = first[lane->class_index]; i < first[lane->class_index + 1]; i++) {
        const PsCocoFlags *flags = &laying->flags[order[i]];
        Fate fate = {hits_of(flags, lane->range), flags->ignored[lane->range]};
        if (flags->rank >= MOST_RANKED || fate.ignored == all) continue;
        uint32_t event = (uint32_t)detections[order[i]].image * 2;
        PS_BUF_PUSH(&laying->events, event);
        PS_BUF_PUSH(&laying->fates, fate);
        if (fate.hits) needed = PS_BUF_COUNT(&laying->fates, Fate);
    }
    lane->event_count = needed;
    laying->events.length = (lane->first_event + needed) * sizeof(uint32_t);
    if (needed > laying->lists->most_events) laying->lists->most_events = needed;
}

static void mark_events(Laying *laying, const PsLane *lane)
{
    uint32_t *events = PS_BUF_ITEMS(&laying->events, uint32_t) + lane->first_event;
    const Fate *fates = PS_BUF_ITEMS(&laying->fates, Fate);
    for (size_t e = 0; e < lane->event_count; e++) {
        bool last = e + 1 == lane->event_count;
        events[e] |=
            last || fates[e].hits != fates[e + 1].hits || fates[e].ignored != fates[e + 1].ignored;
    }
}

typedef enum State { WRONG, HIT, IGNORED } State;

static State state_at(Fate fate, int t)
{
    return fate.hits >> t & 1 ? HIT : fate.ignored >> t & 1 ? IGNORED : WRONG;
}

static void lay_runs(Laying *laying, const PsLane *lane, int t)
{
    const uint32_t *events = PS_BUF_ITEMS(&laying->events, uint32_t) + lane->first_event;
    const Fate *fates = PS_BUF_ITEMS(&laying->fates, Fate);
    State state = WRONG;
    uint32_t from = 0, mark = 0;
    for (size_t e = 0; e <= lane->event_count; e++) {
        State next = e < lane->event_count ? state_at(fates[e], t) : WRONG;
        if (next != state) {
            PsRun run = {from, mark * 2 + (state == IGNORED)};
            if (state != WRONG) PS_BUF_PUSH(&laying->runs, run);
            from = mark;
        }
        state = next;
        if (e < lane->event_count) mark += events[e] & 1;
    }
}

static void lay_lane(Laying *laying, int class_index, int range)
{
    PsLane lane = {.class_index = class_index,
                   .range = range,
                   .first_event = PS_BUF_COUNT(&laying->events, uint32_t)};
    lay_events(laying, &lane);
    mark_events(laying, &lane);
    for (int t = 0; t < PS_COCO_IOUS; t++) {
        lane.first_run[t] = PS_BUF_COUNT(&laying->runs, PsRun);
        lay_runs(laying, &lane, t);
    }
    lane.first_run[PS_COCO_IOUS] = PS_BUF_COUNT(&laying->runs, PsRun);
    size_t runs = lane.first_run[PS_COCO_IOUS] - lane.first_run[0];
    if (runs > laying->lists->most_runs) laying->lists->most_runs = runs;
    PS_BUF_PUSH(&laying->lanes, lane);
}

/* A class without objects in an area has no figure there, in no resample. */
static bool *find_areas(const PsLists *lists, PsArena *arena)
{
    bool *has_objects = PS_ARRAY(arena, bool, (size_t)lists->class_count *PS_COCO_AREAS);
    for (size_t s = 0; s < lists->first_share[lists->image_count]; s++) {
        const PsShare *share = &lists->shares[s];
        for (int a = 0; a < PS_COCO_AREAS; a++) {
            has_objects[share->class_index * PS_COCO_AREAS + a] |=
                share->sums[PS_SUM_IN_AREA + a] > 0;
        }
    }
    return has_objects;
}

static void make_lanes(Laying *laying, PsArena *arena)
{
    PsLists *lists = laying->lists;
    const bool *has_objects = find_areas(lists, arena);
    for (int i = 0; i < lists->class_count * PS_COCO_AREAS; i++) {
        if (has_objects[i]) lay_lane(laying, i / PS_COCO_AREAS, i % PS_COCO_AREAS);
    }
    lists->lane_count = (int)PS_BUF_COUNT(&laying->lanes, PsLane);
    lists->lanes = ps_arena_copy(arena, laying->lanes.data, laying->lanes.length);
    lists->events = ps_arena_copy(arena, laying->events.data, laying->events.length);
    lists->runs = ps_arena_copy(arena, laying->runs.data, laying->runs.length);
}

PsLists *ps_lists_new(const PsEvaluation *evaluation, const PsCocoFlags *flags,
                      const PsByClass *by_class, PsArena *arena)
{
    PsLists *lists = PS_NEW(arena, PsLists);
    lists->image_count = evaluation->dataset->image_count;
    lists->class_count = evaluation->dataset->class_count;
    make_shares(lists, evaluation, flags, arena);
    Laying laying = {lists, evaluation, flags, by_class, PS_BUF, PS_BUF, PS_BUF, PS_BUF};
    make_lanes(&laying, arena);
    ps_buf_free(&laying.lanes);
    ps_buf_free(&laying.events);
    ps_buf_free(&laying.runs);
    ps_buf_free(&laying.fates);
    return lists;
}
