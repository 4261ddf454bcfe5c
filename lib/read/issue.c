/* Issues are grouped as they come: a file with a million equal faults costs one row. The list is
   short (a few dozen codes), so it is searched from the front. */
#include "read/issue.h"

#include "base/text.h"

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

/* What is cut to fit, or comes from the input as it is, may hold halves of characters. */
static void mend(char *text)
{
    for (size_t bad; text[bad = ps_utf8_check(text, strlen(text))];) text[bad] = '?';
}

void ps_place_text(const PsPlace *place, char text[PS_PLACE_SIZE])
{
    long at_line = place->at ? line_of(place->text, place->at) : place->line;
    PsBuf words = PS_BUF;
    if (place->array) ps_buf_printf(&words, "%.40s[%d]", place->array, place->number);
    if (place->key) ps_buf_printf(&words, "%s%.80s", place->array ? "." : "", place->key);
    if (at_line > 0) {
        const char *form = words.length ? " (line %ld)" : "line %ld";
        char line[40];
        snprintf(line, sizeof line, form, at_line);
        ps_buf_text(&words, line);
    }
    snprintf(text, PS_PLACE_SIZE, "%s", place->words ? place->words : words.data);
    mend(text);
    ps_buf_free(&words);
}

PsPlace ps_place_keep(const PsPlace *place, PsArena *arena)
{
    char words[PS_PLACE_SIZE];
    ps_place_text(place, words);
    return (PsPlace){.words = ps_arena_text(arena, words),
                     .file = place->file ? ps_arena_text(arena, place->file) : NULL};
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

static long count_lines(const char *from, const char *to)
{
    return line_of(from, to) - 1;
}

/* Places of one large text follow each other: lines are counted from the last one, so that a
   thousand places do not cost a thousand walks over the text. */
static PsPlace with_line(PsIssueList *list, const PsPlace *place)
{
    PsPlace known = *place;
    if (!place->at || place->file) return known; /* one of many files: each is short */
    if (list->line_text != place->text) {
        list->line = line_of(place->text, place->at);
    } else if (place->at >= list->line_at) {
        list->line += count_lines(list->line_at, place->at);
    } else {
        list->line -= count_lines(place->at, list->line_at);
    }
    list->line_text = place->text;
    list->line_at = place->at;
    known.at = NULL;
    known.line = list->line;
    return known;
}

void ps_issues_enter(PsIssueList *list, const char *path)
{
    list->file = path;
    list->line_text = NULL;
}

/* The array doubles whenever it is full, which it is when the count is a power of two. */
static void add_place(PsIssueList *list, PsIssue *issue, const PsPlace *place)
{
    int count = issue->place_count;
    if (count == PS_ISSUE_PLACES || (count > 0 && !place)) return;
    char where[PS_PLACE_SIZE] = "";
    PsPlace known = place ? with_line(list, place) : (PsPlace){0};
    if (place) ps_place_text(&known, where);
    if ((count & (count - 1)) == 0) {
        PsWhere *larger = PS_ARRAY(list->arena, PsWhere, count ? 2 * count : 1);
        if (count) memcpy(larger, issue->places, sizeof *larger * (size_t)count);
        issue->places = larger;
    }
    bool own_file = place && place->file;
    issue->places[issue->place_count++] =
        (PsWhere){own_file ? ps_arena_text(list->arena, place->file) : list->file,
                  ps_arena_text(list->arena, where), NULL};
}

bool ps_issue_add(PsIssueList *list, const char *code, const PsPlace *place, const char *text)
{
    PsIssue *known = find(list, code);
    if (known) {
        if (known->count < INT_MAX) known->count++;
        add_place(list, known, place);
        return false;
    }
    PsIssue issue = {.code = code, .text = text, .count = 1};
    add_place(list, &issue, place);
    issue.file = issue.places[0].file;
    issue.place = issue.places[0].place;
    PS_BUF_PUSH(&list->items, issue);
    return true;
}

PsIssue *ps_issues_freeze(PsIssueList *list, int *count)
{
    PsIssue *issues = ps_arena_copy(list->arena, list->items.data, list->items.length);
    *count = (int)PS_BUF_COUNT(&list->items, PsIssue);
    ps_buf_free(&list->items);
    return issues;
}

void ps_issue_text(PsIssueList *list, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    mend(text);
    size_t last = PS_BUF_COUNT(&list->items, PsIssue) - 1;
    PS_BUF_ITEMS(&list->items, PsIssue)[last].text = ps_arena_text(list->arena, text);
}

bool ps_refuse(PsError *error, const char *file, const PsPlace *place, const char *wanted,
               const char *found)
{
    char where[PS_PLACE_SIZE] = "", words[256] = "";
    if (place) ps_place_text(place, where);
    if (wanted) snprintf(words, sizeof words, "wanted %s", wanted);
    ps_fail(error, PS_ERROR_INPUT, place && place->file ? place->file : file, where, words, "%s",
            found);
    mend(error->found);
    mend(error->wanted);
    return false;
}
