/* The sections of the page in their order, how to read each and how its figures come about; and the
   glossary. */
#include "build.h"

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

static bool has_errors(const Report *report)
{
    return has_boxes(report) || *report->unscored;
}

static bool has_advice(const Report *report)
{
    return report->card_count > 0;
}

static bool has_review(const Report *report)
{
    return *report->labels_note != 0;
}

static bool has_baseline(const Report *report)
{
    return report->comparison.name != NULL;
}

typedef struct SectionRow {
    bool (*wanted)(const Report *report);
    Section section;
} SectionRow;

static const SectionRow section_rows[] = {
    {always,
     {.id = "summary",
      .title = "Summary",
      .link = "Summary",
      .rail =
          "The two bars begin with the same correct boxes. What the upper bar lacks was missed; "
          "what the lower bar has too much was invented.",
      .how = "Precision is correct over boxes kept, recall correct over objects, F1 twice correct "
             "over objects and boxes kept together; all classes are summed first.\nAP is the mean "
             "over classes and ten IoU limits and knows no confidence. Small, medium and large are "
             "areas in pixels; a size without objects has no AP."}},
    {has_baseline,
     {.id = "compare",
      .title = "Against the baseline",
      .link = "Baseline",
      .rail =
          "Both models on the same images. The dot is the difference, the band its 95% interval, "
          "the tick no difference.",
      .how =
          "Each model stands at its own best confidence, which is chosen anew in every resample. "
          "Both models are drawn on the same images, so what makes an image hard for both does "
          "not blur the difference.\np of F1, precision and recall is from letting whole images "
          "change sides between the models, p of AP and of classes from the resamples; q is "
          "corrected for the number of classes.\nAn interval that holds zero although p is "
          "small says that the difference hangs on the confidence that is chosen."}},
    {always,
     {.id = "metrics",
      .title = "Production metrics explorer",
      .link = "Production metrics",
      .rail = "Precision, recall and F1 at every confidence. Click the graph or drag along it to "
              "choose one.\nThe grey column is the plateau, where F1 stays within 0.01 of its "
              "best; the pale band is the 95% interval of F1.",
      .how =
          "The thresholds are the hundredths from 0 to 1 and the optimum; where all scores crowd "
          "into a few hundredths, quantiles of the scores.\nAt each, all boxes with at least that "
          "score are matched and counted. Where no box is kept, precision has no value and its "
          "line stops.\nThe bars below count boxes by their score, right ones upwards."}},
    {has_advice,
     {.id = "advice",
      .title = "Recommendations",
      .link = "Recommendations",
      .rail =
          "What to do next: first what decides about all other figures, then what would bring "
          "most.\nWorked out at the optimal confidence. A card needs enough objects, a difference "
          "that is not chance, and a size that matters.",
      .how =
          "A fixed list of rules is gone through. Differences between classes or images are tested "
          "by shuffling whole images; all tests of a report are corrected together "
          "(Benjamini-Hochberg, 10% false discoveries). The others need a bootstrap interval that "
          "stays clear of the limit.\nThe gain is the figure recomputed with only this fault "
          "repaired, and half of that is promised."}},
    {always,
     {.id = "byclass",
      .title = "Performance by class",
      .link = "Performance by class",
      .rail =
          "To the right of the line, the objects of the class; to the left, boxes of that class "
          "where nothing was labelled.\n“Own best” is the confidence that would suit the class "
          "alone.",
      .how =
          "A box that takes an object of another class counts against the precision of the class "
          "it names, and its object as misclassified in the class it has. Own best is the middle "
          "of the class's own plateau and needs 20 objects."}},
    {always,
     {.id = "matrix",
      .title = "Confusion matrix",
      .link = "Confusion matrix",
      .rail =
          "What the model said against what was labelled. Choose a cell to see its images; arrow "
          "keys move.\nFalse positives are boxes where nothing was labelled, false negatives "
          "objects that no box found.",
      .how =
          "Each kept box first takes an object of its own class; what is left over may take one of "
          "another class. So a row sums to the boxes kept of a class, a column to its objects. It "
          "is counted anew at every threshold, with the images behind each cell.\nRow % is of the "
          "boxes predicted so, column % of the objects labelled so. Colour grows with the "
          "logarithm of the count, or with the share."}},
    {has_images,
     {.id = "images",
      .title = "Images",
      .link = "Images",
      .rail = "One column is one image, the lowest F1 first: its objects above the line, its false "
              "positives below.",
      .how =
          "F1 of an image is from its own objects and kept boxes. It has no value where nothing is "
          "labelled and nothing was found, and is 0 where boxes lie on an image without objects."}},
    {has_images,
     {.id = "explorer",
      .title = "Vector explorer",
      .link = "Vector explorer",
      .rail =
          "Every dot is an image; images that are alike lie close together. Draw around dots to "
          "collect them, click one to open it.\nEach cluster and slice is compared with all other "
          "images. q is the chance that a difference called worse or better is none, corrected "
          "for looking many times.",
      .how =
          "The vectors are reduced to 50 principal components and laid out by t-SNE. Clusters are "
          "k-means in 32 components, so they know nothing of the map or of the errors.\nF1 of a "
          "group is from its summed counts. It is compared with the rest by shuffling whole images "
          "up to 9,999 times and corrected over all groups of a table (Benjamini-Hochberg). Worse "
          "or better needs q of 0.10 or less and 0.05 of F1."}},
    {has_errors,
     {.id = "errors",
      .title = "What goes wrong",
      .link = "Errors",
      .rail =
          "Each kind of error, and what AP50 would gain if that kind alone were repaired. Points "
          "are hundredths of AP50.",
      .how =
          "The kinds are those of TIDE (Bolya and others, 2020), over boxes of every score. To "
          "repair means: badly placed boxes and wrong classes are set right where their object is "
          "free, all other wrong boxes are taken away, missed objects are no longer asked for."}},
    {has_boxes,
     {.id = "trust",
      .title = "Scores and precision",
      .link = "Scores",
      .rail =
          "Does a score of 0.7 mean right in 7 of 10 cases? Dots on the diagonal say yes; bars "
          "are 95% intervals, hollow dots have under ten boxes.\nBelow, precision against recall "
          "at three demands on the overlap (IoU).",
      .how =
          "Boxes are put into ten equal steps of score; right is right class at IoU 0.50. D-ECE is "
          "the mean distance of score and share of right boxes, weighted by boxes. Even perfect "
          "scores are not at 0, so what chance alone gives stands beside it."}},
    {has_review,
     {.id = "review",
      .title = "Label review",
      .link = "Label review",
      .rail =
          "Labels that a person should look at, and why: the surest first, at most 200 of each "
          "kind.\nSolid lines are labels, broken ones boxes of the model. This section does not "
          "follow the confidence.",
      .how =
          "A box speaks against a label only from the score on at which 2 in 3 boxes of its class "
          "are right, and never below 0.5. That score is found on other images than the one it is "
          "used for."}},
    {always,
     {.id = "data",
      .title = "Data health",
      .link = "Data",
      .rail = "What is odd in the files, and what was done about it: nothing was changed in them.",
      .how =
          "Looked for: boxes outside the image or without area, objects labelled twice, labels "
          "that clash, boxes and images that belong to nothing, images and classes without "
          "objects, pictures that are missing, broken or of another size, and predictions that do "
          "not fit."}},
    {always,
     {.id = "method",
      .title = "Method and limits",
      .link = "Method",
      .rail = "How the figures came about, what they cannot say, and what the words mean."}},
};
enum { SECTIONS = sizeof section_rows / sizeof *section_rows };

static const Fact glossary[] = {
    {"Average precision (AP)",
     "Precision averaged over all recalls, with boxes in falling score. AP50 "
     "asks for IoU 0.50, AP75 for 0.75, AP for ten limits in turn."},
    {"Average recall (AR)",
     "The recall that boxes of every score reach, averaged over ten IoU limits; "
     "AR100 with at most 100 boxes an image."},
    {"Background",
     "What is not labelled: where a false positive lies, and what a missed object was "
     "taken for."},
    {"Confidence, score",
     "The number a model gives to a box. A box is kept when its score is at least "
     "the confidence threshold."},
    {"Correct",
     "A kept box on an object of its class, with enough overlap; each object counts once."},
    {"Crowd", "A region labelled as a group. Boxes in it are ignored, and it is not missed."},
    {"F1", "One number for precision and recall: their harmonic mean, near the lower of the two."},
    {"False positive", "A kept box that takes no object."},
    {"Interval", "Where the figure would lie for 95 of 100 sets of images like these."},
    {"IoU", "Overlap of two boxes: the area they share over the area they cover together."},
    {"Misclassified", "A kept box on an object of another class."},
    {"Missed, false negative", "An object that no kept box takes."},
    {"Object, box", "Objects are labelled (ground truth), boxes are predicted."},
    {"Precision", "The share of kept boxes that are correct."},
    {"q", "The chance that a difference is none, corrected for the number of comparisons."},
    {"Recall", "The share of objects that are found with the right class."},
};

void build_sections(Report *report, const BuildInput *input)
{
    (void)input;
    report->sections = PS_ARRAY(report->arena, Section, SECTIONS);
    for (int i = 0; i < SECTIONS; i++) {
        if (!section_rows[i].wanted(report)) continue;
        report->sections[report->section_count++] = section_rows[i].section;
    }
    report->glossary = glossary;
    report->glossary_count = sizeof glossary / sizeof *glossary;
}
