/* The images behind a card, and what it counts in them: objects, boxes, or the images themselves.
   Whoever follows the link sees these and no others. */
#include "advice/advice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef bool (*Holds)(const PsFacts *facts, const PsCard *card, int item);

/* ---- objects ---- */

static bool is_found(const PsFacts *facts, int g)
{
    return facts->taker[g] >= 0 && facts->outcome[facts->taker[g]] == PS_CORRECT;
}

static bool not_found(const PsFacts *facts, const PsCard *card, int g)
{
    const PsObject *object = &facts->dataset->objects[g];
    if (object->crowd || is_found(facts, g)) return false;
    return card->class_index < 0 || object->class_index == card->class_index;
}

static bool small_not_found(const PsFacts *facts, const PsCard *card, int g)
{
    return ps_is_small(facts, g) && not_found(facts, card, g);
}

static bool crowded_not_found(const PsFacts *facts, const PsCard *card, int g)
{
    return ps_has_neighbour(facts, g) && not_found(facts, card, g);
}

static bool never_aimed_at(const PsFacts *facts, const PsCard *card, int g)
{
    (void)card;
    return facts->evaluation->faults.of_object[g] == PS_FAULT_MISSED;
}

/* ---- kept boxes ---- */

static bool is_wrong(const PsFacts *facts, int d)
{
    return facts->outcome[d] == PS_FALSE_POSITIVE || facts->outcome[d] == PS_MISCLASSIFIED;
}

static bool wrong_of_kind(const PsFacts *facts, const PsCard *card, int d)
{
    return is_wrong(facts, d) && facts->evaluation->faults.of_detection[d] == card->link.fault;
}

static bool wrong_of_class(const PsFacts *facts, const PsCard *card, int d)
{
    return is_wrong(facts, d) && facts->predictions->detections[d].class_index == card->class_index;
}

static bool taken_for(const PsFacts *facts, const PsCard *card, int d)
{
    return facts->outcome[d] == PS_MISCLASSIFIED &&
           facts->predictions->detections[d].class_index == card->other &&
           facts->dataset->objects[facts->partner[d]].class_index == card->class_index;
}

/* Off in the direction of the card by more than 5 % of the side. */
static bool is_off(const PsFacts *facts, const PsCard *card, int d)
{
    double values[PS_OFFSETS], mean = ps_card_value(card, "offset");
    if (facts->outcome[d] != PS_CORRECT) return false;
    ps_offsets(facts, d, values);
    for (int o = 0; o < PS_OFFSETS; o++) {
        if (strcmp(card->variant, ps_offset_names[o]) != 0) continue;
        return mean > 0 ? values[o] > PS_FAR_OFF : values[o] < -PS_FAR_OFF;
    }
    return false;
}

static bool badly_placed(const PsFacts *facts, const PsCard *card, int d)
{
    return strcmp(card->variant, "loose") == 0 ? wrong_of_kind(facts, card, d)
                                               : is_off(facts, card, d);
}

static bool on_empty(const PsFacts *facts, const PsCard *card, int d)
{
    (void)card;
    int image = facts->predictions->detections[d].image;
    return facts->outcome[d] != PS_NOT_KEPT && facts->outcome[d] != PS_IGNORED &&
           facts->dataset->images[image].object_count == 0;
}

/* ---- images ---- */

static const PsGroup *group_of(const PsFacts *facts, const PsCard *card)
{
    const PsMap *map = facts->input->map;
    bool slice = strcmp(card->rule, "R16") == 0;
    return slice ? &map->slices[card->link.group] : &map->clusters[card->link.group];
}

static bool in_group(const PsFacts *facts, const PsCard *card, int image)
{
    const PsGroup *group = group_of(facts, card);
    int low = 0, high = group->image_count; /* ascending */
    while (low < high) {
        int middle = (low + high) / 2;
        if (group->images[middle] < image)
            low = middle + 1;
        else
            high = middle;
    }
    return low < group->image_count && group->images[low] == image;
}

static bool in_training(const PsFacts *facts, const PsCard *card, int image)
{
    (void)card;
    return facts->input->twins[image].other >= 0;
}

static bool shares_scene(const PsFacts *facts, const PsCard *card, int image)
{
    (void)card;
    return facts->scene_sizes[facts->input->scene_of[image]] > 1;
}

static bool in_split(const PsFacts *facts, const PsCard *card, int image)
{
    return facts->input->split_of[image] == card->link.group;
}

/* ---- one row a rule ---- */

typedef struct ShownRow {
    const char *rule;
    PsItems items;
    Holds holds;
} ShownRow;

static const ShownRow rows[] = {
    {"R01", PS_ITEMS_OBJECTS, not_found},
    {"R02", PS_ITEMS_OBJECTS, not_found},
    {"R03", PS_ITEMS_BOXES, wrong_of_kind},
    {"R04", PS_ITEMS_BOXES, wrong_of_class},
    {"R06", PS_ITEMS_BOXES, taken_for},
    {"R09", PS_ITEMS_BOXES, badly_placed},
    {"R10", PS_ITEMS_BOXES, wrong_of_kind},
    {"R11", PS_ITEMS_OBJECTS, small_not_found},
    {"R12", PS_ITEMS_OBJECTS, crowded_not_found},
    {"R16", PS_ITEMS_IMAGES, in_group},
    {"R17", PS_ITEMS_BOXES, on_empty},
    {"R18", PS_ITEMS_IMAGES, in_group},
    {"R19", PS_ITEMS_IMAGES, in_training},
    {"R20", PS_ITEMS_IMAGES, shares_scene},
    {"R23", PS_ITEMS_IMAGES, in_split},
    {"R24", PS_ITEMS_BOXES, wrong_of_kind},
};

static ShownRow row_of(const PsCard *card)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].rule, card->rule) != 0) continue;
        bool missed = card->link.target == PS_TO_FAULT && card->link.fault == PS_FAULT_MISSED;
        return missed ? (ShownRow){card->rule, PS_ITEMS_OBJECTS, never_aimed_at} : rows[i];
    }
    return (ShownRow){0};
}

static bool leads_to_images(const PsCard *card)
{
    PsTarget target = card->link.target;
    return target == PS_TO_CELL || target == PS_TO_IMAGES || target == PS_TO_FAULT ||
           target == PS_TO_GROUP;
}

static int image_of(const PsFacts *facts, PsItems items, int item)
{
    if (items == PS_ITEMS_IMAGES) return item;
    return items == PS_ITEMS_OBJECTS ? facts->dataset->objects[item].image
                                     : facts->predictions->detections[item].image;
}

/* Marks the images; returns how many items are in them. */
static int mark_images(const PsFacts *facts, const ShownRow *row, const PsCard *card,
                       unsigned char *marked)
{
    int all = row->items == PS_ITEMS_IMAGES    ? facts->image_count
              : row->items == PS_ITEMS_OBJECTS ? facts->dataset->object_count
                                               : facts->predictions->detection_count;
    int count = 0;
    for (int item = 0; item < all; item++) {
        if (!row->holds(facts, card, item)) continue;
        marked[image_of(facts, row->items, item)] = 1;
        count++;
    }
    return count;
}

/* ---- does the panel hold the same? ---- */

/* Images with a kept box of the kind, or an object of it, whatever its outcome. */
static int images_of_kind(const PsFacts *facts, PsFault fault, unsigned char *marked)
{
    const PsFaults *faults = &facts->evaluation->faults;
    int images = 0;
    for (int i = 0; i < facts->image_count; i++) marked[i] = 0;
    for (int g = 0; fault == PS_FAULT_MISSED && g < facts->dataset->object_count; g++) {
        if (faults->of_object[g] == fault) marked[facts->dataset->objects[g].image] = 1;
    }
    for (int d = 0; d < facts->predictions->detection_count; d++) {
        if (faults->of_detection[d] != fault || facts->evaluation->verdicts[d].kept < facts->k) {
            continue;
        }
        marked[facts->predictions->detections[d].image] = 1;
    }
    for (int i = 0; i < facts->image_count; i++) images += marked[i];
    return images;
}

/* What the card shows is part of its panel; so equal numbers mean the same. */
static bool is_panel(const PsFacts *facts, const PsCard *card, unsigned char *room)
{
    const PsLink *link = &card->link;
    if (link->target == PS_TO_FAULT) {
        return images_of_kind(facts, link->fault, room) == card->image_count;
    }
    if (link->target != PS_TO_CELL) return true;
    const PsCell *cell = ps_cell_find(facts->evaluation, link->actual, link->predicted);
    return cell && cell->counts[facts->k] == card->item_count &&
           cell->images[facts->k] == card->image_count;
}

/* ---- order ---- */

typedef struct Place {
    int key, image;
} Place;

static int by_key(const void *a, const void *b)
{
    const Place *x = a, *y = b;
    return x->key != y->key ? x->key - y->key : x->image - y->image;
}

/* Those of one scene side by side; copies of training images before those that are like one. */
static int key_of(const PsFacts *facts, const PsCard *card, int image)
{
    if (strcmp(card->rule, "R20") == 0) return facts->input->scene_of[image];
    if (strcmp(card->rule, "R19") == 0) return !facts->input->twins[image].copy;
    return 0;
}

static void take_images(PsSearch *search, PsCard *card, const unsigned char *marked)
{
    const PsFacts *facts = search->facts;
    Place *places = PS_ARRAY(search->scratch, Place, facts->image_count);
    int count = 0;
    for (int i = 0; i < facts->image_count; i++) {
        if (marked[i]) places[count++] = (Place){key_of(facts, card, i), i};
    }
    if (count) qsort(places, (size_t)count, sizeof *places, by_key);
    int *images = PS_ARRAY(search->arena, int, count);
    for (int i = 0; i < count; i++) images[i] = places[i].image;
    card->images = images;
    card->image_count = count;
}

void ps_show_images(PsSearch *search, PsDraft *draft)
{
    PsCard *card = &draft->card;
    const PsFacts *facts = search->facts;
    ShownRow row = row_of(card);
    if (!row.holds || !leads_to_images(card)) return;
    unsigned char *marked = PS_ARRAY(search->scratch, unsigned char, facts->image_count);
    card->evidence = draft->evidence; /* `holds` may ask for a figure */
    card->items = row.items;
    card->item_count = mark_images(facts, &row, card, marked);
    take_images(search, card, marked);
    if (!is_panel(facts, card, marked)) card->link.target = PS_TO_IMAGES;
}
