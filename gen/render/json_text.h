/* JSON as it stands in a page or in a script file: safe inside <script>, and never a line of more
 * than a few kilobytes, because some browsers are slow with long ones. */
#ifndef RENDER_JSON_TEXT_H
#define RENDER_JSON_TEXT_H

#include "base/buf.h"

#include <stdbool.h>

typedef struct JsonText {
    PsBuf *out;
    bool comma;  /* one is due before the next value */
    size_t line; /* where the line under construction begins */
} JsonText;

JsonText json_text_start(PsBuf *out);

void json_open(JsonText *json, char bracket);  /* '{' or '[' */
void json_close(JsonText *json, char bracket); /* '}' or ']' */
void json_key(JsonText *json, const char *key);
void json_string(JsonText *json, const char *text); /* NULL becomes null */
void json_int(JsonText *json, long long value);
void json_number(JsonText *json, double value);
void json_flag(JsonText *json, bool value);

/* Values packed as in pack.h: a list of strings that belong together. */
void json_packed(JsonText *json, const int *values, const int *before, size_t count);

/* Bytes as a list of base64 strings that can be joined. */
void json_bytes(JsonText *json, const char *bytes, size_t size);

/* Values from 0 to 65,535, two bytes each, the lower first, as a list of base64 strings. */
void json_shorts(JsonText *json, const int *values, size_t count);

/* Key and value in one. */
void json_key_int(JsonText *json, const char *key, int value);
void json_key_packed(JsonText *json, const char *key, const int *values, size_t count);

#endif
