/* The formats that are read, one row each, and the two doors that lead to them. A format is found
   out from the content: the first row that fits is taken, and if others fit as well, that is said.
   Rows of last resort are asked only when no other fits: they say what is wrong with a file that
   is clearly of their kind, but broken. */
#include "read/formats.h"

#include "base/file.h"
#include "read/json/coco.h"
#include "read/json/coco_folder.h"
#include "read/json/createml.h"
#include "read/text/csv_boxes.h"
#include "read/json/jsonl.h"
#include "read/json/labelme.h"
#include "read/xml/cvat.h"
#include "read/limits.h"
#include "read/json/roboflow.h"
#include "read/text/text.h"
#include "read/xml/voc.h"
#include "read/text/yolo.h"

#include <stdio.h>
#include <string.h>

/* What the path may be, and whether the row is one of last resort. */
enum { A_FILE = 1, A_FOLDER = 2, LAST = 4 };

static bool is_folder(const PsSource *source)
{
    return source->folder && !source->main;
}

static const char *recognise_coco(PsSource *source)
{
    if (is_folder(source)) return ps_coco_folder_recognise(source);
    return ps_coco_recognise(source) ? NULL : "is no JSON";
}

static const char *recognise_coco_results(PsSource *source)
{
    if (is_folder(source)) return ps_coco_results_folder_recognise(source);
    return ps_coco_recognise(source) ? NULL : "is no JSON";
}

static bool read_coco(PsSource *source, PsTruthBuilder *builder, PsError *error)
{
    return is_folder(source) ? ps_coco_folder_read(source, builder, error)
                             : ps_coco_read(source, builder, error);
}

static bool read_coco_results(PsSource *source, PsResultBuilder *builder, PsError *error)
{
    return is_folder(source) ? ps_coco_results_folder_read(source, builder, error)
                             : ps_coco_results_read(source, builder, error);
}

/* name, role, title, note, what it is, recognise, read ground truth, read predictions */
#define FORMATS(ROW)                                                                               \
    ROW("yolo", "ground-truth", "YOLO labels",                                                     \
        "data.yaml, its folder, a folder of txt files or a list of pictures; a line is class, x, " \
        "y, "                                                                                      \
        "width, height, centre and size as fractions of the picture, which must be there for its " \
        "size; polygons become boxes.",                                                            \
        A_FOLDER, ps_yolo_recognise, ps_yolo_read, NULL)                                           \
    ROW("yolo-results", "predictions", "YOLO predictions",                                         \
        "A folder with a txt file for each image, named like it; a line is class, x, y, width, "   \
        "height, score; --classes names the classes, which else are counted in the order of the "  \
        "ground truth.",                                                                           \
        A_FOLDER, ps_yolo_results_recognise, NULL, ps_yolo_results_read)                           \
    ROW("voc", "both", "Pascal VOC (XML)",                                                         \
        "A folder with an XML file for each image, or a devkit with Annotations and ImageSets; a " \
        "box is xmin, ymin, xmax - xmin, ymax - ymin, with no pixel added; difficult objects "     \
        "count as any other, boxes without area are left out; as predictions, every object has a " \
        "confidence or score.",                                                                    \
        A_FILE | A_FOLDER, ps_voc_recognise, ps_voc_read, ps_voc_results_read)                     \
    ROW("cvat", "ground-truth", "CVAT for images (XML)",                                           \
        "annotations.xml of \"CVAT for images 1.1\", or its folder; rotated boxes and polygons "   \
        "become upright boxes, other shapes are left out; CVAT for video is refused.",             \
        A_FILE | A_FOLDER, ps_cvat_recognise, ps_cvat_read, NULL)                                  \
    ROW("text", "ground-truth", "text files",                                                      \
        "A folder with a txt file for each image, named like it; a line is name x1 y1 x2 y2, and " \
        "perhaps \"difficult\"; x y width height and fractions are told from the numbers.",        \
        A_FOLDER, ps_text_recognise, ps_text_read, NULL)                                           \
    ROW("voc-detections", "predictions", "Pascal VOC detections (text)",                           \
        "A folder with a txt file for each class, named after it (comp4_det_test_car.txt, "        \
        "car.txt); a line is image score xmin ymin xmax ymax, the image without its ending.",      \
        A_FOLDER, ps_voc_text_recognise, NULL, ps_voc_text_read)                                   \
    ROW("text-detections", "predictions", "text files with scores",                                \
        "A folder with a txt file for each image, named like it; a line is name score x1 y1 x2 "   \
        "y2; x y width height and fractions are told from the numbers.",                           \
        A_FOLDER, ps_text_results_recognise, NULL, ps_text_results_read)                           \
    ROW("text-xyxy", "both", "text files, corners",                                                \
        "As text or text-detections, read as x1 y1 x2 y2 whatever the numbers look like.",         \
        A_FOLDER, ps_text_only_asked, ps_text_read, ps_text_results_read)                          \
    ROW("text-xywh", "both", "text files, corner and size",                                        \
        "As text or text-detections, read as x y width height.", A_FOLDER, ps_text_only_asked,     \
        ps_text_read, ps_text_results_read)                                                        \
    ROW("text-rel", "both", "text files, fractions",                                               \
        "As text or text-detections, read as centre x, centre y, width, height in fractions of "   \
        "the image.",                                                                              \
        A_FOLDER, ps_text_only_asked, ps_text_read, ps_text_results_read)                          \
    ROW("labelme", "ground-truth", "LabelMe (JSON)",                                               \
        "A folder with one JSON file a picture; rectangles in pixels, of other shapes the box "    \
        "around them; points and lines are left out, imageData is not looked at.",                 \
        A_FILE | A_FOLDER, ps_labelme_recognise, ps_labelme_read, NULL)                            \
    ROW("createml", "both", "Create ML (JSON)",                                                    \
        "A list of {image, annotations}; x and y of the coordinates are the centre of the box, "   \
        "in pixels; with a confidence in every annotation it is read as predictions.",             \
        A_FILE | A_FOLDER, ps_createml_recognise, ps_createml_read, ps_createml_results_read)      \
    ROW("openimages", "both", "Open Images (CSV)",                                                 \
        "Columns ImageID, LabelName, XMin, XMax, YMin, YMax in any order, as fractions of the "    \
        "picture, which must be there (--images) for its size; a whole pixel within the rounding " \
        "of a fraction is taken; IsGroupOf = 1 is a crowd; predictions have Score or Confidence.", \
        A_FILE | A_FOLDER, ps_open_images_recognise, ps_open_images_read,                          \
        ps_open_images_results_read)                                                               \
    ROW("csv", "both", "CSV with a header",                                                        \
        "Columns image, class, x, y, width, height, or image, class, xmin, ymin, xmax, ymax, in "  \
        "pixels; predictions have score as well; beside corners, width and height are the "        \
        "picture's; comma, semicolon or tab.",                                                     \
        A_FILE | A_FOLDER, ps_csv_recognise, ps_csv_read, ps_csv_results_read)                     \
    ROW("jsonl", "predictions", "JSON Lines",                                                      \
        "One detection a line (image_id or file_name, category_id or class, bbox as x, y, width, " \
        "height, score), or one image a line with a list of predictions or detections.",           \
        A_FILE | A_FOLDER, ps_jsonl_recognise, NULL, ps_jsonl_results_read)                        \
    ROW("roboflow", "predictions", "Roboflow inference (JSON)",                                    \
        "A folder with one JSON file an image, named like it, or one list that names its images; " \
        "x and y are the centre of the box, in pixels of the picture that was sent; classes are "  \
        "joined by name.",                                                                         \
        A_FILE | A_FOLDER, ps_roboflow_recognise, NULL, ps_roboflow_results_read)                  \
    ROW("coco", "ground-truth", "COCO instances (JSON)",                                           \
        "One object with images, annotations and categories; bbox is x, y, width, height in "      \
        "pixels; masks and key points are not looked at; a folder with *.coco.json, "              \
        "instances_*.json or one such file is taken as well.",                                     \
        A_FILE | A_FOLDER | LAST, recognise_coco, read_coco, NULL)                                 \
    ROW("coco-results", "predictions", "COCO results (JSON)",                                      \
        "An array of detections with image_id, category_id, bbox (x, y, width, height in pixels) " \
        "and score; file names and class names are taken for ids as well.",                        \
        A_FILE | A_FOLDER | LAST, recognise_coco_results, NULL, read_coco_results)

typedef struct Reading {
    int kind;
    PsRecognise recognise;
    PsReadTruth truth;
    PsReadResults results;
} Reading;

#define PUBLIC(name, role, title, note, kind, recognise, truth, results) {name, title, role, note},
#define READING(name, role, title, note, kind, recognise, truth, results)                          \
    {kind, recognise, truth, results},

static const PsFormat formats[] = {FORMATS(PUBLIC){NULL, NULL, NULL, NULL}};
static const Reading readings[] = {FORMATS(READING){0, NULL, NULL, NULL}};
enum { ROWS = sizeof formats / sizeof *formats - 1 };

const PsFormat *ps_formats(void)
{
    return formats;
}

/* ------------------------------------------------------------------ choosing */

static bool has_role(int row, bool truth)
{
    return truth ? readings[row].truth != NULL : readings[row].results != NULL;
}

static void list_names(bool truth, char *text, size_t size)
{
    size_t length = (size_t)snprintf(text, size, "wanted one of these formats:");
    for (int i = 0; i < ROWS && length < size; i++) {
        if (!has_role(i, truth)) continue;
        length += (size_t)snprintf(text + length, size - length, " %s", formats[i].name);
    }
}

/* Why the row does not fit, or NULL. */
static const char *misfit(int row, PsSource *source)
{
    const Reading *reading = &readings[row];
    bool file = !source->folder || source->main;
    if (!(reading->kind & A_FOLDER) && !file) return "is a folder";
    if (!(reading->kind & A_FILE) && !source->folder) return "is a file";
    return reading->recognise(source);
}

static int refuse_asked(const PsSource *source, bool truth, const char *asked, PsError *error)
{
    char wanted[300];
    list_names(truth, wanted, sizeof wanted);
    ps_fail(error, PS_ERROR_USAGE, source->path, NULL, wanted,
            "there is no format \"%.60s\" for %s", asked, truth ? "ground-truth" : "predictions");
    return -1;
}

/* A format that was asked for need not be recognised, but a file is no folder. */
static int choose_asked(PsSource *source, bool truth, PsError *error)
{
    const char *asked = source->options->format;
    int row = 0;
    while (row < ROWS && !(has_role(row, truth) && strcmp(formats[row].name, asked) == 0)) row++;
    if (row == ROWS) return refuse_asked(source, truth, asked, error);
    bool folder = source->folder && !source->main, file = !source->folder;
    if (folder ? !(readings[row].kind & A_FOLDER) : file && !(readings[row].kind & A_FILE)) {
        ps_fail(error, PS_ERROR_INPUT, source->path, NULL, folder ? "a file" : "a folder",
                "is a %s, which the format \"%s\" is not", folder ? "folder" : "file", asked);
        return -1;
    }
    return row;
}

/* "voc, cvat: is a folder; yolo: no labels": every format of the role, equal reasons together. */
static void list_reasons(PsSource *source, bool truth, PsBuf *text)
{
    const char *reasons[ROWS] = {NULL};
    for (int i = 0; i < ROWS; i++) reasons[i] = has_role(i, truth) ? misfit(i, source) : NULL;
    for (int i = 0; i < ROWS; i++) {
        if (!reasons[i]) continue;
        ps_buf_printf(text, "%s%s", text->length ? "; " : "", formats[i].name);
        for (int k = i + 1; k < ROWS; k++) {
            if (!reasons[k] || strcmp(reasons[k], reasons[i]) != 0) continue;
            ps_buf_printf(text, ", %s", formats[k].name);
            reasons[k] = NULL;
        }
        ps_buf_printf(text, ": %s", reasons[i]);
    }
}

static const char *emptiness(const PsSource *source)
{
    if (source->folder && source->folder->name_count == 0) return "the folder is empty";
    if (source->folder && !source->main) return NULL;
    if (source->size == 0) return "the file is empty";
    bool blank = strspn(source->data, " \t\r\n") == source->size;
    return blank ? "the file holds white space only" : NULL;
}

/* What the other role has it as: the two may have been given the wrong way round. */
static const char *other_role(PsSource *source, bool truth)
{
    for (int i = 0; i < ROWS; i++) {
        if (has_role(i, !truth) && !misfit(i, source)) return formats[i].name;
    }
    return NULL;
}

/* The other role's format that fits is named before the reasons why none of this role does. */
static int refuse_all(PsSource *source, bool truth, PsError *error)
{
    const char *empty = emptiness(source), *other = empty ? NULL : other_role(source, truth);
    PsBuf tried = PS_BUF;
    list_reasons(source, truth, &tried);
    if (empty) {
        ps_fail(error, PS_ERROR_INPUT, source->path, NULL,
                "one of the formats of proofsheet formats", "%s", empty);
    } else if (other) {
        ps_fail(error, PS_ERROR_INPUT, source->path, NULL, "are -g and -p swapped?",
                "is \"%s\", which is read as %s, and no format of %s (%s)", other,
                truth ? "predictions" : "ground truth", truth ? "ground truth" : "predictions",
                tried.data);
    } else {
        ps_fail(error, PS_ERROR_INPUT, source->path, NULL,
                "one of the formats of proofsheet formats",
                "the content is of no format that is known (%s)", tried.data);
    }
    ps_buf_free(&tried);
    return -1;
}

static void note_others(PsBuf *others, int row)
{
    if (others->length) ps_buf_text(others, ", ");
    ps_buf_text(others, formats[row].name);
}

/* The row for the source, or -1; `others` receives the names of those that fit as well. */
static int choose(PsSource *source, bool truth, PsBuf *others, PsError *error)
{
    if (source->options->format) return choose_asked(source, truth, error);
    int chosen = -1;
    for (int last = 0; last <= LAST && chosen < 0; last += LAST) {
        for (int i = 0; i < ROWS; i++) {
            if (!has_role(i, truth) || (readings[i].kind & LAST) != last) continue;
            if (misfit(i, source)) continue;
            if (chosen < 0)
                chosen = i;
            else
                note_others(others, i);
        }
    }
    return chosen < 0 ? refuse_all(source, truth, error) : chosen;
}

static void say_ambiguous(PsIssueList *issues, int row, const PsBuf *others, const char *option)
{
    if (!others->length) return;
    ps_issue_add(issues, "format-ambiguous", NULL, NULL);
    ps_issue_text(issues, "The input was read as %s, but fits %s as well; %s tells which it is.",
                  formats[row].name, others->data, option);
}

/* ------------------------------------------------------------------ describing */

static const char *last_part(const PsSource *source)
{
    bool folder = source->folder && !source->main;
    return ps_path_base(folder ? source->folder->real : source->path);
}

/* Describes the source and gives its bytes back: what is built next needs the room. */
static PsInput describe(PsSource *source, int row, const char *role, PsArena *arena)
{
    PsInput input = {.role = role, .format = formats[row].name, .file_count = source->files_read};
    input.path = ps_arena_text(arena, source->path);
    input.name = ps_arena_text(arena, last_part(source));
    ps_hash_end(source->hash, input.sha256);
    ps_buf_free(&source->content);
    source->data = ps_buf_empty;
    return input;
}

/* ------------------------------------------------------------------ the two doors */

static PsDataset *read_truth(PsSource *source, PsError *error)
{
    PsBuf others = PS_BUF;
    int row = choose(source, true, &others, error);
    if (row < 0) return NULL;
    PsTruthBuilder *builder = ps_truth_builder_new(source->path);
    source->notes = &builder->notes;
    say_ambiguous(&builder->issues, row, &others, "--format");
    ps_buf_free(&others);
    if (!readings[row].truth(source, builder, error)) {
        ps_truth_builder_free(builder);
        return NULL;
    }
    PsInput input = describe(source, row, "ground-truth", builder->arena);
    PsDataset *dataset = ps_truth_freeze(builder);
    dataset->input = input;
    return dataset;
}

PsDataset *ps_dataset_read(const char *path, const PsReadOptions *options, PsError *error)
{
    PsSource source;
    PsDataset *dataset = NULL;
    if (ps_source_open(&source, path, "ground-truth", options, error)) {
        dataset = read_truth(&source, error);
    }
    ps_source_close(&source);
    return dataset;
}

void ps_dataset_free(PsDataset *dataset)
{
    if (dataset) ps_arena_free(dataset->arena);
}

static PsPredictions *read_results(const PsDataset *dataset, PsSource *source, PsError *error)
{
    PsBuf others = PS_BUF;
    int row = choose(source, false, &others, error);
    if (row < 0) return NULL;
    PsResultBuilder *builder = ps_result_builder_new(dataset, source->path);
    source->notes = &builder->notes;
    say_ambiguous(&builder->issues, row, &others, "--prediction-format");
    ps_buf_free(&others);
    if (!readings[row].results(source, builder, error) || !ps_result_check(builder, error)) {
        ps_result_builder_free(builder);
        return NULL;
    }
    PsInput input = describe(source, row, "predictions", builder->arena);
    PsPredictions *predictions = ps_result_freeze(builder);
    predictions->input = input;
    return predictions;
}

PsPredictions *ps_predictions_read(const PsDataset *dataset, const char *path,
                                   const PsReadOptions *options, PsError *error)
{
    PsSource source;
    PsPredictions *predictions = NULL;
    if (ps_source_open(&source, path, "predictions", options, error)) {
        predictions = read_results(dataset, &source, error);
    }
    ps_source_close(&source);
    return predictions;
}

void ps_predictions_free(PsPredictions *predictions)
{
    if (predictions) ps_arena_free(predictions->arena);
}
