/* The template engine; see template.h. It walks the text once: what lies between two tags is
 * copied, a section is the same walk over its body, again for every item. */
#include "render/template.h"

#include "render/escape.h"

#include <stdio.h>
#include <string.h>

enum { NAME_MAX_SIZE = 64, DEEPEST = 32 };

typedef struct Walk {
    const TemplateSource *source;
    const char *name;       /* of the template, for messages */
    const char *text, *end; /* the whole template */
    PsBuf *out;
    PsError *error;
    int depth;
} Walk;

typedef struct Tag {
    char kind; /* '#', '^', '/', '>', '{' (raw) or 0 (text) */
    char name[NAME_MAX_SIZE];
    const char *from, *after; /* the tag with its braces */
} Tag;

static bool fault(const Walk *walk, const char *at, const char *what, const char *name)
{
    int line = 1;
    for (const char *c = walk->text; c < at; c++) line += *c == '\n';
    char place[32];
    snprintf(place, sizeof place, "line %d", line);
    return ps_fail(walk->error, PS_ERROR_OUTPUT, walk->name, place, NULL, "%s \"%s\"", what, name);
}

static const char *find(const char *from, const char *end, const char *mark)
{
    size_t size = strlen(mark);
    for (; from + size <= end; from++) {
        if (memcmp(from, mark, size) == 0) return from;
    }
    return NULL;
}

/* Reads the tag that begins at `from`. */
static bool read_tag(const Walk *walk, const char *from, Tag *tag)
{
    bool raw = from + 2 < walk->end && from[2] == '{';
    const char *name = from + (raw ? 3 : 2);
    const char *close = find(name, walk->end, raw ? "}}}" : "}}");
    if (!close) return fault(walk, from, "tag without an end", "{{");
    *tag = (Tag){.kind = raw ? '{' : '\0', .from = from, .after = close + (raw ? 3 : 2)};
    if (!raw && name < close && strchr("#^/>", *name)) tag->kind = *name++;
    size_t length = (size_t)(close - name);
    if (length == 0 || length >= NAME_MAX_SIZE) return fault(walk, from, "tag without a name", "");
    memcpy(tag->name, name, length);
    return true;
}

/* Finds the end tag that belongs to `open`. */
static bool find_close(const Walk *walk, const Tag *open, Tag *close)
{
    int depth = 1;
    const char *at = open->after;
    while ((at = find(at, walk->end, "{{"))) {
        if (!read_tag(walk, at, close)) return false;
        if (close->kind == '#' || close->kind == '^') depth++;
        if (close->kind == '/' && --depth == 0) {
            if (strcmp(open->name, close->name) == 0) return true;
            return fault(walk, at, "section closed by another name:", close->name);
        }
        at = close->after;
    }
    return fault(walk, open->from, "section without an end:", open->name);
}

static bool walk_span(Walk *walk, const char *from, const char *to, const View *view);

static bool is_on(const ViewValue *value)
{
    switch (value->kind) {
    case VIEW_TEXT:
    case VIEW_RAW: return value->text[0] != '\0';
    case VIEW_FLAG: return value->on;
    case VIEW_LIST: return value->first != NULL;
    }
    return false;
}

static bool walk_section(Walk *walk, const Tag *open, const Tag *close, const View *view)
{
    const ViewValue *value = view_find(view, open->name);
    if (!value) return fault(walk, open->from, "unknown name", open->name);
    bool on = is_on(value);
    if (open->kind == '^') return on || walk_span(walk, open->after, close->from, view);
    if (!on) return true;
    if (value->kind != VIEW_LIST) return walk_span(walk, open->after, close->from, view);
    for (const View *item = value->first; item; item = item->next) {
        if (!walk_span(walk, open->after, close->from, item)) return false;
    }
    return true;
}

static bool walk_value(const Walk *walk, const Tag *tag, const View *view)
{
    const ViewValue *value = view_find(view, tag->name);
    if (!value) return fault(walk, tag->from, "unknown name", tag->name);
    bool is_text = value->kind == VIEW_TEXT || value->kind == VIEW_RAW;
    if (!is_text) return fault(walk, tag->from, "not a text:", tag->name);
    if (tag->kind == '{') {
        if (value->kind != VIEW_RAW) return fault(walk, tag->from, "not markup:", tag->name);
        ps_buf_text(walk->out, value->text);
    } else {
        escape_text(walk->out, value->text);
    }
    return true;
}

static bool walk_template(Walk outer, const char *name, const View *view)
{
    char path[NAME_MAX_SIZE + 32];
    snprintf(path, sizeof path, "templates/%s.html", name);
    TemplateText text;
    if (outer.depth > DEEPEST || !outer.source->find(outer.source->context, path, &text)) {
        return ps_fail(outer.error, PS_ERROR_OUTPUT, path, NULL, NULL, "no such template");
    }
    Walk inner = outer;
    inner.name = path;
    inner.text = text.data;
    inner.end = text.data + text.size;
    if (text.size > 0 && inner.end[-1] == '\n') inner.end--; /* of the file, not of the text */
    inner.depth++;
    return walk_span(&inner, inner.text, inner.end, view);
}

static bool walk_span(Walk *walk, const char *from, const char *to, const View *view)
{
    const char *at;
    while ((at = find(from, to, "{{"))) {
        ps_buf_bytes(walk->out, from, (size_t)(at - from));
        Tag tag, close;
        if (!read_tag(walk, at, &tag)) return false;
        from = tag.after;
        if (tag.kind == '#' || tag.kind == '^') {
            if (!find_close(walk, &tag, &close)) return false;
            if (!walk_section(walk, &tag, &close, view)) return false;
            from = close.after;
        } else if (tag.kind == '/') {
            return fault(walk, at, "section was not opened:", tag.name);
        } else if (tag.kind == '>') {
            if (!walk_template(*walk, tag.name, view)) return false;
        } else if (!walk_value(walk, &tag, view)) {
            return false;
        }
    }
    ps_buf_bytes(walk->out, from, (size_t)(to - from));
    return true;
}

bool template_render(const TemplateSource *source, const char *name, const View *view, PsBuf *out,
                     PsError *error)
{
    Walk walk = {.source = source, .out = out, .error = error};
    return walk_template(walk, name, view);
}
