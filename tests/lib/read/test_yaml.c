/* YAML: what is read, and what is refused at which line. */
#include "base/buf.h"
#include "read/yaml.h"

#include <check.h>

#include <string.h>

TCase *yaml_cases(void);

static const PsYaml *parse(const char *text, PsArena *arena, PsError *error)
{
    *error = (PsError){0};
    return ps_yaml_parse("data.yaml", text, strlen(text), arena, error);
}

START_TEST(lists_maps_and_texts)
{
    PsArena *arena = ps_arena_new();
    PsError error;
    const PsYaml *root = parse("\xEF\xBB\xBF--- # set\nval: images # here\nempty:\ntilde: ~\n"
                               "word: 'null'\nnames: {0: \"R: B\", 1: no}\nlist:\n- a\n- b c\n"
                               "val: twice\n...\n",
                               arena, &error);
    ck_assert_msg(root != NULL, "%s", error.found);
    ck_assert_str_eq(ps_yaml_get(root, "val")->text, "twice");
    ck_assert_int_eq((int)ps_yaml_get(root, "val")->line, 10);
    ck_assert(ps_yaml_is_null(ps_yaml_get(root, "empty")));
    ck_assert(ps_yaml_is_null(ps_yaml_get(root, "tilde")));
    ck_assert(ps_yaml_is_null(ps_yaml_get(root, "absent")));
    ck_assert(!ps_yaml_is_null(ps_yaml_get(root, "word")));
    const PsYaml *names = ps_yaml_get(root, "names");
    ck_assert(names->kind == PS_YAML_MAP && names->count == 2);
    ck_assert_str_eq(ps_yaml_get(names, "0")->text, "R: B");
    ck_assert_str_eq(ps_yaml_get(names, "1")->text, "no");
    const PsYaml *list = ps_yaml_get(root, "list");
    ck_assert(list->kind == PS_YAML_LIST && list->count == 2);
    ck_assert_str_eq(list->first->next->text, "b c");
    ps_arena_free(arena);
}
END_TEST

static const struct {
    const char *text, *place, *found;
} refused[] = {
    {"a: [1, 2", "line 1", "did not find"},
    {"a: &x [1]\nb: *x\n", "line 2", "an alias"},
    {"a: 1\nb: !!python/name:os.system x\n", "line 2", "the tag \"python/name:os.system\""},
    {"!own {a: 1}\n", "line 1", "the tag \"!own\""},
    {"names:\n\t0: a\n", "line 2", "found character"},
    {"{[1]: 2}\n", "line 1", "a list or map as key"},
    {"a: \"x\\0y\"\n", "line 1", "a zero byte"},
    {"a: \xFF\n", "line 1", "invalid leading UTF-8"},
    {"# nothing\n", "", "nothing in the file"},
};

START_TEST(what_is_refused)
{
    PsArena *arena = ps_arena_new();
    PsError error;
    ck_assert_ptr_null(parse(refused[_i].text, arena, &error));
    ck_assert_int_eq(error.code, PS_ERROR_INPUT);
    ck_assert_msg(strstr(error.found, refused[_i].found) != NULL, "%s", error.found);
    if (refused[_i].found[0] != 'd' && refused[_i].found[0] != 'i') {
        ck_assert_str_eq(error.place, refused[_i].place);
    }
    ps_arena_free(arena);
}
END_TEST

START_TEST(depth_is_bounded)
{
    PsArena *arena = ps_arena_new();
    PsBuf text = PS_BUF;
    PsError error;
    for (int i = 0; i < 100000; i++) ps_buf_char(&text, '[');
    ck_assert_ptr_null(parse(text.data, arena, &error));
    ck_assert_str_eq(error.found, "lists or maps nested deeper");
    ck_assert_ptr_nonnull(parse("[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]", arena, &error));
    ck_assert_ptr_null(parse("[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", arena, &error));
    ps_buf_free(&text);
    ps_arena_free(arena);
}
END_TEST

TCase *yaml_cases(void)
{
    TCase *all = tcase_create("yaml");
    tcase_add_test(all, lists_maps_and_texts);
    tcase_add_loop_test(all, what_is_refused, 0, (int)(sizeof refused / sizeof *refused));
    tcase_add_test(all, depth_is_bounded);
    return all;
}
