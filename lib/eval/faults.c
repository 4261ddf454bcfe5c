/* Kinds of error and what each costs, as TIDE has them (Bolya et al. 2020) and tidecv 1.0.1
   computes them. Its particulars are kept, so that the figures agree:
   - only the 100 highest scores of an image count, over all classes; what lies beyond gets the kind
     it would have, but enters neither counts nor gains;
   - of objects with equal IoU the first is matched; a crowd must cover more than half;
   - what a crowd excuses has no kind in `of_detection`, yet is counted and can repair;
   - once something is repaired, errors go before correct detections of the same score;
   - AP is read at recalls i / 100; a class with detections but no objects has AP 0.
   Gains are NaN where there is no object, or where a repair leaves no class with anything in it. */
#include "eval/eval.h"

#include "base/sort.h"

#include <math.h>

enum { MOST_COUNTED = 100 };
static const double FOREGROUND = 0.5, BACKGROUND = 0.1;

/* What a detection adds to the curve of a class, in one byte: its kind and these. */
enum {
    KIND = 7,
    COUNTS = 8, /* counts as it is: not excused by a crowd, not at home in another class */
    MENDS = 16, /* is correct once its kind is repaired; else it is gone then */
    TIED = 32,  /* has the score of the point before */
};

/* What is asked of detections out of turn, close together. */
typedef struct Brief {
    double score;
    int class_index;
} Brief;

typedef struct Search {
    PsEvaluation *evaluation;
    PsFaults *faults;      /* of the evaluation */
    Brief *briefs;         /* one a detection */
    unsigned char *notes;  /* one a detection: kind, COUNTS, MENDS; 0 if it is beyond the cut */
    int *target;           /* one a detection: the object it would repair; only with MENDS */
    int *taker;            /* one an object: place of the detection that takes it, or -1 */
    bool *repaired;        /* one an object: some detection would repair it */
    unsigned char *points; /* by class, in falling score */
    int *first, *next;     /* class c owns points[first[c] .. first[c + 1]), up to next[c] so far */
    double *last;          /* score of the last one of each class so far */
    int *missed, *unfound; /* objects by class */
} Search;

/* One image at work. Place p is that of the p-th highest score among those in `order`. */
typedef struct Bench {
    const PsObject *objects;
    int first_object, object_count;
    bool has_crowd;
    double *scores;     /* of all detections of the image */
    int *items, *order; /* those at work, in file order; the same in falling score, by index */
    bool *correct;      /* one a place */
    int count;          /* of those at work */
} Bench;

/* ---- one image: matches and kinds ---- */

/* The first pass over the images knows the highest IoU of what took no object. */
static bool overlaps(const Search *search, int d, double least)
{
    const PsVerdict *verdict = &search->evaluation->verdicts[d];
    return verdict->object >= 0 || verdict->iou >= least;
}

/* Takes the free object of the class with the highest IoU >= 0.5, the first of equals. */
static bool take_object(const Search *search, const Bench *bench, int place)
{
    int d = bench->order[place], found = -1;
    const PsDetection *detection = &search->evaluation->predictions->detections[d];
    double best = 0;
    if (!overlaps(search, d, FOREGROUND)) return false;
    for (int g = 0; g < bench->object_count; g++) {
        const PsObject *object = &bench->objects[g];
        if (object->crowd || object->class_index != detection->class_index) continue;
        if (search->taker[bench->first_object + g] >= 0) continue;
        double iou = ps_similarity_boxes.alike(detection->box, object->box);
        if (iou < FOREGROUND || iou <= best) continue;
        best = iou;
        found = bench->first_object + g;
    }
    if (found >= 0) search->taker[found] = place;
    return found >= 0;
}

static bool in_crowd(const Bench *bench, const PsDetection *detection)
{
    for (int g = 0; bench->has_crowd && g < bench->object_count; g++) {
        const PsObject *object = &bench->objects[g];
        if (!object->crowd || object->class_index != detection->class_index) continue;
        if (ps_similarity_boxes.inside(detection->box, object->box) > FOREGROUND) return true;
    }
    return false;
}

/* The objects nearest to a detection: [0] of other classes, [1] of its own. */
typedef struct Nearest {
    double iou[2];
    int object[2];
} Nearest;

static Nearest nearest_objects(const Bench *bench, const PsDetection *detection)
{
    Nearest nearest = {{0, 0}, {-1, -1}};
    for (int g = 0; g < bench->object_count; g++) {
        const PsObject *object = &bench->objects[g];
        bool same = object->class_index == detection->class_index;
        double iou = object->crowd ? 0 : ps_similarity_boxes.alike(detection->box, object->box);
        if (iou <= nearest.iou[same]) continue;
        nearest.iou[same] = iou;
        nearest.object[same] = bench->first_object + g;
    }
    return nearest;
}

/* The first kind that applies, in tidecv's order. What has IoU > 0.5 with an object of its class
   but took none came too late. *target is the object that a repair would find, or -1. */
static PsFault kind_of(const Search *search, const Bench *bench, int d, int *target)
{
    *target = -1;
    if (!overlaps(search, d, BACKGROUND)) return PS_FAULT_BACKGROUND;
    Nearest nearest = nearest_objects(bench, &search->evaluation->predictions->detections[d]);
    double same = nearest.iou[1], other = nearest.iou[0];
    bool misplaced = same >= BACKGROUND && same <= FOREGROUND, mistaken = other >= FOREGROUND;
    if (misplaced || mistaken) *target = nearest.object[misplaced];
    if (misplaced) return PS_FAULT_PLACE;
    if (mistaken) return PS_FAULT_CLASS;
    if (same > FOREGROUND) return PS_FAULT_DUPLICATE;
    return fmax(same, other) <= BACKGROUND ? PS_FAULT_BACKGROUND : PS_FAULT_BOTH;
}

/* Found by a detection that counts. */
static bool is_found(const Search *search, int object)
{
    return search->taker[object] >= 0 && search->taker[object] < MOST_COUNTED;
}

/* The highest score repairs an object; the others that aim at it go. */
static void note_error(Search *search, const Bench *bench, int d, bool is_counted)
{
    int target;
    PsFault kind = kind_of(search, bench, d, &target);
    bool excused = in_crowd(bench, &search->evaluation->predictions->detections[d]);
    search->faults->of_detection[d] = (unsigned char)(excused ? PS_FAULT_NONE : kind);
    if (!is_counted) return;
    search->notes[d] = (unsigned char)((int)kind | (excused ? 0 : COUNTS));
    search->faults->count[kind]++;
    if (target < 0 || is_found(search, target) || search->repaired[target]) return;
    search->repaired[target] = true;
    search->target[d] = target;
    search->notes[d] |= MENDS;
}

/* Where all count, the order matters only to those that overlap an object. */
static void examine_detections(Search *search, Bench *bench, int image)
{
    const PsPredictions *predictions = search->evaluation->predictions;
    int from = predictions->first[image], to = predictions->first[image + 1];
    bool all_count = to - from <= MOST_COUNTED;
    bench->count = 0;
    for (int d = from; d < to; d++) {
        const PsDetection *detection = &predictions->detections[d];
        search->briefs[d] = (Brief){detection->score, detection->class_index};
        bench->scores[d - from] = detection->score;
        bool at_work = !all_count || overlaps(search, d, BACKGROUND);
        if (at_work) bench->items[bench->count++] = d - from;
        if (!at_work) note_error(search, bench, d, true);
    }
    ps_sort_falling(bench->scores, bench->items, bench->count, bench->order);
    for (int p = 0; p < bench->count; p++) bench->order[p] += from;
    /* which ones are correct is known when all had their turn */
    for (int p = 0; p < bench->count; p++) bench->correct[p] = take_object(search, bench, p);
    for (int p = 0; p < bench->count; p++) {
        int d = bench->order[p];
        if (!bench->correct[p])
            note_error(search, bench, d, p < MOST_COUNTED);
        else if (p < MOST_COUNTED)
            search->notes[d] = COUNTS;
    }
}

static void examine_images(Search *search, PsArena *scratch)
{
    const PsDataset *dataset = search->evaluation->dataset;
    const int *first = search->evaluation->predictions->first;
    int most = 0;
    for (int i = 0; i < dataset->image_count; i++) {
        if (first[i + 1] - first[i] > most) most = first[i + 1] - first[i];
    }
    Bench bench = {.scores = PS_ARRAY(scratch, double, most)};
    bench.items = PS_ARRAY(scratch, int, most);
    bench.order = PS_ARRAY(scratch, int, most);
    bench.correct = PS_ARRAY(scratch, bool, most);
    for (int i = 0; i < dataset->image_count; i++) {
        bench.first_object = dataset->images[i].first_object;
        bench.object_count = dataset->images[i].object_count;
        bench.objects = dataset->objects + bench.first_object;
        bench.has_crowd = false;
        for (int g = 0; g < bench.object_count; g++) bench.has_crowd |= bench.objects[g].crowd;
        examine_detections(search, &bench, i);
    }
}

static void examine_objects(Search *search)
{
    const PsDataset *dataset = search->evaluation->dataset;
    for (int g = 0; g < dataset->object_count; g++) {
        const PsObject *object = &dataset->objects[g];
        if (object->crowd) continue;
        if (is_found(search, g)) continue;
        search->unfound[object->class_index]++;
        if (search->repaired[g]) continue;
        search->missed[object->class_index]++;
        search->faults->count[PS_FAULT_MISSED]++;
        search->faults->of_object[g] = PS_FAULT_MISSED;
    }
}

/* ---- the points of each class ---- */

/* The class whose curve gains a point when the class of the detection is repaired, or -1. */
static int new_class(const Search *search, int d)
{
    bool moves = (search->notes[d] & KIND) == PS_FAULT_CLASS && (search->notes[d] & MENDS);
    return moves ? search->evaluation->dataset->objects[search->target[d]].class_index : -1;
}

/* The point in the curve of the detection's own class; 0 if it has none there. */
static unsigned char own_point(const Search *search, int d)
{
    unsigned char note = search->notes[d];
    if ((note & KIND) == PS_FAULT_CLASS) note &= (unsigned char)~MENDS;
    return note & (COUNTS | MENDS) ? note : 0;
}

static void count_points(Search *search)
{
    for (int d = 0; d < search->evaluation->predictions->detection_count; d++) {
        int moved = new_class(search, d);
        search->first[search->briefs[d].class_index + 1] += own_point(search, d) != 0;
        if (moved >= 0) search->first[moved + 1]++;
    }
    for (int c = 0; c < search->evaluation->dataset->class_count; c++) {
        search->next[c] = search->first[c];
        search->first[c + 1] += search->first[c];
    }
}

static void add_point(Search *search, int c, unsigned char point, double score)
{
    int at = search->next[c]++;
    bool tied = at > search->first[c] && search->last[c] == score;
    search->points[at] = (unsigned char)(point | (tied ? TIED : 0));
    search->last[c] = score;
}

static void place_points(Search *search, const int *falling)
{
    for (int i = 0; i < search->evaluation->predictions->detection_count; i++) {
        int d = falling[i], moved = new_class(search, d);
        Brief brief = search->briefs[d];
        unsigned char point = own_point(search, d);
        if (point) add_point(search, brief.class_index, point, brief.score);
        if (moved >= 0) add_point(search, moved, PS_FAULT_CLASS | MENDS, brief.score);
    }
}

/* ---- AP50 with one kind repaired ---- */

typedef struct Curve {
    double *precision; /* at each correct detection */
    int correct, wrong;
} Curve;

/* What is repaired: a kind of detection's error, objects that no longer count, or all errors. */
typedef struct Repair {
    PsFault kind;       /* PS_FAULT_NONE: none */
    const int *dropped; /* objects by class, or NULL */
    bool errors_first, all_errors;
} Repair;

static void add_to_curve(Curve *curve, unsigned char point, PsFault repaired)
{
    PsFault kind = (PsFault)(point & KIND);
    bool mended = kind == repaired && kind != PS_FAULT_NONE;
    if (kind == PS_FAULT_NONE || (mended && (point & MENDS))) {
        double correct = ++curve->correct;
        curve->precision[curve->correct - 1] = correct / (correct + curve->wrong);
    } else if (!mended && (point & COUNTS)) {
        curve->wrong++;
    }
}

/* Points of one score: in their order, or errors before correct ones. */
static void add_group(Curve *curve, const unsigned char *points, int count, const Repair *repair)
{
    bool split = repair->errors_first && count > 1;
    for (int pass = 0; pass < (split ? 2 : 1); pass++) {
        for (int i = 0; i < count; i++) {
            bool correct = (points[i] & KIND) == PS_FAULT_NONE;
            if (!split || correct == (pass == 1)) add_to_curve(curve, points[i], repair->kind);
        }
    }
}

static void make_curve(const Search *search, int c, const Repair *repair, Curve *curve)
{
    const unsigned char *points = search->points;
    for (int i = search->first[c], end; i < search->first[c + 1]; i = end) {
        for (end = i + 1; end < search->first[c + 1] && (points[end] & TIED);) end++;
        add_group(curve, points + i, end - i, repair);
    }
    for (int i = 0; repair->all_errors && i < curve->correct; i++) curve->precision[i] = 1;
}

double ps_curve_area(double *precision, int correct, int objects)
{
    double sum = 0;
    for (int i = correct - 1; i > 0; i--) {
        if (precision[i] > precision[i - 1]) precision[i - 1] = precision[i];
    }
    for (int r = 0, at = 0; r < PS_COCO_RECALLS; r++) {
        while (at < correct && (double)(at + 1) / objects < r / 100.0) at++;
        sum += at < correct ? precision[at] : 0;
    }
    return sum / PS_COCO_RECALLS;
}

/* The mean over the classes that have objects or detections left; NaN if there is none. */
static double mean_ap(const Search *search, const Repair *repair, double *room)
{
    double sum = 0;
    int defined = 0;
    for (int c = 0; c < search->evaluation->dataset->class_count; c++) {
        Curve curve = {.precision = room};
        int objects = search->evaluation->dataset->classes[c].object_count;
        if (repair->dropped) objects -= repair->dropped[c];
        make_curve(search, c, repair, &curve);
        defined += objects > 0 || curve.correct + curve.wrong > 0;
        if (objects > 0) sum += ps_curve_area(curve.precision, curve.correct, objects);
    }
    return defined ? sum / defined : NAN;
}

/* At least 0, NaN stays. So tidecv has it for kinds, not for all false positives or negatives. */
static double gain_over(double before, double after)
{
    return after < before ? 0 : after - before;
}

static void find_gains(const Search *search, double *room)
{
    const PsDataset *dataset = search->evaluation->dataset;
    PsFaults *faults = search->faults;
    bool any = dataset->object_count > dataset->crowd_count;
    double before = any ? mean_ap(search, &(Repair){0}, room) : NAN;
    for (int kind = PS_FAULT_CLASS; kind < PS_FAULT_MISSED; kind++) {
        Repair repair = {.kind = (PsFault)kind, .errors_first = true};
        faults->gain[kind] = gain_over(before, mean_ap(search, &repair, room));
    }
    Repair missed = {.dropped = search->missed, .errors_first = true};
    Repair unfound = {.dropped = search->unfound, .errors_first = true};
    faults->gain[PS_FAULT_MISSED] = gain_over(before, mean_ap(search, &missed, room));
    faults->gain_false_negative = mean_ap(search, &unfound, room) - before;
    faults->gain_false_positive = mean_ap(search, &(Repair){.all_errors = true}, room) - before;
}

void ps_find_faults(PsEvaluation *evaluation, const PsByClass *by_class)
{
    const PsDataset *dataset = evaluation->dataset;
    int count = evaluation->predictions->detection_count, objects = dataset->object_count;
    int classes = dataset->class_count;
    PsArena *scratch = ps_arena_new();
    PsFaults *faults = &evaluation->faults;
    faults->of_detection = PS_ARRAY(evaluation->arena, unsigned char, count);
    faults->of_object = PS_ARRAY(evaluation->arena, unsigned char, objects);
    Search search = {.evaluation = evaluation, .faults = faults};
    search.briefs = PS_ARRAY(scratch, Brief, count);
    search.notes = PS_ARRAY(scratch, unsigned char, count);
    search.target = PS_ARRAY(scratch, int, count);
    search.taker = PS_ARRAY(scratch, int, objects);
    search.repaired = PS_ARRAY(scratch, bool, objects);
    search.first = PS_ARRAY(scratch, int, classes + 1);
    search.next = PS_ARRAY(scratch, int, classes);
    search.last = PS_ARRAY(scratch, double, classes);
    search.missed = PS_ARRAY(scratch, int, classes);
    search.unfound = PS_ARRAY(scratch, int, classes);
    for (int g = 0; g < objects; g++) search.taker[g] = -1;
    examine_images(&search, scratch);
    examine_objects(&search);
    count_points(&search);
    search.points = PS_ARRAY(scratch, unsigned char, search.first[classes]);
    place_points(&search, by_class->falling);
    find_gains(&search, PS_ARRAY(scratch, double, objects));
    ps_arena_free(scratch);
}
