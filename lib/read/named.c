/* Images and classes by name; see named.h. The builder gets ids in the order of appearance, and
   all are numbered anew at the end, when every name is known. */
#include "read/named.h"

#include "base/file.h"
#include "base/number.h"
#include "read/limits.h"
#include "read/yolo_paths.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool ps_named_truth(PsNamed *named, PsSource *source, PsTruthBuilder *builder, PsError *error)
{
    *named = (PsNamed){.truth = builder,
                       .issues = &builder->issues,
                       .arena = source->arena,
                       .scratch = ps_arena_new(),
                       .images = ps_index_new(source->arena),
                       .classes = ps_index_new(source->arena),
                       .folder = "",
                       .error = error};
    return ps_sizes_open(&named->sizes, source, error);
}

void ps_named_results(PsNamed *named, PsSource *source, PsResultBuilder *builder, PsError *error)
{
    *named = (PsNamed){.results = builder,
                       .issues = &builder->issues,
                       .arena = source->arena,
                       .scratch = ps_arena_new(),
                       .join = ps_join_new(builder->dataset, source->arena),
                       .folder = "",
                       .error = error};
}

void ps_named_enter(PsNamed *named, const char *file_name)
{
    size_t length = (size_t)(ps_path_base(file_name) - file_name);
    named->folder = ps_arena_text_n(named->arena, file_name, length ? length - 1 : 0);
    named->last = NULL;
}

/* ------------------------------------------------------------------ images of ground truth */

/* The name in the dataset's arena, cut where it is beyond all honest length. */
static const char *keep_name(PsNamed *named, const char *name, const PsPlace *place)
{
    size_t length = strlen(name);
    if (length > PS_LIMIT_NAME) {
        length = PS_LIMIT_NAME;
        while (((unsigned char)name[length] & 0xC0) == 0x80) length--;
        ps_issue_add(named->issues, "name-too-long", place,
                     "A name has more than 4096 bytes; it was cut.");
    }
    return ps_arena_text_n(named->truth->arena, name, length);
}

/* A plain path below the source's folder; of a path that leads out, the last part. */
static const char *straight(const PsNamed *named, const char *written)
{
    bool outside = false;
    const char *path = ps_yolo_path(named->arena, named->folder, written, &outside);
    return outside ? ps_path_base(path) : path;
}

/* Finds the picture: its name takes the place of one without ending, or of one that is not what the
   folder of pictures has; its size that of an unknown one. */
static void look_up(PsNamed *named, const PsNamedImage *given, PsImage *image)
{
    const char *why;
    bool bare = !ps_name_ends(image->file, ps_picture_endings);
    if (given->width > 0 && !bare && !named->sizes.given.folder) return;
    PsFound picture = ps_sizes_find(&named->sizes, image->file);
    if (!picture.folder) return;
    if (bare || picture.folder == named->sizes.given.folder) image->file = picture.name;
    if (given->width > 0 && given->height > 0) return;
    if (!ps_sizes_read(&named->sizes, picture, &image->width, &image->height, &why)) {
        ps_issue_add(named->issues, "picture-unreadable", &given->place,
                     "The size of a picture cannot be read.");
    }
}

static void note_twice(PsNamed *named, const PsNamedImage *given)
{
    ps_issue_add(named->issues, "image-listed-twice", &given->place,
                 "An image is listed twice; the objects of both were taken.");
}

enum { LEFT_OUT = -2 };

static int leave_out(PsNamed *named, const PsNamedImage *given)
{
    named->left_out++;
    ps_issue_add(named->issues, "picture-missing", &given->place,
                 "The picture of an image is not there, and its boxes are fractions of its size; "
                 "the image was left out.");
    return LEFT_OUT;
}

/* Index of the image, LEFT_OUT, or -1 if it was refused. */
static int truth_image(PsNamed *named, const PsNamedImage *given)
{
    PsTruthBuilder *builder = named->truth;
    const char *key = ps_arena_printf(named->scratch, "%s/%s", named->folder, given->written);
    int known = ps_index_text(named->images, key);
    if (known != -1) {
        if (given->once) note_twice(named, given);
        return known;
    }
    int number = (int)PS_BUF_COUNT(&builder->images, PsImage);
    key = ps_arena_text(named->arena, key);
    PsImage image = {.id = number + 1, .width = given->width, .height = given->height};
    image.file = straight(named, given->written);
    look_up(named, given, &image);
    if (named->needs_size && (image.width <= 0 || image.height <= 0)) {
        return ps_index_add_text(named->images, key, leave_out(named, given));
    }
    image.file = keep_name(named, image.file, &given->place);
    PsPlaces places = {.id = given->place, .name = given->place, .box = given->place};
    ps_index_add_text(named->images, key, number);
    return ps_truth_add_image(builder, &image, &places, named->error);
}

/* ------------------------------------------------------------------ images of predictions */

/* The name as it stands, straightened (folders of the predictions say nothing), or an id. */
static int result_image(PsNamed *named, const PsNamedImage *given)
{
    int64_t id;
    bool outside = false;
    PsArena *scratch = ps_arena_new();
    int image = ps_join_image_name(named->join, given->written);
    if (image < 0) {
        const char *path = ps_yolo_path(scratch, "", given->written, &outside);
        image = ps_join_image_name(named->join, path);
    }
    if (image < 0 && ps_integer_parse(given->written, &id)) image = ps_join_image(named->join, id);
    ps_arena_free(scratch);
    return image;
}

/* Boxes of an image follow each other as a rule. */
int ps_named_image(PsNamed *named, const PsNamedImage *image, bool *fine)
{
    if (!image->once && named->last && strcmp(named->last, image->written) == 0)
        return named->last_image;
    int index = named->truth ? truth_image(named, image) : result_image(named, image);
    *fine = !named->truth || index != -1;
    if (index == LEFT_OUT) index = -1;
    named->last = ps_arena_text(named->arena, image->written);
    named->last_image = index;
    return index;
}

void ps_named_size(const PsNamed *named, int image, int *width, int *height)
{
    const PsImage *images =
        named->truth ? PS_BUF_ITEMS(&named->truth->images, PsImage) : named->join->dataset->images;
    *width = image >= 0 ? images[image].width : 0;
    *height = image >= 0 ? images[image].height : 0;
}

/* ------------------------------------------------------------------ boxes */

static int truth_class(PsNamed *named, const char *name, const PsPlace *place)
{
    PsTruthBuilder *builder = named->truth;
    if (!*name) {
        name = "(no name)";
        ps_issue_add(named->issues, "class-without-name", place,
                     "An object has no class name; its class is called \"(no name)\".");
    }
    int known = ps_index_text(named->classes, name);
    if (known >= 0) return known;
    int number = (int)PS_BUF_COUNT(&builder->classes, PsClass);
    PsClass class = {.id = number + 1, .name = keep_name(named, name, place)};
    PsPlaces places = {.id = *place, .name = *place};
    ps_index_add_text(named->classes, ps_arena_text(named->arena, name), number);
    return ps_truth_add_class(builder, &class, &places, named->error);
}

static bool add_truth(PsNamed *named, const PsNamedBox *box)
{
    PsObject object = {.id = (int64_t)PS_BUF_COUNT(&named->truth->objects, PsObject) + 1,
                       .image = box->image,
                       .box = box->box,
                       .area = NAN, /* width x height */
                       .crowd = box->crowd};
    object.class_index = truth_class(named, box->class_name, &box->class_place);
    if (object.class_index < 0) return false;
    PsPlaces places = {.id = box->box_place, .box = box->box_place, .area = box->box_place};
    ps_truth_add_object(named->truth, &object, &places);
    return true;
}

/* A name first: a number may be one. */
static int result_class(PsNamed *named, const PsNamedBox *box)
{
    int64_t id;
    bool whole = ps_integer_parse(box->class_name, &id);
    if (box->class_is_id) return whole ? ps_join_class(named->join, id) : -1;
    int class_index = ps_join_class_name(named->join, box->class_name);
    if (class_index >= 0 || !whole) return class_index;
    class_index = ps_join_class(named->join, id);
    if (class_index >= 0) {
        ps_issue_add(named->issues, "class-by-id", &box->class_place,
                     "A class is a number, not a name; it was joined with the class id.");
    }
    return class_index;
}

bool ps_named_add(PsNamed *named, const PsNamedBox *box)
{
    if (named->truth) return add_truth(named, box);
    PsDetection detection = {.image = box->image,
                             .class_index = result_class(named, box),
                             .box = box->box,
                             .score = box->score};
    PsResultPlaces places = {.image = box->image_place,
                             .class_index = box->class_place,
                             .box = box->box_place,
                             .score = box->score_place};
    ps_result_add(named->results, &detection, &places);
    return true;
}

/* ------------------------------------------------------------------ numbering */

typedef struct Turn {
    const char *name;
    int index;
} Turn;

static int by_name(const void *a, const void *b)
{
    const Turn *one = a, *other = b;
    int order = strcmp(one->name, other->name);
    return order ? order : (one->index > other->index) - (one->index < other->index);
}

static void number_images(PsTruthBuilder *builder)
{
    PsImage *images = PS_BUF_ITEMS(&builder->images, PsImage);
    int count = (int)PS_BUF_COUNT(&builder->images, PsImage);
    Turn *turns = PS_ARRAY(builder->scratch, Turn, count);
    for (int i = 0; i < count; i++) turns[i] = (Turn){images[i].file, i};
    if (count > 1) qsort(turns, (size_t)count, sizeof *turns, by_name);
    builder->image_ids = ps_index_new(builder->scratch);
    for (int i = 0; i < count; i++) {
        images[turns[i].index].id = i + 1;
        ps_index_add_number(builder->image_ids, i + 1, turns[i].index);
    }
}

static void number_classes(PsTruthBuilder *builder)
{
    PsClass *classes = PS_BUF_ITEMS(&builder->classes, PsClass);
    int count = (int)PS_BUF_COUNT(&builder->classes, PsClass);
    Turn *turns = PS_ARRAY(builder->scratch, Turn, count);
    for (int i = 0; i < count; i++) turns[i] = (Turn){classes[i].name, i};
    if (count > 1) qsort(turns, (size_t)count, sizeof *turns, by_name);
    builder->class_ids = ps_index_new(builder->scratch);
    for (int i = 0; i < count; i++) {
        classes[turns[i].index].id = i + 1;
        ps_index_add_number(builder->class_ids, i + 1, turns[i].index);
    }
}

void ps_named_close(PsNamed *named)
{
    ps_arena_free(named->scratch);
    if (!named->truth) return;
    ps_sizes_close(&named->sizes);
    number_images(named->truth);
    number_classes(named->truth);
}
