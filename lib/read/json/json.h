/* JSON of any size, one element at a time.
 *
 * A text is walked once: the scans (json_scan.h) check the grammar of what they pass over, and
 * elements of arrays (json_row.c) are checked and read in the same step. Plain numbers are read on
 * the way; other wanted values are cut out and only they are given to cJSON, so memory stays flat
 * and masks cost nothing. When anything is wrong, the whole text is walked again by json_check.c,
 * which tells what and where: a fault of grammar goes before any other.
 */
#ifndef PS_READ_JSON_H
#define PS_READ_JSON_H

#include "base/buf.h"
#include "base/error.h"
#include "read/issue.h"
#include "read/json/json_number.h"

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

/* Looks at the bytes: UTF-8, and not only white space. The grammar is left to what walks over the
   text. The text ends in a zero byte. */
bool ps_json_open(PsJson *json, const char *path, const char *data, size_t size, PsError *error);

/* The grammar of the whole text, from `root` to its end, and depth; says what is wrong and where.
 */
bool ps_json_check(const PsJson *json, PsError *error);

/* To be called with any refusal: replaces it by a fault of grammar if there is one. Always false.
 */
bool ps_json_blame(const PsJson *json, PsError *error);

/* Refuses a text in which a scan has failed. Always false. */
bool ps_json_broken(const PsJson *json, PsError *error);

/* Refuses the text at a byte: "byte 120 (line 3): found; wanted ...". Always false. */
bool ps_json_refuse_byte(const PsJson *json, const char *at, const char *wanted, const char *found,
                         PsError *error);

/* The top value; its first character tells its kind: { [ " t f n - 0..9. */
PsJsonPart ps_json_top(const PsJson *json);
char ps_json_kind(PsJsonPart part);

/* Walks over the top value, an object, and finds the values of the keys (ended by NULL); a missing
   one has start NULL, of equal keys the last counts and `repeated` is set. Arrays among them are
   only skipped: they are to be read by rows, which check them. */
bool ps_json_arrays(const PsJson *json, const char *const *keys, PsJsonPart *values, bool *repeated,
                    PsError *error);

/* Checks an array that ps_json_arrays has found and that will not be read. */
bool ps_json_give_up(const PsJson *json, PsJsonPart value, PsError *error);

/* Do the characters between the quotes spell the name, of letters, digits and "_"? */
bool ps_json_key_is(PsJsonPart key, const char *name);

/* "null", "\"0.9\"", "an object" ...: the value as a message shows it, in 60 bytes or so. */
void ps_json_found(PsJsonPart value, char text[96]);

enum { PS_JSON_FIELDS = 8, PS_JSON_MEMBERS = 16 };

/* A member that stood at this place of the element before: most likely it stands there again. */
typedef struct PsJsonSeen {
    const char *key; /* with quotes */
    size_t length;
    int k; /* which wanted key it is, or -1 */
} PsJsonSeen;

/* What was read of a value on the way over it. */
typedef struct PsJsonGlance {
    enum { PS_GLANCE_NONE, PS_GLANCE_NUMBER, PS_GLANCE_BOX } kind;
    PsJsonNumber number;
    double box[4];
} PsJsonGlance;

/* One element of an array, an object of which some keys are wanted. */
typedef struct PsJsonRow {
    const PsJson *json;
    const char *array;       /* name of the array for messages, "" if it has none */
    int number;              /* of the element */
    const char *const *keys; /* wanted ones, ended by NULL, at most PS_JSON_FIELDS */
    PsIssueList *issues;

    const char *at, *end; /* where the walk is, and where the array ends */
    int depth;            /* of the values of an element */
    PsJsonSeen seen[PS_JSON_MEMBERS];

    PsJsonPart self, parts[PS_JSON_FIELDS];
    PsJsonGlance glances[PS_JSON_FIELDS];
    bool parsed; /* cJSON has seen the element */
    struct cJSON *tree;
    const struct cJSON *items[PS_JSON_FIELDS];
    PsBuf text; /* what cJSON is given */
} PsJsonRow;

/* Makes ready for the elements of the array, which lies `depth` levels deep (the top value: 0). To
   be freed when all is done. */
void ps_json_row_start(PsJsonRow *row, const PsJson *json, PsJsonPart array, const char *name,
                       int depth, const char *const *keys, PsIssueList *issues);
void ps_json_row_free(PsJsonRow *row);

/* Takes up the next element. False at the end of the array (error->code is then PS_OK) and on a
   fault. */
bool ps_json_row_next(PsJsonRow *row, PsError *error);

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

/* A number without a second look: false if the value is any other. */
bool ps_json_row_plain(const PsJsonRow *row, int k, double *value);

/* A finite number. */
bool ps_json_row_number(PsJsonRow *row, int k, double *value, PsError *error);

/* Exactly four finite numbers. */
bool ps_json_row_box(PsJsonRow *row, int k, PsBox *box, PsError *error);

/* A string without escapes, of ordinary length: it means what it says. */
bool ps_json_text_is_plain(PsJsonPart part);

/* The text of key k cut to PS_LIMIT_NAME (an issue), in the arena; NULL if it is not a string. */
const char *ps_json_row_name(PsJsonRow *row, int k, PsArena *arena);

#endif
