/* report.json: COCO's arrays, flat, with their shapes, as numpy would flatten them. */
#include "export/json_keys.h"

typedef struct Shape {
    const char *name;
    int size;
} Shape;

static void write_values(JsonText *json, const char *key, const double *values, size_t count)
{
    put_list(json, key, '[');
    for (size_t i = 0; i < count; i++) put_number(json, NULL, values[i]);
    json_close(json, ']');
}

static void write_shape(JsonText *json, const char *key, const Shape *shape, int count)
{
    put_list(json, key, '[');
    for (int i = 0; i < count; i++) {
        put_list(json, NULL, '[');
        put_text(json, NULL, shape[i].name);
        put_number(json, NULL, shape[i].size);
        json_close(json, ']');
    }
    json_close(json, ']');
}

void write_arrays(JsonText *json, const Export *source)
{
    const PsCoco *coco = &source->evaluation->coco;
    int classes = source->evaluation->dataset->class_count;
    const Shape precision[] = {{"iou", PS_COCO_IOUS},
                               {"recall", PS_COCO_RECALLS},
                               {"class", classes},
                               {"area", PS_COCO_AREAS},
                               {"max_dets", PS_COCO_MAXDETS}};
    const Shape recall[] = {precision[0], precision[2], precision[3], precision[4]};
    if (!coco->all_precision) return;
    size_t recalls = (size_t)classes * PS_COCO_IOUS * PS_COCO_AREAS * PS_COCO_MAXDETS;
    put_list(json, "arrays", '{');
    write_shape(json, "precision_shape", precision, 5);
    write_values(json, "precision", coco->all_precision, recalls * PS_COCO_RECALLS);
    write_values(json, "scores", coco->all_score, recalls * PS_COCO_RECALLS);
    write_shape(json, "recall_shape", recall, 4);
    write_values(json, "recall", coco->recall, recalls);
    json_close(json, '}');
}
