/* Random scenes; see generate.h. */
#include "lib/eval/generate.h"

uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15U;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
}

/* 0 .. most, both included. */
static int up_to(uint64_t *state, int most)
{
    return (int)(random_next(state) % (unsigned)(most + 1));
}

static bool one_in(uint64_t *state, int n)
{
    return up_to(state, n - 1) == 0;
}

typedef enum Scores { TENTHS, THOUSANDTHS, CROWDED, PERCENT, SIGNED, ONE_VALUE, KINDS } Scores;

/* The choices that hold for the whole scene. */
typedef struct Style {
    int unit; /* pixels of one step of the grid */
    Scores scores;
    int most_objects, most_detections;
} Style;

static Style choose_style(uint64_t *state)
{
    static const int units[] = {1, 2, 8, 16, 32}; /* 32^2 is 4 steps of 8, 96^2 is 6 of 16 */
    Style style = {.unit = units[up_to(state, 4)],
                   .most_objects = 2 + up_to(state, 5),
                   .most_detections = 2 + up_to(state, 8)};
    style.scores =
        one_in(state, 3) ? (Scores)up_to(state, KINDS - 1) : (Scores)up_to(state, THOUSANDTHS);
    return style;
}

static double choose_score(uint64_t *state, Scores kind)
{
    switch (kind) {
    case TENTHS: return up_to(state, 10) / 10.0;
    case THOUSANDTHS: return up_to(state, 1000) / 1000.0;
    case CROWDED: return 0.5 + up_to(state, 20) / 1000.0;
    case PERCENT: return up_to(state, 100);
    case SIGNED: return up_to(state, 20) / 10.0 - 1;
    case ONE_VALUE:
    case KINDS: break;
    }
    return 0.625;
}

static PsBox choose_box(uint64_t *state, int unit)
{
    PsBox box = {up_to(state, 5) * unit, up_to(state, 3) * unit, (2 + up_to(state, 4)) * unit,
                 (2 + up_to(state, 4)) * unit};
    if (one_in(state, 30)) box.width = 0;
    if (one_in(state, 30)) box.height = 0;
    return box;
}

static void add_object(Scene *scene, uint64_t *state, int image, const Style *style)
{
    static const double border_areas[] = {1023, 1024, 1025, 9215, 9216, 9217};
    int class_index = up_to(state, scene->dataset.class_count - 1);
    PsBox box = choose_box(state, style->unit);
    int g = one_in(state, 7) ? scene_crowd(scene, image, class_index, box)
                             : scene_object(scene, image, class_index, box);
    if (one_in(state, 5)) scene->dataset.objects[g].area = border_areas[up_to(state, 5)];
}

/* Most detections lie on an object or near it, most of them with its class. */
static void add_detection(Scene *scene, uint64_t *state, int image, const Style *style, int first)
{
    PsBox box = choose_box(state, style->unit);
    int class_index = up_to(state, scene->dataset.class_count - 1);
    int objects = scene->dataset.object_count - first;
    if (objects > 0 && !one_in(state, 5)) {
        const PsObject *object = &scene->dataset.objects[first + up_to(state, objects - 1)];
        box = object->box;
        if (one_in(state, 2)) box.x += style->unit;
        if (one_in(state, 2)) box.y -= style->unit;
        if (one_in(state, 3)) box.height += style->unit;
        if (!one_in(state, 4)) class_index = object->class_index;
    }
    scene_detection(scene, image, class_index, choose_score(state, style->scores), box);
}

Scene *generate_scene(uint64_t seed)
{
    uint64_t state = seed;
    Style style = choose_style(&state);
    int images = 1 + up_to(&state, 3), classes = 1 + up_to(&state, 3);
    bool many = one_in(&state, 100);
    if (one_in(&state, 12)) { /* enough objects of one class for an optimum of its own */
        images = 4;
        classes = 1 + up_to(&state, 1);
        style.most_objects = style.most_detections = 20;
    }
    Scene *scene = scene_new(images, classes);
    for (int i = 0; i < scene->dataset.image_count; i++) {
        int first = scene->dataset.object_count;
        int objects = one_in(&state, 6) ? 0 : up_to(&state, style.most_objects);
        int detections = one_in(&state, 6) ? 0 : up_to(&state, style.most_detections);
        if (many && i == 0) detections += 150;
        for (int n = 0; n < objects; n++) add_object(scene, &state, i, &style);
        for (int n = 0; n < detections; n++) add_detection(scene, &state, i, &style, first);
    }
    return scene;
}
