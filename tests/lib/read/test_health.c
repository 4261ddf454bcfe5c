/* What is odd about data that were read without a fault, with its places. */
#include "suites.h"

#include "lib/read/texts.h"

#include "base/buf.h"

#include <check.h>

#include <stdio.h>
#include <string.h>

Suite *health_suite(void);

static const PsIssue *find_in(const PsIssue *list, int count, const char *code)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(list[i].code, code) == 0) return &list[i];
    }
    return NULL;
}

/* Image 7 is b.jpg, class 2 "nut", class 1 "bolt" (texts.h). */
#define OBJECT(class, x, width)                                                                    \
    "{'image_id':7,'id':" #x #width #class ",'category_id':" #class ",'bbox':[" #x ",2," #width    \
                                                                    ",10],'area':1,'iscrowd':0}"

static const struct {
    const char *notes, *code; /* NULL: none of the three */
} pairs[] = {
    {OBJECT(2, 1, 30) "," OBJECT(2, 40, 30), NULL},
    {OBJECT(2, 1, 30) ",{'image_id':7,'id':9,'category_id':2,'bbox':[1,2,30,10]}",
     "duplicate-object"},
    {OBJECT(2, 1, 30) "," OBJECT(2, 2, 30), "objects-nearly-equal"}, /* IoU 29 / 31 = 0.935 */
    {OBJECT(2, 1, 30) "," OBJECT(2, 3, 30), NULL},                   /* IoU 28 / 32 = 0.875 */
    {OBJECT(2, 1, 30) "," OBJECT(1, 2, 30), NULL},                   /* 0.935, but other classes */
    {OBJECT(2, 1, 60) "," OBJECT(1, 2, 60), "labels-clash"},         /* 59 / 61 = 0.967 */
    {OBJECT(2, 1, 60) ",{'image_id':3,'id':9,'category_id':2,'bbox':[1,2,60,10]}", NULL},
    {OBJECT(2, 1, 30) ",{'image_id':7,'id':9,'category_id':2,'bbox':[1,2,30,10],'iscrowd':1}",
     NULL},
};

START_TEST(pairs_of_objects)
{
    static const char *const codes[] = {"duplicate-object", "objects-nearly-equal", "labels-clash"};
    PsError error = {0};
    char text[1024];
    snprintf(text, sizeof text, "{" IMAGES "'annotations':[%s],\n" CATEGORIES "}", pairs[_i].notes);
    PsDataset *d = text_truth(text, &error);
    ck_assert_msg(d != NULL, "%s", error.found);
    for (int c = 0; c < COUNT(codes); c++) {
        bool wanted = pairs[_i].code && strcmp(pairs[_i].code, codes[c]) == 0;
        const PsIssue *issue = find_in(d->issues, d->issue_count, codes[c]);
        ck_assert_msg((issue != NULL) == wanted, "case %d: %s", _i, codes[c]);
        if (wanted) ck_assert_ptr_nonnull(strstr(issue->place, "b.jpg: \"nut\" and "));
    }
    ps_dataset_free(d);
}
END_TEST

START_TEST(notes_name_what_is_empty_or_tiny)
{
    PsError error = {0};
    PsDataset *d = text_truth(TRUTH(NOTE("'bbox':[1,2,1.5,4]")), &error);
    ck_assert_int_eq(d->note_count, 3);
    const PsIssue *tiny = find_in(d->notes, 3, "box-under-two-pixels");
    const PsIssue *image = find_in(d->notes, 3, "image-without-objects");
    const PsIssue *class = find_in(d->notes, 3, "class-without-objects");
    ck_assert_str_eq(tiny->place, "b.jpg: \"nut\", 1.5 x 4");
    ck_assert_str_eq(image->place, "a.jpg");
    ck_assert_str_eq(class->place, "bolt");
    PsPredictions *p = text_results(d, "[]", &error);
    ck_assert_int_eq(p->note_count, 0); /* "no detection" has been said already */
    ps_predictions_free(p);
    ps_dataset_free(d);
}
END_TEST

#define DETECTION(image, x, score)                                                                 \
    "{'image_id':" #image ",'category_id':2,'bbox':[" #x ",2,3,4],'score':" #score "}"

START_TEST(detections_that_stand_twice)
{
    PsError error = {0};
    PsDataset *d = text_truth(TRUTH(NOTE(BOX)), &error);
    PsPredictions *p =
        text_results(d,
                     "[" DETECTION(7, 1, 0.5) "," DETECTION(7, 9, 0.5) "," DETECTION(
                         7, 1, 0.25) "," DETECTION(7, 1, 0.5) "," DETECTION(7, 1, 0.5) "]",
                     &error);
    text_check_issue(p->notes, p->note_count, "duplicate-detection", "b.jpg", 2);
    ck_assert_int_eq(p->issue_count, 0);
    ck_assert_ptr_nonnull(find_in(p->notes, p->note_count, "image-without-detections"));
    ck_assert_int_eq(p->detection_count, 5);
    ps_predictions_free(p);
    ps_dataset_free(d);
}
END_TEST

/* Far apart, back and forth, more than are kept: each line must be right. */
START_TEST(places_have_their_lines)
{
    enum { ROWS = 1500 };
    PsBuf text = PS_BUF;
    PsError error = {0};
    PsDataset *d = text_truth(TRUTH(NOTE(BOX)), &error);
    for (int i = 0; i < ROWS; i++) {
        ps_buf_printf(&text, "%s\n{'score':1.5,\n'bbox':[1,2,-3,4],'image_id':7,'category_id':9}",
                      i ? "," : "[");
    }
    ps_buf_text(&text, "]");
    PsPredictions *p = text_results(d, text.data, &error);
    const PsIssue *issue = find_in(p->issues, p->issue_count, "unknown-class");
    ck_assert_ptr_nonnull(issue);
    ck_assert_int_eq(issue->count, ROWS);
    ck_assert_int_eq(issue->place_count, PS_ISSUE_PLACES);
    for (int i = 0; i < PS_ISSUE_PLACES; i++) {
        char place[60];
        snprintf(place, sizeof place, "[%d].category_id (line %d)", i, 2 * i + 3);
        ck_assert_str_eq(issue->places[i].place, place);
    }
    ps_buf_free(&text);
    ps_predictions_free(p);
    ps_dataset_free(d);
}
END_TEST

Suite *health_suite(void)
{
    Suite *suite = suite_create("health");
    TCase *all = tcase_create("health");
    tcase_add_loop_test(all, pairs_of_objects, 0, COUNT(pairs));
    tcase_add_test(all, notes_name_what_is_empty_or_tiny);
    tcase_add_test(all, detections_that_stand_twice);
    tcase_add_test(all, places_have_their_lines);
    suite_add_tcase(suite, all);
    return suite;
}
