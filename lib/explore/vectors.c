/* Vectors of images: read, given to their images by name, checked. */
#include "explore/name_match.h"
#include "explore/remarks.h"
#include "explore/matrix.h"

#include "base/file.h"
#include "base/sort.h"
#include "base/text.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NAME_BYTES = 1 << 30 };
#define MOST_FILE_BYTES ((size_t)(2 * PS_MOST_VECTOR_BYTES + 65536)) /* double, and a header */

/* The format, by the first bytes; a name that promises numpy's must keep its promise. */
static const char *find_format(const char *path, const PsBytes *bytes)
{
    static const char *const npy[] = {"npy", NULL}, *const npz[] = {"npz", NULL};
    size_t start = 0;
    while (start < bytes->size && strchr(" \t\r\n", bytes->data[start]) && bytes->data[start]) {
        start++;
    }
    if (bytes->size >= 6 && memcmp(bytes->data, "\x93NUMPY", 6) == 0) return "npy";
    if (bytes->size >= 4 && memcmp(bytes->data, "PK\3\4", 4) == 0) return "npz";
    if (bytes->size >= 4 && memcmp(bytes->data, "PAR1", 4) == 0) return "parquet";
    if (ps_name_ends(path, npy)) return "npy";
    if (ps_name_ends(path, npz)) return "npz";
    return start < bytes->size && bytes->data[start] == '{' ? "jsonl" : "csv";
}

static bool read_table(const char *format, PsBytes *bytes, PsMatrix *matrix, PsError *error)
{
    if (strcmp(format, "npy") == 0) return ps_matrix_npy(bytes->data, bytes->size, matrix, error);
    if (strcmp(format, "npz") == 0) return ps_matrix_npz(bytes->data, bytes->size, matrix, error);
    if (strcmp(format, "csv") == 0) return ps_matrix_csv(bytes->data, bytes->size, matrix, error);
    if (strcmp(format, "jsonl") == 0)
        return ps_matrix_jsonl(bytes->data, bytes->size, matrix, error);
    return ps_fail(error, PS_ERROR_INPUT, matrix->file, NULL,
                   "for instance numpy.save('e.npy', numpy.stack(frame['embedding']))",
                   "Parquet is not read");
}

/* One name a line. */
static bool read_names(const char *path, PsMatrix *matrix, PsError *error)
{
    PsBytes bytes;
    PsBuf names = PS_BUF;
    if (!ps_file_read(path, MOST_NAME_BYTES, &bytes, error)) return false;
    for (char *at = bytes.data, *end = at + bytes.size; at < end;) {
        char *stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop) stop = end;
        size_t length = (size_t)(stop - at);
        if (length > 0 && at[length - 1] == '\r') length--;
        const char *name = ps_arena_text_n(matrix->arena, at, length);
        PS_BUF_PUSH(&names, name);
        at = stop + (stop < end);
    }
    ps_bytes_free(&bytes);
    size_t count = PS_BUF_COUNT(&names, char *);
    matrix->names = ps_arena_copy(matrix->arena, names.data, names.length);
    ps_buf_free(&names);
    if (matrix->flat && count != 1) return true; /* refused for another reason */
    if (count == (size_t)matrix->rows) return true;
    return ps_fail(error, PS_ERROR_INPUT, path, NULL, "one name a row",
                   "%zu names for %d rows of vectors", count, matrix->rows);
}

/* Without names, rows stand for the images in the order of their file names. */
static bool assume_names(const PsDataset *dataset, PsMatrix *matrix, PsRemarks *remarks,
                         PsError *error)
{
    if (matrix->rows != dataset->image_count) {
        return ps_fail(error, PS_ERROR_INPUT, matrix->file, NULL,
                       "one row an image, or names: --embedding-names FILE",
                       "%d rows without names for %d images", matrix->rows, dataset->image_count);
    }
    matrix->names = PS_ARRAY(matrix->arena, const char *, matrix->rows);
    for (int i = 0; i < matrix->rows; i++) matrix->names[i] = dataset->images[i].file;
    qsort(matrix->names, (size_t)matrix->rows, sizeof *matrix->names, ps_text_order);
    ps_remark(
        remarks, "vector-order-assumed",
        "The vectors come without file names; they were taken to be in the sorted order of the "
        "images' file names.",
        "%s", "");
    return true;
}

static double norm_of(const float *row, int dims)
{
    double sum = 0;
    for (int k = 0; k < dims; k++) sum += (double)row[k] * row[k];
    return sqrt(sum);
}

/* NULL, or why the row cannot be used. */
static const char *judge_row(const float *row, int dims, const char **code)
{
    bool zero = true;
    for (int k = 0; k < dims; k++) {
        if (!isfinite(row[k])) {
            *code = "vector-not-finite";
            return "The vector has NaN or infinite numbers; its image has no place on the map.";
        }
        zero = zero && row[k] == 0;
    }
    *code = "vector-zero";
    return zero ? "All numbers of the vector are 0; its image has no place on the map." : NULL;
}

/* How many images have a row, and how many rows name an image. */
typedef struct Matched {
    int used, known;
} Matched;

/* row_of_image[i] becomes the row of image i, or -1. */
static Matched match_rows(const PsDataset *dataset, const PsMatrix *matrix, PsRemarks *remarks,
                          int *row_of_image)
{
    PsMatch *match = ps_match_new(dataset, matrix->arena);
    Matched matched = {0};
    for (int i = 0; i < dataset->image_count; i++) row_of_image[i] = -1;
    for (int r = 0; r < matrix->rows; r++) {
        int image = ps_match_image(match, matrix->names[r]);
        const char *code, *fault = judge_row(matrix->values + (size_t)r * (size_t)matrix->dims,
                                             matrix->dims, &code);
        matched.known += image >= 0;
        if (image < 0) {
            ps_remark(
                remarks, "vector-unknown-image",
                "The vector names no image of the ground truth, or more than one; it was left "
                "out.",
                "row %d, %s", r + 1, matrix->names[r]);
        } else if (fault) {
            ps_remark(remarks, code, fault, "row %d, %s", r + 1, matrix->names[r]);
        } else if (row_of_image[image] >= 0) {
            ps_remark(remarks, "vector-repeated",
                      "The image has a vector already; this one was left out.", "row %d, %s", r + 1,
                      matrix->names[r]);
        } else {
            row_of_image[image] = r;
            matched.used++;
        }
    }
    return matched;
}

/* Names that do not fit and numbers of no use are mended in different places. */
static bool refuse_all(const PsMatrix *matrix, const Matched *matched, PsError *error)
{
    if (matched->known > 0) {
        return ps_fail(error, PS_ERROR_INPUT, matrix->file, NULL,
                       "finite numbers that are not all 0, within the range of float32",
                       "the names fit %d images, but all their vectors are NaN, infinite or 0",
                       matched->known);
    }
    return ps_fail(error, PS_ERROR_INPUT, matrix->file, NULL, "the file names of the ground truth",
                   "none of the %d rows names an image, the first is '%.80s'", matrix->rows,
                   matrix->rows > 0 ? matrix->names[0] : "");
}

static void take_rows(const PsDataset *dataset, const PsMatrix *matrix, const int *row_of_image,
                      PsRemarks *remarks, PsVectors *vectors)
{
    size_t dims = (size_t)matrix->dims;
    int count = 0;
    for (int i = 0; i < dataset->image_count; i++) {
        if (row_of_image[i] < 0) {
            ps_remark(remarks, "vector-missing",
                      "The image has no vector of use, and so no place on the map.", "%s",
                      dataset->images[i].file);
            continue;
        }
        memcpy(vectors->values + (size_t)count * dims,
               matrix->values + (size_t)row_of_image[i] * dims, dims * sizeof(float));
        vectors->image_of_row[count++] = i;
    }
}

/* Vectors that nearly have one length were meant to: cosine distance. */
static void unify_lengths(PsVectors *vectors)
{
    PsArena *scratch = ps_arena_new();
    double *norms = PS_ARRAY(scratch, double, vectors->count);
    int *order = PS_ARRAY(scratch, int, vectors->count);
    for (int r = 0; r < vectors->count; r++) {
        norms[r] = norm_of(vectors->values + (size_t)r * (size_t)vectors->dims, vectors->dims);
    }
    ps_sort_falling(norms, NULL, vectors->count, order);
    double median = norms[order[vectors->count / 2]], most = norms[order[0]];
    double least = norms[order[vectors->count - 1]];
    vectors->cosine = most - median < 0.01 * median && median - least < 0.01 * median;
    for (int r = 0; r < vectors->count && vectors->cosine; r++) {
        float *row = vectors->values + (size_t)r * (size_t)vectors->dims;
        for (int k = 0; k < vectors->dims; k++) row[k] = (float)(row[k] / norms[r]);
    }
    ps_arena_free(scratch);
}

static bool give_to_images(const PsDataset *dataset, PsMatrix *matrix, const char *names,
                           PsVectors *vectors, PsError *error)
{
    PsRemarks remarks = {vectors->arena, matrix->file, PS_BUF};
    int *rows = PS_ARRAY(matrix->arena, int, dataset->image_count);
    if (names && !read_names(names, matrix, error)) return false;
    if (matrix->flat && dataset->image_count != 1) {
        return ps_fail(error, PS_ERROR_INPUT, matrix->file, "shape", "one row an image",
                       "one dimension: %d numbers", matrix->dims);
    }
    if (matrix->numbers) {
        ps_remark(
            &remarks, "vector-few-digits",
            "The numbers are stored as float16, with about three digits; they were converted.",
            "%s", "");
    }
    bool fine = matrix->names || assume_names(dataset, matrix, &remarks, error);
    vectors->dims = matrix->dims;
    Matched matched = fine ? match_rows(dataset, matrix, &remarks, rows) : (Matched){0};
    vectors->count = matched.used;
    if (fine && vectors->count == 0) fine = refuse_all(matrix, &matched, error);
    if (fine) {
        size_t numbers = (size_t)vectors->count * (size_t)vectors->dims;
        vectors->values = PS_ARRAY(vectors->arena, float, numbers);
        vectors->image_of_row = PS_ARRAY(vectors->arena, int, vectors->count);
        take_rows(dataset, matrix, rows, &remarks, vectors);
        unify_lengths(vectors);
    }
    vectors->issues = ps_remarks_end(&remarks, &vectors->issue_count);
    return fine;
}

static bool read_all(const PsDataset *dataset, const char *path, const char *names,
                     PsVectors *vectors, PsError *error)
{
    PsBytes bytes;
    PsMatrix matrix = {.file = vectors->input.path, .arena = ps_arena_new()};
    bool fine = ps_file_read(path, MOST_FILE_BYTES, &bytes, error);
    if (fine) {
        vectors->input.format = find_format(path, &bytes);
        ps_sha256(bytes.data, bytes.size, vectors->input.sha256);
        fine = read_table(vectors->input.format, &bytes, &matrix, error);
        ps_bytes_free(&bytes);
    }
    fine = fine && give_to_images(dataset, &matrix, names, vectors, error);
    free(matrix.values);
    ps_arena_free(matrix.arena);
    return fine;
}

PsVectors *ps_vectors_read(const PsDataset *dataset, const char *path, const char *names,
                           PsError *error)
{
    PsArena *arena = ps_arena_new();
    PsVectors *vectors = PS_NEW(arena, PsVectors);
    vectors->arena = arena;
    vectors->input = (PsInput){.role = "embeddings", .file_count = 1, .format = ""};
    vectors->input.path = ps_arena_text(arena, path);
    vectors->input.name = ps_path_base(vectors->input.path);
    if (read_all(dataset, path, names, vectors, error)) return vectors;
    ps_vectors_free(vectors);
    return NULL;
}

void ps_vectors_free(PsVectors *vectors)
{
    if (vectors) ps_arena_free(vectors->arena);
}
