/* Bump memory that is freed whole: a list of blocks, the newest in front. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 16 * 1024, LARGEST_STEP = 4 * 1024 * 1024 };

typedef struct Block {
    struct Block *next;
    size_t size, used;
    alignas(max_align_t) unsigned char bytes[];
} Block;

struct PsArena {
    Block *blocks;
};

static void out_of_memory(size_t size)
{
    fprintf(stderr, "proofsheet: error: out of memory (%zu bytes asked for)\n", size);
    abort();
}

void *ps_alloc(size_t size)
{
    void *memory = malloc(size ? size : 1);
    if (!memory) out_of_memory(size);
    return memory;
}

void *ps_realloc(void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);
    if (!memory) out_of_memory(size);
    return memory;
}

PsArena *ps_arena_new(void)
{
    PsArena *arena = ps_alloc(sizeof *arena);
    arena->blocks = NULL;
    return arena;
}

void ps_arena_free(PsArena *arena)
{
    if (!arena) return;
    for (Block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    free(arena);
}

void ps_arena_reset(PsArena *arena)
{
    Block *keep = arena->blocks;
    if (!keep) return;
    for (Block *block = keep->next, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    keep->next = NULL;
    keep->used = 0;
}

static Block *add_block(PsArena *arena, size_t wanted)
{
    size_t size = arena->blocks ? arena->blocks->size * 2 : FIRST_BLOCK;
    if (size > LARGEST_STEP) size = LARGEST_STEP;
    if (size < wanted) size = wanted;
    if (size > SIZE_MAX - sizeof(Block)) out_of_memory(size);
    Block *block = ps_alloc(sizeof *block + size);
    *block = (Block){.next = arena->blocks, .size = size, .used = 0};
    arena->blocks = block;
    return block;
}

static void *take(PsArena *arena, size_t bytes)
{
    size_t step = alignof(max_align_t);
    if (bytes > SIZE_MAX - step) out_of_memory(bytes);
    size_t rounded = (bytes + step - 1) / step * step;
    Block *block = arena->blocks;
    if (!block || block->size - block->used < rounded) block = add_block(arena, rounded);
    void *memory = block->bytes + block->used;
    block->used += rounded;
    return memory;
}

void *ps_arena_array(PsArena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size) out_of_memory(SIZE_MAX);
    void *memory = take(arena, count * size);
    memset(memory, 0, count * size);
    return memory;
}

void *ps_arena_copy(PsArena *arena, const void *bytes, size_t size)
{
    void *memory = take(arena, size);
    if (size) memcpy(memory, bytes, size);
    return memory;
}

char *ps_arena_text_n(PsArena *arena, const char *text, size_t length)
{
    char *copy = take(arena, length + 1);
    if (length) memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *ps_arena_text(PsArena *arena, const char *text)
{
    return ps_arena_text_n(arena, text, strlen(text));
}

char *ps_arena_printf(PsArena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) out_of_memory(0);
    char *text = take(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}
