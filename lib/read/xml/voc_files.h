/* Which files of a folder are the VOC files of the set, or of the part of it that is read. */
#ifndef PS_READ_VOC_FILES_H
#define PS_READ_VOC_FILES_H

#include "read/source.h"

typedef struct PsVocFile {
    const char *name;
    int64_t id; /* its place among all VOC files of the folder, from 1: the same for every split */
    const char *split; /* or NULL */
} PsVocFile;

/* Fills `files` (of PsVocFile) by the names' order. `parts`: false takes all. */
bool ps_voc_files(PsSource *source, bool parts, PsBuf *files, PsIssueList *issues, PsError *error);

/* The next name that may be a VOC file, or NULL: *.xml, and where there are folders "Annotations"
   only what lies there. *at starts as 0. */
const char *ps_voc_file_next(const PsSource *source, int *at);

#endif
