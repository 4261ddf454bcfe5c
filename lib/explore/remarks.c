/* Issues of an input; see remarks.h. */
#include "explore/remarks.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void ps_remark(PsRemarks *remarks, const char *code, const char *text, const char *place, ...)
{
    PsIssue *items = PS_BUF_ITEMS(&remarks->items, PsIssue);
    int count = (int)PS_BUF_COUNT(&remarks->items, PsIssue);
    for (int i = 0; i < count; i++) {
        if (strcmp(items[i].code, code) != 0) continue;
        items[i].count++;
        return;
    }
    char shown[200];
    va_list arguments;
    va_start(arguments, place);
    vsnprintf(shown, sizeof shown, place, arguments);
    va_end(arguments);
    const char *kept = ps_text_shown(remarks->arena, ps_arena_text(remarks->arena, shown));
    PsIssue issue = {.code = code, .file = remarks->file, .place = kept, .text = text, .count = 1};
    PS_BUF_PUSH(&remarks->items, issue);
}

PsIssue *ps_remarks_end(PsRemarks *remarks, int *count)
{
    *count = (int)PS_BUF_COUNT(&remarks->items, PsIssue);
    PsIssue *issues = ps_arena_copy(remarks->arena, remarks->items.data, remarks->items.length);
    ps_buf_free(&remarks->items);
    return issues;
}
