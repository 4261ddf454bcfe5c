/* Tests of gen/render/escape.c: hostile texts in each of the three places. */
#include "render/escape.h"
#include "suites.h"

static void expect(void (*escape)(PsBuf *, const char *), const char *text, const char *wanted)
{
    PsBuf out = PS_BUF;
    escape(&out, text);
    ck_assert_str_eq(out.data, wanted);
    ps_buf_free(&out);
}

START_TEST(text_and_attributes)
{
    expect(escape_text, "", "");
    expect(escape_text, "plain, ünïcode 👍", "plain, ünïcode 👍");
    expect(escape_text, "</script><b a=\"1\" c='2'>&amp;",
           "&lt;/script&gt;&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;");
    expect(escape_text, "a\nb\tc", "a\nb\tc");
    expect(escape_text, "bell\x07 end", "bell\xEF\xBF\xBD end");
}
END_TEST

START_TEST(strings_of_scripts)
{
    expect(escape_script_string, "", "\"\"");
    expect(escape_script_string, "</script><!--&\\\"",
           "\"\\u003c/script\\u003e\\u003c!--\\u0026\\\\\\\"\"");
    expect(escape_script_string,
           "a\xE2\x80\xA8"
           "b\xE2\x80\xA9",
           "\"a\\u2028b\\u2029\"");
    expect(escape_script_string, "\xE2\x82\xAC \xE2\x80\x93", "\"\xE2\x82\xAC \xE2\x80\x93\"");
    expect(escape_script_string, "\n\t\x01\x7F", "\"\\u000a\\u0009\\u0001\\u007f\"");
}
END_TEST

START_TEST(addresses)
{
    expect(escape_url_path, "thumbs/00/000123.jpg", "thumbs/00/000123.jpg");
    expect(escape_url_path, "a b#c?d%e&f\"'", "a%20b%23c%3Fd%25e%26f%22%27");
    expect(escape_url_path, "é", "%C3%A9");
    expect(escape_url_path, "javascript:alert(1)", "javascript%3Aalert%281%29");
}
END_TEST

Suite *escape_suite(void)
{
    Suite *suite = suite_create("escape");
    TCase *all = tcase_create("escape");
    tcase_add_test(all, text_and_attributes);
    tcase_add_test(all, strings_of_scripts);
    tcase_add_test(all, addresses);
    suite_add_tcase(suite, all);
    return suite;
}
