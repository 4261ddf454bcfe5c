/* Roboflow inference; see roboflow.h. Either one file an image, which has the image's name, or one
   list of such objects that name their images. */
#include "read/json/roboflow.h"

#include "base/file.h"
#include "read/json/json_detection.h"
#include "read/json/json_scan.h"
#include "read/parts.h"

#include <stdio.h>
#include <string.h>

enum { PREDICTIONS, IMAGE, KEYS };
static const char *const keys[] = {"predictions", "image", NULL};

enum { WIDTH, HEIGHT, NAME, PATH, IMAGE_KEYS };
static const char *const image_keys[] = {"width", "height", "name", "path", NULL};

enum { X, Y, BBOX };
static const char *const box_keys[] = {"x", "y", "bbox", NULL};

/* Boxes of COCO results have another form: there is a bbox. */
static bool is_ours(PsJsonPart object)
{
    const char *at = NULL;
    PsJsonPart item, values[KEYS], box[3];
    ps_json_members(object, keys, values);
    if (ps_json_kind(values[PREDICTIONS]) != '[') return false;
    if (!ps_json_item(values[PREDICTIONS], &at, &item)) return values[IMAGE].start != NULL;
    ps_json_members(item, box_keys, box);
    return box[X].start && box[Y].start && !box[BBOX].start;
}

static bool looks(const char *name, const char *data)
{
    static const char *const telling[] = {"predictions", "images", "annotations", "bbox", NULL};
    (void)name;
    const char *at = NULL;
    PsJsonPart first = ps_json_glimpse(data), top = first;
    if (ps_json_kind(top) == '[' && !ps_json_item(top, &at, &first)) return false;
    if (ps_json_first_key(first, telling) != 0 || !is_ours(first)) return false;
    if (ps_json_kind(top) == '[') return true;
    return !*ps_json_scan_space(ps_json_skip_value(top.start)); /* else a document follows */
}

static const char *const endings[] = {"json", NULL};
static const PsParts parts = {endings, looks, "no \"predictions\" with x and y in the JSON files",
                              PS_SPLIT_BY_FOLDER};

const char *ps_roboflow_recognise(PsSource *source)
{
    return ps_parts_recognise(source, &parts);
}

/* ------------------------------------------------------------------ images */

typedef struct Reader {
    PsNamed named;
    PsJson json;
    const char *file; /* name of the file */
} Reader;

/* The name in the object, or in its "image"; else that of the file. */
static bool find_image(Reader *reader, const PsJsonSpot *spot, PsJsonPart self, PsJsonPart about,
                       int *image)
{
    const char *key;
    bool fine = true;
    PsJsonPart sides[IMAGE_KEYS], value = ps_detection_image(self, &key);
    ps_json_members(about, image_keys, sides);
    for (int k = NAME; k <= PATH && !value.start; k++) {
        key = image_keys[k];
        if (ps_json_kind(sides[k]) == '"') value = sides[k];
    }
    if (value.start) return ps_detection_find(&reader->named, spot, self, value, key, image);
    if (spot->array) return ps_spot_refuse(spot, self, value, "image", "the name of the picture");
    PsNamedImage name = {.written = ps_path_stem(reader->named.arena, reader->file)};
    *image = ps_named_image(&reader->named, &name, &fine);
    return fine;
}

/* Boxes are pixels of the picture that was sent: one of another size is another picture. */
static void compare_sizes(Reader *reader, const PsJsonSpot *spot, PsJsonPart self, PsJsonPart about,
                          int image)
{
    int width, height;
    int64_t stated[2];
    PsJsonPart sides[IMAGE_KEYS];
    ps_json_members(about, image_keys, sides);
    ps_named_size(&reader->named, image, &width, &height);
    for (int k = WIDTH; k <= HEIGHT; k++) {
        if (!ps_part_integer(sides[k], &stated[k])) return;
    }
    if (width <= 0 || height <= 0 || (stated[0] == width && stated[1] == height)) return;
    PsPlace place = ps_spot_place(spot, self, about, "image");
    ps_issue_add(spot->issues, "image-size-differs", &place,
                 "Predictions were made on a picture of another size than the ground truth has; "
                 "their boxes were taken as they are.");
}

static bool read_image(Reader *reader, const PsJsonSpot *spot, PsJsonPart self)
{
    int image;
    char array[48] = "predictions";
    PsJsonPart values[KEYS];
    ps_json_members(self, keys, values);
    if (ps_json_kind(values[PREDICTIONS]) != '[') {
        return ps_spot_refuse(spot, self, values[PREDICTIONS], "predictions",
                              "a list of predictions");
    }
    if (!find_image(reader, spot, self, values[IMAGE], &image)) return false;
    compare_sizes(reader, spot, self, values[IMAGE], image);
    if (spot->array) snprintf(array, sizeof array, "[%d].predictions", spot->number);
    PsPlace place = ps_spot_place(spot, self, values[IMAGE], "image");
    return ps_detection_list(&reader->named, spot, values[PREDICTIONS], array, image, &place);
}

static bool read_list(Reader *reader, const PsJsonSpot *spot, PsJsonPart list)
{
    PsJsonSpot inner = *spot;
    PsJsonPart self;
    inner.array = "";
    for (const char *at = NULL; ps_json_item(list, &at, &self); inner.number++) {
        if (!read_image(reader, &inner, self)) return false;
    }
    return true;
}

static bool read_file(void *context, const PsSourceFile *file, PsError *error)
{
    Reader *reader = context;
    if (!ps_json_open_checked(&reader->json, file->path, file->data, file->size, error)) {
        return false;
    }
    PsJsonPart top = ps_json_top(&reader->json);
    PsJsonSpot spot = {.json = &reader->json, .issues = reader->named.issues, .error = error};
    reader->file = file->name;
    return ps_json_kind(top) == '[' ? read_list(reader, &spot, top)
                                    : read_image(reader, &spot, top);
}

bool ps_roboflow_results_read(PsSource *source, PsResultBuilder *builder, PsError *error)
{
    Reader reader;
    bool fine = ps_named_results(&reader.named, source, builder, error) &&
                ps_parts_read(source, &parts, &builder->issues, read_file, &reader, error);
    ps_named_close(&reader.named);
    return fine;
}
