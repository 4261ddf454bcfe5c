/* Bump memory that is freed whole. Running out of memory ends the program here and only here. */
#ifndef PS_BASE_ARENA_H
#define PS_BASE_ARENA_H

#include <stddef.h>

typedef struct PsArena PsArena;

/* A new, empty arena; never NULL. */
PsArena *ps_arena_new(void);

/* Frees the arena and all that came from it; NULL is allowed. */
void ps_arena_free(PsArena *arena);

/* Forgets all that came from the arena but keeps its memory for the next use. */
void ps_arena_reset(PsArena *arena);

/* `count` items of `size` bytes, zeroed, aligned for any type. count * size is checked for
   overflow. Never NULL, also for count 0. */
void *ps_arena_array(PsArena *arena, size_t count, size_t size);

#define PS_NEW(arena, type) ((type *)ps_arena_array((arena), 1, sizeof(type)))
#define PS_ARRAY(arena, type, count)                                                               \
    ((type *)ps_arena_array((arena), (size_t)(count), sizeof(type)))

/* Copies of texts, terminated. */
char *ps_arena_text(PsArena *arena, const char *text);
char *ps_arena_text_n(PsArena *arena, const char *text, size_t length);
char *ps_arena_printf(PsArena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A copy of `size` bytes. */
void *ps_arena_copy(PsArena *arena, const void *bytes, size_t size);

/* malloc and realloc that end the program when there is no memory. */
void *ps_alloc(size_t size);
void *ps_realloc(void *old, size_t size);

#endif
