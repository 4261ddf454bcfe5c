/* Names; see names.h. */
#include "read/names.h"

#include "read/limits.h"

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
