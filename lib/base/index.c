/* A hash index with open addressing; half full at most, so a search is short. Keys are hostile:
   each index mixes them with a seed of its own, the place where it lies, so that a file cannot be
   made whose keys all meet. Nothing is ever listed in the order of the slots. */
#include "base/index.h"

#include "base/random.h"

#include <string.h>

typedef struct Slot {
    const char *text; /* NULL for a number key */
    int64_t number;   /* the number, or the hash of the text */
    int value;
    bool used;
} Slot;

struct PsIndex {
    PsArena *arena;
    Slot *slots;
    size_t capacity, count; /* capacity is a power of two */
    uint64_t seed;
};

PsIndex *ps_index_new(PsArena *arena)
{
    PsIndex *index = PS_NEW(arena, PsIndex);
    *index = (PsIndex){.arena = arena, .slots = PS_ARRAY(arena, Slot, 16), .capacity = 16};
    index->seed = ps_mix64((uint64_t)(uintptr_t)index);
    return index;
}

static uint64_t mix(uint64_t x)
{
    return ps_splitmix64(&x);
}

static int64_t hash_text(const PsIndex *index, const char *text)
{
    uint64_t hash = index->seed;
    for (; *text; text++) hash = mix(hash ^ (unsigned char)*text);
    return (int64_t)hash;
}

static bool same_key(const Slot *slot, const char *text, int64_t number)
{
    if (slot->number != number || !slot->text != !text) return false;
    return !text || strcmp(slot->text, text) == 0;
}

/* The slot of the key, or the free slot where it belongs. */
static Slot *find(const PsIndex *index, const char *text, int64_t number)
{
    size_t mask = index->capacity - 1, at = (size_t)mix((uint64_t)number ^ index->seed) & mask;
    while (index->slots[at].used && !same_key(&index->slots[at], text, number)) {
        at = (at + 1) & mask;
    }
    return &index->slots[at];
}

static void grow(PsIndex *index)
{
    Slot *old = index->slots;
    size_t count = index->capacity;
    index->capacity *= 2;
    index->slots = PS_ARRAY(index->arena, Slot, index->capacity);
    for (size_t i = 0; i < count; i++) {
        if (old[i].used) *find(index, old[i].text, old[i].number) = old[i];
    }
}

static int add(PsIndex *index, const char *text, int64_t number, int value)
{
    if (index->count * 2 >= index->capacity) grow(index);
    Slot *slot = find(index, text, number);
    if (slot->used) return slot->value;
    *slot = (Slot){.text = text, .number = number, .value = value, .used = true};
    index->count++;
    return value;
}

int ps_index_add_text(PsIndex *index, const char *key, int value)
{
    return add(index, key, hash_text(index, key), value);
}

int ps_index_add_number(PsIndex *index, int64_t key, int value)
{
    return add(index, NULL, key, value);
}

int ps_index_text(const PsIndex *index, const char *key)
{
    const Slot *slot = find(index, key, hash_text(index, key));
    return slot->used ? slot->value : -1;
}

int ps_index_number(const PsIndex *index, int64_t key)
{
    const Slot *slot = find(index, NULL, key);
    return slot->used ? slot->value : -1;
}
