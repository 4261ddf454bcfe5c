/* One element of a JSON array. Plain numbers, boxes of them and plain text are read from the text;
   anything else sends the wanted values of the element to cJSON, which decides what they mean. Ids
   are always read from the text: a double keeps 53 of their bits. */
#include "read/json/json.h"

#include "read/json/json_scan.h"
#include "read/limits.h"

#include <cjson/cJSON.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ taking up an element */

static int hex4(const char *at)
{
    char digits[5] = {at[0], at[1], at[2], at[3], '\0'};
    return (int)strtol(digits, NULL, 16);
}

/* Length of the escape at the backslash, 0 if it spells no character that a text can hold: half of
   a surrogate pair, or the zero that ends a C string. */
static int escape_length(const char *at, const char *end)
{
    if (at[1] != 'u') return 2;
    int unit = hex4(at + 2);
    if (unit == 0 || (unit >= 0xDC00 && unit < 0xE000)) return 0;
    if (unit < 0xD800 || unit >= 0xE000) return 6;
    bool pair = end - at >= 12 && at[6] == '\\' && at[7] == 'u';
    int low = pair ? hex4(at + 8) : 0;
    return low >= 0xDC00 && low < 0xE000 ? 12 : 0;
}

/* Copies the value; characters that no text can hold become U+FFFD. False if there were any. */
static bool copy_value(PsBuf *to, PsJsonPart value)
{
    bool clean = true;
    const char *at = value.start;
    for (const char *slash; (slash = memchr(at, '\\', (size_t)(value.end - at)));) {
        ps_buf_bytes(to, at, (size_t)(slash - at));
        int length = escape_length(slash, value.end);
        if (length) ps_buf_bytes(to, slash, (size_t)length);
        if (!length) ps_buf_text(to, "\\ufffd");
        if (!length) clean = false;
        at = slash + (length ? length : 6);
    }
    ps_buf_bytes(to, at, (size_t)(value.end - at));
    return clean;
}

static bool copy_wanted(PsJsonRow *row, PsError *error)
{
    ps_buf_clear(&row->text);
    ps_buf_char(&row->text, '[');
    for (int k = 0; row->keys[k]; k++) {
        if (k) ps_buf_char(&row->text, ',');
        PsJsonPart part = row->parts[k];
        if (!part.start) part = (PsJsonPart){"null", NULL};
        if (!part.end) part.end = part.start + 4;
        if ((size_t)(part.end - part.start) > PS_LIMIT_VALUE) {
            PsPlace place = ps_json_row_place(row, k);
            return ps_refuse(error, row->json->path, &place, "a value of ordinary length",
                             "a value of more than 1 MiB");
        }
        if (!copy_value(&row->text, part)) {
            ps_json_row_issue(row, k, "bad-character",
                              "An escape stands for no character (a zero or half of a surrogate "
                              "pair); it was replaced by U+FFFD.");
        }
    }
    ps_buf_char(&row->text, ']');
    return true;
}

/* The values go to cJSON as one array in the order of the keys: its own look-up by key would take
   the first of two equal keys, and is one search more for each. */
static bool parse(PsJsonRow *row, PsError *error)
{
    const char *end = NULL;
    row->tree = cJSON_ParseWithLengthOpts(row->text.data, row->text.length, &end, 0);
    if (!row->tree || end != row->text.data + row->text.length) {
        return ps_json_row_refuse(row, -1, "values that cJSON can read", error);
    }
    const cJSON *item = row->tree->child;
    for (int k = 0; row->keys[k]; k++, item = item->next) row->items[k] = item;
    return true;
}

/* Values that need no look before they are asked for: scalars, and short arrays without strings. A
   string with escapes may hold what is worth a warning. */
static bool can_wait(PsJsonPart part)
{
    enum { SHORT = 256 };
    char kind = ps_json_kind(part);
    if (kind == '"') return ps_json_text_is_plain(part);
    if (kind != '[') return kind != '{';
    size_t length = (size_t)(part.end - part.start);
    return length <= SHORT && !memchr(part.start, '"', length);
}

static bool look(PsJsonRow *row, PsError *error)
{
    if (row->parsed) cJSON_Delete(row->tree);
    row->tree = NULL;
    row->parsed = false;
    bool wait = true;
    for (int k = 0; row->keys[k]; k++) {
        wait &= row->glances[k].kind != PS_GLANCE_NONE || can_wait(row->parts[k]);
    }
    if (wait) return true;
    row->parsed = true;
    return copy_wanted(row, error) && parse(row, error);
}

/* ------------------------------------------------------------------ the walk */

void ps_json_row_start(PsJsonRow *row, const PsJson *json, PsJsonPart array, const char *name,
                       int depth, const char *const *keys, PsIssueList *issues)
{
    *row = (PsJsonRow){.json = json,
                       .array = name,
                       .number = -1,
                       .keys = keys,
                       .issues = issues,
                       .at = array.start,
                       .end = array.end,
                       .depth = depth + 2,
                       .text = PS_BUF};
}

static int find_key(const PsJsonRow *row, PsJsonPart key)
{
    for (int k = 0; row->keys[k]; k++) {
        if (ps_json_key_is(key, row->keys[k])) return k;
    }
    return -1;
}

/* Elements of one array have their keys in one order and one spelling: the key that stood here in
   the last element is compared first. Returns the start of the value, or NULL. */
static const char *take_key(PsJsonRow *row, const char *at, int place, int *k)
{
    PsJsonSeen *seen = place < PS_JSON_MEMBERS ? &row->seen[place] : NULL;
    if (seen && seen->key && (size_t)(row->json->end - at) > seen->length &&
        memcmp(at, seen->key, seen->length) == 0) {
        *k = seen->k;
        at = ps_json_scan_space(at + seen->length);
        return *at == ':' ? ps_json_scan_space(at + 1) : NULL;
    }
    PsJsonPart key = {at, ps_json_scan_string(at)};
    if (!key.end) return NULL;
    *k = find_key(row, key);
    if (seen) *seen = (PsJsonSeen){at, (size_t)(key.end - at), *k};
    return ps_json_scan_key(at);
}

static const char *take_value(PsJsonRow *row, const char *at, int k)
{
    PsJsonGlance *glance = &row->glances[k];
    const char *end = NULL;
    glance->kind = PS_GLANCE_NONE;
    if (*at == '-' || (*at >= '0' && *at <= '9')) {
        glance->kind = PS_GLANCE_NUMBER;
        end = ps_json_scan_number(at, &glance->number);
    } else {
        if (*at == '[') end = ps_json_scan_box(at, glance->box);
        if (end) glance->kind = PS_GLANCE_BOX;
        if (!end) end = ps_json_scan_value(at, row->depth);
    }
    row->parts[k] = (PsJsonPart){at, end};
    return end;
}

/* From the opening brace of an element to behind its end, or NULL. */
static const char *take_members(PsJsonRow *row, const char *at)
{
    at = ps_json_scan_space(at + 1);
    if (*at == '}') return at + 1;
    for (int place = 0;; place++) {
        int k;
        at = take_key(row, at, place, &k);
        if (at) at = k >= 0 ? take_value(row, at, k) : ps_json_scan_value(at, row->depth);
        if (!at) return NULL;
        at = ps_json_scan_space(at);
        if (*at == '}') return at + 1;
        if (*at != ',') return NULL;
        at = ps_json_scan_space(at + 1);
    }
}

/* To the first character of the next element; NULL at the end of the array. */
static const char *next_start(PsJsonRow *row, bool *broken)
{
    const char *at = ps_json_scan_space(row->at);
    *broken = false;
    if (*at == '[' || *at == ',') {
        bool first = *at == '[';
        at = ps_json_scan_space(at + 1);
        if (*at != ']') return at;
        *broken = !first;
    }
    *broken |= *at != ']' || at + 1 != row->end;
    return NULL;
}

bool ps_json_row_next(PsJsonRow *row, PsError *error)
{
    bool broken;
    const char *start = next_start(row, &broken);
    if (broken) return ps_json_broken(row->json, error);
    if (!start) return false;
    row->number++;
    row->self = (PsJsonPart){start, start + 1};
    for (int k = 0; row->keys[k]; k++) {
        row->parts[k] = (PsJsonPart){NULL, NULL};
        row->glances[k].kind = PS_GLANCE_NONE;
    }
    if (*start != '{') {
        row->self.end = ps_json_skip_value(start);
        return ps_json_row_refuse(row, -1, "an object", error);
    }
    row->at = row->self.end = take_members(row, start);
    if (!row->at) return ps_json_broken(row->json, error);
    if (row->number == PS_LIMIT_ELEMENTS) {
        return ps_json_row_refuse(row, -1, "at most 200 million elements", error);
    }
    return look(row, error);
}

const cJSON *ps_json_row_item(PsJsonRow *row, int k)
{
    static const cJSON nothing = {.type = cJSON_NULL};
    PsError ignored;
    if (!row->parsed) {
        row->parsed = true;
        if (!copy_wanted(row, &ignored) || !parse(row, &ignored)) row->items[k] = NULL;
    }
    return row->tree && row->items[k] ? row->items[k] : &nothing;
}

void ps_json_row_free(PsJsonRow *row)
{
    cJSON_Delete(row->tree);
    row->tree = NULL;
    ps_buf_free(&row->text);
}

/* ------------------------------------------------------------------ messages */

PsPlace ps_json_row_place(const PsJsonRow *row, int k)
{
    const char *at = k >= 0 && row->parts[k].start ? row->parts[k].start : row->self.start;
    return (PsPlace){.array = row->array,
                     .number = row->number,
                     .key = k >= 0 ? row->keys[k] : NULL,
                     .text = row->json->text,
                     .at = at};
}

bool ps_json_row_refuse(const PsJsonRow *row, int k, const char *wanted, PsError *error)
{
    char found[96];
    ps_json_found(k >= 0 ? row->parts[k] : row->self, found);
    PsPlace place = ps_json_row_place(row, k);
    return ps_refuse(error, row->json->path, &place, wanted, found);
}

bool ps_json_row_issue(const PsJsonRow *row, int k, const char *code, const char *text)
{
    PsPlace place = ps_json_row_place(row, k);
    return ps_issue_add(row->issues, code, &place, text);
}
