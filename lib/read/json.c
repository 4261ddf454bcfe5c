/* Stepping through checked JSON text; see json.h. Nothing here can meet a fault of grammar: the
   whole text was checked before, so a value ends where its brackets and quotes say. */
#include "read/json.h"

#include "base/text.h"
#include "read/limits.h"

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
    while (json->root < json->end && strchr(" \t\r\n", *json->root) && *json->root) json->root++;
    if (json->root == json->end) {
        const char *found = size == 0 ? "the file is empty" : "the file holds white space only";
        return ps_refuse(error, path, NULL, "JSON", found);
    }
    return ps_json_check(json, error);
}

/* ------------------------------------------------------------------ stepping */

static const char *skip_string(const char *at)
{
    for (at++; *at != '"'; at++) {
        if (*at == '\\') at++;
    }
    return at + 1;
}

/* What a walk over a nested value stops at; all other bytes are passed in a tight loop. */
static const signed char brackets[256] = {['"'] = 2, ['['] = 1, ['{'] = 1, [']'] = -1, ['}'] = -1};

static const char *skip_nested(const char *at)
{
    int depth = 0;
    do {
        int step;
        while ((step = brackets[(unsigned char)*at]) == 0) at++;
        if (step == 2) {
            at = skip_string(at);
            continue;
        }
        depth += step;
        at++;
    } while (depth > 0);
    return at;
}

static const bool scalar_ends[256] = {[','] = true,  [']'] = true,  ['}'] = true,  [' '] = true,
                                      ['\n'] = true, ['\r'] = true, ['\t'] = true, ['\0'] = true};

static const char *skip_value(const char *at)
{
    if (*at == '"') return skip_string(at);
    if (*at == '[' || *at == '{') return skip_nested(at);
    while (!scalar_ends[(unsigned char)*at]) at++;
    return at;
}

static const char *skip_space(const char *at)
{
    while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t') at++;
    return at;
}

/* Only white space follows the top value, so its end is found from behind. */
PsJsonPart ps_json_top(const PsJson *json)
{
    const char *end = json->end;
    while (end > json->root && strchr(" \t\r\n", end[-1])) end--;
    return (PsJsonPart){json->root, end};
}

PsJsonPart ps_json_value_at(const char *at)
{
    return (PsJsonPart){at, skip_value(at)};
}

char ps_json_kind(PsJsonPart part)
{
    return part.start ? *part.start : '\0';
}

/* To the next item; an opening bracket or a comma lies before it. False at the closing one. */
bool ps_json_next_start(const char **at)
{
    *at = skip_space(*at);
    if (**at == ']' || **at == '}') return false;
    *at = skip_space(*at + 1);
    return **at != ']' && **at != '}';
}

bool ps_json_next_item(const char **at, PsJsonPart *value)
{
    if (!ps_json_next_start(at)) return false;
    *value = (PsJsonPart){*at, skip_value(*at)};
    *at = value->end;
    return true;
}

bool ps_json_next_member(const char **at, PsJsonPart *key, PsJsonPart *value)
{
    if (!ps_json_next_start(at)) return false;
    *key = (PsJsonPart){*at, skip_string(*at)};
    const char *start = skip_space(skip_space(key->end) + 1); /* over the colon */
    *value = (PsJsonPart){start, skip_value(start)};
    *at = value->end;
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
static bool key_is(PsJsonPart key, const char *name)
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

/* Objects of one array have their keys in one order: the search begins where the last one ended. */
static int find_key(PsJsonPart key, const char *const *keys, int count, int hint)
{
    for (int i = 0; i < count; i++) {
        int k = hint + i < count ? hint + i : hint + i - count;
        if (key_is(key, keys[k])) return k;
    }
    return -1;
}

const char *ps_json_members(PsJsonPart object, const char *const *keys, PsJsonPart *values,
                            bool *repeated)
{
    int count = 0, hint = 0;
    for (; keys[count]; count++) {
        values[count] = (PsJsonPart){NULL, NULL};
        if (repeated) repeated[count] = false;
    }
    const char *at = object.start;
    for (PsJsonPart key, value; ps_json_next_member(&at, &key, &value);) {
        int k = find_key(key, keys, count, hint);
        if (k < 0) continue;
        if (repeated && values[k].start) repeated[k] = true;
        values[k] = value;
        hint = k + 1 < count ? k + 1 : 0;
    }
    return skip_space(at) + 1;
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
