/* A table of numbers as a file has it; one reader a format. Internal to lib/explore.
   Files are strangers: sizes are checked against the limits and against the bytes that are there
   before anything is allocated. */
#ifndef PS_EXPLORE_MATRIX_H
#define PS_EXPLORE_MATRIX_H

#include "base/arena.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

enum { PS_MOST_ROWS = 2000000, PS_MOST_DIMS = 16384 };
#define PS_MOST_VECTOR_BYTES (UINT64_C(4) << 30)

typedef struct PsMatrix {
    const char *file; /* for errors */
    PsArena *arena;   /* holds names */
    int rows, dims;
    bool flat;           /* one dimension: `rows` is 1 */
    const char *numbers; /* their type where it loses digits: "float16"; or NULL */
    float *values;       /* ps_alloc'd; what is not finite stays so */
    const char **names;  /* one a row, or NULL */
} PsMatrix;

/* Each fills the matrix; on failure matrix->values may be set: the caller frees it. The bytes end
   with a zero behind data[size - 1]. */
bool ps_matrix_npy(const char *data, size_t size, PsMatrix *matrix, PsError *error);
bool ps_matrix_npz(const char *data, size_t size, PsMatrix *matrix, PsError *error);
bool ps_matrix_csv(const char *data, size_t size, PsMatrix *matrix, PsError *error);
bool ps_matrix_jsonl(char *data, size_t size, PsMatrix *matrix, PsError *error);

/* Fails unless so large a matrix is allowed: at least one number, at most the limits. */
bool ps_matrix_allowed(const PsMatrix *matrix, uint64_t rows, uint64_t dims, PsError *error);

/* `value` as a float; infinite if it does not fit. */
float ps_to_float(double value);

/* True if `text` is a usual name for the column, key or array that holds file names. */
bool ps_is_name_key(const char *text);

/* What the header of an .npy says. */
typedef struct PsNpy {
    char kind;    /* f, i, u; or U, S: texts */
    bool big;     /* big endian */
    int size;     /* bytes of an item */
    bool fortran; /* columns one after the other */
    int dimensions;
    uint64_t shape[2];
    size_t at; /* where the data begin */
} PsNpy;
bool ps_npy_header(const char *data, size_t size, const char *file, PsNpy *npy, PsError *error);

/* Numbers, or names, of an .npy whose header was read. */
bool ps_npy_numbers(const char *data, size_t size, const PsNpy *npy, PsMatrix *matrix,
                    PsError *error);
bool ps_npy_names(const char *data, size_t size, const PsNpy *npy, PsMatrix *matrix,
                  PsError *error);

#endif
