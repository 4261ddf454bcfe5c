/* The end matter: method and sources. */
#include "build.h"
#include "format.h"

#include "base/file.h"
#include "base/text.h"

static void add_paragraph(Report *report, const char *title, const char *text)
{
    report->method[report->method_count++] = (Paragraph){title, text};
}

static const char *matching_text(const Report *report)
{
    return ps_arena_printf(
        report->arena,
        "A box is kept when its score is at least the confidence. Kept boxes take, in falling "
        "score, the free object of their class with the highest overlap (IoU %s or more): correct. "
        "Boxes left over may then take a free object of another class: misclassified. Boxes still "
        "left are false positives; objects still left are missed. A box inside a crowd region of "
        "its class is ignored. Equal scores keep the order of the file; of equal overlaps the "
        "later "
        "object is taken.",
        report->iou_text);
}

/* Near-identical images are one observation, not several. */
static const char *drawn_text(PsArena *arena, const PsEvaluation *evaluation)
{
    int images = evaluation->dataset->image_count, scenes = evaluation->uncertainty.scenes;
    if (scenes == images) return "images";
    return ps_arena_printf(arena, "scenes (the %s make %s, as near-identical ones go together)",
                           plural(arena, images, "image", "images"),
                           plural(arena, scenes, "scene", "scenes"));
}

static void write_intervals_paragraph(Report *report, const PsEvaluation *evaluation)
{
    const PsUncertainty *uncertainty = &evaluation->uncertainty;
    if (uncertainty->resamples == 0) return;
    PsArena *arena = report->arena;
    const char *corrected = "";
    if (evaluation->optimum.exists) {
        corrected = ps_arena_printf(
            arena, " Corrected for choosing the confidence on the same images, F1 is %s.",
            rate_text(arena, shown_rate(uncertainty->f1_corrected)));
    }
    add_paragraph(report, "Intervals",
                  ps_arena_printf(arena,
                                  "95%% percentile intervals from %s of whole %s, drawn with "
                                  "replacement. They speak of images like these and know nothing "
                                  "of others. AP of classes with few objects comes out too high, "
                                  "and so does its interval; a resample without a class leaves it "
                                  "out of the mean.%s",
                                  plural(arena, uncertainty->resamples, "resample", "resamples"),
                                  drawn_text(arena, evaluation), corrected));
}

/* What another run needs to come to the same figures, beside the files. */
static const char *run_text(const Report *report, const PsEvaluation *evaluation)
{
    PsArena *arena = report->arena;
    const PsUncertainty *uncertainty = &evaluation->uncertainty;
    const char *resamples = "no resamples";
    if (uncertainty->resamples > 0) {
        resamples = ps_arena_printf(arena, "%s from seed %llu",
                                    plural(arena, uncertainty->resamples, "resample", "resamples"),
                                    (unsigned long long)uncertainty->seed);
    }
    return ps_arena_printf(
        arena,
        "proofsheet %s, IoU %s, %d thresholds (%s), %s. The same files and options "
        "give the same bytes, on any number of threads.",
        report->version, report->iou_text, report->threshold_count,
        report->quantile_grid ? "quantiles of the scores" : "hundredths, and the optimum",
        resamples);
}

static void write_method(Report *report, const PsEvaluation *evaluation)
{
    report->method = PS_ARRAY(report->arena, Paragraph, 8);
    add_paragraph(report, "Matching", matching_text(report));
    add_paragraph(report, "Sums that always hold",
                  "Correct + misclassified + missed = objects. Correct + misclassified + false "
                  "positive + ignored = boxes kept. Precision is correct over kept boxes, recall "
                  "correct over objects, F1 their harmonic mean. A figure without a denominator is "
                  "shown as “–”, never as 0.");
    add_paragraph(report, "Optimal confidence",
                  "The middle of the run of thresholds around the maximum in which F1 over all "
                  "classes stays within 0.01 of its best, on a hundredth where one lies inside. A "
                  "small shift of the scores then does little harm. A class's own best follows the "
                  "same rule and needs 20 objects.");
    add_paragraph(
        report, "Average precision",
        "AP, AP50, AP75 and AR are those of pycocotools 2.0.11: 101 recall points, at most 100 "
        "boxes an image and class, IoU 0.50 to 0.95 in steps of 0.05. They do not depend "
        "on the confidence chosen.");
    write_intervals_paragraph(report, evaluation);
    add_paragraph(report, "Limits",
                  "Scores are taken as they are; they need not be probabilities. The optimum is "
                  "chosen on the images it is reported for, so on other images F1 will be a little "
                  "lower. Labels are taken as the truth: where they lack objects, good boxes count "
                  "as false positives.");
    add_paragraph(report, "This run", run_text(report, evaluation));
}

static void add_source(Report *report, const char *role, const PsInput *input)
{
    report->sources[report->source_count++] =
        (Source){role, ps_text_shown(report->arena, input->name), input->format, input->sha256};
}

/* Vectors that were made from the pictures are no input: they have no path. */
static void write_sources(Report *report, const BuildInput *input)
{
    enum { MOST_SOURCES = 5 };
    const PsComparison *comparison = input->comparison;
    report->sources = PS_ARRAY(report->arena, Source, MOST_SOURCES);
    add_source(report, "Ground truth", &input->evaluation->dataset->input);
    add_source(report, "Predictions", &input->evaluation->predictions->input);
    if (comparison) add_source(report, "Baseline", &comparison->baseline->predictions->input);
    const PsInput *vectors = input->vectors ? &input->vectors->input : NULL;
    if (vectors && vectors->path && *vectors->path) add_source(report, "Vectors", vectors);
    if (input->slices) add_source(report, "Slices", &input->slices->input);
}

void build_end(Report *report, const BuildInput *input)
{
    write_method(report, input->evaluation);
    write_sources(report, input);
}
