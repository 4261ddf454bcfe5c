/* Near-identical pictures in words: with which image of this set one shares a scene, and which
   training picture it is like. */
#include "build.h"

#include "base/text.h"

#include <strings.h>

/* The next image of the scene; of the last one the first. NULL where an image is alone. */
static void fill_scenes(Report *report, const BuildInput *input)
{
    PsArena *scratch = ps_arena_new();
    int *first = PS_ARRAY(scratch, int, report->image_count);
    int *last = PS_ARRAY(scratch, int, report->image_count);
    for (int i = 0; i < report->image_count; i++) first[i] = last[i] = UNDEFINED;
    for (int i = 0; i < report->image_count; i++) {
        int scene = input->scene_of[i], before = last[scene];
        report->scene_mate[i] = UNDEFINED;
        last[scene] = i;
        if (before == UNDEFINED) {
            first[scene] = i;
            continue;
        }
        report->scene_mate[before] = i;
        report->scene_mate[i] = first[scene];
    }
    ps_arena_free(scratch);
}

void build_near(Report *report, const BuildInput *input)
{
    if (!input->scene_of) return;
    report->scene_mate = PS_ARRAY(report->arena, int, report->image_count);
    fill_scenes(report, input);
}

const char *near_scene(PsArena *arena, const Report *report, const BuildInput *input, int image)
{
    int mate = report->scene_mate ? report->scene_mate[image] : UNDEFINED;
    if (mate == UNDEFINED) return NULL;
    return ps_arena_printf(arena, "same scene as %s",
                           ps_text_shown(arena, input->evaluation->dataset->images[mate].file));
}

const char *near_train(PsArena *arena, const BuildInput *input, int image)
{
    if (!input->twins || input->twins[image].other < 0) return NULL;
    PsTwin twin = input->twins[image];
    return ps_arena_printf(arena, "%s the training picture %s", twin.copy ? "a copy of" : "like",
                           ps_text_shown(arena, input->train->images[twin.other].file));
}
