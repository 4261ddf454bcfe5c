/* Tests of gen/render/template.c: what each kind of tag does, and that faults name their place. */
#include "render/template.h"
#include "suites.h"

#include <string.h>

static PsArena *arena;
static View *view;

static void set_up(void)
{
    arena = ps_arena_new();
    view = view_new(arena);
}

static void tear_down(void)
{
    ps_arena_free(arena);
}

/* "templates/main.html" is the text under test, "templates/part.html" a partial. */
static bool find(void *context, const char *name, TemplateText *text)
{
    const char *found = NULL;
    if (strcmp(name, "templates/main.html") == 0) found = context;
    if (strcmp(name, "templates/part.html") == 0) found = "<{{name}}>\n";
    if (strcmp(name, "templates/endless.html") == 0) found = "{{>endless}}";
    if (!found) return false;
    *text = (TemplateText){found, strlen(found)};
    return true;
}

static bool render(const char *text, PsBuf *out, PsError *error)
{
    const TemplateSource source = {find, (void *)(size_t)text};
    return template_render(&source, "main", view, out, error);
}

static void expect(const char *text, const char *wanted)
{
    PsBuf out = PS_BUF;
    PsError error = {0};
    ck_assert_msg(render(text, &out, &error), "%s: %s %s", error.file, error.place, error.found);
    ck_assert_str_eq(out.data, wanted);
    ps_buf_free(&out);
}

static void expect_fault(const char *text, const char *place, const char *found)
{
    PsBuf out = PS_BUF;
    PsError error = {0};
    ck_assert(!render(text, &out, &error));
    ck_assert_int_eq(error.code, PS_ERROR_OUTPUT);
    ck_assert_str_eq(error.place, place);
    ck_assert_msg(strstr(error.found, found), "\"%s\" in \"%s\"", found, error.found);
    ps_buf_free(&out);
}

START_TEST(texts_are_escaped_and_markup_is_not)
{
    view_text(view, "name", "a<b>&\"");
    view_raw(view, "svg", "<svg/>");
    view_printf(view, "number", "%d", 12);
    expect("no tags { } }}", "no tags { } }}");
    expect("{{name}}", "a&lt;b&gt;&amp;&quot;");
    expect("{{{svg}}} {{svg}}", "<svg/> &lt;svg/&gt;");
    expect("[{{number}}]", "[12]");
    expect_fault("x\n{{{name}}}", "line 2", "not markup");
}
END_TEST

START_TEST(sections)
{
    view_flag(view, "on", true);
    view_flag(view, "off", false);
    view_text(view, "empty", "");
    view_text(view, "name", "outer");
    view_list(view, "none");
    for (int i = 0; i < 3; i++) {
        View *item = view_item(view, "items");
        view_printf(item, "i", "%d", i);
        if (i == 1) view_text(item, "name", "inner");
        view_list(item, "sub");
        if (i == 2) view_text(view_item(item, "sub"), "deep", "!");
    }
    expect("{{#on}}a{{/on}}{{#off}}b{{/off}}{{^off}}c{{/off}}{{^on}}d{{/on}}", "ac");
    expect("{{#empty}}a{{/empty}}{{^empty}}b{{/empty}}{{#name}}[{{name}}]{{/name}}", "b[outer]");
    expect("{{#items}}{{i}}{{name}} {{/items}}", "0outer 1inner 2outer ");
    expect("{{#none}}x{{/none}}{{^none}}empty{{/none}}", "empty");
    expect("{{#items}}({{#sub}}{{i}}{{deep}}{{/sub}}){{/items}}", "()()(2!)");
    expect("{{#on}}{{#on}}x{{/on}}y{{/on}}", "xy");
}
END_TEST

START_TEST(partials)
{
    view_text(view, "name", "n");
    expect("a{{>part}}b", "a<n>b");
    View *item = view_item(view, "items");
    view_text(item, "name", "m");
    expect("{{#items}}{{>part}}{{/items}}", "<m>");
    PsBuf out = PS_BUF;
    PsError error = {0};
    ck_assert(!render("{{>nowhere}}", &out, &error));
    ck_assert_str_eq(error.file, "templates/nowhere.html");
    ck_assert(!render("{{>endless}}", &out, &error));
    ps_buf_free(&out);
}
END_TEST

START_TEST(faults_name_their_line)
{
    view_flag(view, "on", true);
    view_list(view, "items");
    expect_fault("\n\n {{what}}", "line 3", "unknown name \"what\"");
    expect_fault("{{#what}}{{/what}}", "line 1", "unknown name");
    expect_fault("a\n{{#on}}", "line 2", "without an end");
    expect_fault("{{#on}}\n{{/items}}", "line 2", "another name");
    expect_fault("{{/on}}", "line 1", "was not opened");
    expect_fault("{{on", "line 1", "without an end");
    expect_fault("{{}}", "line 1", "without a name");
    expect_fault("{{on}}", "line 1", "not a text");
    expect_fault("{{items}}", "line 1", "not a text");
}
END_TEST

START_TEST(names_can_be_set_again)
{
    view_text(view, "name", "one");
    view_text(view, "name", NULL);
    expect("[{{name}}]", "[]");
    view_raw(view, "name", "<i>");
    expect("[{{{name}}}]", "[<i>]");
}
END_TEST

Suite *template_suite(void)
{
    Suite *suite = suite_create("template");
    TCase *all = tcase_create("template");
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, texts_are_escaped_and_markup_is_not);
    tcase_add_test(all, sections);
    tcase_add_test(all, partials);
    tcase_add_test(all, faults_name_their_line);
    tcase_add_test(all, names_can_be_set_again);
    suite_add_tcase(suite, all);
    return suite;
}
