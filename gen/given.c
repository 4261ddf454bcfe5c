/* What was given to read; see given.h. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "given.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Every option that names a file or folder to read. */
static const size_t inputs[] = {
    offsetof(Options, ground_truth),
    offsetof(Options, predictions),
    offsetof(Options, baseline),
    offsetof(Options, images),
    offsetof(Options, classes),
    offsetof(Options, train),
    offsetof(Options, train_images),
    offsetof(Options, embeddings),
    offsetof(Options, embedding_names),
    offsetof(Options, slices),
    offsetof(Options, font),
};
enum { INPUTS = sizeof inputs / sizeof *inputs };

static const char *input_at(const Options *options, int i)
{
    return *(const char *const *)((const char *)options + inputs[i]);
}

static bool is_standard(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

bool given_check(const Options *options, PsError *error)
{
    int count = 0;
    for (int i = 0; i < INPUTS; i++) count += is_standard(input_at(options, i));
    return count < 2 || ps_fail(error, PS_ERROR_USAGE, NULL, NULL, "a file for the others",
                                "%d inputs are -; only one can be standard input", count);
}

/* By the numbers of the system: a folder may have several names, and letters of either case.
   `path` is resolved, and cut to its folders on the way. */
static bool lies_in(const struct stat *folder, char *path)
{
    struct stat info;
    for (char *end = path + strlen(path);;) {
        if (stat(*path ? path : "/", &info) == 0 && info.st_dev == folder->st_dev &&
            info.st_ino == folder->st_ino) {
            return true;
        }
        if (end == path) return false;
        while (end > path && *end != '/') end--;
        *end = '\0';
    }
}

bool given_outside(const Options *options, const char *folder, const char *shown, PsError *error)
{
    struct stat info;
    bool fine = true;
    if (stat(folder, &info) != 0 || !S_ISDIR(info.st_mode)) return true;
    for (int i = 0; fine && i < INPUTS; i++) {
        const char *path = input_at(options, i);
        char *real = path && !is_standard(path) ? realpath(path, NULL) : NULL;
        if (real && lies_in(&info, real)) {
            fine = ps_fail(error, PS_ERROR_USAGE, path, NULL, "name another folder with -o",
                           "lies in %s, which the report would replace", shown);
        }
        free(real);
    }
    return fine;
}
