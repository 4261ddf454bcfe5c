/* The fast scan against the careful check: over thousands of texts, most of them damaged, both must
   agree on what is JSON; and what a reader has read must be JSON to its last byte. */
#include "suites.h"

#include "lib/read/texts.h"
#include "read/json/json.h"
#include "read/json/json_scan.h"

#include <check.h>

#include <stdint.h>
#include <stdio.h>
#include <string.h>

TCase *json_scan_cases(void);

enum { MOST = 512 };

typedef struct Text {
    char bytes[MOST + 1];
    size_t length;
} Text;

static uint32_t draw(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33) % below;
}

/* Sound documents to start from; a single quote stands for a double one. */
static const char *const sound[] = {
    "[{'image_id': 7, 'category_id': 2, 'bbox': [1.5, 2, 3e0, -4], 'score': 0.5}, {'image_id': 3}]",
    "{'a': [[], {}, [1, -0.5e-3, 'x\\u00e9\\n'], {'b': null, 'c': [true, false]}], 'd': 0}",
    " [ 0 , -1 , 1.25 , 1E+9 , '' , '\\\\' , [[[[ ]]]] ] \n",
    "'only text'",
    "-12.5e+3",
};

static Text sound_text(uint32_t which)
{
    Text text = {.length = strlen(sound[which])};
    for (size_t i = 0; i < text.length; i++) {
        text.bytes[i] = sound[which][i] == '\'' ? '"' : sound[which][i];
    }
    return text;
}

/* Changes, removes or adds a byte, of those that mean something in JSON. */
static void damage(Text *text, uint64_t *state)
{
    static const char telling[] = "{}[]\",:.-+0123eEtfnu\\ \n\t\x01/'#\0";
    size_t at = draw(state, (uint32_t)text->length + 1);
    char byte = telling[draw(state, sizeof telling - 1)];
    uint32_t kind = draw(state, 3);
    if (kind == 0 && at < text->length) {
        text->bytes[at] = byte;
    } else if (kind == 1 && at < text->length) {
        memmove(text->bytes + at, text->bytes + at + 1, text->length - at);
        text->length--;
    } else if (text->length < MOST) {
        memmove(text->bytes + at + 1, text->bytes + at, text->length - at);
        text->bytes[at] = byte;
        text->length++;
    }
    text->bytes[text->length] = '\0';
}

static bool is_json_by_check(const Text *text)
{
    const char *root = ps_json_scan_space(text->bytes);
    PsJson json = {"text", text->bytes, text->bytes + text->length, root};
    PsError error = {0};
    return ps_json_check(&json, &error);
}

static bool is_json_by_scan(const Text *text)
{
    const char *end = ps_json_scan_value(ps_json_scan_space(text->bytes), 0);
    return end && ps_json_scan_space(end) == text->bytes + text->length;
}

START_TEST(scan_and_check_agree)
{
    uint64_t state = 1;
    int accepted = 0, refused = 0;
    for (int i = 0; i < 200000; i++) {
        Text text = sound_text(draw(&state, COUNT(sound)));
        for (uint32_t n = draw(&state, 4); n > 0; n--) damage(&text, &state);
        bool wanted = is_json_by_check(&text), found = is_json_by_scan(&text);
        if (wanted != found) { /* an assertion that holds costs a message to the runner */
            ck_abort_msg("%.*s: check %d, scan %d", (int)text.length, text.bytes, wanted, found);
        }
        *(wanted ? &accepted : &refused) += 1;
    }
    ck_assert_int_gt(accepted, 50000);
    ck_assert_int_gt(refused, 50000);
}
END_TEST

/* Both ends of the depth that is allowed, and unusual members. */
START_TEST(scan_and_check_agree_on_depth)
{
    for (int depth = 62; depth < 68; depth++) {
        Text text = {.length = 0};
        for (int i = 0; i < depth; i++) text.bytes[text.length++] = '[';
        for (int i = 0; i < depth; i++) text.bytes[text.length++] = ']';
        ck_assert_int_eq(is_json_by_check(&text), depth <= 64);
        ck_assert_int_eq(is_json_by_scan(&text), depth <= 64);
    }
}
END_TEST

/* What is written around a damaged part, so that a reader meets it in each of its arrays. */
static const char *const frames[][2] = {
    {"{\"images\":[{\"id\":7,\"x\":", "}],\"annotations\":[],\"categories\":[]}"},
    {"{\"annotations\":[{\"id\":1,\"image_id\":7,\"category_id\":2,\"bbox\":[1,2,3,4],\"y\":",
     "}],\"images\":[{\"id\":7}],\"categories\":[{\"id\":2}]}"},
    {"{\"images\":", ",\"images\":[],\"annotations\":[],\"categories\":[]}"},
    {"{\"annotations\":[],\"images\":[],\"categories\":[],\"more\":", "}"},
};

START_TEST(what_is_read_is_json)
{
    uint64_t state = 2;
    int accepted = 0;
    for (int i = 0; i < 4000; i++) {
        Text part = sound_text(draw(&state, COUNT(sound))), whole;
        for (uint32_t n = draw(&state, 3); n > 0; n--) damage(&part, &state);
        const char *const *frame = frames[draw(&state, COUNT(frames))];
        if (strlen(part.bytes) != part.length) continue; /* a zero byte cannot be printed */
        whole.length = (size_t)snprintf(whole.bytes, sizeof whole.bytes, "%s%s%s", frame[0],
                                        part.bytes, frame[1]);
        if (whole.length > MOST) continue;
        PsError error = {0};
        PsDataset *dataset = text_truth_bytes(whole.bytes, whole.length, &error);
        bool json = is_json_by_check(&whole);
        ck_assert_msg(!dataset || json, "read, but no JSON: %s", whole.bytes);
        ck_assert_msg(!json || !strstr(error.found, "cannot be read"), "JSON, but: %s: %s",
                      whole.bytes, error.found);
        accepted += dataset != NULL;
        ps_dataset_free(dataset);
    }
    ck_assert_int_gt(accepted, 800);
}
END_TEST

START_TEST(unread_arrays_are_checked_too)
{
    PsError error = {0};
    PsDataset *dataset = text_truth(TRUTH(""), &error);
    ck_assert_ptr_nonnull(dataset);
    ck_assert_ptr_null(text_results(dataset, "{'annotations':[],'results':[1,]}", &error));
    text_check_error(&error, "byte 31 (line 1)", "unexpected character ']'");
    ck_assert_ptr_null(text_results(dataset, "{'results':[1,],'results':[]}", &error));
    text_check_error(&error, "byte 14 (line 1)", "unexpected character ']'");
    ps_dataset_free(dataset);
}
END_TEST

TCase *json_scan_cases(void)
{
    TCase *cases = tcase_create("json_scan");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, scan_and_check_agree);
    tcase_add_test(cases, scan_and_check_agree_on_depth);
    tcase_add_test(cases, what_is_read_is_json);
    tcase_add_test(cases, unread_arrays_are_checked_too);
    return cases;
}
