/* Lines of YOLO text files; see yolo_line.h. */
#include "read/text/yolo_line.h"

#include "base/number.h"
#include "base/text.h"
#include "read/limits.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void ps_yolo_start(PsYoloText *text, const PsSourceFile *file)
{
    text->file = file;
    text->next = text->line = file->data;
    if (strncmp(text->next, "\xEF\xBB\xBF", 3) == 0) text->next += 3;
}

PsPlace ps_yolo_place(const PsYoloText *text)
{
    return ps_source_place(text->file, text->line);
}

bool ps_yolo_refuse_columns(const PsYoloText *text, const char *wanted, PsError *error)
{
    char found[40];
    snprintf(found, sizeof found, "%d columns", text->count + 1);
    PsPlace place = ps_yolo_place(text);
    return ps_refuse(error, text->file->path, &place, wanted, found);
}

/* ------------------------------------------------------------------ numbers */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Up to 15 digits with a point among them: both parts are exact in a double, and so their quotient
   is the nearest one. Most numbers of labels are like that. */
static bool plain_number(const char *at, const char *end, double *value)
{
    static const double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    bool minus = *at == '-', point = false;
    int64_t digits = 0;
    int behind = 0, seen = 0;
    for (at += minus; at < end; at++) {
        if (*at == '.' && !point) {
            point = true;
            continue;
        }
        if (!is_digit(*at) || ++seen > 15) return false;
        digits = digits * 10 + (*at - '0');
        behind += point;
    }
    if (seen == 0) return false;
    *value = (double)digits / powers[behind];
    if (minus) *value = -*value;
    return true;
}

static bool any_number(const char *at, const char *end, double *value)
{
    char copy[PS_LIMIT_DIGITS + 1];
    size_t length = (size_t)(end - at);
    if (plain_number(at, end, value)) return true;
    if (length > PS_LIMIT_DIGITS || memchr(at, 0, length)) return false;
    memcpy(copy, at, length);
    copy[length] = '\0';
    return ps_number_parse(copy, value);
}

static bool refuse_token(const PsYoloText *text, const char *at, const char *end,
                         const char *wanted, PsError *error)
{
    char found[120];
    PsArena *arena = ps_arena_new();
    const char *rest = text->file->data + text->file->size;
    PsPlace place = ps_yolo_place(text);
    bool commas = memchr(at, ',', (size_t)(end - at)) != NULL;
    bool binary = memchr(text->line, 0, (size_t)(rest - text->line)) != NULL;
    size_t length = end - at < 40 ? (size_t)(end - at) : 40;
    const char *shown = ps_text_shown(arena, ps_arena_text_n(arena, at, length));
    snprintf(found, sizeof found, binary ? "bytes that are no text" : "\"%.100s\"", shown);
    ps_refuse(error, text->file->path, &place,
              commas ? "numbers with a point, separated by spaces" : wanted, found);
    ps_arena_free(arena);
    return false;
}

static bool read_class(PsYoloText *text, const char *at, const char *end, PsError *error)
{
    double number;
    if (!any_number(at, end, &number) || number != floor(number) || number < 0) {
        return refuse_token(text, at, end, "a class number, 0, 1, 2 ...", error);
    }
    if (number > PS_LIMIT_CLASSES) {
        return refuse_token(text, at, end, "a class number of at most 100000", error);
    }
    text->class_number = (int64_t)number;
    text->class_with_point = false;
    for (const char *c = at; c < end; c++) text->class_with_point |= !is_digit(*c);
    return true;
}

/* ------------------------------------------------------------------ lines */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next word of the line, or false at its end. */
static bool next_word(const PsYoloText *text, const char **at, const char **end)
{
    const char *stop = text->file->data + text->file->size;
    const char *start = *at;
    while (start < stop && is_blank(*start)) start++;
    const char *word = start;
    while (word < stop && *word != '\n' && !is_blank(*word)) word++;
    *at = start;
    *end = word;
    return word > start;
}

static bool read_line(PsYoloText *text, const char *at, const char *end, PsError *error)
{
    ps_buf_clear(&text->values);
    if (!read_class(text, at, end, error)) return false;
    for (at = end; next_word(text, &at, &end); at = end) {
        double value;
        if (!any_number(at, end, &value)) {
            return refuse_token(text, at, end, "a finite number", error);
        }
        PS_BUF_PUSH(&text->values, value);
    }
    text->count = (int)PS_BUF_COUNT(&text->values, double);
    text->v = PS_BUF_ITEMS(&text->values, double);
    text->next = at;
    return true;
}

bool ps_yolo_next(PsYoloText *text, PsError *error)
{
    const char *stop = text->file->data + text->file->size, *end;
    error->code = PS_OK;
    while (text->next < stop) {
        const char *at = text->line = text->next;
        if (next_word(text, &at, &end)) return read_line(text, at, end, error);
        text->next = at < stop ? at + 1 : at; /* past the line's end */
    }
    return false;
}
