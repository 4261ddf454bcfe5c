/* Random scenes: everything that lib/eval says about them is held against the plain
   implementation, at every threshold. */
#include "lib/eval/generate.h"
#include "lib/eval/plateau.h"
#include "lib/eval/reference.h"

#include <check.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

Suite *property_suite(void);

enum { ROUNDS = 25, SCENES_A_ROUND = 120 };

/* One scene under examination. Failures name the seed and the grid index. */
typedef struct Trial {
    uint64_t seed;
    const Scene *scene;
    const PsEvaluation *evaluation;
    const PsDataset *dataset;
    const PsPredictions *predictions;
    PsArena *arena;
    RefPoint *point;
    PsCounts *image_sweeps; /* [image * thresholds + k] */
    int k;
} Trial;

#define EXPECT(condition, ...)                                                                     \
    do {                                                                                           \
        if (!(condition)) refuse(trial, __LINE__, __VA_ARGS__);                                    \
    } while (0)

static void refuse(const Trial *trial, int line, const char *what, int at)
{
    ck_abort_msg("line %d: seed %llu, k %d: %s %d", line, (unsigned long long)trial->seed, trial->k,
                 what, at);
}

static bool same_counts(PsCounts a, PsCounts b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static void check_sweeps(const Trial *trial)
{
    const PsEvaluation *evaluation = trial->evaluation;
    int n = evaluation->threshold_count;
    EXPECT(same_counts(evaluation->sweep[trial->k], trial->point->all), "sweep", 0);
    for (int c = 0; c < trial->dataset->class_count; c++) {
        EXPECT(same_counts(evaluation->class_sweep[c * n + trial->k], trial->point->classes[c]),
               "class", c);
    }
    for (int i = 0; i < trial->dataset->image_count; i++) {
        EXPECT(same_counts(trial->image_sweeps[i * n + trial->k], trial->point->images[i]), "image",
               i);
        EXPECT(same_counts(ps_image_counts(evaluation, i, trial->k), trial->point->images[i]),
               "image at one threshold", i);
    }
}

static int kept_at(const Trial *trial, double t)
{
    int kept = 0;
    for (int d = 0; d < trial->predictions->detection_count; d++) {
        kept += trial->predictions->detections[d].score >= t;
    }
    return kept;
}

/* The two sums that always hold, and the two sides of misclassification. */
static void check_sums(const Trial *trial)
{
    PsCounts all = trial->evaluation->sweep[trial->k];
    int objects = trial->dataset->object_count - trial->dataset->crowd_count;
    int kept = kept_at(trial, trial->evaluation->thresholds[trial->k]);
    EXPECT(all.correct + all.misclassified + all.missed == objects, "objects", objects);
    EXPECT(all.correct + all.misclassified + all.false_positive + all.ignored == kept, "kept",
           kept);
    EXPECT(all.mistaken == all.misclassified, "mistaken", all.mistaken);
}

static void check_verdicts(const Trial *trial)
{
    for (int d = 0; d < trial->predictions->detection_count; d++) {
        int object = -2;
        PsOutcome outcome = ps_detection_outcome(trial->evaluation, d, trial->k, &object);
        EXPECT(outcome == trial->point->detections[d], "outcome of detection", d);
        EXPECT(object == trial->point->taken[d], "object of detection", d);
    }
}

static int present(const Trial *trial, const PsCell *cell, int image)
{
    int found = 0;
    for (int e = cell->first_entry; e < cell->first_entry + cell->entry_count; e++) {
        const PsCellEntry *entry = &trial->evaluation->entries[e];
        found += entry->image == image && entry->first <= trial->k && trial->k <= entry->last;
    }
    return found;
}

static void check_cell(const Trial *trial, int actual, int predicted)
{
    const PsCell *cell = ps_cell_find(trial->evaluation, actual, predicted);
    int at = actual * (trial->dataset->class_count + 1) + predicted, images = 0;
    EXPECT((cell ? cell->counts[trial->k] : 0) == trial->point->cell_counts[at], "count of cell",
           at);
    for (int i = 0; i < trial->dataset->image_count; i++) {
        bool wanted = trial->point->cell_images[at * trial->dataset->image_count + i];
        EXPECT((cell ? present(trial, cell, i) : 0) == wanted, "images of cell", at);
        images += wanted;
    }
    EXPECT((cell ? cell->images[trial->k] : 0) == images, "number of images of cell", at);
}

static void check_threshold(const Trial *trial)
{
    int sides = trial->dataset->class_count + 1;
    ref_operate(trial->predictions, trial->evaluation->iou, trial->evaluation->thresholds[trial->k],
                trial->point);
    check_sweeps(trial);
    check_sums(trial);
    check_verdicts(trial);
    for (int cell = 0; cell < sides * sides; cell++) check_cell(trial, cell / sides, cell % sides);
}

/* ---- what does not belong to one threshold ---- */

static void check_cell_order(const Trial *trial)
{
    const PsEvaluation *evaluation = trial->evaluation;
    int sides = trial->dataset->class_count + 1, n = evaluation->threshold_count;
    for (int c = 0, before = -1; c < evaluation->cell_count; c++) {
        const PsCell *cell = &evaluation->cells[c];
        int place = cell->actual * sides + cell->predicted, most = 0;
        EXPECT(place > before && place < sides * sides - 1, "order of cell", c);
        for (int k = 0; k < n; k++) most |= cell->counts[k];
        EXPECT(most > 0, "a cell that is always zero:", c);
        for (int e = cell->first_entry + 1; e < cell->first_entry + cell->entry_count; e++) {
            const PsCellEntry *here = &evaluation->entries[e], *last = here - 1;
            EXPECT(here->image > last->image || here->first > last->last + 1, "entry", e);
        }
        before = place;
    }
}

/* `nearest` and its IoU; the spans of a detection. */
static void check_detection(const Trial *trial, int d)
{
    const PsVerdict *verdict = &trial->evaluation->verdicts[d];
    const PsDetection *detection = &trial->predictions->detections[d];
    double highest = 0;
    int nearest = -1;
    for (int g = 0; g < trial->dataset->object_count; g++) {
        const PsObject *object = &trial->dataset->objects[g];
        double iou = ref_iou(detection->box, object->box);
        if (object->image != detection->image || object->crowd || iou <= 0 || iou < highest) {
            continue;
        }
        highest = iou;
        nearest = g;
    }
    EXPECT(verdict->nearest == nearest, "nearest object of detection", d);
    if (verdict->object >= 0) {
        highest = ref_iou(detection->box, trial->dataset->objects[verdict->object].box);
        EXPECT(trial->evaluation->found_by[verdict->object] == d, "finder", d);
    }
    EXPECT(verdict->iou == highest, "iou of detection", d);
    for (int s = 0; s < verdict->span_count; s++) {
        const PsSpan *span = &trial->evaluation->spans[verdict->first_span + s];
        EXPECT(span->first <= span->last && span->last <= verdict->kept, "ends of span", s);
        EXPECT(s == 0 || span->first > span[-1].last, "order of span", s);
        EXPECT(span->iou == ref_iou(detection->box, trial->dataset->objects[span->object].box),
               "iou of span", s);
    }
}

static void check_numbers(const Trial *trial, const double *found, const double *wanted, int count,
                          double tolerance, const char *name)
{
    for (int i = 0; i < count; i++) {
        bool same = same_number(found[i], wanted[i]) || fabs(found[i] - wanted[i]) <= tolerance;
        EXPECT(same, name, i);
    }
}

static void check_coco(const Trial *trial)
{
    const PsCoco *found = &trial->evaluation->coco;
    const RefCoco *wanted = ref_coco(trial->predictions, trial->arena);
    int classes = trial->dataset->class_count, slots = PS_COCO_IOUS * PS_COCO_AREAS * classes;
    check_numbers(trial, found->precision, wanted->precision, slots * PS_COCO_RECALLS, 0,
                  "precision");
    check_numbers(trial, found->all_precision, wanted->all_precision,
                  slots * PS_COCO_RECALLS * PS_COCO_MAXDETS, 0, "precision of all maxDets");
    check_numbers(trial, found->all_score, wanted->all_score,
                  slots * PS_COCO_RECALLS * PS_COCO_MAXDETS, 0, "score of all maxDets");
    check_numbers(trial, found->recall, wanted->recall, slots * PS_COCO_MAXDETS, 0, "recall");
    check_numbers(trial, found->figures, wanted->figures, PS_COCO_FIGURES, 1e-12, "figure");
    check_numbers(trial, found->class_ap, wanted->class_ap, classes, 1e-12, "AP of class");
    check_numbers(trial, found->class_ap50, wanted->class_ap50, classes, 1e-12, "AP50 of class");
    check_numbers(trial, found->class_ap75, wanted->class_ap75, classes, 1e-12, "AP75 of class");
}

static void check_grid(const Trial *trial)
{
    const PsEvaluation *evaluation = trial->evaluation;
    const PsOptimum *optimum = &evaluation->optimum;
    int n = evaluation->threshold_count;
    for (int k = 1; k < n; k++) {
        EXPECT(evaluation->thresholds[k] > evaluation->thresholds[k - 1], "order of threshold", k);
    }
    for (int d = 0; d < trial->predictions->detection_count; d++) {
        EXPECT(evaluation->verdicts[d].kept >= 0, "the grid starts above the score of", d);
    }
    EXPECT(evaluation->optimal_index >= 0 && evaluation->optimal_index < n, "optimal index", n);
    double chosen = evaluation->thresholds[evaluation->optimal_index];
    EXPECT(!optimum->exists || chosen == optimum->confidence, "the optimum is not in the grid", 0);
}

static void check_optima(const Trial *trial)
{
    const PsEvaluation *evaluation = trial->evaluation;
    char text[160];
    bool fine = plateau_is_right(trial->predictions, evaluation->iou, -1, &evaluation->optimum,
                                 text, sizeof text);
    EXPECT(fine, text, -1);
    for (int c = 0; c < trial->dataset->class_count; c++) {
        const PsOptimum *own = &evaluation->class_optima[c];
        if (trial->dataset->classes[c].object_count < 20) {
            EXPECT(!own->exists, "optimum of a small class", c);
            continue;
        }
        fine = plateau_is_right(trial->predictions, evaluation->iou, c, own, text, sizeof text);
        EXPECT(fine, text, c);
    }
}

static void examine(Trial *trial)
{
    int n = trial->evaluation->threshold_count;
    trial->image_sweeps = PS_ARRAY(trial->arena, PsCounts, trial->dataset->image_count * n);
    for (int i = 0; i < trial->dataset->image_count; i++) {
        ps_image_sweep(trial->evaluation, i, &trial->image_sweeps[i * n]);
    }
    for (trial->k = 0; trial->k < n; trial->k++) check_threshold(trial);
    check_cell_order(trial);
    for (int d = 0; d < trial->predictions->detection_count; d++) check_detection(trial, d);
    check_grid(trial);
    check_optima(trial);
    check_coco(trial);
}

START_TEST(lib_and_reference_agree)
{
    static const double ious[] = {0.5, 0.5, 0.5, 0.75, 0.3, 1.0};
    for (int i = 0; i < SCENES_A_ROUND; i++) {
        uint64_t seed = (uint64_t)_i * SCENES_A_ROUND + (uint64_t)i;
        Scene *scene = generate_scene(seed);
        scene_evaluate(scene, ious[i % COUNT_OF(ious)]);
        PsArena *arena = ps_arena_new();
        Trial trial = {.seed = seed,
                       .scene = scene,
                       .evaluation = scene->evaluation,
                       .dataset = &scene->dataset,
                       .predictions = &scene->predictions,
                       .arena = arena,
                       .point = ref_point_new(&scene->predictions, arena)};
        examine(&trial);
        ps_arena_free(arena);
        scene_free(scene);
    }
}
END_TEST

/* The scenes must hold what they are made for. */
START_TEST(scenes_are_varied)
{
    int crowds = 0, quantiles = 0, spans = 0, empty = 0, many = 0, own_optima = 0;
    for (uint64_t seed = 0; seed < 600; seed++) {
        Scene *scene = generate_scene(seed);
        const PsEvaluation *evaluation = scene_evaluate(scene, 0);
        crowds += scene->dataset.crowd_count > 0;
        quantiles += evaluation->quantile_grid;
        spans += evaluation->span_count > 0;
        empty += scene->dataset.images[0].object_count == 0;
        many += scene->predictions.first[1] > 100;
        own_optima += evaluation->class_optima[0].exists;
        scene_free(scene);
    }
    ck_assert_int_gt(crowds, 100);
    ck_assert_int_gt(quantiles, 30);
    ck_assert_int_gt(spans, 60);
    ck_assert_int_gt(empty, 30);
    ck_assert_int_gt(many, 1);
    ck_assert_int_gt(own_optima, 10);
}
END_TEST

/* Vigna's splitmix64 with seed 0. */
START_TEST(random_numbers_are_splitmix64)
{
    uint64_t state = 0;
    ck_assert_uint_eq(random_next(&state), 0xe220a8397b1dcdafU);
    ck_assert_uint_eq(random_next(&state), 0x6e789e6aa1b965f4U);
    ck_assert_uint_eq(random_next(&state), 0x06c45d188009454fU);
}
END_TEST

Suite *property_suite(void)
{
    Suite *suite = suite_create("property");
    TCase *random = tcase_create("random");
    tcase_set_timeout(random, 20);
    tcase_add_test(random, random_numbers_are_splitmix64);
    tcase_add_test(random, scenes_are_varied);
    tcase_add_loop_test(random, lib_and_reference_agree, 0, ROUNDS);
    suite_add_tcase(suite, random);
    return suite;
}
