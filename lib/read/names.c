/* Names; see names.h. */
#include "read/names.h"

#include "read/limits.h"

#include <stdlib.h>
#include <string.h>

void ps_names_start(PsNames *names, PsArena *arena)
{
    *names = (PsNames){.arena = arena, .index = ps_index_new(arena), .items = PS_BUF};
}

void ps_names_free(PsNames *names)
{
    ps_buf_free(&names->items);
}

size_t ps_name_cut(const char *name, size_t length)
{
    if (length <= PS_LIMIT_NAME) return length;
    length = PS_LIMIT_NAME;
    while (length > 0 && ((unsigned char)name[length] & 0xC0) == 0x80) length--;
    return length;
}

int ps_names_add(PsNames *names, const char *name, size_t length)
{
    char key[PS_LIMIT_NAME + 1];
    length = ps_name_cut(name, length);
    memcpy(key, name, length);
    key[length] = '\0';
    int known = ps_index_text(names->index, key);
    if (known >= 0) return known;
    const char *copy = ps_arena_text_n(names->arena, key, length);
    PS_BUF_PUSH(&names->items, copy);
    return ps_index_add_text(names->index, copy, ps_names_count(names) - 1);
}

int ps_names_count(const PsNames *names)
{
    return (int)PS_BUF_COUNT(&names->items, const char *);
}

const char *ps_names_at(const PsNames *names, int number)
{
    return PS_BUF_ITEMS(&names->items, const char *)[number];
}

typedef struct Turn {
    const char *name;
    int index;
} Turn;

static int by_name(const void *a, const void *b)
{
    const Turn *one = a, *other = b;
    int order = strcmp(one->name, other->name);
    return order ? order : (one->index > other->index) - (one->index < other->index);
}

int *ps_names_order(PsArena *arena, const char *const *names, int count)
{
    Turn *turns = PS_ARRAY(arena, Turn, count);
    int *order = PS_ARRAY(arena, int, count);
    for (int i = 0; i < count; i++) turns[i] = (Turn){names[i], i};
    if (count > 1) qsort(turns, (size_t)count, sizeof *turns, by_name);
    for (int i = 0; i < count; i++) order[i] = turns[i].index;
    return order;
}
