/* The sentences of the cards: one function a rule, in one table. */
#ifndef ADVICE_TEXT_H
#define ADVICE_TEXT_H

#include "build.h"

/* A card at work. */
typedef struct Writer {
    PsArena *arena;
    const PsEvaluation *evaluation;
    const PsAdvice *advice;
    const PsCard *card;
    ReportCard *out;
    const char *name, *other; /* of the card's classes, as shown; "" */
} Writer;

Writer card_writer(const BuildInput *input, const PsCard *card, ReportCard *out, PsArena *arena);

/* The address a card leads to: advice_links.c. */
const char *card_link(PsArena *arena, const PsCard *card, int index);
/* The words of the links, and the lists of images that belong to cards alone. */
void fill_links(Report *report, const BuildInput *input);
void fill_card_figures(Report *report, const BuildInput *input); /* advice_figures.c */
void fill_labels(Report *report, const BuildInput *input); /* advice_review.c */

/* Fills title, sentence, action, and the gain where it has words of its own. */
void write_card(Writer *writer);

/* ---- helpers: figures of the card as text ---- */
double card_value(const Writer *writer, const char *name);
const char *card_count(const Writer *writer, const char *name);
const char *card_plural(const Writer *writer, const char *name, const char *one, const char *many);
const char *card_percent(const Writer *writer, const char *name);
const char *card_rate(const Writer *writer, const char *name);
const char *card_score(const Writer *writer, const char *name);
const char *card_interval(const Writer *writer);      /* " (95% interval 25% to 32%)", or "" */
const char *card_rate_interval(const Writer *writer); /* " (95% interval 0.754 to 0.787)" */
const char *card_difference(const Writer *writer);    /* "40 points (95% interval 31 to 48)" */
const char *card_classes(const Writer *writer);       /* "a, b and 3 more" */
const char *class_shown(const Writer *writer, int c);
const char *at_confidence(const Writer *writer); /* "at confidence 0.35" */

/* printf into the arena. */
#define SAY(writer, ...) ps_arena_printf((writer)->arena, __VA_ARGS__)

/* advice_errors.c */
void say_misses(Writer *writer);
void say_class_misses(Writer *writer);
void say_false_alarms(Writer *writer);
void say_class_false_alarms(Writer *writer);
void say_confusion(Writer *writer);
void say_loose_boxes(Writer *writer);
void say_duplicates(Writer *writer);
void say_small_objects(Writer *writer);
void say_crowding(Writer *writer);
void say_operating_point(Writer *writer);
void say_calibration(Writer *writer);
const char *shift_sense(const Writer *writer); /* "too far right"; "" if boxes are not shifted */

/* advice_set.c */
void say_small_set(Writer *writer);
void say_more_data(Writer *writer);
void say_imbalance(Writer *writer);
void say_never_found(Writer *writer);
void say_input_suspect(Writer *writer);
void say_empty_images(Writer *writer);
void say_slice(Writer *writer);
void say_weak_group(Writer *writer);
void say_leakage(Writer *writer);
void say_near_duplicates(Writer *writer);
void say_splits(Writer *writer);
void say_all_well(Writer *writer);
const char *lower_split(const Writer *writer);

/* advice_labels.c */
void say_label_missing(Writer *writer);
void say_label_class(Writer *writer);
void say_label_box(Writer *writer);
void say_label_spurious(Writer *writer);
void say_label_clash(Writer *writer);
const char *label_reason(const Writer *writer, const PsLabelIssue *issue);

#endif
