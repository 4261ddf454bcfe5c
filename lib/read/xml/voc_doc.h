/* One Pascal VOC file: <annotation> with <filename>, <size> and <object>s. */
#ifndef PS_READ_VOC_DOC_H
#define PS_READ_VOC_DOC_H

#include "read/xml/xml.h"

typedef struct PsVocObject {
    const char *name; /* until the next object */
    PsBox box;
    bool difficult, scored;
    double score;
    int number; /* in the file, from 1 */
    long line;
} PsVocObject;

/* Start with PS_VOC_DOC; one serves for many files, one after the other. */
typedef struct PsVocDoc {
    const PsSourceFile *file;
    xmlDoc *xml;
    const xmlNode *root, *object; /* `object`: the current one */
    int number;
    PsIssueList *issues;
    PsBuf text, name;
} PsVocDoc;
#define PS_VOC_DOC(list)                                                                           \
    {                                                                                              \
        .issues = (list), .text = PS_BUF, .name = PS_BUF                                           \
    }

bool ps_voc_open(PsVocDoc *doc, const PsSourceFile *file, PsError *error);
void ps_voc_close(PsVocDoc *doc);
void ps_voc_free(PsVocDoc *doc);

/* The name of the picture, "" if there is none; until the next call. */
const char *ps_voc_filename(PsVocDoc *doc, long *line);

/* Zero if the file does not say. Refuses what is no number. */
bool ps_voc_size(PsVocDoc *doc, int *width, int *height, PsError *error);

/* The next object; those without a name or a box are left out with an issue. False at the end, then
   error->code is PS_OK, or because of a fault. */
bool ps_voc_next(PsVocDoc *doc, PsVocObject *object, PsError *error);
PsPlace ps_voc_place(const PsVocDoc *doc, const PsVocObject *object);

#endif
