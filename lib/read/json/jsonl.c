/* JSON Lines; see jsonl.h. Each document is checked and read by itself, so memory stays flat.
   Documents that run over several lines are taken as well. */
#include "read/json/jsonl.h"

#include "read/json/json_detection.h"
#include "read/json/json_scan.h"
#include "read/parts.h"

#include <string.h>

static const char *const list_keys[] = {"predictions", "detections", NULL};
static const char *const endings[] = {"jsonl", "ndjson", NULL};

/* The list of detections of an image, and what it is called; start NULL: none. */
static PsJsonPart find_list(PsJsonPart object, const char **key)
{
    PsJsonPart values[2];
    ps_json_members(object, list_keys, values);
    int k = values[0].start ? 0 : 1;
    *key = list_keys[k];
    return values[k];
}

/* An object and then another one, or a lone detection. */
static bool looks(const char *name, const char *data)
{
    static const char *const others[] = {"images", "annotations", "categories", NULL};
    const char *key;
    PsJsonPart first = ps_json_glimpse(data);
    if (ps_json_kind(first) != '{') return false;
    if (ps_name_ends(name, endings)) return true;
    if (ps_json_first_key(first, others) >= 0) return false;
    const char *after = ps_json_scan_space(ps_json_skip_value(first.start));
    if (*after && *after != '{') return false;
    if (!ps_detection_image(first, &key).start) return false;
    bool list = ps_json_kind(find_list(first, &key)) == '[';
    return list ? *after == '{' : ps_detection_looks(first);
}

static const PsParts parts = {endings, looks, "no detection as an object in each line",
                              PS_SPLIT_BY_NAME};

const char *ps_jsonl_recognise(PsSource *source)
{
    return ps_parts_recognise(source, &parts);
}

/* ------------------------------------------------------------------ reading */

typedef struct Reader {
    PsNamed named;
} Reader;

static bool read_document(Reader *reader, const PsJson *json, PsError *error)
{
    int image;
    const char *image_key, *list_key;
    PsJsonSpot spot = {.json = json, .issues = reader->named.issues, .error = error};
    PsJsonPart top = ps_json_top(json);
    if (ps_json_kind(top) != '{') return ps_spot_refuse(&spot, top, top, NULL, "an object");
    PsJsonPart value = ps_detection_image(top, &image_key);
    if (!ps_detection_find(&reader->named, &spot, top, value, image_key, &image)) return false;
    PsPlace place = ps_spot_place(&spot, top, value, image_key);
    PsJsonPart list = find_list(top, &list_key);
    if (!list.start) return ps_detection_add(&reader->named, &spot, top, image, &place);
    if (ps_json_kind(list) != '[') {
        return ps_spot_refuse(&spot, top, list, list_key, "a list of detections");
    }
    return ps_detection_list(&reader->named, &spot, list, list_key, image, &place);
}

/* A file that is called .json, but is not one document. */
static void note_name(Reader *reader, const PsSourceFile *file)
{
    static const char *const json[] = {"json", NULL};
    PsPlace place = {.file = file->path, .line = 1};
    if (!ps_name_ends(file->name, json)) return;
    ps_issue_add(reader->named.issues, "lines-in-json", &place,
                 "A file is called .json, but holds one document a line; it was read as JSON "
                 "Lines.");
}

static bool read_file(void *context, const PsSourceFile *file, PsError *error)
{
    Reader *reader = context;
    PsJson all;
    if (!ps_json_open(&all, file->path, file->data, file->size, error)) return false;
    note_name(reader, file);
    for (const char *at = all.root; at < all.end;) {
        PsJson one = all;
        one.root = at;
        one.end = at = ps_json_scan_space(ps_json_skip_value(at));
        if (one.root == one.end) one.end = all.end; /* no value at all: the check says so */
        if (!ps_json_check(&one, error) || !read_document(reader, &one, error)) return false;
    }
    return true;
}

bool ps_jsonl_results_read(PsSource *source, PsResultBuilder *builder, PsError *error)
{
    Reader reader;
    bool fine = ps_named_results(&reader.named, source, builder, error) &&
                ps_parts_read(source, &parts, &builder->issues, read_file, &reader, error);
    ps_named_close(&reader.named);
    return fine;
}
