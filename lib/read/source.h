/* What a reader reads from: a file that was given, or a folder of files. */
#ifndef PS_READ_SOURCE_H
#define PS_READ_SOURCE_H

#include "base/file.h"
#include "proofsheet.h"
#include "read/folder.h"
#include "read/issue.h"

/* A file: `data` holds its bytes and `folder` is NULL, unless it is a file that only says what is
   in its folder (data.yaml as ground truth): then both are there. A folder: `data` is empty. */
typedef struct PsSource {
    const char *path; /* as the user gave it */
    const char *data; /* data[size] is 0; never NULL */
    size_t size;
    PsFolder *folder; /* NULL: the source is one file */
    const char *main; /* name in `folder` of the file that was given; NULL: the folder itself was */
    const PsReadOptions *options; /* never NULL */
    PsIssueList *notes;           /* of the builder; NULL while the format is being found out */
    const char *split;            /* of the file that is being read (parts.h), or NULL */
    PsArena *arena;               /* until the source is closed */
    PsBuf content;                /* behind `data` */
    PsHash *hash;
    int files_read;
} PsSource;

/* Opens what lies at the path, "-" is standard input. `role` tells what a text file is: ground
   truth that is a list, or YAML, speaks for its folder. */
bool ps_source_open(PsSource *source, const char *path, const char *role,
                    const PsReadOptions *options, PsError *error);
void ps_source_close(PsSource *source);

/* A file of a folder. Start with PS_SOURCE_FILE; one serves for many files, one after the other. */
typedef struct PsSourceFile {
    const char *name; /* as asked for */
    const char *path; /* to be shown: goes into PsPlace.file */
    const char *data; /* data[size] is 0 */
    size_t size;
    PsBuf bytes, shown;
} PsSourceFile;
#define PS_SOURCE_FILE                                                                             \
    {                                                                                              \
        .bytes = PS_BUF, .shown = PS_BUF                                                           \
    }
void ps_source_file_free(PsSourceFile *file);

/* Reads the file of that name, which is counted and becomes part of the source's hash. Names that
   lead out of the folder and files above PS_LIMIT_PART are refused. */
bool ps_source_read(PsSource *source, const char *name, PsSourceFile *file, PsError *error);

/* The same for a look at it: neither counted nor hashed, nothing is said if it cannot be read. */
bool ps_source_peek(PsSource *source, const char *name, PsSourceFile *file);

/* For finding out a format: a look at the first files of a folder. Empty ones tell nothing and are
   not counted, of all but the first few the beginning is enough. False once enough was seen. */
typedef struct PsSample {
    int files, empty;
} PsSample;
bool ps_sample_goes_on(const PsSample *sample);

/* Peeks at the file; false if it is empty or cannot be read. */
bool ps_source_look(PsSource *source, const char *name, PsSourceFile *file, PsSample *sample);

/* A file of the folder as a source of its own, for a reader that takes one file: path, data, size,
   options and arena are set. `file` holds the bytes. */
bool ps_source_enter(PsSource *source, const char *name, PsSourceFile *file, PsSource *inner,
                     PsError *error);

/* Next name from number *at on that ends so; NULL at the end. *at starts as 0. */
const char *ps_source_next(const PsSource *source, const char *const *endings, int *at);

/* A place in the file: the line that holds `at` (NULL: the file as a whole). */
PsPlace ps_source_place(const PsSourceFile *file, const char *at);

#endif
