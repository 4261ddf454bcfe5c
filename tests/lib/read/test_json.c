/* What is no JSON, or too much of it: refused before anything is read from it, with its place. In
   the texts a single quote stands for a double one. */
#include "lib/read/texts.h"

#include "base/buf.h"

#include <check.h>

#include <string.h>

TCase *json_cases(void);

static const struct {
    const char *json, *place, *found;
} refused[] = {
    {"{'images':[\n{'id'", "byte 17 (line 2)", "the file ends too early"},
    {"{'images", "byte 8 (line 1)", "the file ends too early"},
    {"{}\n{}", "byte 3 (line 2)", "a second document after the first"},
    {"{} x", "byte 3 (line 1)", "more text after the end of the document"},
    {"{'a':[1,]}", "byte 8 (line 1)", "unexpected character ']'"},
    {"{'a':1,}", "byte 7 (line 1)", "unexpected character '}'"},
    {"{'a':1 'b':2}", "byte 7 (line 1)", "unexpected character '\"'"},
    {"{'a' 1}", "byte 5 (line 1)", "unexpected character '1'"},
    {"// note\n{}", "byte 0 (line 1)", "a comment"},
    {"{'a':tru}", "byte 5 (line 1)", "unexpected character 't'"},
    {"{'a':01}", "byte 6 (line 1)", "unexpected character '1'"},
    {"{'a':1.}", "byte 7 (line 1)", "unexpected character '}'"},
    {"{'a':-}", "byte 6 (line 1)", "unexpected character '}'"},
    {"{'a':1e+}", "byte 8 (line 1)", "unexpected character '}'"},
    {"{'a':\x01}", "byte 5 (line 1)", "unexpected byte 0x01"},
    {"{'a':'x\ny'}", "byte 7 (line 1)", "a raw control character in a string"},
    {"{'a':'\\x'}", "byte 6 (line 1)", "an escape that JSON does not have"},
    {"{'a':'\\u12g4'}", "byte 6 (line 1)", "a broken escape"},
    {"{'a':'caf\xE9'}", "byte 9 (line 1)", "byte 0xE9 is not valid UTF-8"},
    {"{'a':'\xC0\xAF'}", "byte 6 (line 1)", "byte 0xC0 is not valid UTF-8"},
    {TRUTH(NOTE(BOX) ",\n" NOTE("'bbox':[1,NaN,3,4]")), "annotations[1].bbox[1] (line 4)",
     "NaN, which JSON does not have"},
    {TRUTH(NOTE("'bbox':[-Infinity,1,3,4]")), "annotations[0].bbox[0] (line 3)",
     "-Infinity, which JSON does not have"},
};

START_TEST(broken_json_is_refused)
{
    PsError error = {0};
    ck_assert_ptr_null(text_truth(refused[_i].json, &error));
    text_check_error(&error, refused[_i].place, refused[_i].found);
}
END_TEST

START_TEST(single_quotes_and_utf16_are_named)
{
    PsError error = {0};
    ck_assert_ptr_null(text_truth_bytes("{'images'", 9, &error));
    text_check_error(&error, "byte 1 (line 1)", "single quotes, as Python prints them");
    ck_assert_ptr_null(text_truth_bytes("\xFF\xFE{\0}\0", 6, &error));
    text_check_error(&error, "byte 0 (line 1)", "the text is in UTF-16");
    ck_assert_ptr_null(text_truth_bytes("\0{\0}", 4, &error));
    text_check_error(&error, "byte 0 (line 1)", "the text is in UTF-16");
}
END_TEST

/* Opens `depth` arrays or objects and closes none: no recursion may follow them. */
START_TEST(hostile_depth_is_refused)
{
    PsError error = {0};
    PsBuf json = PS_BUF;
    for (int i = 0; i < 200000; i++) ps_buf_text(&json, _i ? "{\"a\":" : "[");
    ck_assert_ptr_null(text_truth_bytes(json.data, json.length, &error));
    ck_assert_str_eq(error.found, "nested deeper than 64 levels");
    ck_assert_ptr_nonnull(strstr(error.place, _i ? "a.a.a" : "[0][0]"));
    ck_assert_ptr_nonnull(strstr(error.place, "... (line 1)"));
    ps_buf_free(&json);
}
END_TEST

START_TEST(depth_64_is_read)
{
    PsError error = {0};
    PsBuf json = PS_BUF;
    ps_buf_text(&json, "{'images':[],'annotations':[],'categories':[],'deep':");
    for (int i = 0; i < 63; i++) ps_buf_char(&json, '[');
    for (int i = 0; i < 63; i++) ps_buf_char(&json, ']');
    ps_buf_char(&json, '}');
    PsDataset *d = text_truth(json.data, &error);
    ck_assert_msg(d != NULL, "%s %s", error.place, error.found);
    ps_dataset_free(d);
    ps_buf_free(&json);
}
END_TEST

START_TEST(a_value_of_a_megabyte_is_refused)
{
    PsError error = {0};
    PsBuf json = PS_BUF;
    ps_buf_text(&json, "{'images':[{'id':1,'file_name':'");
    for (int i = 0; i < 1100000; i++) ps_buf_char(&json, 'a');
    ps_buf_text(&json, "'}],'annotations':[],'categories':[]}");
    ck_assert_ptr_null(text_truth(json.data, &error));
    text_check_error(&error, "images[0].file_name (line 1)", "a value of more than 1 MiB");
    ps_buf_free(&json);
}
END_TEST

TCase *json_cases(void)
{
    TCase *all = tcase_create("json");
    tcase_add_loop_test(all, broken_json_is_refused, 0, COUNT(refused));
    tcase_add_test(all, single_quotes_and_utf16_are_named);
    tcase_add_loop_test(all, hostile_depth_is_refused, 0, 2);
    tcase_add_test(all, depth_64_is_read);
    tcase_add_test(all, a_value_of_a_megabyte_is_refused);
    return all;
}
