/* Values of an element; see json.h. A whole number of 64 bits is read from its digits: a double
   keeps 53 of their bits. */
#include "read/json/json.h"

#include "read/limits.h"
#include "read/names.h"

#include <cjson/cJSON.h>

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool ps_json_text_is_plain(PsJsonPart part)
{
    size_t length = (size_t)(part.end - part.start);
    return length <= PS_LIMIT_NAME && !memchr(part.start, '\\', length);
}

bool ps_json_row_has(const PsJsonRow *row, int k)
{
    char kind = ps_json_kind(row->parts[k]);
    return kind != '\0' && kind != 'n';
}

/* Digits of a whole number, to the end of the part; false beyond 64 bits as well. */
static bool read_digits(const char *start, const char *end, int64_t *id)
{
    if (ps_json_plain_integer(start, end, id)) return true;
    const char *first = start + (start < end && *start == '-');
    if (first == end || end - first > 40) return false;
    for (const char *c = first; c < end; c++) {
        if (*c < '0' || *c > '9') return false;
    }
    char *stop;
    errno = 0;
    long long value = strtoll(start, &stop, 10);
    *id = value;
    return errno == 0 && stop == end;
}

/* 1.0 and 1e3 are whole numbers too, as long as a double tells neighbours apart. */
static bool read_fraction(PsJsonRow *row, int k, int64_t *id)
{
    PsJsonPart part = row->parts[k];
    bool plain = true;
    for (const char *c = part.start; c < part.end; c++) {
        if (*c == '.' || (*c | 0x20) == 'e') plain = false;
    }
    double value = ps_json_row_item(row, k)->valuedouble;
    if (plain || !(fabs(value) <= 9007199254740992.0) || value != floor(value)) return false;
    *id = (int64_t)value;
    ps_json_row_issue(row, k, "id-as-fraction",
                      "An id is written with a decimal point or exponent "
                      "(1.0); it was read as the whole number.");
    return true;
}

bool ps_json_row_digits(PsJsonRow *row, int k, int64_t *id)
{
    PsJsonPart part = row->parts[k];
    char kind = ps_json_kind(part);
    if (kind == '"') {
        if (!read_digits(part.start + 1, part.end - 1, id)) return false;
        ps_json_row_issue(row, k, "id-as-text",
                          "An id is written as text; it was read as the "
                          "number it spells.");
        return true;
    }
    if (row->glances[k].kind != PS_GLANCE_NUMBER) return false;
    *id = row->glances[k].number.whole;
    return row->glances[k].number.integral || read_digits(part.start, part.end, id) ||
           read_fraction(row, k, id);
}

bool ps_json_row_id(PsJsonRow *row, int k, int64_t *id, PsError *error)
{
    return ps_json_row_digits(row, k, id) ||
           ps_json_row_refuse(row, k, "a whole number of 64 bits", error);
}

static void note_length(const PsJsonRow *row, int k, size_t usual)
{
    if ((size_t)(row->parts[k].end - row->parts[k].start) <= usual) return;
    ps_json_row_issue(row, k, "long-number",
                      "A number has far more digits than a double can hold; "
                      "the nearest double was taken.");
}

bool ps_json_row_plain(const PsJsonRow *row, int k, double *value)
{
    const PsJsonGlance *glance = &row->glances[k];
    if (glance->kind != PS_GLANCE_NUMBER || !glance->number.plain) return false;
    *value = glance->number.value;
    return true;
}

bool ps_json_row_number(PsJsonRow *row, int k, double *value, PsError *error)
{
    if (ps_json_row_plain(row, k, value)) return true;
    const cJSON *item = ps_json_row_item(row, k);
    if (!cJSON_IsNumber(item) || !isfinite(item->valuedouble)) {
        return ps_json_row_refuse(row, k, "a finite number", error);
    }
    *value = item->valuedouble;
    note_length(row, k, PS_LIMIT_DIGITS);
    return true;
}

static bool box_by_cjson(PsJsonRow *row, int k, double values[4])
{
    int count = 0;
    const cJSON *list = ps_json_row_item(row, k);
    if (!cJSON_IsArray(list)) return false;
    for (const cJSON *item = list->child; item; item = item->next, count++) {
        if (count == 4 || !cJSON_IsNumber(item) || !isfinite(item->valuedouble)) return false;
        values[count] = item->valuedouble;
    }
    return count == 4;
}

bool ps_json_row_box(PsJsonRow *row, int k, PsBox *box, PsError *error)
{
    double parsed[4];
    const double *values = parsed;
    if (row->glances[k].kind == PS_GLANCE_BOX) {
        values = row->glances[k].box;
    } else if (box_by_cjson(row, k, parsed)) {
        note_length(row, k, 4 * PS_LIMIT_DIGITS + 4);
    } else {
        return ps_json_row_refuse(row, k, "four finite numbers [x, y, width, height]", error);
    }
    *box = (PsBox){values[0], values[1], values[2], values[3]};
    return true;
}

const char *ps_json_row_name(PsJsonRow *row, int k, PsArena *arena)
{
    PsJsonPart part = row->parts[k];
    if (ps_json_kind(part) == '"' && ps_json_text_is_plain(part)) {
        return ps_arena_text_n(arena, part.start + 1, (size_t)(part.end - part.start) - 2);
    }
    const cJSON *item = ps_json_row_item(row, k);
    if (!cJSON_IsString(item)) return NULL;
    size_t length = ps_name_cut(item->valuestring, strlen(item->valuestring));
    if (item->valuestring[length]) {
        ps_json_row_issue(row, k, "name-too-long", "A name has more than 4096 bytes; it was cut.");
    }
    return ps_arena_text_n(arena, item->valuestring, length);
}
