/* Issues are grouped as they come: a file with a million equal faults costs one row. The list is
   short (a few dozen codes), so it is searched from the front. */
#include "read/issue.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static long line_of(const char *text, const char *at)
{
    long line = 1;
    while ((text = memchr(text, '\n', (size_t)(at - text)))) {
        line++;
        text++;
    }
    return line;
}

void ps_place_text(const PsPlace *place, char text[PS_PLACE_SIZE])
{
    PsBuf words = PS_BUF;
    if (place->array) ps_buf_printf(&words, "%.40s[%d]", place->array, place->number);
    if (place->key) ps_buf_printf(&words, "%s%.80s", place->array ? "." : "", place->key);
    if (place->at) {
        const char *form = words.length ? " (line %ld)" : "line %ld";
        char line[40];
        snprintf(line, sizeof line, form, line_of(place->text, place->at));
        ps_buf_text(&words, line);
    }
    snprintf(text, PS_PLACE_SIZE, "%s", words.data);
    ps_buf_free(&words);
}

static PsIssue *find(const PsIssueList *list, const char *code)
{
    PsIssue *issues = PS_BUF_ITEMS(&list->items, PsIssue);
    size_t count = PS_BUF_COUNT(&list->items, PsIssue);
    for (size_t i = 0; i < count; i++) {
        if (issues[i].code == code || strcmp(issues[i].code, code) == 0) return &issues[i];
    }
    return NULL;
}

bool ps_issue_add(PsIssueList *list, const char *code, const PsPlace *place, const char *text)
{
    PsIssue *known = find(list, code);
    if (known) {
        if (known->count < INT_MAX) known->count++;
        return false;
    }
    char where[PS_PLACE_SIZE] = "";
    if (place) ps_place_text(place, where);
    PsIssue issue = {.code = code,
                     .file = list->file,
                     .place = ps_arena_text(list->arena, where),
                     .text = text,
                     .count = 1};
    PS_BUF_PUSH(&list->items, issue);
    return true;
}

void ps_issue_text(PsIssueList *list, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    size_t last = PS_BUF_COUNT(&list->items, PsIssue) - 1;
    PS_BUF_ITEMS(&list->items, PsIssue)[last].text = ps_arena_text(list->arena, text);
}

bool ps_refuse(PsError *error, const char *file, const PsPlace *place, const char *wanted,
               const char *found)
{
    char where[PS_PLACE_SIZE] = "", words[256] = "";
    if (place) ps_place_text(place, where);
    if (wanted) snprintf(words, sizeof words, "wanted %s", wanted);
    return ps_fail(error, PS_ERROR_INPUT, file, where, words, "%s", found);
}
