/* Lists of class names; see class_list.h. */
#include "read/class_list.h"

#include "base/file.h"
#include "base/number.h"
#include "base/text.h"
#include "read/folder.h"
#include "read/limits.h"

#include <stdio.h>
#include <string.h>

const char *ps_class_list_name(const PsClassList *list, int64_t number)
{
    const char *name = number >= 0 && number < list->count ? list->names[number] : NULL;
    return name && *name ? name : NULL;
}

static bool refuse_node(const char *path, const PsYaml *node, const char *wanted, const char *found,
                        PsError *error)
{
    PsPlace place = {.key = node->key, .line = node->line, .file = path};
    return ps_refuse(error, path, &place, wanted, found);
}

static bool read_map(const char *path, const PsYaml *names, PsArena *arena, PsClassList *list,
                     PsError *error)
{
    int64_t number = 0, highest = -1;
    for (const PsYaml *item = names->first; item; item = item->next) {
        if (!ps_integer_parse(item->key, &number) || number < 0 || number >= PS_LIMIT_CLASSES) {
            return refuse_node(path, item, "0, 1, 2 ... as keys of names", "another key", error);
        }
        if (item->kind != PS_YAML_TEXT) {
            return refuse_node(path, item, "a name", "a list or map as name of a class", error);
        }
        if (number > highest) highest = number;
    }
    list->count = (int)highest + 1;
    list->names = PS_ARRAY(arena, const char *, list->count);
    for (const PsYaml *item = names->first; item; item = item->next) {
        ps_integer_parse(item->key, &number);
        list->names[number] = item->text;
    }
    return true;
}

static bool read_list(const char *path, const PsYaml *names, PsArena *arena, PsClassList *list,
                      PsError *error)
{
    list->names = PS_ARRAY(arena, const char *, names->count);
    for (const PsYaml *item = names->first; item; item = item->next) {
        if (item->kind != PS_YAML_TEXT || list->count >= PS_LIMIT_CLASSES) {
            char wanted[40];
            snprintf(wanted, sizeof wanted, "at most %d names", PS_LIMIT_CLASSES);
            return refuse_node(path, item, wanted, "something else", error);
        }
        list->names[list->count++] = item->text;
    }
    return true;
}

/* The count is for readers that have no names; where it differs, the names are right. */
static void check_count(const char *path, const PsYaml *root, const PsYaml *names,
                        PsIssueList *issues)
{
    const PsYaml *node = ps_yaml_get(root, "nc");
    int64_t number = 0;
    if (ps_yaml_is_null(node)) return;
    bool whole = node->kind == PS_YAML_TEXT && ps_integer_parse(node->text, &number);
    if (whole && number == names->count) return;
    PsPlace place = {.key = "nc", .line = node->line, .file = path};
    if (ps_issue_add(issues, "class-count-differs", &place, NULL)) {
        ps_issue_text(issues, "nc is not the number of names, %d; the names were taken.",
                      names->count);
    }
}

bool ps_class_list_yaml(const char *path, const PsYaml *root, PsArena *arena, PsIssueList *issues,
                        PsClassList *list, PsError *error)
{
    static const char wanted[] = "names: a list, or a map from 0, 1, 2 ...";
    const PsYaml *names = ps_yaml_get(root, "names");
    *list = (PsClassList){0};
    if (ps_yaml_is_null(names)) {
        PsPlace place = {.file = path};
        return ps_refuse(error, path, &place, wanted, "no class names");
    }
    if (names->kind == PS_YAML_TEXT) return refuse_node(path, names, wanted, "a text", error);
    bool map = names->kind == PS_YAML_MAP;
    if (!(map ? read_map : read_list)(path, names, arena, list, error)) return false;
    if (list->count == 0) return refuse_node(path, names, wanted, "no name", error);
    check_count(path, root, names, issues);
    return true;
}

static const char *line_end(const char *at)
{
    const char *end = strchr(at, '\n');
    return end ? end : at + strlen(at);
}

/* A text of two bytes a letter would end at its first one. */
static bool check_text(const PsClassText *text, PsError *error)
{
    size_t bad = ps_utf8_check(text->data, text->size), zero = strlen(text->data);
    size_t at = zero < bad ? zero : bad;
    PsPlace place = {.file = text->path, .text = text->data, .at = text->data + at};
    if (at == text->size) return true;
    return ps_refuse(error, text->path, &place, "text in UTF-8",
                     at == zero ? "a zero byte, as UTF-16 has" : "bytes that are no text");
}

static bool refuse_list(const char *path, bool many, PsError *error)
{
    char found[60];
    snprintf(found, sizeof found, many ? "more than %d lines" : "no class name", PS_LIMIT_CLASSES);
    PsPlace place = {.file = path};
    return ps_refuse(error, path, &place, "one class name a line", found);
}

bool ps_class_list_text(const PsClassText *text, PsArena *arena, PsClassList *list, PsError *error)
{
    PsBuf names = PS_BUF;
    const char *data = text->data;
    if (!check_text(text, error)) return false;
    if (strncmp(data, "\xEF\xBB\xBF", 3) == 0) data += 3;
    for (const char *at = data; *at;) {
        const char *end = line_end(at), *last = end;
        while (last > at && strchr(" \t\r", last[-1])) last--;
        at += strspn(at, " \t");
        const char *name = ps_arena_text_n(arena, at, last > at ? (size_t)(last - at) : 0);
        PS_BUF_PUSH(&names, name);
        at = *end ? end + 1 : end;
    }
    int count = (int)PS_BUF_COUNT(&names, const char *);
    const char **items = PS_BUF_ITEMS(&names, const char *);
    while (count > 0 && !*items[count - 1]) count--;
    *list = (PsClassList){ps_arena_copy(arena, items, sizeof *items * (size_t)count), count};
    ps_buf_free(&names);
    return (count > 0 && count <= PS_LIMIT_CLASSES) || refuse_list(text->path, count > 0, error);
}

bool ps_class_list_open(const char *path, PsArena *arena, PsIssueList *issues, PsClassList *list,
                        PsError *error)
{
    static const char *const yaml[] = {"yaml", "yml", NULL};
    PsBytes bytes;
    if (!ps_file_read(path, PS_LIMIT_YAML_BYTES, &bytes, error)) return false;
    bool fine;
    if (ps_name_ends(path, yaml)) {
        const PsYaml *root = ps_yaml_parse(path, bytes.data, bytes.size, arena, error);
        fine = root && ps_class_list_yaml(path, root, arena, issues, list, error);
    } else {
        PsClassText text = {path, bytes.data, bytes.size};
        fine = ps_class_list_text(&text, arena, list, error);
    }
    ps_bytes_free(&bytes);
    return fine;
}
