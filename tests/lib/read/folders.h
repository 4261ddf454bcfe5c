/* Folders of small files for tests of readers. */
#ifndef TESTS_READ_FOLDERS_H
#define TESTS_READ_FOLDERS_H

#include "base/buf.h"
#include "base/file.h"
#include "proofsheet.h"

static const PsReadOptions none = {0};

/* A new temporary folder, until folder_end. */
typedef struct Folder {
    char path[64];
    PsArena *arena;
} Folder;

Folder folder_new(void);
void folder_end(Folder *folder);

/* Writes a file; folders are made. The second form takes bytes. */
void folder_put(const Folder *folder, const char *name, const char *text);
void folder_put_bytes(const Folder *folder, const char *name, const void *data, size_t size);

/* Puts a picture (PNG) of that size. */
void folder_put_picture(const Folder *folder, const char *name, int width, int height);

/* The path of a name in the folder; "" is the folder. */
const char *folder_at(const Folder *folder, const char *name);

/* Reads ground truth at the name; must work, or must fail. The text of the error is one line as the
   program says it, without the folder's path. */
PsDataset *folder_truth(const Folder *folder, const char *name, PsReadOptions options);
const char *folder_truth_error(const Folder *folder, const char *name, PsReadOptions options);
PsPredictions *folder_results(const Folder *folder, const PsDataset *dataset, const char *name,
                              PsReadOptions options);
const char *folder_results_error(const Folder *folder, const PsDataset *dataset, const char *name,
                                 PsReadOptions options);

/* Asserts that the code is among the issues, at "FILE:PLACE" below the folder, with its count. */
void folder_issue(const Folder *folder, const PsIssue *issues, int total, const char *code,
                  const char *place, int count);

/* The same for issues or notes of a dataset or of predictions, in the Folder `folder`. */
#define ISSUE(set, code, place, count)                                                             \
    folder_issue(&folder, (set)->issues, (set)->issue_count, code, place, count)
#define NOTED(set, code, place, count)                                                             \
    folder_issue(&folder, (set)->notes, (set)->note_count, code, place, count)

/* The issue of that code; there must be one. */
const PsIssue *issue_of(const PsIssue *issues, int count, const char *code);

/* The folder of the shared data, or NULL: then a word is said, and the test is to be left. */
const char *folder_shared(PsArena *arena, const char *test);

#endif
