/* Values with places; see json_member.h. */
#include "read/json/json_member.h"

#include "read/json/json_scan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool ps_json_open_checked(PsJson *json, const char *path, const char *data, size_t size,
                          PsError *error)
{
    return ps_json_open(json, path, data, size, error) && ps_json_check(json, error);
}

PsJsonPart ps_json_glimpse(const char *data)
{
    if (strncmp(data, "\xEF\xBB\xBF", 3) == 0) data += 3;
    data = ps_json_scan_space(data);
    return *data ? (PsJsonPart){data, data} : (PsJsonPart){NULL, NULL};
}

/* ------------------------------------------------------------------ walking */

/* The key at *at, which moves on to its value; false if there is none. */
static bool next_key(const char **at, PsJsonPart *key)
{
    *key = (PsJsonPart){*at, ps_json_scan_string(*at)};
    *at = key->end ? ps_json_scan_key(*at) : NULL;
    return *at != NULL;
}

/* From a value to the next key; NULL at the end of the object. */
static const char *skip_to_key(const char *value, const char **end)
{
    *end = ps_json_skip_value(value);
    const char *at = ps_json_scan_space(*end);
    return *end > value && *at == ',' ? ps_json_scan_space(at + 1) : NULL;
}

static int find_key(PsJsonPart key, const char *const *keys)
{
    int k = 0;
    while (keys[k] && !ps_json_key_is(key, keys[k])) k++;
    return keys[k] ? k : -1;
}

void ps_json_members(PsJsonPart object, const char *const *keys, PsJsonPart *values)
{
    PsJsonPart key;
    for (int k = 0; keys[k]; k++) values[k] = (PsJsonPart){NULL, NULL};
    if (ps_json_kind(object) != '{') return;
    const char *at = ps_json_scan_space(object.start + 1), *end;
    while (at && next_key(&at, &key)) {
        const char *value = at;
        int k = find_key(key, keys);
        at = skip_to_key(value, &end);
        if (k >= 0 && end > value) values[k] = (PsJsonPart){value, end};
    }
}

int ps_json_first_key(PsJsonPart object, const char *const *keys)
{
    PsJsonPart key;
    if (ps_json_kind(object) != '{') return -1;
    const char *at = ps_json_scan_space(object.start + 1), *end;
    while (at && next_key(&at, &key)) {
        int k = find_key(key, keys);
        if (k >= 0) return k;
        at = skip_to_key(at, &end);
    }
    return -1;
}

bool ps_json_item(PsJsonPart array, const char **at, PsJsonPart *item)
{
    if (ps_json_kind(array) != '[') return false;
    const char *next = ps_json_scan_space(*at ? *at : array.start + 1);
    if (*at && *next == ',') next = ps_json_scan_space(next + 1);
    if (*next == ']' || !*next) return false;
    *item = (PsJsonPart){next, ps_json_skip_value(next)};
    *at = item->end;
    return item->end > next;
}

/* ------------------------------------------------------------------ messages */

PsPlace ps_spot_place(const PsJsonSpot *spot, PsJsonPart self, PsJsonPart value, const char *key)
{
    return (PsPlace){.array = spot->array,
                     .number = spot->number,
                     .key = key,
                     .text = spot->json->text,
                     .at = value.start ? value.start : self.start,
                     .file = spot->json->path};
}

bool ps_spot_refuse(const PsJsonSpot *spot, PsJsonPart self, PsJsonPart value, const char *key,
                    const char *wanted)
{
    char found[96];
    ps_json_found(value, found);
    PsPlace place = ps_spot_place(spot, self, value, key);
    return ps_refuse(spot->error, spot->json->path, &place, wanted, found);
}

/* ------------------------------------------------------------------ values */

bool ps_spot_number(const PsJsonSpot *spot, PsJsonPart self, PsJsonPart value, const char *key,
                    double *number)
{
    PsJsonNumber scanned;
    bool is_number = value.start && ps_json_scan_number(value.start, &scanned) == value.end;
    if (is_number) *number = scanned.plain ? scanned.value : strtod(value.start, NULL);
    if (is_number && isfinite(*number)) return true;
    return ps_spot_refuse(spot, self, value, key, "a finite number");
}

/* A row of this one key: texts with escapes are read as everywhere. */
const char *ps_spot_text(const PsJsonSpot *spot, PsJsonPart value, const char *key, PsArena *arena)
{
    if (ps_json_kind(value) != '"') return NULL;
    const char *keys[] = {key, NULL};
    PsJsonRow row = {.json = spot->json,
                     .array = spot->array,
                     .number = spot->number,
                     .keys = keys,
                     .issues = spot->issues,
                     .self = value,
                     .text = PS_BUF};
    row.parts[0] = value;
    const char *text = ps_json_row_name(&row, 0, arena);
    ps_json_row_free(&row);
    return text;
}

bool ps_part_integer(PsJsonPart value, int64_t *number)
{
    bool text = ps_json_kind(value) == '"';
    if (!value.start) return false;
    return ps_json_plain_integer(value.start + text, value.end - text, number);
}

bool ps_part_is_set(PsJsonPart value)
{
    char kind = ps_json_kind(value);
    return kind != '\0' && kind != 'n';
}
