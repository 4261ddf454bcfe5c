/* Faults planted into a strong model's clean set; see plants.h. */
#include "lib/advice/plants.h"

#include <string.h>

enum { A, B, C };

/* ---- faults ---- */

static void each_box(Bed *bed, void (*change)(Bed *bed, BedBox *box))
{
    for (int i = 0; i < bed->image_count; i++) {
        for (int b = 0; b < bed->images[i].box_count; b++) change(bed, &bed->images[i].boxes[b]);
    }
}

static void each_object(Bed *bed, void (*change)(Bed *bed, BedObject *object))
{
    for (int i = 0; i < bed->image_count; i++) {
        BedImage *image = &bed->images[i];
        for (int g = 0; g < image->object_count; g++) change(bed, &image->objects[g]);
    }
}

void drop_labels_of(Bed *bed, int class_index)
{
    for (int i = 0; i < bed->image_count; i++) {
        for (int g = 0; g < bed->images[i].object_count; g++) {
            BedObject *object = &bed->images[i].objects[g];
            object->gone = object->class_index == class_index && bed_random(bed) < 0.1;
        }
    }
}
void drop_labels(Bed *bed)
{
    drop_labels_of(bed, B);
}

static void swap_label(Bed *bed, BedObject *object)
{
    if (object->class_index > B || bed_random(bed) >= 0.15) return;
    object->class_index = object->class_index == A ? B : A;
}
static void swap_labels(Bed *bed)
{
    each_object(bed, swap_label);
}

static void shift_box(Bed *bed, BedBox *box)
{
    (void)bed;
    box->box.x += 0.06 * box->box.width;
}
static void shift_boxes(Bed *bed)
{
    each_box(bed, shift_box);
}

static void repeat_boxes(Bed *bed)
{
    for (int i = 0; i < bed->image_count; i++) {
        BedImage *image = &bed->images[i];
        for (int b = 0, count = image->box_count; b < count; b++) {
            if (bed_random(bed) >= 0.1) continue;
            BedBox copy = image->boxes[b];
            copy.box.x += 3;
            copy.box.y -= 2;
            copy.score *= 0.97;
            image->boxes[image->box_count++] = copy;
        }
    }
}

static void halve_score(Bed *bed, BedBox *box)
{
    (void)bed;
    box->score *= 0.5;
}
static void halve_scores(Bed *bed)
{
    each_box(bed, halve_score);
}

static void drop_box(Bed *bed, BedBox *box)
{
    (void)bed;
    box->gone = box->class_index == C;
}
static void drop_class(Bed *bed)
{
    each_box(bed, drop_box);
}

static void turn_class(Bed *bed, BedBox *box)
{
    box->class_index = (box->class_index + 1) % bed->class_count;
}
static void turn_classes(Bed *bed)
{
    each_box(bed, turn_class);
}

static void write_corners(Bed *bed, BedBox *box)
{
    (void)bed;
    box->box.width += box->box.x;
    box->box.height += box->box.y;
}
static void write_all_corners(Bed *bed)
{
    each_box(bed, write_corners);
}

static void cut_set(Bed *bed)
{
    bed->image_count = 40;
}

/* Class A is predicted as B in a fifth of the cases, never the other way round. */
static void confuse_box(Bed *bed, BedBox *box)
{
    if (box->class_index == A && bed_random(bed) < 0.2) box->class_index = B;
}
static void confuse(Bed *bed)
{
    each_box(bed, confuse_box);
}

static void lose_box(Bed *bed, BedBox *box)
{
    box->gone = box->class_index == B && box->of >= 0 && bed_random(bed) < 0.5;
}
static void lose_boxes(Bed *bed)
{
    each_box(bed, lose_box);
}

static void lose_any(Bed *bed, BedBox *box)
{
    box->gone = box->of >= 0 && bed_random(bed) < 0.45;
}
static void lose_all(Bed *bed)
{
    each_box(bed, lose_any);
}

/* Boxes on nothing whose scores are as high as those of right ones: no score is sure then. */
static void invent_boxes(Bed *bed, int class_index, double share)
{
    for (int i = 0; i < bed->image_count; i++) {
        BedImage *image = &bed->images[i];
        for (int b = 0, count = image->box_count; b < count; b++) {
            if (image->boxes[b].of < 0 || bed_random(bed) >= share) continue;
            BedBox box = image->boxes[b];
            box.box.y += 75 * (box.box.y < 240 ? 1 : -1);
            box.of = -1;
            if (class_index >= 0) box.class_index = class_index;
            if (image->box_count < BED_MOST) image->boxes[image->box_count++] = box;
        }
    }
}
static void invent_all(Bed *bed)
{
    invent_boxes(bed, -1, 0.6);
}
static void invent_one(Bed *bed)
{
    invent_boxes(bed, B, 0.3);
}

static void shrink_image(Bed *bed, BedImage *image)
{
    for (int g = 0; g < image->object_count; g++) {
        PsBox *box = &image->objects[g].box;
        bool small = bed_random(bed) < 0.3;
        if (!small) continue;
        for (int b = 0; b < image->box_count; b++) {
            if (image->boxes[b].of != g) continue;
            image->boxes[b].box = (PsBox){box->x, box->y, 20, 20};
            image->boxes[b].gone = bed_random(bed) < 0.5;
        }
        *box = (PsBox){box->x, box->y, 20, 20};
    }
}
static void shrink_some(Bed *bed)
{
    for (int i = 0; i < bed->image_count; i++) shrink_image(bed, &bed->images[i]);
}

/* Every fourth object gets a neighbour that overlaps it by a half, which is not found. */
static void crowd(Bed *bed)
{
    for (int i = 0; i < bed->image_count; i++) {
        BedImage *image = &bed->images[i];
        for (int g = 0, count = image->object_count; g < count; g++) {
            if (bed_random(bed) >= 0.25 || image->object_count == BED_SLOTS) continue;
            BedObject twin = image->objects[g];
            twin.box.x += twin.box.width / 3;
            image->objects[image->object_count++] = twin;
        }
    }
}

static void loosen_box(Bed *bed, BedBox *box)
{
    double side = 0.14 * box->box.width;
    box->box.x += bed_random(bed) < 0.5 ? side : -side;
    box->box.y += bed_random(bed) < 0.5 ? side : -side;
}
static void loosen(Bed *bed)
{
    each_box(bed, loosen_box);
}

static void boast(Bed *bed, BedBox *box)
{
    (void)bed;
    box->score = 0.4 + 0.6 * box->score;
}
static void boast_all(Bed *bed)
{
    invent_boxes(bed, -1, 0.3);
    each_box(bed, boast);
}

/* Boxes on images from which all labels are gone. */
static void empty_some(Bed *bed)
{
    for (int i = 0; i < bed->image_count; i += 3) {
        for (int g = 0; g < bed->images[i].object_count; g++) bed->images[i].objects[g].gone = true;
    }
}

static void one_label_twice(Bed *bed)
{
    for (int i = 0; i < bed->image_count; i += 4) {
        BedImage *image = &bed->images[i];
        if (image->object_count == 0) continue;
        image->objects[image->object_count] = image->objects[0];
        image->objects[image->object_count++].class_index = C;
    }
}

static void spurious(Bed *bed)
{
    for (int i = 0; i < bed->image_count; i += 12) {
        BedImage *image = &bed->images[i];
        for (int b = 0; b < image->box_count; b++) {
            image->boxes[b].gone |= image->boxes[b].of == 0;
        }
    }
}

static void draw_badly(Bed *bed)
{
    for (int i = 0; i < bed->image_count; i += 10) {
        BedImage *image = &bed->images[i];
        if (image->object_count) image->objects[0].box.width *= 1.7;
    }
}

static void cut_scores_box(Bed *bed, BedBox *box)
{
    (void)bed;
    box->gone = box->score < 0.95;
}
static void cut_scores(Bed *bed)
{
    each_box(bed, cut_scores_box);
}

static void one_score(Bed *bed, BedBox *box)
{
    (void)bed;
    box->score = 0.5;
}
static void one_score_all(Bed *bed)
{
    each_box(bed, one_score);
}

static void percent_score(Bed *bed, BedBox *box)
{
    (void)bed;
    box->score *= 100;
}
static void percent_scores(Bed *bed)
{
    each_box(bed, percent_score);
}

static void move_out(Bed *bed, BedBox *box)
{
    if (bed_random(bed) < 0.2) box->box.x += 1000;
}
static void move_some_out(Bed *bed)
{
    each_box(bed, move_out);
}

static void centre_box(Bed *bed, BedBox *box)
{
    (void)bed;
    box->box.x += box->box.width / 2;
    box->box.y += box->box.height / 2;
}
static void write_centres(Bed *bed)
{
    each_box(bed, centre_box);
}

static void share_box(Bed *bed, BedBox *box)
{
    (void)bed;
    box->box =
        (PsBox){box->box.x / 640, box->box.y / 480, box->box.width / 640, box->box.height / 480};
}
static void write_shares(Bed *bed)
{
    each_box(bed, share_box);
}

static void half_size_box(Bed *bed, BedBox *box)
{
    (void)bed;
    box->box = (PsBox){box->box.x / 2, box->box.y / 2, box->box.width / 2, box->box.height / 2};
}
static void write_half_size(Bed *bed)
{
    each_box(bed, half_size_box);
}

static void drop_images(Bed *bed)
{
    for (int i = 0; i < bed->image_count; i += 10) {
        for (int b = 0; b < bed->images[i].box_count; b++) bed->images[i].boxes[b].gone = true;
    }
}

static void forget_class(Bed *bed, BedObject *object)
{
    (void)bed;
    object->gone = object->class_index == C;
}
static void forget_labels(Bed *bed)
{
    each_object(bed, forget_class);
}

/* ---- what must be said ---- */

const PlantRow plants[] = {
    {"labels dropped", drop_labels, "R14a", "", B, -1, false},
    {"labels swapped", swap_labels, "R14b", "", A, B, false},
    {"boxes shifted", shift_boxes, "R09", "right", -1, -1, true},
    {"boxes repeated", repeat_boxes, "R10", "", -1, -1, true},
    {"class dropped", drop_class, "R21", "never-predicted", C, A, true},
    {"classes turned", turn_classes, "R21", "class-order", -1, -1, true},
    {"corners", write_all_corners, "R22", "xyxy", -1, -1, true},
    {"centres", write_centres, "R22", "centre", -1, -1, true},
    {"shares", write_shares, "R22", "relative", -1, -1, true},
    {"half size", write_half_size, "R22", "other-size", -1, -1, true},
    {"out of the image", move_some_out, "R22", "outside", -1, -1, true},
    {"one score", one_score_all, "R22", "equal-scores", -1, -1, true},
    {"scores in per cent", percent_scores, "R22", "scores-above-1", -1, -1, true},
    {"images left out", drop_images, "R22", "images-without", -1, -1, true},
    {"set cut", cut_set, "R05", "whole", -1, -1, true},
    {"confused", confuse, "R06", "one-way", A, B, true},
    {"boxes of a class lost", lose_boxes, "R02", "unseen", B, -1, true},
    {"boxes lost", lose_all, "R01", "unseen", -1, -1, true},
    {"boxes invented", invent_all, "R03", "background", -1, -1, true},
    {"boxes of a class invented", invent_one, "R04", "background", B, -1, true},
    {"small ones lost", shrink_some, "R11", "", -1, -1, true},
    {"crowds", crowd, "R12", "", -1, -1, true},
    {"loose", loosen, "R09", "loose", -1, -1, false},
    {"boasting", boast_all, "R13", "too-confident", -1, -1, false},
    {"scores halved", halve_scores, "R13", "too-modest", -1, -1, false},
    {"boxes on empty images", empty_some, "R17", "", -1, -1, false},
    {"labels on one place", one_label_twice, "R14e", "", -1, -1, true},
    {"spurious labels", spurious, "R14d", "", -1, -1, false},
    {"badly drawn labels", draw_badly, "R14c", "", -1, -1, false},
    {"scores cut", cut_scores, "R22", "cut", -1, -1, true},
    {"labels of a class forgotten", forget_labels, "R21", "not-labelled", C, -1, false},
};
const int plant_count = COUNT_OF(plants);

const PlantRow *plant_row(const char *name)
{
    for (int i = 0; i < plant_count; i++) {
        if (strcmp(plants[i].name, name) == 0) return &plants[i];
    }
    return NULL;
}
