/* A folder of text files whose lines are a name, perhaps a score, and the four numbers of a box. */
#ifndef PS_READ_TEXT_SET_H
#define PS_READ_TEXT_SET_H

#include "read/names.h"
#include "read/source.h"

typedef struct PsTextFile {
    const char *name;  /* in the source */
    const char *path;  /* as it is to be shown */
    int image;         /* of the dataset, or of the draft; -1: none */
    int width, height; /* of the image; 0: not known */
} PsTextFile;

typedef struct PsTextRow {
    int file, name;
    long line;
    double score, v[4];
    bool difficult;
} PsTextRow;

typedef struct PsTextSet {
    PsSource *source;
    bool scored;
    PsNames names;     /* of the first column */
    PsBuf files, rows; /* of PsTextFile, PsTextRow */
} PsTextSet;

/* What the four numbers are. */
typedef enum PsTextLayout {
    PS_TEXT_CORNERS,  /* x1 y1 x2 y2 */
    PS_TEXT_SIZE,     /* x y width height */
    PS_TEXT_RELATIVE, /* centre and size, as fractions of the image */
} PsTextLayout;

/* Reads all text files. With `scored` a line is "name score a b c d", else "name a b c d", which
   may be followed by "difficult". */
bool ps_text_open(PsTextSet *set, PsSource *source, bool scored, PsError *error);
void ps_text_close(PsTextSet *set);

PsTextFile *ps_text_files(const PsTextSet *set, int *count);
const PsTextRow *ps_text_rows(const PsTextSet *set, int *count);
PsPlace ps_text_place(const PsTextSet *set, const PsTextRow *row);

/* The layout that was asked for by the name of the format, or the one that the numbers tell; the
   sizes of the images help. What had to be guessed becomes an issue. */
PsTextLayout ps_text_layout(const PsTextSet *set, PsIssueList *issues);

/* The box of the row; false and *error if the size of its image is wanted and not known. */
bool ps_text_box(const PsTextSet *set, const PsTextRow *row, PsTextLayout layout, PsBox *box,
                 PsError *error);

/* The next text file that is no list of classes and no README. *at starts as 0. */
const char *ps_text_next(const PsSource *source, int *at);

#endif
