/* What detections overlap; see fit.h. Only overwhelming evidence counts: a poor model overlaps
   little under any reading of its boxes, and confuses classes without exchanging them. */
#include "read/fit.h"

#include <math.h>

static const double HALF = 0.5, LEAST_WEIGHT = 5;
enum { ENOUGH = 20, TIMES = 3, MOST_CLASSES = 2000, MOST_LOOKED_AT = 4000 };

/* ------------------------------------------------------------------ layouts */

static PsBox as_it_is(PsBox box)
{
    return box;
}

static PsBox as_corners(PsBox box)
{
    return (PsBox){box.x, box.y, box.width - box.x, box.height - box.y};
}

static PsBox as_centre(PsBox box)
{
    return (PsBox){box.x - box.width / 2, box.y - box.height / 2, box.width, box.height};
}

static const struct {
    PsBox (*read)(PsBox box);
    const char *code, *text;
} layouts[] = {
    {as_it_is, NULL, NULL},
    {as_corners, "boxes-fit-as-corners",
     "Read as two corners x1, y1, x2, y2, far more boxes would overlap an object than as x, y, "
     "width, height: the layout seems to be another one; nothing was changed."},
    {as_centre, "boxes-fit-as-centres",
     "Read as centre, width and height, far more boxes would overlap an object than as they are: "
     "the layout seems to be another one; nothing was changed."},
};
enum { LAYOUTS = sizeof layouts / sizeof *layouts };

/* ------------------------------------------------------------------ overlaps */

/* The object with the highest IoU >= 0.5 with the box, or NULL. */
static const PsObject *object_under(const PsDataset *dataset, int image, PsBox box)
{
    const PsImage *info = &dataset->images[image];
    const PsObject *found = NULL;
    double best = HALF;
    if (!(box.width > 0 && box.height > 0)) return NULL;
    for (int g = 0; g < info->object_count; g++) {
        const PsObject *object = &dataset->objects[info->first_object + g];
        double overlap = object->crowd ? 0 : ps_box_iou(box, object->box);
        if (overlap < best) continue;
        best = overlap;
        found = object;
    }
    return found;
}

/* Every how many detections one is looked at. */
static size_t stride(const PsResultBuilder *builder)
{
    return PS_BUF_COUNT(&builder->detections, PsDetection) / MOST_LOOKED_AT + 1;
}

/* Even a poor model hits something; boxes of another data set do not. */
static void note_misses(PsResultBuilder *builder, int hits, int looked_at)
{
    enum { ENOUGH_BOXES = 100, ONE_IN = 200 };
    if (builder->dataset->object_count == 0 || looked_at < ENOUGH_BOXES) return;
    if (hits * ONE_IN > looked_at) return;
    ps_issue_add(&builder->issues, "boxes-overlap-nothing", NULL, NULL);
    ps_issue_text(&builder->issues,
                  "Of %d boxes that were looked at, %d overlap an object by half: images or boxes "
                  "seem to belong to other data.",
                  looked_at, hits);
}

static void check_layouts(PsResultBuilder *builder)
{
    const PsDetection *detections = PS_BUF_ITEMS(&builder->detections, PsDetection);
    size_t count = PS_BUF_COUNT(&builder->detections, PsDetection), step = stride(builder);
    int hits[LAYOUTS] = {0};
    for (size_t d = 0; d < count; d += step) {
        for (int l = 0; l < LAYOUTS; l++) {
            PsBox box = layouts[l].read(detections[d].box);
            hits[l] += object_under(builder->dataset, detections[d].image, box) != NULL;
        }
    }
    bool better = false;
    for (int l = 1; l < LAYOUTS; l++) {
        if (hits[l] < ENOUGH || hits[l] < TIMES * hits[0]) continue;
        ps_issue_add(&builder->issues, layouts[l].code, NULL, layouts[l].text);
        better = true;
    }
    if (!better) note_misses(builder, hits[0], (int)((count + step - 1) / step));
}

/* ------------------------------------------------------------------ classes */

/* The many detections of low score lie anywhere: they count for little. */
static double weight(const PsDetection *detection)
{
    if (isnan(detection->score)) return 1; /* it has none */
    return detection->score > 0 ? detection->score : 0;
}

/* pairs[predicted][actual]: weights of detections on objects. */
static double *count_pairs(const PsResultBuilder *builder, PsArena *arena)
{
    const PsDataset *dataset = builder->dataset;
    const PsDetection *detections = PS_BUF_ITEMS(&builder->detections, PsDetection);
    size_t count = PS_BUF_COUNT(&builder->detections, PsDetection), step = stride(builder);
    int classes = dataset->class_count;
    double *pairs = PS_ARRAY(arena, double, (size_t)classes *(size_t)classes);
    for (size_t d = 0; d < count; d += step) {
        const PsObject *object = object_under(dataset, detections[d].image, detections[d].box);
        if (!object) continue;
        size_t row = (size_t)detections[d].class_index * (size_t)classes;
        pairs[row + (size_t)object->class_index] += weight(&detections[d]);
    }
    return pairs;
}

static int class_mostly_under(const double *row, int classes)
{
    int most = 0;
    for (int c = 1; c < classes; c++) {
        if (row[c] > row[most]) most = c;
    }
    return most;
}

/* Names the first two exchanges: "a" lies mostly on objects of "b". */
static void add_exchange(PsResultBuilder *builder, const double *pairs)
{
    const PsDataset *dataset = builder->dataset;
    int classes = dataset->class_count, named = 0;
    PsBuf text = PS_BUF;
    for (int c = 0; c < classes && named < 2; c++) {
        int under = class_mostly_under(pairs + (size_t)c * (size_t)classes, classes);
        if (under == c || pairs[(size_t)c * (size_t)classes + (size_t)under] <= 0) continue;
        ps_buf_printf(&text, "%s\"%.60s\" lie mostly on objects of \"%.60s\"",
                      named++ ? ", of " : "", dataset->classes[c].name,
                      dataset->classes[under].name);
    }
    if (ps_issue_add(&builder->issues, "classes-look-exchanged", NULL, NULL)) {
        ps_issue_text(
            &builder->issues,
            "Detections of %s: class numbers seem to mean something else here than in the "
            "ground truth; nothing was changed.",
            text.data);
    }
    ps_buf_free(&text);
}

static void check_classes(PsResultBuilder *builder)
{
    int classes = builder->dataset->class_count, exchanged = 0;
    double same = 0, best = 0;
    if (classes < 2 || classes > MOST_CLASSES) return;
    PsArena *arena = ps_arena_new();
    const double *pairs = count_pairs(builder, arena);
    for (int c = 0; c < classes; c++) {
        const double *row = pairs + (size_t)c * (size_t)classes;
        int under = class_mostly_under(row, classes);
        same += row[c];
        best += row[under];
        exchanged += under != c && row[under] > 0;
    }
    if (exchanged > 1 && best >= LEAST_WEIGHT && best >= TIMES * same) add_exchange(builder, pairs);
    ps_arena_free(arena);
}

PsFitShift ps_fit_shift(const PsResultBuilder *builder, int shift)
{
    const PsDetection *detections = PS_BUF_ITEMS(&builder->detections, PsDetection);
    size_t count = PS_BUF_COUNT(&builder->detections, PsDetection), step = stride(builder);
    PsFitShift fit = {0};
    for (size_t d = 0; d < count; d += step) {
        const PsDetection *detection = &detections[d];
        const PsObject *object = object_under(builder->dataset, detection->image, detection->box);
        if (!object) continue;
        fit.overlapping += weight(detection);
        if (object->class_index == detection->class_index) fit.as_is += weight(detection);
        if (object->class_index != detection->class_index + shift) continue;
        fit.shifted += weight(detection);
        fit.shifted_boxes++;
    }
    return fit;
}

void ps_fit_check(PsResultBuilder *builder)
{
    check_layouts(builder);
    check_classes(builder);
}
