/* Messages: the line of progress, and what of a text reaches a terminal. */
#include "message.h"

#include <check.h>

#include <string.h>

Suite *message_suite(void);

/* 40 of 80 in 10 s: 4/s, 10 s left. "pictures 40/80 " and "4/s, 10 s left" are 15 + 14 characters;
   the bar with its brackets and a space fills what is left of width - 1, at most 24 + 3. */
static const struct {
    int width;
    const char *line;
} lines[] = {
    {80, "pictures 40/80 [############------------] 4/s, 10 s left"},
    {57, "pictures 40/80 [############------------] 4/s, 10 s left"},
    {56, "pictures 40/80 [############-----------] 4/s, 10 s left"},
    {40, "pictures 40/80 [####---] 4/s, 10 s left"},
    {37, "pictures 40/80 [##--] 4/s, 10 s left"},
    {36, "pictures 40/80 4/s, 10 s left"},
    {20, "pictures 40/80 4/s,"},
    {1, ""},
};

START_TEST(progress_fits_the_width)
{
    char text[PROGRESS_SIZE];
    Progress progress = {"pictures", 40, 80, 10};
    progress_line(&progress, lines[_i].width, text);
    ck_assert_str_eq(text, lines[_i].line);
    ck_assert_uint_lt(strlen(text), (size_t)lines[_i].width);
}
END_TEST

START_TEST(progress_ends)
{
    char text[PROGRESS_SIZE];
    Progress progress = {"pictures", 3, 3, 0};
    progress_line(&progress, 80, text);
    ck_assert_str_eq(text, "pictures 3/3 [########################] 0/s");
}
END_TEST

Suite *message_suite(void)
{
    Suite *suite = suite_create("message");
    TCase *all = tcase_create("all");
    tcase_add_loop_test(all, progress_fits_the_width, 0, sizeof lines / sizeof *lines);
    tcase_add_test(all, progress_ends);
    suite_add_tcase(suite, all);
    return suite;
}
