/* Finding images and classes; see join.h. A name is tried as the ground truth has it; then without
   folder and ending, but only where no two images share what is left: a guess would be silent. */
#include "read/join.h"

#include "base/file.h"

#include <string.h>

static bool counts_from_0(const PsDataset *dataset)
{
    if (strcmp(dataset->input.format, "yolo") == 0) return true;
    for (int i = 0; i < dataset->class_count; i++) {
        if (dataset->classes[i].id != i) return false;
    }
    return true;
}

PsJoin *ps_join_new(const PsDataset *dataset, PsArena *arena)
{
    PsJoin *join = PS_NEW(arena, PsJoin);
    *join = (PsJoin){.dataset = dataset,
                     .arena = arena,
                     .from_0 = counts_from_0(dataset),
                     .image_ids = ps_index_new(arena),
                     .class_ids = ps_index_new(arena),
                     .class_names = ps_index_new(arena)};
    for (int i = 0; i < dataset->image_count; i++) {
        ps_index_add_number(join->image_ids, dataset->images[i].id, i);
    }
    for (int i = 0; i < dataset->class_count; i++) {
        ps_index_add_number(join->class_ids, dataset->classes[i].id, i);
        ps_index_add_text(join->class_names, dataset->classes[i].name, i);
    }
    return join;
}

bool ps_join_list(PsJoin *join, const PsReadOptions *options, PsIssueList *issues, PsError *error)
{
    const char *path = options->classes;
    return !path || ps_class_list_open(path, join->arena, issues, &join->listed, error);
}

int ps_join_image(const PsJoin *join, int64_t id)
{
    return ps_index_number(join->image_ids, id);
}

int ps_join_class(const PsJoin *join, int64_t id)
{
    return ps_index_number(join->class_ids, id);
}

int ps_join_class_name(const PsJoin *join, const char *name)
{
    return ps_index_text(join->class_names, name);
}

static void index_files(PsJoin *join)
{
    const PsDataset *dataset = join->dataset;
    join->files = ps_index_new(join->arena);
    join->stems = ps_index_new(join->arena);
    join->ambiguous = PS_ARRAY(join->arena, bool, dataset->image_count);
    for (int i = 0; i < dataset->image_count; i++) {
        const char *file = dataset->images[i].file;
        if (!*file) continue;
        ps_index_add_text(join->files, file, i);
        int first = ps_index_add_text(join->stems, ps_path_stem(join->arena, file), i);
        if (first != i) join->ambiguous[first] = true;
    }
}

int ps_join_image_name(PsJoin *join, const char *name)
{
    if (!*name) return -1;
    if (!join->files) index_files(join);
    int image = ps_index_text(join->files, name);
    if (image >= 0) return image;
    /* "shot.12" may be a stem with a dot in it, so the name as it is goes first. */
    image = ps_index_text(join->stems, ps_path_base(name));
    if (image < 0) {
        PsArena *scratch = ps_arena_new();
        image = ps_index_text(join->stems, ps_path_stem(scratch, name));
        ps_arena_free(scratch);
    }
    return image >= 0 && !join->ambiguous[image] ? image : -1;
}

static int class_by_list(const PsJoin *join, int64_t number)
{
    const char *name = ps_class_list_name(&join->listed, number);
    return name ? ps_join_class_name(join, name) : -1;
}

int ps_join_class_number(const PsJoin *join, int64_t number, PsResultBuilder *results)
{
    if (join->listed.count > 0) return class_by_list(join, number);
    int index = ps_join_class(join, number);
    results->classes_by_number |= index >= 0;
    return index;
}

int ps_join_class_from_0(const PsJoin *join, int64_t number, PsResultBuilder *results,
                         const PsPlace *place)
{
    if (join->listed.count > 0) return class_by_list(join, number);
    if (join->from_0) return ps_join_class(join, number);
    ps_issue_add(&results->issues, "class-by-order", place,
                 "Classes are numbers, and the ground truth does not number its own from 0: they "
                 "were counted through in its order. --classes names them for certain.");
    return number < join->dataset->class_count ? (int)number : -1;
}
