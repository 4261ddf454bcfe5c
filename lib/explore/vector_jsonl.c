/* Vectors as JSON Lines: {"file_name": "a.jpg", "embedding": [0.1, ...]}, one object a line. */
#include "explore/rows.h"

#include <cjson/cJSON.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool refuse(const PsRows *rows, long line, const char *what, PsError *error)
{
    char place[40];
    snprintf(place, sizeof place, "line %ld", line);
    return ps_fail(error, PS_ERROR_INPUT, rows->matrix->file, place,
                   "{\"file_name\": \"...\", \"embedding\": [numbers]}", "%s", what);
}

/* The text of a usual key, and the only list. */
static bool find_members(const cJSON *object, const char **name, const cJSON **list)
{
    *name = NULL;
    *list = NULL;
    for (const cJSON *item = object->child; item; item = item->next) {
        if (cJSON_IsString(item) && !*name && ps_is_name_key(item->string)) {
            *name = item->valuestring;
        }
        if (!cJSON_IsArray(item)) continue;
        if (*list) return false;
        *list = item;
    }
    return *list != NULL;
}

/* null stands for a number that is not finite, as JSON has no other way to write it. */
static bool read_object(const cJSON *object, long line, PsRows *rows, PsError *error)
{
    const char *name;
    const cJSON *list;
    if (!cJSON_IsObject(object)) return refuse(rows, line, "not an object", error);
    if (!find_members(object, &name, &list)) {
        return refuse(rows, line, "not one list of numbers", error);
    }
    for (const cJSON *item = list->child; item; item = item->next) {
        if (!cJSON_IsNumber(item) && !cJSON_IsNull(item)) {
            return refuse(rows, line, "the list holds something else than numbers", error);
        }
        ps_rows_number(rows, cJSON_IsNumber(item) ? item->valuedouble : (double)NAN);
    }
    return ps_rows_end(rows, name, line, error);
}

static bool read_line(const char *text, size_t length, long line, PsRows *rows, PsError *error)
{
    const char *end;
    size_t blank = 0;
    while (blank < length && strchr(" \t\r", text[blank])) blank++;
    if (blank == length) return true;
    cJSON *object = cJSON_ParseWithLengthOpts(text, length, &end, false);
    bool fine = object != NULL;
    while (fine && end < text + length) fine = strchr(" \t\r", *end++) != NULL;
    fine = fine ? read_object(object, line, rows, error) : refuse(rows, line, "not JSON", error);
    cJSON_Delete(object);
    return fine;
}

bool ps_matrix_jsonl(char *data, size_t size, PsMatrix *matrix, PsError *error)
{
    PsRows rows = ps_rows_start(matrix);
    bool fine = true;
    long line = 1;
    for (const char *at = data, *end = data + size; at < end && fine; line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop) stop = end;
        fine = read_line(at, (size_t)(stop - at), line, &rows, error);
        at = stop + (stop < end);
    }
    return ps_rows_finish(&rows, fine, error);
}
