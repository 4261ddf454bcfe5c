/* Slices in the words of people: "fewer than 11 objects" for "objects" and "below 11". */
#include "build.h"

#include "base/number.h"
#include "base/text.h"

#include <string.h>

/* A slice's name taken apart; `from` is NULL in "below 11", `to` in "22 and above". */
typedef struct Range {
    const char *from, *to;
} Range;

static bool is_number(const char *text)
{
    double value;
    return ps_number_parse(text, &value);
}

/* True if the name is a range of numbers. */
static bool read_range(PsArena *arena, const char *name, Range *range)
{
    static const char above[] = " and above";
    size_t length = strlen(name), end = sizeof above - 1;
    *range = (Range){0};
    if (strncmp(name, "below ", 6) == 0) {
        range->to = name + 6;
        return is_number(range->to);
    }
    if (length > end && strcmp(name + length - end, above) == 0) {
        range->from = ps_arena_printf(arena, "%.*s", (int)(length - end), name);
        return is_number(range->from);
    }
    const char *middle = strstr(name, " to ");
    if (!middle) return false;
    range->from = ps_arena_printf(arena, "%.*s", (int)(middle - name), name);
    range->to = middle + 4;
    return is_number(range->from) && is_number(range->to);
}

static const char *objects_label(PsArena *arena, const char *name, const Range *range)
{
    if (!range) {
        if (strcmp(name, "0") == 0) return "no object";
        return ps_arena_printf(arena, "%s %s", name, strcmp(name, "1") == 0 ? "object" : "objects");
    }
    if (!range->from) return ps_arena_printf(arena, "fewer than %s objects", range->to);
    if (!range->to) return ps_arena_printf(arena, "%s objects or more", range->from);
    return ps_arena_printf(arena, "%s to %s objects", range->from, range->to);
}

static const char *size_label(PsArena *arena, const char *name, const Range *range)
{
    if (!range) return ps_arena_printf(arena, "a longer side of %s pixels", name);
    if (!range->from) return ps_arena_printf(arena, "a longer side under %s pixels", range->to);
    if (!range->to)
        return ps_arena_printf(arena, "a longer side of %s pixels or more", range->from);
    return ps_arena_printf(arena, "a longer side of %s to %s pixels", range->from, range->to);
}

static const char *figure_label(PsArena *arena, const char *column, const Range *range)
{
    if (!range->from) return ps_arena_printf(arena, "%s below %s", column, range->to);
    if (!range->to) return ps_arena_printf(arena, "%s of %s or more", column, range->from);
    return ps_arena_printf(arena, "%s from %s to %s", column, range->from, range->to);
}

static const char *label_of(PsArena *arena, const char *column, const char *name, bool *is_range)
{
    Range range;
    const char *shown = ps_text_shown(arena, name);
    bool ranged = read_range(arena, shown, &range), number = ranged || is_number(shown);
    *is_range = number;
    if (number && strcmp(column, "objects") == 0) {
        return objects_label(arena, shown, ranged ? &range : NULL);
    }
    if (number && strcmp(column, "image size") == 0) {
        return size_label(arena, shown, ranged ? &range : NULL);
    }
    const char *what = ps_text_shown(arena, column);
    if (ranged) return figure_label(arena, what, &range);
    return ps_arena_printf(arena, number ? "%s %s" : "%s is %s", what, shown);
}

const char *slice_label(PsArena *arena, const char *column, const char *name)
{
    bool is_range;
    return label_of(arena, column, name, &is_range);
}

const char *slice_images(PsArena *arena, const char *column, const char *name)
{
    bool is_range;
    const char *label = label_of(arena, column, name, &is_range);
    return ps_arena_printf(arena, "%s %s", is_range ? "with" : "where", label);
}
