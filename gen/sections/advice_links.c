/* Where cards lead: the address, the words of the link, and the lists of images that are neither a
   cell of the matrix nor a kind of error. */
#include "advice_text.h"
#include "format.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- cards with a list of their own ---- */

static bool has_list(const PsCard *card)
{
    return card->images && (card->link.target == PS_TO_IMAGES || card->link.target == PS_TO_GROUP);
}

/* Lists the images of card i, all at every threshold. */
static void add_list(Report *report, const PsCard *card, int i)
{
    int last = report->threshold_count - 1;
    CellEntry *entries = PS_ARRAY(report->arena, CellEntry, card->image_count + 1);
    for (int m = 0; m < card->image_count; m++) entries[m] = (CellEntry){card->images[m], 0, last};
    report->kind_lists[report->kind_list_count++] =
        (KindList){OF_CARD(i), 0, entries, card->image_count};
}

/* ---- addresses: what they do not name stands as the page opens, so at the optimum ---- */

const char *label_key(PsLabelKind kind)
{
    static const char *const keys[PS_LABEL_KINDS] = {"missing", "class", "box", "spurious",
                                                     "clash"};
    return keys[kind];
}

typedef struct FaultRow {
    const char *key, *one, *many; /* in addresses; after "with the 12" */
} FaultRow;

static const FaultRow fault_rows[PS_FAULT_KINDS] = {
    [PS_FAULT_CLASS] = {"class", "box of the wrong class", "boxes of the wrong class"},
    [PS_FAULT_PLACE] = {"place", "badly placed box", "badly placed boxes"},
    [PS_FAULT_BOTH] = {"both", "box wrong in class and place", "boxes wrong in class and place"},
    [PS_FAULT_DUPLICATE] = {"duplicate", "duplicate", "duplicates"},
    [PS_FAULT_BACKGROUND] = {"background", "box on nothing labelled", "boxes on nothing labelled"},
    [PS_FAULT_MISSED] = {"missed", "object that no box aims at", "objects that no box aims at"},
};

/* The rows of one class, or of one pair of classes, if the card is about these. */
static const char *review_link(PsArena *arena, const PsCard *card)
{
    const char *key = label_key(card->link.label);
    if (card->class_index < 0) return ps_arena_printf(arena, "#v=review&list=%s", key);
    if (card->other < 0) {
        return ps_arena_printf(arena, "#v=review&list=%s&of=%d", key, card->class_index);
    }
    return ps_arena_printf(arena, "#v=review&list=%s&of=%d,%d", key, card->class_index,
                           card->other);
}

/* What the card's own list is ordered by; "" if any order does. */
static const char *order_of(const PsCard *card)
{
    if (strcmp(card->rule, "R20") == 0) return "scene";
    return strcmp(card->rule, "R19") == 0 ? "copies first" : "";
}

static const char *class_link(PsArena *arena, const PsLink *link)
{
    if (link->actual < 0) return "#v=byclass";
    const char *at = link->confidence > 0
                         ? ps_arena_printf(arena, "&t=%s", confidence_text(arena, link->confidence))
                         : "";
    return ps_arena_printf(arena, "#v=byclass&class=%d%s", link->actual, at);
}

const char *card_link(PsArena *arena, const PsCard *card, int index)
{
    const PsLink *link = &card->link;
    if (has_list(card)) {
        return ps_arena_printf(arena, "#v=images&card=%d%s", index,
                               *order_of(card) ? "&sort=list" : "");
    }
    switch (link->target) {
    case PS_TO_NOTHING: return "";
    case PS_TO_SUMMARY: return "#v=summary";
    case PS_TO_CONFIDENCE:
        return ps_arena_printf(arena, "#v=metrics&t=%s", confidence_text(arena, link->confidence));
    case PS_TO_CLASSES: return class_link(arena, link);
    case PS_TO_MATRIX: return "#v=matrix";
    case PS_TO_CELL:
        return ps_arena_printf(arena, "#v=images&cell=%d,%d", link->actual, link->predicted);
    case PS_TO_IMAGES: return "#v=images";
    case PS_TO_FAULT:
        return ps_arena_printf(arena, "#v=images&kind=%s&sort=kind", fault_rows[link->fault].key);
    case PS_TO_CALIBRATION: return "#v=trust";
    case PS_TO_REVIEW: return review_link(arena, card);
    case PS_TO_GROUP: return ps_arena_printf(arena, "#v=explorer&cluster=%d", link->group);
    case PS_TO_WARNINGS: return "#v=data";
    }
    return "";
}

/* Where the same is told in the page as it is without scripts. */
static const char *anchor_of(const PsCard *card)
{
    switch (card->link.target) {
    case PS_TO_NOTHING: return "";
    case PS_TO_SUMMARY: return "#summary";
    case PS_TO_CONFIDENCE: return "#metrics";
    case PS_TO_CLASSES: return "#byclass";
    case PS_TO_MATRIX:
    case PS_TO_CELL: return "#matrix";
    case PS_TO_IMAGES: return "#images";
    case PS_TO_FAULT: return "#errors";
    case PS_TO_CALIBRATION: return "#trust";
    case PS_TO_REVIEW: return "#review";
    case PS_TO_GROUP: return "#explorer";
    case PS_TO_WARNINGS: return "#data";
    }
    return "";
}

/* ---- words ---- */

/* What is counted in the images: "719 boxes on nothing labelled". */
static const char *items_text(const Writer *writer)
{
    const PsCard *card = writer->card;
    const char *rule = card->rule;
    PsArena *arena = writer->arena;
    int count = card->item_count;
    const char *objects = count == 1 ? "object that was" : "objects that were";
    const char *n = count_text(arena, count), *boxes = count == 1 ? "box" : "boxes";
    if (strcmp(rule, "R01") == 0) return SAY(writer, "%s %s not found", n, objects);
    if (strcmp(rule, "R02") == 0) {
        return SAY(writer, "%s %s %s not found", n, writer->name, objects);
    }
    if (strcmp(rule, "R04") == 0) {
        return SAY(writer, "%s %s %s wrong", n, writer->name,
                   count == 1 ? "box that is" : "boxes that are");
    }
    if (strcmp(rule, "R06") == 0) {
        return SAY(writer, "%s %s taken for %s", n, writer->name, writer->other);
    }
    if (strcmp(rule, "R11") == 0) return SAY(writer, "%s small %s not found", n, objects);
    if (strcmp(rule, "R12") == 0) return SAY(writer, "%s overlapping %s not found", n, objects);
    if (strcmp(rule, "R09") == 0 && *shift_sense(writer)) {
        return SAY(writer, "%s correct %s more than 5%% %s", n, boxes, shift_sense(writer));
    }
    const FaultRow *row = &fault_rows[card->link.fault];
    return plural(arena, count, row->one, row->many);
}

/* Which images they are, after "Show 38 images". */
static const char *images_text(const Writer *writer)
{
    const PsCard *card = writer->card;
    const char *rule = card->rule;
    if (strcmp(rule, "R16") == 0) return slice_images(writer->arena, card->variant, card->subject);
    if (strcmp(rule, "R17") == 0) {
        return SAY(writer, "without objects, with the %s",
                   plural(writer->arena, card->item_count, "box", "boxes"));
    }
    if (strcmp(rule, "R18") == 0) return "of this group";
    if (strcmp(rule, "R19") == 0) return "that are nearly identical to training images";
    if (strcmp(rule, "R20") == 0) return "that share a scene, side by side";
    if (strcmp(rule, "R23") == 0) return SAY(writer, "of %s", lower_split(writer));
    return SAY(writer, "with the %s", items_text(writer));
}

static void say_review(const Report *report, const PsCard *card, ReportCard *out)
{
    int count = 0;
    for (int i = 0; i < report->label_count; i++) {
        const LabelRow *row = &report->labels[i];
        bool own = card->class_index < 0 || row->class_index == card->class_index;
        bool pair = card->other < 0 || row->other_index == card->other;
        count += row->list == (int)card->link.label && own && pair;
    }
    out->link_text =
        ps_arena_printf(report->arena, "Show %s", plural(report->arena, count, "label", "labels"));
    out->link_note = "in the label review";
}

static void say_target(const Report *report, const PsCard *card, ReportCard *out)
{
    switch (card->link.target) {
    case PS_TO_REVIEW: say_review(report, card, out); break;
    case PS_TO_SUMMARY: out->link_text = "Show the summary"; break;
    case PS_TO_CONFIDENCE: out->link_text = "Show the curve"; break;
    case PS_TO_CLASSES:
        out->link_text =
            card->link.actual < 0 || card->class_count > 1 ? "Show the classes" : "Show the class";
        if (card->link.confidence > 0) {
            out->link_note = ps_arena_printf(report->arena, "at confidence %s",
                                             confidence_text(report->arena, card->link.confidence));
        }
        break;
    case PS_TO_MATRIX: out->link_text = "Show the matrix"; break;
    case PS_TO_CALIBRATION: out->link_text = "Show the diagram"; break;
    case PS_TO_WARNINGS: out->link_text = "Show what was read"; break;
    case PS_TO_NOTHING: out->link_text = ""; break;
    case PS_TO_CELL:
    case PS_TO_FAULT:
    case PS_TO_IMAGES:
    case PS_TO_GROUP: break; /* images: say_images */
    }
}

/* Whose boxes stand for the card. Of a slice or a group those of its most frequent error; where the
   images themselves are meant, the whole pictures. */
static const char *crops_of(PsArena *arena, const PsCard *card)
{
    static const struct {
        const char *rule, *key;
    } plain[] = {{"R01", "missed-all"}, {"R11", "small"}, {"R12", "crowded"},
                 {"R17", "empty"},      {"R19", "twins"}, {"R20", "scenes"}};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        if (strcmp(plain[i].rule, card->rule) == 0) return plain[i].key;
    }
    int c = card->class_index;
    double fault = ps_card_value(card, "fault");
    if (card->link.target == PS_TO_CELL) return "";
    if (strcmp(card->rule, "R02") == 0) return ps_arena_printf(arena, "missed-all:%d", c);
    if (strcmp(card->rule, "R04") == 0) return ps_arena_printf(arena, "wrong:%d", c);
    if (strcmp(card->rule, "R09") == 0 && strcmp(card->variant, "loose") != 0) {
        bool more = ps_card_value(card, "offset") > 0;
        return ps_arena_printf(arena, "off:%s%s", card->variant, more ? "" : "-");
    }
    if (isnan(fault)) fault = card->link.fault;
    if (!(fault > PS_FAULT_NONE && fault < PS_FAULT_KINDS)) return "";
    const char *part = card->items == PS_ITEMS_IMAGES ? "in:" : "";
    return ps_arena_printf(arena, "%s%s", part, fault_rows[(int)fault].key);
}

static void say_images(const Writer *writer, ReportCard *out)
{
    out->link_text =
        ps_arena_printf(writer->arena, "Show %s",
                        plural(writer->arena, writer->card->image_count, "image", "images"));
    out->link_note = images_text(writer);
    out->crops = crops_of(writer->arena, writer->card);
    out->order = order_of(writer->card);
}

void fill_links(Report *report, const BuildInput *input)
{
    const PsAdvice *advice = input->advice;
    KindList *lists =
        PS_ARRAY(report->arena, KindList, report->kind_list_count + advice->card_count + 1);
    if (report->kind_list_count) {
        memcpy(lists, report->kind_lists, sizeof *lists * (size_t)report->kind_list_count);
    }
    report->kind_lists = lists;
    for (int i = 0; i < advice->card_count; i++) {
        const PsCard *card = &advice->cards[i];
        ReportCard *out = &report->cards[i];
        Writer writer = card_writer(input, card, out, report->arena);
        out->anchor = anchor_of(card);
        out->link_note = out->crops = out->order = "";
        say_target(report, card, out);
        if (card->images) say_images(&writer, out);
        if (has_list(card)) add_list(report, card, i);
    }
}
