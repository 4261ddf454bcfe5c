/* Writing JSON: commas and indents come by themselves. */
#ifndef JSON_OUT_H
#define JSON_OUT_H

#include "base/buf.h"

#include <stdbool.h>

typedef struct JsonOut {
    PsBuf *out;
    int depth;
    bool fresh; /* nothing stands in the open list yet */
} JsonOut;

/* `key` is NULL inside an array. Objects and arrays of level 1 and 2 start on lines of their own. */
void json_open(JsonOut *json, const char *key, char bracket);
void json_close(JsonOut *json, char bracket);
void json_number(JsonOut *json, const char *key, double value); /* null unless finite */
void json_text(JsonOut *json, const char *key, const char *value); /* null for NULL */

#endif
