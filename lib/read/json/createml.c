/* Create ML; see createml.h. The list is walked from item to item, so that no more than one object
   is looked at at a time. */
#include "read/json/createml.h"

#include "read/json/json_member.h"
#include "read/named.h"
#include "read/parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { IMAGE, IMAGE_FILE, NOTES, IMAGE_KEYS };
static const char *const image_keys[] = {"image", "imagefilename", "annotations", NULL};

enum { LABEL, COORDINATES, CONFIDENCE, NOTE_KEYS };
static const char *const note_keys[] = {"label", "coordinates", "confidence", NULL};

static const char *const side_keys[] = {"x", "y", "width", "height", NULL};
static const char *const side_names[] = {"coordinates.x", "coordinates.y", "coordinates.width",
                                         "coordinates.height"};

static bool looks(const char *name, const char *data)
{
    (void)name;
    const char *at = NULL;
    PsJsonPart first, values[IMAGE_KEYS], top = ps_json_glimpse(data);
    if (!ps_json_item(top, &at, &first)) return false;
    ps_json_members(first, image_keys, values);
    return values[NOTES].start && (values[IMAGE].start || values[IMAGE_FILE].start);
}

static const char *const endings[] = {"json", NULL};
static const PsParts parts = {endings, looks, "no list of {\"image\", \"annotations\"}",
                              PS_SPLIT_BY_NAME};

const char *ps_createml_recognise(PsSource *source)
{
    return ps_parts_recognise(source, &parts);
}

/* ------------------------------------------------------------------ annotations */

typedef struct Reader {
    PsNamed named;
    PsJson json;
    int image; /* -1: unknown to the dataset */
    PsPlace image_place;
    bool scores; /* are wanted */
} Reader;

static bool read_box(const PsJsonSpot *spot, PsJsonPart self, PsJsonPart coordinates, PsBox *box)
{
    PsJsonPart sides[4];
    double v[4];
    if (ps_json_kind(coordinates) != '{') {
        return ps_spot_refuse(spot, self, coordinates, "coordinates",
                              "an object with x, y, width and height");
    }
    ps_json_members(coordinates, side_keys, sides);
    for (int k = 0; k < 4; k++) {
        if (!ps_spot_number(spot, coordinates, sides[k], side_names[k], &v[k])) return false;
    }
    *box = (PsBox){v[0] - v[2] / 2, v[1] - v[3] / 2, v[2], v[3]};
    return true;
}

static bool read_score(Reader *reader, const PsJsonSpot *spot, PsJsonPart self, PsJsonPart value,
                       double *score)
{
    *score = NAN;
    if (reader->scores) {
        return !value.start || ps_spot_number(spot, self, value, "confidence", score);
    }
    if (!ps_part_is_set(value)) return true;
    PsPlace place = ps_spot_place(spot, self, value, "confidence");
    ps_issue_add(spot->issues, "score-in-ground-truth", &place,
                 "An object has a score, as predictions have; it was read as ground truth.");
    return true;
}

static bool read_note(Reader *reader, const PsJsonSpot *spot, PsJsonPart self)
{
    PsJsonPart values[NOTE_KEYS];
    if (ps_json_kind(self) != '{') {
        return ps_spot_refuse(spot, self, self, NULL, "an annotation as an object");
    }
    ps_json_members(self, note_keys, values);
    PsNamedBox box = {.image = reader->image,
                      .image_place = reader->image_place,
                      .class_place = ps_spot_place(spot, self, values[LABEL], "label"),
                      .box_place = ps_spot_place(spot, self, values[COORDINATES], "coordinates"),
                      .score_place = ps_spot_place(spot, self, values[CONFIDENCE], "confidence")};
    ps_arena_reset(reader->named.scratch);
    box.class_name = ps_spot_text(spot, values[LABEL], "label", reader->named.scratch);
    if (!box.class_name) {
        return ps_spot_refuse(spot, self, values[LABEL], "label", "the name of a class");
    }
    return read_box(spot, self, values[COORDINATES], &box.box) &&
           read_score(reader, spot, self, values[CONFIDENCE], &box.score) &&
           ps_named_add(&reader->named, &box);
}

/* ------------------------------------------------------------------ images */

static bool read_notes(Reader *reader, const PsJsonSpot *spot, PsJsonPart self, PsJsonPart list)
{
    char array[40];
    PsJsonPart note;
    if (!ps_part_is_set(list)) {
        PsPlace place = ps_spot_place(spot, self, list, "annotations");
        ps_issue_add(spot->issues, "annotations-missing", &place,
                     "An image has no list of annotations; it was taken as one without objects.");
        return true;
    }
    if (ps_json_kind(list) != '[') {
        return ps_spot_refuse(spot, self, list, "annotations", "a list of annotations");
    }
    snprintf(array, sizeof array, "[%d].annotations", spot->number);
    PsJsonSpot inner = *spot;
    inner.array = array;
    inner.number = 0;
    for (const char *at = NULL; ps_json_item(list, &at, &note); inner.number++) {
        if (!read_note(reader, &inner, note)) return false;
    }
    return true;
}

static bool read_image(Reader *reader, const PsJsonSpot *spot, PsJsonPart self)
{
    PsJsonPart values[IMAGE_KEYS];
    bool fine = true;
    if (ps_json_kind(self) != '{') {
        return ps_spot_refuse(spot, self, self, NULL, "an image as an object");
    }
    ps_json_members(self, image_keys, values);
    int k = values[IMAGE].start ? IMAGE : IMAGE_FILE;
    PsNamedImage image = {.once = true,
                          .place = ps_spot_place(spot, self, values[k], image_keys[k])};
    image.written = ps_spot_text(spot, values[k], image_keys[k], reader->named.arena);
    if (!image.written || !*image.written) {
        return ps_spot_refuse(spot, self, values[k], image_keys[k], "the name of a picture");
    }
    reader->image = ps_named_image(&reader->named, &image, &fine);
    reader->image_place = image.place;
    return fine && read_notes(reader, spot, self, values[NOTES]);
}

static bool read_file(void *context, const PsSourceFile *file, PsError *error)
{
    Reader *reader = context;
    PsJsonPart self;
    if (!ps_json_open_checked(&reader->json, file->path, file->data, file->size, error)) {
        return false;
    }
    PsJsonPart top = ps_json_top(&reader->json);
    PsJsonSpot spot = {.json = &reader->json, .issues = reader->named.issues, .error = error};
    if (ps_json_kind(top) != '[') {
        return ps_spot_refuse(&spot, top, top, NULL, "a list of images");
    }
    spot.array = "";
    ps_named_enter(&reader->named, file->name);
    for (const char *at = NULL; ps_json_item(top, &at, &self); spot.number++) {
        if (!read_image(reader, &spot, self)) return false;
    }
    return true;
}

bool ps_createml_read(PsSource *source, PsTruthBuilder *builder, PsError *error)
{
    Reader reader = {.scores = false};
    bool fine = ps_named_truth(&reader.named, source, builder, error) &&
                ps_parts_read(source, &parts, &builder->issues, read_file, &reader, error);
    ps_named_close(&reader.named);
    return fine;
}

bool ps_createml_results_read(PsSource *source, PsResultBuilder *builder, PsError *error)
{
    Reader reader = {.scores = true};
    bool fine = ps_named_results(&reader.named, source, builder, error) &&
                ps_parts_read(source, &parts, &builder->issues, read_file, &reader, error);
    ps_named_close(&reader.named);
    return fine;
}
