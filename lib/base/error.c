/* Errors as values; see error.h. */
#include "base/error.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A cut text must not end inside a multi-byte character. */
static void cut_at_character(char *text, size_t length, size_t size)
{
    if (length < size) return;
    size_t end = size - 1;
    while (end > 0 && ((unsigned char)text[end - 1] & 0xC0) == 0x80) end--;
    if (end > 0 && (unsigned char)text[end - 1] >= 0xC0) end--;
    text[end] = '\0';
}

/* What is quoted from an input, or was cut before it came here, may be no text. */
static void mend(char *text)
{
    for (size_t bad; text[bad = ps_utf8_check(text, strlen(text))];) text[bad] = '?';
}

static void copy_text(char *to, size_t size, const char *from)
{
    if (!from) from = "";
    int length = snprintf(to, size, "%s", from);
    cut_at_character(to, length < 0 ? 0 : (size_t)length, size);
}

bool ps_fail(PsError *error, PsCode code, const char *file, const char *place, const char *wanted,
             const char *found, ...)
{
    error->code = code;
    copy_text(error->file, sizeof error->file, file);
    copy_text(error->place, sizeof error->place, place);
    copy_text(error->wanted, sizeof error->wanted, wanted);
    va_list arguments;
    va_start(arguments, found);
    int length = vsnprintf(error->found, sizeof error->found, found, arguments);
    va_end(arguments);
    cut_at_character(error->found, length < 0 ? 0 : (size_t)length, sizeof error->found);
    mend(error->place);
    mend(error->wanted);
    mend(error->found);
    return false;
}

/* A terminal obeys controls, those of two bytes (U+009B) too. U+FFFD, three bytes, stands for what
   was mended before. */
static void make_showable(char *text)
{
    char *to = text;
    for (const char *at = text; *at;) {
        const char *from = at;
        uint32_t c = ps_utf8_next(&at);
        if (ps_is_unshowable(c) && !(c == 0xFFFD && at - from == 3)) {
            *to++ = '?';
            continue;
        }
        while (from < at) *to++ = *from++;
    }
    *to = '\0';
}

void ps_error_text(const PsError *error, char *text, unsigned long size)
{
    snprintf(text, size, "%s%s%s%s%s%s%s", error->file, *error->file ? ":" : "", error->place,
             *error->place  ? ": "
             : *error->file ? " "
                            : "",
             error->found, *error->wanted ? "; " : "", error->wanted);
    make_showable(text);
}
