/* What is read from bytes alone: JSON, lists of classes, pictures. The bytes are copied to a place
   of exactly their size, so that a step beyond the end is seen. */
#include "fuzz.h"

#include "image/exif.h"
#include "read/class_list.h"
#include "read/json/json.h"
#include "read/json/json_scan.h"

#include <stdlib.h>
#include <string.h>

/* With a zero byte at the end. */
static char *copy_of(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    fuzz_must(text, "memory is there");
    if (size) memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

/* The fast scan and the careful check must agree, and what skips a value must find its end. */
bool fuzz_json(const FuzzTarget *target, const uint8_t *data, size_t size)
{
    (void)target;
    PsError error = {0};
    char *text = copy_of(data, size);
    const char *root = ps_json_scan_space(text);
    PsJson json = {"text", text, text + size, root};
    const char *end = ps_json_scan_value(root, 0);
    const char *skipped = ps_json_skip_value(root);
    bool scanned = end && ps_json_scan_space(end) == text + size;
    fuzz_must(ps_json_check(&json, &error) == scanned, "scan and check agree");
    fuzz_must(skipped >= root && skipped <= text + size, "a skip stays in the text");
    fuzz_must(!scanned || skipped == end, "scan and skip agree");
    bool opened = ps_json_open(&json, "text", text, size, &error);
    if (!opened || !ps_json_check(&json, &error)) fuzz_must_refuse(&error);
    free(text);
    return scanned;
}

/* ------------------------------------------------------------------ classes */

static void check_list(bool fine, const PsClassList *list, const PsError *error)
{
    size_t length = 0;
    if (!fine) fuzz_must_refuse(error);
    for (int i = 0; fine && i < list->count; i++) length += list->names[i] ? 1 : 0;
    fuzz_must(!fine || length > 0, "a list has names");
}

bool fuzz_classes(const FuzzTarget *target, const uint8_t *data, size_t size)
{
    (void)target;
    PsError error = {0};
    PsClassList list;
    PsArena *arena = ps_arena_new();
    PsIssueList issues = {.arena = arena, .file = "data.yaml", .items = PS_BUF};
    char *text = copy_of(data, size);
    PsClassText lines = {"a.txt", text, size};
    bool taken = ps_class_list_text(&lines, arena, &list, &error);
    check_list(taken, &list, &error);
    error = (PsError){0};
    const PsYaml *root = ps_yaml_parse("data.yaml", text, size, arena, &error);
    if (!root) fuzz_must_refuse(&error);
    if (root) {
        bool fine = ps_class_list_yaml("data.yaml", root, arena, &issues, &list, &error);
        taken |= fine;
        check_list(fine, &list, &error);
    }
    ps_buf_free(&issues.items);
    free(text);
    ps_arena_free(arena);
    return taken;
}

/* ------------------------------------------------------------------ pictures */

static void read_size(const uint8_t *data, size_t size, int *width, int *height)
{
    PsError error = {0};
    *width = *height = 0;
    ps_picture_size(data, size, false, "picture", width, height, &error);
    *width = *height = 0;
    if (!ps_picture_size(data, size, true, "picture", width, height, &error)) {
        fuzz_must_refuse(&error);
        *width = *height = 0;
    }
}

bool fuzz_picture(const FuzzTarget *target, const uint8_t *data, size_t size)
{
    (void)target;
    PsError error = {0};
    PsPicture picture, small;
    int width, height, turn = ps_exif_orientation(data, size);
    fuzz_must(turn >= 1 && turn <= 8, "an orientation is 1 to 8");
    read_size(data, size, &width, &height);
    if (!ps_picture_decode(data, size, 64, "picture", &picture, &error)) {
        fuzz_must_refuse(&error);
        return false;
    }
    fuzz_must(!width || (width == picture.full_width && height == picture.full_height),
              "the size of the header is that of the picture");
    if (ps_picture_shrink(&picture, 1, 1, &small)) ps_picture_free(&small);
    ps_picture_free(&picture);
    return true;
}
