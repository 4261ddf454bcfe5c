/* CPU seconds, memory and quality of a map of vectors:

       explore ROWS DIMS [THREADS]    vectors drawn around 20 centres
       explore FILE.npy [THREADS]     vectors of a file */
#include "explore/points.h"
#include "explore/layout.h"
#include "explore/matrix.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { CENTRES = 20 };

static double cpu(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Roughly normal: a sum of four. */
static double noise(uint64_t *state)
{
    return ps_unit(state) + ps_unit(state) + ps_unit(state) + ps_unit(state) - 2;
}

static PsMatrix draw(int rows, int dims)
{
    uint64_t state = 1;
    float *values = ps_alloc(sizeof(float) * (size_t)rows * (size_t)dims);
    float *centres = ps_alloc(sizeof(float) * (size_t)(CENTRES * dims));
    for (int i = 0; i < CENTRES * dims; i++) centres[i] = (float)noise(&state);
    for (int r = 0; r < rows; r++) {
        const float *centre = centres + (r % CENTRES) * dims;
        double stretch = noise(&state);
        for (int d = 0; d < dims; d++) {
            values[(size_t)r * (size_t)dims + (size_t)d] =
                (float)(centre[d] + stretch * (d % 7) / 7 + noise(&state));
        }
    }
    free(centres);
    return (PsMatrix){.rows = rows, .dims = dims, .values = values};
}

static bool read(const char *path, PsMatrix *table)
{
    PsBytes bytes;
    PsError error;
    char text[1024];
    *table = (PsMatrix){.file = path};
    bool fine = ps_file_read(path, (size_t)1 << 32, &bytes, &error) &&
                ps_matrix_npy(bytes.data, bytes.size, table, &error);
    ps_bytes_free(&bytes);
    if (fine) return true;
    ps_error_text(&error, text, sizeof text);
    fprintf(stderr, "explore: %s\n", text);
    return false;
}

/* One map, as the program makes it, and what it is worth. */
static void show(const PsMatrix *table, int threads)
{
    PsArena *arena = ps_arena_new();
    PsLayoutInput input = {.values = table->values, .rows = table->rows, .dims = table->dims};
    input.threads = threads;
    double start = cpu();
    PsLayout layout = ps_layout(&input, arena);
    double middle = cpu();
    PsWorth worth = ps_layout_worth(&input, &layout);
    double end = cpu();
    struct rusage usage;
    char hash[65];
    getrusage(RUSAGE_SELF, &usage);
    ps_sha256(layout.spots, sizeof(PsSpot) * (size_t)table->rows, hash);
    printf("%7d x %-5d %7.2f s layout %6.2f s quality %7.1f MB  trust %.4f kept %.4f (PCA %.4f "
           "%.4f)  %.12s\n",
           table->rows, table->dims, middle - start, end - middle, (double)usage.ru_maxrss / 1024,
           worth.spots.trustworthiness, worth.spots.kept, worth.principal.trustworthiness,
           worth.principal.kept, hash);
    ps_arena_free(arena);
}

int main(int count, char **arguments)
{
    bool drawn = count > 2 && atoi(arguments[1]) > 0;
    if (count < 2) {
        fprintf(stderr, "usage: explore ROWS DIMS [THREADS] | explore FILE.npy [THREADS]\n");
        return 2;
    }
    PsMatrix table = {0};
    if (drawn)
        table = draw(atoi(arguments[1]), atoi(arguments[2]));
    else if (!read(arguments[1], &table))
        return 1;
    int threads = count > 2 + drawn ? atoi(arguments[2 + drawn]) : 1;
    show(&table, threads);
    free(table.values);
    return 0;
}
