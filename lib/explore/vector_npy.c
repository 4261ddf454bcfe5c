/* The items of an .npy: numbers of any size and byte order become floats, texts become UTF-8. */
#include "explore/matrix.h"

#include "base/buf.h"
#include "base/text.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

bool ps_matrix_allowed(const PsMatrix *matrix, uint64_t rows, uint64_t dims, PsError *error)
{
    bool fine = rows >= 1 && dims >= 1 && rows <= PS_MOST_ROWS && dims <= PS_MOST_DIMS;
    if (fine && rows * dims * sizeof(float) <= PS_MOST_VECTOR_BYTES) return true;
    char wanted[100];
    snprintf(wanted, sizeof wanted, "1 to %d rows of 1 to %d numbers, %d GiB in all", PS_MOST_ROWS,
             PS_MOST_DIMS, (int)(PS_MOST_VECTOR_BYTES >> 30));
    return ps_fail(error, PS_ERROR_INPUT, matrix->file, "shape", wanted,
                   "%llu rows of %llu numbers", (unsigned long long)rows, (unsigned long long)dims);
}

float ps_to_float(double value)
{
    if (isnan(value)) return NAN;
    if (fabs(value) > (double)FLT_MAX) return value < 0 ? -INFINITY : INFINITY;
    return (float)value;
}

bool ps_is_name_key(const char *text)
{
    static const char *const names[] = {
        "file_name", "file_names", "filename",   "filenames", "file", "files", "image",
        "images",    "image_name", "image_path", "filepath",  "path", "name",  "names"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(text, names[i]) == 0) return true;
    }
    return false;
}

/* The bytes of an item as one number, the first byte lowest. */
static uint64_t bits_of(const unsigned char *item, const PsNpy *npy)
{
    uint64_t bits = 0;
    for (int i = 0; i < npy->size; i++) {
        int at = npy->big ? i : npy->size - 1 - i;
        bits = bits << 8 | item[at];
    }
    return bits;
}

/* IEEE 754 binary16. */
static double half_number(uint64_t bits)
{
    int exponent = (int)(bits >> 10 & 31), fraction = (int)(bits & 1023);
    double value = exponent == 0    ? ldexp(fraction, -24)
                   : exponent == 31 ? (fraction ? (double)NAN : (double)INFINITY)
                                    : ldexp(1024 + fraction, exponent - 25);
    return bits >> 15 ? -value : value;
}

static double real_number(uint64_t bits, int size)
{
    uint32_t low = (uint32_t)bits;
    float single;
    double number;
    if (size == 2) return half_number(bits);
    memcpy(&single, &low, sizeof single);
    memcpy(&number, &bits, sizeof number);
    return size == 4 ? (double)single : number;
}

static double number_of(const unsigned char *item, const PsNpy *npy)
{
    uint64_t bits = bits_of(item, npy);
    if (npy->kind == 'f') return real_number(bits, npy->size);
    if (npy->kind == 'u') return (double)bits;
    uint64_t sign = UINT64_C(1) << (8 * npy->size - 1);
    return bits & sign ? -(double)((~bits + 1) & (sign | (sign - 1))) : (double)bits;
}

static bool is_number(const PsNpy *npy)
{
    bool whole = npy->size == 1 || npy->size == 2 || npy->size == 4 || npy->size == 8;
    if (npy->kind == 'f') return whole && npy->size > 1;
    return whole && (npy->kind == 'i' || npy->kind == 'u');
}

static bool is_present(size_t size, const PsNpy *npy, uint64_t items, const PsMatrix *matrix,
                       PsError *error)
{
    uint64_t there = size - npy->at, wanted = items * (uint64_t)npy->size;
    if (there == wanted) return true;
    return ps_fail(error, PS_ERROR_INPUT, matrix->file, "data", "as many bytes as the shape says",
                   "%llu bytes of data, the shape says %llu", (unsigned long long)there,
                   (unsigned long long)wanted);
}

bool ps_npy_numbers(const char *data, size_t size, const PsNpy *npy, PsMatrix *matrix,
                    PsError *error)
{
    matrix->flat = npy->dimensions == 1;
    uint64_t rows = matrix->flat ? 1 : npy->shape[0], dims = npy->shape[matrix->flat ? 0 : 1];
    if (!is_number(npy)) {
        return ps_fail(error, PS_ERROR_INPUT, matrix->file, "header", "float or integer items",
                       "items of type '%c%d'", npy->kind, npy->size);
    }
    if (npy->dimensions < 1 || npy->dimensions > 2) {
        return ps_fail(error, PS_ERROR_INPUT, matrix->file, "header", "rows of numbers",
                       "%d dimensions", npy->dimensions);
    }
    if (!ps_matrix_allowed(matrix, rows, dims, error)) return false;
    if (!is_present(size, npy, rows * dims, matrix, error)) return false;
    size_t count = (size_t)(rows * dims), step = (size_t)npy->size;
    const unsigned char *items = (const unsigned char *)data + npy->at;
    matrix->rows = (int)rows;
    matrix->dims = (int)dims;
    matrix->numbers = npy->kind == 'f' && npy->size == 2 ? "float16" : NULL;
    matrix->values = ps_alloc(count * sizeof(float));
    bool turned = npy->fortran && !matrix->flat;
    for (size_t i = 0; i < count; i++) {
        size_t from = turned ? i % dims * rows + i / dims : i;
        matrix->values[i] = ps_to_float(number_of(items + from * step, npy));
    }
    return true;
}

/* UCS-4, or bytes; both are padded with zeros. */
static const char *text_of(const unsigned char *item, const PsNpy *npy, PsArena *arena)
{
    PsBuf text = PS_BUF;
    PsNpy one = *npy;
    one.size = 4;
    for (int i = 0; i < npy->size; i++) {
        char utf8[4];
        uint64_t c = npy->kind == 'U' ? bits_of(item + 4 * (size_t)i, &one) : item[i];
        if (c == 0) break;
        if (npy->kind == 'S')
            ps_buf_char(&text, (char)c);
        else
            ps_buf_bytes(&text, utf8,
                         (size_t)ps_utf8_put(c > 0x10FFFF ? 0xFFFD : (uint32_t)c, utf8));
    }
    const char *kept = ps_arena_text_n(arena, text.data, text.length);
    ps_buf_free(&text);
    return kept;
}

bool ps_npy_names(const char *data, size_t size, const PsNpy *npy, PsMatrix *matrix, PsError *error)
{
    PsNpy item = *npy;
    item.size = npy->kind == 'U' ? 4 * npy->size : npy->size;
    uint64_t rows = npy->shape[0];
    if (npy->dimensions != 1 || rows > PS_MOST_ROWS) {
        return ps_fail(error, PS_ERROR_INPUT, matrix->file, "names", "one name a row",
                       "names in %d dimensions", npy->dimensions);
    }
    if (!is_present(size, &item, rows, matrix, error)) return false;
    if (rows != (uint64_t)matrix->rows) {
        return ps_fail(error, PS_ERROR_INPUT, matrix->file, "names", "one name a row",
                       "%llu names for %d rows", (unsigned long long)rows, matrix->rows);
    }
    const unsigned char *items = (const unsigned char *)data + npy->at;
    matrix->names = PS_ARRAY(matrix->arena, const char *, matrix->rows);
    for (int i = 0; i < matrix->rows; i++) {
        matrix->names[i] = text_of(items + (size_t)i * (size_t)item.size, npy, matrix->arena);
    }
    return true;
}

bool ps_matrix_npy(const char *data, size_t size, PsMatrix *matrix, PsError *error)
{
    PsNpy npy;
    return ps_npy_header(data, size, matrix->file, &npy, error) &&
           ps_npy_numbers(data, size, &npy, matrix, error);
}
