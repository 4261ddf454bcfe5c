/* The end matter: method, sources, warnings; and the list of sections. */
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
        "its class is ignored.",
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
    add_paragraph(report, "Average precision",
                  "AP, AP50, AP75 and AR follow the COCO rules: 101 recall points, at most 100 "
                  "boxes an image and class, IoU 0.50 to 0.95 in steps of 0.05. They do not depend "
                  "on the confidence chosen.");
    write_intervals_paragraph(report, evaluation);
    add_paragraph(report, "Limits",
                  "Scores are taken as they are; they need not be probabilities. The optimum is "
                  "chosen on the images it is reported for, so on other images F1 will be a little "
                  "lower. Labels are taken as the truth: where they lack objects, good boxes count "
                  "as false positives.");
}

static void write_sources(Report *report, const BuildInput *input)
{
    const PsInput *inputs[] = {&input->evaluation->dataset->input,
                               &input->evaluation->predictions->input};
    static const char *const roles[] = {"Ground truth", "Predictions"};
    report->source_count = 2;
    report->sources = PS_ARRAY(report->arena, Source, 2);
    for (int i = 0; i < 2; i++) {
        report->sources[i] = (Source){roles[i], ps_text_shown(report->arena, inputs[i]->name),
                                      inputs[i]->format, inputs[i]->sha256};
    }
}

static bool always(const Report *report)
{
    (void)report;
    return true;
}

static bool has_images(const Report *report)
{
    return report->image_count > 0;
}

static bool has_boxes(const Report *report)
{
    return report->reliability.count > 0;
}

static bool has_advice(const Report *report)
{
    return report->card_count > 0;
}

static bool has_review(const Report *report)
{
    return *report->labels_note != 0;
}

typedef struct SectionRow {
    bool (*wanted)(const Report *report);
    Section section;
} SectionRow;

static const SectionRow section_rows[] = {
    {always,
     {"summary",
      "Summary",
      "Summary",
      {"",
       "The two bars begin with the same correct boxes. What the upper bar lacks was missed; what "
       "the lower bar has too much was invented."}}},
    {always,
     {"metrics",
      "Production metrics explorer",
      "Production metrics",
      {"",
       "Precision, recall and F1 at every confidence. Click the graph or drag along it to choose "
       "one.\nThe grey column is the plateau, where F1 stays within 0.01 of its best."}}},
    {has_advice,
     {"advice",
      "Recommendations",
      "Recommendations",
      {"",
       "What to do next: first what decides about all other figures, then what would bring most.\n"
       "Worked out at the optimal confidence. A card needs enough objects, a difference that is "
       "not chance, and a size that matters."}}},
    {always,
     {"byclass",
      "Performance by class",
      "Performance by class",
      {"", "To the right of the line, the objects of the class; to the left, boxes of that class "
           "where nothing was labelled.\n“Own best” is the confidence that would suit the class "
           "alone."}}},
    {always,
     {"matrix",
      "Confusion matrix",
      "Confusion matrix",
      {"", "What the model said against what was labelled. Choose a cell to see its images; arrow "
           "keys move.\nFalse positives are boxes where nothing was labelled, false negatives "
           "objects that no box found."}}},
    {has_images,
     {"images",
      "Images",
      "Images",
      {"", "One column is one image, the lowest F1 first: its objects above the line, its false "
           "positives below."}}},
    {has_images,
     {"explorer",
      "Vector explorer",
      "Vector explorer",
      {"", "Every dot is an image; images that are alike lie close together. Draw around dots to "
           "collect them, click one to open it.\nEach cluster and slice is compared with all other "
           "images. q is the chance that a difference called worse or better is none, corrected "
           "for looking many times."}}},
    {has_boxes,
     {"errors",
      "What goes wrong",
      "Errors",
      {"",
       "Each kind of error, and what AP50 would gain if that kind alone were repaired. Points are "
       "hundredths of AP50."}}},
    {has_boxes,
     {"trust",
      "Scores and precision",
      "Scores",
      {"",
       "Does a score of 0.7 mean right in 7 of 10 cases? Dots on the diagonal say yes; bars are "
       "95% intervals, hollow dots have under ten boxes.\nBelow, precision against recall at "
       "three demands on the overlap (IoU)."}}},
    {has_review,
     {"review",
      "Label review",
      "Label review",
      {"", "Labels that a person should look at, and why: the surest first, at most 200 of each "
           "kind.\nSolid lines are labels, broken ones boxes of the model. This section does not "
           "follow the confidence."}}},
    {always,
     {"data",
      "Data health",
      "Data",
      {"", "What is odd in the files, and what was done about it: nothing was changed in them.\n"
           "Looked for: boxes outside the image or without area, objects labelled twice, labels "
           "that clash, boxes and images that belong to nothing, images and classes without "
           "objects, pictures that are missing, broken or of another size, and predictions that do "
           "not fit."}}},
    {always,
     {"method",
      "Method and limits",
      "Method",
      {"", "How the figures came about, and what they cannot say."}}},
};
enum { SECTIONS = sizeof section_rows / sizeof *section_rows };

void build_end(Report *report, const BuildInput *input)
{
    write_method(report, input->evaluation);
    write_sources(report, input);
    report->sections = PS_ARRAY(report->arena, Section, SECTIONS);
    for (int i = 0; i < SECTIONS; i++) {
        if (!section_rows[i].wanted(report)) continue;
        report->sections[report->section_count++] = section_rows[i].section;
    }
}
