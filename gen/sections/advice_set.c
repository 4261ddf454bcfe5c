/* Sentences of the cards about the set, its classes, its parts and its files. */
#include "advice_text.h"
#include "format.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

static bool is(const Writer *writer, const char *variant)
{
    return strcmp(writer->card->variant, variant) == 0;
}

static const char *points(const Writer *writer, const char *name)
{
    return points_text(writer->arena, card_value(writer, name));
}

/* ---- size ---- */

/* An interval without width says that all resamples agree, not that the figure is known. */
static bool is_telling(double half_width)
{
    return isfinite(half_width) && half_width >= 0.0005; /* 0.1 points as shown */
}

/* "63 gear objects are few for a verdict. They are in 53 images, and AP50 is known ..." */
static void say_thin_class(Writer *writer)
{
    bool one = card_value(writer, "objects") <= 1;
    double half = card_value(writer, "half_width");
    writer->out->title = SAY(writer, "%s %s %s few for a verdict", card_count(writer, "objects"),
                             writer->name, one ? "object is" : "objects are");
    const char *width = is_telling(half)
                            ? SAY(writer, "; AP50 is known to about %s points either way",
                                  points(writer, "half_width"))
                            : "";
    writer->out->sentence = SAY(writer, "%s in %s%s.", one ? "It is" : "They are",
                                card_plural(writer, "images", "image", "images"), width);
    writer->out->action = SAY(writer,
                              "Read the row of %s with care, and add images with it to this set "
                              "before you compare models by class.",
                              writer->name);
}

static void say_thin_classes(Writer *writer)
{
    const char *least = class_shown(writer, (int)card_value(writer, "least_class"));
    bool all = card_value(writer, "classes") >= card_value(writer, "all_classes");
    writer->out->title =
        all ? "Too little of every class for a verdict"
            : SAY(writer, "Too little of %s of %s classes for a verdict",
                  card_count(writer, "classes"), card_count(writer, "all_classes"));
    writer->out->sentence =
        SAY(writer,
            "%s have fewer than 20 objects, are in fewer than 10 images, or have an AP50 that is "
            "known to no better than 10 points. The least: %s of %s in %s.",
            card_classes(writer), card_plural(writer, "objects", "object", "objects"), least,
            card_plural(writer, "images", "image", "images"));
    writer->out->action = "Read their rows with care, and add images with them to this set before "
                          "you compare models by class.";
}

void say_small_set(Writer *writer)
{
    if (is(writer, "classes")) {
        if (writer->card->class_count == 1)
            say_thin_class(writer);
        else
            say_thin_classes(writer);
        return;
    }
    double half = card_value(writer, "half_width");
    double images = card_value(writer, "images"), needed = card_value(writer, "images_needed");
    writer->out->title = "The set is too small to compare models";
    const char *width =
        is_telling(half)
            ? SAY(writer, " With them %s is known to about %s points either way.",
                  card_value(writer, "of_AP") > 0 ? "AP" : "F1", points(writer, "half_width"))
            : "";
    writer->out->sentence =
        SAY(writer, "It has %s.%s", card_plural(writer, "images", "image", "images"), width);
    writer->out->action =
        SAY(writer,
            "Add about %s like these; with %s in all the figures are known to 5 points or "
            "better.",
            plural(writer->arena, (long long)fmax(1, needed - images), "image", "images"),
            card_count(writer, "images_needed"));
}

/* ---- classes ---- */

static const char *where_card_plural(const Writer *writer)
{
    return card_value(writer, "train") > 0 ? "for training" : "in this set";
}

void say_more_data(Writer *writer)
{
    writer->out->gain = "";
    bool train = card_value(writer, "train") > 0;
    writer->out->title = SAY(writer, "%s may need more data", writer->name);
    writer->out->sentence =
        SAY(writer,
            "AP50 is %s%s; classes with more objects reach %s. It has %s %s, the median class "
            "%s.%s",
            card_rate(writer, "AP50"), card_rate_interval(writer), card_rate(writer, "usual_AP50"),
            card_plural(writer, "objects", "object", "objects"), where_card_plural(writer),
            card_count(writer, "median_objects"),
            is(writer, "related") ? " Over all classes, few objects go with a low AP50." : "");
    writer->out->action =
        SAY(writer, "Collect and label more %s, about as many as the median class has.%s",
            writer->name, train ? "" : " No training labels were given: judged by this set alone.");
}

void say_imbalance(Writer *writer)
{
    writer->out->title = "Rare classes do worse";
    writer->out->sentence =
        SAY(writer,
            "The largest class has %s objects %s, the smallest %s, and AP50 rises with the "
            "number of objects (rank correlation %s).",
            card_count(writer, "most"), where_card_plural(writer), card_count(writer, "least"),
            card_score(writer, "correlation"));
    writer->out->action =
        "Collect more of the rare classes or draw them more often in training; and "
        "read the figures by class, not only the sums.";
}

static const char *order_text(const Writer *writer)
{
    enum { MOST = 4 };
    const PsCard *card = writer->card;
    const char *text = "";
    int said = 0, more = 0;
    for (int b = 0; b < card->class_count; b++) {
        if (card->classes[b] == b) continue;
        more += said >= MOST;
        if (said++ >= MOST) continue;
        text = SAY(writer, "%s%s%s is %s", text, *text ? ", " : "", class_shown(writer, b),
                   class_shown(writer, card->classes[b]));
    }
    return more ? SAY(writer, "%s, and %s more", text, count_text(writer->arena, more)) : text;
}

static void say_class_order(Writer *writer)
{
    writer->out->title = "The classes of the predictions stand in another order";
    writer->out->sentence =
        SAY(writer,
            "Read so that a box called %s, the surest box has the right class on %s of %s "
            "objects; as it is, on %s.",
            order_text(writer), card_count(writer, "right_after"), card_count(writer, "objects"),
            card_count(writer, "right"));
    writer->out->action = "Check the class list of the export before you read anything else here.";
}

static void say_not_labelled(Writer *writer)
{
    writer->out->title = SAY(writer, "%s of classes that nobody labelled",
                             card_plural(writer, "boxes", "box", "boxes"));
    writer->out->sentence =
        SAY(writer, "The set has no object of %s; every such box counts as a false positive.",
            card_classes(writer));
    writer->out->action =
        "If the set was never labelled for them, leave them out of the predictions.";
}

void say_never_found(Writer *writer)
{
    if (is(writer, "class-order")) {
        say_class_order(writer);
        return;
    }
    if (is(writer, "not-labelled")) {
        say_not_labelled(writer);
        return;
    }
    writer->out->gain = ""; /* that all of it were found at once is no prospect */
    bool predicted = card_value(writer, "boxes") > 0;
    writer->out->title =
        SAY(writer, predicted ? "%s is never found" : "%s is never predicted", writer->name);
    const char *instead = *writer->other && card_value(writer, "other_count") > 0
                              ? SAY(writer, " On %s of them the surest box says %s.",
                                    card_count(writer, "other_count"), writer->other)
                              : "";
    writer->out->sentence = SAY(writer, "There are %s of it, and %s.%s",
                                card_plural(writer, "objects", "object", "objects"),
                                predicted ? SAY(writer, "none of %s finds one at any confidence",
                                                card_plural(writer, "boxes", "box", "boxes"))
                                          : "not one box",
                                instead);
    writer->out->action = "Check that the model was trained on it and that the export names it "
                          "right; then add data.";
}

/* ---- files ---- */

typedef struct ReadingRow {
    const char *variant, *title, *how;
} ReadingRow;

static const ReadingRow reading_rows[] = {
    {"xyxy", "The boxes look like corners", "as two corners (x1, y1, x2, y2)"},
    {"centre", "The boxes look like centres", "as centre, width and height"},
    {"swapped", "x and y look swapped", "with x and y swapped"},
    {"yxyx", "The boxes look like corners, y first", "as two corners with y first"},
    {"relative", "The boxes look like shares of the image", "as shares of width and height"},
    {"other-size", "The boxes are of another image size", "scaled"},
};

static bool say_reading(Writer *writer)
{
    for (size_t i = 0; i < sizeof reading_rows / sizeof *reading_rows; i++) {
        const ReadingRow *row = &reading_rows[i];
        if (!is(writer, row->variant)) continue;
        double scale = card_value(writer, "scale");
        const char *how = isfinite(scale)
                              ? SAY(writer, "scaled by %s",
                                    hundredths_text(writer->arena, shown_hundredths(scale)))
                              : row->how;
        writer->out->title = row->title;
        writer->out->sentence =
            SAY(writer,
                "Read %s, the best box overlaps an object by %s on the average; as it is, "
                "by %s (IoU).",
                how, card_score(writer, "mean_iou_after"), card_score(writer, "mean_iou"));
        writer->out->action = "Export the boxes in the form that the format asks for, and run this "
                              "again.";
        return true;
    }
    return false;
}

static void say_odd_scores(Writer *writer)
{
    if (is(writer, "equal-scores")) {
        bool unscored = writer->evaluation->predictions->unscored;
        writer->out->title = unscored ? "The predictions hold no scores" : "All scores are equal";
        writer->out->sentence = "Without a score that differs there is no threshold to choose, and "
                                "AP depends on the order of the file.";
    } else if (is(writer, "scores-above-1")) {
        writer->out->title = "Scores go above 1";
        writer->out->sentence = SAY(writer, "The highest is %s; they cannot be probabilities.",
                                    score_text(writer->arena, card_value(writer, "score")));
    } else {
        writer->out->title = "The boxes were cut off too early";
        writer->out->sentence =
            SAY(writer,
                "No box scores under %s, and F1 is best right there: what lies below is "
                "unknown, and AP too low.",
                card_score(writer, "score"));
    }
    writer->out->action = is(writer, "cut") ? "Export boxes down to a score of 0.01."
                                            : "Export the model's own scores, from 0 to 1.";
}

void say_input_suspect(Writer *writer)
{
    if (say_reading(writer)) return;
    if (is(writer, "outside")) {
        writer->out->title = "Many boxes lie outside their images";
        writer->out->sentence =
            SAY(writer, "%s of %s lie more than half outside.", card_count(writer, "count"),
                card_plural(writer, "boxes", "box", "boxes"));
        writer->out->action = "Check the image size that the boxes were made for.";
    } else if (is(writer, "images-without")) {
        writer->out->title = "Images without any box";
        writer->out->sentence =
            SAY(writer, "%s of %s with objects have no box at any score.",
                card_count(writer, "count"), card_plural(writer, "images", "image", "images"));
        writer->out->action = "Check that the model ran on all images, and that file names agree.";
    } else {
        say_odd_scores(writer);
    }
}

/* ---- parts of the images ---- */

void say_empty_images(Writer *writer)
{
    writer->out->title =
        SAY(writer, "Boxes on %s of the empty images", card_percent(writer, "share"));
    writer->out->sentence = SAY(
        writer, "%s of %s without objects%s get a box %s, %s in all.", card_count(writer, "firing"),
        card_plural(writer, "images", "image", "images"), card_interval(writer),
        at_confidence(writer), card_plural(writer, "boxes", "box", "boxes"));
    writer->out->action = "Add such backgrounds to the training images, without labels.";
}

static const char *frequent_error(const Writer *writer)
{
    static const char *const words[PS_FAULT_KINDS] = {
        [PS_FAULT_CLASS] = "a wrong class",
        [PS_FAULT_PLACE] = "a badly placed box",
        [PS_FAULT_BOTH] = "a wrong class and place",
        [PS_FAULT_DUPLICATE] = "a duplicate",
        [PS_FAULT_BACKGROUND] = "a box on nothing labelled",
        [PS_FAULT_MISSED] = "a missed object",
    };
    int fault = (int)card_value(writer, "fault");
    if (fault <= PS_FAULT_NONE || fault >= PS_FAULT_KINDS) return "";
    return SAY(writer, " Its most frequent error is %s: %s of %s.", words[fault],
               card_count(writer, "fault_count"), card_count(writer, "error_count"));
}

static void say_part(Writer *writer, const char *what)
{
    writer->out->title = SAY(writer, "Images %s do worse", what);
    writer->out->sentence =
        SAY(writer, "F1 is %s there%s, %s on the rest; %s, %s.%s", card_rate(writer, "f1"),
            card_rate_interval(writer), card_rate(writer, "f1_rest"),
            card_plural(writer, "images", "image", "images"),
            card_plural(writer, "objects", "object", "objects"), frequent_error(writer));
    bool background = (int)card_value(writer, "fault") == PS_FAULT_BACKGROUND;
    writer->out->action =
        background ? "Look at these first: where a box shows an unlabelled object, fix the labels. "
                     "Then add images like these."
                   : "Collect and label more images like these.";
}

void say_slice(Writer *writer)
{
    say_part(writer, slice_images(writer->arena, writer->card->variant, writer->card->subject));
}

void say_weak_group(Writer *writer)
{
    const char *name = ps_text_shown(writer->arena, writer->card->subject);
    say_part(writer, SAY(writer, "of the group “%s”", name));
}

void say_leakage(Writer *writer)
{
    writer->out->title = "Images were seen in training";
    writer->out->sentence =
        SAY(writer,
            "%s of %s are nearly identical to training images%s. F1 is %s with them, %s "
            "without.",
            card_count(writer, "near"), card_plural(writer, "images", "image", "images"),
            card_value(writer, "copies") > 0
                ? SAY(writer, ", %s of them copies", card_count(writer, "copies"))
                : "",
            card_rate(writer, "f1"), card_rate(writer, "f1_without"));
    writer->out->action = "Take them out of this set; split by scene, camera or day. "
                          "csv/near-duplicates.csv names the training pictures.";
}

void say_near_duplicates(Writer *writer)
{
    writer->out->title = "Images are nearly identical";
    writer->out->sentence =
        SAY(writer, "%s of %s share a scene with another one: there are %s different scenes.",
            card_count(writer, "shared"), card_plural(writer, "images", "image", "images"),
            card_count(writer, "scenes"));
    writer->out->action =
        "Count each scene once when you compare models; the intervals here do so already.";
}

const char *lower_split(const Writer *writer)
{
    bool better = card_value(writer, "difference") > 0;
    return ps_text_shown(writer->arena, better ? writer->card->variant : writer->card->subject);
}

void say_splits(Writer *writer)
{
    double difference = card_value(writer, "difference");
    const char *a = ps_text_shown(writer->arena, writer->card->subject);
    const char *b = ps_text_shown(writer->arena, writer->card->variant);
    double low = writer->card->interval.low, high = writer->card->interval.high;
    bool better = difference > 0;
    writer->out->title = SAY(writer, "%s and %s disagree", a, b);
    writer->out->sentence =
        SAY(writer, "F1 is %s points %s on %s than on %s (95%% interval %s to %s).",
            points_text(writer->arena, fabs(difference)), better ? "higher" : "lower", a, b,
            points_text(writer->arena, better ? low : -high),
            points_text(writer->arena, better ? high : -low));
    writer->out->action = "Look how the two were drawn: one is not like the other, or one was used "
                          "to choose.";
}

/* ---- nothing to report ---- */

void say_all_well(Writer *writer)
{
    bool few = is(writer, "too-few"), otherwise = is(writer, "otherwise");
    const char *weakest = *writer->name ? SAY(writer, " The weakest class is %s with F1 %s.",
                                              writer->name, card_rate(writer, "weakest_f1"))
                                        : "";
    writer->out->title = few ? "Nothing serious was found, but there are too few images to tell"
                         : otherwise ? "Nothing else of weight was found"
                                     : "Nothing serious was found";
    writer->out->sentence = SAY(writer, "F1 is %s%s %s.%s", card_rate(writer, "f1"),
                                card_rate_interval(writer), at_confidence(writer), weakest);
    writer->out->action =
        SAY(writer, "%s checked.",
            plural(writer->arena, writer->advice->checked_count, "rule was", "rules were"));
    if (writer->card->gain >= 0.001) {
        writer->out->gain = SAY(writer, "The largest gain left is %s points of AP50.",
                                points_text(writer->arena, writer->card->gain));
    }
}
