/* Recommendations and label review: cards with their sentences, links and order; rows of labels. */
#include "advice_text.h"
#include "format.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

/* ---- figures of a card as text ---- */

double card_value(const Writer *writer, const char *name)
{
    return ps_card_value(writer->card, name);
}

const char *card_count(const Writer *writer, const char *name)
{
    double value = card_value(writer, name);
    return isfinite(value) ? count_text(writer->arena, (long long)value) : "–";
}

const char *card_plural(const Writer *writer, const char *name, const char *one, const char *many)
{
    double value = card_value(writer, name);
    return plural(writer->arena, isfinite(value) ? (long long)value : 0, one, many);
}

const char *card_percent(const Writer *writer, const char *name)
{
    return percent_text(writer->arena, card_value(writer, name));
}

const char *card_rate(const Writer *writer, const char *name)
{
    return rate_text(writer->arena, shown_rate(card_value(writer, name)));
}

const char *card_score(const Writer *writer, const char *name)
{
    return hundredths_text(writer->arena, shown_hundredths(card_value(writer, name)));
}

const char *card_interval(const Writer *writer)
{
    PsInterval interval = writer->card->interval;
    if (!interval.exists) return "";
    return SAY(writer, " (95%% interval %s to %s)", percent_text(writer->arena, interval.low),
               percent_text(writer->arena, interval.high));
}

const char *class_shown(const Writer *writer, int c)
{
    if (c < 0) return "";
    return ps_text_shown(writer->arena, writer->evaluation->dataset->classes[c].name);
}

/* "40", of a difference of 0.4 */
static const char *whole_points(const Writer *writer, double difference)
{
    return SAY(writer, "%s%.0f", difference < -0.005 ? "−" : "", fabs(difference) * 100);
}

const char *card_difference(const Writer *writer)
{
    PsInterval interval = writer->card->interval;
    const char *text =
        SAY(writer, "%s points", whole_points(writer, card_value(writer, "difference")));
    if (!interval.exists) return text;
    return SAY(writer, "%s (95%% interval %s to %s)", text, whole_points(writer, interval.low),
               whole_points(writer, interval.high));
}

const char *card_rate_interval(const Writer *writer)
{
    PsInterval interval = writer->card->interval;
    if (!interval.exists) return "";
    return SAY(writer, " (95%% interval %s to %s)",
               rate_text(writer->arena, shown_rate(interval.low)),
               rate_text(writer->arena, shown_rate(interval.high)));
}

enum { MOST_NAMED = 4 };

const char *card_classes(const Writer *writer)
{
    const PsCard *card = writer->card;
    int named = card->class_count > MOST_NAMED ? MOST_NAMED - 1 : card->class_count;
    const char *text = "";
    for (int i = 0; i < named; i++) {
        bool last = i + 1 == card->class_count;
        const char *join = i == 0 ? "" : last ? " and " : ", ";
        text = SAY(writer, "%s%s%s", text, join, class_shown(writer, card->classes[i]));
        if (card->others) {
            text = SAY(writer, "%s for %s", text, class_shown(writer, card->others[i]));
        }
    }
    int more = card->class_count - named;
    return more > 0 ? SAY(writer, "%s and %s more", text, count_text(writer->arena, more)) : text;
}

const char *at_confidence(const Writer *writer)
{
    const PsEvaluation *evaluation = writer->evaluation;
    return SAY(writer, "at confidence %s",
               confidence_text(writer->arena, evaluation->thresholds[evaluation->optimal_index]));
}

/* ---- the rules' sentences ---- */

typedef struct TextRow {
    const char *rule, *topic;
    const char *subject; /* the rule's name in lists of what was checked */
    void (*say)(Writer *writer);
} TextRow;

static const TextRow rows[] = {
    {"R01", "missed objects", "missed objects", say_misses},
    {"R02", "missed objects", "missed objects by class", say_class_misses},
    {"R03", "false positives", "false positives", say_false_alarms},
    {"R04", "false positives", "false positives by class", say_class_false_alarms},
    {"R05", "size of the set", "size of the set", say_small_set},
    {"R06", "confusion", "confused classes", say_confusion},
    {"R07", "amount of data", "classes short of data", say_more_data},
    {"R08", "confidence", "confidence", say_operating_point},
    {"R09", "box placement", "placement of the boxes", say_loose_boxes},
    {"R10", "duplicates", "duplicates", say_duplicates},
    {"R11", "small objects", "small objects", say_small_objects},
    {"R12", "crowding", "crowded objects", say_crowding},
    {"R13", "scores", "calibration of the scores", say_calibration},
    {"R14a", "labels", "missing labels", say_label_missing},
    {"R14b", "labels", "labels of the wrong class", say_label_class},
    {"R14c", "labels", "labels drawn badly", say_label_box},
    {"R14d", "labels", "spurious labels", say_label_spurious},
    {"R14e", "labels", "labels that clash", say_label_clash},
    {"R15", "balance of classes", "balance of the classes", say_imbalance},
    {"R16", "slice of images", "slices of the images", say_slice},
    {"R17", "empty images", "empty images", say_empty_images},
    {"R18", "group of images", "groups of like images", say_weak_group},
    {"R19", "training images", "images seen in training", say_leakage},
    {"R20", "near-duplicates", "near-duplicates", say_near_duplicates},
    {"R21", "class never found", "classes never found", say_never_found},
    {"R22", "reading of the files", "reading of the files", say_input_suspect},
    {"R23", "splits", "agreement of the splits", say_splits},
    {"R24", "all well", "", say_all_well},
};

static const TextRow *row_of(const char *rule)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].rule, rule) == 0) return &rows[i];
    }
    return NULL;
}

static const char *rule_subject(const char *rule)
{
    const TextRow *row = row_of(rule);
    return row ? row->subject : rule;
}

/* "Duplicates": at the head of a line. */
static const char *capital(PsArena *arena, const char *text)
{
    bool small = *text >= 'a' && *text <= 'z';
    return small ? ps_arena_printf(arena, "%c%s", *text - 'a' + 'A', text + 1) : text;
}

/* The third and further classes of a rule share a card. */
static void say_further(Writer *writer)
{
    int count = writer->card->class_count;
    writer->out->title =
        SAY(writer, "%s: %s", capital(writer->arena, rule_subject(writer->card->rule)),
            plural(writer->arena, count, writer->card->others ? "more pair" : "more class",
                   writer->card->others ? "more pairs" : "more classes"));
    writer->out->sentence = SAY(writer, "The same is true of %s.", card_classes(writer));
    writer->out->action = writer->card->others
                              ? "The pairs named before come first; these can wait."
                              : "The classes named before come first; these can wait.";
}

void write_card(Writer *writer)
{
    const TextRow *row = row_of(writer->card->rule);
    writer->out->title = writer->out->sentence = writer->out->action = "";
    if (strcmp(writer->card->variant, "further") == 0)
        say_further(writer);
    else if (row)
        row->say(writer);
}

/* ---- cards ---- */

static const double LEAST_GAIN = 0.004; /* half of it is shown as 0.2 points */

/* Half of what the oracle gains; what all of it would gain is never reached. */
static const char *gain_text(const Writer *writer)
{
    const PsCard *card = writer->card;
    if (card->gain_of == PS_GAIN_NONE || !(card->gain >= LEAST_GAIN)) return "";
    const char *points = points_text(writer->arena, card->gain / 2);
    const char *of = card->gain_of == PS_GAIN_AP50 ? "AP50"
                     : card->gain_of == PS_GAIN_AP ? "AP"
                                                   : "F1";
    writer->out->points = points;
    writer->out->points_note = SAY(writer, "points of %s if half is repaired", of);
    return SAY(writer, "Half of this repaired would bring about %s points of %s.", points, of);
}

static const char *joined(PsArena *arena, const ReportCard *card)
{
    const char *parts[] = {card->sentence, card->action, card->gain};
    const char *text = ps_arena_printf(arena, "%s.", card->title);
    for (int i = 0; i < 3; i++) {
        if (*parts[i]) text = ps_arena_printf(arena, "%s %s", text, parts[i]);
    }
    return text;
}

Writer card_writer(const BuildInput *input, const PsCard *card, ReportCard *out, PsArena *arena)
{
    Writer writer = {arena, input->evaluation, input->advice, card, out, "", ""};
    writer.name = class_shown(&writer, card->class_index);
    writer.other = class_shown(&writer, card->other);
    return writer;
}

static ReportCard make_card(const BuildInput *input, int index, PsArena *arena)
{
    const PsCard *card = &input->advice->cards[index];
    static const char *const words[] = {"Check first", "High", "Medium", "Look"};
    static const char *const keys[] = {"validity", "high", "medium", "look"};
    ReportCard out = {.rule = card->rule,
                      .kind = card->kind,
                      .severity = words[card->severity],
                      .key = keys[card->severity],
                      .points = "",
                      .points_note = "",
                      .link = card_link(arena, card, index),
                      .open = card->open};
    const TextRow *row = row_of(card->rule);
    out.topic = row ? row->topic : "";
    if (strcmp(card->rule, "R24") == 0) out.severity = "All well";
    Writer writer = card_writer(input, card, &out, arena);
    write_card(&writer);
    if (!out.gain) out.gain = gain_text(&writer);
    out.text = joined(arena, &out);
    return out;
}

ReportCard *report_cards(const BuildInput *input, PsArena *arena)
{
    if (!input->advice) return NULL;
    ReportCard *cards = PS_ARRAY(arena, ReportCard, input->advice->card_count);
    for (int i = 0; i < input->advice->card_count; i++) {
        cards[i] = make_card(input, i, arena);
    }
    return cards;
}

/* ---- what was checked ---- */

const char *rule_need(PsNeed need)
{
    switch (need) {
    case PS_NEED_TRAIN: return "training labels (--train); judged by this set alone";
    case PS_NEED_CONFIDENCE: return "the confidence in use today (--confidence)";
    case PS_NEED_SPLITS:
        return "two splits with 50 images each (--split all, or a column “split” of --slices)";
    case PS_NEED_DUPLICATES: return "the pictures (--images)";
    case PS_NEED_TRAIN_IMAGES: return "the training pictures (--train-images)";
    case PS_NEED_GROUPS: return "the pictures (--images) or vectors (--embeddings)";
    case PS_NEED_SLICES: return "slices (--slices)";
    case PS_NEED_EMPTY_IMAGES:
        return "20 images without objects; what the model does there is unknown";
    case PS_NEED_BOXES: return "more boxes";
    case PS_NEED_SCORES: return "scores in the predictions";
    case PS_NEED_OBJECTS: return "more objects or classes";
    case PS_NEED_SMALL_OBJECTS: return "30 small objects, and 5% of all";
    case PS_NEED_NEIGHBOURS: return "30 objects that overlap others";
    }
    return "";
}

static void fill_checks(Report *report, const PsAdvice *advice)
{
    PsArena *arena = report->arena;
    report->unchecked = PS_ARRAY(arena, Fact, advice->unchecked_count);
    report->unchecked_count = advice->unchecked_count;
    for (int i = 0; i < advice->unchecked_count; i++) {
        const PsUnchecked *unchecked = &advice->unchecked[i];
        report->unchecked[i] =
            (Fact){capital(arena, rule_subject(unchecked->rule)), rule_need(unchecked->need)};
    }
    report->cards_note = ps_arena_printf(
        arena,
        "%s checked, with %s in one family: of the cards that rest on a test, about one in ten may "
        "be chance. Gains are those of an oracle that repairs this one thing; they do not add up.",
        plural(arena, advice->checked_count, "rule", "rules"),
        plural(arena, advice->test_count, "test", "tests"));
}

/* What was looked at and gave no card. */
static const char *quiet_subjects(const PsAdvice *advice, PsArena *arena)
{
    const char *text = "";
    for (int i = 0; i < advice->checked_count; i++) {
        bool fired = false;
        for (int c = 0; c < advice->card_count && !fired; c++) {
            fired = strcmp(advice->cards[c].rule, advice->checked[i]) == 0;
        }
        const char *subject = rule_subject(advice->checked[i]);
        if (fired || !*subject) continue;
        text = ps_arena_printf(arena, "%s%s%s", text, *text ? ", " : "", subject);
    }
    return text;
}

/* Why the cards stand as they do. */
static const char *cards_order(const Report *report)
{
    bool validity = false, graded = false;
    for (int i = 0; i < report->card_count; i++) {
        validity |= strcmp(report->cards[i].key, "validity") == 0;
        graded |= strcmp(report->cards[i].key, "high") == 0 ||
                  strcmp(report->cards[i].key, "medium") == 0;
    }
    if (!graded) return "";
    return ps_arena_printf(
        report->arena,
        "%shat would bring most %s. High: repaired for good it is worth 2 points or more of AP50 "
        "or F1; medium: half a point. What may be chance counts for less.",
        validity ? "What decides whether the other figures hold comes first, then w" : "W",
        validity ? "stands higher" : "comes first");
}

/* Title and lead of the PDF's page. */
static Paragraph advice_finding(const Report *report)
{
    static const char *const words[] = {"Nothing",      "One thing",    "Two things",
                                        "Three things", "Four things",  "Five things",
                                        "Six things",   "Seven things", "Eight things"};
    enum { WORDS = sizeof words / sizeof *words };
    int open = 0;
    for (int i = 0; i < report->card_count; i++) {
        if (report->cards[i].open && strcmp(report->cards[i].rule, "R24") != 0) open++;
    }
    const char *title = open < WORDS ? ps_arena_printf(report->arena, "%s to do next", words[open])
                                     : "What to do next";
    return (Paragraph){title, *report->cards_order
                                  ? report->cards_order
                                  : "A card needs enough objects, a difference that is not chance, "
                                    "and a size that matters."};
}

void build_advice(Report *report, const BuildInput *input)
{
    const PsAdvice *advice = input->advice;
    report->cards_note = report->quiet = report->labels_note = report->cards_order = "";
    if (!advice) return;
    report->cards = report_cards(input, report->arena);
    report->card_count = advice->card_count;
    report->quiet = quiet_subjects(advice, report->arena);
    report->cards_order = cards_order(report);
    fill_checks(report, advice);
    fill_card_figures(report, input);
    fill_labels(report, input);
    fill_links(report, input);
    report->advice_finding = advice_finding(report);
}
