/* Places in an input, and the list of issues found in it. */
#ifndef PS_READ_ISSUE_H
#define PS_READ_ISSUE_H

#include "base/arena.h"
#include "base/buf.h"
#include "proofsheet.h"

/* A place as plain data: turned into words only when it must be shown, since most places never
   are. Zero means "the file as a whole". */
typedef struct PsPlace {
    const char *array; /* name of the array, "" for one without a name; NULL: no element */
    int number;        /* of the element */
    const char *key;   /* of the value in the element; NULL: the element itself */
    const char *text;  /* start of the file's text, and where the place lies in it: */
    const char *at;    /* lines are counted between the two; NULL: no line */
    long line;         /* the line, where it is known without counting; 0: not */
    const char *file;  /* path of the file, as it is to be shown; NULL: the source's own */
    const char *words; /* the place in words already (ps_place_keep); NULL: made from the above */
} PsPlace;

enum { PS_PLACE_SIZE = 160 };

/* "annotations[4].bbox (line 12)"; empty for the file as a whole. */
void ps_place_text(const PsPlace *place, char text[PS_PLACE_SIZE]);

/* The place in words, which no longer needs the text that it points into. */
PsPlace ps_place_keep(const PsPlace *place, PsArena *arena);

/* Issues grouped by code. `arena` is that of the structure that will own them. */
typedef struct PsIssueList {
    PsArena *arena;
    const char *file;
    PsBuf items;                     /* of PsIssue */
    const char *line_text, *line_at; /* a place in the source's text, and its line: */
    long line;                       /* others are counted from it */
} PsIssueList;

/* What comes is in another file, `path` as it is to be shown; its text may lie where the last one
   did, so that no line is known. */
void ps_issues_enter(PsIssueList *list, const char *path);

/* Counts one issue. Returns true if it is the first of its code: then its sentence is to follow
   by ps_issue_text, unless `text` was given. `place` may be NULL. */
bool ps_issue_add(PsIssueList *list, const char *code, const PsPlace *place, const char *text);

/* The issues of the list, copied into its arena for the structure that will own them; frees the
   list's own memory. */
PsIssue *ps_issues_freeze(PsIssueList *list, int *count);

/* Sets the sentence of the issue that was added last as the first of its code. */
void ps_issue_text(PsIssueList *list, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Fills *error with a refusal at the place: "found; wanted ...". `place` and `wanted` may be NULL;
   `file` is named unless the place names its own. Always false. */
bool ps_refuse(PsError *error, const char *file, const PsPlace *place, const char *wanted,
               const char *found);

#endif
