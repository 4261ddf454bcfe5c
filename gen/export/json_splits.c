/* The splits in report.json: of the whole their figures, of a part which one it is. */
#include "export/json_keys.h"

#include <math.h>

static void write_split(JsonText *json, const Split *split)
{
    const PsOptimum *optimum = &split->optimum;
    put_list(json, NULL, '{');
    put_text(json, "name", split->name);
    put_number(json, "images", split->image_count);
    put_number(json, "objects", split->objects);
    put_text(json, "folder", split->folder);
    put_list(json, "coco", '{');
    for (int i = 0; i < PS_COCO_FIGURES; i++) put_number(json, ps_coco_names[i], split->coco[i]);
    json_close(json, '}');
    put_list(json, "optimal", '{');
    put_number(json, "confidence", optimum->exists ? optimum->confidence : NAN);
    put_rates(json, optimum);
    json_close(json, '}');
    json_close(json, '}');
}

void write_splits(JsonText *json, const Export *source)
{
    if (source->part) put_text(json, "split", source->part->name);
    if (source->part || !source->splits) return;
    put_list(json, "splits", '[');
    for (int s = 0; s < source->splits->count; s++) write_split(json, &source->splits->items[s]);
    json_close(json, ']');
}
