/* JSON texts; see json_text.h. */
#include "render/json_text.h"

#include "base/number.h"
#include "base/text.h"
#include "render/escape.h"
#include "render/pack.h"

#include <string.h>

enum { LINE_SIZE = 4000, PIECE_SIZE = 3000 }; /* PIECE_SIZE: a multiple of 3, bytes */

JsonText json_text_start(PsBuf *out)
{
    return (JsonText){.out = out, .line = out->length};
}

static void lead(JsonText *json)
{
    if (json->comma) ps_buf_char(json->out, ',');
    if (json->out->length - json->line > LINE_SIZE) {
        ps_buf_char(json->out, '\n');
        json->line = json->out->length;
    }
    json->comma = true;
}

void json_open(JsonText *json, char bracket)
{
    lead(json);
    ps_buf_char(json->out, bracket);
    json->comma = false;
}

void json_close(JsonText *json, char bracket)
{
    ps_buf_char(json->out, bracket);
    json->comma = true;
}

void json_key(JsonText *json, const char *key)
{
    lead(json);
    escape_script_string(json->out, key);
    ps_buf_char(json->out, ':');
    json->comma = false;
}

void json_string(JsonText *json, const char *text)
{
    lead(json);
    if (!text) {
        ps_buf_text(json->out, "null");
    } else if (ps_utf8_check(text, strlen(text)) == strlen(text)) {
        escape_script_string(json->out, text);
    } else {
        PsBuf mended = PS_BUF;
        ps_utf8_mend(&mended, text);
        escape_script_string(json->out, mended.data);
        ps_buf_free(&mended);
    }
}

void json_int(JsonText *json, long long value)
{
    lead(json);
    ps_buf_printf(json->out, "%lld", value);
}

void json_number(JsonText *json, double value)
{
    char text[32];
    ps_number_text(value, text);
    lead(json);
    ps_buf_text(json->out, text);
}

void json_flag(JsonText *json, bool value)
{
    lead(json);
    ps_buf_text(json->out, value ? "true" : "false");
}

/* Pieces of a length that needs no padding, so that the joined strings are one. */
void json_bytes(JsonText *json, const char *bytes, size_t size)
{
    json_open(json, '[');
    for (size_t at = 0; at < size; at += PIECE_SIZE) {
        size_t left = size - at;
        lead(json);
        ps_buf_char(json->out, '"');
        pack_base64(json->out, bytes + at, left < PIECE_SIZE ? left : PIECE_SIZE);
        ps_buf_char(json->out, '"');
    }
    json_close(json, ']');
}

void json_packed(JsonText *json, const int *values, const int *before, size_t count)
{
    PsBuf bytes = PS_BUF;
    pack_ints(&bytes, values, before, count);
    json_bytes(json, bytes.data, bytes.length);
    ps_buf_free(&bytes);
}

void json_shorts(JsonText *json, const int *values, size_t count)
{
    PsBuf bytes = PS_BUF;
    for (size_t i = 0; i < count; i++) {
        ps_buf_char(&bytes, (char)(values[i] & 0xFF));
        ps_buf_char(&bytes, (char)(values[i] >> 8 & 0xFF));
    }
    json_bytes(json, bytes.data, bytes.length);
    ps_buf_free(&bytes);
}

void json_key_int(JsonText *json, const char *key, int value)
{
    json_key(json, key);
    json_int(json, value);
}

void json_key_packed(JsonText *json, const char *key, const int *values, size_t count)
{
    json_key(json, key);
    json_packed(json, values, NULL, count);
}
