/* Lists of class names for formats that number their classes. */
#ifndef PS_READ_CLASS_LIST_H
#define PS_READ_CLASS_LIST_H

#include "read/issue.h"
#include "read/yaml.h"

typedef struct PsClassList {
    const char **names; /* by number; NULL: this number has no name */
    int count;          /* highest number + 1 */
} PsClassList;

/* A text with one name a line. */
typedef struct PsClassText {
    const char *path, *data; /* data[size] is 0 */
    size_t size;
} PsClassText;

/* The name of that number, or NULL. */
const char *ps_class_list_name(const PsClassList *list, int64_t number);

/* Reads data.yaml (by its ending) or a text with one name a line. The list lives in the arena. */
bool ps_class_list_open(const char *path, PsArena *arena, PsIssueList *issues, PsClassList *list,
                        PsError *error);

/* The same from a text, and from the keys `names` and `nc` of a YAML map. */
bool ps_class_list_text(const PsClassText *text, PsArena *arena, PsClassList *list, PsError *error);
bool ps_class_list_yaml(const char *path, const PsYaml *root, PsArena *arena, PsIssueList *issues,
                        PsClassList *list, PsError *error);

#endif
