/* R21 and R22: are these predictions what they are taken for? */
#include "advice/advice.h"

#include "base/sort.h"
#include "eval/eval.h"

#include <math.h>
#include <stdlib.h>

/* ---- R21: classes never found, never predicted, or in another order ---- */

enum { LEAST_OBJECTS = 5, SUPPORT = 20, LEAST_PREDICTIONS = 50 };
static const double RISE = 0.2, TOGETHER = 0.5;

/* Objects of class a (row) on which the surest box is one of class b (column). */
static int *surest_classes(PsSearch *search)
{
    const PsFacts *facts = search->facts;
    size_t classes = (size_t)facts->class_count;
    int *surest = PS_ARRAY(search->scratch, int, facts->dataset->object_count);
    int *table = PS_ARRAY(search->scratch, int, classes *classes);
    const PsDetection *boxes = facts->predictions->detections;
    for (int g = 0; g < facts->dataset->object_count; g++) surest[g] = -1;
    for (int d = 0; d < facts->predictions->detection_count; d++) {
        int g = facts->evaluation->verdicts[d].nearest;
        if (g < 0 || facts->evaluation->verdicts[d].iou < TOGETHER) continue;
        if (surest[g] < 0 || boxes[d].score > boxes[surest[g]].score) surest[g] = d;
    }
    for (int g = 0; g < facts->dataset->object_count; g++) {
        if (surest[g] < 0 || facts->dataset->objects[g].crowd) continue;
        table[(size_t)facts->dataset->objects[g].class_index * classes +
              (size_t)boxes[surest[g]].class_index]++;
    }
    return table;
}

/* One class each, the most frequent pairs first; what is left keeps its own class, or takes a free
   one. */
static int *best_order(PsSearch *search, const int *table)
{
    const PsFacts *facts = search->facts;
    int classes = facts->class_count;
    int *order = PS_ARRAY(search->arena, int, classes); /* [predicted] = actual */
    bool *done = PS_ARRAY(search->scratch, bool, classes);
    for (int b = 0; b < classes; b++) order[b] = -1;
    for (;;) {
        int best = 0, at = -1;
        for (int i = 0; i < classes * classes; i++) {
            if (table[i] <= best || done[i / classes] || order[i % classes] >= 0) continue;
            best = table[i];
            at = i;
        }
        if (at < 0) break;
        order[at % classes] = at / classes;
        done[at / classes] = true;
    }
    for (int b = 0; b < classes; b++) {
        if (order[b] >= 0 || done[b]) continue;
        order[b] = b;
        done[b] = true;
    }
    for (int b = 0, a = 0; b < classes; b++) {
        if (order[b] >= 0) continue;
        while (done[a]) a++;
        order[b] = a;
        done[a] = true;
    }
    return order;
}

/* Mean over the classes with objects of the share whose surest box has the right class. */
static double share_right(const PsFacts *facts, const int *table, const int *order, int *right)
{
    double sum = 0;
    *right = 0;
    for (int b = 0; b < facts->class_count; b++) {
        int a = order ? order[b] : b, objects = facts->dataset->classes[a].object_count;
        *right += table[a * facts->class_count + b];
        if (objects) sum += (double)table[a * facts->class_count + b] / objects;
    }
    return facts->present > 0 ? sum / facts->present : 0;
}

enum { MOST_CLASSES = 400 }; /* of a table that is searched again and again */

static void find_order(PsSearch *search)
{
    const PsFacts *facts = search->facts;
    if (facts->predictions->detection_count < LEAST_PREDICTIONS) return;
    if (facts->class_count < 2 || facts->class_count > MOST_CLASSES) return;
    int right, right_after;
    const int *table = surest_classes(search);
    double before = share_right(facts, table, NULL, &right);
    if (before > 1 - RISE) return;
    int *order = best_order(search, table);
    double after = share_right(facts, table, order, &right_after);
    if (after - before <= RISE) return;
    PsDraft *draft = ps_draft(search, -1, -1);
    draft->fires = draft->fixed = search->permuted = true;
    draft->card.severity = PS_VALIDITY;
    draft->card.variant = "class-order";
    draft->card.classes = order;
    draft->card.class_count = facts->class_count;
    ps_note(draft, "right", right, PS_UNIT_COUNT);
    ps_note(draft, "right_after", right_after, PS_UNIT_COUNT);
    ps_note(draft, "objects", facts->objects, PS_UNIT_COUNT);
}

static bool is_found(const PsFacts *facts, int c)
{
    for (int i = facts->first[c]; i < facts->first[c + 1]; i++) {
        if (facts->evaluation->verdicts[facts->order[i]].object >= 0) return true;
    }
    return false;
}

static void find_lost_class(PsSearch *search, int c)
{
    const PsFacts *facts = search->facts;
    int objects = facts->dataset->classes[c].object_count;
    if (objects < LEAST_OBJECTS || is_found(facts, c)) return;
    PsDraft *draft = ps_draft(search, c, -1);
    draft->fires = draft->fixed = true;
    draft->card.severity = objects >= SUPPORT ? PS_HIGH : PS_MEDIUM;
    draft->card.variant =
        facts->first[c + 1] == facts->first[c] ? "never-predicted" : "never-found";
}

/* Kept boxes of classes that nobody labelled. */
static void find_strange_classes(PsSearch *search)
{
    const PsFacts *facts = search->facts;
    int *classes = PS_ARRAY(search->arena, int, facts->class_count), count = 0, boxes = 0;
    for (int c = 0; c < facts->class_count; c++) {
        int kept = ps_boxes_of(ps_class_at_optimum(facts, c));
        if (facts->dataset->classes[c].object_count > 0 || kept < LEAST_OBJECTS) continue;
        classes[count++] = c;
        boxes += kept;
    }
    if (count == 0) return;
    PsDraft *draft = ps_draft(search, count == 1 ? classes[0] : -1, -1);
    draft->fires = draft->fixed = true;
    draft->card.severity = PS_LOOK;
    draft->card.variant = "not-labelled";
    draft->card.classes = classes;
    draft->card.class_count = count;
    ps_note(draft, "boxes", boxes, PS_UNIT_COUNT);
    ps_note(draft, "classes", count, PS_UNIT_COUNT);
}

void ps_find_never_found(PsSearch *search)
{
    find_order(search);
    for (int c = 0; c < search->facts->class_count; c++) find_lost_class(search, c);
    find_strange_classes(search);
}

/* The class whose box is most often the surest one on objects of c; -1 if none is. */
static int usual_stand_in(PsSearch *search, int c, int *count)
{
    const int *table = surest_classes(search);
    int classes = search->facts->class_count, most = -1;
    *count = 0;
    for (int b = 0; b < classes; b++) {
        if (table[c * classes + b] <= *count) continue;
        *count = table[c * classes + b];
        most = b;
    }
    return most;
}

void ps_explain_never_found(PsSearch *search, PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    int c = draft->card.class_index, count;
    draft->card.link = (PsLink){.target = PS_TO_CLASSES, .actual = c};
    if (draft->card.class_count > 0) return;
    int stand_in = usual_stand_in(search, c, &count),
        objects = facts->dataset->classes[c].object_count;
    if (5 * (int64_t)count >= objects) draft->card.other = stand_in;
    ps_note(draft, "objects", objects, PS_UNIT_COUNT);
    ps_note(draft, "boxes", facts->first[c + 1] - facts->first[c], PS_UNIT_COUNT);
    ps_note(draft, "other_count", count, PS_UNIT_COUNT);
    draft->card.gain = 1.0 / facts->present;
    draft->card.gain_of = PS_GAIN_AP50;
}

bool ps_order_explains(const PsSearch *search, const PsDraft *draft)
{
    return search->permuted && draft->card.class_index >= 0;
}

bool ps_class_unknown(const PsSearch *search, const PsDraft *draft)
{
    return search->permuted || ps_draft_of(search, "R21", draft->card.class_index) != NULL;
}

/* ---- R22: the file ---- */

static PsDraft *suspect(PsSearch *search, const char *variant)
{
    PsDraft *draft = ps_draft(search, -1, -1);
    draft->fires = true;
    draft->card.variant = variant;
    draft->card.link = (PsLink){.target = PS_TO_WARNINGS};
    return draft;
}

/* More than a tenth of the boxes lie half outside their image or farther. */
static void check_inside(PsSearch *search)
{
    const PsFacts *facts = search->facts;
    int outside = 0, known = 0;
    for (int d = 0; d < facts->predictions->detection_count; d++) {
        const PsDetection *box = &facts->predictions->detections[d];
        const PsImage *image = &facts->dataset->images[box->image];
        if (image->width == 0) continue;
        known++;
        PsBox whole = {0, 0, image->width, image->height};
        outside += ps_box_coverage(box->box, whole) < 0.5;
    }
    if (10 * (int64_t)outside <= known) return;
    PsDraft *draft = suspect(search, "outside");
    ps_note(draft, "count", outside, PS_UNIT_COUNT);
    ps_note(draft, "boxes", known, PS_UNIT_COUNT);
}

static void check_scores(PsSearch *search)
{
    const PsFacts *facts = search->facts;
    double low = INFINITY, high = -INFINITY;
    for (int d = 0; d < facts->predictions->detection_count; d++) {
        low = fmin(low, facts->predictions->detections[d].score);
        high = fmax(high, facts->predictions->detections[d].score);
    }
    bool equal = low == high, cut = low > 0.05 && !equal && facts->evaluation->optimum.exists &&
                                    facts->evaluation->optimum.best_confidence <= low;
    if (equal) ps_note(suspect(search, "equal-scores"), "score", low, PS_UNIT_SCORE);
    if (high > 1) ps_note(suspect(search, "scores-above-1"), "score", high, PS_UNIT_PLAIN);
    if (cut) ps_note(suspect(search, "cut"), "score", low, PS_UNIT_SCORE);
}

/* More than a twentieth of the images with objects, and three at least, have no box at all. */
static void check_images(PsSearch *search)
{
    const PsFacts *facts = search->facts;
    int without = 0, labelled = 0;
    for (int i = 0; i < facts->image_count; i++) {
        if (facts->dataset->images[i].object_count == 0) continue;
        labelled++;
        without += facts->predictions->first[i] == facts->predictions->first[i + 1];
    }
    if (without < 3 || 20 * (int64_t)without <= labelled) return;
    PsDraft *draft = suspect(search, "images-without");
    ps_note(draft, "count", without, PS_UNIT_COUNT);
    ps_note(draft, "images", labelled, PS_UNIT_COUNT);
}

/* ---- would the boxes fit if they were read in another way? ---- */

typedef struct View {
    double width, height; /* of the image */
    double scale;
} View;
typedef PsBox (*Reading)(PsBox box, View view);

static PsBox as_it_is(PsBox b, View view)
{
    (void)view;
    return b;
}
static PsBox as_corners(PsBox b, View view)
{
    (void)view;
    return (PsBox){b.x, b.y, b.width - b.x, b.height - b.y};
}
static PsBox as_centre(PsBox b, View view)
{
    (void)view;
    return (PsBox){b.x - b.width / 2, b.y - b.height / 2, b.width, b.height};
}
static PsBox as_swapped(PsBox b, View view)
{
    (void)view;
    return (PsBox){b.y, b.x, b.height, b.width};
}
static PsBox as_swapped_corners(PsBox b, View view)
{
    (void)view;
    return (PsBox){b.y, b.x, b.height - b.y, b.width - b.x};
}
static PsBox as_shares(PsBox b, View view)
{
    return (PsBox){b.x * view.width, b.y * view.height, b.width * view.width,
                   b.height * view.height};
}
static PsBox as_scaled(PsBox b, View view)
{
    return (PsBox){b.x * view.scale, b.y * view.scale, b.width * view.scale, b.height * view.scale};
}

static const struct {
    const char *variant;
    Reading read;
} readings[] = {{"as-is", as_it_is},      {"xyxy", as_corners},         {"centre", as_centre},
                {"swapped", as_swapped},  {"yxyx", as_swapped_corners}, {"relative", as_shares},
                {"other-size", as_scaled}};
enum { READINGS = sizeof readings / sizeof *readings, SAMPLE = 300 };

/* How well the surest boxes of an image fit its objects in each reading: sums of the best IoU. */
static int fit_image(const PsFacts *facts, int i, double scale, double *sums)
{
    const PsImage *image = &facts->dataset->images[i];
    int from = facts->predictions->first[i], count = facts->predictions->first[i + 1] - from;
    int most = 2 * image->object_count + 5;
    double *scores = ps_alloc(sizeof *scores * (size_t)(count + 1));
    int *order = ps_alloc(sizeof *order * (size_t)(count + 1)), objects = 0;
    View view = {image->width, image->height, scale};
    for (int d = 0; d < count; d++) scores[d] = facts->predictions->detections[from + d].score;
    ps_sort_falling(scores, NULL, count, order);
    if (count > most) count = most;
    for (int g = image->first_object; g < image->first_object + image->object_count; g++) {
        if (facts->dataset->objects[g].crowd) continue;
        objects++;
        for (int r = 0; r < READINGS; r++) {
            double best = 0;
            for (int d = 0; d < count; d++) {
                PsBox box = facts->predictions->detections[from + order[d]].box;
                double iou = ps_similarity_boxes.alike(readings[r].read(box, view),
                                                       facts->dataset->objects[g].box);
                best = fmax(best, iou);
            }
            sums[r] += best;
        }
    }
    free(order);
    free(scores);
    return objects;
}

/* How much farther the objects reach than the boxes: medians of right ends. */
static double find_scale(PsSearch *search)
{
    const PsFacts *facts = search->facts;
    int objects = facts->dataset->object_count, boxes = facts->predictions->detection_count;
    double *ends = PS_ARRAY(search->scratch, double, objects),
           *found = PS_ARRAY(search->scratch, double, boxes);
    int count = 0;
    for (int g = 0; g < objects; g++) {
        const PsBox *box = &facts->dataset->objects[g].box;
        ends[g] = box->x + box->width / 2;
    }
    for (int d = 0; d < boxes; d++) {
        const PsBox *box = &facts->predictions->detections[d].box;
        if (facts->outcome[d] != PS_NOT_KEPT) found[count++] = box->x + box->width / 2;
    }
    ps_sort_rising(ends, objects);
    ps_sort_rising(found, count);
    double middle = ps_quantile(found, count, 0.5);
    return middle > 0 ? ps_quantile(ends, objects, 0.5) / middle : 1;
}

static void check_reading(PsSearch *search)
{
    const PsFacts *facts = search->facts;
    double sums[READINGS] = {0}, scale = find_scale(search);
    int step = facts->image_count / SAMPLE + 1, objects = 0, best = 0;
    for (int i = 0; i < facts->image_count; i += step) objects += fit_image(facts, i, scale, sums);
    for (int r = 1; r < READINGS; r++) {
        if (sums[r] > sums[best]) best = r;
    }
    if (objects == 0 || sums[best] - sums[0] <= RISE * objects) return;
    PsDraft *draft = suspect(search, readings[best].variant);
    ps_note(draft, "mean_iou", sums[0] / objects, PS_UNIT_SCORE);
    ps_note(draft, "mean_iou_after", sums[best] / objects, PS_UNIT_SCORE);
    if (readings[best].read == as_scaled) ps_note(draft, "scale", scale, PS_UNIT_PLAIN);
}

void ps_find_input_suspect(PsSearch *search)
{
    if (search->facts->predictions->detection_count < LEAST_PREDICTIONS) {
        ps_need(search, PS_NEED_BOXES);
        return;
    }
    check_reading(search);
    check_inside(search);
    check_scores(search);
    check_images(search);
}

void ps_explain_input_suspect(PsSearch *search, PsDraft *draft)
{
    (void)search;
    (void)draft;
}
