/* Images and classes by name; see named.h. The builder gets ids in the order of appearance, and
   all are numbered anew at the end, when every name is known. */
#include "read/named.h"

#include "base/file.h"
#include "base/number.h"
#include "read/names.h"
#include "read/paths.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool list_classes(PsNamed *named, const PsReadOptions *options);

bool ps_named_truth(PsNamed *named, PsSource *source, PsTruthBuilder *builder, PsError *error)
{
    *named = (PsNamed){.truth = builder,
                       .source = source,
                       .issues = &builder->issues,
                       .arena = source->arena,
                       .scratch = ps_arena_new(),
                       .images = ps_index_new(source->arena),
                       .classes = ps_index_new(source->arena),
                       .folder = "",
                       .error = error};
    builder->made_image_ids = builder->made_class_ids = true;
    return ps_sizes_open(&named->sizes, source, error) && list_classes(named, source->options);
}

bool ps_named_results(PsNamed *named, PsSource *source, PsResultBuilder *builder, PsError *error)
{
    *named = (PsNamed){.results = builder,
                       .issues = &builder->issues,
                       .arena = source->arena,
                       .scratch = ps_arena_new(),
                       .join = ps_join_new(builder->dataset, source->arena),
                       .folder = "",
                       .error = error};
    return ps_join_list(named->join, source->options, named->issues, error);
}

void ps_named_enter(PsNamed *named, const char *file_name)
{
    size_t length = (size_t)(ps_path_base(file_name) - file_name);
    named->folder = ps_arena_text_n(named->arena, file_name, length ? length - 1 : 0);
    named->last = NULL;
    if (named->truth) ps_truth_enter_split(named->truth, named->source->split);
}

/* The name in the dataset's arena, cut where it is beyond all honest length. */
static const char *keep_name(PsNamed *named, const char *name, const PsPlace *place)
{
    size_t length = ps_name_cut(name, strlen(name));
    if (name[length]) {
        ps_issue_add(named->issues, "name-too-long", place,
                     "A name has more than 4096 bytes; it was cut.");
    }
    return ps_arena_text_n(named->truth->arena, name, length);
}

/* ------------------------------------------------------------------ images of ground truth */

/* Finds the picture: its name takes the place of one without ending, or of one that is not what the
   folder of pictures has; its size that of an unknown one. What is found by the stem alone lends
   its size only: the name is another one. */
static void look_up(PsNamed *named, const PsNamedImage *given, PsImage *image)
{
    const char *why;
    bool bare = !ps_name_ends(image->file, ps_picture_endings);
    bool sized = image->width > 0 && image->height > 0;
    if (sized && !bare && !named->sizes.given.folder) return;
    PsFound picture = ps_sizes_find(&named->sizes, image->file);
    bool by_name = picture.folder != NULL;
    if (!by_name && given->stem) picture = ps_sizes_find(&named->sizes, given->stem);
    if (!picture.folder) return;
    bool better = bare || picture.folder == named->sizes.given.folder;
    if (by_name && better) image->file = picture.name;
    if (sized || ps_sizes_read(&named->sizes, picture, &image->width, &image->height, &why)) return;
    ps_issue_add(named->issues, "picture-unreadable", &given->place,
                 "The size of a picture cannot be read.");
}

enum { REFUSED = -1, LEFT_OUT = -2 };

static int leave_out(PsNamed *named, const PsNamedImage *given)
{
    named->left_out++;
    ps_issue_add(named->issues, "picture-missing", &given->place,
                 "The picture of an image is not there, and its boxes are fractions of its size; "
                 "the image was left out.");
    return LEFT_OUT;
}

/* Index of the image, LEFT_OUT or REFUSED. */
static int add_image(PsNamed *named, const PsNamedImage *given, const char *file)
{
    PsTruthBuilder *builder = named->truth;
    PsImage image = {.id = given->id ? given->id
                                     : (int64_t)PS_BUF_COUNT(&builder->images, PsImage) + 1,
                     .file = file,
                     .width = given->width > 0 ? given->width : 0,
                     .height = given->height > 0 ? given->height : 0};
    named->ids_given |= given->id != 0;
    look_up(named, given, &image);
    if (named->needs_size && (image.width <= 0 || image.height <= 0)) {
        return leave_out(named, given);
    }
    image.file = keep_name(named, image.file, &given->place);
    PsPlaces places = {.id = given->place, .name = given->place, .box = given->place};
    return ps_truth_add_image(builder, &image, &places, named->error);
}

int ps_named_new_image(PsNamed *named, const PsNamedImage *image)
{
    return add_image(named, image, image->written);
}

void ps_named_rename(PsNamed *named, int image, const char *file)
{
    PsImage *renamed = &PS_BUF_ITEMS(&named->truth->images, PsImage)[image];
    PsNamedImage nothing = {0};
    renamed->file = file;
    look_up(named, &nothing, renamed);
    renamed->file = keep_name(named, renamed->file, &nothing.place);
}

/* A plain path below the source's folder; of a path that leads out, the last part. */
static const char *straight(const PsNamed *named, const char *written)
{
    bool outside = false;
    const char *path = ps_path_straight(named->arena, named->folder, written, &outside);
    return outside ? ps_path_base(path) : path;
}

/* The image of that name in the current folder, which may have been there before. */
static int truth_image(PsNamed *named, const PsNamedImage *given)
{
    const char *key = ps_arena_printf(named->scratch, "%s/%s", named->folder, given->written);
    int known = ps_index_text(named->images, key);
    if (known == -1) {
        int added = add_image(named, given, straight(named, given->written));
        if (added == REFUSED) return REFUSED;
        return ps_index_add_text(named->images, ps_arena_text(named->arena, key), added);
    }
    if (known >= 0) ps_truth_again(named->truth, known, &given->place);
    if (given->once) {
        ps_issue_add(named->issues, "image-listed-twice", &given->place,
                     "An image is listed twice; the objects of both were taken.");
    }
    return known;
}

void ps_named_note_unsized(PsNamed *named, const PsNamedImage *image, const PsPlace *place)
{
    if (image->width > 0 && image->height > 0) return;
    ps_issue_add(named->issues, "size-from-picture", place,
                 "An image is without size in the labels; that of the picture was taken, if it is "
                 "there.");
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
        const char *path = ps_path_straight(scratch, "", given->written, &outside);
        image = ps_join_image_name(named->join, path);
    }
    if (image < 0 && given->stem) image = ps_join_image_name(named->join, given->stem);
    if (image < 0 && ps_integer_parse(given->written, &id)) {
        image = ps_join_image(named->join, id);
        named->results->images_by_number |= image >= 0;
    }
    ps_arena_free(scratch);
    return image;
}

/* Boxes of an image follow each other as a rule. */
int ps_named_image(PsNamed *named, const PsNamedImage *image, bool *fine)
{
    *fine = true;
    if (!image->once && named->last && strcmp(named->last, image->written) == 0)
        return named->last_image;
    int index = named->truth ? truth_image(named, image) : result_image(named, image);
    *fine = !named->truth || index != REFUSED;
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

/* ------------------------------------------------------------------ classes of ground truth */

int ps_named_class_count(const PsNamed *named)
{
    return (int)PS_BUF_COUNT(&named->truth->classes, PsClass);
}

static int add_class(PsNamed *named, const char *name, int64_t id, const PsPlace *place)
{
    PsClass class = {.id = id, .name = keep_name(named, name, place)};
    PsPlaces places = {.id = *place, .name = *place};
    int index = ps_truth_add_class(named->truth, &class, &places, named->error);
    if (index >= 0) ps_index_add_text(named->classes, ps_arena_text(named->arena, name), index);
    return index;
}

/* All that --classes names are there, also those that have no object. */
static bool list_classes(PsNamed *named, const PsReadOptions *options)
{
    PsPlace place = {.file = options->classes};
    const char *path = options->classes;
    PsClassList *list = &named->listed;
    if (!path) return true;
    if (!ps_class_list_open(path, named->arena, named->issues, list, named->error)) return false;
    for (int i = 0; i < list->count; i++) {
        const char *name = list->names[i];
        if (name && *name && add_class(named, name, i + 1, &place) < 0) return false;
    }
    named->listed_count = ps_named_class_count(named);
    return true;
}

/* A number of --classes, or a new class. */
static int new_class(PsNamed *named, const char *name, const PsPlace *place)
{
    int64_t number;
    if (ps_integer_parse(name, &number)) {
        const char *meant = ps_class_list_name(&named->listed, number);
        int index = meant ? ps_index_text(named->classes, meant) : -1;
        if (index >= 0) return index;
    }
    if (named->listed.count > 0) {
        ps_issue_add(named->issues, "class-not-listed", place,
                     "The ground truth has a class that --classes does not name; it was added.");
    }
    int place_in_rest = ps_named_class_count(named) - named->listed_count + 1;
    return add_class(named, name, named->listed.count + place_in_rest, place);
}

int ps_named_class(PsNamed *named, const char *name, const PsPlace *place)
{
    if (!*name) {
        name = "(no name)";
        ps_issue_add(named->issues, "class-without-name", place,
                     "An object has no class name; its class is called \"(no name)\".");
    }
    int known = ps_index_text(named->classes, name);
    return known >= 0 ? known : new_class(named, name, place);
}

/* ------------------------------------------------------------------ boxes */

static bool add_truth(PsNamed *named, const PsNamedBox *box)
{
    PsObject object = {.id = (int64_t)PS_BUF_COUNT(&named->truth->objects, PsObject) + 1,
                       .image = box->image,
                       .box = box->box,
                       .area = NAN, /* width x height */
                       .crowd = box->crowd};
    object.class_index = ps_named_class(named, box->class_name, &box->class_place);
    if (object.class_index < 0) return false;
    PsPlaces places = {.id = box->box_place, .box = box->box_place, .area = box->box_place};
    ps_truth_add_object(named->truth, &object, &places);
    return true;
}

/* A name first: a number may be one. */
static int result_class(PsNamed *named, const PsNamedBox *box)
{
    int64_t number;
    PsJoin *join = named->join;
    int index = box->class_is_id ? -1 : ps_join_class_name(join, box->class_name);
    if (index >= 0 || !ps_integer_parse(box->class_name, &number)) return index;
    index = ps_join_class_number(join, number, named->results);
    if (index >= 0 && !box->class_is_id && join->listed.count == 0) {
        ps_issue_add(named->issues, "class-by-id", &box->class_place,
                     "A class is a number, not a name; it was joined with the class id.");
    }
    return index;
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

void ps_named_note_difficult(PsNamed *named, const PsPlace *place)
{
    ps_issue_add(named->issues, "voc-difficult", place,
                 "An object is marked as difficult; it counts as any other, as COCO's figures know "
                 "no difficult ones.");
}

/* ------------------------------------------------------------------ numbering */

/* Those of the list have their numbers. */
static void number_classes(PsNamed *named)
{
    PsTruthBuilder *builder = named->truth;
    PsClass *classes = PS_BUF_ITEMS(&builder->classes, PsClass);
    int listed = named->listed_count;
    int count = ps_named_class_count(named) - listed;
    const char **names = PS_ARRAY(builder->scratch, const char *, count);
    for (int i = 0; i < count; i++) names[i] = classes[listed + i].name;
    const int *order = ps_names_order(builder->scratch, names, count);
    for (int i = 0; i < count; i++) {
        classes[listed + order[i]].id = named->listed.count + i + 1;
    }
    builder->class_ids = ps_index_new(builder->scratch);
    for (int i = 0; i < listed + count; i++) {
        ps_index_add_number(builder->class_ids, classes[i].id, i);
    }
}

void ps_named_close(PsNamed *named)
{
    ps_arena_free(named->scratch);
    if (!named->truth) return;
    ps_sizes_close(&named->sizes);
    if (!named->ids_given) ps_truth_number_images(named->truth);
    if (!named->classes_in_order) number_classes(named);
}
