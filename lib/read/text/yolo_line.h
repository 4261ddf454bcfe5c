/* Lines of YOLO text files: a class number, then numbers. */
#ifndef PS_READ_YOLO_LINE_H
#define PS_READ_YOLO_LINE_H

#include "base/buf.h"
#include "read/source.h"

typedef struct PsYoloText {
    const PsSourceFile *file;
    const char *next;      /* where the next line starts */
    const char *line;      /* where the current one does */
    int64_t class_number;  /* 0 to PS_LIMIT_CLASSES */
    bool class_with_point; /* 0.0 or 0e0: a whole number, but not written as one */
    PsBuf values;          /* double: the columns after the class */
    int count;             /* of them */
    double *v;             /* the same */
} PsYoloText;

/* Starts on a file; text->values is kept from file to file, PS_BUF at first. */
void ps_yolo_start(PsYoloText *text, const PsSourceFile *file);

/* Takes up the next line that is not blank. False at the end (error->code is then PS_OK) and on a
   value that is no number. */
bool ps_yolo_next(PsYoloText *text, PsError *error);

/* Place of the current line. */
PsPlace ps_yolo_place(const PsYoloText *text);

/* Refuses the current line for its number of columns, all counted. Always false. */
bool ps_yolo_refuse_columns(const PsYoloText *text, const char *wanted, PsError *error);

#endif
