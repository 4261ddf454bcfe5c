/* Detections as JSON objects; see json_detection.h. */
#include "read/json/json_detection.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------ image */

static const char *const image_keys[] = {"image_id",   "file_name",  "filename", "image",
                                         "image_name", "image_path", NULL};
enum { IMAGE_KEYS = sizeof image_keys / sizeof *image_keys - 1 };

/* An object is no name: some servers put the size of the picture there. */
PsJsonPart ps_detection_image(PsJsonPart object, const char **key)
{
    PsJsonPart values[IMAGE_KEYS];
    ps_json_members(object, image_keys, values);
    for (int k = 0; k < IMAGE_KEYS; k++) {
        *key = image_keys[k];
        if (ps_part_is_set(values[k]) && ps_json_kind(values[k]) != '{') return values[k];
    }
    *key = image_keys[0];
    return (PsJsonPart){NULL, NULL};
}

bool ps_detection_find(PsNamed *named, const PsJsonSpot *spot, PsJsonPart self, PsJsonPart value,
                       const char *key, int *image)
{
    int64_t id;
    bool fine = true;
    if (ps_json_kind(value) != '"') {
        if (!ps_part_integer(value, &id)) {
            return ps_spot_refuse(spot, self, value, key, "the id or the file name of an image");
        }
        *image = ps_join_image(named->join, id);
        named->results->images_by_number |= *image >= 0;
        return true;
    }
    ps_arena_reset(named->scratch);
    PsNamedImage name = {.written = ps_spot_text(spot, value, key, named->scratch)};
    if (!name.written) name.written = "";
    *image = ps_named_image(named, &name, &fine);
    return fine;
}

/* ------------------------------------------------------------------ the parts of a detection */

/* Names before ids: a server's ids are its own. */
enum { CATEGORY_ID = 6, CLASS_ID, BBOX, BOX, X, Y, WIDTH, HEIGHT, SCORE, CONFIDENCE, KEYS };
static const char *const keys[] = {
    "class",      "class_name",  "label",    "category", "category_name",
    "name",       "category_id", "class_id", "bbox",     "box",
    "x",          "y",           "width",    "height",   "score",
    "confidence", NULL};

static int first_set(const PsJsonPart *values, int from, int to)
{
    int k = from;
    while (k < to && !ps_part_is_set(values[k])) k++;
    return k < to ? k : from;
}

bool ps_detection_looks(PsJsonPart object)
{
    PsJsonPart values[KEYS];
    ps_json_members(object, keys, values);
    bool box = values[first_set(values, BBOX, X)].start || (values[X].start && values[WIDTH].start);
    return box && values[first_set(values, SCORE, KEYS)].start;
}

static bool read_list(const PsJsonSpot *spot, PsJsonPart self, PsJsonPart list, const char *key,
                      PsBox *box)
{
    static const char wanted[] = "four numbers [x, y, width, height]";
    const char *at = NULL;
    double v[4];
    int count = 0;
    PsJsonPart item;
    if (ps_json_kind(list) != '[') return ps_spot_refuse(spot, self, list, key, wanted);
    while (ps_json_item(list, &at, &item)) {
        if (count == 4) return ps_spot_refuse(spot, self, list, key, wanted);
        if (!ps_spot_number(spot, list, item, key, &v[count++])) return false;
    }
    *box = (PsBox){v[0], v[1], v[2], v[3]};
    return count == 4 || ps_spot_refuse(spot, self, list, key, wanted);
}

static bool read_centre(const PsJsonSpot *spot, PsJsonPart self, const PsJsonPart *values,
                        PsBox *box)
{
    double v[4];
    for (int k = 0; k < 4; k++) {
        if (!ps_spot_number(spot, self, values[X + k], keys[X + k], &v[k])) return false;
    }
    *box = (PsBox){v[0] - v[2] / 2, v[1] - v[3] / 2, v[2], v[3]};
    return true;
}

/* The name, or the digits of an id. */
static const char *read_class(const PsJsonSpot *spot, PsJsonPart value, const char *key,
                              PsArena *arena)
{
    int64_t id;
    if (ps_json_kind(value) == '"') return ps_spot_text(spot, value, key, arena);
    if (!ps_part_integer(value, &id)) return NULL;
    return ps_arena_text_n(arena, value.start, (size_t)(value.end - value.start));
}

static bool read_box(const PsJsonSpot *spot, PsJsonPart self, const PsJsonPart *values,
                     PsNamedBox *box)
{
    int k = first_set(values, BBOX, X);
    bool list = values[k].start != NULL;
    if (!list && values[X].start) k = X;
    box->box_place = ps_spot_place(spot, self, values[k], keys[k]);
    return k == X ? read_centre(spot, self, values, &box->box)
                  : read_list(spot, self, values[k], keys[k], &box->box);
}

static bool read_score(const PsJsonSpot *spot, PsJsonPart self, PsJsonPart value, const char *key,
                       double *score)
{
    *score = NAN;
    return !value.start || ps_spot_number(spot, self, value, key, score);
}

static bool add(PsNamed *named, const PsJsonSpot *spot, PsJsonPart self, const PsJsonPart *values,
                PsNamedBox *box)
{
    int class_key = first_set(values, 0, BBOX), score_key = first_set(values, SCORE, KEYS);
    ps_arena_reset(named->scratch);
    box->class_is_id = class_key >= CATEGORY_ID && ps_json_kind(values[class_key]) != '"';
    box->class_place = ps_spot_place(spot, self, values[class_key], keys[class_key]);
    box->score_place = ps_spot_place(spot, self, values[score_key], keys[score_key]);
    box->class_name = read_class(spot, values[class_key], keys[class_key], named->scratch);
    if (!box->class_name) {
        return ps_spot_refuse(spot, self, values[class_key], keys[class_key],
                              "the name or the id of a class");
    }
    return read_box(spot, self, values, box) &&
           read_score(spot, self, values[score_key], keys[score_key], &box->score) &&
           ps_named_add(named, box);
}

bool ps_detection_add(PsNamed *named, const PsJsonSpot *spot, PsJsonPart self, int image,
                      const PsPlace *image_place)
{
    PsJsonPart values[KEYS];
    if (ps_json_kind(self) != '{') {
        return ps_spot_refuse(spot, self, self, NULL, "a detection as an object");
    }
    ps_json_members(self, keys, values);
    PsNamedBox box = {.image = image, .image_place = *image_place};
    return add(named, spot, self, values, &box);
}

bool ps_detection_list(PsNamed *named, const PsJsonSpot *spot, PsJsonPart list, const char *array,
                       int image, const PsPlace *image_place)
{
    PsJsonSpot inner = *spot;
    PsJsonPart self;
    inner.array = array;
    inner.number = 0;
    for (const char *at = NULL; ps_json_item(list, &at, &self); inner.number++) {
        if (!ps_detection_add(named, &inner, self, image, image_place)) return false;
    }
    return true;
}
