/* R05, R16 to R20, R23: the set of images itself, and parts of it. */
#include "advice/advice.h"

#include <math.h>
#include <strings.h>

enum { FEW_IMAGES = 100, FEW_OBJECTS = 20, FEW_CLASS_IMAGES = 10 };
static const double WIDE = 0.05, WIDE_CLASS = 0.10;

/* ---- R05: too small ---- */

static double half_width(PsInterval interval)
{
    return interval.exists ? (interval.high - interval.low) / 2 : NAN;
}

static bool class_is_thin(const PsFacts *facts, int c)
{
    const PsClass *info = &facts->dataset->classes[c];
    if (info->object_count == 0) return false;
    double half = half_width(facts->evaluation->uncertainty.class_ap50[c]);
    return info->object_count < FEW_OBJECTS || info->image_count < FEW_CLASS_IMAGES ||
           half > WIDE_CLASS;
}

static double widest(const PsFacts *facts)
{
    const PsUncertainty *uncertainty = &facts->evaluation->uncertainty;
    double f1 = half_width(uncertainty->f1), ap = half_width(uncertainty->figures[PS_AP]);
    return isnan(f1) ? ap : isnan(ap) ? f1 : fmax(f1, ap);
}

static void find_thin_classes(PsSearch *search, bool whole)
{
    const PsFacts *facts = search->facts;
    int *thin = PS_ARRAY(search->arena, int, facts->class_count), count = 0;
    for (int c = 0; c < facts->class_count; c++) {
        if (class_is_thin(facts, c)) thin[count++] = c;
    }
    if (count == 0 || (whole && facts->present == 1)) return;
    PsDraft *draft = ps_draft(search, count == 1 ? thin[0] : -1, -1);
    draft->fires = true;
    draft->card.variant = "classes";
    draft->card.classes = thin;
    draft->card.class_count = count;
}

void ps_find_small_set(PsSearch *search)
{
    bool whole = search->facts->image_count < FEW_IMAGES || widest(search->facts) > WIDE;
    if (whole) {
        PsDraft *draft = ps_draft(search, -1, -1);
        draft->fires = true;
        draft->card.variant = "whole";
    }
    find_thin_classes(search, whole);
}

/* The width of an interval falls with the root of the number of images. */
static double images_needed(int images, double half, double wanted)
{
    double needed = isnan(half) ? 0 : ceil(images * (half / wanted) * (half / wanted));
    return fmax(needed, FEW_IMAGES);
}

static void explain_thin(const PsFacts *facts, PsDraft *draft)
{
    int least = draft->card.classes[0];
    for (int i = 1; i < draft->card.class_count; i++) {
        int c = draft->card.classes[i];
        if (facts->dataset->classes[c].object_count < facts->dataset->classes[least].object_count) {
            least = c;
        }
    }
    /* a few rare classes do not put the whole in doubt */
    if (4 * draft->card.class_count < facts->present) {
        draft->card.severity = PS_LOOK;
        draft->fixed = true;
    }
    const PsClass *info = &facts->dataset->classes[least];
    ps_note(draft, "classes", draft->card.class_count, PS_UNIT_COUNT);
    ps_note(draft, "all_classes", facts->present, PS_UNIT_COUNT);
    ps_note(draft, "least_class", least, PS_UNIT_COUNT);
    ps_note(draft, "objects", info->object_count, PS_UNIT_COUNT);
    ps_note(draft, "images", info->image_count, PS_UNIT_COUNT);
    ps_note(draft, "half_width", half_width(facts->evaluation->uncertainty.class_ap50[least]),
            PS_UNIT_RATE);
    draft->card.link = (PsLink){.target = PS_TO_CLASSES, .actual = least};
}

void ps_explain_small_set(PsSearch *search, PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    const PsUncertainty *uncertainty = &facts->evaluation->uncertainty;
    if (draft->card.class_count > 0) {
        explain_thin(facts, draft);
        return;
    }
    double half = widest(facts), needed = images_needed(facts->image_count, half, WIDE);
    ps_note(draft, "images", facts->image_count, PS_UNIT_COUNT);
    ps_note(draft, "half_width", half, PS_UNIT_RATE);
    ps_note(draft, "images_needed", needed, PS_UNIT_COUNT);
    ps_note(draft, "f1", ps_f1(facts->all), PS_UNIT_RATE);
    ps_note(draft, "of_AP", half_width(uncertainty->f1) < half, PS_UNIT_COUNT);
    draft->card.interval = uncertainty->f1;
    draft->card.link = (PsLink){.target = PS_TO_SUMMARY};
}

/* ---- R16 and R18: slices and clusters of the explorer, with the figures shown there ---- */

/* R23 speaks of splits. */
static bool told_by_splits(const PsSearch *search, const PsGroup *group)
{
    return search->facts->input->split_of && group->column &&
           strcasecmp(group->column, "split") == 0;
}

static void find_weak(PsSearch *search, const PsGroup *groups, int count)
{
    for (int i = 0; i < count; i++) {
        if (!groups[i].tested || groups[i].finding != PS_WORSE) continue;
        if (told_by_splits(search, &groups[i])) continue;
        PsDraft *draft = ps_draft(search, -1, -1);
        draft->fires = true;
        draft->card.other = i; /* for `explain`, which sets it back */
    }
}

static void explain_weak(PsDraft *draft, const PsGroup *group, PsLink link)
{
    draft->card.other = -1;
    draft->card.subject = group->name;
    draft->card.variant = group->column ? group->column : "";
    draft->card.interval = group->interval;
    draft->card.p = group->p;
    draft->card.q = group->q;
    draft->card.gain = group->gain;
    draft->card.gain_of = PS_GAIN_F1;
    draft->card.link = link;
    ps_note(draft, "f1", group->f1, PS_UNIT_RATE);
    ps_note(draft, "f1_rest", group->f1_rest, PS_UNIT_RATE);
    ps_note(draft, "images", group->image_count, PS_UNIT_COUNT);
    ps_note(draft, "objects", group->objects, PS_UNIT_COUNT);
    ps_note(draft, "fault", (double)group->fault, PS_UNIT_COUNT);
    ps_note(draft, "fault_count", group->fault_count, PS_UNIT_COUNT);
    ps_note(draft, "error_count", group->error_count, PS_UNIT_COUNT);
}

void ps_find_slices(PsSearch *search)
{
    const PsMap *map = search->facts->input->map;
    if (!map || map->slice_count == 0) {
        ps_need(search, PS_NEED_SLICES);
        return;
    }
    find_weak(search, map->slices, map->slice_count);
}

void ps_explain_slices(PsSearch *search, PsDraft *draft)
{
    const PsMap *map = search->facts->input->map;
    PsLink link = {.target = PS_TO_IMAGES, .group = draft->card.other};
    explain_weak(draft, &map->slices[draft->card.other], link);
}

void ps_find_weak_groups(PsSearch *search)
{
    const PsMap *map = search->facts->input->map;
    if (!map || map->cluster_count == 0) {
        ps_need(search, PS_NEED_GROUPS);
        return;
    }
    find_weak(search, map->clusters, map->cluster_count);
}

void ps_explain_weak_groups(PsSearch *search, PsDraft *draft)
{
    const PsMap *map = search->facts->input->map;
    PsLink link = {.target = PS_TO_GROUP, .group = draft->card.other};
    explain_weak(draft, &map->clusters[draft->card.other], link);
}

/* ---- R17: images without objects ---- */

enum { LEAST_EMPTY = 20 };
static const double FIRES = 0.10, SURELY_FIRES = 0.05;

static void gather_empty(const PsFacts *facts, PsBuf *parts)
{
    for (int i = 0; i < facts->image_count; i++) {
        if (facts->dataset->images[i].object_count > 0) continue;
        ps_part_add(parts, i, ps_boxes_of(facts->images[i]) > 0, 1);
    }
}

void ps_find_empty_images(PsSearch *search)
{
    PsBuf parts = PS_BUF;
    gather_empty(search->facts, &parts);
    if (PS_BUF_COUNT(&parts, PsPart) < LEAST_EMPTY) {
        ps_need(search, PS_NEED_EMPTY_IMAGES);
    } else {
        PsGuard guard = ps_guard(search->facts, &parts, NULL, SURELY_FIRES);
        PsDraft *draft = ps_draft(search, -1, -1);
        draft->fires =
            guard.value >= FIRES && guard.interval.exists && guard.interval.low >= SURELY_FIRES;
        draft->guard_p = guard.p;
        draft->card.interval = guard.interval;
    }
    ps_buf_free(&parts);
}

void ps_explain_empty_images(PsSearch *search, PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    int empty = 0, firing = 0, boxes = 0;
    for (int i = 0; i < facts->image_count; i++) {
        if (facts->dataset->images[i].object_count > 0) continue;
        empty++;
        firing += ps_boxes_of(facts->images[i]) > 0;
        boxes += ps_boxes_of(facts->images[i]);
    }
    ps_note(draft, "share", (double)firing / empty, PS_UNIT_RATE);
    ps_note(draft, "firing", firing, PS_UNIT_COUNT);
    ps_note(draft, "images", empty, PS_UNIT_COUNT);
    ps_note(draft, "boxes", boxes, PS_UNIT_COUNT);
    draft->card.gain = ps_f1_gain(facts, 0, boxes);
    draft->card.gain_of = PS_GAIN_F1;
    draft->card.link = (PsLink){.target = PS_TO_IMAGES};
}

/* ---- R19 and R20: images that are nearly identical ---- */

static double f1_without_twins(const PsFacts *facts)
{
    PsCounts sum = {0};
    for (int i = 0; i < facts->image_count; i++) {
        if (facts->input->twins[i].other >= 0) continue;
        sum.correct += facts->images[i].correct;
        sum.mistaken += facts->images[i].mistaken;
        sum.misclassified += facts->images[i].misclassified;
        sum.false_positive += facts->images[i].false_positive;
        sum.missed += facts->images[i].missed;
    }
    return ps_f1(sum);
}

void ps_find_leakage(PsSearch *search)
{
    const PsFacts *facts = search->facts;
    const PsTwin *twins = facts->input->twins;
    int near = 0, copies = 0;
    if (!twins) {
        ps_need(search, PS_NEED_TRAIN_IMAGES);
        return;
    }
    for (int i = 0; i < facts->image_count; i++) {
        near += twins[i].other >= 0;
        copies += twins[i].copy;
    }
    if (near < fmax(3, 0.005 * facts->image_count)) return;
    PsDraft *draft = ps_draft(search, -1, -1);
    draft->fires = true;
    ps_note(draft, "near", near, PS_UNIT_COUNT);
    ps_note(draft, "copies", copies, PS_UNIT_COUNT);
}

void ps_explain_leakage(PsSearch *search, PsDraft *draft)
{
    const PsFacts *facts = search->facts;
    ps_note(draft, "images", facts->image_count, PS_UNIT_COUNT);
    ps_note(draft, "f1", ps_f1(facts->all), PS_UNIT_RATE);
    ps_note(draft, "f1_without", f1_without_twins(facts), PS_UNIT_RATE);
    draft->card.link = (PsLink){.target = PS_TO_IMAGES};
}

void ps_find_near_duplicates(PsSearch *search)
{
    const PsFacts *facts = search->facts;
    if (!facts->input->scene_of) {
        ps_need(search, PS_NEED_DUPLICATES);
        return;
    }
    int shared = 0, scenes = 0;
    for (int i = 0; i < facts->scene_count; i++) {
        scenes += facts->scene_sizes[i] > 0;
        shared += facts->scene_sizes[i] > 1 ? facts->scene_sizes[i] : 0;
    }
    if (shared < 0.05 * facts->image_count || shared == 0) return;
    PsDraft *draft = ps_draft(search, -1, -1);
    draft->fires = true;
    ps_note(draft, "shared", shared, PS_UNIT_COUNT);
    ps_note(draft, "scenes", scenes, PS_UNIT_COUNT);
    ps_note(draft, "images", facts->image_count, PS_UNIT_COUNT);
}

void ps_explain_near_duplicates(PsSearch *search, PsDraft *draft)
{
    (void)search;
    draft->card.link = (PsLink){.target = PS_TO_IMAGES};
}
