/* A JSON document as a whole; see json.h. */
#include "read/json/json.h"

#include "base/text.h"
#include "read/json/json_scan.h"

#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------ opening */

bool ps_json_refuse_byte(const PsJson *json, const char *at, const char *wanted, const char *found,
                         PsError *error)
{
    char key[64];
    snprintf(key, sizeof key, "byte %zu", (size_t)(at - json->text));
    PsPlace place = {.key = key, .text = json->text, .at = at};
    return ps_refuse(error, json->path, &place, wanted, found);
}

/* UTF-16 is told by its mark, or by the zero bytes that every ASCII character has in it. */
static bool is_utf16(const char *data, size_t size)
{
    if (size < 2) return false;
    const unsigned char *c = (const unsigned char *)data;
    bool marked = (c[0] == 0xFF && c[1] == 0xFE) || (c[0] == 0xFE && c[1] == 0xFF);
    return marked || (!c[0] != !c[1]);
}

static bool check_bytes(const PsJson *json, size_t size, PsError *error)
{
    if (is_utf16(json->text, size)) {
        return ps_json_refuse_byte(json, json->text, "UTF-8", "the text is in UTF-16", error);
    }
    size_t bad = ps_utf8_check(json->text, size);
    if (bad == size) return true;
    char found[48];
    snprintf(found, sizeof found, "byte 0x%02X is not valid UTF-8",
             (unsigned)(unsigned char)json->text[bad]);
    return ps_json_refuse_byte(json, json->text + bad, "text in UTF-8", found, error);
}

bool ps_json_open(PsJson *json, const char *path, const char *data, size_t size, PsError *error)
{
    *json = (PsJson){.path = path, .text = data, .end = data + size, .root = data};
    if (!check_bytes(json, size, error)) return false;
    if (size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) json->root += 3;
    json->root = ps_json_scan_space(json->root);
    if (json->root < json->end) return true;
    const char *found = size == 0 ? "the file is empty" : "the file holds white space only";
    return ps_refuse(error, path, NULL, "JSON", found);
}

/* Only white space follows the top value, so its end is found from behind. */
PsJsonPart ps_json_top(const PsJson *json)
{
    const char *end = json->end;
    while (end > json->root && strchr(" \t\r\n", end[-1])) end--;
    return (PsJsonPart){json->root, end};
}

char ps_json_kind(PsJsonPart part)
{
    return part.start ? *part.start : '\0';
}

/* ------------------------------------------------------------------ faults */

bool ps_json_blame(const PsJson *json, PsError *error)
{
    PsError grammar = {0};
    if (!ps_json_check(json, &grammar)) *error = grammar;
    return false;
}

bool ps_json_broken(const PsJson *json, PsError *error)
{
    PsPlace place = {.text = json->text, .at = json->root};
    ps_refuse(error, json->path, &place, "JSON", "text that cannot be read");
    return ps_json_blame(json, error);
}

/* ------------------------------------------------------------------ the arrays of the top object
 */

static int find_key(const char *key, const char *const *keys)
{
    PsJsonPart part = {key, ps_json_scan_string(key)};
    for (int k = 0; part.end && keys[k]; k++) {
        if (ps_json_key_is(part, keys[k])) return k;
    }
    return -1;
}

static bool is_sound(PsJsonPart value)
{
    return ps_json_scan_value(value.start, 1) == value.end;
}

bool ps_json_give_up(const PsJson *json, PsJsonPart value, PsError *error)
{
    return is_sound(value) || ps_json_broken(json, error);
}

/* Takes up one member; the start of the next one, or NULL. */
static const char *take_member(const char *at, const char *const *keys, PsJsonPart *values,
                               bool *repeated)
{
    int k = find_key(at, keys);
    const char *start = ps_json_scan_key(at);
    if (!start) return NULL;
    const char *end =
        k >= 0 && *start == '[' ? ps_json_skip_value(start) : ps_json_scan_value(start, 1);
    if (!end || k < 0) return end;
    if (values[k].start && !is_sound(values[k])) return NULL; /* nobody will read it */
    repeated[k] = values[k].start != NULL;
    values[k] = (PsJsonPart){start, end};
    return end;
}

bool ps_json_arrays(const PsJson *json, const char *const *keys, PsJsonPart *values, bool *repeated,
                    PsError *error)
{
    for (int k = 0; keys[k]; k++) {
        values[k] = (PsJsonPart){NULL, NULL};
        repeated[k] = false;
    }
    const char *at = ps_json_scan_space(json->root + 1);
    for (bool first = true; at && *at != '}'; first = false) {
        if (!first) at = *at == ',' ? ps_json_scan_space(at + 1) : NULL;
        if (at) at = take_member(at, keys, values, repeated);
        if (at) at = ps_json_scan_space(at);
    }
    if (!at || ps_json_scan_space(at + 1) != json->end) return ps_json_broken(json, error);
    return true;
}

/* ------------------------------------------------------------------ keys and messages */

static int hex_digit(char c)
{
    if (c <= '9') return c - '0';
    return (c | 0x20) - 'a' + 10;
}

/* Compares the characters between the quotes. Of escapes only \uXXXX below 128 can spell a key that
   is wanted: those are letters. */
bool ps_json_key_is(PsJsonPart key, const char *name)
{
    const char *at = key.start + 1, *end = key.end - 1;
    for (; at < end && *name; name++) {
        int c = (unsigned char)*at++;
        if (c == '\\') {
            if (*at != 'u') return false;
            c = 0;
            for (int i = 1; i <= 4; i++) c = c * 16 + hex_digit(at[i]);
            at += 5;
        }
        if (c != (unsigned char)*name) return false;
    }
    return at == end && !*name;
}

void ps_json_found(PsJsonPart value, char text[96])
{
    enum { SHOWN = 60 };
    size_t length = value.start ? (size_t)(value.end - value.start) : 0;
    char kind = ps_json_kind(value);
    if (!length || kind == '{' || (kind == '[' && length > SHOWN)) {
        snprintf(text, 96, "%s", !length ? "missing" : kind == '{' ? "an object" : "an array");
        return;
    }
    size_t shown = length < SHOWN ? length : SHOWN;
    while (shown < length && ((unsigned char)value.start[shown] & 0xC0) == 0x80) shown--;
    snprintf(text, 96, "%.*s%s", (int)shown, value.start, shown < length ? "..." : "");
    for (char *c = text; *c; c++) {
        if (*c == '\n' || *c == '\r' || *c == '\t') *c = ' ';
    }
}
