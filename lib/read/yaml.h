/* YAML as far as settings files go: lists, maps and texts. Aliases, tags that make objects, and
   deep nesting are refused; no text is taken for anything but a text. */
#ifndef PS_READ_YAML_H
#define PS_READ_YAML_H

#include "base/arena.h"
#include "base/error.h"

#include <stddef.h>

typedef enum PsYamlKind { PS_YAML_TEXT, PS_YAML_LIST, PS_YAML_MAP } PsYamlKind;

typedef struct PsYaml {
    PsYamlKind kind;
    const char *key;  /* in a map; else NULL */
    const char *text; /* of a text; else "" */
    bool quoted;      /* so "null" is a word */
    long line;
    const struct PsYaml *first, *next; /* items, in the order of the file */
    int count;
} PsYaml;

/* The first document; NULL and *error on failure. `path` is named in errors. */
const PsYaml *ps_yaml_parse(const char *path, const char *data, size_t size, PsArena *arena,
                            PsError *error);

/* The item of that key, of several the last; NULL if there is none, or the node is no map. */
const PsYaml *ps_yaml_get(const PsYaml *map, const char *key);

/* True if there is no node, or it says so: an empty text, ~ or null. */
bool ps_yaml_is_null(const PsYaml *node);

#endif
