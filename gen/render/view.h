/* What a template may show: names with texts, conditions and lists. A View is built for one
 * template, in one arena, and holds finished texts only. */
#ifndef RENDER_VIEW_H
#define RENDER_VIEW_H

#include "base/arena.h"

#include <stdbool.h>

typedef struct View View;

typedef enum ViewKind { VIEW_TEXT, VIEW_RAW, VIEW_FLAG, VIEW_LIST } ViewKind;

typedef struct ViewValue {
    const char *name;
    ViewKind kind;
    const char *text;   /* TEXT; RAW: markup made by a renderer */
    bool on;            /* FLAG */
    View *first, *last; /* LIST */
    struct ViewValue *next;
} ViewValue;

struct View {
    PsArena *arena;
    View *outer; /* where names are looked up that are not found here */
    View *next;  /* in the list this view belongs to */
    ViewValue *values;
};

View *view_new(PsArena *arena);

/* Set a name; texts are not copied and must live as long as the view. NULL is shown as "". */
void view_text(View *view, const char *name, const char *text);
void view_raw(View *view, const char *name, const char *markup);
void view_flag(View *view, const char *name, bool on);

/* A printf text, copied. */
void view_printf(View *view, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Makes `name` a list, empty at first. */
void view_list(View *view, const char *name);

/* Appends a new view to the list, which is made if it is not there. */
View *view_item(View *view, const char *name);

/* The value of the name here or further out, or NULL. */
const ViewValue *view_find(const View *view, const char *name);

#endif
