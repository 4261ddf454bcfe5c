/* LabelMe; see labelme.h. A rectangle is two corners in any order; of other shapes the bounds are
   taken. The picture inside the file (imageData) is passed over and never looked at. */
#include "read/json/labelme.h"

#include "base/file.h"
#include "read/json/json_member.h"
#include "read/limits.h"
#include "read/named.h"
#include "read/parts.h"

#include <math.h>
#include <string.h>

enum { SHAPES, PATH, WIDTH, HEIGHT };
static const char *const file_keys[] = {"shapes", "imagePath", "imageWidth", "imageHeight", NULL};

enum { LABEL, POINTS, TYPE };
static const char *const shape_keys[] = {"label", "points", "shape_type", NULL};

/* The first of these says which tool wrote the file. */
static bool looks(const char *name, const char *data)
{
    static const char *const telling[] = {"shapes",     "imagePath",   "imageData",
                                          "images",     "info",        "annotations",
                                          "categories", "predictions", NULL};
    (void)name;
    int first = ps_json_first_key(ps_json_glimpse(data), telling);
    return first >= 0 && first <= 2;
}

static const char *const endings[] = {"json", NULL};
static const PsParts parts = {endings, looks, "no \"shapes\" in the JSON files",
                              PS_SPLIT_BY_FOLDER};

const char *ps_labelme_recognise(PsSource *source)
{
    return ps_parts_recognise(source, &parts);
}

/* ------------------------------------------------------------------ shapes */

/* One shape and what was read of it. */
typedef struct Shape {
    PsJsonSpot spot;
    PsJsonPart self, values[3];
    char type[24];
    double left, top, right, bottom;
    int points;
} Shape;

static bool is_type(const Shape *shape, const char *type)
{
    return strcmp(shape->type, type) == 0;
}

/* Old files have no type: what has two points was drawn as a rectangle. */
static void read_type(Shape *shape)
{
    PsJsonPart type = shape->values[TYPE];
    size_t length = ps_json_kind(type) == '"' ? (size_t)(type.end - type.start) - 2 : 0;
    if (length >= sizeof shape->type) length = 0;
    memcpy(shape->type, length ? type.start + 1 : "", length);
    shape->type[length] = '\0';
    if (length == 0) strcpy(shape->type, shape->points == 2 ? "rectangle" : "polygon");
}

static bool refuse_points(const Shape *shape, PsJsonPart found, const char *wanted)
{
    return ps_spot_refuse(&shape->spot, shape->self, found, "points", wanted);
}

static bool read_point(Shape *shape, PsJsonPart point, double xy[2])
{
    const char *at = NULL;
    PsJsonPart item;
    int count = 0;
    while (ps_json_item(point, &at, &item)) {
        if (count == 2) return refuse_points(shape, point, "points of two numbers [x, y]");
        if (!ps_spot_number(&shape->spot, point, item, "points", &xy[count++])) return false;
    }
    return count == 2 || refuse_points(shape, point, "points of two numbers [x, y]");
}

static void widen(Shape *shape, double x, double y)
{
    bool first = shape->points == 0;
    if (first || x < shape->left) shape->left = x;
    if (first || x > shape->right) shape->right = x;
    if (first || y < shape->top) shape->top = y;
    if (first || y > shape->bottom) shape->bottom = y;
}

/* The bounds of all points, and the first two. */
static bool read_points(Shape *shape, double ends[2][2])
{
    const char *at = NULL;
    PsJsonPart point;
    if (ps_json_kind(shape->values[POINTS]) != '[') {
        return refuse_points(shape, shape->values[POINTS], "a list of points [x, y]");
    }
    while (ps_json_item(shape->values[POINTS], &at, &point)) {
        double xy[2];
        if (!read_point(shape, point, xy)) return false;
        if (shape->points < 2) memcpy(ends[shape->points], xy, sizeof xy);
        widen(shape, xy[0], xy[1]);
        shape->points++;
    }
    return true;
}

/* A circle is its centre and a point of its rim. */
static void round_out(Shape *shape, double ends[2][2])
{
    double x = ends[0][0], y = ends[0][1], radius = hypot(ends[1][0] - x, ends[1][1] - y);
    shape->left = x - radius;
    shape->right = x + radius;
    shape->top = y - radius;
    shape->bottom = y + radius;
}

static bool has_no_inside(const Shape *shape)
{
    static const char *const types[] = {"point", "points", "line", "linestrip"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (is_type(shape, types[i])) return true;
    }
    return false;
}

/* Some tools write all four corners of a rectangle. */
static bool check_count(const Shape *shape)
{
    PsJsonPart points = shape->values[POINTS];
    if (is_type(shape, "rectangle")) {
        return shape->points == 2 || shape->points == 4 ||
               refuse_points(shape, points, "a rectangle of two corners");
    }
    if (is_type(shape, "circle")) {
        return shape->points == 2 ||
               refuse_points(shape, points, "a circle of its centre and a point of its rim");
    }
    return shape->points >= 2 || refuse_points(shape, points, "a shape of at least two points");
}

/* *used is false for shapes that bound nothing. */
static bool read_shape(Shape *shape, bool *used)
{
    double ends[2][2];
    *used = false;
    if (!read_points(shape, ends)) return false;
    read_type(shape);
    PsPlace place = ps_spot_place(&shape->spot, shape->self, shape->values[TYPE], "shape_type");
    if (has_no_inside(shape)) {
        ps_issue_add(shape->spot.issues, "shape-left-out", &place,
                     "A shape is a point or a line, which is no box; it was left out.");
        return true;
    }
    if (!check_count(shape)) return false;
    *used = true;
    if (is_type(shape, "rectangle")) return true;
    if (is_type(shape, "circle")) round_out(shape, ends);
    ps_issue_add(shape->spot.issues, "shape-as-bounds", &place,
                 "A shape is no rectangle; the box around it was taken.");
    return true;
}

/* ------------------------------------------------------------------ files */

typedef struct Reader {
    PsNamed named;
    PsJson json;
    PsJsonPart top, values[4];
    int image;
} Reader;

static bool add_shape(Reader *reader, Shape *shape)
{
    bool used;
    const PsJsonSpot *spot = &shape->spot;
    PsJsonPart label = shape->values[LABEL];
    ps_arena_reset(reader->named.scratch);
    const char *name = ps_spot_text(spot, label, "label", reader->named.scratch);
    if (!name) return ps_spot_refuse(spot, shape->self, label, "label", "the name of a class");
    if (!read_shape(shape, &used)) return false;
    PsNamedBox box = {
        .image = reader->image,
        .class_name = name,
        .box = {shape->left, shape->top, shape->right - shape->left, shape->bottom - shape->top},
        .class_place = ps_spot_place(spot, shape->self, label, "label"),
        .box_place = ps_spot_place(spot, shape->self, shape->values[POINTS], "points")};
    return !used || ps_named_add(&reader->named, &box);
}

static PsJsonSpot spot_of(Reader *reader)
{
    return (PsJsonSpot){
        .json = &reader->json, .issues = reader->named.issues, .error = reader->named.error};
}

static bool read_shapes(Reader *reader)
{
    PsJsonSpot spot = spot_of(reader);
    PsJsonPart list = reader->values[SHAPES], self;
    if (ps_json_kind(list) != '[') {
        return ps_spot_refuse(&spot, reader->top, list, "shapes", "a list of shapes");
    }
    spot.array = "shapes";
    for (const char *at = NULL; ps_json_item(list, &at, &self); spot.number++) {
        Shape shape = {.spot = spot, .self = self};
        if (ps_json_kind(self) != '{') {
            return ps_spot_refuse(&spot, self, self, NULL, "a shape as an object");
        }
        ps_json_members(self, shape_keys, shape.values);
        if (!add_shape(reader, &shape)) return false;
    }
    return true;
}

/* A side in pixels; 0 where none is stated. */
static bool read_side(Reader *reader, int k, int *side)
{
    double value;
    PsJsonSpot spot = spot_of(reader);
    PsJsonPart part = reader->values[k];
    *side = 0;
    if (!ps_part_is_set(part)) return true;
    if (!ps_spot_number(&spot, reader->top, part, file_keys[k], &value)) return false;
    if (!(value <= PS_LIMIT_SIDE)) {
        return ps_spot_refuse(&spot, reader->top, part, file_keys[k],
                              "a side of at most 16777216 pixels");
    }
    *side = value > 0 ? (int)ceil(value) : 0;
    return true;
}

/* Without a path, the picture has the name of the file. */
static bool read_image(Reader *reader, const PsSourceFile *file)
{
    bool fine = true;
    PsJsonSpot spot = spot_of(reader);
    PsNamedImage image = {.once = true,
                          .place =
                              ps_spot_place(&spot, reader->top, reader->values[PATH], "imagePath")};
    if (!read_side(reader, WIDTH, &image.width)) return false;
    if (!read_side(reader, HEIGHT, &image.height)) return false;
    image.written = ps_spot_text(&spot, reader->values[PATH], "imagePath", reader->named.arena);
    if (!image.written || !*image.written) {
        image.written = ps_path_stem(reader->named.arena, file->name);
        ps_issue_add(reader->named.issues, "image-without-file-name", &image.place,
                     "An image has no file name; the name of its annotation file was taken.");
    }
    reader->image = ps_named_image(&reader->named, &image, &fine);
    return fine;
}

static bool read_file(void *context, const PsSourceFile *file, PsError *error)
{
    Reader *reader = context;
    if (!ps_json_open_checked(&reader->json, file->path, file->data, file->size, error)) {
        return false;
    }
    reader->top = ps_json_top(&reader->json);
    ps_json_members(reader->top, file_keys, reader->values);
    ps_named_enter(&reader->named, file->name);
    return read_image(reader, file) && read_shapes(reader);
}

bool ps_labelme_read(PsSource *source, PsTruthBuilder *builder, PsError *error)
{
    Reader reader;
    bool fine = ps_named_truth(&reader.named, source, builder, error) &&
                ps_parts_read(source, &parts, &builder->issues, read_file, &reader, error);
    ps_named_close(&reader.named);
    return fine;
}
