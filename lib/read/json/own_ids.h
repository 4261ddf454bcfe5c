/* A predictions file may bring tables of its own that say what its ids mean. Ids that mean
   something else than in the ground truth are the quietest way to a wrong number. */
#ifndef PS_READ_OWN_IDS_H
#define PS_READ_OWN_IDS_H

#include "read/join.h"
#include "read/json/json.h"

/* What a table is about. */
typedef struct PsOwnKind {
    const char *array;       /* name of the array: "images", "categories" */
    const char *const *keys; /* id and name, ended by NULL */
    int (*by_id)(const PsJoin *join, int64_t id);
    int (*by_name)(PsJoin *join, const char *name);
    const char *by_name_code, *by_name_text;   /* issue: the ids differ, names decide */
    const char *contrary_code, *contrary_text; /* issue: the names differ, ids decide */
} PsOwnKind;
extern const PsOwnKind ps_own_images, ps_own_classes;

typedef struct PsOwnIds {
    PsIndex *ids; /* NULL: no table */
    PsBuf entries;
} PsOwnIds;

/* Reads the table; every id leads to the image or class of the ground truth with its name. Where no
   id needs a translation, and where no name is known, ids mean what they mean there. An element
   without id or name says nothing. */
bool ps_own_ids_read(PsOwnIds *own, const PsOwnKind *kind, const PsJson *json, PsJsonPart array,
                     PsJoin *join, PsIssueList *issues, PsError *error);
void ps_own_ids_free(PsOwnIds *own);

/* Index of the image or class of the ground truth that the id stands for, or -1. */
int ps_own_find(const PsOwnIds *own, const PsOwnKind *kind, const PsJoin *join, int64_t id);

#endif
