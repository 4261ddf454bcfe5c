/* JSON of any size, one element at a time.
 *
 * The text is checked once, whole, by a byte walk (json_check.c). After that it is known to be well
 * formed, and everything below may step through it without looking for faults. An element's wanted
 * values are cut out and only they are given to cJSON, so memory stays flat and masks cost nothing.
 */
#ifndef PS_READ_JSON_H
#define PS_READ_JSON_H

#include "base/buf.h"
#include "base/error.h"
#include "read/issue.h"

#include <stdint.h>

typedef struct PsJson {
    const char *path;
    const char *text, *end; /* the file, from its first byte */
    const char *root;       /* where the top value starts */
} PsJson;

/* A value (or a key with its quotes) in the text; start is NULL if there is none. */
typedef struct PsJsonPart {
    const char *start, *end;
} PsJsonPart;

/* Checks the whole text: UTF-8, grammar, depth, nothing after the top value. */
bool ps_json_open(PsJson *json, const char *path, const char *data, size_t size, PsError *error);

/* The check of the grammar behind it, from `root` on. */
bool ps_json_check(const PsJson *json, PsError *error);

/* Refuses the text at a byte: "byte 120 (line 3): found; wanted ...". Always false. */
bool ps_json_refuse_byte(const PsJson *json, const char *at, const char *wanted, const char *found,
                         PsError *error);

/* The top value; its first character tells its kind: { [ " t f n - 0..9. */
PsJsonPart ps_json_top(const PsJson *json);
char ps_json_kind(PsJsonPart part);

/* Stepping through an array or object; *at starts as the part's start. */
PsJsonPart ps_json_value_at(const char *at);
bool ps_json_next_start(const char **at); /* to the start of the next item */
bool ps_json_next_item(const char **at, PsJsonPart *value);
bool ps_json_next_member(const char **at, PsJsonPart *key, PsJsonPart *value);

/* Finds the values of the keys (ended by NULL) in an object; a missing one has start NULL, of equal
   keys the last counts. `repeated`, if not NULL, receives for each key whether it came twice.
   Returns where the object ends; its own end need not be known. */
const char *ps_json_members(PsJsonPart object, const char *const *keys, PsJsonPart *values,
                            bool *repeated);

/* "null", "\"0.9\"", "an object" ...: the value as a message shows it, in 60 bytes or so. */
void ps_json_found(PsJsonPart value, char text[96]);

enum { PS_JSON_FIELDS = 8 };

/* One element of an array, an object of which some keys are wanted. */
typedef struct PsJsonRow {
    const PsJson *json;
    const char *array;       /* name of the array for messages, "" if it has none */
    int number;              /* of the element */
    const char *const *keys; /* wanted ones, ended by NULL, at most PS_JSON_FIELDS */
    PsIssueList *issues;

    PsJsonPart self, parts[PS_JSON_FIELDS];
    bool parsed; /* cJSON has seen the element */
    struct cJSON *tree;
    const struct cJSON *items[PS_JSON_FIELDS];
    PsBuf text; /* what cJSON is given */
} PsJsonRow;

/* Takes up the next element of the array: *at starts as the array's start, row->number as -1. False
   at the end of the array (error->code is then PS_OK) and on a fault. ps_json_row_free when all is
   done. */
bool ps_json_row_next(PsJsonRow *row, const char **at, PsError *error);
void ps_json_row_free(PsJsonRow *row);

/* The value of key k as cJSON reads it, never NULL. */
const struct cJSON *ps_json_row_item(PsJsonRow *row, int k);

/* Where key k of the element lies; -1: the element itself. */
PsPlace ps_json_row_place(const PsJsonRow *row, int k);

/* Refuses the value of key k: "annotations[4].bbox (line 12): null; wanted". Always false. */
bool ps_json_row_refuse(const PsJsonRow *row, int k, const char *wanted, PsError *error);

/* Counts an issue at key k. */
bool ps_json_row_issue(const PsJsonRow *row, int k, const char *code, const char *text);

/* Is there a value for key k, other than null? */
bool ps_json_row_has(const PsJsonRow *row, int k);

/* A whole number of 64 bits, exact, as a number, as text of digits or as 1.0 (each an issue). */
bool ps_json_row_id(PsJsonRow *row, int k, int64_t *id, PsError *error);

/* The same without refusal: false if the value is no such number at all. */
bool ps_json_row_digits(PsJsonRow *row, int k, int64_t *id);

/* A finite number. */
bool ps_json_row_number(PsJsonRow *row, int k, double *value, PsError *error);

/* Exactly four finite numbers. */
bool ps_json_row_box(PsJsonRow *row, int k, PsBox *box, PsError *error);

/* The text of key k cut to PS_LIMIT_NAME (an issue), in the arena; NULL if it is not a string. */
const char *ps_json_row_name(PsJsonRow *row, int k, PsArena *arena);

#endif
