/* The formats that are read, one row each, and the two doors that lead to them. A format is found
   out from the content, in the order of the table: the choosy ones stand first. */
#include "read/formats.h"

#include "base/file.h"
#include "read/coco.h"
#include "read/limits.h"

#include <stdio.h>
#include <string.h>

/* name, role, title, note, recognise, read ground truth, read predictions */
#define FORMATS(ROW)                                                                               \
    ROW("coco", "ground-truth", "COCO instances (JSON)",                                           \
        "One object with images, annotations and categories; bbox is x, y, width, height in "      \
        "pixels; masks and key points are not looked at.",                                         \
        ps_coco_recognise, ps_coco_read, NULL)                                                     \
    ROW("coco-results", "predictions", "COCO results (JSON)",                                      \
        "An array of detections with image_id, category_id, bbox (x, y, width, height in pixels) " \
        "and score; file names and class names are taken for ids as well.",                        \
        ps_coco_recognise, NULL, ps_coco_results_read)

typedef struct Reading {
    PsRecognise recognise;
    PsReadTruth truth;
    PsReadResults results;
} Reading;

#define PUBLIC(name, role, title, note, recognise, truth, results) {name, title, role, note},
#define READING(name, role, title, note, recognise, truth, results) {recognise, truth, results},

static const PsFormat formats[] = {FORMATS(PUBLIC){NULL, NULL, NULL, NULL}};
static const Reading readings[] = {FORMATS(READING){NULL, NULL, NULL}};

const PsFormat *ps_formats(void)
{
    return formats;
}

/* ------------------------------------------------------------------ choosing */

static void list_names(const char *role, char *text, size_t size)
{
    size_t length = (size_t)snprintf(text, size, "wanted one of these formats:");
    for (int i = 0; formats[i].name && length < size; i++) {
        if (strcmp(formats[i].role, role) != 0) continue;
        length += (size_t)snprintf(text + length, size - length, " %s", formats[i].name);
    }
}

static bool refuse_format(const PsSource *source, const char *role, const char *found,
                          PsError *error)
{
    char wanted[300];
    list_names(role, wanted, sizeof wanted);
    return ps_fail(error, PS_ERROR_INPUT, source->path, NULL, wanted, "%s", found);
}

/* The row for the source, or -1. */
static int choose(const PsSource *source, const char *role, const char *asked, PsError *error)
{
    char found[160];
    for (int i = 0; formats[i].name; i++) {
        if (strcmp(formats[i].role, role) != 0) continue;
        if (asked ? strcmp(formats[i].name, asked) == 0 : readings[i].recognise(source)) return i;
    }
    if (asked) {
        snprintf(found, sizeof found, "there is no format \"%.60s\" for %s", asked, role);
        refuse_format(source, role, found, error);
        error->code = PS_ERROR_USAGE;
        return -1;
    }
    bool empty = strspn(source->data, " \t\r\n") == source->size;
    snprintf(found, sizeof found, "%s",
             source->size == 0 ? "the file is empty"
             : empty           ? "the file holds white space only"
                               : "the content is of no format that is known");
    refuse_format(source, role, found, error);
    return -1;
}

static bool open_source(const char *path, PsSource *source, PsError *error)
{
    PsBytes bytes;
    if (ps_folder_exists(path)) {
        return ps_fail(error, PS_ERROR_INPUT, path, NULL, "wanted a file", "is a folder");
    }
    if (!ps_file_read(path, PS_LIMIT_FILE, &bytes, error)) return false;
    *source = (PsSource){.path = path, .data = bytes.data, .size = bytes.size};
    return true;
}

static void close_source(PsSource *source)
{
    PsBytes bytes = {(char *)source->data, source->size};
    ps_bytes_free(&bytes);
    source->data = NULL;
}

/* Describes the source and gives its bytes back: what is built next needs the room. */
static PsInput describe(PsSource *source, int row, PsArena *arena)
{
    PsInput input = {.role = formats[row].role, .format = formats[row].name};
    input.path = ps_arena_text(arena, source->path);
    input.name = ps_path_base(input.path);
    ps_sha256(source->data, source->size, input.sha256);
    close_source(source);
    return input;
}

/* ------------------------------------------------------------------ the two doors */

static PsDataset *read_truth(PsSource *source, const char *asked, PsError *error)
{
    int row = choose(source, "ground-truth", asked, error);
    if (row < 0) return NULL;
    PsTruthBuilder *builder = ps_truth_builder_new(source->path);
    if (!readings[row].truth(source, builder, error)) {
        ps_truth_builder_free(builder);
        return NULL;
    }
    PsInput input = describe(source, row, builder->arena);
    PsDataset *dataset = ps_truth_freeze(builder);
    dataset->input = input;
    return dataset;
}

PsDataset *ps_dataset_read(const char *path, const PsReadOptions *options, PsError *error)
{
    PsSource source = {0};
    if (!open_source(path, &source, error)) return NULL;
    PsDataset *dataset = read_truth(&source, options ? options->format : NULL, error);
    close_source(&source);
    return dataset;
}

void ps_dataset_free(PsDataset *dataset)
{
    if (dataset) ps_arena_free(dataset->arena);
}

static PsPredictions *read_results(const PsDataset *dataset, PsSource *source, const char *asked,
                                   PsError *error)
{
    int row = choose(source, "predictions", asked, error);
    if (row < 0) return NULL;
    PsResultBuilder *builder = ps_result_builder_new(dataset, source->path);
    if (!readings[row].results(source, builder, error) || !ps_result_check(builder, error)) {
        ps_result_builder_free(builder);
        return NULL;
    }
    PsInput input = describe(source, row, builder->arena);
    PsPredictions *predictions = ps_result_freeze(builder);
    predictions->input = input;
    return predictions;
}

PsPredictions *ps_predictions_read(const PsDataset *dataset, const char *path,
                                   const PsReadOptions *options, PsError *error)
{
    PsSource source = {0};
    if (!open_source(path, &source, error)) return NULL;
    PsPredictions *predictions =
        read_results(dataset, &source, options ? options->format : NULL, error);
    close_source(&source);
    return predictions;
}

void ps_predictions_free(PsPredictions *predictions)
{
    if (predictions) ps_arena_free(predictions->arena);
}
