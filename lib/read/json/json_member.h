/* Values of JSON text with their places, for formats that nest objects in objects or write one file
   a picture. The text is to be checked before (ps_json_check), so that no walk here has to say what
   is wrong; on other text a walk ends early, which is enough to recognise a format by. */
#ifndef PS_READ_JSON_MEMBER_H
#define PS_READ_JSON_MEMBER_H

#include "read/json/json.h"

/* Opens and checks: what is behind it is well formed and of bounded depth. */
bool ps_json_open_checked(PsJson *json, const char *path, const char *data, size_t size,
                          PsError *error);

/* The start of the top value of any text, perhaps broken; start NULL if there is none. The end is
   not looked for: large files are to be told apart by their first bytes. */
PsJsonPart ps_json_glimpse(const char *data);

/* Number of the key that the object has first, or -1: walks no further than there. */
int ps_json_first_key(PsJsonPart object, const char *const *keys);

/* The members of an object by their keys (ended by NULL); start NULL for those that are missing,
   for all if the value is no object. Of equal keys the last counts. */
void ps_json_members(PsJsonPart object, const char *const *keys, PsJsonPart *values);

/* The next item of an array; *at starts as NULL. False at the end, or if it is no array. */
bool ps_json_item(PsJsonPart array, const char **at, PsJsonPart *item);

/* What messages need to know about the values of an object. */
typedef struct PsJsonSpot {
    const PsJson *json;
    const char *array; /* the object is array[number]; NULL: it stands alone */
    int number;
    PsIssueList *issues;
    PsError *error;
} PsJsonSpot;

/* The place of a value: "shapes[3].points (line 7)". A missing one (start NULL) lies where the
   object `self` starts. */
PsPlace ps_spot_place(const PsJsonSpot *spot, PsJsonPart self, PsJsonPart value, const char *key);

/* Refuses the value: "shapes[3].label (line 7): 5; wanted ...". Always false. */
bool ps_spot_refuse(const PsJsonSpot *spot, PsJsonPart self, PsJsonPart value, const char *key,
                    const char *wanted);

/* A finite number; else it is refused. */
bool ps_spot_number(const PsJsonSpot *spot, PsJsonPart self, PsJsonPart value, const char *key,
                    double *number);

/* Text, cut to PS_LIMIT_NAME (an issue), in the arena; NULL if the value is no text. */
const char *ps_spot_text(const PsJsonSpot *spot, PsJsonPart value, const char *key, PsArena *arena);

/* A whole number as the value spells it, as a number or as text. */
bool ps_part_integer(PsJsonPart value, int64_t *number);

/* Is there a value other than null? */
bool ps_part_is_set(PsJsonPart value);

#endif
