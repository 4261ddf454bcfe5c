/* File names to images; see name_match.h. */
#include "explore/name_match.h"

#include "base/file.h"
#include "base/index.h"

#include <string.h>

/* Names of one kind; those that several images share name none. */
typedef struct Names {
    PsIndex *index;
    bool *shared; /* by the first image that has it */
} Names;

struct PsMatch {
    PsArena *arena;
    Names whole, last, stem;
};

static Names new_names(PsArena *arena, int images)
{
    return (Names){ps_index_new(arena), PS_ARRAY(arena, bool, images)};
}

static void add(Names *names, const char *name, int image)
{
    int there = ps_index_add_text(names->index, name, image);
    if (there != image) names->shared[there] = true;
}

static int find(const Names *names, const char *name)
{
    int image = ps_index_text(names->index, name);
    return image >= 0 && !names->shared[image] ? image : -1;
}

/* The part behind the last slash or backslash. */
static const char *last_part(const char *name)
{
    const char *back = strrchr(name, '\\');
    return ps_path_base(back ? back + 1 : name);
}

PsMatch *ps_match_new(const PsDataset *dataset, PsArena *arena)
{
    PsMatch *match = PS_NEW(arena, PsMatch);
    match->arena = arena;
    match->whole = new_names(arena, dataset->image_count);
    match->last = new_names(arena, dataset->image_count);
    match->stem = new_names(arena, dataset->image_count);
    for (int i = 0; i < dataset->image_count; i++) {
        const char *name = dataset->images[i].file;
        if (!*name) continue;
        add(&match->whole, name, i);
        add(&match->last, last_part(name), i);
        add(&match->stem, ps_path_stem(arena, last_part(name)), i);
    }
    return match;
}

int ps_match_image(const PsMatch *match, const char *name)
{
    const char *last = last_part(name);
    int image = find(&match->whole, name);
    if (image < 0) image = find(&match->last, last);
    if (image < 0) image = find(&match->stem, last); /* it came without an extension */
    if (image < 0) image = find(&match->stem, ps_path_stem(match->arena, last));
    return image;
}
