/* Lines that end in numbers; see words.h. Names may hold blanks, so a line is read from its end. */
#include "read/text/words.h"

#include "base/number.h"
#include "base/text.h"
#include "read/limits.h"
#include "read/xml/xml.h"

#include <stdio.h>
#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

void ps_words_start(PsWords *words, const PsSourceFile *file)
{
    *words = (PsWords){.file = file, .next = file->data};
    if (strncmp(words->next, "\xEF\xBB\xBF", 3) == 0) words->next += 3;
}

bool ps_words_next(PsWords *words)
{
    const char *stop = words->file->data + words->file->size;
    while (words->next < stop) {
        const char *start = words->next;
        const char *end = memchr(start, '\n', (size_t)(stop - start));
        if (!end) end = stop;
        words->next = end < stop ? end + 1 : stop;
        words->line++;
        while (start < end && is_blank(*start)) start++;
        while (end > start && is_blank(end[-1])) end--;
        words->start = start;
        words->end = end;
        if (end > start) return true;
    }
    return false;
}

PsPlace ps_words_place(const PsWords *words)
{
    return (PsPlace){.file = words->file->path, .line = words->line};
}

/* The word that ends before `end`. */
static const char *word_before(const PsWords *words, const char *end)
{
    while (end > words->start && !is_blank(end[-1])) end--;
    return end;
}

static const char *blanks_before(const PsWords *words, const char *end)
{
    while (end > words->start && is_blank(end[-1])) end--;
    return end;
}

static bool is_number(const char *word, const char *end, double *value)
{
    char copy[PS_LIMIT_DIGITS + 1];
    size_t length = (size_t)(end - word);
    if (length == 0 || length > PS_LIMIT_DIGITS || memchr(word, 0, length)) return false;
    memcpy(copy, word, length);
    copy[length] = '\0';
    return ps_number_parse(copy, value);
}

int ps_words_numbers(const PsWords *words, int most, double *values, const char **rest)
{
    double found[PS_WORDS];
    const char *end = words->end;
    int count = 0;
    while (count < most && end > words->start) {
        const char *word = word_before(words, end);
        if (!is_number(word, end, &found[count])) break;
        count++;
        *rest = word;
        end = blanks_before(words, word);
    }
    if (count == 0) *rest = words->end;
    for (int i = 0; i < count; i++) values[i] = found[count - 1 - i];
    return count;
}

size_t ps_words_name(const PsWords *words, const char *rest, const char **name)
{
    const char *start = words->start, *end = blanks_before(words, rest);
    if (end - start >= 2 && (*start == '"' || *start == '\'') && end[-1] == *start) {
        start++;
        end--;
    }
    *name = start;
    return (size_t)(end - start);
}

bool ps_words_is_text(const char *name, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)name[i] < ' ' && name[i] != '\t') return false;
    }
    return ps_utf8_check(name, length) == length;
}

/* ------------------------------------------------------------------ refusing */

bool ps_words_refuse_line(const PsWords *words, const char *wanted, const char *found,
                          PsError *error)
{
    PsPlace place = ps_words_place(words);
    return ps_refuse(error, words->file->path, &place, wanted, found);
}

/* The last word that is no number, of the `wanted` at the end. */
static bool refuse_word(const PsWords *words, const char *word, const char *end, const char *layout,
                        PsError *error)
{
    char found[180], wanted[200];
    PsArena *arena = ps_arena_new();
    ps_xml_quote(ps_arena_text_n(arena, word, (size_t)(end - word)), found);
    bool comma = memchr(word, ',', (size_t)(end - word)) != NULL;
    snprintf(wanted, sizeof wanted, "%s, %s", layout,
             comma ? "parted by blanks, numbers with a point" : "the last of them finite numbers");
    ps_words_refuse_line(words, wanted, found, error);
    ps_arena_free(arena);
    return false;
}

bool ps_words_refuse(const PsWords *words, int wanted, const char *layout, PsError *error)
{
    double value;
    const char *end = words->end, *word;
    int count = 0;
    if (!ps_words_is_text(words->start, (size_t)(words->end - words->start))) {
        return ps_words_refuse_line(words, layout, "bytes that are no text", error);
    }
    for (; end > words->start; end = blanks_before(words, word)) {
        word = word_before(words, end);
        if (count < wanted && word > words->start && !is_number(word, end, &value)) {
            return refuse_word(words, word, end, layout, error);
        }
        count++;
    }
    char found[40];
    snprintf(found, sizeof found, count == 1 ? "%d column" : "%d columns", count);
    return ps_words_refuse_line(words, layout, found, error);
}
