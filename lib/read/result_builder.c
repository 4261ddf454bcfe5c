/* Predictions under construction; see builder.h. The freeze deals the detections out to their
   images by counting, which keeps the file's order within an image: equal scores keep it later. */
#include "read/builder.h"

#include "read/fit.h"
#include "read/health.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

PsResultBuilder *ps_result_builder_new(const PsDataset *dataset, const char *path)
{
    PsArena *arena = ps_arena_new();
    PsResultBuilder *builder = ps_alloc(sizeof *builder);
    *builder = (PsResultBuilder){.arena = arena,
                                 .dataset = dataset,
                                 .path = ps_arena_text(arena, path),
                                 .detections = PS_BUF};
    builder->issues = (PsIssueList){.arena = arena, .file = builder->path, .items = PS_BUF};
    builder->notes = builder->issues;
    return builder;
}

void ps_result_restart(PsResultBuilder *builder, size_t issue_count)
{
    PsResultBuilder fresh = {.arena = builder->arena,
                             .dataset = builder->dataset,
                             .path = builder->path,
                             .issues = builder->issues,
                             .notes = builder->notes,
                             .detections = builder->detections};
    ps_buf_clear(&fresh.detections);
    fresh.issues.items.length = issue_count * sizeof(PsIssue);
    *builder = fresh;
}

static void free_scratch(PsResultBuilder *builder)
{
    ps_buf_free(&builder->detections);
    ps_buf_free(&builder->issues.items);
    ps_buf_free(&builder->notes.items);
    free(builder);
}

void ps_result_builder_free(PsResultBuilder *builder)
{
    if (!builder) return;
    ps_arena_free(builder->arena);
    free_scratch(builder);
}

/* ------------------------------------------------------------------ adding */

static void note_score(PsResultBuilder *builder, double score, const PsPlace *place)
{
    PsArena *arena = builder->arena; /* the text may be gone when these are told */
    if (isnan(score) && builder->unscored++ == 0) {
        builder->first_unscored = ps_place_keep(place, arena);
    }
    if (score > 1 && builder->scores_above++ == 0) builder->above = ps_place_keep(place, arena);
    if (score < 0 && builder->scores_below++ == 0) builder->below = ps_place_keep(place, arena);
    if (score > builder->highest_score) builder->highest_score = score;
}

void ps_result_add(PsResultBuilder *builder, const PsDetection *detection,
                   const PsResultPlaces *places)
{
    builder->seen++;
    note_score(builder, detection->score, &places->score);
    if (detection->image < 0) {
        ps_issue_add(
            &builder->issues, "unknown-image", &places->image,
            "A detection is on an image that the ground truth does not have, or has several "
            "of by this name; it was left out.");
        return;
    }
    builder->on_known_image++;
    if (detection->class_index < 0) {
        ps_issue_add(&builder->issues, "unknown-class", &places->class_index,
                     "A detection is of a class that the ground truth does not have; it was left "
                     "out.");
        return;
    }
    if (!ps_box_usable(detection->box, &builder->issues, &places->box)) return;
    const PsImage *image = &builder->dataset->images[detection->image];
    ps_box_compare(&builder->counts, detection->box, image, false, &builder->issues, &places->box);
    PS_BUF_PUSH(&builder->detections, *detection);
}

/* ------------------------------------------------------------------ freezing */

static void note_scores(PsResultBuilder *builder)
{
    bool percent = builder->highest_score > 2 && builder->highest_score <= 100 &&
                   !builder->scores_below && builder->scores_above > builder->seen / 2;
    for (int i = 0; i < builder->scores_above; i++) {
        ps_issue_add(&builder->issues, percent ? "scores-in-percent" : "score-above-one",
                     i ? NULL : &builder->above,
                     percent
                         ? "Scores lie between 0 and 100, as percentages do; they were taken as "
                           "they are, thresholds from 0 to 1 will keep almost all."
                         : "A score is above 1; it was taken as it is.");
    }
    for (int i = 0; i < builder->scores_below; i++) {
        ps_issue_add(&builder->issues, "score-below-zero", i ? NULL : &builder->below,
                     "A score is below 0; it was taken as it is.");
    }
}

/* Detections without scores are all equally sure; some without are a broken file. */
static bool check_scored(PsResultBuilder *builder, PsError *error)
{
    if (builder->unscored == 0) return true;
    if (builder->unscored < builder->seen) {
        return ps_refuse(error, builder->path, &builder->first_unscored,
                         "a score in every detection (others have one)", "a score is missing");
    }
    ps_issue_add(&builder->issues, "no-scores", &builder->first_unscored,
                 "The predictions hold no scores; each was taken as 1, so that there is one "
                 "operating point, and AP comes from it alone.");
    PsDetection *detections = PS_BUF_ITEMS(&builder->detections, PsDetection);
    size_t count = PS_BUF_COUNT(&builder->detections, PsDetection);
    for (size_t i = 0; i < count; i++) detections[i].score = 1;
    return true;
}

/* What the n-th file is changes with every file that is added or taken away. */
static void note_order(PsResultBuilder *builder)
{
    bool images = builder->images_by_number && builder->dataset->made_image_ids;
    bool classes = builder->classes_by_number && builder->dataset->made_class_ids;
    if (!images && !classes) return;
    ps_issue_add(&builder->issues, "ids-by-order", NULL,
                 images && classes
                     ? "Predictions name images and classes by number, and the ground truth has no "
                       "numbers for them: n was taken as the n-th file, and as the n-th class, in "
                       "sorted order; file names and class names are safer."
                 : images ? "Predictions name images by number, and the ground truth has no "
                            "numbers for them: n was taken as the n-th file in sorted order; file "
                            "names are safer."
                          : "Predictions name classes by number, and the ground truth has no "
                            "numbers for them: n was taken as the n-th class in sorted order; "
                            "class names, or --classes, are safer.");
}

static bool check_known(const PsResultBuilder *builder, PsError *error)
{
    if (builder->seen == 0 || builder->on_known_image > 0) return true;
    if (builder->dataset->image_count == 0) return true; /* said when that was read */
    return ps_fail(error, PS_ERROR_INPUT, builder->path, NULL,
                   "wanted predictions for this ground truth",
                   "no detection is on a known image (%d were read): the files do not belong "
                   "together",
                   builder->seen);
}

/* Which image a number means cannot be said where files used it for different ones. */
static bool check_ids(const PsResultBuilder *builder, PsError *error)
{
    if (!builder->images_by_number || !builder->dataset->image_ids_clash) return true;
    return ps_fail(error, PS_ERROR_INPUT, builder->path, NULL,
                   "wanted file names (file_name, or as image_id), or --split",
                   "images are named by number, and several files of the ground truth use the same "
                   "numbers");
}

static void deal_detections(const PsResultBuilder *builder, PsPredictions *predictions)
{
    const PsDetection *detections = PS_BUF_ITEMS(&builder->detections, PsDetection);
    int images = builder->dataset->image_count, *first = predictions->first;
    for (int i = 0; i < predictions->detection_count; i++) first[detections[i].image + 1]++;
    for (int i = 0; i < images; i++) first[i + 1] += first[i];
    /* first[i] runs up to the start of the next image, and is moved back afterwards. */
    for (int i = 0; i < predictions->detection_count; i++) {
        predictions->detections[first[detections[i].image]++] = detections[i];
    }
    for (int i = images; i > 0; i--) first[i] = first[i - 1];
    first[0] = 0;
}

bool ps_result_check(PsResultBuilder *builder, PsError *error)
{
    if (!check_ids(builder, error) || !check_known(builder, error)) return false;
    if (!check_scored(builder, error)) return false;
    note_scores(builder);
    note_order(builder);
    ps_box_hints(&builder->counts, &builder->issues);
    ps_fit_check(builder);
    if (builder->seen == 0) {
        ps_issue_add(&builder->issues, "no-detections", NULL, "The file holds no detection.");
    }
    return true;
}

PsPredictions *ps_result_freeze(PsResultBuilder *builder)
{
    PsArena *arena = builder->arena;
    PsPredictions *predictions = PS_NEW(arena, PsPredictions);
    int count = (int)PS_BUF_COUNT(&builder->detections, PsDetection);
    *predictions = (PsPredictions){
        .arena = arena,
        .dataset = builder->dataset,
        .detections = PS_ARRAY(arena, PsDetection, count),
        .first = PS_ARRAY(arena, int, builder->dataset->image_count + 1),
        .detection_count = count,
        .unscored = builder->unscored > 0,
    };
    deal_detections(builder, predictions);
    ps_health_of_detections(predictions, &builder->notes);
    predictions->issues = ps_issues_freeze(&builder->issues, &predictions->issue_count);
    predictions->notes = ps_issues_freeze(&builder->notes, &predictions->note_count);
    free_scratch(builder);
    return predictions;
}
