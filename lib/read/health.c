/* Looking over data that have been read; see health.h. Pairs of boxes are sought among neighbours
   only: in the order of their left edges, a box that overlaps another by nine tenths is near. */
#include "read/health.h"

#include "base/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double NEARLY_EQUAL = 0.9, CLASH = 0.95, TINY = 2;

enum { WORDS = 160 };

static const char *name_of(const PsImage *image, char text[WORDS])
{
    if (*image->file)
        snprintf(text, WORDS, "%.140s", image->file);
    else
        snprintf(text, WORDS, "image %lld", (long long)image->id);
    return text;
}

/* ------------------------------------------------------------------ pairs of objects */

static int by_left_edge(const void *a, const void *b)
{
    const PsObject *x = *(const PsObject *const *)a, *y = *(const PsObject *const *)b;
    if (x->box.x != y->box.x) return x->box.x < y->box.x ? -1 : 1;
    return (x > y) - (x < y);
}

static bool same_box(PsBox a, PsBox b)
{
    return a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height;
}

typedef struct Pair {
    const PsDataset *dataset;
    const PsObject *first, *second;
    PsIssueList *issues;
} Pair;

static void add_pair(const Pair *pair, const char *code, const char *text)
{
    char words[WORDS + 80], name[WORDS];
    const PsClass *classes = pair->dataset->classes;
    snprintf(words, sizeof words, "%.80s: \"%.30s\" and \"%.30s\"",
             name_of(&pair->dataset->images[pair->first->image], name),
             classes[pair->first->class_index].name, classes[pair->second->class_index].name);
    PsPlace place = {.words = words};
    ps_issue_add(pair->issues, code, &place, text);
}

static void judge_pair(const Pair *pair)
{
    bool same_class = pair->first->class_index == pair->second->class_index;
    double iou = ps_box_iou(pair->first->box, pair->second->box);
    if (same_class && same_box(pair->first->box, pair->second->box)) {
        add_pair(pair, "duplicate-object",
                 "Two objects have the same class and the same box; both were kept, so at least "
                 "one of them cannot be found.");
    } else if (same_class && iou >= NEARLY_EQUAL) {
        add_pair(pair, "objects-nearly-equal",
                 "Two objects of one class overlap by nine tenths or more, as if one had been "
                 "labelled twice; both were kept.");
    } else if (!same_class && iou >= CLASH) {
        add_pair(pair, "labels-clash",
                 "Two objects of different classes have almost the same box: one label may be "
                 "wrong; both were kept.");
    }
}

/* For the IoU to reach nine tenths, the left edges must lie within a tenth of the width. */
static void judge_image(const PsDataset *dataset, const PsImage *image, const PsObject **sorted,
                        PsIssueList *issues)
{
    int count = 0;
    for (int g = 0; g < image->object_count; g++) {
        const PsObject *object = &dataset->objects[image->first_object + g];
        if (!object->crowd && object->box.width > 0) sorted[count++] = object;
    }
    if (count > 1) qsort(sorted, (size_t)count, sizeof *sorted, by_left_edge);
    for (int i = 0; i < count; i++) {
        double reach = sorted[i]->box.x + sorted[i]->box.width * (1 - NEARLY_EQUAL) * 1.01;
        for (int j = i + 1; j < count && sorted[j]->box.x <= reach; j++) {
            judge_pair(&(Pair){dataset, sorted[i], sorted[j], issues});
        }
    }
}

static void judge_pairs(const PsDataset *dataset, PsIssueList *issues)
{
    int most = 0;
    for (int i = 0; i < dataset->image_count; i++) {
        if (dataset->images[i].object_count > most) most = dataset->images[i].object_count;
    }
    const PsObject **sorted = ps_alloc(sizeof(PsObject *) * (size_t)(most + 1));
    for (int i = 0; i < dataset->image_count; i++) {
        judge_image(dataset, &dataset->images[i], sorted, issues);
    }
    free(sorted);
}

/* ------------------------------------------------------------------ single objects, images,
 * classes */

static void note_tiny(const PsDataset *dataset, PsIssueList *notes)
{
    for (int g = 0; g < dataset->object_count; g++) {
        const PsObject *object = &dataset->objects[g];
        PsBox box = object->box;
        bool tiny = box.width > 0 && box.height > 0 && (box.width < TINY || box.height < TINY);
        if (!tiny || object->crowd) continue;
        char words[WORDS + 80], name[WORDS];
        snprintf(words, sizeof words, "%.80s: \"%.30s\", %g x %g",
                 name_of(&dataset->images[object->image], name),
                 dataset->classes[object->class_index].name, box.width, box.height);
        PsPlace place = {.words = words};
        ps_issue_add(notes, "box-under-two-pixels", &place,
                     "An object is narrower or lower than two pixels.");
    }
}

static void note_without_objects(const PsDataset *dataset, PsIssueList *notes)
{
    char name[WORDS];
    for (int i = 0; i < dataset->image_count && dataset->object_count > 0; i++) {
        if (dataset->images[i].object_count > 0) continue;
        PsPlace place = {.words = name_of(&dataset->images[i], name)};
        ps_issue_add(notes, "image-without-objects", &place,
                     "An image has no object; whatever is detected in it is a false positive.");
    }
    for (int c = 0; c < dataset->class_count && dataset->object_count > 0; c++) {
        if (dataset->classes[c].object_count > 0) continue;
        snprintf(name, sizeof name, "%.140s", dataset->classes[c].name);
        PsPlace place = {.words = name};
        ps_issue_add(notes, "class-without-objects", &place,
                     "A class has no object; its figures are undefined and left out of the means.");
    }
}

void ps_health_of_labels(const PsDataset *dataset, PsIssueList *issues, PsIssueList *notes)
{
    judge_pairs(dataset, issues);
    note_tiny(dataset, notes);
    note_without_objects(dataset, notes);
}

/* ------------------------------------------------------------------ detections */

static uint64_t hash_of(const PsDetection *detection)
{
    const double numbers[] = {detection->score, detection->box.x, detection->box.y};
    uint64_t hash = (uint64_t)detection->class_index;
    for (int i = 0; i < 3; i++) {
        uint64_t bits;
        memcpy(&bits, &numbers[i], sizeof bits);
        hash = ps_mix64(hash ^ bits);
    }
    return hash;
}

static bool same_detection(const PsDetection *a, const PsDetection *b)
{
    return a->score == b->score && a->class_index == b->class_index && same_box(a->box, b->box);
}

/* A table of detections of one image, at most half full; a slot holds number + 1. */
typedef struct Seen {
    int *slots;
    size_t mask;
} Seen;

static void clear_seen(Seen *seen, int count)
{
    size_t size = 2;
    while (size < 2 * (size_t)count) size *= 2;
    seen->mask = size - 1;
    memset(seen->slots, 0, sizeof *seen->slots * size);
}

/* Is there an equal one in the table? If not, it is now. */
static bool was_seen(Seen *seen, const PsDetection *detections, int d)
{
    size_t at = (size_t)hash_of(&detections[d]) & seen->mask;
    for (; seen->slots[at]; at = (at + 1) & seen->mask) {
        if (same_detection(&detections[seen->slots[at] - 1], &detections[d])) return true;
    }
    seen->slots[at] = d + 1;
    return false;
}

static void judge_detections(const PsPredictions *predictions, int image, Seen *seen,
                             PsIssueList *notes)
{
    int first = predictions->first[image], count = predictions->first[image + 1] - first;
    clear_seen(seen, count);
    for (int d = 0; d < count; d++) {
        if (!was_seen(seen, predictions->detections + first, d)) continue;
        char name[WORDS];
        PsPlace place = {.words = name_of(&predictions->dataset->images[image], name)};
        ps_issue_add(notes, "duplicate-detection", &place,
                     "A detection stands there twice, with the same class, box and score; both "
                     "were kept, so one of them is a false positive.");
    }
}

static int most_detections(const PsPredictions *predictions)
{
    int most = 0;
    for (int i = 0; i < predictions->dataset->image_count; i++) {
        int count = predictions->first[i + 1] - predictions->first[i];
        if (count > most) most = count;
    }
    return most;
}

void ps_health_of_detections(const PsPredictions *predictions, PsIssueList *notes)
{
    const PsDataset *dataset = predictions->dataset;
    Seen seen = {.slots = ps_alloc(sizeof(int) * (4 * (size_t)most_detections(predictions) + 2))};
    for (int i = 0; i < dataset->image_count; i++) {
        judge_detections(predictions, i, &seen, notes);
        if (predictions->first[i + 1] > predictions->first[i]) continue;
        if (predictions->detection_count == 0) continue;
        char name[WORDS];
        PsPlace place = {.words = name_of(&dataset->images[i], name)};
        ps_issue_add(notes, "image-without-detections", &place,
                     "An image has no detection at all.");
    }
    free(seen.slots);
}
