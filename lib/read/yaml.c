/* YAML by libyaml's events; see yaml.h. The tree is built from the events and not by libyaml, which
   takes quadratic time on nested brackets: here the depth is judged before it is gone into. */
#include "read/yaml.h"

#include "base/text.h"
#include "read/issue.h"
#include "read/limits.h"

#include <stdio.h>
#include <string.h>

#include <yaml.h>

typedef struct Level {
    PsYaml *node;
    PsYaml *last; /* item added last */
    const char *key;
} Level;

typedef struct Builder {
    const char *path;
    PsArena *arena;
    Level levels[PS_LIMIT_YAML_DEPTH];
    int depth;
    PsYaml *root;
    PsError *error;
} Builder;

static bool refuse(const Builder *builder, long line, const char *wanted, const char *found)
{
    PsPlace place = {.line = line};
    return ps_refuse(builder->error, builder->path, &place, wanted, found);
}

/* Tags of YAML's own types change nothing; others ask for objects of some language. */
static bool check_tag(const Builder *builder, const yaml_char_t *tag, long line)
{
    static const char own[] = "tag:yaml.org,2002:";
    static const char *const plain[] = {"str", "int", "float", "bool", "null", "seq", "map"};
    const char *name = (const char *)tag;
    char found[120];
    if (!name || strcmp(name, "!") == 0) return true;
    if (strncmp(name, own, strlen(own)) == 0) {
        name += strlen(own);
        for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
            if (strcmp(name, plain[i]) == 0) return true;
        }
    }
    snprintf(found, sizeof found, "the tag \"%.80s\"", ps_text_shown(builder->arena, name));
    return refuse(builder, line, "plain lists, maps and texts", found);
}

static bool add_node(Builder *builder, PsYaml *node)
{
    if (builder->depth == 0) {
        builder->root = node;
        return true;
    }
    Level *level = &builder->levels[builder->depth - 1];
    if (level->node->kind == PS_YAML_MAP && !level->key) {
        if (node->kind != PS_YAML_TEXT) {
            return refuse(builder, node->line, "a text as key", "a list or map as key of a map");
        }
        level->key = node->text;
        return true;
    }
    node->key = level->key;
    level->key = NULL;
    if (level->last)
        level->last->next = node;
    else
        level->node->first = node;
    level->last = node;
    level->node->count++;
    return true;
}

static bool add_text(Builder *builder, const yaml_event_t *event, long line)
{
    const char *value = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    if (!check_tag(builder, event->data.scalar.tag, line)) return false;
    if (strlen(value) != length) return refuse(builder, line, "a text", "a zero byte in a text");
    PsYaml *node = PS_NEW(builder->arena, PsYaml);
    *node = (PsYaml){.kind = PS_YAML_TEXT,
                     .text = ps_arena_text_n(builder->arena, value, length),
                     .quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE,
                     .line = line};
    return add_node(builder, node);
}

static bool enter(Builder *builder, PsYamlKind kind, const yaml_char_t *tag, long line)
{
    if (!check_tag(builder, tag, line)) return false;
    if (builder->depth == PS_LIMIT_YAML_DEPTH) {
        return refuse(builder, line, "at most 16 levels", "lists or maps nested deeper");
    }
    PsYaml *node = PS_NEW(builder->arena, PsYaml);
    *node = (PsYaml){.kind = kind, .text = "", .line = line};
    if (!add_node(builder, node)) return false;
    builder->levels[builder->depth++] = (Level){.node = node};
    return true;
}

/* Takes up one event; *end is set after the first document. */
static bool take(Builder *builder, const yaml_event_t *event, bool *end)
{
    long line = (long)event->start_mark.line + 1;
    switch (event->type) {
    case YAML_ALIAS_EVENT: return refuse(builder, line, "the values themselves", "an alias (*)");
    case YAML_SCALAR_EVENT: return add_text(builder, event, line);
    case YAML_SEQUENCE_START_EVENT:
        return enter(builder, PS_YAML_LIST, event->data.sequence_start.tag, line);
    case YAML_MAPPING_START_EVENT:
        return enter(builder, PS_YAML_MAP, event->data.mapping_start.tag, line);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: builder->depth--; return true;
    case YAML_DOCUMENT_END_EVENT:
    case YAML_STREAM_END_EVENT: *end = true; return true;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_START_EVENT: return true;
    }
    return true;
}

static bool refuse_syntax(const Builder *builder, const yaml_parser_t *parser)
{
    char found[200];
    bool scanned = parser->problem_mark.line > 0 || parser->problem_mark.column > 0;
    snprintf(found, sizeof found, "%.160s", parser->problem ? parser->problem : "no YAML");
    return refuse(builder, scanned ? (long)parser->problem_mark.line + 1 : 1, "YAML", found);
}

static bool walk(Builder *builder, yaml_parser_t *parser)
{
    bool fine = true;
    for (bool end = false; fine && !end;) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event)) return refuse_syntax(builder, parser);
        fine = take(builder, &event, &end);
        yaml_event_delete(&event);
    }
    return fine;
}

const PsYaml *ps_yaml_parse(const char *path, const char *data, size_t size, PsArena *arena,
                            PsError *error)
{
    Builder builder = {.path = path, .arena = arena, .error = error};
    yaml_parser_t parser;
    if (size > PS_LIMIT_YAML_BYTES) {
        refuse(&builder, 0, "at most 1 MB of YAML", "a larger file");
        return NULL;
    }
    if (!yaml_parser_initialize(&parser)) {
        refuse(&builder, 0, NULL, "libyaml cannot be started");
        return NULL;
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)data, size);
    bool fine = walk(&builder, &parser);
    yaml_parser_delete(&parser);
    if (!fine) return NULL;
    if (!builder.root) refuse(&builder, 0, "YAML", "nothing in the file");
    return builder.root;
}

const PsYaml *ps_yaml_get(const PsYaml *map, const char *key)
{
    const PsYaml *found = NULL;
    if (!map || map->kind != PS_YAML_MAP) return NULL;
    for (const PsYaml *item = map->first; item; item = item->next) {
        if (strcmp(item->key, key) == 0) found = item;
    }
    return found;
}

bool ps_yaml_is_null(const PsYaml *node)
{
    if (!node) return true;
    if (node->kind != PS_YAML_TEXT || node->quoted) return false;
    return !*node->text || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0;
}
