/* Translating ids by their names; see own_ids.h. */
#include "read/json/own_ids.h"

typedef struct Entry {
    int64_t id;
    int by_id, by_name; /* indices in the ground truth, or -1 */
    PsPlace place;
} Entry;

/* ------------------------------------------------------------------ the two kinds of table */

static int class_by_name(PsJoin *join, const char *name)
{
    return ps_join_class_name(join, name);
}

static const char *const image_keys[] = {"id", "file_name", NULL};
static const char *const class_keys[] = {"id", "name", NULL};

const PsOwnKind ps_own_images = {
    .array = "images",
    .keys = image_keys,
    .by_id = ps_join_image,
    .by_name = ps_join_image_name,
    .by_name_code = "image-ids-differ",
    .by_name_text = "The predictions and the ground truth use an image id for different files; all "
                    "images were joined by file name.",
    .contrary_code = "image-names-contradict",
    .contrary_text = "The predictions name another file for an image id than the ground truth, one "
                     "that it does not have; the id was taken."};

const PsOwnKind ps_own_classes = {
    .array = "categories",
    .keys = class_keys,
    .by_id = ps_join_class,
    .by_name = class_by_name,
    .by_name_code = "class-ids-differ",
    .by_name_text = "The predictions and the ground truth use a class id for different names; all "
                    "classes were joined by name.",
    .contrary_code = "class-names-contradict",
    .contrary_text = "The predictions give a class id another name than the ground truth, one that "
                     "it does not have; the id was taken."};

/* ------------------------------------------------------------------ reading */

enum { ID, NAME };

static void take(PsOwnIds *own, const PsOwnKind *kind, PsJsonRow *row, PsJoin *join)
{
    int64_t id;
    PsArena *scratch = ps_arena_new();
    const char *name = ps_json_row_name(row, NAME, scratch);
    if (name && *name && ps_json_row_digits(row, ID, &id)) {
        Entry entry = {id, kind->by_id(join, id), kind->by_name(join, name),
                       ps_json_row_place(row, NAME)};
        ps_index_add_number(own->ids, id, (int)PS_BUF_COUNT(&own->entries, Entry));
        PS_BUF_PUSH(&own->entries, entry);
    }
    ps_arena_free(scratch);
}

/* Once a name has shown that an id means something else here, no id can be trusted. */
static void decide(PsOwnIds *own, const PsOwnKind *kind, PsIssueList *issues)
{
    Entry *entries = PS_BUF_ITEMS(&own->entries, Entry);
    size_t count = PS_BUF_COUNT(&own->entries, Entry);
    bool differ = false;
    for (size_t i = 0; i < count; i++) {
        const Entry *entry = &entries[i];
        bool other = entry->by_name >= 0 && entry->by_name != entry->by_id;
        if (other) ps_issue_add(issues, kind->by_name_code, &entry->place, kind->by_name_text);
        differ |= other;
    }
    for (size_t i = 0; i < count && !differ; i++) {
        Entry *entry = &entries[i];
        bool contrary = entry->by_name < 0 && entry->by_id >= 0;
        if (contrary) ps_issue_add(issues, kind->contrary_code, &entry->place, kind->contrary_text);
        if (contrary) entry->by_name = entry->by_id;
    }
}

bool ps_own_ids_read(PsOwnIds *own, const PsOwnKind *kind, const PsJson *json, PsJsonPart array,
                     PsJoin *join, PsIssueList *issues, PsError *error)
{
    PsJsonRow row;
    *own = (PsOwnIds){.ids = ps_index_new(join->arena), .entries = PS_BUF};
    ps_json_row_start(&row, json, array, kind->array, 1, kind->keys, issues);
    error->code = PS_OK;
    while (ps_json_row_next(&row, error)) take(own, kind, &row, join);
    ps_json_row_free(&row);
    if (error->code == PS_OK) decide(own, kind, issues);
    return error->code == PS_OK;
}

void ps_own_ids_free(PsOwnIds *own)
{
    ps_buf_free(&own->entries);
}

int ps_own_find(const PsOwnIds *own, const PsOwnKind *kind, const PsJoin *join, int64_t id)
{
    int entry = own->ids ? ps_index_number(own->ids, id) : -1;
    return entry >= 0 ? PS_BUF_ITEMS(&own->entries, Entry)[entry].by_name : kind->by_id(join, id);
}
