/* Demands on figures: how they are read, and what they say of the worked example. */
#include "gate.h"
#include "support.h"

#include <check.h>

#include <string.h>

Suite *gate_suite(void);

static bool judge_with(const Options *options, const Figures *figures, bool *holds, PsError *error)
{
    PsArena *arena = ps_arena_new();
    Gates gates;
    bool fine = gates_parse(options, arena, &gates, error) &&
                gates_find_classes(&gates, figures->model->dataset, error);
    if (fine) *holds = gate_holds(&gates.items[0], figures);
    if (fine && !*holds) gate_blame(&gates.items[0], figures, error);
    ps_arena_free(arena);
    return fine;
}

static bool judge(const PsEvaluation *evaluation, const char *text, bool *holds, PsError *error)
{
    Options options = {.require = {.items = {text}, .count = 1}};
    Figures figures = {evaluation, NULL};
    return judge_with(&options, &figures, holds, error);
}

/* At the optimum, 0.73: of all 3 correct, 2 wrong boxes, 3 missed; of A 2, 2, 1; of B 1, 0, 2.
   AP50 of A is 0.554455, of B 0.336634 (worked by hand and by tidecv). */
static const struct {
    const char *text;
    bool holds;
} rows[] = {
    {"precision>=0.6", true},
    {"precision>0.6", false},
    {"precision<=0.6", true},
    {"precision < 0.6", false},
    {"recall>=0.5", true},
    {"recall>=0.5000001", false},
    {"F1>=0.545454", true},
    {"f1>=0.545455", false},
    {"AP50>=0.445544", true},
    {"AP50>=0.445545", false},
    {"ap50 [A] >= 0.55445", true},
    {"AP50[A]>=0.5545", false},
    {"AP50[B]<=0.33664", true},
    {"precision[A]>=0.5", true},
    {"precision[A]>0.5", false},
    {"recall[A]>=0.6666", true},
    {"recall[A]>=0.6667", false},
    {"precision[B]>=1", true},
    {"recall[B]>0.34", false},
    {"APl>=0", false}, /* no large object: undefined */
    {"APl<=1", false},
    {"AR100>=0", true},
};

START_TEST(worked_example)
{
    Scene *scene = scene_worked();
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    bool holds = !rows[_i].holds;
    PsError error = {0};
    ck_assert_msg(judge(evaluation, rows[_i].text, &holds, &error), "%s", error.found);
    ck_assert_msg(holds == rows[_i].holds, "%s", rows[_i].text);
    ck_assert_int_eq(error.code, holds ? PS_OK : PS_ERROR_GATE);
    scene_free(scene);
}
END_TEST

static const struct {
    const char *text, *found;
} wrong[] = {
    {"", "none of >="},
    {"AP50", "none of >="},
    {"AP50=0.6", "none of >="},
    {"AP50=>0.6", "with = behind"},
    {"AP50 =< 0.6", "with = behind"},
    {"AP50>=", "no number"},
    {"AP50>=high", "no number"},
    {"AP50>=nan", "no number"},
    {">=0.6", "no such figure"},
    {"mAP>=0.6", "no such figure"},
    {"AP50[A>=0.6", "no ]"},
    {"AR1[A]>=0.6", "not known by class"},
    {"F1[C]>=0.1", "no such class"},
    {"F1[]>=0.1", "no such class"},
};

START_TEST(wrong_demands)
{
    Scene *scene = scene_worked();
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    bool holds;
    PsError error = {0};
    ck_assert_msg(!judge(evaluation, wrong[_i].text, &holds, &error), "%s", wrong[_i].text);
    ck_assert_int_eq(error.code, PS_ERROR_USAGE);
    ck_assert_msg(strstr(error.found, wrong[_i].found) != NULL, "%s", error.found);
    scene_free(scene);
}
END_TEST

static const char *const guesses[][2] = {
    {"mAP>=0.6", "did you mean AP? The figures are AP, AP50, AP75, APs,"},
    {"recal>=0.6", "did you mean recall? The figures are AP,"},
    {"rbc>=0.6", "The figures are AP,"},
};

START_TEST(figures_that_were_meant)
{
    Scene *scene = scene_worked();
    bool holds;
    PsError error = {0};
    ck_assert(!judge(scene_evaluate(scene, 0), guesses[_i][0], &holds, &error));
    ck_assert_int_eq(strncmp(error.wanted, guesses[_i][1], strlen(guesses[_i][1])), 0);
    ck_assert_ptr_nonnull(strstr(error.wanted, ", precision, recall, F1"));
    scene_free(scene);
}
END_TEST

START_TEST(class_name_of_two)
{
    Scene *scene = scene_worked();
    scene->dataset.classes[0].id = 4;
    scene->dataset.classes[1].id = 9;
    scene->dataset.classes[1].name = scene->dataset.classes[0].name;
    bool holds;
    PsError error = {0};
    ck_assert(!judge(scene_evaluate(scene, 0), "recall[A]>=0", &holds, &error));
    ck_assert_int_eq(error.code, PS_ERROR_USAGE);
    ck_assert_str_eq(error.found, "--require 'recall[A]>=0': 2 classes have this name, ids 4, 9");
    scene_free(scene);
}
END_TEST

/* A class may be called anything; what is not met is told with the figure as report.json has it. */
START_TEST(odd_class)
{
    Scene *scene = scene_new(1, 1);
    scene->dataset.classes[0].name = "a>=b] [<c";
    scene_object(scene, 0, 0, (PsBox){0, 0, 10, 10});
    scene_object(scene, 0, 0, (PsBox){20, 0, 10, 10});
    scene_detection(scene, 0, 0, 0.5, (PsBox){0, 0, 10, 10});
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    bool holds = true;
    PsError error = {0};
    ck_assert_msg(judge(evaluation, "recall[a>=b] [<c]>=0.75", &holds, &error), "%s", error.found);
    ck_assert(!holds);
    ck_assert_str_eq(error.found, "--require 'recall[a>=b] [<c]>=0.75' does not hold: it is 0.5");
    ck_assert_str_eq(error.wanted, "wanted 0.75 or more");
    scene_free(scene);
}
END_TEST

/* Against a baseline that finds half as many: recall 1 and 0.5, whichever way round. */
static const struct {
    const char *text;
    bool holds; /* where the model is the better one; else it loses 0.5 */
    bool holds_worse;
} drops[] = {
    {"recall<=0.1", true, false},  {"recall<=0.5", true, true},  {"recall<0.5", true, false},
    {"recall[A]<=0", true, false}, {"precision<=0", true, true}, {"APl<=1", false, false},
};

static Scene *one_of_two(int found)
{
    Scene *scene = scene_new(1, 1);
    for (int i = 0; i < 2; i++) {
        PsBox box = {20 * i, 0, 10, 10};
        scene_object(scene, 0, 0, box);
        if (i < found) scene_detection(scene, 0, 0, 0.5, box);
    }
    return scene;
}

START_TEST(losses)
{
    Scene *all = one_of_two(2), *half = one_of_two(1);
    const PsEvaluation *best = scene_evaluate(all, 0), *worst = scene_evaluate(half, 0);
    for (int worse = 0; worse < 2; worse++) {
        Options options = {.max_drop = {.items = {drops[_i].text}, .count = 1}};
        Figures figures = {worse ? worst : best, worse ? best : worst};
        bool wanted = worse ? drops[_i].holds_worse : drops[_i].holds, holds = !wanted;
        PsError error = {0};
        ck_assert_msg(judge_with(&options, &figures, &holds, &error), "%s", error.found);
        ck_assert_msg(holds == wanted, "%s", drops[_i].text);
    }
    scene_free(all);
    scene_free(half);
}
END_TEST

START_TEST(wrong_losses)
{
    Scene *scene = one_of_two(1);
    Options options = {.max_drop = {.items = {"recall>=0.1"}, .count = 1}};
    const PsEvaluation *evaluation = scene_evaluate(scene, 0);
    Figures figures = {evaluation, evaluation};
    bool holds;
    PsError error = {0};
    ck_assert(!judge_with(&options, &figures, &holds, &error));
    ck_assert_int_eq(error.code, PS_ERROR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.found, "--max-drop 'recall>=0.1': a loss has"));
    scene_free(scene);
}
END_TEST

Suite *gate_suite(void)
{
    Suite *suite = suite_create("gate");
    TCase *all = tcase_create("all");
    tcase_add_loop_test(all, worked_example, 0, COUNT_OF(rows));
    tcase_add_loop_test(all, wrong_demands, 0, COUNT_OF(wrong));
    tcase_add_loop_test(all, figures_that_were_meant, 0, COUNT_OF(guesses));
    tcase_add_test(all, class_name_of_two);
    tcase_add_test(all, odd_class);
    tcase_add_loop_test(all, losses, 0, COUNT_OF(drops));
    tcase_add_test(all, wrong_losses);
    suite_add_tcase(suite, all);
    return suite;
}
