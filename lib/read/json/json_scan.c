/* Scanning JSON text; see json_scan.h. The zero byte behind the text fits nowhere in the grammar,
   so no step needs to ask where the text ends. */
#include "read/json/json_scan.h"

#include "read/json/json_number.h"
#include "read/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* ------------------------------------------------------------------ scalars */

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* At the backslash. */
static const char *scan_escape(const char *at)
{
    if (at[1] != 'u') return at[1] && strchr("\"\\/bfnrt", at[1]) ? at + 2 : NULL;
    for (int i = 2; i < 6; i++) {
        if (!is_hex(at[i])) return NULL;
    }
    return at + 6;
}

/* What ends the plain run of a string: quote, backslash, controls. */
static const bool string_stops[256] = {
    [0] = true,  [1] = true,  [2] = true,  [3] = true,  [4] = true,   [5] = true,   [6] = true,
    [7] = true,  [8] = true,  [9] = true,  [10] = true, [11] = true,  [12] = true,  [13] = true,
    [14] = true, [15] = true, [16] = true, [17] = true, [18] = true,  [19] = true,  [20] = true,
    [21] = true, [22] = true, [23] = true, [24] = true, [25] = true,  [26] = true,  [27] = true,
    [28] = true, [29] = true, [30] = true, [31] = true, ['"'] = true, ['\\'] = true};

const char *ps_json_scan_string(const char *at)
{
    if (*at != '"') return NULL;
    at++;
    for (;;) {
        while (!string_stops[(unsigned char)*at]) at++;
        if (*at == '"') return at + 1;
        if (*at != '\\' || !(at = scan_escape(at))) return NULL;
    }
}

const char *ps_json_scan_key(const char *at)
{
    at = ps_json_scan_string(at);
    if (!at) return NULL;
    at = ps_json_scan_space(at);
    return *at == ':' ? ps_json_scan_space(at + 1) : NULL;
}

static const char *scan_digits(const char *at)
{
    while (*at >= '0' && *at <= '9') at++;
    return at;
}

/* A number whose value nobody asks for. */
static const char *scan_number(const char *at)
{
    const char *first = at + (*at == '-');
    at = scan_digits(first);
    if (at == first || (*first == '0' && at - first > 1)) return NULL;
    if (*at == '.') {
        const char *point = at + 1;
        at = scan_digits(point);
        if (at == point) return NULL;
    }
    if ((*at | 0x20) != 'e') return at;
    at += at[1] == '-' || at[1] == '+' ? 2 : 1;
    const char *end = scan_digits(at);
    return end > at ? end : NULL;
}

static const char *scan_word(const char *at, const char *word)
{
    size_t length = strlen(word);
    return strncmp(at, word, length) == 0 ? at + length : NULL;
}

static const char *scan_scalar(const char *at)
{
    switch (*at) {
    case '"': return ps_json_scan_string(at);
    case 't': return scan_word(at, "true");
    case 'f': return scan_word(at, "false");
    case 'n': return scan_word(at, "null");
    default: return scan_number(at);
    }
}

/* ------------------------------------------------------------------ values */

/* The open brackets around the place, as the characters that will close them. */
typedef struct Nest {
    char closers[PS_LIMIT_DEPTH];
    int count, limit;
} Nest;

/* To the first item or key of the bracket at `at`, or behind it if it is empty. */
static const char *open_bracket(const char *at, Nest *nest, bool *empty)
{
    if (nest->count == nest->limit) return NULL;
    char closer = *at == '{' ? '}' : ']';
    at = ps_json_scan_space(at + 1);
    *empty = *at == closer;
    if (*empty) return at + 1;
    nest->closers[nest->count++] = closer;
    return closer == '}' ? ps_json_scan_key(at) : at;
}

/* Behind a value: over all that closes here, to the next value if one follows (*more). */
static const char *close_brackets(const char *at, Nest *nest, bool *more)
{
    *more = false;
    while (nest->count > 0) {
        at = ps_json_scan_space(at);
        char closer = nest->closers[nest->count - 1];
        if (*at == ',') {
            *more = true;
            at = ps_json_scan_space(at + 1);
            return closer == '}' ? ps_json_scan_key(at) : at;
        }
        if (*at != closer) return NULL;
        nest->count--;
        at++;
    }
    return at;
}

const char *ps_json_scan_value(const char *at, int depth)
{
    Nest nest = {.limit = PS_LIMIT_DEPTH - depth};
    for (bool more = true; more;) {
        bool whole = true;
        at = *at == '{' || *at == '[' ? open_bracket(at, &nest, &whole) : scan_scalar(at);
        if (at && whole) at = close_brackets(at, &nest, &more);
        if (!at) return NULL;
    }
    return at;
}

/* ------------------------------------------------------------------ skipping */

static const char *skip_string(const char *at)
{
    for (at++; *at != '"' && *at; at++) {
        if (*at == '\\' && at[1]) at++;
    }
    return at + (*at == '"');
}

/* What a skip over a nested value stops at; all other bytes are passed in a tight loop. */
enum { PASS, OPENS, CLOSES, QUOTE, END };
static const unsigned char marks[256] = {
    ['"'] = QUOTE, ['['] = OPENS, ['{'] = OPENS, [']'] = CLOSES, ['}'] = CLOSES, ['\0'] = END};

static const char *skip_nested(const char *at)
{
    int64_t depth = 0;
    do {
        while (marks[(unsigned char)*at] == PASS) at++;
        if (*at == '"') {
            at = skip_string(at);
            continue;
        }
        if (!*at) return at;
        depth += marks[(unsigned char)*at] == OPENS ? 1 : -1;
        at++;
    } while (depth > 0);
    return at;
}

static const bool scalar_ends[256] = {[','] = true,  [']'] = true,  ['}'] = true,  [' '] = true,
                                      ['\n'] = true, ['\r'] = true, ['\t'] = true, ['\0'] = true};

const char *ps_json_skip_value(const char *at)
{
    if (*at == '"') return skip_string(at);
    if (*at == '[' || *at == '{') return skip_nested(at);
    while (!scalar_ends[(unsigned char)*at]) at++;
    return at;
}
