/* Sentences of the cards that lead to the label review, and of its rows. */
#include "advice_text.h"
#include "format.h"

#include <math.h>

/* Repaired labels raise AP50 by this much if the model is right about all of them. */
static const char *at_most(const Writer *writer)
{
    if (!(writer->card->gain >= 0.001)) return "";
    writer->out->points = points_text(writer->arena, writer->card->gain);
    writer->out->points_note = "points of AP50 at most";
    return SAY(writer, "If all of them are, AP50 is %s points too low.", writer->out->points);
}

/* A list ends at 200 rows: then there may be more of the kind. */
static const char *cut_short(const Writer *writer, PsLabelKind kind)
{
    int count = 0;
    for (int i = 0; i < writer->advice->label_count; i++) {
        count += writer->advice->labels[i].kind == kind;
    }
    return count < PS_LABELS_MOST ? "" : " The list ends at 200 places; there may be more.";
}

void say_label_missing(Writer *writer)
{
    writer->out->title =
        SAY(writer, "%s may be unlabelled", card_plural(writer, "count", "object", "objects"));
    if (*writer->name) {
        writer->out->title =
            SAY(writer, "%s %s may be unlabelled", card_count(writer, "count"), writer->name);
    }
    writer->out->sentence =
        SAY(writer,
            "%s %s %s where no label fits, with a score of %s or more, at which 2 in 3 boxes are "
            "right even by the labels as they are.%s",
            card_count(writer, "count"), writer->name,
            card_value(writer, "count") == 1 ? "box lies" : "boxes lie",
            card_score(writer, "sure_score"), cut_short(writer, PS_LABEL_MISSING));
    writer->out->action =
        "Look at these before you train again: fix the labels, then evaluate anew.";
    writer->out->gain = at_most(writer);
}

void say_label_class(Writer *writer)
{
    writer->out->title = SAY(writer, "%s or %s?", writer->name, writer->other);
    writer->out->sentence =
        SAY(writer, "On %s labelled %s the model is sure of %s and sees no %s at all.",
            card_plural(writer, "count", "object", "objects"), writer->name, writer->other,
            writer->name);
    writer->out->action = "Check the class of these labels.";
    writer->out->gain = at_most(writer);
}

void say_label_box(Writer *writer)
{
    writer->out->title =
        SAY(writer, "%s may be drawn badly", card_plural(writer, "count", "label", "labels"));
    writer->out->sentence =
        "The model is sure of the object and its box overlaps the label far less "
        "than is usual for the class.";
    writer->out->action = "Check the edges of these labels.";
}

void say_label_spurious(Writer *writer)
{
    writer->out->title =
        SAY(writer, "%s may show nothing", card_plural(writer, "count", "label", "labels"));
    writer->out->sentence = "Of a class that is found in 9 of 10 cases, these are neither small "
                            "nor cut off, and no box "
                            "of any class comes near them.";
    writer->out->action = "Look whether there is an object.";
    writer->out->gain = at_most(writer);
}

void say_label_clash(Writer *writer)
{
    double impossible = card_value(writer, "impossible");
    writer->out->title =
        SAY(writer, "%s on one place",
            card_plural(writer, "count", "pair of labels lies", "pairs of labels lie"));
    if (impossible > 0) {
        writer->out->title =
            SAY(writer, "%s cannot be right", card_plural(writer, "count", "label", "labels"));
    }
    writer->out->sentence =
        impossible > 0
            ? SAY(writer,
                  "%s under 2 pixels wide or high or outside the image; others lie on top "
                  "of one another.",
                  plural(writer->arena, (long long)impossible, "is", "are"))
            : "Two labels of one class that overlap by 0.90 or more, or of two classes by 0.95, "
              "are "
              "one object as a rule; one of them can never be found.";
    writer->out->action = "Fix the labels.";
}

const char *label_reason(const Writer *writer, const PsLabelIssue *issue)
{
    PsArena *arena = writer->arena;
    const char *name = class_shown(writer, issue->class_index);
    const char *other = class_shown(writer, issue->other);
    const char *score = hundredths_text(arena, shown_hundredths(issue->score));
    const char *iou = hundredths_text(arena, shown_hundredths(issue->iou));
    switch (issue->kind) {
    case PS_LABEL_MISSING: return SAY(writer, "%s, score %s, where no label fits", name, score);
    case PS_LABEL_CLASS:
        return SAY(writer, "labelled %s; the model says %s, score %s", name, other, score);
    case PS_LABEL_BOX:
        return SAY(writer, "%s, score %s, overlaps the label by %s only", name, score, iou);
    case PS_LABEL_SPURIOUS: return SAY(writer, "%s, and no box comes near it", name);
    case PS_LABEL_CLASH:
        if (issue->second < 0) return SAY(writer, "%s: too thin, or outside the image", name);
        return SAY(writer, "%s and %s overlap by %s", name, other, iou);
    case PS_LABEL_KINDS: break;
    }
    return "";
}
