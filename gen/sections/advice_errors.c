/* Sentences of the cards about errors, boxes and scores. */
#include "advice_text.h"
#include "format.h"

#include <math.h>
#include <string.h>

static bool is(const Writer *writer, const char *variant)
{
    return strcmp(writer->card->variant, variant) == 0;
}

/* "8 have a right box that scores too low, 3 took ..., 2 ...": those that are not 0. */
static const char *fates(const Writer *writer)
{
    static const char *const names[] = {"low_score", "confused", "bad_box", "unseen"};
    static const char *const words[] = {"have a right box below it", "were taken for another class",
                                        "have a box that does not fit", "have no box near them"};
    const char *text = "";
    for (int i = 0; i < 4; i++) {
        if (!(card_value(writer, names[i]) > 0)) continue;
        text = SAY(writer, "%s%s%s %s", text, *text ? ", " : "", card_count(writer, names[i]),
                   words[i]);
    }
    return text;
}

static const char *small_part(const Writer *writer)
{
    if (!(card_value(writer, "small") * 2 >= card_value(writer, "missed"))) return "";
    return SAY(writer, " %s of them are smaller than 32 × 32 pixels: a larger input size may help.",
               card_count(writer, "small"));
}

/* What to do about misses depends on where most of them come from. */
static const char *miss_action(const Writer *writer, const char *what)
{
    if (is(writer, "low-score")) {
        return SAY(writer,
                   "The model sees many of the %s and trusts them too little: where misses cost "
                   "more than false positives, choose a lower confidence.",
                   what);
    }
    if (is(writer, "confused")) {
        return "Most are found under another name: look at the confusion matrix before you add "
               "data.";
    }
    if (is(writer, "bad-box")) {
        return "Most are seen and framed badly: look at the badly placed boxes before you add "
               "data.";
    }
    return SAY(writer, "Add images with %s such as these and label them.%s", what,
               small_part(writer));
}

/* "95% interval 29% to 34%; other classes 5%" */
static const char *against_others(const Writer *writer)
{
    PsInterval interval = writer->card->interval;
    const char *others = SAY(writer, "other classes %s", card_percent(writer, "others"));
    if (!interval.exists) return others;
    return SAY(writer, "95%% interval %s to %s; %s", percent_text(writer->arena, interval.low),
               percent_text(writer->arena, interval.high), others);
}

void say_misses(Writer *writer)
{
    writer->out->title =
        SAY(writer, "%s of the objects are not found", card_percent(writer, "miss_rate"));
    writer->out->sentence = SAY(writer, "%s of %s are not found %s%s: %s.",
                                card_count(writer, "missed"), card_count(writer, "objects"),
                                at_confidence(writer), card_interval(writer), fates(writer));
    writer->out->action = miss_action(writer, "objects");
}

void say_class_misses(Writer *writer)
{
    writer->out->title = SAY(writer, "%s of the %s objects are not found",
                             card_percent(writer, "miss_rate"), writer->name);
    writer->out->sentence = SAY(writer, "%s of %s are not found %s (%s): %s.",
                                card_count(writer, "missed"), card_count(writer, "objects"),
                                at_confidence(writer), against_others(writer), fates(writer));
    writer->out->action = miss_action(writer, SAY(writer, "%s objects", writer->name));
}

/* ---- false positives ---- */

static const char *alarm_kinds(const Writer *writer)
{
    static const char *const names[] = {"background", "place", "class", "duplicate", "both"};
    static const char *const words[] = {"on nothing labelled", "badly placed", "of the wrong class",
                                        "on an object that is taken", "wrong in class and place"};
    const char *text = "";
    for (int i = 0; i < 5; i++) {
        if (!(card_value(writer, names[i]) > 0)) continue;
        text = SAY(writer, "%s%s%s %s", text, *text ? ", " : "", card_count(writer, names[i]),
                   words[i]);
    }
    return text;
}

static const char *alarm_action(const Writer *writer, const char *what)
{
    if (is(writer, "place")) {
        return "Most of them aim at an object and do not fit it: look at where they lie before you "
               "add data.";
    }
    if (is(writer, "class")) return "Most of them have the wrong class: see the confusion matrix.";
    if (is(writer, "duplicate")) {
        return "Most of them repeat a box: suppress overlapping boxes more strictly.";
    }
    if (card_value(writer, "listed") > 0) {
        return SAY(writer,
                   "Fix the labels first: %s score 0.50 or more on nothing labelled, and %s look "
                   "like unlabelled objects (see the label review). Evaluate anew before you add "
                   "images.",
                   card_count(writer, "confident"), card_count(writer, "listed"));
    }
    return SAY(writer,
               "Look at some: where they show an unlabelled object, fix the labels first. "
               "For the rest add images that look alike and hold no %s.",
               what);
}

void say_false_alarms(Writer *writer)
{
    writer->out->title =
        SAY(writer, "%s of the boxes are wrong", card_percent(writer, "alarm_rate"));
    writer->out->sentence = SAY(writer, "%s of %s kept %s are wrong%s: %s.",
                                card_count(writer, "wrong"), card_count(writer, "boxes"),
                                at_confidence(writer), card_interval(writer), alarm_kinds(writer));
    writer->out->action = alarm_action(writer, "object");
}

void say_class_false_alarms(Writer *writer)
{
    writer->out->title = SAY(writer, "%s of the %s boxes are wrong",
                             card_percent(writer, "alarm_rate"), writer->name);
    writer->out->sentence = SAY(writer, "%s of %s kept %s are wrong (%s): %s.",
                                card_count(writer, "wrong"), card_count(writer, "boxes"),
                                at_confidence(writer), against_others(writer), alarm_kinds(writer));
    writer->out->action = alarm_action(writer, writer->name);
}

/* ---- confusion ---- */

static const char *card_between(const Writer *writer)
{
    PsInterval interval = writer->card->interval;
    if (!interval.exists) return "";
    return SAY(writer, ", 95%% interval %s to %s", percent_text(writer->arena, interval.low),
               percent_text(writer->arena, interval.high));
}

void say_confusion(Writer *writer)
{
    writer->out->title = SAY(writer, "%s is taken for %s", writer->name, writer->other);
    writer->out->sentence =
        SAY(writer,
            "%s of %s %s objects (%s%s) were predicted as %s, in %s; the other way round "
            "%s of %s.",
            card_count(writer, "count"), card_count(writer, "objects"), writer->name,
            card_percent(writer, "rate"), card_between(writer), writer->other,
            card_plural(writer, "images", "image", "images"), card_count(writer, "back"),
            card_count(writer, "back_objects"));
    writer->out->action =
        is(writer, "both-ways")
            ? SAY(writer,
                  "Write down how %s and %s differ and review both labels by it; if people "
                  "cannot tell them apart, merge them.",
                  writer->name, writer->other)
            : SAY(writer, "Look at these first: if the labels are right, add more %s like them.",
                  writer->name);
}

/* ---- boxes ---- */

typedef struct ShiftRow {
    const char *variant, *more, *less, *side;
} ShiftRow;

static const ShiftRow shift_rows[] = {
    {"right", "too far right", "too far left", "width"},
    {"down", "too low", "too high", "height"},
    {"wider", "too wide", "too narrow", "width"},
    {"higher", "too tall", "too flat", "height"},
};

static const ShiftRow *shift_of(const Writer *writer)
{
    for (int i = 0; i < 4; i++) {
        if (is(writer, shift_rows[i].variant)) return &shift_rows[i];
    }
    return NULL;
}

const char *shift_sense(const Writer *writer)
{
    const ShiftRow *row = shift_of(writer);
    if (!row) return "";
    return card_value(writer, "offset") > 0 ? row->more : row->less;
}

static void say_shift(Writer *writer, const ShiftRow *row)
{
    double offset = card_value(writer, "offset");
    PsInterval interval = writer->card->interval;
    double low = offset < 0 ? -interval.high : interval.low;
    double high = offset < 0 ? -interval.low : interval.high;
    const char *sense = shift_sense(writer);
    writer->out->title = SAY(writer, "Boxes are %s throughout", sense);
    writer->out->sentence =
        SAY(writer, "On the average correct boxes are %s of the %s %s (95%% interval %s to %s).",
            percent_text(writer->arena, fabs(offset)), row->side, sense,
            percent_text(writer->arena, low), percent_text(writer->arena, high));
    writer->out->action =
        "A shift that all boxes share is rarely learnt: check resizing, padding and half-pixel "
        "steps before and after the model, and how the labels were drawn.";
}

void say_loose_boxes(Writer *writer)
{
    const ShiftRow *row = shift_of(writer);
    if (row) {
        say_shift(writer, row);
        return;
    }
    writer->out->title = "Boxes lie loosely";
    writer->out->sentence =
        SAY(writer,
            "Half of the correct boxes overlap their object by less than %s (IoU); AP falls "
            "from %s at IoU 0.50 to %s at 0.75.",
            card_score(writer, "median_iou"), card_rate(writer, "AP50"), card_rate(writer, "AP75"));
    writer->out->action =
        "Look whether the labels themselves are drawn tightly; then a larger input "
        "size, or a loss that weighs the box more.";
}

void say_duplicates(Writer *writer)
{
    writer->out->title = SAY(writer, "%s objects are found twice", card_count(writer, "count"));
    writer->out->sentence =
        SAY(writer, "%s of the kept boxes%s lie on an object that another box has taken, in %s.",
            card_percent(writer, "share"), card_interval(writer),
            card_plural(writer, "images", "image", "images"));
    const char *crowd =
        card_value(writer, "overlapping_objects") > 0
            ? SAY(writer,
                  " %s overlap by more than 0.50 with another one: a low "
                  "limit would lose some of those.",
                  card_plural(writer, "overlapping_objects", "labelled object", "labelled objects"))
            : "";
    const char *limit = isfinite(card_value(writer, "nms_iou"))
                            ? SAY(writer,
                                  "Lower the IoU limit of the suppression to about %s: 19 in "
                                  "20 of these pairs overlap more.%s",
                                  card_score(writer, "nms_iou"), crowd)
                            : "Suppress overlapping boxes more strictly.";
    writer->out->action = limit;
}

/* ---- recall of some objects ---- */

static void say_special(Writer *writer, const char *which, const char *others)
{
    writer->out->sentence =
        SAY(writer, "%s of %s %s are found %s, of %s %s: a difference of %s.",
            card_percent(writer, "recall"), card_count(writer, "objects"), which,
            at_confidence(writer), others, card_percent(writer, "others"), card_difference(writer));
}

void say_small_objects(Writer *writer)
{
    writer->out->title = "Small objects are missed";
    say_special(writer, "objects under 32 × 32 pixels", "larger ones");
    writer->out->action =
        "Try a larger input size, or cut the images into tiles; add images with small objects.";
}

void say_crowding(Writer *writer)
{
    writer->out->title = "Objects close together are missed";
    say_special(writer, "objects that overlap another one (IoU 0.30 or more)", "others");
    bool full = is(writer, "full");
    writer->out->action =
        full ? SAY(writer, "First let the model return more boxes: %s hold 100 or more.",
                   card_plural(writer, "full_images", "image", "images"))
             : "Suppress overlapping boxes less strictly, and add crowded images. Look first: some "
               "may be one object labelled twice.";
}

/* ---- scores ---- */

static void say_own_confidence(Writer *writer)
{
    writer->out->title = SAY(writer, "%s needs a confidence of its own", writer->name);
    writer->out->sentence = SAY(
        writer,
        "F1 of %s is %s %s and would be %s at %s. With a confidence for each class of 20 "
        "objects or more, macro F1 rises by %s points%s on images that had no say in "
        "the choice.",
        writer->name, card_rate(writer, "class_f1"), at_confidence(writer),
        card_rate(writer, "class_own_f1"), card_score(writer, "own_confidence"),
        points_text(writer->arena, card_value(writer, "gain_outside")),
        writer->card->interval.exists ? SAY(writer, " (95%% interval %s to %s)",
                                            points_text(writer->arena, writer->card->interval.low),
                                            points_text(writer->arena, writer->card->interval.high))
                                      : "");
    writer->out->action = "Use the confidence in the column “Own best” of the class table.";
}

/* One class is lost a little above the optimum. */
static void say_edge(Writer *writer)
{
    PsInterval lost = writer->card->interval;
    const char *edge = confidence_text(writer->arena, card_value(writer, "edge"));
    writer->out->title = SAY(writer, "Do not go above %s: that loses %s of the %s objects", edge,
                             card_percent(writer, "lost"), writer->name);
    writer->out->sentence =
        SAY(writer,
            "Of the %s found %s, %s %s left at %s (95%% interval of the loss %s to %s). The other "
            "classes keep %s of theirs.",
            card_count(writer, "found"), at_confidence(writer), card_count(writer, "left"),
            card_value(writer, "left") == 1 ? "is" : "are",
            confidence_text(writer->arena, card_value(writer, "beyond")),
            percent_text(writer->arena, lost.low), percent_text(writer->arena, lost.high),
            card_percent(writer, "others_keep"));
    writer->out->action =
        SAY(writer, "Set no confidence above %s, or one of its own for %s.", edge, writer->name);
}

void say_operating_point(Writer *writer)
{
    writer->out->gain = "";
    if (is(writer, "edge")) {
        say_edge(writer);
        return;
    }
    if (is(writer, "by-class")) {
        say_own_confidence(writer);
        return;
    }
    const char *best = confidence_text(writer->arena, card_value(writer, "confidence"));
    writer->out->title = SAY(writer, "Run it at confidence %s, not %s", best,
                             confidence_text(writer->arena, card_value(writer, "production")));
    writer->out->sentence =
        SAY(writer,
            "F1 is %s there and %s here. Chosen on other images than it was scored on, the "
            "better confidence brings %s points of F1 (95%% interval %s to %s).",
            card_rate(writer, "f1_production"), card_rate(writer, "f1"),
            points_text(writer->arena, card_value(writer, "gain_outside")),
            points_text(writer->arena, writer->card->interval.low),
            points_text(writer->arena, writer->card->interval.high));
    writer->out->action = SAY(writer, "Set the confidence in production to %s.", best);
}

void say_calibration(Writer *writer)
{
    writer->out->title = is(writer, "too-confident") ? "Scores promise more than they keep"
                         : is(writer, "too-modest")  ? "Scores promise less than they keep"
                                                     : "Scores do not follow precision";
    const char *gap = rate_text(writer->arena, shown_rate(fabs(card_value(writer, "gap"))));
    writer->out->sentence =
        SAY(writer,
            "Over %s boxes the mean score lies %s %s precision; score and precision differ by "
            "%s (D-ECE), where chance alone would stay under %s.%s",
            card_count(writer, "boxes"), gap, card_value(writer, "gap") > 0 ? "above" : "below",
            card_rate(writer, "d_ece"), card_rate(writer, "null_95"),
            card_value(writer, "lowest_score") > 0.05
                ? SAY(writer, " Boxes under %s were cut off before and are not in this.",
                      card_score(writer, "lowest_score"))
                : "");
    writer->out->action =
        "Read scores as a ranking, not as probabilities. Nothing else on this page "
        "depends on it.";
}
