/* Where cards lead: the address, the words of the link, and the images of cards that are about
   neither a cell of the matrix nor a kind of error. */
#include "advice_text.h"
#include "format.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- cards with images of their own ---- */

typedef struct Chooser {
    const BuildInput *input;
    const PsCard *card;
    unsigned char *chosen; /* one an image */
} Chooser;

static bool is_found(const PsEvaluation *evaluation, int g)
{
    int finder = evaluation->found_by[g];
    return finder >= 0 && evaluation->verdicts[finder].kept >= evaluation->optimal_index;
}

static bool any_object(const PsDataset *dataset, int g)
{
    (void)dataset;
    (void)g;
    return true;
}

static bool small_object(const PsDataset *dataset, int g)
{
    return dataset->objects[g].area < 32 * 32;
}

static bool crowded_object(const PsDataset *dataset, int g)
{
    const PsImage *image = &dataset->images[dataset->objects[g].image];
    for (int h = image->first_object; h < image->first_object + image->object_count; h++) {
        if (h == g || dataset->objects[h].crowd) continue;
        if (ps_box_iou(dataset->objects[g].box, dataset->objects[h].box) >= 0.30) return true;
    }
    return false;
}

static void choose_missed(Chooser *chooser, bool (*is_meant)(const PsDataset *dataset, int g))
{
    const PsEvaluation *evaluation = chooser->input->evaluation;
    const PsDataset *dataset = evaluation->dataset;
    for (int g = 0; g < dataset->object_count; g++) {
        const PsObject *object = &dataset->objects[g];
        if (object->crowd || is_found(evaluation, g) || !is_meant(dataset, g)) continue;
        chooser->chosen[object->image] = 1;
    }
}

static void choose_all_missed(Chooser *chooser)
{
    choose_missed(chooser, any_object);
}

static void choose_small(Chooser *chooser)
{
    choose_missed(chooser, small_object);
}

static void choose_crowded(Chooser *chooser)
{
    choose_missed(chooser, crowded_object);
}

static void choose_empty(Chooser *chooser)
{
    const PsEvaluation *evaluation = chooser->input->evaluation;
    const int *first = evaluation->predictions->first;
    for (int i = 0; i < evaluation->dataset->image_count; i++) {
        if (evaluation->dataset->images[i].object_count > 0) continue;
        for (int d = first[i]; d < first[i + 1]; d++) {
            const PsVerdict *verdict = &evaluation->verdicts[d];
            if (!verdict->ignored && verdict->kept >= evaluation->optimal_index) {
                chooser->chosen[i] = 1;
            }
        }
    }
}

static void choose_group(Chooser *chooser, const PsGroup *group)
{
    for (int i = 0; i < group->image_count; i++) chooser->chosen[group->images[i]] = 1;
}

static void choose_slice(Chooser *chooser)
{
    const PsMap *map = chooser->input->map;
    for (int s = 0; map && s < map->slice_count; s++) {
        const PsGroup *slice = &map->slices[s];
        if (strcmp(slice->name, chooser->card->subject) != 0) continue;
        if (strcmp(slice->column, chooser->card->variant) == 0) choose_group(chooser, slice);
    }
}

static void choose_cluster(Chooser *chooser)
{
    const PsMap *map = chooser->input->map;
    int group = chooser->card->link.group;
    if (map && group >= 0 && group < map->cluster_count) {
        choose_group(chooser, &map->clusters[group]);
    }
}

typedef struct ChoiceRow {
    const char *rule, *note;
    void (*choose)(Chooser *chooser);
} ChoiceRow;

static const ChoiceRow choice_rows[] = {
    {"R01", "with objects that were not found", choose_all_missed},
    {"R11", "where a small object was not found", choose_small},
    {"R12", "where one of these objects was not found", choose_crowded},
    {"R16", "of this slice", choose_slice},
    {"R17", "without objects that get a box", choose_empty},
    {"R18", "of this group", choose_cluster},
};

static const ChoiceRow *choice_of(const PsCard *card)
{
    for (size_t i = 0; i < sizeof choice_rows / sizeof *choice_rows; i++) {
        if (strcmp(choice_rows[i].rule, card->rule) == 0) return &choice_rows[i];
    }
    return NULL;
}

/* Lists the images of card i, all at every threshold; returns their number. */
static int add_list(Report *report, const BuildInput *input, int i, const ChoiceRow *row)
{
    int count = 0, images = report->image_count, last = report->threshold_count - 1;
    unsigned char *chosen = ps_arena_array(report->arena, (size_t)images + 1, 1);
    Chooser chooser = {input, &input->advice->cards[i], chosen};
    row->choose(&chooser);
    for (int m = 0; m < images; m++) count += chosen[m];
    CellEntry *entries = PS_ARRAY(report->arena, CellEntry, count + 1);
    for (int m = 0, at = 0; m < images; m++) {
        if (chosen[m]) entries[at++] = (CellEntry){m, 0, last};
    }
    report->kind_lists[report->kind_list_count++] = (KindList){OF_CARD(i), 0, entries, count};
    return count;
}

/* ---- addresses: what they do not name stands as the page opens, so at the optimum ---- */

const char *label_key(PsLabelKind kind)
{
    static const char *const keys[PS_LABEL_KINDS] = {"missing", "class", "box", "spurious",
                                                     "clash"};
    return keys[kind];
}

typedef struct FaultRow {
    const char *key, *note;
} FaultRow;

static const FaultRow fault_rows[PS_FAULT_KINDS] = {
    [PS_FAULT_CLASS] = {"class", "with boxes of the wrong class"},
    [PS_FAULT_PLACE] = {"place", "with badly placed boxes"},
    [PS_FAULT_BOTH] = {"both", "with boxes wrong in class and place"},
    [PS_FAULT_DUPLICATE] = {"duplicate", "with duplicates"},
    [PS_FAULT_BACKGROUND] = {"background", "with boxes where nothing is labelled"},
    [PS_FAULT_MISSED] = {"missed", "with objects that no box aims at"},
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

const char *card_link(PsArena *arena, const PsCard *card, int index)
{
    const PsLink *link = &card->link;
    if (choice_of(card)) return ps_arena_printf(arena, "#v=images&card=%d", index);
    switch (link->target) {
    case PS_TO_NOTHING: return "";
    case PS_TO_SUMMARY: return "#v=summary";
    case PS_TO_CONFIDENCE:
        return ps_arena_printf(arena, "#v=metrics&t=%s", confidence_text(arena, link->confidence));
    case PS_TO_CLASSES:
        return link->actual < 0 ? "#v=byclass"
                                : ps_arena_printf(arena, "#v=byclass&class=%d", link->actual);
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
    if (choice_of(card)) return "#images";
    switch (card->link.target) {
    case PS_TO_NOTHING: return "";
    case PS_TO_SUMMARY: return "#summary";
    case PS_TO_CONFIDENCE: return "#metrics";
    case PS_TO_CLASSES: return "#byclass";
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

static const char *show_images(PsArena *arena, int count)
{
    return ps_arena_printf(arena, "Show %s", plural(arena, count, "image", "images"));
}

static void say_cell(const Report *report, const PsLink *link, ReportCard *out)
{
    PsArena *arena = report->arena;
    int background = report->class_count, count = 0;
    for (int i = 0; i < report->cell_count; i++) {
        const MatrixCell *cell = &report->cells[i];
        if (cell->actual != link->actual || cell->predicted != link->predicted) continue;
        count = cell->images[report->optimum];
    }
    out->link_text = show_images(arena, count);
    if (link->actual == background) {
        out->link_note = ps_arena_printf(arena, "with %s boxes where nothing is labelled",
                                         report->classes[link->predicted].name);
    } else if (link->predicted == background) {
        out->link_note = ps_arena_printf(arena, "with %s objects that were missed",
                                         report->classes[link->actual].name);
    } else {
        out->link_note =
            ps_arena_printf(arena, "with %s taken for %s", report->classes[link->actual].name,
                            report->classes[link->predicted].name);
    }
}

static void say_fault(const Report *report, PsFault fault, ReportCard *out)
{
    int count = report->kinds[fault - 1].images[report->optimum];
    out->link_text = show_images(report->arena, count);
    out->link_note = fault_rows[fault].note;
    out->crops = fault_rows[fault].key;
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
    case PS_TO_CELL: say_cell(report, &card->link, out); break;
    case PS_TO_FAULT: say_fault(report, card->link.fault, out); break;
    case PS_TO_REVIEW: say_review(report, card, out); break;
    case PS_TO_SUMMARY: out->link_text = "Show the summary"; break;
    case PS_TO_CONFIDENCE: out->link_text = "Show the curve"; break;
    case PS_TO_CLASSES:
        out->link_text =
            card->link.actual < 0 || card->class_count > 1 ? "Show the classes" : "Show the class";
        break;
    case PS_TO_CALIBRATION: out->link_text = "Show the diagram"; break;
    case PS_TO_WARNINGS: out->link_text = "Show what was read"; break;
    case PS_TO_NOTHING: out->link_text = ""; break;
    case PS_TO_IMAGES:
    case PS_TO_GROUP: out->link_text = "Show images"; break;
    }
}

/* Boxes that stand for the slice or the group: those of its most frequent error. */
static const char *crops_of(const PsCard *card)
{
    double fault = ps_card_value(card, "fault");
    if (strcmp(card->rule, "R01") == 0) return fault_rows[PS_FAULT_MISSED].key;
    if (strcmp(card->rule, "R11") == 0) return "small";
    if (strcmp(card->rule, "R12") == 0) return "crowded";
    if (strcmp(card->rule, "R17") == 0) return fault_rows[PS_FAULT_BACKGROUND].key;
    if (!(fault > PS_FAULT_NONE) || fault >= PS_FAULT_KINDS) return "";
    return fault_rows[(int)fault].key;
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
        const ChoiceRow *row = choice_of(card);
        ReportCard *out = &report->cards[i];
        out->anchor = anchor_of(card);
        out->link_note = out->crops = "";
        if (!row) {
            say_target(report, card, out);
            continue;
        }
        out->link_text = show_images(report->arena, add_list(report, input, i, row));
        out->link_note = row->note;
        out->crops = crops_of(card);
    }
}
