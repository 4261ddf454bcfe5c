/* Splits; see splits.h. */
#include "read/splits.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* In the order of preference; the first name of each is what --split says. */
static const char *const splits[][4] = {{"val", "valid", "validation", NULL},
                                        {"test", "testing", NULL, NULL},
                                        {"train", "training", NULL, NULL}};
enum { KINDS = sizeof splits / sizeof *splits };

/* Number of the kind, or -1. */
static int kind_of(const char *name, size_t length)
{
    for (int i = 0; i < KINDS; i++) {
        for (int k = 0; splits[i][k]; k++) {
            if (strlen(splits[i][k]) == length && strncasecmp(splits[i][k], name, length) == 0) {
                return i;
            }
        }
    }
    return -1;
}

bool ps_split_is(const char *name, const char *split)
{
    int kind = kind_of(split, strlen(split));
    return strcasecmp(name, split) == 0 || (kind >= 0 && kind_of(name, strlen(name)) == kind);
}

const char *ps_split_of_path(const char *path)
{
    for (const char *slash; (slash = strchr(path, '/')); path = slash + 1) {
        int kind = kind_of(path, (size_t)(slash - path));
        if (kind >= 0) return splits[kind][0];
    }
    return "";
}

static const char *find(const char *const *found, const char *split)
{
    while (*found && !ps_split_is(*found, split)) found++;
    return *found;
}

static const char *refuse(const PsSource *source, const char *const *found, PsError *error)
{
    char words[120], wanted[200] = "no --split, for the set is not parted";
    PsArena *arena = ps_arena_new();
    size_t length = 0;
    for (; *found && length < sizeof wanted; found++) {
        length += (size_t)snprintf(wanted + length, sizeof wanted - length, "%s%.40s",
                                   length ? ", " : "one of ", ps_text_shown(arena, *found));
    }
    snprintf(words, sizeof words, "no split \"%.60s\"",
             ps_text_shown(arena, source->options->split));
    ps_refuse(error, source->path, NULL, wanted, words);
    ps_arena_free(arena);
    return NULL;
}

const char *ps_split_choose(const PsSource *source, const char *const *found, PsIssueList *issues,
                            PsError *error)
{
    const char *asked = source->options->split, *split = NULL;
    if (asked) {
        split = find(found, asked);
        return split ? split : refuse(source, found, error);
    }
    for (int i = 0; i < KINDS && !split; i++) split = find(found, splits[i][0]);
    if (!split) return "";
    if (ps_issue_add(issues, "split-taken", NULL, NULL)) {
        PsArena *arena = ps_arena_new();
        ps_issue_text(issues, "The set has parts; \"%.60s\" was read. --split names another.",
                      ps_text_shown(arena, split));
        ps_arena_free(arena);
    }
    return split;
}
