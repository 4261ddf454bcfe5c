/* Writing JSON; see json_out.h. */
#include "export/json_out.h"

#include "base/number.h"
#include "render/escape.h"

enum { OPEN_LEVELS = 2 };

static void start_value(JsonOut *json, const char *key)
{
    if (!json->fresh) ps_buf_char(json->out, ',');
    if (json->depth > 0 && json->depth <= OPEN_LEVELS) {
        ps_buf_char(json->out, '\n');
        for (int i = 0; i < json->depth; i++) ps_buf_text(json->out, "  ");
    } else if (!json->fresh) {
        ps_buf_char(json->out, ' ');
    }
    json->fresh = false;
    if (!key) return;
    escape_script_string(json->out, key);
    ps_buf_text(json->out, ": ");
}

void json_open(JsonOut *json, const char *key, char bracket)
{
    start_value(json, key);
    ps_buf_char(json->out, bracket);
    json->depth++;
    json->fresh = true;
}

void json_close(JsonOut *json, char bracket)
{
    json->depth--;
    if (!json->fresh && json->depth < OPEN_LEVELS) {
        ps_buf_char(json->out, '\n');
        for (int i = 0; i < json->depth; i++) ps_buf_text(json->out, "  ");
    }
    ps_buf_char(json->out, bracket);
    json->fresh = false;
}

void json_number(JsonOut *json, const char *key, double value)
{
    char text[32];
    start_value(json, key);
    int length = ps_number_text(value, text);
    ps_buf_bytes(json->out, text, (size_t)length);
}

void json_text(JsonOut *json, const char *key, const char *value)
{
    start_value(json, key);
    if (value) escape_script_string(json->out, value);
    else ps_buf_text(json->out, "null");
}
