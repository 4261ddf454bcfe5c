/* A file in memory where the system has one, else in the temporary folder. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char *fuzz_file(const char *name, const uint8_t *data, size_t size)
{
    static char paths[2][64];
    char *path = paths[name[0] == 't'];
    const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(path, sizeof paths[0], "%s/proofsheet-%s-%ld", folder, name, (long)getpid());
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0) abort();
    return path;
}
