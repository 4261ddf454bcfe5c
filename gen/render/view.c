/* Views; see view.h. Few names a view, so a linked list is the whole machinery. */
#include "render/view.h"

#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

View *view_new(PsArena *arena)
{
    View *view = PS_NEW(arena, View);
    view->arena = arena;
    return view;
}

static ViewValue *own_value(const View *view, const char *name)
{
    for (ViewValue *value = view->values; value; value = value->next) {
        if (strcmp(value->name, name) == 0) return value;
    }
    return NULL;
}

static ViewValue *set(View *view, const char *name, ViewKind kind)
{
    ViewValue *value = own_value(view, name);
    if (!value) {
        value = PS_NEW(view->arena, ViewValue);
        value->name = name;
        value->next = view->values;
        view->values = value;
    }
    value->kind = kind;
    return value;
}

void view_text(View *view, const char *name, const char *text)
{
    set(view, name, VIEW_TEXT)->text = text ? text : "";
}

void view_raw(View *view, const char *name, const char *markup)
{
    set(view, name, VIEW_RAW)->text = markup ? markup : "";
}

void view_flag(View *view, const char *name, bool on)
{
    set(view, name, VIEW_FLAG)->on = on;
}

void view_printf(View *view, const char *name, const char *format, ...)
{
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, list);
    va_end(list);
    size_t size = (size_t)(length < 0 ? 0 : length) + 1;
    char *text = PS_ARRAY(view->arena, char, size);
    vsnprintf(text, size, format, again);
    va_end(again);
    view_text(view, name, text);
}

void view_list(View *view, const char *name)
{
    ViewValue *value = set(view, name, VIEW_LIST);
    value->first = value->last = NULL;
}

View *view_item(View *view, const char *name)
{
    ViewValue *value = own_value(view, name);
    if (!value) value = set(view, name, VIEW_LIST);
    View *item = view_new(view->arena);
    item->outer = view;
    if (value->last) {
        value->last->next = item;
    } else {
        value->first = item;
    }
    value->last = item;
    return item;
}

const ViewValue *view_find(const View *view, const char *name)
{
    for (; view; view = view->outer) {
        const ViewValue *value = own_value(view, name);
        if (value) return value;
    }
    return NULL;
}
