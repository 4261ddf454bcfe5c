/* Matching across classes, which depends on the threshold: who takes what, from where to where. */
#include "lib/eval/cases.h"
#include "support.h"

enum { A, B, C, BACKGROUND };

/* A box of the wrong class and higher score must not steal the object from its own class. */
START_TEST(own_class_first)
{
    Scene *scene = scene_new(1, 2);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_detection(scene, 0, B, 0.9, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.4, AT(0, 0, 10, 6));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    ck_assert_int_eq(evaluation->found_by[0], 1);
    check_counts(evaluation->sweep[40], (PsCounts){.correct = 1, .false_positive = 1}, "0.40");
    /* above 0.40 the object is free, and the wrong box may have it */
    check_counts(evaluation->sweep[41], (PsCounts){.misclassified = 1, .mistaken = 1}, "0.41");
    check_counts(evaluation->sweep[91], (PsCounts){.missed = 1}, "0.91");
    scene_free(scene);
}
END_TEST

/* A box takes an object of its own class even where another class offers a higher IoU. */
START_TEST(own_class_before_higher_overlap)
{
    Scene *scene = scene_new(1, 2);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_object(scene, 0, B, AT(0, 2, 10, 10));
    scene_detection(scene, 0, A, 0.9, AT(0, 2, 10, 10));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    ck_assert_int_eq(evaluation->verdicts[0].object, 0);
    ck_assert_int_eq(evaluation->verdicts[0].nearest, 1);
    check_counts(evaluation->sweep[50], (PsCounts){.correct = 1, .missed = 1}, "0.50");
    scene_free(scene);
}
END_TEST

/* Two boxes of B lie on an object of A and on one of C, with IoU 1 and 80/120.
     t <= .60        d0 has g0; d1 must do with g1; d2 gets nothing
     .60 < t <= .70  g0 is free: d1 takes it, and so leaves g1 to d2
     .70 < t <= .80  d2 is gone: g1 is missed */
static Scene *chain(void)
{
    Scene *scene = scene_new(2, 3);
    scene_object(scene, 1, A, AT(0, 0, 10, 10));
    scene_object(scene, 1, C, AT(0, 2, 10, 10));
    scene_detection(scene, 1, A, 0.60, AT(0, 0, 10, 10));
    scene_detection(scene, 1, B, 0.80, AT(0, 0, 10, 10));
    scene_detection(scene, 1, B, 0.70, AT(0, 2, 10, 10));
    scene_evaluate(scene, 0);
    return scene;
}

static void check_span(const PsEvaluation *evaluation, int d, int s, PsSpan wanted)
{
    const PsSpan *span = &evaluation->spans[evaluation->verdicts[d].first_span + s];
    ck_assert_int_eq(span->first, wanted.first);
    ck_assert_int_eq(span->last, wanted.last);
    ck_assert_int_eq(span->object, wanted.object);
    ck_assert_double_eq_tol(span->iou, wanted.iou, 1e-12);
}

START_TEST(spans)
{
    Scene *scene = chain();
    const PsEvaluation *evaluation = scene->evaluation;
    ck_assert_int_eq(evaluation->verdicts[0].span_count, 0);
    ck_assert_int_eq(evaluation->verdicts[1].span_count, 2);
    ck_assert_int_eq(evaluation->verdicts[2].span_count, 1);
    ck_assert_int_eq(evaluation->span_count, 3);
    check_span(evaluation, 1, 0, (PsSpan){0, 60, 1, 80.0 / 120});
    check_span(evaluation, 1, 1, (PsSpan){61, 80, 0, 1});
    check_span(evaluation, 2, 0, (PsSpan){61, 70, 1, 1});
    ck_assert_int_eq(ps_detection_outcome(evaluation, 2, 60, NULL), PS_FALSE_POSITIVE);
    ck_assert_int_eq(ps_detection_outcome(evaluation, 2, 61, NULL), PS_MISCLASSIFIED);
    ck_assert_int_eq(ps_detection_outcome(evaluation, 2, 71, NULL), PS_NOT_KEPT);
    scene_free(scene);
}
END_TEST

/* Each cell of the chain has the one image, for one run of thresholds: C taken for B first by d1,
   then by d2, without a gap. */
typedef struct Wanted {
    int actual, predicted, first, last;
} Wanted;

static const Wanted chain_cells[] = {
    {A, A, 0, 60}, {A, B, 61, 80},           {A, BACKGROUND, 81, 100},
    {C, B, 0, 70}, {C, BACKGROUND, 71, 100}, {BACKGROUND, B, 0, 60},
};

START_TEST(cell_entries)
{
    Scene *scene = chain();
    const PsEvaluation *evaluation = scene->evaluation;
    ck_assert_int_eq(evaluation->cell_count, COUNT_OF(chain_cells));
    for (int c = 0; c < COUNT_OF(chain_cells); c++) {
        const PsCell *cell = &evaluation->cells[c];
        const Wanted *wanted = &chain_cells[c];
        ck_assert_int_eq(cell->actual, wanted->actual);
        ck_assert_int_eq(cell->predicted, wanted->predicted);
        ck_assert_int_eq(cell->entry_count, 1);
        const PsCellEntry *entry = &evaluation->entries[cell->first_entry];
        ck_assert_int_eq(entry->image, 1);
        ck_assert_int_eq(entry->first, wanted->first);
        ck_assert_int_eq(entry->last, wanted->last);
        for (int k = 0; k <= 100; k++) {
            int inside = k >= wanted->first && k <= wanted->last;
            ck_assert_int_eq(cell->counts[k], inside);
            ck_assert_int_eq(cell->images[k], inside);
        }
    }
    scene_free(scene);
}
END_TEST

START_TEST(chain_counts)
{
    Scene *scene = chain();
    const PsEvaluation *evaluation = scene->evaluation;
    const PsCounts *b = evaluation->class_sweep + B * evaluation->threshold_count;
    check_counts(evaluation->sweep[60],
                 (PsCounts){.correct = 1, .misclassified = 1, .mistaken = 1, .false_positive = 1},
                 "0.60");
    check_counts(evaluation->sweep[70], (PsCounts){.misclassified = 2, .mistaken = 2}, "0.70");
    check_counts(evaluation->sweep[80], (PsCounts){.misclassified = 1, .mistaken = 1, .missed = 1},
                 "0.80");
    check_counts(b[70], (PsCounts){.mistaken = 2}, "B at 0.70");
    check_counts(b[60], (PsCounts){.mistaken = 1, .false_positive = 1}, "B at 0.60");
    ck_assert_double_eq(ps_precision(b[70]), 0);
    ck_assert_double_nan(ps_recall(b[70])); /* B has no objects */
    scene_free(scene);
}
END_TEST

/* Equal scores of different classes: the one that stands first in the file chooses first. Equal
   IoUs across classes: the later object. */
START_TEST(ties_across_classes)
{
    Scene *scene = scene_new(1, 3);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_object(scene, 0, A, AT(0, 4, 10, 10));
    scene_detection(scene, 0, C, 0.5, AT(0, 2, 10, 10));
    scene_detection(scene, 0, B, 0.5, AT(0, 4, 10, 10));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    int object;
    ck_assert_int_eq(ps_detection_outcome(evaluation, 0, 10, &object), PS_MISCLASSIFIED);
    ck_assert_int_eq(object, 1);
    ck_assert_int_eq(ps_detection_outcome(evaluation, 1, 10, &object), PS_FALSE_POSITIVE);
    scene_free(scene);
}
END_TEST

/* Ignored boxes do not take part, and crowds are never taken for another class. */
START_TEST(crowds_stay_out)
{
    Scene *scene = scene_new(1, 2);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_crowd(scene, 0, B, AT(0, 0, 10, 10));
    scene_crowd(scene, 0, A, AT(40, 0, 10, 10));
    scene_detection(scene, 0, B, 0.9, AT(0, 0, 10, 10));
    scene_detection(scene, 0, B, 0.5, AT(40, 0, 10, 10));
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    check_counts(evaluation->sweep[50], (PsCounts){.ignored = 1, .false_positive = 1, .missed = 1},
                 "0.50");
    ck_assert_int_eq(evaluation->span_count, 0);
    scene_free(scene);
}
END_TEST

TCase *across_case(void)
{
    TCase *across = tcase_create("across");
    tcase_add_test(across, own_class_first);
    tcase_add_test(across, own_class_before_higher_overlap);
    tcase_add_test(across, spans);
    tcase_add_test(across, cell_entries);
    tcase_add_test(across, chain_counts);
    tcase_add_test(across, ties_across_classes);
    tcase_add_test(across, crowds_stay_out);
    return across;
}
