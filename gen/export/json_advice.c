/* report.json: recommendations, what was checked, and label issues. */
#include "export/json_keys.h"

#include "build.h"

#include <math.h>

/* A class by name, null for none. */
static void put_class(JsonText *json, const char *key, const Export *source, int c)
{
    put_text(json, key, c < 0 ? NULL : source->evaluation->dataset->classes[c].name);
}

static void put_classes(JsonText *json, const Export *source, const PsCard *card)
{
    if (card->class_count == 0) return;
    put_list(json, "classes", '[');
    for (int i = 0; i < card->class_count; i++) put_class(json, NULL, source, card->classes[i]);
    json_close(json, ']');
    if (!card->others) return;
    put_list(json, "others", '[');
    for (int i = 0; i < card->class_count; i++) put_class(json, NULL, source, card->others[i]);
    json_close(json, ']');
}

static void put_evidence(JsonText *json, const PsCard *card)
{
    put_list(json, "evidence", '{');
    for (int i = 0; i < card->evidence_count; i++) {
        put_number(json, card->evidence[i].name, card->evidence[i].value);
    }
    json_close(json, '}');
}

/* How many images the link shows, and what is counted in them. */
static void put_shown(JsonText *json, const PsCard *card)
{
    static const char *const names[] = {NULL, "objects", "boxes"};
    if (!card->images) return;
    put_list(json, "shown", '{');
    put_number(json, "images", card->image_count);
    if (names[card->items]) put_number(json, names[card->items], card->item_count);
    json_close(json, '}');
}

static void write_card(JsonText *json, const Export *source, int i)
{
    static const char *const units[] = {NULL, "AP50", "F1", "AP"};
    const PsCard *card = &source->advice->cards[i];
    const ReportCard *shown = &source->cards[i];
    put_list(json, NULL, '{');
    put_text(json, "rule", card->rule);
    put_text(json, "kind", card->kind);
    put_text(json, "severity", shown->key);
    put_class(json, "class", source, card->class_index);
    put_class(json, "other", source, card->other);
    put_classes(json, source, card);
    put_text(json, "text", shown->text);
    put_text(json, "title", shown->title);
    put_text(json, "action", shown->action);
    put_evidence(json, card);
    put_interval(json, "interval", card->interval);
    put_number(json, "gain", card->gain);
    put_text(json, "gain_of", units[card->gain_of]);
    put_number(json, "p", card->p);
    put_number(json, "q", card->q);
    json_key(json, "open");
    json_flag(json, shown->open);
    put_text(json, "link", shown->link);
    put_shown(json, card);
    json_close(json, '}');
}

static void write_checks(JsonText *json, const PsAdvice *advice)
{
    put_list(json, "rules_checked", '[');
    for (int i = 0; i < advice->checked_count; i++) put_text(json, NULL, advice->checked[i]);
    json_close(json, ']');
    put_list(json, "rules_unchecked", '[');
    for (int i = 0; i < advice->unchecked_count; i++) {
        put_list(json, NULL, '{');
        put_text(json, "rule", advice->unchecked[i].rule);
        put_text(json, "kind", advice->unchecked[i].kind);
        put_text(json, "needs", rule_need(advice->unchecked[i].need));
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_issue(JsonText *json, const Export *source, const PsLabelIssue *issue)
{
    const PsDataset *dataset = source->evaluation->dataset;
    put_list(json, NULL, '{');
    put_text(json, "kind", label_key(issue->kind));
    put_text(json, "image", dataset->images[issue->image].file);
    put_number(json, "object",
               issue->object < 0 ? (double)NAN : (double)dataset->objects[issue->object].id);
    put_number(json, "second",
               issue->second < 0 ? (double)NAN : (double)dataset->objects[issue->second].id);
    put_number(json, "detection", issue->detection < 0 ? (double)NAN : (double)issue->detection);
    put_class(json, "class", source, issue->class_index);
    put_class(json, "other", source, issue->other);
    put_number(json, "score", issue->score);
    put_number(json, "iou", issue->iou);
    put_list(json, "box", '[');
    put_number(json, NULL, issue->box.x);
    put_number(json, NULL, issue->box.y);
    put_number(json, NULL, issue->box.width);
    put_number(json, NULL, issue->box.height);
    json_close(json, ']');
    json_close(json, '}');
}

void write_advice(JsonText *json, const Export *source)
{
    static const PsAdvice none = {0}; /* not asked for: no rule was checked, and that shows */
    const PsAdvice *advice = source->advice ? source->advice : &none;
    put_list(json, "recommendations", '[');
    for (int i = 0; i < advice->card_count; i++) write_card(json, source, i);
    json_close(json, ']');
    write_checks(json, advice);
    put_list(json, "label_issues", '[');
    for (int i = 0; i < advice->label_count; i++) write_issue(json, source, &advice->labels[i]);
    json_close(json, ']');
}
