/* COCO ground truth: an object with "images", "categories" and "annotations". Annotations name
   images and categories by id and may stand before them, so the three arrays are found first and
   read in the order of need. Meaning follows pycocotools: what it takes as is, is taken as is. */
#include "read/json/coco.h"

#include "read/json/json.h"
#include "read/limits.h"

#include <cjson/cJSON.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { IMAGE_ID, IMAGE_FILE, IMAGE_WIDTH, IMAGE_HEIGHT };
static const char *const image_keys[] = {"id", "file_name", "width", "height", NULL};

enum { CATEGORY_ID, CATEGORY_NAME };
static const char *const category_keys[] = {"id", "name", NULL};

enum { NOTE_ID, NOTE_IMAGE, NOTE_CATEGORY, NOTE_BOX, NOTE_AREA, NOTE_CROWD };
static const char *const note_keys[] = {"id",   "image_id", "category_id", "bbox",
                                        "area", "iscrowd",  NULL};

typedef struct Reader {
    PsTruthBuilder *builder;
    PsCocoSet *set; /* of several files; NULL: this one is all */
    PsJsonRow row;
    PsError *error;
} Reader;

/* ------------------------------------------------------------------ one file, or one of several */

static int add_image(Reader *reader, const PsImage *image, const PsPlaces *places)
{
    if (reader->set) return ps_coco_set_image(reader->set, image, places, reader->error);
    return ps_truth_add_image(reader->builder, image, places, reader->error);
}

static int add_class(Reader *reader, const PsClass *class, const PsPlaces *places)
{
    if (reader->set) return ps_coco_set_class(reader->set, class, places, reader->error);
    return ps_truth_add_class(reader->builder, class, places, reader->error);
}

static int find_image(const Reader *reader, int64_t id)
{
    return reader->set ? ps_index_number(reader->set->image_ids, id)
                       : ps_truth_image(reader->builder, id);
}

static int find_class(const Reader *reader, int64_t id)
{
    return reader->set ? ps_index_number(reader->set->class_ids, id)
                       : ps_truth_class(reader->builder, id);
}

/* ------------------------------------------------------------------ images */

/* A side in pixels; 0, and so an issue later, for what is no positive number. */
static bool read_side(Reader *reader, int k, int *side)
{
    *side = 0;
    const cJSON *item = ps_json_row_item(&reader->row, k);
    if (!cJSON_IsNumber(item) || !(item->valuedouble > 0)) return true;
    if (item->valuedouble > PS_LIMIT_SIDE) {
        char wanted[60];
        snprintf(wanted, sizeof wanted, "a side of at most %d pixels", PS_LIMIT_SIDE);
        return ps_json_row_refuse(&reader->row, k, wanted, reader->error);
    }
    *side = (int)ceil(item->valuedouble);
    return true;
}

static bool read_image(Reader *reader)
{
    PsJsonRow *row = &reader->row;
    PsImage image = {.file = ps_json_row_name(row, IMAGE_FILE, reader->builder->arena)};
    if (!ps_json_row_id(row, IMAGE_ID, &image.id, reader->error)) return false;
    if (!read_side(reader, IMAGE_WIDTH, &image.width)) return false;
    if (!read_side(reader, IMAGE_HEIGHT, &image.height)) return false;
    if (!image.file || !*image.file) {
        image.file = "";
        ps_json_row_issue(row, IMAGE_FILE, "image-without-file-name",
                          "An image has no file name; its picture cannot be shown.");
    }
    PsPlaces places = {.id = ps_json_row_place(row, IMAGE_ID),
                       .name = ps_json_row_place(row, IMAGE_FILE),
                       .box = ps_json_row_place(row, IMAGE_WIDTH)};
    return add_image(reader, &image, &places) != -1;
}

/* ------------------------------------------------------------------ categories */

static bool read_category(Reader *reader)
{
    PsJsonRow *row = &reader->row;
    PsClass class = {.name = ps_json_row_name(row, CATEGORY_NAME, reader->builder->arena)};
    if (!ps_json_row_id(row, CATEGORY_ID, &class.id, reader->error)) return false;
    if (!class.name) class.name = "";
    PsPlaces places = {.id = ps_json_row_place(row, CATEGORY_ID),
                       .name = ps_json_row_place(row, CATEGORY_NAME)};
    return add_class(reader, &class, &places) >= 0;
}

/* ------------------------------------------------------------------ annotations */

static bool read_object_id(Reader *reader, PsObject *object)
{
    PsJsonRow *row = &reader->row;
    if (row->parts[NOTE_ID].start) {
        return ps_json_row_id(row, NOTE_ID, &object->id, reader->error);
    }
    object->id = row->number + 1;
    ps_json_row_issue(row, -1, "annotation-without-id",
                      "An annotation has no id; its number in the file was taken.");
    return true;
}

static bool read_area(Reader *reader, PsObject *object)
{
    PsJsonRow *row = &reader->row;
    object->area = NAN;
    if (ps_json_row_has(row, NOTE_AREA)) {
        return ps_json_row_number(row, NOTE_AREA, &object->area, reader->error);
    }
    ps_json_row_issue(row, NOTE_AREA, "area-missing",
                      "An annotation has no area; width x height was taken.");
    return true;
}

/* pycocotools takes int() of it where Python calls it true: 2 is a crowd, and so is "1". */
static bool read_crowd(Reader *reader, PsObject *object)
{
    PsJsonRow *row = &reader->row;
    double value = 0;
    if (!row->parts[NOTE_CROWD].start) return true;
    if (ps_json_row_plain(row, NOTE_CROWD, &value) && (value == 0 || value == 1)) {
        object->crowd = value == 1;
        return true;
    }
    const cJSON *item = ps_json_row_item(row, NOTE_CROWD);
    bool text_0 = cJSON_IsString(item) && strcmp(item->valuestring, "0") == 0;
    bool text_1 = cJSON_IsString(item) && strcmp(item->valuestring, "1") == 0;
    bool known =
        text_0 || text_1 || cJSON_IsBool(item) || cJSON_IsNull(item) || cJSON_IsNumber(item);
    if (!known) return ps_json_row_refuse(row, NOTE_CROWD, "0 or 1", reader->error);
    object->crowd = text_1 || cJSON_IsTrue(item) || cJSON_IsNumber(item);
    ps_json_row_issue(row, NOTE_CROWD, "odd-iscrowd",
                      "An iscrowd is neither 0 nor 1; true, \"1\" and other numbers were taken as "
                      "1, false, \"0\" and null as 0.");
    return true;
}

static bool read_class(Reader *reader, PsObject *object)
{
    int64_t id;
    if (!ps_json_row_id(&reader->row, NOTE_CATEGORY, &id, reader->error)) return false;
    object->class_index = find_class(reader, id);
    if (object->class_index >= 0) return true;
    return ps_json_row_refuse(&reader->row, NOTE_CATEGORY, "the id of one of the categories",
                              reader->error);
}

static bool read_annotation(Reader *reader)
{
    PsJsonRow *row = &reader->row;
    PsObject object = {0};
    int64_t image;
    if (!read_object_id(reader, &object)) return false;
    if (!ps_json_row_id(row, NOTE_IMAGE, &image, reader->error)) return false;
    if (!read_class(reader, &object)) return false;
    if (!ps_json_row_box(row, NOTE_BOX, &object.box, reader->error)) return false;
    if (!read_area(reader, &object) || !read_crowd(reader, &object)) return false;
    object.image = find_image(reader, image);
    if (object.image == PS_COCO_LEFT_OUT) return true; /* that was said of the image */
    if (object.image < 0) {
        ps_json_row_issue(row, NOTE_IMAGE, "annotation-of-unknown-image",
                          "An annotation is of an image that is not listed; it was left out.");
        return true;
    }
    PsPlaces places = {.id = ps_json_row_place(row, NOTE_ID),
                       .box = ps_json_row_place(row, NOTE_BOX),
                       .area = ps_json_row_place(row, NOTE_AREA)};
    ps_truth_add_object(reader->builder, &object, &places);
    return true;
}

/* ------------------------------------------------------------------ the document */

static bool read_array(Reader *reader, bool (*read)(Reader *))
{
    reader->error->code = PS_OK;
    while (ps_json_row_next(&reader->row, reader->error)) {
        if (!read(reader)) return false;
    }
    return reader->error->code == PS_OK;
}

enum { IMAGES, CATEGORIES, ANNOTATIONS, ARRAYS };
static const char *const array_keys[] = {"images", "categories", "annotations", NULL};

static bool refuse_key(const PsJson *json, int k, PsJsonPart value, PsError *error)
{
    char found[96], wanted[64];
    ps_json_found(value, found);
    PsPlace place = {.key = array_keys[k], .text = json->text, .at = value.start};
    snprintf(wanted, sizeof wanted, "an array of %s", array_keys[k]);
    return ps_refuse(error, json->path, &place, wanted, found);
}

static bool find_arrays(const PsJson *json, PsIssueList *issues, PsJsonPart values[ARRAYS],
                        PsError *error)
{
    PsJsonPart top = ps_json_top(json);
    if (ps_json_kind(top) != '{') {
        char found[96], text[160];
        ps_json_found(top, found);
        bool array = ps_json_kind(top) == '[';
        snprintf(text, sizeof text, "the top level is %s%s", array ? "an array" : found,
                 array ? ", as in a results file: are -g and -p swapped?" : "");
        PsPlace place = {.text = json->text, .at = top.start};
        return ps_refuse(error, json->path, &place,
                         "an object with images, annotations and categories", text);
    }
    bool repeated[ARRAYS];
    if (!ps_json_arrays(json, array_keys, values, repeated, error)) return false;
    for (int k = 0; k < ARRAYS; k++) {
        if (ps_json_kind(values[k]) != '[') return refuse_key(json, k, values[k], error);
        PsPlace place = {.key = array_keys[k], .text = json->text, .at = values[k].start};
        if (repeated[k]) {
            ps_issue_add(issues, "repeated-key", &place,
                         "A key stands twice in the file; the last one was taken.");
        }
    }
    return true;
}

static bool read_document(const PsSource *source, PsTruthBuilder *builder, PsCocoSet *set,
                          PsError *error)
{
    static const struct {
        const char *const *keys;
        bool (*read)(Reader *);
    } steps[ARRAYS] = {
        {image_keys, read_image}, {category_keys, read_category}, {note_keys, read_annotation}};
    PsJson json;
    PsJsonPart values[ARRAYS];
    if (!ps_json_open(&json, source->path, source->data, source->size, error)) return false;
    bool fine = find_arrays(&json, &builder->issues, values, error);
    for (int k = 0; fine && k < ARRAYS; k++) {
        Reader reader = {.builder = builder, .set = set, .error = error};
        ps_json_row_start(&reader.row, &json, values[k], array_keys[k], 1, steps[k].keys,
                          &builder->issues);
        fine = read_array(&reader, steps[k].read);
        ps_json_row_free(&reader.row);
    }
    return fine || ps_json_blame(&json, error);
}

bool ps_coco_read(const PsSource *source, PsTruthBuilder *builder, PsError *error)
{
    return read_document(source, builder, NULL, error);
}

bool ps_coco_read_part(const PsSource *source, PsCocoSet *set, PsError *error)
{
    return read_document(source, set->builder, set, error);
}

bool ps_coco_recognise(const PsSource *source)
{
    static const char *const json[] = {"json", NULL};
    const char *at = source->data;
    if (strncmp(at, "\xEF\xBB\xBF", 3) == 0) at += 3;
    at += strspn(at, " \t\r\n");
    return *at == '{' || *at == '[' || ps_name_ends(source->path, json);
}
