/* Generated data sets; see bed.h. */
#include "lib/advice/bed.h"

#include "lib/eval/generate.h"

#include <check.h>
#include <math.h>
#include <string.h>

enum { COLUMNS = 8, CELL = 80 };

double bed_random(Bed *bed)
{
    return (double)(random_next(&bed->state) >> 11) * 0x1p-53;
}

static double usual(double value, double otherwise)
{
    return value > 0 ? value : otherwise;
}

/* A box of 40 to 60 pixels inside a place of its own, so that none overlaps another. */
static PsBox draw_place(Bed *bed, int slot)
{
    double width = 40 + 20 * bed_random(bed), height = 40 + 20 * bed_random(bed);
    return (PsBox){slot % COLUMNS * CELL + 10 + 5 * bed_random(bed),
                   slot / COLUMNS * CELL + 10 + 5 * bed_random(bed), width, height};
}

static PsBox shake(Bed *bed, PsBox box, double jitter)
{
    double x = (2 * bed_random(bed) - 1) * jitter * box.width;
    double y = (2 * bed_random(bed) - 1) * jitter * box.height;
    double w = (2 * bed_random(bed) - 1) * jitter * box.width;
    double h = (2 * bed_random(bed) - 1) * jitter * box.height;
    return (PsBox){box.x + x - w / 2, box.y + y - h / 2, box.width + w, box.height + h};
}

static int draw_class(Bed *bed, const BedStyle *style)
{
    if (!style->rare) return (int)(bed_random(bed) * bed->class_count);
    int c = 0;
    while (c + 1 < bed->class_count && bed_random(bed) < 0.5) c++;
    return c;
}

static double draw_score(Bed *bed, double doubtful)
{
    double u = bed_random(bed);
    return bed_random(bed) < doubtful ? 0.02 + 0.3 * u * u : 1 - 0.08 * u * u;
}

static void draw_case(Bed *bed, BedImage *image, const BedStyle *style, int slot, double doubtful)
{
    PsBox place = draw_place(bed, slot);
    int c = draw_class(bed, style), of = -1;
    double score = draw_score(bed, doubtful);
    if (bed_random(bed) < score) {
        of = image->object_count++;
        image->objects[of] = (BedObject){.box = place, .class_index = c};
    }
    PsBox box = shake(bed, place, usual(style->jitter, 0.03));
    image->boxes[image->box_count++] =
        (BedBox){.box = box, .class_index = c, .score = score, .of = of};
}

static void draw_image(Bed *bed, BedImage *image, const BedStyle *style)
{
    int slots[BED_SLOTS], count = style->per_image ? style->per_image : 8;
    double doubtful = usual(style->doubtful, 0.15);
    doubtful = fmin(0.9, fmax(0.02, doubtful + style->uneven * (2 * bed_random(bed) - 1)));
    *image = (BedImage){.width = 640, .height = 480};
    if (bed_random(bed) < style->empty) return;
    for (int i = 0; i < BED_SLOTS; i++) slots[i] = i;
    for (int i = 0; i < count; i++) {
        int other = i + (int)(bed_random(bed) * (BED_SLOTS - i)), slot = slots[other];
        slots[other] = slots[i];
        draw_case(bed, image, style, slot, doubtful);
    }
}

Bed *bed_new(uint64_t seed, const BedStyle *style)
{
    static const BedStyle plain;
    if (!style) style = &plain;
    PsArena *arena = ps_arena_new();
    Bed *bed = PS_NEW(arena, Bed);
    bed->arena = arena;
    bed->state = seed * 977 + 1;
    bed->image_count = style->images ? style->images : 150;
    bed->class_count = style->classes ? style->classes : 3;
    bed->images = PS_ARRAY(arena, BedImage, bed->image_count);
    for (int i = 0; i < bed->image_count; i++) draw_image(bed, &bed->images[i], style);
    return bed;
}

void bed_free(Bed *bed)
{
    ps_advice_free(bed->advice);
    ps_evaluation_free(bed->evaluation);
    ps_arena_free(bed->arena);
}

/* ---- from files ---- */

static int object_of(const BedImage *image, const PsDetection *box)
{
    int best = -1;
    double most = 0.5;
    for (int g = 0; g < image->object_count; g++) {
        double iou = ps_box_iou(image->objects[g].box, box->box);
        if (image->objects[g].class_index != box->class_index || iou < most) continue;
        most = iou;
        best = g;
    }
    return best;
}

static void read_image(const PsDataset *dataset, const PsPredictions *predictions, int i,
                       BedImage *image)
{
    const PsImage *info = &dataset->images[i];
    *image = (BedImage){.width = info->width, .height = info->height};
    ck_assert_int_le(info->object_count, BED_SLOTS);
    ck_assert_int_le(predictions->first[i + 1] - predictions->first[i], BED_MOST);
    for (int g = info->first_object; g < info->first_object + info->object_count; g++) {
        const PsObject *object = &dataset->objects[g];
        image->objects[image->object_count++] =
            (BedObject){.box = object->box, .class_index = object->class_index};
    }
    for (int d = predictions->first[i]; d < predictions->first[i + 1]; d++) {
        const PsDetection *box = &predictions->detections[d];
        image->boxes[image->box_count++] = (BedBox){.box = box->box,
                                                    .class_index = box->class_index,
                                                    .score = box->score,
                                                    .of = object_of(image, box)};
    }
}

Bed *bed_read(const char *truth, const char *predictions)
{
    PsError error = {0};
    PsReadOptions options = {0};
    PsDataset *dataset = ps_dataset_read(truth, &options, &error);
    if (!dataset) return NULL;
    PsPredictions *boxes = ps_predictions_read(dataset, predictions, &options, &error);
    ck_assert_msg(boxes != NULL, "%s", error.found);
    PsArena *arena = ps_arena_new();
    Bed *bed = PS_NEW(arena, Bed);
    bed->arena = arena;
    bed->state = 1;
    bed->image_count = dataset->image_count;
    bed->class_count = dataset->class_count;
    bed->images = PS_ARRAY(arena, BedImage, bed->image_count);
    for (int i = 0; i < bed->image_count; i++) read_image(dataset, boxes, i, &bed->images[i]);
    ps_predictions_free(boxes);
    ps_dataset_free(dataset);
    return bed;
}

void bed_again(Bed *bed)
{
    ps_advice_free(bed->advice);
    ps_evaluation_free(bed->evaluation);
    bed->advice = NULL;
    bed->evaluation = NULL;
}

/* ---- to a dataset and predictions ---- */

static void take_objects(Bed *bed, int i)
{
    PsDataset *dataset = &bed->dataset;
    const BedImage *image = &bed->images[i];
    PsImage *info = &dataset->images[i];
    bool *seen = PS_ARRAY(bed->arena, bool, bed->class_count);
    *info = (PsImage){.id = i + 1,
                      .file = ps_arena_printf(bed->arena, "%d.jpg", i + 1),
                      .width = image->width,
                      .height = image->height,
                      .first_object = dataset->object_count};
    for (int g = 0; g < image->object_count; g++) {
        const BedObject *object = &image->objects[g];
        if (object->gone) continue;
        PsClass *c = &dataset->classes[object->class_index];
        c->object_count++;
        c->image_count += !seen[object->class_index];
        seen[object->class_index] = true;
        dataset->objects[dataset->object_count] =
            (PsObject){.id = dataset->object_count,
                       .image = i,
                       .class_index = object->class_index,
                       .box = object->box,
                       .area = object->box.width * object->box.height};
        dataset->object_count++;
        info->object_count++;
    }
}

static void take_boxes(Bed *bed, int i)
{
    PsPredictions *predictions = &bed->predictions;
    predictions->first[i] = predictions->detection_count;
    for (int b = 0; b < bed->images[i].box_count; b++) {
        const BedBox *box = &bed->images[i].boxes[b];
        if (box->gone) continue;
        predictions->detections[predictions->detection_count++] = (PsDetection){
            .image = i, .class_index = box->class_index, .box = box->box, .score = box->score};
    }
    predictions->first[i + 1] = predictions->detection_count;
}

static void fill(Bed *bed)
{
    PsArena *arena = bed->arena;
    PsInput input = {.role = "ground-truth", .path = "t", .name = "t", .format = "coco"};
    bed->dataset = (PsDataset){
        .input = input, .image_count = bed->image_count, .class_count = bed->class_count};
    bed->dataset.images = PS_ARRAY(arena, PsImage, bed->image_count);
    bed->dataset.classes = PS_ARRAY(arena, PsClass, bed->class_count);
    bed->dataset.objects = PS_ARRAY(arena, PsObject, bed->image_count * BED_SLOTS);
    bed->predictions = (PsPredictions){.input = input, .dataset = &bed->dataset};
    bed->predictions.detections = PS_ARRAY(arena, PsDetection, bed->image_count * BED_MOST);
    bed->predictions.first = PS_ARRAY(arena, int, bed->image_count + 1);
    for (int c = 0; c < bed->class_count; c++) {
        bed->dataset.classes[c] =
            (PsClass){.id = c + 1, .name = ps_arena_printf(arena, "class %c", 'A' + c)};
    }
    for (int i = 0; i < bed->image_count; i++) take_objects(bed, i);
    for (int i = 0; i < bed->image_count; i++) take_boxes(bed, i);
}

const PsAdvice *bed_advise(Bed *bed, const PsAdviceInput *input)
{
    PsError error = {0};
    PsAdviceInput here = input ? *input : (PsAdviceInput){.production_confidence = NAN};
    PsEvaluateOptions options = {.resamples = 300, .seed = here.seed};
    ps_advice_free(bed->advice);
    if (!bed->evaluation) {
        fill(bed);
        bed->evaluation = ps_evaluate(&bed->predictions, &options, &error);
        ck_assert_msg(bed->evaluation != NULL, "%s", error.found);
    }
    here.evaluation = bed->evaluation;
    if (here.resamples == 0) here.resamples = 300;
    bed->advice = ps_advise(&here, &error);
    ck_assert_msg(bed->advice != NULL, "%s", error.found);
    return bed->advice;
}

const PsCard *bed_card(const Bed *bed, const char *rule, const char *variant, int class_index)
{
    for (int i = 0; i < bed->advice->card_count; i++) {
        const PsCard *card = &bed->advice->cards[i];
        if (strcmp(card->rule, rule) != 0) continue;
        if (variant && strcmp(card->variant, variant) != 0) continue;
        if (class_index < 0 || card->class_index == class_index) return card;
    }
    return NULL;
}

const char *bed_cards(Bed *bed)
{
    const char *text = "";
    for (int i = 0; i < bed->advice->card_count; i++) {
        const PsCard *card = &bed->advice->cards[i];
        text = ps_arena_printf(bed->arena, "%s%s/%s/%d(%d, %.4f) ", text, card->rule, card->variant,
                               card->class_index, (int)card->severity, card->gain);
    }
    return text;
}
