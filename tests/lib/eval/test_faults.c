/* Kinds of error and their gains, by hand and from the worked example; and sums over random scenes.
   Fractions are of AP sums: 101 recalls a class. */
#include "lib/eval/generate.h"
#include "suites.h"
#include "support.h"

#include <math.h>

static const double near = 1e-12;

enum { A, B };

/* p1 ... p9: p2 comes after p1, p3 is off g2, p4 takes g3 for A, p8 half hits g6 of B. */
START_TEST(worked_kinds)
{
    static const PsFault wanted[] = {
        PS_FAULT_NONE,       PS_FAULT_DUPLICATE, PS_FAULT_PLACE, PS_FAULT_CLASS,      PS_FAULT_NONE,
        PS_FAULT_BACKGROUND, PS_FAULT_NONE,      PS_FAULT_BOTH,  PS_FAULT_BACKGROUND,
    };
    static const int counts[PS_FAULT_KINDS] = {
        [PS_FAULT_CLASS] = 1,     [PS_FAULT_PLACE] = 1,      [PS_FAULT_BOTH] = 1,
        [PS_FAULT_DUPLICATE] = 1, [PS_FAULT_BACKGROUND] = 2, [PS_FAULT_MISSED] = 1,
    };
    Scene *scene = scene_worked();
    const PsFaults *faults = &scene_evaluate(scene, _i ? 0.8 : 0)->faults;
    for (int d = 0; d < COUNT_OF(wanted); d++) {
        ck_assert_msg(faults->of_detection[d] == wanted[d], "p%d: kind %d", d + 1,
                      faults->of_detection[d]);
    }
    for (int g = 0; g < 6; g++) {
        ck_assert_int_eq(faults->of_object[g], g == 4 ? PS_FAULT_MISSED : PS_FAULT_NONE);
    }
    for (int k = 0; k < PS_FAULT_KINDS; k++) ck_assert_int_eq(faults->count[k], counts[k]);
    scene_free(scene);
}
END_TEST

/* AP50 of A is (34 + 33 * 2/3) / 101, of B 34 / 101. Without p2, A has precision 1 up to recall
   2/3; without g5, B has recall 1/2 and 51 of 101; and so on. */
START_TEST(worked_gains)
{
    static const double digits[PS_FAULT_KINDS] = {
        0, 0.163366, 0.139851, 0, 0.054455, 0, 0.084158,
    };
    static const double parts[PS_FAULT_KINDS] = {0, 33, 28.25, 0, 11, 0, 17};
    Scene *scene = scene_worked();
    const PsFaults *faults = &scene_evaluate(scene, 0)->faults;
    for (int k = 0; k < PS_FAULT_KINDS; k++) {
        ck_assert_double_eq_tol(faults->gain[k], digits[k], 5e-7);
        ck_assert_double_eq_tol(faults->gain[k], parts[k] / 202, near);
    }
    ck_assert_double_eq_tol(faults->gain_false_positive, 0.054455, 5e-7);
    ck_assert_double_eq_tol(faults->gain_false_positive, 11.0 / 202, near);
    ck_assert_double_eq_tol(faults->gain_false_negative, 0.471947, 5e-7);
    ck_assert_double_eq_tol(faults->gain_false_negative, 286.0 / 606, near);
    scene_free(scene);
}
END_TEST

/* One detection beside an object of A at 0, one of B at 100, and at 200 an A and a B whose IoU is
   1/3. A first detection has taken the A at 0. */
typedef struct KindRow {
    const char *name;
    int class_index;
    PsBox box;
    PsFault kind;
} KindRow;

static const KindRow kind_rows[] = {
    {"equal to the first", A, {0, 0, 10, 10}, PS_FAULT_DUPLICATE},
    {"IoU 0.6 with a taken object", A, {0, 0, 10, 6}, PS_FAULT_DUPLICATE},
    {"IoU 0.5 with a taken object", A, {0, 0, 10, 5}, PS_FAULT_PLACE},
    {"IoU 0.4", A, {0, 0, 10, 4}, PS_FAULT_PLACE},
    {"IoU 0.1 with its class", A, {0, 0, 10, 1}, PS_FAULT_PLACE},
    {"IoU 0.09 with its class", A, {0, 0, 9, 1}, PS_FAULT_BACKGROUND},
    {"IoU 0.1 with another class", B, {0, 0, 10, 1}, PS_FAULT_BACKGROUND},
    {"IoU 0.2 with another class", B, {0, 0, 10, 2}, PS_FAULT_BOTH},
    {"IoU 0.5 with another class", A, {100, 0, 10, 5}, PS_FAULT_CLASS},
    {"the other class, which is taken", B, {0, 0, 10, 10}, PS_FAULT_CLASS},
    {"place before class", A, {200, 5, 10, 10}, PS_FAULT_PLACE},
    {"right", B, {100, 0, 10, 5}, PS_FAULT_NONE},
    {"nowhere", A, {400, 400, 10, 10}, PS_FAULT_BACKGROUND},
    {"without size", A, {0, 0, 0, 0}, PS_FAULT_BACKGROUND},
};

START_TEST(kinds)
{
    const KindRow *row = &kind_rows[_i];
    Scene *scene = scene_new(1, 2);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_object(scene, 0, B, AT(100, 0, 10, 10));
    scene_object(scene, 0, A, AT(200, 0, 10, 10));
    scene_object(scene, 0, B, AT(200, 5, 10, 10));
    scene_detection(scene, 0, A, 0.9, AT(0, 0, 10, 10));
    scene_detection(scene, 0, row->class_index, 0.5, row->box);
    const PsFaults *faults = &scene_evaluate(scene, 0)->faults;
    ck_assert_int_eq(faults->of_detection[0], PS_FAULT_NONE);
    ck_assert_msg(faults->of_detection[1] == row->kind, "%s: kind %d", row->name,
                  faults->of_detection[1]);
    if (row->kind != PS_FAULT_NONE) ck_assert_int_eq(faults->count[row->kind], 1);
    scene_free(scene);
}
END_TEST

/* B at 0.9 and A at 0.8 aim at the same A: the higher score repairs it. Without that kind the other
   is only removed. B has a detection and no object, so its AP is 0 until that detection goes. */
START_TEST(one_repairs_an_object)
{
    Scene *scene = scene_new(1, 2);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.8, AT(0, 0, 10, 4));
    scene_detection(scene, 0, B, 0.9, AT(0, 0, 10, 10));
    const PsFaults *faults = &scene_evaluate(scene, 0)->faults;
    ck_assert_int_eq(faults->of_detection[0], PS_FAULT_PLACE);
    ck_assert_int_eq(faults->of_detection[1], PS_FAULT_CLASS);
    ck_assert_int_eq(faults->count[PS_FAULT_MISSED], 0);
    ck_assert_double_eq(faults->gain[PS_FAULT_CLASS], 1);
    ck_assert_double_eq(faults->gain[PS_FAULT_PLACE], 0);
    scene_free(scene);
}
END_TEST

/* What aims at an object that is found does not repair it. */
START_TEST(found_objects_need_no_repair)
{
    Scene *scene = scene_new(2, 1);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_object(scene, 1, A, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.9, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.95, AT(0, 0, 10, 4));
    const PsFaults *faults = &scene_evaluate(scene, 0)->faults;
    ck_assert_int_eq(faults->of_detection[1], PS_FAULT_PLACE);
    /* precision 1/2 at 51 of 101 recalls; without the error 1; without the other object at all */
    ck_assert_double_eq_tol(faults->gain[PS_FAULT_PLACE], 25.5 / 101, near);
    ck_assert_double_eq_tol(faults->gain_false_positive, 25.5 / 101, near);
    ck_assert_double_eq_tol(faults->gain[PS_FAULT_MISSED], 25.0 / 101, near);
    ck_assert_double_eq_tol(faults->gain_false_negative, 25.0 / 101, near);
    scene_free(scene);
}
END_TEST

/* In a crowd: no kind and no cost. It is counted as TIDE counts it. */
START_TEST(crowds_excuse)
{
    Scene *scene = scene_new(1, 2);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    int crowd = scene_crowd(scene, 0, A, AT(100, 0, 100, 100));
    scene_detection(scene, 0, A, 0.9, AT(120, 20, 10, 10));
    scene_detection(scene, 0, A, 0.8, AT(0, 0, 10, 10));
    const PsFaults *faults = &scene_evaluate(scene, 0)->faults;
    ck_assert_int_eq(faults->of_detection[0], PS_FAULT_NONE);
    ck_assert_int_eq(faults->of_object[crowd], PS_FAULT_NONE);
    ck_assert_int_eq(faults->count[PS_FAULT_BACKGROUND], 1);
    ck_assert_int_eq(faults->count[PS_FAULT_MISSED], 0);
    for (int k = 0; k < PS_FAULT_KINDS; k++) ck_assert_double_eq(faults->gain[k], 0);
    ck_assert_double_eq(faults->gain_false_positive, 0);
    scene_free(scene);
}
END_TEST

/* A crowd of another class, or one that covers no more than half, excuses nothing. */
START_TEST(crowds_that_do_not_excuse)
{
    Scene *scene = scene_new(1, 2);
    scene_crowd(scene, 0, A, AT(0, 0, 100, 100));
    scene_object(scene, 0, A, AT(200, 0, 10, 10));
    scene_detection(scene, 0, B, 0.9, AT(20, 20, 10, 10));
    scene_detection(scene, 0, A, 0.8, AT(20, 95, 10, 10));
    const PsFaults *faults = &scene_evaluate(scene, 0)->faults;
    ck_assert_int_eq(faults->of_detection[0], PS_FAULT_BACKGROUND);
    ck_assert_int_eq(faults->of_detection[1], PS_FAULT_BACKGROUND);
    scene_free(scene);
}
END_TEST

/* What a crowd excuses is in no curve, but may be what would have found an object beside it. */
START_TEST(excused_detections_repair)
{
    Scene *scene = scene_new(1, 1);
    int g = scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_crowd(scene, 0, A, AT(0, 4, 20, 20));
    scene_detection(scene, 0, A, 0.8, AT(0, 5, 10, 10));
    const PsFaults *faults = &scene_evaluate(scene, 0)->faults;
    ck_assert_int_eq(faults->of_detection[0], PS_FAULT_NONE);
    ck_assert_int_eq(faults->of_object[g], PS_FAULT_NONE);
    ck_assert_int_eq(faults->count[PS_FAULT_PLACE], 1);
    ck_assert_double_eq(faults->gain[PS_FAULT_PLACE], 1);
    ck_assert_double_eq(faults->gain_false_positive, 0);
    scene_free(scene);
}
END_TEST

START_TEST(no_detections)
{
    Scene *scene = scene_new(2, 2);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_object(scene, 1, B, AT(0, 0, 10, 10));
    const PsFaults *faults = &scene_evaluate(scene, 0)->faults;
    ck_assert_int_eq(faults->count[PS_FAULT_MISSED], 2);
    ck_assert_int_eq(faults->of_object[0], PS_FAULT_MISSED);
    for (int k = 0; k < PS_FAULT_MISSED; k++) ck_assert_double_eq(faults->gain[k], 0);
    ck_assert_double_nan(faults->gain[PS_FAULT_MISSED]); /* nothing would be left */
    ck_assert_double_nan(faults->gain_false_negative);
    ck_assert_double_eq(faults->gain_false_positive, 0);
    scene_free(scene);
}
END_TEST

START_TEST(no_objects)
{
    Scene *scene = scene_new(1, 2);
    scene_detection(scene, 0, A, 0.9, AT(0, 0, 10, 10));
    const PsFaults *faults = &scene_evaluate(scene, 0)->faults;
    ck_assert_int_eq(faults->of_detection[0], PS_FAULT_BACKGROUND);
    ck_assert_int_eq(faults->count[PS_FAULT_BACKGROUND], 1);
    for (int k = PS_FAULT_CLASS; k < PS_FAULT_KINDS; k++) ck_assert_double_nan(faults->gain[k]);
    ck_assert_double_nan(faults->gain_false_positive);
    ck_assert_double_nan(faults->gain_false_negative);
    scene_free(scene);
}
END_TEST

/* A is perfect; B has a detection and no object: AP 0, until that detection is gone. The third
   class has nothing at all and does not count. */
START_TEST(class_without_objects)
{
    Scene *scene = scene_new(1, 3);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.9, AT(0, 0, 10, 10));
    scene_detection(scene, 0, B, 0.8, AT(100, 0, 10, 10));
    const PsFaults *faults = &scene_evaluate(scene, 0)->faults;
    ck_assert_double_eq(faults->gain[PS_FAULT_BACKGROUND], 0.5);
    ck_assert_double_eq(faults->gain_false_positive, 0);
    ck_assert_int_eq(faults->count[PS_FAULT_BACKGROUND], 1);
    scene_free(scene);
}
END_TEST

/* A right detection and a duplicate come as the 101st and 102nd of their image. */
START_TEST(beyond_the_cut)
{
    Scene *scene = scene_new(2, 2);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_object(scene, 1, A, AT(0, 0, 10, 10));
    for (int i = 0; i < 100; i++) scene_detection(scene, 0, B, 0.9, AT(100, 0, 10, 10));
    scene_detection(scene, 0, A, 0.5, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.4, AT(0, 0, 10, 10));
    scene_detection(scene, 1, A, 0.5, AT(0, 0, 10, 10));
    const PsFaults *faults = &scene_evaluate(scene, 0)->faults;
    ck_assert_int_eq(faults->count[PS_FAULT_BACKGROUND], 100);
    ck_assert_int_eq(faults->of_detection[100], PS_FAULT_NONE);
    ck_assert_int_eq(faults->of_detection[101], PS_FAULT_DUPLICATE);
    ck_assert_int_eq(faults->count[PS_FAULT_DUPLICATE], 0);
    ck_assert_int_eq(faults->of_object[0], PS_FAULT_MISSED);
    ck_assert_int_eq(faults->of_object[1], PS_FAULT_NONE);
    /* A: 51 of 101 recalls, all without the missed object; B: AP 0 */
    ck_assert_double_eq_tol(faults->gain[PS_FAULT_MISSED], 25.0 / 101, near);
    scene_free(scene);
}
END_TEST

/* As found: right, wrong, AP 1. Repaired curves put errors first: precision 1/2, so no kind gains.
   The gain of the false negatives, as TIDE has it, may then fall below 0. */
START_TEST(equal_scores)
{
    Scene *scene = scene_new(1, 1);
    scene_object(scene, 0, A, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.5, AT(0, 0, 10, 10));
    scene_detection(scene, 0, A, 0.5, AT(100, 0, 10, 10));
    const PsFaults *faults = &scene_evaluate(scene, 0)->faults;
    for (int k = 0; k < PS_FAULT_KINDS; k++) ck_assert_double_eq(faults->gain[k], 0);
    ck_assert_double_eq(faults->gain_false_positive, 0);
    ck_assert_double_eq_tol(faults->gain_false_negative, -0.5, near);
    scene_free(scene);
}
END_TEST

/* Every detection that counts is correct, excused, or has one kind; an object that is not found is
   missed or could be repaired. */
static void check_sums(const Scene *scene)
{
    const PsFaults *faults = &scene->evaluation->faults;
    int tally[PS_FAULT_KINDS] = {0}, neither = 0, counted = 0, unfound = 0;
    for (int d = 0; d < scene->predictions.detection_count; d++) {
        const PsVerdict *verdict = &scene->evaluation->verdicts[d];
        tally[faults->of_detection[d]]++;
        neither += verdict->object >= 0 || verdict->ignored;
        counted += verdict->object < 0;
    }
    ck_assert_int_eq(tally[PS_FAULT_MISSED], 0);
    ck_assert_int_eq(tally[PS_FAULT_NONE], neither);
    for (int k = PS_FAULT_CLASS; k < PS_FAULT_MISSED; k++) {
        ck_assert_int_ge(faults->count[k], tally[k]);
        counted -= faults->count[k];
    }
    ck_assert_int_eq(counted, 0);
    for (int g = 0; g < scene->dataset.object_count; g++) {
        unfound += !scene->dataset.objects[g].crowd && scene->evaluation->found_by[g] < 0;
        if (faults->of_object[g] == PS_FAULT_MISSED) tally[PS_FAULT_MISSED]++;
    }
    ck_assert_int_eq(faults->count[PS_FAULT_MISSED], tally[PS_FAULT_MISSED]);
    ck_assert_int_le(faults->count[PS_FAULT_MISSED], unfound);
    for (int k = PS_FAULT_CLASS; k < PS_FAULT_KINDS; k++) {
        ck_assert(isnan(faults->gain[k]) || (faults->gain[k] >= 0 && faults->gain[k] <= 1));
    }
}

static bool is_half_covered(const Scene *scene, const PsObject *region)
{
    for (int d = 0; region->crowd && d < scene->predictions.detection_count; d++) {
        if (scene->predictions.detections[d].image != region->image) continue;
        double coverage = ps_box_coverage(scene->predictions.detections[d].box, region->box);
        if (coverage == 0.5) return true;
    }
    return false;
}

/* Scenes in which TIDE's rules must agree with COCO's: no crowd covers exactly half a detection, no
   two objects of an image share a class, no image has more than 100 detections. */
static bool rules_agree(const Scene *scene)
{
    const PsObject *objects = scene->dataset.objects;
    for (int g = 0; g < scene->dataset.object_count; g++) {
        if (is_half_covered(scene, &objects[g])) return false;
        for (int h = 0; h < g; h++) {
            bool same = objects[g].image == objects[h].image;
            if (same && objects[g].class_index == objects[h].class_index) return false;
        }
    }
    for (int i = 0; i < scene->dataset.image_count; i++) {
        if (scene->predictions.first[i + 1] - scene->predictions.first[i] > 100) return false;
    }
    return true;
}

START_TEST(sums)
{
    int checked = 0;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        Scene *scene = generate_scene(seed);
        scene_evaluate(scene, 0);
        if (rules_agree(scene)) {
            check_sums(scene);
            checked++;
        }
        scene_free(scene);
    }
    ck_assert_int_ge(checked, 200);
}
END_TEST

Suite *faults_suite(void)
{
    Suite *suite = suite_create("faults");
    TCase *tests = tcase_create("faults");
    tcase_add_loop_test(tests, worked_kinds, 0, 2);
    tcase_add_test(tests, worked_gains);
    tcase_add_loop_test(tests, kinds, 0, COUNT_OF(kind_rows));
    tcase_add_test(tests, one_repairs_an_object);
    tcase_add_test(tests, found_objects_need_no_repair);
    tcase_add_test(tests, crowds_excuse);
    tcase_add_test(tests, crowds_that_do_not_excuse);
    tcase_add_test(tests, excused_detections_repair);
    tcase_add_test(tests, no_detections);
    tcase_add_test(tests, no_objects);
    tcase_add_test(tests, class_without_objects);
    tcase_add_test(tests, beyond_the_cut);
    tcase_add_test(tests, equal_scores);
    tcase_add_test(tests, sums);
    suite_add_tcase(suite, tests);
    return suite;
}
