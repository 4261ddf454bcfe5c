/* Vectors and columns of images. */
#include "fuzz.h"

#include <math.h>

bool fuzz_vectors(const FuzzTarget *target, const uint8_t *data, size_t size)
{
    PsError error = {0};
    fuzz_put(target, data, size);
    const char *names = fuzz_has(target->files[1]) ? fuzz_path(target->files[1]) : NULL;
    const char *path = fuzz_path(target->files[0]);
    PsVectors *vectors = ps_vectors_read(fuzz_truth(), path, names, &error);
    if (!vectors) {
        fuzz_must_refuse(&error);
        return false;
    }
    for (int i = 0; i < vectors->count * vectors->dims; i++) {
        fuzz_must(isfinite(vectors->values[i]), "vectors are finite");
    }
    for (int i = 0; i < vectors->count; i++) {
        int image = vectors->image_of_row[i];
        fuzz_must(image >= 0 && image < fuzz_truth()->image_count, "vectors are of images");
        fuzz_must(i == 0 || vectors->image_of_row[i - 1] < image, "images ascend");
    }
    fuzz_must_be_issues(vectors->issues, vectors->issue_count);
    ps_vectors_free(vectors);
    return true;
}

bool fuzz_columns(const FuzzTarget *target, const uint8_t *data, size_t size)
{
    PsError error = {0};
    fuzz_put(target, data, size);
    PsColumns *columns = ps_columns_read(fuzz_truth(), fuzz_path(target->files[0]), &error);
    if (!columns) {
        fuzz_must_refuse(&error);
        return false;
    }
    for (int i = 0; i < columns->count; i++) {
        const PsSliceColumn *column = &columns->items[i];
        fuzz_must_be_text(column->name, "names of columns are UTF-8");
        fuzz_must(!column->values != !column->words, "a column is of one kind");
        for (int k = 0; column->values && k < fuzz_truth()->image_count; k++) {
            fuzz_must(!isinf(column->values[k]), "figures are finite");
        }
    }
    fuzz_must_be_issues(columns->issues, columns->issue_count);
    ps_columns_free(columns);
    return true;
}
