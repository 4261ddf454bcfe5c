/* What the fuzzers and the replay of their inputs share. A target is one reader: it takes any bytes
   and must read them or refuse them with a word; whatever else happens ends the process.
 *
 * Readers take files, so the bytes become files, of a folder in memory where the system has one.
 * Lines of "=====" part them: what stands before the first goes to the target's first file, and so
 * on; a file without its part is not there. */
#ifndef FUZZ_H
#define FUZZ_H

#include "proofsheet.h"

enum { FUZZ_FILES = 6, FUZZ_FORMATS = 2 };

typedef struct FuzzTarget {
    const char *name; /* also of its folder in seeds, and of its dictionary */
    bool (*take)(const struct FuzzTarget *target, const uint8_t *data, size_t size);
    const char *files[FUZZ_FILES]; /* where the parts go; none: the bytes are given as they are */
    const char *entry;             /* the file that is read; NULL: the folder */
    const char *formats[FUZZ_FORMATS]; /* that are asked for; none: it is found out */
    const char *pictures[2];           /* that lie in the folder */
    const char *classes;               /* file for --classes; NULL: none */
} FuzzTarget;

/* All targets; the last one's name is NULL. */
const FuzzTarget *fuzz_targets(void);

/* Makes the folder ready for the target; it is removed by fuzz_end. */
void fuzz_start(const FuzzTarget *target);
void fuzz_end(void);

/* Ground truth with the images a.jpg and b.jpg and the classes cat and dog. */
const PsDataset *fuzz_truth(void);

/* Writes the parts to their files. */
void fuzz_put(const FuzzTarget *target, const uint8_t *data, size_t size);

/* Path of a file of the target (NULL: of the folder); of a file beside the folder. */
const char *fuzz_path(const char *name);
const char *fuzz_beside(const char *name);
bool fuzz_has(const char *name);

/* Ends the process if what should hold does not; `what` says it. */
void fuzz_must(bool holds, const char *what);

/* Texts that reports show must be UTF-8. */
void fuzz_must_be_text(const char *text, const char *what);
void fuzz_must_be_issues(const PsIssue *issues, int count);

/* A refusal must say so, in one line of text. */
void fuzz_must_refuse(const PsError *error);

/* What targets do; true if the bytes were read, false if they were refused. */
bool fuzz_format(const FuzzTarget *target, const uint8_t *data, size_t size);
bool fuzz_vectors(const FuzzTarget *target, const uint8_t *data, size_t size);
bool fuzz_columns(const FuzzTarget *target, const uint8_t *data, size_t size);
bool fuzz_json(const FuzzTarget *target, const uint8_t *data, size_t size);
bool fuzz_classes(const FuzzTarget *target, const uint8_t *data, size_t size);
bool fuzz_picture(const FuzzTarget *target, const uint8_t *data, size_t size);

#endif
