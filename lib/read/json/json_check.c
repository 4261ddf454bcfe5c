/* The whole text is checked once before anything is read from it: one walk over the bytes that
   follows the grammar of RFC 8259 with a small stack of its own, so hostile nesting costs no
   recursion. The stack remembers index and key of each level: a fault can name its place. */
#include "read/json/json.h"
#include "read/limits.h"

#include <stdio.h>
#include <string.h>

typedef struct Level {
    bool object;
    int64_t index;   /* of the current item of an array */
    const char *key; /* of the current member of an object, at its opening quote */
} Level;

typedef struct Check {
    const PsJson *json;
    const char *at, *end;
    Level levels[PS_LIMIT_DEPTH];
    int depth;
    PsError *error;
} Check;

/* ------------------------------------------------------------------ faults */

static void key_text(const char *key, PsBuf *path)
{
    int length = 0;
    while (length < 40 && key[1 + length] != '"' && key[1 + length] != '\\') length++;
    ps_buf_printf(path, "%s%.*s", path->length ? "." : "", length, key + 1);
}

/* "annotations[2].bbox[0]"; what is too long or too deep to be read ends in "...". */
static void path_text(const Check *check, PsBuf *path)
{
    for (int i = 0; i < check->depth && path->length < 60; i++) {
        const Level *level = &check->levels[i];
        if (!level->object) ps_buf_printf(path, "[%lld]", (long long)level->index);
        if (level->object && level->key) key_text(level->key, path);
    }
    if (path->length >= 60) ps_buf_text(path, "...");
}

/* A fault of grammar is placed by its byte, one of meaning by its path. */
static bool fault(Check *check, const char *wanted, const char *found)
{
    return ps_json_refuse_byte(check->json, check->at, wanted, found, check->error);
}

static bool fault_at_path(Check *check, const char *wanted, const char *found)
{
    PsBuf path = PS_BUF;
    path_text(check, &path);
    if (path.length == 0) return fault(check, wanted, found);
    PsPlace place = {.key = path.data, .text = check->json->text, .at = check->at};
    ps_refuse(check->error, check->json->path, &place, wanted, found);
    ps_buf_free(&path);
    return false;
}

static bool starts_with(const Check *check, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(check->end - check->at) >= length && memcmp(check->at, word, length) == 0;
}

static bool unexpected(Check *check, const char *wanted)
{
    if (check->at >= check->end) return fault(check, wanted, "the file ends too early");
    char found[48];
    unsigned char c = (unsigned char)*check->at;
    if (c > 0x20 && c < 0x7F) {
        snprintf(found, sizeof found, "unexpected character '%c'", c);
    } else {
        snprintf(found, sizeof found, "unexpected byte 0x%02X", c);
    }
    return fault(check, wanted, found);
}

static bool bad_value(Check *check)
{
    static const char *const words[] = {"NaN", "Infinity", "-Infinity", "nan", "inf", "-inf"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char found[48];
        snprintf(found, sizeof found, "%s, which JSON does not have", words[i]);
        if (starts_with(check, words[i])) return fault_at_path(check, "a finite number", found);
    }
    if (starts_with(check, "//") || starts_with(check, "/*") || starts_with(check, "#")) {
        return fault(check, "JSON, which has no comments", "a comment");
    }
    if (starts_with(check, "'")) {
        return fault(check, "double quotes", "single quotes, as Python prints them");
    }
    return unexpected(check, "a JSON value");
}

/* ------------------------------------------------------------------ scalars */

static void skip_space(Check *check)
{
    const char *at = check->at, *end = check->end;
    while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) at++;
    check->at = at;
}

static bool check_escape(Check *check)
{
    const char *at = check->at; /* at the backslash */
    if (check->end - at < 2) {
        check->at = check->end;
        return unexpected(check, "the end of the string");
    }
    if (at[1] != 'u') {
        if (!strchr("\"\\/bfnrt", at[1]) || at[1] == '\0') {
            return fault(check, "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u",
                         "an escape that JSON does not have");
        }
        check->at += 2;
        return true;
    }
    for (int i = 2; i < 6; i++) {
        if (check->end - at <= i || !at[i] || !strchr("0123456789abcdefABCDEF", at[i])) {
            return fault(check, "four hexadecimal digits after \\u", "a broken escape");
        }
    }
    check->at += 6;
    return true;
}

static bool check_string(Check *check)
{
    check->at++;
    for (;;) {
        const char *at = check->at, *end = check->end;
        while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20) at++;
        check->at = at;
        if (at == end) return unexpected(check, "the end of the string");
        if (*at == '"') break;
        if (*at != '\\') {
            return fault(check, "an escape such as \\n", "a raw control character in a string");
        }
        if (!check_escape(check)) return false;
    }
    check->at++;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool check_digits(Check *check)
{
    const char *start = check->at;
    while (check->at < check->end && is_digit(*check->at)) check->at++;
    return check->at > start || unexpected(check, "a digit");
}

static bool take(Check *check, char c)
{
    if (check->at >= check->end || *check->at != c) return false;
    check->at++;
    return true;
}

static bool check_number(Check *check)
{
    if (starts_with(check, "-I") || starts_with(check, "-i")) return bad_value(check);
    take(check, '-');
    if (take(check, '0')) {
        if (check->at < check->end && is_digit(*check->at)) {
            return unexpected(check, "a number without leading zeros");
        }
    } else if (!check_digits(check)) {
        return false;
    }
    if (take(check, '.') && !check_digits(check)) return false;
    if (!take(check, 'e') && !take(check, 'E')) return true;
    if (!take(check, '+')) take(check, '-');
    return check_digits(check);
}

static bool check_word(Check *check, const char *word)
{
    if (!starts_with(check, word)) return bad_value(check);
    check->at += strlen(word);
    return true;
}

/* ------------------------------------------------------------------ structure */

static bool check_key(Check *check)
{
    skip_space(check);
    if (check->at >= check->end || *check->at != '"') {
        if (starts_with(check, "'") || starts_with(check, "/") || starts_with(check, "#")) {
            return bad_value(check);
        }
        return unexpected(check, "a key in double quotes");
    }
    check->levels[check->depth - 1].key = check->at;
    if (!check_string(check)) return false;
    skip_space(check);
    return take(check, ':') || unexpected(check, "':' after the key");
}

static bool open_level(Check *check)
{
    if (check->depth == PS_LIMIT_DEPTH) {
        char found[80];
        snprintf(found, sizeof found, "nested deeper than %d levels", PS_LIMIT_DEPTH);
        return fault_at_path(check, "a document of ordinary depth", found);
    }
    check->levels[check->depth++] = (Level){.object = *check->at == '{'};
    check->at++;
    return true;
}

/* After a value: closes what ends here, up to the next value or the end of the document. */
static bool check_after(Check *check)
{
    while (check->depth > 0) {
        Level *level = &check->levels[check->depth - 1];
        skip_space(check);
        if (take(check, ',')) {
            level->index++;
            return !level->object || check_key(check);
        }
        if (!take(check, level->object ? '}' : ']')) {
            return unexpected(check, level->object ? "',' or '}'" : "',' or ']'");
        }
        check->depth--;
    }
    return true;
}

/* Opens an array or object; an empty one is closed at once. *done: it was a whole value. */
static bool check_open(Check *check, bool *done)
{
    if (!open_level(check)) return false;
    bool object = check->levels[check->depth - 1].object;
    skip_space(check);
    *done = take(check, object ? '}' : ']');
    if (*done) check->depth--;
    return *done || !object || check_key(check);
}

static bool check_scalar(Check *check)
{
    switch (*check->at) {
    case '"': return check_string(check);
    case 't': return check_word(check, "true");
    case 'f': return check_word(check, "false");
    case 'n': return check_word(check, "null");
    default: break;
    }
    if (*check->at == '-' || is_digit(*check->at)) return check_number(check);
    return bad_value(check);
}

static bool check_rest(Check *check, char first)
{
    skip_space(check);
    if (check->at == check->end) return true;
    if (first == '{' && *check->at == '{') {
        return fault(check, "one array (JSON Lines, one object a line, is not read)",
                     "a second document after the first");
    }
    return fault(check, "one JSON document", "more text after the end of the document");
}

bool ps_json_check(const PsJson *json, PsError *error)
{
    Check check = {.json = json, .at = json->root, .end = json->end, .error = error};
    do {
        skip_space(&check);
        if (check.at >= check.end) return unexpected(&check, "a JSON value");
        bool whole = true;
        bool fine = *check.at == '{' || *check.at == '[' ? check_open(&check, &whole)
                                                         : check_scalar(&check);
        if (!fine || (whole && !check_after(&check))) return false;
    } while (check.depth > 0);
    return check_rest(&check, *json->root);
}
