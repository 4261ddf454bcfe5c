/* Splits; see splits.h. */
#include "read/splits.h"

#include "base/file.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* In the order of preference; the first name of each is what --split says. */
static const char *const splits[][4] = {{"val", "valid", "validation", NULL},
                                        {"test", "testing", NULL, NULL},
                                        {"train", "training", NULL, NULL}};
enum { KINDS = sizeof splits / sizeof *splits };

/* ------------------------------------------------------------------ names */

static bool is_equal(const char *name, size_t length, const char *other)
{
    return strlen(other) == length && strncasecmp(name, other, length) == 0;
}

/* Number of the kind, or -1. */
static int kind_of(const char *name, size_t length)
{
    for (int i = 0; i < KINDS; i++) {
        for (int k = 0; splits[i][k]; k++) {
            if (is_equal(name, length, splits[i][k])) return i;
        }
    }
    return -1;
}

static bool means(const char *name, size_t length, const char *split)
{
    int kind = kind_of(split, strlen(split));
    return is_equal(name, length, split) || (kind >= 0 && kind_of(name, length) == kind);
}

bool ps_split_is(const char *name, const char *split)
{
    return means(name, strlen(name), split);
}

const char *ps_split_name(const char *name)
{
    int kind = kind_of(name, strlen(name));
    return kind >= 0 ? splits[kind][0] : name;
}

bool ps_split_is_all(const PsSource *source)
{
    const char *asked = source->options->split;
    return asked && strcasecmp(asked, "all") == 0;
}

bool ps_split_is_known(const PsSource *source, const char *name)
{
    const char *asked = source->options->split;
    return kind_of(name, strlen(name)) >= 0 || (asked && ps_split_is(name, asked));
}

/* ------------------------------------------------------------------ paths */

/* "instances_val2017.json" has the words instances, val (a year may follow) and json. */
static bool has_word(const char *name, const char *split)
{
    static const char between[] = "_-.";
    while (*name) {
        size_t length = strcspn(name, between), letters = strcspn(name, "_-.0123456789");
        if (letters > 0 && means(name, letters, split)) return true;
        name += length;
        name += strspn(name, between);
    }
    return false;
}

bool ps_split_has(const char *path, const char *split, PsSplitBy by)
{
    for (const char *slash; (slash = strchr(path, '/')); path = slash + 1) {
        if (means(path, (size_t)(slash - path), split)) return true;
    }
    return by == PS_SPLIT_BY_NAME && has_word(path, split);
}

/* The i-th of the kinds, then the one that was asked for; NULL where that is none of its own. */
static const char *looked_for(const PsSource *source, int i)
{
    const char *asked = source->options->split;
    if (i < KINDS) return splits[i][0];
    bool own = asked && kind_of(asked, strlen(asked)) < 0 && !ps_split_is_all(source);
    return own ? asked : NULL;
}

bool ps_split_find(const PsSource *source, const char *path, PsSplitBy by, PsNames *found)
{
    bool any = false;
    for (int i = 0; i <= KINDS; i++) {
        const char *split = looked_for(source, i);
        if (!split || !ps_split_has(path, split, by)) continue;
        ps_names_add(found, split, strlen(split));
        any = true;
    }
    return any;
}

const char *ps_split_of(const PsSource *source, const char *path, PsSplitBy by)
{
    for (int i = 0; i <= KINDS; i++) {
        const char *split = looked_for(source, i);
        if (split && ps_split_has(path, split, by)) return split;
    }
    return NULL;
}

/* ------------------------------------------------------------------ choosing */

static const char *find(const PsNames *found, const char *split)
{
    for (int i = 0; i < ps_names_count(found); i++) {
        if (ps_split_is(ps_names_at(found, i), split)) return ps_names_at(found, i);
    }
    return NULL;
}

/* "train, val", cut where there are many. */
static void list_names(const PsNames *found, char *text, size_t size)
{
    PsArena *arena = ps_arena_new();
    int count = ps_names_count(found);
    size_t length = 0;
    *text = '\0';
    for (int i = 0; i < count && length < size; i++) {
        const char *name = length + 50 < size ? ps_names_at(found, i) : "...";
        length += (size_t)snprintf(text + length, size - length, "%s%.40s", i ? ", " : "",
                                   ps_text_shown(arena, name));
        if (*name == '.') break;
    }
    ps_arena_free(arena);
}

static const char *refuse(const PsSource *source, const PsNames *found, PsError *error)
{
    char words[120], names[180], wanted[200] = "no --split, for the set is not parted";
    PsArena *arena = ps_arena_new();
    list_names(found, names, sizeof names);
    if (*names) snprintf(wanted, sizeof wanted, "one of %s", names);
    snprintf(words, sizeof words, "no split \"%.60s\"",
             ps_text_shown(arena, source->options->split));
    ps_refuse(error, source->path, NULL, wanted, words);
    ps_arena_free(arena);
    return NULL;
}

static void note_taken(const PsSource *source, const PsNames *found, const char *split)
{
    char names[180];
    PsIssueList *notes = source->notes;
    if (!notes || !ps_issue_add(notes, "split-taken", NULL, NULL)) return;
    list_names(found, names, sizeof names);
    ps_issue_text(notes,
                  "The set has parts (%s); of these \"%.40s\" was read. --split names another, or "
                  "all.",
                  names, split);
}

const char *ps_split_choose(const PsSource *source, const PsNames *found, bool rest, PsError *error)
{
    const char *asked = source->options->split, *split = NULL;
    if (ps_split_is_all(source)) return "";
    if (asked) {
        split = find(found, asked);
        return split ? split : refuse(source, found, error);
    }
    for (int i = 0; i < KINDS && !split; i++) split = find(found, splits[i][0]);
    if (!split) return "";
    if (rest || ps_names_count(found) > 1) note_taken(source, found, split);
    return split;
}

void ps_split_note_twice(PsIssueList *issues, const PsPlace *place)
{
    ps_issue_add(issues, "image-in-two-splits", place,
                 "An image is in more than one split; it counts in the first of them only.");
}

bool ps_split_keep(const PsSource *source, PsSplitBy by, const char **paths, int *count,
                   PsError *error)
{
    PsNames found;
    bool rest = false;
    int kept = 0;
    ps_names_start(&found, source->arena);
    for (int i = 0; i < *count; i++) rest |= !ps_split_find(source, paths[i], by, &found);
    const char *split = ps_split_choose(source, &found, rest, error);
    ps_names_free(&found);
    if (!split || !*split) return split != NULL;
    for (int i = 0; i < *count; i++) {
        if (ps_split_has(paths[i], split, by)) paths[kept++] = paths[i];
    }
    *count = kept;
    return true;
}
